"""Smooth fields laid over images: bias fields, and a gamma in a window."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport Stack, allocate, fa_image, finish, image_at, result, run
from fastaug.kernels.color cimport Values, range_limits, unpack_values, value_at, values_of, values_row_ns
from fastaug.kernels.pipeline cimport Pass, fa_step

import numpy as np

cnp.import_array()

cdef extern from "shading.h":
    ctypedef struct fa_field:
        pass
    fa_field fa_field_over(const fa_image *image, const float *coefficients, int terms_x, int terms_y) noexcept nogil
    fa_field fa_window(const fa_image *image, double x, double y, double scale) noexcept nogil
    ctypedef struct fa_bias:
        fa_image src, dst
        fa_field field
        double lo, hi
    ctypedef struct fa_local_gamma:
        fa_image src, dst
        fa_field field
        const float *shifts
        double gamma, lo, hi
    void fa_bias_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_local_gamma_rows(const void *job, int64_t first, int64_t last) noexcept nogil

# Rough costs per byte, which only decide about threads.
cdef double BIAS_NS = 0.2, GAMMA_NS = 0.5


cdef struct Terms:
    # The coefficients of each image, or of all of them if `step` is 0.
    const float *data
    int64_t step
    int x, y


cdef Terms terms_of(cnp.ndarray coefficients) noexcept:
    """coefficients: float32, contiguous, of shape (1 or N, terms of x, terms of y)."""
    cdef int x = <int>cnp.PyArray_DIM(coefficients, 1), y = <int>cnp.PyArray_DIM(coefficients, 2)
    return Terms(<const float *>cnp.PyArray_DATA(coefficients), x * y if cnp.PyArray_DIM(coefficients, 0) > 1 else 0, x, y)


def bias_field(image, cnp.ndarray coefficients, value_range, out, threads):
    """coefficients: float32 of shape (1 or N, terms of x, terms of y), of powers of 2."""
    cdef Stack src, dst
    cdef fa_bias *jobs
    cdef Terms terms = terms_of(coefficients)
    cdef double lo, hi
    cdef int64_t i
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_bias *>allocate(src.count, sizeof(fa_bias))
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst, jobs[i].lo, jobs[i].hi = image_at(&src, i), image_at(&dst, i), lo, hi
            jobs[i].field = fa_field_over(&jobs[i].src, terms.data + i * terms.step, terms.x, terms.y)
        run(fa_bias_rows, jobs, sizeof(fa_bias), src.count, src.first.height, values_row_ns(&src, BIAS_NS), threads)
    finally:
        free(jobs)
    return finish(out, made)


def local_gamma(image, cnp.ndarray gamma, cnp.ndarray center, cnp.ndarray scale, shifts, value_range, out, threads):
    """gamma, scale: float64 of length 1 or N; center: float64 of shape (1 or N, 2); shifts: float32 of shape (1 or N,
    levels) for integers, else None."""
    cdef Stack src, dst
    cdef fa_local_gamma *jobs
    cdef Values gammas = values_of(gamma), scales = values_of(scale)
    cdef const double *at = <const double *>cnp.PyArray_DATA(center)
    cdef const float *tables = NULL
    cdef int64_t i, different = cnp.PyArray_DIM(center, 0) > 1, levels = 0
    cdef double lo, hi
    if shifts is not None:
        tables = <const float *>cnp.PyArray_DATA(shifts)
        levels = cnp.PyArray_DIM(shifts, 1) if len(shifts) > 1 else 0
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_local_gamma *>allocate(src.count, sizeof(fa_local_gamma))
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst, jobs[i].lo, jobs[i].hi = image_at(&src, i), image_at(&dst, i), lo, hi
            jobs[i].gamma, jobs[i].shifts = value_at(gammas, i), tables + i * levels
            jobs[i].field = fa_window(
                &jobs[i].src, at[2 * i * different], at[2 * i * different + 1], value_at(scales, i)
            )
        run(fa_local_gamma_rows, jobs, sizeof(fa_local_gamma), src.count, src.first.height,
            values_row_ns(&src, GAMMA_NS), threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct bias_parameters:
    Terms terms
    double lo, hi


cdef void _bind_bias(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const bias_parameters *p = <const bias_parameters *>parameters
    cdef fa_bias *job = <fa_bias *>step.job
    job.field = fa_field_over(src, p.terms.data + sample * p.terms.step, p.terms.x, p.terms.y)
    job.lo, job.hi = p.lo, p.hi
    step.rows = fa_bias_rows


cdef class BiasField(Pass):
    """Another bias field for each image."""

    cdef bias_parameters p

    def __init__(self, cnp.ndarray coefficients, limits, active=None):
        """coefficients: (N, terms of x, terms of y), of powers of 2."""
        self.begin(_bind_bias, &self.p, active)
        self.keep(coefficients, np.float32, coefficients.size)
        self.p.terms = terms_of(self.kept[len(self.kept) - 1])
        self.p.lo, self.p.hi = limits


cdef struct local_gamma_parameters:
    const double *gamma
    const double *center    # (N, 2)
    const double *scale
    const float *shifts     # (N, levels)
    int64_t levels
    double lo, hi


cdef void _bind_local_gamma(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const local_gamma_parameters *p = <const local_gamma_parameters *>parameters
    cdef fa_local_gamma *job = <fa_local_gamma *>step.job
    job.field = fa_window(src, p.center[2 * sample], p.center[2 * sample + 1], p.scale[sample])
    job.gamma, job.shifts, job.lo, job.hi = p.gamma[sample], p.shifts + sample * p.levels, p.lo, p.hi
    step.rows = fa_local_gamma_rows


cdef class LocalGamma(Pass):
    """Another gamma in another window for each image."""

    cdef local_gamma_parameters p

    def __init__(self, gamma, center, scale, shifts, limits, active=None):
        """gamma, scale: N numbers; center: (N, 2); shifts: (N, levels) for integers, else None."""
        self.begin(_bind_local_gamma, &self.p, active)
        self.p.gamma = self.doubles(gamma, len(gamma))
        self.p.center = self.doubles(center, 2 * len(gamma))
        self.p.scale = self.doubles(scale, len(gamma))
        if shifts is not None:
            self.p.shifts, self.p.levels = <const float *>self.keep(shifts, np.float32, shifts.size), shifts.shape[1]
        self.p.lo, self.p.hi = limits
