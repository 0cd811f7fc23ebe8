/* Warps: every output pixel is sampled where a matrix, a displacement field or both say.
 *
 * Coordinates are pixels, centres at integers, and never accumulated in floating point:
 *     affine       X = rint((m1 i + m2) 2^32) + j rint(m0 2^32), likewise Y from m3, m4, m5
 *     perspective  x = (m0 j + m1 i + m2) / (m6 j + m7 i + m8), outside where the divisor is not positive
 *     field        x = j + dx[i, j], y = i + dy[i, j]
 *     affine field the matrix of (j + dx, i + dy): the affine X plus rint((dx m0 + dy m1) 2^bits), the products in float32
 * uint8 images, and nearest for every dtype, take them with 15 fraction bits, the others with 32. */
#ifndef FASTAUG_WARP_H
#define FASTAUG_WARP_H

#include "image.h"

enum { FA_AFFINE, FA_PERSPECTIVE, FA_FIELD, FA_AFFINE_FIELD };

typedef struct {
    fa_image src, dst;
    int kind, interpolation, border;
    const char *fill;        /* 16 equal pixels */
    double m[9];             /* output (x, y, 1) to input, for all but a field */
    const float *dx, *dy;    /* for the field kinds: rows of dst.width floats */
} fa_warp;
FA_FITS_A_STEP(fa_warp);

void fa_warp_rows(const void *job, int64_t first, int64_t last);

#endif
