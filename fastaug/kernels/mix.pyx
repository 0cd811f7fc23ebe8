"""Blends of two images, parts of one in the other, and four side by side."""

cimport numpy as cnp
from libc.float cimport DBL_MIN
from libc.math cimport M_PI, cos, pow, rint, sqrt
from libc.stdint cimport int64_t
from libc.stdlib cimport free, qsort

from fastaug.kernels._core cimport (
    Stack, allocate, data, fa_image, fill_pixel, finish, image_at, packed, result, run, unpack,
)
from fastaug.kernels.arguments cimport array_of
from fastaug.kernels.pipeline cimport Pass, fa_step

import numpy as np

from fastaug.kernels.arguments import image_shape

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
        char *own
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


def mix(x1, x2, partner, weights, boxes, out, threads):
    """weights[i] * x1[i] + (1 - weights[i]) * x2[partner[i]], or x1[i] with the rectangle boxes[i] (top, left, height,
    width) of x2[partner[i]] where the weight is 1.

    The images agree in dtype, and in shape but for N. partner: int64, None is 0, 1, 2, ...; weights: float64, None are
    ones; boxes: int64, None are empty.
    """
    cdef Stack a, b, dst
    cdef fa_mix *jobs
    cdef fa_mix *job
    cdef const int64_t *others = <const int64_t *>data(partner)
    cdef const double *shares = <const double *>data(weights)
    cdef const int64_t *box = <const int64_t *>data(boxes)
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
            job.other = image_at(&b, i if others == NULL else others[i])
            job.weight = 1 if shares == NULL else shares[i]
            job.paste = fa_paste(image_at(&a, i), image_at(&dst, i), 0, 0, 0, 0, NULL, 0)
            if box != NULL:
                job.paste.top, job.paste.left, job.paste.height, job.paste.width = box[0], box[1], box[2], box[3]
                job.paste.patch = job.other.data + box[0] * job.other.stride + box[1] * bytes
                job.paste.patch_stride = job.other.stride
                box += 4
        run(fa_mix_rows, jobs, sizeof(fa_mix), a.count, a.first.height, 0.1 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- what is drawn, and labels: as reference.mix defines them ----------------------------------------------------

cdef double _box(double weight, double y, double x, int64_t h, int64_t w, int64_t *box) noexcept nogil:
    """A rectangle of CutMix; returns the share of pixels outside."""
    cdef double share = sqrt(1 - weight)
    cdef int64_t height = <int64_t>rint(share * h), width = <int64_t>rint(share * w)
    cdef int64_t top = <int64_t>(y * h) - height // 2, left = <int64_t>(x * w) - width // 2
    box[0], box[1] = max(top, 0), max(left, 0)
    box[2], box[3] = min(top + height, h) - box[0], min(left + width, w) - box[1]
    return 1 - <double>(box[2] * box[3]) / max(h * w, 1)


cdef cnp.ndarray _new(int64_t count, int type_number, int64_t columns=0):
    cdef cnp.npy_intp[2] shape = [count, columns]
    return cnp.PyArray_EMPTY(2 if columns else 1, shape, type_number, 0)


def boxes(cnp.ndarray weights, cnp.ndarray centers, int64_t height, int64_t width):
    cdef int64_t count = cnp.PyArray_SIZE(weights), i
    cdef const double *weight = <const double *>cnp.PyArray_DATA(weights)
    cdef const double *center = <const double *>cnp.PyArray_DATA(centers)
    cdef cnp.ndarray made = _new(count, cnp.NPY_INT64, 4), shares = _new(count, cnp.NPY_FLOAT64)
    cdef int64_t *box = <int64_t *>cnp.PyArray_DATA(made)
    for i in range(count):
        (<double *>cnp.PyArray_DATA(shares))[i] = _box(
            weight[i], center[2 * i], center[2 * i + 1], height, width, box + 4 * i
        )
    return made, shares


cdef double _beta(double alpha, double u, double v) noexcept nogil:
    cdef double c = cos(2 * M_PI * v), power = pow(1 - u, 1 / max(alpha, DBL_MIN)), rest = 1 - power
    cdef double signed = c * sqrt(rest / max(power + rest * c * c, DBL_MIN))
    return min(max(rint((0.5 + 0.5 * signed) * 2.0**32) * 2.0**-32, 0), 1) if alpha > 0 else 1


cdef struct place:
    double number
    int64_t sample


cdef int _before(const void *a, const void *b) noexcept nogil:
    cdef const place *x = <const place *>a
    cdef const place *y = <const place *>b
    return (x.number > y.number) - (x.number < y.number) if x.number != y.number else 2 * (x.sample > y.sample) - 1


cdef cnp.ndarray _circle(const double *u, int64_t count, int64_t columns, int64_t *first):
    """Whom each sample is mixed with: the next one in the order of their first numbers; and who is the first."""
    cdef cnp.ndarray made = _new(count, cnp.NPY_INT64)
    cdef int64_t *partners = <int64_t *>cnp.PyArray_DATA(made)
    cdef place *places = <place *>allocate(count, sizeof(place))
    cdef int64_t i
    for i in range(count):
        places[i] = place(u[i * columns], i)
    qsort(places, count, sizeof(place), _before)
    for i in range(count):
        partners[places[i].sample] = places[i + 1 if i + 1 < count else 0].sample
    first[0] = places[0].sample
    free(places)
    return made


def draw(u, bint per_sample, tuple odds, tuple alphas, double p, lam, bint correct_lam, int64_t height, int64_t width):
    cdef cnp.ndarray drawn = packed(u, cnp.NPY_FLOAT64)
    cdef int64_t count = cnp.PyArray_DIM(drawn, 0), columns = cnp.PyArray_DIM(drawn, 1), i, first
    cdef const double *row = <const double *>cnp.PyArray_DATA(drawn)
    cdef const double *given = <const double *>data(lam)
    cdef bint many = lam is not None and len(lam) > 1, pasted
    cdef double either = odds[0] + odds[1], mixup = odds[0], mixup_alpha = alphas[0], cutmix_alpha = alphas[1]
    cdef double weight, share
    cdef cnp.ndarray partners = _circle(row, count, columns, &first), weights = _new(count, cnp.NPY_FLOAT64)
    cdef cnp.ndarray made = _new(count, cnp.NPY_INT64, 4), shares = _new(count, cnp.NPY_FLOAT64)
    cdef int64_t *box = <int64_t *>cnp.PyArray_DATA(made)
    if not per_sample:
        row += first * columns
    for i in range(count):
        pasted = row[2] * either >= mixup
        weight = 1
        if row[1] < p:
            weight = given[i * many] if given != NULL else _beta(
                cutmix_alpha if pasted else mixup_alpha, row[3], row[4]
            )
        share = _box(weight if pasted else 1, row[5], row[6], height, width, box + 4 * i)
        (<double *>cnp.PyArray_DATA(shares))[i] = share if pasted and correct_lam else weight
        (<double *>cnp.PyArray_DATA(weights))[i] = 1 if pasted else weight
        if per_sample:
            row += columns
    return partners, weights, made, shares


ctypedef fused real:
    float
    double


cdef void _mix_rows(const real *y1, const real *y2, real *out, const int64_t *partner, const double *weights,
                    int64_t count, int64_t classes) noexcept nogil:
    cdef int64_t i, k, j
    cdef real weight
    for i in range(count):
        weight = <real>weights[i]
        j = (i if partner == NULL else partner[i]) * classes
        for k in range(classes):
            out[i * classes + k] = weight * y1[i * classes + k] + (1 - weight) * y2[j + k]


def labels(cnp.ndarray y1, cnp.ndarray y2, partner, cnp.ndarray weights):
    cdef int type_number = cnp.NPY_FLOAT64
    if cnp.PyArray_TYPE(y1) == cnp.NPY_FLOAT32 and cnp.PyArray_TYPE(y2) == cnp.NPY_FLOAT32:
        type_number = cnp.NPY_FLOAT32
    cdef cnp.ndarray a = cnp.PyArray_FROMANY(y1, type_number, 1, 2, cnp.NPY_ARRAY_CARRAY_RO)
    cdef cnp.ndarray b = cnp.PyArray_FROMANY(y2, type_number, 1, 2, cnp.NPY_ARRAY_CARRAY_RO)
    cdef cnp.ndarray out = cnp.PyArray_EMPTY(cnp.PyArray_NDIM(a), cnp.PyArray_DIMS(a), type_number, 0)
    cdef const int64_t *other = <const int64_t *>data(partner)
    cdef const double *weight = <const double *>cnp.PyArray_DATA(weights)
    cdef int64_t count = cnp.PyArray_SIZE(weights), classes = cnp.PyArray_DIM(a, cnp.PyArray_NDIM(a) - 1)
    cdef void *x = cnp.PyArray_DATA(a)
    cdef void *y = cnp.PyArray_DATA(b)
    cdef void *z = cnp.PyArray_DATA(out)
    if type_number == cnp.NPY_FLOAT32:
        _mix_rows[float](<const float *>x, <const float *>y, <float *>z, other, weight, count, classes)
    else:
        _mix_rows[double](<const double *>x, <const double *>y, <double *>z, other, weight, count, classes)
    return out


# ---- collages ----------------------------------------------------------------------------------------------------

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


def check_pair(x1, x2, str first="x1", str second="x2"):
    """(N, H, W, C) of two images or batches that must agree in shape and dtype."""
    cdef tuple shape = image_shape(x1, first)
    image_shape(x2, second)
    if not (cnp.PyArray_SAMESHAPE(x1, x2) and cnp.PyArray_EquivArrTypes(x1, x2)):
        raise ValueError(
            f"{first} and {second} must have the same shape and dtype, "
            f"got {x1.dtype} {x1.shape} and {x2.dtype} {x2.shape}"
        )
    return shape


cdef int _check_mask(object mask, str name, cnp.ndarray image) except -1:
    """A mask has the shape of its image, less the channels."""
    cdef int rank = cnp.PyArray_NDIM(image) - (cnp.PyArray_NDIM(image) > 2)
    if not isinstance(mask, cnp.ndarray) or (<cnp.ndarray>mask).descr.kind not in b"buif":
        got = mask.dtype if isinstance(mask, np.ndarray) else type(mask).__name__
        raise TypeError(f"{name} must be an array of bool, integers or floats, got {got}")
    cdef cnp.ndarray given = mask
    if cnp.PyArray_NDIM(given) != rank or not cnp.PyArray_CompareLists(cnp.PyArray_DIMS(given), cnp.PyArray_DIMS(image), rank):
        wanted = (<object>image).shape[:rank]
        raise ValueError(f"{name} must have the shape of the image without channels, {wanted}, got {mask.shape}")
    return 0


def check_masked(image, mask, other, other_mask):
    """Two images that agree in shape and dtype, and their masks, which agree in size and dtype."""
    check_pair(image, other, "image", "other")
    _check_mask(mask, "mask", image)
    _check_mask(other_mask, "other_mask", image)
    if not cnp.PyArray_EquivArrTypes(mask, other_mask):
        raise ValueError(f"mask and other_mask must have the same dtype, got {mask.dtype} and {other_mask.dtype}")


cdef tuple FOUR = ("images[0]", "images[1]", "images[2]", "images[3]")


def check_four(images):
    """Four images, or batches, that agree in all but height and width: N."""
    if not isinstance(images, (list, tuple)) or len(images) != 4:
        got = f"{len(images)}" if isinstance(images, (list, tuple)) else type(images).__name__
        raise ValueError(f"images must be a list of four images, got {got}")
    cdef tuple first = image_shape(images[0], FOUR[0]), shape
    cdef int k
    for k in range(4):
        shape = image_shape(images[k], FOUR[k])
        if (
            shape[0] != first[0] or shape[3] != first[3] or images[k].dtype != images[0].dtype
            or cnp.PyArray_NDIM(images[k]) != cnp.PyArray_NDIM(images[0])
        ):
            got = ", ".join([f"{image.dtype} {image.shape}" for image in images])
            raise ValueError(f"images must agree in dtype, channels and number, got {got}")
    return first[0]


def mosaic_centers(center, int64_t count, int64_t height, int64_t width):
    """(N, 2): x and y."""
    cdef cnp.ndarray given = array_of((width // 2, height // 2) if center is None else center)
    cdef int rank = cnp.PyArray_NDIM(given)
    cdef bint fits = rank == 1 or (rank == 2 and cnp.PyArray_DIM(given, 0) == count)
    cdef cnp.npy_intp[2] shape = [count, 2]
    cdef cnp.ndarray made = cnp.PyArray_EMPTY(2, shape, cnp.NPY_INT64, 0)
    cdef int64_t *number = <int64_t *>cnp.PyArray_DATA(made)
    cdef int64_t i
    if given.descr.kind not in b"ui":
        raise TypeError(f"center must be (x, y), two integers, got {center!r}")
    fits = fits and cnp.PyArray_DIM(given, rank - 1) == 2
    if fits:
        cnp.PyArray_CopyInto(made, given)
        for i in range(count):
            fits = fits and 0 <= number[2 * i] <= width and 0 <= number[2 * i + 1] <= height
    if not fits:
        raise ValueError(
            f"center must be (x, y), or {count} of them, in 0 .. {width} and 0 .. {height}, got {center!r}"
        )
    return made


def mosaic(images, int64_t height, int64_t width, cnp.ndarray centers, fill, out, threads):
    """images: four, or four batches; centers: int64 (N, 2) of x and y, in 0 .. width and 0 .. height."""
    cdef const int64_t *center = <const int64_t *>cnp.PyArray_DATA(centers)
    cdef Stack stacks[4]
    cdef Stack dst
    cdef fa_mosaic *jobs
    cdef int64_t i
    cdef int k
    cdef tuple sources = tuple([unpack(images[k], FOUR[k], &stacks[k]) for k in range(4)])
    cdef cnp.ndarray pixel = fill_pixel(fill, &stacks[0])
    cdef const Stack *like = &stacks[0]
    made = result(out, like, height, width, like.first.channels, like.type_number, sources, &dst)
    jobs = <fa_mosaic *>allocate(like.count, sizeof(fa_mosaic))
    try:
        for i in range(like.count):
            jobs[i].dst = image_at(&dst, i)
            for k in range(4):
                jobs[i].src[k] = image_at(&stacks[k], i)
            jobs[i].x, jobs[i].y, jobs[i].fill = center[2 * i], center[2 * i + 1], cnp.PyArray_BYTES(pixel)
        run(fa_mosaic_rows, jobs, sizeof(fa_mosaic), like.count, height, 0.03 * dst.first.stride, threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct branch_parameters:
    const double *weight
    int place


cdef void _bind_branch(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const branch_parameters *p = <const branch_parameters *>parameters
    cdef fa_branch *job = <fa_branch *>step.job
    cdef fa_step *before = step - 1
    job.weight, job.place = p.weight[sample], p.place
    step.rows = fa_branch_rows
    if p.place == FA_FIRST:
        job.own, job.block = NULL, &job.own
        step.prepare, step.release = fa_branch_prepare, fa_branch_release
        return
    while before.rows != fa_branch_rows:
        before -= 1
    job.block = (<fa_branch *>before.job).block


cdef class Branch(Pass):
    """Adds what comes in to a sum, and gives out again what came in first; the last one gives out the sum."""

    cdef branch_parameters p

    def __init__(self, weight, bint first, bint last, active=None):
        """weight: N numbers."""
        self.begin(_bind_branch, &self.p, active)
        self.p.weight = self.doubles(weight, len(weight))
        self.p.place = FA_FIRST if first else FA_LAST if last else FA_BETWEEN
