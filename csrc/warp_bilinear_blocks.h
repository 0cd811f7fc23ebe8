/* Bilinear sampling of values T (TYPE: f32 or u16) in blocks of 16 pixels, for AVX2 and AVX-512; a template, see
 * warp_bilinear_float.h. */
#define FT(name) FA(FA_JOIN(name, TYPE))

/* The taps of a block at the rim, by the border rule: two rows of a pair for each pixel, a row every 8 values. */
FA_INLINE void FT(rim_taps)(const source *s, const FA(places) *p, int j, T *taps, const int channels)
{
    const int64_t bytes = channels * (int64_t)sizeof(T);
    const FA(footprint) f = {0, 0, 2, bytes, 0};
    int32_t offset[64];
    FA(border_offsets)(s, p->x + j, p->y + j, f, offset);
    for (int k = 0; k < 16; k++)
        for (int t = 0; t < 4; t++) {
            const int32_t at = offset[16 * t + k];
            memcpy(taps + 16 * k + 8 * (t >> 1) + channels * (t & 1), at < 0 ? s->fill : s->p + at, (size_t)bytes);
        }
}

/* One channel: the pair of each row in one scalar move, then the whole segment in vectors. */
static FA_NOINLINE void FT(one_channel)(const source *s, const FA(places) *p, int n, T *restrict out)
{
    T pair[2][2 * SEGMENT] FA_ALIGN64, taps[16 * 16];
    for (int j = 0; j < n; j += 16) {
        const int32_t *at = p->offset + j;
        const char *below = s->p + s->stride;
        T *t = pair[0] + 2 * j, *u = pair[1] + 2 * j;
        if (FA_LIKELY(p->state[j / 16] == INSIDE)) {
            FA(ask_ahead)(s, p->offset + j);
            for (int k = 0; k < 16; k++) {
                memcpy(t + 2 * k, s->p + (uint32_t)at[k], 2 * sizeof(T));
                memcpy(u + 2 * k, below + (uint32_t)at[k], 2 * sizeof(T));
            }
        } else { /* outside too: the fill value comes out of the same arithmetic */
            FT(rim_taps)(s, p, j, taps, 1);
            for (int k = 0; k < 16; k++) {
                memcpy(t + 2 * k, taps + 16 * k, 2 * sizeof(T));
                memcpy(u + 2 * k, taps + 16 * k + 8, 2 * sizeof(T));
            }
        }
    }
    for (int j = 0; j < n; j++) {
        float left = pair[0][2 * j], right = pair[0][2 * j + 1];
        left = left + p->fy[j] * ((float)pair[1][2 * j] - left);
        right = right + p->fy[j] * ((float)pair[1][2 * j + 1] - right);
        out[j] = ROUND(left + p->fx[j] * (right - left));
    }
}

/* 2 to 4 channels: both taps of a row in one load of 8 values. */
FA_INLINE __m128 FT(pixel)(const char *at, const char *below, float fx, float fy, __m256i right)
{
    __m256 t = FA(mix)(LOAD8(at), LOAD8(below), _mm256_set1_ps(fy));
    __m128 l = _mm256_castps256_ps128(t), r = _mm256_castps256_ps128(_mm256_permutevar8x32_ps(t, right));
    return _mm_add_ps(l, _mm_mul_ps(_mm_set1_ps(fx), _mm_sub_ps(r, l)));
}
FA_INLINE void FT(few_channels)(const source *s, const FA(places) *p, int n, T *out, const int channels)
{
    const __m256i right = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 0, 0, 0, 0), _mm256_set1_epi32(channels));
    const size_t bytes = (size_t)channels * sizeof(T);
    T taps[16 * 16] = {0}, last[4];
    for (int j = 0; j < n; j += 16) {
        T *o = out + j * channels;
        if (FA_LIKELY(p->state[j / 16] == INSIDE)) {
            FA(ask_ahead)(s, p->offset + j);
            for (int k = 0; k < 16; k++) {
                const char *at = s->p + (uint32_t)p->offset[j + k];
                __m128 v = FT(pixel)(at, at + s->stride, p->fx[j + k], p->fy[j + k], right);
                if (k < 15 || channels == 4) STORE4(o + k * channels, v); /* the next pixel overwrites what is too much */
                else STORE4(last, v);
            }
            if (channels < 4) memcpy(o + 15 * channels, last, bytes);
        } else if (p->state[j / 16] == OUTSIDE) {
            memcpy(o, s->fill, 16 * bytes);
        } else {
            FT(rim_taps)(s, p, j, taps, channels);
            for (int k = 0; k < 16 && j + k < n; k++) {
                STORE4(last, FT(pixel)((const char *)(taps + 16 * k), (const char *)(taps + 16 * k + 8), p->fx[j + k], p->fy[j + k], right));
                memcpy(o + k * channels, last, bytes);
            }
        }
    }
}
static FA_NOINLINE void FT(three_channels)(const source *s, const FA(places) *p, int n, T *out) { FT(few_channels)(s, p, n, out, 3); }

/* Any number of channels, 8 at a time. */
FA_INLINE void FT(many_channels)(const source *s, const FA(places) *p, int n, T *out, const int64_t channels)
{
    const int64_t bytes = channels * (int64_t)sizeof(T);
    for (int j = 0; j < n; j++) {
        T *o = out + j * channels, eight[8];
        if (p->state[j / 16] == BORDER) {
            bilinear_pixel[DTYPE](s, FA(place_q32)(p->x[j], p->fx[j]), FA(place_q32)(p->y[j], p->fy[j]), (char *)o);
            continue;
        }
        if (p->state[j / 16] == OUTSIDE) {
            memcpy(o, s->fill, (size_t)bytes);
            continue;
        }
        if (j % 16 == 0) FA(ask_ahead)(s, p->offset + j);
        const char *at = s->p + (uint32_t)p->offset[j], *below = at + s->stride;
        const __m256 fx = _mm256_set1_ps(p->fx[j]), fy = _mm256_set1_ps(p->fy[j]);
        for (int64_t c = 0; c < channels; c += 8) {
            if (c + 8 > channels) c = channels < 8 ? 0 : channels - 8; /* some channels twice, to the same value */
            const int64_t v = c * (int64_t)sizeof(T);
            __m256 l = FA(mix)(LOAD8(at + v), LOAD8(below + v), fy);
            __m256 r = FA(mix)(LOAD8(at + bytes + v), LOAD8(below + bytes + v), fy);
            STORE8(channels < 8 ? eight : o + c, FA(mix)(l, r, fx));
        }
        if (channels < 8) memcpy(o, eight, (size_t)bytes);
    }
}

static void FT(bilinear_blocks)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, T *out)
{
    const int64_t channels = s->channels, bytes = channels * (int64_t)sizeof(T), eight = 8 * (int64_t)sizeof(T);
    FA(places) p;
    FA(find_places)(job, s, i, j0, n, channels == 1 ? 2 * bytes : channels <= 4 ? eight : fa_max(2 * bytes, bytes + eight), &p);
    switch (channels) { /* a constant number of channels makes the loops straight code */
    case 1: FT(one_channel)(s, &p, n, out); break;
    case 2: FT(few_channels)(s, &p, n, out, 2); break;
    case 3: FT(three_channels)(s, &p, n, out); break;
    case 4: FT(few_channels)(s, &p, n, out, 4); break;
    case 8: FT(many_channels)(s, &p, n, out, 8); break;
    default: FT(many_channels)(s, &p, n, out, channels);
    }
}
#undef FT
