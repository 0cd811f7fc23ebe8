/* One image as the row functions see it: rows of contiguous pixels, `stride` bytes apart (never negative). */
#ifndef FASTAUG_IMAGE_H
#define FASTAUG_IMAGE_H

#include <stdint.h>

enum { FA_U8, FA_U16, FA_F32, FA_F64 };                               /* dtype */
enum { FA_CONSTANT, FA_EDGE, FA_REFLECT, FA_SYMMETRIC, FA_WRAP };     /* border */
enum { FA_NEAREST, FA_BILINEAR, FA_BICUBIC, FA_AREA };                /* interpolation */

typedef struct {
    char *data;
    int64_t height, width, channels, stride;
    int dtype;
} fa_image;

/* A rows function computes output rows first .. last-1 of one job (one image, its parameters resolved). Jobs share
 * nothing that is written, so any split of rows over threads gives the same result. */
typedef void (*fa_rows)(const void *job, int64_t first, int64_t last);

/* Steps of pipelines hold their job in a fixed room: a line of this behind the struct says that it fits. */
enum { FA_JOB_BYTES = 1536 };
#define FA_FITS_A_STEP(type) _Static_assert(sizeof(type) <= FA_JOB_BYTES, #type " does not fit a step of a pipeline")

static inline int fa_itemsize(int dtype) { return dtype == FA_F64 ? 8 : dtype == FA_F32 ? 4 : dtype == FA_U16 ? 2 : 1; }
static inline int64_t fa_pixel_bytes(const fa_image *m) { return m->channels * fa_itemsize(m->dtype); }
static inline char *fa_row(const fa_image *m, int64_t i) { return m->data + i * m->stride; }

#endif
