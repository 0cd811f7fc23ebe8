/* Bilinear sampling in floating point (uint16, float32, float64) from coordinates with 32 fraction bits; compiled per
 * SIMD level. The same operations in the same order as the functions of warp_pixel.h. */

#if FA_LEVEL > 0
/* Places of a segment: whole pixels, fractions, byte offsets, and where the blocks of 16 lie. */
typedef struct {
    int32_t x[SEGMENT], y[SEGMENT], offset[SEGMENT];
    float fx[SEGMENT], fy[SEGMENT];
    uint8_t state[SEGMENT / 16];
} FA_ALIGN64 FA(places);

static void FA(find_places)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, int64_t pixel_bytes, int64_t reach,
                            FA(places) *p)
{
    const FA(footprint) f = {0, 0, 2, pixel_bytes, reach};
    FA(split_coordinates)(job, i, j0, n, p->x, p->y, p->fx, p->fy);
    FA(classify_segment)(s, p->x, p->y, n, f, p->offset, p->state);
}

/* Back to 32 fraction bits, of which these dtypes use 24. */
#define PLACE_X(p, k) ((int64_t)(p).x[k] * ((int64_t)1 << 32) + ((int64_t)((p).fx[k] * 0x1p24f) << 8))
#define PLACE_Y(p, k) ((int64_t)(p).y[k] * ((int64_t)1 << 32) + ((int64_t)((p).fy[k] * 0x1p24f) << 8))

/* 8 values as floats, and the first 4 or all 8 of a vector of floats back. */
FA_INLINE __m256 FA(load_f32)(const char *p) { return _mm256_loadu_ps((const float *)p); }
FA_INLINE __m256 FA(load_u16)(const char *p) { return _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)p))); }
FA_INLINE void FA(store4_f32)(char *p, __m128 v) { _mm_storeu_ps((float *)p, v); }
FA_INLINE void FA(store4_u16)(char *p, __m128 v)
{
    __m128i i = _mm_cvtps_epi32(v);
    _mm_storel_epi64((__m128i *)p, _mm_packus_epi32(i, i));
}
FA_INLINE void FA(store8_f32)(char *p, __m256 v) { _mm256_storeu_ps((float *)p, v); }
FA_INLINE void FA(store8_u16)(char *p, __m256 v)
{
    __m256i i = _mm256_cvtps_epi32(v);
    _mm_storeu_si128((__m128i *)p, _mm_packus_epi32(_mm256_castsi256_si128(i), _mm256_extracti128_si256(i, 1)));
}
FA_INLINE __m256 FA(mix)(__m256 a, __m256 b, __m256 f) { return _mm256_add_ps(a, _mm256_mul_ps(f, _mm256_sub_ps(b, a))); }

/* 2 to 4 channels: both taps of a row in one load of 8 values. More: 8 channels at a time. */
#define DEFINE_BLOCKS(T, NAME)                                                                                           \
    FA_INLINE void FA(few_##NAME)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, T *out, const int channels) \
    {                                                                                                                    \
        const int bytes = channels * (int)sizeof(T);                                                                     \
        const __m256i right = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 0, 0, 0, 0), _mm256_set1_epi32(channels));  \
        FA(places) p;                                                                                                    \
        T block[16 * 4 + 4];                                                                                             \
        FA(find_places)(job, s, i, j0, n, bytes, 8 * (int)sizeof(T), &p);                                                      \
        for (int j = 0; j < n; j += 16) {                                                                                \
            char *o = (char *)out + j * bytes, *to = j + 16 < n || channels == 4 ? o : (char *)block;                    \
            if (p.state[j / 16] == OUTSIDE) {                                                                            \
                memcpy(o, s->fill, (size_t)(16 * bytes));                                                                \
                continue;                                                                                                \
            }                                                                                                            \
            if (p.state[j / 16] == BORDER) {                                                                             \
                for (int k = j; k < j + 16 && k < n; k++) bilinear_pixel_##NAME(s, PLACE_X(p, k), PLACE_Y(p, k), (char *)(out + k * channels)); \
                continue;                                                                                                \
            }                                                                                                            \
            for (int k = 0; k < 16; k++) {                                                                               \
                const char *at = s->p + (uint32_t)p.offset[j + k];                                                       \
                __m256 t = FA(mix)(FA(load_##NAME)(at), FA(load_##NAME)(at + s->stride), _mm256_set1_ps(p.fy[j + k]));   \
                __m128 l = _mm256_castps256_ps128(t), r = _mm256_castps256_ps128(_mm256_permutevar8x32_ps(t, right));    \
                l = _mm_add_ps(l, _mm_mul_ps(_mm_set1_ps(p.fx[j + k]), _mm_sub_ps(r, l)));                               \
                FA(store4_##NAME)(to + k * bytes, l); /* what is too much the next pixel overwrites */                   \
            }                                                                                                            \
            if (to != o) memcpy(o, block, (size_t)(16 * bytes));                                                         \
        }                                                                                                                \
    }                                                                                                                    \
    FA_INLINE void FA(many_##NAME)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, T *out, const int64_t channels) \
    {                                                                                                                    \
        const int64_t bytes = channels * (int64_t)sizeof(T);                                                             \
        FA(places) p;                                                                                                    \
        FA(find_places)(job, s, i, j0, n, bytes, fa_max(2 * bytes, bytes + 8 * (int64_t)sizeof(T)), &p);                       \
        for (int j = 0; j < n; j++) {                                                                                    \
            T *o = out + j * channels, eight[8];                                                                         \
            if (p.state[j / 16] == OUTSIDE) {                                                                            \
                memcpy(o, s->fill, (size_t)bytes);                                                                       \
                continue;                                                                                                \
            }                                                                                                            \
            if (p.state[j / 16] == BORDER) {                                                                             \
                bilinear_pixel_##NAME(s, PLACE_X(p, j), PLACE_Y(p, j), (char *)o);                                                         \
                continue;                                                                                                \
            }                                                                                                            \
            const char *at = s->p + (uint32_t)p.offset[j], *below = at + s->stride;                                      \
            const __m256 fx = _mm256_set1_ps(p.fx[j]), fy = _mm256_set1_ps(p.fy[j]);                                     \
            for (int64_t c = 0; c < channels; c += 8) {                                                                  \
                if (c + 8 > channels) c = channels < 8 ? 0 : channels - 8; /* some channels twice, to the same value */  \
                const int64_t b = c * (int64_t)sizeof(T);                                                                \
                __m256 l = FA(mix)(FA(load_##NAME)(at + b), FA(load_##NAME)(below + b), fy);                             \
                __m256 r = FA(mix)(FA(load_##NAME)(at + bytes + b), FA(load_##NAME)(below + bytes + b), fy);             \
                FA(store8_##NAME)(channels < 8 ? (char *)eight : (char *)(o + c), FA(mix)(l, r, fx));                    \
            }                                                                                                            \
            if (channels < 8) memcpy(o, eight, (size_t)bytes);                                                           \
        }                                                                                                                \
    }                                                                                                                    \
    /* One channel: the pair of each row in one scalar move, then whole vectors. */                                      \
    static FA_NOINLINE void FA(one_##NAME)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, T *restrict out)  \
    {                                                                                                                    \
        FA(places) p;                                                                                                    \
        T pair[2][2 * SEGMENT] FA_ALIGN64;                                                                               \
        FA(find_places)(job, s, i, j0, n, sizeof(T), 2 * sizeof(T), &p);                                                       \
        for (int j = 0; j < n; j += 16) {                                                                                \
            if (FA_LIKELY(p.state[j / 16] == INSIDE)) {                                                                        \
                const int32_t *at = p.offset + j;                                                                        \
                const char *below = s->p + s->stride;                                                                    \
                char *t = (char *)(pair[0] + 2 * j), *b = (char *)(pair[1] + 2 * j);                                     \
                for (int k = 0; k < 16; k++) {                                                                           \
                    memcpy(t + 2 * k * sizeof(T), s->p + (uint32_t)at[k], 2 * sizeof(T));                                \
                    memcpy(b + 2 * k * sizeof(T), below + (uint32_t)at[k], 2 * sizeof(T));                               \
                }                                                                                                        \
                continue;                                                                                                \
            }                                                                                                            \
            for (int k = j; k < j + 16 && k < n; k++)                                                                    \
                for (int t = 0; t < 4; t++) /* the value of an OUTSIDE block comes out of the same arithmetic */         \
                    pair[t >> 1][2 * k + (t & 1)] = *(const T *)pixel_at(s, p.x[k] + (t & 1), p.y[k] + (t >> 1), sizeof(T)); \
        }                                                                                                                \
        for (int j = 0; j < n; j++) {                                                                                    \
            float a = pair[0][2 * j], b = pair[0][2 * j + 1];                                                            \
            float l = a + p.fy[j] * ((float)pair[1][2 * j] - a), r = b + p.fy[j] * ((float)pair[1][2 * j + 1] - b);      \
            out[j] = ROUND_##NAME(l + p.fx[j] * (r - l));                                                                \
        }                                                                                                                \
    }                                                                                                                    \
    static FA_NOINLINE void FA(few3_##NAME)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, T *out)          \
    {                                                                                                                    \
        FA(few_##NAME)(job, s, i, j0, n, out, 3);                                                                              \
    }                                                                                                                    \
    static void FA(bilinear_##NAME)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, T *out)                  \
    {                                                                                                                    \
        switch (s->channels) {                                                                                           \
        case 1: FA(one_##NAME)(job, s, i, j0, n, out); break;                                                                  \
        case 2: FA(few_##NAME)(job, s, i, j0, n, out, 2); break;                                                               \
        case 3: FA(few3_##NAME)(job, s, i, j0, n, out); break;                                                                 \
        case 4: FA(few_##NAME)(job, s, i, j0, n, out, 4); break;                                                               \
        case 8: FA(many_##NAME)(job, s, i, j0, n, out, 8); break;                                                              \
        default: FA(many_##NAME)(job, s, i, j0, n, out, s->channels);                                                          \
        }                                                                                                                \
    }
#define ROUND_f32(v) (v)
#define ROUND_u16(v) ((uint16_t)(int)rintf(v))
DEFINE_BLOCKS(float, f32)
DEFINE_BLOCKS(uint16_t, u16)
#undef DEFINE_BLOCKS
#undef ROUND_f32
#undef ROUND_u16
#undef PLACE_X
#undef PLACE_Y
#endif

/* Any number of channels, a pixel at a time. */
#define DEFINE_PLAIN(T, NAME, A, FRACTION, ROUND)                                                                       \
    static FA_UNUSED void FA(plain_##NAME)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, T *out)          \
    {                                                                                                                   \
        const int64_t channels = s->channels;                                                                           \
        int64_t X[SEGMENT], Y[SEGMENT];                                                                                 \
        FA(coordinates_q32)(job, i, j0, n, X, Y);                                                                       \
        for (int j = 0; j < n; j++, out += channels) {                                                                  \
            int64_t x = X[j] >> 32, y = Y[j] >> 32;                                                                     \
            if ((uint64_t)x >= (uint64_t)(s->width - 1) || (uint64_t)y >= (uint64_t)(s->height - 1)) {                  \
                bilinear_pixel_##NAME(s, X[j], Y[j], (char *)out);                                                      \
                continue;                                                                                               \
            }                                                                                                           \
            const T *p = (const T *)(s->p + y * s->stride) + x * channels, *q = (const T *)((const char *)p + s->stride); \
            const A fx = FRACTION(X[j]), fy = FRACTION(Y[j]);                                                           \
            for (int64_t c = 0; c < channels; c++) {                                                                    \
                A a = p[c], b = p[c + channels], l = a + fy * ((A)q[c] - a), r = b + fy * ((A)q[c + channels] - b);     \
                out[c] = ROUND(l + fx * (r - l));                                                                       \
            }                                                                                                           \
        }                                                                                                               \
    }
DEFINE_PLAIN(double, f64, double, FRACTION_F64, AS_IS)
#if FA_LEVEL == 0
DEFINE_PLAIN(uint16_t, u16, float, FRACTION_F32, TO_U16)
DEFINE_PLAIN(float, f32, float, FRACTION_F32, AS_IS)
#define FLOAT_FORM(NAME) FA(plain_##NAME)
#else
#define FLOAT_FORM(NAME) FA(bilinear_##NAME)
#endif
#undef DEFINE_PLAIN

static void FA(bilinear_float)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out)
{
    if (job->src.dtype == FA_U16) FLOAT_FORM(u16)(job, s, i, j0, n, (uint16_t *)out);
    else if (job->src.dtype == FA_F32) FLOAT_FORM(f32)(job, s, i, j0, n, (float *)out);
    else FA(plain_f64)(job, s, i, j0, n, (double *)out);
}
#undef FLOAT_FORM
