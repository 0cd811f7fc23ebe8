/* Channels: in another order, or filled with a value. */
#ifndef FASTAUG_CHANNELS_H
#define FASTAUG_CHANNELS_H

#include "image.h"

/* Channel c of dst is channel from[c] of src, or that of the pixel `fill` where from[c] is negative. */
typedef struct {
    fa_image src, dst;
    const int64_t *from;
    const char *fill;
} fa_channels;
FA_FITS_A_STEP(fa_channels);

void fa_channels_rows(const void *job, int64_t first, int64_t last);

#endif
