/* Tones: inverting and posterizing values, each alone, and spreading those of a whole image. */
#ifndef FASTAUG_TONE_H
#define FASTAUG_TONE_H

#include "color.h"

/* dst = src below the threshold, else the top of the range - src; -infinity: all of them. Floats are clipped. */
typedef struct {
    fa_image src, dst;
    double threshold, lo, hi; /* in units of the dtype */
} fa_solarize;
FA_FITS_A_STEP(fa_solarize);

/* The highest `bits` of integers; floats: floor(src 2^bits) as 0 .. 2^bits - 1, over 2^bits. */
typedef struct {
    fa_image src, dst;
    int bits;
} fa_posterize;
FA_FITS_A_STEP(fa_posterize);

/* Each channel spread over the full range: by its least and greatest value, without `cutoff` percent of the pixels at
 * either end, or so that all levels are equally frequent. Integers by tables, floats by scale and offset; other values than
 * uint8 are equalized by the nearest of 256 levels. */
typedef struct {
    union {
        struct {
            fa_image src, dst;
        };
        fa_lookup lookup;
        fa_affine_values affine;
    };
    fa_rows apply; /* fa_lookup_rows, fa_affine_values_rows or fa_levels_rows */
    int equalize;
    double cutoff; /* floats: 0 */
    double *values; /* of 256 levels for each channel; negative: the value itself */
    void *found;   /* the least and greatest value of each channel, or how many there are of each level */
} fa_spread;
FA_FITS_A_STEP(fa_spread);

int64_t fa_spread_scratch(const fa_spread *p); /* bytes */
void fa_spread_start(fa_spread *p, char *scratch);
void fa_spread_find(const void *job, int64_t first, int64_t last); /* of the whole src; one row of work */
void fa_spread_add(fa_spread *p, const fa_spread *other);           /* what another one has found */
void fa_spread_finish(fa_spread *p);                                /* all is found: `apply` may begin */
int fa_spread_prepare(void *job, void *scratch, int held);          /* all of the above */
void fa_spread_whole(const void *job, int64_t first, int64_t last); /* all, with `found` as scratch; one row of work */

void fa_levels_rows(const void *job, int64_t first, int64_t last); /* dst = values[the level of src] */

void fa_solarize_rows(const void *job, int64_t first, int64_t last);
void fa_posterize_rows(const void *job, int64_t first, int64_t last);

#endif
