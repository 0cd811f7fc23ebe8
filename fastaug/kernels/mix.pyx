"""Blends of two images, parts of one in the other, and four side by side."""

cimport numpy as cnp
from libc.math cimport rint, sqrt
from libc.stdint cimport int64_t
from libc.stdlib cimport free

import numpy as np

from fastaug.kernels._core cimport Stack, allocate, fa_image, fill_pixel, finish, image_at, result, run, unpack
from fastaug.kernels.pipeline cimport Pass, fa_step

cnp.import_array()

cdef extern from "mix.h":
    ctypedef struct fa_paste:
        fa_image src, dst
        int64_t top, left, height, width
        const char *patch
        int64_t patch_stride
    ctypedef struct fa_mix:
        fa_paste paste
        fa_image other
        double weight
    void fa_mix_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    enum: FA_FIRST, FA_BETWEEN, FA_LAST
    ctypedef struct fa_branch:
        fa_image src, dst
        char **block
        double weight
        int place
    int fa_branch_prepare(void *job, void *scratch, int held) noexcept nogil
    void fa_branch_release(void *job) noexcept nogil
    void fa_branch_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_pasted:
        fa_image src, other, dst
    ctypedef struct fa_copy_paste:
        fa_pasted image, mask
        fa_image where
    void fa_copy_paste_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_mosaic:
        fa_image dst
        fa_image src[4]
        int64_t x, y
        const char *fill
    void fa_mosaic_rows(const void *job, int64_t first, int64_t last) noexcept nogil


def mix(x1, x2, const int64_t[::1] partner, const double[::1] weights, const int64_t[:, ::1] boxes, out, threads):
    """weights[i] * x1[i] + (1 - weights[i]) * x2[partner[i]], or x1[i] with the rectangle boxes[i] (top, left, height,
    width) of x2[partner[i]] where the weight is 1.

    The arrays agree in dtype, and in shape but for N. partner: None is 0, 1, 2, ...; weights: None are ones; boxes:
    None are empty.
    """
    cdef Stack a, b, dst
    cdef fa_mix *jobs
    cdef fa_mix *job
    cdef int64_t i
    cdef bint one = x1 is x2  # then it is copied once, if at all
    x1 = unpack(x1, "x1", &a)
    x2 = unpack(x1 if one else x2, "x2", &b)
    if weights is not None and a.type_number == cnp.NPY_BOOL:
        raise TypeError("images must be uint8, uint16, float32 or float64, got bool, which cannot be blended")
    made = result(out, &a, a.first.height, a.first.width, a.first.channels, a.type_number, (x1, x2), &dst)
    cdef int64_t bytes = a.first.channels * cnp.PyArray_ITEMSIZE(x1)
    jobs = <fa_mix *>allocate(a.count, sizeof(fa_mix))
    try:
        for i in range(a.count):
            job = jobs + i
            job.other = image_at(&b, i if partner is None else partner[i])
            job.weight = 1 if weights is None else weights[i]
            job.paste = fa_paste(image_at(&a, i), image_at(&dst, i), 0, 0, 0, 0, NULL, 0)
            if boxes is not None:
                job.paste.top, job.paste.left = boxes[i, 0], boxes[i, 1]
                job.paste.height, job.paste.width = boxes[i, 2], boxes[i, 3]
                job.paste.patch = job.other.data + boxes[i, 0] * job.other.stride + boxes[i, 1] * bytes
                job.paste.patch_stride = job.other.stride
        run(fa_mix_rows, jobs, sizeof(fa_mix), a.count, a.first.height, 0.1 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


def boxes(const double[::1] weights, const double[:, ::1] centers, int64_t height, int64_t width):
    """Rectangles of CutMix, as `reference.mix.boxes` defines them."""
    cdef cnp.ndarray made = np.empty((weights.shape[0], 4), np.int64)
    cdef int64_t[:, ::1] box = made
    cdef int64_t[2] size = [height, width]
    cdef int64_t i, k, side, start, first
    cdef double share
    for i in range(weights.shape[0]):
        share = sqrt(1 - weights[i])
        for k in range(2):
            side = <int64_t>rint(share * size[k])
            start = <int64_t>(centers[i, k] * size[k]) - side // 2
            first = max(start, 0)
            box[i, k], box[i, 2 + k] = first, min(start + side, size[k]) - first
    return made


def copy_paste(image, mask, other, other_mask, where, out, threads):
    """image and mask with the pixels of the others where `where` is not 0: bool or uint8 with one channel.

    The masks and `where` have the rank of batches, or of one image, as the images.
    """
    cdef Stack a, b, c, d, e, dst, labels
    cdef fa_copy_paste *jobs
    cdef int64_t i
    image, other = unpack(image, "image", &a), unpack(other, "other", &b)
    mask, other_mask = unpack(mask, "mask", &c), unpack(other_mask, "other_mask", &d)
    where = unpack(where, "where", &e)
    inputs = image, other, mask, other_mask, where
    made = result(out, &a, a.first.height, a.first.width, a.first.channels, a.type_number, inputs, &dst)
    made_mask = result(None, &c, a.first.height, a.first.width, c.first.channels, c.type_number, inputs, &labels)
    jobs = <fa_copy_paste *>allocate(a.count, sizeof(fa_copy_paste))
    try:
        for i in range(a.count):
            jobs[i].image = fa_pasted(image_at(&a, i), image_at(&b, i), image_at(&dst, i))
            jobs[i].mask = fa_pasted(image_at(&c, i), image_at(&d, i), image_at(&labels, i))
            jobs[i].where = image_at(&e, i)
        run(fa_copy_paste_rows, jobs, sizeof(fa_copy_paste), a.count, a.first.height, 0.1 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made), made_mask


def mosaic(images, int64_t height, int64_t width, const int64_t[:, ::1] centers, fill, out, threads):
    """images: four, or four batches; centers: (N, 2) x and y, in 0 .. width and 0 .. height."""
    cdef Stack stacks[4]
    cdef Stack dst
    cdef fa_mosaic *jobs
    cdef int64_t i
    cdef int k
    cdef tuple sources = tuple([unpack(images[k], f"images[{k}]", &stacks[k]) for k in range(4)])
    cdef cnp.ndarray pixel = fill_pixel(fill, &stacks[0])
    cdef const Stack *like = &stacks[0]
    made = result(out, like, height, width, like.first.channels, like.type_number, sources, &dst)
    jobs = <fa_mosaic *>allocate(like.count, sizeof(fa_mosaic))
    try:
        for i in range(like.count):
            jobs[i].dst = image_at(&dst, i)
            for k in range(4):
                jobs[i].src[k] = image_at(&stacks[k], i)
            jobs[i].x, jobs[i].y, jobs[i].fill = centers[i, 0], centers[i, 1], cnp.PyArray_BYTES(pixel)
        run(fa_mosaic_rows, jobs, sizeof(fa_mosaic), like.count, height, 0.1 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct branch_parameters:
    const double *weight
    char **blocks
    int place


cdef void _bind_branch(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const branch_parameters *p = <const branch_parameters *>parameters
    cdef fa_branch *job = <fa_branch *>step.job
    job.block, job.weight, job.place = p.blocks + sample, p.weight[sample], p.place
    step.rows = fa_branch_rows
    if p.place == FA_FIRST:
        step.prepare, step.release = fa_branch_prepare, fa_branch_release


cdef class Branch(Pass):
    """Adds what comes in to a sum, and gives out again what came in first; the last one gives out the sum."""

    cdef branch_parameters p

    def __init__(self, weight, cnp.ndarray blocks, bint first, bint last, active=None):
        """weight: N numbers; blocks: N zeros of intp, the same for all branches."""
        self.begin(_bind_branch, &self.p, active)
        self.kept.append(blocks)
        self.p.weight = self.doubles(weight, cnp.PyArray_SIZE(blocks))
        self.p.blocks = <char **>cnp.PyArray_DATA(blocks)
        self.p.place = FA_FIRST if first else FA_LAST if last else FA_BETWEEN
