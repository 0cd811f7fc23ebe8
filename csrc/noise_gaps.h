/* Impulses that are few: their gaps are drawn, and between them nothing is touched.
 *
 * Gaps run on from row to row of a tile, so that what hits a place depends on that place alone. A draw of tile (i, j) is 64
 * gaps, of a word each, and 64 kinds, of 16 bits: the blocks of Philox with the counters (24 j, i, draw, IMPULSE_STREAM) to
 * (24 j + 23, i, ...). FA(find) makes hits of it. No branch depends on what is drawn: it would be guessed wrong. */
#if FA_LEVEL == 2
FA_INLINE __m512i FA(gaps)(const uint32_t *table, __m512i word)
{
    const __m512i low = _mm512_set1_epi32(FA_GAPS - 1), column = _mm512_and_si512(word, low);
    __m512i entry[FA_GAPS / 32];
    for (int k = 0; k < FA_GAPS / 32; k++)
        entry[k] = _mm512_permutex2var_epi32(LOAD(table + 32 * k), column, LOAD(table + 32 * k + 16));
    for (int bit = 32, k = FA_GAPS / 64; k > 0; bit *= 2, k /= 2)
        for (int j = 0; j < k; j++)
            entry[j] = _mm512_mask_mov_epi32(entry[2 * j], _mm512_test_epi32_mask(column, _mm512_set1_epi32(bit)), entry[2 * j + 1]);
    const __mmask16 own = _mm512_cmplt_epu32_mask(_mm512_andnot_si512(low, word), _mm512_andnot_si512(low, entry[0]));
    return _mm512_mask_mov_epi32(_mm512_and_si512(low, entry[0]), own, column);
}

/* What there is up to each number: sums along a vector. */
FA_INLINE __m512i FA(running_sums)(__m512i v)
{
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, _mm512_setzero_si512(), 15));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, _mm512_setzero_si512(), 14));
    v = _mm512_add_epi32(v, _mm512_alignr_epi32(v, _mm512_setzero_si512(), 12));
    return _mm512_add_epi32(v, _mm512_alignr_epi32(v, _mm512_setzero_si512(), 8));
}

FA_INLINE void FA(find)(const fa_impulses *p, const uint32_t *words, gap_tile *t)
{
    const __m512i one = _mm512_set1_epi32(1), longest = _mm512_set1_epi32(FA_GAPS - 1);
    const __m512i begin = _mm512_set1_epi32((int)t->begin), size = _mm512_set1_epi32((int)(t->end - t->begin));
    const __m512i width = _mm512_set1_epi32((int)t->width);
    const uint64_t second = FA(below)(words + DRAWN, p->seconds);
    __m512i place = _mm512_set1_epi32((int)t->place);
    int64_t count = 0;
    for (int i = 0; i < DRAWN; i += 16) {
        const __m512i gap = FA(gaps)(p->gaps, LOAD(words + i));
        const __mmask16 ended = _mm512_cmpneq_epu32_mask(gap, longest);
        const __m512i behind = _mm512_add_epi32(place, FA(running_sums)(_mm512_mask_add_epi32(gap, ended, gap, one)));
        const __m512i hit = _mm512_sub_epi32(behind, one), column = _mm512_and_si512(hit, _mm512_set1_epi32(TILE_WIDTH - 1));
        __mmask16 inside = _mm512_mask_cmplt_epu32_mask(ended, _mm512_sub_epi32(hit, begin), size);
        inside = _mm512_mask_cmplt_epu32_mask(inside, column, width);
        const __m512i marked = _mm512_mask_add_epi32(hit, (__mmask16)(second >> i), hit, _mm512_set1_epi32(TILE));
        STORE(t->hits + count, _mm512_maskz_compress_epi32(inside, marked));
        count += __builtin_popcount(inside);
        place = _mm512_permutexvar_epi32(_mm512_set1_epi32(15), behind);
    }
    t->count = count;
    t->place = (uint32_t)_mm_cvtsi128_si32(_mm512_castsi512_si128(place));
}
#else
FA_INLINE void FA(find)(const fa_impulses *p, const uint32_t *words, gap_tile *t)
{
    const uint64_t second = FA(below)(words + DRAWN, p->seconds);
    const uint32_t begin = t->begin, end = t->end, width = t->width;
    uint32_t place = t->place;
    int64_t count = 0;
    for (int j = 0; j < DRAWN && place < end; j++) {
        const uint32_t word = words[j], column = word % FA_GAPS, entry = p->gaps[column];
        const uint32_t own = -(uint32_t)(word / FA_GAPS < entry / FA_GAPS);
        const uint32_t gap = ((column & own) | (entry & ~own)) % FA_GAPS, ended = gap < FA_GAPS - 1;
        place += gap;
        t->hits[count] = place + (uint32_t)(second >> j & 1) * TILE;
        count += ended & (place - begin < end - begin) & (place % TILE_WIDTH < width);
        place += ended;
    }
    t->count = count;
    t->place = place;
}
#endif

/* What a hit needs are locals, which no store of a byte can change. */
FA_INLINE void FA(strike)(const fa_impulses *p, const gap_tile *t, int64_t values, int64_t bytes)
{
    const char *const pixels[2] = {p->first_pixel, p->second_pixel};
    const int64_t turn = p->per_channel ? p->src.channels : 1, item = fa_itemsize(p->src.dtype), stride = p->dst.stride;
    const int64_t top = t->top, left = t->left, count = t->count;
    char *dst = fa_row(&p->dst, top) + left * bytes;
    for (int64_t k = 0; k < count; k++) {
        const uint32_t hit = t->hits[k];
        const int64_t i = hit / TILE_WIDTH % TILE_ROWS, j = hit % TILE_WIDTH;
        const char *pixel = pixels[hit / TILE];
        if (!pixel) FA(random_values)(&p->dst, p->seed, top + i, (left + j) * values, (left + j + 1) * values);
        else FA(put)(dst + i * stride + j * bytes, turn > 1 ? pixel + (left + j) % turn * item : pixel, bytes);
    }
}
static void FA(strike_any)(const fa_impulses *p, const gap_tile *t)
{
    const int64_t values = p->per_channel ? 1 : p->src.channels, bytes = values * fa_itemsize(p->src.dtype);
    if (bytes == 3) FA(strike)(p, t, values, 3);
    else FA(strike)(p, t, values, bytes);
}

static void FA(draw_gaps)(const fa_impulses *p, uint32_t *words, const gap_tile *t, int64_t tiles, uint32_t number)
{
    FA(philox)(words, DRAW_GROUPS * tiles, p->seed, (uint32_t)(8 * DRAW_GROUPS * t->left / TILE_WIDTH),
               (uint32_t)(t->top / TILE_ROWS), number, IMPULSE_STREAM);
}

/* Rows from .. to-1 of a few tiles side by side. The first draws come before the rows are copied: how many places they hit
 * is guessed wrong, and should be known early. */
static void FA(few_in_tiles)(const fa_impulses *p, gap_tile *tiles, int64_t count, int64_t from, int64_t to)
{
    uint32_t words[DRAW_WORDS * TILES];
    FA(draw_gaps)(p, words, tiles, count, 0);
    for (int64_t k = 0; k < count; k++) FA(find)(p, words + DRAW_WORDS * k, &tiles[k]);
    if (tiles->left == 0 && p->src.data != p->dst.data) fa_copy_rows(&p->src, &p->dst, from, to);
    for (int64_t k = 0; k < count; k++) {
        FA(strike_any)(p, &tiles[k]);
        for (uint32_t number = 1; tiles[k].place < tiles[k].end; number++) {
            FA(draw_gaps)(p, words, &tiles[k], 1, number);
            FA(find)(p, words, &tiles[k]);
            FA(strike_any)(p, &tiles[k]);
        }
    }
}

static void FA(few_impulses)(const fa_impulses *p, int64_t first, int64_t last)
{
    const int64_t places = p->src.width * (p->per_channel ? p->src.channels : 1);
    gap_tile tiles[TILES];
    for (int64_t top = first / TILE_ROWS * TILE_ROWS; top < last; top += TILE_ROWS) {
        const int64_t from = fa_max(first, top), to = fa_min(last, top + TILE_ROWS);
        for (int64_t left = 0, count; left < places; left += count * TILE_WIDTH) {
            for (count = 0; count < TILES && left + count * TILE_WIDTH < places; count++) {
                gap_tile *t = &tiles[count];
                t->top = top;
                t->left = left + count * TILE_WIDTH;
                t->begin = (uint32_t)(from - top) * TILE_WIDTH;
                t->end = (uint32_t)(to - top) * TILE_WIDTH;
                t->width = (uint32_t)fa_min(places - t->left, TILE_WIDTH);
                t->place = 0;
            }
            FA(few_in_tiles)(p, tiles, count, from, to);
        }
    }
}
