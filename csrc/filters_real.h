/* A FIR in float32, for values of one type: define VALUE, NAME(name) and TO_VALUE(v). */

FA_INLINE void NAME(flat)(const float *line, float *to, int64_t n) { memcpy(to, line, (size_t)n * sizeof *to); }

static void NAME(along)(const float *line, int64_t step, const float *taps, int64_t radius, float *to, int64_t n)
{
    const float *rows[2 * FA_TAPS_RADIUS + 1];
    for (int64_t k = -radius; k <= radius; k++) rows[radius + k] = line + k * step;
    FA(fir)(rows + radius, taps, radius, to, n);
}

static void NAME(down)(const float *const *rows, const float *taps, int64_t radius, VALUE *to0, VALUE *to1, int64_t n)
{
    FA_ALIGN64 float sums[2048];
    for (int second = 0; second < 2; second++) {
        VALUE *restrict to = second ? to1 : to0;
        FA(fir)(rows + radius + second, taps, radius, sums, n);
        for (int64_t i = 0; i < n; i++) to[i] = TO_VALUE(sums[i]);
    }
}

#define LINE float
#define LANE float
#define MOST_LANES 2048
#define GROUP 128
#define RING_LANES 20480 /* 80 KB */
#define TAP_LANES 1
#define TAP_ONE 1
#include "filters_fir.h"
#undef LINE
#undef LANE
#undef MOST_LANES
#undef GROUP
#undef RING_LANES
#undef TAP_LANES
#undef TAP_ONE
#undef TO_VALUE
