/* Medians of square neighbourhoods, each channel by itself; what stands outside is the nearest pixel of the image. */
#ifndef FASTAUG_MEDIAN_H
#define FASTAUG_MEDIAN_H

#include "image.h"

enum { FA_MEDIAN_SIZE = 255 }; /* at most; larger counts would not fit into 16 bits */

typedef struct {
    fa_image src, dst;
    int64_t size; /* odd, 1 .. FA_MEDIAN_SIZE */
} fa_median;
FA_FITS_A_STEP(fa_median);

void fa_median_rows(const void *job, int64_t first, int64_t last);

#endif
