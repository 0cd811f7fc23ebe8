/* Copying an image with a rectangle replaced. */
#ifndef FASTAUG_PASTE_H
#define FASTAUG_PASTE_H

#include "copy.h"

/* dst is src, but in the rectangle: dst(top + i, left + j) = patch(i, j), rows `patch_stride` bytes apart. The rectangle lies
 * in the image. */
typedef struct {
    fa_image src, dst;
    int64_t top, left, height, width;
    const char *patch;
    int64_t patch_stride;
} fa_paste;

static inline void fa_paste_range(const fa_paste *p, int64_t first, int64_t last)
{
    const int64_t bytes = fa_pixel_bytes(&p->src), size = p->width * bytes;
    const int64_t from = fa_max(first, p->top), to = fa_min(last, p->top + p->height);
    /* One long copy is so much faster than pieces of rows that the rectangle comes on top of it, while it is in cache. */
    fa_copy_rows(&p->src, &p->dst, first, last);
    for (int64_t i = from; i < to; i++)
        fa_copy(fa_row(&p->dst, i) + p->left * bytes, p->patch + (i - p->top) * p->patch_stride, size);
}

#endif
