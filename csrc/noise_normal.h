/* Normal numbers by Box and Muller's method, in floats, and noise made of them. */

#include "floats.h"

FA_INLINE FA(floats) FA(root)(FA(floats) v)
{
#if FA_LEVEL == 2
    return _mm512_sqrt_ps(v);
#elif FA_LEVEL == 1
    return _mm256_sqrt_ps(v);
#elif FA_X86
    return _mm_sqrt_ps(v);
#else
    float x[LANES];
    memcpy(x, &v, sizeof v);
    for (int i = 0; i < LANES; i++) x[i] = sqrtf(x[i]);
    memcpy(&v, x, sizeof v);
    return v;
#endif
}

/* sqrt(-2 ln u) with u an odd multiple of 2^-21 below 1. With x = 2^21 u = m 2^e, 0.7 < m < 1.42, the logarithm is a
 * polynomial in t = m - 1 without a constant term, so that nothing is lost near u = 1. */
FA_INLINE FA(floats) FA(radius)(FA(ints) odd)
{
    const FA(floats) x = CONVERT(odd, FA(floats));
    const FA(ints) e = (FA(bits)(x) - 0x3f3504f3) >> 23;
    const FA(floats) t = FA(from_bits)(FA(bits)(x) - (e << 23)) - 1.0f;
    FA(floats) q = t * 0.29324740171432495f - 0.4433745741844177f;
    q = q * t + 0.5071831941604614f;
    q = q * t - 0.6649654507637024f;
    q = q * t + 0.9998281002044678f;
    q = q * t - 2.0000109672546387f;
    return FA(root)(q * t + CONVERT(21 - e, FA(floats)) * 1.3862944f);
}

/* Groups of 64 numbers. A word gives two: its bits 31 to 12 are the radius, 9 to 0 the angle within a quarter turn,
 * 11 and 10 the signs. Of 16 words come 16 cosines and then 16 sines. */
static FA_NOINLINE void FA(normals)(uint64_t seed, uint32_t stream, int64_t row, int64_t group, int64_t groups, float *z)
{
    uint32_t words[32 * GROUPS];
    FA(philox)(words, groups, seed, (uint32_t)(8 * group), (uint32_t)row, 0, stream);
    for (int64_t i = 0; i < 32 * groups; i += LANES) {
        float *to = z + 2 * i - i % 16;
        FA(ints) w;
        memcpy(&w, words + i, sizeof w);
        const FA(floats) r = FA(radius)(((w >> 11) & 0x1fffff) | 1);
        const FA(floats) a = CONVERT(w & 1023, FA(floats)) - 511.5f; /* in 1/1024 of a quarter turn, about its middle */
        const FA(floats) aa = a * a;
        const FA(floats) s = ((aa * 4.896100243674847e-17f - 4.252897478629336e-10f) * aa + 0.0010846867226064205f) * a;
        const FA(floats) c = (aa * 1.581829692188716e-13f - 8.314620458804711e-07f) * aa + 0.7070997953414917f;
        const FA(floats) first = r * FA(from_bits)(FA(bits)(c - s) ^ ((w << 20) & INT32_MIN));
        const FA(floats) second = r * FA(from_bits)(FA(bits)(c + s) ^ ((w << 21) & INT32_MIN));
        memcpy(to, &first, sizeof first);
        memcpy(to + 16, &second, sizeof second);
    }
}

/* Numbers in [0, 1) of 24 bits, in groups of 64 as well. */
static FA_NOINLINE void FA(uniforms)(uint64_t seed, uint32_t stream, int64_t row, int64_t group, int64_t groups, float *u)
{
    uint32_t words[STRIP];
    FA(philox)(words, 2 * groups, seed, (uint32_t)(16 * group), (uint32_t)row, 0, stream);
    for (int64_t i = 0; i < 64 * groups; i++) u[i] = (float)(int32_t)(words[i] >> 8) * 0x1p-24f;
}

typedef void FA(draw)(uint64_t seed, uint32_t stream, int64_t row, int64_t group, int64_t groups, float *numbers);

/* Values `at` to at + n - 1 of a row, at most a strip, get the number of their pixel. */
static FA_NOINLINE void FA(of_pixels)(FA(draw) *draw, uint64_t seed, uint32_t stream, int64_t channels, int64_t row,
                                      int64_t at, int64_t n, float *z)
{
    const int64_t first = at / channels, group = first / 64;
    float drawn[STRIP];
    const float *from = drawn + first - 64 * group;
    draw(seed, stream, row, group, (at + n - 1) / channels / 64 - group + 1, drawn);
    if (channels == 3) { /* strips are of whole pixels */
        for (int64_t i = 0; i < n / 3; i++) z[3 * i] = z[3 * i + 1] = z[3 * i + 2] = from[i];
        return;
    }
    for (int64_t i = 0, end = channels - at % channels; i < n; end += channels, from++)
        for (; i < fa_min(end, n); i++) z[i] = *from;
}

/* The numbers of a strip: one for each value or for each pixel. */
FA_INLINE void FA(of_strip)(FA(draw) *draw, uint64_t seed, uint32_t stream, int64_t channels, int per_channel,
                            int64_t row, int64_t at, int64_t n, float *z)
{
    if (per_channel) draw(seed, stream, row, at / 64, (n + 63) / 64, z);
    else FA(of_pixels)(draw, seed, stream, channels, row, at, n, z);
}

#define NORMAL(NAME, TYPE, REAL, ROUND, STORE)                                                              \
    static FA_NOINLINE void FA(NAME)(const fa_gaussian_noise *p, int64_t row, const char *src, char *dst)   \
    {                                                                                                       \
        const int64_t values = p->src.width * p->src.channels;                                              \
        const REAL std = (REAL)p->std, mean = (REAL)p->mean, lo = (REAL)p->lo, hi = (REAL)p->hi;            \
        const TYPE *x = (const TYPE *)src;                                                                  \
        TYPE *y = (TYPE *)dst;                                                                              \
        float z[STRIP];                                                                                     \
        REAL sum[STRIP]; /* of their own: x and y may be the same */                                        \
        for (int64_t at = 0; at < values; at += STRIP) {                                                    \
            const int64_t n = fa_min(values - at, STRIP);                                                   \
            FA(of_strip)(FA(normals), p->seed, NOISE_STREAM, p->src.channels, p->per_channel, row, at, n, z);\
            for (int64_t i = 0; i < n; i++) {                                                               \
                REAL v = (REAL)x[at + i] + ROUND(mean + std * (REAL)z[i]);                                  \
                v = v < lo ? lo : v;                                                                        \
                sum[i] = v > hi ? hi : v;                                                                   \
            }                                                                                               \
            for (int64_t i = 0; i < n; i++) y[at + i] = STORE(sum[i]);                                      \
        }                                                                                                   \
    }
NORMAL(normal_u8, uint8_t, float, rintf, (uint8_t)(int32_t))
NORMAL(normal_u16, uint16_t, float, rintf, (uint16_t)(int32_t))
NORMAL(normal_f32, float, float, , )
NORMAL(normal_f64, double, double, , )
#undef NORMAL
