/* Sharpening by a 3 x 3 kernel, and by an unsharp mask. What is clipped is rounded afterwards, half to even. */

#define CLIPPED(v, lo, hi) ((v) < (lo) ? (lo) : (v) > (hi) ? (hi) : (v)) /* NaN stays */
#define TO_INTEGER(v) rintf(v)
#define TO_REAL(v) (v)

/* x0, x1, x2: three rows with a pixel more at each end. */
#define EDGES(NAME, TYPE, WIDE, REAL, ROUND)                                                                           \
    FA_NOINLINE static void FA(edges_##NAME)(const TYPE *restrict x0, const TYPE *restrict x1, const TYPE *restrict x2,\
                                             int64_t step, int64_t n, REAL gain, REAL amount, REAL lo, REAL hi,        \
                                             TYPE *restrict y)                                                         \
    {                                                                                                                  \
        for (int64_t i = 0; i < n; i++) {                                                                              \
            const int64_t j = i + step, k = j + step;                                                                  \
            const WIDE a = ((WIDE)x0[i] + (WIDE)x1[i]) + (WIDE)x2[i], b = ((WIDE)x0[j] + (WIDE)x1[j]) + (WIDE)x2[j];   \
            const WIDE rest = (WIDE)(9 * (WIDE)x1[j] - ((a + b) + (((WIDE)x0[k] + (WIDE)x1[k]) + (WIDE)x2[k])));       \
            const REAL v = gain * (REAL)x1[j] + amount * (REAL)rest;                                                   \
            y[i] = (TYPE)ROUND(CLIPPED(v, lo, hi));                                                                    \
        }                                                                                                              \
    }                                                                                                                  \
    static void FA(kernel_##NAME)(const fa_edges *p, const void *const *x, int64_t step, int64_t n, void *y)           \
    {                                                                                                                  \
        FA(edges_##NAME)(x[0], x[1], x[2], step, n, (REAL)(1 + p->amount * (p->lightness - 1)), (REAL)p->amount,       \
                         (REAL)p->lo, (REAL)p->hi, y);                                                                 \
    }
#define MASK(NAME, TYPE, WIDE, REAL, ROUND)                                                                            \
    FA_NOINLINE static void FA(mask_##NAME)(const TYPE *restrict x, int64_t n, REAL amount, REAL threshold, REAL lo,   \
                                            REAL hi, TYPE *restrict y)                                                 \
    {                                                                                                                  \
        for (int64_t i = 0; i < n; i++) {                                                                              \
            const REAL rest = (REAL)((WIDE)x[i] - (WIDE)y[i]), far = rest < 0 ? -rest : rest;                          \
            const REAL v = (REAL)x[i] + (far > threshold ? amount : 0) * rest;                                         \
            y[i] = (TYPE)ROUND(CLIPPED(v, lo, hi));                                                                    \
        }                                                                                                              \
    }                                                                                                                  \
    static void FA(unsharp_##NAME)(const fa_unsharp *p, const void *x, int64_t n, void *y)                             \
    {                                                                                                                  \
        FA(mask_##NAME)(x, n, (REAL)p->amount, (REAL)p->threshold, (REAL)p->lo, (REAL)p->hi, y);                       \
    }
EDGES(u16, uint16_t, int32_t, float, TO_INTEGER)
EDGES(f32, float, float, float, TO_REAL)
EDGES(f64, double, double, double, TO_REAL)
MASK(u8, uint8_t, int32_t, float, TO_INTEGER)
MASK(u16, uint16_t, int32_t, float, TO_INTEGER)
MASK(f32, float, float, float, TO_REAL)
MASK(f64, double, double, double, TO_REAL)
#undef EDGES
#undef MASK
#undef CLIPPED
#undef TO_INTEGER
#undef TO_REAL
