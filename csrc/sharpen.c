#include "sharpen.h"

#include "each_row.h"
#include "platform.h"
#include "strip.h"

enum { STRIP = 1024 }; /* values at a time */

typedef struct {
    void (*sharpen[4])(const fa_sharpen *p, int64_t row);
    void (*kernel[4])(const fa_edges *p, const void *const *x, int64_t step, int64_t n, void *y);
    void (*unsharp[4])(const fa_unsharp *p, const void *x, int64_t n, void *y);
} sharpen_table;

#define FA_BODY "sharpen_rows.h"
#include "each_level.h"

void fa_sharpen_rows(const void *job, int64_t first, int64_t last)
{
    const fa_sharpen *p = job;
    const sharpen_table *table = FA_PICK(&sharpen);
    for (int64_t row = first; row < last; row++) table->sharpen[p->src.dtype](p, row);
}

/* Some pixels of each row, the rows about it being copies with their borders. */
static void edges_in_strip(const fa_edges *p, const fa_strip *s, int64_t first, int64_t last)
{
    FA_ALIGN64 char lines[3][3 * STRIP * sizeof(double)], values[STRIP * sizeof(double)];
    const fa_strip wide = {s->left - 1, s->pixels + 2, s->channel, s->channels};
    for (int64_t row = first, made = first - 1; row < last; row++) {
        const void *x[3];
        for (; made <= row + 1; made++) fa_copy_strip(&p->src, &wide, made, FA_REFLECT, NULL, lines[(made + 3) % 3]);
        for (int64_t k = 0; k < 3; k++) x[k] = lines[(row + k + 2) % 3];
        FA_PICK(&sharpen)->kernel[p->src.dtype](p, x, s->channels, s->pixels * s->channels, values);
        fa_paste_strip(&p->dst, s, row, values);
    }
}

void fa_edges_rows(const void *job, int64_t first, int64_t last)
{
    const fa_edges *p = job;
    fa_strip s;
    for (s.channel = 0; s.channel < p->src.channels; s.channel += s.channels) {
        s.channels = fa_min(p->src.channels - s.channel, STRIP);
        for (s.left = 0; s.left < p->src.width; s.left += s.pixels) {
            s.pixels = fa_min(STRIP / s.channels, p->src.width - s.left);
            edges_in_strip(p, &s, first, last);
        }
    }
}

void fa_unsharp_rows(const void *job, int64_t first, int64_t last)
{
    const fa_unsharp *p = job;
    EACH_ROW(p, FA_PICK(&sharpen)->unsharp[p->src.dtype](p, x, n * p->src.channels, y));
}

int fa_unsharp_mask_prepare(void *job, void *scratch, int held)
{
    fa_unsharp_mask *p = job;
    p->blur.src = p->unsharp.src;
    return p->prepare(&p->blur, scratch, held);
}

void fa_unsharp_mask_rows(const void *job, int64_t first, int64_t last)
{
    fa_unsharp_mask p = *(const fa_unsharp_mask *)job;
    p.blur.src = p.unsharp.src;
    p.blur.dst = p.unsharp.dst;
    p.rows(&p.blur, first, last);
    fa_unsharp_rows(&p.unsharp, first, last);
}
