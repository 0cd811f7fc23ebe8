/* The steps of a colour chain on planar strips of REAL, and their sums; included for float and for double. */
#define CHAIN(name) FA(FA_JOIN(name, REAL))

/* a + b and a - b, as exact as ever: the units for products can add as well, and wait while sums, clips and roundings
 * keep the others busy. The compiler must not know that `one` is 1, else it makes plain sums of these. */
#if FA_LEVEL > 0
#define PLUS(a, b) FUSED(a, one, b)
#define MINUS(a, b) FUSED(-(b), one, a)
#define HIDE_ONE volatile const REAL hidden = 1; const REAL one = hidden;
#else
#define PLUS(a, b) ((a) + (b))
#define MINUS(a, b) ((a) - (b))
#define HIDE_ONE const REAL one = 1; (void)one;
#endif

static void CHAIN(scale_plane)(REAL *p, int64_t n, REAL a, REAL b, REAL lo, REAL hi)
{
    HIDE_ONE
    for (int64_t i = 0; i < n; i++) {
        REAL v = PLUS(p[i] * a, b);
        v = v < lo ? lo : v;
        p[i] = v > hi ? hi : v;
    }
}

static void CHAIN(saturate)(REAL *restrict r, REAL *restrict g, REAL *restrict b, int64_t n, REAL a, REAL rest,
                            const REAL w[3], REAL lo, REAL hi)
{
    const REAL wr = w[0], wg = w[1], wb = w[2];
    HIDE_ONE
    for (int64_t i = 0; i < n; i++) {
        const REAL gray = PLUS(PLUS(r[i] * wr, g[i] * wg), b[i] * wb) * rest;
        REAL x = r[i] * a + gray, y = g[i] * a + gray, z = b[i] * a + gray;
        x = x < lo ? lo : x;
        y = y < lo ? lo : y;
        z = z < lo ? lo : z;
        r[i] = x > hi ? hi : x;
        g[i] = y > hi ? hi : y;
        b[i] = z > hi ? hi : z;
    }
}

static void CHAIN(mix)(REAL *restrict r, REAL *restrict g, REAL *restrict b, int64_t n, const double m[12], REAL lo, REAL hi)
{
    REAL k[12];
    for (int j = 0; j < 12; j++) k[j] = (REAL)m[j];
    for (int64_t i = 0; i < n; i++) {
        REAL x = ((r[i] * k[0] + g[i] * k[1]) + b[i] * k[2]) + k[3];
        REAL y = ((r[i] * k[4] + g[i] * k[5]) + b[i] * k[6]) + k[7];
        REAL z = ((r[i] * k[8] + g[i] * k[9]) + b[i] * k[10]) + k[11];
        x = x < lo ? lo : x;
        y = y < lo ? lo : y;
        z = z < lo ? lo : z;
        r[i] = x > hi ? hi : x;
        g[i] = y > hi ? hi : y;
        b[i] = z > hi ? hi : z;
    }
}

/* At least `least`, at most `most`. */
FA_INLINE REAL CHAIN(between)(REAL t, REAL least, REAL most)
{
    t = t > least ? t : least;
    return t < most ? t : most;
}
FA_INLINE REAL CHAIN(absolute)(REAL t) { return (REAL)fabs(t); }

/* A pixel with its hue turned, its greatest channel v and its chroma c = v - least, which a turn keeps. */
typedef struct { REAL r, g, b, v, c; } CHAIN(pixel);

/* See color_hue.h; here without rounding. A result lies between the least and the greatest of r, g and b. */
FA_INLINE CHAIN(pixel) CHAIN(turn)(REAL x, REAL y, REAL z, REAL shift, REAL one)
{
    (void)one;
    const REAL xy = x > y ? x : y, v = xy > z ? xy : z;
    const REAL xy_min = x < y ? x : y, least = xy_min < z ? xy_min : z, c = v - least;
    const REAL c2 = c * 2, c3 = c * 3, c5 = PLUS(c2, c3), c6 = c3 * 2;
    REAL p = v == y ? z : x, q = v == y ? x : y, o = v == y ? c5 : c;
    p = v == x ? y : p; /* red comes first where both are greatest */
    q = v == x ? z : q;
    o = v == x ? c3 : o;
    REAL h = PLUS(c * shift, (p - q) + o);
    h = h >= c6 ? h - c6 : h;
    const REAL low = MINUS(v, c2), from_red = CHAIN(absolute)(MINUS(h, c3));
    const REAL from_green = CHAIN(absolute)(MINUS(CHAIN(absolute)(MINUS(h, c5)), c3));
    const REAL from_blue = CHAIN(absolute)(MINUS(CHAIN(absolute)(MINUS(h, c)), c3));
    const CHAIN(pixel) turned = {
        CHAIN(between)(MINUS(PLUS(v, c), from_red), least, v), CHAIN(between)(PLUS(low, from_green), least, v),
        CHAIN(between)(PLUS(low, from_blue), least, v), v, c,
    };
    return turned;
}
static void CHAIN(hue)(REAL *restrict r, REAL *restrict g, REAL *restrict b, int64_t n, REAL shift)
{
    HIDE_ONE
    for (int64_t i = 0; i < n; i++) {
        const CHAIN(pixel) x = CHAIN(turn)(r[i], g[i], b[i], shift, one);
        r[i] = x.r;
        g[i] = x.g;
        b[i] = x.b;
    }
}

/* With s = c / v each channel is v - (v - x), where v - x is a share of the chroma: so the new ones are
 * v' - (v - x) (s' v' / c). A chroma below the least normal number, whose inverse may be infinite, counts as gray. */
static void CHAIN(hsv)(REAL *restrict r, REAL *restrict g, REAL *restrict b, int64_t n, REAL shift, REAL saturation,
                       REAL value, REAL lo, REAL hi)
{
    HIDE_ONE
    for (int64_t i = 0; i < n; i++) {
        const CHAIN(pixel) x = CHAIN(turn)(r[i], g[i], b[i], shift, one);
        REAL s = x.c / x.v + saturation, v = x.v + value;
        s = s < 0 ? 0 : s;
        s = s > 1 ? 1 : s;
        v = v < 0 ? 0 : v;
        v = v > hi ? hi : v;
        const REAL scale = x.c < LEAST_NORMAL ? 0 : s * v / x.c;
        REAL red = v - (x.v - x.r) * scale, green = v - (x.v - x.g) * scale, blue = v - (x.v - x.b) * scale;
        red = red < lo ? lo : red;
        green = green < lo ? lo : green;
        blue = blue < lo ? lo : blue;
        r[i] = red > hi ? hi : red;
        g[i] = green > hi ? hi : green;
        b[i] = blue > hi ? hi : blue;
    }
}

/* Steps from .. count-1 on a strip of `planes` planes, the first of which is plane `at` of the image. */
static void CHAIN(steps)(REAL *const p[3], int64_t n, int64_t planes, int64_t at, const fa_chain *k, int from, int count)
{
    const REAL lo = (REAL)k->lo, hi = (REAL)k->hi;
    const REAL w[3] = {(REAL)k->weights[0], (REAL)k->weights[1], (REAL)k->weights[2]};
    for (int s = from; s < count; s++) {
        const double *amounts = k->steps[s].amounts, f = amounts[0];
        switch (k->steps[s].op) {
        case FA_BRIGHTNESS:
            for (int64_t c = 0; c < planes; c++) CHAIN(scale_plane)(p[c], n, (REAL)f, (REAL)amounts[1], lo, hi);
            break;
        case FA_CONTRAST:
            for (int64_t c = 0; c < planes; c++)
                CHAIN(scale_plane)(p[c], n, (REAL)f, (REAL)((1 - f) * k->pivot[at + c]), lo, hi);
            break;
        case FA_SATURATION:
            CHAIN(saturate)(p[0], p[1], p[2], n, (REAL)f, (REAL)(1 - f), w, lo, hi);
            break;
        case FA_HUE:
            CHAIN(hue)(p[0], p[1], p[2], n, (REAL)f);
            if (s == 0 && k->src.dtype > FA_U16) /* floats may come from beyond */
                for (int c = 0; c < 3; c++) CHAIN(scale_plane)(p[c], n, 1, 0, lo, hi);
            break;
        case FA_MATRIX:
            CHAIN(mix)(p[0], p[1], p[2], n, k->matrix, lo, hi);
            break;
        case FA_HSV:
            CHAIN(hsv)(p[0], p[1], p[2], n, (REAL)f, (REAL)amounts[1], (REAL)amounts[2], lo, hi);
            break;
        }
    }
}

/* A strip of planes from interleaved values, and back. One plane takes every `step`-th value. */
static void CHAIN(load)(const char *src, int dtype, int64_t step, REAL *const p[3], int64_t n, int64_t planes)
{
#define CASE(CODE, T, ROUND)                                                                        \
    case CODE: {                                                                                    \
        const T *restrict x = (const T *)src;                                                       \
        REAL *restrict r = p[0], *restrict g = p[1], *restrict b = p[2];                            \
        if (planes == 3)                                                                            \
            for (int64_t i = 0; i < n; i++) r[i] = x[3 * i], g[i] = x[3 * i + 1], b[i] = x[3 * i + 2]; \
        else                                                                                        \
            for (int64_t i = 0; i < n; i++) r[i] = x[i * step];                                     \
        break;                                                                                      \
    }
    switch (dtype) { TYPES(CASE) }
#undef CASE
}
static void CHAIN(store)(char *dst, int dtype, int64_t step, REAL *const p[3], int64_t n, int64_t planes)
{
#define CASE(CODE, T, ROUND)                                                                        \
    case CODE: {                                                                                    \
        T *restrict y = (T *)dst;                                                                   \
        const REAL *restrict r = p[0], *restrict g = p[1], *restrict b = p[2];                      \
        if (planes == 3)                                                                            \
            for (int64_t i = 0; i < n; i++)                                                         \
                y[3 * i] = ROUND(r[i]), y[3 * i + 1] = ROUND(g[i]), y[3 * i + 2] = ROUND(b[i]);     \
        else                                                                                        \
            for (int64_t i = 0; i < n; i++) y[i * step] = ROUND(r[i]);                              \
        break;                                                                                      \
    }
    switch (dtype) { TYPES(CASE) }
#undef CASE
}

/* Adds a plane's sum to `sum`: integers rounded to 1/256 so that no order of adding changes it. */
static void CHAIN(add_sum)(const REAL *p, int dtype, int64_t n, double *sum)
{
    if (dtype == FA_U8 || dtype == FA_U16) { /* which are computed in float */
        *sum += FA(sum_rounded)((const float *)p, n) / 256.0;
    } else {
        double part;
        FA(FA_JOIN(sum, REAL))((const char *)p, n, 1, &part);
        *sum += part;
    }
}

/* A strip of RGB as float32, from pixel `at` of the image; y is the image for planes, else where the strip begins. */
static void CHAIN(put_floats)(const fa_chain *k, REAL *const p[3], float *restrict y, int64_t at, int64_t n)
{
    const int64_t plane = k->src.height * k->src.width;
    for (int c = 0; c < 3; c++) {
        const REAL *restrict x = p[c];
        const float a = (float)k->scale[c], b = (float)k->offset[c];
        float *restrict to = y + (k->planar ? c * plane + at : c);
        if (k->mirror) {
            const int64_t column = at % k->src.width; /* the strip lies in one row */
            to += k->src.width - 2 * column - n;
            for (int64_t i = 0; i < n; i++) to[i] = (float)x[n - 1 - i] * a + b;
        } else if (k->planar)
            for (int64_t i = 0; i < n; i++) to[i] = (float)x[i] * a + b;
        else
            for (int64_t i = 0; i < n; i++) to[3 * i] = (float)x[i] * a + b;
    }
}

/* n pixels, from pixel `at` of the image on, through all steps into y or, where y is NULL, through those before the
 * contrast into sums per plane and, where they are kept, for the other. */
static void CHAIN(chain)(const fa_chain *k, const char *x, char *y, int64_t at, int64_t n, double *sums)
{
    REAL strip[3][CHAIN_STRIP];
    const int dtype = k->src.dtype, item = fa_itemsize(dtype);
    const int64_t channels = k->src.channels, together = channels == 3 ? 3 : 1, plane = k->src.height * k->src.width;
    const int64_t step = k->planes == channels ? channels : 1; /* values from one of a plane to its next */
    const int64_t out_step = k->dst.channels == 1 && together == 3 ? 1 : step;
    REAL *kept = k->kept;
    int before = 0;
    while (before < k->count && k->steps[before].op != FA_CONTRAST) before++;
    if (step == 1) n *= channels;
    for (int64_t c = 0; c < k->planes; c += together) {
        for (int64_t i = 0; i < n; i += CHAIN_STRIP) {
            const int64_t m = fa_min(n - i, CHAIN_STRIP);
            REAL *p[3];
            for (int j = 0; j < 3; j++) p[j] = kept ? kept + j * plane + at + i : strip[j];
            if (!y || !kept) LOAD_STRIP(x + (i * step + c) * item, dtype, step, p, m, together);
            CHAIN(steps)(p, m, together, c, k, y && kept ? before : 0, y ? k->count : before);
            if (y && k->to_float)
                CHAIN(put_floats)(k, p, (float *)y + (k->planar ? 0 : 3 * i), at + i, m);
            else if (y)
                STORE_STRIP(y + (i * out_step + c) * item, dtype, out_step, p, m, out_step < together ? 1 : together);
            for (int64_t j = 0; sums && j < together; j++) CHAIN(add_sum)(p[j], dtype, m, sums + c + j);
        }
    }
}
#undef CHAIN
#undef REAL
#undef LEAST_NORMAL
#undef FUSED
#undef PLUS
#undef MINUS
#undef HIDE_ONE
#undef TYPES
#undef LOAD_STRIP
#undef STORE_STRIP
