/* Sharpness: what a pixel has beyond the mean of its 3 x 3 neighbourhood, in which it counts five times, is scaled. */
#ifndef FASTAUG_SHARPEN_H
#define FASTAUG_SHARPEN_H

#include "image.h"

/* dst = clip(src + (factor - 1) / 13 (9 src - the sum of the 3 x 3 neighbourhood)); the outermost pixels stay. */
typedef struct {
    fa_image src, dst;
    double factor, lo, hi;
} fa_sharpen;
FA_FITS_A_STEP(fa_sharpen);

void fa_sharpen_rows(const void *job, int64_t first, int64_t last);

#endif
