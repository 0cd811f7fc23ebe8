/* y[k] = (gray[0] r + gray[1] g + gray[2] b + own x[k] + half) >> shift on bytes, saturated; `gray` and `own` fit in
 * 16 bits. One byte shuffle makes 16-bit pairs (r, g), another (b, 0); pmaddwd multiplies and adds pairs. */
#if FA_LEVEL == 2
#define GROUP 16
#elif FA_LEVEL == 1
#define GROUP 8
#endif

#if FA_LEVEL > 0
typedef struct {
    VEC rg[3], b[3], half, take_rg, take_b, pick;
    __m128i shift;
} FA(matrix);

static void FA(set_matrix)(FA(matrix) *m, const fixed_matrix *k)
{
    FA_ALIGN64 uint8_t rg[64], b[64], pick[64];
    for (int i = 0; i < 3; i++) {
        const int red = k->gray[0] + (i == 0) * k->own, green = k->gray[1] + (i == 1) * k->own;
        const int blue = k->gray[2] + (i == 2) * k->own;
        m->rg[i] = VOP(set1_epi32)((int)((uint32_t)(uint16_t)red | (uint32_t)(uint16_t)green << 16));
        m->b[i] = VOP(set1_epi32)((uint16_t)blue);
    }
    m->half = VOP(set1_epi32)((1 << k->shift) >> 1);
    m->shift = _mm_cvtsi32_si128(k->shift);
    for (int j = 0; j < 64; j++) { /* zero where bit 7 is set; in two lanes the second starts at byte 8, pixel 4 at 12 */
        const int pixel = FA_LEVEL == 2 ? 3 * (j / 4) : (j / 16 % 2 ? 4 : 0) + 3 * (j % 16 / 4);
        rg[j] = (uint8_t)(j % 2 ? 0x80 : pixel + (j % 4 == 2));
        b[j] = (uint8_t)(j % 4 ? 0x80 : pixel + 2);
        pick[j] = (uint8_t)(FA_LEVEL == 2 ? 16 * (j / 12) + 4 * (j % 3) + j / 3 % 4 : j % 16 < 12 ? 4 * (j % 16 % 3) + j % 16 / 3 : 0x80);
    }
    memcpy(&m->take_rg, rg, sizeof(VEC));
    memcpy(&m->take_b, b, sizeof(VEC));
    memcpy(&m->pick, pick, sizeof(VEC));
}
FA_INLINE VEC FA(matrix_row)(const FA(matrix) *m, int k, VEC rg, VEC b)
{
    const VEC sum = VOP(add_epi32)(VOP(madd_epi16)(rg, m->rg[k]), VOP(madd_epi16)(b, m->b[k]));
    return VOP(sra_epi32)(VOP(add_epi32)(sum, m->half), m->shift);
}
/* GROUP pixels to three channels, or to one. */
FA_INLINE void FA(matrix_group)(const FA(matrix) *m, const uint8_t *x, uint8_t *y, int channels)
{
#if FA_LEVEL == 2
    const __mmask64 first_48 = 0xffffffffffffu;
    VEC v = _mm512_maskz_loadu_epi8(first_48, x);
    const VEC rg = _mm512_maskz_permutexvar_epi8(0x5555555555555555u, m->take_rg, v);
    const VEC b = _mm512_maskz_permutexvar_epi8(0x1111111111111111u, m->take_b, v);
#else
    VEC v = LOAD(x, x + 8);
    const VEC rg = _mm256_shuffle_epi8(v, m->take_rg), b = _mm256_shuffle_epi8(v, m->take_b);
#endif
    const VEC p = FA(matrix_row)(m, 0, rg, b);
    if (channels == 1) { /* gray lies in 0 .. 255 */
#if FA_LEVEL == 2
        _mm_storeu_si128((__m128i *)y, _mm512_cvtepi32_epi8(p));
#else
        v = _mm256_permute4x64_epi64(_mm256_packus_epi16(_mm256_packs_epi32(p, p), ZERO), 0x08);
        v = _mm256_shuffle_epi32(v, 0x08);
        _mm_storel_epi64((__m128i *)y, _mm256_castsi256_si128(v));
#endif
        return;
    }
    const VEC q = FA(matrix_row)(m, 1, rg, b), s = FA(matrix_row)(m, 2, rg, b);
    v = VOP(packus_epi16)(VOP(packs_epi32)(p, q), VOP(packs_epi32)(s, s));
#if FA_LEVEL == 2
    _mm512_mask_storeu_epi8(y, first_48, _mm512_permutexvar_epi8(m->pick, v));
#else
    v = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(v, m->pick), _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7));
    _mm_storeu_si128((__m128i *)y, _mm256_castsi256_si128(v));
    _mm_storel_epi64((__m128i *)(y + 16), _mm256_extracti128_si256(v, 1));
#endif
}
#endif

static void FA(saturate)(const uint8_t *restrict x, uint8_t *restrict y, int64_t n, int channels, const fixed_matrix *k)
{
    int64_t i = 0;
#if FA_LEVEL > 0
    FA(matrix) m;
    FA(set_matrix)(&m, k);
    if (channels == 3)
        for (; i + GROUP <= n; i += GROUP) FA(matrix_group)(&m, x + 3 * i, y + 3 * i, 3);
    else
        for (; i + GROUP <= n; i += GROUP) FA(matrix_group)(&m, x + 3 * i, y + i, 1);
#endif
    for (; i < n; i++) {
        const uint8_t *p = x + 3 * i;
        const int gray = k->gray[0] * p[0] + k->gray[1] * p[1] + k->gray[2] * p[2] + ((1 << k->shift) >> 1);
        for (int c = 0; c < channels; c++) {
            const int v = (gray + k->own * p[c]) >> k->shift;
            y[channels * i + c] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
    }
}
#undef GROUP
