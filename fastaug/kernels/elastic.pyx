"""Displacement fields."""

cimport numpy as cnp
from libc.stdint cimport int32_t, int64_t, uint8_t, uint64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    Stack, allocate, data, fa_image, fa_rows, finish, give_scratch, image_at, result, run, run_whole, share_scratch, unpack,
)
from fastaug.kernels.arguments cimport choice, field_size, per_sample_list
from fastaug.kernels.pipeline cimport fa_step
from fastaug.kernels.warp cimport (
    FA_AFFINE_FIELD, FA_FIELD, Resample, bind_resample, empty_field, fa_warp, is_identity, resample_parameters,
    sixteen_pixels, warp_ns_per_row, warp_rows,
)
import numpy as np

from fastaug.kernels.streams import image_seeds
from fastaug.smoothing import METHODS, NORMALIZE, field_plan, law_std

cnp.import_array()

cdef extern from "lattice.h":
    ctypedef struct fa_smoothing:
        int64_t n, inputs, pad, rows, nodes, radius
        const float *taps
        const int32_t *source
        const int32_t *base
        const float *up
        const float *down

cdef extern from "along.h":
    enum: FA_FIELD_WIDTH

cdef extern from "elastic.h":
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
    void fa_field_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_field_whole(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_field_stretch(const fa_field *job, double longest) nogil
    ctypedef struct fa_elastic:
        fa_warp warp
        fa_rows warp_rows
        fa_field field
        int stored
        double longest
    void fa_elastic_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_elastic_whole(const void *job, int64_t first, int64_t last) noexcept nogil
    int64_t fa_elastic_scratch(const fa_elastic *job) nogil
    int fa_elastic_prepare(void *job, void *scratch, int held) noexcept nogil

# Rough costs per pixel, which only decide about threads: the steps of a field with a lattice, and one without.
cdef double DOWN_NS = 0.4, ACROSS_NS = 0.15, UP_NS = 0.25, FIR_NS = 1.2

WIDEST = FA_FIELD_WIDTH


cdef fa_smoothing smoothing(object axis, int64_t n):
    """An Axis of fastaug.smoothing as a C struct; the arrays stay its own."""
    cdef fa_smoothing s
    taps, source, base, up, down = <tuple>axis
    s.n = n
    s.pad = 0
    s.radius = cnp.PyArray_SIZE(taps) - 1
    s.taps = <const float *>data(taps)
    s.source = <const int32_t *>data(source)
    s.base = <const int32_t *>data(base)
    s.up = <const float *>data(up)
    s.down = <const float *>data(down)
    s.nodes = 0 if base is None else cnp.PyArray_SIZE(source) - 2 * s.radius
    s.inputs = n if base is None or down is not None else cnp.PyArray_SIZE(source)
    s.rows = s.inputs if down is None else s.base[n - 1] + 4
    return s


cdef fa_field field(tuple plan, double scale, uint64_t seed, int64_t height, int64_t width):
    """plan: the axes y and x; scale: of the noise."""
    cdef fa_field job
    job.y = smoothing(plan[0], height)
    job.x = smoothing(plan[1], width)
    job.scale = scale
    job.seed = seed
    return job


cdef int make(char *jobs, size_t size, int64_t count, bint stored, double row_ns, threads) except -1:
    """Runs `count` jobs, fa_field if the fields are stored, else fa_elastic: one in steps, several each as a whole.

    row_ns: what a row costs beside the field.
    """
    cdef fa_rows rows = fa_field_rows if stored else fa_elastic_rows
    cdef fa_rows whole = fa_field_whole if stored else fa_elastic_whole
    cdef char *fields = jobs if stored else <char *>&(<fa_elastic *>jobs).field
    cdef fa_field *job = <fa_field *>fields
    cdef int64_t i, height = job.y.n, pixels = height * job.x.n, most = 0, at_once
    cdef int64_t strips, blocks
    cdef cnp.ndarray scratch
    for i in range(count):
        job = <fa_field *>(fields + i * size)
        most = max(most, fa_field_scratch(job) if job.x.base != NULL else 0 if stored else 2 * pixels)
    scratch = share_scratch(&(<fa_field *>fields).scratch, size, count, 4 * most, threads, &at_once)
    try:
        for i in range(0 if stored else count):
            job = <fa_field *>(fields + i * size)
            job.dx, job.dy = job.scratch, job.scratch + pixels
        if count == 1:
            if job.x.base != NULL:
                strips, blocks = fa_field_strips(job), fa_field_blocks(job)
                run(fa_field_down, job, size, 1, strips, DOWN_NS * pixels / strips, threads)
                run(fa_field_across, job, size, 1, blocks, ACROSS_NS * pixels / blocks, threads)
                row_ns += UP_NS * job.x.n
            else:
                row_ns += FIR_NS * job.x.n
                if not stored:
                    run(fa_field_rows, job, size, 1, height, row_ns, threads)
            run(rows, jobs, size, 1, height, row_ns, threads)
        else:
            run_whole(whole, jobs, size, count, at_once, row_ns * height + pixels, threads)
    finally:
        give_scratch(scratch)
    return 0


cpdef tuple strength(tuple plan, double alpha, double sigma, normalize):
    """The factor of noise that runs from -65535 to 65535, and for "max" the length of the longest shift."""
    cdef double factor = plan[2] / 65536.0
    if normalize == "max":
        return factor, alpha
    return factor * (alpha / law_std(sigma) if normalize == "std" else alpha), None


cpdef tuple planned(height, width, int64_t count, alpha, sigma, rng, method, normalize):
    """Per field the weights, the factor of its noise and its seed, and for "max" the lengths of the longest shifts.

    Without weights if the fields have no pixels.
    """
    choice(method, "method", METHODS)
    choice(normalize, "normalize", NORMALIZE)
    cdef list alphas = per_sample_list(alpha, "alpha", count, 0, 1e9), sigmas = per_sample_list(sigma, "sigma", count, 0, 1e6)
    cdef list seeds = image_seeds(rng, count), plans = [], factors = [], longest = []
    cdef bint each_alpha = len(alphas) > 1, each_sigma = len(sigmas) > 1
    cdef int64_t i
    for i in range(count if height and width else 0):
        s = sigmas[i * each_sigma]
        plan = field_plan(height, width, s, method)
        factor, length = strength(plan, alphas[i * each_alpha], s, normalize)
        plans.append(plan)
        factors.append(factor)
        if length is not None:
            longest.append(length)
    return plans, factors, seeds, longest or None


def elastic_field(height, width, alpha, sigma, rng, method, normalize, count, threads):
    """(dx, dy) of shape (height, width), or (count, height, width)."""
    height, width, n = field_size(height, width, count)
    plans, factors, seeds, longest = planned(height, width, n, alpha, sigma, rng, method, normalize)
    return fields(count, height, width, plans, factors, seeds, longest, threads)


cpdef tuple fields(count, int64_t height, int64_t width, list plans, list scales, list seeds, list longest, threads):
    """(dx, dy) with a plan, scale and seed for each field; no plans: no pixels.

    longest: the shifts to stretch the fields to, or None.
    """
    cdef int64_t i, n = len(plans)
    cdef cnp.ndarray dx, dy
    dx, dy = empty_field(count, height, width)
    cdef fa_field *jobs = <fa_field *>allocate(n, sizeof(fa_field))
    try:
        for i in range(n):
            jobs[i] = field(plans[i], scales[i], seeds[i], height, width)
            jobs[i].dx = <float *>cnp.PyArray_DATA(dx) + i * height * width
            jobs[i].dy = <float *>cnp.PyArray_DATA(dy) + i * height * width
        make(<char *>jobs, sizeof(fa_field), n, True, 0, threads)
        for i in range(n if longest is not None else 0):
            fa_field_stretch(&jobs[i], longest[i])
    finally:
        free(jobs)
    return dx, dy


def transform(image, list plans, list scales, list seeds, int interpolation, int border, fill, out, threads):
    """The image displaced along its fields; at most WIDEST columns, no size 0."""
    cdef Stack src, dst
    cdef fa_elastic *jobs
    cdef int64_t i
    image = unpack(image, "image", &src)
    cdef int64_t height = src.first.height, width = src.first.width
    cdef cnp.ndarray pixels = sixteen_pixels(fill, &src)
    made = result(out, &src, height, width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_elastic *>allocate(src.count, sizeof(fa_elastic))
    try:
        for i in range(src.count):
            jobs[i].field = field(plans[i], scales[i], seeds[i], height, width)
            jobs[i].warp.src, jobs[i].warp.dst = image_at(&src, i), image_at(&dst, i)
            jobs[i].warp.kind, jobs[i].warp.interpolation, jobs[i].warp.border = FA_FIELD, interpolation, border
            jobs[i].warp.fill = cnp.PyArray_BYTES(pixels)
            jobs[i].warp_rows = warp_rows()
            jobs[i].stored = jobs[i].field.x.base == NULL
        make(
            <char *>jobs, sizeof(fa_elastic), src.count, False, warp_ns_per_row(&dst, interpolation), threads,
        )
    finally:
        free(jobs)
    return finish(out, made)


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct elastic_parameters:
    resample_parameters resample
    const uint8_t *displaced    # per sample
    const fa_elastic *jobs      # per sample, without images and warp
    fa_rows warp_rows


cdef void _bind_elastic(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const elastic_parameters *p = <const elastic_parameters *>parameters
    cdef const double *m = p.resample.inverse + 9 * sample
    cdef fa_elastic *job = <fa_elastic *>step.job
    cdef int k
    if not p.displaced[sample]:
        bind_resample(&p.resample, sample, src, step)
        return
    step.result.height, step.result.width = p.resample.size[2 * sample], p.resample.size[2 * sample + 1]
    job[0] = p.jobs[sample]
    job.warp_rows = p.warp_rows
    for k in range(9):
        job.warp.m[k] = m[k]
    job.warp.kind = FA_FIELD if is_identity(m) else FA_AFFINE_FIELD
    job.warp.interpolation, job.warp.border, job.warp.fill = p.resample.interpolation, p.resample.border, p.resample.fill
    step.rows, step.prepare = fa_elastic_rows, fa_elastic_prepare
    step.scratch = fa_elastic_scratch(job)
    step.holds = p.jobs + sample
    step.whole = True


cdef class Fields:
    """The displacement fields of a batch, made while the images are: shared by the images and their masks."""

    cdef cnp.ndarray memory
    cdef readonly cnp.ndarray displaced
    cdef list plans     # whose arrays the jobs point into

    def __init__(self, displaced, sizes, list plans, list scales, list seeds, list longest):
        """Per sample: whether it is displaced, height and width, and what `fields` takes; None for the others."""
        cdef cnp.npy_intp size = len(plans) * <cnp.npy_intp>sizeof(fa_elastic)
        cdef fa_elastic *jobs
        cdef int64_t i
        self.memory = cnp.PyArray_ZEROS(1, &size, cnp.NPY_UINT8, 0)
        self.displaced = np.ascontiguousarray(displaced, np.bool_)
        self.plans = plans
        jobs = <fa_elastic *>cnp.PyArray_DATA(self.memory)
        for i in range(len(plans)):
            if plans[i] is None:
                continue
            jobs[i].field = field(plans[i], scales[i], seeds[i], sizes[i][0], sizes[i][1])
            jobs[i].longest = -1.0 if longest[i] is None else longest[i]
            jobs[i].stored = longest[i] is not None or jobs[i].field.x.base == NULL or sizes[i][1] > FA_FIELD_WIDTH


cdef class Elastic(Resample):
    """Samples each image where its matrix and a displacement field say: at the matrix of (p + d(p))."""

    cdef elastic_parameters q

    def __init__(self, Fields fields, inverse, size, int interpolation, int border, fill, like, active=None):
        """The matrices are affine, and the fields have the size of the results; the rest as for Resample."""
        self.begin(_bind_elastic, &self.q, active)
        self.set_up(inverse, size, interpolation, border, fill, like)
        self.kept.append(fields)
        self.q.resample = self.p
        self.q.displaced = <const uint8_t *>cnp.PyArray_DATA(fields.displaced)
        self.q.jobs = <const fa_elastic *>cnp.PyArray_DATA(fields.memory)
        self.q.warp_rows = warp_rows()
