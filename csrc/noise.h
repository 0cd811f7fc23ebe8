/* Noise: what is added to a value depends on the seed of its image and on its place alone. */
#ifndef FASTAUG_NOISE_H
#define FASTAUG_NOISE_H

#include "image.h"

/* Magnitudes of noise in whole levels for Walker's alias method: a column drawn at random is the magnitude itself where
 * a threshold drawn at random is below own[column], else it is alias[column]. */
typedef struct {
    int columns; /* 128, with thresholds below 256, or 256, with thresholds below 128 */
    uint8_t own[256], alias[256];
} fa_alias;

/* dst = clip(src + mean + std normal), all in units of the dtype; `lo` and `hi` may be infinite. dst may be src itself.
 * Without `per_channel` the channels of a pixel get the same noise. */
typedef struct {
    fa_image src, dst;
    uint64_t seed;
    double std, mean, lo, hi;
    int per_channel;
    fa_alias alias; /* filled by fa_gaussian_noise_prepare */
} fa_gaussian_noise;
FA_FITS_A_STEP(fa_gaussian_noise);

/* The last step before the rows, when the other members are set. */
void fa_gaussian_noise_prepare(fa_gaussian_noise *job);
void fa_gaussian_noise_rows(const void *job, int64_t first, int64_t last);

/* Noise that is computed in floating point, with z normal and u uniform in 0 .. 1, for each value or for each pixel:
 * FA_SPECKLE: x + x (b + a z); FA_UNIFORM: x + a + (b - a) u; FA_RICIAN: the length of (x + a z, a z'); FA_POISSON: b times
 * a Poisson number of mean a x; FA_LOCAL: x + z times the number at its place in `stds`. Then it is rounded for integers,
 * and clipped to lo .. hi. dst may be src. */
enum { FA_SPECKLE, FA_UNIFORM, FA_RICIAN, FA_POISSON, FA_LOCAL };
typedef struct {
    fa_image src, dst;
    uint64_t seed;
    double a, b, lo, hi;
    int kind, per_channel;
    const float *stds; /* (height, width, channels) */
} fa_real_noise;
FA_FITS_A_STEP(fa_real_noise);

void fa_real_noise_rows(const void *job, int64_t first, int64_t last);

/* Each place, a pixel or with per_channel a value, is hit with a chance of `both`. Then it becomes that of the first
 * pixel or, with a chance of `second`, which is part of `both`, of the second one. Where they are NULL, it becomes random
 * values: integers over their whole range, floats in 0 .. 1. dst may be src.
 *
 * Where impulses are few, gaps are drawn: how many places there are before the next one. That is Walker's alias method: a
 * column drawn at random is the gap itself where 25 random bits are below the upper bits of its entry, else the gap is in
 * the lower 7 bits. The last column stands for so many places and no impulse behind them. */
enum { FA_GAPS = 128 };
typedef struct {
    fa_image src, dst;
    uint64_t seed;
    const char *first_pixel, *second_pixel;
    int32_t both, second; /* in 1/65536 */
    int per_channel;
    uint32_t gaps[FA_GAPS]; /* filled by fa_impulses_prepare, as the next one: */
    int32_t seconds;        /* how many of 65536 impulses are of the second kind */
} fa_impulses;
FA_FITS_A_STEP(fa_impulses);

/* The last step before the rows, when the other members are set. */
void fa_impulses_prepare(fa_impulses *job);
void fa_impulses_rows(const void *job, int64_t first, int64_t last);

#endif
