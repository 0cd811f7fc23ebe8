/* Displacement fields: uniform noise for dx and dy, smoothed by a Gaussian. */
#ifndef FASTAUG_ELASTIC_H
#define FASTAUG_ELASTIC_H

#include "along.h"
#include "lattice.h"

/* One field. dx and dy are contiguous, y.n rows of x.n floats; scratch has fa_field_scratch floats, 64-byte aligned. */
typedef struct {
    fa_smoothing y, x;
    uint64_t seed;
    float scale; /* of noise that runs from -65535 to 65535 */
    float *dx, *dy, *scratch;
} fa_field;

/* With a lattice the nodes come first, in two steps that split over strips of columns and over blocks of nodes; any row
 * of the field follows from them. Without one rows come at once, and scratch is not used. */
int64_t fa_field_scratch(const fa_field *job);
int64_t fa_field_strips(const fa_field *job);
int64_t fa_field_blocks(const fa_field *job);
void fa_field_down(const void *job, int64_t first_strip, int64_t last_strip);
void fa_field_across(const void *job, int64_t first_block, int64_t last_block);
void fa_field_rows(const void *job, int64_t first, int64_t last);
/* All of it as one row of work: first = 0, last = 1. */
void fa_field_whole(const void *job, int64_t first, int64_t last);

/* An image displaced along a field. A field with a lattice need not be stored; else its rows, or for the whole image the
 * place for them, are field.dx and field.dy. */
typedef struct {
    fa_warp warp;
    fa_rows warp_rows;
    fa_field field;
    int stored;
    double longest; /* pixels: the shift to which fa_elastic_prepare stretches a stored field; negative: as it is */
} fa_elastic;
FA_FITS_A_STEP(fa_elastic);

void fa_elastic_rows(const void *job, int64_t first, int64_t last);
void fa_elastic_whole(const void *job, int64_t first, int64_t last);

/* What comes before the rows, with scratch of so many bytes; `held`: the scratch has it from another image. */
int64_t fa_elastic_scratch(const fa_elastic *job);
int fa_elastic_prepare(void *job, void *scratch, int held);

/* Multiplies the field so that its longest shift is `longest`. */
void fa_field_stretch(const fa_field *job, double longest);

#endif
