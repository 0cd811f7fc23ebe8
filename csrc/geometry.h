/* Moving pixels without changing them: flips, quarter turns, transposes, crops and pads. */
#ifndef FASTAUG_GEOMETRY_H
#define FASTAUG_GEOMETRY_H

#include "image.h"

/* dst(i, j) = src(r, c), where (r, c) = transpose ? (j, i) : (i, j), then r or c counts from the far end. */
typedef struct {
    fa_image src, dst;
    int transpose, flip_rows, flip_cols;
} fa_permute;
FA_FITS_A_STEP(fa_permute);

/* dst(i, j) = src(i + top, j + left) by the border rule, then i or j counts from the far end; `fill` is one pixel. */
typedef struct {
    fa_image src, dst;
    int64_t top, left;
    int border, flip_rows, flip_cols;
    const char *fill;
} fa_crop;
FA_FITS_A_STEP(fa_crop);

/* dst is (C, H, W): its height is C, its width H, its channels W. */
typedef struct {
    fa_image src, dst;
} fa_planes;

void fa_planes_rows(const void *job, int64_t first, int64_t last); /* rows of src */
void fa_permute_rows(const void *job, int64_t first, int64_t last);
void fa_crop_rows(const void *job, int64_t first, int64_t last);

#endif
