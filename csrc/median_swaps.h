/* Medians of 3 x 3 and 5 x 5 values by comparing and swapping, for values of one type: define VALUE and NAME(name). Two rows
 * are made at once, from lines: copies of the rows about them, with what stands beyond their ends. */

#define LOWER(a, b) ((a) < (b) ? (a) : (b))
#define HIGHER(a, b) ((a) < (b) ? (b) : (a))
#define SORT(a, b)                      \
    {                                   \
        const VALUE low_ = LOWER(a, b); \
        b = HIGHER(a, b);               \
        a = low_;                       \
    }
#define SORT_3(a, b, c) SORT(a, b) SORT(b, c) SORT(a, b)
#define SORT_4(a, b, c, d) SORT(a, b) SORT(c, d) SORT(a, c) SORT(b, d) SORT(b, c)
#define SORT_5(a, b, c, d, e) \
    SORT(a, b) SORT(d, e) SORT(c, e) SORT(c, d) SORT(b, e) SORT(a, d) SORT(a, c) SORT(b, d) SORT(b, c)

enum { NAME(LINE) = SPAN / sizeof(VALUE) };

/* Runs `statement` for blocks of n values from i on whose n is a multiple of FA_BLOCK, where there are as many: the last one
 * has some of the one before. */
#define IN_FA_BLOCKS(all, statement)                                                               \
    for (int64_t i = 0, n = (all) < FA_BLOCK ? (all) : (all) / FA_BLOCK * FA_BLOCK; i < (all); i += n) { \
        if (i) i = (all)-FA_BLOCK, n = FA_BLOCK;                                                      \
        statement;                                                                              \
    }

/* With three sorted rows the median is that of the greatest of their least, the middle of their middle, and the least of
 * their greatest values. */
FA_NOINLINE static void NAME(three)(const VALUE *restrict x0, const VALUE *restrict x1, const VALUE *restrict x2,
                                    const VALUE *restrict x3, int64_t step, int64_t n, VALUE *restrict to0,
                                    VALUE *restrict to1)
{
    for (int64_t i = 0; i < n; i++) {
        VALUE a0 = x0[i], b0 = x0[i + step], c0 = x0[i + 2 * step], a1 = x1[i], b1 = x1[i + step], c1 = x1[i + 2 * step];
        VALUE a2 = x2[i], b2 = x2[i + step], c2 = x2[i + 2 * step], a3 = x3[i], b3 = x3[i + step], c3 = x3[i + 2 * step];
        SORT_3(a0, b0, c0)
        SORT_3(a1, b1, c1)
        SORT_3(a2, b2, c2)
        SORT_3(a3, b3, c3)
        SORT(b1, b2) /* of both results */
        const VALUE a = HIGHER(a1, a2), c = LOWER(c1, c2);
        a0 = HIGHER(a, a0), b0 = LOWER(HIGHER(b0, b1), b2), c0 = LOWER(c, c0);
        a3 = HIGHER(a, a3), b3 = LOWER(HIGHER(b3, b1), b2), c3 = LOWER(c, c3);
        SORT_3(a0, b0, c0)
        SORT_3(a3, b3, c3)
        to0[i] = b0, to1[i] = b3;
    }
}

/* Sorts the columns of lines 0 .. 4 into the first five rows of `sorted`, those of lines 1 .. 5 into the others. */
FA_NOINLINE static void NAME(columns)(const VALUE *restrict x0, const VALUE *restrict x1, const VALUE *restrict x2,
                                      const VALUE *restrict x3, const VALUE *restrict x4, const VALUE *restrict x5,
                                      int64_t n, VALUE *restrict sorted)
{
    for (int64_t i = 0; i < n; i++) {
        VALUE b = x1[i], c = x2[i], d = x3[i], e = x4[i];
        SORT_4(b, c, d, e)
        for (int k = 0; k < 2; k++) {
            VALUE low = k ? x5[i] : x0[i], *restrict to = sorted + i + k * 5 * NAME(LINE), u = b, v = c, w = d, high = e;
            SORT(low, u)
            SORT(u, v)
            SORT(v, w)
            SORT(w, high)
            to[0] = low, to[NAME(LINE)] = u, to[2 * NAME(LINE)] = v, to[3 * NAME(LINE)] = w, to[4 * NAME(LINE)] = high;
        }
    }
}

/* Sorts the rows of 5 x 5 sorted columns as far as the rest asks for: 13 of the 25 values may be the median then. The rest
 * finds it for each of the 252 ways in which a matrix with sorted rows and columns can be cut into what is below and what
 * is above a threshold. */
FA_NOINLINE static void NAME(across)(const VALUE *restrict sorted, int64_t step, int64_t n, VALUE *restrict to)
{
    for (int64_t i = 0; i < n; i++) {
        VALUE m[5][5];
        for (int k = 0; k < 5; k++) {
            for (int j = 0; j < 5; j++) m[k][j] = sorted[i + k * NAME(LINE) + j * step];
            SORT_5(m[k][0], m[k][1], m[k][2], m[k][3], m[k][4])
        }
        VALUE a = HIGHER(m[0][3], LOWER(m[1][4], m[3][1])), b = LOWER(m[3][2], HIGHER(m[2][1], m[0][4]));
        VALUE c = LOWER(m[4][1], HIGHER(m[3][0], m[1][3])), d = HIGHER(m[1][2], LOWER(m[4][0], m[2][3]));
        VALUE e = HIGHER(LOWER(a, b), LOWER(c, d)), f = m[2][2], g = LOWER(HIGHER(a, b), HIGHER(c, d));
        SORT_3(e, f, g)
        to[i] = f;
    }
}

static void NAME(five)(const VALUE *const *x, int64_t step, int64_t all, VALUE *to0, VALUE *to1)
{
    FA_ALIGN64 VALUE sorted[10 * NAME(LINE)];
    IN_FA_BLOCKS(all + 4 * step, NAME(columns)(x[0] + i, x[1] + i, x[2] + i, x[3] + i, x[4] + i, x[5] + i, n, sorted + i))
    IN_FA_BLOCKS(all, NAME(across)(sorted + i, step, n, to0 + i))
    IN_FA_BLOCKS(all, NAME(across)(sorted + i + 5 * NAME(LINE), step, n, to1 + i))
}

static void NAME(swaps_in_strip)(const fa_median *p, const fa_strip *s, int64_t first, int64_t last)
{
    FA_ALIGN64 VALUE lines[6][NAME(LINE)], spare[NAME(LINE)];
    const VALUE *x[6];
    const int64_t r = p->size / 2, count = p->size + 1, step = s->channels, all = s->pixels * step;
    const fa_strip wide = {s->left - r, s->pixels + 2 * r, s->channel, s->channels};
    const int64_t from = s->left * p->dst.channels + s->channel;
    for (int64_t row = first, made = first - r; row < last; row += 2) {
        VALUE *to0 = (VALUE *)fa_row(&p->dst, row) + from;
        VALUE *to1 = row + 1 < last ? (VALUE *)fa_row(&p->dst, row + 1) + from : spare;
        for (; made <= row + 1 + r; made++) fa_copy_strip(&p->src, &wide, made, FA_EDGE, NULL, lines[(made + count) % count]);
        for (int64_t k = 0; k < count; k++) x[k] = lines[(row - r + k + count) % count];
        if (r == 2) NAME(five)(x, step, all, to0, to1);
        else IN_FA_BLOCKS(all, NAME(three)(x[0] + i, x[1] + i, x[2] + i, x[3] + i, step, n, to0 + i, to1 + i))
    }
}

static void NAME(swaps)(const fa_median *p, int64_t first, int64_t last)
{
    const int64_t w = p->src.width, channels = p->src.channels;
    fa_strip s;
    for (s.channel = 0; s.channel < channels; s.channel += s.channels) {
        s.channels = fa_min(channels - s.channel, NAME(LINE) / 8);
        const int64_t most = s.channels < channels ? 1 : NAME(LINE) / channels - (p->size - 1);
        for (s.left = 0; s.left < w; s.left += s.pixels) {
            s.pixels = fa_min(most, w - s.left);
            NAME(swaps_in_strip)(p, &s, first, last);
        }
    }
}
#undef LOWER
#undef HIGHER
#undef SORT
#undef SORT_3
#undef SORT_4
#undef SORT_5
#undef IN_FA_BLOCKS
