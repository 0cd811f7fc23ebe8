/* Channels: in another order, or filled with a value; values changed by what they are as a whole. */
#ifndef FASTAUG_CHANNELS_H
#define FASTAUG_CHANNELS_H

#include "color.h"

/* Channel c of dst is channel from[c] of src, or that of the pixel `fill` where from[c] is negative. */
typedef struct {
    fa_image src, dst;
    const int64_t *from;
    const char *fill;
} fa_channels;
FA_FITS_A_STEP(fa_channels);

/* Floats times a number and plus one, which the image's own values decide about. */
enum {
    FA_SHIFT,       /* plus the amount, clipped to their range */
    FA_BRIGHTEN,    /* times the amount, clipped to 0 .. 255, or from the least value on within a range that exceeds it */
    FA_CENTER,      /* less their mean, times the amount */
    FA_STANDARDIZE, /* the same, over the deviation of that + 1e-6 */
};
typedef struct {
    fa_affine_values affine;
    int kind;
    double amount;
} fa_measured;
FA_FITS_A_STEP(fa_measured);
enum { FA_MEASURED_SCRATCH = 2 * sizeof(double) };

int fa_measured_prepare(void *job, void *scratch, int held); /* then the rows are those of `affine` */
void fa_channels_rows(const void *job, int64_t first, int64_t last);

#endif
