/* Row functions of color.c, compiled per SIMD level. */
#include "vector.h"

#include "color_planes.h"

#include "color_curve.h"
#include "color_hue.h"
#include "color_lookup.h"
#include "color_power.h"
#include "color_matrix.h"
#include "color_strips.h"
#include "color_affine.h"
#include "color_sums.h"

#define ROUND_INT(v) (int32_t)rintf(v)
#define REAL float
#define FUSED __builtin_fmaf
#define LEAST_NORMAL FLT_MIN
#define TYPES(CASE) CASE(FA_U8, uint8_t, ROUND_INT) CASE(FA_U16, uint16_t, ROUND_INT) CASE(FA_F32, float, )
#ifdef VEC
#define LOAD_STRIP(x, dtype, step, p, n, planes) \
    { if (dtype == FA_U8 && (planes) == 3) FA(load_bytes)((const uint8_t *)(x), p, n); \
    else FA(load_float)(x, dtype, step, p, n, planes); }
#define STORE_STRIP(y, dtype, step, p, n, planes) \
    { if (dtype == FA_U8 && (planes) == 3) FA(store_bytes)((uint8_t *)(y), p, n); \
    else FA(store_float)(y, dtype, step, p, n, planes); }
#else
#define LOAD_STRIP FA(load_float)
#define STORE_STRIP FA(store_float)
#endif
#include "color_chain.h"

#define REAL double
#define FUSED __builtin_fma
#define LEAST_NORMAL DBL_MIN
#define TYPES(CASE) CASE(FA_F64, double, )
#define LOAD_STRIP FA(load_double)
#define STORE_STRIP FA(store_double)
#include "color_chain.h"

static const color_table FA(color) = {
    .affine = {FA(affine_u8), FA(affine_u16), FA(affine_f32), FA(affine_f64)},
    .scale = {FA(scale_u8), FA(scale_u16), FA(scale_f32), FA(scale_f64)},
    .scale_planes = {FA(scale_planes_u8), FA(scale_planes_u16), FA(scale_planes_f32), FA(scale_planes_f64)},
    .lookup = {FA(lookup_u8), FA(lookup_u16)},
    .lookup_channels = {FA(lookup_channels_u8), FA(lookup_channels_u16)},
    .power = {[FA_F32] = FA(power_f32), [FA_F64] = FA(power_f64)},
    .curve = {[FA_F32] = FA(curve_f32), [FA_F64] = FA(curve_f64)},
    .sum = {FA(sum_u8), FA(sum_u16), FA(sum_float), FA(sum_double)},
    .mix_bytes = FA(mix_bytes),
    .turn_hue = FA(turn_hue),
    .chain = {FA(chain_float), FA(chain_float), FA(chain_float), FA(chain_double)},
    .bytes_by_table = FA_LEVEL == 2,
};

#undef ROUND_INT
