"""Noise."""

cimport numpy as cnp
from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.math cimport ceil, log2, rint, sqrt
from libc.stdlib cimport free
from libc.string cimport memcpy

from fastaug.kernels._core cimport FA_U8, Stack, allocate, fa_image, fill_pixel, finish, image_at, result, run, unpack
from fastaug.kernels.arguments cimport choice, flag, image_shape, limits, per_sample, top_of_range
from fastaug.kernels.color cimport Values, range_limits, unpack_values, value_at, values_of
from fastaug.kernels.pipeline cimport Pass, fa_step

from functools import lru_cache

import numpy as np

from fastaug.kernels.streams import image_seeds

cnp.import_array()

cdef extern from "noise.h":
    ctypedef struct fa_impulses:
        fa_image src, dst
        uint64_t seed
        const char *first_pixel
        const char *second_pixel
        int32_t both, second
        bint per_channel
    void fa_impulses_prepare(fa_impulses *job) noexcept nogil
    void fa_impulses_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    enum: FA_SPECKLE, FA_UNIFORM, FA_RICIAN, FA_POISSON, FA_LOCAL
    ctypedef struct fa_real_noise:
        fa_image src, dst
        uint64_t seed
        double a, b, lo, hi
        int kind
        bint per_channel
        const float *stds
    void fa_real_noise_rows(const void *job, int64_t first, int64_t last) noexcept nogil

SPECKLE, UNIFORM, RICIAN, POISSON, LOCAL = FA_SPECKLE, FA_UNIFORM, FA_RICIAN, FA_POISSON, FA_LOCAL

# Rough costs per value, which only decide about threads: bytes by table, in floating point, and impulses.
cdef double TABLE_NS = 0.2, NORMAL_NS = 0.5, IMPULSE_NS = 0.07


cdef NoiseRows noise_rows() noexcept:
    return NoiseRows(fa_gaussian_noise_rows, fa_gaussian_noise_prepare)


def _table_of_levels(double std):
    """What fa_gaussian_noise_prepare makes for bytes, std in levels."""
    cdef fa_gaussian_noise job
    job.src.dtype, job.src.channels, job.std, job.mean, job.per_channel = FA_U8, 1, std, 0, True
    fa_gaussian_noise_prepare(&job)
    return (<char *>&job.alias)[:sizeof(fa_alias)]


_known_levels = lru_cache(maxsize=16)(_table_of_levels)


def gaussian(image, std, mean, rng, value_range, per_channel, out, threads):
    """`gaussian_noise`."""
    cdef Stack src, dst
    cdef fa_gaussian_noise *jobs
    cdef double lo, hi, top
    cdef bytes levels = None
    cdef int64_t i
    image = unpack_values(image, &src)
    cdef cnp.ndarray each_std = per_sample(std, "std", src.count, 0, 1e6)
    cdef cnp.ndarray each_mean = per_sample(mean, "mean", src.count, -1e6, 1e6)
    cdef Values stds = values_of(each_std), means = values_of(each_mean)
    range_limits(&src, limits(value_range), &lo, &hi)
    flag(per_channel, "per_channel")
    top = top_of_range((<cnp.ndarray>image).descr)
    cdef list seeds = image_seeds(rng, src.count)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    if src.first.dtype == FA_U8 and not stds.many:
        levels = _known_levels(value_at(stds, 0) * top)
    jobs = <fa_gaussian_noise *>allocate(src.count, sizeof(fa_gaussian_noise))
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst, jobs[i].seed = image_at(&src, i), image_at(&dst, i), seeds[i]
            jobs[i].std, jobs[i].mean = value_at(stds, i) * top, value_at(means, i) * top
            jobs[i].lo, jobs[i].hi, jobs[i].per_channel = lo, hi, per_channel
            if levels is None:
                fa_gaussian_noise_prepare(&jobs[i])
            else:
                memcpy(&jobs[i].alias, <const char *>levels, sizeof(fa_alias))
        run(fa_gaussian_noise_rows, jobs, sizeof(fa_gaussian_noise), src.count, src.first.height,
            (TABLE_NS if src.first.dtype == FA_U8 else NORMAL_NS) * src.first.width * src.first.channels, threads)
    finally:
        free(jobs)
    return finish(out, made)


cdef void set_chances(fa_impulses *job, double amount, double share) noexcept nogil:
    job.both, job.second = <int32_t>rint(65536 * amount), <int32_t>rint(65536 * amount * share)
    fa_impulses_prepare(job)


def _chances(double amount, double share):
    """A job with the chances of one amount."""
    cdef fa_impulses job
    set_chances(&job, amount, share)
    return (<char *>&job)[:sizeof(fa_impulses)]


_known_chances = lru_cache(maxsize=16)(_chances)


cpdef impulses(image, cnp.ndarray amount, cnp.ndarray share, rng, tuple fills, bint per_channel, out, threads):
    """amount: of what is replaced, share: of the second kind, both float64 of length 1 or N; fills: what the two kinds of
    replaced pixels show, or None for random values."""
    cdef Stack src, dst
    cdef fa_impulses *jobs
    cdef cnp.ndarray first_pixel, second_pixel
    cdef const char *first = NULL
    cdef const char *second = NULL
    cdef Values amounts = values_of(amount), shares = values_of(share)
    cdef bytes chances = None
    cdef int64_t i
    image = unpack(image, "image", &src)
    cdef list seeds = image_seeds(rng, src.count)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    if not (amounts.many or shares.many):
        chances = _known_chances(value_at(amounts, 0), value_at(shares, 0))
    if fills is not None:
        first_pixel, second_pixel = fill_pixel(fills[0], &src), fill_pixel(fills[1], &src)
        first, second = cnp.PyArray_BYTES(first_pixel), cnp.PyArray_BYTES(second_pixel)
    jobs = <fa_impulses *>allocate(src.count, sizeof(fa_impulses))
    try:
        for i in range(src.count):
            if chances is None:
                set_chances(&jobs[i], value_at(amounts, i), value_at(shares, i))
            else:
                memcpy(&jobs[i], <const char *>chances, sizeof(fa_impulses))
            jobs[i].src, jobs[i].dst, jobs[i].seed = image_at(&src, i), image_at(&dst, i), seeds[i]
            jobs[i].first_pixel, jobs[i].second_pixel, jobs[i].per_channel = first, second, per_channel
        run(fa_impulses_rows, jobs, sizeof(fa_impulses), src.count, src.first.height,
            IMPULSE_NS * src.first.width * src.first.channels, threads)
    finally:
        free(jobs)
    return finish(out, made)


def salt_and_pepper(image, amount, share, rng, per_channel, out, threads):
    cdef int64_t count = image_shape(image)[0], top = <int64_t>top_of_range((<cnp.ndarray>image).descr)
    amount, share = per_sample(amount, "amount", count, 0, 1), per_sample(share, "salt_share", count, 0, 1)
    flag(per_channel, "per_channel")
    return impulses(image, amount, share, rng, (0, top), per_channel, out, threads)


cdef void set_amounts(fa_real_noise *job, double a, double b, double top) noexcept nogil:
    """a, b: std and mean of speckle, low and high of uniform noise, std of Rician, peak of Poisson noise."""
    job.a, job.b = a, b
    if job.kind == FA_UNIFORM or job.kind == FA_RICIAN:
        job.a, job.b = a * top, b * top
    elif job.kind == FA_POISSON:
        job.a, job.b = a / top, top / a


cdef tuple _checked_amounts(int kind, a, b, int64_t count):
    """What set_amounts takes, as float64 arrays of length 1 or N."""
    if kind == FA_UNIFORM:
        return uniform_limits(a, b, count)
    if kind == FA_POISSON:
        first = per_sample(a, "peak", count, 1e-6, 1e6)
    else:
        first = per_sample(a, "std", count, 0, 1e6)
    return first, per_sample(b, "mean", count, -1e6, 1e6)


def real_noise(image, int kind, a, b, rng, value_range, per_channel, out, threads, cnp.ndarray stds=None):
    """a, b: a number or N, see set_amounts; stds: for LOCAL, a contiguous float32 array with the shape of the images."""
    cdef Stack src, dst
    cdef fa_real_noise *jobs
    cdef double lo, hi, top
    cdef int64_t i
    cdef cnp.ndarray each_a, each_b
    image = unpack_values(image, &src)
    each_a, each_b = _checked_amounts(kind, a, b, src.count)
    cdef Values first = values_of(each_a), second = values_of(each_b)
    range_limits(&src, limits(value_range), &lo, &hi)
    flag(per_channel, "per_channel")
    top = top_of_range((<cnp.ndarray>image).descr)
    cdef list seeds = image_seeds(rng, src.count)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_real_noise *>allocate(src.count, sizeof(fa_real_noise))
    try:
        for i in range(src.count):
            jobs[i] = fa_real_noise(image_at(&src, i), image_at(&dst, i), seeds[i], 0, 0, lo, hi, kind, per_channel, NULL)
            set_amounts(&jobs[i], value_at(first, i), value_at(second, i), top)
            if stds is not None:
                jobs[i].stds = <const float *>cnp.PyArray_DATA(stds) \
                    + i * src.first.height * src.first.width * src.first.channels
        run(fa_real_noise_rows, jobs, sizeof(fa_real_noise), src.count, src.first.height,
            NORMAL_NS * src.first.width * src.first.channels, threads)
    finally:
        free(jobs)
    return finish(out, made)


cpdef tuple uniform_limits(low, high, int64_t count):
    """Where uniform noise lies: two float64 arrays of length 1 or N."""
    cdef cnp.ndarray lows = per_sample(low, "low", count, -1e6, 1e6), highs = per_sample(high, "high", count, -1e6, 1e6)
    cdef Values least = values_of(lows), most = values_of(highs)
    cdef int64_t i
    for i in range(count):
        if value_at(least, i) > value_at(most, i):
            raise ValueError(f"low must be at most high, got {low!r} and {high!r}")
    return lows, highs


cdef tuple SCIKIT_MODES = ("gaussian", "localvar", "poisson", "salt", "pepper", "s&p", "speckle")


def scikit_noise(image, mode, mean, var, amount, salt_vs_pepper, local_vars):
    """What makes this noise of scikit-image: "gaussian" or "speckle" of a std and a mean, "poisson" of a peak,
    "localvar" of a std for each value, or "s&p" of an amount and a share of salt."""
    cdef int64_t count = image_shape(image)[0]
    cdef cnp.ndarray variances
    choice(mode, "mode", SCIKIT_MODES)
    if mode == "gaussian" or mode == "speckle":
        variances = per_sample(var, "var", count, 0, 1e12)
        return mode, sqrt((<double *>cnp.PyArray_DATA(variances))[0]) if len(variances) == 1 else np.sqrt(variances), mean
    if mode == "poisson":
        different = [max(len(np.unique(one)), 1) for one in image.reshape(count, -1)]
        return mode, [2.0 ** ceil(log2(n)) for n in different], 0
    if mode == "localvar":
        variances = np.asarray(local_vars)
        if variances.descr.kind not in b"uif" or not (variances > 0).all() or not np.isfinite(variances).all():
            raise ValueError(f"local_vars must be positive numbers, got {local_vars!r}")
        try:
            variances = np.broadcast_to(variances, image.shape)
        except ValueError:
            got = f"shape {(<object>variances).shape}"
            raise ValueError(f"local_vars must have the image's shape {image.shape}, got {got}") from None
        return mode, (np.sqrt(variances) * top_of_range(image.dtype)).astype(np.float32, order="C"), None
    return "s&p", amount, {"salt": 1, "pepper": 0}.get(mode, salt_vs_pepper)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct noise_parameters:
    const double *std       # per sample, like the mean in units of the dtype
    const double *mean
    const uint64_t *seeds
    double lo, hi
    bint per_channel


cdef void _bind_gaussian(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const noise_parameters *p = <const noise_parameters *>parameters
    cdef fa_gaussian_noise *job = <fa_gaussian_noise *>step.job
    job.src = job.dst = src[0]
    job.seed, job.std, job.mean = p.seeds[sample], p.std[sample], p.mean[sample]
    job.lo, job.hi, job.per_channel = p.lo, p.hi, p.per_channel
    fa_gaussian_noise_prepare(job)
    step.rows = fa_gaussian_noise_rows


cdef class GaussianNoise(Pass):
    """out = clip(image + mean + std normal)."""

    cdef noise_parameters p

    def __init__(self, std, mean, seeds, limits, bint per_channel, active=None):
        """std, mean: N numbers in units of the dtype; seeds: N uint64."""
        cdef int64_t count = len(seeds)
        self.begin(_bind_gaussian, &self.p, active)
        self.p.std, self.p.mean = self.doubles(std, count), self.doubles(mean, count)
        self.p.seeds = self.words(seeds, count)
        self.p.lo, self.p.hi = limits
        self.p.per_channel = per_channel


cdef struct impulse_parameters:
    const double *amount    # per sample
    const double *share     # of the second kind
    const uint64_t *seeds
    const char *first_pixel # NULL: random values
    const char *second_pixel
    bint per_channel


cdef void _bind_impulses(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const impulse_parameters *p = <const impulse_parameters *>parameters
    cdef fa_impulses *job = <fa_impulses *>step.job
    job.seed, job.per_channel = p.seeds[sample], p.per_channel
    job.first_pixel, job.second_pixel = p.first_pixel, p.second_pixel
    set_chances(job, p.amount[sample], p.share[sample])
    step.rows = fa_impulses_rows


cdef class Impulses(Pass):
    """Replaces random pixels, or values, by two kinds of them."""

    cdef impulse_parameters p

    def __init__(self, amount, share, seeds, fills, bint per_channel, like, active=None):
        """amount, share: N numbers; seeds: N uint64; fills: as in `impulses`; like: an image, for the fills."""
        cdef int64_t count = len(seeds)
        self.begin(_bind_impulses, &self.p, active)
        self.p.amount, self.p.share = self.doubles(amount, count), self.doubles(share, count)
        self.p.seeds, self.p.per_channel = self.words(seeds, count), per_channel
        if fills is not None:
            self.p.first_pixel, self.p.second_pixel = self.pixel(fills[0], like), self.pixel(fills[1], like)


cdef struct real_parameters:
    const double *a         # per sample, like b in units of the dtype; see noise.h
    const double *b
    const uint64_t *seeds
    double lo, hi
    int kind
    bint per_channel


cdef void _bind_real(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const real_parameters *p = <const real_parameters *>parameters
    cdef fa_real_noise *job = <fa_real_noise *>step.job
    job.seed, job.a, job.b = p.seeds[sample], p.a[sample], p.b[sample]
    job.lo, job.hi, job.kind, job.per_channel, job.stds = p.lo, p.hi, p.kind, p.per_channel, NULL
    step.rows = fa_real_noise_rows


cdef class RealNoise(Pass):
    """Noise that is computed in floating point, of any kind but LOCAL."""

    cdef real_parameters p

    def __init__(self, int kind, a, b, seeds, limits, bint per_channel, active=None):
        """a, b: N numbers, as in `real_noise`; seeds: N uint64."""
        cdef int64_t count = len(seeds)
        self.begin(_bind_real, &self.p, active)
        self.p.a, self.p.b = self.doubles(a, count), self.doubles(b, count)
        self.p.seeds = self.words(seeds, count)
        self.p.lo, self.p.hi = limits
        self.p.kind, self.p.per_channel = kind, per_channel
