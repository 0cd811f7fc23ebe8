#include "erase.h"

#define FA_BODY "erase_rows.h"
#include "each_level.h"

void fa_paste_rows(const void *job, int64_t first, int64_t last) { fa_paste_range(job, first, last); }

/* Pixels from .. to - 1 of a row. */
static void fill(const fa_image *dst, const char *pixel, uint64_t seed, int64_t row, int64_t from, int64_t to)
{
    const int64_t bytes = fa_pixel_bytes(dst);
    if (from >= to) return;
    if (pixel) fa_repeat_pixel(pixel, fa_row(dst, row) + from * bytes, (to - from) * bytes, bytes);
    else FA_PICK(random_values)(dst, seed, row, from * dst->channels, to * dst->channels);
}

static void fill_boxes(const fa_erasures *p, int64_t first, int64_t last)
{
    const int64_t bytes = fa_pixel_bytes(&p->dst);
    for (int64_t k = 0; k < p->count; k++) {
        const int64_t *box = p->boxes + 4 * k, from = fa_max(first, box[0]), to = fa_min(last, box[0] + box[2]);
        const int64_t left = box[1] * bytes, size = box[3] * bytes;
        for (int64_t i = from; i < to; i++) {
            if (i == from || !p->pixel) fill(&p->dst, p->pixel, p->seed, i, box[1], box[1] + box[3]);
            else memcpy(fa_row(&p->dst, i) + left, fa_row(&p->dst, from) + left, (size_t)size);
        }
    }
}

void fa_erasures_rows(const void *job, int64_t first, int64_t last)
{
    const fa_erasures *p = job;
    if (p->src.data == p->dst.data) {
        fill_boxes(p, first, last);
        return;
    }
    /* One long copy is so much faster than pieces of rows that a single box comes on top of all. Under several the bytes of a
     * piece are still in the first-level cache. */
    enum { PIECE = 6 << 10 };
    const int64_t few = fa_max(PIECE / fa_max(p->dst.width * fa_pixel_bytes(&p->dst), 1), 1);
    const int64_t rows = p->count > 1 ? few : fa_max(last - first, 1);
    for (int64_t i = first; i < last; i += rows) {
        fa_copy_rows(&p->src, &p->dst, i, fa_min(i + rows, last));
        fill_boxes(p, i, fa_min(i + rows, last));
    }
}

static int has_holes(const fa_grid *p, int64_t row)
{
    return (row - p->top + p->unit_height) % p->unit_height < p->height;
}

static void random_holes(const fa_grid *p, int64_t first, int64_t last)
{
    if (p->src.data != p->dst.data) fa_copy_rows(&p->src, &p->dst, first, last);
    for (int64_t i = first; i < last; i++) {
        if (!has_holes(p, i)) continue;
        for (int64_t left = p->left - p->unit_width; left < p->src.width; left += p->unit_width)
            fill(&p->dst, NULL, p->seed, i, fa_max(left, 0), fa_min(left + p->width, p->src.width));
    }
}

/* Of `size` bytes of any row with holes, from `begin` on: kept is 0 in the holes, else 255; filled is what they show. */
static void holes_of_row(const fa_grid *p, int64_t begin, int64_t size, uint8_t *kept, uint8_t *filled)
{
    const int64_t bytes = fa_pixel_bytes(&p->dst), end = begin + size;
    memset(kept, 255, (size_t)size);
    memset(filled, 0, (size_t)size);
    for (int64_t left = (p->left - p->unit_width) * bytes; left < end; left += p->unit_width * bytes) {
        const int64_t from = fa_max(left, begin), to = fa_min(left + p->width * bytes, end);
        int64_t at = from < to ? (from - left) % bytes : 0;
        for (int64_t k = from; k < to; k++) {
            kept[k - begin] = 0;
            filled[k - begin] = (uint8_t)p->pixel[at];
            at = at + 1 == bytes ? 0 : at + 1;
        }
    }
}

/* Rows with holes are alike, so their holes are a pattern that is laid over them. */
void fa_grid_rows(const void *job, int64_t first, int64_t last)
{
    const fa_grid *p = job;
    enum { PIECE = 1024 }; /* bytes of a row whose pattern is at hand */
    uint8_t kept[PIECE], filled[PIECE];
    const int64_t row = p->src.width * fa_pixel_bytes(&p->src);
    if (!p->pixel) {
        random_holes(p, first, last);
        return;
    }
    for (int64_t begin = 0; begin < row; begin += PIECE) {
        const int64_t size = fa_min(row - begin, PIECE);
        holes_of_row(p, begin, size, kept, filled);
        for (int64_t i = first; i < last; i++) {
            const char *in = fa_row(&p->src, i) + begin;
            char *out = fa_row(&p->dst, i) + begin;
            if (has_holes(p, i)) FA_PICK(lay_over)((const uint8_t *)in, (uint8_t *)out, size, kept, filled);
            else if (in != out) memcpy(out, in, (size_t)size);
        }
    }
}
