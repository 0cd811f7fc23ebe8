/* Columns of resize_real.h four outputs at a time; LOAD4 gives four pixel values as floats. All return how many outputs
 * they made. */

#if FA_LEVEL == 0
/* One pixel of 3 or 4 channels, the lanes of a register. */
FA_INLINE __m128 NAME(lane_sum)(const VALUE *p, const float *w, int64_t channels, int64_t taps)
{
    __m128 sum = _mm_mul_ps(_mm_set1_ps(w[0]), LOAD4(p));
    for (int64_t k = 1; k < taps; k++) sum = _mm_add_ps(sum, _mm_mul_ps(_mm_set1_ps(w[k]), LOAD4(p + k * channels)));
    return sum;
}
#else
/* Two pixels of 3 or 4 channels, the halves of a register; weights come four taps at a time. */
FA_INLINE __m256 NAME(lane_sums)(const VALUE *p, const VALUE *q, const float *w, int64_t pitch, int64_t channels, int64_t taps)
{
    __m256 sum = _mm256_setzero_ps();
#define TAP(t)                                                                                              \
    if (k + t < taps) {                                                                                     \
        const int64_t at = (k + t) * channels;                                                              \
        const __m256 product = _mm256_mul_ps(_mm256_permute_ps(four, 0x55 * t), LOAD8(p + at, q + at));     \
        sum = k + t ? _mm256_add_ps(sum, product) : product;                                                \
    }
    for (int64_t k = 0; k < taps; k += 4) {
        const __m256 four = _mm256_set_m128(_mm_loadu_ps(w + pitch + k), _mm_loadu_ps(w + k));
        TAP(0) TAP(1) TAP(2) TAP(3)
    }
#undef TAP
    return sum;
}
#endif

/* Channels (3 or 4) are the lanes of a register. */
FA_INLINE int64_t NAME(lane_columns)(const VALUE *row, int64_t readable, const fa_axis *x, int64_t channels, int64_t taps,
                                     float *out)
{
    const float *w = x->weights;
    const int64_t pitch = x->pitch;
    int64_t safe = x->out, j = 0;
    while (safe > 0 && (x->first[safe - 1] + taps - 1) * channels + 4 > readable) safe--;
    for (; j + 4 <= safe; j += 4, w += 4 * pitch, out += 4 * channels) {
        __m128 sum[4];
        const VALUE *p[4];
        for (int h = 0; h < 4; h++) p[h] = row + x->first[j + h] * channels;
#if FA_LEVEL == 0
        for (int h = 0; h < 4; h++) sum[h] = NAME(lane_sum)(p[h], w + h * pitch, channels, taps);
#else
        for (int h = 0; h < 4; h += 2) {
            const __m256 two = NAME(lane_sums)(p[h], p[h + 1], w + h * pitch, pitch, channels, taps);
            sum[h] = _mm256_castps256_ps128(two);
            sum[h + 1] = _mm256_extractf128_ps(two, 1);
        }
#endif
        if (channels == 3) { /* r g b r | g b r g | b r g b: overlapping stores are slow */
            const __m128 b0 = _mm_insert_ps(sum[0], sum[1], 0x30), d0 = _mm_shuffle_ps(sum[3], sum[3], 0x90);
            sum[1] = _mm_shuffle_ps(sum[1], sum[2], 0x49);
            sum[2] = _mm_insert_ps(d0, sum[2], 0x80);
            sum[0] = b0;
        }
        for (int h = 0; h < channels; h++) _mm_storeu_ps(out + 4 * h, sum[h]);
    }
    return j;
}

/* One channel: products of four taps of four outputs, transposed, then added in the order of taps. */
FA_INLINE int64_t NAME(gray_columns)(const VALUE *row, int64_t readable, const fa_axis *x, int64_t taps, float *out)
{
    const float *w = x->weights;
    const int64_t pitch = x->pitch;
    int64_t safe = x->out, j = 0;
    while (safe > 0 && x->first[safe - 1] + pitch > readable) safe--;
    for (; j + 4 <= safe; j += 4, w += 4 * pitch) {
        __m128 sum = _mm_setzero_ps();
        for (int64_t k = 0; k < taps; k += 4) {
            __m128 m[4];
            for (int h = 0; h < 4; h++) m[h] = _mm_mul_ps(_mm_loadu_ps(w + h * pitch + k), LOAD4(row + x->first[j + h] + k));
            _MM_TRANSPOSE4_PS(m[0], m[1], m[2], m[3]);
            for (int64_t t = 0; t < 4 && k + t < taps; t++) sum = k + t ? _mm_add_ps(sum, m[t]) : m[t];
        }
        _mm_storeu_ps(out + j, sum);
    }
    return j;
}

/* Five channels or more, four at a time; the last four may overlap those before. Makes all outputs. */
static int64_t NAME(many_columns)(const VALUE *row, const fa_axis *x, int64_t channels, int64_t taps, float *out)
{
    const float *w = x->weights;
    for (int64_t j = 0; j < x->out; j++, w += x->pitch, out += channels) {
        for (int64_t c = 0; c < channels; c += 4) {
            const int64_t at = fa_min(c, channels - 4);
            const VALUE *p = row + x->first[j] * channels + at;
            __m128 sum = _mm_mul_ps(_mm_set1_ps(w[0]), LOAD4(p));
            for (int64_t k = 1; k < taps; k++) sum = _mm_add_ps(sum, _mm_mul_ps(_mm_set1_ps(w[k]), LOAD4(p + k * channels)));
            _mm_storeu_ps(out + at, sum);
        }
    }
    return x->out;
}
