#include "filters.h"
#include "copy.h"
#include "lattice_steps.h"
#include "filters_weights.h"
#include "strip.h"

/* Values of a row at a time, and room for those beyond their ends. */
enum { BOX_LANES = 1024, BOX_LANES_OF_BYTES = 2048, BOX_MARGIN = 1024, MOTION_LANES = 1024, MOTION_MARGIN = 1024 };
enum { MOTION_RING = 128 << 10, MOTION_LINE = 4032 }; /* bytes of the lines of a motion blur of bytes, and of one at most */
enum { FEW = 7 }; /* the largest box of bytes whose sums of columns are added anew for each pixel */

/* By dtype: the least sigma for which the lattice is the faster way, and the taps of the FIR. */
static const struct {
    double lattice_from, least_tap, tap_unit;
} FORMS[] = {
    [FA_U8] = {4.5, 1.0 / (1 << 12), 1.0 / (1 << 15)},
    [FA_U16] = {3.5, 1.0 / (1 << 21), 1.0 / (1 << 20)},
    [FA_F32] = {3.5, 1.0 / (1 << 21), 1.0 / (1 << 20)},
    [FA_F64] = {3.5, 1.0 / (1 << 21), 1.0 / (1 << 20)},
};

/* A strip of an image that a FIR does at a time, and the pixels that stand for those beyond the left and right end. */
typedef struct {
    int64_t x, pixels, channel, channels;
    int32_t beyond[2 * FA_TAPS_RADIUS];
} fir_strip;

/* The columns of a strip of a box blur and half a box more at each end: those with sums of their own, after `before` others,
 * and those that are copies of them, their mirror images beyond the ends of rows. */
typedef struct {
    fa_strip own;
    int64_t before, copied;
    int32_t to[FA_BOX_SIZE - 1], from[FA_BOX_SIZE - 1];
} box_columns;

static box_columns columns_of(const fa_box_blur *p, const fa_strip *s)
{
    const int64_t r = p->size / 2, left = s->left - r, right = s->left + s->pixels + r;
    const int copies = p->border != FA_CONSTANT && p->border != FA_WRAP; /* which lie in the strip */
    const int64_t low = copies ? fa_max(left, 0) : left, high = copies ? fa_min(right, p->src.width) : right;
    box_columns c;
    c.own = (fa_strip){low, high - low, s->channel, s->channels};
    c.before = low - left;
    c.copied = c.before + right - high;
    for (int64_t k = 0; k < c.copied; k++) {
        const int64_t x = k < c.before ? left + k : high + k - c.before;
        c.to[k] = (int32_t)(x - left);
        c.from[k] = (int32_t)(fa_border_index(x, p->src.width, p->border) - left);
    }
    return c;
}

typedef struct {
    void (*fir[4])(const fa_gaussian_blur *p, int64_t first, int64_t last); /* these by dtype */
    void (*spread[4])(const void *x, int64_t pitch, int64_t rows, const float *k, float *c, int64_t c_pitch,
                      int64_t width);
    void (*up[4])(const float *d, int64_t pitch, const float *k, void *y, int64_t width);
    void (*box[4])(const fa_box_blur *p, const fa_strip *s, int64_t first, int64_t last);
    void (*motion[4])(const fa_motion_blur *p, int64_t first, int64_t last);
} filters_table;

#define FA_BODY "filters_rows.h"
#include "each_level.h"

static int64_t fir_radius(const fa_gaussian_blur *p)
{
    return p->taps_most ? fa_min(p->taps_most - 1, four_sigma(p->sigma)) : four_sigma(p->sigma);
}

static int has_lattice(const fa_gaussian_blur *p)
{
    return p->sigma >= FORMS[p->src.dtype].lattice_from && fir_radius(p) == four_sigma(p->sigma);
}

/* ---- with a lattice ---- */

static void lattice_axes(const fa_gaussian_blur *p, fa_smoothing *y, fa_smoothing *x)
{
    const int64_t pad = p->border == FA_REFLECT ? 0 : four_sigma(p->sigma);
    *y = lattice_axis(p->src.height, pad, p->sigma);
    *x = lattice_axis(p->src.width, pad, p->sigma);
}

static lattice_layout layout_of(const fa_gaussian_blur *p)
{
    return lattice_layout_of(&p->y, &p->x, 1, p->src.channels, p->nodes);
}

int64_t fa_gaussian_blur_scratch(const fa_gaussian_blur *p)
{
    fa_smoothing y, x;
    if (!has_lattice(p)) return 0;
    lattice_axes(p, &y, &x);
    return (int64_t)sizeof(float) * (padded(lattice_weight_floats(&y) + lattice_weight_floats(&x), 16) +
                                     padded(p->src.channels, 16) +
                                     lattice_layout_of(&y, &x, 1, p->src.channels, p->scratch).floats);
}

static void read_fill(const fa_gaussian_blur *p)
{
    const char *v = p->fill;
    for (int64_t k = 0; k < p->src.channels; k++)
        switch (p->src.dtype) {
        case FA_U8: p->fills[k] = ((const uint8_t *)v)[k]; break;
        case FA_U16: p->fills[k] = ((const uint16_t *)v)[k]; break;
        case FA_F32: p->fills[k] = ((const float *)v)[k]; break;
        default: p->fills[k] = (float)((const double *)v)[k];
        }
}

void fa_gaussian_blur_weights(fa_gaussian_blur *p)
{
    if (!has_lattice(p)) {
        p->radius = gaussian_taps(p->sigma, fir_radius(p), FORMS[p->src.dtype].least_tap, FORMS[p->src.dtype].tap_unit,
                                  p->taps);
        return;
    }
    lattice_axes(p, &p->y, &p->x);
    const int64_t floats = lattice_weight_floats(&p->y);
    p->fills = p->scratch + padded(floats + lattice_weight_floats(&p->x), 16);
    p->nodes = p->fills + padded(p->src.channels, 16);
    make_lattice_weights(&p->y, p->sigma, p->scratch, (double *)p->nodes);
    make_lattice_weights(&p->x, p->sigma, p->scratch + floats, (double *)p->nodes);
    if (p->border == FA_CONSTANT) read_fill(p);
}

int64_t fa_gaussian_blur_strips(const fa_gaussian_blur *p) { return lattice_strips(&p->x, p->src.channels); }
int64_t fa_gaussian_blur_blocks(const fa_gaussian_blur *p) { return lattice_blocks(&p->y, 1); }

/* Spreads samples i .. i+n-1 of a strip over the node rows c, and returns n. copies: room for 8 rows. */
static int64_t spread_rows(const fa_gaussian_blur *p, int64_t i, int64_t left, int64_t width, char *copies, float *c)
{
    const fa_smoothing *y = &p->y;
    const int64_t item = fa_itemsize(p->src.dtype), at = i - y->pad, s = fa_border_index(at, y->n, p->border);
    const int64_t shown = fa_min(width, p->src.width * p->src.channels - left), whole = shown == width;
    const char *rows = fa_row(&p->src, s) + left * item;
    const int large = p->src.height * p->src.stride > 1 << 20; /* no prefetcher of the CPU foresees a strip of rows */
    int64_t n = 1, pitch = p->src.stride;
    if (s == at) n = run_length(y, i, fa_min(y->n - at, whole ? y->n : 8));
    if (!whole) { /* vectors must not read beyond the image */
        pitch = width * item;
        for (int64_t k = 0; k < n; k++) memcpy(copies + k * pitch, rows + k * p->src.stride, (size_t)(shown * item));
        rows = copies;
    }
    for (int64_t k = 0; large && k < n; k++)
        for (int64_t b = 0; b < width * item; b += 64) FA_PREFETCH(rows + (k + 6) * pitch + b);
    FA_PICK(&filters)->spread[p->src.dtype](rows, pitch / item, n, y->down + 4 * i, c + y->base[i] * width, width, width);
    return n;
}

void fa_gaussian_blur_down(const void *job, int64_t first, int64_t last)
{
    const fa_gaussian_blur *p = job;
    const fa_smoothing *y = &p->y;
    const lattice_layout l = layout_of(p);
    FA_ALIGN64 char copies[8 * STRIP * sizeof(double)] = {0};
    FA_ALIGN64 float fill[STRIP];
    float *c = l.field + first * STRIP * y->rows; /* one after the other the strips have the same place */
    for (int64_t left = first * STRIP; left < fa_min(last * STRIP, l.lanes); left += STRIP) {
        const int64_t width = fa_min(STRIP, l.lanes - left);
        memset(c, 0, (size_t)(y->rows * width) * sizeof *c);
        for (int64_t k = 0; k < width && p->border == FA_CONSTANT; k++) fill[k] = p->fills[(left + k) % l.channels];
        for (int64_t i = 0; i < y->n + 2 * y->pad;)
            if (fa_border_index(i - y->pad, y->n, p->border) >= 0) {
                i += spread_rows(p, i, left, width, copies, c);
            } else {
                FA_PICK(&lattice)->spread(fill, 0, 1, y->down + 4 * i, c + y->base[i] * width, width, width);
                i++;
            }
        fold_ends(c, y->rows, width, width);
        turn_nodes(FA_PICK(&lattice), &l, y, y->taps, c, left, width);
    }
}

void fa_gaussian_blur_across(const void *job, int64_t first, int64_t last)
{
    const fa_gaussian_blur *p = job;
    const lattice_layout l = layout_of(p);
    go_across(FA_PICK(&lattice), &l, &p->x, p->border, p->border == FA_CONSTANT ? p->fills : NULL, first, last);
}

static void up_rows(const fa_gaussian_blur *p, int64_t first, int64_t last)
{
    const lattice_layout l = layout_of(p);
    for (int64_t i = first; i < last; i++) {
        const int64_t at = i + p->y.pad;
        FA_PICK(&filters)->up[p->src.dtype](l.field + p->y.base[at] * l.width, l.width, p->y.up + 4 * at,
                                            fa_row(&p->dst, i), p->x.n * l.channels);
    }
}

/* ---- both ---- */

int fa_gaussian_blur_prepare(void *job, void *scratch, int held)
{
    fa_gaussian_blur *p = job;
    (void)held;
    p->scratch = scratch;
    fa_gaussian_blur_weights(p);
    if (has_lattice(p)) {
        fa_gaussian_blur_down(p, 0, fa_gaussian_blur_strips(p));
        fa_gaussian_blur_across(p, 0, fa_gaussian_blur_blocks(p));
    }
    return 1;
}

void fa_gaussian_blur_rows(const void *job, int64_t first, int64_t last)
{
    const fa_gaussian_blur *p = job;
    if (first >= last || p->src.width == 0) return;
    if (has_lattice(p)) up_rows(p, first, last);
    else if (p->radius == 0) fa_copy_rows(&p->src, &p->dst, first, last);
    else FA_PICK(&filters)->fir[p->src.dtype](p, first, last);
}

void fa_gaussian_blur_whole(const void *job, int64_t first, int64_t last)
{
    fa_gaussian_blur copy = *(const fa_gaussian_blur *)job;
    if (first >= last) return;
    fa_gaussian_blur_prepare(&copy, copy.scratch, 0);
    fa_gaussian_blur_rows(&copy, 0, copy.src.height);
}

/* ---- means ---- */

void fa_box_blur_rows(const void *job, int64_t first, int64_t last)
{
    const fa_box_blur *p = job;
    const int64_t w = p->src.width, channels = p->src.channels;
    const int64_t lanes = p->src.dtype == FA_U8 ? BOX_LANES_OF_BYTES : BOX_LANES;
    fa_strip s;
    if (p->size == 1) {
        fa_copy_rows(&p->src, &p->dst, first, last);
        return;
    }
    for (s.channel = 0; s.channel < channels; s.channel += s.channels) {
        s.channels = fa_min(channels - s.channel, BOX_MARGIN / p->size);
        for (s.left = 0; s.left < w; s.left += s.pixels) {
            s.pixels = fa_min(lanes / s.channels, w - s.left);
            FA_PICK(&filters)->box[p->src.dtype](p, &s, first, last);
        }
    }
}

void fa_motion_blur_rows(const void *job, int64_t first, int64_t last)
{
    const fa_motion_blur *p = job;
    FA_PICK(&filters)->motion[p->src.dtype](p, first, last);
}
