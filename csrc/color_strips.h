/* Strips of RGB bytes as planar floats and back. */

#ifdef VEC
#define LANES (PIXELS / 4)
#define ROUNDED(v) VOP(cvtps_epi32)(v)
/* Bytes of floats of 0 .. 255, rounded half to even. */
FA_INLINE VEC FA(narrow)(const float *x)
{
    VEC v[4];
    for (int k = 0; k < 4; k++) v[k] = ROUNDED(VOP(loadu_ps)(x + k * LANES));
    return IN_ORDER_OF_FOUR(VOP(packus_epi16)(VOP(packs_epi32)(v[0], v[1]), VOP(packs_epi32)(v[2], v[3])));
}
#endif
static void FA(to_bytes)(const float *restrict x, uint8_t *restrict y, int64_t n)
{
    int64_t i = 0;
#ifdef VEC
    for (; i + PIXELS <= n; i += PIXELS) {
        const VEC v = FA(narrow)(x + i);
        memcpy(y + i, &v, PIXELS);
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

/* The sum in 1/256, to which each value is rounded; 256 values of 65535 fit. */
static uint32_t FA(sum_rounded)(const float *x, int64_t n)
{
    uint32_t total = 0;
    int64_t i = 0;
#ifdef VEC
    VEC sums = ZERO;
    uint32_t lanes[LANES];
    for (; i + LANES <= n; i += LANES)
        sums = VOP(add_epi32)(sums, ROUNDED(VOP(mul_ps)(VOP(loadu_ps)(x + i), VOP(set1_ps)(256))));
    const VEC found = sums; /* else some compilers keep the sums in memory */
    memcpy(lanes, &found, sizeof lanes);
    for (int k = 0; k < LANES; k++) total += lanes[k];
#endif
    for (; i < n; i++) total += (uint32_t)(int32_t)rintf(x[i] * 256.0f);
    return total;
}
#undef LANES
#undef ROUNDED

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
    int64_t i = 0;
    for (; i + PIXELS <= n; i += PIXELS) {
        VEC v[3];
        FA(split)(x + 3 * i, v);
        for (int k = 0; k < 3; k++) {
            uint8_t bytes[PIXELS];
            memcpy(bytes, v + k, PIXELS);
            FA(to_floats)(bytes, p[k] + i, PIXELS);
        }
    }
    for (; i < n; i++)
        for (int k = 0; k < 3; k++) p[k][i] = x[3 * i + k];
}
static void FA(store_bytes)(uint8_t *y, float *const p[3], int64_t n)
{
    int64_t i = 0;
    for (; i + PIXELS <= n; i += PIXELS)
        FA(merge)(y + 3 * i, FA(narrow)(p[0] + i), FA(narrow)(p[1] + i), FA(narrow)(p[2] + i));
    for (; i < n; i++)
        for (int k = 0; k < 3; k++) y[3 * i + k] = (uint8_t)(int32_t)rintf(p[k][i]);
}
#endif
