/* Blocks of 16 pixels: which lie inside the image, and their taps side by side; compiled per SIMD level.
 *
 * The four taps of each pixel are copied by scalar moves into a small ring, some blocks ahead of the arithmetic.
 * Loads and stores use ports the arithmetic does not need, where gathers would block it; a wide load waits until the
 * small stores below it have left the store buffer, hence the distance. The same ring takes the taps that the border
 * rule makes up, so that the arithmetic knows no borders. */

#if FA_LEVEL > 0
/* Where a block samples: pixel (x, y) = (xq, yq) >> shift, rounded to nearest if `bias` is half a unit, and the `taps` - 1
 * pixels to the right and below. Offsets are in bytes. INSIDE: all taps lie in the image, and reading `reach` bytes at
 * each row of them stays in its memory. OUTSIDE: every tap is the fill value. */
typedef struct {
    int shift, bias, taps;
    int64_t pixel_bytes, reach;
} FA(footprint);

FA_INLINE int FA(classify)(const source *s, const int32_t *xq, const int32_t *yq, const FA(footprint) f, int32_t *offset)
{
    const int64_t limit = s->size - (f.taps - 1) * s->stride - f.reach;
    const int w = (int)s->width, h = (int)s->height;
#if FA_LEVEL == 2
    __m512i x = _mm512_srai_epi32(_mm512_add_epi32(_mm512_loadu_si512(xq), _mm512_set1_epi32(f.bias)), f.shift);
    __m512i y = _mm512_srai_epi32(_mm512_add_epi32(_mm512_loadu_si512(yq), _mm512_set1_epi32(f.bias)), f.shift);
    __m512i at = _mm512_add_epi32(_mm512_mullo_epi32(y, _mm512_set1_epi32((int)s->stride)),
                                  _mm512_mullo_epi32(x, _mm512_set1_epi32((int)f.pixel_bytes)));
    _mm512_storeu_si512(offset, at);
    __mmask16 in = _mm512_cmplt_epu32_mask(x, _mm512_set1_epi32(w - f.taps + 1));
    in = _mm512_mask_cmplt_epu32_mask(in, y, _mm512_set1_epi32(h - f.taps + 1));
    if (FA_LIKELY(_mm512_mask_cmple_epu32_mask(in, at, _mm512_set1_epi32((int)limit)) == 0xffff && limit >= 0)) return INSIDE;
    if (s->border != FA_CONSTANT) return BORDER;
    const __m512i before = _mm512_set1_epi32(f.taps - 1);
    __mmask16 some = _mm512_cmplt_epu32_mask(_mm512_add_epi32(x, before), _mm512_set1_epi32(w + f.taps - 1));
    some = _mm512_mask_cmplt_epu32_mask(some, _mm512_add_epi32(y, before), _mm512_set1_epi32(h + f.taps - 1));
    return some ? BORDER : OUTSIDE;
#else
    const __m256i flip = _mm256_set1_epi32(INT32_MIN); /* turns the signed comparison into an unsigned one */
#define BELOW(v, n) _mm256_cmpgt_epi32(_mm256_set1_epi32((int)((uint32_t)(n) ^ 0x80000000u)), _mm256_xor_si256(v, flip))
    __m256i in = _mm256_set1_epi32(-1), some = _mm256_setzero_si256();
    for (int g = 0; g < 16; g += 8) {
        const __m256i bias = _mm256_set1_epi32(f.bias), before = _mm256_set1_epi32(f.taps - 1);
        __m256i x = _mm256_srai_epi32(_mm256_add_epi32(_mm256_loadu_si256((const __m256i *)(xq + g)), bias), f.shift);
        __m256i y = _mm256_srai_epi32(_mm256_add_epi32(_mm256_loadu_si256((const __m256i *)(yq + g)), bias), f.shift);
        __m256i at = _mm256_add_epi32(_mm256_mullo_epi32(y, _mm256_set1_epi32((int)s->stride)),
                                      _mm256_mullo_epi32(x, _mm256_set1_epi32((int)f.pixel_bytes)));
        _mm256_storeu_si256((__m256i *)(offset + g), at);
        in = _mm256_and_si256(_mm256_and_si256(in, BELOW(x, w - f.taps + 1)), _mm256_and_si256(BELOW(y, h - f.taps + 1), BELOW(at, limit + 1)));
        some = _mm256_or_si256(some, _mm256_and_si256(BELOW(_mm256_add_epi32(x, before), w + f.taps - 1),
                                                      BELOW(_mm256_add_epi32(y, before), h + f.taps - 1)));
    }
#undef BELOW
    if (FA_LIKELY(_mm256_movemask_epi8(in) == -1 && limit >= 0)) return INSIDE;
    return s->border == FA_CONSTANT && _mm256_testz_si256(some, some) ? OUTSIDE : BORDER;
#endif
}

/* All blocks of a segment. The last one, if it is not full, counts as BORDER. */
FA_INLINE int FA(classify_segment)(const source *s, const int32_t *xq, const int32_t *yq, int n, const FA(footprint) f,
                                   int32_t *offset, uint8_t *state)
{
    int others = 0;
    for (int j = 0; j < n; j += 16) {
        int where = FA(classify)(s, xq + j, yq + j, f, offset + j);
        if (j + 16 > n) where = BORDER;
        state[j / 16] = (uint8_t)where;
        others += where != INSIDE;
    }
    return others;
}

/* Indices by the border rule; |v| < 2^16 + 1, so the float quotient is off by one at most. They come
 * multiplied by `step`; those of the fill value are negative. */
static void FA(map_indices)(const int32_t *restrict v, int count, int32_t n, int border, int32_t step, int32_t *restrict out)
{
    if (border == FA_CONSTANT) {
        for (int k = 0; k < count; k++) out[k] = ((uint32_t)v[k] < (uint32_t)n ? v[k] : -1) * step;
    } else if (border == FA_EDGE || n == 1) {
        for (int k = 0; k < count; k++) out[k] = (v[k] < 0 ? 0 : v[k] > n - 1 ? n - 1 : v[k]) * step;
    } else {
        const int32_t period = border == FA_WRAP ? n : border == FA_SYMMETRIC ? 2 * n : 2 * n - 2;
        const int32_t mirror = border == FA_WRAP ? INT32_MAX : border == FA_SYMMETRIC ? period - 1 : period;
        const float inverse = 1.0f / (float)period;
        for (int k = 0; k < count; k++) {
            int32_t r = v[k] - (int32_t)floorf((float)v[k] * inverse) * period;
            r = r < 0 ? r + period : r;
            r = r >= period ? r - period : r;
            out[k] = (r < mirror - r ? r : mirror - r) * step;
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
    if (channels == 1) {
        for (int k = 0; k < 16; k++) { /* both rows in one store */
            uint16_t a, b;
            memcpy(&a, p0 + (uint32_t)offset[k], 2);
            memcpy(&b, p1 + (uint32_t)offset[k], 2);
            uint32_t both = a | (uint32_t)b << 16;
            __asm__("" : "+r"(both)); /* keep it scalar */
            memcpy(ring + ENTRY(k, channels), &both, 4);
        }
    } else {
        COPY16(uint64_t, 8)
    }
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
    FA(map_indices)(x[0], 32, (int32_t)s->width, s->border, (int32_t)s->channels, mx[0]);
    FA(map_indices)(y[0], 32, (int32_t)s->height, s->border, (int32_t)s->stride, my[0]);
    const int64_t last = s->size - 4; /* from here on four bytes can be read */
    uint32_t fill = 0, v;
    memcpy(&fill, s->fill, (size_t)channels);
    for (int k = 0; k < 16; k++)
        for (int t = 0; t < 4; t++) {
            const int32_t u = mx[t & 1][k], w = my[t >> 1][k];
            if ((u | w) < 0) v = fill;
            else if (FA_LIKELY((int64_t)u + w <= last)) memcpy(&v, s->p + u + w, 4);
            else memcpy(&v, s->p + u + w, (size_t)channels);
            uint8_t *to = ring + ENTRY(k, channels) + half * (t >> 1) + channels * (t & 1);
            if (channels == 1) *to = (uint8_t)v;
            else memcpy(to, &v, 4); /* of 3 channels the next tap overwrites the fourth byte */
        }
}
#endif
