"""Displacement fields."""

cimport numpy as cnp
from libc.math cimport sqrtf
from libc.stdint cimport int32_t, int64_t, uint64_t, uintptr_t
from libc.stdlib cimport free, malloc

import numpy as np

from fastaug.kernels._core cimport allocate, fa_rows, run
from fastaug.kernels._core import get_num_threads

cnp.import_array()

cdef extern from "elastic.h":
    ctypedef struct fa_smoothing:
        int64_t n, inputs, nodes, radius
        const float *taps
        const int32_t *source
        const int32_t *base
        const float *up
        const float *down
    ctypedef struct fa_field:
        fa_smoothing y, x
        uint64_t seed
        float scale
        float *dx
        float *dy
        float *scratch
    int64_t fa_field_scratch(const fa_field *job) nogil
    int64_t fa_field_strips(const fa_field *job) nogil
    int64_t fa_field_blocks(const fa_field *job) nogil
    void fa_field_down(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_field_across(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_field_up_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_field_fir_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_field_whole(const void *job, int64_t first, int64_t last) noexcept nogil
    float fa_field_longest(const fa_field *job) nogil
    void fa_field_stretch(const fa_field *job, float factor) nogil

# Scratch of the fields that are made at once, at most, and about what a pixel of a field costs.
cdef int64_t SCRATCH_FLOATS = 1 << 20
cdef double NS_PER_PIXEL = 2.0


cdef const void *data(object array):
    return NULL if array is None else cnp.PyArray_DATA(array)


cdef fa_smoothing smoothing(object axis, int64_t n):
    """An Axis of fastaug.smoothing as a C struct; the arrays stay its own."""
    cdef fa_smoothing s
    taps, source, base, up, down = axis
    s.n = n
    s.radius = cnp.PyArray_SIZE(taps) - 1
    s.taps = <const float *>data(taps)
    s.source = <const int32_t *>data(source)
    s.base = <const int32_t *>data(base)
    s.up = <const float *>data(up)
    s.down = <const float *>data(down)
    s.nodes = 0 if base is None else cnp.PyArray_SIZE(source) - 2 * s.radius
    s.inputs = n if base is None or down is not None else cnp.PyArray_SIZE(source)
    return s


cdef int make_one(fa_field *job, threads) except -1:
    """One field, its steps on threads."""
    cdef int64_t rows = job.y.n
    cdef double work = NS_PER_PIXEL * rows * job.x.n
    if job.x.base == NULL:
        run(fa_field_fir_rows, job, sizeof(fa_field), 1, rows, work / rows, threads)
        return 0
    run(fa_field_down, job, sizeof(fa_field), 1, fa_field_strips(job), work / fa_field_strips(job), threads)
    run(fa_field_across, job, sizeof(fa_field), 1, fa_field_blocks(job), work / fa_field_blocks(job), threads)
    run(fa_field_up_rows, job, sizeof(fa_field), 1, rows, work / rows, threads)
    return 0


def fields(int64_t height, int64_t width, list plans, list scales, cnp.ndarray seeds, list longest, threads):
    """(dx, dy) of shape (N, height, width), sizes at least 1.

    plans: per field the axes y and x; scales: of its noise; seeds: uint64; longest: the shift to stretch to, or None.
    """
    cdef int64_t count = len(plans), i, done, most = 0, at_once
    cdef cnp.npy_intp[3] shape = [count, height, width]
    cdef cnp.ndarray dx = cnp.PyArray_EMPTY(3, shape, cnp.NPY_FLOAT32, 0)
    cdef cnp.ndarray dy = cnp.PyArray_EMPTY(3, shape, cnp.NPY_FLOAT32, 0)
    cdef const uint64_t *seed = <const uint64_t *>cnp.PyArray_DATA(seeds)
    cdef fa_field *jobs = <fa_field *>allocate(count, sizeof(fa_field))
    cdef char *scratch = NULL
    cdef float squared
    try:
        for i in range(count):
            jobs[i].y, jobs[i].x = smoothing(plans[i][0], height), smoothing(plans[i][1], width)
            jobs[i].seed = seed[i]
            jobs[i].scale = scales[i]
            jobs[i].dx = <float *>cnp.PyArray_DATA(dx) + i * height * width
            jobs[i].dy = <float *>cnp.PyArray_DATA(dy) + i * height * width
            most = max(most, fa_field_scratch(&jobs[i]))
        most = (most + 15) // 16 * 16
        at_once = 1
        if count > 1 and threads != 1 and (threads is not None or get_num_threads() > 1):
            at_once = min(count, max(SCRATCH_FLOATS // max(most, 1), threads or get_num_threads()))
        scratch = <char *>malloc(at_once * most * sizeof(float) + 64)
        if scratch == NULL:
            raise MemoryError()
        for i in range(count):
            jobs[i].scratch = <float *>((<uintptr_t>scratch + 63) & ~<uintptr_t>63) + i % at_once * most
        if count == 1:
            make_one(jobs, threads)
        else:
            for done in range(0, count, at_once):
                run(fa_field_whole, jobs + done, sizeof(fa_field), min(at_once, count - done), 1,
                    NS_PER_PIXEL * height * width, threads)
        if longest is not None:
            for i in range(count):
                squared = fa_field_longest(&jobs[i])
                if squared > 0:
                    fa_field_stretch(&jobs[i], longest[i] / <double>sqrtf(squared))
    finally:
        free(scratch)
        free(jobs)
    return dx, dy
