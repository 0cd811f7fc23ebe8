/* The loop of rows functions that take every pixel alone. */
#ifndef FASTAUG_EACH_ROW_H
#define FASTAUG_EACH_ROW_H

#include "image.h"

/* Runs `statement` for src and dst rows x and y of n pixels; rows without gaps count as one long row. */
#define EACH_ROW(p, statement)                                                                                \
    {                                                                                                         \
        const fa_image *s_ = &(p)->src, *d_ = &(p)->dst;                                                      \
        const int whole = s_->stride == s_->width * fa_pixel_bytes(s_) && d_->stride == d_->width * fa_pixel_bytes(d_); \
        const int64_t n = whole ? s_->width * (last - first) : s_->width;                                     \
        for (int64_t i = first; i < (whole ? fa_min(first + 1, last) : last); i++) {                          \
            const char *x = fa_row(s_, i);                                                                    \
            char *y = fa_row(d_, i);                                                                          \
            statement;                                                                                        \
        }                                                                                                     \
    }

#endif
