"""Filling a rectangle of each image."""

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
        cdef Stack stack
        cdef cnp.ndarray pixel
        self.begin(_bind_erase, &self.p, active)
        self.p.boxes, self.p.most = self.integers(boxes, cnp.PyArray_SIZE(boxes)), cnp.PyArray_DIM(boxes, 1)
        seeds = np.ascontiguousarray(seeds, np.uint64)
        self.p.seeds = <const uint64_t *>cnp.PyArray_DATA(seeds)
        self.kept.append(seeds)
        if fill is not None:
            like = unpack(like, "image", &stack)
            pixel = fill_pixel(fill, &stack)
            self.kept.append(pixel)
            self.p.pixel = cnp.PyArray_BYTES(pixel)
