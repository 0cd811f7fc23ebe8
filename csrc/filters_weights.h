/* Weights of Gaussian smoothing, as fastaug/smoothing.py makes them. Taps are multiples of 2^-20 or coarser, so that the
 * last bit of an exponential does not matter. */
#ifndef FASTAUG_FILTERS_WEIGHTS_H
#define FASTAUG_FILTERS_WEIGHTS_H

#include "filters.h"
#include "platform.h"

static const double RATIO = 1.5; /* nodes per sigma */
enum { HALF_PERIOD = 32 };       /* of the frequencies that the taps on the nodes are made from, at most */

static const double PI = 3.14159265358979323846;

/* Multiples of `unit` that sum to exactly one with their mirror images. */
static void round_taps(const double *exact, int64_t radius, double unit, float *taps)
{
    double units = 1 / unit;
    for (int64_t k = 1; k <= radius; k++) {
        const double rounded = rint(exact[k] / unit);
        units -= 2 * rounded;
        taps[k] = (float)(rounded * unit);
    }
    taps[0] = (float)(units * unit);
}

static int64_t four_sigma(double sigma) { return (int64_t)(4 * sigma + 0.5); }

/* A sampled Gaussian of that radius without the taps below `least`; returns the radius. */
static int64_t gaussian_taps(double sigma, int64_t radius, double least, double unit, float *taps)
{
    double exact[FA_TAPS_RADIUS + 1] = {1}, sum = 0;
    for (int64_t k = 1; k <= radius; k++) {
        exact[k] = exp(-0.5 * ((double)k / sigma) * ((double)k / sigma));
        sum += exact[k];
    }
    least *= 1 + 2 * sum;
    while (exact[radius] < least) sum -= exact[radius--];
    for (int64_t k = 0; k <= radius; k++) exact[k] /= 1 + 2 * sum;
    round_taps(exact, radius, unit, taps);
    return radius;
}

/* A Gaussian of `spread` nodes divided by the response of the B-splines, sinc^8, on a mirrored lattice. */
static void node_taps(double spread, int64_t radius, int64_t intervals, float *taps)
{
    const int64_t half = fa_min(intervals, HALF_PERIOD);
    double response[HALF_PERIOD + 1] = {1}, cosine[HALF_PERIOD + 1], exact[FA_NODE_RADIUS + 1], sum = 0;
    for (int64_t j = 0; j <= half; j++) cosine[j] = cos(PI * (double)j / (double)half);
    for (int64_t j = 1; j <= half; j++) {
        const double x = 0.5 * PI * (double)j / (double)half, sinc = sin(x) / x, square = sinc * sinc;
        response[j] = 2 * exp(-2 * (spread * x) * (spread * x)) / (square * square * (square * square));
    }
    response[half] /= 2;
    for (int64_t k = 0; k <= radius; k++) {
        exact[k] = 0;
        for (int64_t j = 0, at = 0; j <= half; j++, at = (at + k) % (2 * half))
            exact[k] += response[j] * cosine[at <= half ? at : 2 * half - at];
    }
    if (radius == intervals) exact[radius] /= 2; /* met from both sides */
    for (int64_t k = 1; k <= radius; k++) sum += exact[k];
    sum = exact[0] + 2 * sum;
    for (int64_t k = 0; k <= radius; k++) exact[k] /= sum;
    round_taps(exact, radius, 1.0 / (1 << 20), taps);
}

/* Cubic B-spline weights of the nodes -1, 0, 1, 2 for a place t in 0 .. 1. */
FA_INLINE void spline_weights(double t, double *w)
{
    const double s = 1 - t;
    w[0] = s * s * s / 6;
    w[1] = 2.0 / 3 - t * t * (1 + s) / 2;
    w[2] = 2.0 / 3 - s * s * (1 + t) / 2;
    w[3] = t * t * t / 6;
}

/* The sizes of an axis with a lattice, whose nodes lie from the first to the last sample; all but the weights. */
static fa_smoothing lattice_axis(int64_t n, int64_t pad, double sigma)
{
    const int64_t intervals = fa_max(2, (int64_t)ceil((double)(n + 2 * pad - 1) * RATIO / sigma));
    fa_smoothing a = {.n = n, .inputs = n, .pad = pad, .rows = intervals + 3, .nodes = intervals + 3};
    a.radius = fa_min(intervals, FA_NODE_RADIUS);
    return a;
}

static int64_t lattice_weight_floats(const fa_smoothing *a)
{
    return FA_NODE_RADIUS + 1 + a->nodes + 2 * a->radius + 9 * (a->n + 2 * a->pad);
}

/* Where the samples lie between the nodes: base and up. */
static void place_samples(int64_t samples, int64_t intervals, int32_t *base, float *up)
{
    const int64_t last = fa_max(samples - 1, 1);
    double w[4];
    for (int64_t i = 0, b = 0, part = 0; i < samples; i++, part += intervals) {
        for (; part >= last && b < intervals - 1; b++) part -= last;
        base[i] = (int32_t)b;
        spline_weights((double)part / (double)last, w);
        for (int64_t j = 0; j < 4; j++) up[4 * i + j] = (float)w[j];
    }
}

/* The weights of `down`: those of `up`, for each node as parts of their sum. totals: scratch for the node rows. */
static void share_nodes(int64_t samples, int64_t intervals, const int32_t *base, const float *up, float *down,
                        double *totals)
{
    const int64_t m = intervals;
    memset(totals, 0, (size_t)(m + 3) * sizeof *totals);
    for (int64_t i = 0; i < samples; i++) {
        const float part = i == 0 || i == samples - 1 ? 0.5f : 1; /* the end samples are on the axis of the mirror */
        for (int64_t j = 0; j < 4; j++) down[4 * i + j] = up[4 * i + j] * part;
    }
    if (samples == 1) memcpy(down, (float[]){0.5f, 1, 0.5f, 0}, 4 * sizeof *down);
    for (int64_t i = 0; i < samples; i++)
        for (int64_t j = 0; j < 4; j++) totals[base[i] + j] += (double)down[4 * i + j];
    totals[2] += totals[0]; /* what falls beyond the ends is mirrored */
    totals[m] += totals[m + 2];
    totals[1] *= 2;
    totals[m + 1] *= 2;
    totals[0] = totals[2];
    totals[m + 2] = totals[m];
    for (int64_t i = 0; i < m + 3; i++) totals[i] = 1 / totals[i];
    for (int64_t i = 0; i < samples; i++)
        for (int64_t j = 0; j < 4; j++) down[4 * i + j] = (float)((double)down[4 * i + j] * totals[base[i] + j]);
}

/* Makes the weights at `memory`, which has room for lattice_weight_floats of them. totals: scratch for a->rows doubles. */
static void make_lattice_weights(fa_smoothing *a, double sigma, float *memory, double *totals)
{
    const int64_t samples = a->n + 2 * a->pad, m = a->rows - 3;
    float *taps = memory, *down = taps + FA_NODE_RADIUS + 1, *up = down + 4 * samples;
    int32_t *base = (int32_t *)(up + 4 * samples), *source = base + samples;
    node_taps(sigma * (double)m / (double)fa_max(samples - 1, 1), a->radius, m, taps);
    place_samples(samples, m, base, up);
    if (samples == 1) base[0] = 1;
    share_nodes(samples, m, base, up, down, totals);
    for (int64_t i = 0; i < a->nodes + 2 * a->radius; i++) {
        const int64_t node = llabs(i - 1 - a->radius) % (2 * m);
        source[i] = (int32_t)(1 + fa_min(node, 2 * m - node));
    }
    a->taps = taps, a->down = down, a->up = up, a->base = base, a->source = source;
}

#endif
