/* Filter weights of one axis, in double by multiplication, division and rounding alone: the same bits everywhere.
 * Blocks of outputs are made tap by tap, which the compiler vectorises. */

#define EACH for (int b = 0; b < FA_AXIS_BLOCK; b++)

/* The last block repeats the last output, so that every lane has weights. */
FA_INLINE int64_t FA(output)(const fa_axis *axis, int64_t j) { return j < axis->out ? j : axis->out - 1; }

FA_INLINE double FA(cubic)(double u, double a)
{
    double near = ((a + 2.0) * u - (a + 3.0)) * u * u + 1.0, far = (((u - 5.0) * u + 8.0) * u - 4.0) * a;
    return u < 1.0 ? near : u < 2.0 ? far : 0.0;
}

/* Triangle or cubic of half-width `support` (in source pixels), cut at the ends of the axis. */
static void FA(weigh_kernel)(const fa_axis *axis, int64_t j0, int filter, double width, double *first, double *w)
{
    const double scale = (double)axis->in / (double)axis->out, support = filter == FA_TRIANGLE ? width : 2.0 * width;
    const double most = (double)(axis->in - axis->taps), per_width = 1.0 / width;
    double centre[FA_AXIS_BLOCK];
    EACH {
        centre[b] = ((double)FA(output)(axis, j0 + b) + 0.5) * scale;
        double at = floor(centre[b] - support + 0.5);
        at = at < 0.0 ? 0.0 : at;
        first[b] = at > most ? most : at;
    }
    for (int64_t k = 0; k < axis->taps; k++, w += FA_AXIS_BLOCK) {
        if (filter == FA_TRIANGLE) EACH {
            double u = 1.0 - fabs((first[b] + (double)k + 0.5 - centre[b]) * per_width);
            w[b] = u > 0.0 ? u : 0.0;
        } else EACH w[b] = FA(cubic)(fabs((first[b] + (double)k + 0.5 - centre[b]) * per_width), -0.5);
    }
}

/* The interpolating cubic of four taps, a = -0.75; taps beyond an end count for the pixel at the end. */
static void FA(weigh_edge)(const fa_axis *axis, int64_t j0, double *first, double *w)
{
    const double scale = (double)axis->in / (double)axis->out;
    memset(w, 0, (size_t)axis->taps * FA_AXIS_BLOCK * sizeof *w);
    EACH {
        double x = ((double)FA(output)(axis, j0 + b) + 0.5) * scale - 0.5, low = floor(x);
        int64_t from = fa_max(0, fa_min((int64_t)low - 1, axis->in - axis->taps));
        first[b] = (double)from;
        for (int t = -1; t < 3; t++) {
            int64_t at = fa_max(0, fa_min((int64_t)low + t, axis->in - 1)) - from;
            w[at * FA_AXIS_BLOCK + b] += FA(cubic)(fabs(x - low - (double)t), -0.75);
        }
    }
}

/* The share of output j's interval [j, j + 1) * in / out that lies in each source pixel, in whole units of 1 / out. */
static void FA(weigh_box)(const fa_axis *axis, int64_t j0, double *first, double *w)
{
    EACH first[b] = (double)fa_min(FA(output)(axis, j0 + b) * axis->in / axis->out, axis->in - axis->taps);
    for (int64_t k = 0; k < axis->taps; k++, w += FA_AXIS_BLOCK) EACH {
        int64_t low = FA(output)(axis, j0 + b) * axis->in, from = ((int64_t)first[b] + k) * axis->out;
        int64_t share = fa_min(from + axis->out, low + axis->in) - fa_max(from, low);
        w[b] = (double)(share > 0 ? share : 0);
    }
}

/* Weights of sum 1 as integers of sum exactly 2^bits: differences of the rounded running sum. Stored negated. */
static void FA(store_fixed)(const fa_axis *axis, int64_t j0, int64_t n, const double *total, const double *w)
{
    const double one = (double)(1 << axis->bits);
    double sum[FA_AXIS_BLOCK] = {0}, unit[FA_AXIS_BLOCK];
    int32_t before[FA_AXIS_BLOCK] = {0}, q[FA_AXIS_BLOCK];
    int16_t *out = (int16_t *)axis->weights + j0 * axis->pitch;
    EACH unit[b] = one / total[b];
    for (int64_t k = 0; k < axis->taps; k++, w += FA_AXIS_BLOCK) {
        EACH {
            sum[b] += w[b];
            int32_t now = (int32_t)rint(sum[b] * unit[b]);
            q[b] = before[b] - now;
            before[b] = now;
        }
        for (int64_t b = 0; b < n; b++) out[b * axis->pitch + k] = (int16_t)q[b];
    }
}

static void FA(store_real)(const fa_axis *axis, int64_t j0, int64_t n, int dtype, const double *total, const double *w)
{
    for (int64_t k = 0; k < axis->taps; k++, w += FA_AXIS_BLOCK) {
        for (int64_t b = 0; b < n; b++) {
            double weight = w[b] / total[b];
            if (dtype == FA_F64) ((double *)axis->weights)[(j0 + b) * axis->pitch + k] = weight;
            else ((float *)axis->weights)[(j0 + b) * axis->pitch + k] = (float)weight;
        }
    }
}

/* `scratch` holds taps * FA_AXIS_BLOCK doubles. */
static void FA(weigh)(fa_axis *axis, int filter, double width, int dtype, double *scratch)
{
    double first[FA_AXIS_BLOCK], total[FA_AXIS_BLOCK];
    for (int64_t j0 = 0; j0 < axis->out; j0 += FA_AXIS_BLOCK) {
        const int64_t n = fa_min(FA_AXIS_BLOCK, axis->out - j0);
        if (filter == FA_BOX) FA(weigh_box)(axis, j0, first, scratch);
        else if (filter == FA_CUBIC_EDGE) FA(weigh_edge)(axis, j0, first, scratch);
        else FA(weigh_kernel)(axis, j0, filter, width, first, scratch);
        EACH total[b] = 0.0;
        for (int64_t k = 0; k < axis->taps; k++) EACH total[b] += scratch[k * FA_AXIS_BLOCK + b];
        for (int64_t b = 0; b < n; b++) axis->first[j0 + b] = (int32_t)first[b];
        if (dtype == FA_U8) FA(store_fixed)(axis, j0, n, total, scratch);
        else FA(store_real)(axis, j0, n, dtype, total, scratch);
    }
}

/* First pixel and fraction of a blend of two: the half-pixel rule in units of 2^-15, kept inside the axis. */
static void FA(blend)(fa_axis *axis)
{
    const double scale = (double)axis->in / (double)axis->out;
    const double most = axis->in > 1 ? (double)(axis->in - 1) * 32768.0 - 1.0 : 0.0;
    for (int64_t j = 0; j < axis->out; j++) {
        double q = rint((((double)j + 0.5) * scale - 0.5) * 32768.0);
        q = q < 0.0 ? 0.0 : q > most ? most : q;
        axis->first[j] = (int32_t)((int64_t)q >> 15);
        ((int16_t *)axis->weights)[j] = (int16_t)((int64_t)q & 32767);
    }
}
#undef EACH
