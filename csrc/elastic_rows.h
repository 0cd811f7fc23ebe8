/* Row functions of elastic.c, compiled per SIMD level. */
#include "lattice_rows.h"
#include "philox.h"

/* Columns 32 group .. 32 (group + groups) - 1 of a row of noise: odd integers from -65535 to 65535. */
static void FA(noise)(uint64_t seed, int64_t row, int64_t group, int64_t groups, float *dx, float *dy)
{
    uint32_t words[32 * MAX_GROUPS];
    FA(philox)(words, groups, seed, (uint32_t)(8 * group), (uint32_t)row, 0, FIELD_STREAM);
    for (int64_t i = 0; i < 32 * groups; i++) {
        dx[i] = (float)((int32_t)(words[i] << 16) >> 15 | 1);
        dy[i] = (float)((int32_t)words[i] >> 15 | 1);
    }
}

static const elastic_table FA(elastic) = {&FA(lattice), FA(noise)};
