/* Interleaved RGB bytes as vectors of one channel each.
 *
 * In three vectors in a row (or three 16-byte lanes: both widths are 1 mod 3) the bytes of one channel sit at places
 * of different residue mod 3, so two blends collect them in one vector, and one permutation puts them in order:
 * ordered[j] = collected[(3 j + channel) mod width]. The way back is the inverse permutation and two blends.
 *
 * The file is read once for each SIMD level. */
#undef VEC
#undef VOP
#undef ZERO
#undef PIXELS
#undef EQUAL8
#undef SELECT8
#undef BLEND3
#undef LOAD
#undef STORE
#undef STRIDE
#undef ORDER
#undef SPLIT_INDEX
#undef MERGE_INDEX
#undef THIRDS
#undef WIDEN_1
#undef WIDEN_0

#if FA_LEVEL == 2
#define VEC __m512i
#define VOP(name) _mm512_##name
#define ZERO _mm512_setzero_si512()
#define PIXELS 64
#define EQUAL8(a, b) _mm512_cmpeq_epi8_mask(a, b)
#define SELECT8(m, a, b) _mm512_mask_mov_epi8(b, m, a)
#define BLEND3(a, b, c, n) _mm512_mask_mov_epi8(_mm512_mask_mov_epi8(a, every_third[((n) + 2) % 3], b), every_third[((n) + 1) % 3], c)
#define LOAD(lo, hi) _mm512_loadu_si512(lo)
#define STORE(lo, hi, v) _mm512_storeu_si512(lo, v)
#define STRIDE 64 /* bytes from one vector of the three to the next */
#define ORDER(table, v) _mm512_permutexvar_epi8(_mm512_load_si512(table), v)
#elif FA_LEVEL == 1
#define VEC __m256i
#define VOP(name) _mm256_##name
#define ZERO _mm256_setzero_si256()
#define PIXELS 32
#define EQUAL8(a, b) _mm256_cmpeq_epi8(a, b)
#define SELECT8(m, a, b) _mm256_blendv_epi8(b, a, m)
#define BLEND3(a, b, c, n) _mm256_blendv_epi8(_mm256_blendv_epi8(a, b, third_lane[((n) + 2) % 3]), c, third_lane[((n) + 1) % 3])
#define LOAD(lo, hi) _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(lo))), _mm_loadu_si128((const __m128i *)(hi)), 1)
#define STORE(lo, hi, v) (_mm_storeu_si128((__m128i *)(lo), _mm256_castsi256_si128(v)), _mm_storeu_si128((__m128i *)(hi), _mm256_extracti128_si256(v, 1)))
#define STRIDE 16
#define ORDER(table, v) _mm256_shuffle_epi8(v, _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)(table))))
#elif FA_X86
#define VEC __m128i
#define VOP(name) _mm_##name
#define ZERO _mm_setzero_si128()
#define PIXELS 16
#define EQUAL8(a, b) _mm_cmpeq_epi8(a, b)
#define SELECT8(m, a, b) _mm_blendv_epi8(b, a, m)
#define BLEND3(a, b, c, n) _mm_blendv_epi8(_mm_blendv_epi8(a, b, third_lane[((n) + 2) % 3]), c, third_lane[((n) + 1) % 3])
#define LOAD(lo, hi) _mm_loadu_si128((const __m128i *)(lo))
#define STORE(lo, hi, v) _mm_storeu_si128((__m128i *)(lo), v)
#define STRIDE 16
#define ORDER(table, v) _mm_shuffle_epi8(v, _mm_load_si128((const __m128i *)(table)))
#endif

#if FA_LEVEL == 2
#define SPLIT_INDEX split_64
#define MERGE_INDEX merge_64
#define THIRDS
#else
#define SPLIT_INDEX split_16
#define MERGE_INDEX merge_16
#define WIDEN_1 _mm256_broadcastsi128_si256
#define WIDEN_0
#define THIRDS const VEC third_lane[3] = {FA_JOIN(WIDEN, FA_LEVEL)(THIRD_LANE(0)), FA_JOIN(WIDEN, FA_LEVEL)(THIRD_LANE(1)), FA_JOIN(WIDEN, FA_LEVEL)(THIRD_LANE(2))};
#endif

#ifdef VEC
/* The bytes of each channel, in no order. */
FA_INLINE void FA(collect)(const uint8_t *p, VEC v[3])
{
    THIRDS
    const VEC a = LOAD(p, p + 48), b = LOAD(p + STRIDE, p + STRIDE + 48), c = LOAD(p + 2 * STRIDE, p + 2 * STRIDE + 48);
    v[0] = BLEND3(a, b, c, 0);
    v[1] = BLEND3(a, b, c, 1);
    v[2] = BLEND3(a, b, c, 2);
}
FA_INLINE void FA(split)(const uint8_t *p, VEC v[3])
{
    FA(collect)(p, v);
    for (int k = 0; k < 3; k++) v[k] = ORDER(SPLIT_INDEX[k], v[k]);
}
/* The way back from what FA(collect) gives. */
FA_INLINE void FA(spread)(uint8_t *p, VEC r, VEC g, VEC b)
{
    THIRDS
    STORE(p, p + 48, BLEND3(r, b, g, 0));
    STORE(p + STRIDE, p + STRIDE + 48, BLEND3(g, r, b, 0));
    STORE(p + 2 * STRIDE, p + 2 * STRIDE + 48, BLEND3(b, g, r, 0));
}
FA_INLINE void FA(merge)(uint8_t *p, VEC r, VEC g, VEC b)
{
    FA(spread)(p, ORDER(MERGE_INDEX[0], r), ORDER(MERGE_INDEX[1], g), ORDER(MERGE_INDEX[2], b));
}
#endif
