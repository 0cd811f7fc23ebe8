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

/* Quotients of whole numbers below 2^24, or 2^53, are rounded up to a whole number in no case. */
#define MEAN_BY_FLOATS(sum, count) ((float)(int32_t)((int32_t)(sum) + (int32_t)(count) / 2) / (float)(count))
#define MEAN_BY_DOUBLES(sum, count) (((sum) + (double)((count) / 2)) / (double)(count))
#define MEAN_OF_REALS(sum, count) ((sum) / (double)(count))
#define MEAN_OF_FLOATS(sum, count) ((sum) / (float)(count))

#include "filters_across_bytes.h"

#define VALUE uint8_t
#define SUM uint16_t
#define NAME(name) FA(name##_u8_box)
#define BEGINS 1
#define ACROSS FA(across_bytes)
#include "filters_box.h"

#define VALUE uint16_t
#define SUM double
#define NAME(name) FA(name##_u16_box)
#define MEAN MEAN_BY_DOUBLES
#define BEGINS 1
#define ACROSS FA(across_u16_box)
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

#include "filters_motion_bytes.h"

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
    .box = {FA(strip_u8_box), FA(strip_u16_box), FA(strip_f32_box), FA(strip_f64_box)},
    .motion = {FA(motion_u8), FA(motion_u16), FA(motion_f32), FA(motion_f64)},
    .up = {FA(up_u8), FA(up_u16), FA(up_f32), FA(up_f64)},
};
