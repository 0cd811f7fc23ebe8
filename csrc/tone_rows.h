/* Row functions of tone.c, compiled per SIMD level. */
#include "tone_levels.h"
#include "tone_statistics.h"
#include "tone_wide.h"

static const tone_table FA(tone) = {
    .solarize = {FA(solarize_u8), FA(solarize_u16)},
    .solarize_real = {[FA_F32] = FA(solarize_f32), [FA_F64] = FA(solarize_f64)},
    .posterize = {FA(posterize_u8), FA(posterize_u16), FA(posterize_f32), FA(posterize_f64)},
    .find_range = {FA(find_range_u8), FA(find_range_u16), FA(find_range_f32), FA(find_range_f64)},
    .count = {FA(count_u8), FA(count_u16)},
    .count_levels = {[FA_U16] = FA(count_levels_u16), FA(count_levels_f32), FA(count_levels_f64)},
    .take_levels = {[FA_U16] = FA(take_levels_u16), FA(take_levels_f32), FA(take_levels_f64)},
};
