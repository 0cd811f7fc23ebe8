/* Weighted sums of uint16, float32 and float64 images: VALUE is the pixel type, REAL that of weights and sums. Columns
 * first, taps in order. */

FA_INLINE void NAME(columns_of)(const VALUE *restrict row, const fa_axis *x, int64_t channels, int64_t taps,
                                REAL *restrict out)
{
    const REAL *restrict w = x->weights;
    const int32_t *restrict first = x->first;
    for (int64_t j = 0; j < x->out; j++, w += taps, out += channels) {
        const VALUE *p = row + first[j] * channels;
        for (int64_t c = 0; c < channels; c++) out[c] = w[0] * (REAL)p[c];
        for (int64_t k = 1; k < taps; k++) {
            p += channels;
            for (int64_t c = 0; c < channels; c++) out[c] += w[k] * (REAL)p[c];
        }
    }
}

static void NAME(columns)(const char *row, const fa_axis *x, int64_t channels, REAL *out)
{
    const VALUE *p = (const VALUE *)row;
#define BY_TAPS(n)                                                              \
    switch (x->taps) {                                                          \
    case 2: NAME(columns_of)(p, x, n, 2, out); break;                           \
    case 3: NAME(columns_of)(p, x, n, 3, out); break;                           \
    case 4: NAME(columns_of)(p, x, n, 4, out); break;                           \
    case 5: NAME(columns_of)(p, x, n, 5, out); break;                           \
    default: NAME(columns_of)(p, x, n, x->taps, out);                           \
    }
    switch (channels) { /* constants unroll the inner loops */
    case 1: BY_TAPS(1) break;
    case 3: BY_TAPS(3) break;
    case 4: BY_TAPS(4) break;
    default: NAME(columns_of)(p, x, channels, x->taps, out);
    }
#undef BY_TAPS
}

/* sum += w[0] * a + w[1] * b, in this order. */
static void NAME(add_two)(const REAL *restrict a, const REAL *restrict b, const REAL *w, int64_t length, REAL *restrict sum)
{
    const REAL v = w[0], u = w[1];
    for (int64_t c = 0; c < length; c++) sum[c] = sum[c] + v * a[c] + u * b[c];
}

static void NAME(filter)(const fa_resize *p, int64_t first, int64_t last)
{
    const fa_axis *y = p->rows;
    const int64_t channels = p->dst.channels, length = p->dst.width * channels;
    int64_t have = 0, slots = 1;
    while (slots < y->taps) slots *= 2;
    REAL *ring = malloc((size_t)((slots + 1) * length) * sizeof *ring), *sum = ring + slots * length;
    if (!ring) {
        *p->failed = 1;
        return;
    }
    for (int64_t i = first; i < last; i++) {
        const REAL *w = (const REAL *)y->weights + i * y->pitch;
        const int64_t from = y->first[i];
        for (have = fa_max(have, from); have < from + y->taps; have++)
            NAME(columns)(fa_row(&p->src, have), p->columns, channels, ring + (have & (slots - 1)) * length);
#define LINE(k) (ring + ((from + (k)) & (slots - 1)) * length)
        int64_t k = y->taps % 2;
        if (k) for (int64_t c = 0; c < length; c++) sum[c] = w[0] * LINE(0)[c];
        else memset(sum, 0, (size_t)length * sizeof *sum);
        for (; k < y->taps; k += 2) NAME(add_two)(LINE(k), LINE(k + 1), w + k, length, sum);
#undef LINE
        VALUE *out = (VALUE *)fa_row(&p->dst, i);
        for (int64_t c = 0; c < length; c++) out[c] = ROUND(sum[c]);
    }
    free(ring);
}
#undef VALUE
#undef REAL
#undef NAME
#undef ROUND
