/* Noise in whole levels for bytes, two random bytes for each: byte j of a group and byte 64 + j. With 128 columns the
 * first is column and sign (bit 7), the second the threshold; with 256 it is column, then threshold and sign. */

#if FA_LEVEL == 2
typedef struct {
    __m512i own[4], alias[4];
} FA(columns);

static FA(columns) FA(load_columns)(const fa_alias *t)
{
    FA(columns) c;
    memcpy(c.own, t->own, sizeof c.own);
    memcpy(c.alias, t->alias, sizeof c.alias);
    return c;
}

FA_INLINE __m512i FA(look_256)(const __m512i t[4], __m512i i)
{
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(i), _mm512_permutex2var_epi8(t[0], i, t[1]),
                                  _mm512_permutex2var_epi8(t[2], i, t[3]));
}

FA_INLINE void FA(alias_group)(const FA(columns) *t, int columns, const uint32_t *words, const uint8_t *x, uint8_t *y)
{
    const __m512i low = _mm512_set1_epi8(127), a = _mm512_loadu_si512(words), b = _mm512_loadu_si512(words + 16);
    const __m512i v = _mm512_loadu_si512(x);
    __m512i size;
    __mmask64 minus;
    if (columns == 128) { /* the permutations ignore bit 7 */
        const __mmask64 own = _mm512_cmplt_epu8_mask(b, _mm512_permutex2var_epi8(t->own[0], a, t->own[1]));
        size = _mm512_permutex2var_epi8(t->alias[0], a, t->alias[1]);
        size = _mm512_mask_mov_epi8(size, own, _mm512_and_si512(a, low));
        minus = _mm512_movepi8_mask(a);
    } else {
        const __mmask64 own = _mm512_cmplt_epu8_mask(_mm512_and_si512(b, low), FA(look_256)(t->own, a));
        size = _mm512_mask_mov_epi8(FA(look_256)(t->alias, a), own, a);
        minus = _mm512_movepi8_mask(b);
    }
    _mm512_storeu_si512(y, _mm512_mask_subs_epu8(_mm512_adds_epu8(v, size), minus, v, size));
}
#elif FA_LEVEL == 1
/* A shuffle gives 0 where bit 7 of the index is set and ignores bits 4 to 6. So with 16 entries of a table at a time
 * stored as the difference (xor) to the 16 before them, the table is the xor of the shuffles by i, i - 16, ... */
typedef struct {
    __m256i own[2][8], alias[2][8]; /* for each half of 256 columns */
} FA(columns);

static void FA(differences)(const uint8_t *t, __m256i d[2][8])
{
    for (int k = 0; k < 16; k++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(t + 16 * k));
        if (k % 8) v = _mm_xor_si128(v, _mm_loadu_si128((const __m128i *)(t + 16 * k - 16)));
        d[k / 8][k % 8] = _mm256_broadcastsi128_si256(v);
    }
}

static FA(columns) FA(load_columns)(const fa_alias *t)
{
    FA(columns) c;
    FA(differences)(t->own, c.own);
    FA(differences)(t->alias, c.alias);
    return c;
}

FA_INLINE void FA(alias_half)(const FA(columns) *t, int columns, __m256i a, __m256i b, const uint8_t *x, uint8_t *y)
{
    const __m256i low = _mm256_set1_epi8(127), top = _mm256_set1_epi8(-128);
    const __m256i v = _mm256_loadu_si256((const __m256i *)x);
    const __m256i column = columns == 128 ? _mm256_and_si256(a, low) : a;
    const __m256i threshold = columns == 128 ? b : _mm256_and_si256(b, low);
    __m256i own = _mm256_setzero_si256(), size = own;
    for (int half = 0; half < columns / 128; half++) {
        __m256i i = half ? _mm256_xor_si256(column, top) : column;
        for (int k = 0; k < 8; k++) {
            own = _mm256_xor_si256(own, _mm256_shuffle_epi8(t->own[half][k], i));
            size = _mm256_xor_si256(size, _mm256_shuffle_epi8(t->alias[half][k], i));
            i = _mm256_subs_epi8(i, _mm256_set1_epi8(16));
        }
    }
    const __m256i other = _mm256_cmpeq_epi8(_mm256_subs_epu8(own, threshold), _mm256_setzero_si256());
    size = _mm256_blendv_epi8(column, size, other);
    _mm256_storeu_si256((__m256i *)y, _mm256_blendv_epi8(_mm256_adds_epu8(v, size), _mm256_subs_epu8(v, size),
                                                         columns == 128 ? a : b));
}

FA_INLINE void FA(alias_group)(const FA(columns) *t, int columns, const uint32_t *words, const uint8_t *x, uint8_t *y)
{
    const __m256i *w = (const __m256i *)words;
    for (int k = 0; k < 2; k++)
        FA(alias_half)(t, columns, _mm256_loadu_si256(w + k), _mm256_loadu_si256(w + 2 + k), x + 32 * k, y + 32 * k);
}
#else
typedef fa_alias FA(columns);

static FA(columns) FA(load_columns)(const fa_alias *t) { return *t; }

FA_INLINE void FA(alias_group)(const FA(columns) *t, int columns, const uint32_t *words, const uint8_t *x, uint8_t *y)
{
    const uint8_t column_bits = columns == 128 ? 127 : 255, threshold_bits = columns == 128 ? 255 : 127;
    uint8_t bytes[128], size[64];
    memcpy(bytes, words, 128);
    const uint8_t *sign = columns == 128 ? bytes : bytes + 64;
    for (int j = 0; j < 64; j++) { /* no branch: it would be a coin toss */
        const uint8_t column = bytes[j] & column_bits, other = t->alias[column];
        const uint8_t own = (uint8_t)-((bytes[64 + j] & threshold_bits) < t->own[column]);
        size[j] = other ^ ((other ^ column) & own);
    }
    for (int j = 0; j < 64; j++) { /* with its bits flipped before and after, a sum is a difference */
        const uint8_t minus = (uint8_t)-(sign[j] >> 7), v = x[j] ^ minus, sum = (uint8_t)(v + size[j]);
        size[j] = (uint8_t)(sum | -(sum < v)) ^ minus;
    }
    memcpy(y, size, 64);
}
#endif

FA_INLINE void FA(alias_row)(const fa_gaussian_noise *p, int columns, int64_t row, const uint8_t *x, uint8_t *y)
{
    const int64_t values = p->src.width * p->src.channels;
    const FA(columns) t = FA(load_columns)(&p->alias);
    for (int64_t at = 0; at < values; at += STRIP) {
        const int64_t n = fa_min(values - at, STRIP), whole = n / 64;
        uint32_t words[32 * GROUPS];
        DRAW(p, words, row, at / 64, (n + 63) / 64);
        for (int64_t g = 0; g < whole; g++)
            FA(alias_group)(&t, columns, words + 32 * g, x + at + 64 * g, y + at + 64 * g);
        if (n % 64) {
            uint8_t rest[64] = {0};
            memcpy(rest, x + at + 64 * whole, (size_t)(n % 64));
            FA(alias_group)(&t, columns, words + 32 * whole, rest, rest);
            memcpy(y + at + 64 * whole, rest, (size_t)(n % 64));
        }
    }
}

static FA_NOINLINE void FA(alias_128)(const fa_gaussian_noise *p, int64_t row, const char *src, char *dst)
{
    FA(alias_row)(p, 128, row, (const uint8_t *)src, (uint8_t *)dst);
}

static FA_NOINLINE void FA(alias_256)(const fa_gaussian_noise *p, int64_t row, const char *src, char *dst)
{
    FA(alias_row)(p, 256, row, (const uint8_t *)src, (uint8_t *)dst);
}

static void FA(alias_u8)(const fa_gaussian_noise *p, int64_t row, const char *src, char *dst)
{
    (p->alias.columns == 128 ? FA(alias_128) : FA(alias_256))(p, row, src, dst);
}
