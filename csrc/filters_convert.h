/* Values of each type as vectors of floats and back, and the steps of a lattice that touch images. Vectors of bytes and
 * floats are turned into each other by intrinsics: GCC takes them apart otherwise. */

FA_INLINE uint8_t FA(to_u8)(float v) { return (uint8_t)(int32_t)rintf(v < 0 ? 0 : v > 255 ? 255 : v); }
FA_INLINE uint16_t FA(to_u16)(float v) { return (uint16_t)(int32_t)rintf(v < 0 ? 0 : v > 65535 ? 65535 : v); }

#if FA_X86 && FA_LEVEL == 2
FA_INLINE FA(vec) FA(load_u8)(const uint8_t *p) { return _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)p))); }
FA_INLINE FA(vec) FA(load_u16)(const uint16_t *p)
{
    return _mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)p)));
}
FA_INLINE __m512i FA(whole)(FA(vec) v) { return _mm512_max_epi32(_mm512_cvtps_epi32(v), _mm512_setzero_si512()); }
FA_INLINE void FA(store_u8)(uint8_t *p, FA(vec) v)
{
    _mm_storeu_si128((__m128i *)p, _mm512_cvtusepi32_epi8(FA(whole)(v)));
}
FA_INLINE void FA(store_u16)(uint16_t *p, FA(vec) v)
{
    _mm256_storeu_si256((__m256i *)p, _mm512_cvtusepi32_epi16(FA(whole)(v)));
}
#elif FA_X86 && FA_LEVEL == 1
FA_INLINE FA(vec) FA(load_u8)(const uint8_t *p) { return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)p))); }
FA_INLINE FA(vec) FA(load_u16)(const uint16_t *p) { return _mm256_cvtepi32_ps(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)p))); }
FA_INLINE __m128i FA(words)(FA(vec) v)
{
    const __m256i i = _mm256_cvtps_epi32(v);
    return _mm_packus_epi32(_mm256_castsi256_si128(i), _mm256_extracti128_si256(i, 1));
}
FA_INLINE void FA(store_u8)(uint8_t *p, FA(vec) v)
{
    const __m128i i = _mm_min_epu16(FA(words)(v), _mm_set1_epi16(255));
    _mm_storel_epi64((__m128i *)p, _mm_packus_epi16(i, i));
}
FA_INLINE void FA(store_u16)(uint16_t *p, FA(vec) v) { _mm_storeu_si128((__m128i *)p, FA(words)(v)); }
#elif FA_X86
FA_INLINE FA(vec) FA(load_u8)(const uint8_t *p)
{
    int32_t four;
    memcpy(&four, p, 4);
    return _mm_cvtepi32_ps(_mm_cvtepu8_epi32(_mm_cvtsi32_si128(four)));
}
FA_INLINE FA(vec) FA(load_u16)(const uint16_t *p) { return _mm_cvtepi32_ps(_mm_cvtepu16_epi32(_mm_loadl_epi64((const __m128i *)p))); }
FA_INLINE __m128i FA(words)(FA(vec) v)
{
    const __m128i i = _mm_cvtps_epi32(v);
    return _mm_packus_epi32(i, i);
}
FA_INLINE void FA(store_u8)(uint8_t *p, FA(vec) v)
{
    const __m128i i = _mm_min_epu16(FA(words)(v), _mm_set1_epi16(255));
    const int32_t four = _mm_cvtsi128_si32(_mm_packus_epi16(i, i));
    memcpy(p, &four, 4);
}
FA_INLINE void FA(store_u16)(uint16_t *p, FA(vec) v) { _mm_storel_epi64((__m128i *)p, FA(words)(v)); }
#endif

#define BY_ONES(name, type, to_value)                               \
    FA_INLINE FA(vec) FA(load_##name)(const type *p)                \
    {                                                               \
        float lanes[LANES];                                         \
        for (int k = 0; k < LANES; k++) lanes[k] = (float)p[k];     \
        return LOAD(lanes);                                         \
    }                                                               \
    FA_INLINE void FA(store_##name)(type *p, FA(vec) v)             \
    {                                                               \
        float lanes[LANES];                                         \
        STORE(lanes, v);                                            \
        for (int k = 0; k < LANES; k++) p[k] = to_value(lanes[k]);  \
    }
#if !FA_X86
BY_ONES(u8, uint8_t, FA(to_u8))
BY_ONES(u16, uint16_t, FA(to_u16))
#endif
BY_ONES(f64, double, )
#undef BY_ONES

#define VALUE uint8_t
#define NAME(name) FA(name##_u8)
#define LOAD_VALUES FA(load_u8)
#define STORE_VALUES FA(store_u8)
#define TO_VALUE FA(to_u8)
#include "lattice_values.h"

#define VALUE uint16_t
#define NAME(name) FA(name##_u16)
#define LOAD_VALUES FA(load_u16)
#define STORE_VALUES FA(store_u16)
#define TO_VALUE FA(to_u16)
#include "lattice_values.h"

#define VALUE double
#define NAME(name) FA(name##_f64)
#define LOAD_VALUES FA(load_f64)
#define STORE_VALUES FA(store_f64)
#define TO_VALUE(v) (v)
#include "lattice_values.h"
