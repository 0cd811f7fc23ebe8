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
SCALE(scale_u8, uint8_t)
SCALE(scale_u16, uint16_t)
SCALE(scale_f32, float)
SCALE(scale_f64, double)
#undef SCALE

#define SCALE_PLANE(STEP)                                                                                   \
    if (k->mirror)                                                                                          \
        for (int64_t i = 0; i < n; i++) to[i] = (float)x[(n - 1 - i) * (STEP)] * a + b;                     \
    else                                                                                                    \
        for (int64_t i = 0; i < n; i++) to[i] = (float)x[i * (STEP)] * a + b;
/* A row of pixels into planes `plane` values apart. */
#define SCALE_PLANES(NAME, IN, WHOLE)                                                                       \
    static void FA(NAME)(const char *src, int64_t channels, float *y, int64_t plane, int64_t n, const fa_affine_values *k) \
    {                                                                                                       \
        const int many = k->coefficients > 1;                                                               \
        WHOLE                                                                                               \
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
        for (int64_t i = 0; i < n; i += PLANAR_STRIP) {                                                    \
            const int64_t m = fa_min(n - i, PLANAR_STRIP);                                                  \
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
SCALE_PLANES(scale_planes_u8, uint8_t, SPLIT_BYTES)
SCALE_PLANES(scale_planes_u16, uint16_t, )
SCALE_PLANES(scale_planes_f32, float, )
SCALE_PLANES(scale_planes_f64, double, )
#undef SCALE_PLANES
#undef SCALE_PLANE
#undef SPLIT_BYTES
