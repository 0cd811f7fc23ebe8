/* A FIR along rows into a ring of rows, then down the ring, two rows at once, for values of one type. The image is cut
 * into strips, so that the ring stays in cache, and many channels into groups. Define VALUE; LINE, what a row is copied to;
 * LANE, what is summed; the sizes MOST_LANES of a strip, GROUP and RING_LANES; TAP_LANES, how often a tap stands in memory,
 * in units of 1 / TAP_ONE; NAME(name); and
 *
 *     NAME(flat)(line, to, n)                         a line as lanes, in the order of NAME(along)
 *     NAME(along)(line, step, taps, radius, to, n)    sums over places `step` apart; both may write up to a multiple of 64
 *     NAME(down)(rows, taps, radius, a, b, n)         sums about rows[radius] and rows[radius + 1], as values */

typedef struct {
    const fa_gaussian_blur *p;
    const fir_strip *strip;
    const LANE *taps;
    LANE *rows;
    int64_t pitch, slots;
    int64_t low, high; /* the rows in the ring; those beyond the image too */
} NAME(ring);

FA_INLINE LANE *NAME(slot)(const NAME(ring) *ring, int64_t row)
{
    return ring->rows + (row + ring->slots) % ring->slots * ring->pitch;
}

/* The pixels of a strip and a radius more at each end, from one row of the image. */
static void NAME(line)(const fa_gaussian_blur *p, const fir_strip *s, int64_t row, LINE *line)
{
    const int64_t r = p->radius, channels = p->src.channels, group = s->channels, w = p->src.width;
    const VALUE *values = (const VALUE *)fa_row(&p->src, row) + s->channel, *fill = (const VALUE *)p->fill + s->channel;
    const int64_t low = s->x - r, high = s->x + s->pixels + r, first = fa_max(low, 0), end = fa_min(high, w);
    LINE *to = line;
    for (int64_t x = low; x < high; x++, to += group)
        if (x == first && group == channels) {
            const int64_t n = (end - first) * group;
            for (int64_t i = 0; i < n; i++) to[i] = (LINE)values[first * group + i];
            x = end - 1;
            to += n - group;
        } else {
            const int64_t from = x < 0 ? s->beyond[x + r] : x < w ? x : s->beyond[x - w + r];
            const VALUE *pixel = from < 0 ? fill : values + from * channels;
            for (int64_t k = 0; k < group; k++) to[k] = (LINE)pixel[k];
        }
}

/* Makes a row of the ring: from the image, or a copy of one it holds. */
static void NAME(make)(const NAME(ring) *ring, int64_t row)
{
    FA_ALIGN64 LINE line[MOST_LANES + 2 * FA_TAPS_RADIUS * GROUP + 128];
    const fa_gaussian_blur *p = ring->p;
    const fir_strip *s = ring->strip;
    const int64_t n = s->pixels * s->channels, from = fa_border_index(row, p->src.height, p->border);
    LANE *to = NAME(slot)(ring, row);
    if (from < 0) {
        const VALUE *fill = (const VALUE *)p->fill + s->channel;
        for (int64_t i = 0; i < n; i++) line[i] = (LINE)fill[i % s->channels];
        NAME(flat)(line, to, n);
    } else if (from != row && from >= ring->low && from < ring->high) {
        memcpy(to, NAME(slot)(ring, from), (size_t)ring->pitch * sizeof *to);
    } else {
        NAME(line)(p, s, from, line);
        NAME(along)(line + p->radius * s->channels, s->channels, ring->taps, p->radius, to, n);
    }
}

/* Rows i and i + 1 (the second one only if `two`) of a strip. */
static void NAME(two_rows)(const NAME(ring) *ring, int64_t i, int two)
{
    FA_ALIGN64 VALUE spare[2][MOST_LANES];
    const fa_gaussian_blur *p = ring->p;
    const fir_strip *s = ring->strip;
    const int64_t channels = p->src.channels, n = s->pixels * s->channels, whole = s->channels == channels;
    const LANE *rows[2 * FA_TAPS_RADIUS + 2], *row = NAME(slot)(ring, i - p->radius);
    VALUE *out[2];
    for (int64_t k = 0; k < ring->slots; k++, row += ring->pitch) {
        if (row == ring->rows + ring->slots * ring->pitch) row = ring->rows;
        rows[k] = row;
    }
    if (!two) rows[ring->slots - 1] = rows[0];
    for (int k = 0; k < 2; k++) out[k] = (VALUE *)fa_row(&p->dst, i + k * two) + s->x * channels + s->channel;
    NAME(down)(rows, ring->taps, p->radius, whole ? out[0] : spare[0], whole && two ? out[1] : spare[1], n);
    if (!whole)
        for (int k = 0; k <= two; k++)
            for (int64_t x = 0; x < s->pixels; x++)
                memcpy(out[k] + x * channels, spare[k] + x * s->channels, (size_t)s->channels * sizeof(VALUE));
}

static void NAME(fir)(const fa_gaussian_blur *p, int64_t first, int64_t last)
{
    FA_ALIGN64 LANE rows[RING_LANES], taps[(FA_TAPS_RADIUS + 1) * TAP_LANES];
    const int64_t r = p->radius, w = p->src.width, channels = p->src.channels, slots = 2 * r + 2;
    fir_strip s;
    NAME(ring) ring = {p, &s, taps, rows, 0, slots, 0, 0};
    for (int64_t i = 0; i < (r + 1) * TAP_LANES; i++) taps[i] = (LANE)(p->taps[i / TAP_LANES] * TAP_ONE);
    for (int64_t k = 0; k < r; k++) {
        s.beyond[k] = (int32_t)fa_border_index(k - r, w, p->border);
        s.beyond[r + k] = (int32_t)fa_border_index(w + k, w, p->border);
    }
    for (s.channel = 0; s.channel < channels; s.channel += s.channels) {
        s.channels = fa_min(channels - s.channel, GROUP);
        const int64_t room = fa_min(MOST_LANES, RING_LANES / slots / 64 * 64) / s.channels, strips = (w + room - 1) / room;
        const int64_t pixels = (w + strips - 1) / strips;
        for (s.x = 0; s.x < w; s.x += pixels) {
            s.pixels = fa_min(pixels, w - s.x);
            ring.pitch = padded(s.pixels * s.channels, 64);
            /* the first window from its end, so that what is beyond the image finds its mirror image */
            ring.low = ring.high = first + r + 1;
            for (; ring.low > first - r; ring.low--) NAME(make)(&ring, ring.low - 1);
            for (int64_t i = first; i < last; i += 2) {
                const int two = i + 1 < last;
                for (; ring.high <= i + two + r; ring.high++) {
                    ring.low = fa_max(ring.low, ring.high + 1 - slots);
                    NAME(make)(&ring, ring.high);
                }
                NAME(two_rows)(&ring, i, two);
            }
        }
    }
}
#undef VALUE
#undef NAME
