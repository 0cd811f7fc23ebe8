/* Rows of the fields of fields.c, compiled per SIMD level. */
#include "floats.h"

/* A vector of values, where there are n: of fewer than it holds, so many. */
FA_INLINE FA(floats) FA(load)(const float *from, int64_t n)
{
    FA(floats) v = {0};
    if (n >= LANES) memcpy(&v, from, sizeof v);
    else if (n > 0) memcpy(&v, from, (size_t)n * sizeof(float));
    return v;
}
FA_INLINE void FA(store)(float *to, FA(floats) v, int64_t n)
{
    if (n >= LANES) memcpy(to, &v, sizeof v);
    else if (n > 0) memcpy(to, &v, (size_t)n * sizeof(float));
}

/* One row of cells; `numbers` are the shifts of the nodes, dx before dy. x and y tell how far through its cell a pixel
 * is. In each cell a row is two straight lines, before and after the diagonal, or one. */
FA_INLINE void FA(grid_row)(const fa_bend *p, int64_t i, float *dx, float *dy, int triangles)
{
    const float *restrict x = p->x, y = p->y[i];
    const int32_t *restrict ends = p->ends;
    const int64_t cells = p->nodes - 1;
    for (int plane = 0; plane < 2; plane++) {
        const float *restrict top = p->numbers + (plane * p->rows + p->cell[i]) * p->nodes, *restrict low = top + p->nodes;
        float *restrict out = plane ? dy : dx;
        float left = top[0] + (low[0] - top[0]) * y;
        for (int64_t c = 0, j = 0; c < cells; c++) {
            const float right = top[c + 1] + (low[c + 1] - top[c + 1]) * y, slope = right - left;
            const float upper = top[c] + (low[c + 1] - top[c + 1]) * y;
            const float before = low[c + 1] - low[c], after = top[c + 1] - top[c];
            if (triangles) for (; j < ends[c + 1]; j++) out[j] = x[j] < y ? left + before * x[j] : upper + after * x[j];
            else for (; j < ends[c + 1]; j++) out[j] = left + slope * x[j];
            left = right;
        }
    }
}

static void FA(cells_row)(const fa_bend *p, int64_t i, float *dx, float *dy) { FA(grid_row)(p, i, dx, dy, 0); }
static void FA(triangles_row)(const fa_bend *p, int64_t i, float *dx, float *dy) { FA(grid_row)(p, i, dx, dy, 1); }

/* numbers: k, q, and the units of x and y in pixels. A point r from the centre shows the one at r (1 + k r^2 + q r^4). */
static void FA(lens_row)(const fa_bend *p, int64_t i, float *dx, float *dy)
{
    const float *restrict x = p->x, y = p->y[i], yy = y * y;
    const float k = p->numbers[0], q = p->numbers[1], x_unit = p->numbers[2], y_shift = y * p->numbers[3];
    float *restrict across = dx, *restrict down = dy;
    for (int64_t j = 0; j < p->width; j++) {
        const float s = x[j] * x[j] + yy, share = s * (k + q * s);
        across[j] = x[j] * x_unit * share;
        down[j] = y_shift * share;
    }
}

/* s log2(s) for each of n vectors, 0 for 0: s = m 2^e with m in 1 .. 2; the logarithm is e and a polynomial in m - 1.5,
 * within 3e-7. */
FA_INLINE void FA(bend_by)(FA(floats) *s, int n)
{
    static const float power[] = {-0.025123370811343193f, 0.03731129318475723f, -0.07058960944414139f, 0.14254532754421234f,
                                  -0.32063233852386475f,  0.9617953896522522f,  0.584962785243988f};
    FA(floats) t[FA(ABREAST)], q[FA(ABREAST)];
    EACH_OF(n) t[b] = FA(from_bits)((FA(bits)(s[b]) & 0x7fffff) | 0x3f800000) - 1.5f;
    EACH_OF(n) q[b] = t[b] * 0.015125351026654243f + power[0];
#pragma GCC unroll 6
    for (int k = 1; k < 7; k++) {
        EACH_OF(n) q[b] *= t[b];
        EACH_OF(n) q[b] += power[k];
    }
    EACH_OF(n) s[b] *= q[b] + CONVERT((FA(bits)(s[b]) >> 23) - 127, FA(floats));
}

/* n vectors of a row from column j on. */
FA_INLINE void FA(spline_part)(const fa_bend *p, float y, int64_t j, int n, float *dx, float *dy)
{
    const int64_t nodes = p->nodes;
    const float *px = p->numbers, *py = px + nodes, *wx = py + nodes, *wy = wx + nodes, *plane = wy + nodes;
    const float x_start = plane[0] + plane[2] * y, y_start = plane[3] + plane[5] * y;
    FA(floats) x[FA(ABREAST)], across[FA(ABREAST)], down[FA(ABREAST)], bend[FA(ABREAST)];
    EACH_OF(n) x[b] = FA(load)(p->x + j + b * LANES, p->width - j - b * LANES);
    EACH_OF(n) across[b] = x_start + plane[1] * x[b], down[b] = y_start + plane[4] * x[b];
    for (int64_t k = 0; k < nodes; k++) {
        const float yy = (y - py[k]) * (y - py[k]);
        EACH_OF(n) bend[b] = (x[b] - px[k]) * (x[b] - px[k]) + yy;
        FA(bend_by)(bend, n);
        EACH_OF(n) across[b] += wx[k] * bend[b];
        EACH_OF(n) down[b] += wy[k] * bend[b];
    }
    EACH_OF(n) FA(store)(dx + j + b * LANES, across[b], p->width - j - b * LANES);
    EACH_OF(n) FA(store)(dy + j + b * LANES, down[b], p->width - j - b * LANES);
}

/* numbers: x and y of the points, their weights for dx and for dy, and two planes a + b x + c y. */
static void FA(spline_row)(const fa_bend *p, int64_t i, float *dx, float *dy)
{
    enum { MANY = FA(ABREAST), FEW = MANY / 2 };
    for (int64_t j = 0; j < p->width; j += MANY * LANES)
        if (p->width - j > FEW * LANES) FA(spline_part)(p, p->y[i], j, MANY, dx, dy);
        else FA(spline_part)(p, p->y[i], j, FEW, dx, dy); /* what is left of a row */
}
static const bend_row FA(bend)[] = {FA(cells_row), FA(triangles_row), FA(lens_row), FA(spline_row)};
