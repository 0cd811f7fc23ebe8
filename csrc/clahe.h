/* Contrast-limited adaptive histogram equalisation: every value by the tables of the four tiles around it. */
#ifndef FASTAUG_CLAHE_H
#define FASTAUG_CLAHE_H

#include "color.h"

/* uint8. Of an RGB image the luma is equalised, and each channel changed by as much; else every channel by itself. */
typedef struct {
    fa_image src, dst;
    void *scratch;
    double clip_limit;
    int64_t rows, columns; /* of tiles */
    fa_rows saturate;      /* fa_saturate_rows */
    /* Made by fa_clahe_start, in the scratch. */
    fa_image plane;        /* what is counted and looked up: src, or its luma */
    int64_t tile_height, tile_width;
    uint8_t *tables;       /* (channels of `plane`, rows, columns, 256) */
    int16_t *down, *across; /* for every row, and every column: the weight of the tile after it, in 2^-15 */
} fa_clahe;
FA_FITS_A_STEP(fa_clahe);

int64_t fa_clahe_scratch(const fa_clahe *p); /* bytes */
void fa_clahe_start(fa_clahe *p);
void fa_clahe_luma(const void *job, int64_t first, int64_t last);   /* rows; nothing to do unless it is RGB */
void fa_clahe_tables(const void *job, int64_t first, int64_t last); /* rows of tiles; luma is there */
void fa_clahe_rows(const void *job, int64_t first, int64_t last);   /* all tables are there */
int fa_clahe_prepare(void *job, void *scratch, int held);           /* all that comes before the rows */
void fa_clahe_whole(const void *job, int64_t first, int64_t last);  /* all of it as one row of work */

#endif
