/* Warps along a displacement field that is not stored: its rows are made as they are needed. */
#ifndef FASTAUG_ALONG_H
#define FASTAUG_ALONG_H

#include "platform.h"
#include "warp.h"

enum { FA_FIELD_WIDTH = 4096 }; /* of an image whose field is not stored, at most */

/* Makes rows first .. last-1 of dx and dy, the first of them at dx and dy. */
typedef void (*fa_field_rows_at)(const void *field, int64_t first, int64_t last, float *dx, float *dy);

static inline void fa_warp_along(fa_warp warp, fa_rows warp_rows, const void *field, fa_field_rows_at make,
                                 int64_t first, int64_t last)
{
    float dx[FA_FIELD_WIDTH], dy[FA_FIELD_WIDTH];
    const int64_t width = warp.dst.width, band = FA_FIELD_WIDTH / fa_max(width, 1);
    for (int64_t top = first; top < last; top += band) {
        const int64_t end = fa_min(top + band, last);
        make(field, top, end, dx, dy);
        warp.dx = dx - top * width; /* where row 0 would be */
        warp.dy = dy - top * width;
        warp_rows(&warp, top, end);
    }
}

#endif
