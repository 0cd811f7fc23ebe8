"""Matrices of the samples of a batch, (N, 3, 3) from output (x, y, 1) to input, and the angles in them and of lines."""

cimport numpy as cnp
from libc.math cimport copysign, fabs, floor, isfinite, rint, tan
from libc.stdint cimport int64_t

import math

import numpy as np

from fastaug.kernels.arguments import per_sample

cnp.import_array()


cdef double SINGULAR = 1e-12            # smallest determinant
cdef double MOST = 2.0 ** 30            # pixels: coordinates have 32 fraction bits in 64
FARTHEST = MOST
cdef double RADIAN = math.pi / 180
cdef double[9] COSINE   # coefficients of the Taylor series in x^2, of the cosine and of sine over x
cdef double[9] SINE
for _k in range(9):
    COSINE[_k] = (-1) ** _k / math.factorial(2 * _k)
    SINE[_k] = (-1) ** _k / math.factorial(2 * _k + 1)


cdef void cosine_and_sine(double degrees, double *cosine, double *sine) noexcept nogil:
    cdef double quarters = rint(degrees / 90), turn = quarters - 4 * floor(quarters / 4)
    cdef double x = (degrees - 90 * quarters) * RADIAN, z = x * x, c = COSINE[8], s = SINE[8]
    cdef int k
    for k in range(7, -1, -1):
        c, s = c * z + COSINE[k], s * z + SINE[k]
    s = s * x
    if turn == 1 or turn == 3:
        c, s = s, c
    cosine[0] = -c if turn == 1 or turn == 2 else c
    sine[0] = -s if turn >= 2 else s


def cos_sin(degrees):
    """Cosines and sines of an array of angles; exact at multiples of 90 degrees, so that quarter turns are.

    The series leaves no bit to a library: a pipeline gives the same pixels wherever it runs.
    """
    cdef cnp.ndarray angles = np.ascontiguousarray(degrees, np.float64)
    cdef cnp.ndarray cosines = np.empty_like(angles), sines = np.empty_like(angles)
    cdef int64_t i
    for i in range(cnp.PyArray_SIZE(angles)):
        cosine_and_sine(
            (<const double *>cnp.PyArray_DATA(angles))[i],
            <double *>cnp.PyArray_DATA(cosines) + i, <double *>cnp.PyArray_DATA(sines) + i,
        )
    return cosines, sines


cdef cnp.ndarray _contiguous(object array, int type_number):
    """np.ascontiguousarray, in a fraction of the time for an array that is."""
    if isinstance(array, cnp.ndarray) and cnp.PyArray_TYPE(array) == type_number and cnp.PyArray_ISCARRAY_RO(array):
        return array
    return cnp.PyArray_FROMANY(array, type_number, 0, 0, cnp.NPY_ARRAY_CARRAY_RO | cnp.NPY_ARRAY_FORCECAST)


cdef cnp.ndarray _doubles(object array, int64_t size):
    cdef object made = _contiguous(array, cnp.NPY_FLOAT64)
    if cnp.PyArray_SIZE(made) != size:
        raise ValueError(f"expected {size} numbers, got shape {made.shape}")
    return made


cdef cnp.ndarray _empty(int64_t count):
    cdef cnp.npy_intp[3] shape = [count, 3, 3]
    return cnp.PyArray_EMPTY(3, shape, cnp.NPY_FLOAT64, 0)


def identities(int64_t count):
    """N identity matrices."""
    cdef cnp.npy_intp[3] shape = [count, 3, 3]
    cdef cnp.ndarray made = cnp.PyArray_ZEROS(3, shape, cnp.NPY_FLOAT64, 0)
    cdef double *m = <double *>cnp.PyArray_DATA(made)
    cdef int64_t i
    for i in range(count):
        m[9 * i] = m[9 * i + 4] = m[9 * i + 8] = 1
    return made


def product(a, b):
    """a @ b for each sample, summed in one order on every machine."""
    cdef int64_t count = len(a), i
    cdef int r, c
    a, b = _doubles(a, 9 * count), _doubles(b, 9 * count)
    cdef cnp.ndarray made = _empty(count)
    cdef const double *x = <const double *>cnp.PyArray_DATA(a)
    cdef const double *y = <const double *>cnp.PyArray_DATA(b)
    cdef double *m = <double *>cnp.PyArray_DATA(made)
    for i in range(count):
        for r in range(3):
            for c in range(3):
                m[3 * r + c] = (x[3 * r] * y[c] + x[3 * r + 1] * y[3 + c]) + x[3 * r + 2] * y[6 + c]
        x, y, m = x + 9, y + 9, m + 9
    return made


def about_centers(entries, active, sizes, shift):
    """Output p shows the input at A (p - center - shift) + center, for samples that are active; the others stay.

    entries: (N, 4) a, b, c, d of A; active: N; sizes: (N, 2) height, width; shift: (N, 2) x, y, or None.
    """
    cdef int64_t count = len(sizes), i
    entries = _doubles(entries, 4 * count)
    cdef cnp.ndarray made = identities(count), flags = _contiguous(active, cnp.NPY_BOOL)
    cdef cnp.ndarray sides = _contiguous(sizes, cnp.NPY_INT64), shifts = None
    cdef const double *a = <const double *>cnp.PyArray_DATA(entries)
    cdef const char *on = cnp.PyArray_BYTES(flags)
    cdef const int64_t *side = <const int64_t *>cnp.PyArray_DATA(sides)
    cdef const double *s = NULL
    cdef double *m = <double *>cnp.PyArray_DATA(made)
    cdef double cx, cy, x, y
    if shift is not None:
        shifts = _doubles(shift, 2 * count)
        s = <const double *>cnp.PyArray_DATA(shifts)
    for i in range(count):
        if on[i]:
            cx, cy = (side[2 * i + 1] - 1) / 2.0, (side[2 * i] - 1) / 2.0
            x, y = cx + (s[2 * i] if s != NULL else 0), cy + (s[2 * i + 1] if s != NULL else 0)
            m[0], m[1], m[3], m[4] = a[0], a[1], a[2], a[3]
            m[2] = cx - (a[0] * x + a[1] * y)
            m[5] = cy - (a[2] * x + a[3] * y)
        a, m = a + 4, m + 9
    return made


def shifts(corner):
    """Output (x, y) shows the input at (x, y) + (column, row). corner: (N, 2) int64 row, column."""
    cdef int64_t count = len(corner), i
    cdef cnp.ndarray made = identities(count), corners = _contiguous(corner, cnp.NPY_INT64)
    cdef const int64_t *at = <const int64_t *>cnp.PyArray_DATA(corners)
    cdef double *m = <double *>cnp.PyArray_DATA(made)
    for i in range(count):
        m[9 * i + 2], m[9 * i + 5] = at[2 * i + 1], at[2 * i]
    return made


def laid(elements, active, sizes):
    """Inverse matrices and sizes of images laid on themselves: output (x, y) shows input (a x + b y, c x + d y),
    shifted to where the image lies.

    elements: (N, 4) or (4,) entries a, b, c, d of 0 and +-1; active: N; sizes: (N, 2).
    """
    cdef int64_t count = len(sizes), i
    cdef cnp.ndarray made = identities(count), flags = _contiguous(active, cnp.NPY_BOOL)
    cdef cnp.ndarray after = np.array(sizes, np.int64, order="C"), entries = _contiguous(elements, cnp.NPY_INT64)
    cdef int64_t step = 4 if cnp.PyArray_SIZE(entries) > 4 else 0, height, width
    cdef const int64_t *e = <const int64_t *>cnp.PyArray_DATA(entries)
    cdef const char *on = cnp.PyArray_BYTES(flags)
    cdef int64_t *side = <int64_t *>cnp.PyArray_DATA(after)
    cdef double *m = <double *>cnp.PyArray_DATA(made)
    if cnp.PyArray_SIZE(entries) != max(4, step * count):
        raise ValueError(f"expected 4 or {count} x 4 entries, got shape {elements.shape}")
    for i in range(count):
        if on[i]:
            height, width = side[0], side[1]
            m[0], m[1], m[3], m[4] = e[0], e[1], e[2], e[3]
            m[2] = width - 1 if e[0] + e[1] < 0 else 0
            m[5] = height - 1 if e[2] + e[3] < 0 else 0
            if e[0] == 0:
                side[0], side[1] = width, height
        e, side, m = e + step, side + 2, m + 9
    return made, after


def beyond(inverse, sizes, double farthest):
    """The first affine matrix that takes a pixel of the result from `farthest` pixels away or more; -1: none.

    sizes: (N, 2) of the results.
    """
    cdef int64_t count = len(sizes), i
    cdef cnp.ndarray matrices = _doubles(inverse, 9 * count), sides = _contiguous(sizes, cnp.NPY_INT64)
    cdef const double *m = <const double *>cnp.PyArray_DATA(matrices)
    cdef const int64_t *side = <const int64_t *>cnp.PyArray_DATA(sides)
    cdef double x, y
    for i in range(count):
        x = fabs(m[0]) * side[1] + fabs(m[1]) * side[0] + fabs(m[2])
        y = fabs(m[3]) * side[1] + fabs(m[4]) * side[0] + fabs(m[5])
        if (x >= farthest or y >= farthest) and m[6] == 0 and m[7] == 0 and m[8] == 1:
            return i
        m, side = m + 9, side + 2
    return -1


# ---- one or N matrices of a call, from input to output ------------------------------------------------------------


cdef cnp.ndarray _zeros(int rows, int64_t count=1):
    """(rows, 3) for all samples, or (count, rows, 3)."""
    cdef cnp.npy_intp[3] shape = [count, rows, 3]
    cdef int one = count == 1
    return cnp.PyArray_ZEROS(3 - one, shape + one, cnp.NPY_FLOAT64, 0)


def from_parameters(double rotate, translate, scale, shear, center, int rows=3):
    """The first rows of the 3x3 matrix T C R Sh S C^-1; ValueError if it is not finite."""
    cdef cnp.ndarray made = _zeros(rows)
    cdef double *m = <double *>cnp.PyArray_DATA(made)
    cdef double c, s, x, y, wide, high, cx, cy, dx, dy
    cdef int k
    cosine_and_sine(rotate, &c, &s)
    x, y = shear
    x, y = tan(x * RADIAN), tan(y * RADIAN)
    wide, high = (scale, scale) if isinstance(scale, (float, int)) or np.ndim(scale) == 0 else scale
    dx, dy = translate
    cx, cy = center
    m[0], m[1], m[3], m[4] = (c + s * y) * wide, (c * x + s) * high, (c * y - s) * wide, (c - s * x) * high
    m[2], m[5] = cx + dx - (m[0] * cx + m[1] * cy), cy + dy - (m[3] * cx + m[4] * cy)
    if rows == 3:
        m[8] = 1
    for k in range(6):
        if not isfinite(m[k]):
            got = (rotate, translate, scale, shear)
            raise ValueError(f"rotate, translate, scale and shear must be finite, got {got}")
    return made


def shifting(dx, dy, int64_t count):
    """What shifts by (dx, dy)."""
    cdef cnp.ndarray across = per_sample(dx, "dx", count), down = per_sample(dy, "dy", count)
    cdef bint each_across = cnp.PyArray_SIZE(across) != 1, each_down = cnp.PyArray_SIZE(down) != 1
    cdef cnp.ndarray made = _zeros(2, count if each_across or each_down else 1)
    cdef double *m = <double *>cnp.PyArray_DATA(made)
    cdef int64_t i
    for i in range(cnp.PyArray_SIZE(made) // 6):
        m[0] = m[4] = 1
        m[2] = (<const double *>cnp.PyArray_DATA(across))[i * each_across]
        m[5] = (<const double *>cnp.PyArray_DATA(down))[i * each_down]
        m += 6
    return made


def zooming(factor, int64_t count, double least):
    """What enlarges by a factor of `least` or more."""
    cdef cnp.ndarray factors = per_sample(factor, "factor", count, least)
    cdef cnp.ndarray made = _zeros(2, cnp.PyArray_SIZE(factors))
    cdef double *m = <double *>cnp.PyArray_DATA(made)
    cdef int64_t i
    for i in range(cnp.PyArray_SIZE(factors)):
        m[6 * i] = m[6 * i + 4] = (<const double *>cnp.PyArray_DATA(factors))[i]
    return made


# ---- the inverses of such matrices, as tuples of 9 ---------------------------------------------------------------


cdef tuple _rotation(double angle_deg, double cx, double cy, double ox, double oy):
    """The inverse of a counter-clockwise rotation about (cx, cy), which goes to (ox, oy)."""
    cdef double c, s
    cosine_and_sine(angle_deg, &c, &s)
    return (c, -s, cx - (c * ox - s * oy), s, c, cy - (s * ox + c * oy), 0.0, 0.0, 1.0)


def rotations(angle_deg, int64_t count, size, output_size, center):
    """Inverses of counter-clockwise rotations about `center`. Where it is None the centres of input and output meet."""
    cdef cnp.ndarray angles = per_sample(angle_deg, "angle_deg", count)
    cdef double cx, cy, ox, oy
    cdef int64_t i
    if center is None:
        cy, cx = size
        oy, ox = output_size
        cx, cy, ox, oy = (cx - 1) / 2, (cy - 1) / 2, (ox - 1) / 2, (oy - 1) / 2
    else:
        cx, cy = center
        ox, oy = cx, cy
    return [
        _rotation((<const double *>cnp.PyArray_DATA(angles))[i], cx, cy, ox, oy) for i in range(cnp.PyArray_SIZE(angles))
    ]


def affine_inverses(matrix, int64_t count, output_size, center):
    """Inverses of forward 2x3 matrices [[a, b, tx], [c, d, ty]] applied about `center`."""
    cdef cnp.ndarray values = _forward(matrix, "matrix_2x3", 2, count)
    cdef const double *m = <const double *>cnp.PyArray_DATA(values)
    cdef double cx, cy, det, p, q, r, s, x, y
    cdef double[6] inverse
    cx, cy = center
    made = []
    for _ in range(cnp.PyArray_SIZE(values) // 6):
        det = m[0] * m[4] - m[1] * m[3]
        if fabs(det) < SINGULAR:
            raise ValueError(f"matrix_2x3 must be invertible, got determinant {det:g}")
        p, q, r, s = m[4] / det, -m[1] / det, -m[3] / det, m[0] / det
        x, y = cx + m[2], cy + m[5]  # where the centre goes
        inverse = [p, q, cx - (p * x + q * y), r, s, cy - (r * x + s * y)]
        _check_reach(inverse, "matrix_2x3", output_size)
        made.append((p, q, inverse[2], r, s, inverse[5], 0.0, 0.0, 1.0))
        m += 6
    return made


def perspective_inverses(matrix, int64_t count, size, output_size, center):
    """Inverses of forward 3x3 matrices applied about `center`; the image's centre lies in front."""
    cdef cnp.ndarray values = _forward(matrix, "matrix_3x3", 3, count)
    cdef const double *f = <const double *>cnp.PyArray_DATA(values)
    cdef double h, w, cx, cy, det, in_front, scale
    cdef double[9] m
    cdef int k
    h, w = size
    cx, cy = center
    made = []
    for _ in range(cnp.PyArray_SIZE(values) // 9):
        m = [
            f[4] * f[8] - f[5] * f[7], f[2] * f[7] - f[1] * f[8], f[1] * f[5] - f[2] * f[4],
            f[5] * f[6] - f[3] * f[8], f[0] * f[8] - f[2] * f[6], f[2] * f[3] - f[0] * f[5],
            f[3] * f[7] - f[4] * f[6], f[1] * f[6] - f[0] * f[7], f[0] * f[4] - f[1] * f[3],
        ]
        det = f[0] * m[0] + f[1] * m[3] + f[2] * m[6]
        if fabs(det) < SINGULAR:
            raise ValueError(f"matrix_3x3 must be invertible, got determinant {det:g}")
        in_front = f[6] * ((w - 1) / 2 - cx) + f[7] * ((h - 1) / 2 - cy) + f[8]
        scale = copysign(det, det * in_front)
        for k in range(9):
            m[k] = m[k] / scale
        if cx != 0 or cy != 0:  # T(center) inverse T(-center)
            for k in range(3):
                m[k] += cx * m[6 + k]
                m[3 + k] += cy * m[6 + k]
            for k in range(0, 9, 3):
                m[k + 2] -= cx * m[k] + cy * m[k + 1]
        if m[6] == 0 and m[7] == 0:  # affine after all
            scale = m[8]
            for k in range(9):
                m[k] = m[k] / scale
            _check_reach(m, "matrix_3x3", output_size)
        made.append((m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]))
        f += 9
    return made


cdef int64_t _within(double value, int64_t r) noexcept nogil:
    return min(max(<int64_t>rint(value), -r), r)


def motion_lines(size, angle_deg, direction, shift=None):
    """The pixels (y, x) under lines through the origin, in the order of rows: (T, 2) of all lines, and where each begins.

    `size` points, from -r to r for direction 0 (r = size // 2), from 0 to r for 1, from -r to 0 for -1, are rounded to
    pixels, of which each counts once. shift: (N, 2), how far the lines are moved in y and x; what would lie beyond r is
    moved to r. The others: arrays of length 1 or N.
    """
    cdef int64_t count = max(len(size), len(angle_deg), len(direction))
    cdef cnp.ndarray sizes = _contiguous(size, cnp.NPY_INT64)
    cdef cnp.ndarray angles = _doubles(angle_deg, len(angle_deg)), towards = _doubles(direction, len(direction))
    cdef cnp.ndarray shifts = None if shift is None else _doubles(shift, 2 * count)
    cdef int64_t many_sizes = len(size) > 1, many_angles = len(angle_deg) > 1, many_directions = len(direction) > 1
    cdef double c, s, first, last, to, t, dy = 0, dx = 0
    cdef int64_t i, n, r, k, at, y, x, low, last_y = 0, last_x = 0, end = 0
    cdef cnp.npy_intp ends = count + 1
    cdef cnp.npy_intp[2] room = [0, 2]
    for i in range(len(size)):
        room[0] = max(room[0], count * (<const int64_t *>cnp.PyArray_DATA(sizes))[i])
    cdef cnp.ndarray taps = cnp.PyArray_EMPTY(2, room, cnp.NPY_INT64, 0)
    cdef cnp.ndarray starts = cnp.PyArray_ZEROS(1, &ends, cnp.NPY_INT64, 0)
    cdef int64_t *tap = <int64_t *>cnp.PyArray_DATA(taps)
    cdef int64_t *start = <int64_t *>cnp.PyArray_DATA(starts)
    for i in range(count):
        n = (<const int64_t *>cnp.PyArray_DATA(sizes))[i * many_sizes]
        to = (<const double *>cnp.PyArray_DATA(towards))[i * many_directions]
        cosine_and_sine((<const double *>cnp.PyArray_DATA(angles))[i * many_angles], &c, &s)
        if shift is not None:
            dy, dx = (<const double *>cnp.PyArray_DATA(shifts))[2 * i], (<const double *>cnp.PyArray_DATA(shifts))[2 * i + 1]
        r, low = n // 2, end
        first, last = -r * min(1.0, 1 - to), r * min(1.0, 1 + to)
        for k in range(n):
            t = first + (last - first) * ((n - 1 - k if s > 0 else k) / <double>max(n - 1, 1))  # downwards
            y, x = _within(dy - s * t, r), _within(dx + c * t, r)
            if end > low and y == last_y and x == last_x:
                continue
            last_y, last_x, at = y, x, end
            while at > low and tap[2 * at - 2] == y and tap[2 * at - 1] > x:
                tap[2 * at], tap[2 * at + 1] = tap[2 * at - 2], tap[2 * at - 1]
                at -= 1
            tap[2 * at], tap[2 * at + 1] = y, x
            end += 1
        start[i + 1] = end
    return taps[:end], starts


cdef cnp.ndarray _forward(object matrix, str name, int rows, int64_t count):
    """Contiguous float64 of shape (rows, 3) for all samples or (count, rows, 3)."""
    cdef cnp.ndarray values = matrix if isinstance(matrix, cnp.ndarray) else np.asarray(matrix)
    cdef int many = cnp.PyArray_NDIM(values) == 3
    cdef bint numbers = values.descr.kind in b"buif"
    cdef bint fits = cnp.PyArray_NDIM(values) == 2 + many
    fits = fits and cnp.PyArray_DIM(values, many) == rows and cnp.PyArray_DIM(values, many + 1) == 3
    if not (numbers and fits and (not many or cnp.PyArray_DIM(values, 0) == count)):
        got = f"shape {(<object>values).shape}" if numbers else f"{matrix!r}"
        raise ValueError(f"{name} must hold {rows} x 3 numbers, for all images or each of {count}, got {got}")
    values = _contiguous(values, cnp.NPY_FLOAT64)
    cdef const double *v = <const double *>cnp.PyArray_DATA(values)
    cdef int64_t k, i
    for k in range(cnp.PyArray_SIZE(values)):
        if not isfinite(v[k]):
            i = k // (3 * rows) * 3 * rows
            raise ValueError(f"{name} must be finite, got {values.reshape(-1)[i:i + 3 * rows].tolist()}")
    return values


cdef int _check_reach(const double *m, str name, object output_size) except -1:
    cdef double h, w
    h, w = output_size
    if not (
        fabs(m[0]) * w + fabs(m[1]) * h + fabs(m[2]) < MOST
        and fabs(m[3]) * w + fabs(m[4]) * h + fabs(m[5]) < MOST
    ):
        raise ValueError(f"{name} is too near to singular: it maps output pixels to 2^30 or more pixels away")
    return 0
