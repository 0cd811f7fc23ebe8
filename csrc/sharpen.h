/* Sharpness: what a pixel has beyond the mean of its 3 x 3 neighbourhood, in which it counts five times, is scaled. */
#ifndef FASTAUG_SHARPEN_H
#define FASTAUG_SHARPEN_H

#include "filters.h"

/* dst = clip(src + (factor - 1) / 13 (9 src - the sum of the 3 x 3 neighbourhood)); the outermost pixels stay. */
typedef struct {
    fa_image src, dst;
    double factor, lo, hi;
} fa_sharpen;
FA_FITS_A_STEP(fa_sharpen);

void fa_sharpen_rows(const void *job, int64_t first, int64_t last);

/* dst = clip((1 - amount) src + amount ((8 + lightness) src - the sum of the 8 pixels about it)); reflected at the rim. */
typedef struct {
    fa_image src, dst;
    double amount, lightness, lo, hi;
} fa_edges;
FA_FITS_A_STEP(fa_edges);

void fa_edges_rows(const void *job, int64_t first, int64_t last);

/* dst, which holds the blurred src, becomes clip(src + amount (src - dst)) where these are more than `threshold` apart, and
 * src elsewhere. */
typedef struct {
    fa_image src, dst;
    double amount, threshold, lo, hi;
} fa_unsharp;

void fa_unsharp_rows(const void *job, int64_t first, int64_t last);

/* The same with the blur as a step of a pipeline. */
typedef struct {
    fa_unsharp unsharp;
    fa_gaussian_blur blur;
    int (*prepare)(void *blur, void *scratch, int held);
    fa_rows rows; /* of the blur */
} fa_unsharp_mask;
FA_FITS_A_STEP(fa_unsharp_mask);

int fa_unsharp_mask_prepare(void *job, void *scratch, int held);
void fa_unsharp_mask_rows(const void *job, int64_t first, int64_t last);

#endif
