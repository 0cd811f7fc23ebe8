/* Medians of bytes by histograms, whose cost hardly depends on the size: each column has one of its neighbourhood, which
 * moves down with the rows, and those of the columns in sight add up to that of the pixel (Perreault and Hebert, 2007).
 * Histograms have a coarse part, of 16 levels a bin, and the fine bins of a coarse one are brought up to date only when
 * the median falls into it. */

typedef struct {
    uint8_t coarse[SEGMENTS], fine[SEGMENTS][16];
} FA(column);

typedef struct {
    uint16_t coarse[SEGMENTS], fine[SEGMENTS][16];
    int64_t seen[SEGMENTS]; /* the pixel whose neighbourhood the fine bins count */
} FA(window);

FA_INLINE void FA(count)(FA(column) *c, uint8_t value, int by)
{
    c->coarse[value >> 4] = (uint8_t)(c->coarse[value >> 4] + by);
    c->fine[value >> 4][value & 15] = (uint8_t)(c->fine[value >> 4][value & 15] + by);
}

FA_INLINE void FA(add_bins)(uint16_t *restrict bins, const uint8_t *restrict more)
{
    for (int k = 0; k < 16; k++) bins[k] = (uint16_t)(bins[k] + more[k]);
}

FA_INLINE void FA(move_bins)(uint16_t *restrict bins, const uint8_t *restrict more, const uint8_t *restrict less)
{
    for (int k = 0; k < 16; k++) bins[k] = (uint16_t)(bins[k] + more[k] - less[k]);
}

/* The bin in which the count of all up to it exceeds *rank, which is lowered by the count of those before it. */
FA_INLINE int FA(bin_of)(const uint16_t *bins, int *rank)
{
    int k = 0;
    for (; *rank >= bins[k]; k++) *rank -= bins[k];
    return k;
}

/* Brings the fine bins of a segment to pixel x. columns[i] is that of pixel i. */
static void FA(bring_up)(FA(window) *window, const FA(column) *columns, int64_t width, int64_t r, int64_t x, int segment)
{
    uint16_t *bins = window->fine[segment];
    int64_t seen = window->seen[segment];
    if (x - seen > r) {
        memset(bins, 0, sizeof window->fine[segment]);
        for (int64_t k = x - r; k <= x + r; k++) FA(add_bins)(bins, columns[clamp(k, width)].fine[segment]);
    } else {
        for (seen++; seen <= x; seen++)
            FA(move_bins)(bins, columns[clamp(seen + r, width)].fine[segment],
                          columns[clamp(seen - r - 1, width)].fine[segment]);
    }
    window->seen[segment] = x;
}

static void FA(histogram_row)(const FA(column) *columns, int64_t width, int64_t r, int64_t left, int64_t pixels,
                              uint8_t *to, int64_t step)
{
    FA(window) window;
    memset(window.coarse, 0, sizeof window.coarse);
    for (int k = 0; k < SEGMENTS; k++) window.seen[k] = INT64_MIN / 2;
    for (int64_t k = left - r; k <= left + r; k++) FA(add_bins)(window.coarse, columns[clamp(k, width)].coarse);
    for (int64_t x = left; x < left + pixels; x++) {
        int rank = (int)((2 * r + 1) * (2 * r + 1) / 2);
        const int segment = FA(bin_of)(window.coarse, &rank);
        FA(bring_up)(&window, columns, width, r, x, segment);
        to[x * step] = (uint8_t)(16 * segment + FA(bin_of)(window.fine[segment], &rank));
        if (x + 1 < left + pixels)
            FA(move_bins)(window.coarse, columns[clamp(x + 1 + r, width)].coarse, columns[clamp(x - r, width)].coarse);
    }
}

static void FA(histogram_of_strip)(const fa_median *p, int64_t channel, int64_t left, int64_t first, int64_t last)
{
    FA_ALIGN64 FA(column) columns[PIXELS + FA_MEDIAN_SIZE];
    const int64_t r = p->size / 2, w = p->src.width, h = p->src.height, step = p->src.channels;
    const int64_t pixels = fa_min(PIXELS, w - left), low = fa_max(left - r, 0), high = fa_min(left + pixels + r, w);
    memset(columns, 0, (size_t)(high - low) * sizeof *columns);
    for (int64_t i = first; i < last; i++) {
        for (int64_t k = i == first ? i - r : i + r; k <= i + r; k++) {
            const uint8_t *more = (const uint8_t *)fa_row(&p->src, clamp(k, h)) + channel;
            for (int64_t x = low; x < high; x++) FA(count)(&columns[x - low], more[x * step], 1);
        }
        if (i > first) {
            const uint8_t *less = (const uint8_t *)fa_row(&p->src, clamp(i - r - 1, h)) + channel;
            for (int64_t x = low; x < high; x++) FA(count)(&columns[x - low], less[x * step], -1);
        }
        FA(histogram_row)(columns - low, w, r, left, pixels, (uint8_t *)fa_row(&p->dst, i) + channel, step);
    }
}

static void FA(histogram_u8)(const fa_median *p, int64_t first, int64_t last)
{
    for (int64_t channel = 0; channel < p->src.channels; channel++)
        for (int64_t left = 0; left < p->src.width; left += PIXELS) FA(histogram_of_strip)(p, channel, left, first, last);
}
