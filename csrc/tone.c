#include "tone.h"

#include "each_row.h"
#include "platform.h"

#include <float.h>

typedef struct {
    void (*solarize[2])(const char *src, char *dst, int64_t n, double threshold);
    void (*solarize_real[4])(const char *src, char *dst, int64_t n, double threshold, double lo, double hi);
    void (*posterize[4])(const char *src, char *dst, int64_t n, int bits);
    void (*find_range[4])(const fa_image *src, double *least, double *greatest);
    void (*count[2])(const fa_image *src, int64_t *counts);
    void (*count_levels[4])(const fa_image *src, int64_t *counts); /* 256 of all but uint8 */
    void (*take_levels[4])(const char *src, char *dst, int64_t n, int64_t channels, const double *values);
} tone_table;

#define FA_BODY "tone_rows.h"
#include "each_level.h"

void fa_solarize_rows(const void *job, int64_t first, int64_t last)
{
    const fa_solarize *p = job;
    const tone_table *table = FA_PICK(&tone);
    const int64_t channels = p->src.channels;
    const int dtype = p->src.dtype;
    if (dtype <= FA_U16) EACH_ROW(p, table->solarize[dtype](x, y, n * channels, p->threshold))
    else EACH_ROW(p, table->solarize_real[dtype](x, y, n * channels, p->threshold, p->lo, p->hi))
}

void fa_posterize_rows(const void *job, int64_t first, int64_t last)
{
    const fa_posterize *p = job;
    const tone_table *table = FA_PICK(&tone);
    EACH_ROW(p, table->posterize[p->src.dtype](x, y, n * p->src.channels, p->bits))
}

void fa_levels_rows(const void *job, int64_t first, int64_t last)
{
    const fa_spread *p = job;
    const tone_table *table = FA_PICK(&tone);
    EACH_ROW(p, table->take_levels[p->src.dtype](x, y, n, p->src.channels, p->values))
}

/* ---- spreading ---- */

static int by_levels(const fa_spread *p) { return p->equalize && p->src.dtype != FA_U8; }
static int64_t levels_of(const fa_spread *p) { return p->src.dtype == FA_U8 || p->equalize ? 256 : 65536; }
static int is_real(const fa_spread *p) { return p->src.dtype > FA_U16; }
static int counts(const fa_spread *p) { return p->equalize || p->cutoff > 0; }
static int64_t padded(int64_t bytes) { return (bytes + 63) & ~(int64_t)63; }
static int64_t found_bytes(const fa_spread *p)
{
    return padded(p->src.channels * (int64_t)(counts(p) ? levels_of(p) * sizeof(int64_t) : 2 * sizeof(double)));
}

int64_t fa_spread_scratch(const fa_spread *p)
{
    const int64_t entries = by_levels(p) ? 256 * (int64_t)sizeof(double) : is_real(p) ? 2 * (int64_t)sizeof(double) : levels_of(p) * fa_itemsize(p->src.dtype);
    return found_bytes(p) + padded(p->src.channels * entries);
}

void fa_spread_start(fa_spread *p, char *scratch)
{
    const int64_t channels = p->src.channels;
    char *made = scratch + found_bytes(p);
    double *least = (double *)scratch, *greatest = least + channels;
    p->found = scratch;
    if (counts(p)) memset(scratch, 0, (size_t)found_bytes(p));
    else for (int64_t c = 0; c < channels; c++) least[c] = INFINITY, greatest[c] = -INFINITY;
    if (by_levels(p)) {
        p->values = (double *)made;
    } else if (is_real(p)) {
        p->affine.scale = (double *)made;
        p->affine.offset = (double *)made + channels;
        p->affine.coefficients = channels;
        p->affine.lo = 0;
        p->affine.hi = 1;
        p->affine.planar = p->affine.mirror = 0;
    } else {
        p->lookup.table = made;
        p->lookup.tables = channels;
    }
}

void fa_spread_find(const void *job, int64_t first, int64_t last)
{
    const fa_spread *p = job;
    const tone_table *table = FA_PICK(&tone);
    double *least = p->found;
    if (first >= last || p->src.height == 0 || p->src.width == 0) return;
    if (by_levels(p)) table->count_levels[p->src.dtype](&p->src, p->found);
    else if (counts(p)) table->count[p->src.dtype](&p->src, p->found);
    else table->find_range[p->src.dtype](&p->src, least, least + p->src.channels);
}

void fa_spread_add(fa_spread *p, const fa_spread *other)
{
    const int64_t channels = p->src.channels;
    if (counts(p)) {
        for (int64_t i = 0; i < channels * levels_of(p); i++) ((int64_t *)p->found)[i] += ((int64_t *)other->found)[i];
        return;
    }
    double *least = p->found, *greatest = least + channels;
    const double *less = other->found, *more = less + channels;
    for (int64_t c = 0; c < channels; c++) {
        least[c] = fmin(least[c], less[c]);
        greatest[c] = fmax(greatest[c], more[c]);
    }
}

static void set_entry(fa_spread *p, int64_t i, int64_t value)
{
    if (by_levels(p)) p->values[i] = p->src.dtype == FA_U16 ? (double)(257 * value) : (double)value / 255;
    else if (p->src.dtype == FA_U8) ((uint8_t *)p->lookup.table)[i] = (uint8_t)value;
    else ((uint16_t *)p->lookup.table)[i] = (uint16_t)value;
}

static void keep_levels(fa_spread *p, int64_t c)
{
    for (int64_t i = 0; i < levels_of(p); i++)
        if (by_levels(p)) p->values[c * levels_of(p) + i] = -1;
        else set_entry(p, c * levels_of(p) + i, i);
}

/* The least and greatest level without `cutoff` percent of the pixels at either end, of which there may be none. */
static void cut_range(const int64_t *count, int64_t levels, double cutoff, double *least, double *greatest)
{
    int64_t pixels = 0, lo = 0, hi = levels - 1;
    for (int64_t i = 0; i < levels; i++) pixels += count[i];
    const double share = (double)pixels * cutoff;
    const int64_t cut = (int64_t)rint((share - fmod(share, 100)) / 100);
    if (2 * cut >= pixels) {
        *least = *greatest = 0;
        return;
    }
    for (int64_t rest = cut; (rest -= count[lo]) >= 0;) lo++;
    for (int64_t rest = cut; (rest -= count[hi]) >= 0;) hi--;
    *least = (double)lo;
    *greatest = (double)hi;
}

/* Pillow's: a step of as many pixels to each level. */
static void equalize(fa_spread *p, int64_t c)
{
    const int64_t *count = (const int64_t *)p->found + 256 * c;
    int64_t last = 255, pixels = 0;
    while (last > 0 && !count[last]) last--;
    for (int64_t i = 0; i < last; i++) pixels += count[i];
    const int64_t step = pixels / 255;
    if (step == 0) {
        keep_levels(p, c);
        return;
    }
    for (int64_t i = 0, n = step / 2; i < 256; n += count[i++]) set_entry(p, 256 * c + i, fa_min(n / step, 255));
}

static void stretch(fa_spread *p, int64_t c, double lo, double hi)
{
    const int64_t levels = levels_of(p);
    const double top = (double)(levels - 1), scale = top / (hi - lo), offset = -lo * scale;
    if (!(lo < hi)) keep_levels(p, c);
    else
        for (int64_t i = 0; i < levels; i++)
            set_entry(p, c * levels + i, (int64_t)fmin(fmax((double)i * scale + offset, 0), top));
}

static void stretch_real(fa_spread *p, int64_t c, double lo, double hi)
{
    const double tiny = p->src.dtype == FA_F32 ? FLT_MIN : DBL_MIN;
    const int fine = hi - lo >= tiny && hi - lo < INFINITY;
    const double scale = fine ? 1 / (hi - lo) : 1;
    ((double *)p->affine.scale)[c] = scale;
    ((double *)p->affine.offset)[c] = fine ? -lo * scale : 0;
}

void fa_spread_finish(fa_spread *p)
{
    const double *least = p->found;
    for (int64_t c = 0; c < p->src.channels; c++) {
        double lo = 0, hi = 0;
        if (p->equalize) {
            equalize(p, c);
            continue;
        }
        if (!counts(p)) lo = least[c], hi = least[c + p->src.channels];
        else cut_range((const int64_t *)p->found + c * levels_of(p), levels_of(p), p->cutoff, &lo, &hi);
        if (is_real(p)) stretch_real(p, c, lo, hi);
        else stretch(p, c, lo, hi);
    }
}

int fa_spread_prepare(void *job, void *scratch, int held)
{
    (void)held;
    fa_spread_start(job, scratch);
    fa_spread_find(job, 0, 1);
    fa_spread_finish(job);
    return 1;
}

void fa_spread_whole(const void *job, int64_t first, int64_t last)
{
    fa_spread p = *(const fa_spread *)job;
    if (first >= last) return;
    fa_spread_prepare(&p, p.found, 0);
    p.apply(&p, 0, p.src.height);
}
