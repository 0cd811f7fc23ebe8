/* The table of a tile: how many of its pixels are at most as bright, none counted beyond the limit. */

/* Neighbours are counted apart, because an increment waits for the one before it of the same level. */
#define APART 4
static void FA(count_row)(const uint8_t *x, int64_t step, int64_t n, uint32_t counts[APART][256])
{
    int64_t i = 0;
    for (; i + APART <= n; i += APART, x += APART * step)
        for (int k = 0; k < APART; k++) counts[k][x[k * step]]++;
    for (; i < n; i++, x += step) counts[0][*x]++;
}

/* A tile that goes beyond the image sees it mirrored. */
static void FA(count_tile)(const fa_clahe *p, int64_t channel, int64_t row, int64_t column, uint32_t total[256])
{
    const fa_image *m = &p->plane;
    const int64_t left = column * p->tile_width, right = left + p->tile_width;
    const int64_t inside = fa_max(fa_min(right, m->width) - left, 0);
    uint32_t counts[APART][256] = {0};
    for (int64_t i = row * p->tile_height; i < (row + 1) * p->tile_height; i++) {
        const uint8_t *x = (const uint8_t *)fa_row(m, fa_border_index(i, m->height, FA_REFLECT)) + channel;
        FA(count_row)(x + left * m->channels, m->channels, inside, counts);
        for (int64_t j = left + inside; j < right; j++)
            counts[0][x[fa_border_index(j, m->width, FA_REFLECT) * m->channels]]++;
    }
    for (int i = 0; i < 256; i++) total[i] = (counts[0][i] + counts[1][i]) + (counts[2][i] + counts[3][i]);
}
#undef APART

/* What is beyond the limit goes to all levels alike, and the rest of that to levels at equal distances. */
static void FA(clip_counts)(uint32_t counts[256], uint32_t limit, int64_t size)
{
    uint32_t kept = 0;
    for (int i = 0; i < 256; i++) {
        counts[i] = counts[i] < limit ? counts[i] : limit;
        kept += counts[i];
    }
    const uint32_t excess = (uint32_t)size - kept, rest = excess % 256, step = rest ? 256 / rest : 0;
    for (int i = 0; i < 256; i++) counts[i] += excess / 256;
    for (uint32_t i = 0; i < rest; i++) counts[i * step]++;
}

static void FA(make_table)(const fa_clahe *p, int64_t channel, int64_t row, int64_t column, uint8_t *restrict table)
{
    const int64_t size = p->tile_height * p->tile_width;
    const float scale = 255.0f / (float)size;
    uint32_t counts[256], sum = 0;
    float sums[256];
    FA(count_tile)(p, channel, row, column, counts);
    if (p->clip_limit > 0)
        FA(clip_counts)(counts, (uint32_t)fmax(fmin(p->clip_limit * (double)size / 256, (double)size), 1), size);
    for (int i = 0; i < 256; i++) sums[i] = (float)(sum += counts[i]);
    for (int i = 0; i < 256; i++) table[i] = (uint8_t)(int)rintf(sums[i] * scale);
}
