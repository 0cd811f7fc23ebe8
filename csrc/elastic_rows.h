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

/* The lattice's fir along a row; 16 values before it and `radius` behind it are read. */
static void FA(fir_along)(const float *x, const float *taps, int64_t radius, float *y, int64_t width)
{
#if FA_LEVEL == 2
    /* a load that no vector begins at takes half as long again: of two neighbours the left one comes from registers */
    const __m512i places = _mm512_setr_epi32(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31);
    for (int64_t i = 0; i < width; i += 32) {
        const __m512 before = LOAD(x + i - 16), first = LOAD(x + i), second = LOAD(x + i + 16);
        __m512 s = first * taps[0], t = second * taps[0];
        __m512i left = places;
        for (int64_t k = 1; k <= radius; k++) {
            left = _mm512_sub_epi32(left, _mm512_set1_epi32(1));
            s += (_mm512_permutex2var_ps(before, left, first) + LOAD(x + i + k)) * taps[k];
            t += (_mm512_permutex2var_ps(first, left, second) + LOAD(x + i + 16 + k)) * taps[k];
        }
        STORE(y + i, s);
        STORE(y + i + 16, t);
    }
#else
    const float *rows[2 * MAX_RADIUS + 1];
    for (int64_t k = 0; k <= 2 * radius; k++) rows[k] = x + k - radius;
    FA(fir)(rows + radius, taps, radius, y, width);
#endif
}

static const elastic_table FA(elastic) = {&FA(lattice), FA(noise), FA(fir_along)};
