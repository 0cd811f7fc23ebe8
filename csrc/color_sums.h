/* Sums over a row per plane: value i belongs to plane i mod planes. Integers exactly; floats in double, in an order
 * that depends on nothing but the row. */
#define SUM_LANES 16
#define SUM(NAME, IN, WIDE, SAFE)                                                                  \
    static void FA(NAME)(const char *src, int64_t n, int64_t planes, double *sums)                 \
    {                                                                                              \
        const IN *x = (const IN *)src;                                                             \
        WIDE lanes[SUM_LANES * 16];                                                                \
        for (int64_t c = 0; c < planes; c++) sums[c] = 0;                                          \
        if (planes > 16) {                                                                         \
            for (; n > 0; n -= planes, x += planes)                                                \
                for (int64_t c = 0; c < planes; c++) sums[c] += (double)x[c];                      \
            return;                                                                                \
        }                                                                                          \
        const int64_t block = SUM_LANES * planes;                                                  \
        while (n > 0) {                                                                            \
            int64_t m = fa_min(n, (SAFE) * block);                                                 \
            n -= m;                                                                                \
            for (int64_t i = 0; i < block; i++) lanes[i] = 0;                                      \
            for (; m >= block; m -= block, x += block)                                             \
                for (int64_t i = 0; i < block; i++) lanes[i] += (WIDE)x[i];                        \
            for (int64_t i = 0; i < m; i++) lanes[i] += (WIDE)*x++;                                \
            for (int64_t i = 0; i < block; i += planes)                                            \
                for (int64_t c = 0; c < planes; c++) sums[c] += (double)lanes[i + c];              \
        }                                                                                          \
    }
SUM(sum_plain_u8, uint8_t, uint16_t, 1 << 8)
SUM(sum_u16, uint16_t, uint32_t, 1 << 16)
SUM(sum_float, float, double, (int64_t)1 << 40)
SUM(sum_double, double, double, (int64_t)1 << 40)
#undef SUM
#undef SUM_LANES

/* Bytes of 1 and 3 planes: the sum of absolute differences to zero adds 8 bytes at a time. A long run is read from an
 * aligned address on, a whole number of pixels (64 = 1 mod 3) after its start: else each load touches two lines. */
static void FA(sum_u8)(const char *src, int64_t n, int64_t planes, double *sums)
{
#ifdef VEC
    const int64_t block = 3 * PIXELS;
    if (n >= block && (planes == 1 || planes == 3)) {
        const uint8_t *x = (const uint8_t *)src;
        VEC total[3] = {ZERO, ZERO, ZERO}, v[3];
        uint64_t parts[3][PIXELS / 8];
        double rest[3];
        int64_t i = n < 16 * block ? 0 : (int64_t)(-(uintptr_t)x & 63);
        i += 64 * ((3 - i % 3) % 3);
        FA(sum_plain_u8)(src, i, planes, sums);
        for (; i + block <= n; i += block) {
            FA(collect)(x + i, v);
            for (int k = 0; k < 3; k++) total[k] = VOP(add_epi64)(total[k], VOP(sad_epu8)(v[k], ZERO));
        }
        FA(sum_plain_u8)(src + i, n - i, planes, rest);
        for (int64_t c = 0; c < planes; c++) sums[c] += rest[c];
        memcpy(parts, total, sizeof parts);
        for (int k = 0; k < 3; k++)
            for (int j = 0; j < PIXELS / 8; j++) sums[planes == 3 ? k : 0] += (double)parts[k][j];
        return;
    }
#endif
#if FA_LEVEL == 2
    if (planes == 8) { /* turned, 8 bytes of a channel follow each other */
        const __m512i turned = _mm512_load_si512(turned_8x8);
        __m512i total = ZERO;
        uint64_t parts[8];
        int64_t i = 0;
        for (; i + 64 <= n; i += 64) {
            const __m512i v = _mm512_permutexvar_epi8(turned, _mm512_loadu_si512(src + i));
            total = _mm512_add_epi64(total, _mm512_sad_epu8(v, ZERO));
        }
        FA(sum_plain_u8)(src + i, n - i, 8, sums);
        _mm512_storeu_si512(parts, total);
        for (int c = 0; c < 8; c++) sums[c] += (double)parts[c];
        return;
    }
#endif
    FA(sum_plain_u8)(src, n, planes, sums);
}
