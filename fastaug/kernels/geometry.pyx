"""Flips, quarter turns, transposes, crops and pads."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    Stack, allocate, entry, fa_rows, fill_pixel, finish, image_at, result, run, unpack,
)

import numpy as np

from fastaug.kernels.arguments import border_code, integer, per_sample_integer

cnp.import_array()

FARTHEST = 2**48  # pixels: far beyond any image, and sums of such numbers fit in 64 bits
cdef object _farthest = FARTHEST


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
        run(fa_permute_rows, jobs, sizeof(fa_permute), src.count, h, (0.1 if transpose else 0.03) * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


def starts(first, str name, size, str size_name, length, int64_t count, bint inside):
    """First rows or columns of a crop of `size` from `length`, one for all images or one for each; an int stays one."""
    if type(first) is int and abs(first) < 2**62:
        found = least = most = first
    else:
        found = per_sample_integer(first, name, count)
        least, most = int(found.min(initial=0)), int(found.max(initial=0))
    if inside and (least < 0 or most + size > length):
        raise ValueError(
            f"{name} + {size_name} must lie in 0 .. {length}, the image's {size_name}; got {name} {first!r} "
            f"and {size_name} {size}. Give `border` to pad"
        )
    if max(-least, most) + size > _farthest:
        raise ValueError(f"top and left must lie within {FARTHEST} pixels of the image, got {first!r}")
    return found


def outside(border, pixels, wanted):
    """The code of a border rule that an image of so many pixels can follow."""
    code = border_code(border)
    if code and wanted and not pixels:
        raise ValueError(f"an empty image can only be padded with border='constant', got {border!r}")
    return code


def sides(padding):
    """What to add left, top, right and below."""
    cdef bint several = isinstance(padding, (tuple, list)) or (not isinstance(padding, int) and np.ndim(padding) > 0)
    cdef tuple each = tuple(padding) if several else (padding,) * 4
    if len(each) != 4:
        raise ValueError(f"padding must be an integer or (left, top, right, bottom), got {padding!r}")
    return tuple([integer(side, "padding", 0) for side in each])


cpdef (int64_t, int64_t, int64_t, int64_t) around(int64_t height, int64_t width, int64_t least_height,
                                                  int64_t least_width) noexcept:
    """What to add (left, top, right, bottom) for a size of at least so much; the odd pixel goes right or below."""
    cdef int64_t y = max(0, least_height - height), x = max(0, least_width - width)
    return x // 2, y // 2, x - x // 2, y - y // 2


cdef int crop_stack(const Stack *src, const Stack *dst, object top, object left, int border, const char *fill,
                    object threads) except -1:
    """Fills the images of `dst`. top and left: ints or int64 arrays of length 1 or N; fill: a pixel."""
    cdef fa_crop *jobs = <fa_crop *>allocate(src.count, sizeof(fa_crop))
    cdef int64_t i
    try:
        for i in range(src.count):
            jobs[i] = fa_crop(image_at(src, i), image_at(dst, i), entry(top, i), entry(left, i), border, False, False, fill)
        run(fa_crop_rows, jobs, sizeof(fa_crop), src.count, dst.first.height, 0.03 * dst.first.stride, threads)
    finally:
        free(jobs)
    return 0


def crop(image, top, left, int64_t height, int64_t width, int border, fill, out, threads):
    """top and left: ints or int64 arrays of length 1 or N."""
    cdef Stack src, dst
    image = unpack(image, "image", &src)
    cdef cnp.ndarray pixel = fill_pixel(fill, &src)
    made = result(out, &src, height, width, src.first.channels, src.type_number, (image,), &dst)
    crop_stack(&src, &dst, top, left, border, cnp.PyArray_BYTES(pixel), threads)
    return finish(out, made)
