/* The parts of compression.c that are compiled per SIMD level. */
#include "color_planes.h"

#include "compression_blocks.h"

/* ---- colours (JFIF), with 16 bits of fraction ----
 *
 * The products are sums of two, as pmaddwd adds them: coefficients of 2^15 and more are made of two, or subtracted. */
#ifdef VEC
#define PAIR(a, b) VOP(set1_epi32)((int)((uint32_t)(uint16_t)(a) | (uint32_t)(uint16_t)(b) << 16))
/* A quarter of a block: pairs of red and green, and of blue and green. */
FA_INLINE void FA(ycc_quarter)(VEC rg, VEC bg, VEC made[3])
{
    const VEC half = VOP(set1_epi32)(32768), middle = VOP(set1_epi32)((128 << 16) + 32767);
    const VEC luma = VOP(add_epi32)(VOP(madd_epi16)(rg, PAIR(19595, 22086)), VOP(madd_epi16)(bg, PAIR(7471, 16384)));
    const VEC blue = VOP(sub_epi32)(VOP(madd_epi16)(rg, PAIR(-11059, -21709)), VOP(madd_epi16)(bg, PAIR(-32768, 0)));
    const VEC red = VOP(sub_epi32)(VOP(madd_epi16)(bg, PAIR(-5329, -27439)), VOP(madd_epi16)(rg, PAIR(-32768, 0)));
    made[0] = VOP(srai_epi32)(VOP(add_epi32)(luma, half), 16);
    made[1] = VOP(srai_epi32)(VOP(add_epi32)(blue, middle), 16);
    made[2] = VOP(srai_epi32)(VOP(add_epi32)(red, middle), 16);
}
FA_INLINE void FA(ycc_half)(VEC r, VEC g, VEC b, VEC made[3])
{
    VEC low[3], high[3];
    FA(ycc_quarter)(VOP(unpacklo_epi16)(r, g), VOP(unpacklo_epi16)(b, g), low);
    FA(ycc_quarter)(VOP(unpackhi_epi16)(r, g), VOP(unpackhi_epi16)(b, g), high);
    for (int k = 0; k < 3; k++) made[k] = VOP(packs_epi32)(low[k], high[k]);
}
FA_INLINE void FA(ycc_block)(const uint8_t *rgb, VEC made[3])
{
    VEC v[3], low[3], high[3];
    FA(split)(rgb, v);
    FA(ycc_half)(VOP(unpacklo_epi8)(v[0], ZERO), VOP(unpacklo_epi8)(v[1], ZERO), VOP(unpacklo_epi8)(v[2], ZERO), low);
    FA(ycc_half)(VOP(unpackhi_epi8)(v[0], ZERO), VOP(unpackhi_epi8)(v[1], ZERO), VOP(unpackhi_epi8)(v[2], ZERO), high);
    for (int k = 0; k < 3; k++) made[k] = VOP(packus_epi16)(low[k], high[k]);
}

/* v + (coefficient v + 2^15) / 2^16, rounded down. */
FA_INLINE VEC FA(scaled)(VEC v, int coefficient)
{
    const VEC product = VOP(mulhi_epi16)(VOP(slli_epi16)(v, 1), VOP(set1_epi16)((int16_t)coefficient));
    return VOP(add_epi16)(v, VOP(srai_epi16)(VOP(add_epi16)(product, VOP(set1_epi16)(1)), 1));
}
FA_INLINE VEC FA(green_quarter)(VEC blue_red)
{
    const VEC product = VOP(madd_epi16)(blue_red, PAIR(-22554, 65536 - 46802));
    return VOP(srai_epi32)(VOP(add_epi32)(product, VOP(set1_epi32)(32768)), 16);
}
FA_INLINE void FA(rgb_half)(VEC luma, VEC blue, VEC red, VEC made[3])
{
    const VEC middle = VOP(set1_epi16)(128), b = VOP(sub_epi16)(blue, middle), r = VOP(sub_epi16)(red, middle);
    const VEC low = FA(green_quarter)(VOP(unpacklo_epi16)(b, r)), high = FA(green_quarter)(VOP(unpackhi_epi16)(b, r));
    made[0] = VOP(add_epi16)(luma, FA(scaled)(r, 91881 - 65536));
    made[1] = VOP(add_epi16)(luma, VOP(sub_epi16)(VOP(packs_epi32)(low, high), r));
    made[2] = VOP(add_epi16)(luma, VOP(add_epi16)(b, FA(scaled)(b, 116130 - 131072)));
}
FA_INLINE void FA(rgb_block)(VEC luma, VEC blue, VEC red, uint8_t *rgb)
{
    VEC low[3], high[3];
    FA(rgb_half)(VOP(unpacklo_epi8)(luma, ZERO), VOP(unpacklo_epi8)(blue, ZERO), VOP(unpacklo_epi8)(red, ZERO), low);
    FA(rgb_half)(VOP(unpackhi_epi8)(luma, ZERO), VOP(unpackhi_epi8)(blue, ZERO), VOP(unpackhi_epi8)(red, ZERO), high);
    for (int k = 0; k < 3; k++) low[k] = VOP(packus_epi16)(low[k], high[k]);
    FA(merge)(rgb, low[0], low[1], low[2]);
}
#undef PAIR
#endif

static void FA(split_colors)(const uint8_t *rgb, uint8_t *luma, uint8_t *blue, uint8_t *red, int64_t n)
{
    int64_t i = 0;
#ifdef VEC
    for (; i < n && n >= PIXELS; i += PIXELS) {
        VEC v[3];
        i = fa_min(i, n - PIXELS); /* the last block has some of the one before */
        FA(ycc_block)(rgb + 3 * i, v);
        memcpy(luma + i, &v[0], PIXELS);
        memcpy(blue + i, &v[1], PIXELS);
        memcpy(red + i, &v[2], PIXELS);
    }
#endif
    for (; i < n; i++) {
        const int r = rgb[3 * i], g = rgb[3 * i + 1], b = rgb[3 * i + 2];
        luma[i] = (uint8_t)((19595 * r + 38470 * g + 7471 * b + 32768) >> 16);
        blue[i] = (uint8_t)((-11059 * r - 21709 * g + 32768 * b + (128 << 16) + 32767) >> 16);
        red[i] = (uint8_t)((32768 * r - 27439 * g - 5329 * b + (128 << 16) + 32767) >> 16);
    }
}

static void FA(merge_colors)(const uint8_t *luma, const uint8_t *blue, const uint8_t *red, uint8_t *rgb, int64_t n)
{
    int64_t i = 0;
#ifdef VEC
    for (; i < n && n >= PIXELS; i += PIXELS) {
        VEC v[3];
        i = fa_min(i, n - PIXELS); /* the last block has some of the one before */
        memcpy(&v[0], luma + i, PIXELS);
        memcpy(&v[1], blue + i, PIXELS);
        memcpy(&v[2], red + i, PIXELS);
        FA(rgb_block)(v[0], v[1], v[2], rgb + 3 * i);
    }
#endif
    for (; i < n; i++) {
        const int y = luma[i], b = blue[i] - 128, r = red[i] - 128;
        const int made[3] = {
            y + ((91881 * r + 32768) >> 16),
            y + ((-22554 * b - 46802 * r + 32768) >> 16),
            y + ((116130 * b + 32768) >> 16),
        };
        for (int k = 0; k < 3; k++) rgb[3 * i + k] = (uint8_t)(made[k] < 0 ? 0 : made[k] > 255 ? 255 : made[k]);
    }
}

/* ---- chroma of half the size ---- */

/* Means of 2 x 2 pixels; halves are rounded down and up by turns. */
static void FA(halve)(const uint8_t *restrict above, const uint8_t *restrict below, uint8_t *restrict made, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        made[i] = (uint8_t)((above[2 * i] + above[2 * i + 1] + below[2 * i] + below[2 * i + 1] + 1 + (i & 1)) >> 2);
}

/* A row of 2n pixels by 3/4 of the nearest and 1/4 of the next, on both axes; `sums` are of both rows, from one pixel
 * before to one pixel after. */
static void FA(widen)(const uint16_t *restrict sums, uint8_t *restrict made, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        made[2 * i] = (uint8_t)((3 * sums[i + 1] + sums[i] + 8) >> 4);
        made[2 * i + 1] = (uint8_t)((3 * sums[i + 1] + sums[i + 2] + 7) >> 4);
    }
}
FA_INLINE void FA(sum)(const uint8_t *restrict near, const uint8_t *restrict next, uint16_t *restrict sums, int64_t n)
{
    for (int64_t i = 0; i < n; i++) sums[i] = (uint16_t)(3 * near[i] + next[i]);
}

/* Of a row of luma, and of the rows of chroma that are nearest and next. */
static void FA(merge_row)(const uint8_t *luma, const uint8_t *const near[2], const uint8_t *const next[2],
                          int64_t width, uint8_t *rgb)
{
    const int64_t chroma = (width + 1) / 2;
    for (int64_t at = 0; at < width; at += STRIP) {
        const int64_t n = fa_min(width - at, STRIP), first = at / 2, last = fa_min(first + STRIP / 2, chroma) - 1;
        uint16_t sums[STRIP / 2 + 2];
        uint8_t wide[2][STRIP];
        for (int c = 0; c < 2; c++) {
            const int64_t left = fa_max(first - 1, 0), right = fa_min(last + 1, chroma - 1);
            FA(sum)(near[c] + left, next[c] + left, sums, 1);
            FA(sum)(near[c] + first, next[c] + first, sums + 1, last + 1 - first);
            FA(sum)(near[c] + right, next[c] + right, sums + 2 + last - first, 1);
            FA(widen)(sums, wide[c], last + 1 - first);
        }
        FA(merge_colors)(luma + at, wide[0], wide[1], rgb + 3 * at, n);
    }
}

static const compression_table FA(compression) = {
    .split = FA(split_colors), .halve = FA(halve), .code = FA(code), .merge = FA(merge_row),
};
