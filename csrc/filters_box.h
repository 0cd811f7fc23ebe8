/* A box blur of values of one type, by sums of columns that move down with the rows: define VALUE; SUM, the type of sums;
 * NAME(name); BEGINS: sums are begun at multiples of it and, if they are rounded (then it is above 1), at all of these; and
 *
 *     ACROSS(sums, step, n, size, to)    means of `size` column sums `step` apart, n of them, a multiple of FA_BLOCK */

FA_NOINLINE static void NAME(move)(SUM *restrict sums, const VALUE *restrict more, const VALUE *restrict less, int64_t n)
{
    for (int64_t i = 0; i < n; i++) sums[i] = (SUM)(sums[i] + more[i] - less[i]);
}

enum { NAME(LANES) = sizeof(VALUE) == 1 ? BOX_LANES_OF_BYTES : BOX_LANES };

static void NAME(strip)(const fa_box_blur *p, const fa_strip *s, int64_t first, int64_t last)
{
    FA_ALIGN64 SUM sums[NAME(LANES) + BOX_MARGIN + FA_BLOCK];
    FA_ALIGN64 VALUE more[NAME(LANES) + BOX_MARGIN] = {0}, less[NAME(LANES) + BOX_MARGIN] = {0}, means[NAME(LANES)];
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
#undef VALUE
#undef SUM
#undef NAME
#undef BEGINS
#undef ACROSS
