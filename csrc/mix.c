#include "mix.h"

#include <stdlib.h>

typedef void (*blend_function)(const void *a, const void *b, void *dst, int64_t n, double weight);
/* sum + weight x, as numbers to go on with or (last) as values; nothing is in the sum before the first */
typedef void (*branch_function)(const void *x, void *sum, void *dst, int64_t n, double weight, int place);

#define FA_BODY "mix_rows.h"
#include "each_level.h"

static void blend_rows(const fa_image *a, const fa_image *b, const fa_image *dst, double weight, int64_t first,
                       int64_t last)
{
    const blend_function blend = FA_PICK(blend)[dst->dtype];
    const int64_t items = dst->width * dst->channels, size = items * fa_itemsize(dst->dtype);
    if (weight == 0) {
        fa_copy_rows(b, dst, first, last);
    } else if (a->stride == size && b->stride == size && dst->stride == size) {
        blend(fa_row(a, first), fa_row(b, first), fa_row(dst, first), items * (last - first), weight);
    } else {
        for (int64_t i = first; i < last; i++) blend(fa_row(a, i), fa_row(b, i), fa_row(dst, i), items, weight);
    }
}

static void paste_rows(const fa_paste *p, int64_t first, int64_t last)
{
    const int64_t row = p->src.width * fa_pixel_bytes(&p->src);
    const int64_t from = fa_max(first, p->top), to = fa_min(last, p->top + p->height);
    const int packed = p->src.stride == row && p->dst.stride == row;
    if (packed && fa_min(row, p->patch_stride) >= 32 && from < to && p->width) FA_PICK(weave)(p, first, last, from, to);
    else fa_paste_range(p, first, last);
}

void fa_mix_rows(const void *job, int64_t first, int64_t last)
{
    const fa_mix *p = job;
    if (p->weight == 1) paste_rows(&p->paste, first, last);
    else blend_rows(&p->paste.src, &p->other, &p->paste.dst, p->weight, first, last);
}

/* The first byte from j on that is not 0; n if there is none. */
static int64_t next_set(const uint8_t *where, int64_t j, int64_t n)
{
    for (uint64_t w[4]; j + 32 <= n; j += 32) {
        memcpy(w, where + j, sizeof w);
        if (w[0] | w[1] | w[2] | w[3]) break;
    }
    for (uint64_t w; j + 8 <= n; j += 8) {
        memcpy(&w, where + j, sizeof w);
        if (w) break;
    }
    while (j < n && !where[j]) j++;
    return j;
}

/* The first byte from j on that is 0; n if there is none. */
static int64_t next_clear(const uint8_t *where, int64_t j, int64_t n)
{
    const uint8_t *found = memchr(where + j, 0, (size_t)(n - j));
    return found ? found - where : n;
}

static void paste_run(const fa_pasted *p, int set, int64_t i, int64_t from, int64_t to)
{
    const int64_t bytes = fa_pixel_bytes(&p->dst);
    memcpy(fa_row(&p->dst, i) + from * bytes, fa_row(set ? &p->other : &p->src, i) + from * bytes,
           (size_t)((to - from) * bytes));
}

void fa_copy_paste_rows(const void *job, int64_t first, int64_t last)
{
    const fa_copy_paste *p = job;
    const int64_t width = p->where.width;
    for (int64_t i = first; i < last; i++) {
        const uint8_t *where = (const uint8_t *)fa_row(&p->where, i);
        for (int64_t from = 0, to; from < width; from = to) {
            const int set = where[from] != 0;
            to = (set ? next_clear : next_set)(where, from, width);
            paste_run(&p->image, set, i, from, to);
            paste_run(&p->mask, set, i, from, to);
        }
    }
}

/* Columns from .. to - 1 of row i of dst: row i - top of the image, whose column 0 stands at `left`. */
static void mosaic_row(const fa_mosaic *p, const fa_image *src, int64_t top, int64_t left, int64_t i, int64_t from, int64_t to)
{
    const int64_t bytes = fa_pixel_bytes(&p->dst), inside = i >= top && i < top + src->height;
    const int64_t begin = inside ? fa_min(fa_max(from, left), to) : to;
    const int64_t end = inside ? fa_max(begin, fa_min(to, left + src->width)) : to;
    char *out = fa_row(&p->dst, i);
    if (from < begin) fa_repeat_pixel(p->fill, out + from * bytes, (begin - from) * bytes, bytes);
    if (begin < end) memcpy(out + begin * bytes, fa_row(src, i - top) + (begin - left) * bytes, (size_t)((end - begin) * bytes));
    if (end < to) fa_repeat_pixel(p->fill, out + end * bytes, (to - end) * bytes, bytes);
}

void fa_mosaic_rows(const void *job, int64_t first, int64_t last)
{
    const fa_mosaic *p = job;
    for (int64_t i = first; i < last; i++) {
        const fa_image *left = p->src + (i < p->y ? 0 : 2), *right = left + 1;
        mosaic_row(p, left, i < p->y ? p->y - left->height : p->y, p->x - left->width, i, 0, p->x);
        mosaic_row(p, right, i < p->y ? p->y - right->height : p->y, p->x, i, p->x, p->dst.width);
    }
}

/* ---- branches ---- */

static int64_t items_of(const fa_image *image) { return image->height * image->width * image->channels; }
static int64_t real_size(int dtype) { return dtype == FA_F64 ? 8 : 4; }

int fa_branch_prepare(void *job, void *scratch, int held)
{
    fa_branch *p = job;
    (void)scratch, (void)held;
    *p->block = malloc((size_t)(items_of(&p->src) * (real_size(p->src.dtype) + fa_itemsize(p->src.dtype))));
    return *p->block != NULL;
}

void fa_branch_release(void *job)
{
    fa_branch *p = job;
    free(*p->block);
    *p->block = NULL;
}

void fa_branch_rows(const void *job, int64_t first, int64_t last)
{
    const fa_branch *p = job;
    const int64_t items = p->src.width * p->src.channels, real = real_size(p->src.dtype), size = fa_itemsize(p->src.dtype);
    char *sums = *p->block, *image = sums + items * p->src.height * real;
    for (int64_t i = first; i < last; i++) {
        const char *x = fa_row(&p->src, i);
        char *dst = fa_row(&p->dst, i), *kept = image + i * items * size;
        FA_PICK(branch)[p->src.dtype](x, sums + i * items * real, dst, items, p->weight, p->place);
        if (p->place == FA_FIRST) memcpy(kept, x, (size_t)(items * size));
        if (p->place != FA_LAST) memcpy(dst, kept, (size_t)(items * size));
    }
}
