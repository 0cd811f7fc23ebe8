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

/* Small means: how many values of the distribution function are not above u, at most 10 + 2.5 times the mean, beyond
 * which there is less than one chance in 10^9. n is at most 64. */
static FA_NOINLINE void FA(poisson_small)(const float *mean, const float *u, int64_t n, float *number)
{
    float chance[64], below[64], count[64], most = 0;
    for (int64_t i = 0; i < n; i++) {
        const float m = mean[i] < SMALL_MEAN ? mean[i] : 0;
        most = m > most ? m : most;
        chance[i] = below[i] = FA(decay)(m);
        count[i] = 0;
    }
    for (int k = 1; k <= (int)(10 + 2.5f * most); k++) {
        const float inverse = 1.0f / (float)k;
        for (int64_t i = 0; i < n; i++) {
            count[i] += u[i] >= below[i] ? 1.0f : 0.0f;
            chance[i] *= mean[i] * inverse;
            below[i] += chance[i];
        }
    }
    for (int64_t i = 0; i < n; i++) {
        const float end = floorf(10 + 2.5f * mean[i]);
        number[i] = mean[i] < SMALL_MEAN ? (count[i] < end ? count[i] : end) : number[i];
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
    float drawn[STRIP], least = SMALL_MEAN, most = 0;
    for (int64_t i = 0; i < n; i++) {
        least = mean[i] < least ? mean[i] : least;
        most = mean[i] > most ? mean[i] : most;
    }
    if (most >= SMALL_MEAN) {
        FA(of_strip)(FA(normals), p->seed, POISSON_NORMALS, p->src.channels, p->per_channel, row, at, n, drawn);
        FA(poisson_large)(mean, drawn, n, number);
    }
    if (least < SMALL_MEAN) {
        FA(of_strip)(FA(uniforms), p->seed, POISSON_UNIFORMS, p->src.channels, p->per_channel, row, at, n, drawn);
        for (int64_t i = 0; i < n; i += 64) /* of near means */
            FA(poisson_small)(mean + i, drawn + i, fa_min(n - i, 64), number + i);
    }
}

#define STRIP_OF(STREAM, DRAW, TO) \
    FA(of_strip)(FA(DRAW), p->seed, STREAM, p->src.channels, p->per_channel, row, at, n, TO)
#define REAL_NOISE(NAME, TYPE, REAL, SQRT, ROUND, STORE)                                                             \
    static FA_NOINLINE void FA(NAME)(const fa_real_noise *p, int64_t row, const char *src, char *dst)                \
    {                                                                                                                \
        const int64_t values = p->src.width * p->src.channels;                                                       \
        const REAL a = (REAL)p->a, b = (REAL)p->b, lo = (REAL)p->lo, hi = (REAL)p->hi;                               \
        const TYPE *from = (const TYPE *)src;                                                                        \
        TYPE *to = (TYPE *)dst;                                                                                      \
        float z[STRIP], other[STRIP];                                                                                \
        REAL x[STRIP];                                                                                               \
        for (int64_t at = 0; at < values; at += STRIP) {                                                             \
            const int64_t n = fa_min(values - at, STRIP);                                                            \
            for (int64_t i = 0; i < n; i++) x[i] = (REAL)from[at + i];                                               \
            if (p->kind == FA_SPECKLE) {                                                                             \
                STRIP_OF(SPECKLE_STREAM, normals, z);                                                                \
                for (int64_t i = 0; i < n; i++) x[i] = x[i] + x[i] * (b + a * (REAL)z[i]);                           \
            } else if (p->kind == FA_LOCAL) {                                                                        \
                STRIP_OF(LOCAL_STREAM, normals, z);                                                                  \
                for (int64_t i = 0; i < n; i++) x[i] = x[i] + (REAL)p->stds[row * values + at + i] * (REAL)z[i];     \
            } else if (p->kind == FA_UNIFORM) {                                                                      \
                STRIP_OF(UNIFORM_STREAM, uniforms, z);                                                               \
                for (int64_t i = 0; i < n; i++) x[i] = x[i] + (a + (b - a) * (REAL)z[i]);                            \
            } else if (p->kind == FA_RICIAN) {                                                                       \
                STRIP_OF(RICIAN_STREAM, normals, z);                                                                 \
                STRIP_OF(RICIAN_OTHER, normals, other);                                                              \
                for (int64_t i = 0; i < n; i++) {                                                                    \
                    const REAL v = x[i] + a * (REAL)z[i], w = a * (REAL)other[i];                                    \
                    x[i] = SQRT(v * v + w * w);                                                                      \
                }                                                                                                    \
            } else {                                                                                                 \
                for (int64_t i = 0; i < n; i++) {                                                                    \
                    const REAL mean = x[i] * a;                                                                      \
                    z[i] = mean > 0 ? (float)mean : 0.0f;                                                            \
                }                                                                                                    \
                FA(poisson)(p, row, at, n, z, other);                                                                \
                for (int64_t i = 0; i < n; i++) x[i] = (REAL)other[i] * b;                                           \
            }                                                                                                        \
            for (int64_t i = 0; i < n; i++) {                                                                        \
                REAL v = ROUND(x[i]);                                                                                \
                v = v < lo ? lo : v;                                                                                 \
                x[i] = v > hi ? hi : v;                                                                              \
            }                                                                                                        \
            for (int64_t i = 0; i < n; i++) to[at + i] = STORE(x[i]);                                                \
        }                                                                                                            \
    }
REAL_NOISE(real_u8, uint8_t, float, sqrtf, rintf, (uint8_t)(int32_t))
REAL_NOISE(real_u16, uint16_t, float, sqrtf, rintf, (uint16_t)(int32_t))
REAL_NOISE(real_f32, float, float, sqrtf, , )
REAL_NOISE(real_f64, double, double, sqrt, , )
#undef REAL_NOISE
#undef STRIP_OF

static real_function *const FA(real_noise)[4] = {FA(real_u8), FA(real_u16), FA(real_f32), FA(real_f64)};
