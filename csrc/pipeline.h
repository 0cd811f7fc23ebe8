/* A pipeline: every sample walks its own short program of steps, in bands of rows that stay in cache.
 *
 * A pass is one part of the plan for a whole batch, with its parameters for every sample; `bind` makes the step of one
 * sample from it. A step computes rows of its result from an image. */
#ifndef FASTAUG_PIPELINE_H
#define FASTAUG_PIPELINE_H

#include "image.h"

enum { FA_MOST_STEPS = 64 };

typedef struct {
    fa_rows rows;      /* NULL: the result is the rectangle of the source that begins at (top, left) */
    int64_t top, left;
    int whole;         /* a row of the result needs more than the same row of the source */
    int planar;        /* the result is (C, H, W); rows of the step are those of the source */
    int long_bands;    /* it has much to do before the first row of a band */
    int mirrors;       /* it only makes left and right change sides */
    int *mirror;       /* NULL, or the member of the job that makes it mirror its source too */
    fa_image result;   /* its shape; no data */
    int64_t scratch;   /* bytes that `prepare` and `rows` want, 64-byte aligned */
    const void *holds; /* NULL, or a name for what `prepare` leaves in the scratch, the same for every lane of a sample */
    int (*prepare)(void *job, void *scratch, int held); /* NULL, or what comes before the first row; 0: no memory. Where the
                                                           step is not whole, src has the shape but may have no data */
    void (*release)(void *job);                         /* NULL, or what comes after the last */
    char job[FA_JOB_BYTES] __attribute__((aligned(16))); /* begins with fa_image src, dst, which the program fills in */
} fa_step;

/* `bind` gets a step whose result is the source and whose other members are zero. */
typedef void (*fa_bind)(const void *parameters, int64_t sample, const fa_image *src, fa_step *step);
typedef struct {
    fa_bind bind;
    const void *parameters;
    const uint8_t *active; /* per sample; NULL: for all */
} fa_pass;

/* What becomes of one array of every sample: of its images, or of its masks. A sample may have none: no data. */
typedef struct {
    const fa_pass *passes;
    int64_t count;
    const fa_image *src;
    fa_image *dst;
    int64_t first; /* the sample of the passes that comes first here */
    int shared;    /* all have the parameters of that one */
} fa_lane;

enum { FA_NO_MEMORY = 1, FA_WRONG_SHAPE, FA_TOO_LONG }; /* what may go wrong */

/* A program goes through the lanes of a sample, and through each in stages: runs of steps of which only the first may be
 * whole. The rows of a stage may be split over threads. */
typedef struct fa_program fa_program;
fa_program *fa_program_take(void); /* NULL: no memory */
void fa_program_give(fa_program *program);
int fa_program_start(fa_program *program, const fa_lane *lane, int64_t sample); /* 0, or what went wrong */
int64_t fa_program_stage(fa_program *program, int *error); /* prepares the next stage: the number of its rows, or -1 */
void fa_program_rows(const void *program, int64_t first, int64_t last); /* of the stage; job: fa_program ** */
void fa_program_finish(fa_program *program);

/* All lanes of one sample; one row of work: first = 0, last = 1. */
typedef struct {
    const fa_lane *lanes;
    int64_t count, sample;
    int *error;
} fa_sample;
void fa_sample_rows(const void *job, int64_t first, int64_t last);

#endif
