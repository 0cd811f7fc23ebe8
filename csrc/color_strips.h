/* Strips of RGB bytes as planar floats and back: bytes are split and merged as vectors, the rest is plain loops. */
#ifdef VEC
static void FA(split_bytes)(const uint8_t *x, uint8_t planes[3][CHAIN_STRIP], int64_t n)
{
    VEC v[3];
    int64_t i = 0;
    for (; i + PIXELS <= n; i += PIXELS) {
        FA(split)(x + 3 * i, v);
        for (int k = 0; k < 3; k++) memcpy(planes[k] + i, v + k, PIXELS);
    }
    for (; i < n; i++)
        for (int k = 0; k < 3; k++) planes[k][i] = x[3 * i + k];
}
static void FA(load_bytes)(const uint8_t *x, float p[3][CHAIN_STRIP], int64_t n)
{
    uint8_t planes[3][CHAIN_STRIP];
    FA(split_bytes)(x, planes, n);
    for (int k = 0; k < 3; k++)
        for (int64_t j = 0; j < n; j++) p[k][j] = planes[k][j];
}
static void FA(store_bytes)(uint8_t *y, float p[3][CHAIN_STRIP], int64_t n)
{
    uint8_t planes[3][CHAIN_STRIP];
    VEC v[3];
    int64_t i = 0;
    for (int k = 0; k < 3; k++)
        for (int64_t j = 0; j < n; j++) planes[k][j] = (uint8_t)(int32_t)rintf(p[k][j]);
    for (; i + PIXELS <= n; i += PIXELS) {
        for (int k = 0; k < 3; k++) memcpy(v + k, planes[k] + i, PIXELS);
        FA(merge)(y + 3 * i, v[0], v[1], v[2]);
    }
    for (; i < n; i++)
        for (int k = 0; k < 3; k++) y[3 * i + k] = planes[k][i];
}
#endif
