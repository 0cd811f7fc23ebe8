/* Row functions of tone.c, compiled per SIMD level. */
#include "tone_levels.h"

static const tone_table FA(tone) = {
    .solarize = {FA(solarize_u8), FA(solarize_u16)},
    .solarize_real = {[FA_F32] = FA(solarize_f32), [FA_F64] = FA(solarize_f64)},
    .posterize = {FA(posterize_u8), FA(posterize_u16), FA(posterize_f32), FA(posterize_f64)},
};
