/* Plain bilinear of uint8: the four pixels around a point, by weights of 2^-15 that sum to 1, as in a warp. */

FA_INLINE void FA(blend_pixels)(const uint8_t *top, const uint8_t *bottom, const fa_axis *x, int32_t fy, int64_t from,
                                int64_t channels, uint8_t *out)
{
    const int64_t next = x->in > 1 ? channels : 0;
    const int16_t *fractions = x->weights;
    out += from * channels;
    for (int64_t j = from; j < x->out; j++, out += channels) {
        const int32_t fx = fractions[j];
        const int32_t w11 = (fx * fy + (1 << 14)) >> 15, w01 = fx - w11, w10 = fy - w11, w00 = (1 << 15) - fx - w10;
        const uint8_t *p = top + x->first[j] * channels, *q = bottom + x->first[j] * channels;
        for (int64_t c = 0; c < channels; c++) {
            int32_t sum = w00 * p[c] + w01 * p[next + c] + w10 * q[c] + w11 * q[next + c];
            out[c] = (uint8_t)((sum + (1 << 14)) >> 15);
        }
    }
}

/* Outputs `from` onwards of a row. */
static void FA(blend_row)(const uint8_t *top, const uint8_t *bottom, const fa_axis *x, int32_t fy, int64_t from,
                          int64_t channels, uint8_t *out)
{
    switch (channels) { /* a constant unrolls the loop over channels */
    case 1: FA(blend_pixels)(top, bottom, x, fy, from, 1, out); break;
    case 3: FA(blend_pixels)(top, bottom, x, fy, from, 3, out); break;
    case 4: FA(blend_pixels)(top, bottom, x, fy, from, 4, out); break;
    default: FA(blend_pixels)(top, bottom, x, fy, from, channels, out);
    }
}

#if FA_X86
#include "resize_blend_pairs.h"
#endif
#if FA_LEVEL == 2
#include "resize_blend_avx512.h"
#endif

static void FA(blend_u8)(const fa_resize *p, int64_t first, int64_t last)
{
    const fa_axis *y = p->rows, *x = p->columns;
    const int64_t channels = p->dst.channels, below = y->in > 1 ? p->src.stride : 0;
#if FA_LEVEL == 2
    const int64_t length = p->dst.width * channels, vectors = (length + 15) / 16;
    const int64_t readable = p->end - fa_row(&p->src, y->first[last - 1]) - below;
    char *scratch = FA(fits_windows)(x, channels) ? malloc((size_t)vectors * (sizeof(fa_pairs) + sizeof(int64_t)) + 64) : NULL;
    fa_pairs *pairs = (fa_pairs *)(((uintptr_t)scratch + 63) / 64 * 64);
    int64_t *base = (int64_t *)(pairs + vectors);
    const int windowed = scratch && FA(make_pairs)(x, channels, readable, pairs, base);
    if (!windowed && FA(blend_by_pairs)(p, first, last)) {
        free(scratch);
        return;
    }
#elif FA_X86
    if (FA(blend_by_pairs)(p, first, last)) return;
#endif
    for (int64_t i = first; i < last; i++) {
        const uint8_t *top = (const uint8_t *)fa_row(&p->src, y->first[i]), *bottom = top + below;
        const int32_t fy = ((const int16_t *)y->weights)[i];
        uint8_t *out = (uint8_t *)fa_row(&p->dst, i);
#if FA_LEVEL == 2
        if (windowed) {
            const int64_t ahead = (y->first[fa_min(i + 1, last - 1)] - y->first[i]) * p->src.stride;
            FA(blend_windows)(top, bottom, readable, pairs, base, fy, length, out, ahead);
            continue;
        }
#endif
        FA(blend_row)(top, bottom, x, fy, 0, channels, out);
    }
#if FA_LEVEL == 2
    free(scratch);
#endif
}
