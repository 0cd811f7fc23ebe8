/* Row functions of channels.c, compiled per SIMD level. */
#include "channels_statistics.h"

#include "lay_over.h"
#if FA_X86
#include "vector.h"
#endif

#if FA_X86 && FA_LEVEL
#define COVER(i, j)                                                                                                        \
    _mm256_store_si256((__m256i *)(y + (i)), _mm256_or_si256(*(const __m256i *)(fill + (j)),                               \
        _mm256_and_si256(*(const __m256i *)(keep + (j)), _mm256_loadu_si256((const __m256i *)(x + (i))))))
#else
#define COVER(i, j) FA(lay_over)(x + (i), y + (i), BLOCK / 2, keep + (j), fill + (j))
#endif

/* Aligned stores of half a block: those of 64 bytes, and those across two lines of the cache, hold up the loads on Zen 4. */
static void FA(cover)(const uint8_t *x, uint8_t *y, int64_t n, const channel_cover *k)
{
    FA_ALIGN64 uint8_t keep[BLOCK * LARGEST_PIXEL], fill[BLOCK * LARGEST_PIXEL];
    const int64_t head = fa_min(-(uintptr_t)y % BLOCK, n), length = BLOCK * k->pixel;
    int64_t i = 0, j = 0;
    FA(lay_over)(x, y, head, k->keep, k->fill);
    memcpy(keep, k->keep + head % k->pixel, (size_t)length);
    memcpy(fill, k->fill + head % k->pixel, (size_t)length);
    x += head, y += head, n -= head;
    for (; i + BLOCK <= n; i += BLOCK) {
        COVER(i, j);
        COVER(i + BLOCK / 2, j + BLOCK / 2);
        j += BLOCK;
        j &= -(int64_t)(j < length);
    }
    FA(lay_over)(x + i, y + i, n - i, keep + j, fill + j);
}
#undef COVER

/* Bytes of a vector change places. Each store has some bytes beyond
 * its pixels, which the next one writes again. */
#if FA_LEVEL == 2
static int64_t FA(move)(const char *x, char *y, int64_t n, const channel_run *k)
{
    const __m512i from = _mm512_loadu_si512(k->from), fill = _mm512_loadu_si512(k->fill);
    const __mmask64 kept = ~_mm512_movepi8_mask(from);
    int64_t i = 0;
    for (; i + RUN <= n; i += k->length)
        _mm512_storeu_si512(y + i, _mm512_mask_permutexvar_epi8(fill, kept, from, LOAD_HALVES(x + i)));
    return i;
}
static const channels_table FA(channels) = {.cover = FA(cover), .run = RUN, .move = FA(move)};
#elif FA_X86
static int64_t FA(move)(const char *x, char *y, int64_t n, const channel_run *k)
{
    const __m128i from = _mm_loadu_si128((const __m128i *)k->from), fill = _mm_loadu_si128((const __m128i *)k->fill);
    int64_t i = 0;
    for (; i + 16 <= n; i += k->length) {
        const __m128i v = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(x + i)), from);
        _mm_storeu_si128((__m128i *)(y + i), _mm_or_si128(v, fill));
    }
    return i;
}
static const channels_table FA(channels) = {.cover = FA(cover), .run = 16, .move = FA(move)};
#else
static const channels_table FA(channels) = {.cover = FA(cover), .run = 0};
#endif
