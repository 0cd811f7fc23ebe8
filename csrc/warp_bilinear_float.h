/* Bilinear sampling in floating point (uint16, float32, float64) from coordinates with 32 fraction bits; compiled per
 * SIMD level. The same operations in the same order as the functions of warp_pixel.h. */

#if FA_LEVEL > 0
/* Places of a segment: whole pixels, fractions, byte offsets, and where the blocks of 16 lie. */
typedef struct {
    int32_t x[SEGMENT], y[SEGMENT], offset[SEGMENT];
    float fx[SEGMENT], fy[SEGMENT];
    uint8_t state[SEGMENT / 16];
} FA_ALIGN64 FA(places);

#if FA_LEVEL == 2
/* find_places for a straight segment of full blocks inside, which needs no whole pixels; 0 for others. */
FA_INLINE int FA(straight_places)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, const FA(footprint) f, FA(places) *p)
{
    if (!s->straight || n % 16) return 0;
    const FA(line) l = FA(affine_line)(job, i, j0);
    if (!FA(straight_inside)(s, l.x >> 32, l.y >> 32, (l.x + (n - 1) * l.dx) >> 32, (l.y + (n - 1) * l.dy) >> 32, f)) return 0;
    const __m512i stride = _mm512_set1_epi32((int)s->stride), bytes = _mm512_set1_epi32((int)f.pixel_bytes);
    FA(walk) w = FA(walk_along)(l);
    for (int j = 0; j < n; j += 16) {
        __m512i x, y;
        FA(store_fractions)(&w, p->fx + j, p->fy + j);
        FA(walk_on)(&w, &x, &y);
        _mm512_store_si512(p->offset + j, _mm512_add_epi32(_mm512_mullo_epi32(y, stride), _mm512_mullo_epi32(x, bytes)));
    }
    memset(p->state, INSIDE, (size_t)(n / 16));
    return 1;
}
#endif

static void FA(find_places)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, int64_t reach, FA(places) *p)
{
    const FA(footprint) f = {0, 0, 2, fa_pixel_bytes(&job->src), reach};
#if FA_LEVEL == 2
    if (FA(straight_places)(job, s, i, j0, n, f, p)) return;
#endif
    FA(split_coordinates)(job, i, j0, n, p->x, p->y, p->fx, p->fy);
    FA(classify_segment)(s, p->x, p->y, n, f, p->offset, p->state);
}

/* Back to 32 fraction bits, of which these dtypes use 24. */
FA_INLINE int64_t FA(place_q32)(int32_t whole, float fraction)
{
    return (int64_t)whole * ((int64_t)1 << 32) + ((int64_t)(fraction * 0x1p24f) << 8);
}

FA_INLINE __m256 FA(mix)(__m256 a, __m256 b, __m256 f) { return _mm256_add_ps(a, _mm256_mul_ps(f, _mm256_sub_ps(b, a))); }

/* Squares of taps (top left, top right, bottom left, bottom right), of one channel, to the left and right of 16 pixels
 * or fewer, mixed from top to bottom; then those. */
FA_INLINE void FA(blend_squares_f32)(const float (*taps)[4], const float *fx, const float *fy, int n, float *out)
{
#if FA_LEVEL == 2
    const __m512i pairs = _mm512_setr_epi32(0, 0, 4, 4, 1, 1, 5, 5, 2, 2, 6, 6, 3, 3, 7, 7);
    __m512 side[2];
    for (int h = 0; h < 2; h++) {
        __m512d a = _mm512_load_pd(taps[8 * h]), b = _mm512_load_pd(taps[8 * h + 4]); /* pixels 0 4 1 5 2 6 3 7 */
        __m512 t = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b)), u = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
        __m512 f = _mm512_permutexvar_ps(pairs, _mm512_castps256_ps512(_mm256_loadu_ps(fy + 8 * h)));
        side[h] = _mm512_add_ps(t, _mm512_mul_ps(f, _mm512_sub_ps(u, t)));
    }
    const __m512i even = _mm512_setr_epi32(0, 4, 8, 12, 2, 6, 10, 14, 16, 20, 24, 28, 18, 22, 26, 30);
    __m512 l = _mm512_permutex2var_ps(side[0], even, side[1]);
    __m512 r = _mm512_permutex2var_ps(side[0], _mm512_add_epi32(even, _mm512_set1_epi32(1)), side[1]);
    __m512 v = _mm512_add_ps(l, _mm512_mul_ps(_mm512_loadu_ps(fx), _mm512_sub_ps(r, l)));
    _mm512_mask_storeu_ps(out, (__mmask16)(0xffff >> (16 - n)), v);
#else
    for (int k = 0; k < n; k++) {
        const float l = taps[k][0] + fy[k] * (taps[k][2] - taps[k][0]), r = taps[k][1] + fy[k] * (taps[k][3] - taps[k][1]);
        out[k] = l + fx[k] * (r - l);
    }
#endif
}
#if FA_LEVEL == 1
FA_INLINE void FA(blend_squares_u16)(const uint16_t (*taps)[4], const float *fx, const float *fy, int n, uint16_t *out)
{
    for (int k = 0; k < n; k++) {
        float l = taps[k][0], r = taps[k][1];
        l = l + fy[k] * ((float)taps[k][2] - l);
        r = r + fy[k] * ((float)taps[k][3] - r);
        out[k] = (uint16_t)(int)rintf(l + fx[k] * (r - l));
    }
}
#else
/* One channel of uint16: both taps of a row are a dword. */
FA_INLINE void FA(load_dwords_u16)(const source *s, const int32_t *offset, __m512 l[2], __m512 r[2])
{
    const char *const rows[2] = {s->p, s->p + s->stride};
    __m512i both[2];
    FA(ask_ahead)(s, offset, sizeof(uint16_t));
    FA(dwords16)(rows, 2, offset, both);
    for (int v = 0; v < 2; v++) {
        l[v] = _mm512_cvtepi32_ps(_mm512_and_si512(both[v], _mm512_set1_epi32(0xffff)));
        r[v] = _mm512_cvtepi32_ps(_mm512_srli_epi32(both[v], 16));
    }
}

FA_INLINE __m256i FA(blend_sides_u16)(const __m512 l[2], const __m512 r[2], __m512 fx, __m512 fy)
{
    const __m512 left = _mm512_add_ps(l[0], _mm512_mul_ps(fy, _mm512_sub_ps(l[1], l[0])));
    const __m512 right = _mm512_add_ps(r[0], _mm512_mul_ps(fy, _mm512_sub_ps(r[1], r[0])));
    const __m512 sum = _mm512_add_ps(left, _mm512_mul_ps(fx, _mm512_sub_ps(right, left)));
    return _mm512_cvtepi32_epi16(_mm512_cvtps_epi32(sum));
}

/* Lower halves of positions as fractions of 24 bits. */
FA_INLINE __m512 FA(fractions)(__m512i lower)
{
    return _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(lower, 8)), _mm512_set1_ps(0x1p-24f));
}

static FA_NOINLINE void FA(run_u16)(const source *s, const FA(run) *run, uint16_t *out)
{
    const int n = run->end - run->begin;
    int32_t offset[SEGMENT] FA_ALIGN64;
    FA(steps) t = FA(steps_along)(s, run, sizeof *out);
    for (int j = -RUN_AHEAD; j < n; j += 16) {
        if (j + RUN_AHEAD < n) FA(next_offsets)(&t, offset + j + RUN_AHEAD);
        if (j < 0) continue;
        __m512i x, y;
        __m512 l[2], r[2];
        FA(next_lower)(&t, &x, &y);
        FA(load_dwords_u16)(s, offset + j, l, r);
        _mm256_storeu_si256((__m256i *)(out + j), FA(blend_sides_u16)(l, r, FA(fractions)(x), FA(fractions)(y)));
    }
}

static FA_NOINLINE void FA(one_channel_u16)(const source *s, const FA(places) *p, int n, uint16_t *restrict out)
{
    const __m512i low = _mm512_set1_epi32(0xffff);
    for (int j = 0; j < n; j += 16) {
        const int left = (int)fa_min(n - j, 16);
        __m512 l[2], r[2];
        if (FA_LIKELY(p->state[j / 16] == INSIDE)) {
            FA(load_dwords_u16)(s, p->offset + j, l, r);
        } else if (p->state[j / 16] == OUTSIDE) {
            memcpy(out + j, s->fill, 16 * sizeof *out);
            continue;
        } else {
            FA(taps) t;
            if (!FA(border_taps)(s, p->x + j, p->y + j, 0, sizeof *out, &t)) {
                for (int k = j; k < j + left; k++)
                    bilinear_pixel_u16(s, FA(place_q32)(p->x[k], p->fx[k]), FA(place_q32)(p->y[k], p->fy[k]), (char *)(out + k));
                continue;
            }
            for (int v = 0; v < 2; v++) {
                l[v] = _mm512_cvtepi32_ps(_mm512_and_si512(t.row[v][0], low));
                r[v] = _mm512_cvtepi32_ps(_mm512_and_si512(t.row[v][1], low));
            }
        }
        const __m256i made = FA(blend_sides_u16)(l, r, _mm512_load_ps(p->fx + j), _mm512_load_ps(p->fy + j));
        _mm256_mask_storeu_epi16(out + j, (__mmask16)(0xffff >> (16 - left)), made);
    }
}
#endif

#define T float
#define TYPE f32
#define DTYPE FA_F32
#define COPY_SQUARE(to, above, below) \
    _mm_store_ps(to, _mm_loadh_pi(_mm_castsi128_ps(_mm_loadl_epi64((const __m128i *)(above))), (const __m64 *)(below)))
#define LOAD8(p) _mm256_loadu_ps((const float *)(p))
#define STORE4(p, v) _mm_storeu_ps(p, v)
#define STORE8(p, v) _mm256_storeu_ps(p, v)
#include "warp_bilinear_blocks.h"
#undef T
#undef TYPE
#undef DTYPE
#undef COPY_SQUARE
#undef LOAD8
#undef STORE4
#undef STORE8

FA_INLINE __m128i FA(packed_u16)(__m256 v)
{
    __m256i i = _mm256_cvtps_epi32(v);
    return _mm_packus_epi32(_mm256_castsi256_si128(i), _mm256_extracti128_si256(i, 1));
}
#if FA_LEVEL == 1
FA_INLINE void FA(copy_square_u16)(uint16_t *to, const void *above, const void *below)
{
    uint32_t a, b;
    memcpy(&a, above, 4);
    memcpy(&b, below, 4);
    uint64_t both = a | (uint64_t)b << 32;
    __asm__("" : "+r"(both)); /* keep it scalar */
    memcpy(to, &both, 8);
}
#define COPY_SQUARE(to, above, below) FA(copy_square_u16)(to, above, below)
#endif
#define T uint16_t
#define TYPE u16
#define DTYPE FA_U16
#define LOAD8(p) _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(p))))
#define STORE4(p, v) _mm_storel_epi64((__m128i *)(p), _mm_packus_epi32(_mm_cvtps_epi32(v), _mm_setzero_si128()))
#define STORE8(p, v) _mm_storeu_si128((__m128i *)(p), FA(packed_u16)(v))
#include "warp_bilinear_blocks.h"
#undef T
#undef TYPE
#undef DTYPE
#undef COPY_SQUARE
#undef LOAD8
#undef STORE4
#undef STORE8
#endif

/* Any number of channels, a pixel at a time. */
#define DEFINE_PLAIN(T, NAME, A, FRACTION, ROUND)                                                                \
    static FA_UNUSED void FA(plain_##NAME)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, T *out) \
    {                                                                                                            \
        const int64_t channels = s->channels;                                                                    \
        int64_t X[SEGMENT], Y[SEGMENT];                                                                          \
        FA(coordinates_q32)(job, i, j0, n, X, Y);                                                                \
        for (int j = 0; j < n; j++, out += channels) {                                                           \
            int64_t x = X[j] >> 32, y = Y[j] >> 32;                                                              \
            if ((uint64_t)x >= (uint64_t)(s->width - 1) || (uint64_t)y >= (uint64_t)(s->height - 1)) {           \
                bilinear_pixel_##NAME(s, X[j], Y[j], (char *)out);                                               \
                continue;                                                                                        \
            }                                                                                                    \
            const T *p = (const T *)(s->p + y * s->stride) + x * channels;                                       \
            const T *q = (const T *)((const char *)p + s->stride);                                               \
            const A fx = FRACTION(X[j]), fy = FRACTION(Y[j]);                                                    \
            for (int64_t c = 0; c < channels; c++) {                                                             \
                A l = p[c], r = p[c + channels];                                                                 \
                l = l + fy * ((A)q[c] - l);                                                                      \
                r = r + fy * ((A)q[c + channels] - r);                                                           \
                out[c] = ROUND(l + fx * (r - l));                                                                \
            }                                                                                                    \
        }                                                                                                        \
    }
DEFINE_PLAIN(double, f64, double, FRACTION_F64, AS_IS)
#if FA_LEVEL == 0
DEFINE_PLAIN(uint16_t, u16, float, FRACTION_F32, TO_U16)
DEFINE_PLAIN(float, f32, float, FRACTION_F32, AS_IS)
#define FLOAT_FORM(NAME) FA(plain_##NAME)
#else
#define FLOAT_FORM(NAME) FA(FA_JOIN(bilinear_blocks, NAME))
#endif
#undef DEFINE_PLAIN

static void FA(bilinear_float)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out)
{
    if (job->src.dtype == FA_U16) FLOAT_FORM(u16)(job, s, i, j0, n, (uint16_t *)out);
    else if (job->src.dtype == FA_F32) FLOAT_FORM(f32)(job, s, i, j0, n, (float *)out);
    else FA(plain_f64)(job, s, i, j0, n, (double *)out);
}
#undef FLOAT_FORM
