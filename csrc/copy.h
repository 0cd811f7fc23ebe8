/* Copies of pixels and rows. */
#ifndef FASTAUG_COPY_H
#define FASTAUG_COPY_H

#include "image.h"
#include "platform.h"

/* Fills `size` bytes, at least one pixel, with copies of a pixel. */
static inline void fa_repeat_pixel(const char *pixel, char *dst, int64_t size, int64_t bytes)
{
    memcpy(dst, pixel, (size_t)bytes);
    for (int64_t done = bytes; done < size; done *= 2) memcpy(dst + done, dst, (size_t)fa_min(done, size - done));
}

/* Copies `size` bytes that do not overlap, at one speed wherever they lie. memcpy of glibc is slower outside the cache, on
 * AMD: up to 1.6 times for rows, each of which it copies from the end where dst is up to 255 bytes behind src in its page, and
 * up to 3 times from 2 KB on, by "rep movsb", where the addresses differ by no multiple of 32. */
static inline void fa_copy(char *dst, const char *src, int64_t size)
{
    int64_t i = 0;
    for (; i + 64 <= size; i += 64) { /* loads first: a store would hold up the next load at its address modulo the page */
        char a[16], b[16], c[16], d[16];
        memcpy(a, src + i, 16);
        memcpy(b, src + i + 16, 16);
        memcpy(c, src + i + 32, 16);
        memcpy(d, src + i + 48, 16);
        memcpy(dst + i, a, 16);
        memcpy(dst + i + 16, b, 16);
        memcpy(dst + i + 32, c, 16);
        memcpy(dst + i + 48, d, 16);
    }
    memcpy(dst + i, src + i, (size_t)(size - i));
}

/* Rows first .. last-1, at once where they follow each other without gaps. */
static inline void fa_copy_rows(const fa_image *src, const fa_image *dst, int64_t first, int64_t last)
{
    const int64_t size = src->width * fa_pixel_bytes(src);
    if (first >= last) return;
    if (src->stride == size && dst->stride == size) {
        fa_copy(fa_row(dst, first), fa_row(src, first), size * (last - first));
        return;
    }
    for (int64_t i = first; i < last; i++) fa_copy(fa_row(dst, i), fa_row(src, i), size);
}

#endif
