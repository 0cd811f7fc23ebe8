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

/* Copies `size` bytes that do not overlap. From 2 KB on the C library copies by "rep movsb". Where the addresses differ by no
 * multiple of 32, that takes longer than a loop on AMD's Zen, and where they differ by 1 to 31 within a page, 2 to 20 times as
 * long. */
static inline void fa_copy(char *dst, const char *src, int64_t size)
{
    int64_t i = 0;
    if (size >= 2048 && ((uintptr_t)dst - (uintptr_t)src) % 32)
        for (; i + 64 <= size; i += 64) memcpy(dst + i, src + i, 64);
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
