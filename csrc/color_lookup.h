/* Tables of 256 bytes: at the top level four registers hold one, two permutations look up in two registers each and
 * bit 7 chooses. Below it the plain loop is as fast as shuffles are. */
#if FA_LEVEL == 2
FA_INLINE __m512i FA(look)(const __m512i t[4], __m512i v)
{
    const __m512i low = _mm512_permutex2var_epi8(t[0], v, t[1]), high = _mm512_permutex2var_epi8(t[2], v, t[3]);
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(v), low, high);
}
#endif
static void FA(lookup_u8)(const char *src, char *dst, int64_t n, const char *table)
{
    const uint8_t *restrict x = (const uint8_t *)src, *restrict t = (const uint8_t *)table;
    uint8_t *restrict y = (uint8_t *)dst;
    int64_t i = 0;
#if FA_LEVEL == 2
    __m512i quarters[4];
    memcpy(quarters, t, 256);
    for (int64_t step; i < n; i += step) { /* the first step ends where the output is aligned */
        step = i ? 64 : 64 - ((intptr_t)y & 63);
        if (step == 64 && i + 64 <= n) {
            _mm512_storeu_si512(y + i, FA(look)(quarters, _mm512_loadu_si512(x + i)));
        } else {
            step = fa_min(step, n - i);
            const __mmask64 part = ~(uint64_t)0 >> (64 - step);
            _mm512_mask_storeu_epi8(y + i, part, FA(look)(quarters, _mm512_maskz_loadu_epi8(part, x + i)));
        }
    }
#else
    for (; i + 8 <= n; i += 8) { /* one load of 8 bytes, 8 look-ups, one store */
        uint64_t v, w = 0;
        memcpy(&v, x + i, 8);
        for (int k = 0; k < 64; k += 8) w |= (uint64_t)t[v >> k & 255] << k;
        memcpy(y + i, &w, 8);
    }
    for (; i < n; i++) y[i] = t[x[i]];
#endif
}

static void FA(lookup_u16)(const char *src, char *dst, int64_t n, const char *table)
{
    const uint16_t *restrict x = (const uint16_t *)src, *restrict t = (const uint16_t *)table;
    uint16_t *restrict y = (uint16_t *)dst;
    for (int64_t i = 0; i < n; i++) y[i] = t[x[i]];
}
