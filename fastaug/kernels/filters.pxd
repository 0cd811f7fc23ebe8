# What other kernel modules use of the filters.
from libc.stdint cimport int64_t

from fastaug.kernels._core cimport Stack, fa_image, fa_rows

cdef extern from "filters.h":
    ctypedef struct fa_gaussian_blur:
        fa_image src, dst
        double sigma
        int border
        const char *fill
        int64_t taps_most
        float *scratch

ctypedef int64_t (*blur_bytes)(const fa_gaussian_blur *job) noexcept nogil
ctypedef int (*blur_prepare)(void *job, void *scratch, int held) noexcept nogil

# The functions live in this module: what needs them calls these once and keeps the pointers.
cdef blur_bytes gaussian_blur_scratch() noexcept
cdef blur_prepare gaussian_blur_prepare() noexcept
cdef fa_rows gaussian_blur_rows() noexcept
cdef double blur_ns_per_row(const Stack *dst, double sigma) noexcept
