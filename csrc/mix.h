/* Blending two images, and pasting a rectangle of one into the other. */
#ifndef FASTAUG_MIX_H
#define FASTAUG_MIX_H

#include "paste.h"

/* dst = weight * a + (1 - weight) * b; the dtypes are the same, the rows of dst are packed. */
typedef struct {
    fa_image a, b, dst;
    double weight;
} fa_blend;

void fa_blend_rows(const void *job, int64_t first, int64_t last);
void fa_cutmix_rows(const void *job, int64_t first, int64_t last); /* of fa_paste */

#endif
