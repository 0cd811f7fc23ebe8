"""Blends of two images, and rectangles of one in the other."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport Stack, allocate, fa_image, finish, image_at, result, run, unpack

cnp.import_array()

cdef extern from "mix.h":
    ctypedef struct fa_blend:
        fa_image a, b, dst
        double weight
    ctypedef struct fa_paste:
        fa_image src, dst
        int64_t top, left, height, width
        const char *patch
        int64_t patch_stride
    void fa_blend_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_cutmix_rows(const void *job, int64_t first, int64_t last) noexcept nogil


def blend(x1, x2, const double[::1] weights, out, threads):
    """weights[i] * x1[i] + (1 - weights[i]) * x2[i]; the arrays agree in shape and dtype."""
    cdef Stack a, b, dst
    cdef fa_blend *jobs
    cdef int64_t i
    x1, x2 = unpack(x1, "x1", &a), unpack(x2, "x2", &b)
    if a.type_number == cnp.NPY_BOOL:
        raise TypeError("x1 must be uint8, uint16, float32 or float64, got bool, which cannot be blended")
    made = result(out, &a, a.first.height, a.first.width, a.first.channels, a.type_number, (x1, x2), &dst)
    jobs = <fa_blend *>allocate(a.count, sizeof(fa_blend))
    try:
        for i in range(a.count):
            jobs[i] = fa_blend(image_at(&a, i), image_at(&b, i), image_at(&dst, i), weights[i])
        run(fa_blend_rows, jobs, sizeof(fa_blend), a.count, a.first.height, 0.1 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


def paste(x1, x2, const int64_t[:, ::1] boxes, out, threads):
    """x1 with the rectangle boxes[i] (top, left, height, width) of x2[i]; the arrays agree in shape and dtype."""
    cdef Stack a, b, dst
    cdef fa_paste *jobs
    cdef fa_image patch
    cdef int64_t i, at
    x1, x2 = unpack(x1, "x1", &a), unpack(x2, "x2", &b)
    made = result(out, &a, a.first.height, a.first.width, a.first.channels, a.type_number, (x1, x2), &dst)
    cdef int64_t bytes = a.first.channels * cnp.PyArray_ITEMSIZE(x1)
    jobs = <fa_paste *>allocate(a.count, sizeof(fa_paste))
    try:
        for i in range(a.count):
            patch = image_at(&b, i)
            at = boxes[i, 0] * patch.stride + boxes[i, 1] * bytes
            jobs[i] = fa_paste(
                image_at(&a, i), image_at(&dst, i), boxes[i, 0], boxes[i, 1], boxes[i, 2], boxes[i, 3],
                patch.data + at, patch.stride,
            )
        run(fa_cutmix_rows, jobs, sizeof(fa_paste), a.count, a.first.height, 0.05 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)
