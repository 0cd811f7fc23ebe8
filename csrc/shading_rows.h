/* Row functions of shading.c, compiled per SIMD level. */
#include "power.h"
#include "shading_fields.h"

/* 1.5 * 2^23 leaves the nearest integer in the low bits, at half the cost of rounding and converting. */
FA_INLINE uint32_t FA(rounded)(float v)
{
    uint32_t bits;
    v += 12582912.0f;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}

#define CLIPPED(v) ((v) < lo ? lo : (v) > hi ? hi : (v))
#define BYTE(v) (uint8_t)FA(rounded)((v) < hi ? (v) : hi) /* of v from 0 on */
#define WORD(v) (uint16_t)FA(rounded)((v) < hi ? (v) : hi)
#define BIAS(NAME, TYPE, REAL, STORED)                                                                      \
    static void FA(NAME)(const void *job, const char *src, char *dst, const float *z, int64_t n)            \
    {                                                                                                       \
        const fa_bias *p = job;                                                                             \
        const REAL lo FA_UNUSED = (REAL)p->lo, hi = (REAL)p->hi;                                            \
        const TYPE *restrict x = (const TYPE *)src;                                                         \
        TYPE *restrict y = (TYPE *)dst;                                                                     \
        for (int64_t i = 0; i < n; i++) {                                                                   \
            const REAL v = (REAL)x[i] * (REAL)z[i];                                                         \
            y[i] = STORED(v);                                                                               \
        }                                                                                                   \
    }
BIAS(bias_u8, uint8_t, float, BYTE)
BIAS(bias_u16, uint16_t, float, WORD)
BIAS(bias_f32, float, float, CLIPPED)
BIAS(bias_f64, double, double, CLIPPED)
#undef BIAS
#undef BYTE
#undef WORD

/* One load of 8 bytes, and as many look-ups: the compiler would make slower vectors of single ones. */
#define BY_TABLE(NAME, TYPE, BITS)                                                                          \
    static void FA(NAME)(const void *job, const char *src, char *dst, const float *z, int64_t n)            \
    {                                                                                                       \
        enum { EACH = 64 / BITS };                                                                          \
        const fa_local_gamma *p = job;                                                                      \
        const float *table = p->shifts;                                                                     \
        const TYPE *restrict x = (const TYPE *)src;                                                         \
        TYPE *restrict y = (TYPE *)dst;                                                                     \
        float shifts[STRIP];                                                                                \
        for (int64_t i = 0; i + EACH <= n; i += EACH) {                                                     \
            uint64_t v;                                                                                     \
            memcpy(&v, x + i, 8);                                                                           \
            for (int k = 0; k < EACH; k++) shifts[i + k] = table[v >> BITS * k & ((1 << BITS) - 1)];        \
        }                                                                                                   \
        for (int64_t i = n - n % EACH; i < n; i++) shifts[i] = table[x[i]];                                 \
        for (int64_t i = 0; i < n; i++) {                                                                   \
            const float v = (float)x[i] + z[i] * shifts[i]; /* between two values of the type */            \
            y[i] = (TYPE)FA(rounded)(v);                                                                    \
        }                                                                                                   \
    }
BY_TABLE(local_gamma_u8, uint8_t, 8)
BY_TABLE(local_gamma_u16, uint16_t, 16)
#undef BY_TABLE

/* Logarithms of a strip first, then powers, as in color_power.h. */
#define BY_POWER(NAME, REAL, LOG_TERMS, EXP_TERMS)                                                          \
    static void FA(NAME)(const void *job, const char *src, char *dst, const float *z, int64_t n)            \
    {                                                                                                       \
        const fa_local_gamma *p = job;                                                                      \
        const double gamma = p->gamma;                                                                      \
        const REAL lo = (REAL)p->lo, hi = (REAL)p->hi, *restrict x = (const REAL *)src;                     \
        REAL *restrict y = (REAL *)dst;                                                                     \
        double logs[STRIP];                                                                                 \
        for (int64_t i = 0; i < n; i++) logs[i] = FA(log2)((double)x[i], LOG_TERMS) * gamma;                \
        for (int64_t i = 0; i < n; i++) {                                                                   \
            const double power = FA(exp2)(logs[i], EXP_TERMS);                                              \
            const REAL bent = (REAL)(x[i] > 0 ? power : gamma == 0), v = x[i] + (REAL)z[i] * (bent - x[i]); \
            y[i] = CLIPPED(v);                                                                              \
        }                                                                                                   \
    }
BY_POWER(local_gamma_f32, float, 6, 8)
BY_POWER(local_gamma_f64, double, 9, 12)
#undef BY_POWER
#undef CLIPPED

typedef void FA(columns)(const void *job, int32_t first, int32_t n, float *x);
typedef void FA(field)(const void *job, int64_t row, const float *x, int32_t n, float *z);
typedef void FA(shade)(const void *job, const char *src, char *dst, const float *z, int64_t n);

/* Strips of all rows, one below the other. */
FA_INLINE void FA(shaded)(const void *job, const fa_image *src, const fa_image *dst, int64_t first, int64_t last,
                          FA(columns) *columns, FA(field) *field, FA(shade) *shade)
{
    const int64_t channels = src->channels, values = src->width * channels, item = fa_itemsize(src->dtype);
    float x[STRIP], of_pixels[STRIP], of_values[STRIP];
    for (int64_t at = 0; at < values; at += STRIP) {
        const int64_t n = fa_min(values - at, STRIP), left = at / channels, right = (at + n - 1) / channels + 1;
        columns(job, (int32_t)left, (int32_t)(right - left), x);
        for (int64_t i = first; i < last; i++) {
            field(job, i, x, (int32_t)(right - left), of_pixels);
            if (channels > 1) FA(spread)(of_pixels, channels, at, n, of_values);
            shade(job, fa_row(src, i) + at * item, fa_row(dst, i) + at * item, channels > 1 ? of_values : of_pixels, n);
        }
    }
}

static void FA(bias_rows)(const void *job, int64_t first, int64_t last)
{
    static FA(shade) *const shades[] = {FA(bias_u8), FA(bias_u16), FA(bias_f32), FA(bias_f64)};
    const fa_bias *p = job;
    FA(shaded)(job, &p->src, &p->dst, first, last, FA(bias_columns), FA(bias_field), shades[p->src.dtype]);
}

static void FA(local_gamma_rows)(const void *job, int64_t first, int64_t last)
{
    static FA(shade) *const shades[] = {FA(local_gamma_u8), FA(local_gamma_u16), FA(local_gamma_f32), FA(local_gamma_f64)};
    const fa_local_gamma *p = job;
    FA(shaded)(job, &p->src, &p->dst, first, last, FA(window_columns), FA(window), shades[p->src.dtype]);
}
