/* Nearest sampling, floor(x + 1/2), of pixels of any size; compiled per SIMD level. */

FA_INLINE void FA(nearest_moves)(const source *s, const int32_t *xq, const int32_t *yq, int n, char *out, const int64_t bytes)
{
    const uint32_t w = (uint32_t)s->width, h = (uint32_t)s->height;
    const int64_t move = bytes == 3 ? 4 : bytes; /* one move; the next pixel overwrites the fourth byte */
    for (int j = 0; j < n; j += 16) {
        int32_t x[16], y[16], bad = 0;
        int64_t offset[16];
        for (int k = 0; k < 16; k++) {
            x[k] = (xq[j + k] + 16384) >> 15;
            y[k] = (yq[j + k] + 16384) >> 15;
            bad |= ((uint32_t)x[k] >= w) | ((uint32_t)y[k] >= h);
        }
        for (int k = 0; k < 16; k++) offset[k] = y[k] * s->stride + x[k] * bytes;
        char *o = out + j * bytes;
        if (FA_LIKELY(!bad && j + 16 < n && y[0] != (int32_t)h - 1 && y[15] != (int32_t)h - 1)) {
            for (int k = 0; k < 16; k++) memcpy(o + k * bytes, s->p + offset[k], (size_t)move);
        } else {
            for (int k = 0; k < 16 && j + k < n; k++) memcpy(o + k * bytes, pixel_at(s, x[k], y[k], bytes), (size_t)bytes);
        }
    }
}

static void FA(nearest)(const source *s, int64_t bytes, const int32_t *xq, const int32_t *yq, int n, char *out)
{
    switch (bytes) { /* a constant size makes memcpy a move */
    case 1: FA(nearest_moves)(s, xq, yq, n, out, 1); break;
    case 2: FA(nearest_moves)(s, xq, yq, n, out, 2); break;
    case 3: FA(nearest_moves)(s, xq, yq, n, out, 3); break;
    case 4: FA(nearest_moves)(s, xq, yq, n, out, 4); break;
    case 8: FA(nearest_moves)(s, xq, yq, n, out, 8); break;
    case 12: FA(nearest_moves)(s, xq, yq, n, out, 12); break;
    default: FA(nearest_moves)(s, xq, yq, n, out, bytes);
    }
}
