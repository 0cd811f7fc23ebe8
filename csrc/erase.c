#include "erase.h"

typedef void erase_table(const fa_image *dst, uint64_t seed, int64_t row, int64_t first, int64_t last);

#define FA_BODY "erase_rows.h"
#include "each_level.h"

void fa_erase_rows(const void *job, int64_t first, int64_t last) { fa_paste_range(job, first, last); }

void fa_erasures_rows(const void *job, int64_t first, int64_t last)
{
    const fa_erasures *p = job;
    erase_table *random_values = FA_PICK(random_values);
    const int64_t bytes = fa_pixel_bytes(&p->src), channels = p->src.channels;
    if (p->src.data != p->dst.data) fa_copy_rows(&p->src, &p->dst, first, last);
    for (int64_t k = 0; k < p->count; k++) {
        const int64_t *box = p->boxes + 4 * k;
        for (int64_t i = fa_max(first, box[0]); i < fa_min(last, box[0] + box[2]) && box[3]; i++) {
            if (p->pixel) fa_repeat_pixel(p->pixel, fa_row(&p->dst, i) + box[1] * bytes, box[3] * bytes, bytes);
            else random_values(&p->dst, p->seed, i, box[1] * channels, (box[1] + box[3]) * channels);
        }
    }
}
