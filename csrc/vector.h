/* The widest integer vector of each x86 level, and the few operations whose names differ. */
#undef LOAD64
#undef LOAD128
#undef VECTOR
#undef OP
#undef XOR
#undef LOAD
#undef STORE
#undef LOAD_HALVES
#undef IN_ORDER
#undef IN_ORDER_OF_FOUR
#define LOAD64(p) _mm_loadl_epi64((const __m128i *)(p))
#define LOAD128(p) _mm_loadu_si128((const __m128i *)(p))
#if FA_LEVEL == 0
#define VECTOR __m128i
#define OP(name) _mm_##name
#define XOR _mm_xor_si128
#define LOAD(p) _mm_loadu_si128((const __m128i *)(p))
#define STORE(p, v) _mm_storeu_si128((__m128i *)(p), v)
#elif FA_LEVEL == 1
#define VECTOR __m256i
#define OP(name) _mm256_##name
#define XOR _mm256_xor_si256
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define STORE(p, v) _mm256_storeu_si256((__m256i *)(p), v)
#else
#define VECTOR __m512i
#define OP(name) _mm512_##name
#define XOR _mm512_xor_si512
#define LOAD(p) _mm512_loadu_si512(p)
#define STORE(p, v) _mm512_storeu_si512(p, v)
/* For loops as fast as memory: where 64 bytes lie across two lines of the cache, or a page behind bytes just stored, two loads
 * take up to two thirds of the time of one on Zen 4. */
#define LOAD_HALVES(p) \
    _mm512_inserti64x4(_mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)(p))), \
                       _mm256_loadu_si256((const __m256i *)((p) + 32)), 1)
#endif

/* packus_epi16(a, b) works in 128-bit lanes: these put all of a before all of b, and undo packs_epi32 as well. */
#if FA_LEVEL == 0
#define IN_ORDER(v) (v)
#define IN_ORDER_OF_FOUR(v) (v)
#elif FA_LEVEL == 1
#define IN_ORDER(v) _mm256_permute4x64_epi64(v, 0xd8)
#define IN_ORDER_OF_FOUR(v) _mm256_permutevar8x32_epi32(v, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7))
#else
#define IN_ORDER(v) _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), v)
#define IN_ORDER_OF_FOUR(v) \
    _mm512_permutexvar_epi32(_mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15), v)
#endif

#if FA_LEVEL == 2
/* A mask of the first n bytes of a vector. */
FA_INLINE __mmask64 FA(first_bytes)(int64_t n)
{
    return n >= 64 ? ~(__mmask64)0 : n <= 0 ? 0 : ((__mmask64)1 << n) - 1;
}
#endif
