/* A box blur of 3 x 3 bytes. Four rows are made at once, from lines: copies of the rows about them, with what stands beyond
 * their ends. */

enum { FA(LINE) = BOX_LANES_OF_BYTES + BOX_MARGIN };

/* Two bytes at a time: sums of pairs, where the high byte is lost, and of their high bytes apart, to take them away again.
 * The factor is 2^16 / 9 rounded up, which is exact here. at: where the six lines begin; n is even. */
FA_NOINLINE static void FA(four_rows)(const uint8_t *restrict lines, const int64_t *at, int64_t step, int64_t n,
                                      uint8_t *restrict to0, uint8_t *restrict to1, uint8_t *restrict to2,
                                      uint8_t *restrict to3)
{
    uint8_t *const to[] = {to0, to1, to2, to3};
    const uint8_t *x[6];
    for (int k = 0; k < 6; k++) x[k] = lines + at[k];
    for (int64_t i = 0; i < n / 2; i++) {
        uint16_t pairs[6], highs[6];
#pragma GCC unroll 6
        for (int k = 0; k < 6; k++) {
            uint16_t v[3];
            for (int j = 0; j < 3; j++) memcpy(v + j, x[k] + 2 * i + j * step, 2);
            pairs[k] = (uint16_t)(v[0] + v[1] + v[2]);
            highs[k] = (uint16_t)((v[0] >> 8) + (v[1] >> 8) + (v[2] >> 8));
        }
#pragma GCC unroll 4
        for (int k = 0; k < 4; k++) {
            const uint16_t high = (uint16_t)(highs[k] + highs[k + 1] + highs[k + 2] + 4);
            const uint16_t low = (uint16_t)(pairs[k] + pairs[k + 1] + pairs[k + 2] + 4 * 257 - (high << 8));
            const uint16_t means = (uint16_t)((low * 7282u >> 16) | (high * 7282u >> 16 << 8));
            memcpy(to[k] + 2 * i, &means, 2);
        }
    }
}

static void FA(strip_three)(const fa_box_blur *p, const fa_strip *s, int64_t first, int64_t last)
{
    FA_ALIGN64 uint8_t lines[6 * FA(LINE)], means[4][BOX_LANES_OF_BYTES];
    const int64_t lanes = s->pixels * s->channels;
    const int whole = s->channels == p->dst.channels && lanes >= FA_BLOCK; /* the means need no copy */
    const int64_t n = whole ? lanes / FA_BLOCK * FA_BLOCK : fa_blocks(lanes);
    const fa_strip wide = {s->left - 1, s->pixels + 2, s->channel, s->channels};
    int64_t at[6];
    uint8_t *to[4];
    for (int64_t row = first, made = first - 1; row < last; row += 4) {
        const int64_t rows = fa_min(4, last - row);
        for (; made <= row + rows; made++)
            fa_copy_strip(&p->src, &wide, made, p->border, p->fill, lines + (made + 1) % 6 * FA(LINE));
        for (int64_t k = 0; k < 6; k++) at[k] = (row + k) % 6 * FA(LINE);
        for (int64_t k = 0; k < 4; k++)
            to[k] = whole && k < rows ? (uint8_t *)fa_row(&p->dst, row + k) + s->left * s->channels : means[k];
        FA(four_rows)(lines, at, s->channels, n, to[0], to[1], to[2], to[3]);
        if (n < lanes) { /* the last block has some of the one before */
            const int64_t i = lanes - FA_BLOCK;
            FA(four_rows)(lines + i, at, s->channels, FA_BLOCK, to[0] + i, to[1] + i, to[2] + i, to[3] + i);
        }
        for (int64_t k = 0; k < rows && !whole; k++) fa_paste_strip(&p->dst, s, row + k, to[k]);
    }
}
