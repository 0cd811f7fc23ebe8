"""JPEG compression and low resolution."""

cimport numpy as cnp
from libc.math cimport rint
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    Stack, allocate, entry, fa_image, finish, give_scratch, image_at, result, run, run_whole, share_scratch,
)
from fastaug.kernels.color cimport unpack_values, values_row_ns
from fastaug.kernels.pipeline cimport Pass, fa_step
from fastaug.kernels.resize cimport resize_stack

import numpy as np

from fastaug.kernels.pipeline import run_lanes
from fastaug.kernels.resize import Resize

cnp.import_array()

cdef extern from "compression.h":
    enum: FA_JPEG_ROWS
    ctypedef struct fa_jpeg:
        fa_image src, dst
        void *scratch
        const int64_t *steps
    int64_t fa_jpeg_scratch(const fa_jpeg *p) nogil
    void fa_jpeg_start(fa_jpeg *p) nogil
    void fa_jpeg_code(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_jpeg_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    int fa_jpeg_prepare(void *job, void *scratch, int held) noexcept nogil
    void fa_jpeg_whole(const void *job, int64_t first, int64_t last) noexcept nogil


cdef int _jpeg_one(fa_jpeg *job, double row_ns, threads) except -1:
    """One image, in steps that threads share."""
    cdef int64_t height = job.src.height, bands = (height + FA_JPEG_ROWS - 1) // FA_JPEG_ROWS
    fa_jpeg_start(job)
    run(fa_jpeg_code, job, sizeof(job[0]), 1, bands, row_ns * FA_JPEG_ROWS * 0.7, threads)
    run(fa_jpeg_rows, job, sizeof(job[0]), 1, height, row_ns * 0.3, threads)
    return 0


def jpeg(image, cnp.ndarray quality, cnp.ndarray steps, out, threads):
    """quality: int64 of length 1 or N; steps: int64 (100, 2, 8, 8), contiguous, those of the qualities from 1 on."""
    cdef Stack src, dst
    cdef fa_jpeg *jobs
    cdef const int64_t *tables = <const int64_t *>cnp.PyArray_DATA(steps)
    cdef int64_t i, at_once = 1
    cdef double row_ns
    cdef cnp.ndarray scratch = None
    image = unpack_values(image, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    if cnp.PyArray_SIZE(made) == 0:
        return finish(out, made)
    row_ns = values_row_ns(&src, 0.6)
    jobs = <fa_jpeg *>allocate(src.count, sizeof(fa_jpeg))
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst = image_at(&src, i), image_at(&dst, i)
            jobs[i].steps = tables + 128 * (entry(quality, i) - 1)
        scratch = share_scratch(&jobs.scratch, sizeof(fa_jpeg), src.count, fa_jpeg_scratch(jobs), threads, &at_once)
        if src.count == 1:
            _jpeg_one(jobs, row_ns, threads)
        else:
            run_whole(fa_jpeg_whole, jobs, sizeof(fa_jpeg), src.count, at_once, row_ns * src.first.height, threads)
    finally:
        free(jobs)
        if scratch is not None:
            give_scratch(scratch)
    return finish(out, made)


def shrink_and_enlarge(large, small, int down, int up, like, active=None):
    """The passes to and from a smaller size. large, small: (N, 2) heights and widths; down, up: interpolations."""
    active = np.ones(len(small), np.bool_) if active is None else active
    return [Resize(large, small, down, False, like, active), Resize(small, large, up, False, like, active)]


cdef cnp.ndarray _doubles(object numbers):
    return cnp.PyArray_FROMANY(numbers, cnp.NPY_FLOAT64, 1, 1, cnp.NPY_ARRAY_CARRAY_RO | cnp.NPY_ARRAY_FORCECAST)


def positive(factor, str name="factor"):
    """The numbers, as float64; ValueError unless they are above 0."""
    cdef cnp.ndarray numbers = _doubles(factor)
    cdef int64_t i
    for i in range(cnp.PyArray_SIZE(numbers)):
        if not (<const double *>cnp.PyArray_DATA(numbers))[i] > 0:
            raise ValueError(f"{name} must be above 0, got {factor.min()}")
    return numbers


def smaller(size, factor):
    """(N, 2): heights and widths times N factors, at least one pixel unless there is none.

    size: (height, width), or an array of N of them.
    """
    cdef cnp.ndarray numbers = _doubles(factor), sizes
    cdef cnp.npy_intp[2] shape = [cnp.PyArray_SIZE(numbers), 2]
    cdef cnp.ndarray made = cnp.PyArray_EMPTY(2, shape, cnp.NPY_INT64, 0)
    cdef const double *factors = <const double *>cnp.PyArray_DATA(numbers)
    cdef int64_t *out = <int64_t *>cnp.PyArray_DATA(made)
    cdef int64_t[2] one
    cdef const int64_t *sides = one
    cdef bint each = isinstance(size, np.ndarray)
    cdef int64_t i, side
    if each:
        sizes = np.ascontiguousarray(size, np.int64)
        sides = <const int64_t *>cnp.PyArray_DATA(sizes)
    else:
        one[0], one[1] = size
    for i in range(2 * shape[0]):
        side = sides[i if each else i % 2]
        out[i] = min(max(<int64_t>rint(side * factors[i // 2]), 1), side)
    return made


def downscale(image, small, int down, int up, out, threads):
    """small: int64 of shape (1 or N, 2), heights and widths."""
    cdef Stack src, shrunk, dst
    image = unpack_values(image, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    if cnp.PyArray_SIZE(made) == 0:
        return finish(out, made)
    height, width = src.first.height, src.first.width
    if len(small) == 1:
        rows, columns = entry(small, 0), entry(small, 1)
        between = result(None, &src, rows, columns, src.first.channels, src.type_number, (image,), &shrunk)
        resize_stack(&src, &shrunk, 0, 0, height, width, down, False, threads)
        resize_stack(&shrunk, &dst, 0, 0, rows, columns, up, False, threads)
    else:
        steps = shrink_and_enlarge(np.full_like(small, (height, width)), small, down, up, image)
        run_lanes(src.count, [(image, made, steps)], threads)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct jpeg_parameters:
    const int64_t *steps


cdef void _bind_jpeg(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef fa_jpeg *job = <fa_jpeg *>step.job
    job.src = src[0]
    job.steps = (<const jpeg_parameters *>parameters).steps + 128 * sample
    step.rows, step.prepare = fa_jpeg_rows, fa_jpeg_prepare
    step.scratch = fa_jpeg_scratch(job)
    step.whole = True


cdef class Jpeg(Pass):
    """JPEG compression with another quality for each image."""

    cdef jpeg_parameters p

    def __init__(self, steps, active=None):
        """steps: (N, 2, 8, 8) integers."""
        self.begin(_bind_jpeg, &self.p, active)
        self.p.steps = self.integers(steps, 128 * len(steps))
