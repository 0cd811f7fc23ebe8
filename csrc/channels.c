#include "channels.h"

#include "copy.h"
#include "each_row.h"
#include "platform.h"

/* Where each byte of a run of pixels comes from, for runs as long as a vector; and what is put there instead. */
enum { RUN = 64, NOWHERE = 0x80 };
typedef struct {
    uint8_t from[RUN], fill[RUN];
    int64_t length; /* in bytes: whole pixels */
} channel_run;

/* Which bits of each byte stay, and what is put in place of the others, where no channel moves: for whole pixels that fill
 * blocks, and one pixel more, so that they can begin at any byte of it. */
enum { BLOCK = 64, LARGEST_PIXEL = 24 };
typedef struct {
    uint8_t keep[(BLOCK + 1) * LARGEST_PIXEL], fill[(BLOCK + 1) * LARGEST_PIXEL];
    int64_t pixel;
} channel_cover;

typedef struct {
    void (*cover)(const uint8_t *x, uint8_t *y, int64_t n, const channel_cover *k);
    int64_t run; /* bytes of a vector; 0: none */
    int64_t (*move)(const char *x, char *y, int64_t n, const channel_run *k); /* returns the bytes done */
} channels_table;

typedef struct { /* of floats and doubles */
    void (*range[2])(const char *row, int64_t n, double *range);
    double (*sum[2])(const char *row, int64_t n);
    double (*squares[2])(const char *row, int64_t n, double center);
} statistics_table;

#define FA_BODY "channels_rows.h"
#include "each_level.h"

static channel_run plan_run(const fa_channels *p, int64_t size)
{
    const int64_t item = fa_itemsize(p->src.dtype), pixel = fa_pixel_bytes(&p->src);
    channel_run k = {.length = size / pixel * pixel};
    for (int64_t start = 0; start < k.length; start += pixel)
        for (int64_t c = 0; c < p->src.channels; c++)
            for (int64_t i = c * item, from = p->from[c]; i < (c + 1) * item; i++) {
                k.from[start + i] = (uint8_t)(from < 0 ? NOWHERE : start + i + (from - c) * item);
                k.fill[start + i] = from < 0 ? (uint8_t)p->fill[i] : 0;
            }
    return k;
}

static int stays(const fa_channels *p)
{
    for (int64_t c = 0; c < p->src.channels; c++)
        if (p->from[c] >= 0 && p->from[c] != c) return 0;
    return 1;
}

static void plan_cover(const fa_channels *p, channel_cover *k)
{
    uint8_t keep[LARGEST_PIXEL], fill[LARGEST_PIXEL];
    const int64_t item = fa_itemsize(p->src.dtype), pixel = fa_pixel_bytes(&p->src), size = (BLOCK + 1) * pixel;
    for (int64_t i = 0; i < pixel; i++) {
        const int dropped = p->from[i / item] < 0;
        keep[i] = dropped ? 0 : 255;
        fill[i] = dropped ? (uint8_t)p->fill[i] : 0;
    }
    k->pixel = pixel;
    fa_repeat_pixel((char *)keep, (char *)k->keep, size, pixel);
    fa_repeat_pixel((char *)fill, (char *)k->fill, size, pixel);
}

/* All pixels of a row; the last ones by way of a run of their own. */
static void move_runs(const channels_table *table, const char *x, char *y, int64_t n, const channel_run *k)
{
    const int64_t done = table->move(x, y, n, k), rest = n - done;
    char last[RUN] = {0};
    memcpy(last, x + done, (size_t)rest);
    table->move(last, last, table->run, k);
    memcpy(y + done, last, (size_t)rest);
}

static void move_pixels(const fa_channels *p, const char *x, char *y, int64_t pixels)
{
    const int64_t item = fa_itemsize(p->src.dtype), channels = p->src.channels;
    for (; pixels > 0; pixels--, x += channels * item, y += channels * item)
        for (int64_t c = 0; c < channels; c++)
            memcpy(y + c * item, p->from[c] < 0 ? p->fill + c * item : x + p->from[c] * item, (size_t)item);
}

void fa_channels_rows(const void *job, int64_t first, int64_t last)
{
    const fa_channels *p = job;
    const channels_table *table = FA_PICK(&channels);
    const int64_t pixel = fa_pixel_bytes(&p->src);
    if (pixel <= LARGEST_PIXEL && stays(p)) {
        channel_cover k;
        plan_cover(p, &k);
        EACH_ROW(p, table->cover((const uint8_t *)x, (uint8_t *)y, n * pixel, &k))
        return;
    }
    const int vectors = pixel <= table->run;
    const channel_run k = plan_run(p, vectors ? table->run : 0);
    EACH_ROW(p, {
        if (vectors) move_runs(table, x, y, n * pixel, &k);
        else move_pixels(p, x, y, n);
    })
}

/* ---- values changed by what they are as a whole ---- */

#define EACH_SOURCE_ROW(m, statement)                                \
    for (int64_t i = 0, n = (m)->width * (m)->channels; i < (m)->height; i++) { \
        const char *row = fa_row(m, i);                              \
        statement;                                                   \
    }

static void by_range(fa_measured *p, double *scale, double *offset)
{
    const statistics_table *table = FA_PICK(&statistics);
    const int wide = p->affine.src.dtype == FA_F64;
    double range[2] = {INFINITY, -INFINITY};
    EACH_SOURCE_ROW(&p->affine.src, table->range[wide](row, n, range))
    *scale = 1;
    *offset = p->amount;
    if (p->kind == FA_BRIGHTEN) {
        if (range[0] >= 0 && range[1] <= 255) range[0] = 0, range[1] = 255;
        *scale = p->amount;
        *offset = range[0] * (1 - p->amount);
    }
    p->affine.lo = range[0];
    p->affine.hi = range[1];
}

static void by_mean(fa_measured *p, double *scale, double *offset)
{
    const statistics_table *table = FA_PICK(&statistics);
    const fa_image *m = &p->affine.src;
    const int wide = m->dtype == FA_F64;
    const double values = (double)(m->height * m->width * m->channels);
    double mean = 0, squares = 0;
    EACH_SOURCE_ROW(m, mean += table->sum[wide](row, n))
    mean /= values;
    *scale = p->amount;
    if (p->kind == FA_STANDARDIZE) {
        EACH_SOURCE_ROW(m, squares += table->squares[wide](row, n, mean))
        *scale = p->amount / (fabs(p->amount) * sqrt(squares / values) + 1e-6);
    }
    /* rounded as the products are, so that what equals the mean becomes 0 */
    *offset = wide ? -(mean * *scale) : (double)-((float)mean * (float)*scale);
    p->affine.lo = -INFINITY;
    p->affine.hi = INFINITY;
}

int fa_measured_prepare(void *job, void *scratch, int held)
{
    fa_measured *p = job;
    double *scale = scratch, *offset = scale + 1;
    (void)held;
    (p->kind == FA_SHIFT || p->kind == FA_BRIGHTEN ? by_range : by_mean)(p, scale, offset);
    p->affine.scale = scale;
    p->affine.offset = offset;
    p->affine.coefficients = 1;
    p->affine.planar = p->affine.mirror = 0;
    return 1;
}
