# What other kernel modules use of the noise.
from libc.stdint cimport int64_t, uint64_t

from fastaug.kernels._core cimport fa_image, fa_rows

cdef extern from "noise.h":
    ctypedef struct fa_alias:
        pass
    ctypedef struct fa_gaussian_noise:
        fa_image src, dst
        uint64_t seed
        double std, mean, lo, hi
        bint per_channel
        fa_alias alias
    void fa_gaussian_noise_prepare(fa_gaussian_noise *job) noexcept nogil
    void fa_gaussian_noise_rows(const void *job, int64_t first, int64_t last) noexcept nogil

cdef struct NoiseRows:
    fa_rows gaussian
    void (*prepare_gaussian)(fa_gaussian_noise *job) noexcept nogil

cdef NoiseRows noise_rows() noexcept
