"""Filling rectangles of each image."""

cimport numpy as cnp
from libc.math cimport pow, rint, sqrt
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    Stack, allocate, entry, fa_image, fill_pixel, finish, image_at, packed, result, run, unpack,
)
from fastaug.kernels.pipeline cimport Pass, fa_step
cnp.import_array()

cdef extern from "erase.h":
    ctypedef struct fa_paste:
        fa_image src, dst
        int64_t top, left, height, width
        const char *patch
        int64_t patch_stride
    void fa_paste_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_erasures:
        fa_image src, dst
        const int64_t *boxes
        int64_t count
        const char *pixel
        uint64_t seed
    void fa_erasures_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    ctypedef struct fa_grid:
        fa_image src, dst
        int64_t unit_height, unit_width, height, width, top, left
        const char *pixel
        uint64_t seed
    void fa_grid_rows(const void *job, int64_t first, int64_t last) noexcept nogil


def paste(image, cnp.ndarray boxes, list patches, out, threads):
    """boxes: int64 (N, 1, 4) of top, left, height, width; patches: for each image an array of its box's shape, in the image's
    dtype."""
    cdef Stack src, dst
    cdef fa_paste *jobs
    cdef const int64_t *box = <const int64_t *>cnp.PyArray_DATA(boxes)
    cdef int64_t i
    cdef cnp.ndarray patch
    image = unpack(image, "image", &src)
    cdef int64_t bytes = src.first.channels * cnp.PyArray_ITEMSIZE(image)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_paste *>allocate(src.count, sizeof(fa_paste))
    try:
        for i in range(src.count):
            patch = patches[i]
            jobs[i] = fa_paste(
                image_at(&src, i), image_at(&dst, i), box[0], box[1], box[2], box[3], cnp.PyArray_BYTES(patch), box[3] * bytes,
            )
            box += 4
        run(fa_paste_rows, jobs, sizeof(fa_paste), src.count, src.first.height, 0.03 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


def erasures(image, cnp.ndarray boxes, fill, list seeds, out, threads):
    """boxes: int64 (N, most, 4) of top, left, height, width; fill: None for random values from a seed for each image."""
    cdef Stack src, dst
    cdef fa_erasures *jobs
    cdef cnp.ndarray pixel
    cdef int64_t i, most = cnp.PyArray_DIM(boxes, 1)
    image = unpack(image, "image", &src)
    if fill is not None:
        pixel = fill_pixel(fill, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_erasures *>allocate(src.count, sizeof(fa_erasures))
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst, jobs[i].count = image_at(&src, i), image_at(&dst, i), most
            jobs[i].boxes = <const int64_t *>cnp.PyArray_DATA(boxes) + 4 * most * i
            if fill is None:
                jobs[i].seed = seeds[i]
            else:
                jobs[i].pixel = cnp.PyArray_BYTES(pixel)
        run(fa_erasures_rows, jobs, sizeof(fa_erasures), src.count, src.first.height, 0.03 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


cdef void set_grid(fa_grid *job, const int64_t *grid) noexcept nogil:
    job.unit_height, job.unit_width, job.height, job.width, job.top, job.left = \
        grid[0], grid[1], grid[2], grid[3], grid[4], grid[5]


def grid(image, cnp.ndarray grids, fill, out, threads):
    """grids: int64; for each image unit height and width, height and width of a hole, and top and left of the first one."""
    cdef Stack src, dst
    cdef fa_grid *jobs
    cdef int64_t i
    image = unpack(image, "image", &src)
    cdef cnp.ndarray pixel = fill_pixel(fill, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_grid *>allocate(src.count, sizeof(fa_grid))
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst, jobs[i].pixel = image_at(&src, i), image_at(&dst, i), cnp.PyArray_BYTES(pixel)
            set_grid(&jobs[i], <const int64_t *>cnp.PyArray_DATA(grids) + 6 * i)
        run(fa_grid_rows, jobs, sizeof(fa_grid), src.count, src.first.height, 0.03 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- where -------------------------------------------------------------------------------------------------------

cdef cnp.ndarray _empty_boxes(int64_t count, int64_t most):
    cdef cnp.npy_intp[3] shape = [count, most, 4]
    return cnp.PyArray_ZEROS(3, shape, cnp.NPY_INT64, 0)


cdef void _clip(int64_t *box, int64_t axis, int64_t first, int64_t side, int64_t whole) noexcept:
    """What of a side is in the image. The bounds keep the sum in 64 bits."""
    cdef int64_t start = max(first, -1 << 62), stop = min(max(start + min(side, 1 << 62), 0), whole)
    start = min(max(start, 0), whole)
    box[axis], box[2 + axis] = start, stop - start


def given_boxes(int64_t count, int64_t h, int64_t w, top, left, height, width):
    """(N, 1, 4): a rectangle for each image, as far as it is in the image. An int is for all images, an array for each."""
    cdef cnp.ndarray made = _empty_boxes(count, 1)
    cdef int64_t *box = <int64_t *>cnp.PyArray_DATA(made)
    cdef int64_t i
    for i in range(count):
        _clip(box + 4 * i, 0, entry(top, i), entry(height, i), h)
        _clip(box + 4 * i, 1, entry(left, i), entry(width, i), w)
    return made


def cutout_boxes(rng, int64_t count, int64_t h, int64_t w, size):
    """(N, 1, 4): a square for each image, its centre anywhere in the image, clipped to it."""
    cdef cnp.ndarray drawn = rng.random((count, 2)), made = _empty_boxes(count, 1)
    cdef const double *u = <const double *>cnp.PyArray_DATA(drawn)
    cdef int64_t *box = <int64_t *>cnp.PyArray_DATA(made)
    cdef int64_t i, side
    for i in range(count):
        side = entry(size, i)
        _clip(box + 4 * i, 0, <int64_t>(u[2 * i] * h) - side // 2, side, h)
        _clip(box + 4 * i, 1, <int64_t>(u[2 * i + 1] * w) - side // 2, side, w)
    return made


def dropout_boxes(rng, int64_t count, int64_t h, int64_t w, holes, height, width):
    """(N, most, 4): rectangles anywhere inside the images, as many as there are `holes`, then empty ones."""
    cdef int64_t i, k, total = 0, most = 0
    for i in range(count):
        total += entry(holes, i)
        most = max(most, entry(holes, i))
    cdef cnp.ndarray drawn = rng.random((total, 2)), made = _empty_boxes(count, most)
    cdef const double *u = <const double *>cnp.PyArray_DATA(drawn)
    cdef int64_t *box = <int64_t *>cnp.PyArray_DATA(made)
    for i in range(count):
        for k in range(4 * most * i, 4 * (most * i + entry(holes, i)), 4):
            box[k + 2], box[k + 3] = min(entry(height, i), h), min(entry(width, i), w)
            box[k], box[k + 1] = <int64_t>(u[0] * (h - box[k + 2] + 1)), <int64_t>(u[1] * (w - box[k + 3] + 1))
            u += 2
    return made


def erasing_boxes(u, cnp.ndarray low, cnp.ndarray high, tuple ratio, bint log_ratio, sizes):
    """(N, 1, 4): for each image a rectangle of low .. high of its area, anywhere inside it.

    height / width is (log-)uniform over what of `ratio` fits into the image, else the nearest that fits; the width then
    makes up for the rounding of the height. An area of at most half a pixel is none.

    u: (N, 4) in [0, 1); low, high: float64, one for all or N; sizes: (1 or N, 2).
    """
    cdef cnp.ndarray drawn = packed(u, cnp.NPY_FLOAT64), sides = packed(sizes, cnp.NPY_INT64)
    cdef int64_t count = cnp.PyArray_DIM(drawn, 0)
    cdef cnp.ndarray made = _empty_boxes(count, 1)
    cdef const double *row = <const double *>cnp.PyArray_DATA(drawn)
    cdef const double *least = <const double *>cnp.PyArray_DATA(low)
    cdef const double *most = <const double *>cnp.PyArray_DATA(high)
    cdef const int64_t *size = <const int64_t *>cnp.PyArray_DATA(sides)
    cdef int64_t *box = <int64_t *>cnp.PyArray_DATA(made)
    cdef double lowest = ratio[0], highest = ratio[1], h, w, area, first, last, aspect, height, width
    cdef int64_t i, k, many_areas = cnp.PyArray_SIZE(low) > 1, many_sizes = cnp.PyArray_DIM(sides, 0) > 1
    for i in range(count):
        h, w = size[2 * i * many_sizes], size[2 * i * many_sizes + 1]
        k = i * many_areas
        area = (least[k] + (most[k] - least[k]) * row[0]) * h * w
        if area > 0.5:
            first, last = min(max(lowest, area / (w * w)), h * h / area), min(max(highest, area / (w * w)), h * h / area)
            aspect = first * pow(last / first, row[1]) if log_ratio else first + (last - first) * row[1]
            height = min(max(rint(sqrt(area * aspect)), 1), h)
            width = min(rint(area / height), w)
            box[0], box[1] = <int64_t>(row[2] * (h - height + 1)), <int64_t>(row[3] * (w - width + 1))
            box[2], box[3] = <int64_t>height, <int64_t>width
        row += 4
        box += 4
    return made


def grids(int64_t count, unit, cnp.ndarray ratio, top, left):
    """(N, 6): unit height and width, height and width of a hole, and top and left of the first one."""
    cdef cnp.npy_intp[2] shape = [count, 6]
    cdef cnp.ndarray made = cnp.PyArray_ZEROS(2, shape, cnp.NPY_INT64, 0)
    cdef const double *share = <const double *>cnp.PyArray_DATA(ratio)
    cdef int64_t *row = <int64_t *>cnp.PyArray_DATA(made)
    cdef int64_t i, side, many = cnp.PyArray_SIZE(ratio) > 1
    for i in range(count):
        side = entry(unit, i)
        row[0] = row[1] = side
        row[2] = row[3] = min(max(<int64_t>(side * share[i * many]), 1), side - 1)
        row[4], row[5] = (entry(top, i) % side + side) % side, (entry(left, i) % side + side) % side
        row += 6
    return made


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

    def __init__(self, cnp.ndarray boxes, fill, seeds, like, active=None):
        """boxes: (N, most, 4), inside the images; fill: a number, one per channel, or None for random values; seeds: N
        uint64; like: an image, for the fill."""
        self.begin(_bind_erase, &self.p, active)
        self.p.boxes, self.p.most = self.integers(boxes, cnp.PyArray_SIZE(boxes)), cnp.PyArray_DIM(boxes, 1)
        self.p.seeds = self.words(seeds, cnp.PyArray_DIM(boxes, 0))
        if fill is not None:
            self.p.pixel = self.pixel(fill, like)


cdef struct grid_parameters:
    const int64_t *grids    # (N, 6)
    const char *pixel       # NULL: random values
    const uint64_t *seeds


cdef void _bind_grid(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const grid_parameters *p = <const grid_parameters *>parameters
    cdef fa_grid *job = <fa_grid *>step.job
    job.pixel, job.seed = p.pixel, p.seeds[sample]
    set_grid(job, p.grids + 6 * sample)
    step.rows = fa_grid_rows


cdef class Grid(Pass):
    """Fills a grid of holes of each image with one pixel, or with random values."""

    cdef grid_parameters p

    def __init__(self, grids, fill, seeds, like, active=None):
        """grids: (N, 6) as in `grid`; fill, seeds, like: as of Erase."""
        self.begin(_bind_grid, &self.p, active)
        self.p.grids, self.p.seeds = self.integers(grids, 6 * len(seeds)), self.words(seeds, len(seeds))
        if fill is not None:
            self.p.pixel = self.pixel(fill, like)
