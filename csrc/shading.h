/* Shading: smooth fields laid over images. */
#ifndef FASTAUG_SHADING_H
#define FASTAUG_SHADING_H

#include "image.h"

/* 2 ^ (the sum of coefficients[i terms_y + j] x^i y^j), with x = (column - left) x_unit and y = (row - top) y_unit. */
typedef struct {
    const float *coefficients;
    int terms_x, terms_y;
    float left, top, x_unit, y_unit;
} fa_field;

enum { FA_FIELD_TERMS = 16 }; /* of x or y, at most */

/* From -1 to 1 along each side, between the centres of its first and last pixels. */
fa_field fa_field_over(const fa_image *image, const float *coefficients, int terms_x, int terms_y);
/* A Gaussian window of height 1 about (x, y) in shares of the sides, its standard deviation one of the shorter side. */
fa_field fa_window(const fa_image *image, double x, double y, double scale);

/* dst = clip(src field). */
typedef struct {
    fa_image src, dst;
    fa_field field;
    double lo, hi;
} fa_bias;
FA_FITS_A_STEP(fa_bias);

/* dst = clip(src + field (max(src, 0) ^ gamma - src)). Integers: src + field shifts[src]. */
typedef struct {
    fa_image src, dst;
    fa_field field;
    const float *shifts;
    double gamma, lo, hi;
} fa_local_gamma;
FA_FITS_A_STEP(fa_local_gamma);

void fa_bias_rows(const void *job, int64_t first, int64_t last);
void fa_local_gamma_rows(const void *job, int64_t first, int64_t last);

#endif
