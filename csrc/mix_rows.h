/* Row functions of mix.c, compiled per SIMD level. */

#if FA_LEVEL == 2
#define STEP 32
#define WORDS __m512i
#define SPLAT(w) _mm512_set1_epi16(w)
#define WIDEN(p) _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(p)))
#define BLEND_WORDS(x, y, w) _mm512_add_epi16(y, _mm512_mulhrs_epi16(_mm512_sub_epi16(x, y), w))
#define NARROW(p, v) _mm256_storeu_si256((__m256i *)(p), _mm512_cvtepi16_epi8(v))
#elif FA_LEVEL == 1
#define STEP 16
#define WORDS __m256i
#define SPLAT(w) _mm256_set1_epi16(w)
#define WIDEN(p) _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(p)))
#define BLEND_WORDS(x, y, w) _mm256_add_epi16(y, _mm256_mulhrs_epi16(_mm256_sub_epi16(x, y), w))
#define NARROW(p, v) \
    _mm_storeu_si128((__m128i *)(p), _mm_packus_epi16(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1)))
#elif FA_X86
#define STEP 8
#define WORDS __m128i
#define SPLAT(w) _mm_set1_epi16(w)
#define WIDEN(p) _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)(p)))
#define BLEND_WORDS(x, y, w) _mm_add_epi16(y, _mm_mulhrs_epi16(_mm_sub_epi16(x, y), w))
#define NARROW(p, v) _mm_storel_epi64((__m128i *)(p), _mm_packus_epi16(v, v))
#endif

/* b + (a - b) * weight, half up, the weight a multiple of 2^-15; 32767 gives a itself for any two bytes. */
static void FA(blend_u8)(const void *a, const void *b, void *dst, int64_t n, double weight)
{
    const uint8_t *x = a, *y = b;
    uint8_t *out = dst;
    const int16_t w = (int16_t)fmin(rint(weight * 32768), 32767);
    int64_t i = 0;
#ifdef STEP
    const WORDS weights = SPLAT(w);
    for (; i + STEP <= n; i += STEP) {
        const WORDS vx = WIDEN(x + i), vy = WIDEN(y + i);
        NARROW(out + i, BLEND_WORDS(vx, vy, weights));
    }
#endif
    for (; i < n; i++) out[i] = (uint8_t)(y[i] + (((x[i] - y[i]) * w + 16384) >> 15));
}
#undef STEP
#undef WORDS
#undef SPLAT
#undef WIDEN
#undef BLEND_WORDS
#undef NARROW

#define BLEND(NAME, TYPE, REAL, ROUND)                                                             \
    static void FA(NAME)(const void *a, const void *b, void *dst, int64_t n, double weight)        \
    {                                                                                              \
        const TYPE *restrict x = a, *restrict y = b;                                               \
        TYPE *restrict out = dst;                                                                  \
        const REAL w = (REAL)weight, v = (REAL)(1 - weight);                                       \
        for (int64_t i = 0; i < n; i++) out[i] = (TYPE)ROUND((REAL)x[i] * w + (REAL)y[i] * v);     \
    }
BLEND(blend_u16, uint16_t, float, (int32_t)rintf)
BLEND(blend_f32, float, float, )
BLEND(blend_f64, double, double, )
#undef BLEND

static const blend_function FA(blend)[] = {FA(blend_u8), FA(blend_u16), FA(blend_f32), FA(blend_f64)};

#define BRANCH(NAME, TYPE, REAL, ROUND)                                                                              \
    static void FA(NAME)(const void *a, void *sums, void *dst, int64_t n, double weight, int place)                  \
    {                                                                                                                \
        const TYPE *restrict x = a;                                                                                  \
        REAL *restrict sum = sums;                                                                                   \
        TYPE *restrict out = dst;                                                                                    \
        const REAL w = (REAL)weight;                                                                                 \
        if (place == FA_FIRST) for (int64_t i = 0; i < n; i++) sum[i] = (REAL)x[i] * w;                              \
        else if (place == FA_BETWEEN) for (int64_t i = 0; i < n; i++) sum[i] += (REAL)x[i] * w;                      \
        else for (int64_t i = 0; i < n; i++) out[i] = (TYPE)ROUND(sum[i] + (REAL)x[i] * w);                          \
    }
BRANCH(branch_u8, uint8_t, float, (int32_t)rintf)
BRANCH(branch_u16, uint16_t, float, (int32_t)rintf)
BRANCH(branch_f32, float, float, )
BRANCH(branch_f64, double, double, )
#undef BRANCH

static const branch_function FA(branch)[] = {FA(branch_u8), FA(branch_u16), FA(branch_f32), FA(branch_f64)};

/* A few hundred bytes here and there, by a loop that has no start-up; writes, and reads, up to 31 bytes more. */
static inline void FA(copy_on)(const char *in, char *out, int64_t size)
{
    for (int64_t i = 0; i < size; i += 32) memcpy(out + i, in + i, 32);
}

/* Pieces of src and of the patch in turn: each byte is read once, and what lies between two rows of the rectangle is one
 * piece. Bytes that a piece writes too many are overwritten by the next; so the last two rows are exact. */
static void FA(weave)(const fa_paste *p, int64_t first, int64_t last, int64_t from, int64_t to)
{
    const int64_t stride = p->src.stride, bytes = fa_pixel_bytes(&p->src), size = p->width * bytes;
    const char *in = fa_row(&p->src, from) + p->left * bytes, *patch = p->patch + (from - p->top) * p->patch_stride;
    char *out = fa_row(&p->dst, from) + p->left * bytes, *end = fa_row(&p->dst, last);
    fa_copy(fa_row(&p->dst, first), fa_row(&p->src, first), out - fa_row(&p->dst, first));
    for (int64_t left = to - from; left > 0; left--) {
        const int64_t rest = left > 1 ? stride - size : end - out - size;
        if (left > 2) {
            FA(copy_on)(patch, out, size);
            FA(copy_on)(in + size, out + size, rest);
        } else {
            fa_copy(out, patch, size);
            fa_copy(out + size, in + size, rest);
        }
        in += stride;
        out += stride;
        patch += p->patch_stride;
    }
}
