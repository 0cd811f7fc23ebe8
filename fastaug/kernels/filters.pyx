"""Blurs."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    FA_U8, Stack, allocate, fa_image, fa_rows, fill_pixel, finish, give_scratch, image_at, result, run, run_whole,
    share_scratch,
)
from fastaug.kernels.color cimport unpack_values, values_row_ns
from fastaug.kernels.pipeline cimport Pass, fa_step

cnp.import_array()

cdef extern from "filters.h":
    int64_t fa_gaussian_blur_scratch(const fa_gaussian_blur *job) noexcept nogil
    void fa_gaussian_blur_weights(fa_gaussian_blur *job) noexcept nogil
    int fa_gaussian_blur_prepare(void *job, void *scratch, int held) noexcept nogil
    void fa_gaussian_blur_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_gaussian_blur_whole(const void *job, int64_t first, int64_t last) noexcept nogil
    int64_t fa_gaussian_blur_strips(const fa_gaussian_blur *job) nogil
    int64_t fa_gaussian_blur_blocks(const fa_gaussian_blur *job) nogil
    void fa_gaussian_blur_down(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_gaussian_blur_across(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_box_blur:
        fa_image src, dst
        int64_t size
        int border
        const char *fill
    void fa_box_blur_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_tap:
        int64_t y, x
    ctypedef struct fa_motion_blur:
        fa_image src, dst
        const fa_tap *taps
        int64_t count
        int border
        const char *fill
    void fa_motion_blur_rows(const void *job, int64_t first, int64_t last) noexcept nogil


cdef blur_bytes gaussian_blur_scratch() noexcept:
    return fa_gaussian_blur_scratch


cdef blur_prepare gaussian_blur_prepare() noexcept:
    return fa_gaussian_blur_prepare


cdef fa_rows gaussian_blur_rows() noexcept:
    return fa_gaussian_blur_rows


cdef double blur_ns_per_row(const Stack *dst, double sigma) noexcept:
    """A rough cost, which only decides about threads."""
    cdef double per_value = 0.1 if dst.first.dtype == FA_U8 else 0.3
    return dst.first.width * dst.first.channels * per_value * (1 + min(sigma, 4))


cdef int blur_one(fa_gaussian_blur *job, double row_ns, threads) except -1:
    """One image, in steps that threads share."""
    cdef int64_t strips, blocks
    fa_gaussian_blur_weights(job)
    if job.scratch != NULL:
        strips, blocks = fa_gaussian_blur_strips(job), fa_gaussian_blur_blocks(job)
        row_ns /= 3
        run(fa_gaussian_blur_down, job, sizeof(job[0]), 1, strips, row_ns * job.src.height / strips, threads)
        run(fa_gaussian_blur_across, job, sizeof(job[0]), 1, blocks, row_ns * job.src.height / blocks, threads)
    run(fa_gaussian_blur_rows, job, sizeof(job[0]), 1, job.src.height, row_ns, threads)
    return 0


def gaussian_blur(image, cnp.ndarray sigma, cnp.ndarray taps, int border, fill, out, threads):
    """sigma: float64 of length 1 or N; taps: int64, at most, from the middle on, likewise; 0: as many as sigma asks for."""
    cdef Stack src, dst
    cdef fa_gaussian_blur *jobs
    cdef const double *sigmas = <const double *>cnp.PyArray_DATA(sigma)
    cdef bint many = cnp.PyArray_SIZE(sigma) > 1
    cdef int64_t i, most = 0, at_once
    cdef double row_ns = 0
    cdef cnp.ndarray scratch = None
    image = unpack_values(image, &src)
    cdef cnp.ndarray pixel = fill_pixel(fill, &src)
    made = result(
        out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst
    )
    if cnp.PyArray_SIZE(made) == 0:
        return finish(out, made)
    jobs = <fa_gaussian_blur *>allocate(src.count, sizeof(fa_gaussian_blur))
    at_once = src.count
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst = image_at(&src, i), image_at(&dst, i)
            jobs[i].sigma, jobs[i].border, jobs[i].fill = sigmas[i * many], border, cnp.PyArray_BYTES(pixel)
            jobs[i].taps_most = (<const int64_t *>cnp.PyArray_DATA(taps))[i if cnp.PyArray_SIZE(taps) > 1 else 0]
            most = max(most, fa_gaussian_blur_scratch(&jobs[i]))
            row_ns = max(row_ns, blur_ns_per_row(&dst, jobs[i].sigma))
        if most:
            scratch = share_scratch(&jobs.scratch, sizeof(fa_gaussian_blur), src.count, most, threads, &at_once)
        if src.count == 1:
            blur_one(jobs, row_ns, threads)
        else:
            run_whole(
                fa_gaussian_blur_whole, jobs, sizeof(fa_gaussian_blur), src.count, at_once, row_ns * src.first.height,
                threads,
            )
    finally:
        free(jobs)
        if scratch is not None:
            give_scratch(scratch)
    return finish(out, made)


def box_blur(image, cnp.ndarray size, int border, fill, out, threads):
    """size: int64 of length 1 or N."""
    cdef Stack src, dst
    cdef fa_box_blur *jobs
    cdef const int64_t *sizes = <const int64_t *>cnp.PyArray_DATA(size)
    cdef bint many = cnp.PyArray_SIZE(size) > 1
    cdef int64_t i
    image = unpack_values(image, &src)
    cdef cnp.ndarray pixel = fill_pixel(fill, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_box_blur *>allocate(src.count, sizeof(fa_box_blur))
    try:
        for i in range(src.count):
            jobs[i] = fa_box_blur(image_at(&src, i), image_at(&dst, i), sizes[i * many], border, cnp.PyArray_BYTES(pixel))
        run(fa_box_blur_rows, jobs, sizeof(fa_box_blur), src.count, src.first.height, values_row_ns(&src, 0.2), threads)
    finally:
        free(jobs)
    return finish(out, made)


def motion_blur(image, cnp.ndarray taps, cnp.ndarray starts, int border, fill, out, threads):
    """taps: int64 (T, 2); starts: int64, one more than the lines that stand in `taps` one after the other, 1 or N."""
    cdef Stack src, dst
    cdef fa_motion_blur *jobs
    cdef const fa_tap *all_taps = <const fa_tap *>cnp.PyArray_DATA(taps)
    cdef const int64_t *start = <const int64_t *>cnp.PyArray_DATA(starts)
    cdef bint many = cnp.PyArray_SIZE(starts) > 2
    cdef int64_t i, k, most = 1
    image = unpack_values(image, &src)
    cdef cnp.ndarray pixel = fill_pixel(fill, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_motion_blur *>allocate(src.count, sizeof(fa_motion_blur))
    try:
        for i in range(src.count):
            k = i * many
            jobs[i] = fa_motion_blur(
                image_at(&src, i), image_at(&dst, i), all_taps + start[k], start[k + 1] - start[k], border,
                cnp.PyArray_BYTES(pixel),
            )
            most = max(most, jobs[i].count)
        run(
            fa_motion_blur_rows, jobs, sizeof(fa_motion_blur), src.count, src.first.height,
            values_row_ns(&src, 0.02 * most), threads,
        )
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct blur_parameters:
    const double *sigma
    const int64_t *taps
    int border
    const char *fill


cdef void _bind_gaussian(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const blur_parameters *p = <const blur_parameters *>parameters
    cdef fa_gaussian_blur *job = <fa_gaussian_blur *>step.job
    job.src = job.dst = src[0]
    job.sigma, job.taps_most, job.border, job.fill = p.sigma[sample], p.taps[sample], p.border, p.fill
    step.rows, step.prepare = fa_gaussian_blur_rows, fa_gaussian_blur_prepare
    step.scratch = fa_gaussian_blur_scratch(job)
    step.whole = True


cdef class GaussianBlur(Pass):
    """A Gaussian blur with a sigma, and at most so many taps, for each image."""

    cdef blur_parameters p

    def __init__(self, sigma, taps, int border, fill, like, active=None):
        """sigma, taps: N numbers; like: an image, for the fill."""
        self.begin(_bind_gaussian, &self.p, active)
        self.p.sigma, self.p.border, self.p.fill = self.doubles(sigma, len(sigma)), border, self.pixel(fill, like)
        self.p.taps = self.integers(taps, len(sigma))


cdef struct box_parameters:
    const int64_t *size
    int border
    const char *fill


cdef void _bind_box(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const box_parameters *p = <const box_parameters *>parameters
    cdef fa_box_blur *job = <fa_box_blur *>step.job
    job.size, job.border, job.fill = p.size[sample], p.border, p.fill
    step.rows = fa_box_blur_rows
    step.whole = True


cdef class BoxBlur(Pass):
    """A box blur with a size for each image."""

    cdef box_parameters p

    def __init__(self, size, int border, fill, like, active=None):
        """size: N integers; like: an image, for the fill."""
        self.begin(_bind_box, &self.p, active)
        self.p.size, self.p.border, self.p.fill = self.integers(size, len(size)), border, self.pixel(fill, like)


cdef struct motion_parameters:
    const fa_tap *taps
    const int64_t *starts
    int border
    const char *fill


cdef void _bind_motion(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const motion_parameters *p = <const motion_parameters *>parameters
    cdef fa_motion_blur *job = <fa_motion_blur *>step.job
    job.taps, job.count = p.taps + p.starts[sample], p.starts[sample + 1] - p.starts[sample]
    job.border, job.fill = p.border, p.fill
    step.rows = fa_motion_blur_rows
    step.whole = True


cdef class MotionBlur(Pass):
    """A mean along a line for each image."""

    cdef motion_parameters p

    def __init__(self, taps, starts, int border, fill, like, active=None):
        """taps, starts: see motion_blur; like: an image, for the fill."""
        self.begin(_bind_motion, &self.p, active)
        self.p.taps = <const fa_tap *>self.integers(taps, 2 * len(taps))
        self.p.starts = self.integers(starts, len(starts))
        self.p.border, self.p.fill = border, self.pixel(fill, like)
