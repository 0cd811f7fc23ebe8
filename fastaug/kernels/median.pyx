"""Medians of neighbourhoods."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport FA_U8, Stack, allocate, fa_image, finish, image_at, result, run
from fastaug.kernels.color cimport unpack_values, values_row_ns
from fastaug.kernels.pipeline cimport Pass, fa_step

cnp.import_array()

cdef extern from "median.h":
    ctypedef struct fa_median:
        fa_image src, dst
        int64_t size
    void fa_median_rows(const void *job, int64_t first, int64_t last) noexcept nogil


cdef double _ns_per_byte(const Stack *src, int64_t size) noexcept:
    """A rough cost, which only decides about threads."""
    return 0.05 * size if size <= 5 else 10 if src.first.dtype == FA_U8 else size * size


def median_blur(image, cnp.ndarray size, out, threads):
    """size: int64 of length 1 or N."""
    cdef Stack src, dst
    cdef fa_median *jobs
    cdef const int64_t *sizes = <const int64_t *>cnp.PyArray_DATA(size)
    cdef bint many = cnp.PyArray_SIZE(size) > 1
    cdef int64_t i
    cdef double ns = 0
    image = unpack_values(image, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_median *>allocate(src.count, sizeof(fa_median))
    try:
        for i in range(src.count):
            jobs[i] = fa_median(image_at(&src, i), image_at(&dst, i), sizes[i * many])
            ns = max(ns, _ns_per_byte(&src, jobs[i].size))
        run(fa_median_rows, jobs, sizeof(fa_median), src.count, src.first.height, values_row_ns(&src, ns), threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct median_parameters:
    const int64_t *size


cdef void _bind_median(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    (<fa_median *>step.job).size = (<const median_parameters *>parameters).size[sample]
    step.rows = fa_median_rows
    step.whole = True


cdef class MedianBlur(Pass):
    """A median with a size for each image."""

    cdef median_parameters p

    def __init__(self, size, active=None):
        """size: N integers."""
        self.begin(_bind_median, &self.p, active)
        self.p.size = self.integers(size, len(size))
