/* Bilinear sampling in floating point (uint16, float32, float64) from coordinates with 32 fraction bits; compiled per
 * SIMD level. The same operations in the same order as the functions of warp_pixel.h. */

/* Any number of channels, a pixel at a time; and one channel, whose taps are laid side by side first. */
#define DEFINE_BILINEAR(NAME, T, A, FRACTION, ROUND)                                                                    \
    static void FA(NAME)(const source *s, const int64_t *X, const int64_t *Y, int n, T *out)                            \
    {                                                                                                                   \
        const int64_t channels = s->channels;                                                                           \
        for (int j = 0; j < n; j++, out += channels) {                                                                  \
            int64_t x = X[j] >> 32, y = Y[j] >> 32;                                                                     \
            if ((uint64_t)x >= (uint64_t)(s->width - 1) || (uint64_t)y >= (uint64_t)(s->height - 1)) {                  \
                NAME##_pixel(s, X[j], Y[j], (char *)out);                                                               \
                continue;                                                                                               \
            }                                                                                                           \
            const T *restrict p = (const T *)(s->p + y * s->stride) + x * channels;                                     \
            const T *restrict q = (const T *)((const char *)p + s->stride);                                             \
            const A fx = FRACTION(X[j]), fy = FRACTION(Y[j]);                                                           \
            for (int64_t c = 0; c < channels; c++) {                                                                    \
                A a = p[c], b = p[c + channels], l = a + fy * ((A)q[c] - a), r = b + fy * ((A)q[c + channels] - b);     \
                out[c] = ROUND(l + fx * (r - l));                                                                       \
            }                                                                                                           \
        }                                                                                                               \
    }                                                                                                                   \
    static void FA(NAME##_one)(const source *s, const int64_t *X, const int64_t *Y, int n, T *restrict out)             \
    {                                                                                                                   \
        T taps[4][SEGMENT];                                                                                             \
        for (int j = 0; j < n; j++) {                                                                                   \
            int64_t x = X[j] >> 32, y = Y[j] >> 32;                                                                     \
            if (FA_LIKELY((uint64_t)x < (uint64_t)(s->width - 1) && (uint64_t)y < (uint64_t)(s->height - 1))) {         \
                const T *p = (const T *)(s->p + y * s->stride) + x, *q = (const T *)((const char *)p + s->stride);      \
                taps[0][j] = p[0];                                                                                      \
                taps[1][j] = p[1];                                                                                      \
                taps[2][j] = q[0];                                                                                      \
                taps[3][j] = q[1];                                                                                      \
            } else {                                                                                                    \
                for (int k = 0; k < 4; k++) taps[k][j] = *(const T *)pixel_at(s, x + (k & 1), y + (k >> 1), sizeof(T)); \
            }                                                                                                           \
        }                                                                                                               \
        for (int j = 0; j < n; j++) {                                                                                   \
            A fx = FRACTION(X[j]), fy = FRACTION(Y[j]), a = taps[0][j], b = taps[1][j];                                 \
            A l = a + fy * ((A)taps[2][j] - a), r = b + fy * ((A)taps[3][j] - b);                                       \
            out[j] = ROUND(l + fx * (r - l));                                                                           \
        }                                                                                                               \
    }
#define bilinear_u16_pixel bilinear_pixel_u16
#define bilinear_f32_pixel bilinear_pixel_f32
#define bilinear_f64_pixel bilinear_pixel_f64
DEFINE_BILINEAR(bilinear_u16, uint16_t, float, FRACTION_F32, TO_U16)
DEFINE_BILINEAR(bilinear_f32, float, float, FRACTION_F32, AS_IS)
DEFINE_BILINEAR(bilinear_f64, double, double, FRACTION_F64, AS_IS)
#undef DEFINE_BILINEAR
#undef bilinear_u16_pixel
#undef bilinear_f32_pixel
#undef bilinear_f64_pixel

#if FA_LEVEL > 0
/* float32 with 3 or 4 channels: both taps of a row in one load of 8 floats. */
static void FA(bilinear_f32_few)(const source *s, const int64_t *X, const int64_t *Y, int n, float *out)
{
    const int64_t channels = s->channels, limit = s->size - s->stride - 32;
    const __m256i right = channels == 3 ? _mm256_setr_epi32(3, 4, 5, 6, 7, 7, 7, 7) : _mm256_setr_epi32(4, 5, 6, 7, 7, 7, 7, 7);
    for (int j = 0; j < n; j++, out += channels) {
        int64_t x = X[j] >> 32, y = Y[j] >> 32, at = y * s->stride + x * channels * 4;
        if ((uint64_t)x >= (uint64_t)(s->width - 1) || (uint64_t)y >= (uint64_t)(s->height - 1) || at > limit) {
            bilinear_pixel_f32(s, X[j], Y[j], (char *)out);
            continue;
        }
        __m256 p = _mm256_loadu_ps((const float *)(s->p + at)), q = _mm256_loadu_ps((const float *)(s->p + at + s->stride));
        __m256 t = _mm256_add_ps(p, _mm256_mul_ps(_mm256_set1_ps(FRACTION_F32(Y[j])), _mm256_sub_ps(q, p)));
        __m128 l = _mm256_castps256_ps128(t), r = _mm256_castps256_ps128(_mm256_permutevar8x32_ps(t, right));
        l = _mm_add_ps(l, _mm_mul_ps(_mm_set1_ps(FRACTION_F32(X[j])), _mm_sub_ps(r, l)));
        if (channels == 4 || j + 1 < n) {
            _mm_storeu_ps(out, l); /* of 3 channels the next pixel overwrites the fourth float */
        } else {
            _mm_storel_pi((__m64 *)out, l);
            _mm_store_ss(out + 2, _mm_movehl_ps(l, l));
        }
    }
}
#endif

static void FA(bilinear_float)(const source *s, int dtype, const int64_t *x, const int64_t *y, int n, char *out)
{
    const int one = s->channels == 1;
    if (dtype == FA_U16) {
        (one ? FA(bilinear_u16_one) : FA(bilinear_u16))(s, x, y, n, (uint16_t *)out);
    } else if (dtype == FA_F64) {
        (one ? FA(bilinear_f64_one) : FA(bilinear_f64))(s, x, y, n, (double *)out);
#if FA_LEVEL > 0
    } else if (s->channels == 3 || s->channels == 4) {
        FA(bilinear_f32_few)(s, x, y, n, (float *)out);
#endif
    } else {
        (one ? FA(bilinear_f32_one) : FA(bilinear_f32))(s, x, y, n, (float *)out);
    }
}
