#include "resize.h"
#include "platform.h"

typedef struct {
    void (*pick)(const fa_resize *p, int64_t first, int64_t last);
    void (*blend)(fa_axis *axis);
    void (*weigh)(fa_axis *axis, int filter, double width, int dtype, double *scratch);
    void (*blend_u8)(const fa_resize *p, int64_t first, int64_t last);
    void (*filter[4])(const fa_resize *p, int64_t first, int64_t last); /* by dtype */
} resize_table;

enum { FA_AXIS_BLOCK = 32 }; /* outputs whose weights are made together */

#define FA_BODY "resize_rows.h"
#include "each_level.h"

void fa_resize_rows(const void *job, int64_t first, int64_t last)
{
    const fa_resize *p = job;
    if (p->dst.width == 0 || first >= last) return;
    if (p->method == FA_PICK_ONE) FA_PICK(&resize)->pick(p, first, last);
    else if (p->method == FA_BLEND_TWO) FA_PICK(&resize)->blend_u8(p, first, last);
    else FA_PICK(&resize)->filter[p->src.dtype](p, first, last);
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
