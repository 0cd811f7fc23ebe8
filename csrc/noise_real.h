/* Speckle, uniform, Rician and Poisson noise, strip by strip in floating point. */

/* exp(-t) for t in 0 .. 10: the power series at t / 32, squared five times. */
FA_INLINE float FA(decay)(float t)
{
    const float s = t * -0.03125f;
    float e = s * 0.0001984127f + 0.0013888889f;
    e = e * s + 0.008333333f;
    e = e * s + 0.041666668f;
    e = e * s + 0.16666667f;
    e = e * s + 0.5f;
    e = e * s + 1.0f;
    e = e * s + 1.0f;
    e *= e;
    e *= e;
    e *= e;
    e *= e;
    return e * e;
}

FA_INLINE int FA(any)(FA(ints) v)
{
#if FA_LEVEL == 2
    return _mm512_test_epi32_mask((__m512i)v, (__m512i)v) != 0;
#elif FA_LEVEL == 1
    return !_mm256_testz_si256((__m256i)v, (__m256i)v);
#elif FA_X86
    return !_mm_testz_si128((__m128i)v, (__m128i)v);
#else
    int32_t x[LANES], any = 0;
    memcpy(x, &v, sizeof v);
    for (int i = 0; i < LANES; i++) any |= x[i];
    return any != 0;
#endif
}

/* Small means: how many values of the distribution function are not above u, at most 10 + 2.5 times the mean, beyond
 * which there is less than one chance in 10^9. */
enum { FA(COUNTED) = FA(ABREAST) * LANES }; /* at once */
static FA_NOINLINE void FA(poisson_small)(const float *mean, const float *u, float *number)
{
    float m[FA(COUNTED)], least[FA(COUNTED)], most;
    FA(floats) means[FA(ABREAST)], draws[FA(ABREAST)], chance[FA(ABREAST)], below[FA(ABREAST)];
    FA(ints) count[FA(ABREAST)] = {0}, left[FA(ABREAST)];
    int32_t counts[FA(COUNTED)], bits[FA(COUNTED)], most_bits = 0; /* they are in the order of the numbers, none negative */
    for (int i = 0; i < FA(COUNTED); i++) m[i] = mean[i] < SMALL_MEAN ? mean[i] : 0;
    for (int i = 0; i < FA(COUNTED); i++) least[i] = FA(decay)(m[i]);
    memcpy(bits, m, sizeof m);
    for (int i = 0; i < FA(COUNTED); i++) most_bits = bits[i] > most_bits ? bits[i] : most_bits;
    memcpy(&most, &most_bits, sizeof most);
    memcpy(means, m, sizeof m);
    memcpy(draws, u, sizeof m);
    memcpy(chance, least, sizeof m);
    memcpy(below, least, sizeof m);
    for (int k = 1; k <= (int)(10 + 2.5f * most); k++) {
        const float inverse = 1.0f / (float)k;
        EACH left[b] = (draws[b] >= below[b]) & 1;
        if (k % 4 == 0 && !FA(any)(left[0] | left[1] | left[2] | left[3])) break;
        EACH count[b] += left[b];
        EACH chance[b] *= means[b] * inverse;
        EACH below[b] += chance[b];
    }
    memcpy(counts, count, sizeof m);
    for (int i = 0; i < FA(COUNTED); i++) {
        const float end = floorf(10 + 2.5f * mean[i]), counted = (float)counts[i];
        number[i] = mean[i] < SMALL_MEAN ? (counted < end ? counted : end) : number[i];
    }
}

/* Larger means: the expansion of the Poisson quantile about the normal one (Giles 2016), whose distribution function is
 * within 5e-5 of the true one from a mean of 10 on, and nearer beyond. */
static FA_NOINLINE void FA(poisson_large)(const float *mean, const float *z, int64_t n, float *number)
{
    for (int64_t i = 0; i < n; i++) {
        const float m = mean[i] > SMALL_MEAN ? mean[i] : SMALL_MEAN, root = sqrtf(m), w = z[i], ww = w * w;
        float q = (ww * 0.0037037036f + 0.008641975f) * ww - 0.019753087f;
        q = q / m + (ww * -0.013888889f - 0.027777778f) * w / root;
        q = q + (ww * 0.16666667f + 0.33333334f) + root * w + m;
        q = floorf(q);
        number[i] = q > 0 ? q : 0;
    }
}

static void FA(poisson)(const fa_real_noise *p, int64_t row, int64_t at, int64_t n, const float *mean, float *number)
{
    float drawn[STRIP] = {0};
    int small = 0, large = 0;
    for (int64_t i = 0; i < n; i++) {
        small |= mean[i] < SMALL_MEAN;
        large |= mean[i] >= SMALL_MEAN;
    }
    if (large) {
        FA(of_strip)(FA(normals), p->seed, POISSON_NORMALS, p->src.channels, p->per_channel, row, at, n, drawn);
        FA(poisson_large)(mean, drawn, n, number);
    }
    if (small) {
        FA(of_strip)(FA(uniforms), p->seed, POISSON_UNIFORMS, p->src.channels, p->per_channel, row, at, n, drawn);
        for (int64_t i = 0; i < n; i += FA(COUNTED)) /* of near means */
            FA(poisson_small)(mean + i, drawn + i, number + i);
    }
    for (int64_t i = 0; i < n; i++) number[i] = mean[i] == mean[i] ? number[i] : mean[i]; /* NaN stays */
}

#define STRIP_OF(STREAM, DRAW, TO) \
    FA(of_strip)(FA(DRAW), p->seed, STREAM, p->src.channels, p->per_channel, row, at, n, TO)
#define SQUARE(v) ((v) * (v))
/* What becomes of the values of a strip, clipped. The source may be where they go: none needs another one. */
#define EACH_VALUE(VALUE, ROUND)                                                                                     \
    FA_INDEPENDENT for (int64_t i = 0; i < n; i++) {                                                                 \
        v = ROUND(VALUE);                                                                                            \
        v = v < lo ? lo : v;                                                                                         \
        to[i] = v > hi ? hi : v;                                                                                     \
    }
#define REAL_NOISE(NAME, TYPE, REAL, SQRT, ROUND, STORE)                                                             \
    static FA_NOINLINE void FA(NAME)(const fa_real_noise *p, int64_t row, const char *src, char *dst)                \
    {                                                                                                                \
        const int64_t values = p->src.width * p->src.channels;                                                       \
        const REAL a = (REAL)p->a, b = (REAL)p->b, lo = (REAL)p->lo, hi = (REAL)p->hi;                               \
        float z[STRIP], other[STRIP];                                                                                \
        REAL v, made[STRIP];                                                                                         \
        for (int64_t at = 0; at < values; at += STRIP) {                                                             \
            const int64_t n = fa_min(values - at, STRIP);                                                            \
            const TYPE *x = (const TYPE *)src + at;                                                                  \
            TYPE *y = (TYPE *)dst + at;                                                                              \
            REAL *to = sizeof(TYPE) == sizeof(REAL) ? (REAL *)y : made;                                              \
            if (p->kind == FA_SPECKLE) {                                                                             \
                STRIP_OF(SPECKLE_STREAM, normals, z);                                                                \
                EACH_VALUE((REAL)x[i] + (REAL)x[i] * (b + a * (REAL)z[i]), ROUND)                                    \
            } else if (p->kind == FA_LOCAL) {                                                                        \
                const float *stds = p->stds + row * values + at;                                                     \
                STRIP_OF(LOCAL_STREAM, normals, z);                                                                  \
                EACH_VALUE((REAL)x[i] + (REAL)stds[i] * (REAL)z[i], ROUND)                                           \
            } else if (p->kind == FA_UNIFORM) {                                                                      \
                STRIP_OF(UNIFORM_STREAM, uniforms, z);                                                               \
                EACH_VALUE((REAL)x[i] + (a + (b - a) * (REAL)z[i]), ROUND)                                           \
            } else if (p->kind == FA_RICIAN) {                                                                       \
                STRIP_OF(RICIAN_STREAM, normals, z);                                                                 \
                STRIP_OF(RICIAN_OTHER, normals, other);                                                              \
                EACH_VALUE(SQRT(SQUARE((REAL)x[i] + a * (REAL)z[i]) + SQUARE(a * (REAL)other[i])), ROUND)            \
            } else {                                                                                                 \
                for (int64_t i = 0; i < n; i++) {                                                                    \
                    const REAL mean = (REAL)x[i] * a;                                                                \
                    z[i] = mean < 0 ? 0.0f : (float)mean;                                                            \
                }                                                                                                    \
                for (int64_t i = n; i < STRIP; i++) z[i] = SMALL_MEAN;                                               \
                FA(poisson)(p, row, at, n, z, other);                                                                \
                EACH_VALUE((REAL)other[i] * b, ROUND)                                                                \
            }                                                                                                        \
            for (int64_t i = 0; to == made && i < n; i++) y[i] = STORE(to[i]);                                       \
        }                                                                                                            \
    }
REAL_NOISE(real_u8, uint8_t, float, sqrtf, rintf, (uint8_t)(int32_t))
REAL_NOISE(real_u16, uint16_t, float, sqrtf, rintf, (uint16_t)(int32_t))
REAL_NOISE(real_f32, float, float, sqrtf, , )
REAL_NOISE(real_f64, double, double, sqrt, , )
#undef REAL_NOISE
#undef STRIP_OF
#undef EACH_VALUE
#undef SQUARE

static real_function *const FA(real_noise)[4] = {FA(real_u8), FA(real_u16), FA(real_f32), FA(real_f64)};
