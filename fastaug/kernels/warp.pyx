"""Rotations, affine and perspective maps, displacement fields."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    FA_U8, Stack, allocate, fa_rows, fill_pixel, finish, image_at, result, run, unpack,
)

import numpy as np

cnp.import_array()

cdef enum:
    BILINEAR = 1


cdef fa_rows warp_rows() noexcept:
    return fa_warp_rows


cdef object sixteen_pixels(object fill, const Stack *like):
    """16 pixels of the fill value: a whole block outside the image is one copy."""
    cdef cnp.npy_intp length = 16 * like.first.channels
    if type(fill) is int and fill == 0:
        return cnp.PyArray_ZEROS(1, &length, like.type_number, 0)
    return np.tile(fill_pixel(fill, like), 16)


cdef double warp_ns_per_row(const Stack *dst, int interpolation) noexcept:
    """A rough cost, which only decides about threads."""
    cdef double per_value = 0.3 if dst.first.dtype == FA_U8 else 0.8
    return dst.first.width * dst.first.channels * per_value * (1 if interpolation <= BILINEAR else 15)


def matrix(image, list inverse, int64_t height, int64_t width, int interpolation, int border, fill, out, threads):
    """inverse: a list of 1 or N tuples of 9, output (x, y, 1) to input; affine where the last row is 0 0 1."""
    cdef Stack src, dst
    cdef fa_warp *jobs
    cdef fa_warp job
    cdef int64_t i
    cdef bint many = len(inverse) > 1
    cdef tuple m
    cdef int k
    image = unpack(image, "image", &src)
    cdef cnp.ndarray pixels = sixteen_pixels(fill, &src)
    made = result(out, &src, height, width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_warp *>allocate(src.count, sizeof(fa_warp))
    try:
        for i in range(src.count):
            job.src = image_at(&src, i)
            job.dst = image_at(&dst, i)
            m = inverse[i * many]
            for k in range(9):
                job.m[k] = m[k]
            job.kind = FA_AFFINE if job.m[6] == 0 and job.m[7] == 0 and job.m[8] == 1 else FA_PERSPECTIVE
            job.interpolation = interpolation
            job.border = border
            job.fill = cnp.PyArray_BYTES(pixels)
            jobs[i] = job
        run(fa_warp_rows, jobs, sizeof(fa_warp), src.count, height, warp_ns_per_row(&dst, interpolation), threads)
    finally:
        free(jobs)
    return finish(out, made)


def field(image, cnp.ndarray dx, cnp.ndarray dy, int interpolation, int border, fill, out, threads):
    """dx, dy: C-contiguous float32 of shape (1 or N, H, W)."""
    cdef Stack src, dst
    cdef fa_warp *jobs
    cdef int64_t i, at
    cdef fa_warp job
    image = unpack(image, "image", &src)
    cdef cnp.ndarray pixels = sixteen_pixels(fill, &src)
    cdef int64_t step = cnp.PyArray_DIM(dx, 1) * cnp.PyArray_DIM(dx, 2) if cnp.PyArray_DIM(dx, 0) > 1 else 0
    made = result(
        out, &src, cnp.PyArray_DIM(dx, 1), cnp.PyArray_DIM(dx, 2), src.first.channels, src.type_number,
        (image, dx, dy), &dst,
    )
    jobs = <fa_warp *>allocate(src.count, sizeof(fa_warp))
    try:
        for i in range(src.count):
            job.src = image_at(&src, i)
            job.dst = image_at(&dst, i)
            job.kind = FA_FIELD
            job.dx = <const float *>cnp.PyArray_DATA(dx) + i * step
            job.dy = <const float *>cnp.PyArray_DATA(dy) + i * step
            job.interpolation = interpolation
            job.border = border
            job.fill = cnp.PyArray_BYTES(pixels)
            jobs[i] = job
        run(fa_warp_rows, jobs, sizeof(fa_warp), src.count, dst.first.height, warp_ns_per_row(&dst, interpolation), threads)
    finally:
        free(jobs)
    return finish(out, made)
