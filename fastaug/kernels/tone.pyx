"""Inverting, solarizing, posterizing, autocontrast and equalizing."""

cimport numpy as cnp
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    FA_U8, FA_U16, Stack, allocate, fa_image, fa_rows, finish, image_at, result, run,
)
from fastaug.kernels.arguments cimport doubles, per_sample
from fastaug.kernels.color cimport (
    ChannelValues, ColorRows, Values, channel_values_of, color_rows, range_limits, unpack_values, value_at, values_of,
    values_row_ns,
)
from fastaug.kernels.pipeline cimport Pass, fa_step

import numpy as np

from fastaug.kernels._core import get_num_threads

cnp.import_array()

cdef ColorRows COLOR = color_rows()

cdef extern from "tone.h":
    ctypedef struct fa_solarize:
        fa_image src, dst
        double threshold, lo, hi
    ctypedef struct fa_posterize:
        fa_image src, dst
        int bits
    ctypedef struct fa_spread:
        fa_image src, dst
        fa_rows apply
        int equalize
        double cutoff
        void *found
    void fa_levels_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    int64_t fa_spread_scratch(const fa_spread *p) nogil
    void fa_spread_start(fa_spread *p, char *scratch) nogil
    void fa_spread_find(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_spread_add(fa_spread *p, const fa_spread *other) nogil
    void fa_spread_finish(fa_spread *p) nogil
    int fa_spread_prepare(void *job, void *scratch, int held) noexcept nogil
    void fa_spread_whole(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_solarize_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_posterize_rows(const void *job, int64_t first, int64_t last) noexcept nogil


cdef fa_rows spread_rows(int dtype, bint equalize) noexcept nogil:
    if equalize and dtype != FA_U8:
        return fa_levels_rows
    return COLOR.lookup if dtype <= FA_U16 else COLOR.affine_values


def solarize(image, cnp.ndarray threshold, value_range, out, threads):
    """threshold: float64 of length 1 or N, in units of the full range."""
    cdef Stack src, dst
    cdef fa_solarize *jobs
    cdef Values thresholds = values_of(threshold)
    cdef double lo, hi, top
    cdef int64_t i
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    top = hi if src.first.dtype <= FA_U16 else 1
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_solarize *>allocate(src.count, sizeof(fa_solarize))
    try:
        for i in range(src.count):
            jobs[i] = fa_solarize(image_at(&src, i), image_at(&dst, i), value_at(thresholds, i) * top, lo, hi)
        run(fa_solarize_rows, jobs, sizeof(fa_solarize), src.count, src.first.height, values_row_ns(&src, 0.03), threads)
    finally:
        free(jobs)
    return finish(out, made)


def posterize(image, cnp.ndarray bits, out, threads):
    """bits: int64 of length 1 or N."""
    cdef Stack src, dst
    cdef fa_posterize *jobs
    cdef const int64_t *given = <const int64_t *>cnp.PyArray_DATA(bits)
    cdef bint many = cnp.PyArray_SIZE(bits) > 1
    cdef int64_t i
    image = unpack_values(image, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_posterize *>allocate(src.count, sizeof(fa_posterize))
    try:
        for i in range(src.count):
            jobs[i] = fa_posterize(image_at(&src, i), image_at(&dst, i), <int>given[i * many])
        run(fa_posterize_rows, jobs, sizeof(fa_posterize), src.count, src.first.height, values_row_ns(&src, 0.03), threads)
    finally:
        free(jobs)
    return finish(out, made)


cdef int _spread_by_rows(fa_spread *jobs, int64_t parts, const Stack *src, const Stack *dst, double ns, threads) except -1:
    """One image, each of whose parts finds what it has; the first job then has all of it."""
    cdef int64_t k, top, end, height = src.first.height
    for k in range(parts):
        top, end = height * k // parts, height * (k + 1) // parts
        jobs[k].src.data += top * src.first.stride
        jobs[k].src.height = end - top
        fa_spread_start(&jobs[k], <char *>jobs[k].found)
    run(fa_spread_find, jobs, sizeof(fa_spread), parts, 1, ns * height / parts, threads)
    for k in range(1, parts):
        fa_spread_add(jobs, &jobs[k])
    jobs.src, jobs.dst = image_at(src, 0), image_at(dst, 0)
    fa_spread_finish(jobs)
    run(jobs.apply, jobs, sizeof(fa_spread), 1, height, values_row_ns(src, 0.03), threads)
    return 0


def spread(image, cnp.ndarray cutoff, bint equalize, out, threads):
    """Each channel over the full range. cutoff: float64 of length 1 or N, in percent; for floats 0."""
    cdef Stack src, dst
    cdef fa_spread *jobs = NULL
    cdef char *scratch = NULL
    cdef Values cutoffs = values_of(cutoff)
    cdef int64_t i, count, bytes_each = 0
    cdef bint cuts = False
    cdef double ns
    image = unpack_values(image, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    if cnp.PyArray_SIZE(made) == 0:
        return finish(out, made)
    for i in range(src.count):
        cuts = cuts or value_at(cutoffs, i) != 0
    ns = values_row_ns(&src, 0.3 if equalize or cuts else 0.02)
    count = src.count
    if src.count == 1 and threads != 1 and ns * src.first.height > 50_000:
        count = min(src.first.height, get_num_threads() if threads is None else max(threads, 1))
    try:
        jobs = <fa_spread *>allocate(count, sizeof(fa_spread))
        for i in range(count):
            jobs[i].src, jobs[i].dst = image_at(&src, i % src.count), image_at(&dst, i % src.count)
            jobs[i].apply = spread_rows(src.first.dtype, equalize)
            jobs[i].equalize, jobs[i].cutoff = equalize, value_at(cutoffs, i % src.count)
            bytes_each = max(bytes_each, fa_spread_scratch(&jobs[i]))
        scratch = <char *>allocate(count, bytes_each)
        for i in range(count):
            jobs[i].found = scratch + i * bytes_each
        if src.count == 1:
            _spread_by_rows(jobs, count, &src, &dst, ns, threads)
        else:
            run(
                fa_spread_whole, jobs, sizeof(fa_spread), count, 1,
                (ns + values_row_ns(&src, 0.03)) * src.first.height, threads,
            )
    finally:
        free(jobs)
        free(scratch)
    return finish(out, made)


def tables_for(table, cnp.dtype dtype, int64_t count, int64_t channels):
    """The tables of `apply_lut` as (1 or N, 1 or C, levels), in the dtype of the images."""
    if dtype.type_num != cnp.NPY_UINT8 and dtype.type_num != cnp.NPY_UINT16:
        raise TypeError(f"image must be uint8 or uint16, got {dtype}")
    cdef int64_t levels = 1 << 8 * dtype.itemsize
    cdef cnp.ndarray tables = table if isinstance(table, cnp.ndarray) else np.asarray(table)
    if tables.descr.kind not in b"ui":
        raise TypeError(f"table must be of integers, got {tables.dtype}")
    cdef cnp.npy_intp[3] shape = [1, 1, 1]
    cdef int i, rank = cnp.PyArray_NDIM(tables)
    for i in range(rank if rank <= 3 else 0):
        shape[3 - rank + i] = cnp.PyArray_DIM(tables, i)
    if rank > 3 or shape[2] != levels or (shape[1] != 1 and shape[1] != channels) or (shape[0] != 1 and shape[0] != count):
        raise ValueError(
            f"table must have shape ({levels},), ({channels}, {levels}) or ({count}, {channels}, {levels}), "
            f"with 1 where all share one, got {(<object>tables).shape}"
        )
    if tables.descr.type_num != dtype.type_num and cnp.PyArray_SIZE(tables) > 0:
        least, most = tables.min(), tables.max()
        if not 0 <= least <= most < levels:
            raise ValueError(f"table must hold integers in 0 .. {levels - 1}, got {least} .. {most}")
    if tables.descr.type_num != dtype.type_num or not cnp.PyArray_ISCARRAY_RO(tables):
        tables = np.ascontiguousarray(tables, dtype)
    return tables if rank == 3 else (<object>tables).reshape(shape[0], shape[1], shape[2])


def heights(value, str name, int64_t count, int64_t channels):
    """Of a control point: (1 or N,), or (N, C)."""
    if type(value) is float or type(value) is int or np.ndim(value) < 2:
        return per_sample(value, name, count, 0, 1)
    if np.shape(value) != (count, channels):
        raise ValueError(
            f"{name} must be a number, {count} numbers or an array of shape ({count}, {channels}), "
            f"got shape {np.shape(value)}"
        )
    return (<object>per_sample(np.ravel(value), name, count * channels, 0, 1)).reshape(count, channels)


def bezier_terms(low, high):
    """(1 or N, 3, 1 or C): of the third, second and first power in the Bezier curve 0, low, high, 1.

    low, high: (1 or N,) or (1 or N, 1 or C).
    """
    cdef cnp.ndarray lows = doubles(low), highs = doubles(high), made
    cdef ChannelValues below = channel_values_of(lows), above = channel_values_of(highs)
    cdef cnp.npy_intp[3] shape = [
        max(cnp.PyArray_DIM(lows, 0), cnp.PyArray_DIM(highs, 0)), 3, max(below.columns, above.columns)
    ]
    cdef int64_t i, c
    cdef double *term
    cdef double l, h
    if cnp.PyArray_SIZE(lows) == 0 or cnp.PyArray_SIZE(highs) == 0:
        shape[0] = 0
    made = cnp.PyArray_EMPTY(3, shape, cnp.NPY_FLOAT64, 0)
    term = <double *>cnp.PyArray_DATA(made)
    for i in range(shape[0]):
        for c in range(shape[2]):
            l = below.data[i * below.step + (c if below.columns > 1 else 0)]
            h = above.data[i * above.step + (c if above.columns > 1 else 0)]
            term[c], term[shape[2] + c], term[2 * shape[2] + c] = 1 + 3 * l - 3 * h, 3 * h - 6 * l, 3 * l
        term += 3 * shape[2]
    return made


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct solarize_parameters:
    const double *threshold
    double lo, hi


cdef void _bind_solarize(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const solarize_parameters *p = <const solarize_parameters *>parameters
    cdef fa_solarize *job = <fa_solarize *>step.job
    job.threshold, job.lo, job.hi = p.threshold[sample], p.lo, p.hi
    step.rows = fa_solarize_rows


cdef class Solarize(Pass):
    """Values from a threshold on are inverted."""

    cdef solarize_parameters p

    def __init__(self, threshold, limits, active=None):
        """threshold: N numbers."""
        self.begin(_bind_solarize, &self.p, active)
        self.p.threshold = self.doubles(threshold, len(threshold))
        self.p.lo, self.p.hi = limits


cdef struct posterize_parameters:
    const int64_t *bits


cdef void _bind_posterize(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    (<fa_posterize *>step.job).bits = <int>(<const posterize_parameters *>parameters).bits[sample]
    step.rows = fa_posterize_rows


cdef class Posterize(Pass):
    """Fewer levels."""

    cdef posterize_parameters p

    def __init__(self, bits, active=None):
        """bits: N integers."""
        self.begin(_bind_posterize, &self.p, active)
        self.p.bits = self.integers(bits, len(bits))


cdef struct spread_parameters:
    const double *cutoff
    bint equalize


cdef void _bind_spread(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const spread_parameters *p = <const spread_parameters *>parameters
    cdef fa_spread *job = <fa_spread *>step.job
    job.src = src[0]
    job.equalize, job.cutoff = p.equalize, p.cutoff[sample]
    job.apply = spread_rows(src.dtype, p.equalize)
    step.rows, step.prepare = job.apply, fa_spread_prepare
    step.scratch = fa_spread_scratch(job)
    step.whole = True


cdef class Spread(Pass):
    """Each channel over the full range."""

    cdef spread_parameters p

    def __init__(self, cutoff, bint equalize, active=None):
        """cutoff: N numbers, in percent; for floats 0."""
        self.begin(_bind_spread, &self.p, active)
        self.p.cutoff, self.p.equalize = self.doubles(cutoff, len(cutoff)), equalize
