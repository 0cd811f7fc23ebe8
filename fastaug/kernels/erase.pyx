"""Filling a rectangle of each image."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    Stack, allocate, fa_image, fill_pixel, finish, image_at, result, run, unpack,
)

cnp.import_array()

cdef extern from "erase.h":
    ctypedef struct fa_paste:
        fa_image src, dst
        int64_t top, left, height, width
        const char *patch
        int64_t patch_stride
    void fa_erase_rows(const void *job, int64_t first, int64_t last) noexcept nogil


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
