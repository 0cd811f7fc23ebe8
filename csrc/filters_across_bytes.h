/* Means of sums of bytes along a row. */

/* Of few: in 16 bits, which is exact for all sizes that `means_of_bytes` names. */
FA_INLINE void FA(means_of_few)(const uint16_t *restrict sums, int64_t step, int64_t n, int64_t size, uint8_t *restrict to)
{
    const uint32_t count = (uint32_t)(size * size);
    int shift = 16;
    while (count >> (shift - 15)) shift++;
    const uint32_t factor = ((1u << shift) + count - 1) / count;
#if FA_X86
    enum { WORDS = sizeof(VECTOR) / 2 };
    for (int64_t i = 0; i < n; i += 2 * WORDS) {
        VECTOR mean[2];
        i = fa_min(i, n - 2 * WORDS); /* the last block has some of the one before */
        for (int h = 0; h < 2; h++) {
            VECTOR sum = OP(set1_epi16)((short)(count / 2));
            for (int64_t k = 0; k < size; k++) sum = OP(add_epi16)(sum, LOAD(sums + i + h * WORDS + k * step));
            mean[h] = OP(srli_epi16)(OP(mulhi_epu16)(sum, OP(set1_epi16)((short)factor)), shift - 16);
        }
        STORE(to + i, IN_ORDER(OP(packus_epi16)(mean[0], mean[1])));
    }
#else
    for (int64_t i = 0; i < n; i++) {
        uint16_t sum = (uint16_t)(sums[i] + count / 2);
        for (int64_t k = 1; k < size; k++) sum = (uint16_t)(sum + sums[i + k * step]);
        to[i] = (uint8_t)((sum * factor >> 16) >> (shift - 16));
    }
#endif
}

/* n totals of all sums that stand before a place, of each of `step` channels. */
FA_INLINE void FA(add_plainly)(const uint16_t *restrict sums, int64_t step, int64_t n, uint32_t *restrict totals)
{
    memset(totals, 0, (size_t)step * sizeof *totals);
    for (int64_t i = step; i < n; i++) totals[i] = totals[i - step] + sums[i - step];
}

/* As many pixels at a time as fit into a vector; what it has beyond them is written again. */
FA_INLINE void FA(add_pixels)(const uint16_t *restrict sums, int64_t step, int64_t n, uint32_t *restrict totals)
{
#if FA_X86 && FA_LEVEL == 0
    FA(add_plainly)(sums, step, 4, totals);
    __m128i total = LOAD128(totals);
    for (int64_t i = 0; i < n; i += 4 / step * step) {
        _mm_storeu_si128((__m128i *)(totals + i), total);
        for (int64_t k = 0; k < 4 / step; k++) total = _mm_add_epi32(total, _mm_cvtepu16_epi32(LOAD64(sums + i + k * step)));
    }
#elif FA_X86 /* at the level of 512 bits too: those would cross lines more often */
    FA(add_plainly)(sums, step, 8, totals);
    __m256i total = _mm256_loadu_si256((const __m256i *)totals);
    for (int64_t i = 0; i < n; i += 8 / step * step) {
        _mm256_storeu_si256((__m256i *)(totals + i), total);
        for (int64_t k = 0; k < 8 / step; k++)
            total = _mm256_add_epi32(total, _mm256_cvtepu16_epi32(LOAD128(sums + i + k * step)));
    }
#else
    FA(add_plainly)(sums, step, n, totals);
#endif
}

FA_NOINLINE static void FA(add_along)(const uint16_t *sums, int64_t step, int64_t n, uint32_t *totals)
{
    switch (step) {
    case 1: FA(add_pixels)(sums, 1, n, totals); break;
    case 3: FA(add_pixels)(sums, 3, n, totals); break;
    case 4: FA(add_pixels)(sums, 4, n, totals); break;
    default: FA(add_plainly)(sums, step, n, totals);
    }
}

/* Means of `count` numbers whose sum is the difference of two totals `apart`. A count is odd, so that none lies in the middle
 * between two bytes; it is 1 / (2 count) from there at least. A rounded quotient is closer to the true one than that, and
 * up to a count of 147 * 147 so is the product with a rounded 1 / count. */
FA_INLINE void FA(means_apart)(const uint32_t *restrict totals, int64_t apart, int64_t n, float divisor, float factor,
                               int divide, uint8_t *restrict to)
{
#if FA_X86
    enum { FLOATS = sizeof(VECTOR) / 4 };
    for (int64_t i = 0; i < n; i += 4 * FLOATS) {
        VECTOR mean[4];
        i = fa_min(i, n - 4 * FLOATS);
        for (int q = 0; q < 4; q++) {
            const uint32_t *total = totals + i + q * FLOATS;
            const FA(vec) sum = OP(cvtepi32_ps)(OP(sub_epi32)(LOAD(total + apart), LOAD(total)));
            mean[q] = OP(cvtps_epi32)(divide ? OP(div_ps)(sum, OP(set1_ps)(divisor)) : OP(mul_ps)(sum, OP(set1_ps)(factor)));
        }
        STORE(to + i, IN_ORDER_OF_FOUR(OP(packus_epi16)(OP(packs_epi32)(mean[0], mean[1]), OP(packs_epi32)(mean[2], mean[3]))));
    }
#else
    for (int64_t i = 0; i < n; i++) {
        const float sum = (float)(int32_t)(totals[i + apart] - totals[i]);
        to[i] = (uint8_t)(int32_t)rintf(divide ? sum / divisor : sum * factor);
    }
#endif
}

/* n: at least FA_BLOCK. */
FA_NOINLINE static void FA(means_of_bytes)(const uint16_t *sums, const uint32_t *totals, int64_t step, int64_t n,
                                           int64_t size, uint8_t *to)
{
    const float count = (float)(size * size);
    switch (size) {
    case 3: FA(means_of_few)(sums, step, n, 3, to); break;
    case 5: FA(means_of_few)(sums, step, n, 5, to); break;
    case 7: FA(means_of_few)(sums, step, n, 7, to); break;
    default: FA(means_apart)(totals, size * step, n, count, 1 / count, size > 147, to);
    }
}

static void FA(across_bytes)(const uint16_t *sums, int64_t step, int64_t n, int64_t size, uint8_t *to)
{
    FA_ALIGN64 uint32_t totals[BOX_LANES_OF_BYTES + BOX_MARGIN + FA_BLOCK];
    FA_ALIGN64 uint8_t block[FA_BLOCK];
    uint8_t *means = n < FA_BLOCK ? block : to;
    if (size > FEW) FA(add_along)(sums, step, fa_blocks(n) + size * step, totals);
    FA(means_of_bytes)(sums, totals, step, fa_max(n, FA_BLOCK), size, means);
    if (n < FA_BLOCK) memcpy(to, block, (size_t)n);
}
