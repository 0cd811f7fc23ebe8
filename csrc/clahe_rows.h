/* The parts of clahe.c that are compiled per SIMD level. */
#include "clahe_count.h"

/* ---- values by four tables, blended by weights of 2^-15 ---- */

#if FA_LEVEL == 2
#include "vector.h"

typedef struct {
    __m512i part[4][4]; /* of the four tables */
} FA(tables);

FA_INLINE FA(tables) FA(take_tables)(const uint8_t *const tables[4])
{
    FA(tables) t;
    for (int k = 0; k < 4; k++)
        for (int i = 0; i < 4; i++) t.part[k][i] = _mm512_loadu_si512(tables[k] + 64 * i);
    return t;
}
FA_INLINE __m512i FA(entries)(const __m512i part[4], __m512i x)
{
    const __m512i low = _mm512_permutex2var_epi8(part[0], x, part[1]);
    const __m512i high = _mm512_permutex2var_epi8(part[2], x, part[3]);
    return _mm512_mask_mov_epi8(low, _mm512_movepi8_mask(x), high);
}
FA_INLINE __m512i FA(mix)(__m512i a, __m512i b, __m512i weight)
{
    return _mm512_add_epi16(a, _mm512_mulhrs_epi16(_mm512_sub_epi16(b, a), weight));
}
FA_INLINE __m512i FA(half)(__m512i x, int upper)
{
    const __m256i bytes = upper ? _mm512_extracti64x4_epi64(x, 1) : _mm512_castsi512_si256(x);
    return _mm512_slli_epi16(_mm512_cvtepu8_epi16(bytes), 7);
}
FA_INLINE __m256i FA(blend_half)(const __m512i found[4], int upper, const int16_t *across, __m512i down)
{
    const __m512i left = FA(mix)(FA(half)(found[0], upper), FA(half)(found[2], upper), down);
    const __m512i right = FA(mix)(FA(half)(found[1], upper), FA(half)(found[3], upper), down);
    const __m512i v = FA(mix)(left, right, _mm512_loadu_si512(across + 32 * upper));
    return _mm512_cvtepi16_epi8(_mm512_srli_epi16(_mm512_add_epi16(v, _mm512_set1_epi16(64)), 7));
}
FA_INLINE void FA(blend)(const uint8_t *x, uint8_t *y, int64_t n, const FA(tables) *t, const int16_t *across,
                         int16_t down)
{
    const __m512i weight = _mm512_set1_epi16(down);
    for (int64_t i = 0; i < n; i += 64) {
        const __mmask64 inside = FA(first_bytes)(n - i);
        const __m512i v = _mm512_maskz_loadu_epi8(inside, x + i);
        __m512i found[4];
        for (int k = 0; k < 4; k++) found[k] = FA(entries)(t->part[k], v);
        const __mmask32 first = (__mmask32)inside, second = (__mmask32)(inside >> 32);
        _mm256_mask_storeu_epi8(y + i, first, FA(blend_half)(found, 0, across + i, weight));
        if (second) _mm256_mask_storeu_epi8(y + i + 32, second, FA(blend_half)(found, 1, across + i, weight));
    }
}
#else
typedef struct {
    uint32_t entry[256]; /* of the four tables, a byte each */
} FA(tables);

FA_INLINE FA(tables) FA(take_tables)(const uint8_t *const tables[4])
{
    FA(tables) t;
    const uint8_t *a = tables[0], *b = tables[1], *c = tables[2], *d = tables[3];
    for (int i = 0; i < 256; i++)
        t.entry[i] = (uint32_t)a[i] | (uint32_t)b[i] << 8 | (uint32_t)c[i] << 16 | (uint32_t)d[i] << 24;
    return t;
}
FA_INLINE int FA(mix)(int a, int b, int weight) { return a + (((b - a) * weight + (1 << 14)) >> 15); }
/* In whole vectors, for most rows of a tile are short. */
FA_INLINE void FA(blend)(const uint8_t *x, uint8_t *y, int64_t n, const FA(tables) *t, const int16_t *across,
                         int16_t down)
{
    const int64_t whole = (n + 15) & ~15;
    uint32_t found[STRIP];
    uint8_t made[STRIP];
    for (int64_t i = 0; i < n; i++) found[i] = t->entry[x[i]];
    for (int64_t i = n; i < whole; i++) found[i] = 0;
    for (int64_t at = 0; at < whole; at += 16)
        for (int64_t i = at; i < at + 16; i++) {
            const int a = found[i] << 7 & 255 << 7, b = found[i] >> 1 & 255 << 7;
            const int c = found[i] >> 9 & 255 << 7, d = found[i] >> 17 & 255 << 7;
            made[i] = (uint8_t)((FA(mix)(FA(mix)(a, c, down), FA(mix)(b, d, down), across[i]) + 64) >> 7);
        }
    for (int64_t i = 0; i < n; i++) y[i] = made[i];
}
#endif

/* RGB changed by as much as its luma. */
static void FA(shift)(const uint8_t *x, const uint8_t *before, const uint8_t *after, uint8_t *y, int64_t n)
{
    int64_t i = 0;
#if FA_X86
    const __m128i thrice[] = {
        _mm_setr_epi8(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5),
        _mm_setr_epi8(5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10),
        _mm_setr_epi8(10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15),
    };
    for (; i < n && n >= 16; i += 16) {
        i = fa_min(i, n - 16); /* the last block has some of the one before */
        const __m128i old = _mm_loadu_si128((const __m128i *)(before + i));
        const __m128i new = _mm_loadu_si128((const __m128i *)(after + i));
        const __m128i up = _mm_subs_epu8(new, old), down = _mm_subs_epu8(old, new);
        for (int k = 0; k < 3; k++) {
            const __m128i v = _mm_loadu_si128((const __m128i *)(x + 3 * i + 16 * k));
            const __m128i raised = _mm_adds_epu8(v, _mm_shuffle_epi8(up, thrice[k]));
            _mm_storeu_si128((__m128i *)(y + 3 * i + 16 * k), _mm_subs_epu8(raised, _mm_shuffle_epi8(down, thrice[k])));
        }
    }
#endif
    for (; i < n; i++)
        for (int k = 0; k < 3; k++) {
            const int v = x[3 * i + k] + after[i] - before[i];
            y[3 * i + k] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
}

/* Pixels of one channel of a rectangle, at most STRIP wide, between the same four tiles. */
static void FA(look_up)(const fa_clahe *p, int64_t channel, const uint8_t *const tables[4], int64_t top, int64_t end,
                        int64_t left, int64_t width)
{
    const FA(tables) t = FA(take_tables)(tables);
    const int64_t channels = p->src.channels, step = p->plane.channels;
    uint8_t before[STRIP], after[STRIP];
    for (int64_t row = top; row < end; row++) {
        const uint8_t *x = (const uint8_t *)fa_row(&p->plane, row) + left * step + channel;
        uint8_t *y = (uint8_t *)fa_row(&p->dst, row) + left * channels + channel;
        if (step > 1) {
            for (int64_t i = 0; i < width; i++) before[i] = x[i * step];
            x = before;
        }
        FA(blend)(x, channels > 1 ? after : y, width, &t, p->across + left, p->down[row]);
        if (step > 1)
            for (int64_t i = 0; i < width; i++) y[i * step] = after[i];
        else if (channels > 1)
            FA(shift)((const uint8_t *)fa_row(&p->src, row) + left * 3, x, after, y, width);
    }
}

static const clahe_table FA(clahe) = {.make_table = FA(make_table), .look_up = FA(look_up)};
