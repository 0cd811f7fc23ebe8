/* Nearest sampling, floor(x + 1/2), of pixels of any size; compiled per SIMD level. */

#if FA_LEVEL > 0
/* What a pixel inside may read. */
FA_INLINE int64_t FA(move)(const int64_t bytes)
{
    if (FA_LEVEL == 2 && bytes <= 4) return 4;
    return bytes == 3 || bytes == 6 || bytes == 12 ? bytes / 3 * 4 : bytes; /* powers of two are one move */
}

#if FA_LEVEL == 2
/* Pixels of 1 to 4 bytes from the dwords that begin with them. */
FA_INLINE void FA(store_pixels)(__m512i v, char *out, const int64_t bytes)
{
    static const uint8_t order3[64] FA_ALIGN64 = {0,  1,  2,  4,  5,  6,  8,  9,  10, 12, 13, 14, 16, 17, 18, 20,
                                                  21, 22, 24, 25, 26, 28, 29, 30, 32, 33, 34, 36, 37, 38, 40, 41,
                                                  42, 44, 45, 46, 48, 49, 50, 52, 53, 54, 56, 57, 58, 60, 61, 62};
    if (bytes == 1) {
        _mm_storeu_si128((__m128i *)out, _mm512_cvtepi32_epi8(v));
    } else if (bytes == 2) {
        _mm256_storeu_si256((__m256i *)out, _mm512_cvtepi32_epi16(v));
    } else if (bytes == 3) {
        v = _mm512_permutexvar_epi8(_mm512_load_si512(order3), v);
        _mm256_storeu_si256((__m256i *)out, _mm512_castsi512_si256(v));
        _mm_storeu_si128((__m128i *)(out + 32), _mm512_extracti32x4_epi32(v, 2));
    } else {
        _mm512_storeu_si512(out, v);
    }
}
#else
/* 16 pixels of three bytes, four to a store. */
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

/* 16 pixels inside the image. What a move writes beyond its pixel, the next one overwrites. */
FA_INLINE void FA(nearest_block)(const source *s, const int32_t *offset, char *out, const int64_t bytes)
{
    const char *const p = s->p;
    const size_t move = (size_t)FA(move)(bytes);
    FA(ask_ahead)(s, offset, bytes);
#if FA_LEVEL == 2
    if (bytes <= 4) {
        FA(store_pixels)(FA(dwords_at)(p, offset), out, bytes);
        return;
    }
#else
    if (bytes == 3) {
        FA(nearest_block3)(p, offset, out);
        return;
    }
#endif
    for (int k = 0; k < 14; k += 2) {
        uint64_t two; /* offsets in one load */
        memcpy(&two, offset + k, 8);
        memcpy(out + k * bytes, p + (uint32_t)two, move);
        memcpy(out + (k + 1) * bytes, p + (two >> 32), move);
    }
    memcpy(out + 14 * bytes, p + (uint32_t)offset[14], move);
    memcpy(out + 15 * bytes, p + (uint32_t)offset[15], (size_t)bytes);
}

#if FA_LEVEL == 2
/* A run of blocks inside. */
FA_INLINE void FA(nearest_run)(const source *s, const FA(run) *run, char *out, const int64_t bytes)
{
    const int n = run->end - run->begin;
    int32_t offset[SEGMENT] FA_ALIGN64;
    FA(steps) t = FA(steps_along)(s, run, bytes);
    for (int j = -RUN_AHEAD; j < n; j += 16) {
        if (j + RUN_AHEAD < n) FA(next_offsets)(&t, offset + j + RUN_AHEAD);
        if (j >= 0) FA(nearest_block)(s, offset + j, out + j * bytes, bytes);
    }
}

/* 16 pixels of up to 4 bytes by the border rule; 0 if dwords at them would reach beyond the image. */
static FA_NOINLINE int FA(nearest_border)(const source *s, const int32_t *xq, const int32_t *yq, char *out, int64_t bytes)
{
    const __m512i bias = _mm512_set1_epi32(16384), zero = _mm512_setzero_si512();
    __m512i x = _mm512_srai_epi32(_mm512_add_epi32(_mm512_loadu_si512(xq), bias), 15);
    __m512i y = _mm512_srai_epi32(_mm512_add_epi32(_mm512_loadu_si512(yq), bias), 15);
    x = FA(map_indices)(x, (int32_t)s->width, s->border);
    y = FA(map_indices)(y, (int32_t)s->height, s->border);
    const __mmask16 here = _mm512_cmpge_epi32_mask(_mm512_or_si512(x, y), zero);
    x = _mm512_mullo_epi32(x, _mm512_set1_epi32((int32_t)bytes));
    const __m512i at = _mm512_maskz_add_epi32(here, x, _mm512_mullo_epi32(y, _mm512_set1_epi32((int32_t)s->stride)));
    if (_mm512_cmpgt_epi32_mask(at, _mm512_set1_epi32((int32_t)s->size - 4))) return 0;
    FA(store_pixels)(FA(dwords_or_fill)(s, at, here), out, bytes);
    return 1;
}
#endif

FA_INLINE void FA(nearest_moves)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out, const int64_t bytes)
{
    const FA(footprint) f = {15, 16384, 1, bytes, FA(move)(bytes)};
    const char *const p = s->p, *const fill = s->fill;
    int32_t xq[SEGMENT] FA_ALIGN64, yq[SEGMENT] FA_ALIGN64, offset[SEGMENT] FA_ALIGN64;
    uint8_t state[SEGMENT / 16];
    FA(coordinates_q15)(job, i, j0, n, xq, yq);
    FA(classify_segment)(s, xq, yq, n, f, offset, state);
    for (int j = 0; j < n; j += 16) {
        const int32_t *at = offset + j;
        char *o = out + j * bytes;
        if (FA_LIKELY(state[j / 16] == INSIDE)) {
            FA(nearest_block)(s, at, o, bytes);
        } else if (state[j / 16] == OUTSIDE) {
            memcpy(o, fill, (size_t)(16 * bytes));
        } else {
#if FA_LEVEL == 2
            if (bytes <= 4 && n - j >= 16 && FA(nearest_border)(s, xq + j, yq + j, o, bytes)) continue;
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

/* A constant size makes memcpy a move. */
#define EACH_SIZE(FUNCTION, ...)                   \
    switch (bytes) {                               \
    case 1: FUNCTION(__VA_ARGS__, 1); break;       \
    case 2: FUNCTION(__VA_ARGS__, 2); break;       \
    case 3: FUNCTION(__VA_ARGS__, 3); break;       \
    case 4: FUNCTION(__VA_ARGS__, 4); break;       \
    case 6: FUNCTION(__VA_ARGS__, 6); break;       \
    case 8: FUNCTION(__VA_ARGS__, 8); break;       \
    case 12: FUNCTION(__VA_ARGS__, 12); break;     \
    default: FUNCTION(__VA_ARGS__, bytes);         \
    }

static void FA(nearest)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out)
{
    const int64_t bytes = fa_pixel_bytes(&job->dst);
    EACH_SIZE(FA(nearest_moves), job, s, i, j0, n, out)
}

#if FA_LEVEL == 2
static FA_NOINLINE void FA(run_nearest)(const source *s, const FA(run) *run, char *out, int64_t bytes)
{
    EACH_SIZE(FA(nearest_run), s, run, out)
}
#endif
#undef EACH_SIZE

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
