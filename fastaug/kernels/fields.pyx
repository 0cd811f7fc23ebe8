"""Displacement fields that follow from few numbers."""

cimport numpy as cnp
from libc.math cimport isfinite
from libc.stdint cimport int32_t, int64_t, uint8_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport allocate, fa_image, fa_rows, run
from fastaug.kernels.pipeline cimport fa_step
from fastaug.kernels.warp cimport (
    FA_AFFINE_FIELD, FA_FIELD, Resample, bind_resample, empty_plane, fa_warp, is_identity, resample_parameters,
    warp_rows,
)

import numpy as np

from fastaug.kernels.arguments import integer

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

cdef int AS_GIVEN = cnp.NPY_ARRAY_CARRAY_RO | cnp.NPY_ARRAY_FORCECAST   # unless it has another dtype, or gaps

cdef cnp.ndarray _empty_floats(int64_t size):
    cdef cnp.npy_intp length = size
    return cnp.PyArray_EMPTY(1, &length, cnp.NPY_FLOAT32, 0)


def field_size(height, width, count):
    """Of fields: height, width and how many; None is one."""
    cdef object n = 1 if count is None else integer(count, "count", 0)
    return integer(height, "height", 0), integer(width, "width", 0), n


def of_each(given, str name, str wanted, int64_t least, int64_t count, int rank):
    """The float64 arrays of `count` fields from an array for all of them or for each: (..., 2) of that rank, with `least`
    or more along the other axes. wanted: what to ask for else.
    """
    cdef cnp.ndarray array = np.asarray(given), values
    cdef const double *v
    cdef int64_t k
    cdef int i, many = cnp.PyArray_NDIM(array) == rank + 1
    cdef bint fits = array.descr.kind in b"uif" and cnp.PyArray_NDIM(array) == rank + many
    for i in range(rank if fits else 0):
        k = cnp.PyArray_DIM(array, many + i)
        fits = fits and (k >= least if i < rank - 1 else k == 2)
    if not fits:
        raise ValueError(f"{name} must be {wanted}, got {given!r}")
    values = cnp.PyArray_FROMANY(array, cnp.NPY_FLOAT64, 0, 0, AS_GIVEN)
    v = <const double *>cnp.PyArray_DATA(values)
    for k in range(cnp.PyArray_SIZE(values)):
        if not isfinite(v[k]):
            raise ValueError(f"{name} must be finite, got {given!r}")
    if not many:
        return [values] * count
    if cnp.PyArray_DIM(values, 0) != count:
        raise ValueError(f"{name} must be an array for each of {count} fields, got shape {(<object>array).shape}")
    return list(values)


cdef class Bend:
    """One field; what its numbers mean is told in csrc/fields_rows.h."""

    cdef fa_bend b
    cdef readonly int kind
    cdef readonly cnp.ndarray x, y      # (W,), (H,): where the columns and rows of pixels are, in units of the kind
    cdef readonly cnp.ndarray numbers
    cdef readonly cnp.ndarray cell      # grids, (H,): the row of cells of each pixel
    cdef readonly cnp.ndarray ends      # grids, (columns of nodes,): the first pixel of each cell, then the width

    def __init__(self, int kind, cnp.ndarray x, cnp.ndarray y, cnp.ndarray numbers, cnp.ndarray cell=None,
                 cnp.ndarray ends=None):
        """x, y, numbers: float32; cell, ends: int32."""
        self.kind, self.x, self.y, self.numbers, self.cell, self.ends = kind, x, y, numbers, cell, ends
        self.b.kind = kind
        self.b.height, self.b.width = cnp.PyArray_SIZE(y), cnp.PyArray_SIZE(x)
        self.b.x, self.b.y = <const float *>cnp.PyArray_DATA(x), <const float *>cnp.PyArray_DATA(y)
        self.b.numbers = <const float *>cnp.PyArray_DATA(numbers)
        if kind == FA_SPLINE:
            self.b.nodes = (cnp.PyArray_SIZE(numbers) - 6) // 4
        elif kind != FA_LENS:
            self.b.rows, self.b.nodes = cnp.PyArray_DIM(numbers, 1), cnp.PyArray_DIM(numbers, 2)
            self.b.cell, self.b.ends = <const int32_t *>cnp.PyArray_DATA(cell), <const int32_t *>cnp.PyArray_DATA(ends)


cdef Bend _lens(double k, bint quartic, cnp.ndarray x, cnp.ndarray y, double x_unit, double y_unit):
    cdef cnp.ndarray numbers = _empty_floats(4)
    cdef float *out = <float *>cnp.PyArray_DATA(numbers)
    out[0], out[1], out[2], out[3] = <float>k, <float>(k if quartic else 0), <float>x_unit, <float>y_unit
    return Bend(FA_LENS, x, y, numbers)


def lenses(list strengths, bint quartic, cnp.ndarray x, cnp.ndarray y, double x_unit, double y_unit):
    """A lens of each strength."""
    return [_lens(k, quartic, x, y, x_unit, y_unit) for k in strengths]


cdef cnp.ndarray _grid_numbers(object shifts):
    """(2, rows, columns) from (rows, columns, 2)."""
    cdef cnp.ndarray given = cnp.PyArray_FROMANY(shifts, cnp.NPY_FLOAT64, 3, 3, AS_GIVEN)
    cdef cnp.npy_intp[3] shape = [2, cnp.PyArray_DIM(given, 0), cnp.PyArray_DIM(given, 1)]
    cdef cnp.ndarray made = cnp.PyArray_EMPTY(3, shape, cnp.NPY_FLOAT32, 0)
    cdef const double *v = <const double *>cnp.PyArray_DATA(given)
    cdef float *out = <float *>cnp.PyArray_DATA(made)
    cdef int64_t i, nodes = shape[1] * shape[2]
    for i in range(nodes):
        out[i], out[nodes + i] = <float>v[2 * i], <float>v[2 * i + 1]
    return made


def grids(list each, bint triangles, cnp.ndarray x, cnp.ndarray y, cnp.ndarray cell, cnp.ndarray ends):
    """Grids whose nodes are displaced by `each` shifts, (rows, columns, 2) pixels."""
    cdef int kind = FA_TRIANGLES if triangles else FA_CELLS
    return [Bend(kind, x, y, _grid_numbers(shifts), cell, ends) for shifts in each]


def spline_numbers(cnp.ndarray solved, at, shifts, double x_center, double y_center, double unit):
    """The points, and the weights and plane of each direction: what (K + 3, K) `solved` makes of the shifts."""
    cdef cnp.ndarray points = cnp.PyArray_FROMANY(at, cnp.NPY_FLOAT64, 2, 2, AS_GIVEN)
    cdef cnp.ndarray moved = cnp.PyArray_FROMANY(shifts, cnp.NPY_FLOAT64, 2, 2, AS_GIVEN)
    cdef int64_t count = cnp.PyArray_DIM(points, 0), rows = count + 3, k, r
    cdef cnp.ndarray made = _empty_floats(4 * count + 6)
    cdef const double *f = <const double *>cnp.PyArray_DATA(solved)
    cdef const double *p = <const double *>cnp.PyArray_DATA(points)
    cdef const double *d = <const double *>cnp.PyArray_DATA(moved)
    cdef float *out = <float *>cnp.PyArray_DATA(made)
    cdef float *plane = out + 4 * count
    cdef double x, y
    for k in range(count):
        out[k] = <float>((p[2 * k] - x_center) / unit)
        out[count + k] = <float>((p[2 * k + 1] - y_center) / unit)
    for r in range(rows):
        x = y = 0
        for k in range(count):
            x += f[r * count + k] * d[2 * k]
            y += f[r * count + k] * d[2 * k + 1]
        if r < count:
            out[2 * count + r], out[3 * count + r] = <float>x, <float>y
        else:
            plane[r - count], plane[3 + r - count] = <float>x, <float>y
    return made


# ---- fields ------------------------------------------------------------------------------------------------------


def fields(count, int64_t height, int64_t width, list bends, threads):
    """(dx, dy) of shape (height, width), or (count, height, width)."""
    cdef int64_t i, n = len(bends), pixels = height * width
    cdef double row_ns = LINEAR_NS * width
    cdef cnp.ndarray dx = empty_plane(count, height, width), dy = empty_plane(count, height, width)
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
