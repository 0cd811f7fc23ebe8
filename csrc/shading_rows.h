/* Row functions of shading.c, compiled per SIMD level. */
#include "power.h"

/* 2 ^ t: t = n + r with n whole, and a polynomial in r within 1e-7, as reference/shading.py has it. */
FA_INLINE float FA(exp2_float)(float t)
{
    const float magic = 12582912.0f; /* 1.5 * 2^23: adding it leaves the nearest integer in the low bits */
    t = t < -126.0f ? -126.0f : t;
    t = t > 127.0f ? 127.0f : t;
    const float shifted = t + magic, r = t - (shifted - magic);
    float p = r * 0.00015353361959569156f + 0.0013398875016719103f;
    p = p * r + 0.00961843691766262f;
    p = p * r + 0.055503323674201965f;
    p = p * r + 0.24022647738456726f;
    p = p * r + 0.6931471824645996f;
    p = p * r + 1.0f;
    int32_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits - 0x4b400000 + 127) << 23;
    float power;
    memcpy(&power, &bits, sizeof power);
    return p * power;
}

/* The field at n pixels of a row, at most a strip. */
static FA_NOINLINE void FA(field)(const fa_field *f, int64_t row, int64_t first, int64_t n, float *z)
{
    float terms[FA_FIELD_TERMS], x[STRIP];
    const float y = ((float)row - f->top) * f->y_unit, left = f->left, unit = f->x_unit;
    for (int i = 0; i < f->terms_x; i++) {
        const float *c = f->coefficients + i * f->terms_y;
        terms[i] = c[f->terms_y - 1];
        for (int j = f->terms_y - 2; j >= 0; j--) terms[i] = terms[i] * y + c[j];
    }
    for (int32_t k = 0, at = (int32_t)first; k < (int32_t)n; k++) x[k] = ((float)(at + k) - left) * unit;
    for (int32_t k = 0; k < (int32_t)n; k++) z[k] = terms[f->terms_x - 1];
    for (int i = f->terms_x - 2; i >= 0; i--)
        for (int32_t k = 0; k < (int32_t)n; k++) z[k] = z[k] * x[k] + terms[i];
    for (int32_t k = 0; k < (int32_t)n; k++) z[k] = FA(exp2_float)(z[k]);
}

/* The field at the pixels of values `at` to at + n - 1 of a row, at most a strip. */
static FA_NOINLINE void FA(field_of_values)(const fa_field *f, int64_t channels, int64_t row, int64_t at, int64_t n,
                                            float *z)
{
    const int64_t first = at / channels;
    float of_pixels[STRIP];
    const float *from = of_pixels;
    FA(field)(f, row, first, (at + n - 1) / channels - first + 1, channels == 1 ? z : of_pixels);
    if (channels == 1) return;
    if (channels == 3) { /* strips are of whole pixels */
        for (int64_t i = 0; i < n / 3; i++) z[3 * i] = z[3 * i + 1] = z[3 * i + 2] = from[i];
        return;
    }
    for (int64_t i = 0, end = channels - at % channels; i < n; end += channels, from++)
        for (; i < fa_min(end, n); i++) z[i] = *from;
}

#define CLIPPED(v) ((v) < lo ? lo : (v) > hi ? hi : (v))
#define EACH_STRIP(TYPE, REAL, BODY, STORE)                                                                 \
    const int64_t values = p->src.width * p->src.channels;                                                  \
    const REAL lo = (REAL)p->lo, hi = (REAL)p->hi;                                                          \
    const TYPE *x = (const TYPE *)src;                                                                      \
    TYPE *y = (TYPE *)dst;                                                                                  \
    float z[STRIP];                                                                                         \
    REAL made[STRIP]; /* of their own: x and y may be the same */                                           \
    for (int64_t at = 0; at < values; at += STRIP, x += STRIP, y += STRIP) {                                \
        const int64_t n = fa_min(values - at, STRIP);                                                       \
        FA(field_of_values)(&p->field, p->src.channels, row, at, n, z);                                     \
        BODY                                                                                                \
        for (int64_t i = 0; i < n; i++) y[i] = STORE(CLIPPED(made[i]));                                     \
    }

#define ROUNDED(TYPE) (TYPE)(int32_t)rintf
#define BIAS(NAME, TYPE, REAL, STORE)                                                                       \
    static FA_NOINLINE void FA(NAME)(const fa_bias *p, int64_t row, const char *src, char *dst)             \
    {                                                                                                       \
        EACH_STRIP(TYPE, REAL, for (int64_t i = 0; i < n; i++) made[i] = (REAL)x[i] * (REAL)z[i];, STORE)   \
    }
BIAS(bias_u8, uint8_t, float, ROUNDED(uint8_t))
BIAS(bias_u16, uint16_t, float, ROUNDED(uint16_t))
BIAS(bias_f32, float, float, )
BIAS(bias_f64, double, double, )
#undef BIAS

/* One load of 8 bytes, and as many look-ups: the compiler would make slower vectors of single ones. */
#define BY_TABLE(NAME, TYPE, BITS)                                                                          \
    static FA_NOINLINE void FA(NAME)(const fa_local_gamma *p, int64_t row, const char *src, char *dst)      \
    {                                                                                                       \
        enum { EACH = 64 / BITS };                                                                          \
        const float *table = p->shifts;                                                                     \
        float shifts[STRIP];                                                                                \
        EACH_STRIP(TYPE, float, {                                                                           \
            for (int64_t i = 0; i + EACH <= n; i += EACH) {                                                 \
                uint64_t v;                                                                                 \
                memcpy(&v, x + i, 8);                                                                       \
                for (int k = 0; k < EACH; k++) shifts[i + k] = table[v >> BITS * k & ((1 << BITS) - 1)];    \
            }                                                                                               \
            for (int64_t i = n - n % EACH; i < n; i++) shifts[i] = table[x[i]];                             \
            for (int64_t i = 0; i < n; i++) made[i] = (float)x[i] + z[i] * shifts[i];                       \
        }, ROUNDED(TYPE))                                                                                   \
    }
BY_TABLE(local_gamma_u8, uint8_t, 8)
BY_TABLE(local_gamma_u16, uint16_t, 16)
#undef BY_TABLE

/* Logarithms of a strip first, then powers, as in color_power.h. */
#define BY_POWER(NAME, REAL, LOG_TERMS, EXP_TERMS)                                                          \
    static FA_NOINLINE void FA(NAME)(const fa_local_gamma *p, int64_t row, const char *src, char *dst)      \
    {                                                                                                       \
        const double gamma = p->gamma;                                                                      \
        double logs[STRIP];                                                                                 \
        EACH_STRIP(REAL, REAL, {                                                                            \
            for (int64_t i = 0; i < n; i++) logs[i] = FA(log2)((double)x[i], LOG_TERMS) * gamma;            \
            for (int64_t i = 0; i < n; i++) {                                                               \
                const double power = FA(exp2)(logs[i], EXP_TERMS);                                          \
                const REAL bent = (REAL)(x[i] > 0 ? power : gamma == 0);                                    \
                made[i] = x[i] + (REAL)z[i] * (bent - x[i]);                                                \
            }                                                                                               \
        }, )                                                                                                \
    }
BY_POWER(local_gamma_f32, float, 6, 8)
BY_POWER(local_gamma_f64, double, 9, 12)
#undef BY_POWER
#undef ROUNDED
#undef EACH_STRIP
#undef CLIPPED

static bias_function *const FA(biases)[] = {FA(bias_u8), FA(bias_u16), FA(bias_f32), FA(bias_f64)};
static gamma_function *const FA(local_gammas)[] = {FA(local_gamma_u8), FA(local_gamma_u16), FA(local_gamma_f32),
                                                   FA(local_gamma_f64)};
