/* Blends of resize_blend.h by windows of 64 bytes: 16 values of a row, each a 32-bit lane that holds a pixel and the next
 * as a pair, come out of one load by a byte permutation. Weights as in resize_blend_pairs.h. */

typedef struct {
    uint32_t index[16];    /* bytes of the pair in the window */
    uint32_t fraction[16]; /* fx in both halves */
    uint32_t sum[16];      /* fx - 2^15 and -fx: the two rows' weights together, negated */
} FA_ALIGN64 fa_pairs;

/* Fills tables for rows of which at least `readable` bytes may be read; 0 if a window is too short. */
static int FA(make_pairs)(const fa_axis *x, int64_t channels, int64_t readable, fa_pairs *pairs, int64_t *base)
{
    const int64_t length = x->out * channels, next = x->in > 1 ? channels : 0;
    for (int64_t e = 0; e < length; e += 16, pairs++, base++) {
        __m512i pixel;
        const __m512i at = FA(window_places)(x, channels, e, readable - 64, base, &pixel);
        if (_mm512_cmpgt_epi32_mask(at, _mm512_set1_epi32((int)(63 - next)))) return 0;
        const int64_t j = e / channels;
        const __mmask16 there = (__mmask16)FA(first_bytes)(x->out - j);
        const __m256i row = _mm256_maskz_loadu_epi16(there, (const int16_t *)x->weights + j);
        const __m512i f = _mm512_permutexvar_epi32(pixel, _mm512_cvtepu16_epi32(row));
        const __m512i index = _mm512_or_si512(at, _mm512_slli_epi32(at, 16)), up = _mm512_slli_epi32(f, 16);
        _mm512_store_si512(pairs->index, _mm512_add_epi32(index, _mm512_set1_epi32((int)next << 16)));
        _mm512_store_si512(pairs->fraction, _mm512_or_si512(f, up));
        _mm512_store_si512(pairs->sum, _mm512_sub_epi32(_mm512_xor_si512(f, _mm512_set1_epi32(0x8000)), up));
    }
    return 1;
}

/* A row; negated sums give their 8 bits above bit 15 once complemented. The next row's lower pixels, `ahead` bytes further,
 * are asked for early: the hardware does not foresee jumps over rows. */
static void FA(blend_windows)(const uint8_t *top, const uint8_t *bottom, int64_t readable, const fa_pairs *pairs,
                              const int64_t *base, int32_t fy, int64_t length, uint8_t *out, int64_t ahead)
{
    const __mmask64 mask = FA(first_bytes)(readable), even = 0x5555555555555555u;
    const __m512i row = _mm512_set1_epi16((short)fy), high = _mm512_set1_epi32((int32_t)0xffff0000);
    const __m512i offset = _mm512_set1_epi32((1 << 16) | (uint16_t)-fy), bias = _mm512_set1_epi32(-(1 << 14) - 1);
    const __m512i low16 = _mm512_set1_epi32(0xffff), low8 = _mm512_set1_epi16(0xff);
    /* lane l of the four vectors lies in bytes 0, 2, 1, 3 of lane l */
    const __m512i lane = _mm512_setr_epi32(0x0c080400, 0x1c181410, 0x2c282420, 0x3c383430, 0x0e0a0602, 0x1e1a1612, 0x2e2a2622,
                                           0x3e3a3632, 0x0d090501, 0x1d191511, 0x2d292521, 0x3d393531, 0x0f0b0703, 0x1f1b1713,
                                           0x2f2b2723, 0x3f3b3733);
    const int64_t vectors = (length + 15) / 16;
    for (int64_t v = 0; v < vectors; v += 4) {
        __m512i sum[4];
        for (int k = 0; k < 4; k++) {
            const int64_t at = fa_min(v + k, vectors - 1);
            const fa_pairs *p = pairs + at;
            const __m512i index = _mm512_load_si512(p->index);
            const __m512i t = _mm512_maskz_permutexvar_epi8(even, index, _mm512_maskz_loadu_epi8(mask, top + base[at]));
            const __m512i u = _mm512_maskz_permutexvar_epi8(even, index, _mm512_maskz_loadu_epi8(mask, bottom + base[at]));
            _mm_prefetch((const char *)bottom + base[at] + ahead, _MM_HINT_T0);
            const __m512i w11 = _mm512_mulhrs_epi16(_mm512_load_si512(p->fraction), row);
            const __m512i w1 = _mm512_add_epi16(_mm512_xor_si512(w11, high), offset);
            const __m512i w0 = _mm512_sub_epi16(_mm512_load_si512(p->sum), w1);
            sum[k] = _mm512_dpwssd_epi32(_mm512_dpwssd_epi32(bias, t, w0), u, w1);
        }
        /* 0xca: where the mask is set take the first, else the second; 0x35 its complement */
        const __m512i a = _mm512_ternarylogic_epi32(low16, _mm512_srli_epi32(sum[0], 15), _mm512_slli_epi32(sum[1], 1), 0xca);
        const __m512i b = _mm512_ternarylogic_epi32(low16, _mm512_srli_epi32(sum[2], 15), _mm512_slli_epi32(sum[3], 1), 0xca);
        const __m512i c = _mm512_ternarylogic_epi32(low8, a, _mm512_slli_epi16(b, 8), 0x35);
        _mm512_mask_storeu_epi8(out + 16 * v, FA(first_bytes)(length - 16 * v), _mm512_permutexvar_epi8(lane, c));
    }
}
