/* Resizing a rectangle of an image, without copying the rectangle. */
#ifndef FASTAUG_RESIZE_H
#define FASTAUG_RESIZE_H

#include "image.h"

/* How an axis of `in` pixels becomes one of `out` pixels: output j comes from source pixels first[j] onwards.
 *
 *     FA_PICK_ONE     that pixel alone; no weights
 *     FA_BLEND_TWO    that pixel and the next by int16 fractions of 2^-15 (uint8 only)
 *     FA_WEIGH_ALL    `taps` pixels by weights[j * pitch + k], 0 <= k < taps. uint8: int16 with `bits` fraction bits,
 *                     negated (so that 1 = 2^15 fits). uint16 and float32: float32. float64: double. pitch is a multiple
 *                     of 4, with zeros after the taps. */
enum { FA_PICK_ONE, FA_BLEND_TWO, FA_WEIGH_ALL };
typedef struct {
    int64_t in, out, taps, pitch;
    int bits;
    int32_t *first;
    void *weights;
} fa_axis;

/* The filter that makes the weights. */
enum { FA_TRIANGLE, FA_CUBIC, FA_CUBIC_EDGE, FA_BOX };

/* src is the rectangle (its rows are those of the whole image), `end` the end of the whole image's memory. Sets
 * *failed to 1 if there is no memory for intermediate rows. */
typedef struct {
    fa_image src, dst;
    const char *end;
    const fa_axis *rows, *columns;
    int method;
    int *failed;
} fa_resize;

void fa_resize_rows(const void *job, int64_t first, int64_t last);

/* Makes an axis; free it by fa_axis_free. `widen`: where the axis shrinks, the filter grows with the scale. Returns 0
 * if there is no memory. */
int fa_axis_make(fa_axis *axis, int64_t in, int64_t out, int method, int filter, int widen, int dtype);
void fa_axis_free(fa_axis *axis);

#endif
