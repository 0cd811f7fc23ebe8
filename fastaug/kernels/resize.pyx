"""Resizing a rectangle of an image."""

cimport numpy as cnp
from libc.math cimport rint
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    Stack, allocate, entry, fa_image, fa_itemsize, fill_pixel, finish, image_at, result, run, unpack,
)
from fastaug.kernels.arguments cimport border_code, choice, flag, integer
from fastaug.kernels.geometry cimport around, crop_stack
from fastaug.kernels.pipeline cimport Pass, fa_step

import numpy as np

from fastaug.kernels.arguments import INTERPOLATIONS, per_sample_integer

cnp.import_array()

cdef extern from "image.h":
    enum: FA_U8, FA_NEAREST, FA_BILINEAR, FA_BICUBIC, FA_AREA

cdef extern from "resize.h":
    enum: FA_PICK_ONE, FA_BLEND_TWO, FA_WEIGH_ALL, FA_TRIANGLE, FA_CUBIC, FA_CUBIC_EDGE, FA_BOX
    ctypedef struct fa_axis:
        int64_t taps
        int32_t *first
        void *weights
    ctypedef struct fa_resize:
        fa_image src, dst
        const char *end
        const fa_axis *rows
        const fa_axis *columns
        int method
        int *failed
    int fa_axis_make(fa_axis *axis, int64_t in_, int64_t out, int method, int filter, int widen, int dtype) noexcept nogil
    void fa_axis_free(fa_axis *axis) noexcept nogil
    void fa_resize_rows(const void *job, int64_t first, int64_t last) noexcept nogil


cdef class _Axis:
    """Where the outputs of an axis come from; never written once made."""

    cdef fa_axis axis
    cdef int64_t in_, out
    cdef int method, filter, dtype
    cdef bint widen

    def __init__(self, int64_t in_, int64_t out, int method, int filter, bint widen, int dtype):
        self.in_, self.out, self.method, self.filter, self.widen, self.dtype = in_, out, method, filter, widen, dtype
        if not fa_axis_make(&self.axis, in_, out, method, filter, widen, dtype):
            raise MemoryError()

    def __dealloc__(self):
        fa_axis_free(&self.axis)


cdef dict _interpolations = INTERPOLATIONS
cdef tuple _made = ()   # the latest axes, at most MOST_MADE: found sooner than by a hash of six numbers
cdef int MOST_MADE = 64


cdef _Axis _axis(int64_t in_, int64_t out, int method, int filter, bint widen, int dtype):
    global _made
    cdef _Axis a
    cdef tuple made = _made
    for a in made:
        if a.in_ == in_ and a.out == out and a.method == method and a.filter == filter and a.widen == widen:
            if a.dtype == dtype:
                return a
    a = _Axis(in_, out, method, filter, widen, dtype)
    _made = (a,) + made[:MOST_MADE - 1]
    return a


cdef int _filter(int interpolation, bint antialias) noexcept nogil:
    if interpolation == FA_BICUBIC:
        return FA_CUBIC if antialias else FA_CUBIC_EDGE
    return FA_BOX if interpolation == FA_AREA else FA_TRIANGLE


cdef int _method(int interpolation, int dtype, bint widens) noexcept nogil:
    """widens: the filter grows along an axis."""
    if interpolation == FA_NEAREST:
        return FA_PICK_ONE
    return FA_BLEND_TWO if interpolation == FA_BILINEAR and dtype == FA_U8 and not widens else FA_WEIGH_ALL


cpdef (int64_t, int64_t) with_side(int64_t height, int64_t width, side, int64_t of) except *:
    """height x width scaled so that `of`, its longer or shorter side, becomes `side`; at least one pixel."""
    cdef double scale = integer(side, "size", 1) / <double>max(of, 1)
    return max(1, <int64_t>rint(height * scale)), max(1, <int64_t>rint(width * scale))


cpdef (int64_t, int64_t) inside(int64_t height, int64_t width, box_height, box_width) except *:
    """The largest size of the same aspect that fits into a box."""
    cdef int64_t h = integer(box_height, "height", 1), w = integer(box_width, "width", 1)
    cdef double scale = min(h / <double>max(height, 1), w / <double>max(width, 1))
    return min(h, max(1, <int64_t>rint(height * scale))), min(w, max(1, <int64_t>rint(width * scale)))


cdef int resize_stack(const Stack *src, const Stack *dst, object top, object left, object height, object width,
                      int interpolation, bint antialias, object threads) except -1:
    """Fills the images of `dst`. top, left, height, width: ints or int64 arrays of length 1 or N; the rectangles lie
    inside."""
    cdef fa_resize *jobs
    cdef fa_resize *job
    cdef _Axis rows, columns
    cdef int64_t i, h, w, read, made, out_height = dst.first.height, out_width = dst.first.width
    cdef int64_t pixel = src.first.channels * fa_itemsize(src.first.dtype)
    cdef double ns = 0.0
    cdef int failed = 0, dtype = src.first.dtype, filter = _filter(interpolation, antialias)
    if src.count == 0 or out_height == 0 or out_width == 0:
        return 0
    axes = []   # keeps them alive
    jobs = <fa_resize *>allocate(src.count, sizeof(fa_resize))
    try:
        for i in range(src.count):
            job = &jobs[i]
            job.src, job.dst, job.failed = image_at(src, i), image_at(dst, i), &failed
            job.end = job.src.data + (src.first.height - 1) * src.first.stride
            job.end += src.first.width * pixel
            job.src.data += entry(top, i) * src.first.stride
            job.src.data += entry(left, i) * pixel
            h, w = entry(height, i), entry(width, i)
            if h == 0 or w == 0:
                raise ValueError(f"height and width must be at least 1 to fill {out_height} x {out_width}, got {h} x {w}")
            job.src.height, job.src.width = h, w
            job.method = _method(interpolation, dtype, antialias and (h > out_height or w > out_width))
            rows = _axis(h, out_height, job.method, filter, antialias, dtype)
            columns = _axis(w, out_width, job.method, filter, antialias, dtype)
            axes += (rows, columns)
            job.rows, job.columns = &rows.axis, &columns.axis
            read, made = min(h, rows.axis.taps * out_height) * w * pixel, out_height * out_width * pixel
            ns += 0.03 * read + (0.06 + 0.04 * (rows.axis.taps + columns.axis.taps)) * made
        ns /= src.count * out_height
        run(fa_resize_rows, jobs, sizeof(fa_resize), src.count, out_height, ns, threads)
    finally:
        free(jobs)
    if failed:
        raise MemoryError()
    return 0


cdef int _code(object interpolation, object antialias, const Stack *src) except -1:
    """The code of the interpolation; both must be what such images take."""
    cdef int code = choice(interpolation, "interpolation", _interpolations)
    if code != FA_NEAREST and src.type_number == cnp.NPY_BOOL:
        raise TypeError(f"interpolation must be 'nearest' for bool images, got {interpolation!r}")
    flag(antialias, "antialias")
    return code


cdef object _resized(object image, const Stack *src, object top, object left, object height, object width,
                     int64_t out_height, int64_t out_width, object interpolation, object antialias, object out,
                     object threads):
    """top, left, height, width: see resize_stack."""
    cdef Stack dst
    cdef int code = _code(interpolation, antialias, src)
    made = result(out, src, out_height, out_width, src.first.channels, src.type_number, (image,), &dst)
    resize_stack(src, &dst, top, left, height, width, code, antialias, threads)
    return finish(out, made)


def resize(image, height, width, interpolation, antialias, out, threads):
    cdef Stack src
    image = unpack(image, "image", &src)
    rows, columns = integer(height, "height", 0), integer(width, "width", 0)
    return _resized(
        image, &src, 0, 0, src.first.height, src.first.width, rows, columns, interpolation, antialias, out, threads
    )


def resized_crop(image, top, left, height, width, out_height, out_width, interpolation, antialias, out, threads):
    cdef Stack src
    image = unpack(image, "image", &src)
    top, height = _span(top, height, src.first.height, "top", "height", src.count)
    left, width = _span(left, width, src.first.width, "left", "width", src.count)
    rows, columns = integer(out_height, "out_height", 0), integer(out_width, "out_width", 0)
    return _resized(image, &src, top, left, height, width, rows, columns, interpolation, antialias, out, threads)


cdef tuple _span(object first, object size, int64_t length, str first_name, str size_name, int64_t count):
    """Checks that first .. first + size lies in 0 .. length; ints stay ints, without NumPy's overhead."""
    cdef bint fine
    if type(first) is int and type(size) is int:
        fine = first >= 0 and size >= 0 and first + size <= length
    else:
        first = per_sample_integer(first, first_name, count)
        size = per_sample_integer(size, size_name, count)
        fine = ((first >= 0) & (size >= 0) & (first <= length - size)).all()
    if not fine:
        raise ValueError(
            f"{first_name} and {size_name} must be at least 0 and {first_name} + {size_name} at most {length}, the "
            f"image's {size_name}; got {first_name} {first!r} and {size_name} {size!r}"
        )
    return first, size


def resized_to_side(image, size, bint longest, interpolation, antialias, out, threads):
    """So that the longest side, or the shortest, has `size` pixels."""
    cdef Stack src
    image = unpack(image, "image", &src)
    cdef int64_t h = src.first.height, w = src.first.width
    rows, columns = with_side(h, w, size, max(h, w) if longest else min(h, w))
    return _resized(image, &src, 0, 0, h, w, rows, columns, interpolation, antialias, out, threads)


def letterbox(image, height, width, interpolation, antialias, border, fill, out, threads):
    """Resized into the middle of the result, and the frame filled."""
    cdef Stack src, dst, middle
    image = unpack(image, "image", &src)
    cdef (int64_t, int64_t) size = inside(src.first.height, src.first.width, height, width)
    cdef int code = _code(interpolation, antialias, &src), rule = border_code(border)
    cdef cnp.ndarray pixel = fill_pixel(fill, &src)
    made = result(out, &src, height, width, src.first.channels, src.type_number, (image,), &dst)
    left, top, _, _ = around(size[0], size[1], dst.first.height, dst.first.width)
    middle = dst
    middle.first.data += top * dst.first.stride + left * dst.first.channels * fa_itemsize(dst.first.dtype)
    middle.first.height, middle.first.width = size
    resize_stack(&src, &middle, 0, 0, src.first.height, src.first.width, code, antialias, threads)
    crop_stack(&middle, &dst, -top, -left, rule, cnp.PyArray_BYTES(pixel), threads)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct resize_parameters:
    const int64_t *size     # (N, 2): height, width of the result
    int interpolation, filter
    bint antialias
    const fa_axis *rows     # of all samples; NULL: each has its own
    const fa_axis *columns
    int *failed

cdef struct resize_job:
    fa_resize resize
    int64_t height, width   # of the result
    int filter
    bint antialias
    fa_axis rows, columns   # its own


cdef int _prepare_resize(void *memory, void *scratch, int held) noexcept nogil:
    cdef resize_job *job = <resize_job *>memory
    cdef fa_resize *p = &job.resize
    cdef int64_t row = p.src.width * p.src.channels * fa_itemsize(p.src.dtype)
    p.end = p.src.data + (p.src.height - 1) * p.src.stride + row
    if p.rows != NULL:
        return 1
    p.rows, p.columns = &job.rows, &job.columns
    if not fa_axis_make(&job.rows, p.src.height, job.height, p.method, job.filter, job.antialias, p.src.dtype):
        return 0
    return fa_axis_make(&job.columns, p.src.width, job.width, p.method, job.filter, job.antialias, p.src.dtype)


cdef void _release_resize(void *memory) noexcept nogil:
    cdef resize_job *job = <resize_job *>memory
    fa_axis_free(&job.rows)
    fa_axis_free(&job.columns)


cdef void _bind_resize(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const resize_parameters *p = <const resize_parameters *>parameters
    cdef resize_job *job = <resize_job *>step.job
    job.height, job.width = p.size[2 * sample], p.size[2 * sample + 1]
    job.filter, job.antialias = p.filter, p.antialias
    cdef bint widens = p.antialias and (src.height > job.height or src.width > job.width)
    job.resize.method = _method(p.interpolation, src.dtype, widens)
    job.resize.rows, job.resize.columns, job.resize.failed = p.rows, p.columns, p.failed
    job.rows.first = job.columns.first = NULL
    job.rows.weights = job.columns.weights = NULL
    step.result.height, step.result.width = job.height, job.width
    step.rows, step.prepare, step.release = fa_resize_rows, _prepare_resize, _release_resize
    step.whole = step.long_bands = True


cdef class Resize(Pass):
    """Resizes every image; the weights are made once where all have the same sizes, else while the images are."""

    cdef resize_parameters p

    def __init__(self, before, after, int interpolation, bint antialias, like, active):
        """before, after: (N, 2) heights and widths; like: an image, for its dtype."""
        cdef Stack stack
        cdef _Axis rows, columns
        unpack(like, "image", &stack)
        self.begin(_bind_resize, &self.p, active)
        self.p.size = self.integers(after, 2 * len(after))
        self.p.interpolation, self.p.antialias, self.p.failed = interpolation, antialias, &self.failed
        self.p.filter = _filter(interpolation, antialias)
        sizes = np.concatenate([before, after], axis=1)[active]
        if len(sizes) == 0 or (sizes != sizes[0]).any():
            return
        cdef int64_t h, w, out_height, out_width
        h, w, out_height, out_width = sizes[0].tolist()
        cdef int method = _method(interpolation, stack.first.dtype, antialias and (h > out_height or w > out_width))
        rows = _axis(h, out_height, method, self.p.filter, antialias, stack.first.dtype)
        columns = _axis(w, out_width, method, self.p.filter, antialias, stack.first.dtype)
        self.kept += [rows, columns]
        self.p.rows, self.p.columns = &rows.axis, &columns.axis
