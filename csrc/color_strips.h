/* Strips of RGB bytes as planar floats and back. */

/* Bytes of whole numbers: n floats of 0 .. 255, rounded half to even. */
static void FA(to_bytes)(const float *restrict x, uint8_t *restrict y, int64_t n)
{
    int64_t i = 0;
#if FA_LEVEL == 2
    for (; i + 16 <= n; i += 16)
        _mm_storeu_si128((__m128i *)(y + i), _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(_mm512_loadu_ps(x + i))));
#elif FA_LEVEL == 1
    for (; i + 32 <= n; i += 32) {
        __m256i v[4];
        for (int k = 0; k < 4; k++) v[k] = _mm256_cvtps_epi32(_mm256_loadu_ps(x + i + 8 * k));
        v[0] = _mm256_packus_epi16(_mm256_packs_epi32(v[0], v[1]), _mm256_packs_epi32(v[2], v[3]));
        v[0] = _mm256_permutevar8x32_epi32(v[0], _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
        _mm256_storeu_si256((__m256i *)(y + i), v[0]);
    }
#elif FA_X86
    for (; i + 16 <= n; i += 16) {
        __m128i v[4];
        for (int k = 0; k < 4; k++) v[k] = _mm_cvtps_epi32(_mm_loadu_ps(x + i + 4 * k));
        v[0] = _mm_packus_epi16(_mm_packs_epi32(v[0], v[1]), _mm_packs_epi32(v[2], v[3]));
        _mm_storeu_si128((__m128i *)(y + i), v[0]);
    }
#endif
    for (; i < n; i++) y[i] = (uint8_t)(int32_t)rintf(x[i]);
}
static void FA(to_floats)(const uint8_t *restrict x, float *restrict y, int64_t n)
{
    int64_t i = 0;
#if FA_LEVEL == 2
    for (; i + 16 <= n; i += 16)
        _mm512_storeu_ps(y + i, _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)(x + i)))));
#elif FA_LEVEL == 1
    for (; i + 8 <= n; i += 8)
        _mm256_storeu_ps(y + i, _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(x + i)))));
#endif
    for (; i < n; i++) y[i] = x[i];
}

#ifdef VEC
/* Planes are `plane` bytes apart. */
static void FA(split_bytes)(const uint8_t *x, uint8_t *planes, int64_t plane, int64_t n)
{
    VEC v[3];
    int64_t i = 0;
    for (; i + PIXELS <= n; i += PIXELS) {
        FA(split)(x + 3 * i, v);
        for (int k = 0; k < 3; k++) memcpy(planes + k * plane + i, v + k, PIXELS);
    }
    for (; i < n; i++)
        for (int k = 0; k < 3; k++) planes[k * plane + i] = x[3 * i + k];
}
static void FA(load_bytes)(const uint8_t *x, float *const p[3], int64_t n)
{
    uint8_t planes[3 * CHAIN_STRIP];
    FA(split_bytes)(x, planes, CHAIN_STRIP, n);
    for (int k = 0; k < 3; k++) FA(to_floats)(planes + k * CHAIN_STRIP, p[k], n);
}
static void FA(store_bytes)(uint8_t *y, float *const p[3], int64_t n)
{
    uint8_t planes[3][CHAIN_STRIP];
    VEC v[3];
    int64_t i = 0;
    for (int k = 0; k < 3; k++) FA(to_bytes)(p[k], planes[k], n);
    for (; i + PIXELS <= n; i += PIXELS) {
        for (int k = 0; k < 3; k++) memcpy(v + k, planes[k] + i, PIXELS);
        FA(merge)(y + 3 * i, v[0], v[1], v[2]);
    }
    for (; i < n; i++)
        for (int k = 0; k < 3; k++) y[3 * i + k] = planes[k][i];
}
#endif
