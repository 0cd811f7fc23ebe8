/* Row functions of sharpen.c, compiled per SIMD level. */
#if FA_X86
#include "vector.h"
#if FA_LEVEL == 0
#define FLOATS __m128
#define WIDEN(p) _mm_cvtepu8_epi16(LOAD64(p))
#define TO_ALL(v) (v)
#elif FA_LEVEL == 1
#define FLOATS __m256
#define WIDEN(p) _mm256_cvtepu8_epi16(LOAD128(p))
#define TO_ALL(v) _mm256_broadcastsi128_si256(v)
#else
#define FLOATS __m512
#define WIDEN(p) _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(p)))
#define TO_ALL(v) _mm512_broadcast_i32x4(v)
#endif
#endif
#include "sharpen_bytes.h"
#undef FLOATS
#undef WIDEN
#undef TO_ALL

#define CLIP(v, lo, hi) ((v) < (lo) ? (lo) : (v) > (hi) ? (hi) : (v)) /* NaN stays */

/* What is added to integers is cut to what changes anything, and rounded half to even. */
#define ADD_INTEGER(x, v, lo, hi) CLIP((x) + (int32_t)rintf(CLIP(v, -(hi), hi)), 0, (int32_t)(hi))
#define ADD_REAL(x, v, lo, hi) CLIP((x) + (v), lo, hi)

#define COLUMN(T, i) (((T)above[i] + (T)x[i]) + (T)below[i])
#define SHARPEN(NAME, TYPE, WIDE, REAL, ADD)                                                                          \
    /* rest[i] = 9 x[i] - the sum of its neighbourhood */                                                             \
    static void FA(NAME##_rest)(const TYPE *restrict x, int64_t stride, int64_t step, int64_t n, WIDE *restrict rest) \
    {                                                                                                                 \
        const TYPE *above = (const TYPE *)((const char *)x - stride), *below = (const TYPE *)((const char *)x + stride);\
        for (int64_t i = 0; i < n; i++)                                                                               \
            rest[i] = (WIDE)(9 * (WIDE)x[i] -                                                                         \
                             ((COLUMN(WIDE, i - step) + COLUMN(WIDE, i)) + COLUMN(WIDE, i + step)));                  \
    }                                                                                                                 \
    static void FA(NAME##_add)(const TYPE *restrict x, const WIDE *restrict rest, TYPE *restrict y, int64_t n,        \
                               REAL scale, REAL lo, REAL hi)                                                          \
    {                                                                                                                 \
        for (int64_t i = 0; i < n; i++) y[i] = (TYPE)ADD(x[i], scale * (REAL)rest[i], lo, hi);                        \
    }                                                                                                                 \
    static void FA(NAME)(const fa_sharpen *p, int64_t row)                                                            \
    {                                                                                                                 \
        const TYPE *x = (const TYPE *)fa_row(&p->src, row);                                                           \
        TYPE *y = (TYPE *)fa_row(&p->dst, row);                                                                       \
        const int64_t step = p->src.channels, n = p->src.width * step;                                                \
        const int rim = row == 0 || row == p->src.height - 1;                                                         \
        WIDE rest[STRIP];                                                                                             \
        for (int64_t at = 0; at < n; at += STRIP) {                                                                   \
            const int64_t end = fa_min(at + STRIP, n);                                                                \
            const int64_t first = rim ? end : fa_min(fa_max(at, step), end), last = fa_max(fa_min(end, n - step), first);\
            memset(rest, 0, (size_t)(first - at) * sizeof *rest);                                                     \
            FA(NAME##_rest)(x + first, p->src.stride, step, last - first, rest + (first - at));                       \
            memset(rest + (last - at), 0, (size_t)(end - last) * sizeof *rest);                                       \
            FA(NAME##_add)(x + at, rest, y + at, end - at, (REAL)((p->factor - 1) / 13), (REAL)p->lo, (REAL)p->hi);   \
        }                                                                                                             \
    }
SHARPEN(sharpen_u16, uint16_t, int32_t, float, ADD_INTEGER)
SHARPEN(sharpen_f32, float, float, float, ADD_REAL)
SHARPEN(sharpen_f64, double, double, double, ADD_REAL)
#undef SHARPEN
#undef COLUMN
#undef ADD_INTEGER
#undef ADD_REAL
#undef CLIP

#include "sharpen_kernel.h"

static const sharpen_table FA(sharpen) = {
    .sharpen = {FA(sharpen_u8), FA(sharpen_u16), FA(sharpen_f32), FA(sharpen_f64)},
    .kernel = {FA(kernel_u8), FA(kernel_u16), FA(kernel_f32), FA(kernel_f64)},
    .unsharp = {FA(unsharp_u8), FA(unsharp_u16), FA(unsharp_f32), FA(unsharp_f64)},
};
