"""Displacement fields that follow from few numbers."""

cimport numpy as cnp
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport allocate, fa_image, fa_rows, run
from fastaug.kernels.arguments cimport all_finite, array_of, doubles
from fastaug.kernels.pipeline cimport fa_step
from fastaug.kernels.warp cimport (
    FA_AFFINE_FIELD, FA_FIELD, Resample, bind_resample, empty_field, fa_warp, is_identity, resample_parameters,
    warp_rows,
)
import numpy as np

cnp.import_array()

cdef extern from "along.h":
    enum: FA_FIELD_WIDTH

cdef extern from "fields.h":
    enum: FA_CELLS, FA_TRIANGLES, FA_LENS, FA_SPLINE
    ctypedef struct fa_bend:
        int kind
        int64_t height, width
        const float *x
        const float *y
        const float *numbers
        int64_t rows, nodes
        const int32_t *cell
        const int32_t *ends
        float *dx
        float *dy
    void fa_bend_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    void fa_spline_numbers(
        int64_t count, const float *points, const double *solved, const double *shifts, float *numbers
    ) noexcept nogil
    ctypedef struct fa_bent:
        fa_warp warp
        fa_rows warp_rows
        fa_bend bend
    void fa_bent_rows(const void *job, int64_t first, int64_t last) noexcept nogil
    int64_t fa_bent_scratch(const fa_bent *job) nogil
    int fa_bent_prepare(void *job, void *scratch, int held) noexcept nogil

# Rough costs per pixel, which only decide about threads.
cdef double LINEAR_NS = 0.2, POINT_NS = 0.3

WIDEST = FA_FIELD_WIDTH     # of an image whose field is not stored


# ---- the numbers of a bend ---------------------------------------------------------------------------------------

cdef list _of_each(object given, str name, str wanted, int64_t least, int64_t count, int rank):
    """The float64 arrays of `count` fields from an array for all of them or for each: (..., 2) of that rank, with `least`
    or more along the other axes. wanted: what to ask for else.
    """
    cdef cnp.ndarray array = array_of(given), values
    cdef int64_t k
    cdef int i, many = cnp.PyArray_NDIM(array) == rank + 1
    cdef bint fits = cnp.PyArray_ISINTEGER(array) or cnp.PyArray_ISFLOAT(array)
    fits = fits and cnp.PyArray_NDIM(array) == rank + many
    for i in range(rank if fits else 0):
        k = cnp.PyArray_DIM(array, many + i)
        fits = fits and (k >= least if i < rank - 1 else k == 2)
    if not fits:
        raise ValueError(f"{name} must be {wanted}, got {given!r}")
    values = doubles(array)
    if not all_finite(values):
        raise ValueError(f"{name} must be finite, got {given!r}")
    if not many:
        return [values] * count
    if cnp.PyArray_DIM(values, 0) != count:
        raise ValueError(f"{name} must be an array for each of {count} fields, got shape {(<object>array).shape}")
    return list(values)


def node_shifts(given, int64_t count):
    """Of each field, (rows, columns, 2)."""
    return _of_each(given, "shifts", "dx and dy of two or more rows and columns of nodes, (rows, columns, 2)", 2, count, 3)


def spline_points(given, str name, int64_t count):
    """Of each field, (K, 2)."""
    return _of_each(given, name, "three or more points (x, y)", 3, count, 2)


cdef class Bend:
    """One field; what its numbers mean is told in csrc/fields_rows.h."""

    cdef fa_bend b
    cdef readonly int kind
    cdef readonly cnp.ndarray x, y      # (W,), (H,): where the columns and rows of pixels are, in units of the kind
    cdef readonly cnp.ndarray numbers
    cdef readonly cnp.ndarray cell      # grids, (H,): the row of cells of each pixel
    cdef readonly cnp.ndarray ends      # grids, (columns of nodes,): the first pixel of each cell, then the width


cdef Bend _bend(int kind, cnp.ndarray x, cnp.ndarray y, cnp.ndarray numbers):
    """x, y, numbers: float32."""
    cdef Bend made = Bend.__new__(Bend)
    made.kind, made.x, made.y, made.numbers = kind, x, y, numbers
    made.b.kind = kind
    made.b.height, made.b.width = cnp.PyArray_SIZE(y), cnp.PyArray_SIZE(x)
    made.b.x, made.b.y = <const float *>cnp.PyArray_DATA(x), <const float *>cnp.PyArray_DATA(y)
    made.b.numbers = <const float *>cnp.PyArray_DATA(numbers)
    return made


cdef cnp.ndarray _empty_floats(int64_t size):
    cdef cnp.npy_intp length = size
    return cnp.PyArray_EMPTY(1, &length, cnp.NPY_FLOAT32, 0)


cdef Bend _lens(double k, bint quartic, cnp.ndarray x, cnp.ndarray y, double x_unit, double y_unit):
    cdef cnp.ndarray numbers = _empty_floats(4)
    cdef float *out = <float *>cnp.PyArray_DATA(numbers)
    out[0], out[1], out[2], out[3] = <float>k, <float>(k if quartic else 0), <float>x_unit, <float>y_unit
    return _bend(FA_LENS, x, y, numbers)


def lenses(list strengths, bint quartic, cnp.ndarray x, cnp.ndarray y, double x_unit, double y_unit):
    """A lens of each strength."""
    return [_lens(k, quartic, x, y, x_unit, y_unit) for k in strengths]


cdef Bend _grid(cnp.ndarray given, int kind, cnp.ndarray x, cnp.ndarray y, cnp.ndarray cell, cnp.ndarray ends):
    cdef cnp.ndarray shifts = doubles(given)
    cdef cnp.npy_intp[3] shape = [2, cnp.PyArray_DIM(shifts, 0), cnp.PyArray_DIM(shifts, 1)]
    cdef cnp.ndarray numbers = cnp.PyArray_EMPTY(3, shape, cnp.NPY_FLOAT32, 0)
    cdef const double *v = <const double *>cnp.PyArray_DATA(shifts)
    cdef float *out = <float *>cnp.PyArray_DATA(numbers)
    cdef int64_t i, nodes = shape[1] * shape[2]
    for i in range(nodes):
        out[i], out[nodes + i] = <float>v[2 * i], <float>v[2 * i + 1]
    cdef Bend made = _bend(kind, x, y, numbers)
    made.cell, made.ends = cell, ends
    made.b.rows, made.b.nodes = shape[1], shape[2]
    made.b.cell, made.b.ends = <const int32_t *>cnp.PyArray_DATA(cell), <const int32_t *>cnp.PyArray_DATA(ends)
    return made


def grids(list each, bint triangles, cnp.ndarray x, cnp.ndarray y, cnp.ndarray cell, cnp.ndarray ends):
    """Grids whose nodes are displaced by `each` shifts, (rows, columns, 2) pixels. cell, ends: int32."""
    cdef int kind = FA_TRIANGLES if triangles else FA_CELLS
    return [_grid(shifts, kind, x, y, cell, ends) for shifts in each]


def spline(cnp.ndarray points, cnp.ndarray solved, cnp.ndarray x, cnp.ndarray y, shifts):
    """A spline with these (K, 2) shifts. points: float32 (2, K); solved: float64 (K, K + 3), see csrc/fields.h."""
    cdef int64_t count = cnp.PyArray_DIM(solved, 0)
    cdef cnp.ndarray moved = doubles(shifts), numbers = _empty_floats(4 * count + 6)
    fa_spline_numbers(
        count, <const float *>cnp.PyArray_DATA(points), <const double *>cnp.PyArray_DATA(solved),
        <const double *>cnp.PyArray_DATA(moved), <float *>cnp.PyArray_DATA(numbers),
    )
    cdef Bend made = _bend(FA_SPLINE, x, y, numbers)
    made.b.nodes = count
    return made


# ---- fields ------------------------------------------------------------------------------------------------------


def fields(count, int64_t height, int64_t width, list bends, threads):
    """(dx, dy) of shape (height, width), or (count, height, width)."""
    cdef int64_t i, n = len(bends), pixels = height * width
    cdef double row_ns = LINEAR_NS * width
    cdef cnp.ndarray dx, dy
    dx, dy = empty_field(count, height, width)
    cdef fa_bend *jobs = <fa_bend *>allocate(n, sizeof(fa_bend))
    try:
        for i in range(n):
            jobs[i] = (<Bend?>bends[i]).b
            jobs[i].dx = <float *>cnp.PyArray_DATA(dx) + i * pixels
            jobs[i].dy = <float *>cnp.PyArray_DATA(dy) + i * pixels
            if jobs[i].kind == FA_SPLINE:
                row_ns = POINT_NS * width * jobs[i].nodes
        run(fa_bend_rows, jobs, sizeof(fa_bend), n, height, row_ns, threads)
    finally:
        free(jobs)
    return dx, dy


# ---- in a pipeline -----------------------------------------------------------------------------------------------

cdef struct bent_parameters:
    resample_parameters resample
    const uint8_t *displaced    # per sample
    const fa_bend *bends        # per sample
    fa_rows warp_rows


cdef void _bind_bent(const void *parameters, int64_t sample, const fa_image *src, fa_step *step) noexcept nogil:
    cdef const bent_parameters *p = <const bent_parameters *>parameters
    cdef const double *m = p.resample.inverse + 9 * sample
    cdef fa_bent *job = <fa_bent *>step.job
    cdef int k
    if not p.displaced[sample]:
        bind_resample(&p.resample, sample, src, step)
        return
    step.result.height, step.result.width = p.resample.size[2 * sample], p.resample.size[2 * sample + 1]
    job.bend = p.bends[sample]
    job.warp_rows = p.warp_rows
    for k in range(9):
        job.warp.m[k] = m[k]
    job.warp.kind = FA_FIELD if is_identity(m) else FA_AFFINE_FIELD
    job.warp.interpolation, job.warp.border, job.warp.fill = p.resample.interpolation, p.resample.border, p.resample.fill
    step.rows = fa_bent_rows
    step.whole = True
    step.scratch = fa_bent_scratch(job)
    if step.scratch:
        step.prepare, step.holds = fa_bent_prepare, p.bends + sample


cdef class Bends:
    """The fields of a batch, made while the images are: shared by the images and their masks."""

    cdef cnp.ndarray memory
    cdef readonly cnp.ndarray displaced
    cdef list plans     # Bends, whose arrays the memory points into

    def __init__(self, displaced, list plans):
        """Per sample: whether it is displaced, and its Bend; None for the others."""
        cdef cnp.npy_intp size = len(plans) * <cnp.npy_intp>sizeof(fa_bend)
        cdef fa_bend *bends
        cdef int64_t i
        self.memory = cnp.PyArray_ZEROS(1, &size, cnp.NPY_UINT8, 0)
        self.displaced = np.ascontiguousarray(displaced, np.bool_)
        self.plans = plans
        bends = <fa_bend *>cnp.PyArray_DATA(self.memory)
        for i in range(len(plans)):
            if plans[i] is not None:
                bends[i] = (<Bend?>plans[i]).b


cdef class Bent(Resample):
    """Samples each image where its matrix and a field say: at the matrix of (p + d(p))."""

    cdef bent_parameters q

    def __init__(self, Bends bends, inverse, size, int interpolation, int border, fill, like, active=None):
        """The matrices are affine, and the fields have the size of the results; the rest as for Resample."""
        self.begin(_bind_bent, &self.q, active)
        self.set_up(inverse, size, interpolation, border, fill, like)
        self.kept.append(bends)
        self.q.resample = self.p
        self.q.displaced = <const uint8_t *>cnp.PyArray_DATA(bends.displaced)
        self.q.bends = <const fa_bend *>cnp.PyArray_DATA(bends.memory)
        self.q.warp_rows = warp_rows()
