"""Sharpness."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport Stack, allocate, fa_image, fa_rows, finish, image_at, result, run
from fastaug.kernels.arguments cimport top_of_range
from fastaug.kernels.color cimport Values, range_limits, unpack_values, value_at, values_of, values_row_ns
from fastaug.kernels.filters cimport (
    blur_bytes, blur_prepare, fa_gaussian_blur, gaussian_blur_prepare, gaussian_blur_rows, gaussian_blur_scratch,
)
from fastaug.kernels.pipeline cimport Pass, fa_step

from fastaug.kernels.filters import gaussian_blur

cnp.import_array()

cdef extern from "sharpen.h":
    ctypedef struct fa_sharpen:
        fa_image src, dst
        double factor, lo, hi
    void fa_sharpen_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_edges:
        fa_image src, dst
        double amount, lightness, lo, hi
    void fa_edges_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_unsharp:
        fa_image src, dst
        double amount, threshold, lo, hi
    void fa_unsharp_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_unsharp_mask:
        fa_unsharp unsharp
        fa_gaussian_blur blur
        blur_prepare prepare
        fa_rows rows
    int fa_unsharp_mask_prepare(void *job, void *scratch, int held) noexcept nogil
    void fa_unsharp_mask_rows(const void *job, int64_t first, int64_t last) noexcept nogil


def sharpen(image, cnp.ndarray factor, value_range, out, threads):
    """factor: float64 of length 1 or N."""
    cdef Stack src, dst
    cdef fa_sharpen *jobs
    cdef Values factors = values_of(factor)
    cdef double lo, hi
    cdef int64_t i
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_sharpen *>allocate(src.count, sizeof(fa_sharpen))
    try:
        for i in range(src.count):
            jobs[i] = fa_sharpen(image_at(&src, i), image_at(&dst, i), value_at(factors, i), lo, hi)
        run(fa_sharpen_rows, jobs, sizeof(fa_sharpen), src.count, src.first.height, values_row_ns(&src, 0.2), threads)
    finally:
        free(jobs)
    return finish(out, made)


def edges(image, cnp.ndarray amount, cnp.ndarray lightness, value_range, out, threads):
    """amount, lightness: float64 of length 1 or N."""
    cdef Stack src, dst
    cdef fa_edges *jobs
    cdef Values amounts = values_of(amount), lightnesses = values_of(lightness)
    cdef double lo, hi
    cdef int64_t i
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_edges *>allocate(src.count, sizeof(fa_edges))
    try:
        for i in range(src.count):
            jobs[i] = fa_edges(
                image_at(&src, i), image_at(&dst, i), value_at(amounts, i), value_at(lightnesses, i), lo, hi
            )
        run(fa_edges_rows, jobs, sizeof(fa_edges), src.count, src.first.height, values_row_ns(&src, 0.3), threads)
    finally:
        free(jobs)
    return finish(out, made)


def unsharp_mask(
    image, cnp.ndarray sigma, cnp.ndarray taps, cnp.ndarray amount, cnp.ndarray threshold, int border, fill, value_range,
    out, threads,
):
    """sigma, taps: see gaussian_blur; amount, threshold: float64 of length 1 or N, thresholds as shares of the range."""
    cdef Stack src, dst
    cdef fa_unsharp *jobs
    cdef Values amounts = values_of(amount), thresholds = values_of(threshold)
    cdef double lo, hi, top
    cdef int64_t i
    image = unpack_values(image, &src)
    top = top_of_range(image.dtype)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    gaussian_blur(image, sigma, taps, border, fill, made, threads)
    jobs = <fa_unsharp *>allocate(src.count, sizeof(fa_unsharp))
    try:
        for i in range(src.count):
            jobs[i] = fa_unsharp(
                image_at(&src, i), image_at(&dst, i), value_at(amounts, i), value_at(thresholds, i) * top, lo, hi
            )
        run(fa_unsharp_rows, jobs, sizeof(fa_unsharp), src.count, src.first.height, values_row_ns(&src, 0.1), threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct sharpen_parameters:
    const double *factor
    double lo, hi


cdef void _bind_sharpen(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const sharpen_parameters *p = <const sharpen_parameters *>parameters
    cdef fa_sharpen *job = <fa_sharpen *>step.job
    job.factor, job.lo, job.hi = p.factor[sample], p.lo, p.hi
    step.rows = fa_sharpen_rows
    step.whole = True


cdef class Sharpen(Pass):
    """Another sharpness for each image."""

    cdef sharpen_parameters p

    def __init__(self, factor, limits, active=None):
        """factor: N numbers; limits: of the values."""
        self.begin(_bind_sharpen, &self.p, active)
        self.p.factor = self.doubles(factor, len(factor))
        self.p.lo, self.p.hi = limits


cdef struct edges_parameters:
    const double *amount
    const double *lightness
    double lo, hi


cdef void _bind_edges(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const edges_parameters *p = <const edges_parameters *>parameters
    cdef fa_edges *job = <fa_edges *>step.job
    job.amount, job.lightness, job.lo, job.hi = p.amount[sample], p.lightness[sample], p.lo, p.hi
    step.rows = fa_edges_rows
    step.whole = True


cdef class Edges(Pass):
    """The kernel of `sharpen`, another for each image."""

    cdef edges_parameters p

    def __init__(self, amount, lightness, limits, active=None):
        """amount, lightness: N numbers; limits: of the values."""
        self.begin(_bind_edges, &self.p, active)
        self.p.amount, self.p.lightness = self.doubles(amount, len(amount)), self.doubles(lightness, len(amount))
        self.p.lo, self.p.hi = limits


cdef struct unsharp_parameters:
    const double *sigma
    const int64_t *taps
    const double *amount
    double threshold, lo, hi
    int border
    blur_bytes scratch
    blur_prepare prepare
    fa_rows rows


cdef void _bind_unsharp(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const unsharp_parameters *p = <const unsharp_parameters *>parameters
    cdef fa_unsharp_mask *job = <fa_unsharp_mask *>step.job
    job.unsharp.amount, job.unsharp.threshold = p.amount[sample], p.threshold
    job.unsharp.lo, job.unsharp.hi = p.lo, p.hi
    job.blur.src = job.blur.dst = src[0]
    job.blur.sigma, job.blur.taps_most, job.blur.border = p.sigma[sample], p.taps[sample], p.border
    job.prepare, job.rows = p.prepare, p.rows
    step.rows, step.prepare = fa_unsharp_mask_rows, fa_unsharp_mask_prepare
    step.scratch = p.scratch(&job.blur)
    step.whole = True


cdef class UnsharpMask(Pass):
    """An unsharp mask, another for each image."""

    cdef unsharp_parameters p

    def __init__(self, sigma, taps, amount, double threshold, int border, limits, active=None):
        """sigma, amount: N numbers; taps: N integers; border: not constant; limits: of the values, in whose units the
        threshold is."""
        self.begin(_bind_unsharp, &self.p, active)
        self.p.sigma, self.p.amount = self.doubles(sigma, len(sigma)), self.doubles(amount, len(sigma))
        self.p.taps = self.integers(taps, len(sigma))
        self.p.threshold, self.p.border = threshold, border
        self.p.lo, self.p.hi = limits
        self.p.scratch, self.p.prepare, self.p.rows = gaussian_blur_scratch(), gaussian_blur_prepare(), gaussian_blur_rows()
