/* Copying an image with a rectangle replaced. */
#ifndef FASTAUG_PASTE_H
#define FASTAUG_PASTE_H

#include "copy.h"

/* dst is src, but in the rectangle: dst(top + i, left + j) = patch(i, j), rows `patch_stride` bytes apart; with a
 * patch_stride of 0 the patch is one pixel, repeated. The rectangle lies in the image. */
typedef struct {
    fa_image src, dst;
    int64_t top, left, height, width;
    const char *patch;
    int64_t patch_stride;
} fa_paste;

/* No prefetcher of the CPU foresees a few hundred bytes here and there: we ask for the rows to come. */
static inline void fa_paste_row(const char *in, char *out, int64_t size, int64_t stride)
{
    for (int64_t i = 0; i < size; i += 64) FA_PREFETCH(in + 6 * stride + i);
    memcpy(out, in, (size_t)size);
}

/* Pieces of src and of the patch in turn, where the rows of src and dst have no gaps: each byte is read once, and what
 * lies between two rows of the rectangle is one piece. */
static inline void fa_weave(const fa_paste *p, int64_t first, int64_t last, int64_t from, int64_t to)
{
    const int64_t stride = p->src.stride, bytes = fa_pixel_bytes(&p->src), size = p->width * bytes;
    const char *in = fa_row(&p->src, from) + p->left * bytes, *patch = p->patch + (from - p->top) * p->patch_stride;
    char *out = fa_row(&p->dst, from) + p->left * bytes;
    memcpy(fa_row(&p->dst, first), fa_row(&p->src, first), (size_t)(out - fa_row(&p->dst, first)));
    for (int64_t i = from; i < to; i++) {
        fa_paste_row(patch, out, size, p->patch_stride);
        if (i + 1 < to) fa_paste_row(in + size, out + size, stride - size, stride);
        in += stride;
        out += stride;
        patch += p->patch_stride;
    }
    out -= stride - size;
    memcpy(out, in - stride + size, (size_t)(fa_row(&p->dst, last) - out));
}

static inline void fa_paste_range(const fa_paste *p, int64_t first, int64_t last)
{
    const int64_t bytes = fa_pixel_bytes(&p->src), row = p->src.width * bytes, size = p->width * bytes;
    const int64_t from = fa_max(first, p->top), to = fa_min(last, p->top + p->height);
    const char *filled = NULL; /* a finished row of a rectangle of one pixel */
    if (p->patch_stride && from < to && size && p->src.stride == row && p->dst.stride == row) {
        fa_weave(p, first, last, from, to);
        return;
    }
    /* One long copy is so much faster than pieces of rows that the rectangle comes on top of it, while it is in cache. */
    fa_copy_rows(&p->src, &p->dst, first, last);
    for (int64_t i = from; i < to && size; i++) {
        char *out = fa_row(&p->dst, i) + p->left * bytes;
        if (p->patch_stride) fa_paste_row(p->patch + (i - p->top) * p->patch_stride, out, size, p->patch_stride);
        else if (filled) memcpy(out, filled, (size_t)size);
        else fa_repeat_pixel(p->patch, out, size, bytes);
        filled = out;
    }
}

#endif
