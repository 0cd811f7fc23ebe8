/* Means over the pixels of a line, for values of one type: define VALUE; TOTAL, the type of their sums; NAME(name) and
 * MEAN(total, count). */

FA_NOINLINE static void NAME(add)(TOTAL *restrict totals, const VALUE *restrict values, int64_t n)
{
    for (int64_t i = 0; i < n; i++) totals[i] = (TOTAL)(totals[i] + values[i]);
}

FA_NOINLINE static void NAME(motion_means)(const TOTAL *restrict totals, int64_t n, int64_t count, VALUE *restrict to)
{
    for (int64_t i = 0; i < n; i++) to[i] = (VALUE)MEAN(totals[i], count);
}

static void NAME(motion_strip)(const fa_motion_blur *p, const fa_strip *s, int64_t row)
{
    FA_ALIGN64 TOTAL totals[MOTION_LANES];
    FA_ALIGN64 VALUE values[MOTION_LANES + MOTION_MARGIN];
    const int64_t n = s->pixels * s->channels;
    memset(totals, 0, (size_t)n * sizeof *totals);
    for (int64_t k = 0, end; k < p->count; k = end) { /* taps on one row at a time */
        const fa_tap *taps = p->taps;
        for (end = k + 1; end < p->count && taps[end].y == taps[k].y;) end++;
        const fa_strip wide = {s->left + taps[k].x, s->pixels + taps[end - 1].x - taps[k].x, s->channel, s->channels};
        const VALUE *first = fa_strip_values(&p->src, &wide, row + taps[k].y, p->border, p->fill, values);
        for (int64_t j = k; j < end; j++) NAME(add)(totals, first + (taps[j].x - taps[k].x) * s->channels, n);
    }
    NAME(motion_means)(totals, n, p->count, values);
    fa_paste_strip(&p->dst, s, row, values);
}

static void NAME(motion)(const fa_motion_blur *p, int64_t first, int64_t last)
{
    const int64_t w = p->src.width, channels = p->src.channels;
    fa_strip s;
    for (s.channel = 0; s.channel < channels; s.channel += s.channels) {
        s.channels = fa_min(channels - s.channel, MOTION_MARGIN / p->count);
        for (s.left = 0; s.left < w; s.left += s.pixels) {
            s.pixels = fa_min(MOTION_LANES / s.channels, w - s.left);
            for (int64_t row = first; row < last; row++) NAME(motion_strip)(p, &s, row);
        }
    }
}
#undef VALUE
#undef TOTAL
#undef NAME
