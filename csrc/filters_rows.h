/* Row functions of filters.c, compiled per SIMD level. */
#include "lattice_rows.h"

#include "filters_convert.h"

#define VALUE uint16_t
#define NAME(name) FA(name##_u16)
#define TO_VALUE FA(to_u16)
#include "filters_real.h"
#define VALUE float
#define NAME(name) FA(name##_f32)
#define TO_VALUE(v) (v)
#include "filters_real.h"
#define VALUE double
#define NAME(name) FA(name##_f64)
#define TO_VALUE(v) (v)
#include "filters_real.h"

#if FA_X86
#include "vector.h"
#endif
#include "filters_bytes.h"

/* Sums of fewer than 256 bytes, and means rounded half up: exact, since `count` * 255.5 * `count` is below 2^24. */
#define MEAN_OF_BYTES(sum, count) \
    ((uint32_t)((sum) + (uint32_t)(count) / 2) * (((1u << 24) + (uint32_t)(count)-1) / (uint32_t)(count)) >> 24)
/* Quotients of whole numbers below 2^24, or 2^53, are rounded up to a whole number in no case. */
#define MEAN_BY_FLOATS(sum, count) ((float)(int32_t)((int32_t)(sum) + (int32_t)(count) / 2) / (float)(count))
#define MEAN_BY_DOUBLES(sum, count) (((sum) + (double)((count) / 2)) / (double)(count))
#define MEAN_OF_REALS(sum, count) ((sum) / (double)(count))
#define MEAN_OF_FLOATS(sum, count) ((sum) / (float)(count))

/* Divides by size * size in 16 bits, which is exact for all sizes that `across_few` names. */
FA_INLINE void FA(across_of_size)(const uint16_t *restrict sums, int64_t step, int64_t n, int64_t size, uint8_t *restrict to)
{
    const uint32_t count = (uint32_t)(size * size);
    int shift = 16;
    while (count >> (shift - 15)) shift++;
    const uint32_t factor = ((1u << shift) + count - 1) / count;
#if FA_X86
    enum { WORDS = sizeof(VECTOR) / 2 };
    for (int64_t i = 0; i < n; i += 2 * WORDS) {
        VECTOR mean[2];
        for (int h = 0; h < 2; h++) {
            VECTOR sum = OP(set1_epi16)((short)(count / 2));
            for (int64_t k = 0; k < size; k++) sum = OP(add_epi16)(sum, LOAD(sums + i + h * WORDS + k * step));
            mean[h] = OP(srli_epi16)(OP(mulhi_epu16)(sum, OP(set1_epi16)((short)factor)), shift - 16);
        }
        STORE(to + i, IN_ORDER(OP(packus_epi16)(mean[0], mean[1])));
    }
#else
    for (int64_t i = 0; i < n; i++) {
        uint16_t sum = (uint16_t)(sums[i] + count / 2);
        for (int64_t k = 1; k < size; k++) sum = (uint16_t)(sum + sums[i + k * step]);
        to[i] = (uint8_t)((sum * factor >> 16) >> (shift - 16));
    }
#endif
}

FA_NOINLINE static void FA(across_few)(const uint16_t *restrict sums, int64_t step, int64_t n, int64_t size,
                                       uint8_t *restrict to)
{
    switch (size) {
    case 5: FA(across_of_size)(sums, step, n, 5, to); break;
    case 7: FA(across_of_size)(sums, step, n, 7, to); break;
    case 9: FA(across_of_size)(sums, step, n, 9, to); break;
    case 11: FA(across_of_size)(sums, step, n, 11, to); break;
    case 13: FA(across_of_size)(sums, step, n, 13, to); break;
    default: FA(across_of_size)(sums, step, n, 15, to);
    }
}

#include "filters_box_three.h"

#define VALUE uint8_t
#define SUM uint16_t
#define NAME(name) FA(name##_few)
#define BEGINS 1
#define ACROSS FA(across_few)
#include "filters_box.h"

#define VALUE uint8_t
#define SUM uint16_t /* of one column */
#define TOTAL uint32_t
#define NAME(name) FA(name##_u8_box)
#define MEAN MEAN_BY_FLOATS
#include "filters_across.h"
#undef MEAN
#undef TOTAL

#if FA_X86
/* Totals four at a time: with three channels the fourth is the next pixel's, which comes to write its own; with one channel
 * they are four pixels. */
FA_INLINE void FA(run_in_fours)(const uint16_t *restrict sums, int64_t step, int64_t n, int64_t size,
                                uint32_t *restrict totals)
{
    const uint16_t *more = sums + (size - 1) * step, *less = sums - step;
    uint32_t first[4] = {0};
    for (int64_t i = 0; i < size * step; i++) first[i % step] += sums[i];
    memcpy(totals, first, (size_t)step * sizeof *first);
    __m128i total = step == 1 ? _mm_set1_epi32((int)first[0]) : _mm_loadu_si128((const __m128i *)first);
    for (int64_t i = step; i < n; i += step == 1 ? 4 : step) {
        __m128i d = _mm_sub_epi32(_mm_cvtepu16_epi32(LOAD64(more + i)), _mm_cvtepu16_epi32(LOAD64(less + i)));
        if (step == 1) d = _mm_add_epi32(d, _mm_slli_si128(d, 4)), d = _mm_add_epi32(d, _mm_slli_si128(d, 8));
        total = _mm_add_epi32(total, d);
        _mm_storeu_si128((__m128i *)(totals + i), total);
        if (step == 1) total = _mm_shuffle_epi32(total, 0xff);
    }
}
#endif

static void FA(across_bytes)(const uint16_t *sums, int64_t step, int64_t n, int64_t size, uint8_t *to)
{
#if FA_X86
    FA_ALIGN64 uint32_t totals[BOX_LANES_OF_BYTES + 4];
    if (step == 1) FA(run_in_fours)(sums, 1, n, size, totals);
    else if (step == 3) FA(run_in_fours)(sums, 3, n, size, totals);
    else if (step == 4) FA(run_in_fours)(sums, 4, n, size, totals);
    if (step == 1 || step == 3 || step == 4) FA(means_u8_box)(totals, n, size * size, to);
    else
#endif
        FA(across_u8_box)(sums, step, n, size, to);
}

#define BEGINS 1
#define ACROSS FA(across_bytes)
#include "filters_box.h"

#define VALUE uint16_t
#define SUM double
#define NAME(name) FA(name##_u16_box)
#define MEAN MEAN_BY_DOUBLES
#define BEGINS 1
#define ACROSS FA(across_u16_box)
#define TOTAL double
#include "filters_across.h"
#include "filters_box.h"
#undef MEAN

#define MEAN MEAN_OF_REALS
#define VALUE float
#define SUM double
#define NAME(name) FA(name##_f32_box)
#define BEGINS 256
#define ACROSS FA(across_f32_box)
#include "filters_across.h"
#include "filters_box.h"

#define VALUE double
#define SUM double
#define NAME(name) FA(name##_f64_box)
#define BEGINS 256
#define ACROSS FA(across_f64_box)
#include "filters_across.h"
#include "filters_box.h"
#undef MEAN
#undef TOTAL

#define VALUE uint8_t
#define TOTAL uint16_t
#define NAME(name) FA(name##_u8)
#define MEAN MEAN_OF_BYTES
#include "filters_motion.h"
#undef MEAN

#define VALUE uint16_t
#define TOTAL int32_t
#define NAME(name) FA(name##_u16)
#define MEAN MEAN_BY_FLOATS
#include "filters_motion.h"
#undef MEAN

#define VALUE float
#define TOTAL float
#define NAME(name) FA(name##_f32)
#define MEAN MEAN_OF_FLOATS
#include "filters_motion.h"
#undef MEAN

#define VALUE double
#define TOTAL double
#define NAME(name) FA(name##_f64)
#define MEAN MEAN_OF_REALS
#include "filters_motion.h"
#undef MEAN

static const filters_table FA(filters) = {
    .fir = {FA(fir_u8), FA(fir_u16), FA(fir_f32), FA(fir_f64)},
    .spread = {FA(spread_u8), FA(spread_u16), FA(spread_f32), FA(spread_f64)},
    .box_three = FA(strip_three),
    .box_few = FA(strip_few),
    .box = {FA(strip_u8_box), FA(strip_u16_box), FA(strip_f32_box), FA(strip_f64_box)},
    .motion = {FA(motion_u8), FA(motion_u16), FA(motion_f32), FA(motion_f64)},
    .up = {FA(up_u8), FA(up_u16), FA(up_f32), FA(up_f64)},
};
