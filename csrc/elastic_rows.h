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

/* The same of two rows as pairs of 16 bits, of which each stands for itself and a half: dx before dy. */
static void FA(noise_pairs)(uint64_t seed, int64_t row, int64_t below, int64_t group, int64_t groups, uint32_t *pairs)
{
    uint32_t a[32 * MAX_GROUPS], b[32 * MAX_GROUPS], *dx = pairs, *dy = pairs + 32 * groups;
    FA(philox)(a, groups, seed, (uint32_t)(8 * group), (uint32_t)row, 0, FIELD_STREAM);
    FA(philox)(b, groups, seed, (uint32_t)(8 * group), (uint32_t)below, 0, FIELD_STREAM);
    for (int64_t i = 0; i < 32 * groups; i++) {
        dx[i] = (a[i] & 0xffff) | b[i] << 16;
        dy[i] = a[i] >> 16 | (b[i] & 0xffff0000u);
    }
}

#if FA_X86
#include "vector.h"
enum { FA(WORDS) = sizeof(VECTOR) / 4 };

FA_INLINE VECTOR FA(dot)(VECTOR sum, VECTOR pairs, VECTOR taps)
{
#if FA_LEVEL == 2
    return _mm512_dpwssd_epi32(sum, pairs, taps);
#else
    return OP(add_epi32)(sum, OP(madd_epi16)(pairs, taps));
#endif
}

/* Both sums over the pairs x[0], x[1], ... for n vectors of these. */
FA_INLINE void FA(dots)(const char *const *x, int64_t at, const fir_taps *t, int n, VECTOR *early, VECTOR *late)
{
    for (int v = 0; v < n; v++) early[v] = late[v] = OP(set1_epi32)(-TAP_UNIT / 2);
    for (int64_t k = 0; k < t->pairs; k++) {
        const VECTOR a = OP(set1_epi32)((int)t->early[k]), b = OP(set1_epi32)((int)t->late[k]);
        for (int v = 0; v < n; v++) {
            const VECTOR pairs = LOAD(x[k] + at + v * (int64_t)sizeof(VECTOR));
            early[v] = FA(dot)(early[v], pairs, a);
            late[v] = FA(dot)(late[v], pairs, b);
        }
    }
}

/* Two rows from pairs of rows. */
static void FA(fir_down)(const uint32_t *const *x, const fir_taps *t, int16_t *above, int16_t *below, int64_t width)
{
    enum { N = 2 };
    for (int64_t i = 0; i < width; i += N * FA(WORDS)) {
        VECTOR a[N], b[N];
        FA(dots)((const char *const *)x, 4 * i, t, N, a, b);
        for (int v = 0; v < N; v++) a[v] = OP(srai_epi32)(a[v], TAP_BITS), b[v] = OP(srai_epi32)(b[v], TAP_BITS);
        STORE(above + i, IN_ORDER(OP(packs_epi32)(a[0], a[1])));
        STORE(below + i, IN_ORDER(OP(packs_epi32)(b[0], b[1])));
    }
}

FA_INLINE void FA(store_by_turns)(float *y, VECTOR even, VECTOR odd, float scale)
{
#if FA_LEVEL == 2
    const __m512i first = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const __m512 a = _mm512_cvtepi32_ps(even) * scale, b = _mm512_cvtepi32_ps(odd) * scale;
    _mm512_storeu_ps(y, _mm512_permutex2var_ps(a, first, b));
    _mm512_storeu_ps(y + 16, _mm512_permutex2var_ps(a, _mm512_add_epi32(first, _mm512_set1_epi32(8)), b));
#elif FA_LEVEL == 1
    const __m256 a = _mm256_cvtepi32_ps(even) * scale, b = _mm256_cvtepi32_ps(odd) * scale;
    const __m256 low = _mm256_unpacklo_ps(a, b), high = _mm256_unpackhi_ps(a, b);
    _mm256_storeu_ps(y, _mm256_permute2f128_ps(low, high, 0x20));
    _mm256_storeu_ps(y + 8, _mm256_permute2f128_ps(low, high, 0x31));
#else
    const __m128 a = _mm_cvtepi32_ps(even) * scale, b = _mm_cvtepi32_ps(odd) * scale;
    _mm_storeu_ps(y, _mm_unpacklo_ps(a, b));
    _mm_storeu_ps(y + 4, _mm_unpackhi_ps(a, b));
#endif
}

FA_INLINE void FA(some_along)(const char *const *x, int64_t i, const fir_taps *t, int n, float scale, float *y)
{
    VECTOR even[2], odd[2];
    FA(dots)(x, 2 * i, t, n, even, odd);
    for (int v = 0; v < n; v++) FA(store_by_turns)(y + i + v * 2 * FA(WORDS), even[v], odd[v], scale);
}

/* A row from x, which begins with the first value that is read; a multiple of 32 long. */
static void FA(fir_along)(const int16_t *x, const fir_taps *t, float scale, float *y, int64_t width)
{
    enum { STEP = 2 * FA(WORDS) };
    const char *pairs[MAX_RADIUS + 1];
    int64_t i = 0;
    for (int64_t k = 0; k < t->pairs; k++) pairs[k] = (const char *)(x + 2 * k);
    for (; i + 2 * STEP <= width; i += 2 * STEP) FA(some_along)(pairs, i, t, 2, scale, y);
    for (; i < width; i += STEP) FA(some_along)(pairs, i, t, 1, scale, y);
}
#else
/* What pair k gives to both sums. */
FA_INLINE void FA(dots)(uint32_t pair, const fir_taps *t, int64_t k, uint32_t *early, uint32_t *late)
{
    const int32_t first = (int16_t)pair, second = (int16_t)(pair >> 16);
    *early += (uint32_t)(first * (int16_t)t->early[k] + second * (int16_t)(t->early[k] >> 16));
    *late += (uint32_t)(first * (int16_t)t->late[k] + second * (int16_t)(t->late[k] >> 16));
}

static void FA(fir_down)(const uint32_t *const *x, const fir_taps *t, int16_t *above, int16_t *below, int64_t width)
{
    for (int64_t i = 0; i < width; i++) {
        uint32_t a = (uint32_t)(-TAP_UNIT / 2), b = a;
        for (int64_t k = 0; k < t->pairs; k++) FA(dots)(x[k][i], t, k, &a, &b);
        above[i] = (int16_t)((int32_t)a >> TAP_BITS);
        below[i] = (int16_t)((int32_t)b >> TAP_BITS);
    }
}

static void FA(fir_along)(const int16_t *x, const fir_taps *t, float scale, float *y, int64_t width)
{
    for (int64_t i = 0; i < width; i += 2) {
        uint32_t a = (uint32_t)(-TAP_UNIT / 2), b = a;
        for (int64_t k = 0; k < t->pairs; k++)
            FA(dots)((uint16_t)x[i + 2 * k] | (uint32_t)(uint16_t)x[i + 2 * k + 1] << 16, t, k, &a, &b);
        y[i] = (float)(int32_t)a * scale;
        y[i + 1] = (float)(int32_t)b * scale;
    }
}
#endif

static const elastic_table FA(elastic) = {&FA(lattice), FA(noise), FA(noise_pairs), FA(fir_down), FA(fir_along)};
