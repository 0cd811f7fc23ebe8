"""Checks of arguments that every call makes: on a small image Python would take longer for them than the kernel."""

cimport numpy as cnp
from libc.math cimport INFINITY, isfinite
from libc.stdint cimport int64_t

import numpy as np

cnp.import_array()

cdef tuple UNBOUNDED = (-INFINITY, INFINITY), UNIT = (0.0, 1.0)


def image_shape(image, str name="image"):
    """(N, H, W, C) of an array of shape (H, W), (H, W, C) or (N, H, W, C); N and C are 1 where they are missing."""
    if not isinstance(image, cnp.ndarray):
        raise TypeError(f"{name} must be a NumPy array, got {type(image).__name__}")
    cdef const cnp.npy_intp *shape = cnp.PyArray_DIMS(image)
    cdef int rank = cnp.PyArray_NDIM(image)
    if rank == 3:
        return 1, shape[0], shape[1], shape[2]
    if rank == 2:
        return 1, shape[0], shape[1], 1
    if rank == 4:
        return shape[0], shape[1], shape[2], shape[3]
    raise ValueError(f"{name} must have shape (H, W), (H, W, C) or (N, H, W, C), got {image.shape}")


def integer(value, str name, least=None):
    """One whole number, at least `least` if given."""
    if type(value) is not int and (isinstance(value, bool) or not isinstance(value, (int, np.integer))):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__} {value!r}")
    if least is not None and value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return int(value)


cdef cnp.ndarray _one(int type_number):
    cdef cnp.npy_intp length = 1
    return cnp.PyArray_EMPTY(1, &length, type_number, 0)


cdef object _one_or_each(object value, str name, int64_t count, str kinds, str one, str many):
    """What was given, as an array of shape () or (count,)."""
    values = np.asarray(value)
    wanted = one if count == 1 else f"{one} or {count} {many}, one per image"
    if values.dtype.kind not in kinds:
        raise TypeError(f"{name} must be {wanted}, got {value!r}")
    if values.shape not in ((), (count,)):
        raise ValueError(f"{name} must be {wanted}, got shape {values.shape}")
    return values


def per_sample(value, str name, int64_t count, least=None, most=None):
    """A finite number for all samples or one for each: a float64 array of length 1 or `count`."""
    cdef double low = -INFINITY if least is None else least, high = INFINITY if most is None else most
    cdef cnp.ndarray values
    cdef const double *numbers
    cdef int64_t i
    cdef bint fine = True
    if type(value) is float or type(value) is int:  # the usual case, without NumPy's overhead
        values = _one(cnp.NPY_FLOAT64)
        (<double *>cnp.PyArray_DATA(values))[0] = value
    else:
        given = _one_or_each(value, name, count, "buif", "a number", "numbers")
        values = np.array(given, np.float64, order="C", ndmin=1)
    numbers = <const double *>cnp.PyArray_DATA(values)
    for i in range(cnp.PyArray_SIZE(values)):
        fine = fine and isfinite(numbers[i]) and low <= numbers[i] <= high
    if not fine:
        limits = "finite" if least is None else f"at least {least}" if most is None else f"in {least} .. {most}"
        raise ValueError(f"{name} must be {limits}, got {value!r}")
    return values


def per_sample_list(value, str name, int64_t count, least=None, most=None):
    """A finite number for all samples or one for each: a list of 1 or `count` floats."""
    return per_sample(value, name, count, least, most).tolist()


def per_sample_integer(value, str name, int64_t count, least=-(2**63), most=2**63 - 1):
    """A whole number for all samples or one for each: an int64 array of length 1 or `count`."""
    cdef cnp.ndarray values
    if type(value) is int and least <= value <= most:
        values = _one(cnp.NPY_INT64)
        (<int64_t *>cnp.PyArray_DATA(values))[0] = value
        return values
    given = _one_or_each(value, name, count, "ui", "an integer", "integers")
    if given.size and not least <= int(given.min()) <= int(given.max()) <= most:
        raise ValueError(f"{name} must be in {least} .. {most}, got {value!r}")
    return np.array(given, np.int64, order="C", ndmin=1)


def odd_sizes(value, str name, int64_t count, most=255):
    """An odd size in 1 .. `most` for all samples or one for each."""
    cdef cnp.ndarray sizes = per_sample_integer(value, name, count, 1, most)
    cdef int64_t i
    for i in range(cnp.PyArray_SIZE(sizes)):
        if (<const int64_t *>cnp.PyArray_DATA(sizes))[i] % 2 == 0:
            raise ValueError(f"{name} must be odd, got {value!r}")
    return sizes


def limits(value_range):
    """The limits to clip floats to: `value_range` is (low, high), or None for none."""
    if value_range is None:
        return UNBOUNDED
    if type(value_range) is tuple and value_range == (0, 1):
        return UNIT
    try:
        low, high = map(float, value_range)
    except (TypeError, ValueError):
        raise ValueError(f"value_range must be (low, high) or None, got {value_range!r}") from None
    if not -INFINITY < low < high < INFINITY:
        raise ValueError(f"value_range must be (low, high) with low below high, got {value_range!r}")
    return low, high


cpdef double top_of_range(cnp.dtype dtype):
    """The value that stands for 1: the unit of amounts."""
    return 255 if dtype.type_num == cnp.NPY_UINT8 else 65535 if dtype.type_num == cnp.NPY_UINT16 else 1


def clip_limits(cnp.dtype dtype, value_range):
    """Where the values of a result are clipped, in units of the dtype: integers at their range, floats at `limits`."""
    clip = limits(value_range)
    return clip if dtype.kind == c"f" else (0.0, top_of_range(dtype))
