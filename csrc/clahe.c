#include "clahe.h"

#include "border.h"
#include "platform.h"

enum { STRIP = 256 }; /* pixels of a row at a time */

typedef struct {
    void (*make_table)(const fa_clahe *p, int64_t channel, int64_t row, int64_t column, uint8_t *table);
    void (*look_up)(const fa_clahe *p, int64_t channel, const uint8_t *const tables[4], int64_t top, int64_t end,
                    int64_t left, int64_t width);
} clahe_table;

#define FA_BODY "clahe_rows.h"
#include "each_level.h"

/* ---- scratch ---- */

static int64_t padded(int64_t bytes) { return (bytes + 63) & ~(int64_t)63; }
static int is_rgb(const fa_clahe *p) { return p->src.channels == 3; }
static int64_t table_bytes(const fa_clahe *p) { return (is_rgb(p) ? 1 : p->src.channels) * p->rows * p->columns * 256; }
static int64_t weight_bytes(int64_t size) { return padded(2 * size) + 128; } /* whole vectors are read */

int64_t fa_clahe_scratch(const fa_clahe *p)
{
    return table_bytes(p) + weight_bytes(p->src.height) + weight_bytes(p->src.width) +
           (is_rgb(p) ? padded(p->src.height * p->src.width) : 0);
}

static uint8_t *table_at(const fa_clahe *p, int64_t channel, int64_t row, int64_t column)
{
    return p->tables + 256 * ((channel * p->rows + row) * p->columns + column);
}

/* How many centres of tiles lie at or before a place on an axis. */
static int64_t after_tile(int64_t place, int64_t tile) { return (2 * place + tile) / (2 * tile); }
static void make_weights(int64_t size, int64_t tile, int16_t *weights)
{
    for (int64_t i = 0, rest = tile; i < size; i++, rest += 2) {
        if (rest >= 2 * tile) rest -= 2 * tile;
        weights[i] = (int16_t)((rest << 14) / tile);
    }
}

void fa_clahe_start(fa_clahe *p)
{
    const int64_t height = p->src.height, width = p->src.width;
    const int whole = height % p->rows == 0 && width % p->columns == 0; /* else a tile is a pixel more on both axes */
    p->tile_height = height / p->rows + !whole;
    p->tile_width = width / p->columns + !whole;
    p->tables = p->scratch;
    p->down = (int16_t *)(p->tables + table_bytes(p));
    p->across = (int16_t *)((char *)p->down + weight_bytes(height));
    make_weights(height, p->tile_height, p->down);
    make_weights(width, p->tile_width, p->across);
    p->plane = p->src;
    if (is_rgb(p)) p->plane = (fa_image){(char *)p->across + weight_bytes(width), height, width, 1, width, FA_U8};
}

/* ---- tables ---- */

void fa_clahe_luma(const void *job, int64_t first, int64_t last)
{
    const fa_clahe *p = job;
    const fa_saturate gray = {.src = p->src, .dst = p->plane, .weights = {0.299, 0.587, 0.114}};
    if (is_rgb(p)) p->saturate(&gray, first, last);
}

void fa_clahe_tables(const void *job, int64_t first, int64_t last)
{
    const fa_clahe *p = job;
    for (int64_t channel = 0; channel < p->plane.channels; channel++)
        for (int64_t row = first; row < last; row++)
            for (int64_t column = 0; column < p->columns; column++)
                FA_PICK(&clahe)->make_table(p, channel, row, column, table_at(p, channel, row, column));
}

/* ---- rows ---- */

/* Rows top .. end-1, which lie between the same two rows of tiles. */
static void band_rows(const fa_clahe *p, int64_t top, int64_t end)
{
    const int64_t after = after_tile(top, p->tile_height);
    const int64_t above = fa_max(after - 1, 0), below = fa_min(after, p->rows - 1);
    for (int64_t channel = 0; channel < p->plane.channels; channel++)
        for (int64_t left = 0, width; left < p->src.width; left += width) {
            const int64_t next = after_tile(left, p->tile_width); /* it begins at (next + 1/2) tile widths */
            const int64_t begin = fa_max(next - 1, 0), stop = fa_min(next, p->columns - 1);
            const uint8_t *const tables[] = {
                table_at(p, channel, above, begin), table_at(p, channel, above, stop),
                table_at(p, channel, below, begin), table_at(p, channel, below, stop),
            };
            width = fa_min(((2 * next + 1) * p->tile_width + 1) / 2, p->src.width) - left;
            for (int64_t at = 0; at < width; at += STRIP)
                FA_PICK(&clahe)->look_up(p, channel, tables, top, end, left + at, fa_min(width - at, STRIP));
        }
}

void fa_clahe_rows(const void *job, int64_t first, int64_t last)
{
    const fa_clahe *p = job;
    for (int64_t top = first, end; top < last; top = end) {
        end = fa_min(((2 * after_tile(top, p->tile_height) + 1) * p->tile_height + 1) / 2, last);
        band_rows(p, top, end);
    }
}

int fa_clahe_prepare(void *job, void *scratch, int held)
{
    fa_clahe *p = job;
    (void)held;
    p->scratch = scratch;
    fa_clahe_start(p);
    fa_clahe_luma(p, 0, p->src.height);
    if (p->src.height && p->src.width) fa_clahe_tables(p, 0, p->rows);
    return 1;
}

void fa_clahe_whole(const void *job, int64_t first, int64_t last)
{
    fa_clahe p = *(const fa_clahe *)job;
    if (first >= last) return;
    fa_clahe_prepare(&p, p.scratch, 0);
    fa_clahe_rows(&p, 0, p.src.height);
}
