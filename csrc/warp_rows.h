/* Rows of a warp: coordinates of a segment, then its samples; compiled per SIMD level. */

#include "warp_coords.h"

#include "warp_blocks.h"

#include "warp_bilinear_u8.h"

#include "warp_bilinear_float.h"

#include "warp_nearest.h"

#include "warp_bicubic.h"

/* Images whose sides or bytes are too many for 32-bit coordinates and offsets: one pixel at a time. */
static void FA(far_segment)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out)
{
    const int64_t bytes = fa_pixel_bytes(&job->dst);
    const int dtype = job->src.dtype, nearest = job->interpolation == FA_NEAREST;
    for (int j = 0; j < n; j++, out += bytes) {
        int64_t x, y;
        coordinates_at(job, i, j0 + j, nearest || dtype == FA_U8 ? 15 : 32, &x, &y);
        if (nearest) memcpy(out, pixel_at(s, (x + 16384) >> 15, (y + 16384) >> 15, bytes), (size_t)bytes);
        else (job->interpolation == FA_BICUBIC ? bicubic_pixel : bilinear_pixel)[dtype](s, x, y, out);
    }
}

static void FA(placed)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out)
{
    if (job->interpolation == FA_BICUBIC) {
        FA(bicubic)(job, s, i, j0, n, out);
    } else if (job->interpolation == FA_NEAREST) {
        FA(nearest)(job, s, i, j0, n, out);
    } else if (job->src.dtype == FA_U8) {
        int32_t xq[SEGMENT] FA_ALIGN64, yq[SEGMENT] FA_ALIGN64;
        FA(coordinates_q15)(job, i, j0, n, xq, yq);
        FA(bilinear_u8)(s, xq, yq, n, (uint8_t *)out);
    } else {
        FA(bilinear_float)(job, s, i, j0, n, out);
    }
}

#if FA_LEVEL == 2
/* A run of a segment where runs have a form of their own, as long as possible. */
FA_INLINE int FA(has_run)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, FA(run) *run)
{
    const int64_t channels = s->channels, bytes = fa_pixel_bytes(&job->dst), half_q15 = 1 << 16;
    const FA(footprint) nearest = {15, 16384, 1, bytes, FA(move)(bytes)}, pair = {0, 0, 2, bytes, 2 * bytes};
    if (job->interpolation == FA_NEAREST)
        return FA(find_run)(job, s, i, j0, n, half_q15 + ((int64_t)1 << 31), nearest, run);
    if (job->interpolation == FA_BICUBIC) return 0;
    if (job->src.dtype == FA_U8 && (channels == 1 || channels == 3 || channels == 4))
        return FA(find_run)(job, s, i, j0, n, half_q15, FA(footprint_u8)(channels), run);
    return job->src.dtype == FA_U16 && channels == 1 && FA(find_run)(job, s, i, j0, n, 0, pair, run);
}
#endif

static void FA(segment)(const fa_warp *job, const source *s, int64_t i, int64_t j0, int n, char *out)
{
#if FA_LEVEL == 2
    const int64_t bytes = fa_pixel_bytes(&job->dst);
    FA(run) run;
    if (FA(has_run)(job, s, i, j0, n, &run)) {
        char *o = out + run.begin * bytes;
        if (run.begin > 0) FA(placed)(job, s, i, j0, run.begin, out);
        if (job->interpolation == FA_NEAREST) FA(run_nearest)(s, &run, o, bytes);
        else if (job->src.dtype == FA_U8) FA(run_u8)(s, &run, (uint8_t *)o);
        else FA(run_u16)(s, &run, (uint16_t *)o);
        if (run.end < n) FA(placed)(job, s, i, j0 + run.end, n - run.end, out + run.end * bytes);
        return;
    }
#endif
    FA(placed)(job, s, i, j0, n, out);
}

/* Rows of the output that make a segment: several of a small image, whose blocks then are enough to fill the ring. */
static int64_t FA(rows_at_once)(const fa_image *dst)
{
    const int joined = dst->stride == dst->width * fa_pixel_bytes(dst) && dst->width % 16 == 0;
    return joined && dst->width > 0 && dst->width <= SEGMENT / 4 ? SEGMENT / dst->width : 1;
}

/* Source rows are crossed at a slope that no prefetcher of the CPU foresees: a few output rows early we ask for them. */
static int64_t FA(bytes_ahead)(const fa_warp *job)
{
    const double rows = 8;
    if (job->kind != FA_AFFINE && job->kind != FA_AFFINE_FIELD) return (int64_t)rows * job->src.stride;
    return (int64_t)rint(rows * job->m[4]) * job->src.stride + (int64_t)rint(rows * job->m[1]) * fa_pixel_bytes(&job->src);
}

static void FA(warp)(const fa_warp *job, int64_t first, int64_t last)
{
    const fa_image *src = &job->src;
    const int64_t bytes = fa_pixel_bytes(src), most = 32767, together = FA(rows_at_once)(&job->dst);
    source s = {src->data, src->width, src->height, src->stride, src->channels, (src->height - 1) * src->stride + src->width * bytes,
                job->border, job->fill, src->data + FA(bytes_ahead)(job), 0, job->kind == FA_AFFINE && together == 1};
    if (job->kind == FA_AFFINE && job->interpolation == FA_NEAREST && job->m[0] == 1 && job->m[3] == 0) {
        FA(nearest_rows)(job, &s, first, last);
        return;
    }
    const int near = src->width <= most && src->height <= most && job->dst.width <= most && job->dst.height <= most &&
                     s.size <= INT32_MAX - 64;
    /* tiles keep the source rows in cache; where the source runs down its columns, narrower ones do */
    const int affine = job->kind == FA_AFFINE || job->kind == FA_AFFINE_FIELD;
    const int64_t tile = affine && fabs(job->m[3]) > fabs(job->m[0]) ? SEGMENT / 2 : SEGMENT;
    for (int64_t i0 = first; i0 < last; i0 += 16)
        for (int64_t j = 0; j < job->dst.width; j += tile) {
            const int64_t end = fa_min(i0 + 16, last);
            const int n = (int)fa_min(tile, job->dst.width - j);
            /* coordinates of the rows between lie between those of the first and the last one */
            const int fits = near && (!affine || (FA(affine_fits)(job, i0, j, n) && FA(affine_fits)(job, end - 1, j, n)));
            for (int64_t i = i0; i < end; i += together) {
                const int64_t rows = fa_min(together, end - i);
                char *out = fa_row(&job->dst, i) + j * bytes;
                s.turn = (int)((job->m[3] * job->m[4] > 0 ? i : 7 * i) % 8);
                if (fits) FA(segment)(job, &s, i, j, n * (int)rows, out);
                else for (int64_t k = 0; k < rows; k++) FA(far_segment)(job, &s, i + k, j, n, out + k * job->dst.stride);
            }
        }
}
