# What other kernel modules use of the warps.
cimport numpy as cnp
from libc.stdint cimport int64_t

from fastaug.kernels._core cimport Stack, fa_image, fa_rows
from fastaug.kernels.pipeline cimport Pass, fa_step

cdef extern from "warp.h":
    enum: FA_AFFINE, FA_PERSPECTIVE, FA_FIELD, FA_AFFINE_FIELD
    ctypedef struct fa_warp:
        fa_image src, dst
        int kind, interpolation, border
        const char *fill
        double m[9]
        const float *dx
        const float *dy
    void fa_warp_rows(const void *job, int64_t first, int64_t last) noexcept nogil

cdef struct resample_parameters:
    const double *inverse   # (N, 3, 3): output (x, y, 1) to input
    const int64_t *size     # (N, 2): height, width of the result
    int interpolation, border
    const char *fill        # 16 pixels
    fa_rows crop_rows, permute_rows

cdef class Resample(Pass):
    cdef resample_parameters p
    cdef int set_up(self, object inverse, object size, int interpolation, int border, object fill, object like) except -1

cdef void bind_resample(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil
cdef fa_rows warp_rows() noexcept
cdef tuple empty_field(object count, int64_t height, int64_t width)
cdef object sixteen_pixels(object fill, const Stack *like)
cdef double warp_ns_per_row(const Stack *dst, int interpolation) noexcept

cdef inline bint is_identity(const double *m) noexcept nogil:
    """Whether an affine matrix moves nothing."""
    return m[0] == 1 and m[1] == 0 and m[2] == 0 and m[3] == 0 and m[4] == 1 and m[5] == 0
