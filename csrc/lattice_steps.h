/* The steps of a lattice: `down` makes node rows of y for all columns, strip by strip, and turns them (`turn_nodes`);
 * `go_across` does the x axis, turned, block by block, and turns it back; `up` makes any row of the result. Planes (dx
 * and dy of a field) are smoothed together, as further nodes of y; the channels of an image are lanes of its columns. */
#ifndef FASTAUG_LATTICE_STEPS_H
#define FASTAUG_LATTICE_STEPS_H

#include "border.h"
#include "lattice.h"
#include "platform.h"

enum { STRIP = 128 };                  /* lanes, a multiple of 32 */
enum { TURNED = 16 };                  /* rows that are turned at once */
enum { BLOCK = 4 * TURNED };           /* nodes of y that go across together */

typedef struct {
    void (*spread)(const void *x, int64_t pitch, int64_t rows, const float *k, float *c, int64_t c_pitch, int64_t width);
    void (*fir)(const float *const *x, const float *taps, int64_t radius, float *y, int64_t width);
    void (*fir_two)(const float *const *x, const float *taps, int64_t radius, float *y, float *z, int64_t width);
    void (*up)(const float *d, int64_t pitch, const float *k, void *y, int64_t width);
    void (*turn)(const float *x, int64_t pitch, float *y, int64_t y_pitch, int64_t columns);
} lattice_table;

typedef struct {
    int64_t planes, channels;
    int64_t lanes, nodes;    /* input lanes of a plane and nodes of y in all planes, padded */
    int64_t width;           /* of an output row, padded */
    float *field;            /* per strip: [rows of y][planes][lanes of the strip]; in the end [nodes][width] */
    int64_t turned;          /* after so many floats; per block of the nodes: [lanes][nodes of the block] */
    int64_t c, d;            /* per block: node rows of x before and after the FIR, of one channel and of all */
    int64_t floats;
} lattice_layout;

static int64_t padded(int64_t n, int64_t to) { return (n + to - 1) / to * to; }

static lattice_layout lattice_layout_of(const fa_smoothing *y, const fa_smoothing *x, int64_t planes, int64_t channels,
                                        float *scratch)
{
    lattice_layout l = {.planes = planes, .channels = channels};
    l.lanes = padded(x->inputs * channels, 32);
    l.nodes = planes * padded(y->nodes, TURNED);
    l.width = padded(x->n * channels, TURNED) | TURNED; /* odd in 64 bytes: else rows may share cache sets */
    l.field = scratch;
    l.turned = fa_max(y->rows * planes * l.lanes, l.nodes * l.width);
    l.c = l.turned + l.lanes * l.nodes;
    l.d = l.c + x->rows * l.nodes;
    l.floats = l.d + x->nodes * channels * l.nodes;
    return l;
}

static int64_t lattice_strips(const fa_smoothing *x, int64_t channels)
{
    return (x->inputs * channels + STRIP - 1) / STRIP;
}
static int64_t lattice_blocks(const fa_smoothing *y, int64_t planes)
{
    return (planes * padded(y->nodes, TURNED) + BLOCK - 1) / BLOCK;
}

/* What fell on the margin rows belongs to their mirror images; the end rows are half of what they stand for. */
static void fold_ends(float *c, int64_t rows, int64_t pitch, int64_t width)
{
    float *low = c, *high = c + (rows - 1) * pitch;
    for (int64_t i = 0; i < width; i++) low[2 * pitch + i] += low[i];
    for (int64_t i = 0; i < width; i++) high[i - 2 * pitch] += high[i];
    for (int64_t i = 0; i < width; i++) {
        low[pitch + i] += low[pitch + i];
        high[i - pitch] += high[i - pitch];
    }
}

/* How many samples from i on, at most `most`, lie in the same interval between two nodes. */
static int64_t run_length(const fa_smoothing *a, int64_t i, int64_t most)
{
    int64_t end = i + 1;
    while (end < fa_min(i + most, a->n + 2 * a->pad) && a->base[end] == a->base[i]) end++;
    return end - i;
}

/* The FIR of an axis: outputs first .. last-1 from the input rows c, `d_pitch` apart. */
static void smooth_nodes(const lattice_table *table, const fa_smoothing *a, const float *taps, int64_t first, int64_t last,
                         const float *c, int64_t pitch, float *d, int64_t d_pitch, int64_t width)
{
    const float *rows[2 * FA_NODE_RADIUS + 2];
    for (int64_t i = first; i < last; i += 2, d += 2 * d_pitch) {
        const int64_t two = i + 1 < last;
        for (int64_t k = 0; k <= 2 * a->radius + two; k++) rows[k] = c + a->source[i + k] * pitch;
        if (two) table->fir_two(rows + a->radius, taps, a->radius, d, d + d_pitch, width);
        else table->fir(rows + a->radius, taps, a->radius, d, width);
    }
}

/* The nodes of one strip, turned, from its rows c: `width` lanes from `left` on, in all planes. */
static void turn_nodes(const lattice_table *table, const lattice_layout *l, const fa_smoothing *y, const float *taps,
                       const float *c, int64_t left, int64_t width)
{
    FA_ALIGN64 float lines[TURNED * 2 * STRIP];
    const int64_t pitch = l->planes * width, nodes = l->nodes / l->planes;
    for (int64_t top = 0; top < nodes; top += TURNED) {
        const int64_t end = fa_min(top + TURNED, y->nodes), shown = fa_max(end - top, 0);
        smooth_nodes(table, y, taps, top, end, c, pitch, lines, pitch, pitch);
        memset(lines + shown * pitch, 0, (size_t)((TURNED - shown) * pitch) * sizeof(float));
        for (int64_t plane = 0; plane < l->planes; plane++) {
            const int64_t at = plane * nodes + top, start = at / BLOCK * BLOCK, block = fa_min(BLOCK, l->nodes - start);
            table->turn(lines + plane * width, pitch,
                        l->field + l->turned + start * l->lanes + left * block + at - start, block, width);
        }
    }
}

/* Node rows of x for one channel, from its turned lanes; `line` has the fill value for a constant border. */
static void down_across(const lattice_table *table, const fa_smoothing *x, int border, const float *lanes, int64_t pitch,
                        const float *line, float *c, int64_t width)
{
    memset(c, 0, (size_t)(x->rows * width) * sizeof(float));
    for (int64_t i = 0, n; i < x->n + 2 * x->pad; i += n) {
        const int64_t s = fa_border_index(i - x->pad, x->inputs, border), inside = x->pad + x->inputs - i;
        n = s >= 0 && s == i - x->pad ? run_length(x, i, inside) : 1;
        table->spread(s < 0 ? line : lanes + s * pitch, pitch, n, x->down + 4 * i, c + x->base[i] * width, width, width);
    }
    fold_ends(c, x->rows, width, width);
}

/* The x axis of blocks first .. last-1. border and fill, a value for each channel, serve an axis with a pad. */
static void go_across(const lattice_table *table, const lattice_layout *l, const fa_smoothing *x, int border,
                      const float *fill, int64_t first, int64_t last)
{
    FA_ALIGN64 float lines[TURNED * BLOCK];
    const int64_t channels = l->channels, outputs = x->n * channels;
    float *made = l->field + l->c + first * BLOCK * x->rows; /* one after the other the blocks have the same place */
    float *d = l->field + l->d + first * BLOCK * x->nodes * channels;
    for (int64_t left = first * BLOCK; left < fa_min(last * BLOCK, l->nodes); left += BLOCK) {
        const int64_t width = fa_min(BLOCK, l->nodes - left), plane = x->nodes * width;
        for (int64_t k = 0; k < channels; k++) {
            const float *lanes = l->field + l->turned + left * l->lanes + k * width, *c = lanes;
            if (x->down) {
                for (int64_t i = 0; fill && i < width; i++) lines[i] = fill[k];
                down_across(table, x, border, lanes, channels * width, lines, made, width);
                c = made;
            }
            smooth_nodes(table, x, x->taps, 0, x->nodes, c, width, d + k * plane, width, width);
        }
        for (int64_t top = 0, column = x->pad, k = 0; top < outputs; top += TURNED) {
            for (int64_t i = top; i < fa_min(top + TURNED, outputs); i++) {
                table->up(d + k * plane + x->base[column] * width, width, x->up + 4 * column, lines + (i - top) * width,
                          width);
                if (++k == channels) column++, k = 0;
            }
            for (int64_t at = 0; at < width; at += TURNED)
                table->turn(lines + at, width, l->field + (left + at) * l->width + top, l->width, TURNED);
        }
    }
}

#endif
