"""Filling rectangles of each image."""

cimport numpy as cnp
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    Stack, allocate, fa_image, fill_pixel, finish, image_at, result, run, unpack,
)
from fastaug.kernels.pipeline cimport Pass, fa_step

import numpy as np

cnp.import_array()

cdef extern from "erase.h":
    ctypedef struct fa_paste:
        fa_image src, dst
        int64_t top, left, height, width
        const char *patch
        int64_t patch_stride
    void fa_erase_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_erasures:
        fa_image src, dst
        const int64_t *boxes
        int64_t count
        const char *pixel
        uint64_t seed
    void fa_erasures_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_grid:
        fa_image src, dst
        int64_t unit_height, unit_width, height, width, top, left
        const char *pixel
        uint64_t seed
    void fa_grid_rows(const void *job, int64_t first, int64_t last) noexcept nogil


def erase(image, const int64_t[:, ::1] boxes, fill, patches, out, threads):
    """boxes: (N, 4) of top, left, height, width. patches: None, or for each image an array of its box's shape, in the
    image's dtype, to paste instead of `fill`."""
    cdef Stack src, dst
    cdef fa_paste *jobs
    cdef int64_t i
    cdef cnp.ndarray patch
    image = unpack(image, "image", &src)
    cdef int64_t bytes = src.first.channels * cnp.PyArray_ITEMSIZE(image)
    patch = fill_pixel(fill, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_paste *>allocate(src.count, sizeof(fa_paste))
    try:
        for i in range(src.count):
            if patches is not None:
                patch = patches[i]
            jobs[i] = fa_paste(
                image_at(&src, i), image_at(&dst, i), boxes[i, 0], boxes[i, 1], boxes[i, 2], boxes[i, 3],
                cnp.PyArray_BYTES(patch), 0 if patches is None else boxes[i, 3] * bytes,
            )
        run(fa_erase_rows, jobs, sizeof(fa_paste), src.count, src.first.height, 0.05 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


def erasures(image, const int64_t[:, :, ::1] boxes, fill, list seeds, out, threads):
    """boxes: (N, most, 4) of top, left, height, width; fill: None for random values from a seed for each image."""
    cdef Stack src, dst
    cdef fa_erasures *jobs
    cdef cnp.ndarray pixel
    cdef int64_t i, most = boxes.shape[1]
    image = unpack(image, "image", &src)
    if fill is not None:
        pixel = fill_pixel(fill, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_erasures *>allocate(src.count, sizeof(fa_erasures))
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst, jobs[i].count = image_at(&src, i), image_at(&dst, i), most
            jobs[i].boxes = &boxes[i, 0, 0] if most else NULL
            if fill is None:
                jobs[i].seed = seeds[i]
            else:
                jobs[i].pixel = cnp.PyArray_BYTES(pixel)
        run(fa_erasures_rows, jobs, sizeof(fa_erasures), src.count, src.first.height, 0.05 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


cdef void set_grid(fa_grid *job, const int64_t *grid) noexcept nogil:
    job.unit_height, job.unit_width, job.height, job.width, job.top, job.left = \
        grid[0], grid[1], grid[2], grid[3], grid[4], grid[5]


def grid(image, const int64_t[:, ::1] grids, fill, out, threads):
    """grids: for each image unit height and width, height and width of a hole, and top and left of the first one."""
    cdef Stack src, dst
    cdef fa_grid *jobs
    cdef int64_t i
    image = unpack(image, "image", &src)
    cdef cnp.ndarray pixel = fill_pixel(fill, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_grid *>allocate(src.count, sizeof(fa_grid))
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst, jobs[i].pixel = image_at(&src, i), image_at(&dst, i), cnp.PyArray_BYTES(pixel)
            set_grid(&jobs[i], &grids[i, 0])
        run(fa_grid_rows, jobs, sizeof(fa_grid), src.count, src.first.height, 0.05 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct erase_parameters:
    const int64_t *boxes    # (N, most, 4): top, left, height, width
    int64_t most
    const char *pixel       # NULL: random values
    const uint64_t *seeds


cdef void _bind_erase(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const erase_parameters *p = <const erase_parameters *>parameters
    cdef fa_erasures *job = <fa_erasures *>step.job
    job.boxes, job.count = p.boxes + 4 * p.most * sample, p.most
    job.pixel, job.seed = p.pixel, p.seeds[sample]
    step.rows = fa_erasures_rows


cdef class Erase(Pass):
    """Fills rectangles of each image with one pixel, or with random values."""

    cdef erase_parameters p

    def __init__(self, cnp.ndarray boxes, fill, cnp.ndarray seeds, like, active=None):
        """boxes: (N, most, 4), inside the images; fill: a number, one per channel, or None for random values; seeds: N
        uint64; like: an image, for the fill."""
        self.begin(_bind_erase, &self.p, active)
        self.p.boxes, self.p.most = self.integers(boxes, cnp.PyArray_SIZE(boxes)), cnp.PyArray_DIM(boxes, 1)
        seeds = np.ascontiguousarray(seeds, np.uint64)
        self.p.seeds = <const uint64_t *>cnp.PyArray_DATA(seeds)
        self.kept.append(seeds)
        if fill is not None:
            self.p.pixel = self.pixel(fill, like)


cdef struct grid_parameters:
    const int64_t *grids    # (N, 6)
    const char *pixel       # NULL: random values
    const uint64_t *seeds


cdef void _bind_grid(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const grid_parameters *p = <const grid_parameters *>parameters
    cdef fa_grid *job = <fa_grid *>step.job
    job.pixel, job.seed = p.pixel, p.seeds[sample]
    set_grid(job, p.grids + 6 * sample)
    step.rows = fa_grid_rows


cdef class Grid(Pass):
    """Fills a grid of holes of each image with one pixel, or with random values."""

    cdef grid_parameters p

    def __init__(self, grids, fill, seeds, like, active=None):
        """grids: (N, 6) as in `grid`; fill, seeds, like: as of Erase."""
        cdef cnp.ndarray words = np.ascontiguousarray(seeds, np.uint64)
        self.begin(_bind_grid, &self.p, active)
        self.p.grids, self.p.seeds = self.integers(grids, 6 * len(words)), <const uint64_t *>cnp.PyArray_DATA(words)
        self.kept.append(words)
        if fill is not None:
            self.p.pixel = self.pixel(fill, like)
