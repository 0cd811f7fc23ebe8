/* Of a row of values: the least and the greatest, the sum, and the sum of squared distances from a center; in lanes, so
 * that the order depends on nothing but the row. */
#define LANES 32
#define EACH_LANE(statement)                                                   \
    for (; n >= LANES; n -= LANES, x += LANES)                                 \
        for (int64_t i = 0; i < LANES; i++) statement;                         \
    for (int64_t i = 0; i < n; i++) statement;
#define STATISTICS(NAME, TYPE)                                                 \
    static void FA(range_##NAME)(const char *row, int64_t n, double *range)    \
    {                                                                          \
        const TYPE *x = (const TYPE *)row;                                     \
        TYPE lo[LANES], hi[LANES];                                             \
        for (int64_t i = 0; i < LANES; i++) lo[i] = hi[i] = x[0];              \
        EACH_LANE((lo[i] = x[i] < lo[i] ? x[i] : lo[i], hi[i] = x[i] > hi[i] ? x[i] : hi[i])) \
        for (int64_t i = 0; i < LANES; i++) {                                  \
            range[0] = (double)lo[i] < range[0] ? (double)lo[i] : range[0];    \
            range[1] = (double)hi[i] > range[1] ? (double)hi[i] : range[1];    \
        }                                                                      \
    }                                                                          \
    static double FA(sum_##NAME)(const char *row, int64_t n)                   \
    {                                                                          \
        const TYPE *x = (const TYPE *)row;                                     \
        double lanes[LANES] = {0}, sum = 0;                                    \
        EACH_LANE(lanes[i] += (double)x[i])                                    \
        for (int64_t i = 0; i < LANES; i++) sum += lanes[i];                   \
        return sum;                                                            \
    }                                                                          \
    static double FA(squares_##NAME)(const char *row, int64_t n, double center) \
    {                                                                          \
        const TYPE *x = (const TYPE *)row;                                     \
        double lanes[LANES] = {0}, sum = 0;                                    \
        EACH_LANE(lanes[i] += ((double)x[i] - center) * ((double)x[i] - center)) \
        for (int64_t i = 0; i < LANES; i++) sum += lanes[i];                   \
        return sum;                                                            \
    }
STATISTICS(float, float)
STATISTICS(double, double)
#undef STATISTICS
#undef EACH_LANE
#undef LANES

static const statistics_table FA(statistics) = {
    .range = {FA(range_float), FA(range_double)},
    .sum = {FA(sum_float), FA(sum_double)},
    .squares = {FA(squares_float), FA(squares_double)},
};
