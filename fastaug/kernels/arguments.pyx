"""Checks of arguments that every call makes: on a small image Python would take longer for them than the kernel."""

cimport numpy as cnp
from cpython.long cimport PyLong_AsLongLongAndOverflow
from libc.math cimport INFINITY, isfinite
from libc.stdint cimport int64_t

import numpy as np

cnp.import_array()

BORDERS = {"constant": 0, "edge": 1, "reflect": 2, "symmetric": 3, "wrap": 4}
# The same rules under the names of other libraries.
cdef dict BORDER_ALIASES = {
    "scipy:constant": "constant", "scipy:grid-constant": "constant", "scipy:nearest": "edge", "scipy:mirror": "reflect",
    "scipy:reflect": "symmetric", "scipy:grid-wrap": "wrap",
    "cv2:0": "constant", "cv2:1": "edge", "cv2:2": "symmetric", "cv2:3": "wrap", "cv2:4": "reflect",
}
WARP_INTERPOLATIONS = {"nearest": 0, "bilinear": 1, "bicubic": 2}
INTERPOLATIONS = {**WARP_INTERPOLATIONS, "area": 3}
cdef dict _borders = BORDERS, _warp_interpolations = WARP_INTERPOLATIONS
cdef object MOST = 1 << 48  # pixels: no size or place lies beyond
cdef tuple UNBOUNDED = (-INFINITY, INFINITY), UNIT = (0.0, 1.0)


cpdef tuple image_shape(image, str name="image"):
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


cpdef choice(value, str name, allowed):
    """The code of `value` in a table, or `value` itself from a tuple."""
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}, got {value!r}")
    return allowed[value] if isinstance(allowed, dict) else value


cpdef border_code(border):
    """The code of a border rule; SciPy's and OpenCV's names come as "scipy:mirror" or "cv2:4"."""
    return choice(BORDER_ALIASES.get(border, border) if isinstance(border, str) else border, "border", _borders)


def sampling(cnp.ndarray image, interpolation, border):
    """The codes of an interpolation and a border for a warp of this image."""
    kind = choice(interpolation, "interpolation", _warp_interpolations)
    if kind and cnp.PyArray_TYPE(image) == cnp.NPY_BOOL:
        raise TypeError(f"bool images need interpolation='nearest', got {interpolation!r}")
    return kind, border_code(border)


def rgb_only(cnp.ndarray image, str function):
    """The number of images, which must have 3 channels."""
    count, _, _, channels = image_shape(image)
    if channels != 3:
        raise ValueError(f"{function} takes images of 3 channels (RGB), got {channels} in shape {(<object>image).shape}")
    return count


cpdef double number(value, str name, least, most=INFINITY) except? -1:
    """One finite number in least .. most."""
    cdef double low = least, high = most
    if type(value) is float and low <= <double>value <= high and isfinite(<double>value):
        return value
    if not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} must be a number, got {value!r}")
    if not (least <= value <= most and isfinite(value)):
        limits = f"at least {least}" if most == INFINITY else f"in {least} .. {most}"
        raise ValueError(f"{name} must be {limits}, got {value!r}")
    return value


cpdef int flag(value, str name) except -1:
    """Raises TypeError unless it is True or False."""
    if value is not True and value is not False and not isinstance(value, np.bool_):
        raise TypeError(f"{name} must be True or False, got {value!r}")
    return 0


cpdef integer(value, str name, least=None, most=None):
    """One whole number, at least `least` if given, and at most `most`, which is MOST if not given."""
    if type(value) is not int and (isinstance(value, bool) or not isinstance(value, (int, np.integer))):
        raise TypeError(f"{name} must be an integer, got {type(value).__name__} {value!r}")
    if least is not None and value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    if value > (MOST if most is None else most):
        raise ValueError(f"{name} must be at most {MOST if most is None else most}, got {value}")
    return int(value)


cpdef tuple field_size(height, width, count):
    """Of fields: height, width and how many; None is one."""
    n = 1 if count is None else integer(count, "count", 0)
    return integer(height, "height", 0), integer(width, "width", 0), n


cdef object array_of(object value):
    """np.asarray(value); a few numbers in a tuple or list, or in rows of equal length, without NumPy's overhead."""
    if cnp.PyArray_CheckExact(value):
        return value
    if not (type(value) is tuple or type(value) is list) or len(value) == 0:
        return np.asarray(value)
    cdef bint nested = type(value[0]) is tuple or type(value[0]) is list, whole = True
    rows = value if nested else (value,)
    cdef cnp.npy_intp[2] shape = [len(rows), len(rows[0])]
    cdef int64_t i, k
    cdef int too_large = 0
    cdef cnp.ndarray made
    for i in range(shape[0]):
        row = rows[i]
        if not (type(row) is tuple or type(row) is list) or len(row) != shape[1] or shape[1] == 0:
            return np.asarray(value)
        for k in range(shape[1]):
            if type(row[k]) is int:
                PyLong_AsLongLongAndOverflow(row[k], &too_large)
            elif type(row[k]) is float:
                whole = False
            else:
                return np.asarray(value)
            if too_large:
                return np.asarray(value)
    made = cnp.PyArray_EMPTY(1 + nested, &shape[not nested], cnp.NPY_INT64 if whole else cnp.NPY_FLOAT64, 0)
    for i in range(shape[0]):
        row = rows[i]
        for k in range(shape[1]):
            if whole:
                (<int64_t *>cnp.PyArray_DATA(made))[i * shape[1] + k] = row[k]
            else:
                (<double *>cnp.PyArray_DATA(made))[i * shape[1] + k] = row[k]
    return made


cdef cnp.ndarray doubles(object value):
    """np.asarray(value, np.float64) without gaps."""
    cdef cnp.ndarray array = array_of(value)
    if cnp.PyArray_TYPE(array) == cnp.NPY_FLOAT64 and cnp.PyArray_ISCARRAY_RO(array):
        return array
    return cnp.PyArray_FROMANY(array, cnp.NPY_FLOAT64, 0, 0, cnp.NPY_ARRAY_CARRAY_RO | cnp.NPY_ARRAY_FORCECAST)


cdef bint all_finite(cnp.ndarray numbers) noexcept:
    """numbers: contiguous float64."""
    cdef int64_t i
    for i in range(cnp.PyArray_SIZE(numbers)):
        if not isfinite((<const double *>cnp.PyArray_DATA(numbers))[i]):
            return False
    return True


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


cpdef cnp.ndarray per_sample(value, str name, int64_t count, least=None, most=None):
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


def per_band(values, str name, int64_t count, int64_t channels, least=None, str each="a number for each channel"):
    """A finite number for each channel, of all images or of each: a float64 array of shape (1 or N, C)."""
    cdef cnp.ndarray given = array_of(values)
    if given.descr.kind not in b"buif":
        raise TypeError(f"{name} must be numbers, got {values!r}")
    cdef int rank = cnp.PyArray_NDIM(given)
    cdef bint fits = (rank == 2 and cnp.PyArray_DIM(given, 0) == count) or rank == 1
    if not fits or cnp.PyArray_DIM(given, rank - 1) != channels:
        raise ValueError(
            f"{name} must have shape ({channels},) or ({count}, {channels}), {each}, got {(<object>given).shape}"
        )
    cdef cnp.npy_intp[2] shape = [count if rank == 2 else 1, channels]
    cdef cnp.ndarray made = cnp.PyArray_EMPTY(2, shape, cnp.NPY_FLOAT64, 0)
    cdef cnp.ndarray numbers = doubles(given)
    cdef const double *number = <const double *>cnp.PyArray_DATA(numbers)
    cdef double low = -INFINITY if least is None else least
    cdef int64_t i
    for i in range(shape[0] * channels):
        if not (isfinite(number[i]) and number[i] >= low):
            raise ValueError(f"{name} must be {'finite' if least is None else f'at least {least}'}, got {values!r}")
        (<double *>cnp.PyArray_DATA(made))[i] = number[i]
    return made


cpdef list per_sample_list(value, str name, int64_t count, least=None, most=None):
    """A finite number for all samples or one for each: a list of 1 or `count` floats."""
    if (type(value) is float or type(value) is int) and isfinite(value):  # the usual case, without NumPy's overhead
        if (least is None or value >= least) and (most is None or value <= most):
            return [float(value)]
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


cpdef tuple limits(value_range):
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
