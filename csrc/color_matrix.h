/* RGB bytes times a matrix. They are widened to pairs (r, g) and (b, unit), whose products pmaddwd adds. */
#ifdef VEC
typedef struct {
    VEC rg[3], b1[3], unit;
    __m128i shift;
} FA(matrix);

static FA(matrix) FA(to_matrix)(const fixed_matrix *k)
{
    FA(matrix) m;
    for (int i = 0; i < 3; i++) {
        const int *row = k->row[i];
        m.rg[i] = VOP(set1_epi32)((int)((uint32_t)(uint16_t)row[0] | (uint32_t)(uint16_t)row[1] << 16));
        m.b1[i] = VOP(set1_epi32)((int)((uint32_t)(uint16_t)row[2] | (uint32_t)(uint16_t)row[3] << 16));
    }
    m.unit = VOP(set1_epi16)((short)k->unit);
    m.shift = _mm_cvtsi32_si128(k->shift);
    return m;
}
FA_INLINE VEC FA(dot)(VEC rg, VEC b1, const FA(matrix) *m, int row)
{
    const VEC part = VOP(madd_epi16)(rg, m->rg[row]);
#if FA_LEVEL == 2
    return _mm512_sra_epi32(_mm512_dpwssd_epi32(part, b1, m->b1[row]), m->shift); /* the product and the sum in one */
#else
    return VOP(sra_epi32)(VOP(add_epi32)(part, VOP(madd_epi16)(b1, m->b1[row])), m->shift);
#endif
}
/* Half of a block, widened to 16 bits: `rows` rows of the matrix, in 16 bits. */
FA_INLINE void FA(matrix_half)(VEC r, VEC g, VEC b, const FA(matrix) *m, int rows, VEC y[3])
{
    const VEC rg_lo = VOP(unpacklo_epi16)(r, g), rg_hi = VOP(unpackhi_epi16)(r, g);
    const VEC b1_lo = VOP(unpacklo_epi16)(b, m->unit), b1_hi = VOP(unpackhi_epi16)(b, m->unit);
    for (int k = 0; k < rows; k++) y[k] = VOP(packs_epi32)(FA(dot)(rg_lo, b1_lo, m, k), FA(dot)(rg_hi, b1_hi, m, k));
}
FA_INLINE void FA(matrix_block)(const uint8_t *x, const FA(matrix) *m, int rows, VEC y[3])
{
    VEC v[3], lo[3], hi[3];
    FA(split)(x, v);
    FA(matrix_half)(VOP(unpacklo_epi8)(v[0], ZERO), VOP(unpacklo_epi8)(v[1], ZERO), VOP(unpacklo_epi8)(v[2], ZERO), m, rows, lo);
    FA(matrix_half)(VOP(unpackhi_epi8)(v[0], ZERO), VOP(unpackhi_epi8)(v[1], ZERO), VOP(unpackhi_epi8)(v[2], ZERO), m, rows, hi);
    for (int k = 0; k < rows; k++) y[k] = VOP(packus_epi16)(lo[k], hi[k]);
}
#if FA_LEVEL < 2
/* RGB to RGB, four pixels to a lane, without an order by channels; reads and writes up to two pixels beyond. */
FA_INLINE void FA(matrix_fours)(const uint8_t *x, const FA(matrix) *m, uint8_t *y)
{
    static const uint8_t to_rg[16] FA_ALIGN64 = {0, 128, 1, 128, 3, 128, 4, 128, 6, 128, 7, 128, 9, 128, 10, 128};
    static const uint8_t to_b[16] FA_ALIGN64 = {2, 128, 128, 128, 5, 128, 128, 128, 8, 128, 128, 128, 11, 128, 128, 128};
    static const uint8_t to_pixels[16] FA_ALIGN64 = {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11, 128, 128, 128, 128};
    const VEC v = LOAD(x, x + 12), rg = ORDER(to_rg, v);
    const VEC b1 = VOP(add_epi32)(ORDER(to_b, v), VOP(slli_epi32)(m->unit, 16));
    const VEC r = FA(dot)(rg, b1, m, 0), g = FA(dot)(rg, b1, m, 1), b = FA(dot)(rg, b1, m, 2);
    const VEC made = ORDER(to_pixels, VOP(packus_epi16)(VOP(packs_epi32)(r, g), VOP(packs_epi32)(b, b)));
    STORE(y, y + 12, made);
}
#endif
#endif

static void FA(mix_bytes)(const uint8_t *restrict x, uint8_t *restrict y, int64_t n, int channels, const fixed_matrix *k)
{
    int64_t i = 0;
#ifdef VEC
    const FA(matrix) m = FA(to_matrix)(k);
    VEC v[3];
    for (; channels == 1 && i + PIXELS <= n; i += PIXELS) {
        FA(matrix_block)(x + 3 * i, &m, 1, v);
        memcpy(y + i, v, PIXELS);
    }
    for (; channels == 3 && k->gray && i + PIXELS <= n; i += PIXELS) {
        FA(matrix_block)(x + 3 * i, &m, 1, v);
        FA(merge)(y + 3 * i, v[0], v[0], v[0]);
    }
#if FA_LEVEL < 2
    for (; channels == 3 && i + PIXELS / 4 + 2 <= n; i += PIXELS / 4) FA(matrix_fours)(x + 3 * i, &m, y + 3 * i);
#else
    for (; channels == 3 && i + PIXELS <= n; i += PIXELS) {
        FA(matrix_block)(x + 3 * i, &m, 3, v);
        FA(merge)(y + 3 * i, v[0], v[1], v[2]);
    }
#endif
#endif
    for (; i < n; i++) {
        const uint8_t *p = x + 3 * i;
        for (int c = 0; c < channels; c++) {
            const int *row = k->row[c];
            const int v = (row[0] * p[0] + row[1] * p[1] + row[2] * p[2] + row[3] * k->unit) >> k->shift;
            y[channels * i + c] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
    }
}
