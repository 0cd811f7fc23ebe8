/* Impulses that are few: their gaps are drawn, and between them nothing is touched.
 *
 * A group of 32 words gives 16 gaps, and the kind of what comes behind each. Group g of row i is the blocks of Philox with
 * the counters (8 i, g, 0, IMPULSE_STREAM) to (8 i + 7, g, ...), so that the first ones of several rows are drawn at once. */

/* What a hit writes: locals, which no store of a byte can change. */
typedef struct {
    const char *pixels[2];
    int64_t values, item, bytes; /* of a place */
    int64_t turn;                /* after so many places the pixel begins anew */
} FA(target);

FA_INLINE FA(target) FA(target_of)(const fa_impulses *p)
{
    const int64_t values = p->per_channel ? 1 : p->src.channels, item = fa_itemsize(p->src.dtype);
    return (FA(target)){{p->first_pixel, p->second_pixel}, values, item, values * item, p->per_channel ? p->src.channels : 1};
}

FA_INLINE void FA(strike)(const fa_impulses *p, const FA(target) *t, char *dst, int64_t row, int64_t place, int second)
{
    const char *pixel = t->pixels[second];
    if (!pixel) FA(random_values)(&p->dst, p->seed, row, place * t->values, (place + 1) * t->values);
    else FA(put)(dst + place * t->bytes, t->turn > 1 ? pixel + place % t->turn * t->item : pixel, t->bytes);
}

/* FA(add_gaps) makes of the words of several groups what FA(hit) hits from `place` on, which returns the place behind them,
 * or one beyond the row. No branch depends on what is drawn, but for the rare one: it would be guessed wrong. */
#if FA_LEVEL == 2
/* Words 0 .. 15 become the places behind the hits, as sums along a vector; 16 which of them are hit in a row of so many
 * places, 17 by the second pixel. How many they are is guessed wrong for each row, and should be known early: so they are
 * found in all rows before the first one is hit. */
FA_INLINE void FA(add_gaps)(const fa_impulses *p, uint32_t *words, int64_t places)
{
    const __m512i last = _mm512_set1_epi32(FA_GAPS - 1), word = LOAD(words), column = _mm512_and_si512(word, last);
    __m512i entry[FA_GAPS / 32];
    for (int k = 0; k < FA_GAPS / 32; k++)
        entry[k] = _mm512_permutex2var_epi32(LOAD(p->gaps + 32 * k), column, LOAD(p->gaps + 32 * k + 16));
    for (int bit = 32, k = FA_GAPS / 64; k > 0; bit *= 2, k /= 2)
        for (int j = 0; j < k; j++)
            entry[j] = _mm512_mask_mov_epi32(entry[2 * j], _mm512_test_epi32_mask(column, _mm512_set1_epi32(bit)), entry[2 * j + 1]);
    const __m512i other = _mm512_and_si512(entry[0], last);
    const __mmask16 own = _mm512_cmplt_epu32_mask(_mm512_andnot_si512(last, word), _mm512_andnot_si512(last, entry[0]));
    const __m512i gap = _mm512_mask_mov_epi32(other, own, column);
    const __mmask16 ended = _mm512_cmpneq_epu32_mask(gap, last);
    __m512i end = _mm512_mask_add_epi32(gap, ended, gap, _mm512_set1_epi32(1));
    end = _mm512_add_epi32(end, _mm512_alignr_epi32(end, _mm512_setzero_si512(), 15));
    end = _mm512_add_epi32(end, _mm512_alignr_epi32(end, _mm512_setzero_si512(), 14));
    end = _mm512_add_epi32(end, _mm512_alignr_epi32(end, _mm512_setzero_si512(), 12));
    end = _mm512_add_epi32(end, _mm512_alignr_epi32(end, _mm512_setzero_si512(), 8));
    const __mmask16 inside = _mm512_cmple_epu32_mask(end, _mm512_set1_epi32((int)fa_min(places, 1 << 30)));
    const __mmask16 second = _mm512_cmple_epu32_mask(LOAD(words + 16), _mm512_set1_epi32((int)(uint32_t)(p->seconds - 1)));
    STORE(words, end);
    words[16] = inside & ended;
    words[17] = p->seconds ? second : 0;
}

FA_INLINE int64_t FA(hit)(const fa_impulses *p, const uint32_t *words, int64_t row, int64_t place, int64_t places)
{
    const FA(target) target = FA(target_of)(p);
    char *dst = fa_row(&p->dst, row);
    (void)places;
    for (uint32_t hit = words[16]; hit; hit &= hit - 1) {
        const int j = fa_lowest_bit(hit);
        FA(strike)(p, &target, dst, row, place + words[j] - 1, words[17] >> j & 1);
    }
    return place + words[15];
}
#else
FA_INLINE void FA(add_gaps)(const fa_impulses *p, uint32_t *words, int64_t places) { (void)p, (void)words, (void)places; }

FA_INLINE int64_t FA(hit)(const fa_impulses *p, const uint32_t *words, int64_t row, int64_t place, int64_t places)
{
    const FA(target) target = FA(target_of)(p);
    char *dst = fa_row(&p->dst, row);
    for (int j = 0; j < 16; j++) {
        const uint32_t word = words[j], column = word % FA_GAPS, entry = p->gaps[column];
        const uint32_t own = -(uint32_t)(word / FA_GAPS < entry / FA_GAPS);
        const uint32_t gap = ((column & own) | (entry & ~own)) % FA_GAPS;
        place += gap;
        if (place >= places) break;
        if (gap == FA_GAPS - 1) continue;
        FA(strike)(p, &target, dst, row, place, words[16 + j] < p->seconds);
        place++;
    }
    return place;
}
#endif

static void FA(few_impulses)(const fa_impulses *p, int64_t first, int64_t last)
{
    const int64_t places = p->src.width * (p->per_channel ? p->src.channels : 1);
    uint32_t words[32 * GROUPS], more[32];
    for (int64_t from = first; from < last; from += GROUPS) {
        const int64_t to = fa_min(from + GROUPS, last);
        FA(philox)(words, to - from, p->seed, (uint32_t)(8 * from), 0, 0, IMPULSE_STREAM);
        for (int64_t i = 0; i < to - from; i++) FA(add_gaps)(p, words + 32 * i, places);
        if (p->src.data != p->dst.data) fa_copy_rows(&p->src, &p->dst, from, to);
        for (int64_t i = from; i < to; i++) {
            int64_t place = FA(hit)(p, words + 32 * (i - from), i, 0, places);
            for (uint32_t group = 1; place < places; group++) {
                FA(philox)(more, 1, p->seed, (uint32_t)(8 * i), group, 0, IMPULSE_STREAM);
                FA(add_gaps)(p, more, places - place);
                place = FA(hit)(p, more, i, place, places);
            }
        }
    }
}
