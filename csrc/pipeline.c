#include "pipeline.h"

#include "copy.h"

enum { BAND_BYTES = 16 << 10, LONG_BAND_BYTES = 256 << 10 }; /* of rows between two steps; two short bands lie on the stack */
enum { KEPT = 64, KEPT_BYTES = 16 << 20 };
enum { SCRATCH = 2, BANDS, BLOCKS };

struct fa_program {
    char *block[BLOCKS]; /* two images between stages, the scratch of steps, rows between steps */
    int64_t size[BLOCKS];
    const void *held;   /* names what the scratch holds */
    const fa_lane *lane;
    int64_t sample, count, first, last; /* steps first .. last-1 are the stage at hand */
    fa_image src, dst;                  /* of the stage */
    int done, *error;
    fa_step steps[FA_MOST_STEPS];
};

/* ---- memory ----
 *
 * Programs are kept between calls with their memory: fresh pages cost about as much as the work done in them. */
#if defined(__GNUC__) || defined(__clang__)
static fa_program *kept[KEPT];
static fa_program *take_kept(void)
{
    for (int k = 0; k < KEPT; k++) {
        fa_program *p = __atomic_exchange_n(&kept[k], NULL, __ATOMIC_ACQ_REL);
        if (p) return p;
    }
    return NULL;
}
static int keep(fa_program *p)
{
    for (int k = 0; k < KEPT; k++) {
        fa_program *none = NULL;
        if (__atomic_compare_exchange_n(&kept[k], &none, p, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return 1;
    }
    return 0;
}
#else
static fa_program *take_kept(void) { return NULL; }
static int keep(fa_program *p) { return (void)p, 0; }
#endif

fa_program *fa_program_take(void)
{
    fa_program *p = take_kept();
    return p ? p : calloc(1, sizeof *p);
}

void fa_program_give(fa_program *p)
{
    p->held = NULL;
    int64_t bytes = 0;
    for (int k = 0; k < BLOCKS; k++) bytes += p->size[k];
    if (bytes <= KEPT_BYTES && keep(p)) return;
    for (int k = 0; k < BLOCKS; k++) free(p->block[k]);
    free(p);
}

/* Block k with room for `size` bytes, 64-byte aligned; its contents are lost when it grows. */
static char *room(fa_program *p, int k, int64_t size)
{
    if (size > p->size[k]) {
        free(p->block[k]);
        if (k == SCRATCH) p->held = NULL;
        p->block[k] = malloc((size_t)size + 64);
        p->size[k] = p->block[k] ? size : 0;
    }
    return p->block[k] ? p->block[k] + (-(uintptr_t)p->block[k] & 63) : NULL;
}

/* ---- the steps of a sample ---- */

static int bind_all(fa_program *p)
{
    fa_image shape = p->lane->src[p->sample];
    const fa_image *dst = &p->lane->dst[p->sample];
    const int64_t sample = p->lane->first + (p->lane->shared ? 0 : p->sample);
    p->count = 0;
    for (int64_t k = 0; k < p->lane->count; k++) {
        const fa_pass *pass = &p->lane->passes[k];
        if (pass->active && !pass->active[sample]) continue;
        if (p->count == FA_MOST_STEPS) return FA_TOO_LONG;
        fa_step *step = &p->steps[p->count++];
        memset(step, 0, offsetof(fa_step, job));
        step->result = shape;
        pass->bind(pass->parameters, sample, &shape, step);
        shape = step->result;
        if (p->count > 1 && step->mirror && step[-1].mirrors) { /* one step for the two */
            *step->mirror = 1;
            step[-1] = *step;
            p->count--;
        }
    }
    return shape.height == dst->height && shape.width == dst->width && shape.channels == dst->channels &&
           shape.dtype == dst->dtype ? 0 : FA_WRONG_SHAPE;
}

int fa_program_start(fa_program *p, const fa_lane *lane, int64_t sample)
{
    p->lane = lane;
    p->sample = sample;
    p->first = p->last = p->count = 0;
    p->src = p->dst = lane->src[sample];
    p->done = p->src.data == NULL; /* a sample that has nothing in this lane */
    return p->done ? 0 : bind_all(p);
}

void fa_program_finish(fa_program *p)
{
    for (int64_t k = 0; k < p->count; k++)
        if (p->steps[k].release) p->steps[k].release(p->steps[k].job);
    p->count = 0;
}

/* ---- stages ---- */

static int prepare(fa_program *p, fa_step *step)
{
    if (!step->prepare) return 1;
    void *scratch = room(p, SCRATCH, step->scratch);
    const int held = step->holds && step->holds == p->held;
    memcpy(step->job, step == &p->steps[p->first] ? &p->src : &step[-1].result, sizeof p->src);
    p->held = NULL;
    if (step->scratch && !scratch) return 0;
    if (!step->prepare(step->job, scratch, held)) return 0;
    p->held = step->holds;
    return 1;
}

/* The step that begins the stage after the one that begins with step k. */
static int64_t next_stage(const fa_program *p, int64_t k)
{
    for (k++; k < p->count && p->steps[k].rows && !p->steps[k].whole;) k++;
    return k;
}

/* Where a stage writes: the last one to the output, the others by turns to a block and, until the last stage but one has
 * read it, to the output too, if it is large enough; so one block does for most programs. */
static int choose_result(fa_program *p)
{
    const fa_image *out = &p->lane->dst[p->sample];
    int64_t stages = 0, k = p->last; /* after this one */
    if (p->last == p->count) {
        p->dst = *out;
        p->done = 1;
        return 1;
    }
    for (; k < p->count; stages++) {
        while (k < p->count && !p->steps[k].rows) k++;
        k = next_stage(p, k);
    }
    p->dst = p->steps[p->last - 1].result;
    p->dst.stride = p->dst.width * fa_pixel_bytes(&p->dst);
    const int64_t size = p->dst.stride * p->dst.height, packed = out->width * fa_pixel_bytes(out);
    const int in_output = stages % 2 == 0 && out->stride == packed && packed * out->height >= size;
    p->dst.data = in_output ? out->data : room(p, (int)(stages % 2), size);
    return p->dst.data != NULL;
}

int64_t fa_program_stage(fa_program *p, int *error)
{
    if (p->done) return -1;
    p->error = error;
    p->src = p->dst;
    for (; p->last < p->count && !p->steps[p->last].rows; p->last++) { /* cuts cost nothing */
        const fa_step *step = &p->steps[p->last];
        p->src.data += step->top * p->src.stride + step->left * fa_pixel_bytes(&p->src);
        p->src.height = step->result.height;
        p->src.width = step->result.width;
    }
    fa_step *lead = &p->steps[p->first = p->last];
    int64_t rows = p->src.height;
    if (p->first < p->count) {
        if (lead->whole && !lead->planar) rows = lead->result.height;
        p->last = next_stage(p, p->last);
        for (int64_t k = p->first; k < p->last; k++)
            if (!prepare(p, &p->steps[k])) *error = FA_NO_MEMORY;
    }
    if (!choose_result(p)) *error = FA_NO_MEMORY;
    return *error ? -1 : rows;
}

/* Rows of one step. The image of a band begins at row `first`: its data is where row 0 would be. */
static void step_rows(const fa_step *step, const fa_image *src, const fa_image *dst, int64_t first, int64_t last)
{
    char job[FA_JOB_BYTES] __attribute__((aligned(16)));
    memcpy(job, step->job, sizeof job);
    memcpy(job, src, sizeof *src);
    memcpy(job + sizeof *src, dst, sizeof *dst);
    step->rows(job, first, last);
}

/* How rows are cut into bands: `height` rows each, of at most `size` bytes between two steps (0: a single step). */
typedef struct {
    int64_t height, size;
} banding;

static banding bands_of(const fa_program *p, int64_t rows)
{
    int64_t widest = 1;
    if (p->last - p->first <= 1) return (banding){rows, 0};
    for (int64_t k = p->first; k < p->last - 1; k++)
        widest = fa_max(widest, p->steps[k].result.width * fa_pixel_bytes(&p->steps[k].result));
    const int64_t wished = p->steps[p->first].long_bands ? LONG_BAND_BYTES : BAND_BYTES;
    const int64_t height = fa_min(rows, fa_max(1, wished / widest));
    return (banding){height, height * widest};
}

/* Rows of the stage; `room_for_bands` has room for two bands. */
static void run_bands(const fa_program *p, int64_t first, int64_t last, banding b, char *room_for_bands)
{
    if (p->first == p->last) fa_copy_rows(&p->src, &p->dst, first, last);
    for (int64_t top = first; top < last && p->first < p->last; top += b.height) {
        const int64_t end = fa_min(top + b.height, last);
        fa_image src = p->src;
        for (int64_t k = p->first; k < p->last; k++) {
            fa_image dst = p->dst;
            if (k < p->last - 1) {
                dst = p->steps[k].result;
                dst.stride = dst.width * fa_pixel_bytes(&dst);
                dst.data = room_for_bands + (k & 1) * b.size - top * dst.stride;
            }
            step_rows(&p->steps[k], &src, &dst, top, end);
            src = dst;
        }
    }
}

void fa_program_rows(const void *job, int64_t first, int64_t last)
{
    const fa_program *p = *(const fa_program *const *)job;
    char bands[2 * BAND_BYTES] __attribute__((aligned(64)));
    const banding b = bands_of(p, last - first);
    char *large = b.size > BAND_BYTES ? malloc((size_t)(2 * b.size)) : NULL;
    if (b.size > BAND_BYTES && !large) *p->error = FA_NO_MEMORY;
    else if (first < last) run_bands(p, first, last, b, large ? large : bands);
    free(large);
}

/* All rows of the stage, which no other thread works on. */
static void all_rows(fa_program *p, int64_t rows)
{
    const banding b = bands_of(p, rows);
    char *bands = room(p, BANDS, 2 * b.size);
    if (b.size && !bands) *p->error = FA_NO_MEMORY;
    else if (rows) run_bands(p, 0, rows, b, bands);
}

void fa_sample_rows(const void *job, int64_t first, int64_t last)
{
    const fa_sample *p = job;
    fa_program *program = first < last ? fa_program_take() : NULL;
    int error = program || first >= last ? 0 : FA_NO_MEMORY;
    for (int64_t k = 0; program && k < p->count && !error; k++) {
        error = fa_program_start(program, &p->lanes[k], p->sample);
        for (int64_t rows; !error && (rows = fa_program_stage(program, &error)) >= 0;) all_rows(program, rows);
        fa_program_finish(program);
    }
    if (program) fa_program_give(program);
    if (error) *p->error = error;
}
