/* Blending two images, and pasting a rectangle of one into the other. */
#ifndef FASTAUG_MIX_H
#define FASTAUG_MIX_H

#include "paste.h"

/* dst = weight * src + (1 - weight) * other; where weight is 1, src with the rectangle of `paste`. The dtypes are the
 * same, the rows of dst are packed. */
typedef struct {
    fa_paste paste;
    fa_image other;
    double weight;
} fa_mix;

void fa_mix_rows(const void *job, int64_t first, int64_t last);

#endif
