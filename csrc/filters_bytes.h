/* A FIR on bytes in 16 bits. Lanes are v << 6; taps q are multiples of 2^-15 that sum to one with their mirror images:
 *
 *     s = mul(v0, q0) + sum over k of mul(v[-k] + v[k], qk),    mul(a, b) = (a b + 2^14) >> 15
 *
 * along a row and then down, and (s + 32) >> 6 in the end. Nothing overflows: 2 (255 * 64 + (radius + 1) / 2) < 2^15. */

#if FA_X86
#define WORDS ((int64_t)sizeof(VECTOR) / 2)
#define ADD OP(add_epi16)
#define MUL OP(mulhrs_epi16)

FA_NOINLINE static void FA(along_u8)(const int16_t *line, int64_t step, const int16_t *taps, int64_t radius, int16_t *to,
                                     int64_t n)
{
    int64_t i = 0;
    for (; i + 4 * WORDS <= n; i += 4 * WORDS) {
        const int16_t *a = line + i, *b = a;
        VECTOR q = LOAD(taps), s[4];
        for (int v = 0; v < 4; v++) s[v] = MUL(LOAD(a + v * WORDS), q);
        for (int64_t k = 1; k <= radius; k++) {
            a -= step, b += step, q = LOAD(taps + 32 * k);
            for (int v = 0; v < 4; v++) s[v] = ADD(s[v], MUL(ADD(LOAD(a + v * WORDS), LOAD(b + v * WORDS)), q));
        }
        for (int v = 0; v < 4; v++) STORE(to + i + v * WORDS, s[v]);
    }
    for (; i < n; i += WORDS) {
        VECTOR s = MUL(LOAD(line + i), LOAD(taps));
        for (int64_t k = 1; k <= radius; k++)
            s = ADD(s, MUL(ADD(LOAD(line + i - k * step), LOAD(line + i + k * step)), LOAD(taps + 32 * k)));
        STORE(to + i, s);
    }
}

/* Each row is loaded once for both sums: a and b are its neighbours above and below in the one, b and a in the other. */
FA_NOINLINE static void FA(down_u8)(const int16_t *const *rows, const int16_t *taps, int64_t radius, uint8_t *to0,
                                    uint8_t *to1, int64_t n)
{
    const VECTOR half = OP(set1_epi16)(32);
    for (int64_t i = 0; i < n; i += 2 * WORDS) {
        VECTOR q = LOAD(taps), above[2], below[2], s[2], t[2];
        for (int v = 0; v < 2; v++) {
            above[v] = LOAD(rows[radius] + i + v * WORDS), below[v] = LOAD(rows[radius + 1] + i + v * WORDS);
            s[v] = ADD(half, MUL(above[v], q)), t[v] = ADD(half, MUL(below[v], q));
        }
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
        s[0] = IN_ORDER(OP(packus_epi16)(s[0], s[1]));
        t[0] = IN_ORDER(OP(packus_epi16)(t[0], t[1]));
        if (i + 2 * WORDS <= n) {
            STORE(to0 + i, s[0]);
            STORE(to1 + i, t[0]);
        } else {
            memcpy(to0 + i, s, (size_t)(n - i));
            memcpy(to1 + i, t, (size_t)(n - i));
        }
    }
}
#undef WORDS
#undef ADD
#undef MUL
#else
FA_INLINE int16_t FA(mul_word)(int32_t a, int32_t b) { return (int16_t)((a * b + (1 << 14)) >> 15); }

static void FA(along_u8)(const int16_t *line, int64_t step, const int16_t *taps, int64_t radius, int16_t *to, int64_t n)
{
    for (int64_t i = 0; i < n; i++) to[i] = FA(mul_word)(line[i], taps[0]);
    for (int64_t k = 1; k <= radius; k++)
        for (int64_t i = 0; i < n; i++)
            to[i] = (int16_t)(to[i] + FA(mul_word)(line[i - k * step] + line[i + k * step], taps[32 * k]));
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
#define LANE int16_t
#define MOST_LANES 4096
#define GROUP 256
#define RING_LANES 40960 /* 80 KB */
#define TAP_LANES 32     /* a vector of each */
#define TAP_ONE 32768
#define NAME(name) FA(name##_u8)
#define TO_LANE(v) (int16_t)((v) * 64)
#include "filters_fir.h"
#undef LANE
#undef MOST_LANES
#undef GROUP
#undef RING_LANES
#undef TAP_LANES
#undef TAP_ONE
