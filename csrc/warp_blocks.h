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
    const int64_t limit = fa_max(s->size - (f.taps - 1) * s->stride - f.reach, -1);
    const int w = (int)s->width, h = (int)s->height;
#if FA_LEVEL == 2
    __m512i x = _mm512_srai_epi32(_mm512_add_epi32(_mm512_loadu_si512(xq), _mm512_set1_epi32(f.bias)), f.shift);
    __m512i y = _mm512_srai_epi32(_mm512_add_epi32(_mm512_loadu_si512(yq), _mm512_set1_epi32(f.bias)), f.shift);
    __m512i at = _mm512_add_epi32(_mm512_mullo_epi32(y, _mm512_set1_epi32((int)s->stride)),
                                  _mm512_mullo_epi32(x, _mm512_set1_epi32((int)f.pixel_bytes)));
    _mm512_storeu_si512(offset, at);
    __mmask16 in = _mm512_cmplt_epu32_mask(x, _mm512_set1_epi32(w - f.taps + 1));
    in = _mm512_mask_cmplt_epu32_mask(in, y, _mm512_set1_epi32(h - f.taps + 1));
    if (FA_LIKELY(_mm512_mask_cmple_epi32_mask(in, at, _mm512_set1_epi32((int)limit)) == 0xffff)) return INSIDE;
    const __m512i before = _mm512_set1_epi32(f.taps - 1);
    __mmask16 some = _mm512_cmplt_epu32_mask(_mm512_add_epi32(x, before), _mm512_set1_epi32(w + f.taps - 1));
    some = _mm512_mask_cmplt_epu32_mask(some, _mm512_add_epi32(y, before), _mm512_set1_epi32(h + f.taps - 1));
    return s->border == FA_CONSTANT && !some ? OUTSIDE : BORDER;
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
        in = _mm256_and_si256(_mm256_and_si256(in, BELOW(x, w - f.taps + 1)), _mm256_and_si256(BELOW(y, h - f.taps + 1), _mm256_cmpgt_epi32(_mm256_set1_epi32((int)limit + 1), at)));
        some = _mm256_or_si256(some, _mm256_and_si256(BELOW(_mm256_add_epi32(x, before), w + f.taps - 1),
                                                      BELOW(_mm256_add_epi32(y, before), h + f.taps - 1)));
    }
#undef BELOW
    if (FA_LIKELY(_mm256_movemask_epi8(in) == -1)) return INSIDE;
    return s->border == FA_CONSTANT && _mm256_testz_si256(some, some) ? OUTSIDE : BORDER;
#endif
}

/* All blocks of a segment. The last one, if it is not full, counts as BORDER. */
FA_INLINE void FA(classify_segment)(const source *s, const int32_t *xq, const int32_t *yq, int n, const FA(footprint) f,
                                    int32_t *offset, uint8_t *state)
{
    for (int j = 0; j < n; j += 16) {
        int where = FA(classify)(s, xq + j, yq + j, f, offset + j);
        state[j / 16] = (uint8_t)(j + 16 > n ? BORDER : where);
    }
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

/* Asks for the cache lines that the block some output rows below will sample. */
FA_INLINE void FA(ask_ahead)(const source *s, const int32_t *offset)
{
    for (int k = 0; k < 16; k += 4) _mm_prefetch(s->p + offset[k] + s->ahead, _MM_HINT_T0);
}

FA_INLINE void FA(copy_taps)(const source *s, const int32_t *offset, uint8_t *ring, const int channels)
{
    const char *p0 = s->p, *p1 = s->p + s->stride;
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
        for (int k = 0; k < 16; k++) {
            __m128i v = _mm_loadl_epi64((const __m128i *)(p0 + (uint32_t)offset[k]));
            v = _mm_castps_si128(_mm_loadh_pi(_mm_castsi128_ps(v), (const __m64 *)(p1 + (uint32_t)offset[k])));
            _mm_store_si128((__m128i *)(ring + ENTRY(k, channels)), v);
        }
    }
}

/* Offsets of the taps of a block by the border rule, tap by tap: x and y hold the places of all of them. -1 is fill. */
static void FA(border_offsets)(const source *s, const int32_t *x, const int32_t *y, int count, int64_t pixel_bytes, int32_t *restrict offset)
{
    int32_t mx[64], my[64];
    FA(map_indices)(x, count, (int32_t)s->width, s->border, (int32_t)pixel_bytes, mx);
    FA(map_indices)(y, count, (int32_t)s->height, s->border, (int32_t)s->stride, my);
    for (int k = 0; k < count; k++) offset[k] = (mx[k] | my[k]) < 0 ? -1 : mx[k] + my[k];
}

/* copy_taps for a block that needs the border rule. */
static void FA(border_taps)(const source *s, const int32_t *xq, const int32_t *yq, uint8_t *ring, const int channels)
{
    int32_t x[64], y[64], offset[64];
    const int half = channels == 1 ? 2 : 8;
    const int32_t last = (int32_t)s->size - 4; /* up to here four bytes can be read */
    for (int k = 0; k < 16; k++) {
        x[k] = x[32 + k] = xq[k] >> 15;
        y[k] = y[16 + k] = yq[k] >> 15;
        x[16 + k] = x[48 + k] = x[k] + 1;
        y[32 + k] = y[48 + k] = y[k] + 1;
    }
    FA(border_offsets)(s, x, y, 64, channels, offset);
    for (int row = 0; row < 2; row++)
        for (int k = 0; k < 16; k++) {
            const int32_t left = offset[32 * row + k], right = offset[32 * row + 16 + k];
            const char *p = left < 0 ? s->fill : s->p + left, *q = right < 0 ? s->fill : s->p + right;
            uint8_t *to = ring + ENTRY(k, channels) + half * row;
            if (channels == 1) {
                to[0] = (uint8_t)p[0];
                to[1] = (uint8_t)q[0];
            } else if (FA_LIKELY(left <= last && right <= last)) {
                memcpy(to, p, 4);
                memcpy(to + channels, q, 4); /* over the fourth byte of 3 channels */
            } else {
                memcpy(to, p, (size_t)channels);
                memcpy(to + channels, q, (size_t)channels);
            }
        }
}
#endif
