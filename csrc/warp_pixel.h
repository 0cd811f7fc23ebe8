/* One pixel at any coordinate, by every rule: what the fast forms use at the rim, and huge images everywhere. */

typedef struct {
    const char *p;
    int64_t width, height, stride, channels; /* stride in bytes */
    int64_t size;                            /* bytes readable from p on */
    int border;
    const char *fill;                        /* 16 pixels of the fill value */
    const char *below;                       /* where output pixels some rows below sample, without their offsets */
    int turn;                                /* which of eight pixels ask for their sources there */
    int straight;                            /* rows of the output sample along straight lines at an even pace */
} source;

/* Perspective coordinates beyond these are clamped; displacements beyond the smaller one, whatever the size. */
#define NEAR_LIMIT 32768.0     /* pixels; images with sides up to 32767 */
#define FAR_LIMIT 1073741824.0 /* larger images */

static inline double clamped(double v, double limit) /* NaN becomes limit */
{
    v = v < limit ? v : limit;
    return v > -limit ? v : -limit;
}

/* A displacement of an affine field along an axis, from that row of the matrix. */
static inline float moved(const double *row, float dx, float dy)
{
    return (float)clamped(dx * (float)row[0] + dy * (float)row[1], NEAR_LIMIT);
}

/* Coordinates of output pixel (i, j) of a large image with `bits` fraction bits (15 or 32). */
static void coordinates_at(const fa_warp *job, int64_t i, int64_t j, int bits, int64_t *x, int64_t *y)
{
    const double *m = job->m, one = (double)((int64_t)1 << bits), limit = FAR_LIMIT;
    if (job->kind == FA_AFFINE || job->kind == FA_AFFINE_FIELD) {
        const double q = 4294967296.0;
        int64_t half = bits == 15 ? 1 << 16 : 0;
        *x = ((int64_t)rint((m[1] * (double)i + m[2]) * q) + j * (int64_t)rint(m[0] * q) + half) >> (32 - bits);
        *y = ((int64_t)rint((m[4] * (double)i + m[5]) * q) + j * (int64_t)rint(m[3] * q) + half) >> (32 - bits);
        if (job->kind == FA_AFFINE) return;
        const int64_t at = i * job->dst.width + j;
        *x += (int64_t)rint(moved(m, job->dx[at], job->dy[at]) * one);
        *y += (int64_t)rint(moved(m + 3, job->dx[at], job->dy[at]) * one);
    } else if (job->kind == FA_PERSPECTIVE) {
        double divisor = m[6] * (double)j + (m[7] * (double)i + m[8]), r = 1.0 / divisor;
        double u = clamped((m[0] * (double)j + (m[1] * (double)i + m[2])) * r, limit);
        double v = clamped((m[3] * (double)j + (m[4] * (double)i + m[5])) * r, limit);
        *x = (int64_t)rint((divisor > 0 ? u : -limit) * one);
        *y = (int64_t)rint((divisor > 0 ? v : -limit) * one);
    } else {
        int64_t at = i * job->dst.width + j;
        *x = j * ((int64_t)1 << bits) + (int64_t)rint(clamped(job->dx[at], NEAR_LIMIT) * one);
        *y = i * ((int64_t)1 << bits) + (int64_t)rint(clamped(job->dy[at], NEAR_LIMIT) * one);
    }
}

/* The pixel that stands for (x, y) by the border rule. */
static inline const char *pixel_at(const source *s, int64_t x, int64_t y, int64_t bytes)
{
    int64_t u = fa_border_index(x, s->width, s->border), v = fa_border_index(y, s->height, s->border);
    return u < 0 || v < 0 ? s->fill : s->p + v * s->stride + u * bytes;
}

/* Pixels from .. to - 1 of a row of `out` that shows the pixels from (x, y) on, all outside. */
static inline void outside_pixels(const source *s, int64_t x, int64_t y, int64_t from, int64_t to, int64_t bytes, char *out)
{
    if (s->border == FA_CONSTANT) {
        if (from < to) fa_repeat_pixel(s->fill, out + from * bytes, (to - from) * bytes, bytes);
        return;
    }
    for (int64_t j = from; j < to; j++) memcpy(out + j * bytes, pixel_at(s, x + j, y, bytes), (size_t)bytes);
}

/* Four weights with 15 bits that sum to 2^15 exactly, so that flat areas stay as they are. */
static inline void bilinear_weights(int fx, int fy, int w[4])
{
    w[3] = (fx * fy + 16384) >> 15;
    w[1] = fx - w[3];
    w[2] = fy - w[3];
    w[0] = 32768 - fx - fy + w[3];
}

static void bilinear_pixel_u8(const source *s, int64_t xq, int64_t yq, char *out)
{
    int64_t x = xq >> 15, y = yq >> 15;
    int w[4];
    const uint8_t *p[4];
    bilinear_weights((int)(xq & 32767), (int)(yq & 32767), w);
    for (int k = 0; k < 4; k++) p[k] = (const uint8_t *)pixel_at(s, x + (k & 1), y + (k >> 1), s->channels);
    for (int64_t c = 0; c < s->channels; c++)
        out[c] = (char)(uint8_t)((w[0] * p[0][c] + w[1] * p[1][c] + w[2] * p[2][c] + w[3] * p[3][c] + 16384) >> 15);
}

/* Rows first, then columns, one operation at a time in type A. */
#define DEFINE_BILINEAR_PIXEL(NAME, T, A, FRACTION, ROUND)                                                     \
    static void NAME(const source *s, int64_t X, int64_t Y, char *out)                                         \
    {                                                                                                          \
        const T *p[4];                                                                                         \
        A fx = FRACTION(X), fy = FRACTION(Y);                                                                  \
        for (int k = 0; k < 4; k++)                                                                            \
            p[k] = (const T *)pixel_at(s, (X >> 32) + (k & 1), (Y >> 32) + (k >> 1), s->channels * (int64_t)sizeof(T)); \
        for (int64_t c = 0; c < s->channels; c++) {                                                            \
            A a = p[0][c], b = p[1][c], l = a + fy * ((A)p[2][c] - a), r = b + fy * ((A)p[3][c] - b);          \
            ((T *)out)[c] = ROUND(l + fx * (r - l));                                                           \
        }                                                                                                      \
    }
#define FRACTION_F32(X) ((float)(int32_t)((uint32_t)(X) >> 8) * 0x1p-24f)
#define FRACTION_F64(X) ((double)((X) & 0xffffffff) * 0x1p-32)
#define AS_IS(v) (v)
#define TO_U16(v) ((uint16_t)(int)rintf(v))
DEFINE_BILINEAR_PIXEL(bilinear_pixel_u16, uint16_t, float, FRACTION_F32, TO_U16)
DEFINE_BILINEAR_PIXEL(bilinear_pixel_f32, float, float, FRACTION_F32, AS_IS)
DEFINE_BILINEAR_PIXEL(bilinear_pixel_f64, double, double, FRACTION_F64, AS_IS)

/* Keys' cubic with a = -0.75 at fraction t, for the taps at -1, 0, 1, 2. */
#define DEFINE_CUBIC(NAME, A)                                               \
    static inline void NAME(A t, A w[4])                                    \
    {                                                                       \
        const A a = (A)-0.75, u = (A)1 + t, v = (A)1 - t;                   \
        w[0] = ((a * u - (A)5 * a) * u + (A)8 * a) * u - (A)4 * a;          \
        w[1] = ((a + (A)2) * t - (a + (A)3)) * t * t + (A)1;                \
        w[2] = ((a + (A)2) * v - (a + (A)3)) * v * v + (A)1;                \
        w[3] = (((A)1 - w[0]) - w[1]) - w[2];                               \
    }
DEFINE_CUBIC(cubic_f32, float)
DEFINE_CUBIC(cubic_f64, double)

/* The same with 14 bits, summing to 2^14. */
static inline void cubic_q14(int f, int w[4])
{
    float v[4];
    cubic_f32((float)f * 0x1p-15f, v);
    w[0] = (int)rintf(v[0] * 16384.0f);
    w[2] = (int)rintf(v[2] * 16384.0f);
    w[3] = (int)rintf(v[3] * 16384.0f);
    w[1] = 16384 - w[0] - w[2] - w[3];
}

/* Rows are rounded to 6 fraction bits before they are combined. */
static void bicubic_pixel_u8(const source *s, int64_t xq, int64_t yq, char *out)
{
    int wx[4], wy[4];
    const uint8_t *p[16];
    cubic_q14((int)(xq & 32767), wx);
    cubic_q14((int)(yq & 32767), wy);
    for (int k = 0; k < 16; k++)
        p[k] = (const uint8_t *)pixel_at(s, (xq >> 15) - 1 + k % 4, (yq >> 15) - 1 + k / 4, s->channels);
    for (int64_t c = 0; c < s->channels; c++) {
        int sum = 1 << 19;
        for (int k = 0; k < 16; k += 4)
            sum += wy[k / 4] * ((wx[0] * p[k][c] + wx[1] * p[k + 1][c] + wx[2] * p[k + 2][c] + wx[3] * p[k + 3][c] + 128) >> 8);
        sum >>= 20;
        out[c] = (char)(uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
    }
}

#define DEFINE_BICUBIC_PIXEL(NAME, T, A, CUBIC, FRACTION, ROUND)                                              \
    static void NAME(const source *s, int64_t X, int64_t Y, char *out)                                        \
    {                                                                                                         \
        A wx[4], wy[4];                                                                                       \
        const T *p[16];                                                                                       \
        CUBIC(FRACTION(X), wx);                                                                               \
        CUBIC(FRACTION(Y), wy);                                                                               \
        for (int k = 0; k < 16; k++)                                                                          \
            p[k] = (const T *)pixel_at(s, (X >> 32) - 1 + k % 4, (Y >> 32) - 1 + k / 4, s->channels * (int64_t)sizeof(T)); \
        for (int64_t c = 0; c < s->channels; c++) {                                                           \
            A row[4];                                                                                         \
            for (int k = 0; k < 4; k++)                                                                       \
                row[k] = ((wx[0] * (A)p[4 * k][c] + wx[1] * (A)p[4 * k + 1][c]) + wx[2] * (A)p[4 * k + 2][c]) \
                         + wx[3] * (A)p[4 * k + 3][c];                                                        \
            ((T *)out)[c] = ROUND(((wy[0] * row[0] + wy[1] * row[1]) + wy[2] * row[2]) + wy[3] * row[3]);     \
        }                                                                                                     \
    }
#define TO_U16_CLIPPED(v) ((uint16_t)(int)rintf((v) < 0.0f ? 0.0f : (v) > 65535.0f ? 65535.0f : (v)))
DEFINE_BICUBIC_PIXEL(bicubic_pixel_u16, uint16_t, float, cubic_f32, FRACTION_F32, TO_U16_CLIPPED)
DEFINE_BICUBIC_PIXEL(bicubic_pixel_f32, float, float, cubic_f32, FRACTION_F32, AS_IS)
DEFINE_BICUBIC_PIXEL(bicubic_pixel_f64, double, double, cubic_f64, FRACTION_F64, AS_IS)

typedef void (*pixel_function)(const source *, int64_t, int64_t, char *);
static const pixel_function bilinear_pixel[] = {bilinear_pixel_u8, bilinear_pixel_u16, bilinear_pixel_f32, bilinear_pixel_f64};
static const pixel_function bicubic_pixel[] = {bicubic_pixel_u8, bicubic_pixel_u16, bicubic_pixel_f32, bicubic_pixel_f64};
