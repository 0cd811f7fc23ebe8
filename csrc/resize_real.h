/* Weighted sums of uint16, float32 and float64 images: VALUE is the pixel type, REAL that of weights and sums. Columns
 * first, taps in order. */

#if FA_X86 && defined(LOAD4)
#include "resize_real_x86.h"
#endif

/* Outputs `from` onwards. */
FA_INLINE void NAME(scalar_columns)(const VALUE *restrict row, const fa_axis *x, int64_t from, int64_t channels, int64_t taps,
                                    REAL *restrict out)
{
    const REAL *restrict w = (const REAL *)x->weights + from * x->pitch;
    out += from * channels;
    for (int64_t j = from; j < x->out; j++, w += x->pitch, out += channels) {
        const VALUE *p = row + x->first[j] * channels;
        for (int64_t c = 0; c < channels; c++) out[c] = w[0] * (REAL)p[c];
        for (int64_t k = 1; k < taps; k++) {
            p += channels;
            for (int64_t c = 0; c < channels; c++) out[c] += w[k] * (REAL)p[c];
        }
    }
}

/* `readable` counts values from the start of the row. */
FA_INLINE void NAME(columns_of)(const VALUE *row, int64_t readable, const fa_axis *x, int64_t channels, int64_t taps, REAL *out)
{
    int64_t made = 0;
#if FA_X86 && defined(LOAD4)
    if (channels == 1) made = NAME(gray_columns)(row, readable, x, taps, out);
    else if (channels == 3 || channels == 4) made = NAME(lane_columns)(row, readable, x, channels, taps, out);
    else if (channels > 4) made = NAME(many_columns)(row, x, channels, taps, out);
#else
    (void)readable;
#endif
    NAME(scalar_columns)(row, x, made, channels, taps, out);
}

static void NAME(columns)(const VALUE *row, int64_t readable, const fa_axis *x, int64_t channels, REAL *out)
{
#define BY_TAPS(n)                                                            \
    switch (x->taps) {                                                        \
    case 2: NAME(columns_of)(row, readable, x, n, 2, out); break;             \
    case 3: NAME(columns_of)(row, readable, x, n, 3, out); break;             \
    case 4: NAME(columns_of)(row, readable, x, n, 4, out); break;             \
    case 5: NAME(columns_of)(row, readable, x, n, 5, out); break;             \
    default: NAME(columns_of)(row, readable, x, n, x->taps, out);             \
    }
    switch (channels) { /* constants unroll the inner loops */
    case 1: BY_TAPS(1) break;
    case 3: BY_TAPS(3) break;
    case 4: BY_TAPS(4) break;
    default: NAME(columns_of)(row, readable, x, channels, x->taps, out);
    }
#undef BY_TAPS
}

/* sum += w[0] * a + w[1] * b, in this order. */
static void NAME(add_two)(const REAL *restrict a, const REAL *restrict b, const REAL *w, int64_t length, REAL *restrict sum)
{
    const REAL v = w[0], u = w[1];
    for (int64_t c = 0; c < length; c++) sum[c] = sum[c] + v * a[c] + u * b[c];
}

/* Output row i from intermediate rows, of which source row r lies at ring + (r & mask) * length. */
static void NAME(rows)(const REAL *ring, int64_t mask, const fa_axis *y, int64_t i, int64_t length, REAL *sum, VALUE *out)
{
    const REAL *w = (const REAL *)y->weights + i * y->pitch;
#define LINE(k) (ring + ((y->first[i] + (k)) & mask) * length)
    if (y->taps == 2) {
        const REAL *restrict a = LINE(0), *restrict b = LINE(1);
        for (int64_t c = 0; c < length; c++) out[c] = ROUND(w[0] * a[c] + w[1] * b[c]);
        return;
    }
    int64_t k = y->taps % 2;
    if (k) for (int64_t c = 0; c < length; c++) sum[c] = w[0] * LINE(0)[c];
    else memset(sum, 0, (size_t)length * sizeof *sum);
    for (; k < y->taps; k += 2) NAME(add_two)(LINE(k), LINE(k + 1), w + k, length, sum);
#undef LINE
    for (int64_t c = 0; c < length; c++) out[c] = ROUND(sum[c]);
}

static void NAME(filter)(const fa_resize *p, int64_t first, int64_t last)
{
    const fa_axis *y = p->rows;
    const int64_t channels = p->dst.channels, length = p->dst.width * channels;
    int64_t have = 0, slots = 1;
    while (slots < y->taps) slots *= 2;
    REAL *ring = malloc((size_t)((slots + 1) * length) * sizeof *ring);
    if (!ring) {
        *p->failed = 1;
        return;
    }
    for (int64_t i = first; i < last; i++) {
        for (have = fa_max(have, y->first[i]); have < y->first[i] + y->taps; have++) {
            const VALUE *row = (const VALUE *)fa_row(&p->src, have);
            NAME(columns)(row, (const VALUE *)p->end - row, p->columns, channels, ring + (have & (slots - 1)) * length);
        }
        NAME(rows)(ring, slots - 1, y, i, length, ring + slots * length, (VALUE *)fa_row(&p->dst, i));
    }
    free(ring);
}
#undef VALUE
#undef REAL
#undef NAME
#undef ROUND
#undef LOAD4
#undef LOAD8
