#include "median.h"

#include "copy.h"

enum { SPAN = 2048, BLOCK = 64 };     /* bytes of a row at a time where values are swapped; values in the inmost loops */
enum { LANES = 1024, MARGIN = 1024 }; /* values of a row at a time, and beyond its ends, where bits are found */
enum { PIXELS = 128, SEGMENTS = 16 }; /* of a row at a time, and of a histogram */

typedef struct {
    void (*swaps[4])(const fa_median *p, int64_t first, int64_t last); /* these by dtype: sizes 3 and 5 */
    void (*larger[4])(const fa_median *p, int64_t first, int64_t last);
} median_table;

FA_INLINE int64_t clamp(int64_t v, int64_t n) { return fa_min(fa_max(v, 0), n - 1); }

/* Some pixels of a row, and some of their channels. */
typedef struct {
    int64_t left, pixels, channel, channels;
} strip;

/* Copies a strip of a row and r pixels more at each end; a row or pixel outside the image is the nearest inside. */
static void copy_strip(const fa_image *m, const strip *s, int64_t r, int64_t row, void *copy)
{
    const int64_t bytes = fa_pixel_bytes(m), size = s->channels * fa_itemsize(m->dtype), right = s->left + s->pixels + r;
    const char *values = fa_row(m, clamp(row, m->height)) + s->channel * fa_itemsize(m->dtype);
    char *to = copy;
    for (int64_t x = s->left - r, run; x < right; x += run, to += run * size) {
        run = x < 0 || x >= m->width || size < bytes ? 1 : fa_min(right, m->width) - x;
        memcpy(to, values + clamp(x, m->width) * bytes, (size_t)(run * size));
    }
}

#define FA_BODY "median_rows.h"
#include "each_level.h"

void fa_median_rows(const void *job, int64_t first, int64_t last)
{
    const fa_median *p = job;
    const median_table *table = FA_PICK(&median);
    if (p->src.width == 0) return;
    if (p->size == 1) fa_copy_rows(&p->src, &p->dst, first, last);
    else (p->size <= 5 ? table->swaps : table->larger)[p->src.dtype](p, first, last);
}
