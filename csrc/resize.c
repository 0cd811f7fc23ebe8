#include "resize.h"
#include "platform.h"

typedef struct {
    void (*pick)(const fa_resize *p, int64_t first, int64_t last);
    void (*blend)(fa_axis *axis);
    void (*weigh)(fa_axis *axis, int filter, double width, int dtype, double *scratch);
    void (*blend_u8)(const fa_resize *p, int64_t first, int64_t last);
    void (*filter[4])(const fa_resize *p, int64_t first, int64_t last); /* by dtype */
    int64_t strip; /* values of a row of uint8 that are made together where they have windows */
} resize_table;

enum {
    FA_AXIS_BLOCK = 32,    /* outputs whose weights are made together */
    FA_WINDOW_VALUES = 16, /* values that share a window; so many channels at most have windows */
    FA_WINDOW_TAPS = 16,
};

#define FA_BODY "resize_rows.h"
#include "each_level.h"

/* uint8 by `rows`, in strips of columns: the tables and intermediate rows of a strip stay in the first-level cache. */
static void resize_strips(const fa_resize *p, int64_t first, int64_t last, int64_t values,
                          void (*rows)(const fa_resize *p, int64_t first, int64_t last))
{
    const fa_axis *x = p->columns;
    const int64_t channels = p->dst.channels, strips = (x->out * channels - 1) / values + 1;
    const int64_t width = ((x->out - 1) / strips + 16) / 16 * 16;
    for (int64_t j = 0; j < x->out; j += width) {
        fa_axis columns = *x;
        fa_resize strip = *p;
        columns.out = strip.dst.width = fa_min(width, x->out - j);
        columns.first += j;
        columns.weights = (int16_t *)x->weights + j * x->pitch;
        strip.columns = &columns;
        strip.dst.data += j * channels;
        rows(&strip, first, last);
    }
}

void fa_resize_rows(const void *job, int64_t first, int64_t last)
{
    const fa_resize *p = job;
    const resize_table *table = FA_PICK(&resize);
    const int64_t taps = p->columns->taps;
    const int windows = p->dst.channels <= FA_WINDOW_VALUES && taps <= FA_WINDOW_TAPS;
    const int64_t values = windows ? table->strip >> (taps > 8) : INT64_MAX;
    if (p->dst.width == 0 || first >= last) return;
    if (p->method == FA_PICK_ONE) table->pick(p, first, last);
    else if (p->method == FA_BLEND_TWO) resize_strips(p, first, last, values, table->blend_u8);
    else if (p->src.dtype == FA_U8) resize_strips(p, first, last, values, table->filter[FA_U8]);
    else table->filter[p->src.dtype](p, first, last);
}

/* Source pixels that one output can touch. */
static int64_t count_taps(int64_t in, int64_t out, int filter, double width)
{
    if (filter == FA_CUBIC_EDGE) return fa_min(in, 4);
    if (filter == FA_BOX) return in % out ? fa_min(in, in / out + 2) : in / out;
    return fa_min(in, (int64_t)ceil((filter == FA_TRIANGLE ? 2.0 : 4.0) * width));
}

int fa_axis_make(fa_axis *axis, int64_t in, int64_t out, int method, int filter, int widen, int dtype)
{
    const double scale = (double)in / (double)out, width = widen && scale > 1.0 ? scale : 1.0;
    /* a cubic's weight may exceed 1 at an edge, which takes a bit more */
    const int bits = filter == FA_CUBIC || filter == FA_CUBIC_EDGE ? 14 : 15;
    *axis = (fa_axis){in, out, 1, 1, bits, NULL, NULL};
    if (method == FA_WEIGH_ALL) {
        axis->taps = count_taps(in, out, filter, width);
        axis->pitch = (axis->taps + 3) / 4 * 4;
    }
    const size_t entry = dtype == FA_U8 ? 2 : dtype == FA_F64 ? 8 : 4;
    axis->first = malloc((size_t)out * sizeof *axis->first);
    axis->weights = calloc((size_t)(out * axis->pitch), entry);
    double *scratch = malloc((size_t)axis->taps * FA_AXIS_BLOCK * sizeof *scratch);
    const int made = axis->first && axis->weights && scratch;
    if (!made) fa_axis_free(axis);
    else if (method == FA_PICK_ONE)
        for (int64_t j = 0; j < out; j++) axis->first[j] = (int32_t)((2 * j + 1) * in / (2 * out));
    else if (method == FA_BLEND_TWO) FA_PICK(&resize)->blend(axis);
    else FA_PICK(&resize)->weigh(axis, filter, width, dtype, scratch);
    free(scratch);
    return made;
}

void fa_axis_free(fa_axis *axis)
{
    free(axis->first);
    free(axis->weights);
    axis->first = NULL;
    axis->weights = NULL;
}
