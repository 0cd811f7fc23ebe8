/* Shading: smooth fields laid over images. */
#ifndef FASTAUG_SHADING_H
#define FASTAUG_SHADING_H

#include "image.h"

enum { FA_FIELD_TERMS = 16 }; /* of x or y, at most */

/* dst = clip(src field). The field is 2 ^ (the sum of coefficients[i terms_y + j] x^i y^j), with x and y from -1 to 1
 * between the centres of the first and last pixels of a side; the magnitudes of all coefficients sum up to at most 120. */
typedef struct {
    fa_image src, dst;
    const float *coefficients;
    int terms_x, terms_y;
    double lo, hi;
} fa_bias;
FA_FITS_A_STEP(fa_bias);

/* dst = clip(src + window (max(src, 0) ^ gamma - src)), for integers src + window shifts[src]. The window is a Gaussian
 * bell of height 1 about (x, y) in shares of the sides; its standard deviation `scale` is one of the shorter side. */
typedef struct {
    fa_image src, dst;
    double x, y, scale;
    const float *shifts;
    double gamma, lo, hi;
} fa_local_gamma;
FA_FITS_A_STEP(fa_local_gamma);

void fa_bias_rows(const void *job, int64_t first, int64_t last);
void fa_local_gamma_rows(const void *job, int64_t first, int64_t last);

#endif
