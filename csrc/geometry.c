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

#define SPREAD(T)                                                                             \
    for (int64_t i = first; i < last; i++) {                                                  \
        const T *x = (const T *)fa_row(&p->src, i);                                           \
        for (int64_t c = 0; c < channels; c++) {                                              \
            T *y = (T *)p->dst.data + c * plane + i * width;                                  \
            for (int64_t j = 0; j < width; j++) y[j] = x[j * channels + c];                   \
        }                                                                                     \
    }
void fa_planes_rows(const void *job, int64_t first, int64_t last)
{
    const fa_planes *p = job;
    const int64_t width = p->src.width, plane = p->src.height * width, channels = p->src.channels;
    switch (fa_itemsize(p->src.dtype)) {
    case 1: SPREAD(uint8_t) break;
    case 2: SPREAD(uint16_t) break;
    case 4: SPREAD(uint32_t) break;
    default: SPREAD(uint64_t)
    }
}
#undef SPREAD
