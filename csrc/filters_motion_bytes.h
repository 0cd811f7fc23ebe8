/* Means of bytes over the pixels of a line. Rows are copied once, with what stands beyond their ends, to a ring of lines. */

/* Means of the bytes at two places or more; n is at least FA_BLOCK. Two bytes at a time: sums of pairs, where the high byte
 * is lost, and of high bytes apart, to take them away again. They are divided by a product with a factor of 16 bits. One that
 * is rounded up may be too high by 128 / count of its last place; for the other counts one rounded down is exact, with one
 * more in the sum. */
FA_NOINLINE static void FA(mean_of_places)(const uint8_t *const *from, int64_t count, int64_t n, uint8_t *to)
{
    uint32_t shift = 16, half = (uint32_t)count / 2;
    while ((uint32_t)(count - 1) >> (shift - 15)) shift++;
    uint32_t factor = ((1u << shift) + (uint32_t)count - 1) / (uint32_t)count;
    if (factor * (uint32_t)count - (1u << shift) > 128) factor--, half++;
#if FA_X86
    const VECTOR halves = OP(set1_epi16)((short)half), factors = OP(set1_epi16)((short)factor);
    for (int64_t i = 0; i < n; i += (int64_t)sizeof(VECTOR)) {
        i = fa_min(i, n - (int64_t)sizeof(VECTOR)); /* the last block has some of the one before */
        VECTOR pairs = OP(set1_epi16)(0), highs = pairs;
        for (int64_t k = 0; k < count; k++) {
            const VECTOR v = LOAD(from[k] + i);
            pairs = OP(add_epi16)(pairs, v);
            highs = OP(add_epi16)(highs, OP(srli_epi16)(v, 8));
        }
        const VECTOR lows = OP(sub_epi16)(pairs, OP(slli_epi16)(highs, 8));
        const VECTOR low = OP(srli_epi16)(OP(mulhi_epu16)(OP(add_epi16)(lows, halves), factors), (int)shift - 16);
        const VECTOR high = OP(srli_epi16)(OP(mulhi_epu16)(OP(add_epi16)(highs, halves), factors), (int)shift - 16);
        STORE(to + i, OP(add_epi8)(low, OP(slli_epi16)(high, 8)));
    }
#else
    for (int64_t i = 0; i < n; i++) {
        uint32_t sum = half;
        for (int64_t k = 0; k < count; k++) sum += from[k][i];
        to[i] = (uint8_t)(sum * factor >> shift);
    }
#endif
}

/* s: the strip; wide: with what the taps reach; pitch: of the lines. */
static void FA(motion_strip_u8)(const fa_motion_blur *p, const fa_strip *s, const fa_strip *wide, int64_t pitch,
                                int64_t first, int64_t last)
{
    FA_ALIGN64 uint8_t lines[MOTION_RING + FA_BLOCK], means[MOTION_LINE];
    const uint8_t *from[FA_LINE_SIZE + 1];
    const int64_t top = p->taps[0].y, rows = p->taps[p->count - 1].y + 1 - top, n = s->pixels * s->channels;
    const int64_t reach = s->left - wide->left;
    const int whole = s->channels == p->dst.channels && n >= FA_BLOCK; /* the means need no copy */
    for (int64_t row = first, made = first + top; row < last; row++) {
        for (; made < row + top + rows; made++)
            fa_copy_strip(&p->src, wide, made, p->border, p->fill, lines + (made - first - top) % rows * pitch);
        for (int64_t k = 0; k < p->count; k++) {
            const int64_t line = (row - first) % rows + p->taps[k].y - top;
            from[k] = lines + (line < rows ? line : line - rows) * pitch + (reach + p->taps[k].x) * s->channels;
        }
        from[p->count] = from[0]; /* one is counted twice */
        FA(mean_of_places)(from, fa_max(p->count, 2), fa_max(n, FA_BLOCK),
                           whole ? (uint8_t *)fa_row(&p->dst, row) + s->left * s->channels : means);
        if (!whole) fa_paste_strip(&p->dst, s, row, means);
    }
}

static void FA(motion_u8)(const fa_motion_blur *p, int64_t first, int64_t last)
{
    const int64_t w = p->src.width, channels = p->src.channels;
    int64_t left = 0, right = 0;
    for (int64_t k = 0; k < p->count; k++) left = fa_min(left, p->taps[k].x), right = fa_max(right, p->taps[k].x);
    const int64_t rows = p->taps[p->count - 1].y + 1 - p->taps[0].y, pitch = fa_min(MOTION_RING / rows, MOTION_LINE);
    fa_strip s;
    for (s.channel = 0; s.channel < channels; s.channel += s.channels) {
        s.channels = fa_min(channels - s.channel, fa_max(pitch / (right - left + 32), 1));
        for (s.left = 0; s.left < w; s.left += s.pixels) {
            s.pixels = fa_min(pitch / s.channels - (right - left), w - s.left);
            const fa_strip wide = {s.left + left, s.pixels + right - left, s.channel, s.channels};
            FA(motion_strip_u8)(p, &s, &wide, pitch, first, last);
        }
    }
}
