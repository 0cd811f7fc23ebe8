/* Bicubic sampling, 4 channels of a pixel at a time; compiled per SIMD level. The same operations in the same order as
 * the functions of warp_pixel.h. */

#if FA_X86
/* Offset of the first of 4 x 4 taps, or -1 where they, or reading `reach` bytes at each row of them, leave the image. */
FA_INLINE int64_t FA(bicubic_offset)(const source *s, int64_t x, int64_t y, int64_t pixel_bytes, int64_t reach)
{
    if (x < 1 || y < 1 || x >= s->width - 2 || y >= s->height - 2) return -1;
    int64_t at = (y - 1) * s->stride + (x - 1) * pixel_bytes;
    return at + 3 * s->stride + reach <= s->size ? at : -1;
}

FA_INLINE __m128i FA(load4_u8)(const char *p)
{
    int32_t v;
    memcpy(&v, p, 4);
    return _mm_cvtsi32_si128(v);
}

/* Weights of a segment as pairs of int16: (w0, w1), (w2, w3). */
static void FA(cubic_pairs)(const int32_t *restrict q, int n, int32_t *restrict w01, int32_t *restrict w23)
{
    for (int j = 0; j < n; j++) {
        int w[4];
        cubic_q14(q[j] & 32767, w);
        w01[j] = (int32_t)((uint32_t)w[1] << 16 | ((uint32_t)w[0] & 0xffff));
        w23[j] = (int32_t)((uint32_t)w[3] << 16 | ((uint32_t)w[2] & 0xffff));
    }
}

static void FA(bicubic_u8)(const source *s, const int32_t *xq, const int32_t *yq, int n, uint8_t *out)
{
    const int64_t channels = s->channels, reach = fa_max(4 * channels, 3 * channels + 4);
    int32_t x01[SEGMENT], x23[SEGMENT], y01[SEGMENT], y23[SEGMENT];
    FA(cubic_pairs)(xq, n, x01, x23);
    FA(cubic_pairs)(yq, n, y01, y23);
    for (int j = 0; j < n; j++) {
        const int64_t at = FA(bicubic_offset)(s, xq[j] >> 15, yq[j] >> 15, channels, reach);
        uint8_t *o = out + j * channels;
        if (at < 0) {
            bicubic_pixel_u8(s, xq[j], yq[j], (char *)o);
            continue;
        }
        const __m128i u01 = _mm_set1_epi32(x01[j]), u23 = _mm_set1_epi32(x23[j]);
        for (int64_t c = 0; c < channels; c += 4) {
            if (c + 4 > channels) c = channels < 4 ? 0 : channels - 4; /* some channels twice, to the same value */
            __m128i row[4];
            for (int k = 0; k < 4; k++) {
                const char *p = s->p + at + k * s->stride + c;
                __m128i a = _mm_unpacklo_epi8(FA(load4_u8)(p), FA(load4_u8)(p + channels));
                __m128i b = _mm_unpacklo_epi8(FA(load4_u8)(p + 2 * channels), FA(load4_u8)(p + 3 * channels));
                a = _mm_add_epi32(_mm_madd_epi16(_mm_cvtepu8_epi16(a), u01), _mm_madd_epi16(_mm_cvtepu8_epi16(b), u23));
                row[k] = _mm_srai_epi32(_mm_add_epi32(a, _mm_set1_epi32(128)), 8);
            }
            __m128i upper = _mm_blend_epi16(row[0], _mm_slli_epi32(row[1], 16), 0xaa);
            __m128i lower = _mm_blend_epi16(row[2], _mm_slli_epi32(row[3], 16), 0xaa);
            __m128i v = _mm_add_epi32(_mm_madd_epi16(upper, _mm_set1_epi32(y01[j])), _mm_madd_epi16(lower, _mm_set1_epi32(y23[j])));
            v = _mm_srai_epi32(_mm_add_epi32(v, _mm_set1_epi32(1 << 19)), 20);
            v = _mm_packus_epi16(_mm_packs_epi32(v, v), v);
            int32_t four = _mm_cvtsi128_si32(v);
            memcpy(o + c, &four, channels < 4 ? (size_t)channels : 4);
        }
    }
}

FA_INLINE __m128 FA(four_f32)(const char *p) { return _mm_loadu_ps((const float *)p); }
FA_INLINE __m128 FA(four_u16)(const char *p) { return _mm_cvtepi32_ps(_mm_cvtepu16_epi32(_mm_loadl_epi64((const __m128i *)p))); }
FA_INLINE void FA(put_f32)(float *p, __m128 v) { _mm_storeu_ps(p, v); }
FA_INLINE void FA(put_u16)(uint16_t *p, __m128 v)
{
    v = _mm_min_ps(_mm_max_ps(v, _mm_setzero_ps()), _mm_set1_ps(65535.0f));
    _mm_storel_epi64((__m128i *)p, _mm_packus_epi32(_mm_cvtps_epi32(v), _mm_setzero_si128()));
}
FA_INLINE __m128 FA(weigh)(const __m128 p[4], const __m128 w[4])
{
    return _mm_add_ps(_mm_add_ps(_mm_add_ps(_mm_mul_ps(w[0], p[0]), _mm_mul_ps(w[1], p[1])), _mm_mul_ps(w[2], p[2])), _mm_mul_ps(w[3], p[3]));
}

static void FA(cubic_weights)(const int64_t *q, int n, float (*w)[4])
{
    for (int j = 0; j < n; j++) cubic_f32(FRACTION_F32(q[j]), w[j]);
}

#define DEFINE_BICUBIC(T, NAME)                                                                                         \
    static void FA(bicubic_##NAME)(const source *s, const int64_t *X, const int64_t *Y, int n, T *out)                  \
    {                                                                                                                   \
        const int64_t channels = s->channels, bytes = channels * (int64_t)sizeof(T);                                    \
        const int64_t reach = fa_max(4 * bytes, 3 * bytes + 4 * (int64_t)sizeof(T));                                    \
        float wx[SEGMENT][4], wy[SEGMENT][4];                                                                           \
        FA(cubic_weights)(X, n, wx);                                                                                    \
        FA(cubic_weights)(Y, n, wy);                                                                                    \
        for (int j = 0; j < n; j++) {                                                                                   \
            const int64_t at = FA(bicubic_offset)(s, X[j] >> 32, Y[j] >> 32, bytes, reach);                             \
            T *o = out + j * channels, four[4];                                                                         \
            if (at < 0) {                                                                                               \
                bicubic_pixel_##NAME(s, X[j], Y[j], (char *)o);                                                         \
                continue;                                                                                               \
            }                                                                                                           \
            __m128 u[4], v[4];                                                                                          \
            for (int k = 0; k < 4; k++) u[k] = _mm_set1_ps(wx[j][k]), v[k] = _mm_set1_ps(wy[j][k]);                     \
            for (int64_t c = 0; c < channels; c += 4) {                                                                 \
                if (c + 4 > channels) c = channels < 4 ? 0 : channels - 4;                                              \
                __m128 row[4], p[4];                                                                                    \
                for (int k = 0; k < 4; k++) {                                                                           \
                    for (int t = 0; t < 4; t++)                                                                         \
                        p[t] = FA(four_##NAME)(s->p + at + k * s->stride + t * bytes + c * (int64_t)sizeof(T));         \
                    row[k] = FA(weigh)(p, u);                                                                           \
                }                                                                                                       \
                FA(put_##NAME)(channels < 4 ? four : o + c, FA(weigh)(row, v));                                         \
                if (channels < 4) memcpy(o, four, (size_t)bytes);                                                       \
            }                                                                                                           \
        }                                                                                                               \
    }
DEFINE_BICUBIC(float, f32)
DEFINE_BICUBIC(uint16_t, u16)
#undef DEFINE_BICUBIC
#endif

static void FA(bicubic)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out)
{
    const int64_t bytes = fa_pixel_bytes(&job->dst);
    const int dtype = job->src.dtype;
    if (dtype == FA_U8) {
        int32_t xq[SEGMENT] FA_ALIGN64, yq[SEGMENT] FA_ALIGN64;
        FA(coordinates_q15)(job, i, j0, n, xq, yq);
#if FA_X86
        FA(bicubic_u8)(s, xq, yq, n, (uint8_t *)out);
#else
        for (int j = 0; j < n; j++) bicubic_pixel_u8(s, xq[j], yq[j], out + j * bytes);
#endif
        return;
    }
    int64_t x[SEGMENT], y[SEGMENT];
    FA(coordinates_q32)(job, i, j0, n, x, y);
#if FA_X86
    if (dtype == FA_F32) FA(bicubic_f32)(s, x, y, n, (float *)out);
    else if (dtype == FA_U16) FA(bicubic_u16)(s, x, y, n, (uint16_t *)out);
    else
#endif
        for (int j = 0; j < n; j++) bicubic_pixel[dtype](s, x[j], y[j], out + j * bytes);
}
