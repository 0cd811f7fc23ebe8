/* Displacement fields that follow from few numbers: grids, lenses and thin-plate splines. fastaug/bends.py makes them. */
#ifndef FASTAUG_FIELDS_H
#define FASTAUG_FIELDS_H

#include "along.h"

enum { FA_CELLS, FA_TRIANGLES, FA_LENS, FA_SPLINE };

typedef struct {
    int kind;
    int64_t height, width;
    const float *x, *y;   /* [width], [height]: where the pixels are, in units of the kind */
    const float *numbers; /* what else the kind needs */
    int64_t rows, nodes;  /* grids: nodes of a column and of a row; splines: points */
    const int32_t *cell;  /* grids, [height]: the row of cells of each pixel */
    const int32_t *ends;  /* grids, [nodes]: the first pixel of each cell of a row, then the width */
    float *dx, *dy;       /* where fa_bend_rows writes: rows of `width` floats */
} fa_bend;

void fa_bend_rows(const void *job, int64_t first, int64_t last);

/* The numbers of a spline from those of its [2][count] points and the shifts (x, y) there; solved[count][count + 3] has
 * the weights and plane of the splines that are 1 at one point. */
void fa_spline_numbers(int64_t count, const float *points, const double *solved, const double *shifts, float *numbers);

/* An image warped along such a field; one wider than FA_FIELD_WIDTH is stored first, in the scratch. */
typedef struct {
    fa_warp warp;
    fa_rows warp_rows;
    fa_bend bend;
} fa_bent;
FA_FITS_A_STEP(fa_bent);

void fa_bent_rows(const void *job, int64_t first, int64_t last);
int64_t fa_bent_scratch(const fa_bent *job); /* bytes */
int fa_bent_prepare(void *job, void *scratch, int held);

#endif
