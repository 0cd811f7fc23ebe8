"""Inverting, solarizing and posterizing."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport Stack, allocate, fa_image, finish, image_at, result, run
from fastaug.kernels.color cimport Values, range_limits, unpack_values, value_at, values_of, values_row_ns
from fastaug.kernels.pipeline cimport Pass, fa_step

cnp.import_array()

cdef extern from "tone.h":
    ctypedef struct fa_solarize:
        fa_image src, dst
        double threshold, lo, hi
    ctypedef struct fa_posterize:
        fa_image src, dst
        int bits
    void fa_solarize_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_posterize_rows(const void *job, int64_t first, int64_t last) noexcept nogil


def solarize(image, cnp.ndarray threshold, value_range, out, threads):
    """threshold: float64 of length 1 or N, in units of the dtype."""
    cdef Stack src, dst
    cdef fa_solarize *jobs
    cdef Values thresholds = values_of(threshold)
    cdef double lo, hi
    cdef int64_t i
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_solarize *>allocate(src.count, sizeof(fa_solarize))
    try:
        for i in range(src.count):
            jobs[i] = fa_solarize(image_at(&src, i), image_at(&dst, i), value_at(thresholds, i), lo, hi)
        run(fa_solarize_rows, jobs, sizeof(fa_solarize), src.count, src.first.height, values_row_ns(&src, 0.03), threads)
    finally:
        free(jobs)
    return finish(out, made)


def posterize(image, cnp.ndarray bits, out, threads):
    """bits: int64 of length 1 or N."""
    cdef Stack src, dst
    cdef fa_posterize *jobs
    cdef const int64_t *given = <const int64_t *>cnp.PyArray_DATA(bits)
    cdef bint many = cnp.PyArray_SIZE(bits) > 1
    cdef int64_t i
    image = unpack_values(image, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_posterize *>allocate(src.count, sizeof(fa_posterize))
    try:
        for i in range(src.count):
            jobs[i] = fa_posterize(image_at(&src, i), image_at(&dst, i), <int>given[i * many])
        run(fa_posterize_rows, jobs, sizeof(fa_posterize), src.count, src.first.height, values_row_ns(&src, 0.03), threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct solarize_parameters:
    const double *threshold
    double lo, hi


cdef void _bind_solarize(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const solarize_parameters *p = <const solarize_parameters *>parameters
    cdef fa_solarize *job = <fa_solarize *>step.job
    job.threshold, job.lo, job.hi = p.threshold[sample], p.lo, p.hi
    step.rows = fa_solarize_rows


cdef class Solarize(Pass):
    """Values from a threshold on are inverted."""

    cdef solarize_parameters p

    def __init__(self, threshold, limits, active=None):
        """threshold: N numbers."""
        self.begin(_bind_solarize, &self.p, active)
        self.p.threshold = self.doubles(threshold, len(threshold))
        self.p.lo, self.p.hi = limits


cdef struct posterize_parameters:
    const int64_t *bits


cdef void _bind_posterize(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    (<fa_posterize *>step.job).bits = <int>(<const posterize_parameters *>parameters).bits[sample]
    step.rows = fa_posterize_rows


cdef class Posterize(Pass):
    """Fewer levels."""

    cdef posterize_parameters p

    def __init__(self, bits, active=None):
        """bits: N integers."""
        self.begin(_bind_posterize, &self.p, active)
        self.p.bits = self.integers(bits, len(bits))
