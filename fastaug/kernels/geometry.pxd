# What other kernel modules use of the moves of pixels.
from libc.stdint cimport int64_t

from fastaug.kernels._core cimport Stack, fa_image, fa_rows

cdef extern from "geometry.h":
    ctypedef struct fa_permute:
        fa_image src, dst
        int transpose, flip_rows, flip_cols
    ctypedef struct fa_crop:
        fa_image src, dst
        int64_t top, left
        int border, flip_rows, flip_cols
        const char *fill
    ctypedef struct fa_planes:
        fa_image src, dst
    void fa_planes_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_permute_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_crop_rows(const void *job, int64_t first, int64_t last) noexcept nogil

cdef fa_rows permute_rows() noexcept
cdef fa_rows crop_rows() noexcept
cdef fa_rows planes_rows() noexcept
cpdef (int64_t, int64_t, int64_t, int64_t) around(int64_t height, int64_t width, int64_t least_height,
                                                  int64_t least_width) noexcept
cdef int crop_stack(const Stack *src, const Stack *dst, object top, object left, int border, const char *fill,
                    object threads) except -1
