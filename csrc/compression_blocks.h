/* LANES blocks of 8 x 8 pixels at a time: value k of every block lies in row k of a matrix. */

/* The rotations of the cosine transforms of Loeffler, Ligtenberg and Moschytz, in 13 bits of fraction. */
#define DESCALE(v, bits) (((v) + (1 << ((bits) - 1))) >> (bits))
#define ODD(a, b, c, d)                                                                                          \
    const int32_t five = 9633 * ((a + c) + (b + d)), one = -7373 * (a + d), two = -20995 * (b + c);              \
    const int32_t three = five - 16069 * (a + c), four = five - 3196 * (b + d);                                  \
    const int32_t odd3 = 2446 * a + one + three, odd2 = 16819 * b + two + four;                                  \
    const int32_t odd1 = 25172 * c + two + three, odd0 = 12299 * d + one + four;

/* The eight values of each block that lie `step` rows apart; `second`: the other axis was transformed before. */
FA_INLINE void FA(forward)(int32_t (*restrict v)[LANES], int step, int second)
{
    const int shift = second ? 15 : 11;
    for (int i = 0; i < LANES; i++) {
        const int32_t x0 = v[0][i], x1 = v[step][i], x2 = v[2 * step][i], x3 = v[3 * step][i];
        const int32_t x4 = v[4 * step][i], x5 = v[5 * step][i], x6 = v[6 * step][i], x7 = v[7 * step][i];
        const int32_t a = (x0 + x7) + (x3 + x4), b = (x1 + x6) + (x2 + x5);
        const int32_t c = (x0 + x7) - (x3 + x4), d = (x1 + x6) - (x2 + x5), turned = 4433 * (c + d);
        const int32_t r0 = x0 - x7, r1 = x1 - x6, r2 = x2 - x5, r3 = x3 - x4;
        ODD(r3, r2, r1, r0)
        v[0][i] = second ? DESCALE(a + b, 2) : (a + b) * 4;
        v[4 * step][i] = second ? DESCALE(a - b, 2) : (a - b) * 4;
        v[2 * step][i] = DESCALE(turned + 6270 * c, shift);
        v[6 * step][i] = DESCALE(turned - 15137 * d, shift);
        v[7 * step][i] = DESCALE(odd3, shift);
        v[5 * step][i] = DESCALE(odd2, shift);
        v[3 * step][i] = DESCALE(odd1, shift);
        v[1 * step][i] = DESCALE(odd0, shift);
    }
}
FA_INLINE void FA(backward)(int32_t (*restrict v)[LANES], int step, int second)
{
    const int shift = second ? 18 : 11;
    for (int i = 0; i < LANES; i++) {
        const int32_t x0 = v[0][i], x1 = v[step][i], x2 = v[2 * step][i], x3 = v[3 * step][i];
        const int32_t x4 = v[4 * step][i], x5 = v[5 * step][i], x6 = v[6 * step][i], x7 = v[7 * step][i];
        const int32_t turned = 4433 * (x2 + x6), c = turned + 6270 * x2, d = turned - 15137 * x6;
        const int32_t a = (x0 + x4) * 8192, b = (x0 - x4) * 8192;
        ODD(x7, x5, x3, x1)
        v[0][i] = DESCALE(a + c + odd0, shift);
        v[7 * step][i] = DESCALE(a + c - odd0, shift);
        v[1 * step][i] = DESCALE(b + d + odd1, shift);
        v[6 * step][i] = DESCALE(b + d - odd1, shift);
        v[2 * step][i] = DESCALE(b - d + odd2, shift);
        v[5 * step][i] = DESCALE(b - d - odd2, shift);
        v[3 * step][i] = DESCALE(a - c + odd3, shift);
        v[4 * step][i] = DESCALE(a - c - odd3, shift);
    }
}
#undef ODD
#undef DESCALE

/* A row of the blocks, as 8 rows of LANES bytes. */
#if FA_X86
/* A perfect shuffle of 128 bytes, which rotates the bits of their places: four times turn 16 x 8 into 8 x 16. */
FA_INLINE void FA(riffle)(__m128i v[8])
{
    __m128i w[8];
    for (int k = 0; k < 4; k++) {
        w[2 * k] = _mm_unpacklo_epi8(v[k], v[k + 4]);
        w[2 * k + 1] = _mm_unpackhi_epi8(v[k], v[k + 4]);
    }
    for (int k = 0; k < 8; k++) v[k] = w[k];
}
FA_INLINE void FA(turn)(const uint8_t *x, uint8_t y[8][LANES])
{
    __m128i v[8];
    for (int k = 0; k < 8; k++) v[k] = _mm_loadu_si128((const __m128i *)(x + 16 * k));
    for (int k = 0; k < 4; k++) FA(riffle)(v);
    for (int k = 0; k < 8; k++) _mm_storeu_si128((__m128i *)y[k], v[k]);
}
FA_INLINE void FA(turn_back)(const uint8_t x[8][LANES], uint8_t *y)
{
    __m128i v[8];
    for (int k = 0; k < 8; k++) v[k] = _mm_loadu_si128((const __m128i *)x[k]);
    for (int k = 0; k < 3; k++) FA(riffle)(v);
    for (int k = 0; k < 8; k++) _mm_storeu_si128((__m128i *)(y + 16 * k), v[k]);
}
#else
FA_INLINE void FA(turn)(const uint8_t *x, uint8_t y[8][LANES])
{
    for (int i = 0; i < GROUP; i++) y[i % 8][i / 8] = x[i];
}
FA_INLINE void FA(turn_back)(const uint8_t x[8][LANES], uint8_t *y)
{
    for (int i = 0; i < GROUP; i++) y[i] = x[i % 8][i / 8];
}
#endif

/* Not inline, or GCC makes vectors of the 64 coefficients, which it has to transpose. */
static FA_NOINLINE void FA(quantize)(int32_t *v, float inverse, int32_t step)
{
    for (int i = 0; i < LANES; i++) v[i] = (int32_t)((float)v[i] * inverse + (v[i] < 0 ? -0.5f : 0.5f)) * step;
}

/* A group of blocks with their coefficients in whole steps. */
static void FA(code)(uint8_t *rows, int64_t stride, const jpeg_steps *s)
{
    FA_ALIGN64 int32_t v[64][LANES];
    FA_ALIGN64 uint8_t bytes[8][LANES];
    for (int y = 0; y < 8; y++) {
        FA(turn)(rows + y * stride, bytes);
        for (int x = 0; x < 8; x++)
            for (int i = 0; i < LANES; i++) v[8 * y + x][i] = bytes[x][i] - 128;
        FA(forward)(v + 8 * y, 1, 0);
    }
    for (int x = 0; x < 8; x++) FA(forward)(v + x, 8, 1);
    for (int k = 0; k < 64; k++) FA(quantize)(v[k], s->inverse[k], s->steps[k]);
    for (int x = 0; x < 8; x++) FA(backward)(v + x, 8, 0);
    for (int y = 0; y < 8; y++) {
        FA(backward)(v + 8 * y, 1, 1);
        for (int x = 0; x < 8; x++)
            for (int i = 0; i < LANES; i++) {
                int32_t b = v[8 * y + x][i] + 128;
                b = b < 0 ? 0 : b;
                bytes[x][i] = (uint8_t)(b < 255 ? b : 255);
            }
        FA(turn_back)((const uint8_t (*)[LANES])bytes, rows + y * stride);
    }
}
