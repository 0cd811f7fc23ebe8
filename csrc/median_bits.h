/* Medians by bisection, for values of one type: define VALUE, BITS (an unsigned integer of its size), NAME(name), KEY and
 * FROM_KEY. The median is the least key that more than half of the neighbourhood do not exceed; it is found bit by bit,
 * the highest first, for many values at once. */

FA_NOINLINE static void NAME(count_up_to)(const BITS *restrict keys, int64_t step, int64_t size, const BITS *restrict limit, int64_t n,
                              BITS *restrict count)
{
    int64_t k = 0;
    for (; k + 3 <= size; k += 3) {
        const BITS *restrict a = keys + k * step, *restrict b = a + step, *restrict c = b + step;
        for (int64_t i = 0; i < n; i++)
            count[i] = (BITS)(count[i] + (BITS)(a[i] <= limit[i]) + (BITS)(b[i] <= limit[i]) + (BITS)(c[i] <= limit[i]));
    }
    for (; k < size; k++)
        for (int64_t i = 0; i < n; i++) count[i] = (BITS)(count[i] + (BITS)(keys[i + k * step] <= limit[i]));
}

/* Row `row` of a strip. */
static void NAME(bits_of_strip)(const fa_median *p, const fa_strip *s, int64_t row)
{
    FA_ALIGN64 BITS keys[LANES + MARGIN] = {0}, limit[LANES], count[LANES];
    const int64_t r = p->size / 2, n = s->pixels * s->channels, padded = fa_blocks(n);
    const fa_strip wide = {s->left - r, s->pixels + 2 * r, s->channel, s->channels};
    const BITS half = (BITS)(p->size * p->size / 2);
    memset(limit, 255, sizeof limit);
    for (int bit = 8 * sizeof(BITS) - 1; bit >= 0; bit--) {
        const BITS one = (BITS)((BITS)1 << bit);
        for (int64_t i = 0; i < padded; i++) limit[i] ^= one;
        memset(count, 0, sizeof count);
        for (int64_t k = row - r; k <= row + r; k++) {
            fa_copy_strip(&p->src, &wide, k, FA_EDGE, NULL, keys);
            for (int64_t i = 0; i < n + 2 * r * s->channels; i++) keys[i] = KEY(keys[i]);
            NAME(count_up_to)(keys, s->channels, p->size, limit, padded, count);
        }
        for (int64_t i = 0; i < padded; i++) limit[i] |= count[i] > half ? 0 : one;
    }
    BITS *to = (BITS *)fa_row(&p->dst, row) + s->left * p->dst.channels + s->channel;
    for (int64_t i = 0; i < n; i++) to[i / s->channels * p->dst.channels + i % s->channels] = FROM_KEY(limit[i]);
}

static void NAME(bits)(const fa_median *p, int64_t first, int64_t last)
{
    const int64_t w = p->src.width, channels = p->src.channels;
    fa_strip s;
    for (s.channel = 0; s.channel < channels; s.channel += s.channels) {
        s.channels = fa_min(channels - s.channel, MARGIN / (p->size - 1));
        for (s.left = 0; s.left < w; s.left += s.pixels) {
            s.pixels = fa_min(LANES / s.channels, w - s.left);
            for (int64_t i = first; i < last; i++) NAME(bits_of_strip)(p, &s, i);
        }
    }
}
