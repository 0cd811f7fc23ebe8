/* Columns by windows of 64 or 128 bytes: 16 values of a row take their taps out of a window by a byte permutation, four
 * taps to a 32-bit lane, and multiply them by weights split in bytes, n = 256 * high + low. */

typedef struct {
    uint8_t index[64];                     /* of the first four taps; the next four lie 4 * channels further */
    struct { int8_t high[64], low[64]; } weights[]; /* for each four taps */
} FA_ALIGN64 fa_window;

/* Bytes of a window's table. */
static int64_t FA(table_bytes)(const fa_axis *x) { return 64 + 32 * x->pitch; }

/* Fills tables for rows of which at least `readable` bytes may be read; 0 if windows of `size` bytes are too short. */
static int FA(make_windows)(const fa_axis *x, int64_t channels, int64_t readable, int64_t size, char *windows,
                            int64_t *base)
{
    const int64_t length = x->out * channels, bytes = FA(table_bytes)(x), last = (x->taps - 1) * channels;
    const __m512i four = _mm512_set1_epi32(0x01010101), steps = _mm512_set1_epi32((int)channels * 0x03020100);
    for (int64_t e = 0; e < length; e += 16, windows += bytes, base++) {
        fa_window *window = (fa_window *)windows;
        __m512i pixel;
        const __m512i at = FA(window_places)(x, channels, e, readable - size, base, &pixel);
        if (_mm512_cmpgt_epi32_mask(at, _mm512_set1_epi32((int)(size - 1 - last)))) return 0;
        _mm512_store_si512(window->index, _mm512_add_epi32(_mm512_mullo_epi32(at, four), steps));
        const int16_t *n = (const int16_t *)x->weights + e / channels * x->pitch;
        const __m512i row = _mm512_mullo_epi32(pixel, _mm512_set1_epi32((int)x->pitch / 4));
        const __m256i rows[2] = {_mm512_castsi512_si256(row), _mm512_extracti64x4_epi64(row, 1)};
        for (int64_t k = 0; k < x->pitch; k += 4) {
            for (int h = 0; h < 2; h++) {
                const __m512i w = _mm512_i32gather_epi64(rows[h], n + k, 8);
                const __m512i up = _mm512_srai_epi16(_mm512_add_epi16(w, _mm512_set1_epi16(128)), 8);
                _mm256_store_si256((__m256i *)window->weights[k / 4].high + h, _mm512_cvtepi16_epi8(up));
                _mm256_store_si256((__m256i *)window->weights[k / 4].low + h, _mm512_cvtepi16_epi8(w));
            }
        }
    }
    return 1;
}

FA_INLINE void FA(window_columns_of)(const uint8_t *row, int64_t readable, const fa_axis *x, int64_t channels, int groups,
                                     int wide, const char *windows, const int64_t *base, int64_t ahead, int16_t *out)
{
    const __mmask64 mask = FA(first_bytes)(readable), mask2 = FA(first_bytes)(readable - 64);
    const __m512i bias = _mm512_set1_epi32(1 << (x->bits - 1)), half = _mm512_set1_epi32(((1 << (x->bits - 8)) - 1) << 24);
    const __m512i next = _mm512_set1_epi8((char)(4 * channels));
    const __m128i shift = _mm_cvtsi32_si128(x->bits - 7);
    const int64_t length = x->out * channels, bytes = FA(table_bytes)(x);
    for (int64_t e = 0; e < length; e += 16, base++, windows += bytes) {
        const fa_window *window = (const fa_window *)windows;
        const __m512i pixels = _mm512_maskz_loadu_epi8(mask, row + *base);
        const __m512i pixels2 = wide ? _mm512_maskz_loadu_epi8(mask2, row + *base + 64) : pixels;
        _mm_prefetch((const char *)row + *base + ahead, _MM_HINT_T0);
        __m512i index = _mm512_load_si512(window->index), taps[4], sum = bias;
        for (int g = 0; g < groups; g++, index = _mm512_add_epi8(index, next)) {
            taps[g] = wide ? _mm512_permutex2var_epi8(pixels, index, pixels2) : _mm512_permutexvar_epi8(index, pixels);
            sum = _mm512_dpbusd_epi32(sum, taps[g], _mm512_load_si512(window->weights[g].high));
        }
        sum = _mm512_shldi_epi32(sum, half, 8); /* 256 * sum + half */
        for (int g = 0; g < groups; g++) sum = _mm512_dpbusd_epi32(sum, taps[g], _mm512_load_si512(window->weights[g].low));
        _mm256_storeu_si256((__m256i *)(out + e), _mm512_cvtepi32_epi16(_mm512_sra_epi32(sum, shift)));
    }
}

static void FA(window_columns)(const uint8_t *row, int64_t readable, const fa_axis *x, int64_t channels, int wide,
                               const char *windows, const int64_t *base, int64_t ahead, int16_t *out)
{
#define GROUPS(n)                                                                                                \
    if (wide) FA(window_columns_of)(row, readable, x, channels, n, 1, windows, base, ahead, out);                \
    else FA(window_columns_of)(row, readable, x, channels, n, 0, windows, base, ahead, out);
    switch (x->pitch) { /* a constant unrolls the loops over groups */
    case 4: GROUPS(1) break;
    case 8: GROUPS(2) break;
    case 12: GROUPS(3) break;
    default: GROUPS(4)
    }
#undef GROUPS
}
