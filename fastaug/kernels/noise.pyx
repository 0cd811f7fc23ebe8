"""Noise."""

cimport numpy as cnp
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport FA_U8, Stack, allocate, fa_image, finish, image_at, result, run, unpack
from fastaug.kernels.pipeline cimport Pass, fa_step

import numpy as np

cnp.import_array()

# Rough costs per value, which only decide about threads: bytes by table, and in floating point.
cdef double TABLE_NS = 0.2, NORMAL_NS = 0.5


cdef NoiseRows noise_rows() noexcept:
    return NoiseRows(fa_gaussian_noise_rows, fa_gaussian_noise_prepare)


def gaussian(image, list seeds, list stds, list means, double top, double lo, double hi, bint per_channel, out,
             threads):
    """A seed for each image; stds and means in units of the full range `top`, one for all images or one for each."""
    cdef Stack src, dst
    cdef fa_gaussian_noise *jobs
    cdef int64_t i, different = len(stds) > 1, shifted = len(means) > 1
    image = unpack(image, "image", &src)
    if src.type_number == cnp.NPY_BOOL:
        raise TypeError("image must be uint8, uint16, float32 or float64, got bool")
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_gaussian_noise *>allocate(src.count, sizeof(fa_gaussian_noise))
    try:
        for i in range(src.count):
            jobs[i].src, jobs[i].dst, jobs[i].seed = image_at(&src, i), image_at(&dst, i), seeds[i]
            jobs[i].std, jobs[i].mean = stds[i * different] * top, means[i * shifted] * top
            jobs[i].lo, jobs[i].hi, jobs[i].per_channel = lo, hi, per_channel
            if i == 0 or different or shifted:
                fa_gaussian_noise_prepare(&jobs[i])
            else:
                jobs[i].alias = jobs[0].alias
        run(fa_gaussian_noise_rows, jobs, sizeof(fa_gaussian_noise), src.count, src.first.height,
            (TABLE_NS if src.first.dtype == FA_U8 else NORMAL_NS) * src.first.width * src.first.channels, threads)
    finally:
        free(jobs)
    return finish(out, made)

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
        cdef cnp.ndarray words = np.ascontiguousarray(seeds, np.uint64)
        self.begin(_bind_gaussian, &self.p, active)
        self.kept.append(words)
        self.p.std, self.p.mean = self.doubles(std, len(words)), self.doubles(mean, len(words))
        self.p.seeds = <const uint64_t *>cnp.PyArray_DATA(words)
        self.p.lo, self.p.hi = limits
        self.p.per_channel = per_channel
