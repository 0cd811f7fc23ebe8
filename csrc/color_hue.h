/* The hue of RGB bytes turned, exactly, without division, in 16-bit integers.
 *
 * With v = max and c = max - min the hue in sixths of a turn, times c, is an integer: g - b, 2c + b - r or 4c + r - g.
 * A turn by s sixths adds c s modulo 6c, and each new channel is v - clamp(2c - ||h - kc| - 3c|, 0, c) for k = 3, 5, 1
 * (h is kept with 3c added, so all numbers lie in 0 .. 12 * 255). Only c s is not an integer, and so it alone is
 * rounded: the result is the correctly rounded HSV turn. s comes in 1/8192; gray pixels have c = 0 and stay. */
#ifdef VEC
typedef struct { VEC r, g, b; } FA(drops); /* what to take from v, in 16 bits */

FA_INLINE FA(drops) FA(hue_drops)(VEC c, VEC c256, VEC pq, VEC m, VEC shift)
{
    const VEC c2 = VOP(add_epi16)(c, c), c3 = VOP(add_epi16)(c2, c);
    const VEC c5 = VOP(add_epi16)(c3, c2), c6 = VOP(add_epi16)(c3, c3);
    const VEC turn = VOP(srli_epi16)(VOP(add_epi16)(VOP(mulhi_epu16)(c256, shift), VOP(set1_epi16)(16)), 5);
    VEC h = VOP(add_epi16)(VOP(add_epi16)(pq, VOP(mullo_epi16)(c, m)), turn);
    h = VOP(min_epu16)(h, VOP(sub_epi16)(h, c6)); /* modulo 6c: a negative difference is a great unsigned one */
    FA(drops) d;
    d.r = VOP(abs_epi16)(VOP(sub_epi16)(h, c3));
    d.g = VOP(abs_epi16)(VOP(sub_epi16)(VOP(abs_epi16)(VOP(sub_epi16)(h, c5)), c3));
    d.b = VOP(abs_epi16)(VOP(sub_epi16)(VOP(abs_epi16)(VOP(sub_epi16)(h, c)), c3));
    d.r = VOP(min_epi16)(VOP(subs_epu16)(d.r, c), c);
    d.g = VOP(min_epi16)(VOP(subs_epu16)(c2, d.g), c);
    d.b = VOP(min_epi16)(VOP(subs_epu16)(c2, d.b), c);
    return d;
}
FA_INLINE void FA(hue_block)(const uint8_t *x, uint8_t *y, VEC shift)
{
    const VEC zero = ZERO, plus_minus = VOP(set1_epi16)((short)0xff01); /* bytes +1, -1 */
    VEC x3[3];
    FA(split)(x, x3);
    const VEC r = x3[0], g = x3[1], b = x3[2];
    const VEC v = VOP(max_epu8)(VOP(max_epu8)(r, g), b);
    const VEC c = VOP(sub_epi8)(v, VOP(min_epu8)(VOP(min_epu8)(r, g), b));
    const VEC m = SELECT8(EQUAL8(v, r), VOP(set1_epi8)(3), SELECT8(EQUAL8(v, g), VOP(set1_epi8)(5), VOP(set1_epi8)(1)));
    const VEC p = SELECT8(EQUAL8(v, r), g, SELECT8(EQUAL8(v, g), b, r));
    const VEC q = SELECT8(EQUAL8(v, r), b, SELECT8(EQUAL8(v, g), r, g));
    const FA(drops) lo = FA(hue_drops)(VOP(unpacklo_epi8)(c, zero), VOP(unpacklo_epi8)(zero, c),
        VOP(maddubs_epi16)(VOP(unpacklo_epi8)(p, q), plus_minus), VOP(unpacklo_epi8)(m, zero), shift);
    const FA(drops) hi = FA(hue_drops)(VOP(unpackhi_epi8)(c, zero), VOP(unpackhi_epi8)(zero, c),
        VOP(maddubs_epi16)(VOP(unpackhi_epi8)(p, q), plus_minus), VOP(unpackhi_epi8)(m, zero), shift);
    FA(merge)(y, VOP(sub_epi8)(v, VOP(packus_epi16)(lo.r, hi.r)), VOP(sub_epi8)(v, VOP(packus_epi16)(lo.g, hi.g)),
              VOP(sub_epi8)(v, VOP(packus_epi16)(lo.b, hi.b)));
}
static void FA(turn_hue)(const uint8_t *x, uint8_t *y, int64_t n, int shift)
{
    const VEC s = VOP(set1_epi16)((short)shift);
    int64_t i = 0;
    for (; i + PIXELS <= n; i += PIXELS) FA(hue_block)(x + 3 * i, y + 3 * i, s);
    if (i < n) {
        uint8_t rest[3 * PIXELS] = {0};
        memcpy(rest, x + 3 * i, (size_t)(3 * (n - i)));
        FA(hue_block)(rest, rest, s);
        memcpy(y + 3 * i, rest, (size_t)(3 * (n - i)));
    }
}
#else
static int32_t FA(drop)(int32_t distance, int32_t c)
{
    const int32_t t = 2 * c - distance;
    return t < 0 ? 0 : t > c ? c : t;
}
static void FA(turn_hue)(const uint8_t *restrict x, uint8_t *restrict y, int64_t n, int shift)
{
    for (; n > 0; n--, x += 3, y += 3) {
        const int32_t r = x[0], g = x[1], b = x[2], rg = r > g ? r : g, rg_min = r < g ? r : g;
        const int32_t v = rg > b ? rg : b, c = v - (rg_min < b ? rg_min : b);
        int32_t h = v == r ? g - b + 3 * c : v == g ? b - r + 5 * c : r - g + c;
        h += (c * shift + 4096) >> 13;
        if (h >= 6 * c) h -= 6 * c;
        y[0] = (uint8_t)(v - FA(drop)(abs(abs(h - 3 * c) - 3 * c), c));
        y[1] = (uint8_t)(v - FA(drop)(abs(abs(h - 5 * c) - 3 * c), c));
        y[2] = (uint8_t)(v - FA(drop)(abs(abs(h - c) - 3 * c), c));
    }
}
#endif
