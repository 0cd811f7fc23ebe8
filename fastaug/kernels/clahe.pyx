"""Contrast-limited adaptive histogram equalisation."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    Stack, allocate, fa_image, fa_rows, finish, give_scratch, image_at, result, run, run_whole, share_scratch,
)
from fastaug.kernels.color cimport ColorRows, Values, color_rows, unpack_values, value_at, values_of, values_row_ns
from fastaug.kernels.pipeline cimport Pass, fa_step

cnp.import_array()

cdef ColorRows COLOR = color_rows()

cdef extern from "clahe.h":
    ctypedef struct fa_clahe:
        fa_image src, dst
        void *scratch
        double clip_limit
        int64_t rows, columns
        fa_rows saturate
    int64_t fa_clahe_scratch(const fa_clahe *p) nogil
    void fa_clahe_start(fa_clahe *p) nogil
    void fa_clahe_luma(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_clahe_tables(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_clahe_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    int fa_clahe_prepare(void *job, void *scratch, int held) noexcept nogil
    void fa_clahe_whole(const void *job, int64_t first, int64_t last) noexcept nogil


cdef int _clahe_one(fa_clahe *job, double row_ns, threads) except -1:
    """One image, in steps that threads share."""
    cdef int64_t height = job.src.height
    fa_clahe_start(job)
    run(fa_clahe_luma, job, sizeof(job[0]), 1, height, row_ns / 8, threads)
    run(fa_clahe_tables, job, sizeof(job[0]), 1, job.rows, row_ns / 2 * height / job.rows, threads)
    run(fa_clahe_rows, job, sizeof(job[0]), 1, height, row_ns / 2, threads)
    return 0


def clahe(image, cnp.ndarray clip_limit, int64_t rows, int64_t columns, out, threads):
    """clip_limit: float64 of length 1 or N; rows, columns: of tiles."""
    cdef Stack src, dst
    cdef fa_clahe *jobs
    cdef Values clip_limits = values_of(clip_limit)
    cdef int64_t i, at_once = 1
    cdef double row_ns
    cdef cnp.ndarray scratch = None
    image = unpack_values(image, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    if cnp.PyArray_SIZE(made) == 0:
        return finish(out, made)
    row_ns = values_row_ns(&src, 0.4)
    jobs = <fa_clahe *>allocate(src.count, sizeof(fa_clahe))
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst = image_at(&src, i), image_at(&dst, i)
            jobs[i].clip_limit = value_at(clip_limits, i)
            jobs[i].rows, jobs[i].columns, jobs[i].saturate = rows, columns, COLOR.saturate
        scratch = share_scratch(&jobs.scratch, sizeof(fa_clahe), src.count, fa_clahe_scratch(jobs), threads, &at_once)
        if src.count == 1:
            _clahe_one(jobs, row_ns, threads)
        else:
            run_whole(fa_clahe_whole, jobs, sizeof(fa_clahe), src.count, at_once, row_ns * src.first.height, threads)
    finally:
        free(jobs)
        if scratch is not None:
            give_scratch(scratch)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct clahe_parameters:
    const double *clip_limit
    int64_t rows, columns


cdef void _bind_clahe(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const clahe_parameters *p = <const clahe_parameters *>parameters
    cdef fa_clahe *job = <fa_clahe *>step.job
    job.src = src[0]
    job.clip_limit, job.rows, job.columns, job.saturate = p.clip_limit[sample], p.rows, p.columns, COLOR.saturate
    step.rows, step.prepare = fa_clahe_rows, fa_clahe_prepare
    step.scratch = fa_clahe_scratch(job)
    step.whole = True


cdef class Clahe(Pass):
    """A clip limit for each image, and one grid."""

    cdef clahe_parameters p

    def __init__(self, clip_limit, int64_t rows, int64_t columns, active=None):
        """clip_limit: N numbers."""
        self.begin(_bind_clahe, &self.p, active)
        self.p.clip_limit, self.p.rows, self.p.columns = self.doubles(clip_limit, len(clip_limit)), rows, columns
