/* x ^ gamma for x >= 0 in double, as 2 ^ (gamma log2 x): loops without calls or branches, so that the compiler can
 * work on several values at once. Both series are cut where the relative error passes below 1e-13. */

FA_INLINE double FA(from_bits)(int64_t bits)
{
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}
FA_INLINE int64_t FA(to_bits)(double v)
{
    int64_t bits;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}
#define MAGIC 6755399441055744.0 /* 1.5 * 2^52: adding it leaves the nearest integer in the low bits */

/* log2 of x > 0: x = 2^e m with m in [sqrt(1/2), sqrt(2)), and log m = 2 atanh((m - 1) / (m + 1)). */
FA_INLINE double FA(log2)(double x)
{
    const int64_t root_half = 0x3fe6a09e667f3bcd, bits = FA(to_bits)(x) - root_half;
    const int64_t exponent = (int64_t)((uint64_t)bits >> 52 ^ 0x800) - 0x800;
    const double e = FA(from_bits)(exponent + FA(to_bits)(MAGIC)) - MAGIC;
    const double m = FA(from_bits)((bits & 0x000fffffffffffff) + root_half);
    const double s = (m - 1) / (m + 1), q = s * s;
    double p = 1.0 / 17;
    p = p * q + 1.0 / 15;
    p = p * q + 1.0 / 13;
    p = p * q + 1.0 / 11;
    p = p * q + 1.0 / 9;
    p = p * q + 1.0 / 7;
    p = p * q + 1.0 / 5;
    p = p * q + 1.0 / 3;
    p = p * q + 1.0;
    return e + 2.8853900817779268 * s * p; /* 2 / ln 2 */
}
/* 2^t; at least the smallest normal number, infinity above what a double holds. */
FA_INLINE double FA(exp2)(double t)
{
    t = t < -1022.0 ? -1022.0 : t;
    t = t > 1023.5 ? 1023.5 : t;
    const double shifted = t + MAGIC, n = shifted - MAGIC, z = (t - n) * 0.69314718055994531;
    double p = 1.0 / 479001600;
    p = p * z + 1.0 / 39916800;
    p = p * z + 1.0 / 3628800;
    p = p * z + 1.0 / 362880;
    p = p * z + 1.0 / 40320;
    p = p * z + 1.0 / 5040;
    p = p * z + 1.0 / 720;
    p = p * z + 1.0 / 120;
    p = p * z + 1.0 / 24;
    p = p * z + 1.0 / 6;
    p = p * z + 0.5;
    p = p * z + 1.0;
    p = p * z + 1.0;
    return p * FA(from_bits)((FA(to_bits)(shifted) - FA(to_bits)(MAGIC) + 1023) << 52);
}
#define POWER(NAME, T)                                                                                     \
    static void FA(NAME)(const char *src, char *dst, int64_t n, double gamma, double lo, double hi)        \
    {                                                                                                      \
        const T *restrict x = (const T *)src;                                                              \
        T *restrict y = (T *)dst;                                                                          \
        const double at_zero = gamma == 0 ? 1 : 0;                                                         \
        for (int64_t i = 0; i < n; i++) {                                                                  \
            const double v = (double)x[i], power = FA(exp2)(gamma * FA(log2)(v));                          \
            double w = v <= 0 ? at_zero : power;                                                           \
            w = w < lo ? lo : w;                                                                           \
            w = w > hi ? hi : w;                                                                           \
            y[i] = (T)(v != v ? v : w);                                                                    \
        }                                                                                                  \
    }
POWER(power_f32, float)
POWER(power_f64, double)
#undef POWER
#undef MAGIC
