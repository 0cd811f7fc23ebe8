/* Random values of a row: integers over their whole range, floats in 0 .. 1. Include it in an FA_BODY after philox.h. */

#ifndef RANDOM_VALUES
#define RANDOM_VALUES 3  /* the last word of the counters */
#define RANDOM_GROUPS 16 /* of 32 values, drawn at once */
#endif

#define PUT(CODE, T, VALUE)                                                                    \
    case CODE: {                                                                               \
        T *y = (T *)out;                                                                       \
        for (int64_t v = fa_max(at, first); v < fa_min(at + some, last); v++) {                \
            const uint32_t word = words[v - at];                                               \
            y[v] = (T)(VALUE);                                                                 \
        }                                                                                      \
        break;                                                                                 \
    }

/* Values first .. last-1 of a row of dst. */
static void FA(random_values)(const fa_image *dst, uint64_t seed, int64_t row, int64_t first, int64_t last)
{
    const int64_t some = 32 * RANDOM_GROUPS;
    uint32_t words[32 * RANDOM_GROUPS];
    char *out = fa_row(dst, row);
    for (int64_t at = first / 32 * 32; at < last; at += some) {
        FA(philox)(words, fa_min(RANDOM_GROUPS, (last - at + 31) / 32), seed, (uint32_t)(at / 4), (uint32_t)row, 0,
                   RANDOM_VALUES);
        switch (dst->dtype) {
            PUT(FA_U8, uint8_t, word >> 24)
            PUT(FA_U16, uint16_t, word >> 16)
            PUT(FA_F32, float, (float)(word >> 8) * 0x1p-24f)
            PUT(FA_F64, double, (float)(word >> 8) * 0x1p-24f)
        }
    }
}
#undef PUT
