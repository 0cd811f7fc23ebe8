"""Sharpness."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport Stack, allocate, fa_image, finish, image_at, result, run
from fastaug.kernels.color cimport Values, range_limits, unpack_values, value_at, values_of, values_row_ns
from fastaug.kernels.pipeline cimport Pass, fa_step

cnp.import_array()

cdef extern from "sharpen.h":
    ctypedef struct fa_sharpen:
        fa_image src, dst
        double factor, lo, hi
    void fa_sharpen_rows(const void *job, int64_t first, int64_t last) noexcept nogil


def sharpen(image, cnp.ndarray factor, value_range, out, threads):
    """factor: float64 of length 1 or N."""
    cdef Stack src, dst
    cdef fa_sharpen *jobs
    cdef Values factors = values_of(factor)
    cdef double lo, hi
    cdef int64_t i
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_sharpen *>allocate(src.count, sizeof(fa_sharpen))
    try:
        for i in range(src.count):
            jobs[i] = fa_sharpen(image_at(&src, i), image_at(&dst, i), value_at(factors, i), lo, hi)
        run(fa_sharpen_rows, jobs, sizeof(fa_sharpen), src.count, src.first.height, values_row_ns(&src, 0.2), threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct sharpen_parameters:
    const double *factor
    double lo, hi


cdef void _bind_sharpen(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const sharpen_parameters *p = <const sharpen_parameters *>parameters
    cdef fa_sharpen *job = <fa_sharpen *>step.job
    job.factor, job.lo, job.hi = p.factor[sample], p.lo, p.hi
    step.rows = fa_sharpen_rows
    step.whole = True


cdef class Sharpen(Pass):
    """Another sharpness for each image."""

    cdef sharpen_parameters p

    def __init__(self, factor, limits, active=None):
        """factor: N numbers; limits: of the values."""
        self.begin(_bind_sharpen, &self.p, active)
        self.p.factor = self.doubles(factor, len(factor))
        self.p.lo, self.p.hi = limits
