#include "mix.h"

typedef void (*blend_function)(const void *a, const void *b, void *dst, int64_t n, double weight);

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

void fa_mix_rows(const void *job, int64_t first, int64_t last)
{
    const fa_mix *p = job;
    if (p->weight == 1) fa_paste_range(&p->paste, first, last);
    else blend_rows(&p->paste.src, &p->other, &p->paste.dst, p->weight, first, last);
}
