#include "mix.h"

typedef void (*blend_function)(const void *a, const void *b, void *dst, int64_t n, double weight);

#define FA_BODY "mix_rows.h"
#include "each_level.h"

void fa_blend_rows(const void *job, int64_t first, int64_t last)
{
    const fa_blend *p = job;
    const blend_function blend = FA_PICK(blend)[p->dst.dtype];
    const int64_t items = p->dst.width * p->dst.channels, size = items * fa_itemsize(p->dst.dtype);
    if (p->weight == 1) {
        fa_copy_rows(&p->a, &p->dst, first, last);
    } else if (p->weight == 0) {
        fa_copy_rows(&p->b, &p->dst, first, last);
    } else if (p->a.stride == size && p->b.stride == size && p->dst.stride == size) {
        blend(fa_row(&p->a, first), fa_row(&p->b, first), fa_row(&p->dst, first), items * (last - first), p->weight);
    } else {
        for (int64_t i = first; i < last; i++)
            blend(fa_row(&p->a, i), fa_row(&p->b, i), fa_row(&p->dst, i), items, p->weight);
    }
}

void fa_cutmix_rows(const void *job, int64_t first, int64_t last) { fa_paste_range(job, first, last); }
