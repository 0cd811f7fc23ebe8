/* Coordinates of a segment of a row, `n` pixels from column j0 on; compiled per SIMD level. */

/* A row of an affine map with 32 fraction bits. */
typedef struct {
    int64_t x, y, dx, dy;
} FA(line);

static inline FA(line) FA(affine_line)(const fa_warp *job, int64_t i, int64_t j0)
{
    const double *m = job->m, q = 4294967296.0;
    FA(line) l = {(int64_t)rint((m[1] * (double)i + m[2]) * q), (int64_t)rint((m[4] * (double)i + m[5]) * q),
                  (int64_t)rint(m[0] * q), (int64_t)rint(m[3] * q)};
    l.x += j0 * l.dx;
    l.y += j0 * l.dy;
    return l;
}

/* Whether the whole segment stays where 15 fraction bits fit an int32. */
static int FA(affine_fits)(const fa_warp *job, int64_t i, int64_t j0, int n)
{
    const int64_t most = (int64_t)65533 << 32;
    FA(line) l = FA(affine_line)(job, i, j0);
    int64_t x = l.x + n * l.dx, y = l.y + n * l.dy;
    return l.x < most && l.x > -most && l.y < most && l.y > -most && x < most && x > -most && y < most && y > -most;
}

static void FA(affine_q15)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *restrict xq, int32_t *restrict yq)
{
    FA(line) l = FA(affine_line)(job, i, j0);
    l.x += 1 << 16;
    l.y += 1 << 16;
#if FA_LEVEL == 2
    /* Shifted left by 15 the upper half of each 64-bit lane is the coordinate; one in-lane shuffle joins two vectors
     * of eight if the first holds pixels 0 1 4 5 8 9 12 13 and the second the others. */
    const __m512i k = _mm512_setr_epi64(0, 1, 4, 5, 8, 9, 12, 13);
    __m512i dx = _mm512_set1_epi64((int64_t)((uint64_t)l.dx << 15)), dy = _mm512_set1_epi64((int64_t)((uint64_t)l.dy << 15));
    __m512i xa = _mm512_add_epi64(_mm512_set1_epi64((int64_t)((uint64_t)l.x << 15)), _mm512_mullo_epi64(k, dx));
    __m512i ya = _mm512_add_epi64(_mm512_set1_epi64((int64_t)((uint64_t)l.y << 15)), _mm512_mullo_epi64(k, dy));
    __m512i xb = _mm512_add_epi64(xa, _mm512_slli_epi64(dx, 1)), yb = _mm512_add_epi64(ya, _mm512_slli_epi64(dy, 1));
    dx = _mm512_slli_epi64(dx, 4);
    dy = _mm512_slli_epi64(dy, 4);
#define UPPER(a, b) _mm512_castps_si512(_mm512_shuffle_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), 0xdd))
    for (int j = 0; j < n; j += 16) {
        _mm512_storeu_si512(xq + j, UPPER(xa, xb));
        _mm512_storeu_si512(yq + j, UPPER(ya, yb));
        xa = _mm512_add_epi64(xa, dx);
        xb = _mm512_add_epi64(xb, dx);
        ya = _mm512_add_epi64(ya, dy);
        yb = _mm512_add_epi64(yb, dy);
    }
#undef UPPER
#else
    for (int j = 0; j < n; j++) {
        xq[j] = (int32_t)(uint32_t)((uint64_t)(l.x + j * l.dx) >> 17);
        yq[j] = (int32_t)(uint32_t)((uint64_t)(l.y + j * l.dy) >> 17);
    }
#endif
}

/* Position along x and y of a perspective map, in units of 1 / scale. */
static void FA(perspective)(const fa_warp *job, int64_t i, int64_t j0, int n, double scale, double *restrict x, double *restrict y)
{
    const double *m = job->m, bx = m[1] * (double)i + m[2], by = m[4] * (double)i + m[5], bz = m[7] * (double)i + m[8];
    const double a = m[0], d = m[3], g = m[6], limit = NEAR_LIMIT;
    const int32_t first = (int32_t)j0;
    for (int j = 0; j < n; j++) {
        double t = (double)(first + j), divisor = g * t + bz, r = 1.0 / divisor;
        double u = (a * t + bx) * r, v = (d * t + by) * r;
        u = u < limit ? u : limit;
        v = v < limit ? v : limit;
        u = u > -limit ? u : -limit;
        v = v > -limit ? v : -limit;
        x[j] = (divisor > 0 ? u : -limit) * scale;
        y[j] = (divisor > 0 ? v : -limit) * scale;
    }
}

static void FA(field_q15)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *restrict xq, int32_t *restrict yq)
{
    const float *dx = job->dx + i * job->dst.width + j0, *dy = job->dy + i * job->dst.width + j0;
    const float limit = (float)NEAR_LIMIT;
    for (int j = 0; j < n; j++) {
        float u = dx[j] < limit ? dx[j] : limit, v = dy[j] < limit ? dy[j] : limit;
        u = u > -limit ? u : -limit;
        v = v > -limit ? v : -limit;
        xq[j] = (((int32_t)j0 + j) * 32768) + (int32_t)rintf(u * 32768.0f);
        yq[j] = ((int32_t)i * 32768) + (int32_t)rintf(v * 32768.0f);
    }
}

/* Coordinates with 15 fraction bits; up to 15 entries behind the last repeat it. */
static void FA(coordinates_q15)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *xq, int32_t *yq)
{
    if (job->kind == FA_AFFINE) {
        FA(affine_q15)(job, i, j0, n, xq, yq);
    } else if (job->kind == FA_FIELD) {
        FA(field_q15)(job, i, j0, n, xq, yq);
    } else {
        double x[SEGMENT], y[SEGMENT];
        FA(perspective)(job, i, j0, n, 32768.0, x, y);
        for (int j = 0; j < n; j++) xq[j] = (int32_t)rint(x[j]);
        for (int j = 0; j < n; j++) yq[j] = (int32_t)rint(y[j]);
    }
    for (int j = n; j < ((n + 15) & ~15); j++) {
        xq[j] = xq[n - 1];
        yq[j] = yq[n - 1];
    }
}

/* Coordinates with 32 fraction bits. */
static void FA(coordinates_q32)(const fa_warp *job, int64_t i, int64_t j0, int n, int64_t *restrict x, int64_t *restrict y)
{
    if (job->kind == FA_AFFINE) {
        FA(line) l = FA(affine_line)(job, i, j0);
        for (int j = 0; j < n; j++) {
            x[j] = l.x + j * l.dx;
            y[j] = l.y + j * l.dy;
        }
    } else if (job->kind == FA_PERSPECTIVE) {
        double u[SEGMENT], v[SEGMENT];
        FA(perspective)(job, i, j0, n, 4294967296.0, u, v);
        for (int j = 0; j < n; j++) x[j] = (int64_t)rint(u[j]);
        for (int j = 0; j < n; j++) y[j] = (int64_t)rint(v[j]);
    } else {
        const float *dx = job->dx + i * job->dst.width + j0, *dy = job->dy + i * job->dst.width + j0;
        for (int j = 0; j < n; j++) {
            x[j] = ((j0 + j) << 32) + (int64_t)rint(clamped(dx[j], NEAR_LIMIT) * 4294967296.0);
            y[j] = (i << 32) + (int64_t)rint(clamped(dy[j], NEAR_LIMIT) * 4294967296.0);
        }
    }
}
