# What other kernel modules use of the warps.
from libc.stdint cimport int64_t

from fastaug.kernels._core cimport Stack, fa_image, fa_rows

cdef extern from "warp.h":
    enum: FA_AFFINE, FA_PERSPECTIVE, FA_FIELD
    ctypedef struct fa_warp:
        fa_image src, dst
        int kind, interpolation, border
        const char *fill
        double m[9]
        const float *dx
        const float *dy
    void fa_warp_rows(const void *job, int64_t first, int64_t last) noexcept nogil

cdef fa_rows warp_rows() noexcept
cdef object sixteen_pixels(object fill, const Stack *like)
cdef double warp_ns_per_row(const Stack *dst, int interpolation) noexcept
