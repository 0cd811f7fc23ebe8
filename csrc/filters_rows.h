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

static const filters_table FA(filters) = {
    .fir = {FA(fir_u8), FA(fir_u16), FA(fir_f32), FA(fir_f64)},
    .spread = {FA(spread_u8), FA(spread_u16), FA(spread_f32), FA(spread_f64)},
    .up = {FA(up_u8), FA(up_u16), FA(up_f32), FA(up_f64)},
};
