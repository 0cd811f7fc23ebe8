#include "color.h"

#include "color_tables.h"
#include "each_row.h"

#include <float.h>

/* Pixels (values) worked on at a time; three planes far apart want long runs each. */
enum { PERIOD = 256, CHAIN_STRIP = 256, PLANAR_STRIP = 1024, SUM_STRIP = 6144, SUM_PLANES = 16 };

/* Up to three numbers for each value of a period, which is whole pixels: so one loop serves any number of channels. */
typedef union {
    float floats[PERIOD];
    double doubles[PERIOD];
} period_values;
typedef struct {
    period_values values[3];
    double lo, hi;
    int64_t length, unit; /* the numbers repeat after `unit` */
} value_period;
/* y = (row[0] r + row[1] g + row[2] b + row[3] unit) >> shift for each row, saturated; all numbers fit in 16 bits. */
typedef struct {
    int row[3][4], unit, shift;
    int gray; /* all rows are alike */
} fixed_matrix;

typedef void period_function(const char *src, char *dst, int64_t n, const value_period *k);
typedef struct {
    period_function *affine[4], *scale[4], *power[4], *curve[4];
    void (*scale_planes[4])(const char *src, int64_t channels, float *y, int64_t plane, int64_t n, const fa_affine_values *k);
    void (*lookup[2])(const char *src, char *dst, int64_t n, const char *table);
    void (*lookup_channels[2])(const char *src, char *dst, int64_t n, int64_t channels, const char *tables);
    void (*sum[4])(const char *src, int64_t n, int64_t planes, double *sums);
    void (*mix_bytes)(const uint8_t *x, uint8_t *y, int64_t n, int channels, const fixed_matrix *k);
    void (*turn_hue)(const uint8_t *x, uint8_t *y, int64_t n, int shift);
    void (*chain[4])(const fa_chain *k, const char *x, char *y, int64_t at, int64_t n, double *sums);
    int bytes_by_table; /* a look-up is faster than arithmetic */
} color_table;

#define FA_BODY "color_rows.h"
#include "each_level.h"

/* Fills `size` bytes with repeats of the first `unit`. */
static void repeat(void *data, int64_t unit, int64_t size)
{
    for (int64_t done = unit; done < size; done *= 2) memcpy((char *)data + done, data, (size_t)fa_min(done, size - done));
}

/* What is given for all channels alike or for each: `given[j][c]`, in doubles if `wide`. */
typedef struct {
    const double *given[3];
    int64_t coefficients;
    int wide;
    double lo, hi;
} channel_values;

/* Coefficients `at` and following, as many as fit, repeated to fill a period. */
static void set_period(value_period *k, const channel_values *v, int64_t at)
{
    const int64_t some = fa_min(v->coefficients - at, PERIOD);
    const int64_t unit = some * 16 <= PERIOD ? some * 16 : some; /* whole vectors where they fit */
    const int64_t item = v->wide ? sizeof(double) : sizeof(float);
    k->length = PERIOD / unit * unit;
    k->unit = some;
    k->lo = v->lo;
    k->hi = v->hi;
    for (int j = 0; j < 3 && v->given[j]; j++) {
        period_values *to = &k->values[j];
        for (int64_t c = 0; c < some; c++)
            if (v->wide) to->doubles[c] = v->given[j][at + c];
            else to->floats[c] = (float)v->given[j][at + c];
        repeat(to, some * item, k->length * item);
    }
}

/* The images that every job begins with. */
typedef struct {
    fa_image src, dst;
} image_pair;

static void each_period(const void *job, int64_t first, int64_t last, period_function *f, const channel_values *v)
{
    const image_pair *p = job;
    const int64_t channels = p->src.channels;
    value_period k;
    for (int64_t at = 0; at < v->coefficients; at += PERIOD) {
        const int64_t in = at * fa_itemsize(p->src.dtype), out = at * fa_itemsize(p->dst.dtype);
        const int64_t some = fa_min(v->coefficients - at, PERIOD);
        set_period(&k, v, at);
        if (v->coefficients <= PERIOD)
            EACH_ROW(p, f(x, y, n * channels, &k))
        else
            EACH_ROW(p, for (int64_t j = 0; j < n; j++)
                            f(x + j * fa_pixel_bytes(s_) + in, y + j * fa_pixel_bytes(d_) + out, some, &k))
    }
}

/* One table, or one for each of two, three, four or eight channels. */
static void affine_bytes_by_table(const fa_affine_values *p, int64_t first, int64_t last)
{
    const color_table *table = FA_PICK(&color);
    char bytes[256], entries[8 * 256];
    for (int i = 0; i < 256; i++) bytes[i] = (char)i;
    for (int64_t c = 0; c < p->coefficients; c++) {
        const channel_values one = {.given = {p->scale + c, p->offset + c}, .coefficients = 1, .lo = p->lo, .hi = p->hi};
        value_period k;
        set_period(&k, &one, 0);
        table->affine[FA_U8](bytes, entries + 256 * c, 256, &k);
    }
    if (p->coefficients == 1) EACH_ROW(p, table->lookup[FA_U8](x, y, n * p->src.channels, entries))
    else EACH_ROW(p, table->lookup_channels[FA_U8](x, y, n, p->coefficients, entries))
}

void fa_affine_values_rows(const void *job, int64_t first, int64_t last)
{
    const fa_affine_values *p = job;
    const color_table *table = FA_PICK(&color);
    const int dtype = p->src.dtype, same = p->dst.dtype == dtype;
    const channel_values v = {
        .given = {p->scale, p->offset}, .coefficients = p->coefficients, .wide = same && dtype == FA_F64, .lo = p->lo, .hi = p->hi};
    if (p->planar) {
        const int whole = !p->mirror && p->src.stride == p->src.width * fa_pixel_bytes(&p->src);
        const int64_t rows = whole ? last - first : 1; /* without gaps they are one */
        for (int64_t i = first; i < last; i += rows)
            table->scale_planes[dtype](fa_row(&p->src, i), p->src.channels, (float *)p->dst.data + i * p->src.width,
                                       p->src.height * p->src.width, rows * p->src.width, p);
        return;
    }
    const int few = p->coefficients <= 4 || p->coefficients == 8;
    if (table->bytes_by_table && dtype == FA_U8 && same && few) {
        affine_bytes_by_table(p, first, last);
        return;
    }
    each_period(p, first, last, same ? table->affine[dtype] : table->scale[dtype], &v);
}

void fa_lookup_rows(const void *job, int64_t first, int64_t last)
{
    const fa_lookup *p = job;
    const color_table *table = FA_PICK(&color);
    const int dtype = p->src.dtype;
    if (p->tables == 1) EACH_ROW(p, table->lookup[dtype](x, y, n * p->src.channels, p->table))
    else EACH_ROW(p, table->lookup_channels[dtype](x, y, n, p->tables, p->table))
}

void fa_power_rows(const void *job, int64_t first, int64_t last)
{
    const fa_power *p = job;
    const channel_values v = {
        .given = {p->gamma}, .coefficients = p->coefficients, .wide = 1, .lo = p->lo, .hi = p->hi};
    each_period(p, first, last, FA_PICK(&color)->power[p->src.dtype], &v);
}

void fa_curve_rows(const void *job, int64_t first, int64_t last)
{
    const fa_curve *p = job;
    const double *t = p->terms;
    const channel_values v = {
        .given = {t, t + p->coefficients, t + 2 * p->coefficients},
        .coefficients = p->coefficients,
        .wide = p->src.dtype == FA_F64,
        .lo = 0,
        .hi = 1,
    };
    each_period(p, first, last, FA_PICK(&color)->curve[p->src.dtype], &v);
}

enum { MOST_BITS = 14, MOST_FIXED = 32000 };

/* The most bits with which coefficients of that size stay below 2^15. */
static int bits_for(double most)
{
    int bits = MOST_BITS;
    while (bits > 0 && most * (1 << bits) >= MOST_FIXED) bits--;
    return bits;
}

/* The coefficients sum to one, so that gray stays gray. */
static fixed_matrix saturation_matrix(double factor, const double weights[3])
{
    factor = factor < MOST_FIXED ? factor : MOST_FIXED; /* every difference of a level saturates by then */
    fixed_matrix k = {.shift = bits_for(factor), .unit = 1, .gray = factor == 0};
    const int one = 1 << k.shift, own = (int)floor(factor * one + 0.5);
    int gray[4] = {0, 0, 0, one >> 1};
    gray[0] = (int)floor((1 - factor) * weights[0] * one + 0.5);
    gray[2] = (int)floor((1 - factor) * weights[2] * one + 0.5);
    gray[1] = one - own - gray[0] - gray[2];
    for (int i = 0; i < 3; i++) {
        memcpy(k.row[i], gray, sizeof gray);
        k.row[i][i] += own;
    }
    return k;
}

static double clamp(double v, double most) { return v < -most ? -most : v > most ? most : v; }

static fixed_matrix to_fixed(const double matrix[12])
{
    double most = 0, last[3], largest = 0;
    for (int i = 0; i < 12; i++)
        if (i % 4 < 3) most = fmax(most, fabs(matrix[i]));
    fixed_matrix k = {.shift = bits_for(most < MOST_FIXED ? most : MOST_FIXED), .unit = 1};
    const int one = 1 << k.shift;
    for (int i = 0; i < 3; i++) {
        for (int c = 0; c < 3; c++) k.row[i][c] = (int)floor(clamp(matrix[4 * i + c], MOST_FIXED) * one + 0.5);
        last[i] = clamp(matrix[4 * i + 3] * one, 1 << 28) + (one >> 1); /* more saturates whatever the pixel is */
        largest = fmax(largest, fabs(last[i]));
    }
    while (largest > k.unit * 32767.0) k.unit *= 2;
    for (int i = 0; i < 3; i++) k.row[i][3] = (int)floor(last[i] / k.unit + 0.5);
    return k;
}

void fa_saturate_rows(const void *job, int64_t first, int64_t last)
{
    const fa_saturate *p = job;
    const color_table *table = FA_PICK(&color);
    const fixed_matrix k = saturation_matrix(p->factor, p->weights);
    EACH_ROW(p, table->mix_bytes((const uint8_t *)x, (uint8_t *)y, n, (int)p->dst.channels, &k))
}

void fa_mix_bytes_rows(const void *job, int64_t first, int64_t last)
{
    const fa_mix_bytes *p = job;
    const color_table *table = FA_PICK(&color);
    const fixed_matrix k = to_fixed(p->matrix);
    EACH_ROW(p, table->mix_bytes((const uint8_t *)x, (uint8_t *)y, n, 3, &k))
}

void fa_turn_hue_rows(const void *job, int64_t first, int64_t last)
{
    const fa_turn_hue *p = job;
    const color_table *table = FA_PICK(&color);
    EACH_ROW(p, table->turn_hue((const uint8_t *)x, (uint8_t *)y, n, p->shift))
}

/* Whether a chain maps every value alone, and those of all planes alike. */
static int is_curve(const fa_chain *p)
{
    for (int k = 0; k < p->count; k++) {
        if (p->steps[k].op != FA_BRIGHTNESS && p->steps[k].op != FA_CONTRAST) return 0;
        for (int64_t c = 1; p->steps[k].op == FA_CONTRAST && c < p->planes; c++)
            if (p->pivot[c] != p->pivot[0]) return 0;
    }
    return 1;
}

static void curve_by_table(const fa_chain *p, int64_t first, int64_t last)
{
    const color_table *table = FA_PICK(&color);
    fa_chain curve = *p;
    char bytes[256], entries[256];
    for (int i = 0; i < 256; i++) bytes[i] = (char)i;
    curve.src.channels = curve.dst.channels = curve.planes = 1;
    table->chain[FA_U8](&curve, bytes, entries, 0, 256, NULL);
    EACH_ROW(p, table->lookup[FA_U8](x, y, n * p->src.channels, entries))
}

void fa_chain_rows(const void *job, int64_t first, int64_t last)
{
    const fa_chain *p = job;
    const color_table *table = FA_PICK(&color);
    if (p->to_float && p->planar) {
        const int whole = p->src.stride == p->src.width * fa_pixel_bytes(&p->src) && !p->mirror;
        const int64_t rows = whole ? last - first : 1;
        for (int64_t i = first; i < last; i += rows)
            table->chain[p->src.dtype](p, fa_row(&p->src, i), p->dst.data, i * p->src.width, rows * p->src.width, NULL);
    } else if (table->bytes_by_table && !p->to_float && p->src.dtype == FA_U8 && is_curve(p))
        curve_by_table(p, first, last);
    else
        EACH_ROW(p, table->chain[p->src.dtype](p, x, y, i * s_->width, n, NULL))
}

/* Whether the steps before the contrast map every value alone. */
static int begins_as_curve(const fa_chain *p)
{
    int k = 0;
    while (p->steps[k].op == FA_BRIGHTNESS) k++;
    return k > 0 && p->steps[k].op == FA_CONTRAST;
}

/* Sums of what they give for n bytes: in 1/256 that is 16 bits, which come from a table of high and one of low bytes. */
static void sum_curve_by_table(const fa_chain *p, const char *x, int64_t n, double *sums)
{
    const color_table *table = FA_PICK(&color);
    const int64_t strip = SUM_STRIP / p->planes * p->planes;
    fa_chain curve = *p;
    char bytes[256], entries[2][256];
    FA_ALIGN64 char found[SUM_STRIP]; /* so that sums need no first and last part */
    float values[3 * 256];
    double part[SUM_PLANES] = {0};
    for (int i = 0; i < 256; i++) bytes[i] = (char)i;
    curve.src.height = curve.src.channels = curve.planes = 1;
    curve.src.width = 256;
    curve.kept = values;
    table->chain[FA_U8](&curve, bytes, NULL, 0, 256, part);
    for (int i = 0; i < 256; i++) {
        const int rounded = (int)rintf(values[i] * 256.0f);
        entries[0][i] = (char)(rounded >> 8);
        entries[1][i] = (char)rounded;
    }
    for (int64_t m; n > 0; n -= m, x += m) {
        m = fa_min(n, strip);
        for (int k = 0; k < 2; k++) {
            table->lookup[FA_U8](x, found, m, entries[k]);
            table->sum[FA_U8](found, m, p->planes, part);
            for (int64_t c = 0; c < p->planes; c++) sums[c] += k ? part[c] / 256 : part[c];
        }
    }
}

void fa_chain_sums_rows(const void *job, int64_t first, int64_t last)
{
    const fa_chain *p = job;
    const color_table *table = FA_PICK(&color);
    const int dtype = p->src.dtype;
    const int64_t rows = last - first, pixels = p->src.width, values = pixels * p->src.channels;
    const int by_table = table->bytes_by_table && dtype == FA_U8 && !p->kept && p->planes <= SUM_PLANES && begins_as_curve(p);
    /* integers add up exactly, so rows without gaps may count as one long row */
    const int whole = dtype <= FA_U16 && p->src.stride == values * fa_itemsize(dtype);
    memset(p->sums + first * p->planes, 0, (size_t)(rows * p->planes) * sizeof(double));
    for (int64_t i = first; i < (whole ? fa_min(first + 1, last) : last); i++) {
        double *sums = p->sums + i * p->planes;
        if (p->steps[0].op == FA_CONTRAST)
            table->sum[dtype](fa_row(&p->src, i), whole ? rows * values : values, p->planes, sums);
        else if (by_table)
            sum_curve_by_table(p, fa_row(&p->src, i), whole ? rows * values : values, sums);
        else
            table->chain[dtype](p, fa_row(&p->src, i), NULL, i * pixels, whole ? rows * pixels : pixels, sums);
    }
}

void fa_find_pivot(const double *sums, int64_t height, int64_t width, int64_t planes, int kind, double *pivot)
{
    const double pixels = (double)fa_max(height * width, 1);
    double all = 0;
    for (int64_t c = 0; c < planes; c++) {
        double parts[4] = {0}; /* an addition waits for the one before */
        int64_t i = 0;
        for (; i + 4 <= height; i += 4)
            for (int64_t k = 0; k < 4; k++) parts[k] += sums[(i + k) * planes + c];
        for (; i < height; i++) parts[0] += sums[i * planes + c];
        pivot[c] = ((parts[0] + parts[1]) + (parts[2] + parts[3])) / pixels;
    }
    if (kind == FA_PIVOT_CHANNEL) return;
    if (kind == FA_PIVOT_GRAY && planes == 3) all = pivot[0] * 0.299 + pivot[1] * 0.587 + pivot[2] * 0.114;
    else {
        for (int64_t c = 0; c < planes; c++) all += pivot[c];
        all /= (double)planes;
    }
    for (int64_t c = 0; c < planes; c++) pivot[c] = all;
}
