/* Filters: every output pixel is made from a neighbourhood. */
#ifndef FASTAUG_FILTERS_H
#define FASTAUG_FILTERS_H

#include "image.h"
#include "lattice.h"

enum { FA_TAPS_RADIUS = 18 }; /* of a FIR, at most */

/* A Gaussian blur: a FIR of radius 4 sigma, or from some sigma on a lattice, which takes scratch. What stands from
 * `radius` on is made by fa_gaussian_blur_weights. */
typedef struct {
    fa_image src, dst;
    float *scratch;           /* fa_gaussian_blur_scratch bytes, at a multiple of 64; prepare sets it */
    double sigma;             /* in pixels, at least 0 */
    int border;
    const char *fill;         /* one pixel, for a constant border */
    int64_t taps_most;        /* from the middle on, in 1 .. FA_TAPS_RADIUS + 1; 0: as many as 4 sigma asks for */
    int64_t radius;           /* of the FIR; 0 copies */
    float taps[FA_TAPS_RADIUS + 1];
    fa_smoothing y, x;        /* with a lattice */
    float *fills, *nodes;     /* the scratch after the weights: the fill value as floats, and the lattice */
} fa_gaussian_blur;
FA_FITS_A_STEP(fa_gaussian_blur);

/* Bytes of scratch; 0 without a lattice. Needs src, sigma and border. */
int64_t fa_gaussian_blur_scratch(const fa_gaussian_blur *job);

/* All that comes before the rows: weights, and the nodes of a lattice. A step of a pipeline: `held` is 0, returns 1. */
int fa_gaussian_blur_prepare(void *job, void *scratch, int held);
void fa_gaussian_blur_rows(const void *job, int64_t first, int64_t last);

/* The parts of prepare; the last two, needed with a lattice only, split over strips of columns and blocks of nodes. */
void fa_gaussian_blur_weights(fa_gaussian_blur *job);
int64_t fa_gaussian_blur_strips(const fa_gaussian_blur *job);
int64_t fa_gaussian_blur_blocks(const fa_gaussian_blur *job);
void fa_gaussian_blur_down(const void *job, int64_t first, int64_t last);
void fa_gaussian_blur_across(const void *job, int64_t first, int64_t last);

/* All of it as one row of work: first = 0, last = 1. */
void fa_gaussian_blur_whole(const void *job, int64_t first, int64_t last);

enum { FA_BOX_SIZE = 255 };

/* The mean of size x size pixels. */
typedef struct {
    fa_image src, dst;
    int64_t size; /* odd, 1 .. FA_BOX_SIZE */
    int border;
    const char *fill; /* one pixel, for a constant border */
} fa_box_blur;
FA_FITS_A_STEP(fa_box_blur);

void fa_box_blur_rows(const void *job, int64_t first, int64_t last);

enum { FA_LINE_SIZE = 255 };

/* A place beside a pixel, by at most half of FA_LINE_SIZE. */
typedef struct {
    int64_t y, x;
} fa_tap;

/* The mean of the pixels at some places beside each. */
typedef struct {
    fa_image src, dst;
    const fa_tap *taps; /* row by row, from left to right, on a row without gaps */
    int64_t count;      /* 1 .. FA_LINE_SIZE */
    int border;
    const char *fill;
} fa_motion_blur;
FA_FITS_A_STEP(fa_motion_blur);

void fa_motion_blur_rows(const void *job, int64_t first, int64_t last);

#endif
