/* Tables of 256 bytes. At the top level four registers hold one, two permutations look up in two registers each and bit 7
 * chooses. With AVX2 each shuffle looks up in a sixteenth of the table, at half the cost of the plain loop; narrower
 * shuffles gain nothing. */
#if FA_LEVEL == 2
enum { FA(PARTS) = 4 };
FA_INLINE void FA(parts)(const uint8_t *table, __m512i t[4]) { memcpy(t, table, 256); }

FA_INLINE __m512i FA(look)(const __m512i t[4], __m512i v)
{
    const __m512i low = _mm512_permutex2var_epi8(t[0], v, t[1]), high = _mm512_permutex2var_epi8(t[2], v, t[3]);
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(v), low, high);
}
#elif FA_LEVEL == 1
enum { FA(PARTS) = 16 };
FA_INLINE void FA(parts)(const uint8_t *table, __m256i t[16])
{
    for (int k = 0; k < 16; k++) {
        __m128i part = _mm_loadu_si128((const __m128i *)(table + 16 * k));
        if (k % 8) part = _mm_xor_si128(part, _mm_loadu_si128((const __m128i *)(table + 16 * k - 16)));
        t[k] = _mm256_broadcastsi128_si256(part);
    }
}

/* A shuffle gives 0 where bit 7 of the index is set and minds its lower four bits else. So the index, from which each step
 * takes 16 more, finds what it seeks in its own sixteenth and in those before, which make up for each other: they hold
 * differences, by exclusive or. */
FA_INLINE __m256i FA(look)(const __m256i t[16], __m256i v)
{
    const __m256i step = _mm256_set1_epi8(16);
    __m256i low = v, high = _mm256_xor_si256(v, _mm256_set1_epi8(-128));
    v = _mm256_xor_si256(_mm256_shuffle_epi8(t[0], low), _mm256_shuffle_epi8(t[8], high));
    for (int k = 1; k < 8; k++) {
        low = _mm256_subs_epi8(low, step);
        high = _mm256_subs_epi8(high, step);
        v = _mm256_xor_si256(v, _mm256_xor_si256(_mm256_shuffle_epi8(t[k], low), _mm256_shuffle_epi8(t[8 + k], high)));
    }
    return v;
}
#endif
static void FA(lookup_u8)(const char *src, char *dst, int64_t n, const char *table)
{
    const uint8_t *restrict x = (const uint8_t *)src, *restrict t = (const uint8_t *)table;
    uint8_t *restrict y = (uint8_t *)dst;
    int64_t i = 0;
#if FA_LEVEL == 2
    __m512i quarters[4];
    FA(parts)(t, quarters);
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
    __m256i parts[16];
    FA(parts)(t, parts);
    for (; i + 32 <= n; i += 32)
        _mm256_storeu_si256((__m256i *)(y + i), FA(look)(parts, _mm256_loadu_si256((const __m256i *)(x + i))));
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
/* RGB, 32 pixels at a time; returns the pixels done. */
static int64_t FA(lookup_rgb)(const uint8_t *x, uint8_t *y, int64_t n, const uint8_t *tables)
{
    __m256i t[3][16], v[3];
    int64_t i = 0;
    for (int c = 0; c < 3; c++) FA(parts)(tables + 256 * c, t[c]);
    for (; i + 32 <= n; i += 32) {
        FA(collect)(x + 3 * i, v);
        for (int c = 0; c < 3; c++) v[c] = FA(look)(t[c], v[c]);
        FA(spread)(y + 3 * i, v[0], v[1], v[2]);
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
/* All n of them. */
static int64_t FA(lookup_rgb)(const uint8_t *x, uint8_t *y, int64_t n, const uint8_t *tables)
{
    __m512i t[3][4];
    memcpy(t, tables, sizeof t);
    int64_t i = fa_min(n, (-(intptr_t)y & 63) * 43 & 63); /* pixels until the output is aligned: 3 * 43 = 1 mod 64 */
    FA(look_rgb)(x, y, i, t);
    for (; i + 64 <= n; i += 64) FA(look_rgb)(x + 3 * i, y + 3 * i, 64, t);
    FA(look_rgb)(x + 3 * i, y + 3 * i, n - i, t);
    return n;
}

#endif
#if FA_LEVEL > 0
/* Byte i of vector k, of channel (i mod 8) xor k, goes to vector (i mod 8) xor k, and back: in three stages two vectors
 * change half of their bytes, which blends do at twice the speed of permutations. */
FA_INLINE void FA(exchange)(VEC v[8], const VEC places)
{
    for (int stage = 0; stage < 3; stage++) {
        const VEC bit = VOP(set1_epi8)((char)(1 << stage));
        for (int k = 0; k < 8; k++) {
            const int other = k | 1 << stage;
            const VEC a = v[k], b = v[other];
            if (other == k) continue;
            v[k] = SELECT8(EQUAL8(places & bit, bit), b, a);
            v[other] = SELECT8(EQUAL8(places & bit, bit), a, b);
        }
    }
}
/* 8 channels, of as many pixels as a vector has bytes; returns the pixels done. */
static int64_t FA(lookup_eight)(const uint8_t *x, uint8_t *y, int64_t n, const uint8_t *tables)
{
    enum { BYTES = sizeof(VEC) };
    VEC t[8][FA(PARTS)], order[8], v[8];
    int64_t i = 0;
    for (int k = 0; k < 8; k++) {
        uint8_t places[BYTES];
        for (int j = 0; j < BYTES; j++) places[j] = (uint8_t)(j % 16 ^ k);
        memcpy(&order[k], places, BYTES);
        FA(parts)(tables + 256 * k, t[k]);
    }
    for (; i + BYTES <= n; i += BYTES, x += 8 * BYTES, y += 8 * BYTES) {
        for (int k = 0; k < 8; k++) v[k] = VOP(shuffle_epi8)(LOAD(x + BYTES * k, x + BYTES * k + 16), order[k]);
        FA(exchange)(v, order[0]);
        for (int k = 0; k < 8; k++) v[k] = FA(look)(t[k], v[k]);
        FA(exchange)(v, order[0]);
        for (int k = 0; k < 8; k++) STORE(y + BYTES * k, y + BYTES * k + 16, VOP(shuffle_epi8)(v[k], order[k]));
    }
    return i;
}
#endif
static void FA(lookup_channels_u8)(const char *src, char *dst, int64_t n, int64_t channels, const char *tables)
{
    const uint8_t *x = (const uint8_t *)src, *t = (const uint8_t *)tables;
    uint8_t *y = (uint8_t *)dst;
#if FA_LEVEL > 0
    int64_t done = 0;
    if (channels == 2 || channels == 4) { /* several pixels as one of eight channels */
        const int64_t pixels = 8 / channels;
        char eight[8 * 256];
        for (int k = 0; k < 8; k++) memcpy(eight + 256 * k, tables + k % channels * 256, 256);
        FA(lookup_channels_u8)(src, dst, n / pixels, 8, eight);
        done = n / pixels * pixels;
    }
    if (channels == 3) done = FA(lookup_rgb)(x, y, n, t);
    if (channels == 8) {
        done = fa_min(n, (-(intptr_t)y & 63) / 8); /* pixels until the output is aligned */
        FA(lookup_each_u8)(x, y, done, 8, t);
        done += FA(lookup_eight)(x + 8 * done, y + 8 * done, n - done, t);
    }
    x += channels * done;
    y += channels * done;
    n -= done;
#endif
    if (channels == 3) FA(lookup_each_u8)(x, y, n, 3, t); /* unrolled */
    else if (channels == 8) FA(lookup_each_u8)(x, y, n, 8, t);
    else FA(lookup_each_u8)(x, y, n, channels, t);
}
static void FA(lookup_channels_u16)(const char *src, char *dst, int64_t n, int64_t channels, const char *tables)
{
    FA(lookup_each_u16)((const uint16_t *)src, (uint16_t *)dst, n, channels, (const uint16_t *)tables);
}
