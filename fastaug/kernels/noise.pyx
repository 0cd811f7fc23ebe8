"""Noise."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport FA_U8, Stack, allocate, finish, image_at, result, run, unpack

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
