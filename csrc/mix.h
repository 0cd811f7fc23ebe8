/* Blending two images, pasting a part of one into the other, and laying four side by side. */
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

/* dst = other where a byte is not 0, else src: of an image, and of its mask. All have the same size. */
typedef struct {
    fa_image src, other, dst;
} fa_pasted;

typedef struct {
    fa_pasted image, mask;
    fa_image where; /* one channel of bytes */
} fa_copy_paste;

void fa_copy_paste_rows(const void *job, int64_t first, int64_t last);

/* Four images (top left, top right, bottom left, bottom right) that meet at the corner between the pixels before and
 * from (x, y), which lies on dst; `fill` is one pixel. */
typedef struct {
    fa_image dst, src[4];
    int64_t x, y;
    const char *fill;
} fa_mosaic;

void fa_mosaic_rows(const void *job, int64_t first, int64_t last);

/* A step between chains of steps, each of which begins with the same image: what comes in, weighed, is added to a sum,
 * and what goes out is that image again; after the last chain, the sum. */
enum { FA_FIRST, FA_BETWEEN, FA_LAST };
typedef struct {
    fa_image src, dst;
    char *own, **block; /* the sum and the image, which the first step of a mixture has for all of them */
    double weight;
    int place;
} fa_branch;
FA_FITS_A_STEP(fa_branch);

int fa_branch_prepare(void *job, void *scratch, int held); /* of the first */
void fa_branch_release(void *job);
void fa_branch_rows(const void *job, int64_t first, int64_t last);

#endif
