/* Row functions of noise.c, compiled per SIMD level. The noise of a row is drawn in groups of 64 values from 32 words,
 * eight blocks of Philox with the counters (block, row, 0, NOISE_STREAM). */

#include "philox.h"

#define DRAW(p, words, row, group, groups) \
    FA(philox)(words, groups, (p)->seed, (uint32_t)(8 * (group)), (uint32_t)(row), 0, NOISE_STREAM)

#include "noise_alias.h"
#include "noise_normal.h"
#include "noise_impulses.h"
#include "noise_gaps.h"
#include "noise_real.h"

static row_function *const FA(noise)[FORMS] = {FA(normal_u8), FA(normal_u16), FA(normal_f32), FA(normal_f64),
                                               FA(alias_u8)};
#undef DRAW
