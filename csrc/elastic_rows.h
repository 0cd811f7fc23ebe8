/* Row functions of elastic.c, compiled per SIMD level. Rows of scratch are multiples of 16 floats long and aligned. */

#include "philox.h"

#if !defined(__GNUC__)
#define LANES 1
typedef float FA(vec);
#define LOAD(p) (*(p))
#define STORE(p, v) (*(p) = (v))
#else
#define LANES (FA_LEVEL == 2 ? 16 : FA_LEVEL == 1 ? 8 : 4)
typedef float FA(vec) __attribute__((vector_size(LANES * 4)));
typedef float FA(any) __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
#define LOAD(p) ((FA(vec))*(const FA(any) *)(p))
#define STORE(p, v) (*(FA(any) *)(p) = (v))
#endif

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

/* c[j] += x[i] * k[4 i + j] for `rows` rows x[i] and the four rows of c. */
static void FA(spread)(const float *x, int64_t pitch, int64_t rows, const float *k, float *c, int64_t c_pitch,
                       int64_t width)
{
    int64_t at = 0;
    for (; at + 2 * LANES <= width; at += 2 * LANES) {
        float *to = c + at;
        FA(vec) s[4][2];
        for (int j = 0; j < 4; j++) s[j][0] = LOAD(to + j * c_pitch), s[j][1] = LOAD(to + j * c_pitch + LANES);
        for (int64_t i = 0; i < rows; i++) {
            FA(vec) a = LOAD(x + i * pitch + at), b = LOAD(x + i * pitch + at + LANES);
            for (int j = 0; j < 4; j++) s[j][0] += a * k[4 * i + j], s[j][1] += b * k[4 * i + j];
        }
        for (int j = 0; j < 4; j++) STORE(to + j * c_pitch, s[j][0]), STORE(to + j * c_pitch + LANES, s[j][1]);
    }
    for (; at < width; at += LANES)
        for (int j = 0; j < 4; j++) {
            FA(vec) s = LOAD(c + j * c_pitch + at);
            for (int64_t i = 0; i < rows; i++) s += LOAD(x + i * pitch + at) * k[4 * i + j];
            STORE(c + j * c_pitch + at, s);
        }
}

/* y = x[0] taps[0] + sum over k of (x[-k] + x[k]) taps[k]. */
static void FA(fir)(const float *const *x, const float *taps, int64_t radius, float *y, int64_t width)
{
    int64_t i = 0;
    for (; i + 4 * LANES <= width; i += 4 * LANES) {
        FA(vec) s[4];
        for (int v = 0; v < 4; v++) s[v] = LOAD(x[0] + i + v * LANES) * taps[0];
        for (int64_t k = 1; k <= radius; k++)
            for (int v = 0; v < 4; v++)
                s[v] += (LOAD(x[-k] + i + v * LANES) + LOAD(x[k] + i + v * LANES)) * taps[k];
        for (int v = 0; v < 4; v++) STORE(y + i + v * LANES, s[v]);
    }
    for (; i < width; i += LANES) {
        FA(vec) s = LOAD(x[0] + i) * taps[0];
        for (int64_t k = 1; k <= radius; k++) s += (LOAD(x[-k] + i) + LOAD(x[k] + i)) * taps[k];
        STORE(y + i, s);
    }
}

/* y = the sum of four rows of d times k. Any width. */
static void FA(up)(const float *d, int64_t pitch, const float *k, float *y, int64_t width)
{
    const float *p0 = d, *p1 = d + pitch, *p2 = d + 2 * pitch, *p3 = d + 3 * pitch;
    int64_t i = 0;
    for (; i + LANES <= width; i += LANES)
        STORE(y + i, ((LOAD(p0 + i) * k[0] + LOAD(p1 + i) * k[1]) + LOAD(p2 + i) * k[2]) + LOAD(p3 + i) * k[3]);
    for (; i < width; i++) y[i] = ((p0[i] * k[0] + p1[i] * k[1]) + p2[i] * k[2]) + p3[i] * k[3];
}

/* y(j, i) = x(i, j) for TURNED rows of x; the columns are a multiple of 4. */
static void FA(turn)(const float *x, int64_t pitch, float *y, int64_t y_pitch, int64_t columns)
{
    for (int64_t j = 0; j < columns; j += 4)
        for (int64_t i = 0; i < TURNED; i += 4) {
            const float *s = x + i * pitch + j;
            float *t = y + j * y_pitch + i;
#if FA_X86
            __m128 a = _mm_loadu_ps(s), b = _mm_loadu_ps(s + pitch);
            __m128 c = _mm_loadu_ps(s + 2 * pitch), d = _mm_loadu_ps(s + 3 * pitch);
            _MM_TRANSPOSE4_PS(a, b, c, d);
            _mm_storeu_ps(t, a);
            _mm_storeu_ps(t + y_pitch, b);
            _mm_storeu_ps(t + 2 * y_pitch, c);
            _mm_storeu_ps(t + 3 * y_pitch, d);
#else
            for (int r = 0; r < 4; r++)
                for (int q = 0; q < 4; q++) t[q * y_pitch + r] = s[r * pitch + q];
#endif
        }
}

static const elastic_table FA(elastic) = {FA(noise), FA(spread), FA(fir), FA(up), FA(turn)};
#undef LANES
#undef LOAD
#undef STORE
