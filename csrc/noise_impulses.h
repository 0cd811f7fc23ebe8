/* Pixels, or values, replaced here and there: salt and pepper, dropout. */
#include "random_values.h"
#if FA_X86
#include "vector.h"
#endif

/* Which of the 64 numbers of 16 bits in 32 words are below a limit of 0 .. 65536: bit j for number j. */
FA_INLINE uint64_t FA(below)(const uint32_t *words, int32_t limit)
{
    uint64_t found = 0;
    if (limit <= 0) return 0;
#if FA_X86 && FA_LEVEL == 2
    const __m512i most = _mm512_set1_epi16((short)(limit - 1));
    found = _mm512_cmple_epu16_mask(LOAD(words + 16), most);
    return found << 32 | _mm512_cmple_epu16_mask(LOAD(words), most);
#elif FA_X86
    const VECTOR most = OP(set1_epi16)((short)(limit - 1));
    for (int i = 64 - (int)sizeof most; i >= 0; i -= (int)sizeof most) {
        const VECTOR a = LOAD((const char *)words + 2 * i), b = LOAD((const char *)words + 2 * i + sizeof most);
        const VECTOR low = OP(cmpeq_epi16)(OP(min_epu16)(a, most), a), high = OP(cmpeq_epi16)(OP(min_epu16)(b, most), b);
        found = found << (sizeof most % 64) | (uint32_t)OP(movemask_epi8)(IN_ORDER(OP(packs_epi16)(low, high)));
    }
    return found;
#else
    uint16_t numbers[64];
    memcpy(numbers, words, 128);
    for (int j = 0; j < 64; j++) found |= (uint64_t)(numbers[j] < limit) << j;
    return found;
#endif
}

/* A pixel of a usual size goes without a call. */
FA_INLINE void FA(put)(char *to, const char *pixel, int64_t bytes)
{
    if (bytes == 3) {
        memcpy(to, pixel, 3);
        return;
    }
    switch (bytes) {
        case 1: *to = *pixel; return;
        case 2: memcpy(to, pixel, 2); return;
        case 4: memcpy(to, pixel, 4); return;
        case 6: memcpy(to, pixel, 6); return;
        case 8: memcpy(to, pixel, 8); return;
        case 12: memcpy(to, pixel, 12); return;
        default: memcpy(to, pixel, (size_t)bytes);
    }
}

/* The words of the group of 64 places from `at` on, which are drawn strip by strip. */
FA_INLINE const uint32_t *FA(impulse_words)(const fa_impulses *p, uint32_t *strip, int64_t row, int64_t at, int64_t places)
{
    if (at % STRIP == 0)
        FA(philox)(strip, fa_min(GROUPS, (places - at + 63) / 64), p->seed, (uint32_t)(at / 8), (uint32_t)row, 0,
                   IMPULSE_STREAM);
    return strip + at % STRIP / 2;
}

static FA_NOINLINE void FA(impulses)(const fa_impulses *p, int64_t row, const char *src, char *dst)
{
    const int64_t channels = p->src.channels, values = p->per_channel ? 1 : channels; /* of a place */
    const int64_t places = p->src.width * channels / values, item = fa_itemsize(p->src.dtype), bytes = item * values;
    uint32_t strip[32 * GROUPS];
    if (src != dst) memcpy(dst, src, (size_t)(places * bytes));
    for (int64_t at = 0; at < places; at += 64) {
        const uint32_t *words = FA(impulse_words)(p, strip, row, at, places);
        const uint64_t second = FA(below)(words, p->second);
        uint64_t hit = FA(below)(words, p->both);
        if (places - at < 64) hit &= ((uint64_t)1 << (places - at)) - 1;
        for (; hit; hit &= hit - 1) {
            const int place = fa_lowest_bit(hit);
            const int64_t i = at + place;
            const char *pixel = second >> place & 1 ? p->second_pixel : p->first_pixel;
            if (pixel) FA(put)(dst + i * bytes, p->per_channel ? pixel + i % channels * item : pixel, bytes);
            else FA(random_values)(&p->dst, p->seed, row, i * values, (i + 1) * values);
        }
    }
}

static void FA(impulse_rows)(const fa_impulses *p, int64_t first, int64_t last)
{
    for (int64_t i = first; i < last; i++) FA(impulses)(p, i, fa_row(&p->src, i), fa_row(&p->dst, i));
}

#if FA_LEVEL == 2
/* What three vectors of bytes need: their pixels, and the two pixels repeated. */
typedef struct {
    uint8_t third[192], first_pixel[192], second_pixel[192];
} FA(pixels);

/* The same for bytes of one and of three channels: masks of places become masks of bytes. */
static FA_NOINLINE void FA(impulses_in_bytes)(const fa_impulses *p, const FA(pixels) *t, int64_t row)
{
    const int64_t values = p->per_channel ? 1 : p->src.channels, bytes = p->src.width * p->src.channels;
    const char *src = fa_row(&p->src, row);
    char *dst = fa_row(&p->dst, row);
    uint32_t strip[32 * GROUPS];
    for (int64_t at = 0; at < bytes; at += 64 * values) {
        const uint32_t *words = FA(impulse_words)(p, strip, row, at / values, bytes / values);
        const uint64_t hit = FA(below)(words, p->both), second = FA(below)(words, p->second);
        for (int64_t k = 0; k < values; k++) {
            const int64_t byte = at + 64 * k, turn = byte % 192;
            const __mmask64 inside = FA(first_bytes)(bytes - byte);
            __mmask64 these = hit, others = second;
            if (values == 3) {
                const __m512i pixel = LOAD(t->third + 64 * k);
                these = _mm512_movepi8_mask(_mm512_permutexvar_epi8(pixel, _mm512_movm_epi8(hit)));
                others = _mm512_movepi8_mask(_mm512_permutexvar_epi8(pixel, _mm512_movm_epi8(second)));
            }
            __m512i v = _mm512_maskz_loadu_epi8(inside, src + byte);
            v = _mm512_mask_blend_epi8(these, v, LOAD(t->first_pixel + turn));
            v = _mm512_mask_blend_epi8(others, v, LOAD(t->second_pixel + turn));
            _mm512_mask_storeu_epi8(dst + byte, inside, v);
        }
    }
}

static void FA(impulse_rows_in_bytes)(const fa_impulses *p, int64_t first, int64_t last)
{
    FA(pixels) t;
    for (int j = 0; j < 192; j++) t.third[j] = (uint8_t)(j / 3);
    fa_repeat_pixel(p->first_pixel, (char *)t.first_pixel, 192, p->src.channels);
    fa_repeat_pixel(p->second_pixel, (char *)t.second_pixel, 192, p->src.channels);
    for (int64_t i = first; i < last; i++) FA(impulses_in_bytes)(p, &t, i);
}
#else
static void FA(impulse_rows_in_bytes)(const fa_impulses *p, int64_t first, int64_t last)
{
    FA(impulse_rows)(p, first, last);
}
#endif
