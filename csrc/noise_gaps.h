/* Impulses that are few: their gaps are drawn, and between them nothing is touched.
 *
 * A group of 32 words gives 16 gaps, and the kind of what comes behind each. Group g of row i is the blocks of Philox with
 * the counters (8 i, g, 0, IMPULSE_STREAM) to (8 i + 7, g, ...), so that the first ones of several rows are drawn at once. */

/* Hits the places from `place` on in the 16 gaps of a group; returns the place behind them. No branch depends on what is
 * drawn, but for the rare one: it would be guessed wrong. */
FA_INLINE int64_t FA(hit)(const fa_impulses *p, const uint32_t *words, int64_t row, int64_t place, int64_t places)
{
    const int64_t channels = p->src.channels, values = p->per_channel ? 1 : channels;
    const int64_t item = fa_itemsize(p->src.dtype), bytes = item * values;
    const char *pixels[2] = {p->first_pixel, p->second_pixel};
    char *dst = fa_row(&p->dst, row);
    for (int j = 0; j < 16; j++) {
        const uint32_t word = words[j], column = word % FA_GAPS, entry = p->gaps[column];
        const uint32_t own = -(uint32_t)(word / FA_GAPS < entry / FA_GAPS);
        const uint32_t gap = ((column & own) | (entry & ~own)) % FA_GAPS;
        place += gap;
        if (place >= places) break;
        if (gap == FA_GAPS - 1) continue;
        const char *pixel = pixels[words[16 + j] < p->seconds];
        if (pixel) FA(put)(dst + place * bytes, p->per_channel ? pixel + place % channels * item : pixel, bytes);
        else FA(random_values)(&p->dst, p->seed, row, place * values, (place + 1) * values);
        place++;
    }
    return place;
}

static void FA(few_impulses)(const fa_impulses *p, int64_t first, int64_t last)
{
    const int64_t places = p->src.width * (p->per_channel ? p->src.channels : 1);
    uint32_t words[32 * GROUPS], more[32];
    for (int64_t from = first; from < last; from += GROUPS) {
        const int64_t to = fa_min(from + GROUPS, last);
        if (p->src.data != p->dst.data) fa_copy_rows(&p->src, &p->dst, from, to);
        FA(philox)(words, to - from, p->seed, (uint32_t)(8 * from), 0, 0, IMPULSE_STREAM);
        for (int64_t i = from; i < to; i++) {
            int64_t place = FA(hit)(p, words + 32 * (i - from), i, 0, places);
            for (uint32_t group = 1; place < places; group++) {
                FA(philox)(more, 1, p->seed, (uint32_t)(8 * i), group, 0, IMPULSE_STREAM);
                place = FA(hit)(p, more, i, place, places);
            }
        }
    }
}
