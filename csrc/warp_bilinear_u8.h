/* Bilinear sampling of uint8 from rows of coordinates with 15 fraction bits; compiled per SIMD level.
 *
 * The weights are those of bilinear_weights(), negated where SIMD needs them in int16: -32768 fits, 32768 does not. */

#if FA_LEVEL == 0
/* Plain C. */
FA_INLINE void FA(plain)(const source *s, const int32_t *xq, const int32_t *yq, int n, uint8_t *out, const int64_t channels)
{
    for (int j = 0; j < n; j++, out += channels) {
        int32_t x = xq[j] >> 15, y = yq[j] >> 15;
        if ((uint32_t)x >= (uint32_t)(s->width - 1) || (uint32_t)y >= (uint32_t)(s->height - 1)) {
            bilinear_pixel_u8(s, xq[j], yq[j], (char *)out);
            continue;
        }
        int w[4];
        bilinear_weights(xq[j] & 32767, yq[j] & 32767, w);
        const uint8_t *p = (const uint8_t *)s->p + y * s->stride + x * channels, *q = p + s->stride;
        for (int64_t c = 0; c < channels; c++)
            out[c] = (uint8_t)((w[0] * p[c] + w[1] * p[c + channels] + w[2] * q[c] + w[3] * q[c + channels] + 16384) >> 15);
    }
}
static void FA(bilinear_u8)(const source *s, const int32_t *xq, const int32_t *yq, int n, uint8_t *out)
{
    switch (s->channels) { /* a constant number of channels makes the inner loop straight code */
    case 1: FA(plain)(s, xq, yq, n, out, 1); break;
    case 3: FA(plain)(s, xq, yq, n, out, 3); break;
    case 4: FA(plain)(s, xq, yq, n, out, 4); break;
    default: FA(plain)(s, xq, yq, n, out, s->channels);
    }
}

#elif FA_LEVEL == 1
/* Negated weights of 8 pixels as int16 pairs: top = (w00, w01), bottom = (w10, w11). */
FA_INLINE void FA(weights)(const int32_t *xq, const int32_t *yq, __m256i *top, __m256i *bottom)
{
    __m256i x = _mm256_loadu_si256((const __m256i *)xq), y = _mm256_loadu_si256((const __m256i *)yq);
    __m256i f = _mm256_and_si256(_mm256_blend_epi16(x, _mm256_slli_epi32(y, 16), 0xaa), _mm256_set1_epi16(32767));
    __m256i swapped = _mm256_or_si256(_mm256_slli_epi32(f, 16), _mm256_srli_epi32(f, 16));
    __m256i w11 = _mm256_mulhrs_epi16(f, swapped), side = _mm256_sub_epi16(w11, swapped); /* -w10, -w01 */
    __m256i w00 = _mm256_add_epi16(_mm256_sub_epi16(f, side), _mm256_set1_epi16(-32768)); /* in the low half */
    *top = _mm256_blend_epi16(w00, side, 0xaa);
    *bottom = _mm256_blend_epi16(side, _mm256_sub_epi16(_mm256_setzero_si256(), w11), 0xaa);
}
FA_INLINE __m256i FA(rounded)(__m256i u, __m256i v) /* (2^14 - u - v) >> 15 */
{
    return _mm256_srli_epi32(_mm256_sub_epi32(_mm256_set1_epi32(16384), _mm256_add_epi32(u, v)), 15);
}
FA_INLINE void FA(blend_block)(const uint8_t *ring, const int32_t *xq, const int32_t *yq, uint8_t *out, const int channels)
{
#define WORDS(a, b, c, d, e, f, g, h) \
    _mm256_broadcastsi128_si256(_mm_setr_epi8(a, -1, b, -1, c, -1, d, -1, e, -1, f, -1, g, -1, h, -1))
    for (int g = 0; g < 2; g++) {
        __m256i top, bottom, a[4];
        FA(weights)(xq + 8 * g, yq + 8 * g, &top, &bottom);
        if (channels == 1) {
            __m256i v = _mm256_loadu_si256((const __m256i *)(ring + 32 * g));
            a[0] = FA(rounded)(_mm256_madd_epi16(_mm256_shuffle_epi8(v, WORDS(0, 1, 4, 5, 8, 9, 12, 13)), top),
                               _mm256_madd_epi16(_mm256_shuffle_epi8(v, WORDS(2, 3, 6, 7, 10, 11, 14, 15)), bottom));
            a[0] = _mm256_packus_epi16(_mm256_packs_epi32(a[0], a[0]), a[0]);
            int lo = _mm256_extract_epi32(a[0], 0), hi = _mm256_extract_epi32(a[0], 4);
            memcpy(out + 8 * g, &lo, 4);
            memcpy(out + 8 * g + 4, &hi, 4);
            continue;
        }
        const __m256i upper = channels == 3 ? WORDS(0, 3, 1, 4, 2, 5, -1, -1) : WORDS(0, 4, 1, 5, 2, 6, 3, 7);
        const __m256i lower = channels == 3 ? WORDS(8, 11, 9, 12, 10, 13, -1, -1) : WORDS(8, 12, 9, 13, 10, 14, 11, 15);
#define PIXELS(K, IMM)                                                                                             \
    {                                                                                                              \
        __m256i v = _mm256_loadu_si256((const __m256i *)(ring + 128 * g + 32 * K)); /* pixels K and K + 4 */       \
        a[K] = FA(rounded)(_mm256_madd_epi16(_mm256_shuffle_epi8(v, upper), _mm256_shuffle_epi32(top, IMM)),       \
                           _mm256_madd_epi16(_mm256_shuffle_epi8(v, lower), _mm256_shuffle_epi32(bottom, IMM)));   \
    }
        PIXELS(0, 0x00) PIXELS(1, 0x55) PIXELS(2, 0xaa) PIXELS(3, 0xff)
#undef PIXELS
        __m256i b = _mm256_packus_epi16(_mm256_packs_epi32(a[0], a[1]), _mm256_packs_epi32(a[2], a[3]));
        if (channels == 4) {
            _mm256_storeu_si256((__m256i *)(out + 32 * g), b);
        } else {
            const __m128i rgb = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
            __m128i hi = _mm_shuffle_epi8(_mm256_extracti128_si256(b, 1), rgb);
            int last = _mm_extract_epi32(hi, 2);
            _mm_storeu_si128((__m128i *)(out + 24 * g), _mm_shuffle_epi8(_mm256_castsi256_si128(b), rgb));
            _mm_storel_epi64((__m128i *)(out + 24 * g + 12), hi);
            memcpy(out + 24 * g + 20, &last, 4);
        }
    }
#undef WORDS
}
/* 8 channels of one pixel from its four taps; w points at the pixel's two dwords of weights. */
typedef struct {
    int32_t top[16], bottom[16];
} FA(weight_rows);
FA_INLINE void FA(weight_block)(const int32_t *xq, const int32_t *yq, FA(weight_rows) *w)
{
    for (int g = 0; g < 16; g += 8) {
        __m256i top, bottom;
        FA(weights)(xq + g, yq + g, &top, &bottom);
        _mm256_storeu_si256((__m256i *)(w->top + g), top);
        _mm256_storeu_si256((__m256i *)(w->bottom + g), bottom);
    }
}
FA_INLINE __m128i FA(blend8)(__m128i p00, __m128i p01, __m128i p10, __m128i p11, const FA(weight_rows) *w, int k)
{
    __m256i u = _mm256_madd_epi16(_mm256_cvtepu8_epi16(_mm_unpacklo_epi8(p00, p01)), _mm256_set1_epi32(w->top[k]));
    __m256i v = _mm256_madd_epi16(_mm256_cvtepu8_epi16(_mm_unpacklo_epi8(p10, p11)), _mm256_set1_epi32(w->bottom[k]));
    u = FA(rounded)(u, v);
    __m128i r = _mm_packs_epi32(_mm256_castsi256_si128(u), _mm256_extracti128_si256(u, 1));
    return _mm_packus_epi16(r, r);
}

#else
/* Negated weights of 16 pixels as int16 pairs: top = (w00, w01), bottom = (w10, w11). */
FA_INLINE void FA(weights)(__m512i x, __m512i y, __m512i *top, __m512i *bottom)
{
    const __mmask32 odd = 0xaaaaaaaa;
    __m512i f = _mm512_and_si512(_mm512_mask_blend_epi16(odd, x, _mm512_slli_epi32(y, 16)), _mm512_set1_epi16(32767));
    __m512i swapped = _mm512_rol_epi32(f, 16), w11 = _mm512_mulhrs_epi16(f, swapped);
    __m512i side = _mm512_sub_epi16(w11, swapped); /* -w10, -w01 */
    __m512i w00 = _mm512_add_epi16(_mm512_sub_epi16(f, side), _mm512_set1_epi16(-32768)); /* in the low half */
    *top = _mm512_mask_blend_epi16(odd, w00, side);
    *bottom = _mm512_mask_sub_epi16(side, odd, _mm512_setzero_si512(), w11);
}
/* The complement of the sum and 2^14: shifted right by 15 and complemented it is the rounded result. */
#define BLEND(BITS, upper, lower, top, bottom) \
    BITS##_dpwssd_epi32(BITS##_dpwssd_epi32(BITS##_set1_epi32(-16385), upper, top), lower, bottom)

/* Bytes of two vectors that hold channel c of the taps of each pixel, see FA(taps); the bytes between become 0. */
#define PAIR(k, step, left, right) step * (k) + (left), 0, step * (k) + (right), 0
#define FOUR(k, step, left, right) \
    PAIR(k, step, left, right), PAIR(k + 1, step, left, right), PAIR(k + 2, step, left, right), PAIR(k + 3, step, left, right)
#define PAIRS(step, left, right) \
    {FOUR(0, step, left, right), FOUR(4, step, left, right), FOUR(8, step, left, right), FOUR(12, step, left, right)}
static const uint8_t FA(pairs1)[1][64] FA_ALIGN64 = {PAIRS(4, 0, 1)};
static const uint8_t FA(pairs3)[3][64] FA_ALIGN64 = {PAIRS(8, 0, 3), PAIRS(8, 1, 4), PAIRS(8, 2, 5)};
static const uint8_t FA(pairs4)[4][64] FA_ALIGN64 = {PAIRS(8, 0, 4), PAIRS(8, 1, 5), PAIRS(8, 2, 6), PAIRS(8, 3, 7)};
static const uint8_t FA(border_pairs)[4][64] FA_ALIGN64 = {PAIRS(4, 0, 64), PAIRS(4, 1, 65), PAIRS(4, 2, 66), PAIRS(4, 3, 67)};
#undef PAIR
#undef FOUR
#undef PAIRS
/* The last permutation: channels 0, 1, 2 lie in bytes 0, 2, 1 of each dword. */
static const uint8_t FA(order3)[64] FA_ALIGN64 = {0,  2,  1,  4,  6,  5,  8,  10, 9,  12, 14, 13, 16, 18, 17, 20,
                                                  22, 21, 24, 26, 25, 28, 30, 29, 32, 34, 33, 36, 38, 37, 40, 42,
                                                  41, 44, 46, 45, 48, 50, 49, 52, 54, 53, 56, 58, 57, 60, 62, 61};

/* Channels of 16 pixels, each the complement of 2^15 times its value, side by side in bytes. */
FA_INLINE void FA(store_block)(__m512i v[4], uint8_t *out, const int channels)
{
    if (channels == 1) {
        v[0] = _mm512_srli_epi32(_mm512_ternarylogic_epi32(v[0], v[0], v[0], 0x55), 15);
        _mm_storeu_si128((__m128i *)out, _mm512_cvtepi32_epi8(v[0]));
        return;
    }
    const __m512i even16 = _mm512_set1_epi32(0xffff), even8 = _mm512_set1_epi16(0xff);
    if (channels == 3) {
        v[0] = _mm512_ternarylogic_epi32(even16, _mm512_srli_epi32(v[0], 15), _mm512_slli_epi32(v[1], 1), 0xca);
        v[0] = _mm512_ternarylogic_epi32(even8, v[0], _mm512_srli_epi32(v[2], 7), 0x35); /* select, complement */
        v[0] = _mm512_permutexvar_epi8(_mm512_load_si512(FA(order3)), v[0]);
        _mm256_storeu_si256((__m256i *)out, _mm512_castsi512_si256(v[0]));
        _mm_storeu_si128((__m128i *)(out + 32), _mm512_extracti32x4_epi32(v[0], 2));
    } else {
        v[0] = _mm512_ternarylogic_epi32(even16, _mm512_srli_epi32(v[0], 15), _mm512_slli_epi32(v[2], 1), 0xca);
        v[1] = _mm512_ternarylogic_epi32(even16, _mm512_srli_epi32(v[1], 7), _mm512_slli_epi32(v[3], 9), 0xca);
        _mm512_storeu_si512(out, _mm512_ternarylogic_epi32(even8, v[0], v[1], 0x35));
    }
}

FA_INLINE void FA(blend_block)(const FA(taps) *taps, const uint8_t (*pairs)[64], __m512i x, __m512i y, uint8_t *out, const int channels)
{
    __m512i top, bottom, v[4];
    FA(weights)(x, y, &top, &bottom);
    for (int c = 0; c < channels; c++) {
        const __mmask64 even = 0x5555555555555555ull;
        const __m512i at = _mm512_load_si512(pairs[c]);
        __m512i upper = _mm512_maskz_permutex2var_epi8(even, taps->row[0][0], at, taps->row[0][1]);
        __m512i lower = _mm512_maskz_permutex2var_epi8(even, taps->row[1][0], at, taps->row[1][1]);
        v[c] = BLEND(_mm512, upper, lower, top, bottom);
    }
    FA(store_block)(v, out, channels);
}

/* A full block by the border rule; 0 if border_columns cannot. */
FA_INLINE int FA(full_border_block)(const source *s, const int32_t *xq, const int32_t *yq, uint8_t *out, const int channels)
{
    const __m512i starts = _mm512_mullo_epi32(_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), _mm512_set1_epi32(channels == 1 ? 0x40004 : 0x80008));
    const __mmask64 even = 0x5555555555555555ull;
    __m512i top, bottom, first, v[4];
    __mmask32 here[2];
    FA(taps) t;
    if (!FA(border_columns)(s, xq, yq, &t, &first, here, channels)) return 0;
    FA(weights)(_mm512_loadu_si512(xq), _mm512_loadu_si512(yq), &top, &bottom);
    first = _mm512_add_epi32(first, starts);
    for (int c = 0; c < channels; c++) {
        const __m512i at = _mm512_add_epi32(first, _mm512_set1_epi32(0x10001 * c)), fill = _mm512_set1_epi16((uint8_t)s->fill[c]);
        __m512i upper = _mm512_maskz_permutex2var_epi8(even, t.row[0][0], at, t.row[0][1]);
        __m512i lower = _mm512_maskz_permutex2var_epi8(even, t.row[1][0], at, t.row[1][1]);
        upper = _mm512_mask_mov_epi16(fill, here[0], upper);
        lower = _mm512_mask_mov_epi16(fill, here[1], lower);
        v[c] = BLEND(_mm512, upper, lower, top, bottom);
    }
    FA(store_block)(v, out, channels);
    return 1;
}

typedef struct {
    int32_t top[16], bottom[16];
} FA(weight_rows);
FA_INLINE void FA(weight_block)(const int32_t *xq, const int32_t *yq, FA(weight_rows) *w)
{
    __m512i top, bottom;
    FA(weights)(_mm512_loadu_si512(xq), _mm512_loadu_si512(yq), &top, &bottom);
    _mm512_storeu_si512(w->top, top);
    _mm512_storeu_si512(w->bottom, bottom);
}
/* 8 channels of one pixel from its four taps. */
FA_INLINE __m128i FA(blend8)(__m128i p00, __m128i p01, __m128i p10, __m128i p11, const FA(weight_rows) *w, int k)
{
    __m256i upper = _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(p00, p01)), lower = _mm256_cvtepu8_epi16(_mm_unpacklo_epi8(p10, p11));
    __m256i v = BLEND(_mm256, upper, lower, _mm256_set1_epi32(w->top[k]), _mm256_set1_epi32(w->bottom[k]));
    return _mm256_cvtepi32_epi8(_mm256_srli_epi32(_mm256_ternarylogic_epi32(v, v, v, 0x55), 15));
}
#undef BLEND
#endif

#if FA_LEVEL > 0
/* Of 1, 3 or 4 channels. */
FA_INLINE FA(footprint) FA(footprint_u8)(const int64_t channels)
{
    const FA(footprint) f = {15, 0, 2, channels, channels > 1 ? 8 : FA_LEVEL == 2 ? 4 : 2};
    return f;
}

#if FA_LEVEL == 2
/* A block that needs the border rule, or is not full. */
FA_INLINE void FA(border_block)(const source *s, const int32_t *xq, const int32_t *yq, int n, uint8_t *out, const int channels)
{
    const __m512i x = _mm512_loadu_si512(xq), y = _mm512_loadu_si512(yq);
    FA(taps) taps;
    uint8_t made[64];
    if (n == 16 && FA(full_border_block)(s, xq, yq, out, channels)) return;
    if (!FA(border_taps)(s, xq, yq, 15, channels, &taps)) {
        for (int k = 0; k < n; k++) bilinear_pixel_u8(s, xq[k], yq[k], (char *)out + k * channels);
    } else if (n < 16) {
        FA(blend_block)(&taps, FA(border_pairs), x, y, made, channels);
        memcpy(out, made, (size_t)(n * channels));
    } else {
        FA(blend_block)(&taps, FA(border_pairs), x, y, out, channels);
    }
}

/* A run of blocks inside. */
FA_INLINE void FA(run_channels)(const source *s, const FA(run) *run, uint8_t *out, const int channels)
{
    const uint8_t(*pairs)[64] = channels == 1 ? FA(pairs1) : channels == 3 ? FA(pairs3) : FA(pairs4);
    const int n = run->end - run->begin;
    int32_t offset[SEGMENT] FA_ALIGN64;
    FA(steps) t = FA(steps_along)(s, run, channels);
    for (int j = -RUN_AHEAD; j < n; j += 16) {
        if (j + RUN_AHEAD < n) FA(next_offsets)(&t, offset + j + RUN_AHEAD);
        if (j < 0) continue;
        __m512i x, y;
        FA(next_lower)(&t, &x, &y);
        FA(ask_ahead)(s, offset + j, channels);
        const FA(taps) taps = FA(load_taps)(s, offset + j, channels);
        FA(blend_block)(&taps, pairs, _mm512_srli_epi32(x, 17), _mm512_srli_epi32(y, 17), out + j * channels, channels);
    }
}

/* 1, 3 or 4 channels. */
FA_INLINE void FA(few_channels)(const source *s, const int32_t *xq, const int32_t *yq, int n, uint8_t *out, const int channels)
{
    const FA(footprint) f = FA(footprint_u8)(channels);
    const uint8_t(*pairs)[64] = channels == 1 ? FA(pairs1) : channels == 3 ? FA(pairs3) : FA(pairs4);
    uint8_t state[SEGMENT / 16];
    int32_t offset[SEGMENT] FA_ALIGN64;
    FA(classify_segment)(s, xq, yq, n, f, offset, state);
    for (int j = 0; j < n; j += 16) {
        for (; j + 16 <= n && state[j / 16] == INSIDE; j += 16) { /* a loop without calls keeps its constants in registers */
            FA(ask_ahead)(s, offset + j, channels);
            const FA(taps) taps = FA(load_taps)(s, offset + j, channels);
            const __m512i x = _mm512_loadu_si512(xq + j), y = _mm512_loadu_si512(yq + j);
            FA(blend_block)(&taps, pairs, x, y, out + j * channels, channels);
        }
        if (j >= n) break;
        if (state[j / 16] == OUTSIDE) memcpy(out + j * channels, s->fill, (size_t)(16 * channels));
        else FA(border_block)(s, xq + j, yq + j, (int)fa_min(n - j, 16), out + j * channels, channels);
    }
}
#else
/* 1, 3 or 4 channels through the ring, which has a slot for each block. Blocks inside come in runs. */
FA_INLINE void FA(few_channels)(const source *s, const int32_t *xq, const int32_t *yq, int n, uint8_t *out, const int channels)
{
    const int blocks = (n + 15) / 16, ahead = channels == 1 ? 8 : 4;
    const FA(footprint) f = FA(footprint_u8)(channels);
    uint8_t ring[SEGMENT / 16][256] FA_ALIGN64, last[64] FA_ALIGN64, state[SEGMENT / 16], rim[SEGMENT / 16];
    int32_t offset[SEGMENT] FA_ALIGN64;
    int rims = 0;
    FA(classify_segment)(s, xq, yq, n, f, offset, state);
    for (int b = 0; b < blocks;) {
        if (state[b] == INSIDE) {
            int end = b + 1;
            while (end < blocks && state[end] == INSIDE) end++;
            for (int k = b; k < b + ahead && k < end; k++) FA(copy_taps)(s, offset + 16 * k, ring[k], channels);
            for (; b < end; b++) {
                if (b + ahead < end) FA(copy_taps)(s, offset + 16 * (b + ahead), ring[b + ahead], channels);
                FA(ask_ahead)(s, offset + 16 * b, channels);
                FA(blend_block)(ring[b], xq + 16 * b, yq + 16 * b, out + 16 * channels * b, channels);
            }
        } else {
            if (state[b] == BORDER) {
                FA(border_taps)(s, xq + 16 * b, yq + 16 * b, ring[b], channels);
                rim[rims++] = (uint8_t)b;
            } else {
                memcpy(out + 16 * channels * b, s->fill, (size_t)(16 * channels));
            }
            b++;
        }
    }
    for (int k = 0; k < rims; k++) {
        const int b = rim[k], left = n - 16 * b < 16 ? n - 16 * b : 16;
        FA(blend_block)(ring[b], xq + 16 * b, yq + 16 * b, last, channels);
        memcpy(out + 16 * channels * b, last, (size_t)(left * channels));
    }
}
#endif

/* All channels of pixel k of a block, 8 at a time, from its four taps. */
FA_INLINE void FA(blend_channels)(const char *const tap[4], const FA(weight_rows) *w, int k, uint8_t *out, const int64_t channels)
{
    uint8_t eight[8];
#define LOAD8(at) _mm_loadl_epi64((const __m128i *)(at))
    for (int64_t c = 0; c < channels; c += 8) {
        if (c + 8 > channels) c = channels < 8 ? 0 : channels - 8; /* some channels twice, to the same value */
        const __m128i r = FA(blend8)(LOAD8(tap[0] + c), LOAD8(tap[1] + c), LOAD8(tap[2] + c), LOAD8(tap[3] + c), w, k);
        _mm_storel_epi64((__m128i *)(channels < 8 ? eight : out + c), r);
    }
#undef LOAD8
    if (channels < 8) memcpy(out, eight, (size_t)channels);
}

/* A block that needs the border rule, or is not full. */
static FA_NOINLINE void FA(border_channels)(const source *s, const int32_t *xq, const int32_t *yq, int n, uint8_t *out)
{
    const int64_t channels = s->channels;
    const FA(footprint) f = {15, 0, 2, channels, 0};
    FA(weight_rows) weights;
    const int32_t last = (int32_t)(s->size - fa_max(channels, 8)); /* up to here eight bytes can be read */
    int32_t offset[64] FA_ALIGN64, beyond = 0;
    FA(border_offsets)(s, xq, yq, f, offset);
    for (int k = 0; k < 64; k++) beyond |= offset[k] > last;
    if (beyond) {
        for (int k = 0; k < n; k++) bilinear_pixel_u8(s, xq[k], yq[k], (char *)out + k * channels);
        return;
    }
    FA(weight_block)(xq, yq, &weights);
    for (int k = 0; k < n; k++) {
        const char *tap[4];
        for (int t = 0; t < 4; t++) tap[t] = offset[16 * t + k] < 0 ? s->fill : s->p + offset[16 * t + k];
        FA(blend_channels)(tap, &weights, k, out + k * channels, channels);
    }
}

/* Any number of channels. */
FA_INLINE void FA(many_channels)(const source *s, const int32_t *xq, const int32_t *yq, int n, uint8_t *out, const int64_t channels)
{
    const FA(footprint) f = {15, 0, 2, channels, channels < 8 ? channels + 8 : 2 * channels};
    int32_t offset[SEGMENT] FA_ALIGN64;
    uint8_t state[SEGMENT / 16];
    FA(weight_rows) weights;
    FA(classify_segment)(s, xq, yq, n, f, offset, state);
    for (int j = 0; j < n; j += 16) {
        if (state[j / 16] == OUTSIDE) {
            memcpy(out + j * channels, s->fill, (size_t)(16 * channels));
        } else if (state[j / 16] == BORDER) {
            FA(border_channels)(s, xq + j, yq + j, (int)fa_min(n - j, 16), out + j * channels);
        } else {
            FA(ask_ahead)(s, offset + j, channels);
            FA(weight_block)(xq + j, yq + j, &weights);
            for (int k = 0; k < 16; k++) {
                const char *p = s->p + (uint32_t)offset[j + k], *q = p + s->stride;
                const char *const tap[4] = {p, p + channels, q, q + channels};
                FA(blend_channels)(tap, &weights, k, out + (j + k) * channels, channels);
            }
        }
    }
}

/* Functions of their own, so that the compiler keeps each one's constants in registers. */
#define DEFINE(NAME, FORM, CHANNELS)                                                                                       \
    static FA_NOINLINE void FA(NAME)(const source *s, const int32_t *xq, const int32_t *yq, int n, uint8_t *out)           \
    {                                                                                                                      \
        FA(FORM)(s, xq, yq, n, out, CHANNELS);                                                                             \
    }
DEFINE(bilinear_u8_1, few_channels, 1)
DEFINE(bilinear_u8_3, few_channels, 3)
DEFINE(bilinear_u8_4, few_channels, 4)
DEFINE(bilinear_u8_8, many_channels, 8)
DEFINE(bilinear_u8_many, many_channels, s->channels)
#undef DEFINE

#if FA_LEVEL == 2
#define DEFINE(CHANNELS)                                                                             \
    static FA_NOINLINE void FA(run_u8_##CHANNELS)(const source *s, const FA(run) *run, uint8_t *out) \
    {                                                                                                \
        FA(run_channels)(s, run, out, CHANNELS);                                                     \
    }
DEFINE(1)
DEFINE(3)
DEFINE(4)
#undef DEFINE

static void FA(run_u8)(const source *s, const FA(run) *run, uint8_t *out)
{
    if (s->channels == 1) FA(run_u8_1)(s, run, out);
    else if (s->channels == 3) FA(run_u8_3)(s, run, out);
    else FA(run_u8_4)(s, run, out);
}
#endif

static void FA(bilinear_u8)(const source *s, const int32_t *xq, const int32_t *yq, int n, uint8_t *out)
{
    switch (s->channels) {
    case 1: FA(bilinear_u8_1)(s, xq, yq, n, out); break;
    case 3: FA(bilinear_u8_3)(s, xq, yq, n, out); break;
    case 4: FA(bilinear_u8_4)(s, xq, yq, n, out); break;
    case 8: FA(bilinear_u8_8)(s, xq, yq, n, out); break;
    default: FA(bilinear_u8_many)(s, xq, yq, n, out);
    }
}
#endif
