#include "median.h"

#include "copy.h"
#include "strip.h"

enum { SPAN = 2048 };                   /* bytes of a row at a time where values are swapped */
enum { LANES = 1024, MARGIN = 1024 }; /* values of a row at a time, and beyond its ends, where bits are found */
enum { PIXELS = 128, SEGMENTS = 16 }; /* of a row at a time, and of a histogram */

typedef struct {
    void (*swaps[4])(const fa_median *p, int64_t first, int64_t last); /* these by dtype: sizes 3 and 5 */
    void (*larger[4])(const fa_median *p, int64_t first, int64_t last);
} median_table;

FA_INLINE int64_t clamp(int64_t v, int64_t n) { return fa_min(fa_max(v, 0), n - 1); }

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
