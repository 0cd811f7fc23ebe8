/* Row functions of a lattice, compiled per SIMD level. Rows of scratch are multiples of 16 floats long and aligned. */
#undef LANES
#undef LOAD
#undef STORE
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

#define VALUE float
#define NAME(name) FA(name##_f32)
#define LOAD_VALUES LOAD
#define STORE_VALUES STORE
#define TO_VALUE(v) (v)
#include "lattice_values.h"

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

/* The same of x and of x + 1, whose sums have most rows in common: each is loaded once. */
static void FA(fir_two)(const float *const *x, const float *taps, int64_t radius, float *y, float *z, int64_t width)
{
    for (int64_t i = 0; i < width; i += LANES) {
        FA(vec) above = LOAD(x[0] + i), below = LOAD(x[1] + i), s = above * taps[0], t = below * taps[0];
        for (int64_t k = 1; k <= radius; k++) {
            const FA(vec) up = LOAD(x[-k] + i), low = LOAD(x[1 + k] + i);
            s += (up + below) * taps[k];
            t += (above + low) * taps[k];
            above = up, below = low;
        }
        STORE(y + i, s);
        STORE(z + i, t);
    }
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

static const lattice_table FA(lattice) = {FA(spread_f32), FA(fir), FA(fir_two), FA(up_f32), FA(turn)};
