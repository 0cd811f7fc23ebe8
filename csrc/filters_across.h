/* Means of running totals of sums along a row, for values of one type: define VALUE, NAME(name) and MEAN(total, count). */

FA_INLINE void NAME(run)(const double *sums, int64_t step, int64_t pixels, int64_t size, double *restrict totals)
{
    double total[4] = {0};
    for (int64_t i = 0; i < size * step; i++) total[i % step] += sums[i];
    for (int64_t x = 0; x < pixels; x++)
        for (int64_t k = 0; k < step; k++) {
            totals[x * step + k] = total[k];
            total[k] += sums[(x + size) * step + k] - sums[x * step + k];
        }
}

FA_NOINLINE static void NAME(means)(const double *restrict totals, int64_t n, int64_t count, VALUE *restrict to)
{
    for (int64_t i = 0; i < n; i++) to[i] = (VALUE)MEAN(totals[i], count);
}

static void NAME(across)(const double *sums, int64_t step, int64_t n, int64_t size, VALUE *to)
{
    FA_ALIGN64 double totals[BOX_LANES];
    if (step == 1) NAME(run)(sums, 1, n, size, totals); /* each with its sums in registers */
    else if (step == 3) NAME(run)(sums, 3, n / 3, size, totals);
    else if (step == 4) NAME(run)(sums, 4, n / 4, size, totals);
    else {
        memset(totals, 0, (size_t)step * sizeof *totals);
        for (int64_t i = 0; i < size * step; i++) totals[i % step] += sums[i];
        for (int64_t i = step; i < n; i++) totals[i] = totals[i - step] + (sums[i + (size - 1) * step] - sums[i - step]);
    }
    NAME(means)(totals, n, size * size, to);
}
