/* Nearest sampling, floor(x + 1/2), of pixels of any size; compiled per SIMD level. */

#if FA_LEVEL > 0
/* 16 pixels inside the image. What a move writes beyond its pixel, the next one overwrites. */
FA_INLINE void FA(nearest_block)(const char *p, const int32_t *offset, char *out, const int64_t bytes, const int64_t move)
{
    for (int k = 0; k < 14; k += 2) {
        uint64_t two; /* offsets in one load */
        memcpy(&two, offset + k, 8);
        memcpy(out + k * bytes, p + (uint32_t)two, (size_t)move);
        memcpy(out + (k + 1) * bytes, p + (two >> 32), (size_t)move);
    }
    memcpy(out + 14 * bytes, p + (uint32_t)offset[14], (size_t)move);
    memcpy(out + 15 * bytes, p + (uint32_t)offset[15], (size_t)bytes);
}

#if FA_LEVEL == 2
/* Dwords that begin with pixels of three bytes, without their last ones. */
FA_INLINE void FA(store_pixels3)(__m512i v, char *out)
{
    static const uint8_t order[64] FA_ALIGN64 = {0,  1,  2,  4,  5,  6,  8,  9,  10, 12, 13, 14, 16, 17, 18, 20,
                                                 21, 22, 24, 25, 26, 28, 29, 30, 32, 33, 34, 36, 37, 38, 40, 41,
                                                 42, 44, 45, 46, 48, 49, 50, 52, 53, 54, 56, 57, 58, 60, 61, 62};
    v = _mm512_permutexvar_epi8(_mm512_load_si512(order), v);
    _mm256_storeu_si256((__m256i *)out, _mm512_castsi512_si256(v));
    _mm_storeu_si128((__m128i *)(out + 32), _mm512_extracti32x4_epi32(v, 2));
}

/* nearest_block of three bytes. */
FA_INLINE void FA(nearest_block3)(const char *p, const int32_t *offset, char *out)
{
    FA(store_pixels3)(FA(dwords16)(p, offset), out);
}
#else
/* nearest_block of three bytes, four pixels to a store. */
FA_INLINE void FA(nearest_block3)(const char *p, const int32_t *offset, char *out)
{
    for (int k = 0; k < 16; k += 4) {
        int32_t v[4];
        for (int i = 0; i < 4; i++) memcpy(v + i, p + (uint32_t)offset[k + i], 4);
        __m128i four = _mm_insert_epi32(_mm_insert_epi32(_mm_insert_epi32(_mm_cvtsi32_si128(v[0]), v[1], 1), v[2], 2), v[3], 3);
        four = _mm_shuffle_epi8(four, _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
        if (k < 12) {
            _mm_storeu_si128((__m128i *)(out + 3 * k), four);
        } else {
            const int last = _mm_extract_epi32(four, 2);
            _mm_storel_epi64((__m128i *)(out + 3 * k), four);
            memcpy(out + 3 * k + 8, &last, 4);
        }
    }
}
#endif

#if FA_LEVEL == 2
/* classify_segment for a straight segment of full blocks inside, without its coordinates; 0 for others. */
FA_INLINE int FA(straight_segment)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, const FA(footprint) f,
                                   int32_t *restrict offset, uint8_t *restrict state)
{
    if (!s->straight || n % 16) return 0;
    FA(line) l = FA(affine_line)(job, i, j0);
    const int64_t half = 1 << 16, x = l.x + half, y = l.y + half, far = n - 1;
    if (!FA(straight_inside)(s, x >> 17, y >> 17, (x + far * l.dx) >> 17, (y + far * l.dy) >> 17, f)) return 0;
    const __m512i stride = _mm512_set1_epi32((int)s->stride), bytes = _mm512_set1_epi32((int)f.pixel_bytes);
    l.x = x + ((int64_t)1 << 31); /* the upper half then is the coordinate with 15 fraction bits, rounded */
    l.y = y + ((int64_t)1 << 31);
    FA(walk) w = FA(walk_along)(l);
    for (int j = 0; j < n; j += 16) {
        __m512i u, v;
        FA(walk_on)(&w, &u, &v);
        _mm512_store_si512(offset + j, _mm512_add_epi32(_mm512_mullo_epi32(v, stride), _mm512_mullo_epi32(u, bytes)));
    }
    memset(state, INSIDE, (size_t)(n / 16));
    return 1;
}

/* 16 pixels of three bytes by the border rule; 0 if dwords at them would reach beyond the image. */
static FA_NOINLINE int FA(nearest_border3)(const source *s, const int32_t *xq, const int32_t *yq, char *out)
{
    const __m512i bias = _mm512_set1_epi32(16384), zero = _mm512_setzero_si512();
    __m512i x = _mm512_srai_epi32(_mm512_add_epi32(_mm512_loadu_si512(xq), bias), 15);
    __m512i y = _mm512_srai_epi32(_mm512_add_epi32(_mm512_loadu_si512(yq), bias), 15);
    x = FA(map_indices)(x, (int32_t)s->width, s->border);
    y = FA(map_indices)(y, (int32_t)s->height, s->border);
    const __mmask16 here = _mm512_cmpge_epi32_mask(_mm512_or_si512(x, y), zero);
    x = _mm512_mullo_epi32(x, _mm512_set1_epi32(3));
    const __m512i at = _mm512_maskz_add_epi32(here, x, _mm512_mullo_epi32(y, _mm512_set1_epi32((int32_t)s->stride)));
    if (_mm512_cmpgt_epi32_mask(at, _mm512_set1_epi32((int32_t)s->size - 4))) return 0;
    FA(store_pixels3)(FA(dwords_or_fill)(s, at, here), out);
    return 1;
}
#endif

/* Where the pixels of a segment lie; no coordinates if all are inside. */
FA_INLINE void FA(nearest_places)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, const FA(footprint) f,
                                           int32_t *xq, int32_t *yq, int32_t *offset, uint8_t *state)
{
#if FA_LEVEL == 2
    if (FA(straight_segment)(job, s, i, j0, n, f, offset, state)) return;
#endif
    FA(coordinates_q15)(job, i, j0, n, xq, yq);
    FA(classify_segment)(s, xq, yq, n, f, offset, state);
}

FA_INLINE void FA(nearest_moves)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out, const int64_t bytes)
{
    const int64_t move = bytes == 3 || bytes == 6 || bytes == 12 ? bytes / 3 * 4 : bytes; /* powers of two are one move */
    const FA(footprint) f = {15, 16384, 1, bytes, move};
    const char *const p = s->p, *const fill = s->fill;
    int32_t xq[SEGMENT] FA_ALIGN64, yq[SEGMENT] FA_ALIGN64, offset[SEGMENT] FA_ALIGN64;
    uint8_t state[SEGMENT / 16];
    FA(nearest_places)(job, s, i, j0, n, f, xq, yq, offset, state);
    for (int j = 0; j < n; j += 16) {
        const int32_t *at = offset + j;
        char *o = out + j * bytes;
        if (FA_LIKELY(state[j / 16] == INSIDE)) {
            FA(ask_ahead)(s, at);
            if (bytes == 3) FA(nearest_block3)(p, at, o);
            else FA(nearest_block)(p, at, o, bytes, move);
        } else if (state[j / 16] == OUTSIDE) {
            memcpy(o, fill, (size_t)(16 * bytes));
        } else {
#if FA_LEVEL == 2
            if (bytes == 3 && n - j >= 16 && FA(nearest_border3)(s, xq + j, yq + j, o)) continue;
#endif
            FA(border_offsets)(s, xq + j, yq + j, f, offset + j);
            for (int k = 0; k < 16 && j + k < n; k++) memcpy(o + k * bytes, at[k] < 0 ? fill : p + at[k], (size_t)bytes);
        }
    }
}
#else
FA_INLINE void FA(nearest_moves)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out, const int64_t bytes)
{
    int32_t xq[SEGMENT], yq[SEGMENT];
    FA(coordinates_q15)(job, i, j0, n, xq, yq);
    for (int j = 0; j < n; j++)
        memcpy(out + j * bytes, pixel_at(s, (xq[j] + 16384) >> 15, (yq[j] + 16384) >> 15, bytes), (size_t)bytes);
}
#endif

static void FA(nearest)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out)
{
    const int64_t bytes = fa_pixel_bytes(&job->dst);
    switch (bytes) { /* a constant size makes memcpy a move */
    case 1: FA(nearest_moves)(job, s, i, j0, n, out, 1); break;
    case 2: FA(nearest_moves)(job, s, i, j0, n, out, 2); break;
    case 3: FA(nearest_moves)(job, s, i, j0, n, out, 3); break;
    case 4: FA(nearest_moves)(job, s, i, j0, n, out, 4); break;
    case 6: FA(nearest_moves)(job, s, i, j0, n, out, 6); break;
    case 8: FA(nearest_moves)(job, s, i, j0, n, out, 8); break;
    case 12: FA(nearest_moves)(job, s, i, j0, n, out, 12); break;
    default: FA(nearest_moves)(job, s, i, j0, n, out, bytes);
    }
}

/* Rows that are rows of the source, moved along: what of them is inside is one copy. */
static void FA(nearest_rows)(const fa_warp *job, const source *s, int64_t first, int64_t last)
{
    const int64_t bytes = fa_pixel_bytes(&job->dst), width = job->dst.width;
    for (int64_t i = first; i < last; i++) {
        const FA(line) l = FA(affine_line)(job, i, 0);
        const int64_t x = (((l.x + (1 << 16)) >> 17) + 16384) >> 15, y = (((l.y + (1 << 16)) >> 17) + 16384) >> 15;
        const int64_t begin = y < 0 || y >= s->height ? width : fa_min(fa_max(-x, 0), width);
        const int64_t end = fa_max(begin, fa_min(s->width - x, width));
        char *out = fa_row(&job->dst, i);
        outside_pixels(s, x, y, 0, begin, bytes, out);
        if (begin < end) memcpy(out + begin * bytes, s->p + y * s->stride + (x + begin) * bytes, (size_t)((end - begin) * bytes));
        outside_pixels(s, x, y, end, width, bytes, out);
    }
}
