#include "elastic.h"
#include "lattice_steps.h"

enum { FIELD_STREAM = 1 };             /* the last word of the noise's counters */
enum { PLANES = 2 };                   /* dx before dy */
enum { MAX_RADIUS = 10 };              /* of a FIR on the noise */
enum { MAX_GROUPS = 10 };              /* that are drawn at once */
enum { RING_FLOATS = 2 * 4352 };       /* of a FIR; both planes of a ring stay in the first cache */

typedef struct {
    const lattice_table *lattice;
    void (*noise)(uint64_t seed, int64_t row, int64_t group, int64_t groups, float *dx, float *dy);
    void (*fir_along)(const float *x, const float *taps, int64_t radius, float *y, int64_t width);
} elastic_table;

#define FA_BODY "elastic_rows.h"
#include "each_level.h"

/* ---- with a lattice ---- */

static lattice_layout layout_of(const fa_field *p) { return lattice_layout_of(&p->y, &p->x, PLANES, 1, p->scratch); }

int64_t fa_field_scratch(const fa_field *p) { return p->x.base ? layout_of(p).floats : 0; }
int64_t fa_field_strips(const fa_field *p) { return lattice_strips(&p->x, 1); }
int64_t fa_field_blocks(const fa_field *p) { return lattice_blocks(&p->y, PLANES); }

static void scaled_taps(const fa_smoothing *a, float scale, float *taps)
{
    for (int64_t k = 0; k <= a->radius; k++) taps[k] = a->taps[k] * scale;
}

void fa_field_down(const void *job, int64_t first, int64_t last)
{
    const fa_field *p = job;
    const elastic_table *table = FA_PICK(&elastic);
    const lattice_layout l = layout_of(p);
    float taps[FA_NODE_RADIUS + 1];
    FA_ALIGN64 float line[8 * PLANES * STRIP];
    float *c = l.field + first * STRIP * PLANES * p->y.rows; /* one after the other the strips have the same place */
    scaled_taps(&p->y, p->scale, taps);
    for (int64_t left = first * STRIP; left < fa_min(last * STRIP, l.lanes); left += STRIP) {
        const int64_t width = fa_min(STRIP, l.lanes - left), pitch = PLANES * width;
        if (p->y.down) memset(c, 0, (size_t)(p->y.rows * pitch) * sizeof(float));
        for (int64_t i = 0, n; i < p->y.inputs; i += n) {
            n = p->y.down ? run_length(&p->y, i, 8) : 1;
            float *to = p->y.down ? line : c + i * pitch;
            for (int64_t k = 0; k < n; k++)
                table->noise(p->seed, i + k, left / 32, width / 32, to + k * pitch, to + k * pitch + width);
            if (p->y.down)
                table->lattice->spread(line, pitch, n, p->y.down + 4 * i, c + p->y.base[i] * pitch, pitch, pitch);
        }
        if (p->y.down) fold_ends(c, p->y.rows, pitch, pitch);
        turn_nodes(table->lattice, &l, &p->y, taps, c, left, width);
    }
}

void fa_field_across(const void *job, int64_t first, int64_t last)
{
    const fa_field *p = job;
    const lattice_layout l = layout_of(p);
    go_across(FA_PICK(&lattice), &l, &p->x, FA_REFLECT, NULL, first, last);
}

static void up_rows(const void *field, int64_t first, int64_t last, float *dx, float *dy)
{
    const fa_field *p = field;
    const lattice_table *table = FA_PICK(&lattice);
    const lattice_layout l = layout_of(p);
    for (int64_t i = first; i < last; i++, dx += p->x.n, dy += p->x.n) {
        const float *d = l.field + p->y.base[i] * l.width, *k = p->y.up + 4 * i;
        table->up(d, l.width, k, dx, p->x.n);
        table->up(d + l.nodes / PLANES * l.width, l.width, k, dy, p->x.n);
    }
}

/* ---- without ---- */

/* One row of noise smoothed along x, `width` columns from `left`, both planes. */
static void fir_line(const elastic_table *table, const fa_field *p, int64_t row, int64_t left, int64_t width, float *out)
{
    FA_ALIGN64 float line[2][32 * MAX_GROUPS]; /* column `left` stands at 32 */
    const int64_t r = p->x.radius, n = p->x.n, before = left ? 1 : 0, end = 32 + n - left;
    const int64_t groups = fa_min(before + width / 32 + 1, (n + 31) / 32 - left / 32 + before);
    table->noise(p->seed, row, left / 32 - before, groups, line[0] + 32 - 32 * before, line[1] + 32 - 32 * before);
    for (int plane = 0; plane < 2; plane++) {
        float *v = line[plane];
        if (!left) for (int64_t k = 1; k <= r; k++) v[32 - k] = v[32 + k];
        if (end < 32 + width + r) for (int64_t k = 0; k < r; k++) v[end + k] = v[end - 2 - k];
        table->fir_along(v + 32, p->x.taps, r, out + plane * width, width);
    }
}

/* Two rows at once, whose sums have most rows of the ring in common. */
static void fir_rows(const fa_field *p, int64_t first, int64_t last)
{
    const elastic_table *table = FA_PICK(&elastic);
    const int64_t r = p->y.radius, slots = 2 * r + 2, n = p->x.n;
    const int64_t strip = fa_min(32 * (MAX_GROUPS - 2), RING_FLOATS / 2 / slots / 32 * 32);
    FA_ALIGN64 float ring[RING_FLOATS], line[2][32 * MAX_GROUPS];
    const float *rows[2 * MAX_RADIUS + 2];
    float taps[MAX_RADIUS + 1];
    scaled_taps(&p->y, p->scale, taps);
    for (int64_t left = 0; left < n; left += strip) {
        const int64_t width = fa_min(strip, padded(n - left, 32)), shown = fa_min(width, n - left);
        for (int64_t k = first; k < first + 2 * r; k++)
            fir_line(table, p, p->y.source[k], left, width, ring + k % slots * 2 * width);
        for (int64_t i = first, some; i < last; i += some) {
            some = fa_min(2, last - i);
            for (int64_t k = i + 2 * r; k < i + 2 * r + some; k++)
                fir_line(table, p, p->y.source[k], left, width, ring + k % slots * 2 * width);
            for (int plane = 0; plane < 2; plane++) {
                float *to = (plane ? p->dy : p->dx) + i * n + left;
                float *y = shown == width ? to : line[0], *z = shown == width ? to + n : line[1];
                for (int64_t k = 0, at = i % slots; k < slots; k++, at = at + 1 < slots ? at + 1 : 0)
                    rows[k] = ring + (2 * at + plane) * width;
                if (some == 2) table->lattice->fir_two(rows + r, taps, r, y, z, width);
                else table->lattice->fir(rows + r, taps, r, y, width);
                for (int64_t k = 0; shown < width && k < some; k++)
                    memcpy(to + k * n, line[k], (size_t)shown * sizeof(float));
            }
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
    if (!p->stored) {
        fa_warp_along(warp, p->warp_rows, &p->field, up_rows, first, last);
        return;
    }
    warp.dx = p->field.dx;
    warp.dy = p->field.dy;
    p->warp_rows(&warp, first, last);
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
