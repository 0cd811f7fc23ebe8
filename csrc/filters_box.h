/* A box blur of values of one type, by sums of columns that move down with the rows: define VALUE; SUM, the type of sums;
 * NAME(name); BEGINS: sums are begun at multiples of it and, if they are rounded (then it is above 1), at all of these; and
 *
 *     ACROSS(sums, step, n, size, to)    means of `size` column sums `step` apart, n of them; FA_BLOCK sums more are there */

FA_NOINLINE static void NAME(move)(SUM *restrict sums, const VALUE *restrict more, const VALUE *restrict less, int64_t n)
{
    for (int64_t i = 0; i < n; i++) sums[i] = (SUM)(sums[i] + more[i] - less[i]);
}

enum { NAME(LANES) = sizeof(VALUE) == 1 ? BOX_LANES_OF_BYTES : BOX_LANES };

static void NAME(strip)(const fa_box_blur *p, const fa_strip *s, int64_t first, int64_t last)
{
    FA_ALIGN64 SUM room[NAME(LANES) + BOX_MARGIN + 2 * FA_BLOCK];
    FA_ALIGN64 VALUE more[NAME(LANES) + BOX_MARGIN], less[NAME(LANES) + BOX_MARGIN], means[NAME(LANES)];
    const box_columns c = columns_of(p, s);
    const int64_t r = p->size / 2, channels = s->channels;
    SUM *sums = room + fa_blocks(c.before * channels) - c.before * channels; /* sums of their own begin aligned */
    const int whole = channels == p->dst.channels; /* the means need no copy */
    int64_t row = first - first % BEGINS, next = row;
    for (; row < last; row++) {
        int64_t k = row + r;
        const VALUE *out = less;
        if (row == next) {
            next = BEGINS > 1 ? row + BEGINS : last;
            memset(room, 0, sizeof room);
            memset(less, 0, sizeof less);
            k = row - r;
        } else {
            out = fa_strip_values(&p->src, &c.own, row - r - 1, p->border, p->fill, less);
        }
        for (; k <= row + r; k++)
            NAME(move)(sums + c.before * channels, fa_strip_values(&p->src, &c.own, k, p->border, p->fill, more), out,
                       c.own.pixels * channels);
        if (row < first) continue;
        for (k = 0; k < c.copied; k++)
            fa_copy_pixel((char *)(sums + c.to[k] * channels), (const char *)(sums + c.from[k] * channels),
                          channels * (int64_t)sizeof(SUM));
        ACROSS(sums, channels, s->pixels * channels, p->size,
               whole ? (VALUE *)fa_row(&p->dst, row) + s->left * channels : means);
        if (!whole) fa_paste_strip(&p->dst, s, row, means);
    }
}
#undef VALUE
#undef SUM
#undef NAME
#undef BEGINS
#undef ACROSS
