/* Values of more than 8 bits by the nearest of 256 levels. */
FA_INLINE int FA(level_u16)(uint16_t v) { return (v + 128) / 257; }
FA_INLINE int FA(level_f32)(float v)
{
    v *= 255;
    v = v > 0 ? v : 0;
    return (int)rintf(v < 255 ? v : 255);
}
FA_INLINE int FA(level_f64)(double v)
{
    v *= 255;
    v = v > 0 ? v : 0;
    return (int)rint(v < 255 ? v : 255);
}

#define BY_LEVELS(SUFFIX, TYPE)                                                                                       \
    static void FA(count_levels_##SUFFIX)(const fa_image *src, int64_t *counts)                                       \
    {                                                                                                                 \
        const int64_t channels = src->channels;                                                                       \
        for (int64_t row = 0; row < src->height; row++) {                                                             \
            const TYPE *x = (const TYPE *)fa_row(src, row);                                                           \
            for (int64_t i = 0; i < src->width; i++, x += channels)                                                   \
                for (int64_t c = 0; c < channels; c++) counts[256 * c + FA(level_##SUFFIX)(x[c])]++;                  \
        }                                                                                                             \
    }                                                                                                                 \
    static void FA(take_levels_##SUFFIX)(const char *src, char *dst, int64_t n, int64_t channels, const double *values) \
    {                                                                                                                 \
        const TYPE *x = (const TYPE *)src;                                                                            \
        TYPE *y = (TYPE *)dst;                                                                                        \
        for (int64_t i = 0; i < n; i++, x += channels, y += channels)                                                 \
            for (int64_t c = 0; c < channels; c++) {                                                                  \
                const double value = values[256 * c + FA(level_##SUFFIX)(x[c])];                                      \
                y[c] = value < 0 ? x[c] : (TYPE)value;                                                                \
            }                                                                                                         \
    }
BY_LEVELS(u16, uint16_t)
BY_LEVELS(f32, float)
BY_LEVELS(f64, double)
#undef BY_LEVELS
