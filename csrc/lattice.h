/* Smoothing by a Gaussian through a coarse lattice of nodes, at a cost that does not grow with sigma. fastaug/smoothing.py
 * tells how an axis is smoothed; its weights are made there, or by filters_weights.h. */
#ifndef FASTAUG_LATTICE_H
#define FASTAUG_LATTICE_H

#include "image.h"

/* How one axis of n values is smoothed. Without a lattice `base` is NULL; `down` is NULL where noise is born on nodes. */
typedef struct {
    int64_t n, inputs, pad;   /* outputs, values to read, samples of a border other than "reflect" at each end */
    int64_t rows, nodes;      /* node rows that the taps read and that `up` reads (0 without a lattice) */
    int64_t radius;           /* of the taps */
    const float *taps;        /* [radius + 1] */
    const int32_t *source;    /* [(nodes or n) + 2 radius]: the input row of each tap */
    const int32_t *base;      /* [n + 2 pad]: the first of four node rows */
    const float *up, *down;   /* [n + 2 pad][4] */
} fa_smoothing;

enum { FA_NODE_RADIUS = 8 };  /* of the taps on the nodes, at most */

#endif
