/* y = ((a t + b) t + c) t with t in 0 .. 1: a cubic through 0. */
#define CURVE(NAME, T)                                                                                     \
    static void FA(NAME)(const char *src, char *dst, int64_t n, const value_period *k)                     \
    {                                                                                                      \
        const T *restrict x = (const T *)src;                                                              \
        T *restrict y = (T *)dst;                                                                          \
        const T *a = k->values[0].T##s, *b = k->values[1].T##s, *c = k->values[2].T##s;                    \
        for (; n > 0; n -= k->length, x += k->length, y += k->length) {                                    \
            const int64_t m = fa_min(n, k->length);                                                        \
            for (int64_t i = 0; i < m; i++) {                                                              \
                T t = x[i] < 0 ? 0 : x[i];                                                                 \
                t = t > 1 ? 1 : t;                                                                         \
                T v = ((a[i] * t + b[i]) * t + c[i]) * t;                                                  \
                v = v < 0 ? 0 : v;                                                                         \
                y[i] = v > 1 ? 1 : v;                                                                      \
            }                                                                                              \
        }                                                                                                  \
    }
CURVE(curve_f32, float)
CURVE(curve_f64, double)
#undef CURVE
