/* What is found of a whole image: the least and greatest value of each channel, or how many there are of each level. */

/* Lanes that the usual numbers of channels divide, so that a value of channel c falls on lanes of that channel alone.
 * Other images go pixel by pixel, as many channels at a time. */
#define LANES 192
#define FIND_RANGE(NAME, TYPE)                                                                                        \
    FA_INLINE void FA(NAME##_lanes)(const TYPE *restrict x, int64_t n, TYPE *restrict lo, TYPE *restrict hi)          \
    {                                                                                                                 \
        for (int64_t i = 0; i < n; i++) {                                                                             \
            lo[i] = x[i] < lo[i] ? x[i] : lo[i];                                                                      \
            hi[i] = x[i] > hi[i] ? x[i] : hi[i];                                                                      \
        }                                                                                                             \
    }                                                                                                                 \
    static void FA(NAME)(const fa_image *src, double *least, double *greatest)                                        \
    {                                                                                                                 \
        const int64_t channels = src->channels, pixels = LANES % channels ? 1 : LANES / channels; /* at a time */     \
        const int whole = src->stride == src->width * fa_pixel_bytes(src);                                            \
        TYPE lo[LANES], hi[LANES];                                                                                    \
        for (int64_t at = 0; at < channels; at += LANES) {                                                            \
            const int64_t some = pixels > 1 ? LANES : fa_min(channels - at, LANES);                                   \
            for (int64_t i = 0; i < some; i++) lo[i] = hi[i] = ((const TYPE *)src->data)[at + i % channels];          \
            for (int64_t row = 0; row < (whole ? 1 : src->height); row++) {                                           \
                const TYPE *x = (const TYPE *)fa_row(src, row) + at;                                                  \
                int64_t n = src->width * (whole ? src->height : 1);                                                   \
                if (pixels > 1) {                                                                                     \
                    for (; n >= pixels; n -= pixels, x += LANES) FA(NAME##_lanes)(x, LANES, lo, hi);                  \
                    FA(NAME##_lanes)(x, n * channels, lo, hi);                                                        \
                } else for (; n > 0; n--, x += channels) FA(NAME##_lanes)(x, some, lo, hi);                           \
            }                                                                                                         \
            for (int64_t i = 0; i < some; i++) {                                                                      \
                const int64_t c = at + i % channels;                                                                  \
                least[c] = (double)lo[i] < least[c] ? (double)lo[i] : least[c];                                       \
                greatest[c] = (double)hi[i] > greatest[c] ? (double)hi[i] : greatest[c];                              \
            }                                                                                                         \
        }                                                                                                             \
    }
FIND_RANGE(find_range_u8, uint8_t)
FIND_RANGE(find_range_u16, uint16_t)
FIND_RANGE(find_range_f32, float)
FIND_RANGE(find_range_f64, double)
#undef FIND_RANGE
#undef LANES

/* Neighbours are counted apart, because an increment waits for the one before it of the same level. */
FA_INLINE void FA(count_apart)(const fa_image *src, const int64_t channels, const int64_t pixels, int64_t *counts)
{
    uint32_t apart[16 * 256];
    memset(apart, 0, (size_t)(pixels * channels) * 256 * sizeof *apart);
    for (int64_t row = 0; row < src->height; row++) {
        const uint8_t *x = (const uint8_t *)fa_row(src, row);
        int64_t i = 0;
        for (; i + pixels <= src->width; i += pixels, x += pixels * channels) {
#pragma GCC unroll 16
            for (int k = 0; k < pixels * channels; k++) apart[256 * k + x[k]]++;
        }
        for (int64_t k = 0; k < (src->width - i) * channels; k++) apart[256 * k + x[k]]++;
    }
    for (int64_t k = 0; k < pixels * channels; k++)
        for (int64_t i = 0; i < 256; i++) counts[256 * (k % channels) + i] += apart[256 * k + i];
}
static void FA(count_u8)(const fa_image *src, int64_t *counts)
{
    const int64_t channels = src->channels;
    if (channels == 1) FA(count_apart)(src, 1, 8, counts);
    else if (channels == 3) FA(count_apart)(src, 3, 4, counts);
    else if (channels == 8) FA(count_apart)(src, 8, 2, counts);
    else
        for (int64_t row = 0; row < src->height; row++)
            for (int64_t i = 0; i < src->width; i++)
                for (int64_t c = 0; c < channels; c++)
                    counts[256 * c + ((const uint8_t *)fa_row(src, row))[i * channels + c]]++;
}
static void FA(count_u16)(const fa_image *src, int64_t *counts)
{
    for (int64_t row = 0; row < src->height; row++)
        for (int64_t i = 0; i < src->width; i++)
            for (int64_t c = 0; c < src->channels; c++)
                counts[65536 * c + ((const uint16_t *)fa_row(src, row))[i * src->channels + c]]++;
}
