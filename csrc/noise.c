#include "noise.h"
#include "copy.h"
#include "platform.h"

/* The last word of the counters; elastic fields and random values have others. */
enum { NOISE_STREAM = 2, IMPULSE_STREAM = 4, SPECKLE_STREAM, UNIFORM_STREAM, RICIAN_STREAM, RICIAN_OTHER };
enum { POISSON_UNIFORMS = 9, POISSON_NORMALS, LOCAL_STREAM };
#define SMALL_MEAN 10.0f                       /* of Poisson numbers: below it they are counted out */
enum { FEW = 4096 };                           /* impulses, in 1/65536 of the places */
enum { GROUPS = 12 };                          /* of 64 values, drawn at once: whole pixels of 1, 2, 3 and 4 channels */
enum { STRIP = 64 * GROUPS };                  /* values */
enum { ALIAS = FA_F64 + 1, FORMS };            /* after a form for each dtype */

/* Where impulses are few: tiles of places, and the gaps drawn at once in one, with as many kinds of 16 bits. */
enum { TILE_ROWS = 8, TILE_WIDTH = 256, TILE = TILE_ROWS * TILE_WIDTH, TILES = 4 /* at once */ };
enum { DRAWN = 64, DRAW_WORDS = DRAWN + DRAWN / 2, DRAW_GROUPS = DRAW_WORDS / 32 };
typedef struct {
    int64_t top, left;          /* where it begins: a row, and a place in it */
    uint32_t begin, end, width; /* what is asked for: places, and of these the first columns */
    uint32_t place;             /* where the next gap begins */
    uint32_t hits[DRAWN + 16];  /* places of the last draw, plus TILE for the second kind; room for one vector more */
    int64_t count;
} gap_tile;

typedef void row_function(const fa_gaussian_noise *p, int64_t row, const char *src, char *dst);
typedef void real_function(const fa_real_noise *p, int64_t row, const char *src, char *dst);

#define FA_BODY "noise_rows.h"
#include "each_level.h"

/* Noise of mean 0 on bytes is drawn in whole levels; one value for several channels is as cheap in floats. */
static int in_levels(const fa_gaussian_noise *p)
{
    return p->src.dtype == FA_U8 && p->mean == 0 && (p->per_channel || p->src.channels == 1);
}

/* So few impulses that it is faster to draw the gaps between them than a number for each place. */
static int few(const fa_impulses *p) { return p->both <= FEW; }

/* 1 - erf(x) for x >= 0 within 3e-7 (Abramowitz and Stegun 7.1.28), in operations that are the same everywhere. */
static double erfc_near(double x)
{
    double p = 0.0000430638 * x + 0.0002765672;
    p = p * x + 0.0001520143;
    p = p * x + 0.0092705272;
    p = p * x + 0.0422820123;
    p = p * x + 0.0705230784;
    p = p * x + 1;
    p *= p;
    p *= p;
    p *= p;
    p *= p;
    return 1 / p;
}

/* The chances of the magnitudes of rounded normal numbers in 1/32768. They are differences of the rounded distribution
 * function: rounded one by one, the many small ones of the tail would be lost. The last one stands for all beyond. */
static void normal_weights(double std, int columns, int64_t *weights)
{
    const double scale = 1 / (sqrt(2) * (std > 0.1 ? std : 0.1)); /* a tenth of a level is as good as none */
    int above[256];
    for (int k = 0; k < columns - 1; k++) above[k] = (int)(32768 * erfc_near((k + 0.5) * scale) + 0.5);
    above[columns - 1] = 0;
    weights[0] = 32768 - above[0];
    for (int k = 1; k < columns; k++) weights[k] = above[k - 1] - above[k];
}

/* Every column gets the same share of the chances: one with less takes what it lacks from the first one with more,
 * which may then lack something itself. */
static void fill_columns(int64_t *weights, int columns, int64_t share, uint32_t *own, uint8_t *alias)
{
    for (int k = 0; k < columns; k++) own[k] = (uint32_t)share, alias[k] = (uint8_t)k;
    for (int k = 0, giver = 0; k < columns; k++)
        for (int taker = k; weights[taker] < share; taker = giver) {
            while (weights[giver] <= share) giver++;
            own[taker] = (uint32_t)weights[taker];
            alias[taker] = (uint8_t)giver;
            weights[giver] -= share - weights[taker];
            weights[taker] = share;
        }
}

void fa_gaussian_noise_prepare(fa_gaussian_noise *p)
{
    int64_t weights[256];
    uint32_t own[256];
    if (!in_levels(p)) return;
    p->alias.columns = p->std <= 29 ? 128 : 256; /* 29: magnitudes up to 127 are all there are in 1/32768 */
    normal_weights(p->std, p->alias.columns, weights);
    fill_columns(weights, p->alias.columns, 32768 / p->alias.columns, own, p->alias.alias);
    for (int k = 0; k < p->alias.columns; k++) p->alias.own[k] = (uint8_t)fa_min(own[k], 255);
}

void fa_impulses_prepare(fa_impulses *p)
{
    int64_t weights[FA_GAPS], above = (int64_t)1 << 32; /* the chance of this gap or a longer one, in 2^-32 */
    uint32_t own[FA_GAPS];
    uint8_t alias[FA_GAPS];
    double chance = 1;
    if (!few(p)) return;
    for (int k = 0; k < FA_GAPS - 1; k++) {
        weights[k] = above;
        chance *= 1 - p->both / 65536.0;
        above = (int64_t)(chance * 0x1p32 + 0.5);
        weights[k] -= above;
    }
    weights[FA_GAPS - 1] = above;
    fill_columns(weights, FA_GAPS, ((int64_t)1 << 32) / FA_GAPS, own, alias);
    for (int k = 0; k < FA_GAPS; k++) p->gaps[k] = own[k] * FA_GAPS | alias[k]; /* 2^32 is 0: then both are the same */
    p->seconds = (int32_t)((131072 * (int64_t)p->second + p->both) / fa_max(2 * p->both, 1));
}

void fa_gaussian_noise_rows(const void *job, int64_t first, int64_t last)
{
    const fa_gaussian_noise *p = job;
    row_function *add = FA_PICK(noise)[in_levels(p) ? ALIAS : p->src.dtype];
    for (int64_t i = first; i < last; i++) add(p, i, fa_row(&p->src, i), fa_row(&p->dst, i));
}

void fa_impulses_rows(const void *job, int64_t first, int64_t last)
{
    const fa_impulses *p = job;
    if (few(p)) {
        FA_PICK(few_impulses)(p, first, last);
        return;
    }
    const int in_bytes = p->src.dtype == FA_U8 && p->first_pixel && (p->src.channels == 1 || p->src.channels == 3);
    (in_bytes ? FA_PICK(impulse_rows_in_bytes) : FA_PICK(impulse_rows))(p, first, last);
}

void fa_real_noise_rows(const void *job, int64_t first, int64_t last)
{
    const fa_real_noise *p = job;
    real_function *add = FA_PICK(real_noise)[p->src.dtype];
    for (int64_t i = first; i < last; i++) add(p, i, fa_row(&p->src, i), fa_row(&p->dst, i));
}
