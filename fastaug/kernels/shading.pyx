"""Smooth fields laid over images: bias fields, and a gamma in a window."""

cimport numpy as cnp
from libc.math cimport fabs
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport Stack, allocate, fa_image, finish, image_at, result, run
from fastaug.kernels.arguments cimport array_of, doubles
from fastaug.kernels.color cimport Values, range_limits, unpack_values, value_at, values_of, values_row_ns
from fastaug.kernels.pipeline cimport Pass, fa_step

import numpy as np

cnp.import_array()

cdef extern from "shading.h":
    enum: FA_FIELD_TERMS
    ctypedef struct fa_bias:
        fa_image src, dst
        const float *coefficients
        int terms_x, terms_y
        double lo, hi
    ctypedef struct fa_local_gamma:
        fa_image src, dst
        double x, y, scale
        const float *shifts
        double gamma, lo, hi
    void fa_bias_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_local_gamma_rows(const void *job, int64_t first, int64_t last) noexcept nogil

MOST_TERMS = FA_FIELD_TERMS
MOST_SUM = 80  # of the magnitudes of coefficients: exp of it and of its opposite are ordinary floats

# Rough costs per byte, which only decide about threads.
cdef double BIAS_NS = 0.2, GAMMA_NS = 0.5
cdef double LOG2_E = 1.4426950408889634


def field_terms(coefficients, int64_t count):
    """Those of a bias field, for a power of 2: float32 of shape (1 or N, K, L)."""
    cdef cnp.ndarray given = array_of(coefficients)
    if given.descr.kind not in b"buif":
        raise TypeError(f"coefficients must be numbers, got {coefficients!r}")
    cdef int many = cnp.PyArray_NDIM(given) == 3
    if cnp.PyArray_NDIM(given) != 2 + many or (many and cnp.PyArray_DIM(given, 0) != count):
        raise ValueError(
            f"coefficients must have shape (K, L) or ({count}, K, L), a number for each power of x and of y, "
            f"got {(<object>given).shape}"
        )
    cdef cnp.npy_intp[3] shape = [count if many else 1, cnp.PyArray_DIM(given, many), cnp.PyArray_DIM(given, many + 1)]
    if not (1 <= shape[1] <= FA_FIELD_TERMS and 1 <= shape[2] <= FA_FIELD_TERMS):
        raise ValueError(
            f"coefficients must be of 1 .. {FA_FIELD_TERMS} powers of x and of y, got shape {(<object>given).shape}"
        )
    cdef cnp.ndarray numbers = doubles(given), made = cnp.PyArray_EMPTY(3, shape, cnp.NPY_FLOAT32, 0)
    cdef const double *number = <const double *>cnp.PyArray_DATA(numbers)
    cdef float *term = <float *>cnp.PyArray_DATA(made)
    cdef int64_t i, k, each = shape[1] * shape[2]
    cdef double total
    for i in range(shape[0]):
        total = 0
        for k in range(each):
            total += fabs(number[k])
            term[k] = <float>(number[k] * LOG2_E)
        if not total <= MOST_SUM:
            raise ValueError(f"coefficients must sum up to at most {MOST_SUM} without their signs, got {coefficients!r}")
        number, term = number + each, term + each
    return made


def bias_field(image, cnp.ndarray terms, value_range, out, threads):
    """terms: from field_terms."""
    cdef Stack src, dst
    cdef fa_bias *jobs
    cdef const float *each = <const float *>cnp.PyArray_DATA(terms)
    cdef int terms_x = <int>cnp.PyArray_DIM(terms, 1), terms_y = <int>cnp.PyArray_DIM(terms, 2)
    cdef int64_t i, step = terms_x * terms_y if cnp.PyArray_DIM(terms, 0) > 1 else 0
    cdef double lo, hi
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_bias *>allocate(src.count, sizeof(fa_bias))
    try:
        for i in range(src.count):
            jobs[i] = fa_bias(image_at(&src, i), image_at(&dst, i), each + i * step, terms_x, terms_y, lo, hi)
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
    cdef int64_t i, levels = 0, step = 2 if cnp.PyArray_DIM(center, 0) > 1 else 0
    cdef double lo, hi
    if shifts is not None:
        tables = <const float *>cnp.PyArray_DATA(shifts)
        levels = cnp.PyArray_DIM(shifts, 1) if cnp.PyArray_DIM(shifts, 0) > 1 else 0
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_local_gamma *>allocate(src.count, sizeof(fa_local_gamma))
    try:
        for i in range(src.count):
            jobs[i] = fa_local_gamma(
                image_at(&src, i), image_at(&dst, i), at[i * step], at[i * step + 1], value_at(scales, i),
                tables + i * levels, value_at(gammas, i), lo, hi,
            )
        run(fa_local_gamma_rows, jobs, sizeof(fa_local_gamma), src.count, src.first.height,
            values_row_ns(&src, GAMMA_NS), threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct bias_parameters:
    const float *terms      # (N, terms of x, terms of y)
    int terms_x, terms_y
    double lo, hi


cdef void _bind_bias(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const bias_parameters *p = <const bias_parameters *>parameters
    cdef fa_bias *job = <fa_bias *>step.job
    job.coefficients = p.terms + sample * p.terms_x * p.terms_y
    job.terms_x, job.terms_y, job.lo, job.hi = p.terms_x, p.terms_y, p.lo, p.hi
    step.rows = fa_bias_rows


cdef class BiasField(Pass):
    """Another bias field for each image."""

    cdef bias_parameters p

    def __init__(self, cnp.ndarray terms, limits, active=None):
        """terms: (N, K, L), from field_terms."""
        self.begin(_bind_bias, &self.p, active)
        self.p.terms = <const float *>self.keep(terms, np.float32, cnp.PyArray_SIZE(terms))
        self.p.terms_x, self.p.terms_y = <int>cnp.PyArray_DIM(terms, 1), <int>cnp.PyArray_DIM(terms, 2)
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
    job.x, job.y, job.scale = p.center[2 * sample], p.center[2 * sample + 1], p.scale[sample]
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
