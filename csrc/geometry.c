#include "geometry.h"

typedef struct {
    void (*reverse)(const char *src, char *dst, int64_t pixels, int64_t bytes);
    void (*column)(const char *src, int64_t step, char *dst, int64_t pixels, int64_t bytes);
} geometry_table;

#define FA_BODY "geometry_rows.h"
#include "each_level.h"

#include "border.h"

void fa_permute_rows(const void *job, int64_t first, int64_t last)
{
    const fa_permute *p = job;
    const geometry_table *table = FA_PICK(&geometry);
    const int64_t bytes = fa_pixel_bytes(&p->src), width = p->dst.width;
    for (int64_t i = first; i < last; i++) {
        int64_t at = p->transpose ? (p->flip_cols ? p->src.width - 1 - i : i) : (p->flip_rows ? p->src.height - 1 - i : i);
        char *out = fa_row(&p->dst, i);
        if (p->transpose) {
            const char *top = p->src.data + at * bytes;
            if (p->flip_rows) table->column(top + (p->src.height - 1) * p->src.stride, -p->src.stride, out, width, bytes);
            else table->column(top, p->src.stride, out, width, bytes);
        } else if (p->flip_cols) {
            table->reverse(fa_row(&p->src, at), out, width, bytes);
        } else {
            memcpy(out, fa_row(&p->src, at), (size_t)(width * bytes));
        }
    }
}

/* Pixels first .. last-1 of an output row, one by one, by the border rule along the row. */
static void crop_outside(const fa_crop *p, const char *row, char *out, int64_t first, int64_t last, int64_t bytes)
{
    for (int64_t j = first; j < last; j++) {
        int64_t x = fa_border_index(j + p->left, p->src.width, p->border);
        memcpy(out + j * bytes, x < 0 ? p->fill : row + x * bytes, (size_t)bytes);
    }
}

void fa_crop_rows(const void *job, int64_t first, int64_t last)
{
    const fa_crop *p = job;
    const int64_t bytes = fa_pixel_bytes(&p->src), width = p->dst.width;
    const int64_t a = fa_min(width, fa_max(0, -p->left)), b = fa_max(a, fa_min(width, p->src.width - p->left));
    for (int64_t i = first; i < last; i++) {
        int64_t y = fa_border_index(i + p->top, p->src.height, p->border);
        char *out = fa_row(&p->dst, i);
        if (y < 0) {
            for (int64_t j = 0; j < width; j++) memcpy(out + j * bytes, p->fill, (size_t)bytes);
            continue;
        }
        const char *row = fa_row(&p->src, y);
        crop_outside(p, row, out, 0, a, bytes);
        memcpy(out + a * bytes, row + (a + p->left) * bytes, (size_t)((b - a) * bytes));
        crop_outside(p, row, out, b, width, bytes);
    }
}
