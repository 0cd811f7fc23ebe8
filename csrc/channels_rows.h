/* Row functions of channels.c, compiled per SIMD level. */
#include "channels_statistics.h"

/* Bytes of a vector change places. Each store has some bytes beyond
 * its pixels, which the next one writes again. */
#if FA_LEVEL == 2
static int64_t FA(move)(const char *x, char *y, int64_t n, const channel_run *k)
{
    const __m512i from = _mm512_loadu_si512(k->from), fill = _mm512_loadu_si512(k->fill);
    const __mmask64 kept = ~_mm512_movepi8_mask(from);
    int64_t i = 0;
    for (; i + RUN <= n; i += k->length)
        _mm512_storeu_si512(y + i, _mm512_mask_permutexvar_epi8(fill, kept, from, _mm512_loadu_si512(x + i)));
    return i;
}
static const channels_table FA(channels) = {.run = RUN, .move = FA(move)};
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
static const channels_table FA(channels) = {.run = 16, .move = FA(move)};
#else
static const channels_table FA(channels) = {.run = 0};
#endif
