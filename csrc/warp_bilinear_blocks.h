/* Bilinear sampling of values T (TYPE: f32 or u16) in blocks of 16 pixels, for AVX2 and AVX-512; a template, see
 * warp_bilinear_float.h. */
#define FT(name) FA(FA_JOIN(name, TYPE))

/* Blocks outside the image are copies of the fill value; those at its rim go pixel by pixel. */
static void FT(blocks_beside)(const source *s, const FA(places) *p, int n, T *out)
{
    const int64_t bytes = s->channels * (int64_t)sizeof(T);
    for (int j = 0; j < n; j += 16) {
        if (p->state[j / 16] == OUTSIDE) memcpy((char *)out + j * bytes, s->fill, (size_t)(16 * bytes));
        if (p->state[j / 16] != BORDER) continue;
        for (int k = j; k < j + 16 && k < n; k++)
            bilinear_pixel[DTYPE](s, FA(place_q32)(p->x[k], p->fx[k]), FA(place_q32)(p->y[k], p->fy[k]), (char *)out + k * bytes);
    }
}

#define EACH_BLOCK_INSIDE for (int j = 0; j + 16 <= n; j += 16) if (FA_LIKELY(p->state[j / 16] == INSIDE))

/* One channel: the pair of each row in one scalar move, then the whole segment in vectors. */
static FA_NOINLINE void FT(one_channel)(const source *s, const FA(places) *p, int n, T *restrict out)
{
    T pair[2][2 * SEGMENT] FA_ALIGN64;
    for (int j = 0; j < n; j += 16) {
        const int32_t *at = p->offset + j;
        const char *below = s->p + s->stride;
        T *t = pair[0] + 2 * j, *u = pair[1] + 2 * j;
        if (FA_LIKELY(p->state[j / 16] == INSIDE)) {
            for (int k = 0; k < 16; k++) {
                memcpy(t + 2 * k, s->p + (uint32_t)at[k], 2 * sizeof(T));
                memcpy(u + 2 * k, below + (uint32_t)at[k], 2 * sizeof(T));
            }
        } else { /* overwritten later */
            memset(t, 0, 32 * sizeof(T));
            memset(u, 0, 32 * sizeof(T));
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
FA_INLINE void FT(few_channels)(const source *s, const FA(places) *p, int n, T *out, const int channels)
{
    const __m256i right = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 0, 0, 0, 0), _mm256_set1_epi32(channels));
    EACH_BLOCK_INSIDE {
        T *o = out + j * channels, last[4];
        for (int k = 0; k < 16; k++) {
            const char *at = s->p + (uint32_t)p->offset[j + k];
            __m256 t = FA(mix)(LOAD8(at), LOAD8(at + s->stride), _mm256_set1_ps(p->fy[j + k]));
            __m128 l = _mm256_castps256_ps128(t), r = _mm256_castps256_ps128(_mm256_permutevar8x32_ps(t, right));
            l = _mm_add_ps(l, _mm_mul_ps(_mm_set1_ps(p->fx[j + k]), _mm_sub_ps(r, l)));
            if (k < 15 || channels == 4) STORE4(o + k * channels, l); /* the next pixel overwrites what is too much */
            else STORE4(last, l);
        }
        if (channels < 4) memcpy(o + 15 * channels, last, (size_t)channels * sizeof(T));
    }
}
static FA_NOINLINE void FT(three_channels)(const source *s, const FA(places) *p, int n, T *out) { FT(few_channels)(s, p, n, out, 3); }

/* Any number of channels, 8 at a time. */
FA_INLINE void FT(many_channels)(const source *s, const FA(places) *p, int n, T *out, const int64_t channels)
{
    const int64_t bytes = channels * (int64_t)sizeof(T);
    EACH_BLOCK_INSIDE {
        for (int k = j; k < j + 16; k++) {
            const char *at = s->p + (uint32_t)p->offset[k], *below = at + s->stride;
            const __m256 fx = _mm256_set1_ps(p->fx[k]), fy = _mm256_set1_ps(p->fy[k]);
            T *o = out + k * channels, eight[8];
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
    FT(blocks_beside)(s, &p, n, out);
}
#undef FT
#undef EACH_BLOCK_INSIDE
