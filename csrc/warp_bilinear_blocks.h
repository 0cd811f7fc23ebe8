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

#ifdef COPY_SQUARE
/* One channel: the four taps of a pixel side by side by scalar moves, then all blocks in vectors. */
static FA_NOINLINE void FT(one_channel)(const source *s, const FA(places) *p, int n, T *restrict out)
{
    const char *const above = s->p, *const below = s->p + s->stride;
    T taps[SEGMENT][4] FA_ALIGN64, rim[16 * 16];
    for (int j = 0; j < n; j += 16) {
        const int32_t *at = p->offset + j;
        T(*t)[4] = taps + j;
        if (FA_LIKELY(p->state[j / 16] == INSIDE)) {
            FA(ask_ahead)(s, p->offset + j, sizeof(T));
            for (int k = 0; k < 16; k++) COPY_SQUARE(t[k], above + (uint32_t)at[k], below + (uint32_t)at[k]);
        } else if (p->state[j / 16] == BORDER) {
            FT(rim_taps)(s, p, j, rim, 1);
            for (int k = 0; k < 16; k++) COPY_SQUARE(t[k], rim + 16 * k, rim + 16 * k + 8);
        }
    }
    for (int j = 0; j < n; j += 16) {
        if (p->state[j / 16] == OUTSIDE) memcpy(out + j, s->fill, 16 * sizeof(T));
        else FT(blend_squares)(taps + j, p->fx + j, p->fy + j, (int)fa_min(n - j, 16), out + j);
    }
}
#endif

/* 2 to 4 channels: both taps of a row in one load of 8 values. */
FA_INLINE __m128 FT(pixel)(const char *at, const char *below, float fx, float fy, __m256i right)
{
    __m256 t = FA(mix)(LOAD8(at), LOAD8(below), _mm256_set1_ps(fy));
    __m128 l = _mm256_castps256_ps128(t), r = _mm256_castps256_ps128(_mm256_permutevar8x32_ps(t, right));
    return _mm_add_ps(l, _mm_mul_ps(_mm_set1_ps(fx), _mm_sub_ps(r, l)));
}
static FA_NOINLINE void FT(rim_block)(const source *s, const FA(places) *p, int j, int n, T *out, int channels)
{
    const __m256i right = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 0, 0, 0, 0), _mm256_set1_epi32(channels));
    T taps[16 * 16] = {0}, four[4];
    FT(rim_taps)(s, p, j, taps, channels);
    for (int k = 0; k < n; k++) {
        STORE4(four, FT(pixel)((const char *)(taps + 16 * k), (const char *)(taps + 16 * k + 8), p->fx[j + k], p->fy[j + k], right));
        memcpy(out + k * channels, four, (size_t)channels * sizeof(T));
    }
}
FA_INLINE void FT(few_channels)(const source *s, const FA(places) *p, int n, T *out, const int channels)
{
    const __m256i right = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 0, 0, 0, 0), _mm256_set1_epi32(channels));
    const size_t bytes = (size_t)channels * sizeof(T);
    const char *const above = s->p, *const below = s->p + s->stride;
    for (int j = 0; j < n; j += 16) {
        T *o = out + j * channels, last[4];
        const int32_t *at = p->offset + j;
        if (FA_LIKELY(p->state[j / 16] == INSIDE)) {
            FA(ask_ahead)(s, at, channels * (int64_t)sizeof(T));
            for (int k = 0; k < 15; k++) /* the next pixel overwrites what is too much */
                STORE4(o + k * channels, FT(pixel)(above + (uint32_t)at[k], below + (uint32_t)at[k], p->fx[j + k], p->fy[j + k], right));
            STORE4(last, FT(pixel)(above + (uint32_t)at[15], below + (uint32_t)at[15], p->fx[j + 15], p->fy[j + 15], right));
            memcpy(o + 15 * channels, last, bytes);
        } else if (p->state[j / 16] == OUTSIDE) {
            memcpy(o, s->fill, 16 * bytes);
        } else {
            FT(rim_block)(s, p, j, (int)fa_min(n - j, 16), o, channels);
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
        if (j % 16 == 0) FA(ask_ahead)(s, p->offset + j, bytes);
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
