/* Philox4x32-7, a counter-based generator (Salmon et al. 2011): word j of a stream needs no word before it.
 *
 * FA(philox)(out, groups, key, c0, c1, c2, c3) writes 32 words for each group of eight blocks, whose counters are
 * (c0, c1, c2, c3), (c0 + 1, ...) and so on. The order in a group is words 1, 0 of block 0, of block 1, ... of block 7,
 * then words 3, 2 of the same blocks: how the last round leaves them in 64-bit lanes. Include it in an FA_BODY. */

/* One word per 64-bit lane. The high halves may hold anything, because a widening multiply reads the low ones. */
#if FA_LEVEL == 2
#define PHILOX_LANES 8
#define PHILOX_VECTOR __m512i
#define PHILOX_SET _mm512_set1_epi64
#define PHILOX_ADD _mm512_add_epi64
#define PHILOX_MUL _mm512_mul_epu32
#define PHILOX_HIGH(v) _mm512_srli_epi64(v, 32)
#define PHILOX_LOW_UP(v) _mm512_slli_epi64(v, 32)
#define PHILOX_XOR3(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0x96)
#define PHILOX_COUNT _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7)
#define PHILOX_STORE(p, v) _mm512_storeu_si512(p, v)
#elif FA_LEVEL == 1
#define PHILOX_LANES 4
#define PHILOX_VECTOR __m256i
#define PHILOX_SET _mm256_set1_epi64x
#define PHILOX_ADD _mm256_add_epi64
#define PHILOX_MUL _mm256_mul_epu32
#define PHILOX_HIGH(v) _mm256_srli_epi64(v, 32)
#define PHILOX_LOW_UP(v) _mm256_slli_epi64(v, 32)
#define PHILOX_XOR3(a, b, c) _mm256_xor_si256(_mm256_xor_si256(a, b), c)
#define PHILOX_COUNT _mm256_setr_epi64x(0, 1, 2, 3)
#define PHILOX_STORE(p, v) _mm256_storeu_si256((__m256i *)(p), v)
#endif

#ifndef PHILOX_ROUNDS
#define PHILOX_ROUNDS 7
#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u
#define PHILOX_W0 0x9E3779B9u
#define PHILOX_W1 0xBB67AE85u
#endif

#if FA_LEVEL > 0
static void FA(philox)(uint32_t *out, int64_t groups, uint64_t key, uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3)
{
    PHILOX_VECTOR k0[PHILOX_ROUNDS], k1[PHILOX_ROUNDS];
    const PHILOX_VECTOR m0 = PHILOX_SET(PHILOX_M0), m1 = PHILOX_SET(PHILOX_M1), step = PHILOX_SET(PHILOX_LANES);
    const PHILOX_VECTOR w1 = PHILOX_SET(c1), w2 = PHILOX_SET(c2), w3 = PHILOX_SET(c3);
    PHILOX_VECTOR block = PHILOX_ADD(PHILOX_SET(c0), PHILOX_COUNT);
    for (uint32_t i = 0; i < PHILOX_ROUNDS; i++) {
        k0[i] = PHILOX_SET((uint32_t)key + i * PHILOX_W0);
        k1[i] = PHILOX_SET((uint32_t)(key >> 32) + i * PHILOX_W1);
    }
    k0[PHILOX_ROUNDS - 1] = PHILOX_LOW_UP(k0[PHILOX_ROUNDS - 1]);
    k1[PHILOX_ROUNDS - 1] = PHILOX_LOW_UP(k1[PHILOX_ROUNDS - 1]);
    for (int64_t g = 0; g < groups; g++, out += 32)
        for (int part = 0; part < 8 / PHILOX_LANES; part++, block = PHILOX_ADD(block, step)) {
            PHILOX_VECTOR a = block, b = w1, c = w2, d = w3, p, q;
            for (int i = 0; i < PHILOX_ROUNDS - 1; i++) {
                p = PHILOX_MUL(a, m0);
                q = PHILOX_MUL(c, m1);
                a = PHILOX_XOR3(PHILOX_HIGH(q), b, k0[i]);
                c = PHILOX_XOR3(PHILOX_HIGH(p), d, k1[i]);
                b = q;
                d = p;
            }
            p = PHILOX_MUL(a, m0); /* the last round: both words of a product stay in its lane */
            q = PHILOX_MUL(c, m1);
            PHILOX_STORE(out + 2 * PHILOX_LANES * part, PHILOX_XOR3(q, PHILOX_LOW_UP(b), k0[PHILOX_ROUNDS - 1]));
            PHILOX_STORE(out + 16 + 2 * PHILOX_LANES * part, PHILOX_XOR3(p, PHILOX_LOW_UP(d), k1[PHILOX_ROUNDS - 1]));
        }
}
#undef PHILOX_LANES
#undef PHILOX_VECTOR
#undef PHILOX_SET
#undef PHILOX_ADD
#undef PHILOX_MUL
#undef PHILOX_HIGH
#undef PHILOX_LOW_UP
#undef PHILOX_XOR3
#undef PHILOX_COUNT
#undef PHILOX_STORE
#else
static void FA(philox)(uint32_t *out, int64_t groups, uint64_t key, uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3)
{
    for (int64_t g = 0; g < groups; g++, out += 32, c0 += 8) {
        uint32_t a[8], b[8], c[8], d[8], k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
        for (uint32_t j = 0; j < 8; j++) a[j] = c0 + j, b[j] = c1, c[j] = c2, d[j] = c3;
        for (int i = 0; i < PHILOX_ROUNDS; i++, k0 += PHILOX_W0, k1 += PHILOX_W1)
            for (int j = 0; j < 8; j++) {
                uint64_t p = (uint64_t)a[j] * PHILOX_M0, q = (uint64_t)c[j] * PHILOX_M1;
                a[j] = (uint32_t)(q >> 32) ^ b[j] ^ k0;
                c[j] = (uint32_t)(p >> 32) ^ d[j] ^ k1;
                b[j] = (uint32_t)q;
                d[j] = (uint32_t)p;
            }
        for (int j = 0; j < 8; j++) out[2 * j] = b[j], out[2 * j + 1] = a[j], out[16 + 2 * j] = d[j], out[17 + 2 * j] = c[j];
    }
}
#endif
