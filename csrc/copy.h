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

/* Rows first .. last-1, at once where they follow each other without gaps. */
static inline void fa_copy_rows(const fa_image *src, const fa_image *dst, int64_t first, int64_t last)
{
    const int64_t size = src->width * fa_pixel_bytes(src);
    if (first >= last) return;
    if (src->stride == size && dst->stride == size) {
        memcpy(fa_row(dst, first), fa_row(src, first), (size_t)(size * (last - first)));
        return;
    }
    for (int64_t i = first; i < last; i++) memcpy(fa_row(dst, i), fa_row(src, i), (size_t)size);
}

#endif
