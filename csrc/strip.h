/* Strips: some pixels of a row, which may lie beyond its ends, and some of their channels, copied side by side. */
#ifndef FASTAUG_STRIP_H
#define FASTAUG_STRIP_H

#include "border.h"
#include "platform.h"

typedef struct {
    int64_t left, pixels, channel, channels;
} fa_strip;

/* A copy of a few bytes; the usual sizes of a pixel without a call. */
static inline void fa_copy_pixel(char *to, const char *from, int64_t size)
{
    switch (size) {
    case 1: *to = *from; break;
    case 3: memcpy(to, from, 3); break;
    case 4: memcpy(to, from, 4); break;
    case 6: memcpy(to, from, 6); break;
    case 12: memcpy(to, from, 12); break;
    default: memcpy(to, from, (size_t)size);
    }
}

/* Copies a strip of a row, which may lie outside the image as well. fill: one pixel, for a constant border. */
static inline void fa_copy_strip(const fa_image *m, const fa_strip *s, int64_t row, int border, const char *fill, void *copy)
{
    const int64_t item = fa_itemsize(m->dtype), bytes = fa_pixel_bytes(m), size = s->channels * item;
    const int64_t right = s->left + s->pixels, from = fa_border_index(row, m->height, border);
    char *to = copy;
    for (int64_t x = s->left, n; x < right; x += n) {
        const fa_border_run run = fa_border_run_at(x, m->width, border);
        const int filled = from < 0 || run.first < 0;
        const char *pixel = (filled ? fill : fa_row(m, from) + run.first * bytes) + s->channel * item;
        const int64_t step = filled ? 0 : run.step * bytes;
        n = fa_min(run.pixels, right - x);
        if (step == size) {
            memcpy(to, pixel, (size_t)(n * size));
            to += n * size;
        } else {
            for (int64_t i = 0; i < n; i++, to += size, pixel += step) fa_copy_pixel(to, pixel, size);
        }
    }
}

/* The values of a strip: in the image itself where it holds them side by side, else a copy. */
static inline const void *fa_strip_values(const fa_image *m, const fa_strip *s, int64_t row, int border, const char *fill,
                                          void *copy)
{
    const int64_t from = fa_border_index(row, m->height, border);
    if (from >= 0 && s->left >= 0 && s->left + s->pixels <= m->width && s->channels == m->channels)
        return fa_row(m, from) + s->left * fa_pixel_bytes(m);
    fa_copy_strip(m, s, row, border, fill, copy);
    return copy;
}

/* The inverse of a copy: writes a strip that lies in the image. */
static inline void fa_paste_strip(const fa_image *m, const fa_strip *s, int64_t row, const void *values)
{
    const int64_t item = fa_itemsize(m->dtype), bytes = fa_pixel_bytes(m), size = s->channels * item;
    char *to = fa_row(m, row) + s->left * bytes + s->channel * item;
    if (size == bytes) memcpy(to, values, (size_t)(s->pixels * size));
    else
        for (int64_t x = 0; x < s->pixels; x++) memcpy(to + x * bytes, (const char *)values + x * size, (size_t)size);
}

/* The inmost loops are made of blocks of so many values, whole vectors at every SIMD level. */
enum { FA_BLOCK = 64 };
static inline int64_t fa_blocks(int64_t n) { return (n + FA_BLOCK - 1) / FA_BLOCK * FA_BLOCK; }

#endif
