/* Weighted sums of uint8 images in fixed point. With w = 2^bits * weight and p a pixel:
 *
 *     columns first   t = (sum w p + half) >> (bits - 7)      7 fraction bits
 *     then rows       (sum w t + half) >> (bits + 7)          clipped to 0 .. 255
 *
 * Tables hold n = -w, and intermediate rows hold u = 2^14 - t, which fits int16 even where a cubic overshoots:
 *
 *     u = (sum n p + column_bias) >> (bits - 7),    out = (sum n u + row_bias) >> (bits + 7) */

FA_INLINE int32_t FA(column_bias)(int bits) { return (1 << (bits + 7)) + (1 << (bits - 8)) - 1; }
FA_INLINE int32_t FA(row_bias)(int bits) { return (1 << (bits + 14)) + (1 << (bits + 6)); }

FA_INLINE void FA(fixed_columns_of)(const uint8_t *row, const fa_axis *x, int64_t from, int64_t channels, int16_t *out)
{
    const int16_t *n = (const int16_t *)x->weights + from * x->pitch;
    out += from * channels;
    for (int64_t j = from; j < x->out; j++, n += x->pitch, out += channels) {
        const uint8_t *p = row + x->first[j] * channels;
        for (int64_t c = 0; c < channels; c++) {
            int32_t sum = FA(column_bias)(x->bits);
            for (int64_t k = 0; k < x->taps; k++) sum += n[k] * p[k * channels + c];
            out[c] = (int16_t)(sum >> (x->bits - 7));
        }
    }
}

/* Outputs `from` onwards of an intermediate row. */
static void FA(fixed_columns)(const uint8_t *row, const fa_axis *x, int64_t from, int64_t channels, int16_t *out)
{
    switch (channels) { /* a constant unrolls the loop over channels */
    case 1: FA(fixed_columns_of)(row, x, from, 1, out); break;
    case 3: FA(fixed_columns_of)(row, x, from, 3, out); break;
    case 4: FA(fixed_columns_of)(row, x, from, 4, out); break;
    default: FA(fixed_columns_of)(row, x, from, channels, out);
    }
}

#if FA_X86
#include "resize_fixed_x86.h"
#else
static int64_t FA(vector_columns)(const uint8_t *row, int64_t readable, const fa_axis *x, int64_t channels, int16_t *out)
{
    (void)row, (void)readable, (void)x, (void)channels, (void)out;
    return 0;
}

/* Output row i from intermediate rows, of which source row r lies at ring + (r & mask) * pitch; `sum` is scratch. */
static void FA(fixed_rows)(const int16_t *ring, int64_t pitch, int64_t mask, const fa_axis *y, int64_t i, int64_t length,
                           int32_t *sum, uint8_t *out)
{
    const int16_t *n = (const int16_t *)y->weights + i * y->pitch;
    for (int64_t c = 0; c < length; c++) sum[c] = FA(row_bias)(y->bits);
    for (int64_t k = 0; k < y->taps; k++) {
        const int16_t *u = ring + ((y->first[i] + k) & mask) * pitch;
        for (int64_t c = 0; c < length; c++) sum[c] += n[k] * u[c];
    }
    for (int64_t c = 0; c < length; c++) {
        int32_t v = sum[c] >> (y->bits + 7);
        out[c] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
}
#endif
#if FA_LEVEL == 2
#include "resize_fixed_avx512.h"
#endif

static void FA(filter_u8)(const fa_resize *p, int64_t first, int64_t last)
{
    const fa_axis *y = p->rows, *x = p->columns;
    const int64_t channels = p->dst.channels, length = p->dst.width * channels;
    const int64_t pitch = (length + 71) / 64 * 64; /* at least eight values more than `length` */
    int64_t have = 0, slots = 1;
    while (slots < y->taps) slots *= 2;
    int64_t bytes = (slots + 2) * pitch * (int64_t)sizeof(int16_t);
#if FA_LEVEL == 2
    const int64_t windows_at = (bytes + 63) / 64 * 64, vectors = (length + 15) / 16;
    const int64_t readable = p->end - fa_row(&p->src, y->first[last - 1] + y->taps - 1);
    int windowed = x->taps <= FA_WINDOW_TAPS && FA(fits_windows)(x, channels);
    if (windowed) bytes = windows_at + vectors * (FA(table_bytes)(x) + (int64_t)sizeof(int64_t)) + 64;
#endif
    void *scratch = malloc((size_t)bytes + 64);
    if (!scratch) {
        *p->failed = 1;
        return;
    }
    int16_t *ring = (int16_t *)(((uintptr_t)scratch + 63) / 64 * 64), *sum = ring + slots * pitch;
#if FA_LEVEL == 2
    char *windows = (char *)ring + windows_at;
    int64_t *base = (int64_t *)(windows + vectors * FA(table_bytes)(x));
    const int narrow = windowed && FA(make_windows)(x, channels, readable, 64, windows, base);
    windowed = narrow || (windowed && FA(make_windows)(x, channels, readable, 128, windows, base));
#endif
    for (int64_t i = first; i < last; i++) {
        for (have = fa_max(have, y->first[i]); have < y->first[i] + y->taps; have++) {
            const uint8_t *row = (const uint8_t *)fa_row(&p->src, have);
            int16_t *out = ring + (have & (slots - 1)) * pitch;
#if FA_LEVEL == 2
            if (windowed) {
                FA(window_columns)(row, readable, x, channels, !narrow, windows, base, p->src.stride, out);
                continue;
            }
#endif
            const int64_t made = FA(vector_columns)(row, (const uint8_t *)p->end - row, x, channels, out);
            FA(fixed_columns)(row, x, made, channels, out);
        }
        FA(fixed_rows)(ring, pitch, slots - 1, y, i, length, (int32_t *)sum, (uint8_t *)fa_row(&p->dst, i));
    }
    free(scratch);
}
