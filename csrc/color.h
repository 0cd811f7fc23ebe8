/* Colour: brightness, contrast, saturation, hue, gamma, grey, jitter, normalisation.
 *
 * Every rows function takes one image; values are in units of the dtype (uint8: 0 to 255), `lo` and `hi` are the
 * limits of the result (infinite: none). */
#ifndef FASTAUG_COLOR_H
#define FASTAUG_COLOR_H

#include "image.h"

/* dst = clip(src scale[c] + offset[c]); `coefficients` is 1 or the number of channels.
 * The dtype of dst is that of src, or float32. With `planar` dst is (C, H, W): its height is C, its width H. */
typedef struct {
    fa_image src, dst;
    const double *scale, *offset;
    int64_t coefficients;
    double lo, hi;
    int planar;
    int mirror; /* of a planar dst: left and right change sides */
} fa_affine_values;
FA_FITS_A_STEP(fa_affine_values);

/* dst = table[src], for uint8 (256 entries) and uint16 (65536): one table, or one after the other for each channel. */
typedef struct {
    fa_image src, dst;
    const char *table;
    int64_t tables;
} fa_lookup;
FA_FITS_A_STEP(fa_lookup);

/* dst = clip(max(src, 0) ^ gamma[c]), for floats; `coefficients` as above. */
typedef struct {
    fa_image src, dst;
    const double *gamma;
    int64_t coefficients;
    double lo, hi;
} fa_power;
FA_FITS_A_STEP(fa_power);

/* dst = ((a[c] t + b[c]) t + c[c]) t with t = src clipped to 0 .. 1, and clipped again, for floats; `coefficients` as
 * above, `terms` are all a, all b, all c. */
typedef struct {
    fa_image src, dst;
    const double *terms;
    int64_t coefficients;
} fa_curve;
FA_FITS_A_STEP(fa_curve);

/* uint8 RGB: dst = factor src + (1 - factor) gray in fixed point; one channel of dst: factor is 0. */
typedef struct {
    fa_image src, dst;
    double factor, weights[3];
} fa_saturate;
FA_FITS_A_STEP(fa_saturate);

/* uint8 RGB: dst = matrix (3 x 4) times (src, 1) in fixed point. */
typedef struct {
    fa_image src, dst;
    const double *matrix;
} fa_mix_bytes;
FA_FITS_A_STEP(fa_mix_bytes);

/* uint8 RGB: the hue turned by `shift` / 49152 of a turn, 0 <= shift < 49152. */
typedef struct {
    fa_image src, dst;
    int shift;
} fa_turn_hue;
FA_FITS_A_STEP(fa_turn_hue);

/* A chain of steps in floating point, each followed by a clip, with one rounding at the end.
 *
 * An image of 3 channels has 3 planes. Others take only the first two ops and have one plane (all values alike) or,
 * with a pivot per channel, one plane per channel.
 *
 * The amounts of each op:
 * - brightness: a factor and what is added; so also a contrast about a number.
 * - contrast: a factor. At most one step of a chain, since there is one pivot.
 * - saturation: a factor.
 * - hue: 0 to 6 sixths of a turn.
 * - hsv: 0 to 6 sixths of a turn, what is added to the saturation, and to the value.
 * - matrix: none; the chain has it.
 *
 * RGB may go on to float32: dst = value scale[c] + offset[c], without the rounding, interleaved or in planes. */
enum { FA_BRIGHTNESS, FA_CONTRAST, FA_SATURATION, FA_HUE, FA_HSV, FA_MATRIX };
enum { FA_CHAIN_STEPS = 8 };
typedef struct {
    int op;
    double amounts[3];
} fa_color_step;
typedef struct {
    fa_image src, dst;
    fa_color_step steps[FA_CHAIN_STEPS];
    int count;
    int64_t planes;
    const double *pivot; /* one per plane, for contrast */
    double weights[3];   /* of gray, for saturation */
    const double *matrix; /* 3 x 4, for matrix */
    double lo, hi;
    double *sums;        /* height x planes, what fa_chain_sums_rows finds */
    void *kept;          /* NULL, or 3 planes of the type RGB is computed in: what the sums took needs no second time */
    int to_float, planar;
    int mirror;          /* of planes: left and right change sides */
    double scale[3], offset[3]; /* for to_float */
} fa_chain;
FA_FITS_A_STEP(fa_chain);

/* Where a contrast leaves values as they are. */
enum { FA_PIVOT_GRAY, FA_PIVOT_CHANNEL, FA_PIVOT_GLOBAL, FA_PIVOT_NUMBER };

void fa_affine_values_rows(const void *job, int64_t first, int64_t last);
void fa_lookup_rows(const void *job, int64_t first, int64_t last);
void fa_power_rows(const void *job, int64_t first, int64_t last);
void fa_curve_rows(const void *job, int64_t first, int64_t last);
void fa_saturate_rows(const void *job, int64_t first, int64_t last);
void fa_mix_bytes_rows(const void *job, int64_t first, int64_t last);
void fa_turn_hue_rows(const void *job, int64_t first, int64_t last);
void fa_chain_rows(const void *job, int64_t first, int64_t last);

/* sums[row][plane] = the sum over a row of what the steps before the contrast give; integers are summed exactly. */
void fa_chain_sums_rows(const void *job, int64_t first, int64_t last);

/* The pivot per plane from those sums. */
void fa_find_pivot(const double *sums, int64_t height, int64_t width, int64_t planes, int kind, double *pivot);

#endif
