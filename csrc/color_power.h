/* x ^ gamma for x >= 0, as 2 ^ (gamma log2 x). */
#include "power.h"

/* Logarithms of a strip first, then powers: shorter chains of dependent operations keep more values in flight. */
#define POWER(NAME, T, LOG_TERMS, EXP_TERMS)                                                               \
    static void FA(NAME)(const char *src, char *dst, int64_t n, const value_period *k)                     \
    {                                                                                                      \
        const T *restrict x = (const T *)src;                                                              \
        T *restrict y = (T *)dst;                                                                          \
        const double *gamma = k->values[0].doubles, lo = k->lo, hi = k->hi;                                \
        double logs[PERIOD];                                                                               \
        for (; n > 0; n -= k->length, x += k->length, y += k->length) {                                    \
            const int64_t m = fa_min(n, k->length);                                                        \
            for (int64_t i = 0; i < m; i++) logs[i] = FA(log2)((double)x[i], LOG_TERMS) * gamma[i];        \
            for (int64_t i = 0; i < m; i++) {                                                              \
                const double v = (double)x[i], power = FA(exp2)(logs[i], EXP_TERMS);                       \
                double w = v > 0 ? power : gamma[i] == 0;                                                  \
                w = w < lo ? lo : w;                                                                       \
                w = w > hi ? hi : w;                                                                       \
                y[i] = (T)(v != v ? v : w);                                                                \
            }                                                                                              \
        }                                                                                                  \
    }
POWER(power_f32, float, 6, 8)
POWER(power_f64, double, 9, 12)
#undef POWER
