#include "elastic.h"
#include "lattice_steps.h"

enum { FIELD_STREAM = 1 };             /* the last word of the noise's counters */
enum { PLANES = 2 };                   /* dx before dy */
enum { MAX_RADIUS = 10 };              /* of a FIR on the noise */
enum { MAX_GROUPS = 10 };              /* that are drawn at once */
enum { RING_PAIRS = 5760 };            /* of a FIR; the ring stays in the first cache */

/* A FIR of whole numbers, exact at any level: values of 16 bits, of which each stands for itself and a half, times taps in
 * units of -2^-15 (1 would not fit in 16 bits; the second axis restores the sign). Two outputs at once, the second of
 * which begins one value later, take the same pairs of values. */
enum { TAP_BITS = 15, TAP_UNIT = 1 << TAP_BITS };
typedef struct {
    int64_t pairs;
    uint32_t early[MAX_RADIUS + 1], late[MAX_RADIUS + 1];
} fir_taps;

typedef struct {
    const lattice_table *lattice;
    void (*noise)(uint64_t seed, int64_t row, int64_t group, int64_t groups, float *dx, float *dy);
    void (*noise_pairs)(uint64_t seed, int64_t row, int64_t below, int64_t group, int64_t groups, uint32_t *pairs);
    void (*fir_down)(const uint32_t *const *x, const fir_taps *t, int16_t *above, int16_t *below, int64_t width);
    void (*fir_along)(const int16_t *x, const fir_taps *t, float scale, float *y, int64_t width);
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

static fir_taps fir_taps_of(const fa_smoothing *a)
{
    fir_taps t = {.pairs = a->radius + 1};
    uint32_t taps[2 * MAX_RADIUS + 3] = {0}; /* between two zeros, of which either output skips one */
    for (int64_t k = -a->radius; k <= a->radius; k++)
        taps[1 + a->radius + k] = (uint32_t)(int32_t)(a->taps[k < 0 ? -k : k] * -TAP_UNIT) & 0xffff;
    for (int64_t k = 0; k < t.pairs; k++) {
        t.early[k] = taps[2 * k + 1] | taps[2 * k + 2] << 16;
        t.late[k] = taps[2 * k] | taps[2 * k + 1] << 16;
    }
    return t;
}

/* Columns `left` to left + width of two rows, or one, from the smoothed rows of a plane; column `left` stands at 32. */
static void fir_along_rows(const elastic_table *table, const fa_field *p, const fir_taps *t, int16_t lines[2][32 * MAX_GROUPS],
                           int64_t left, int64_t width, int64_t rows, float *to)
{
    const int64_t r = p->x.radius, end = 32 + p->x.n - left, shown = fa_min(width, p->x.n - left);
    for (int64_t row = 0; row < rows; row++, to += p->x.n) {
        FA_ALIGN64 float made[32 * MAX_GROUPS];
        int16_t *v = lines[row];
        if (!left) for (int64_t k = 1; k <= r; k++) v[32 - k] = v[32 + k];
        if (end < 32 + width + r) for (int64_t k = 0; k < r; k++) v[end + k] = v[end - 2 - k];
        table->fir_along(v + 32 - r, t, p->scale * (2.0f / TAP_UNIT), shown == width ? to : made, width);
        if (shown < width) memcpy(to, made, (size_t)shown * sizeof(float));
    }
}

/* Down the columns first, of noise as it is drawn, then along two rows at once. */
static void fir_rows(const fa_field *p, int64_t first, int64_t last)
{
    const elastic_table *table = FA_PICK(&elastic);
    const fir_taps down = fir_taps_of(&p->y), along = fir_taps_of(&p->x);
    const int64_t n = p->x.n, strip = fa_min(32 * (MAX_GROUPS - 2), (RING_PAIRS / 2 / down.pairs / 32 - 2) * 32);
    FA_ALIGN64 uint32_t ring[RING_PAIRS];
    FA_ALIGN64 int16_t lines[2][32 * MAX_GROUPS];
    const uint32_t *rows[MAX_RADIUS + 1];
    for (int64_t left = 0; left < n; left += strip) {
        const int64_t width = fa_min(strip, padded(n - left, 32)), before = left ? 1 : 0;
        const int64_t groups = fa_min(before + width / 32 + 1, (n + 31) / 32 - left / 32 + before), pitch = 32 * groups;
        for (int64_t pair = 0, i = first - 2 * p->y.radius; i < last; pair++, i += 2) {
            const int32_t *source = p->y.source + first + 2 * pair;
            const int64_t two = i + 1 < last;
            table->noise_pairs(p->seed, source[0], source[two], left / 32 - before, groups,
                               ring + pair % down.pairs * 2 * pitch);
            for (int plane = 0; i >= first && plane < 2; plane++) {
                for (int64_t k = 0; k < down.pairs; k++)
                    rows[k] = ring + (2 * ((pair + 1 + k) % down.pairs) + plane) * pitch;
                table->fir_down(rows, &down, lines[0] + 32 - 32 * before, lines[1] + 32 - 32 * before, pitch);
                fir_along_rows(table, p, &along, lines, left, width, 1 + two, (plane ? p->dy : p->dx) + i * n + left);
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
