/* A FIR on bytes in 16 bits. Lanes are v << 6; taps q are multiples of 2^-15 that sum to one with their mirror images:
 *
 *     s = mul(v0, q0) + sum over k of mul(v[-k] + v[k], qk),    mul(a, b) = (a b + 2^14) >> 15
 *
 * along a row and then down, and (s + 32) >> 6 in the end. Nothing overflows: 2 (255 * 64 + (radius + 1) / 2) < 2^15. */

#if FA_X86
enum { FA(WORDS) = sizeof(VECTOR) / 2 };
#define WORDS FA(WORDS)
#define ADD OP(add_epi16)
#define MUL OP(mulhrs_epi16)

/* 64 (a + b) of bytes, for the first halves of their 128-bit blocks and for the second ones; packus_epi16 puts
 * them into order again. */
#define FIRST(a, b) OP(maddubs_epi16)(OP(unpacklo_epi8)(a, b), OP(set1_epi8)(64))
#define SECOND(a, b) OP(maddubs_epi16)(OP(unpackhi_epi8)(a, b), OP(set1_epi8)(64))

FA_INLINE void FA(flat_u8)(const uint8_t *line, int16_t *to, int64_t n)
{
    for (int64_t i = 0; i < n; i += 2 * WORDS) {
        const VECTOR v = LOAD(line + i), zero = OP(set1_epi8)(0);
        STORE(to + i, FIRST(v, zero));
        STORE(to + i + WORDS, SECOND(v, zero));
    }
}

FA_INLINE void FA(along_of_radius)(const uint8_t *line, int64_t step, const int16_t *taps, int64_t radius, int16_t *to,
                                   int64_t n)
{
    for (int64_t i = 0; i < n; i += 2 * WORDS) {
        const uint8_t *a = line + i, *b = a;
        const VECTOR v = LOAD(a), zero = OP(set1_epi8)(0);
        VECTOR q = LOAD(taps), first = MUL(FIRST(v, zero), q), second = MUL(SECOND(v, zero), q);
#pragma GCC unroll 4
        for (int64_t k = 1; k <= radius; k++) {
            a -= step, b += step, q = LOAD(taps + 32 * k);
            VECTOR left = LOAD(a), right = LOAD(b);
            __asm__("" : "+v"(left), "+v"(right), "+v"(q)); /* or GCC loads them twice */
            first = ADD(first, MUL(FIRST(left, right), q));
            second = ADD(second, MUL(SECOND(left, right), q));
        }
        STORE(to + i, first);
        STORE(to + i + WORDS, second);
    }
}

/* Each row is loaded once for both sums: a and b are its neighbours above and below in the one, b and a in the other. */
FA_INLINE void FA(down_of_radius)(const int16_t *const *rows, const int16_t *taps, int64_t radius, uint8_t *to0,
                                  uint8_t *to1, int64_t n)
{
    const VECTOR half = OP(set1_epi16)(32);
    for (int64_t i = 0; i < n; i += 2 * WORDS) {
        VECTOR q = LOAD(taps), above[2], below[2], s[2], t[2];
        for (int v = 0; v < 2; v++) {
            above[v] = LOAD(rows[radius] + i + v * WORDS), below[v] = LOAD(rows[radius + 1] + i + v * WORDS);
            s[v] = ADD(half, MUL(above[v], q)), t[v] = ADD(half, MUL(below[v], q));
        }
#pragma GCC unroll 4
        for (int64_t k = 1; k <= radius; k++) {
            const int16_t *a = rows[radius - k] + i, *b = rows[radius + 1 + k] + i;
            q = LOAD(taps + 32 * k);
            for (int v = 0; v < 2; v++) {
                const VECTOR up = LOAD(a + v * WORDS), low = LOAD(b + v * WORDS);
                s[v] = ADD(s[v], MUL(ADD(up, below[v]), q));
                t[v] = ADD(t[v], MUL(ADD(above[v], low), q));
                above[v] = up, below[v] = low;
            }
        }
        for (int v = 0; v < 2; v++) s[v] = OP(srli_epi16)(s[v], 6), t[v] = OP(srli_epi16)(t[v], 6);
        const VECTOR first = OP(packus_epi16)(s[0], s[1]), second = OP(packus_epi16)(t[0], t[1]);
        if (i + 2 * WORDS <= n) {
            STORE(to0 + i, first);
            STORE(to1 + i, second);
        } else {
            uint8_t rest[2][2 * WORDS];
            STORE(rest[0], first);
            STORE(rest[1], second);
            memcpy(to0 + i, rest[0], (size_t)(n - i));
            memcpy(to1 + i, rest[1], (size_t)(n - i));
        }
    }
}

/* The radius of sigma 1 has a form of its own. */
FA_NOINLINE static void FA(along_u8)(const uint8_t *line, int64_t step, const int16_t *taps, int64_t radius, int16_t *to,
                                     int64_t n)
{
    if (radius == 3) FA(along_of_radius)(line, step, taps, 3, to, n);
    else FA(along_of_radius)(line, step, taps, radius, to, n);
}

FA_NOINLINE static void FA(down_u8)(const int16_t *const *rows, const int16_t *taps, int64_t radius, uint8_t *to0,
                                    uint8_t *to1, int64_t n)
{
    if (radius == 3) FA(down_of_radius)(rows, taps, 3, to0, to1, n);
    else FA(down_of_radius)(rows, taps, radius, to0, to1, n);
}
#undef WORDS
#undef ADD
#undef MUL
#undef FIRST
#undef SECOND
#else
FA_INLINE int16_t FA(mul_word)(int32_t a, int32_t b) { return (int16_t)((a * b + (1 << 14)) >> 15); }

static void FA(flat_u8)(const uint8_t *line, int16_t *to, int64_t n)
{
    for (int64_t i = 0; i < n; i++) to[i] = (int16_t)(line[i] * 64);
}
static void FA(along_u8)(const uint8_t *line, int64_t step, const int16_t *taps, int64_t radius, int16_t *to, int64_t n)
{
    for (int64_t i = 0; i < n; i++) to[i] = FA(mul_word)(line[i] * 64, taps[0]);
    for (int64_t k = 1; k <= radius; k++)
        for (int64_t i = 0; i < n; i++)
            to[i] = (int16_t)(to[i] + FA(mul_word)((line[i - k * step] + line[i + k * step]) * 64, taps[32 * k]));
}
static void FA(down_u8)(const int16_t *const *rows, const int16_t *taps, int64_t radius, uint8_t *to0, uint8_t *to1,
                        int64_t n)
{
    for (int64_t i = 0; i < 2 * n; i++) {
        const int16_t *const *at = rows + radius + i / n;
        int32_t s = 32 + FA(mul_word)(at[0][i % n], taps[0]);
        for (int64_t k = 1; k <= radius; k++) s += FA(mul_word)(at[-k][i % n] + at[k][i % n], taps[32 * k]);
        (i < n ? to0 : to1)[i % n] = (uint8_t)(s >> 6);
    }
}
#endif

#define VALUE uint8_t
#define LINE uint8_t
#define LANE int16_t
#define MOST_LANES 4096
#define GROUP 256
#define RING_LANES 40960 /* 80 KB */
#define TAP_LANES 32     /* a vector of each */
#define TAP_ONE 32768
#define NAME(name) FA(name##_u8)
#include "filters_fir.h"
#undef LINE
#undef LANE
#undef MOST_LANES
#undef GROUP
#undef RING_LANES
#undef TAP_LANES
#undef TAP_ONE
