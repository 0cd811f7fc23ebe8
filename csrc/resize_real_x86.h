/* Columns of resize_real.h four outputs at a time; LOAD4 gives four pixel values as floats. All return how many outputs
 * they made. */

/* Channels (3 or 4) are the lanes of a register. */
FA_INLINE int64_t NAME(lane_columns)(const VALUE *row, int64_t readable, const fa_axis *x, int64_t channels, int64_t taps,
                                     float *out)
{
    const float *w = x->weights;
    int64_t safe = x->out, j = 0;
    while (safe > 0 && (x->first[safe - 1] + taps - 1) * channels + 4 > readable) safe--;
    for (; j + 4 <= safe; j += 4, out += 4 * channels) {
        __m128 sum[4];
        for (int h = 0; h < 4; h++, w += x->pitch) {
            const VALUE *p = row + x->first[j + h] * channels;
            sum[h] = _mm_mul_ps(_mm_set1_ps(w[0]), LOAD4(p));
            for (int64_t k = 1; k < taps; k++) sum[h] = _mm_add_ps(sum[h], _mm_mul_ps(_mm_set1_ps(w[k]), LOAD4(p + k * channels)));
        }
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
