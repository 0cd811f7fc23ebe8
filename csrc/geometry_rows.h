/* Row functions of geometry.c, compiled per SIMD level. */

#define COPY_PIXELS(STEP)                                                            \
    for (int64_t j = 0; j < pixels; j++, src += (STEP), dst += bytes) {              \
        memcpy(dst, src, (size_t)bytes);                                             \
    }

/* The pixels of a row from its last to its first. */
static void FA(reverse)(const char *src, char *dst, int64_t pixels, int64_t bytes)
{
    src += (pixels - 1) * bytes;
    switch (bytes) { /* a constant size makes memcpy a move */
    case 1: bytes = 1; COPY_PIXELS(-1) break;
    case 3: bytes = 3; COPY_PIXELS(-3) break;
    case 4: bytes = 4; COPY_PIXELS(-4) break;
    case 12: bytes = 12; COPY_PIXELS(-12) break;
    default: COPY_PIXELS(-bytes)
    }
}

/* The pixels of a column, `step` bytes apart. */
static void FA(column)(const char *src, int64_t step, char *dst, int64_t pixels, int64_t bytes)
{
    switch (bytes) {
    case 1: bytes = 1; COPY_PIXELS(step) break;
    case 3: bytes = 3; COPY_PIXELS(step) break;
    case 4: bytes = 4; COPY_PIXELS(step) break;
    case 12: bytes = 12; COPY_PIXELS(step) break;
    default: COPY_PIXELS(step)
    }
}
#undef COPY_PIXELS

static const geometry_table FA(geometry) = {FA(reverse), FA(column)};
