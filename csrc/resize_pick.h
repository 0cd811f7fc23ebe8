/* Nearest: pixels of any size picked from a row; compiled per SIMD level. */

#define PICK_PIXELS(BYTES) \
    for (; j < x->out; j++) memcpy(out + j * (BYTES), row + from[j] * (int64_t)(BYTES), (size_t)(BYTES));

/* One row, a move a pixel. */
static void FA(pick_row)(const char *row, const fa_axis *x, int64_t bytes, char *out)
{
    const int32_t *const from = x->first;
    int64_t j = 0;
#if FA_X86
    if (bytes == 3) { /* four pixels to a store of 16 bytes; what it writes too much, the next one overwrites */
        const __m128i pack = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
        for (; j + 6 <= x->out && from[j + 3] < x->in - 1; j += 4) {
            int32_t v[4];
            for (int k = 0; k < 4; k++) memcpy(v + k, row + from[j + k] * 3LL, 4);
            __m128i four = _mm_insert_epi32(_mm_insert_epi32(_mm_insert_epi32(_mm_cvtsi32_si128(v[0]), v[1], 1), v[2], 2), v[3], 3);
            _mm_storeu_si128((__m128i *)(out + 3 * j), _mm_shuffle_epi8(four, pack));
        }
    }
#endif
    switch (bytes) { /* a constant size makes memcpy a move */
    case 1: PICK_PIXELS(1) break;
    case 2: PICK_PIXELS(2) break;
    case 3: PICK_PIXELS(3) break;
    case 4: PICK_PIXELS(4) break;
    case 6: PICK_PIXELS(6) break;
    case 8: PICK_PIXELS(8) break;
    case 12: PICK_PIXELS(12) break;
    case 16: PICK_PIXELS(16) break;
    default: PICK_PIXELS(bytes)
    }
}
#undef PICK_PIXELS

#if FA_LEVEL == 2
/* A vector of outputs: bytes `order` of the 128 from byte `from` of the source row on. */
typedef struct {
    __m512i order;
    __mmask64 near, far, store; /* what lies in the rows */
    int64_t from;
} FA(pick_step);

/* How many outputs of a vector always come from 128 bytes. */
static int64_t FA(pick_count)(const fa_axis *x, int64_t bytes)
{
    int64_t count = fa_min(64 / bytes, x->out);
    while (count > 1 && ((count - 1) * x->in / x->out + 2) * bytes > 128) count--;
    return count;
}

static void FA(pick_steps)(const fa_axis *x, int64_t bytes, int64_t count, int64_t first, int64_t n, FA(pick_step) *steps)
{
    uint8_t pixel[64] FA_ALIGN64 = {0}, within[64] FA_ALIGN64 = {0}, shift[64] FA_ALIGN64;
    for (int64_t k = 0; k < count; k++)
        for (int64_t b = 0; b < bytes; b++) {
            pixel[k * bytes + b] = (uint8_t)k;
            within[k * bytes + b] = (uint8_t)b;
        }
    for (int64_t s = 0, j = first; s < n; s++, j += count) {
        const int64_t from = x->first[j] * bytes, left = x->in * bytes - from;
        for (int64_t k = 0; k < count; k += 16) {
            const int64_t rest = x->out - j - k;
            const __mmask16 mask = (__mmask16)(rest >= 16 ? 0xffff : rest <= 0 ? 0 : (1 << rest) - 1);
            const __m512i at = _mm512_maskz_loadu_epi32(mask, x->first + j + k);
            const __m512i by = _mm512_mullo_epi32(_mm512_sub_epi32(at, _mm512_set1_epi32(x->first[j])), _mm512_set1_epi32((int)bytes));
            _mm_store_si128((__m128i *)(shift + k), _mm512_cvtepi32_epi8(by));
        }
        steps[s].order = _mm512_add_epi8(_mm512_permutexvar_epi8(_mm512_load_si512(pixel), _mm512_load_si512(shift)), _mm512_load_si512(within));
        steps[s].near = FA(first_bytes)(left);
        steps[s].far = FA(first_bytes)(left - 64);
        steps[s].store = FA(first_bytes)((x->out - j) * bytes);
        steps[s].from = from;
    }
}

/* The image in strips of columns, the tables of each made once. A vector may write into the strip to its right. */
static void FA(pick_by_permutation)(const fa_resize *p, int64_t first, int64_t last, int64_t bytes, int64_t count)
{
    enum { STRIP = 16 };
    const fa_axis *x = p->columns;
    FA(pick_step) steps[STRIP];
    for (int64_t j = 0; j < x->out; j += STRIP * count) {
        const int64_t n = fa_min(STRIP, (x->out - j + count - 1) / count);
        FA(pick_steps)(x, bytes, count, j, n, steps);
        for (int64_t i = first; i < last; i++) {
            const char *row = fa_row(&p->src, p->rows->first[i]);
            char *out = fa_row(&p->dst, i) + j * bytes;
            for (const FA(pick_step) *s = steps; s < steps + n; s++, out += count * bytes) {
                const __m512i near = _mm512_maskz_loadu_epi8(s->near, row + s->from);
                const __m512i far = _mm512_maskz_loadu_epi8(s->far, row + s->from + 64);
                const __m512i v = _mm512_permutex2var_epi8(near, s->order, far);
                if (FA_LIKELY(s->store == ~(__mmask64)0)) _mm512_storeu_si512(out, v);
                else _mm512_mask_storeu_epi8(out, s->store, v);
            }
        }
    }
}
#endif

static void FA(pick)(const fa_resize *p, int64_t first, int64_t last)
{
    const int64_t bytes = fa_pixel_bytes(&p->src);
    const int32_t *rows = p->rows->first;
#if FA_LEVEL == 2
    const int64_t count = FA(pick_count)(p->columns, bytes);
    if (count >= 8 && bytes < 8) { /* else moves are as fast */
        FA(pick_by_permutation)(p, first, last, bytes, count);
        return;
    }
#endif
    for (int64_t i = first; i < last; i++) {
        char *out = fa_row(&p->dst, i);
        if (i > first && rows[i] == rows[i - 1]) memcpy(out, out - p->dst.stride, (size_t)(p->dst.width * bytes));
        else FA(pick_row)(fa_row(&p->src, rows[i]), p->columns, bytes, out);
    }
}
