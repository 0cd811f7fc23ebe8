/* Blends of resize_blend.h for 3 and 4 channels: eight pixels at a time, two of them (k and k + 4) in a register, each
 * channel a 32-bit lane that holds a pixel and the next as a pair. Negated weights of a pair, so that 2^15 fits int16:
 *
 *     bottom  (w11 - fy, -w11)            top  (fx - 2^15, -fx) - bottom */

/* Returns how many outputs it made; beyond them it may write bytes of the same row. */
FA_INLINE int64_t FA(blend_lanes)(const uint8_t *top, const uint8_t *bottom, const fa_axis *x, int32_t fy, int64_t readable,
                                  int64_t channels, uint8_t *out)
{
    const int32_t *first = x->first;
    const int16_t *fractions = x->weights;
    int64_t safe = x->in > 1 ? x->out : 0;
    while (safe > 0 && first[safe - 1] * channels + 16 > readable) safe--;
    const __m256i pairs = _mm256_broadcastsi128_si256(
        channels == 3 ? _mm_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1)
                      : _mm_setr_epi8(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1));
    const __m256i pack = _mm256_broadcastsi128_si256(
        channels == 3 ? _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1)
                      : _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
    const __m256i row = _mm256_set1_epi16((short)fy), high = _mm256_set1_epi32((int32_t)0xffff0000);
    const __m256i offset = _mm256_set1_epi32((1 << 16) | (uint16_t)-fy);
    const __m256i half = _mm256_set1_epi32(1 << 14), one = _mm256_set1_epi32(0x8000);
    const int64_t spare = 16 - 4 * channels; /* bytes that the last store writes too many */
    int64_t j = 0;
    for (; j + 8 <= safe && (j + 8) * channels + spare <= x->out * channels; j += 8) {
        const __m256i f = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(fractions + j)));
        const __m256i shifted = _mm256_slli_epi32(f, 16), both = _mm256_or_si256(f, shifted);
        const __m256i w1 = _mm256_add_epi16(_mm256_xor_si256(_mm256_mulhrs_epi16(both, row), high), offset);
        const __m256i w0 = _mm256_sub_epi16(_mm256_sub_epi16(_mm256_sub_epi16(f, shifted), one), w1);
        __m256i sum[4];
#define PAIR(k)                                                                                                        \
    {                                                                                                                  \
        const int64_t a = first[j + k] * channels, b = first[j + k + 4] * channels;                                    \
        const __m256i t = _mm256_loadu2_m128i((const __m128i *)(top + b), (const __m128i *)(top + a));                 \
        const __m256i u = _mm256_loadu2_m128i((const __m128i *)(bottom + b), (const __m128i *)(bottom + a));           \
        const __m256i p = _mm256_madd_epi16(_mm256_shuffle_epi8(t, pairs), _mm256_shuffle_epi32(w0, k * 0x55));        \
        const __m256i q = _mm256_madd_epi16(_mm256_shuffle_epi8(u, pairs), _mm256_shuffle_epi32(w1, k * 0x55));        \
        sum[k] = _mm256_srai_epi32(_mm256_sub_epi32(half, _mm256_add_epi32(p, q)), 15);                                \
    }
        PAIR(0) PAIR(1) PAIR(2) PAIR(3)
#undef PAIR
        const __m256i bytes = _mm256_shuffle_epi8(
            _mm256_packus_epi16(_mm256_packs_epi32(sum[0], sum[1]), _mm256_packs_epi32(sum[2], sum[3])), pack);
        _mm_storeu_si128((__m128i *)(out + j * channels), _mm256_castsi256_si128(bytes));
        _mm_storeu_si128((__m128i *)(out + (j + 4) * channels), _mm256_extracti128_si256(bytes, 1));
    }
    return j;
}
