"""Resizing a rectangle of an image."""

from functools import lru_cache

cimport numpy as cnp
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport Stack, allocate, fa_image, fa_itemsize, finish, image_at, result, run, unpack

cnp.import_array()

cdef extern from "image.h":
    enum: FA_U8, FA_NEAREST, FA_BILINEAR, FA_BICUBIC, FA_AREA

cdef extern from "resize.h":
    enum: FA_PICK_ONE, FA_BLEND_TWO, FA_WEIGH_ALL, FA_TRIANGLE, FA_CUBIC, FA_CUBIC_EDGE, FA_BOX
    ctypedef struct fa_axis:
        int64_t taps
    ctypedef struct fa_resize:
        fa_image src, dst
        const char *end
        const fa_axis *rows
        const fa_axis *columns
        int method
        int *failed
    int fa_axis_make(fa_axis *axis, int64_t in_, int64_t out, int method, int filter, int widen, int dtype)
    void fa_axis_free(fa_axis *axis)
    void fa_resize_rows(const void *job, int64_t first, int64_t last) noexcept nogil


cdef class _Axis:
    """Where the outputs of an axis come from; never written once made."""

    cdef fa_axis axis

    def __init__(self, int64_t in_, int64_t out, int method, int filter, bint widen, int dtype):
        if not fa_axis_make(&self.axis, in_, out, method, filter, widen, dtype):
            raise MemoryError()

    def __dealloc__(self):
        fa_axis_free(&self.axis)


_axis = lru_cache(maxsize=64)(_Axis)


cdef int64_t _pick(object value, int64_t i):
    """Entry i of an int, or of an int64 array of length 1 or N."""
    if isinstance(value, int):
        return value
    return (<int64_t *>cnp.PyArray_DATA(value))[i if cnp.PyArray_SIZE(value) > 1 else 0]


def resized_crop(image, top, left, height, width, int64_t out_height, int64_t out_width, int interpolation,
                 bint antialias, out, threads):
    """top, left, height, width: ints or int64 arrays of length 1 or N; the rectangles lie inside."""
    cdef Stack src, dst
    cdef fa_resize *jobs
    cdef fa_resize *job
    cdef _Axis rows, columns
    cdef int64_t i, h, w, taps = 0
    cdef int failed = 0, filter
    cdef bint widen
    image = unpack(image, "image", &src)
    cdef int dtype = src.first.dtype
    made = result(out, &src, out_height, out_width, src.first.channels, src.type_number, (image,), &dst)
    if cnp.PyArray_SIZE(made) == 0:
        return finish(out, made)
    axes = []   # keeps them alive
    jobs = <fa_resize *>allocate(src.count, sizeof(fa_resize))
    try:
        for i in range(src.count):
            job = &jobs[i]
            job.src, job.dst, job.failed = image_at(&src, i), image_at(&dst, i), &failed
            job.end = job.src.data + (src.first.height - 1) * src.first.stride
            job.end += src.first.width * src.first.channels * fa_itemsize(dtype)
            job.src.data += _pick(top, i) * src.first.stride
            job.src.data += _pick(left, i) * src.first.channels * fa_itemsize(dtype)
            h, w = _pick(height, i), _pick(width, i)
            if h == 0 or w == 0:
                raise ValueError(f"height and width must be at least 1 to fill {out_height} x {out_width}, got {h} x {w}")
            job.src.height, job.src.width = h, w
            widen = antialias and (h > out_height or w > out_width)
            job.method = FA_WEIGH_ALL
            if interpolation == FA_NEAREST:
                job.method = FA_PICK_ONE
            elif interpolation == FA_BILINEAR and dtype == FA_U8 and not widen:
                job.method = FA_BLEND_TWO
            filter = FA_TRIANGLE
            if interpolation == FA_BICUBIC:
                filter = FA_CUBIC if antialias else FA_CUBIC_EDGE
            elif interpolation == FA_AREA:
                filter = FA_BOX
            rows = _axis(h, out_height, job.method, filter, antialias, dtype)
            columns = _axis(w, out_width, job.method, filter, antialias, dtype)
            axes += (rows, columns)
            job.rows, job.columns = &rows.axis, &columns.axis
            taps = max(taps, rows.axis.taps + columns.axis.taps)
        run(fa_resize_rows, jobs, sizeof(fa_resize), src.count, out_height, 0.1 * taps * dst.first.stride, threads)
    finally:
        free(jobs)
    if failed:
        raise MemoryError()
    return finish(out, made)
