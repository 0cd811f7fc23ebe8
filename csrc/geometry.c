#include "geometry.h"

#include "border.h"
#include "copy.h"

typedef struct {
    void (*permute)(const fa_permute *p, int64_t first, int64_t last);
    void (*crop)(const fa_crop *p, int64_t first, int64_t last);
} geometry_table;

/* A shuffle of the whole pixels in a vector of bytes: `step` bytes of them, vector[index[i]] to place i. */
typedef struct {
    int64_t bytes, step;
    char index[64];
} pixel_shuffle;

#define FA_BODY "geometry_rows.h"
#include "each_level.h"

void fa_permute_rows(const void *job, int64_t first, int64_t last) { FA_PICK(&geometry)->permute(job, first, last); }
void fa_crop_rows(const void *job, int64_t first, int64_t last) { FA_PICK(&geometry)->crop(job, first, last); }
