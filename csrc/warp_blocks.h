/* Blocks of 16 pixels: which lie inside the image, and their taps side by side; compiled per SIMD level.
 *
 * With AVX2 the four taps of each pixel are copied by scalar moves into a small ring, some blocks ahead of the arithmetic.
 * Loads and stores use ports the arithmetic does not need, where gathers would block it; a wide load waits until the
 * small stores below it have left the store buffer, hence the distance. The same ring takes the taps that the border
 * rule makes up, so that the arithmetic knows no borders. With AVX-512 taps go into registers, and where rows sample
 * along straight lines, runs of blocks inside need no coordinates: their offsets are made while others are sampled. */

#if FA_LEVEL > 0
/* Where a block samples: pixel (x, y) = (xq, yq) >> shift, rounded to nearest if `bias` is half a unit, and the `taps` - 1
 * pixels to the right and below. Offsets are in bytes. INSIDE: all taps lie in the image, and reading `reach` bytes at
 * each row of them stays in its memory. OUTSIDE: every tap is the fill value. */
typedef struct {
    int shift, bias, taps;
    int64_t pixel_bytes, reach;
} FA(footprint);

FA_INLINE int FA(classify)(const source *s, const int32_t *xq, const int32_t *yq, const FA(footprint) f, int32_t *offset)
{
    const int64_t limit = fa_max(s->size - (f.taps - 1) * s->stride - f.reach, -1);
    const int w = (int)s->width, h = (int)s->height;
#if FA_LEVEL == 2
    __m512i x = _mm512_srai_epi32(_mm512_add_epi32(_mm512_loadu_si512(xq), _mm512_set1_epi32(f.bias)), f.shift);
    __m512i y = _mm512_srai_epi32(_mm512_add_epi32(_mm512_loadu_si512(yq), _mm512_set1_epi32(f.bias)), f.shift);
    __m512i at = _mm512_add_epi32(_mm512_mullo_epi32(y, _mm512_set1_epi32((int)s->stride)),
                                  _mm512_mullo_epi32(x, _mm512_set1_epi32((int)f.pixel_bytes)));
    _mm512_storeu_si512(offset, at);
    __mmask16 in = _mm512_cmplt_epu32_mask(x, _mm512_set1_epi32(w - f.taps + 1));
    in = _mm512_mask_cmplt_epu32_mask(in, y, _mm512_set1_epi32(h - f.taps + 1));
    if (FA_LIKELY(_mm512_mask_cmple_epi32_mask(in, at, _mm512_set1_epi32((int)limit)) == 0xffff)) return INSIDE;
    const __m512i before = _mm512_set1_epi32(f.taps - 1);
    __mmask16 some = _mm512_cmplt_epu32_mask(_mm512_add_epi32(x, before), _mm512_set1_epi32(w + f.taps - 1));
    some = _mm512_mask_cmplt_epu32_mask(some, _mm512_add_epi32(y, before), _mm512_set1_epi32(h + f.taps - 1));
    return s->border == FA_CONSTANT && !some ? OUTSIDE : BORDER;
#else
    const __m256i flip = _mm256_set1_epi32(INT32_MIN); /* turns the signed comparison into an unsigned one */
#define BELOW(v, n) _mm256_cmpgt_epi32(_mm256_set1_epi32((int)((uint32_t)(n) ^ 0x80000000u)), _mm256_xor_si256(v, flip))
    __m256i in = _mm256_set1_epi32(-1), some = _mm256_setzero_si256();
    for (int g = 0; g < 16; g += 8) {
        const __m256i bias = _mm256_set1_epi32(f.bias), before = _mm256_set1_epi32(f.taps - 1);
        __m256i x = _mm256_srai_epi32(_mm256_add_epi32(_mm256_loadu_si256((const __m256i *)(xq + g)), bias), f.shift);
        __m256i y = _mm256_srai_epi32(_mm256_add_epi32(_mm256_loadu_si256((const __m256i *)(yq + g)), bias), f.shift);
        __m256i at = _mm256_add_epi32(_mm256_mullo_epi32(y, _mm256_set1_epi32((int)s->stride)),
                                      _mm256_mullo_epi32(x, _mm256_set1_epi32((int)f.pixel_bytes)));
        _mm256_storeu_si256((__m256i *)(offset + g), at);
        in = _mm256_and_si256(_mm256_and_si256(in, BELOW(x, w - f.taps + 1)), _mm256_and_si256(BELOW(y, h - f.taps + 1), _mm256_cmpgt_epi32(_mm256_set1_epi32((int)limit + 1), at)));
        some = _mm256_or_si256(some, _mm256_and_si256(BELOW(_mm256_add_epi32(x, before), w + f.taps - 1),
                                                      BELOW(_mm256_add_epi32(y, before), h + f.taps - 1)));
    }
#undef BELOW
    if (FA_LIKELY(_mm256_movemask_epi8(in) == -1)) return INSIDE;
    return s->border == FA_CONSTANT && _mm256_testz_si256(some, some) ? OUTSIDE : BORDER;
#endif
}

/* Whether all pixels of a straight segment lie inside: those between its ends, a and b, do if the ends do. */
FA_INLINE int FA(straight_inside)(const source *s, int64_t xa, int64_t ya, int64_t xb, int64_t yb, const FA(footprint) f)
{
    xa = (xa + f.bias) >> f.shift, xb = (xb + f.bias) >> f.shift;
    ya = (ya + f.bias) >> f.shift, yb = (yb + f.bias) >> f.shift;
    const int64_t right = fa_max(xa, xb) + f.taps - 1, bottom = fa_max(ya, yb) + f.taps - 1;
    return s->straight && fa_min(xa, xb) >= 0 && fa_min(ya, yb) >= 0 && right < s->width && bottom < s->height &&
           bottom * s->stride + (right - f.taps + 1) * f.pixel_bytes + f.reach <= s->size;
}

/* All blocks of a segment. The last one, if it is not full, counts as BORDER. */
FA_INLINE void FA(classify_segment)(const source *s, const int32_t *restrict xq, const int32_t *restrict yq, int n,
                                    const FA(footprint) f, int32_t *restrict offset, uint8_t *restrict state)
{
    if (FA(straight_inside)(s, xq[0], yq[0], xq[n - 1], yq[n - 1], f)) {
        const int32_t stride = (int32_t)s->stride, bytes = (int32_t)f.pixel_bytes;
        for (int j = 0; j < (n & ~15); j++)
            offset[j] = ((yq[j] + f.bias) >> f.shift) * stride + ((xq[j] + f.bias) >> f.shift) * bytes;
        memset(state, INSIDE, (size_t)(n / 16));
        if (n % 16) state[n / 16] = BORDER;
        return;
    }
    for (int j = 0; j < n; j += 16) {
        int where = FA(classify)(s, xq + j, yq + j, f, offset + j);
        state[j / 16] = (uint8_t)(j + 16 > n ? BORDER : where);
    }
}

#if FA_LEVEL == 2
/* Columns begin to end - 1 of a straight segment, whole blocks that lie inside. The upper halves of a position on the line
 * are the first tap. */
typedef struct {
    FA(line) line;
    int begin, end;
} FA(run);

FA_INLINE int FA(run_inside)(const source *s, const FA(run) *r, FA(footprint) f)
{
    const FA(line) l = r->line;
    const int64_t far = r->end - 1;
    f.shift = f.bias = 0;
    return FA(straight_inside)(s, (l.x + r->begin * l.dx) >> 32, (l.y + r->begin * l.dy) >> 32, (l.x + far * l.dx) >> 32,
                               (l.y + far * l.dy) >> 32, f);
}

/* Leaves the columns whose positions, v at the first and d from one to the next, lie in 0 .. size - 1. */
FA_INLINE void FA(shorten)(FA(run) *r, int64_t v, int64_t d, int64_t size)
{
    const double a = (double)-v / (double)d, b = (double)(size * ((int64_t)1 << 32) - 1 - v) / (double)d;
    const double first = a < b ? a : b, last = a < b ? b : a;
    if (first > r->begin) r->begin = first < r->end ? ((int)first + 16) & ~15 : r->end;
    if (last < r->end - 1) r->end = last > r->begin ? (int)(last + 1) & ~15 : r->begin;
}

/* Along a run, 16 pixels at a time: whole pixels as offsets, RUN_AHEAD pixels before they are sampled, as they go from
 * vectors to memory and are there then; and the lower halves of the positions. */
#define RUN_AHEAD 64
typedef struct {
    FA(walk) ahead;
    __m512i stride, pixel_bytes, x, y, dx, dy;
} FA(steps);

FA_INLINE FA(steps) FA(steps_along)(const source *s, const FA(run) *run, const int64_t pixel_bytes)
{
    const __m512i k = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const FA(line) l = FA(line_from)(run->line, run->begin);
    const __m512i dx = _mm512_set1_epi32((int)(uint32_t)l.dx), dy = _mm512_set1_epi32((int)(uint32_t)l.dy);
    FA(steps) t;
    t.ahead = FA(walk_along)(l);
    t.stride = _mm512_set1_epi32((int)s->stride);
    t.pixel_bytes = _mm512_set1_epi32((int)pixel_bytes);
    t.x = _mm512_add_epi32(_mm512_set1_epi32((int)(uint32_t)l.x), _mm512_mullo_epi32(k, dx));
    t.y = _mm512_add_epi32(_mm512_set1_epi32((int)(uint32_t)l.y), _mm512_mullo_epi32(k, dy));
    t.dx = _mm512_slli_epi32(dx, 4);
    t.dy = _mm512_slli_epi32(dy, 4);
    return t;
}

FA_INLINE void FA(next_offsets)(FA(steps) *t, int32_t *offset)
{
    __m512i x, y;
    FA(walk_on)(&t->ahead, &x, &y);
    _mm512_store_si512(offset, _mm512_add_epi32(_mm512_mullo_epi32(y, t->stride), _mm512_mullo_epi32(x, t->pixel_bytes)));
}

FA_INLINE void FA(next_lower)(FA(steps) *t, __m512i *x, __m512i *y)
{
    *x = t->x;
    *y = t->y;
    t->x = _mm512_add_epi32(t->x, t->dx);
    t->y = _mm512_add_epi32(t->y, t->dy);
}

/* The longest run of a segment, if there is any. `half`: what rounds its positions. */
FA_INLINE int FA(find_run)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, int64_t half, const FA(footprint) f,
                           FA(run) *r)
{
    if (!s->straight || n < 16) return 0;
    r->line = FA(affine_line)(job, i, j0);
    r->line.x += half;
    r->line.y += half;
    r->begin = 0;
    r->end = n & ~15;
    if (FA(run_inside)(s, r, f)) return 1;
    FA(shorten)(r, r->line.x, r->line.dx, s->width - f.taps + 1);
    FA(shorten)(r, r->line.y, r->line.dy, s->height - f.taps + 1);
    return r->begin < r->end && FA(run_inside)(s, r, f); /* divisions may be off by a hair */
}
#endif

#if FA_LEVEL == 2
#define LANES 16
#define OP(name) _mm512_##name
#define BITS(name) _mm512_##name##_si512
typedef __m512i FA(indices);
typedef __m512 FA(quotients);
#else
#define LANES 8
#define OP(name) _mm256_##name
#define BITS(name) _mm256_##name##_si256
typedef __m256i FA(indices);
typedef __m256 FA(quotients);
#endif
/* Indices by the border rule; |v| < 2^16 + 1, so the float quotient is off by one at most. Fill becomes -1. */
FA_INLINE FA(indices) FA(map_indices)(FA(indices) v, int32_t n, int border)
{
    const FA(indices) last = OP(set1_epi32)(n - 1);
    if (border == FA_CONSTANT) return BITS(or)(v, OP(srai_epi32)(OP(sub_epi32)(last, v), 31)); /* negative at both ends */
    if (border == FA_EDGE || n == 1) return OP(min_epi32)(OP(max_epi32)(v, OP(set1_epi32)(0)), last);
    const int32_t p = border == FA_WRAP ? n : border == FA_SYMMETRIC ? 2 * n : 2 * n - 2;
    const FA(indices) period = OP(set1_epi32)(p), mirror = OP(set1_epi32)(border == FA_SYMMETRIC ? p - 1 : p);
    FA(quotients) q = OP(floor_ps)(OP(mul_ps)(OP(cvtepi32_ps)(v), OP(set1_ps)(1.0f / (float)p)));
    v = OP(sub_epi32)(v, OP(mullo_epi32)(OP(cvtps_epi32)(q), period));
    v = OP(add_epi32)(v, BITS(and)(OP(srai_epi32)(v, 31), period));
    v = OP(sub_epi32)(v, period);
    v = OP(add_epi32)(v, BITS(and)(OP(srai_epi32)(v, 31), period));
    return border == FA_WRAP ? v : OP(min_epi32)(v, OP(sub_epi32)(mirror, v));
}

/* Offsets of the taps of a block by the border rule, 16 for each tap; -1 is fill. */
static void FA(border_offsets)(const source *s, const int32_t *xq, const int32_t *yq, const FA(footprint) f, int32_t *offset)
{
    const FA(indices) bias = OP(set1_epi32)(f.bias), bytes = OP(set1_epi32)((int)f.pixel_bytes);
    const FA(indices) stride = OP(set1_epi32)((int)s->stride), one = OP(set1_epi32)(1);
    for (int g = 0; g < 16; g += LANES) {
        FA(indices) y = OP(srai_epi32)(OP(add_epi32)(BITS(loadu)((const void *)(yq + g)), bias), f.shift);
        for (int v = 0; v < f.taps; v++, y = OP(add_epi32)(y, one)) {
            FA(indices) x = OP(srai_epi32)(OP(add_epi32)(BITS(loadu)((const void *)(xq + g)), bias), f.shift);
            FA(indices) row = FA(map_indices)(y, (int32_t)s->height, s->border);
            for (int u = 0; u < f.taps; u++, x = OP(add_epi32)(x, one)) {
                FA(indices) column = FA(map_indices)(x, (int32_t)s->width, s->border);
                FA(indices) at = OP(add_epi32)(OP(mullo_epi32)(row, stride), OP(mullo_epi32)(column, bytes));
                at = BITS(or)(at, OP(srai_epi32)(BITS(or)(row, column), 31));
                BITS(storeu)((void *)(offset + 16 * (2 * v + u) + g), at);
            }
        }
    }
}
#undef LANES
#undef OP
#undef BITS

/* Asks for cache lines that the block some output rows below will sample; the blocks beside it ask for the others. Rows
 * take turns: from one to the next it is a pixel beside, across the direction in which the source's rows run. */
FA_INLINE void FA(ask_ahead)(const source *s, const int32_t *offset, const int64_t pixel_bytes)
{
    const int step = pixel_bytes < 8 ? 8 : 4;
    offset += s->turn & (step - 1);
    for (int k = 0; k < 16; k += step) _mm_prefetch(s->below + offset[k], _MM_HINT_T0);
}

#if FA_LEVEL == 2
/* Taps of a block in registers: two vectors for the upper row, two for the lower one. Inside, a pixel of 3 or 4 channels
 * has a qword, which begins with its two taps, 8 pixels to a vector; one of 1 channel a dword, in the first vector. At the
 * border the left taps are in the first vector and the right ones in the second, a dword each. */
typedef struct {
    __m512i row[2][2];
} FA(taps);

FA_INLINE __m128i FA(qword)(const char *p) { return _mm_loadl_epi64((const __m128i *)p); }

/* Dwords at two pairs of offsets, by insertions from memory: broadcasts under masks, as of qwords, are no faster. */
FA_INLINE __m128i FA(dwords4)(const char *p, uint64_t first, uint64_t second)
{
    int32_t v[4];
    memcpy(v, p + (uint32_t)first, 4);
    memcpy(v + 1, p + (first >> 32), 4);
    memcpy(v + 2, p + (uint32_t)second, 4);
    memcpy(v + 3, p + (second >> 32), 4);
    return _mm_insert_epi32(_mm_insert_epi32(_mm_insert_epi32(_mm_cvtsi32_si128(v[0]), v[1], 1), v[2], 2), v[3], 3);
}

/* Qwords at four offsets. A broadcast under a mask is a load and a merge for whatever port is free, where an insertion
 * needs those of the shuffles. */
FA_INLINE __m256i FA(qwords4)(const char *p, const int32_t *offset)
{
    uint64_t a, b;
    memcpy(&a, offset, 8);
    memcpy(&b, offset + 2, 8);
    __m256i v = _mm256_castsi128_si256(FA(qword)(p + (uint32_t)a));
    v = _mm256_mask_broadcastq_epi64(v, 2, FA(qword)(p + (a >> 32)));
    v = _mm256_mask_broadcastq_epi64(v, 4, FA(qword)(p + (uint32_t)b));
    return _mm256_mask_broadcastq_epi64(v, 8, FA(qword)(p + (b >> 32)));
}
FA_INLINE __m512i FA(joined)(__m256i lower, __m256i upper) { return _mm512_inserti64x4(_mm512_castsi256_si512(lower), upper, 1); }
/* Dwords at 16 offsets from each of `rows` places. */
FA_INLINE void FA(dwords16)(const char *const *p, const int rows, const int32_t *offset, __m512i *v)
{
    __m128i part[2][4];
    for (int k = 0; k < 4; k++) {
        uint64_t first, second; /* offsets in two loads */
        memcpy(&first, offset + 4 * k, 8);
        memcpy(&second, offset + 4 * k + 2, 8);
        __asm__("" : "+r"(first), "+r"(second)); /* keep them scalar */
        for (int row = 0; row < rows; row++) part[row][k] = FA(dwords4)(p[row], first, second);
    }
    for (int row = 0; row < rows; row++)
        v[row] = FA(joined)(_mm256_inserti128_si256(_mm256_castsi128_si256(part[row][0]), part[row][1], 1),
                            _mm256_inserti128_si256(_mm256_castsi128_si256(part[row][2]), part[row][3], 1));
}
FA_INLINE __m512i FA(dwords_at)(const char *p, const int32_t *offset)
{
    __m512i v;
    FA(dwords16)(&p, 1, offset, &v);
    return v;
}

FA_INLINE FA(taps) FA(load_taps)(const source *s, const int32_t *offset, const int channels)
{
    const char *above = s->p, *below = s->p + s->stride;
    FA(taps) t;
    if (channels == 1) {
        const char *const rows[2] = {above, below};
        __m512i v[2];
        FA(dwords16)(rows, 2, offset, v);
        t.row[0][0] = t.row[0][1] = v[0];
        t.row[1][0] = t.row[1][1] = v[1];
        return t;
    }
    for (int h = 0; h < 2; h++) { /* both rows of four pixels before the next ones: their offsets stay in registers */
        const int32_t *at = offset + 8 * h;
        __m256i a = FA(qwords4)(above, at), b = FA(qwords4)(below, at);
        t.row[0][h] = FA(joined)(a, FA(qwords4)(above, at + 4));
        t.row[1][h] = FA(joined)(b, FA(qwords4)(below, at + 4));
    }
    return t;
}

/* The taps of a block that needs the border rule as load_taps has them: a column and the next one are in one qword (of 1
 * channel a dword), in whatever order. `first` are the bytes before the left tap in it and, in the upper half, before the
 * right one; `here` has a bit for each of the two in the upper row and in the lower one that is no fill. 0 if it would
 * reach beyond the image, or where columns are no neighbours. */
FA_INLINE int FA(border_columns)(const source *s, const int32_t *xq, const int32_t *yq, FA(taps) *t, __m512i *first,
                                  __mmask32 here[2], const int channels)
{
    const __m512i zero = _mm512_setzero_si512(), one = _mm512_set1_epi32(1), bytes = _mm512_set1_epi32(channels);
    const __m512i x = _mm512_srai_epi32(_mm512_loadu_si512(xq), 15), y = _mm512_srai_epi32(_mm512_loadu_si512(yq), 15);
    const __m512i l = FA(map_indices)(x, (int32_t)s->width, s->border);
    const __m512i r = FA(map_indices)(_mm512_add_epi32(x, one), (int32_t)s->width, s->border);
    const __mmask16 left = _mm512_cmpge_epi32_mask(l, zero), right = _mm512_cmpge_epi32_mask(r, zero);
    const __m512i at = _mm512_max_epi32(_mm512_sub_epi32(_mm512_max_epi32(l, r), one), zero);
    const __m512i dl = _mm512_maskz_sub_epi32(left, l, at), dr = _mm512_maskz_sub_epi32(right, r, at);
    if (_mm512_cmpgt_epu32_mask(_mm512_or_si512(dl, dr), one)) return 0;
    *first = _mm512_mullo_epi32(_mm512_or_si512(dl, _mm512_slli_epi32(dr, 16)), bytes);
    int32_t offset[2][16] FA_ALIGN64;
    for (int v = 0; v < 2; v++) {
        const __m512i row = FA(map_indices)(v ? _mm512_add_epi32(y, one) : y, (int32_t)s->height, s->border);
        const __mmask16 in = _mm512_cmpge_epi32_mask(row, zero);
        const __m512i line = _mm512_maskz_mullo_epi32(in, row, _mm512_set1_epi32((int32_t)s->stride));
        const __m512i place = _mm512_add_epi32(line, _mm512_mullo_epi32(at, bytes));
        if (_mm512_cmpgt_epi32_mask(place, _mm512_set1_epi32((int32_t)s->size - (channels == 1 ? 4 : 8)))) return 0;
        _mm512_store_si512(offset[v], place);
        here[v] = _pdep_u32(in & left, 0x55555555) | _pdep_u32(in & right, 0xaaaaaaaa);
    }
    for (int v = 0; v < 2; v++)
        for (int h = 0; h < 2; h++)
            if (channels == 1) t->row[v][h] = FA(dwords_at)(s->p, offset[v]);
            else t->row[v][h] = FA(joined)(FA(qwords4)(s->p, offset[v] + 8 * h), FA(qwords4)(s->p, offset[v] + 8 * h + 4));
    return 1;
}

/* Dwords at 16 offsets, or the fill value. */
FA_INLINE __m512i FA(dwords_or_fill)(const source *s, __m512i at, __mmask16 here)
{
    int32_t offset[16] FA_ALIGN64, fill;
    memcpy(&fill, s->fill, 4);
    _mm512_store_si512(offset, at);
    return _mm512_mask_mov_epi32(_mm512_set1_epi32(fill), here, FA(dwords_at)(s->p, offset));
}

/* The taps of a block that needs the border rule, of pixels (xq, yq) >> shift; 0 if dwords at them would reach beyond the image. */
static FA_NOINLINE int FA(border_taps)(const source *s, const int32_t *xq, const int32_t *yq, int shift, int64_t pixel_bytes, FA(taps) *t)
{
    const __m512i last = _mm512_set1_epi32((int32_t)s->size - 4), stride = _mm512_set1_epi32((int32_t)s->stride);
    const __m512i bytes = _mm512_set1_epi32((int32_t)pixel_bytes), zero = _mm512_setzero_si512();
    __m512i column[2];
    __mmask16 inside[2];
    for (int u = 0; u < 2; u++) {
        column[u] = _mm512_add_epi32(_mm512_srai_epi32(_mm512_loadu_si512(xq), shift), _mm512_set1_epi32(u));
        column[u] = FA(map_indices)(column[u], (int32_t)s->width, s->border);
        inside[u] = _mm512_cmpge_epi32_mask(column[u], zero);
        column[u] = _mm512_mullo_epi32(column[u], bytes);
    }
    for (int v = 0; v < 2; v++) {
        __m512i row = _mm512_add_epi32(_mm512_srai_epi32(_mm512_loadu_si512(yq), shift), _mm512_set1_epi32(v));
        row = FA(map_indices)(row, (int32_t)s->height, s->border);
        const __mmask16 in = _mm512_cmpge_epi32_mask(row, zero);
        row = _mm512_mullo_epi32(row, stride);
        for (int u = 0; u < 2; u++) {
            const __mmask16 here = _kand_mask16(in, inside[u]);
            const __m512i at = _mm512_maskz_add_epi32(here, row, column[u]);
            if (_mm512_cmpgt_epi32_mask(at, last)) return 0;
            t->row[v][u] = FA(dwords_or_fill)(s, at, here);
        }
    }
    return 1;
}
#else
/* Where a slot of the ring has the taps of a pixel, first those of the upper row. */
#define ENTRY(k, channels) ((channels) == 1 ? 4 * (k) : 128 * ((k) / 8) + 32 * ((k) % 4) + 16 * ((k) % 8 / 4))

FA_INLINE void FA(copy_taps)(const source *s, const int32_t *offset, uint8_t *ring, const int channels)
{
    const char *p0 = s->p, *p1 = s->p + s->stride;
    if (channels == 1) {
        for (int k = 0; k < 16; k += 2) { /* two pixels: their offsets in one load, both rows of each in one store */
            uint64_t two;
            uint16_t a[2], b[2];
            memcpy(&two, offset + k, 8);
            memcpy(a, p0 + (uint32_t)two, 2);
            memcpy(b, p1 + (uint32_t)two, 2);
            memcpy(a + 1, p0 + (two >> 32), 2);
            memcpy(b + 1, p1 + (two >> 32), 2);
            uint32_t u = a[0] | (uint32_t)b[0] << 16, v = a[1] | (uint32_t)b[1] << 16;
            __asm__("" : "+r"(u), "+r"(v)); /* keep it scalar */
            memcpy(ring + ENTRY(k, channels), &u, 4);
            memcpy(ring + ENTRY(k + 1, channels), &v, 4);
        }
    } else {
        for (int k = 0; k < 16; k++) {
            __m128i v = _mm_loadl_epi64((const __m128i *)(p0 + (uint32_t)offset[k]));
            v = _mm_castps_si128(_mm_loadh_pi(_mm_castsi128_ps(v), (const __m64 *)(p1 + (uint32_t)offset[k])));
            _mm_store_si128((__m128i *)(ring + ENTRY(k, channels)), v);
        }
    }
}

/* copy_taps for a block that needs the border rule. */
static void FA(border_taps)(const source *s, const int32_t *xq, const int32_t *yq, uint8_t *ring, const int channels)
{
    const FA(footprint) f = {15, 0, 2, channels, 0};
    const int32_t last = (int32_t)s->size - 4; /* up to here four bytes can be read */
    int32_t offset[64] FA_ALIGN64, beyond = 0;
    const char *tap[64];
    FA(border_offsets)(s, xq, yq, f, offset);
    for (int k = 0; k < 64; k++) {
        tap[k] = offset[k] < 0 ? s->fill : s->p + offset[k];
        beyond |= offset[k] > last;
    }
    for (int row = 0; row < 2; row++)
        for (int k = 0; k < 16; k++) {
            const char *p = tap[32 * row + k], *q = tap[32 * row + 16 + k];
            uint8_t *to = ring + ENTRY(k, channels) + (channels == 1 ? 2 : 8) * row;
            if (channels == 1) {
                const uint16_t both = (uint16_t)((uint8_t)*p | (uint8_t)*q << 8);
                memcpy(to, &both, 2);
            } else if (FA_LIKELY(!beyond)) {
                uint32_t a, b;
                memcpy(&a, p, 4);
                memcpy(&b, q, 4);
                const uint64_t both = (channels == 3 ? a & 0xffffff : a) | (uint64_t)b << 8 * channels;
                memcpy(to, &both, 8);
            } else {
                memcpy(to, p, (size_t)channels);
                memcpy(to + channels, q, (size_t)channels);
            }
        }
}
#undef ENTRY
#endif
#endif
