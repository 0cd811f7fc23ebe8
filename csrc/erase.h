/* Filling rectangles of an image. */
#ifndef FASTAUG_ERASE_H
#define FASTAUG_ERASE_H

#include "paste.h"

void fa_paste_rows(const void *job, int64_t first, int64_t last); /* of fa_paste */

/* Several rectangles (top, left, height, width) filled with one pixel or, where `pixel` is NULL, with random values:
 * integers over their whole range, floats in 0 .. 1, from the stream of the seed. dst may be src. */
typedef struct {
    fa_image src, dst;
    const int64_t *boxes;
    int64_t count;
    const char *pixel;
    uint64_t seed;
} fa_erasures;
FA_FITS_A_STEP(fa_erasures);

void fa_erasures_rows(const void *job, int64_t first, int64_t last);

/* A grid of holes, one in each unit; that of the first unit begins at (top, left), in 0 .. unit - 1, and the grid goes on
 * in all directions. Filled like fa_erasures. */
typedef struct {
    fa_image src, dst;
    int64_t unit_height, unit_width, height, width, top, left;
    const char *pixel;
    uint64_t seed;
} fa_grid;
FA_FITS_A_STEP(fa_grid);

void fa_grid_rows(const void *job, int64_t first, int64_t last);

#endif
