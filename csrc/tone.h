/* Tones: inverting and posterizing values, each alone. */
#ifndef FASTAUG_TONE_H
#define FASTAUG_TONE_H

#include "image.h"

/* dst = src below the threshold, else the top of the range - src; -infinity: all of them. Floats are clipped. */
typedef struct {
    fa_image src, dst;
    double threshold, lo, hi; /* in units of the dtype */
} fa_solarize;

/* The highest `bits` of integers; floats: floor(src 2^bits) as 0 .. 2^bits - 1, over 2^bits. */
typedef struct {
    fa_image src, dst;
    int bits;
} fa_posterize;

void fa_solarize_rows(const void *job, int64_t first, int64_t last);
void fa_posterize_rows(const void *job, int64_t first, int64_t last);

#endif
