/* Weighted sums of uint16, float32 and float64 images: VALUE is the pixel type, REAL that of weights and sums. Columns
 * first, taps in order. */

FA_INLINE void NAME(columns_of)(const VALUE *row, const fa_axis *x, int64_t channels, REAL *out)
{
    const int64_t taps = x->taps;
    const REAL *w = x->weights;
    for (int64_t j = 0; j < x->out; j++, w += x->pitch, out += channels) {
        const VALUE *p = row + x->first[j] * channels;
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
    switch (channels) { /* a constant unrolls the inner loop */
    case 1: NAME(columns_of)(p, x, 1, out); break;
    case 3: NAME(columns_of)(p, x, 3, out); break;
    case 4: NAME(columns_of)(p, x, 4, out); break;
    default: NAME(columns_of)(p, x, channels, out);
    }
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
        for (int64_t k = 0; k < y->taps; k++) {
            const REAL *line = ring + ((from + k) & (slots - 1)) * length;
            if (k == 0) for (int64_t c = 0; c < length; c++) sum[c] = w[0] * line[c];
            else for (int64_t c = 0; c < length; c++) sum[c] += w[k] * line[c];
        }
        VALUE *out = (VALUE *)fa_row(&p->dst, i);
        for (int64_t c = 0; c < length; c++) out[c] = ROUND(sum[c]);
    }
    free(ring);
}
#undef VALUE
#undef REAL
#undef NAME
#undef ROUND
