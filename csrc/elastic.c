#include "elastic.h"
#include "platform.h"

enum { FIELD_STREAM = 1 };             /* the last word of the noise's counters */
enum { STRIP = 128 };                  /* columns, a multiple of 32 */
enum { TURNED = 16 };                  /* rows that are turned at once */
enum { BLOCK = 4 * TURNED };           /* nodes of y that go across together */
enum { MAX_GROUPS = 10 };              /* that are drawn at once */
enum { RING_FLOATS = 2 * 4352 };       /* of a FIR; both planes of a ring stay in the first cache */

typedef struct {
    void (*noise)(uint64_t seed, int64_t row, int64_t group, int64_t groups, float *dx, float *dy);
    void (*spread)(const float *x, int64_t pitch, int64_t rows, const float *k, float *c, int64_t c_pitch,
                   int64_t width);
    void (*fir)(const float *const *x, const float *taps, int64_t radius, float *y, int64_t width);
    void (*up)(const float *d, int64_t pitch, const float *k, float *y, int64_t width);
    void (*turn)(const float *x, int64_t pitch, float *y, int64_t y_pitch, int64_t columns);
} elastic_table;

#define FA_BODY "elastic_rows.h"
#include "each_level.h"

/* ---- with a lattice ----
 *
 * `down` makes node rows of y for all columns, strip by strip, and turns them; `across` does the x axis, turned, block
 * by block, and turns it back; `up` makes rows of the field. Both planes go side by side, dx before dy. */
typedef struct {
    int64_t rows;            /* that the taps of y read */
    int64_t columns, nodes;  /* noise columns and nodes of y, padded */
    int64_t width;           /* of the field, padded */
    float *strips;           /* per strip: [rows][2][columns of the strip] */
    float *field;            /* [nodes][2][width], where the strips were */
    float *turned;           /* per block of the 2 nodes: [columns][nodes of the block] */
    float *c, *d;            /* per block: node rows of x before and after the FIR */
    int64_t floats;
} layout;

static int64_t padded(int64_t n, int64_t to) { return (n + to - 1) / to * to; }

/* Rows that the FIR of an axis reads: noise as it is, or what `down` makes of it with one margin row at each end. */
static int64_t tap_rows(const fa_smoothing *a) { return a->down ? a->base[a->n - 1] + 4 : a->inputs; }

static layout layout_of(const fa_field *p)
{
    layout l;
    l.rows = tap_rows(&p->y);
    l.columns = padded(p->x.inputs, 32);
    l.nodes = padded(p->y.nodes, TURNED);
    l.width = padded(p->x.n, TURNED) | TURNED; /* odd in 64 bytes: rows of a power of two would share cache sets */
    l.strips = l.field = p->scratch;
    l.turned = l.strips + fa_max(l.rows * 2 * l.columns, l.nodes * 2 * l.width);
    l.c = l.turned + l.columns * 2 * l.nodes;
    l.d = l.c + (p->x.down ? tap_rows(&p->x) * 2 * l.nodes : 0);
    l.floats = l.d + p->x.nodes * 2 * l.nodes - p->scratch;
    return l;
}

int64_t fa_field_scratch(const fa_field *p) { return p->x.base ? layout_of(p).floats : 0; }
int64_t fa_field_strips(const fa_field *p) { return (p->x.inputs + STRIP - 1) / STRIP; }
int64_t fa_field_blocks(const fa_field *p) { return (2 * padded(p->y.nodes, TURNED) + BLOCK - 1) / BLOCK; }

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
    while (end < fa_min(i + most, a->n) && a->base[end] == a->base[i]) end++;
    return end - i;
}

/* The FIR of an axis: output i from the input rows c. */
static void smooth_node(const elastic_table *table, const fa_smoothing *a, const float *taps, int64_t i, const float *c,
                        int64_t pitch, float *d, int64_t width)
{
    const float *rows[2 * FA_MAX_RADIUS + 1];
    for (int64_t k = 0; k <= 2 * a->radius; k++) rows[k] = c + a->source[i + k] * pitch;
    table->fir(rows + a->radius, taps, a->radius, d, width);
}

static void scaled_taps(const fa_smoothing *a, float scale, float *taps)
{
    for (int64_t k = 0; k <= a->radius; k++) taps[k] = a->taps[k] * scale;
}

void fa_field_down(const void *job, int64_t first, int64_t last)
{
    const fa_field *p = job;
    const elastic_table *table = FA_PICK(&elastic);
    const layout l = layout_of(p);
    float taps[FA_MAX_RADIUS + 1];
    FA_ALIGN64 float line[TURNED * 2 * STRIP];
    scaled_taps(&p->y, p->scale, taps);
    for (int64_t left = first * STRIP; left < fa_min(last * STRIP, l.columns); left += STRIP) {
        const int64_t width = fa_min(STRIP, l.columns - left), pitch = 2 * width;
        float *c = l.strips + left * 2 * l.rows;
        if (p->y.down) memset(c, 0, (size_t)(l.rows * pitch) * sizeof(float));
        for (int64_t i = 0, n; i < p->y.inputs; i += n) {
            n = p->y.down ? run_length(&p->y, i, 8) : 1;
            float *to = p->y.down ? line : c + i * pitch;
            for (int64_t k = 0; k < n; k++)
                table->noise(p->seed, i + k, left / 32, width / 32, to + k * pitch, to + k * pitch + width);
            if (p->y.down) table->spread(line, pitch, n, p->y.down + 4 * i, c + p->y.base[i] * pitch, pitch, pitch);
        }
        if (p->y.down) fold_ends(c, l.rows, pitch, pitch);
        for (int64_t top = 0; top < l.nodes; top += TURNED) {
            for (int64_t i = 0; i < TURNED; i++)
                if (top + i < p->y.nodes) smooth_node(table, &p->y, taps, top + i, c, pitch, line + i * pitch, pitch);
                else memset(line + i * pitch, 0, (size_t)pitch * sizeof(float));
            for (int plane = 0; plane < 2; plane++) {
                const int64_t at = plane * l.nodes + top, start = at / BLOCK * BLOCK;
                const int64_t block_width = fa_min(BLOCK, 2 * l.nodes - start);
                table->turn(line + plane * width, pitch, l.turned + start * l.columns + left * block_width + at - start,
                            block_width, width);
            }
        }
    }
}

void fa_field_across(const void *job, int64_t first, int64_t last)
{
    const fa_field *p = job;
    const elastic_table *table = FA_PICK(&elastic);
    const layout l = layout_of(p);
    const int64_t rows = tap_rows(&p->x);
    FA_ALIGN64 float lines[TURNED * BLOCK];
    for (int64_t left = first * BLOCK; left < fa_min(last * BLOCK, 2 * l.nodes); left += BLOCK) {
        const int64_t width = fa_min(BLOCK, 2 * l.nodes - left);
        float *x = l.turned + left * l.columns, *c = x, *d = l.d + left * p->x.nodes;
        if (p->x.down) {
            c = l.c + left * rows;
            memset(c, 0, (size_t)(rows * width) * sizeof(float));
            for (int64_t i = 0, n; i < p->x.n; i += n) {
                n = run_length(&p->x, i, p->x.n);
                table->spread(x + i * width, width, n, p->x.down + 4 * i, c + p->x.base[i] * width, width, width);
            }
            fold_ends(c, rows, width, width);
        }
        for (int64_t i = 0; i < p->x.nodes; i++)
            smooth_node(table, &p->x, p->x.taps, i, c, width, d + i * width, width);
        for (int64_t top = 0; top < p->x.n; top += TURNED) {
            for (int64_t i = top; i < fa_min(top + TURNED, p->x.n); i++)
                table->up(d + p->x.base[i] * width, width, p->x.up + 4 * i, lines + (i - top) * width, width);
            for (int64_t at = left; at < left + width; at += TURNED)
                table->turn(lines + at - left, width,
                            l.field + (at % l.nodes * 2 + at / l.nodes) * l.width + top, 2 * l.width, TURNED);
        }
    }
}

/* Rows first .. last-1 of dx and dy, the first of them at dx and dy. */
static void up_rows(const fa_field *p, int64_t first, int64_t last, float *dx, float *dy)
{
    const elastic_table *table = FA_PICK(&elastic);
    const layout l = layout_of(p);
    for (int64_t i = first; i < last; i++, dx += p->x.n, dy += p->x.n) {
        const float *d = l.field + p->y.base[i] * 2 * l.width, *k = p->y.up + 4 * i;
        table->up(d, 2 * l.width, k, dx, p->x.n);
        table->up(d + l.width, 2 * l.width, k, dy, p->x.n);
    }
}

/* ---- without ---- */

/* One row of noise smoothed along x, `width` columns from `left`, both planes. */
static void fir_line(const elastic_table *table, const fa_field *p, int64_t row, int64_t left, int64_t width, float *out)
{
    FA_ALIGN64 float line[2][32 * MAX_GROUPS]; /* column `left` stands at 32 */
    const int64_t r = p->x.radius, n = p->x.n, before = left ? 1 : 0, end = 32 + n - left;
    const int64_t groups = fa_min(before + width / 32 + 1, (n + 31) / 32 - left / 32 + before);
    const float *rows[2 * FA_MAX_RADIUS + 1];
    table->noise(p->seed, row, left / 32 - before, groups, line[0] + 32 - 32 * before, line[1] + 32 - 32 * before);
    for (int plane = 0; plane < 2; plane++) {
        float *v = line[plane];
        if (!left) for (int64_t k = 1; k <= r; k++) v[32 - k] = v[32 + k];
        if (end < 32 + width + r) for (int64_t k = 0; k < r; k++) v[end + k] = v[end - 2 - k];
        for (int64_t k = 0; k <= 2 * r; k++) rows[k] = v + 32 + k - r;
        table->fir(rows + r, p->x.taps, r, out + plane * width, width);
    }
}

static void fir_rows(const fa_field *p, int64_t first, int64_t last)
{
    const elastic_table *table = FA_PICK(&elastic);
    const int64_t r = p->y.radius, slots = 2 * r + 1, n = p->x.n;
    const int64_t strip = fa_min(32 * (MAX_GROUPS - 2), RING_FLOATS / 2 / slots / 32 * 32);
    FA_ALIGN64 float ring[RING_FLOATS], line[2 * 32 * MAX_GROUPS];
    const float *rows[2 * FA_MAX_RADIUS + 1];
    float taps[FA_MAX_RADIUS + 1];
    scaled_taps(&p->y, p->scale, taps);
    for (int64_t left = 0; left < n; left += strip) {
        const int64_t width = fa_min(strip, padded(n - left, 32)), shown = fa_min(width, n - left);
        for (int64_t i = first; i < first + 2 * r; i++)
            fir_line(table, p, p->y.source[i], left, width, ring + i % slots * 2 * width);
        for (int64_t i = first; i < last; i++) {
            fir_line(table, p, p->y.source[i + 2 * r], left, width, ring + (i + 2 * r) % slots * 2 * width);
            for (int64_t k = 0; k < slots; k++) rows[k] = ring + (i + k) % slots * 2 * width;
            table->fir(rows + r, taps, r, line, 2 * width);
            memcpy(p->dx + i * n + left, line, (size_t)shown * sizeof(float));
            memcpy(p->dy + i * n + left, line + width, (size_t)shown * sizeof(float));
        }
    }
}

/* ---- both ---- */

void fa_field_rows(const void *job, int64_t first, int64_t last)
{
    const fa_field *p = job;
    const int64_t at = first * p->x.n;
    if (p->x.base) up_rows(p, first, last, p->dx + at, p->dy + at);
    else fir_rows(p, first, last);
}

void fa_elastic_rows(const void *job, int64_t first, int64_t last)
{
    const fa_elastic *p = job;
    fa_warp warp = p->warp;
    float dx[FA_ELASTIC_WIDTH], dy[FA_ELASTIC_WIDTH];
    const int64_t width = p->field.x.n, band = FA_ELASTIC_WIDTH / width;
    if (p->stored) {
        warp.dx = p->field.dx;
        warp.dy = p->field.dy;
        p->warp_rows(&warp, first, last);
        return;
    }
    for (int64_t top = first; top < last; top += band) {
        const int64_t end = fa_min(top + band, last);
        up_rows(&p->field, top, end, dx, dy);
        warp.dx = dx - top * width; /* where row 0 would be */
        warp.dy = dy - top * width;
        p->warp_rows(&warp, top, end);
    }
}

static void lattice(const fa_field *p)
{
    fa_field_down(p, 0, fa_field_strips(p));
    fa_field_across(p, 0, fa_field_blocks(p));
}

void fa_field_whole(const void *job, int64_t first, int64_t last)
{
    const fa_field *p = job;
    if (first >= last) return;
    if (p->x.base) lattice(p);
    fa_field_rows(p, 0, p->y.n);
}

void fa_elastic_whole(const void *job, int64_t first, int64_t last)
{
    const fa_elastic *p = job;
    if (first >= last) return;
    if (p->field.x.base) lattice(&p->field);
    if (p->stored) fa_field_rows(&p->field, 0, p->field.y.n);
    fa_elastic_rows(p, 0, p->field.y.n);
}

static float longest_squared(const fa_field *p)
{
    float longest = 0;
    for (int64_t i = 0; i < p->y.n * p->x.n; i++) {
        float square = p->dx[i] * p->dx[i] + p->dy[i] * p->dy[i];
        longest = square > longest ? square : longest;
    }
    return longest;
}

void fa_field_stretch(const fa_field *p, double longest)
{
    const float squared = longest_squared(p), factor = (float)(longest / (double)sqrtf(squared));
    if (squared == 0) return;
    for (int64_t i = 0; i < p->y.n * p->x.n; i++) p->dx[i] *= factor;
    for (int64_t i = 0; i < p->y.n * p->x.n; i++) p->dy[i] *= factor;
}

int64_t fa_elastic_scratch(const fa_elastic *p)
{
    const int64_t stored = p->stored ? 2 * p->field.x.n * p->field.y.n : 0;
    return (padded(fa_field_scratch(&p->field), 16) + stored) * (int64_t)sizeof(float);
}

int fa_elastic_prepare(void *job, void *scratch, int held)
{
    fa_elastic *p = job;
    fa_field *field = &p->field;
    field->scratch = scratch;
    if (p->stored) {
        field->dx = field->scratch + padded(fa_field_scratch(field), 16);
        field->dy = field->dx + field->x.n * field->y.n;
    }
    if (held) return 1;
    if (field->x.base) lattice(field);
    if (p->stored) fa_field_rows(field, 0, field->y.n);
    if (p->longest >= 0) fa_field_stretch(field, p->longest);
    return 1;
}
