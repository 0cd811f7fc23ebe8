/* Tables of 256 bytes. At the top level four registers hold one, two permutations look up in two registers each and bit 7
 * chooses. With AVX2 each shuffle looks up in a sixteenth of the table, at half the cost of the plain loop; narrower
 * shuffles gain nothing. */
#if FA_LEVEL == 1
FA_INLINE void FA(sixteenths)(const uint8_t *table, __m256i t[16])
{
    for (int k = 0; k < 16; k++) {
        __m128i part = _mm_loadu_si128((const __m128i *)(table + 16 * k));
        if (k % 8) part = _mm_xor_si128(part, _mm_loadu_si128((const __m128i *)(table + 16 * k - 16)));
        t[k] = _mm256_broadcastsi128_si256(part);
    }
}

/* Two vectors at once share the loads of the table. A shuffle gives 0 where bit 7 of the index is set and minds its lower
 * four bits else. So the index, from which each step takes 16 more, finds what it seeks in its own sixteenth and in those
 * before, which make up for each other: they hold differences, by exclusive or. */
FA_INLINE void FA(look)(const __m256i t[16], __m256i v[2])
{
    const __m256i step = _mm256_set1_epi8(16), half = _mm256_set1_epi8(-128);
    __m256i low[2] = {v[0], v[1]}, high[2] = {_mm256_xor_si256(v[0], half), _mm256_xor_si256(v[1], half)};
    for (int i = 0; i < 2; i++) v[i] = _mm256_xor_si256(_mm256_shuffle_epi8(t[0], low[i]), _mm256_shuffle_epi8(t[8], high[i]));
#pragma GCC unroll 8
    for (int k = 1; k < 8; k++)
        for (int i = 0; i < 2; i++) {
            low[i] = _mm256_subs_epi8(low[i], step);
            high[i] = _mm256_subs_epi8(high[i], step);
            v[i] = _mm256_xor_si256(v[i], _mm256_xor_si256(_mm256_shuffle_epi8(t[k], low[i]), _mm256_shuffle_epi8(t[8 + k], high[i])));
        }
}
#elif FA_LEVEL == 2
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
            _mm512_storeu_si512(y + i, FA(look)(quarters, LOAD_HALVES(x + i)));
        } else {
            step = fa_min(step, n - i);
            const __mmask64 part = ~(uint64_t)0 >> (64 - step);
            _mm512_mask_storeu_epi8(y + i, part, FA(look)(quarters, _mm512_maskz_loadu_epi8(part, x + i)));
        }
    }
#else
#if FA_LEVEL == 1
    __m256i parts[16], v[2];
    if (n >= 64) FA(sixteenths)(t, parts);
    for (; i + 64 <= n; i += 64) {
        for (int k = 0; k < 2; k++) v[k] = _mm256_loadu_si256((const __m256i *)(x + i + 32 * k));
        FA(look)(parts, v);
        for (int k = 0; k < 2; k++) _mm256_storeu_si256((__m256i *)(y + i + 32 * k), v[k]);
    }
#endif
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

/* A table for each channel. */
#define LOOKUP_CHANNELS(NAME, TYPE, ENTRIES)                                                                  \
    FA_INLINE void FA(NAME)(const TYPE *restrict x, TYPE *restrict y, int64_t n, int64_t channels,            \
                            const TYPE *restrict t)                                                           \
    {                                                                                                         \
        for (int64_t i = 0; i < n; i++, x += channels, y += channels)                                         \
            for (int64_t c = 0; c < channels; c++) y[c] = t[c * (ENTRIES) + x[c]];                            \
    }
LOOKUP_CHANNELS(lookup_each_u8, uint8_t, 256)
LOOKUP_CHANNELS(lookup_each_u16, uint16_t, 65536)
#undef LOOKUP_CHANNELS

#if FA_LEVEL == 1
/* RGB, 64 pixels at a time; returns the pixels done. */
static int64_t FA(lookup_rgb)(const uint8_t *x, uint8_t *y, int64_t n, const uint8_t *tables)
{
    __m256i t[3][16];
    int64_t i = 0;
    for (int c = 0; c < 3; c++) FA(sixteenths)(tables + 256 * c, t[c]);
    for (; i + 64 <= n; i += 64) {
        __m256i a[3], b[3];
        FA(collect)(x + 3 * i, a);
        FA(collect)(x + 3 * i + 96, b);
        for (int c = 0; c < 3; c++) {
            __m256i v[2] = {a[c], b[c]};
            FA(look)(t[c], v);
            a[c] = v[0];
            b[c] = v[1];
        }
        FA(spread)(y + 3 * i, a[0], a[1], a[2]);
        FA(spread)(y + 3 * i + 96, b[0], b[1], b[2]);
    }
    return i;
}
#elif FA_LEVEL == 2
/* At most 64 pixels of RGB. The bytes of a channel are collected in no order, which a table does not mind. */
FA_INLINE void FA(look_rgb)(const uint8_t *x, uint8_t *y, int64_t n, const __m512i t[3][4])
{
    __m512i v[3], w[3];
    __mmask64 part[3];
    for (int k = 0; k < 3; k++) {
        const int64_t bytes = 3 * n - 64 * k;
        part[k] = bytes >= 64 ? ~(__mmask64)0 : bytes <= 0 ? 0 : ~(uint64_t)0 >> (64 - bytes);
        v[k] = _mm512_maskz_loadu_epi8(part[k], x + 64 * k);
    }
    for (int c = 0; c < 3; c++) w[c] = FA(look)(t[c], BLEND3(v[0], v[1], v[2], c));
    _mm512_mask_storeu_epi8(y, part[0], BLEND3(w[0], w[2], w[1], 0));
    _mm512_mask_storeu_epi8(y + 64, part[1], BLEND3(w[1], w[0], w[2], 0));
    _mm512_mask_storeu_epi8(y + 128, part[2], BLEND3(w[2], w[1], w[0], 0));
}
static void FA(lookup_rgb)(const uint8_t *x, uint8_t *y, int64_t n, const uint8_t *tables)
{
    __m512i t[3][4];
    memcpy(t, tables, sizeof t);
    int64_t i = fa_min(n, (-(intptr_t)y & 63) * 43 & 63); /* pixels until the output is aligned: 3 * 43 = 1 mod 64 */
    FA(look_rgb)(x, y, i, t);
    for (; i + 64 <= n; i += 64) FA(look_rgb)(x + 3 * i, y + 3 * i, 64, t);
    FA(look_rgb)(x + 3 * i, y + 3 * i, n - i, t);
}

/* Byte i of vector k, of channel (i mod 8) xor k, goes to vector (i mod 8) xor k, and back: in three stages two vectors
 * change half of their bytes, which blends do at twice the speed of permutations. */
FA_INLINE void FA(exchange)(__m512i v[8])
{
    static const uint64_t second_half[3] = {0xaaaaaaaaaaaaaaaau, 0xccccccccccccccccu, 0xf0f0f0f0f0f0f0f0u};
    for (int stage = 0; stage < 3; stage++)
        for (int k = 0; k < 8; k++) {
            const int other = k | 1 << stage;
            const __m512i a = v[k], b = v[other];
            if (other == k) continue;
            v[k] = _mm512_mask_mov_epi8(a, second_half[stage], b);
            v[other] = _mm512_mask_mov_epi8(b, second_half[stage], a);
        }
}
/* 8 channels, of 64 pixels each in one vector: returns the pixels done. */
static int64_t FA(lookup_eight)(const uint8_t *x, uint8_t *y, int64_t n, const uint8_t *tables)
{
    const __m512i places = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    __m512i t[8][4], order[8], v[8];
    int64_t i = 0;
    memcpy(t, tables, sizeof t);
    for (int k = 0; k < 8; k++) order[k] = _mm512_xor_si512(places, _mm512_set1_epi8((char)k));
    for (; i + 64 <= n; i += 64) {
        for (int k = 0; k < 8; k++) v[k] = _mm512_shuffle_epi8(_mm512_loadu_si512(x + 8 * i + 64 * k), order[k]);
        FA(exchange)(v);
        for (int k = 0; k < 8; k++) v[k] = FA(look)(t[k], v[k]);
        FA(exchange)(v);
        for (int k = 0; k < 8; k++) _mm512_storeu_si512(y + 8 * i + 64 * k, _mm512_shuffle_epi8(v[k], order[k]));
    }
    return i;
}
#endif
static void FA(lookup_channels_u8)(const char *src, char *dst, int64_t n, int64_t channels, const char *tables)
{
    const uint8_t *x = (const uint8_t *)src, *t = (const uint8_t *)tables;
    uint8_t *y = (uint8_t *)dst;
#if FA_LEVEL == 2
    if (channels == 3) {
        FA(lookup_rgb)(x, y, n, t);
        return;
    }
    if (channels == 8) {
        int64_t i = fa_min(n, (-(intptr_t)y & 63) / 8); /* pixels until the output is aligned */
        FA(lookup_each_u8)(x, y, i, 8, t);
        i += FA(lookup_eight)(x + 8 * i, y + 8 * i, n - i, t);
        FA(lookup_each_u8)(x + 8 * i, y + 8 * i, n - i, 8, t);
        return;
    }
#endif
#if FA_LEVEL == 1
    if (channels == 3 && n >= 64) {
        const int64_t done = FA(lookup_rgb)(x, y, n, t);
        x += 3 * done;
        y += 3 * done;
        n -= done;
    }
#endif
    if (channels == 3) FA(lookup_each_u8)(x, y, n, 3, t); /* unrolled */
    else if (channels == 8) FA(lookup_each_u8)(x, y, n, 8, t);
    else FA(lookup_each_u8)(x, y, n, channels, t);
}
static void FA(lookup_channels_u16)(const char *src, char *dst, int64_t n, int64_t channels, const char *tables)
{
    FA(lookup_each_u16)((const uint16_t *)src, (uint16_t *)dst, n, channels, (const uint16_t *)tables);
}
