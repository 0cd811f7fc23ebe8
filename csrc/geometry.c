#include "geometry.h"

#include "border.h"

typedef struct {
    void (*permute)(const fa_permute *p, int64_t first, int64_t last);
    void (*crop)(const fa_crop *p, int64_t first, int64_t last);
} geometry_table;

/* What reversing pixels of `bytes` bytes needs. */
typedef struct {
    int64_t bytes, step;
    char index[64];
} reversal;

#define FA_BODY "geometry_rows.h"
#include "each_level.h"

void fa_permute_rows(const void *job, int64_t first, int64_t last) { FA_PICK(&geometry)->permute(job, first, last); }
void fa_crop_rows(const void *job, int64_t first, int64_t last) { FA_PICK(&geometry)->crop(job, first, last); }
