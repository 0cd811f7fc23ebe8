/* Coordinates of a segment of a row, `n` pixels from column j0 on, or of several whole rows; compiled per SIMD level. */

/* Pixels of a row of the segment. */
FA_INLINE int FA(row_length)(const fa_warp *job, int64_t j0, int n) { return (int)fa_min(n, job->dst.width - j0); }

/* A row of an affine map with 32 fraction bits. */
typedef struct {
    int64_t x, y, dx, dy;
} FA(line);

static inline FA(line) FA(line_from)(FA(line) l, int64_t j)
{
    l.x += j * l.dx;
    l.y += j * l.dy;
    return l;
}

static inline FA(line) FA(affine_line)(const fa_warp *job, int64_t i, int64_t j0)
{
    const double *m = job->m, q = 4294967296.0;
    FA(line) l = {(int64_t)rint((m[1] * (double)i + m[2]) * q), (int64_t)rint((m[4] * (double)i + m[5]) * q),
                  (int64_t)rint(m[0] * q), (int64_t)rint(m[3] * q)};
    return FA(line_from)(l, j0);
}

/* Whether the whole segment stays where 15 fraction bits fit an int32, with a displacement if there is one. */
static int FA(affine_fits)(const fa_warp *job, int64_t i, int64_t j0, int n)
{
    const int64_t most = (int64_t)(job->kind == FA_AFFINE ? 65533 : 32765) << 32;
    FA(line) l = FA(affine_line)(job, i, j0);
    int64_t x = l.x + n * l.dx, y = l.y + n * l.dy;
    return l.x < most && l.x > -most && l.y < most && l.y > -most && x < most && x > -most && y < most && y > -most;
}

#if FA_LEVEL == 2
/* The upper halves of the positions on a line, 16 pixels at a time: one in-lane shuffle joins two vectors of eight if the
 * first holds pixels 0 1 4 5 8 9 12 13 and the second the others. */
typedef struct {
    __m512i xa, xb, ya, yb, dx, dy;
} FA(walk);

FA_INLINE FA(walk) FA(walk_along)(FA(line) l)
{
    const __m512i k = _mm512_setr_epi64(0, 1, 4, 5, 8, 9, 12, 13), dx = _mm512_set1_epi64(l.dx), dy = _mm512_set1_epi64(l.dy);
    FA(walk) w;
    w.xa = _mm512_add_epi64(_mm512_set1_epi64(l.x), _mm512_mullo_epi64(k, dx));
    w.ya = _mm512_add_epi64(_mm512_set1_epi64(l.y), _mm512_mullo_epi64(k, dy));
    w.xb = _mm512_add_epi64(w.xa, _mm512_slli_epi64(dx, 1));
    w.yb = _mm512_add_epi64(w.ya, _mm512_slli_epi64(dy, 1));
    w.dx = _mm512_slli_epi64(dx, 4);
    w.dy = _mm512_slli_epi64(dy, 4);
    return w;
}

FA_INLINE void FA(walk_on)(FA(walk) *w, __m512i *x, __m512i *y)
{
#define UPPER(a, b) _mm512_castps_si512(_mm512_shuffle_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), 0xdd))
    *x = UPPER(w->xa, w->xb);
    *y = UPPER(w->ya, w->yb);
#undef UPPER
    w->xa = _mm512_add_epi64(w->xa, w->dx);
    w->xb = _mm512_add_epi64(w->xb, w->dx);
    w->ya = _mm512_add_epi64(w->ya, w->dy);
    w->yb = _mm512_add_epi64(w->yb, w->dy);
}

/* The lower halves of the next 16 as fractions of 24 bits. */
FA_INLINE void FA(store_fractions)(const FA(walk) *w, float *fx, float *fy)
{
    const __m512 unit = _mm512_set1_ps(0x1p-24f);
#define LOWER(a, b) _mm512_castps_si512(_mm512_shuffle_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), 0x88))
    _mm512_storeu_ps(fx, _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(LOWER(w->xa, w->xb), 8)), unit));
    _mm512_storeu_ps(fy, _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(LOWER(w->ya, w->yb), 8)), unit));
#undef LOWER
}
#endif

static void FA(affine_q15)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *restrict xq, int32_t *restrict yq)
{
    FA(line) l = FA(affine_line)(job, i, j0);
    l.x += 1 << 16;
    l.y += 1 << 16;
#if FA_LEVEL == 2
    l.x = (int64_t)((uint64_t)l.x << 15); /* the upper half then is the coordinate */
    l.y = (int64_t)((uint64_t)l.y << 15);
    l.dx = (int64_t)((uint64_t)l.dx << 15);
    l.dy = (int64_t)((uint64_t)l.dy << 15);
    FA(walk) w = FA(walk_along)(l);
    for (int j = 0; j < n; j += 16) {
        __m512i x, y;
        FA(walk_on)(&w, &x, &y);
        _mm512_storeu_si512(xq + j, x);
        _mm512_storeu_si512(yq + j, y);
    }
#else
    for (int j = 0; j < n; j++, l.x += l.dx, l.y += l.dy) { /* integers: nothing is lost */
        xq[j] = (int32_t)(uint32_t)((uint64_t)l.x >> 17);
        yq[j] = (int32_t)(uint32_t)((uint64_t)l.y >> 17);
    }
#endif
}

/* The compiler makes a dozen mask operations of a clamp that minds NaN; min and max mind it as they are: where one
 * operand is not a number, they give the second. */
#if FA_LEVEL == 2
#define OP(name) _mm512_##name
#define BITS(name) _mm512_##name##_si512
typedef __m512 FA(floats);
typedef __m512d FA(doubles);
typedef __m512i FA(integers);
#elif FA_LEVEL == 1
#define OP(name) _mm256_##name
#define BITS(name) _mm256_##name##_si256
typedef __m256 FA(floats);
typedef __m256d FA(doubles);
typedef __m256i FA(integers);
#endif

/* What of the two numerators and the divisor of a perspective map does not change along a row. */
FA_INLINE void FA(perspective_row)(const double *m, int64_t i, double b[3])
{
    for (int k = 0; k < 3; k++) b[k] = m[3 * k + 1] * (double)i + m[3 * k + 2];
}

#if FA_LEVEL > 0
/* Where columns t of a row sample; `near` if none can be beyond the limit or behind. */
FA_INLINE void FA(seen)(const double *m, const double *b, FA(doubles) t, const int near, FA(doubles) *x, FA(doubles) *y)
{
    const FA(doubles) divisor = OP(add_pd)(OP(mul_pd)(OP(set1_pd)(m[6]), t), OP(set1_pd)(b[2]));
    const FA(doubles) r = OP(div_pd)(OP(set1_pd)(1.0), divisor);
    *x = OP(mul_pd)(OP(add_pd)(OP(mul_pd)(OP(set1_pd)(m[0]), t), OP(set1_pd)(b[0])), r);
    *y = OP(mul_pd)(OP(add_pd)(OP(mul_pd)(OP(set1_pd)(m[3]), t), OP(set1_pd)(b[1])), r);
    if (near) return;
    const FA(doubles) hi = OP(set1_pd)(NEAR_LIMIT), lo = OP(set1_pd)(-NEAR_LIMIT), zero = OP(setzero_pd)();
    const FA(doubles) u = OP(min_pd)(*x, hi), v = OP(min_pd)(*y, hi);
#if FA_LEVEL == 2
    const __mmask8 front = _mm512_cmp_pd_mask(divisor, zero, _CMP_GT_OQ);
    *x = _mm512_mask_max_pd(lo, front, u, lo);
    *y = _mm512_mask_max_pd(lo, front, v, lo);
#else
    const __m256d front = _mm256_cmp_pd(divisor, zero, _CMP_GT_OQ);
    *x = _mm256_blendv_pd(lo, _mm256_max_pd(u, lo), front);
    *y = _mm256_blendv_pd(lo, _mm256_max_pd(v, lo), front);
#endif
}

/* Whether columns `first` to `last` lie in front and sample within the limit. Rounded as they are, numerators and divisors
 * lie between those of the two ends, and no product is above that of the largest factors. */
FA_INLINE int FA(all_near)(const double *m, const double *b, double first, double last)
{
    const double za = m[6] * first + b[2], zb = m[6] * last + b[2], r = 1.0 / (za < zb ? za : zb);
    const double xa = fabs(m[0] * first + b[0]) * r, xb = fabs(m[0] * last + b[0]) * r;
    const double ya = fabs(m[3] * first + b[1]) * r, yb = fabs(m[3] * last + b[1]) * r;
    return za > 0 && zb > 0 && xa <= NEAR_LIMIT && xb <= NEAR_LIMIT && ya <= NEAR_LIMIT && yb <= NEAR_LIMIT;
}

/* Adding 1.5 * 2^37 rounds to 15 fraction bits and leaves them in the lower half of each double; one in-lane shuffle joins
 * the halves of two vectors that hold pixels 0 1 4 5 .. and 2 3 6 7 .. */
FA_INLINE void FA(seen_q15)(const double *m, const double *b, int64_t j0, int n, const int near, int32_t *restrict xq, int32_t *restrict yq)
{
    const double count[8] = {0, 1, 4, 5, 8, 9, 12, 13};
    const FA(doubles) magic = OP(set1_pd)(0x1.8p37), start = OP(loadu_pd)(count);
#define LOWER(a, b) OP(shuffle_ps)(OP(castpd_ps)(OP(add_pd)(a, magic)), OP(castpd_ps)(OP(add_pd)(b, magic)), 0x88)
    for (int j = 0; j < n; j += (int)sizeof(FA(floats)) / 4) {
        const FA(doubles) t = OP(add_pd)(OP(set1_pd)((double)(j0 + j)), start);
        FA(doubles) x, y, u, v;
        FA(seen)(m, b, t, near, &x, &y);
        FA(seen)(m, b, OP(add_pd)(t, OP(set1_pd)(2.0)), near, &u, &v);
        OP(storeu_ps)((float *)(xq + j), LOWER(x, u));
        OP(storeu_ps)((float *)(yq + j), LOWER(y, v));
    }
#undef LOWER
}
#endif

/* Position along x and y of a perspective map, in units of 1 / scale; a vector less one behind the last may be written. */
static void FA(perspective)(const fa_warp *job, int64_t i, int64_t j0, int n, double scale, double *restrict x, double *restrict y)
{
    const double *m = job->m;
    double b[3];
    FA(perspective_row)(m, i, b);
#if FA_LEVEL > 0
    const int lanes = sizeof(FA(doubles)) / 8;
    const double count[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    for (int j = 0; j < n; j += lanes) {
        FA(doubles) u, v;
        FA(seen)(m, b, OP(add_pd)(OP(set1_pd)((double)(j0 + j)), OP(loadu_pd)(count)), 0, &u, &v);
        OP(storeu_pd)(x + j, OP(mul_pd)(u, OP(set1_pd)(scale)));
        OP(storeu_pd)(y + j, OP(mul_pd)(v, OP(set1_pd)(scale)));
    }
#else
    for (int j = 0; j < n; j++) {
        double t = (double)(j0 + j), divisor = m[6] * t + b[2], r = 1.0 / divisor, limit = NEAR_LIMIT;
        double u = clamped((m[0] * t + b[0]) * r, limit), v = clamped((m[3] * t + b[1]) * r, limit);
        x[j] = (divisor > 0 ? u : -limit) * scale;
        y[j] = (divisor > 0 ? v : -limit) * scale;
    }
#endif
}

/* The same with 15 fraction bits; up to 15 entries behind the last may be written. */
static void FA(perspective_q15)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *restrict xq, int32_t *restrict yq)
{
#if FA_LEVEL > 0
    double b[3];
    FA(perspective_row)(job->m, i, b);
    if (FA(all_near)(job->m, b, (double)j0, (double)(j0 + n + 15))) FA(seen_q15)(job->m, b, j0, n, 1, xq, yq);
    else FA(seen_q15)(job->m, b, j0, n, 0, xq, yq);
#else
    double x[SEGMENT], y[SEGMENT];
    FA(perspective)(job, i, j0, n, 32768.0, x, y);
    for (int j = 0; j < n; j++) xq[j] = (int32_t)rint(x[j]);
    for (int j = 0; j < n; j++) yq[j] = (int32_t)rint(y[j]);
#endif
}

/* Clamped displacements of a segment; up to 15 entries behind the last may be written. */
static void FA(displacements)(const float *d, int n, float *restrict out)
{
    const float limit = (float)NEAR_LIMIT;
    int j = 0;
#if FA_LEVEL > 0
    const int lanes = sizeof(FA(floats)) / 4;
    for (; j + lanes <= n; j += lanes)
        OP(storeu_ps)(out + j, OP(max_ps)(OP(min_ps)(OP(loadu_ps)(d + j), OP(set1_ps)(limit)), OP(set1_ps)(-limit)));
#endif
    for (; j < n; j++) out[j] = (float)clamped(d[j], limit);
}

/* They with 15 fraction bits, added to positions that begin with `at` and go on by `step`. */
static void FA(displaced_q15)(const float *d, int n, int32_t at, int32_t step, int32_t *restrict q)
{
    const float limit = (float)NEAR_LIMIT;
    int j = 0;
#if FA_LEVEL > 0
    const int lanes = sizeof(FA(floats)) / 4;
    const int32_t count[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const FA(integers) steps = OP(mullo_epi32)(BITS(loadu)((const void *)count), OP(set1_epi32)(step));
    for (; j + lanes <= n; j += lanes) {
        FA(floats) v = OP(max_ps)(OP(min_ps)(OP(loadu_ps)(d + j), OP(set1_ps)(limit)), OP(set1_ps)(-limit));
        FA(integers) moved = OP(cvtps_epi32)(OP(mul_ps)(v, OP(set1_ps)(32768.0f)));
        BITS(storeu)((void *)(q + j), OP(add_epi32)(moved, OP(add_epi32)(steps, OP(set1_epi32)(at + j * step))));
    }
#endif
    for (; j < n; j++) q[j] = at + j * step + (int32_t)rintf((float)clamped(d[j], limit) * 32768.0f);
}
#if FA_LEVEL > 0
#undef OP
#undef BITS
#endif

/* The same of an affine field along one axis. */
static void FA(moved)(const fa_warp *job, const double *row, int64_t at, int n, float *restrict out)
{
    const float *dx = job->dx + at, *dy = job->dy + at, a = (float)row[0], b = (float)row[1];
    float d[SEGMENT];
    for (int j = 0; j < n; j++) d[j] = dx[j] * a + dy[j] * b;
    FA(displacements)(d, n, out);
}

static void FA(field_q15)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *restrict xq, int32_t *restrict yq)
{
    const int64_t at = i * job->dst.width + j0;
    FA(displaced_q15)(job->dx + at, n, (int32_t)j0 * 32768, 32768, xq);
    FA(displaced_q15)(job->dy + at, n, (int32_t)i * 32768, 0, yq);
}

static void FA(affine_field_q15)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *restrict xq, int32_t *restrict yq)
{
    const int64_t at = i * job->dst.width + j0;
    float d[SEGMENT];
    FA(affine_q15)(job, i, j0, n, xq, yq);
    FA(moved)(job, job->m, at, n, d);
    for (int j = 0; j < n; j++) xq[j] += (int32_t)rintf(d[j] * 32768.0f);
    FA(moved)(job, job->m + 3, at, n, d);
    for (int j = 0; j < n; j++) yq[j] += (int32_t)rintf(d[j] * 32768.0f);
}

/* Coordinates with 15 fraction bits; up to 15 entries behind the last repeat it. */
static void FA(row_q15)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *xq, int32_t *yq)
{
    if (job->kind == FA_AFFINE) {
        FA(affine_q15)(job, i, j0, n, xq, yq);
    } else if (job->kind == FA_AFFINE_FIELD) {
        FA(affine_field_q15)(job, i, j0, n, xq, yq);
    } else if (job->kind == FA_FIELD) {
        FA(field_q15)(job, i, j0, n, xq, yq);
    } else {
        FA(perspective_q15)(job, i, j0, n, xq, yq);
    }
    for (int j = n; j < ((n + 15) & ~15); j++) {
        xq[j] = xq[n - 1];
        yq[j] = yq[n - 1];
    }
}

static void FA(coordinates_q15)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *xq, int32_t *yq)
{
    const int row = FA(row_length)(job, j0, n);
    int j = 0;
    do FA(row_q15)(job, i++, j0, row, xq + j, yq + j);
    while ((j += row) < n);
}

/* rint(v) for |v| < 2^51: adding 1.5 * 2^52 leaves the integer in the low bits. */
FA_INLINE int64_t FA(rounded_q32)(double v)
{
    const double magic = 6755399441055744.0;
    int64_t bits, zero;
    v += magic;
    memcpy(&bits, &v, 8);
    memcpy(&zero, &magic, 8);
    return bits - zero;
}

/* Coordinates with 32 fraction bits. */
static void FA(row_q32)(const fa_warp *job, int64_t i, int64_t j0, int n, int64_t *restrict x, int64_t *restrict y)
{
    if (job->kind == FA_AFFINE || job->kind == FA_AFFINE_FIELD) {
        FA(line) l = FA(affine_line)(job, i, j0);
        for (int j = 0; j < n; j++, l.x += l.dx) x[j] = l.x;
        for (int j = 0; j < n; j++, l.y += l.dy) y[j] = l.y;
        if (job->kind == FA_AFFINE) return;
        float d[SEGMENT];
        FA(moved)(job, job->m, i * job->dst.width + j0, n, d);
        for (int j = 0; j < n; j++) x[j] += FA(rounded_q32)((double)d[j] * 4294967296.0);
        FA(moved)(job, job->m + 3, i * job->dst.width + j0, n, d);
        for (int j = 0; j < n; j++) y[j] += FA(rounded_q32)((double)d[j] * 4294967296.0);
    } else if (job->kind == FA_PERSPECTIVE) {
        double u[SEGMENT], v[SEGMENT];
        FA(perspective)(job, i, j0, n, 4294967296.0, u, v);
        for (int j = 0; j < n; j++) x[j] = FA(rounded_q32)(u[j]);
        for (int j = 0; j < n; j++) y[j] = FA(rounded_q32)(v[j]);
    } else {
        const int64_t first = i * job->dst.width + j0;
        float d[SEGMENT];
        int64_t at = j0 * ((int64_t)1 << 32);
        FA(displacements)(job->dx + first, n, d);
        for (int j = 0; j < n; j++, at += (int64_t)1 << 32) x[j] = at + FA(rounded_q32)((double)d[j] * 4294967296.0);
        FA(displacements)(job->dy + first, n, d);
        for (int j = 0; j < n; j++) y[j] = i * ((int64_t)1 << 32) + FA(rounded_q32)((double)d[j] * 4294967296.0);
    }
}

static void FA(coordinates_q32)(const fa_warp *job, int64_t i, int64_t j0, int n, int64_t *x, int64_t *y)
{
    const int row = FA(row_length)(job, j0, n);
    int j = 0;
    do FA(row_q32)(job, i++, j0, row, x + j, y + j);
    while ((j += row) < n);
}

#if FA_LEVEL > 0
/* The same split into whole pixels and fractions of 24 bits; up to 15 entries behind the last repeat it. */
static void FA(split_row)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *restrict x, int32_t *restrict y,
                          float *restrict fx, float *restrict fy)
{
    if (job->kind == FA_AFFINE) {
        FA(line) l = FA(affine_line)(job, i, j0);
#if FA_LEVEL == 2
        FA(walk) w = FA(walk_along)(l);
        for (int j = 0; j < n; j += 16) {
            __m512i u, v;
            FA(store_fractions)(&w, fx + j, fy + j);
            FA(walk_on)(&w, &u, &v);
            _mm512_storeu_si512(x + j, u);
            _mm512_storeu_si512(y + j, v);
        }
#else
        for (int j = 0; j < n; j++, l.x += l.dx) {
            x[j] = (int32_t)(l.x >> 32);
            fx[j] = FRACTION_F32(l.x);
        }
        for (int j = 0; j < n; j++, l.y += l.dy) {
            y[j] = (int32_t)(l.y >> 32);
            fy[j] = FRACTION_F32(l.y);
        }
#endif
    } else {
        int64_t X[SEGMENT], Y[SEGMENT];
        FA(row_q32)(job, i, j0, n, X, Y);
        for (int j = 0; j < n; j++) x[j] = (int32_t)(X[j] >> 32);
        for (int j = 0; j < n; j++) y[j] = (int32_t)(Y[j] >> 32);
        for (int j = 0; j < n; j++) fx[j] = FRACTION_F32(X[j]);
        for (int j = 0; j < n; j++) fy[j] = FRACTION_F32(Y[j]);
    }
    for (int j = n; j < ((n + 15) & ~15); j++) {
        x[j] = x[n - 1];
        y[j] = y[n - 1];
    }
}

static void FA(split_coordinates)(const fa_warp *job, int64_t i, int64_t j0, int n, int32_t *x, int32_t *y, float *fx, float *fy)
{
    const int row = FA(row_length)(job, j0, n);
    int j = 0;
    do FA(split_row)(job, i++, j0, row, x + j, y + j, fx + j, fy + j);
    while ((j += row) < n);
}
#endif
