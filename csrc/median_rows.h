/* Row functions of median.c, compiled per SIMD level. KEY(v) orders bit patterns as the values are; FROM_KEY undoes it. */
#define KEY(v) (v)
#define FROM_KEY(v) (v)
#define VALUE uint8_t
#define BITS uint8_t
#define NAME(name) FA(name##_u8)
#include "median_swaps.h"
#include "median_bits.h"
#include "median_histogram.h"
#undef VALUE
#undef BITS
#undef NAME

#define VALUE uint16_t
#define BITS uint16_t
#define NAME(name) FA(name##_u16)
#include "median_swaps.h"
#include "median_bits.h"
#undef VALUE
#undef BITS
#undef NAME
#undef KEY
#undef FROM_KEY

/* The patterns of negative floats run backwards. */
#define KEY(v) ((v) ^ (-((v) >> (8 * sizeof(v) - 1)) | TOP_BIT))
#define FROM_KEY(v) ((v) ^ ((((v) >> (8 * sizeof(v) - 1)) - 1) | TOP_BIT))
#define VALUE float
#define BITS uint32_t
#define TOP_BIT 0x80000000u
#define NAME(name) FA(name##_f32)
#include "median_swaps.h"
#include "median_bits.h"
#undef VALUE
#undef BITS
#undef TOP_BIT
#undef NAME

#define VALUE double
#define BITS uint64_t
#define TOP_BIT 0x8000000000000000u
#define NAME(name) FA(name##_f64)
#include "median_swaps.h"
#include "median_bits.h"
#undef VALUE
#undef BITS
#undef TOP_BIT
#undef NAME
#undef KEY
#undef FROM_KEY

/* Up to this size bits are found faster than histograms are kept, and their counts fit into a byte. */
enum { FA(BITS_UP_TO) = FA_LEVEL ? 15 : 9 };

static void FA(larger_u8)(const fa_median *p, int64_t first, int64_t last)
{
    (p->size <= FA(BITS_UP_TO) ? FA(bits_u8) : FA(histogram_u8))(p, first, last);
}

static const median_table FA(median) = {
    .swaps = {FA(swaps_u8), FA(swaps_u16), FA(swaps_f32), FA(swaps_f64)},
    .larger = {FA(larger_u8), FA(bits_u16), FA(bits_f32), FA(bits_f64)},
};
