/* Nearest sampling, floor(x + 1/2), of pixels of any size; compiled per SIMD level. */

FA_INLINE void FA(nearest_moves)(const source *s, const int32_t *xq, const int32_t *yq, int n, char *out, const int64_t bytes)
{
#if FA_LEVEL > 0
    const int64_t move = bytes == 3 ? 4 : bytes; /* one move; the next pixel overwrites the fourth byte */
    const FA(footprint) f = {15, 16384, 1, bytes, move};
    int32_t offset[SEGMENT] FA_ALIGN64;
    uint8_t state[SEGMENT / 16];
    FA(classify_segment)(s, xq, yq, n, f, offset, state);
    for (int j = 0; j < n; j += 16) {
        const int32_t *at = offset + j;
        char *o = out + j * bytes;
        if (FA_LIKELY(state[j / 16] == INSIDE)) {
            FA(ask_ahead)(s, at);
            for (int k = 0; k < 15; k++) memcpy(o + k * bytes, s->p + (uint32_t)at[k], (size_t)move);
            memcpy(o + 15 * bytes, s->p + (uint32_t)at[15], (size_t)bytes);
        } else if (state[j / 16] == OUTSIDE) {
            memcpy(o, s->fill, (size_t)(16 * bytes));
        } else {
            FA(border_offsets)(s, xq + j, yq + j, f, offset + j);
            for (int k = 0; k < 16 && j + k < n; k++) memcpy(o + k * bytes, at[k] < 0 ? s->fill : s->p + at[k], (size_t)bytes);
        }
    }
#else
    for (int j = 0; j < n; j++)
        memcpy(out + j * bytes, pixel_at(s, (xq[j] + 16384) >> 15, (yq[j] + 16384) >> 15, bytes), (size_t)bytes);
#endif
}

static void FA(nearest)(const source *s, int64_t bytes, const int32_t *xq, const int32_t *yq, int n, char *out)
{
    switch (bytes) { /* a constant size makes memcpy a move */
    case 1: FA(nearest_moves)(s, xq, yq, n, out, 1); break;
    case 2: FA(nearest_moves)(s, xq, yq, n, out, 2); break;
    case 3: FA(nearest_moves)(s, xq, yq, n, out, 3); break;
    case 4: FA(nearest_moves)(s, xq, yq, n, out, 4); break;
    case 6: FA(nearest_moves)(s, xq, yq, n, out, 6); break;
    case 8: FA(nearest_moves)(s, xq, yq, n, out, 8); break;
    case 12: FA(nearest_moves)(s, xq, yq, n, out, 12); break;
    default: FA(nearest_moves)(s, xq, yq, n, out, bytes);
    }
}
