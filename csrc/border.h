/* Border rules, by NumPy's names. `a b c d` is a row; v is an index on it.
 *
 *     constant    k k k | a b c d | k k k
 *     edge        a a a | a b c d | d d d
 *     reflect     d c b | a b c d | c b a
 *     symmetric   c b a | a b c d | d c b
 *     wrap        b c d | a b c d | a b c
 */
#ifndef FASTAUG_BORDER_H
#define FASTAUG_BORDER_H

#include "image.h"

/* The index in 0 .. n-1 that stands for v, or -1 for the fill value. */
static inline int64_t fa_border_index(int64_t v, int64_t n, int border)
{
    if ((uint64_t)v < (uint64_t)n) return v;
    if (border == FA_CONSTANT) return -1;
    if (border == FA_EDGE || n == 1) return v < 0 ? 0 : n - 1;
    int64_t period = border == FA_WRAP ? n : border == FA_SYMMETRIC ? 2 * n : 2 * n - 2;
    if (v < -period || v >= period) v %= period; /* rare, and slow */
    if (v < 0) v += period;
    if (v < n) return v;
    return border == FA_SYMMETRIC ? period - 1 - v : period - v;
}

/* A stretch of indices along a row: first, first + step, ...; step 0 repeats one, and first -1 is the fill value. */
typedef struct {
    int64_t first, step, pixels;
} fa_border_run;

/* The stretch that stands for v, v + 1, ..., to where the direction changes. */
static inline fa_border_run fa_border_run_at(int64_t v, int64_t n, int border)
{
    if ((uint64_t)v < (uint64_t)n) return (fa_border_run){v, 1, n - v};
    const int64_t at = fa_border_index(v, n, border);
    if (border == FA_CONSTANT || border == FA_EDGE || n == 1) return (fa_border_run){at, 0, v < 0 ? -v : INT64_MAX};
    const int64_t next = fa_border_index(v + 1, n, border);
    if (border == FA_WRAP || next > at) return (fa_border_run){at, 1, n - at};
    return (fa_border_run){at, -1, next == at ? 1 : at + 1};
}

#endif
