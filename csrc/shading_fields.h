/* Fields: what they have of a column, which is the same in all rows, and then the field of a row. */

/* 2 ^ t for t in -125 .. 127, within 2e-7: t = n + r with n whole, a polynomial in r, and n added to its exponent. */
FA_INLINE float FA(exp2_float)(float t)
{
    const float shifted = t + 12582912.0f; /* 1.5 * 2^23: it leaves the nearest integer in the low bits */
    const float r = t - (shifted - 12582912.0f);
    float p = r * 0.001326472731307149f + 0.009671512991189957f;
    p = p * r + 0.05550733581185341f;
    p = p * r + 0.24022242426872253f;
    p = p * r + 0.6931470036506653f;
    p = p * r + 1.0f;
    uint32_t n, bits;
    memcpy(&n, &shifted, sizeof n);
    memcpy(&bits, &p, sizeof bits);
    bits += n << 23;
    memcpy(&p, &bits, sizeof p);
    return p;
}

/* From -1 at the centre of the first pixel to 1 at that of the last. */
FA_INLINE float FA(along)(int32_t at, int64_t pixels)
{
    const float middle = (float)((double)(pixels - 1) / 2);
    const float unit = pixels > 1 ? (float)(2 / (double)(pixels - 1)) : 0;
    return ((float)at - middle) * unit;
}

static void FA(bias_columns)(const void *job, int32_t first, int32_t n, float *x)
{
    const fa_bias *p = job;
    for (int32_t k = 0; k < n; k++) x[k] = FA(along)(first + k, p->src.width);
}

static FA_NOINLINE void FA(bias_field)(const void *job, int64_t row, const float *restrict x, int32_t n, float *restrict z)
{
    const fa_bias *p = job;
    const float y = FA(along)((int32_t)row, p->src.height);
    float terms[FA_FIELD_TERMS];
    for (int i = 0; i < p->terms_x; i++) {
        const float *c = p->coefficients + i * p->terms_y;
        terms[i] = c[p->terms_y - 1];
        for (int j = p->terms_y - 2; j >= 0; j--) terms[i] = terms[i] * y + c[j];
    }
    for (int32_t k = 0; k < n; k++) z[k] = terms[p->terms_x - 1];
    for (int i = p->terms_x - 2; i >= 0; i--)
        for (int32_t k = 0; k < n; k++) z[k] = z[k] * x[k] + terms[i];
    for (int32_t k = 0; k < n; k++) z[k] = FA(exp2_float)(z[k]);
}

/* The window of one side, of which that of a pixel is a product: never so small that the product is not a normal number. */
FA_INLINE float FA(bell)(int32_t at, float middle, float unit)
{
    const float x = ((float)at - middle) * unit, t = x * x * -0.72134752f; /* -1/2 to base 2 */
    return FA(exp2_float)(t < -60.0f ? -60.0f : t);
}
FA_INLINE float FA(bell_unit)(const fa_local_gamma *p)
{
    return (float)(1 / (p->scale * (double)fa_min(p->src.height, p->src.width)));
}

static void FA(window_columns)(const void *job, int32_t first, int32_t n, float *x)
{
    const fa_local_gamma *p = job;
    const float middle = (float)(p->x * (double)p->src.width - 0.5), unit = FA(bell_unit)(p);
    for (int32_t k = 0; k < n; k++) x[k] = FA(bell)(first + k, middle, unit);
}

static void FA(window)(const void *job, int64_t row, const float *restrict x, int32_t n, float *restrict z)
{
    const fa_local_gamma *p = job;
    const float y = FA(bell)((int32_t)row, (float)(p->y * (double)p->src.height - 0.5), FA(bell_unit)(p));
    for (int32_t k = 0; k < n; k++) z[k] = x[k] * y;
}

/* What values `at` to at + n - 1 of a row have of the numbers of their pixels. */
static FA_NOINLINE void FA(spread)(const float *from, int64_t channels, int64_t at, int64_t n, float *to)
{
    if (channels == 3) { /* strips are of whole pixels */
        for (int64_t i = 0; i < n / 3; i++) to[3 * i] = to[3 * i + 1] = to[3 * i + 2] = from[i];
        return;
    }
    for (int64_t i = 0, end = channels - at % channels; i < n; end += channels, from++)
        for (; i < fa_min(end, n); i++) to[i] = *from;
}
