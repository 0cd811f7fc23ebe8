"""Rotations, affine and perspective maps, displacement fields."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.math cimport rint
from libc.stdlib cimport free

from fastaug.kernels.geometry cimport crop_rows, fa_crop, fa_permute, permute_rows
from fastaug.kernels._core cimport (
    FA_U8, Stack, allocate, fa_rows, fill_pixel, finish, image_at, result, run, unpack,
)

import numpy as np

from fastaug.kernels.arguments import sampling
from fastaug.kernels.geometry import crop, outside

cnp.import_array()

cdef enum:
    NEAREST, BILINEAR


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


def matrix(image, list inverse, size, interpolation, border, fill, out, threads):
    """inverse: a list of 1 or N tuples of 9, output (x, y, 1) to input; affine where the last row is 0 0 1.

    size: (height, width) of the result.
    """
    cdef int64_t height, width
    height, width = size
    cdef int kind, code
    kind, code = sampling(image, interpolation, border)
    if cnp.PyArray_SIZE(image) == 0:  # nothing to sample: all of the result is border
        return crop(image, 0, 0, height, width, outside(border, 0, height * width), fill, out, threads)
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
            job.interpolation = kind
            job.border = code
            job.fill = cnp.PyArray_BYTES(pixels)
            jobs[i] = job
        run(fa_warp_rows, jobs, sizeof(fa_warp), src.count, height, warp_ns_per_row(&dst, kind), threads)
    finally:
        free(jobs)
    return finish(out, made)


cdef tuple empty_field(object count, int64_t height, int64_t width):
    """Room for dx and dy of a field, each (height, width) float32, or of `count` fields.

    They are halves of one block: malloc keeps one for the next call, but gives two that are freed together back to the
    system, and fresh pages take longer than most fields.
    """
    cdef cnp.npy_intp[4] shape = [2, 1 if count is None else count, height, width]
    cdef int rank = 2 if count is None else 3
    shape[3 - rank] = 2
    cdef cnp.ndarray both = cnp.PyArray_EMPTY(rank + 1, shape + 3 - rank, cnp.NPY_FLOAT32, 0)
    cdef float *values = <float *>cnp.PyArray_DATA(both)
    cdef cnp.ndarray dx = cnp.PyArray_SimpleNewFromData(rank, shape + 4 - rank, cnp.NPY_FLOAT32, values)
    cdef cnp.ndarray dy = cnp.PyArray_SimpleNewFromData(rank, shape + 4 - rank, cnp.NPY_FLOAT32, values + cnp.PyArray_SIZE(dx))
    cnp.set_array_base(dx, both)
    cnp.set_array_base(dy, both)
    return dx, dy


def are_fields(dx, dy, int64_t height, int64_t width):
    """Whether two objects are displacement fields for all images as they stand."""
    for field in (dx, dy):
        if not (isinstance(field, cnp.ndarray) and cnp.PyArray_TYPE(field) == cnp.NPY_FLOAT32 and cnp.PyArray_NDIM(field) == 2):
            return False
        if not (cnp.PyArray_DIM(field, 0) == height and cnp.PyArray_DIM(field, 1) == width and cnp.PyArray_ISCARRAY_RO(field)):
            return False
    return True


def field(image, cnp.ndarray dx, cnp.ndarray dy, int interpolation, int border, fill, out, threads):
    """dx, dy: C-contiguous float32 of shape (H, W) or (1 or N, H, W)."""
    cdef Stack src, dst
    cdef fa_warp *jobs
    cdef int64_t i, at
    cdef fa_warp job
    image = unpack(image, "image", &src)
    cdef cnp.ndarray pixels = sixteen_pixels(fill, &src)
    cdef int rank = cnp.PyArray_NDIM(dx)
    cdef int64_t height = cnp.PyArray_DIM(dx, rank - 2), width = cnp.PyArray_DIM(dx, rank - 1)
    cdef int64_t step = height * width if rank == 3 and cnp.PyArray_DIM(dx, 0) > 1 else 0
    made = result(out, &src, height, width, src.first.channels, src.type_number, (image, dx, dy), &dst)
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


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef bint _is_move(const double *m) noexcept nogil:
    """Whether a matrix only moves pixels: flips, transposes, whole shifts."""
    cdef bint straight = m[1] == 0 and m[3] == 0 and m[0] * m[0] == 1 and m[4] * m[4] == 1
    cdef bint turned = m[0] == 0 and m[4] == 0 and m[1] * m[1] == 1 and m[3] * m[3] == 1
    return (straight or turned) and m[6] == 0 and m[7] == 0 and m[8] == 1 and rint(m[2]) == m[2] and rint(m[5]) == m[5]


cdef bint _bind_crop(const resample_parameters *p, const double *m, const fa_image *src, fa_step *step) noexcept nogil:
    """A move without a transpose: a rectangle of the source, flipped or not."""
    cdef fa_crop *job = <fa_crop *>step.job
    cdef int64_t height = step.result.height, width = step.result.width
    job.flip_rows, job.flip_cols = m[4] < 0, m[0] < 0
    job.top = <int64_t>m[5] - (height - 1 if job.flip_rows else 0)
    job.left = <int64_t>m[2] - (width - 1 if job.flip_cols else 0)
    job.border, job.fill = p.border, p.fill
    cdef bint inside = job.top >= 0 and job.left >= 0
    inside = inside and job.top + height <= src.height and job.left + width <= src.width
    if inside and not job.flip_rows and not job.flip_cols:
        step.top, step.left = job.top, job.left
        return True
    step.rows = p.crop_rows
    step.whole = job.flip_rows or job.top != 0 or height != src.height
    step.mirrors = job.flip_cols and job.left == 0 and width == src.width and not step.whole
    return True


cdef bint _bind_turn(const resample_parameters *p, const double *m, const fa_image *src, fa_step *step) noexcept nogil:
    """A transpose of the whole source, flipped or not."""
    cdef fa_permute *job = <fa_permute *>step.job
    job.transpose, job.flip_rows, job.flip_cols = True, m[3] < 0, m[1] < 0
    if step.result.height != src.width or step.result.width != src.height:
        return False
    if m[2] != (src.width - 1 if job.flip_cols else 0) or m[5] != (src.height - 1 if job.flip_rows else 0):
        return False
    step.rows = p.permute_rows
    step.whole = True
    return True


cdef void bind_resample(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const resample_parameters *p = <const resample_parameters *>parameters
    cdef const double *m = p.inverse + 9 * sample
    cdef fa_warp *job = <fa_warp *>step.job
    cdef bint move = _is_move(m)
    cdef int k
    step.result.height, step.result.width = p.size[2 * sample], p.size[2 * sample + 1]
    if move and (_bind_turn if m[0] == 0 else _bind_crop)(p, m, src, step):
        return
    for k in range(9):
        job.m[k] = m[k]
    job.kind = FA_AFFINE if m[6] == 0 and m[7] == 0 and m[8] == 1 else FA_PERSPECTIVE
    job.interpolation = NEAREST if move else p.interpolation
    job.border, job.fill = p.border, p.fill
    step.rows = fa_warp_rows
    step.whole = True


cdef class Resample(Pass):
    """Samples each image where its matrix says; a matrix that only moves pixels copies them."""

    def __init__(self, inverse, size, int interpolation, int border, fill, like, active=None):
        """inverse: (N, 3, 3), output (x, y, 1) to input; size: (N, 2) of the results; like: an image, for the fill."""
        self.begin(bind_resample, &self.p, active)
        self.set_up(inverse, size, interpolation, border, fill, like)

    cdef int set_up(self, object inverse, object size, int interpolation, int border, object fill, object like) except -1:
        cdef Stack stack
        like = unpack(like, "image", &stack)
        cdef cnp.ndarray pixels = sixteen_pixels(fill, &stack)
        self.kept.append(pixels)
        self.p.inverse = self.doubles(inverse, 9 * len(inverse))
        self.p.size = self.integers(size, 2 * len(inverse))
        self.p.interpolation, self.p.border, self.p.fill = interpolation, border, cnp.PyArray_BYTES(pixels)
        self.p.crop_rows, self.p.permute_rows = crop_rows(), permute_rows()
        return 0
