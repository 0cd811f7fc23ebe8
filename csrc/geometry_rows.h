/* Row functions of geometry.c, compiled per SIMD level. Sizes of pixels that are constants make memcpy a move. */

/* ---- byte shuffles: a vector of VECTOR bytes holds `step` bytes of whole pixels ---- */

#if FA_LEVEL == 2
#define VECTOR 64
#define LARGEST 32 /* pixels up to this many bytes take the shuffle */
#elif FA_X86
#define VECTOR 16
#define LARGEST 8
#else
#define VECTOR 1
#define LARGEST 0
#endif

/* Reverses the first pixels of a vector into its last bytes. */
static void FA(reversal)(pixel_shuffle *r, int64_t bytes)
{
    r->bytes = bytes;
    r->step = VECTOR / bytes * bytes;
    for (int64_t i = VECTOR - r->step, pixel = r->step - bytes; i < VECTOR; pixel -= bytes)
        for (int64_t b = 0; b < bytes; b++) r->index[i++] = (char)(pixel + b);
}

/* Repeats the first pixel. */
static void FA(repetition)(pixel_shuffle *r, int64_t bytes)
{
    r->bytes = bytes;
    r->step = VECTOR / bytes * bytes;
    for (int64_t i = 0; i < VECTOR && r->step;)
        for (int64_t b = 0; b < bytes && i < VECTOR; b++) r->index[i++] = (char)b;
}

/* Fills `size` bytes, at least one pixel, with copies of a pixel. */
static void FA(repeat)(const pixel_shuffle *r, const char *pixel, char *dst, int64_t size)
{
#if FA_X86
    if (r->bytes <= LARGEST) {
        int64_t d = 0;
#if FA_LEVEL == 2
        const __m512i one = _mm512_maskz_loadu_epi8(~(__mmask64)0 >> (VECTOR - r->bytes), pixel);
        const __m512i many = _mm512_permutexvar_epi8(_mm512_loadu_si512(r->index), one);
        for (; d + VECTOR <= size; d += r->step) _mm512_storeu_si512(dst + d, many);
        for (; d < size; d += r->step)
            _mm512_mask_storeu_epi8(dst + d, ~(__mmask64)0 >> (VECTOR - fa_min(VECTOR, size - d)), many);
#else
        char ends[VECTOR];
        memcpy(ends, pixel, (size_t)r->bytes);
        const __m128i one = _mm_loadu_si128((const __m128i *)ends);
        const __m128i many = _mm_shuffle_epi8(one, _mm_loadu_si128((const __m128i *)r->index));
        for (; d + VECTOR <= size; d += r->step) _mm_storeu_si128((__m128i *)(dst + d), many);
        _mm_storeu_si128((__m128i *)ends, many);
        if (d < size) memcpy(dst + d, ends, (size_t)(size - d));
#endif
        return;
    }
#endif
    fa_repeat_pixel(pixel, dst, size, r->bytes);
}

#define REVERSE_PIXELS(BYTES) \
    for (; s < size; s += (BYTES)) memcpy(dst + size - s - (BYTES), src + s, (size_t)(BYTES))

/* The pixels of `size` bytes from the last to the first. Reads forwards, which the prefetchers like best, and writes
 * backwards; the first bytes of a vector that hold no whole pixel are overwritten by the next one. */
static void FA(reverse)(const pixel_shuffle *r, const char *src, char *dst, int64_t size)
{
    const int64_t bytes = r->bytes;
    FA_UNUSED const int64_t step = r->step;
    int64_t s = 0;
#if FA_LEVEL == 2
    if (bytes <= LARGEST) {
        const __m512i index = _mm512_loadu_si512(r->index);
        for (; s + VECTOR <= size; s += step)
            _mm512_storeu_si512(dst + size - s - VECTOR, _mm512_permutexvar_epi8(index, _mm512_loadu_si512(src + s)));
        for (; s < size; s += step) {
            const int64_t unused = VECTOR - fa_min(step, size - s);
            const __m512i v = _mm512_maskz_loadu_epi8(~(__mmask64)0 >> unused, src + s);
            _mm512_mask_storeu_epi8(dst + size - s - VECTOR, ~(__mmask64)0 << unused, _mm512_permutexvar_epi8(index, v));
        }
    }
#elif FA_X86
    if (bytes <= LARGEST) {
        const __m128i index = _mm_loadu_si128((const __m128i *)r->index);
        for (; s + VECTOR <= size; s += step) {
            const __m128i v = _mm_loadu_si128((const __m128i *)(src + s));
            _mm_storeu_si128((__m128i *)(dst + size - s - VECTOR), _mm_shuffle_epi8(v, index));
        }
    }
#endif
    switch (bytes) {
    case 1: REVERSE_PIXELS(1); break;
    case 2: REVERSE_PIXELS(2); break;
    case 3: REVERSE_PIXELS(3); break;
    case 4: REVERSE_PIXELS(4); break;
    case 12: REVERSE_PIXELS(12); break;
    case 16: REVERSE_PIXELS(16); break;
    default: REVERSE_PIXELS(bytes);
    }
}
#undef REVERSE_PIXELS

/* ---- transposing: square tiles, so that the lines of both images are used while they are in cache ---- */

/* dst(c, r) = src(r, c), pixel by pixel. */
FA_INLINE void FA(transpose_pixels)(const char *src, int64_t src_step, char *dst, int64_t dst_step, int64_t rows,
                                    int64_t columns, const int64_t bytes)
{
    for (int64_t c = 0; c < columns; c++)
        for (int64_t r = 0; r < rows; r++)
            memcpy(dst + c * dst_step + r * bytes, src + r * src_step + c * bytes, (size_t)bytes);
}

#if FA_X86
#define INTERLEAVE(HALF, a, b, item)                                                          \
    ((item) == 1 ? _mm_unpack##HALF##_epi8(a, b) : (item) == 2 ? _mm_unpack##HALF##_epi16(a, b) \
     : (item) == 4 ? _mm_unpack##HALF##_epi32(a, b) : _mm_unpack##HALF##_epi64(a, b))

/* A square of 16 / item vectors of items: interleaving its halves log2(16 / item) times transposes it. */
FA_INLINE void FA(transpose_square)(__m128i *v, const int item)
{
    const int n = 16 / item;
    __m128i w[16] = {{0}};
#pragma GCC unroll 4
    for (int times = 1; times < n; times *= 2) {
#pragma GCC unroll 8
        for (int i = 0; i < n / 2; i++) {
            w[2 * i] = INTERLEAVE(lo, v[i], v[i + n / 2], item);
            w[2 * i + 1] = INTERLEAVE(hi, v[i], v[i + n / 2], item);
        }
#pragma GCC unroll 16
        for (int i = 0; i < n; i++) v[i] = w[i];
    }
}
#undef INTERLEAVE

FA_INLINE void FA(transpose_tile)(const char *src, int64_t src_step, char *dst, int64_t dst_step, const int bytes)
{
    const int item = bytes == 3 ? 4 : bytes, n = 16 / item;
    __m128i v[16] = {{0}};
    if (bytes == 3) {
        const __m128i widen = _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
        const __m128i narrow = _mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1);
        int32_t last;
        for (int r = 0; r < 4; r++) {
            memcpy(&last, src + r * src_step + 8, 4);
            v[r] = _mm_insert_epi32(_mm_loadl_epi64((const __m128i *)(src + r * src_step)), last, 2);
            v[r] = _mm_shuffle_epi8(v[r], widen);
        }
        FA(transpose_square)(v, 4);
        for (int c = 0; c < 4; c++) {
            v[c] = _mm_shuffle_epi8(v[c], narrow);
            last = _mm_extract_epi32(v[c], 2);
            _mm_storel_epi64((__m128i *)(dst + c * dst_step), v[c]);
            memcpy(dst + c * dst_step + 8, &last, 4);
        }
        return;
    }
#pragma GCC unroll 16
    for (int r = 0; r < n; r++) v[r] = _mm_loadu_si128((const __m128i *)(src + r * src_step));
    FA(transpose_square)(v, item);
#pragma GCC unroll 16
    for (int c = 0; c < n; c++) _mm_storeu_si128((__m128i *)(dst + c * dst_step), v[c]);
}
#endif

FA_INLINE void FA(transpose_bytes)(const char *src, int64_t src_step, char *dst, int64_t dst_step, int64_t rows,
                                   int64_t columns, const int64_t bytes)
{
    /* A block reads about three cache lines of each of its rows, and writes cache lines one after the other. Of large
     * pixels in rows whole pages apart the first cache holds no more than eight lines. */
    const int64_t most_rows = bytes == 1 ? 64 : bytes < 4 ? 32 : 16;
    const int64_t block_rows = bytes % 8 == 0 && src_step % 4096 == 0 ? 8 : most_rows;
    const int64_t block_columns = fa_max(16, 192 / bytes / 16 * 16);
    for (int64_t c0 = 0; c0 < columns; c0 += block_columns) {
        for (int64_t r0 = 0; r0 < rows; r0 += block_rows) {
            const int64_t c1 = fa_min(columns, c0 + block_columns), r1 = fa_min(rows, r0 + block_rows);
            int64_t c = c0;
#if FA_X86
            if (bytes <= 4 || bytes == 8) {
                const int64_t n = bytes == 3 ? 4 : 16 / bytes;
                for (; c + n <= c1; c += n) {
                    const char *from = src + c * bytes;
                    char *to = dst + c * dst_step;
                    int64_t r = r0;
                    for (; r + n <= r1; r += n)
                        FA(transpose_tile)(from + r * src_step, src_step, to + r * bytes, dst_step, (int)bytes);
                    FA(transpose_pixels)(from + r * src_step, src_step, to + r * bytes, dst_step, r1 - r, n, bytes);
                }
            }
#endif
            FA(transpose_pixels)(src + r0 * src_step + c * bytes, src_step, dst + c * dst_step + r0 * bytes, dst_step,
                                 r1 - r0, c1 - c, bytes);
        }
    }
}

#define TRANSPOSE(BYTES) FA(transpose_bytes)(src, src_step, dst, dst_step, rows, columns, BYTES)

/* dst(c, r) = src(r, c); the steps are bytes from row to row, of either sign. */
static void FA(transpose)(const char *src, int64_t src_step, char *dst, int64_t dst_step, int64_t rows,
                          int64_t columns, int64_t bytes)
{
    switch (bytes) {
    case 1: TRANSPOSE(1); break;
    case 2: TRANSPOSE(2); break;
    case 3: TRANSPOSE(3); break;
    case 4: TRANSPOSE(4); break;
    case 6: TRANSPOSE(6); break;
    case 8: TRANSPOSE(8); break;
    case 12: TRANSPOSE(12); break;
    case 16: TRANSPOSE(16); break;
    default: TRANSPOSE(bytes);
    }
}
#undef TRANSPOSE

/* ---- the jobs ---- */

static void FA(permute)(const fa_permute *p, int64_t first, int64_t last)
{
    const int64_t bytes = fa_pixel_bytes(&p->src), size = p->dst.width * bytes;
    const char *src = p->flip_rows ? fa_row(&p->src, p->src.height - 1) : p->src.data;
    const int64_t step = p->flip_rows ? -p->src.stride : p->src.stride;
    pixel_shuffle reversed;
    if (p->transpose) {
        const int64_t column = p->flip_cols ? p->src.width - last : first;
        char *dst = fa_row(&p->dst, p->flip_cols ? last - 1 : first);
        const int64_t dst_step = p->flip_cols ? -p->dst.stride : p->dst.stride;
        FA(transpose)(src + column * bytes, step, dst, dst_step, p->dst.width, last - first, bytes);
    } else if (p->flip_cols) {
        FA(reversal)(&reversed, bytes);
        for (int64_t k = 0; k < last - first; k++) { /* the source forwards here too */
            const int64_t i = p->flip_rows ? last - 1 - k : first + k;
            FA(reverse)(&reversed, src + i * step, fa_row(&p->dst, i), size);
        }
    } else {
        for (int64_t i = first; i < last; i++) fa_copy(fa_row(&p->dst, i), src + i * step, size);
    }
}

static void FA(crop)(const fa_crop *p, int64_t first, int64_t last)
{
    const int64_t bytes = fa_pixel_bytes(&p->src), width = p->dst.width;
    pixel_shuffle reversed, repeated;
    FA(reversal)(&reversed, bytes);
    FA(repetition)(&repeated, bytes);
    for (int64_t i = first; i < last && width; i++) {
        const int64_t from_row = p->flip_rows ? p->dst.height - 1 - i : i;
        const int64_t y = fa_border_index(from_row + p->top, p->src.height, p->border);
        char *out = fa_row(&p->dst, i);
        if (y < 0) {
            FA(repeat)(&repeated, p->fill, out, width * bytes);
            continue;
        }
        const char *row = fa_row(&p->src, y);
        for (int64_t j = 0, pixels; j < width; j += pixels) {
            const fa_border_run run = fa_border_run_at(j + p->left, p->src.width, p->border);
            pixels = fa_min(run.pixels, width - j);
            char *to = out + (p->flip_cols ? width - j - pixels : j) * bytes;
            const char *from = run.first < 0 ? p->fill : row + run.first * bytes;
            const char *start = run.step < 0 ? from - (pixels - 1) * bytes : from;
            if (run.step == 0) FA(repeat)(&repeated, from, to, pixels * bytes);
            else if ((run.step > 0) != !p->flip_cols) FA(reverse)(&reversed, start, to, pixels * bytes);
            else if (start != to) fa_copy(to, start, pixels * bytes); /* an image may lie in its own frame */
        }
    }
}

#undef VECTOR
#undef LARGEST

static const geometry_table FA(geometry) = {FA(permute), FA(crop)};
