"""Matrices of the samples of a batch, (N, 3, 3) from output (x, y, 1) to input, and the angles in them."""

cimport numpy as cnp
from libc.math cimport fabs, floor, rint
from libc.stdint cimport int64_t

import math

import numpy as np

cnp.import_array()


cdef double RADIAN = math.pi / 180
cdef double[9] COSINE   # coefficients of the Taylor series in x^2, of the cosine and of sine over x
cdef double[9] SINE
for _k in range(9):
    COSINE[_k] = (-1) ** _k / math.factorial(2 * _k)
    SINE[_k] = (-1) ** _k / math.factorial(2 * _k + 1)


def cos_sin(degrees):
    """Cosines and sines of an array of angles; exact at multiples of 90 degrees, so that quarter turns are.

    The series leaves no bit to a library: a pipeline gives the same pixels wherever it runs.
    """
    cdef cnp.ndarray angles = np.ascontiguousarray(degrees, np.float64)
    cdef cnp.ndarray cosines = np.empty_like(angles), sines = np.empty_like(angles)
    cdef const double *angle = <const double *>cnp.PyArray_DATA(angles)
    cdef double *cosine = <double *>cnp.PyArray_DATA(cosines)
    cdef double *sine = <double *>cnp.PyArray_DATA(sines)
    cdef double quarters, turn, x, z, c, s
    cdef int64_t i
    cdef int k
    for i in range(cnp.PyArray_SIZE(angles)):
        quarters = rint(angle[i] / 90)
        x = (angle[i] - 90 * quarters) * RADIAN
        z = x * x
        c, s = COSINE[8], SINE[8]
        for k in range(7, -1, -1):
            c, s = c * z + COSINE[k], s * z + SINE[k]
        s = s * x
        turn = quarters - 4 * floor(quarters / 4)
        if turn == 1 or turn == 3:
            c, s = s, c
        cosine[i] = -c if turn == 1 or turn == 2 else c
        sine[i] = -s if turn >= 2 else s
    return cosines, sines


cdef cnp.ndarray _doubles(object array, int64_t size):
    made = np.ascontiguousarray(array, np.float64)
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
    cdef cnp.ndarray made = identities(count), flags = np.ascontiguousarray(active, np.bool_)
    cdef cnp.ndarray sides = np.ascontiguousarray(sizes, np.int64), shifts = None
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
    cdef cnp.ndarray made = identities(count), corners = np.ascontiguousarray(corner, np.int64)
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
    cdef cnp.ndarray made = identities(count), flags = np.ascontiguousarray(active, np.bool_)
    cdef cnp.ndarray after = np.array(sizes, np.int64, order="C"), entries = np.ascontiguousarray(elements, np.int64)
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
    cdef cnp.ndarray matrices = _doubles(inverse, 9 * count), sides = np.ascontiguousarray(sizes, np.int64)
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
