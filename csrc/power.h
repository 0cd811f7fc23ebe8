/* 2 ^ t and log2 x in double, of which x ^ gamma is made: without calls or branches, so that the compiler can
 * work on several values at once. The series have as many terms as a relative error of 3e-10 (6 and 8) or 1e-13 (9 and
 * 12) asks for; the compiler unrolls them. */

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
FA_INLINE double FA(log2)(double x, int terms)
{
    const int64_t root_half = 0x3fe6a09e667f3bcd;
    const int64_t bits = (int64_t)((uint64_t)FA(to_bits)(x) - (uint64_t)root_half); /* of any x: it may be negative */
    const int64_t exponent = (int64_t)((uint64_t)bits >> 52 ^ 0x800) - 0x800;
    const double e = FA(from_bits)(exponent + FA(to_bits)(MAGIC)) - MAGIC;
    const double m = FA(from_bits)((bits & 0x000fffffffffffff) + root_half);
    const double s = (m - 1) / (m + 1), q = s * s;
    double p = 1.0 / (2 * terms - 1);
    for (int k = terms - 2; k >= 0; k--) p = p * q + 1.0 / (2 * k + 1);
    return e + 2.8853900817779268 * s * p; /* 2 / ln 2 */
}
/* 2^t; at least the smallest normal number, infinity above what a double holds. */
FA_INLINE double FA(exp2)(double t, int terms)
{
    static const double factorial[] = {1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600};
    t = t < -1022.0 ? -1022.0 : t;
    t = t > 1023.5 ? 1023.5 : t;
    const double shifted = t + MAGIC, n = shifted - MAGIC, z = (t - n) * 0.69314718055994531;
    double p = 1.0 / factorial[terms];
    for (int k = terms - 1; k >= 0; k--) p = p * z + 1.0 / factorial[k];
    return p * FA(from_bits)((int64_t)((uint64_t)(FA(to_bits)(shifted) - FA(to_bits)(MAGIC) + 1023) << 52));
}
#undef MAGIC
