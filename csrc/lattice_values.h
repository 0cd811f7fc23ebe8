/* The steps that touch images, for values of one type: define VALUE, NAME(name), LOAD_VALUES(p), STORE_VALUES(p, v) and
 * TO_VALUE(v). */

/* c[j] += x[i] * k[4 i + j] for `rows` rows x[i] and the four rows of c. */
static void NAME(spread)(const void *from, int64_t pitch, int64_t rows, const float *k, float *c, int64_t c_pitch,
                         int64_t width)
{
    const VALUE *x = from;
    int64_t at = 0;
    for (; at + 2 * LANES <= width; at += 2 * LANES) {
        float *to = c + at;
        FA(vec) s[4][2];
        for (int j = 0; j < 4; j++) s[j][0] = LOAD(to + j * c_pitch), s[j][1] = LOAD(to + j * c_pitch + LANES);
        for (int64_t i = 0; i < rows; i++) {
            FA(vec) a = LOAD_VALUES(x + i * pitch + at), b = LOAD_VALUES(x + i * pitch + at + LANES);
            for (int j = 0; j < 4; j++) s[j][0] += a * k[4 * i + j], s[j][1] += b * k[4 * i + j];
        }
        for (int j = 0; j < 4; j++) STORE(to + j * c_pitch, s[j][0]), STORE(to + j * c_pitch + LANES, s[j][1]);
    }
    for (; at < width; at += LANES)
        for (int j = 0; j < 4; j++) {
            FA(vec) s = LOAD(c + j * c_pitch + at);
            for (int64_t i = 0; i < rows; i++) s += LOAD_VALUES(x + i * pitch + at) * k[4 * i + j];
            STORE(c + j * c_pitch + at, s);
        }
}

/* y = the sum of four rows of d times k. Any width. */
static void NAME(up)(const float *d, int64_t pitch, const float *k, void *to, int64_t width)
{
    VALUE *y = to;
    const float *p0 = d, *p1 = d + pitch, *p2 = d + 2 * pitch, *p3 = d + 3 * pitch;
    const float k0 = k[0], k1 = k[1], k2 = k[2], k3 = k[3]; /* or they would be loaded again after each store */
    int64_t i = 0;
    for (; i + LANES <= width; i += LANES)
        STORE_VALUES(y + i, ((LOAD(p0 + i) * k0 + LOAD(p1 + i) * k1) + LOAD(p2 + i) * k2) + LOAD(p3 + i) * k3);
    for (; i < width; i++) y[i] = TO_VALUE(((p0[i] * k0 + p1[i] * k1) + p2[i] * k2) + p3[i] * k3);
}
#undef VALUE
#undef NAME
#undef LOAD_VALUES
#undef STORE_VALUES
#undef TO_VALUE
