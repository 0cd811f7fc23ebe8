#include "sharpen.h"

#include "platform.h"

enum { STRIP = 1024 }; /* values at a time */

typedef struct {
    void (*sharpen[4])(const fa_sharpen *p, int64_t row);
} sharpen_table;

#define FA_BODY "sharpen_rows.h"
#include "each_level.h"

void fa_sharpen_rows(const void *job, int64_t first, int64_t last)
{
    const fa_sharpen *p = job;
    const sharpen_table *table = FA_PICK(&sharpen);
    for (int64_t row = first; row < last; row++) table->sharpen[p->src.dtype](p, row);
}
