#include "tone.h"

#include "each_row.h"
#include "platform.h"

typedef struct {
    void (*solarize[2])(const char *src, char *dst, int64_t n, double threshold);
    void (*solarize_real[4])(const char *src, char *dst, int64_t n, double threshold, double lo, double hi);
    void (*posterize[4])(const char *src, char *dst, int64_t n, int bits);
} tone_table;

#define FA_BODY "tone_rows.h"
#include "each_level.h"

void fa_solarize_rows(const void *job, int64_t first, int64_t last)
{
    const fa_solarize *p = job;
    const tone_table *table = FA_PICK(&tone);
    const int64_t channels = p->src.channels;
    const int dtype = p->src.dtype;
    if (dtype <= FA_U16) EACH_ROW(p, table->solarize[dtype](x, y, n * channels, p->threshold))
    else EACH_ROW(p, table->solarize_real[dtype](x, y, n * channels, p->threshold, p->lo, p->hi))
}

void fa_posterize_rows(const void *job, int64_t first, int64_t last)
{
    const fa_posterize *p = job;
    const tone_table *table = FA_PICK(&tone);
    EACH_ROW(p, table->posterize[p->src.dtype](x, y, n * p->src.channels, p->bits))
}
