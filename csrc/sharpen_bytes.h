/* Bytes: sums of three rows once for all three columns that want them, then whole vectors of 16-bit numbers. */
static void FA(columns)(const uint8_t *restrict above, const uint8_t *restrict x, const uint8_t *restrict below, int64_t n,
                        int16_t *restrict sums)
{
    for (int64_t i = 0; i < n; i++) sums[i] = (int16_t)(above[i] + x[i] + below[i]);
}

/* left, own, right: the sums of three columns. */
static void FA(sharpen_some)(const uint8_t *restrict x, const int16_t *restrict left, const int16_t *restrict own,
                             const int16_t *restrict right, uint8_t *restrict y, int64_t n, float scale)
{
    int64_t i = 0;
#if FA_X86
    const __m128i places = _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
    const VECTOR pairs = TO_ALL(places), nine = OP(set1_epi16)(9);
    const FLOATS all = OP(set1_ps)(scale), even = OP(set1_ps)(scale / 65536); /* of numbers 16 bits too high */
    enum { HALF = sizeof(VECTOR) / 2, BLOCK = sizeof(VECTOR) };
    for (; i < n && n >= BLOCK; i += BLOCK) {
        VECTOR v[2];
        i = fa_min(i, n - BLOCK); /* the last block has some of the one before */
        for (int h = 0; h < 2; h++) {
            const int64_t k = i + h * HALF;
            const VECTOR value = WIDEN(x + k), sum = OP(add_epi16)(OP(add_epi16)(LOAD(left + k), LOAD(own + k)), LOAD(right + k));
            const VECTOR rest = OP(sub_epi16)(OP(mullo_epi16)(value, nine), sum);
            const VECTOR e = OP(cvtps_epi32)(OP(mul_ps)(OP(cvtepi32_ps)(OP(slli_epi32)(rest, 16)), even));
            const VECTOR o = OP(cvtps_epi32)(OP(mul_ps)(OP(cvtepi32_ps)(OP(srai_epi32)(rest, 16)), all));
            v[h] = OP(adds_epi16)(value, OP(shuffle_epi8)(OP(packs_epi32)(e, o), pairs));
        }
        STORE(y + i, IN_ORDER(OP(packus_epi16)(v[0], v[1])));
    }
#endif
    for (; i < n; i++) {
        const int sum = left[i] + own[i] + right[i], v = x[i] + (int)rintf(scale * (float)(9 * x[i] - sum));
        y[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
}

static void FA(sharpen_u8)(const fa_sharpen *p, int64_t row)
{
    const uint8_t *x = (const uint8_t *)fa_row(&p->src, row);
    uint8_t *y = (uint8_t *)fa_row(&p->dst, row);
    const int64_t step = p->src.channels, n = p->src.width * step, apart = fa_min(step, STRIP), stride = p->src.stride;
    /* beyond 255 a difference of one level saturates */
    const float scale = (float)fmin(fmax((p->factor - 1) / 13, -255), 255);
    int16_t sums[3 * STRIP];
    if (row == 0 || row == p->src.height - 1 || n < 3 * step) {
        memcpy(y, x, (size_t)n);
        return;
    }
    memcpy(y, x, (size_t)step);
    memcpy(y + n - step, x + n - step, (size_t)step);
    for (int64_t at = step; at < n - step; at += STRIP) {
        const int64_t some = fa_min(STRIP, n - step - at);
        const uint8_t *left = x + at - step;
        if (step <= STRIP) FA(columns)(left - stride, left, left + stride, some + 2 * step, sums);
        else
            for (int k = 0; k < 3; k++, left += step)
                FA(columns)(left - stride, left, left + stride, some, sums + k * STRIP);
        FA(sharpen_some)(x + at, sums, sums + apart, sums + 2 * apart, y + at, some, scale);
    }
}

/* x0, x1, x2: three rows with a pixel more at each end; there is room for whole vectors behind them and y. */
static void FA(edges_u8)(const uint8_t *x0, const uint8_t *x1, const uint8_t *x2, int64_t step, int64_t n, float gain,
                         float amount, uint8_t *y)
{
    FA_ALIGN64 int16_t sums[3 * STRIP + FA_BLOCK];
    FA(columns)(x0, x1, x2, n + 2 * step, sums);
    memset(sums + n + 2 * step, 0, FA_BLOCK * sizeof *sums);
#if FA_X86
    const __m128i places = _mm_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15);
    const VECTOR pairs = TO_ALL(places), nine = OP(set1_epi16)(9);
    const FLOATS odd_gain = OP(set1_ps)(gain), odd_amount = OP(set1_ps)(amount);
    const FLOATS even_gain = OP(set1_ps)(gain / 65536), even_amount = OP(set1_ps)(amount / 65536);
    enum { HALF = sizeof(VECTOR) / 2 };
    for (int64_t i = 0; i < n; i += 2 * HALF) {
        VECTOR v[2];
        for (int h = 0; h < 2; h++) {
            const int16_t *sum = sums + i + h * HALF;
            const VECTOR value = WIDEN(x1 + step + i + h * HALF);
            const VECTOR all = OP(add_epi16)(OP(add_epi16)(LOAD(sum), LOAD(sum + step)), LOAD(sum + 2 * step));
            const VECTOR rest = OP(sub_epi16)(OP(mullo_epi16)(value, nine), all);
            const FLOATS e = OP(add_ps)(OP(mul_ps)(OP(cvtepi32_ps)(OP(slli_epi32)(value, 16)), even_gain),
                                        OP(mul_ps)(OP(cvtepi32_ps)(OP(slli_epi32)(rest, 16)), even_amount));
            const FLOATS o = OP(add_ps)(OP(mul_ps)(OP(cvtepi32_ps)(OP(srli_epi32)(value, 16)), odd_gain),
                                        OP(mul_ps)(OP(cvtepi32_ps)(OP(srai_epi32)(rest, 16)), odd_amount));
            v[h] = OP(shuffle_epi8)(OP(packs_epi32)(OP(cvtps_epi32)(e), OP(cvtps_epi32)(o)), pairs);
        }
        STORE(y + i, IN_ORDER(OP(packus_epi16)(v[0], v[1])));
    }
#else
    for (int64_t i = 0; i < n; i++) {
        const int x = x1[i + step], rest = 9 * x - (sums[i] + sums[i + step] + sums[i + 2 * step]);
        const int v = (int)rintf(gain * (float)x + amount * (float)rest);
        y[i] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
#endif
}

static void FA(kernel_u8)(const fa_edges *p, const void *const *x, int64_t step, int64_t n, void *y)
{
    FA(edges_u8)(x[0], x[1], x[2], step, n, (float)(1 + p->amount * (p->lightness - 1)), (float)p->amount, y);
}
