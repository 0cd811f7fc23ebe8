/* y = clip(x a + b), rounded half to even for integers. */
#define AFFINE(NAME, IN, OUT, REAL, STORE)                                                          \
    static void FA(NAME)(const char *src, char *dst, int64_t n, const value_period *k)             \
    {                                                                                               \
        const IN *restrict x = (const IN *)src;                                                     \
        OUT *restrict y = (OUT *)dst;                                                               \
        const REAL *a = k->values[0].REAL##s, *b = k->values[1].REAL##s;                            \
        const REAL lo = (REAL)k->lo, hi = (REAL)k->hi;                                              \
        for (; n > 0; n -= k->length, x += k->length, y += k->length) {                             \
            const int64_t m = fa_min(n, k->length);                                                 \
            for (int64_t i = 0; i < m; i++) {                                                       \
                REAL v = (REAL)x[i] * a[i] + b[i];                                                  \
                v = v < lo ? lo : v;                                                                \
                v = v > hi ? hi : v;                                                                \
                y[i] = STORE(v);                                                                    \
            }                                                                                       \
        }                                                                                           \
    }
#define WORD(v) (uint16_t)(int32_t)rintf(v)
AFFINE(affine_u16, uint16_t, uint16_t, float, WORD)
AFFINE(affine_f32, float, float, float, )
AFFINE(affine_f64, double, double, double, )
#undef AFFINE

/* Bytes by way of floats: see color_strips.h. */
static void FA(affine_u8)(const char *src, char *dst, int64_t n, const value_period *k)
{
    float before[PERIOD], after[PERIOD];
    for (; n > 0; n -= k->length, src += k->length, dst += k->length) {
        const int64_t m = fa_min(n, k->length);
        FA(to_floats)((const uint8_t *)src, before, m);
        FA(affine_f32)((const char *)before, (char *)after, m, k);
        FA(to_bytes)(after, (uint8_t *)dst, m);
    }
}
#undef WORD

/* The same to float32, without a clip: normalisation. */
#define SCALE(NAME, IN)                                                                             \
    static void FA(NAME)(const char *src, char *dst, int64_t n, const value_period *k)             \
    {                                                                                               \
        const IN *restrict x = (const IN *)src;                                                     \
        float *restrict y = (float *)dst;                                                           \
        const float *a = k->values[0].floats, *b = k->values[1].floats;                             \
        for (; n > 0; n -= k->length, x += k->length, y += k->length) {                             \
            const int64_t m = fa_min(n, k->length);                                                 \
            for (int64_t i = 0; i < m; i++) y[i] = (float)x[i] * a[i] + b[i];                       \
        }                                                                                           \
    }
SCALE(scale_any_u8, uint8_t)
SCALE(scale_u16, uint16_t)
SCALE(scale_f32, float)
SCALE(scale_f64, double)
#undef SCALE

/* Bytes become floats as fast as they can be stored where three vectors hold all numbers: each store fills a vector of
 * aligned memory. */
static void FA(scale_u8)(const char *src, char *dst, int64_t n, const value_period *k)
{
#if FA_X86 && FA_LEVEL
#if FA_LEVEL == 2
#define REALS __m512
#define WIDENED(p) _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(p)))
#else
#define REALS __m256
#define WIDENED(p) _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(p)))
#endif
    enum { STEP = sizeof(REALS) / sizeof(float), RUN = 3 * STEP };
    if (RUN % k->unit == 0) {
        const int64_t head = fa_min(-(uintptr_t)dst % sizeof(REALS) / sizeof(float), n);
        const float *scale = k->values[0].floats, *offset = k->values[1].floats;
        const uint8_t *x = (const uint8_t *)src;
        float *y = (float *)dst;
        REALS a[3], b[3];
        int64_t i = head;
        for (int64_t j = 0; j < head; j++) y[j] = (float)x[j] * scale[j] + offset[j];
        scale += head, offset += head;
        for (int j = 0; j < 3; j++) {
            a[j] = VOP(loadu_ps)(scale + j * STEP);
            b[j] = VOP(loadu_ps)(offset + j * STEP);
        }
        for (; i + RUN <= n; i += RUN)
            for (int j = 0; j < 3; j++) {
                const REALS v = VOP(cvtepi32_ps)(WIDENED(x + i + j * STEP));
                VOP(storeu_ps)(y + i + j * STEP, VOP(add_ps)(VOP(mul_ps)(v, a[j]), b[j]));
            }
        for (int64_t j = 0; i < n; i++, j++) y[i] = (float)x[i] * scale[j] + offset[j];
        return;
    }
#undef REALS
#undef WIDENED
#endif
    FA(scale_any_u8)(src, dst, n, k);
}

#if FA_X86
#define FOUR_BYTES(p) _mm_cvtepi32_ps(_mm_cvtepu8_epi32(_mm_loadu_si32(p)))
#define FOUR_WORDS(p) _mm_cvtepi32_ps(_mm_cvtepu16_epi32(_mm_loadl_epi64((const __m128i *)(p))))
#define FOUR_FLOATS(p) _mm_loadu_ps(p)
/* Four pixels by four channels at a time, on strips that stay in cache; the last channels may overlap those before. `step`
 * leads from a pixel to the next. Returns the pixels done: none of few channels, or of 4 or 8 bytes, whose vectors the
 * compiler takes apart faster. */
#define SCALE_SQUARES(NAME, IN, FOUR)                                                                       \
    static int64_t FA(NAME)(const IN *x, int64_t step, int64_t channels, float *y, int64_t plane, int64_t n, \
                            const fa_affine_values *k)                                                      \
    {                                                                                                       \
        const int many = k->coefficients > 1;                                                               \
        const int64_t bytes = channels * (int64_t)sizeof *x;                                                \
        const int64_t most = channels < 4 || bytes == 4 || bytes == 8 ? 0 : n / 4 * 4;                      \
        for (int64_t at = 0; at < most; at += PLANAR_STRIP)                                                 \
            for (int64_t g = 0; g < channels; g += 4) {                                                     \
                const int64_t c = fa_min(g, channels - 4), end = fa_min(at + PLANAR_STRIP, most);            \
                __m128 a[4], b[4];                                                                          \
                for (int j = 0; j < 4; j++) {                                                               \
                    a[j] = _mm_set1_ps((float)k->scale[many * (c + j)]);                                    \
                    b[j] = _mm_set1_ps((float)k->offset[many * (c + j)]);                                   \
                }                                                                                           \
                for (int64_t i = at; i < end; i += 4) {                                                     \
                    const IN *p = x + i * step + c;                                                         \
                    __m128 v[4] = {FOUR(p), FOUR(p + step), FOUR(p + 2 * step), FOUR(p + 3 * step)};        \
                    _MM_TRANSPOSE4_PS(v[0], v[1], v[2], v[3]);                                              \
                    for (int j = 0; j < 4; j++)                                                             \
                        _mm_storeu_ps(y + (c + j) * plane + i, _mm_add_ps(_mm_mul_ps(v[j], a[j]), b[j]));   \
                }                                                                                           \
            }                                                                                               \
        return most;                                                                                        \
    }
SCALE_SQUARES(scale_squares_u8, uint8_t, FOUR_BYTES)
SCALE_SQUARES(scale_squares_u16, uint16_t, FOUR_WORDS)
SCALE_SQUARES(scale_squares_f32, float, FOUR_FLOATS)
#undef FOUR_BYTES
#undef FOUR_WORDS
#undef FOUR_FLOATS
#undef SCALE_SQUARES
#define SQUARES(NAME) FA(NAME)((const void *)(first), step, channels, y, plane, n, k)
#else
#define SQUARES(NAME) 0
#endif

#define SCALE_PLANE(STEP)                                                                                   \
    if (k->mirror)                                                                                          \
        for (int64_t i = done; i < n; i++) to[i] = (float)x[(n - 1 - i) * (STEP)] * a + b;                  \
    else                                                                                                    \
        for (int64_t i = done; i < n; i++) to[i] = (float)x[i * (STEP)] * a + b;
/* A row of pixels into planes `plane` values apart. */
#define SCALE_PLANES(NAME, IN, WHOLE, SOME)                                                                 \
    static void FA(NAME)(const char *src, int64_t channels, float *y, int64_t plane, int64_t n, const fa_affine_values *k) \
    {                                                                                                       \
        const int many = k->coefficients > 1;                                                               \
        WHOLE                                                                                               \
        const int64_t step = k->mirror ? -channels : channels;                                              \
        const IN *first = (const IN *)src + (k->mirror ? (n - 1) * channels : 0);                           \
        const int64_t done = SOME;                                                                          \
        (void)first, (void)step;                                                                            \
        for (int64_t c = 0; c < channels; c++, y += plane) {                                                \
            const IN *restrict x = (const IN *)src + c;                                                     \
            float *restrict to = y;                                                                         \
            const float a = (float)k->scale[many * c], b = (float)k->offset[many * c];                      \
            switch (channels) { /* a constant step makes the loop one of vectors */                       \
            case 1: SCALE_PLANE(1) break;                                                                   \
            case 2: SCALE_PLANE(2) break;                                                                   \
            case 3: SCALE_PLANE(3) break;                                                                   \
            case 4: SCALE_PLANE(4) break;                                                                   \
            case 8: SCALE_PLANE(8) break;                                                                   \
            default: SCALE_PLANE(channels)                                                                  \
            }                                                                                               \
        }                                                                                                   \
    }
#ifdef VEC
#define SPLIT_BYTES                                                                                         \
    if (channels == 3) {                                                                                    \
        uint8_t planes[3 * PLANAR_STRIP];                                                                   \
        for (int64_t i = 0, m; i < n; i += m) { /* the first strip ends where stores are aligned */        \
            m = fa_min(n - i, PLANAR_STRIP - (int64_t)((uintptr_t)(y + i) % 64 / sizeof(float)));           \
            FA(split_bytes)((const uint8_t *)src + 3 * i, planes, PLANAR_STRIP, m);                         \
            for (int c = 0; c < 3; c++) {                                                                   \
                const uint8_t *x = planes + c * PLANAR_STRIP;                                               \
                float *restrict to = y + c * plane + (k->mirror ? n - i - m : i);                           \
                const float a = (float)k->scale[many * c], b = (float)k->offset[many * c];                  \
                if (k->mirror)                                                                              \
                    for (int64_t j = 0; j < m; j++) to[j] = (float)x[m - 1 - j] * a + b;                    \
                else                                                                                        \
                    for (int64_t j = 0; j < m; j++) to[j] = (float)x[j] * a + b;                            \
            }                                                                                               \
        }                                                                                                   \
        return;                                                                                             \
    }
#else
#define SPLIT_BYTES
#endif
SCALE_PLANES(scale_planes_u8, uint8_t, SPLIT_BYTES, SQUARES(scale_squares_u8))
SCALE_PLANES(scale_planes_u16, uint16_t, , SQUARES(scale_squares_u16))
SCALE_PLANES(scale_planes_f32, float, , SQUARES(scale_squares_f32))
SCALE_PLANES(scale_planes_f64, double, , 0)
#undef SCALE_PLANES
#undef SCALE_PLANE
#undef SPLIT_BYTES
#undef SQUARES
