"""Flips, quarter turns, transposes, crops and pads."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    Stack, allocate, entry, fa_image, fa_rows, fill_pixel, finish, image_at, result, run, unpack,
)

cnp.import_array()


cdef fa_rows permute_rows() noexcept:
    return fa_permute_rows


cdef fa_rows crop_rows() noexcept:
    return fa_crop_rows


cdef fa_rows planes_rows() noexcept:
    return fa_planes_rows


def permute(image, bint transpose, bint flip_rows, bint flip_cols, out, threads):
    """out(i, j) = image(r, c), where (r, c) = (j, i) if transpose else (i, j), then r or c counts from the end."""
    cdef Stack src, dst
    cdef fa_permute *jobs
    cdef int64_t i
    image = unpack(image, "image", &src)
    cdef int64_t h = src.first.width if transpose else src.first.height
    cdef int64_t w = src.first.height if transpose else src.first.width
    made = result(out, &src, h, w, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_permute *>allocate(src.count, sizeof(fa_permute))
    try:
        for i in range(src.count):
            jobs[i] = fa_permute(image_at(&src, i), image_at(&dst, i), transpose, flip_rows, flip_cols)
        run(fa_permute_rows, jobs, sizeof(fa_permute), src.count, h, 0.1 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


def crop(image, top, left, int64_t height, int64_t width, int border, fill, out, threads):
    """top and left: ints or int64 arrays of length 1 or N."""
    cdef Stack src, dst
    cdef fa_crop *jobs
    cdef int64_t i
    image = unpack(image, "image", &src)
    cdef cnp.ndarray pixel = fill_pixel(fill, &src)
    made = result(out, &src, height, width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_crop *>allocate(src.count, sizeof(fa_crop))
    try:
        for i in range(src.count):
            jobs[i] = fa_crop(
                image_at(&src, i), image_at(&dst, i), entry(top, i), entry(left, i), border,
                False, False, cnp.PyArray_BYTES(pixel),
            )
        run(fa_crop_rows, jobs, sizeof(fa_crop), src.count, height, 0.05 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)
