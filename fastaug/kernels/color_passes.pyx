"""Colours in a pipeline: chains of steps, tables, powers, and the float32 result."""

cimport numpy as cnp
from libc.math cimport INFINITY, floor
from libc.stdint cimport int64_t

from fastaug.kernels.color cimport (
    FA_CHAIN_STEPS, FA_CONTRAST, FA_HUE, FA_MATRIX, FA_PIVOT_GRAY, FA_SATURATION, ColorRows, color_rows, color_step,
    fa_affine_values, fa_chain, fa_curve, fa_lookup, fa_mix_bytes, fa_power, fa_saturate, fa_turn_hue,
)
from fastaug.kernels._core cimport FA_F32, FA_F64, FA_U8, fa_image, fa_rows
from fastaug.kernels.geometry cimport planes_rows
from fastaug.kernels.pipeline cimport Pass, fa_step

cnp.import_array()

cdef ColorRows ROWS = color_rows()
cdef fa_rows PLANES = planes_rows()

MOST_STEPS = FA_CHAIN_STEPS

# Of an image whose values before a contrast are kept: more would not stay in the second-level cache.
cdef int64_t KEPT_PIXELS = 80_000


# ---- float32 results ---------------------------------------------------------------------------------------------

cdef struct scale_parameters:
    const double *scale
    const double *offset
    int64_t coefficients
    bint planar


cdef void _planar(const fa_image *src, fa_step *step) noexcept nogil:
    step.result.height, step.result.width, step.result.channels = src.channels, src.height, src.width
    step.planar = True


cdef void _bind_scale(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const scale_parameters *p = <const scale_parameters *>parameters
    cdef fa_affine_values *job = <fa_affine_values *>step.job
    job.scale, job.offset, job.coefficients = p.scale, p.offset, p.coefficients
    job.lo, job.hi, job.planar, job.mirror = -INFINITY, INFINITY, p.planar, False
    step.result.dtype = FA_F32
    if p.planar:
        _planar(src, step)
        step.mirror = &job.mirror
    step.rows = ROWS.affine_values


# ---- chains ------------------------------------------------------------------------------------------------------

cdef struct colors_parameters:
    const double *steps     # (N, most, 4): op, a, b, c; op -1: none
    int64_t most
    double weights[3]
    double lo, hi, top
    scale_parameters scale  # of an RGB result in float32; no coefficients: the result has the image's dtype


cdef int _find_pivot(void *job, void *scratch, int held) noexcept nogil:
    """The mean that a contrast wants, of the whole source."""
    cdef fa_chain *p = <fa_chain *>job
    cdef double *pivot = <double *>scratch
    p.sums = pivot + p.planes
    p.kept = p.sums + p.src.height * p.planes if p.kept != NULL else NULL
    ROWS.chain_sums(p, 0, p.src.height)
    ROWS.find_pivot(p.sums, p.src.height, p.src.width * p.src.channels // p.planes, p.planes, FA_PIVOT_GRAY, pivot)
    p.pivot = pivot
    return 1


cdef void _bind_colors(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const colors_parameters *p = <const colors_parameters *>parameters
    cdef const double *given = p.steps + 4 * p.most * sample
    cdef const double *only = NULL
    cdef fa_chain *job = <fa_chain *>step.job
    cdef bint single = p.scale.coefficients == 0 and src.dtype == FA_U8     # a lone step has a kernel of its own
    cdef bint dear = False      # steps before a contrast that are not to be computed twice
    cdef int64_t k
    job.count = 0
    for k in range(p.most):
        if given[4 * k] < 0:
            continue
        only = given + 4 * k
        job.steps[job.count] = color_step(<int>only[0], only[1], only[2], only[3], p.top)
        job.count += 1
        if only[0] == FA_CONTRAST:
            step.whole = True
        elif only[0] > FA_CONTRAST and not step.whole:
            dear = src.height * src.width <= KEPT_PIXELS
    if job.count == 0 and p.scale.coefficients:
        _bind_scale(&p.scale, sample, src, step)
    elif job.count == 1 and single and only[0] == FA_SATURATION:
        _bind_saturation(p, only[1], step)
    elif job.count == 1 and single and only[0] == FA_HUE:
        (<fa_turn_hue *>step.job).shift = <int>floor((only[1] - floor(only[1])) * 49152 + 0.5) % 49152
        step.rows = ROWS.turn_hue
    elif job.count > 0:
        _bind_chain(p, src, dear, step)


cdef void _bind_chain(const colors_parameters *p, const fa_image *src, bint dear, fa_step *step) noexcept nogil:
    cdef fa_chain *job = <fa_chain *>step.job
    cdef int k
    job.planes = 3 if src.channels == 3 else 1
    job.weights[0], job.weights[1], job.weights[2] = p.weights[0], p.weights[1], p.weights[2]
    job.lo, job.hi = p.lo, p.hi
    job.kept, job.to_float, job.planar, job.mirror = NULL, p.scale.coefficients > 0, p.scale.planar, False
    step.rows = ROWS.chain
    if step.whole:
        step.prepare = _find_pivot
        step.scratch = (src.height + 1) * job.planes * <int64_t>sizeof(double)
        if dear:
            job.kept = step     # any address: its place is in the scratch
            step.scratch += 3 * src.height * src.width * <int64_t>(8 if src.dtype == FA_F64 else 4)
    if job.to_float:
        for k in range(3):
            job.scale[k] = p.scale.scale[k if p.scale.coefficients > 1 else 0]
            job.offset[k] = p.scale.offset[k if p.scale.coefficients > 1 else 0]
        step.result.dtype = FA_F32
        if job.planar:
            _planar(src, step)
            step.mirror = &job.mirror


cdef void _bind_saturation(const colors_parameters *p, double factor, fa_step *step) noexcept nogil:
    cdef fa_saturate *job = <fa_saturate *>step.job
    cdef int k
    job.factor = factor
    for k in range(3):
        job.weights[k] = p.weights[k]
    step.rows = ROWS.saturate


cdef class Colors(Pass):
    """Neighbouring colour steps as one chain; a single step on bytes by its own exact kernel."""

    cdef colors_parameters p

    def __init__(self, cnp.ndarray steps, weights, limits, double top, scale=None, active=None):
        """steps: (N, most, 4) op, a, b, c with the codes of fastaug.colors; op -1: none. scale: scales, offsets and
        whether in planes, for an RGB result in float32."""
        cdef int k
        self.begin(_bind_colors, &self.p, active)
        self.p.steps = self.doubles(steps, cnp.PyArray_SIZE(steps))
        self.p.most = cnp.PyArray_DIM(steps, 1)
        for k in range(3):
            self.p.weights[k] = weights[k]
        self.p.lo, self.p.hi = limits
        self.p.top = top
        if scale is not None:
            scales, offsets, self.p.scale.planar = scale
            self.p.scale.scale, self.p.scale.offset = self.doubles(scales, len(scales)), self.doubles(offsets, len(scales))
            self.p.scale.coefficients = len(scales)


cdef struct matrix_parameters:
    const double *matrices  # (N, 3, 4)
    double lo, hi


cdef void _bind_matrix(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const matrix_parameters *p = <const matrix_parameters *>parameters
    cdef const double *matrix = p.matrices + 12 * sample
    cdef fa_chain *job = <fa_chain *>step.job
    if src.dtype == FA_U8:
        (<fa_mix_bytes *>step.job).matrix = matrix
        step.rows = ROWS.mix_bytes
        return
    job.steps[0].op, job.count, job.planes, job.matrix = FA_MATRIX, 1, 3, matrix
    job.lo, job.hi, job.kept, job.to_float, job.planar, job.mirror = p.lo, p.hi, NULL, False, False, False
    step.rows = ROWS.chain


cdef class Matrix(Pass):
    """RGB times a matrix."""

    cdef matrix_parameters p

    def __init__(self, cnp.ndarray matrices, limits, active=None):
        """matrices: (N, 3, 4), the last column in units of the dtype."""
        self.begin(_bind_matrix, &self.p, active)
        self.p.matrices = self.doubles(matrices, cnp.PyArray_SIZE(matrices))
        self.p.lo, self.p.hi = limits


# ---- tables and powers -------------------------------------------------------------------------------------------

cdef struct table_parameters:
    const char *tables
    int64_t step    # bytes from the tables of one sample to those of the next
    int64_t each    # tables of one sample


cdef void _bind_table(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const table_parameters *p = <const table_parameters *>parameters
    cdef fa_lookup *job = <fa_lookup *>step.job
    job.table, job.tables = p.tables + sample * p.step, p.each
    step.rows = ROWS.lookup


cdef class Table(Pass):
    """out = table[image] for uint8 and uint16."""

    cdef table_parameters p

    def __init__(self, cnp.ndarray tables, active=None):
        """tables: (N, 1 or C, 256) uint8 or (N, 1 or C, 65536) uint16, contiguous."""
        self.begin(_bind_table, &self.p, active)
        self.kept.append(tables)
        self.p.tables, self.p.step = cnp.PyArray_BYTES(tables), cnp.PyArray_STRIDES(tables)[0]
        self.p.each = cnp.PyArray_DIM(tables, 1)


cdef struct power_parameters:
    const double *gamma     # (N, coefficients)
    int64_t coefficients
    double lo, hi


cdef void _bind_power(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const power_parameters *p = <const power_parameters *>parameters
    cdef fa_power *job = <fa_power *>step.job
    job.gamma, job.coefficients, job.lo, job.hi = p.gamma + sample * p.coefficients, p.coefficients, p.lo, p.hi
    step.rows = ROWS.power


cdef class Power(Pass):
    """out = clip(max(image, 0) ^ gamma) for floats."""

    cdef power_parameters p

    def __init__(self, cnp.ndarray gamma, limits, active=None):
        """gamma: (N, 1 or C)."""
        self.begin(_bind_power, &self.p, active)
        self.p.gamma, self.p.coefficients = self.doubles(gamma, cnp.PyArray_SIZE(gamma)), cnp.PyArray_DIM(gamma, 1)
        self.p.lo, self.p.hi = limits


cdef struct curve_parameters:
    const double *terms     # (N, 3, coefficients)
    int64_t coefficients


cdef void _bind_curve(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const curve_parameters *p = <const curve_parameters *>parameters
    cdef fa_curve *job = <fa_curve *>step.job
    job.terms, job.coefficients = p.terms + sample * 3 * p.coefficients, p.coefficients
    step.rows = ROWS.curve


cdef class Curve(Pass):
    """out = ((a t + b) t + c) t with t the image in 0 .. 1, for floats."""

    cdef curve_parameters p

    def __init__(self, cnp.ndarray terms, active=None):
        """terms: all a, b, c as (N, 3, 1 or C)."""
        self.begin(_bind_curve, &self.p, active)
        self.p.terms, self.p.coefficients = self.doubles(terms, cnp.PyArray_SIZE(terms)), cnp.PyArray_DIM(terms, 2)


# ---- results -----------------------------------------------------------------------------------------------------

cdef class Scale(Pass):
    """out = image scale[c] + offset[c] in float32, as (H, W, C) or (C, H, W)."""

    cdef scale_parameters p

    def __init__(self, scales, offsets, bint planar):
        self.begin(_bind_scale, &self.p, None)
        self.p.scale, self.p.offset = self.doubles(scales, len(scales)), self.doubles(offsets, len(scales))
        self.p.coefficients, self.p.planar = len(scales), planar


cdef void _bind_planes(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    _planar(src, step)
    step.rows = PLANES


cdef class Planes(Pass):
    """(H, W, C) to (C, H, W)."""

    def __init__(self):
        self.begin(_bind_planes, NULL, None)
