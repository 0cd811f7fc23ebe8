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
    const int16_t *n = x->weights;
    const int64_t length = x->out * channels, bytes = FA(table_bytes)(x), last = (x->taps - 1) * channels;
    const uint32_t steps = (uint32_t)channels * 0x03020100u;
    for (int64_t v = 0; 16 * v < length; v++) {
        const int64_t end = fa_min(16 * v + 15, length - 1);
        base[v] = fa_max(0, fa_min(x->first[16 * v / channels] * channels, readable - size));
        if (x->first[end / channels] * channels + end % channels + last - base[v] >= size) return 0;
    }
    for (int64_t j = 0, e = 0; j < x->out; j++, n += x->pitch) {
        for (int64_t c = 0; c < channels; c++, e++) {
            fa_window *window = (fa_window *)(windows + e / 16 * bytes);
            const int64_t lane = 4 * (e % 16);
            const uint32_t index = (uint32_t)(x->first[j] * channels + c - base[e / 16]) * 0x01010101u + steps;
            memcpy(window->index + lane, &index, 4);
            for (int64_t k = 0; k < x->pitch; k += 4) {
                const __m128i w = LOAD64(n + k);
                const __m128i up = _mm_srai_epi16(_mm_add_epi16(w, _mm_set1_epi16(128)), 8);
                const uint32_t low = (uint32_t)_mm_cvtsi128_si32(_mm_cvtepi16_epi8(w));
                const uint32_t high = (uint32_t)_mm_cvtsi128_si32(_mm_cvtepi16_epi8(up));
                memcpy(window->weights[k / 4].low + lane, &low, 4);
                memcpy(window->weights[k / 4].high + lane, &high, 4);
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
