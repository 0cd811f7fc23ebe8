/* Blends of resize_blend.h by rows of pairs: for each value of an output row, a pixel and the next as two int16 in 32
 * bits. The pairs of a source row serve all output rows that lie between it and its neighbours. Negated weights of a
 * pair, so that 2^15 fits int16:
 *
 *     bottom  (w11 - fy, -w11)            top  (fx - 2^15, -fx) - bottom */

/* For each value: fx in both halves; and (fx - 2^15, -fx). */
static void FA(pair_weights)(const fa_axis *x, int64_t channels, uint32_t *fraction, uint32_t *both)
{
    const int16_t *fractions = x->weights;
    for (int64_t j = 0; j < x->out; j++) {
        const uint32_t f = (uint16_t)fractions[j];
        for (int64_t c = 0; c < channels; c++) {
            *fraction++ = f * 0x00010001u;
            *both++ = (0u - f) << 16 | (f ^ 0x8000u);
        }
    }
}

/* Outputs of 3 or 4 channels whose pixels may be read 8 bytes at a time; returns how many it made. Whole stores of 16
 * bytes: overlapping ones are several times slower. */
static int64_t FA(pick_pairs)(const uint8_t *row, int64_t readable, const fa_axis *x, int64_t channels, uint32_t *out)
{
    const int32_t *first = x->first;
    int64_t safe = x->out, j = 0;
    while (safe > 0 && first[safe - 1] * channels + 8 > readable) safe--;
#define PIXEL(k) LOAD64(row + first[j + (k)] * channels)
#define PUT(k, v) _mm_storeu_si128((__m128i *)(out + j * channels + 4 * (k)), v)
    if (channels == 4) {
        const __m128i all = _mm_setr_epi8(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1);
        for (; j < safe; j++) PUT(0, _mm_shuffle_epi8(PIXEL(0), all));
    } else {
        /* pairs r0 g0 b0 r1 | g1 b1 r2 g2 | b2 r3 g3 b3 */
        const __m128i rgb_ = _mm_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1);
        const __m128i ___r = _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, -1, 3, -1);
        const __m128i gb__ = _mm_setr_epi8(1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1, -1, -1, -1, -1);
        const __m128i __rg = _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, 0, -1, 3, -1, 1, -1, 4, -1);
        const __m128i b___ = _mm_setr_epi8(2, -1, 5, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
        const __m128i _rgb = _mm_setr_epi8(-1, -1, -1, -1, 0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1);
        for (; j + 4 <= safe; j += 4) {
            const __m128i p1 = PIXEL(1), p2 = PIXEL(2);
            PUT(0, _mm_or_si128(_mm_shuffle_epi8(PIXEL(0), rgb_), _mm_shuffle_epi8(p1, ___r)));
            PUT(1, _mm_or_si128(_mm_shuffle_epi8(p1, gb__), _mm_shuffle_epi8(p2, __rg)));
            PUT(2, _mm_or_si128(_mm_shuffle_epi8(p2, b___), _mm_shuffle_epi8(PIXEL(3), _rgb)));
        }
    }
#undef PIXEL
#undef PUT
    return j;
}

/* Outputs of one channel, 8 at a time; returns how many it made. */
FA_INLINE int64_t FA(pick_neighbours)(const uint8_t *row, const fa_axis *x, uint32_t *out)
{
    const int32_t *first = x->first;
    int64_t j = 0;
    for (; j + 8 <= x->out; j += 8) {
        uint16_t both[8];
        for (int k = 0; k < 8; k++) memcpy(both + k, row + first[j + k], 2);
        const __m128i v = _mm_setr_epi16((short)both[0], (short)both[1], (short)both[2], (short)both[3], (short)both[4],
                                         (short)both[5], (short)both[6], (short)both[7]);
        _mm_storeu_si128((__m128i *)(out + j), _mm_cvtepu8_epi16(v));
        _mm_storeu_si128((__m128i *)(out + j + 4), _mm_unpackhi_epi8(v, _mm_setzero_si128()));
    }
    return j;
}

/* The pairs of a pixel of 8 channels or more, 8 at a time; the last ones may overlap those before. */
FA_INLINE void FA(pair_up)(const uint8_t *p, const uint8_t *q, int64_t channels, uint32_t *out)
{
    for (int64_t c = 0; c < channels; c += 8) {
        const int64_t at = fa_min(c, channels - 8);
        const __m128i a = _mm_cvtepu8_epi16(LOAD64(p + at)), b = _mm_cvtepu8_epi16(LOAD64(q + at));
        _mm_storeu_si128((__m128i *)(out + at), _mm_unpacklo_epi16(a, b));
        _mm_storeu_si128((__m128i *)(out + at + 4), _mm_unpackhi_epi16(a, b));
    }
}

static void FA(make_row_of_pairs)(const uint8_t *row, int64_t readable, const fa_axis *x, int64_t channels, uint32_t *out)
{
    const int64_t next = x->in > 1 ? channels : 0;
    int64_t j = next == 3 || next == 4 ? FA(pick_pairs)(row, readable, x, channels, out) : 0;
    if (next == 1) j = FA(pick_neighbours)(row, x, out);
    for (; j < x->out; j++) {
        const uint8_t *p = row + x->first[j] * channels;
        if (channels >= 8) FA(pair_up)(p, p + next, channels, out + j * channels);
        else for (int64_t c = 0; c < channels; c++) out[j * channels + c] = p[c] | (uint32_t)p[c + next] << 16;
    }
}

static void FA(blend_pairs)(const uint32_t *top, const uint32_t *bottom, const uint32_t *fraction, const uint32_t *both,
                            int32_t fy, int64_t length, uint8_t *out)
{
    enum { LANES = sizeof(VECTOR) / 4 };
    const VECTOR row = OP(set1_epi16)((short)fy), high = OP(set1_epi32)((int32_t)0xffff0000);
    const VECTOR offset = OP(set1_epi32)((1 << 16) | (uint16_t)-fy), half = OP(set1_epi32)(1 << 14);
    for (int64_t e = 0; e < length; e += 4 * LANES) {
        VECTOR sum[4];
        for (int k = 0; k < 4; k++) {
            const int64_t at = e + k * LANES;
            const VECTOR w11 = OP(mulhrs_epi16)(LOAD(fraction + at), row);
            const VECTOR w1 = OP(add_epi16)(XOR(w11, high), offset), w0 = OP(sub_epi16)(LOAD(both + at), w1);
            const VECTOR p = OP(madd_epi16)(LOAD(top + at), w0), q = OP(madd_epi16)(LOAD(bottom + at), w1);
            sum[k] = OP(srai_epi32)(OP(sub_epi32)(OP(sub_epi32)(half, p), q), 15);
        }
        const VECTOR a = OP(packs_epi32)(sum[0], sum[1]), b = OP(packs_epi32)(sum[2], sum[3]);
        const VECTOR bytes = IN_ORDER_OF_FOUR(OP(packus_epi16)(a, b));
        if (length - e >= 4 * LANES) {
            STORE(out + e, bytes);
        } else {
            uint8_t rest[4 * LANES];
            STORE(rest, bytes);
            memcpy(out + e, rest, (size_t)(length - e));
        }
    }
}

/* Rows first .. last-1 of the result; 0 if there is no memory. */
static int FA(blend_by_pairs)(const fa_resize *p, int64_t first, int64_t last)
{
    const fa_axis *y = p->rows, *x = p->columns;
    const int64_t channels = p->dst.channels, length = p->dst.width * channels, pitch = (length + 64) / 64 * 64;
    uint32_t *scratch = malloc((size_t)(4 * pitch) * sizeof *scratch), *pairs = scratch + 2 * pitch;
    if (!scratch) return 0;
    FA(pair_weights)(x, channels, scratch, scratch + pitch);
    for (int64_t i = first, have = 0; i < last; i++) {
        const int64_t top = y->first[i], bottom = y->in > 1 ? top + 1 : top;
        const int64_t ahead = (y->first[fa_min(i + 1, last - 1)] - top) * p->src.stride; /* to the next rows */
        for (have = fa_max(have, top); have <= bottom; have++) {
            const uint8_t *row = (const uint8_t *)fa_row(&p->src, have);
            for (int64_t b = 0; b < p->src.width * channels; b += 64)
                _mm_prefetch((const char *)row + ahead + b, _MM_HINT_T0);
            FA(make_row_of_pairs)(row, (const uint8_t *)p->end - row, x, channels, pairs + (have & 1) * pitch);
        }
        FA(blend_pairs)(pairs + (top & 1) * pitch, pairs + (bottom & 1) * pitch, scratch, scratch + pitch,
                        ((const int16_t *)y->weights)[i], length, (uint8_t *)fa_row(&p->dst, i));
    }
    free(scratch);
    return 1;
}
