/* Row functions of resize.c, compiled per SIMD level. */
#include "resize_weights.h"
#if FA_X86
#include "vector.h"
#endif
#if FA_LEVEL == 2
#include "resize_windows.h"
#endif
#include "resize_blend.h"
#include "resize_fixed.h"

FA_INLINE uint16_t FA(to_u16)(float v)
{
    v = v < 0.0f ? 0.0f : v > 65535.0f ? 65535.0f : v;
    return (uint16_t)(int32_t)rintf(v);
}
#define AS_IT_IS(v) (v)

#define VALUE uint16_t
#define REAL float
#define NAME(name) FA(name##_u16)
#define ROUND FA(to_u16)
#define LOAD4(p) _mm_cvtepi32_ps(_mm_cvtepu16_epi32(LOAD64(p)))
#define LOAD8(p, q) _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm_unpacklo_epi64(LOAD64(p), LOAD64(q))))
#include "resize_real.h"

#define VALUE float
#define REAL float
#define NAME(name) FA(name##_f32)
#define ROUND AS_IT_IS
#define LOAD4(p) _mm_loadu_ps(p)
#define LOAD8(p, q) _mm256_set_m128(_mm_loadu_ps(q), _mm_loadu_ps(p))
#include "resize_real.h"

#define VALUE double
#define REAL double
#define NAME(name) FA(name##_f64)
#define ROUND AS_IT_IS
#include "resize_real.h"
#undef AS_IT_IS

#include "resize_pick.h"

static const resize_table FA(resize) = {
    FA(pick), FA(blend), FA(weigh), FA(blend_u8), {FA(filter_u8), FA(filter_u16), FA(filter_f32), FA(filter_f64)},
    FA_LEVEL == 2 ? 896 : INT64_MAX, /* only windows ask for the rows of a strip early */
};
