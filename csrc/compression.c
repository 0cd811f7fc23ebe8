#include "compression.h"

#include "color_tables.h"
#include "copy.h"
#include "platform.h"

enum {
    LANES = 16,        /* blocks at a time, one in each lane of vectors */
    GROUP = 8 * LANES, /* pixels of their rows */
    STRIP = 512,       /* pixels of a row at a time; a multiple of 64 */
};

typedef struct {
    float inverse[64]; /* of 8 steps, a little more: halves are rounded away from zero */
    int32_t steps[64];
} jpeg_steps;

typedef struct {
    void (*split)(const uint8_t *rgb, uint8_t *luma, uint8_t *blue, uint8_t *red, int64_t n);
    void (*halve)(const uint8_t *above, const uint8_t *below, uint8_t *made, int64_t n);
    void (*code)(uint8_t *rows, int64_t stride, const jpeg_steps *s);
    void (*merge)(const uint8_t *luma, const uint8_t *const near[2], const uint8_t *const next[2], int64_t width,
                  uint8_t *rgb);
} compression_table;

#define FA_BODY "compression_rows.h"
#include "each_level.h"

/* ---- planes ---- */

static int64_t up_to(int64_t n, int64_t multiple) { return (n + multiple - 1) / multiple * multiple; }

/* A plane with room for whole groups of blocks. */
static fa_image plane_of(int64_t height, int64_t width, char *data)
{
    return (fa_image){data, height, width, 1, up_to(width, GROUP), FA_U8};
}
static int64_t plane_bytes(const fa_image *plane) { return up_to(plane->height, 8) * plane->stride; }

void fa_jpeg_start(fa_jpeg *p)
{
    const int64_t height = p->src.height, width = p->src.width;
    p->planes[0] = plane_of(height, width, p->scratch);
    for (int k = 1; k < (int)p->src.channels; k++) {
        char *end = p->planes[k - 1].data + plane_bytes(&p->planes[k - 1]);
        p->planes[k] = plane_of((height + 1) / 2, (width + 1) / 2, end);
    }
}

int64_t fa_jpeg_scratch(const fa_jpeg *p)
{
    const fa_image luma = plane_of(p->src.height, p->src.width, NULL);
    const fa_image chroma = plane_of((luma.height + 1) / 2, (luma.width + 1) / 2, NULL);
    return plane_bytes(&luma) + (p->src.channels == 3 ? 2 * plane_bytes(&chroma) : 0);
}

/* ---- coding ---- */

static jpeg_steps take_steps(const int64_t *steps)
{
    jpeg_steps s;
    for (int k = 0; k < 64; k++) {
        s.steps[k] = (int32_t)steps[k];
        s.inverse[k] = (float)((1 + 1.0 / (1 << 18)) / (8 * (double)steps[k]));
    }
    return s;
}

/* Repeats the last of the `width` pixels of each row, and the last row, up to whole groups of blocks. */
static void fill_out(const fa_image *plane, int64_t width, int64_t first, int64_t last)
{
    for (int64_t i = first; i < last; i++) {
        uint8_t *row = (uint8_t *)fa_row(plane, i);
        if (i < plane->height) memset(row + width, row[width - 1], (size_t)(plane->stride - width));
        else memcpy(row, row - plane->stride, (size_t)plane->stride);
    }
}

/* Luma of two rows, and the row of chroma that is made of them; the last row and column repeat to fill its blocks. */
static void split_rows(const fa_jpeg *p, int64_t row)
{
    const compression_table *table = FA_PICK(&compression);
    const int64_t width = p->src.width;
    for (int64_t at = 0; at < width; at += STRIP) {
        const int64_t n = fa_min(width - at, STRIP), filled = up_to(n, 16);
        uint8_t chroma[2][2][STRIP];
        for (int k = 0; k < 2; k++) {
            const int64_t i = fa_min(row + k, p->src.height - 1);
            uint8_t *luma = (uint8_t *)fa_row(&p->planes[0], i) + at;
            table->split((const uint8_t *)fa_row(&p->src, i) + 3 * at, luma, chroma[0][k], chroma[1][k], n);
            for (int c = 0; c < 2; c++) memset(chroma[c][k] + n, chroma[c][k][n - 1], (size_t)(filled - n));
        }
        for (int c = 0; c < 2; c++) {
            uint8_t *made = (uint8_t *)fa_row(&p->planes[1 + c], row / 2) + at / 2;
            table->halve(chroma[c][0], chroma[c][1], made, filled / 2);
        }
    }
}

static void code_rows(const fa_image *plane, int64_t width, int64_t first, int64_t last, const jpeg_steps *s)
{
    fill_out(plane, width, first, last);
    for (int64_t i = first; i < last; i += 8)
        for (int64_t at = 0; at < plane->width; at += GROUP)
            FA_PICK(&compression)->code((uint8_t *)fa_row(plane, i) + at, plane->stride, s);
}

void fa_jpeg_code(const void *job, int64_t first, int64_t last)
{
    const fa_jpeg *p = job;
    const jpeg_steps luma = take_steps(p->steps), chroma = take_steps(p->steps + 64);
    for (int64_t top = first * FA_JPEG_ROWS; top < fa_min(last * FA_JPEG_ROWS, p->src.height); top += FA_JPEG_ROWS) {
        const int64_t end = fa_min(top + FA_JPEG_ROWS, p->src.height);
        if (p->src.channels == 1) fa_copy_rows(&p->src, &p->planes[0], top, end);
        else
            for (int64_t i = top; i < end; i += 2) split_rows(p, i);
        code_rows(&p->planes[0], p->src.width, top, up_to(end, 8), &luma);
        for (int c = 1; c < (int)p->src.channels; c++)
            code_rows(&p->planes[c], up_to(p->planes[c].width, 8), top / 2, top / 2 + 8, &chroma);
    }
}

/* ---- rows ---- */

void fa_jpeg_rows(const void *job, int64_t first, int64_t last)
{
    const fa_jpeg *p = job;
    if (p->src.channels == 1) {
        fa_copy_rows(&p->planes[0], &p->dst, first, last);
        return;
    }
    for (int64_t i = first; i < last; i++) {
        const uint8_t *luma = (const uint8_t *)fa_row(&p->planes[0], i);
        uint8_t *y = (uint8_t *)fa_row(&p->dst, i);
        const int64_t beyond = fa_min(fa_max(i / 2 + (i & 1 ? 1 : -1), 0), p->planes[1].height - 1);
        const uint8_t *near[2], *next[2];
        for (int c = 0; c < 2; c++) {
            near[c] = (const uint8_t *)fa_row(&p->planes[1 + c], i / 2);
            next[c] = (const uint8_t *)fa_row(&p->planes[1 + c], beyond);
        }
        FA_PICK(&compression)->merge(luma, near, next, p->src.width, y);
    }
}

int fa_jpeg_prepare(void *job, void *scratch, int held)
{
    fa_jpeg *p = job;
    (void)held;
    p->scratch = scratch;
    fa_jpeg_start(p);
    if (p->src.width) fa_jpeg_code(p, 0, (p->src.height + FA_JPEG_ROWS - 1) / FA_JPEG_ROWS);
    return 1;
}

void fa_jpeg_whole(const void *job, int64_t first, int64_t last)
{
    fa_jpeg p = *(const fa_jpeg *)job;
    if (first >= last) return;
    fa_jpeg_prepare(&p, p.scratch, 0);
    fa_jpeg_rows(&p, 0, p.src.height);
}
