"""Channels scaled and shifted, stretched about their means, in another order, or filled."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport Stack, allocate, fa_image, fill_pixel, finish, image_at, result, run, unpack
from fastaug.kernels.color cimport (
    FA_CONTRAST, FA_PIVOT_CHANNEL, ChannelValues, ColorRows, channel_values_of, color_rows, fa_affine_values, fa_chain,
    range_limits, unpack_values, values_row_ns,
)
from fastaug.kernels.pipeline cimport Pass, fa_step

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


def affine(image, cnp.ndarray scale, cnp.ndarray offset, value_range, out, threads):
    """out = clip(image scale[c] + offset[c]); both float64 of shape (1 or N, C), offsets in units of the dtype."""
    cdef Stack src, dst
    cdef fa_affine_values *jobs
    cdef ChannelValues scales = channel_values_of(scale), offsets = channel_values_of(offset)
    cdef double lo, hi
    cdef int64_t i, channels
    image = unpack_values(image, &src)
    channels = src.first.channels
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, channels, src.type_number, (image,), &dst)
    jobs = <fa_affine_values *>allocate(src.count, sizeof(fa_affine_values))
    try:
        for i in range(src.count):
            jobs[i] = fa_affine_values(
                image_at(&src, i), image_at(&dst, i), scales.data + i * scales.step, offsets.data + i * offsets.step,
                channels, lo, hi, False, False,
            )
        run(COLOR.affine_values, jobs, sizeof(fa_affine_values), src.count, src.first.height, values_row_ns(&src, 0.05), threads)
    finally:
        free(jobs)
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
        run(fa_channels_rows, jobs, sizeof(fa_channels), src.count, src.first.height, values_row_ns(&src, 0.05), threads)
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
