/* The sums of resize_fixed.h for x86: rows in pairs at any width; columns of 1, 3 and 4 channels four taps at a time. */

/* Output row i. An odd last tap pairs with some other row and the zero that follows the weights. */
static void FA(fixed_rows)(const int16_t *ring, int64_t pitch, int64_t mask, const fa_axis *y, int64_t i, int64_t length,
                           int32_t *sum, uint8_t *out)
{
    enum { STEP = sizeof(VECTOR) };
    const int16_t *n = (const int16_t *)y->weights + i * y->pitch;
    const VECTOR bias = OP(set1_epi32)(FA(row_bias)(y->bits));
    const __m128i shift = _mm_cvtsi32_si128(y->bits + 7);
    const int64_t from = y->first[i];
    int64_t taps = y->taps;
    while (taps > 1 && n[taps - 1] == 0) taps--;
    for (int64_t c = 0; c < length; c += STEP) {
        VECTOR a0 = bias, a1 = bias, a2 = bias, a3 = bias;
        for (int64_t k = 0; k < taps; k += 2) {
            const int16_t *u = ring + ((from + k) & mask) * pitch + c, *v = ring + ((from + k + 1) & mask) * pitch + c;
            const VECTOR p = LOAD(u), q = LOAD(v), p2 = LOAD(u + STEP / 2), q2 = LOAD(v + STEP / 2);
            int32_t pair;
            memcpy(&pair, n + k, sizeof pair);
            const VECTOR w = OP(set1_epi32)(pair);
            a0 = OP(add_epi32)(a0, OP(madd_epi16)(OP(unpacklo_epi16)(p, q), w));
            a1 = OP(add_epi32)(a1, OP(madd_epi16)(OP(unpackhi_epi16)(p, q), w));
            a2 = OP(add_epi32)(a2, OP(madd_epi16)(OP(unpacklo_epi16)(p2, q2), w));
            a3 = OP(add_epi32)(a3, OP(madd_epi16)(OP(unpackhi_epi16)(p2, q2), w));
        }
        a0 = OP(packs_epi32)(OP(sra_epi32)(a0, shift), OP(sra_epi32)(a1, shift));
        a2 = OP(packs_epi32)(OP(sra_epi32)(a2, shift), OP(sra_epi32)(a3, shift));
        const VECTOR bytes = IN_ORDER(OP(packus_epi16)(a0, a2));
        if (length - c >= STEP) {
            STORE(out + c, bytes);
        } else {
            STORE(sum, bytes);
            memcpy(out + c, sum, (size_t)(length - c));
        }
    }
}

/* How many outputs read nothing beyond `readable` bytes when taps are read four at a time, `last` bytes the last four. */
static int64_t FA(safe_outputs)(const fa_axis *x, int64_t channels, int64_t readable, int64_t last)
{
    int64_t n = x->out;
    while (n > 0 && (x->first[n - 1] + x->pitch - 4) * channels + last > readable) n--;
    return n;
}

/* The channels of a pixel (3 or 4) are the 32-bit lanes of a register. Writes one value too many for 3 channels. */
FA_INLINE int64_t FA(lane_columns_of)(const uint8_t *row, int64_t readable, const fa_axis *x, int64_t channels,
                                      int64_t pitch, int16_t *out)
{
    const int64_t safe = FA(safe_outputs)(x, channels, readable, 16);
    const int16_t *n = x->weights;
    const __m128i shift = _mm_cvtsi32_si128(x->bits - 7);
    const __m128i taps01 = channels == 3 ? _mm_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1)
                                         : _mm_setr_epi8(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1);
    const __m128i taps23 = _mm_add_epi8(taps01, _mm_set1_epi16((short)(2 * channels)));
    int64_t j = 0;
#if FA_LEVEL == 0
    const __m128i bias = _mm_set1_epi32(FA(column_bias)(x->bits));
    for (; j < safe; j++, n += pitch) {
        const uint8_t *p = row + x->first[j] * channels;
        __m128i sum = bias;
        for (int64_t k = 0; k < pitch; k += 4) {
            const __m128i v = LOAD128(p + k * channels), w = LOAD64(n + k);
            sum = _mm_add_epi32(sum, _mm_madd_epi16(_mm_shuffle_epi8(v, taps01), _mm_shuffle_epi32(w, 0x00)));
            sum = _mm_add_epi32(sum, _mm_madd_epi16(_mm_shuffle_epi8(v, taps23), _mm_shuffle_epi32(w, 0x55)));
        }
        sum = _mm_sra_epi32(sum, shift);
        _mm_storel_epi64((__m128i *)(out + j * channels), _mm_packs_epi32(sum, sum));
    }
#else
    const __m256i bias = _mm256_set1_epi32(FA(column_bias)(x->bits));
    const __m256i pick01 = _mm256_broadcastsi128_si256(taps01), pick23 = _mm256_broadcastsi128_si256(taps23);
    const __m256i dense = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, -1, -1, -1, -1));
    for (; j + 3 < safe; j += 4, n += 4 * pitch) { /* pixels j + h and j + h + 2 share a register */
        __m256i sum[2] = {bias, bias};
        for (int h = 0; h < 2; h++) {
            const uint8_t *p = row + x->first[j + h] * channels, *q = row + x->first[j + h + 2] * channels;
            const int16_t *w = n + h * pitch;
            for (int64_t k = 0; k < pitch; k += 4) {
                const __m256i v = _mm256_set_m128i(LOAD128(q + k * channels), LOAD128(p + k * channels));
                const __m256i u = _mm256_set_m128i(LOAD64(w + 2 * pitch + k), LOAD64(w + k));
                const __m256i w01 = _mm256_shuffle_epi32(u, 0x00), w23 = _mm256_shuffle_epi32(u, 0x55);
                sum[h] = _mm256_add_epi32(sum[h], _mm256_madd_epi16(_mm256_shuffle_epi8(v, pick01), w01));
                if (pitch > 4 && k + 2 >= x->taps) continue;
                sum[h] = _mm256_add_epi32(sum[h], _mm256_madd_epi16(_mm256_shuffle_epi8(v, pick23), w23));
            }
            sum[h] = _mm256_sra_epi32(sum[h], shift);
        }
        __m256i all = _mm256_packs_epi32(sum[0], sum[1]);
        if (channels == 4) {
            _mm256_storeu_si256((__m256i *)(out + 4 * j), all);
        } else {
            all = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(all, dense), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
            _mm_storeu_si128((__m128i *)(out + 3 * j), _mm256_castsi256_si128(all));
            _mm_storel_epi64((__m128i *)(out + 3 * j + 8), _mm256_extracti128_si256(all, 1));
        }
    }
#endif
    return j;
}

/* Four pixels of one channel: products of two pixels in a register, then sums of neighbours. */
FA_INLINE int64_t FA(gray_columns_of)(const uint8_t *row, int64_t readable, const fa_axis *x, int64_t pitch, int16_t *out)
{
    const int64_t safe = FA(safe_outputs)(x, 1, readable, 4);
    const int16_t *n = x->weights;
    const __m128i shift = _mm_cvtsi32_si128(x->bits - 7), bias = _mm_set1_epi32(FA(column_bias)(x->bits));
    int64_t j = 0;
    for (; j + 3 < safe; j += 4, n += 4 * pitch) {
        __m128i sum[2] = {_mm_setzero_si128(), _mm_setzero_si128()};
        for (int64_t k = 0; k < pitch; k += 4) {
            for (int h = 0; h < 2; h++) {
                const int16_t *w = n + 2 * h * pitch + k;
                int32_t p, q;
                memcpy(&p, row + x->first[j + 2 * h] + k, 4);
                memcpy(&q, row + x->first[j + 2 * h + 1] + k, 4);
                const __m128i v = _mm_cvtepu8_epi16(_mm_insert_epi32(_mm_cvtsi32_si128(p), q, 1));
                const __m128i weights = _mm_unpacklo_epi64(LOAD64(w), LOAD64(w + pitch));
                sum[h] = _mm_add_epi32(sum[h], _mm_madd_epi16(v, weights));
            }
        }
        const __m128i all = _mm_sra_epi32(_mm_add_epi32(_mm_hadd_epi32(sum[0], sum[1]), bias), shift);
        _mm_storel_epi64((__m128i *)(out + j), _mm_packs_epi32(all, all));
    }
    return j;
}

/* Any number of channels, eight at a time, taps in pairs. Writes up to seven values too many. */
static int64_t FA(many_columns)(const uint8_t *row, int64_t readable, const fa_axis *x, int64_t channels, int16_t *out)
{
    const int64_t pairs_end = (x->taps + 1) / 2 * 2 - x->pitch + 3, last = pairs_end * channels + (channels + 7) / 8 * 8;
    const int64_t safe = FA(safe_outputs)(x, channels, readable, last);
    const int16_t *n = x->weights;
    const __m128i shift = _mm_cvtsi32_si128(x->bits - 7), bias = _mm_set1_epi32(FA(column_bias)(x->bits));
    for (int64_t j = 0; j < safe; j++, n += x->pitch, out += channels) {
        const uint8_t *p = row + x->first[j] * channels;
        for (int64_t c = 0; c < channels; c += 8) {
            __m128i low = bias, high = bias;
            for (int64_t k = 0; k < x->taps; k += 2) {
                const __m128i a = LOAD64(p + k * channels + c);
                const __m128i b = LOAD64(p + (k + 1) * channels + c);
                const __m128i v = _mm_unpacklo_epi8(a, b);
                int32_t pair;
                memcpy(&pair, n + k, sizeof pair);
                const __m128i w = _mm_set1_epi32(pair);
                low = _mm_add_epi32(low, _mm_madd_epi16(_mm_cvtepu8_epi16(v), w));
                high = _mm_add_epi32(high, _mm_madd_epi16(_mm_unpackhi_epi8(v, _mm_setzero_si128()), w));
            }
            const __m128i both = _mm_packs_epi32(_mm_sra_epi32(low, shift), _mm_sra_epi32(high, shift));
            _mm_storeu_si128((__m128i *)(out + c), both);
        }
    }
    return safe;
}

/* Returns how many outputs it made. */
static int64_t FA(vector_columns)(const uint8_t *row, int64_t readable, const fa_axis *x, int64_t channels, int16_t *out)
{
#define BY_PITCH(CALL, ...)                                                                    \
    (x->pitch == 4    ? CALL(__VA_ARGS__, 4, out)                                              \
     : x->pitch == 8  ? CALL(__VA_ARGS__, 8, out)                                              \
     : x->pitch == 12 ? CALL(__VA_ARGS__, 12, out)                                             \
                      : CALL(__VA_ARGS__, x->pitch, out))
    if (channels == 1) return BY_PITCH(FA(gray_columns_of), row, readable, x);
    if (channels == 3) return BY_PITCH(FA(lane_columns_of), row, readable, x, 3);
    if (channels == 4) return BY_PITCH(FA(lane_columns_of), row, readable, x, 4);
#undef BY_PITCH
    return FA(many_columns)(row, readable, x, channels, out);
}
