/* Values one by one, in loops that compilers vectorise. */
#define SOLARIZE(NAME, TYPE, TOP)                                                                             \
    static void FA(NAME)(const char *src, char *dst, int64_t n, double threshold)                             \
    {                                                                                                         \
        const TYPE *restrict x = (const TYPE *)src;                                                           \
        TYPE *restrict y = (TYPE *)dst;                                                                       \
        const double least = ceil(threshold); /* the least level that is inverted */                          \
        const TYPE t = least > 0 ? (TYPE)least : 0;                                                           \
        for (int64_t i = 0; i < n; i++) y[i] = x[i] < t ? x[i] : (TYPE)((TOP) - x[i]);                        \
    }
SOLARIZE(solarize_u8, uint8_t, 255)
SOLARIZE(solarize_u16, uint16_t, 65535)
#undef SOLARIZE

#define SOLARIZE(NAME, TYPE)                                                                                  \
    static void FA(NAME)(const char *src, char *dst, int64_t n, double threshold, double low, double high)    \
    {                                                                                                         \
        const TYPE *restrict x = (const TYPE *)src;                                                           \
        TYPE *restrict y = (TYPE *)dst;                                                                       \
        const TYPE t = (TYPE)threshold, lo = (TYPE)low, hi = (TYPE)high;                                      \
        for (int64_t i = 0; i < n; i++) {                                                                     \
            TYPE v = x[i] < t ? x[i] : 1 - x[i];                                                              \
            v = v < lo ? lo : v; /* NaN stays */                                                              \
            y[i] = v > hi ? hi : v;                                                                           \
        }                                                                                                     \
    }
SOLARIZE(solarize_f32, float)
SOLARIZE(solarize_f64, double)
#undef SOLARIZE

#define POSTERIZE(NAME, TYPE, SIZE)                                                                           \
    static void FA(NAME)(const char *src, char *dst, int64_t n, int bits)                                     \
    {                                                                                                         \
        const TYPE *restrict x = (const TYPE *)src;                                                           \
        TYPE *restrict y = (TYPE *)dst;                                                                       \
        const TYPE mask = bits < (SIZE) ? (TYPE)(0xffffu << ((SIZE) - bits)) : (TYPE)-1;                      \
        for (int64_t i = 0; i < n; i++) y[i] = x[i] & mask;                                                   \
    }
POSTERIZE(posterize_u8, uint8_t, 8)
POSTERIZE(posterize_u16, uint16_t, 16)
#undef POSTERIZE

#define POSTERIZE(NAME, TYPE, FLOOR)                                                                          \
    static void FA(NAME)(const char *src, char *dst, int64_t n, int bits)                                     \
    {                                                                                                         \
        const TYPE *restrict x = (const TYPE *)src;                                                           \
        TYPE *restrict y = (TYPE *)dst;                                                                       \
        const TYPE levels = (TYPE)(1 << bits), most = levels - 1, step = 1 / levels;                          \
        for (int64_t i = 0; i < n; i++) {                                                                     \
            TYPE v = FLOOR(x[i] * levels);                                                                    \
            v = v < 0 ? 0 : v; /* NaN stays */                                                                \
            y[i] = (v > most ? most : v) * step;                                                              \
        }                                                                                                     \
    }
POSTERIZE(posterize_f32, float, floorf)
POSTERIZE(posterize_f64, double, floor)
#undef POSTERIZE
