/* Blocks of 16 pixels: which lie inside the image, and their taps side by side; compiled per SIMD level.
 *
 * The four taps of each pixel are copied by scalar moves into a small ring, some blocks ahead of the arithmetic.
 * Loads and stores use ports the arithmetic does not need, where gathers would block it; a wide load waits until the
 * small stores below it have left the store buffer, hence the distance. The same ring takes the taps that the border
 * rule makes up, so that the arithmetic knows no borders. */

#if FA_LEVEL > 0
/* INSIDE: all taps lie in the image and reading `reach` bytes at each stays in its memory. OUTSIDE: every tap is fill. */
static int FA(classify)(const source *s, const int32_t *restrict xq, const int32_t *restrict yq, int64_t reach, int32_t *restrict offset)
{
    const uint32_t w = (uint32_t)s->width, h = (uint32_t)s->height;
    const int32_t stride = (int32_t)s->stride, bytes = (int32_t)s->channels;
    const int64_t limit = s->size - s->stride - reach;
    const int32_t most = limit < 0 ? -1 : (int32_t)limit;
    int32_t bad = 0, some = 0;
    for (int k = 0; k < 16; k++) {
        int32_t x = xq[k] >> 15, y = yq[k] >> 15, at = y * stride + x * bytes;
        offset[k] = at;
        bad |= ((uint32_t)x >= w - 1) | ((uint32_t)y >= h - 1) | (at > most);
        some |= ((uint32_t)(x + 1) <= w) & ((uint32_t)(y + 1) <= h);
    }
    if (!bad) return INSIDE;
    return s->border == FA_CONSTANT && !some ? OUTSIDE : BORDER;
}

/* 16 indices by the border rule; |v| < 2^16 + 1, so the float quotient is off by one at most. Fill becomes -1. */
static void FA(map_indices)(const int32_t *restrict v, int32_t n, int border, int32_t *restrict out)
{
    if (border == FA_CONSTANT) {
        for (int k = 0; k < 16; k++) out[k] = (uint32_t)v[k] < (uint32_t)n ? v[k] : -1;
    } else if (border == FA_EDGE || n == 1) {
        for (int k = 0; k < 16; k++) out[k] = v[k] < 0 ? 0 : v[k] > n - 1 ? n - 1 : v[k];
    } else {
        const int32_t period = border == FA_WRAP ? n : border == FA_SYMMETRIC ? 2 * n : 2 * n - 2;
        const int32_t mirror = border == FA_WRAP ? INT32_MAX : border == FA_SYMMETRIC ? period - 1 : period;
        const float inverse = 1.0f / (float)period;
        for (int k = 0; k < 16; k++) {
            int32_t r = v[k] - (int32_t)floorf((float)v[k] * inverse) * period;
            r = r < 0 ? r + period : r;
            r = r >= period ? r - period : r;
            out[k] = r < mirror - r ? r : mirror - r;
        }
    }
}

#undef ENTRY
#if FA_LEVEL == 2
#define ENTRY(k, channels) ((channels) == 1 ? 4 * (k) : 64 * ((k) % 4) + 16 * ((k) / 4))
#else
#define ENTRY(k, channels) ((channels) == 1 ? 4 * (k) : 128 * ((k) / 8) + 32 * ((k) % 4) + 16 * ((k) % 8 / 4))
#endif

FA_INLINE void FA(copy_taps)(const source *s, const int32_t *offset, uint8_t *ring, const int channels)
{
    const char *p0 = s->p, *p1 = s->p + s->stride;
#define COPY(K, T, HALF)                                            \
    {                                                               \
        T a, b;                                                     \
        memcpy(&a, p0 + (uint32_t)offset[K], HALF);                 \
        memcpy(&b, p1 + (uint32_t)offset[K], HALF);                 \
        __asm__("" : "+r"(a), "+r"(b)); /* keep them scalar */      \
        memcpy(ring + ENTRY(K, channels), &a, HALF);                \
        memcpy(ring + ENTRY(K, channels) + HALF, &b, HALF);         \
    }
#define COPY16(T, H) COPY(0, T, H) COPY(1, T, H) COPY(2, T, H) COPY(3, T, H) COPY(4, T, H) COPY(5, T, H) COPY(6, T, H) \
    COPY(7, T, H) COPY(8, T, H) COPY(9, T, H) COPY(10, T, H) COPY(11, T, H) COPY(12, T, H) COPY(13, T, H) COPY(14, T, H) COPY(15, T, H)
    if (channels == 1) { COPY16(uint16_t, 2) } else { COPY16(uint64_t, 8) }
#undef COPY16
#undef COPY
}

/* The same for a block that needs the border rule. */
static void FA(border_taps)(const source *s, const int32_t *xq, const int32_t *yq, uint8_t *ring, const int channels)
{
    int32_t x[2][16], y[2][16], mx[2][16], my[2][16];
    const int half = channels == 1 ? 2 : 8;
    for (int k = 0; k < 16; k++) {
        x[0][k] = xq[k] >> 15;
        y[0][k] = yq[k] >> 15;
        x[1][k] = x[0][k] + 1;
        y[1][k] = y[0][k] + 1;
    }
    for (int t = 0; t < 2; t++) {
        FA(map_indices)(x[t], (int32_t)s->width, s->border, mx[t]);
        FA(map_indices)(y[t], (int32_t)s->height, s->border, my[t]);
    }
    for (int k = 0; k < 16; k++)
        for (int t = 0; t < 4; t++) {
            int32_t u = mx[t & 1][k], v = my[t >> 1][k];
            const char *from = (u | v) < 0 ? s->fill : s->p + (int64_t)v * s->stride + (int64_t)u * channels;
            uint8_t *to = ring + ENTRY(k, channels) + half * (t >> 1) + channels * (t & 1);
            if (channels == 3) {
                memcpy(to, from, 2);
                to[2] = (uint8_t)from[2];
            } else {
                memcpy(to, from, (size_t)channels);
            }
        }
}
#endif
