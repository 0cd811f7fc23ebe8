# What other kernel modules use of the colours.
cimport numpy as cnp
from libc.stdint cimport int64_t

from fastaug.kernels._core cimport Stack, fa_image, fa_rows

cdef extern from "color.h":
    enum: FA_BRIGHTNESS, FA_CONTRAST, FA_SATURATION, FA_HUE, FA_HSV, FA_MATRIX
    enum: FA_CHAIN_STEPS
    enum: FA_PIVOT_GRAY, FA_PIVOT_CHANNEL, FA_PIVOT_GLOBAL, FA_PIVOT_NUMBER
    ctypedef struct fa_affine_values:
        fa_image src, dst
        const double *scale
        const double *offset
        int64_t coefficients
        double lo, hi
        int planar, mirror
    ctypedef struct fa_lookup:
        fa_image src, dst
        const char *table
        int64_t tables
    ctypedef struct fa_power:
        fa_image src, dst
        const double *gamma
        int64_t coefficients
        double lo, hi
    ctypedef struct fa_curve:
        fa_image src, dst
        const double *terms
        int64_t coefficients
    ctypedef struct fa_saturate:
        fa_image src, dst
        double factor
        double weights[3]
    ctypedef struct fa_mix_bytes:
        fa_image src, dst
        const double *matrix
    ctypedef struct fa_turn_hue:
        fa_image src, dst
        int shift
    ctypedef struct fa_color_step:
        int op
        double amounts[3]
    ctypedef struct fa_chain:
        fa_image src, dst
        fa_color_step steps[FA_CHAIN_STEPS]
        int count
        int64_t planes
        const double *pivot
        double weights[3]
        const double *matrix
        double lo, hi
        double *sums
        void *kept
        int to_float, planar, mirror
        double scale[3]
        double offset[3]
    void fa_affine_values_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_lookup_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_power_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_curve_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_saturate_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_mix_bytes_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_turn_hue_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_chain_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_chain_sums_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_find_pivot(const double *sums, int64_t height, int64_t width, int64_t planes, int kind,
                       double *pivot) noexcept nogil

cdef struct Values:
    # One number for all images or one for each.
    const double *data
    bint many

cdef inline double value_at(Values values, int64_t i) noexcept:
    return values.data[i * values.many]

cdef struct ChannelValues:
    # For all images or for each, and for all channels or for each: image i has `columns` numbers at data + i * step.
    const double *data
    int64_t step, columns

cdef Values values_of(cnp.ndarray array) noexcept
cdef ChannelValues channel_values_of(cnp.ndarray array) noexcept
cdef object unpack_values(object image, Stack *src)
cdef void range_limits(const Stack *src, object value_range, double *lo, double *hi)
cdef double values_row_ns(const Stack *src, double ns_per_byte) noexcept

cdef struct ColorRows:
    fa_rows affine_values, lookup, power, curve, saturate, mix_bytes, turn_hue, chain, chain_sums
    void (*find_pivot)(const double *sums, int64_t height, int64_t width, int64_t planes, int kind,
                       double *pivot) noexcept nogil

cdef ColorRows color_rows() noexcept
cdef fa_color_step color_step(int op, double a, double b, double c, double top) noexcept nogil
