"""Channels scaled and shifted, stretched about their means, in another order, or filled."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport Stack, allocate, fa_image, fill_pixel, finish, image_at, result, run, unpack
from fastaug.kernels.arguments cimport all_finite, array_of, doubles, top_of_range
from fastaug.kernels.color cimport (
    FA_CONTRAST, FA_PIVOT_CHANNEL, ChannelValues, ColorRows, Values, channel_values_of, color_rows, fa_affine_values,
    fa_chain, range_limits, unpack_values, value_at, values_of, values_row_ns,
)
from fastaug.kernels.pipeline cimport Pass, fa_step

import numpy as np

cnp.import_array()

cdef ColorRows COLOR = color_rows()

cdef extern from "channels.h":
    ctypedef struct fa_channels:
        fa_image src, dst
        const int64_t *from_ "from"
        const char *fill
    enum: FA_SHIFT, FA_BRIGHTEN, FA_CENTER, FA_STANDARDIZE, FA_MEASURED_SCRATCH
    ctypedef struct fa_measured:
        fa_affine_values affine
        int kind
        double amount
    int fa_measured_prepare(void *job, void *scratch, int held) noexcept nogil
    void fa_channels_rows(const void *job, int64_t first, int64_t last) noexcept nogil


# ---- arguments ---------------------------------------------------------------------------------------------------

cdef double *numbers_in(cnp.ndarray array) noexcept:
    return <double *>cnp.PyArray_DATA(array)


cdef cnp.ndarray table(int64_t rows, int64_t columns, int type_number):
    cdef cnp.npy_intp[2] shape = [rows, columns]
    return cnp.PyArray_ZEROS(2, shape, type_number, 0)


def side_by_side(cnp.ndarray r, cnp.ndarray g, cnp.ndarray b):
    """(1 or N, 3) of three float64 arrays of length 1 or N."""
    cdef int64_t least = min(cnp.PyArray_SIZE(r), cnp.PyArray_SIZE(g), cnp.PyArray_SIZE(b))
    cdef int64_t i, rows = max(cnp.PyArray_SIZE(r), cnp.PyArray_SIZE(g), cnp.PyArray_SIZE(b)) if least > 0 else 0
    cdef Values[3] given = [values_of(r), values_of(g), values_of(b)]
    cdef cnp.ndarray made = table(rows, 3, cnp.NPY_FLOAT64)
    for i in range(3 * rows):
        numbers_in(made)[i] = value_at(given[i % 3], i // 3)
    return made


def black_body_gains(kelvin, double coldest, double step, cnp.ndarray red, cnp.ndarray blue):
    """(N, 3): factors of red, green (1) and blue, linear between the knots of two tables that begin at `coldest`."""
    cdef cnp.ndarray kelvins = doubles(kelvin), gains
    cdef int64_t i, knot, last = cnp.PyArray_SIZE(red) - 1
    cdef double t
    cdef double *gain
    gains = table(cnp.PyArray_SIZE(kelvins), 3, cnp.NPY_FLOAT64)
    gain = numbers_in(gains)
    for i in range(cnp.PyArray_SIZE(kelvins)):
        t = numbers_in(kelvins)[i] - coldest
        knot = <int64_t>(t / step)
        gain[0], gain[1], gain[2] = numbers_in(red)[knot], 1, numbers_in(blue)[knot]
        if knot < last:
            t -= knot * step
            gain[0] += (numbers_in(red)[knot + 1] - gain[0]) / step * t
            gain[2] += (numbers_in(blue)[knot + 1] - gain[2]) / step * t
        gain += 3
    return gains


def components(eigen):
    """The eigenvalues, float64 (C,), and the eigenvectors, float64 (C, C) as columns; both contiguous."""
    cdef cnp.ndarray values, vectors
    cdef int64_t channels
    try:
        first, second = eigen
        values, vectors = doubles(first), doubles(second)
    except (TypeError, ValueError):
        raise ValueError(f"eigen must be (eigenvalues, eigenvectors), got {eigen!r}") from None
    channels = cnp.PyArray_SIZE(values)
    if (
        cnp.PyArray_NDIM(values) != 1 or cnp.PyArray_NDIM(vectors) != 2
        or cnp.PyArray_DIM(vectors, 0) != channels or cnp.PyArray_DIM(vectors, 1) != channels
    ):
        got = f"shapes {(<object>values).shape} and {(<object>vectors).shape}"
        raise ValueError(f"eigen must be C eigenvalues and C x C eigenvectors, got {got}")
    if not (all_finite(values) and all_finite(vectors)):
        raise ValueError(f"eigen must be finite, got {eigen!r}")
    return values, vectors


def along_components(alphas, cnp.ndarray values, cnp.ndarray vectors):
    """(N, C): vectors @ (alphas[i] * values), added up one after the other: the same bits for any number of rows.

    values: float64 (C,); vectors: float64 (C, C), its columns; both contiguous.
    """
    cdef cnp.ndarray given = doubles(alphas), made
    cdef int64_t i, c, k, channels = cnp.PyArray_SIZE(values), rows = cnp.PyArray_DIM(given, 0)
    cdef double weight
    made = table(rows, channels, cnp.NPY_FLOAT64)
    for i in range(rows):
        for k in range(channels):
            weight = numbers_in(given)[i * channels + k] * numbers_in(values)[k]
            for c in range(channels):
                numbers_in(made)[i * channels + c] += weight * numbers_in(vectors)[c * channels + k]
    return made


def channel_rows(value, str name, int64_t count, int64_t channels):
    """Channels as int64 (1 or N, k)."""
    cdef cnp.ndarray given = array_of((value,) if type(value) is int else value)
    cdef int rank = cnp.PyArray_NDIM(given)
    if given.descr.kind not in b"ui" and cnp.PyArray_SIZE(given) > 0:
        raise TypeError(f"{name} must be integers, got {value!r}")
    if rank > 2 or (rank == 2 and cnp.PyArray_DIM(given, 0) != count):
        raise ValueError(f"{name} must have shape (k,) or ({count}, k), got {(<object>given).shape}")
    cdef cnp.ndarray numbers = given
    if cnp.PyArray_TYPE(given) != cnp.NPY_INT64 or not cnp.PyArray_ISCARRAY_RO(given):
        numbers = np.ascontiguousarray(given, np.int64)
    cdef const int64_t *number = <const int64_t *>cnp.PyArray_DATA(numbers)
    cdef int64_t i, rows = count if rank == 2 else 1
    cdef cnp.ndarray made = table(rows, cnp.PyArray_SIZE(numbers) // max(rows, 1), cnp.NPY_INT64)
    for i in range(cnp.PyArray_SIZE(numbers)):
        if not 0 <= number[i] < channels:
            raise ValueError(f"{name} must be in 0 .. {channels - 1}, got {value!r}")
        (<int64_t *>cnp.PyArray_DATA(made))[i] = number[i]
    return made


def is_order(cnp.ndarray rows, int64_t channels):
    """Whether each row has every channel once."""
    cdef const int64_t *row = <const int64_t *>cnp.PyArray_DATA(rows)
    cdef int64_t i, c
    cdef bint fine = cnp.PyArray_DIM(rows, 1) == channels
    cdef int64_t *seen = <int64_t *>allocate(channels, sizeof(int64_t))
    for i in range(cnp.PyArray_DIM(rows, 0) if fine else 0):
        for c in range(channels):
            fine = fine and seen[row[c]] == i
            seen[row[c]] = i + 1
        row += channels
    free(seen)
    return fine


def all_but(cnp.ndarray rows, int64_t channels):
    """(1 or N, C): each channel's own number, or -1 for those in the row."""
    cdef const int64_t *row = <const int64_t *>cnp.PyArray_DATA(rows)
    cdef int64_t i, k, dropped = cnp.PyArray_DIM(rows, 1)
    cdef cnp.ndarray made = table(cnp.PyArray_DIM(rows, 0), channels, cnp.NPY_INT64)
    cdef int64_t *source = <int64_t *>cnp.PyArray_DATA(made)
    for i in range(cnp.PyArray_DIM(rows, 0)):
        for k in range(channels):
            source[i * channels + k] = k
        for k in range(dropped):
            source[i * channels + row[i * dropped + k]] = -1
    return made


# ---- images ------------------------------------------------------------------------------------------------------

def affine(image, scale, offset, value_range, out, threads):
    """out = clip(image scale[c] + offset[c]); both float64 of shape (1 or N, C), offsets in units of the full range, or
    None for ones and zeros."""
    cdef Stack src, dst
    cdef fa_affine_values *jobs = NULL
    cdef double *numbers = NULL
    cdef double *own
    cdef ChannelValues scales, offsets
    cdef double lo, hi, top
    cdef int64_t i, c, channels
    if scale is not None:
        scales = channel_values_of(scale)
    if offset is not None:
        offsets = channel_values_of(offset)
    image = unpack_values(image, &src)
    top, channels = top_of_range(image.dtype), src.first.channels
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, channels, src.type_number, (image,), &dst)
    try:
        jobs = <fa_affine_values *>allocate(src.count, sizeof(fa_affine_values))
        numbers = <double *>allocate(2 * channels * src.count, sizeof(double))
        for i in range(src.count):
            own = numbers + 2 * channels * i
            for c in range(channels):
                own[c] = 1 if scale is None else scales.data[i * scales.step + c]
                own[channels + c] = 0 if offset is None else offsets.data[i * offsets.step + c] * top
            jobs[i] = fa_affine_values(
                image_at(&src, i), image_at(&dst, i), own, own + channels, channels, lo, hi, False, False,
            )
        run(COLOR.affine_values, jobs, sizeof(fa_affine_values), src.count, src.first.height, values_row_ns(&src, 0.03), threads)
    finally:
        free(jobs)
        free(numbers)
    return finish(out, made)


def move(image, cnp.ndarray source, fill, out, threads):
    """source: int64 of shape (1 or N, C), the channel that each one takes, or a negative number for the fill."""
    cdef Stack src, dst
    cdef fa_channels *jobs
    cdef const int64_t *sources = <const int64_t *>cnp.PyArray_DATA(source)
    cdef bint each = cnp.PyArray_DIM(source, 0) > 1
    cdef int64_t i
    image = unpack(image, "image", &src)
    cdef cnp.ndarray pixel = fill_pixel(fill, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_channels *>allocate(src.count, sizeof(fa_channels))
    try:
        for i in range(src.count):
            jobs[i] = fa_channels(
                image_at(&src, i), image_at(&dst, i), sources + i * src.first.channels * each, cnp.PyArray_BYTES(pixel)
            )
        run(fa_channels_rows, jobs, sizeof(fa_channels), src.count, src.first.height, values_row_ns(&src, 0.03), threads)
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct affine_parameters:
    const double *scale
    const double *offset
    int64_t channels
    double lo, hi


cdef void _bind_affine(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const affine_parameters *p = <const affine_parameters *>parameters
    cdef fa_affine_values *job = <fa_affine_values *>step.job
    job.scale, job.offset = p.scale + sample * p.channels, p.offset + sample * p.channels
    job.coefficients, job.lo, job.hi, job.planar, job.mirror = p.channels, p.lo, p.hi, False, False
    step.rows = COLOR.affine_values


cdef class Affine(Pass):
    """Each channel times a number, plus a number."""

    cdef affine_parameters p

    def __init__(self, cnp.ndarray scale, cnp.ndarray offset, limits, active=None):
        """scale, offset: (N, C), in units of the dtype."""
        self.begin(_bind_affine, &self.p, active)
        self.p.scale = self.doubles(scale, cnp.PyArray_SIZE(scale))
        self.p.offset = self.doubles(offset, cnp.PyArray_SIZE(scale))
        self.p.channels = cnp.PyArray_DIM(scale, 1)
        self.p.lo, self.p.hi = limits


cdef struct contrast_parameters:
    const double *factor    # (N, channels)
    int64_t channels
    double lo, hi


cdef int _prepare_contrast(void *job, void *scratch, int held) noexcept nogil:
    """The means, and what they make of the offsets."""
    cdef fa_affine_values *p = <fa_affine_values *>job
    cdef double *offset = <double *>scratch
    cdef fa_chain chain
    cdef int64_t c
    chain.src, chain.planes, chain.count, chain.sums = p.src, p.coefficients, 1, offset + p.coefficients
    chain.steps[0].op = FA_CONTRAST
    COLOR.chain_sums(&chain, 0, p.src.height)
    COLOR.find_pivot(chain.sums, p.src.height, p.src.width, p.coefficients, FA_PIVOT_CHANNEL, offset)
    for c in range(p.coefficients):
        offset[c] = (1 - p.scale[c]) * offset[c]
    p.offset = offset
    return 1


cdef void _bind_contrast(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const contrast_parameters *p = <const contrast_parameters *>parameters
    cdef fa_affine_values *job = <fa_affine_values *>step.job
    job.scale, job.coefficients = p.factor + sample * p.channels, p.channels
    job.lo, job.hi, job.planar, job.mirror = p.lo, p.hi, False, False
    step.rows, step.prepare, step.whole = COLOR.affine_values, _prepare_contrast, True
    step.scratch = (src.height + 1) * p.channels * <int64_t>sizeof(double)


cdef class Contrast(Pass):
    """Each channel stretched about its own mean."""

    cdef contrast_parameters p

    def __init__(self, cnp.ndarray factor, limits, active=None):
        """factor: (N, C)."""
        self.begin(_bind_contrast, &self.p, active)
        self.p.factor, self.p.channels = self.doubles(factor, cnp.PyArray_SIZE(factor)), cnp.PyArray_DIM(factor, 1)
        self.p.lo, self.p.hi = limits


cdef struct move_parameters:
    const int64_t *source
    int64_t channels
    const char *fill


cdef void _bind_move(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const move_parameters *p = <const move_parameters *>parameters
    cdef fa_channels *job = <fa_channels *>step.job
    job.from_, job.fill = p.source + sample * p.channels, p.fill
    step.rows = fa_channels_rows


cdef class Move(Pass):
    """Channels in another order, or filled."""

    cdef move_parameters p

    def __init__(self, cnp.ndarray source, fill, like, active=None):
        """source: (N, C), negative for the fill; like: an image, for the fill."""
        self.begin(_bind_move, &self.p, active)
        self.p.source = self.integers(source, cnp.PyArray_SIZE(source))
        self.p.channels, self.p.fill = cnp.PyArray_DIM(source, 1), self.pixel(fill, like)


cdef struct measured_parameters:
    const double *amount
    int kind


cdef void _bind_measured(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const measured_parameters *p = <const measured_parameters *>parameters
    cdef fa_measured *job = <fa_measured *>step.job
    job.kind, job.amount = p.kind, p.amount[sample]
    step.rows, step.prepare, step.scratch = COLOR.affine_values, fa_measured_prepare, FA_MEASURED_SCRATCH
    step.whole = True


cdef class Measured(Pass):
    """Floats times a number and plus one, which the image's own values decide about."""

    cdef measured_parameters p

    def __init__(self, str kind, amount, active=None):
        """kind: "shift", "brighten", "center" or "standardize"; amount: N numbers."""
        self.begin(_bind_measured, &self.p, active)
        self.p.amount = self.doubles(amount, len(amount))
        self.p.kind = {"shift": FA_SHIFT, "brighten": FA_BRIGHTEN, "center": FA_CENTER, "standardize": FA_STANDARDIZE}[kind]
