#include "erase.h"

#define FA_BODY "erase_rows.h"
#include "each_level.h"

void fa_erase_rows(const void *job, int64_t first, int64_t last) { fa_paste_range(job, first, last); }

/* Pixels `left` to left + width - 1 of a row, as far as they are in the image. */
static void fill(const fa_image *dst, const char *pixel, uint64_t seed, int64_t row, int64_t left, int64_t width)
{
    const int64_t bytes = fa_pixel_bytes(dst), from = fa_max(left, 0), to = fa_min(left + width, dst->width);
    if (from >= to) return;
    if (pixel) fa_repeat_pixel(pixel, fa_row(dst, row) + from * bytes, (to - from) * bytes, bytes);
    else FA_PICK(random_values)(dst, seed, row, from * dst->channels, to * dst->channels);
}

void fa_erasures_rows(const void *job, int64_t first, int64_t last)
{
    const fa_erasures *p = job;
    if (p->src.data != p->dst.data) fa_copy_rows(&p->src, &p->dst, first, last);
    for (int64_t k = 0; k < p->count; k++) {
        const int64_t *box = p->boxes + 4 * k, from = fa_max(first, box[0]), to = fa_min(last, box[0] + box[2]);
        const int64_t bytes = fa_pixel_bytes(&p->dst), left = box[1] * bytes, size = box[3] * bytes;
        for (int64_t i = from; i < to; i++) {
            if (i == from || !p->pixel) fill(&p->dst, p->pixel, p->seed, i, box[1], box[3]);
            else memcpy(fa_row(&p->dst, i) + left, fa_row(&p->dst, i - 1) + left, (size_t)size);
        }
    }
}

void fa_grid_rows(const void *job, int64_t first, int64_t last)
{
    const fa_grid *p = job;
    if (p->src.data != p->dst.data) fa_copy_rows(&p->src, &p->dst, first, last);
    for (int64_t i = first; i < last; i++) {
        if ((i - p->top + p->unit_height) % p->unit_height >= p->height) continue;
        for (int64_t left = p->left - p->unit_width; left < p->src.width; left += p->unit_width)
            fill(&p->dst, p->pixel, p->seed, i, left, p->width);
    }
}
