/* A box blur of values of one type, by sums of columns that move down with the rows: define VALUE; SUM, the type of sums;
 * NAME(name); BEGINS: sums are begun at multiples of it and, if they are rounded (then it is above 1), at all of these; and
 *
 *     ACROSS(sums, step, n, size, to)    means of `size` column sums `step` apart, n of them, a multiple of FA_BLOCK */

FA_NOINLINE static void NAME(move)(SUM *restrict sums, const VALUE *restrict more, const VALUE *restrict less, int64_t n)
{
    for (int64_t i = 0; i < n; i++) sums[i] = (SUM)(sums[i] + more[i] - less[i]);
}

static void NAME(strip)(const fa_box_blur *p, const fa_strip *s, int64_t first, int64_t last)
{
    FA_ALIGN64 SUM sums[BOX_LANES + BOX_MARGIN + FA_BLOCK];
    FA_ALIGN64 VALUE more[BOX_LANES + BOX_MARGIN] = {0}, less[BOX_LANES + BOX_MARGIN] = {0}, means[BOX_LANES];
    const int64_t r = p->size / 2, n = fa_blocks((s->pixels + 2 * r) * s->channels);
    const fa_strip wide = {s->left - r, s->pixels + 2 * r, s->channel, s->channels};
    int64_t row = first - first % BEGINS, next = row;
    for (; row < last; row++) {
        int64_t k = row + r;
        if (row == next) {
            next = BEGINS > 1 ? row + BEGINS : last;
            memset(sums, 0, sizeof sums);
            memset(less, 0, sizeof less);
            k = row - r;
        } else {
            fa_copy_strip(&p->src, &wide, row - r - 1, p->border, p->fill, less);
        }
        for (; k <= row + r; k++) {
            fa_copy_strip(&p->src, &wide, k, p->border, p->fill, more);
            NAME(move)(sums, more, less, n);
        }
        if (row < first) continue;
        ACROSS(sums, s->channels, fa_blocks(s->pixels * s->channels), p->size, means);
        fa_paste_strip(&p->dst, s, row, means);
    }
}

static void NAME(box)(const fa_box_blur *p, int64_t first, int64_t last)
{
    const int64_t w = p->src.width, channels = p->src.channels;
    fa_strip s;
    for (s.channel = 0; s.channel < channels; s.channel += s.channels) {
        s.channels = fa_min(channels - s.channel, BOX_MARGIN / p->size);
        for (s.left = 0; s.left < w; s.left += s.pixels) {
            s.pixels = fa_min(BOX_LANES / s.channels, w - s.left);
            NAME(strip)(p, &s, first, last);
        }
    }
}
#undef VALUE
#undef SUM
#undef NAME
#undef BEGINS
#undef ACROSS
