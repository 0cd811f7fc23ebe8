"""Runs the plan of a batch: every sample walks its own passes, in one call without the GIL."""

cimport numpy as cnp
from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport Stack, allocate, fa_image, fill_pixel, image_at, run, unpack

import numpy as np

from fastaug.kernels._core import get_num_threads

cnp.import_array()

cdef extern from "pipeline.h":
    ctypedef struct fa_lane:
        const fa_pass *passes
        int64_t count
        const fa_image *src
        fa_image *dst
        int64_t first
        bint shared
    enum: FA_NO_MEMORY, FA_WRONG_SHAPE, FA_TOO_LONG, FA_MOST_STEPS
    ctypedef struct fa_program:
        pass
    fa_program *fa_program_take() nogil
    void fa_program_give(fa_program *program) nogil
    int fa_program_start(fa_program *program, const fa_lane *lane, int64_t sample) nogil
    int64_t fa_program_stage(fa_program *program, int *error) nogil
    void fa_program_rows(const void *program, int64_t first, int64_t last) noexcept nogil
    void fa_program_finish(fa_program *program) nogil
    ctypedef struct fa_sample:
        const fa_lane *lanes
        int64_t count, sample
        int *error
    void fa_sample_rows(const void *job, int64_t first, int64_t last) noexcept nogil


cdef class Pass:
    cdef int begin(self, fa_bind bind, const void *parameters, object active) except -1:
        """active: one truth value per sample, or None for all."""
        self.kept = []
        self.c.bind = bind
        self.c.parameters = parameters
        if active is not None:
            self.c.active = <const uint8_t *>self.keep(active, np.bool_, len(active))
        return 0

    cdef const void *keep(self, object array, object dtype, int64_t size) except? NULL:
        """Where `array` of so many numbers begins, as an array of the dtype that stays alive as long as the pass."""
        array = np.ascontiguousarray(array, dtype)
        if cnp.PyArray_SIZE(array) != size:
            raise ValueError(f"expected {size} numbers, got shape {array.shape}")
        self.kept.append(array)
        return cnp.PyArray_DATA(array)

    cdef const double *doubles(self, object array, int64_t size) except? NULL:
        return <const double *>self.keep(array, np.float64, size)

    cdef const int64_t *integers(self, object array, int64_t size) except? NULL:
        return <const int64_t *>self.keep(array, np.int64, size)

    cdef const uint64_t *words(self, object array, int64_t size) except? NULL:
        return <const uint64_t *>self.keep(array, np.uint64, size)

    cdef const char *pixel(self, object fill, object like) except NULL:
        """A fill as a pixel of an image like `like`."""
        cdef Stack stack
        unpack(like, "image", &stack)
        cdef cnp.ndarray made = fill_pixel(fill, &stack)
        self.kept.append(made)
        return cnp.PyArray_BYTES(made)


cdef struct cut_parameters:
    const int64_t *window   # (N, 4): top, left, height, width


cdef void bind_cut(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const int64_t *window = (<const cut_parameters *>parameters).window + 4 * sample
    step.top, step.left = window[0], window[1]
    step.result.height, step.result.width = window[2], window[3]


cdef class Cut(Pass):
    """The rectangle of each image that the passes after it see; nothing is copied."""

    cdef cut_parameters p

    def __init__(self, window, active=None):
        """window: (N, 4) top, left, height, width, inside the images."""
        self.begin(bind_cut, &self.p, active)
        self.p.window = self.integers(window, 4 * len(window))


cdef int _unpack_all(object images, str name, list alive, int64_t count, fa_image *at) except -1:
    """One array of `count` images, with or without channels, or a list of as many, with None where there is none."""
    cdef Stack stack
    cdef int64_t i
    if isinstance(images, np.ndarray):
        alive.append(unpack(images[..., None] if images.ndim == 3 else images, name, &stack))
        if stack.count != count:
            raise ValueError(f"{name} must hold {count} images, got {stack.count}")
        for i in range(count):
            at[i] = image_at(&stack, i)
    else:
        for i in range(count):
            if images[i] is not None:
                alive.append(unpack(images[i], name, &stack))
                at[i] = stack.first
    return 0


def run_lanes(int64_t count, list lanes, threads, int64_t first=0, bint shared=False):
    """Runs each sample through the lanes: tuples (images, results, list of passes).

    images, results: one (N, ...) array or a list of N; results are contiguous arrays of the right shapes.
    first: which sample of the passes the first image is, or with `shared` all of them.
    """
    cdef int64_t i, k, n = len(lanes), passes = 0, values = 0
    cdef fa_lane *lane = NULL
    cdef fa_pass *each = NULL
    cdef fa_image *images = NULL
    cdef fa_sample *samples = NULL
    cdef int error = 0
    cdef list alive = []
    for sources, results, steps in lanes:
        passes += len(steps)
    try:
        lane = <fa_lane *>allocate(n, sizeof(fa_lane))
        each = <fa_pass *>allocate(passes, sizeof(fa_pass))
        images = <fa_image *>allocate(2 * n * count, sizeof(fa_image))
        passes = 0
        for k in range(n):
            sources, results, steps = lanes[k]
            lane[k].src, lane[k].dst = images + 2 * k * count, images + (2 * k + 1) * count
            _unpack_all(sources, "images", alive, count, <fa_image *>lane[k].src)
            _unpack_all(results, "out", alive, count, lane[k].dst)
            lane[k].passes, lane[k].count, lane[k].first, lane[k].shared = each + passes, len(steps), first, shared
            for step in steps:
                each[passes] = (<Pass?>step).c
                passes += 1
            for i in range(count):
                values += lane[k].dst[i].height * lane[k].dst[i].width * lane[k].dst[i].channels * (1 + lane[k].count)
        if count < (get_num_threads() if threads is None else threads):
            error = _by_rows(lane, n, count, 0.2 * values / max(count * n, 1), threads)
        else:
            samples = <fa_sample *>allocate(count, sizeof(fa_sample))
            for i in range(count):
                samples[i] = fa_sample(lane, n, i, &error)
            run(fa_sample_rows, samples, sizeof(fa_sample), count, 1, 0.2 * values / max(count, 1), threads)
        for _, _, steps in lanes:
            for step in steps:
                if (<Pass>step).failed:
                    (<Pass>step).failed = 0
                    error = FA_NO_MEMORY
    finally:
        free(lane)
        free(each)
        free(images)
        free(samples)
    if error == FA_NO_MEMORY:
        raise MemoryError()
    if error == FA_TOO_LONG:
        raise ValueError(f"transforms must come down to at most {FA_MOST_STEPS} passes of a sample, got more")
    if error:
        raise RuntimeError("a pass gave another shape than planned")


cdef int _by_rows(const fa_lane *lane, int64_t lanes, int64_t count, double ns, object threads) except -1:
    """Fewer samples than threads: the rows of each stage are split."""
    cdef int64_t i, k, rows
    cdef int error = 0
    cdef fa_program *program = NULL
    for i in range(count):
        with nogil:
            program = fa_program_take()
        if program == NULL:
            return FA_NO_MEMORY
        try:
            for k in range(lanes):
                error = fa_program_start(program, lane + k, i)
                while not error:
                    with nogil:
                        rows = fa_program_stage(program, &error)
                    if rows < 0:
                        break
                    run(fa_program_rows, &program, sizeof(program), 1, rows, ns / max(rows, 1), threads)
                fa_program_finish(program)
                if error:
                    return error
        finally:
            fa_program_give(program)
    return 0
