/* Bilinear sampling in floating point (uint16, float32, float64) from coordinates with 32 fraction bits; compiled per
 * SIMD level. The same operations in the same order as the functions of warp_pixel.h. */

#if FA_LEVEL > 0
/* Places of a segment: whole pixels, fractions, byte offsets, and where the blocks of 16 lie. */
typedef struct {
    int32_t x[SEGMENT], y[SEGMENT], offset[SEGMENT];
    float fx[SEGMENT], fy[SEGMENT];
    uint8_t state[SEGMENT / 16];
} FA_ALIGN64 FA(places);

static void FA(find_places)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, int64_t reach, FA(places) *p)
{
    const FA(footprint) f = {0, 0, 2, fa_pixel_bytes(&job->src), reach};
    FA(split_coordinates)(job, i, j0, n, p->x, p->y, p->fx, p->fy);
    FA(classify_segment)(s, p->x, p->y, n, f, p->offset, p->state);
}

/* Back to 32 fraction bits, of which these dtypes use 24. */
FA_INLINE int64_t FA(place_q32)(int32_t whole, float fraction)
{
    return (int64_t)whole * ((int64_t)1 << 32) + ((int64_t)(fraction * 0x1p24f) << 8);
}

FA_INLINE __m256 FA(mix)(__m256 a, __m256 b, __m256 f) { return _mm256_add_ps(a, _mm256_mul_ps(f, _mm256_sub_ps(b, a))); }

#define T float
#define TYPE f32
#define DTYPE FA_F32
#define ROUND(v) (v)
#define LOAD8(p) _mm256_loadu_ps((const float *)(p))
#define STORE4(p, v) _mm_storeu_ps(p, v)
#define STORE8(p, v) _mm256_storeu_ps(p, v)
#include "warp_bilinear_blocks.h"
#undef T
#undef TYPE
#undef DTYPE
#undef ROUND
#undef LOAD8
#undef STORE4
#undef STORE8

FA_INLINE __m128i FA(packed_u16)(__m256 v)
{
    __m256i i = _mm256_cvtps_epi32(v);
    return _mm_packus_epi32(_mm256_castsi256_si128(i), _mm256_extracti128_si256(i, 1));
}
#define T uint16_t
#define TYPE u16
#define DTYPE FA_U16
#define ROUND(v) ((uint16_t)(int)rintf(v))
#define LOAD8(p) _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(p))))
#define STORE4(p, v) _mm_storel_epi64((__m128i *)(p), FA(packed_u16)(_mm256_castps128_ps256(v)))
#define STORE8(p, v) _mm_storeu_si128((__m128i *)(p), FA(packed_u16)(v))
#include "warp_bilinear_blocks.h"
#undef T
#undef TYPE
#undef DTYPE
#undef ROUND
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
