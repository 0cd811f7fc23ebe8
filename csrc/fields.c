#include "fields.h"

typedef void (*bend_row)(const fa_bend *job, int64_t i, float *dx, float *dy);

#define FA_BODY "fields_rows.h"
#include "each_level.h"

static void rows_at(const void *field, int64_t first, int64_t last, float *dx, float *dy)
{
    const fa_bend *p = field;
    const bend_row row = FA_PICK(bend)[p->kind];
    for (int64_t i = first; i < last; i++, dx += p->width, dy += p->width) row(p, i, dx, dy);
}

void fa_bend_rows(const void *job, int64_t first, int64_t last)
{
    const fa_bend *p = job;
    rows_at(p, first, last, p->dx + first * p->width, p->dy + first * p->width);
}

void fa_spline_numbers(int64_t count, const float *points, const double *solved, const double *shifts, float *numbers)
{
    enum { SOME = 8 };
    const int64_t rows = count + 3;
    memcpy(numbers, points, 2 * (size_t)count * sizeof(float));
    for (int64_t first = 0; first < rows; first += SOME) {
        const int64_t some = fa_min(SOME, rows - first);
        double x[SOME] = {0}, y[SOME] = {0};
        for (int64_t k = 0; k < count; k++)
            for (int64_t r = 0; r < some; r++) {
                x[r] += solved[k * rows + first + r] * shifts[2 * k];
                y[r] += solved[k * rows + first + r] * shifts[2 * k + 1];
            }
        for (int64_t r = first; r < first + some; r++) {
            float *to = r < count ? numbers + 2 * count + r : numbers + 4 * count + r - count;
            to[0] = (float)x[r - first];
            to[r < count ? count : 3] = (float)y[r - first];
        }
    }
}

void fa_bent_rows(const void *job, int64_t first, int64_t last)
{
    const fa_bent *p = job;
    fa_warp warp = p->warp;
    if (p->bend.width <= FA_FIELD_WIDTH) {
        fa_warp_along(warp, p->warp_rows, &p->bend, rows_at, first, last);
        return;
    }
    warp.dx = p->bend.dx;
    warp.dy = p->bend.dy;
    p->warp_rows(&warp, first, last);
}

int64_t fa_bent_scratch(const fa_bent *p)
{
    return p->bend.width > FA_FIELD_WIDTH ? 2 * p->bend.height * p->bend.width * (int64_t)sizeof(float) : 0;
}

int fa_bent_prepare(void *job, void *scratch, int held)
{
    fa_bend *bend = &((fa_bent *)job)->bend;
    bend->dx = scratch;
    bend->dy = bend->dx + bend->height * bend->width;
    if (!held) fa_bend_rows(bend, 0, bend->height);
    return 1;
}
