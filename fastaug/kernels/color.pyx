"""Brightness, contrast, saturation, hue, gamma, grey, jitter and normalisation."""

cimport numpy as cnp
from libc.math cimport INFINITY, floor
from libc.stdint cimport int64_t
from libc.stdlib cimport free

from fastaug.kernels._core cimport (
    FA_U8, FA_U16, Stack, allocate, finish, image_at, result, run, unpack,
)
from fastaug.kernels.arguments cimport all_finite, array_of, doubles, number
from fastaug.kernels.matrices cimport cosine_and_sine
from fastaug.kernels.streams cimport draw_uniforms

import numpy as np

from fastaug.kernels.arguments import rgb_only

cnp.import_array()

cdef ColorRows color_rows() noexcept:
    return ColorRows(
        fa_affine_values_rows, fa_lookup_rows, fa_power_rows, fa_curve_rows, fa_saturate_rows, fa_mix_bytes_rows,
        fa_turn_hue_rows, fa_chain_rows, fa_chain_sums_rows, fa_find_pivot,
    )


cdef inline double _sixths(double turns) noexcept nogil:
    """0 .. 6, for turns of any size."""
    return (turns - floor(turns)) * 6


cdef fa_color_step color_step(int op, double a, double b, double c, double top) noexcept nogil:
    """A step with the amounts that the public functions take: turns, and shares of the range, the top of which is `top`."""
    cdef fa_color_step step
    step.op = op
    step.amounts[0] = _sixths(a) if op == FA_HUE or op == FA_HSV else a
    step.amounts[1] = b * top if op == FA_BRIGHTNESS else b
    step.amounts[2] = c * top
    return step


cdef double[3] NO_WEIGHTS = [0, 0, 0]  # where no step takes any


cdef Values values_of(cnp.ndarray array) noexcept:
    return Values(<const double *>cnp.PyArray_DATA(array), cnp.PyArray_SIZE(array) > 1)


cdef ChannelValues channel_values_of(cnp.ndarray array) noexcept:
    """array: float64, contiguous, of shape (1 or N,) or (1 or N, 1 or C)."""
    cdef int64_t columns = cnp.PyArray_DIM(array, 1) if cnp.PyArray_NDIM(array) > 1 else 1
    return ChannelValues(<const double *>cnp.PyArray_DATA(array), columns if cnp.PyArray_DIM(array, 0) > 1 else 0, columns)


cdef object unpack_values(object image, Stack *src):
    image = unpack(image, "image", src)
    if src.type_number == cnp.NPY_BOOL:
        raise TypeError("image must be uint8, uint16, float32 or float64, got bool")
    return image


cdef double _most(const Stack *src) noexcept:
    """The top of the range."""
    return 255.0 if src.first.dtype == FA_U8 else 65535.0 if src.first.dtype == FA_U16 else 1.0


cdef void range_limits(const Stack *src, object value_range, double *lo, double *hi):
    if src.first.dtype == FA_U8 or src.first.dtype == FA_U16:
        lo[0], hi[0] = 0.0, _most(src)
    else:
        lo[0], hi[0] = value_range


cdef double values_row_ns(const Stack *src, double ns_per_byte) noexcept:
    return ns_per_byte * src.first.width * src.first.channels * (1 << min(src.first.dtype, 2))


def brightness(image, cnp.ndarray factor, cnp.ndarray delta, value_range, out, threads):
    """out = clip(factor image + delta)."""
    cdef Stack src, dst
    cdef fa_affine_values *jobs = NULL
    cdef double *numbers = NULL
    cdef double lo, hi, most
    cdef Values factors = values_of(factor), deltas = values_of(delta)
    cdef int64_t i
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    most = _most(&src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    try:
        jobs = <fa_affine_values *>allocate(src.count, sizeof(fa_affine_values))
        numbers = <double *>allocate(2 * src.count, sizeof(double))
        for i in range(src.count):
            numbers[2 * i] = value_at(factors, i)
            numbers[2 * i + 1] = value_at(deltas, i) * most
            jobs[i] = fa_affine_values(
                image_at(&src, i), image_at(&dst, i), numbers + 2 * i, numbers + 2 * i + 1, 1, lo, hi, False, False,
            )
        run(fa_affine_values_rows, jobs, sizeof(fa_affine_values), src.count, src.first.height, values_row_ns(&src, 0.03), threads)
    finally:
        free(jobs)
        free(numbers)
    return finish(out, made)


cdef int64_t _planes(const Stack *src, int kind) noexcept:
    """In how many planes an image is summed: see fa_chain."""
    return src.first.channels if src.first.channels == 3 or kind == FA_PIVOT_CHANNEL else 1


cdef int _find_pivots(fa_chain *jobs, const Stack *src, int kind, Values given, double *pivots, object threads) except -1:
    """Fills jobs[i].planes numbers for each image: the pivot of the chain's contrast."""
    cdef int64_t height = src.first.height, planes = _planes(src, kind), i, c
    cdef double *sums
    if kind == FA_PIVOT_NUMBER:
        for i in range(src.count):
            for c in range(planes):
                pivots[i * planes + c] = value_at(given, i) * _most(src)
        return 0
    sums = <double *>allocate(src.count * height * planes, sizeof(double))
    try:
        for i in range(src.count):
            jobs[i].sums = sums + i * height * planes
        run(fa_chain_sums_rows, jobs, sizeof(fa_chain), src.count, height,
            values_row_ns(src, 0.02 if jobs[0].steps[0].op == FA_CONTRAST else 0.2), threads)
        for i in range(src.count):
            fa_find_pivot(jobs[i].sums, height, src.first.width * src.first.channels // planes, planes, kind, pivots + i * planes)
    finally:
        free(sums)
    return 0


def contrast(image, cnp.ndarray factor, int kind, cnp.ndarray pivot, value_range, out, threads):
    """out = clip(factor image + (1 - factor) pivot); `pivot` counts for the kind of a number.

    factor: (1 or N,), or (1 or N, C) for the pivot of each channel.
    """
    cdef Stack src, dst
    cdef fa_chain *chains = NULL
    cdef fa_affine_values *jobs = NULL
    cdef double *pivots = NULL
    cdef double *scales = NULL
    cdef double lo, hi
    cdef ChannelValues factors = channel_values_of(factor)
    cdef const double *own
    cdef int64_t i, c, planes, at, coefficients
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    planes = _planes(&src, kind)
    coefficients = planes if kind == FA_PIVOT_CHANNEL else 1
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    try:
        chains = <fa_chain *>allocate(src.count, sizeof(fa_chain))
        jobs = <fa_affine_values *>allocate(src.count, sizeof(fa_affine_values))
        pivots = <double *>allocate(src.count * planes, sizeof(double))
        scales = <double *>allocate(src.count * planes, sizeof(double))
        for i in range(src.count):
            chains[i].src = image_at(&src, i)
            chains[i].planes = planes
            chains[i].steps[0].op = FA_CONTRAST
            chains[i].count = 1
        _find_pivots(chains, &src, kind, values_of(pivot), pivots, threads)
        for i in range(src.count):
            at = i * planes
            own = factors.data + i * factors.step
            for c in range(coefficients):
                scales[at + c] = own[c if factors.columns > 1 else 0]
                pivots[at + c] = (1 - scales[at + c]) * pivots[at + c]
            jobs[i] = fa_affine_values(
                image_at(&src, i), image_at(&dst, i), scales + at, pivots + at, coefficients, lo, hi, False, False,
            )
        run(fa_affine_values_rows, jobs, sizeof(fa_affine_values), src.count, src.first.height, values_row_ns(&src, 0.03), threads)
    finally:
        free(chains)
        free(jobs)
        free(pivots)
        free(scales)
    return finish(out, made)


def normalize(image, list scales, list offsets, bint planar, out, threads):
    """out = image scales[c] + offsets[c] in float32; both lists have one number or C."""
    cdef Stack src, dst
    cdef fa_affine_values *jobs = NULL
    cdef double *scale = NULL
    cdef double *offset
    cdef int64_t i, height, width, channels, coefficients = len(scales)
    image = unpack_values(image, &src)
    height, width, channels = src.first.height, src.first.width, src.first.channels
    planar = planar and src.rank > 2
    if planar and width == 0:  # rows of the result would be pixels without channels
        return finish(out, np.empty((*image.shape[: src.rank - 3], channels, height, width), np.float32))
    if planar:
        made = result(out, &src, channels, height, width, cnp.NPY_FLOAT32, (image,), &dst)
    else:
        made = result(out, &src, height, width, channels, cnp.NPY_FLOAT32, (image,), &dst)
    try:
        jobs = <fa_affine_values *>allocate(src.count, sizeof(fa_affine_values))
        scale = <double *>allocate(2 * coefficients, sizeof(double))
        offset = scale + coefficients
        for i in range(coefficients):
            scale[i], offset[i] = scales[i], offsets[i]
        for i in range(src.count):
            jobs[i] = fa_affine_values(
                image_at(&src, i), image_at(&dst, i), scale, offset, coefficients, -INFINITY, INFINITY, planar, False,
            )
        run(fa_affine_values_rows, jobs, sizeof(fa_affine_values), src.count, height, 0.1 * width * channels, threads)
    finally:
        free(jobs)
        free(scale)
    return finish(out, made)


def lookup(image, cnp.ndarray tables, out, threads):
    """out = table[image]; `tables`, of the image's dtype: (1 or N, entries), or (1 or N, 1 or C, entries), contiguous."""
    cdef Stack src, dst
    cdef fa_lookup *jobs = NULL
    cdef int64_t i, step = cnp.PyArray_STRIDES(tables)[0] if cnp.PyArray_DIMS(tables)[0] > 1 else 0
    cdef int64_t each = cnp.PyArray_DIMS(tables)[1] if cnp.PyArray_NDIM(tables) == 3 else 1
    image = unpack_values(image, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_lookup *>allocate(src.count, sizeof(fa_lookup))
    try:
        for i in range(src.count):
            jobs[i] = fa_lookup(image_at(&src, i), image_at(&dst, i), cnp.PyArray_BYTES(tables) + i * step, each)
        run(fa_lookup_rows, jobs, sizeof(fa_lookup), src.count, src.first.height, values_row_ns(&src, 0.03), threads)
    finally:
        free(jobs)
    return finish(out, made)


def power(image, cnp.ndarray gamma, value_range, out, threads):
    """out = clip(max(image, 0) ^ gamma), for floats; gamma: (1 or N,) or (1 or N, 1 or C)."""
    cdef Stack src, dst
    cdef fa_power *jobs = NULL
    cdef double lo, hi
    cdef ChannelValues gammas = channel_values_of(gamma)
    cdef int64_t i
    image = unpack_values(image, &src)
    lo, hi = value_range
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_power *>allocate(src.count, sizeof(fa_power))
    try:
        for i in range(src.count):
            jobs[i] = fa_power(image_at(&src, i), image_at(&dst, i), gammas.data + i * gammas.step, gammas.columns, lo, hi)
        run(fa_power_rows, jobs, sizeof(fa_power), src.count, src.first.height, values_row_ns(&src, 0.3), threads)
    finally:
        free(jobs)
    return finish(out, made)


def curve(image, cnp.ndarray terms, out, threads):
    """out = clip(((a t + b) t + c) t) with t = clip(image), for floats; terms: all a, b, c as (1 or N, 3, 1 or C)."""
    cdef Stack src, dst
    cdef fa_curve *jobs = NULL
    cdef const double *given = <const double *>cnp.PyArray_DATA(terms)
    cdef int64_t i, coefficients = cnp.PyArray_DIM(terms, 2), step = 3 * coefficients * (cnp.PyArray_DIM(terms, 0) > 1)
    image = unpack_values(image, &src)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_curve *>allocate(src.count, sizeof(fa_curve))
    try:
        for i in range(src.count):
            jobs[i] = fa_curve(image_at(&src, i), image_at(&dst, i), given + i * step, coefficients)
        run(fa_curve_rows, jobs, sizeof(fa_curve), src.count, src.first.height, values_row_ns(&src, 0.05), threads)
    finally:
        free(jobs)
    return finish(out, made)


cdef fa_chain _no_steps(const Stack *src, const Stack *dst, int64_t i, const double *weights, double lo, double hi):
    cdef fa_chain job
    job.src, job.dst = image_at(src, i), image_at(dst, i)
    job.count, job.planes = 0, src.first.channels
    job.pivot, job.matrix, job.sums, job.kept, job.to_float = NULL, NULL, NULL, NULL, False
    job.weights[0], job.weights[1], job.weights[2] = weights[0], weights[1], weights[2]
    job.lo, job.hi = lo, hi
    return job


cdef void _add_step(fa_chain *job, fa_color_step step) noexcept:
    job.steps[job.count] = step
    job.count += 1


def saturation(image, cnp.ndarray factor, cnp.ndarray weights, int64_t channels, value_range, out, threads):
    """out = clip(factor image + (1 - factor) gray), to 3 channels or, with the factor 0, to 1."""
    cdef Stack src, dst
    cdef fa_saturate *fixed = NULL
    cdef fa_chain *chains = NULL
    cdef double lo, hi
    cdef Values factors = values_of(factor)
    cdef const double *w = <const double *>cnp.PyArray_DATA(weights)
    cdef int64_t i
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, channels, src.type_number, (image,), &dst)
    try:
        if src.first.dtype == FA_U8:
            fixed = <fa_saturate *>allocate(src.count, sizeof(fa_saturate))
            for i in range(src.count):
                fixed[i].src, fixed[i].dst = image_at(&src, i), image_at(&dst, i)
                fixed[i].factor = value_at(factors, i)
                fixed[i].weights[0], fixed[i].weights[1], fixed[i].weights[2] = w[0], w[1], w[2]
            run(fa_saturate_rows, fixed, sizeof(fa_saturate), src.count, src.first.height, values_row_ns(&src, 0.1), threads)
        else:
            chains = <fa_chain *>allocate(src.count, sizeof(fa_chain))
            for i in range(src.count):
                chains[i] = _no_steps(&src, &dst, i, w, lo, hi)
                _add_step(&chains[i], color_step(FA_SATURATION, value_at(factors, i), 0, 0, 1))
            run(fa_chain_rows, chains, sizeof(fa_chain), src.count, src.first.height, values_row_ns(&src, 0.2), threads)
    finally:
        free(fixed)
        free(chains)
    return finish(out, made)


def hue(image, cnp.ndarray turns, value_range, out, threads):
    """The hue turned by turns[i]: uint8 in 1/49152 of a turn."""
    cdef Stack src, dst
    cdef fa_turn_hue *exact = NULL
    cdef fa_chain *chains = NULL
    cdef double lo, hi
    cdef Values values = values_of(turns)
    cdef int64_t i
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    try:
        if src.first.dtype == FA_U8:
            exact = <fa_turn_hue *>allocate(src.count, sizeof(fa_turn_hue))
            for i in range(src.count):
                exact[i] = fa_turn_hue(image_at(&src, i), image_at(&dst, i), <int>floor((value_at(values, i) - floor(value_at(values, i))) * 49152 + 0.5) % 49152)
            run(fa_turn_hue_rows, exact, sizeof(fa_turn_hue), src.count, src.first.height, values_row_ns(&src, 0.15), threads)
        else:
            chains = <fa_chain *>allocate(src.count, sizeof(fa_chain))
            for i in range(src.count):
                chains[i] = _no_steps(&src, &dst, i, NO_WEIGHTS, lo, hi)
                _add_step(&chains[i], color_step(FA_HUE, value_at(values, i), 0, 0, 1))
            run(fa_chain_rows, chains, sizeof(fa_chain), src.count, src.first.height, values_row_ns(&src, 0.2), threads)
    finally:
        free(exact)
        free(chains)
    return finish(out, made)


cdef cnp.ndarray _empty_matrices(int64_t count):
    cdef cnp.npy_intp[3] shape = [count, 3, 4]
    return cnp.PyArray_ZEROS(3, shape, cnp.NPY_FLOAT64, 0)


def color_matrices(matrix, int64_t count):
    """(1 or N, 3, 4), the last column zeros where it is not given."""
    cdef cnp.ndarray given = array_of(matrix)
    if given.descr.kind not in b"buif":
        raise TypeError(f"matrix must be of numbers, got {matrix!r}")
    cdef int many = cnp.PyArray_NDIM(given) == 3
    cdef bint fits = cnp.PyArray_NDIM(given) == 2 or (many and cnp.PyArray_DIM(given, 0) == count)
    fits = fits and cnp.PyArray_DIM(given, many) == 3
    if not (fits and 3 <= cnp.PyArray_DIM(given, many + 1) <= 4):
        raise ValueError(f"matrix must have shape (3, 3), (3, 4), or {count} of them, got {(<object>given).shape}")
    cdef cnp.ndarray numbers = doubles(given), made = _empty_matrices(count if many else 1)
    if not all_finite(numbers):
        raise ValueError(f"matrix must be finite, got {matrix!r}")
    cdef const double *number = <const double *>cnp.PyArray_DATA(numbers)
    cdef double *row = <double *>cnp.PyArray_DATA(made)
    cdef int64_t i, k, columns = cnp.PyArray_DIM(given, many + 1)
    for i in range(3 * cnp.PyArray_DIM(made, 0)):
        for k in range(columns):
            row[k] = number[k]
        row, number = row + 4, number + columns
    return made


def turned(turns, cnp.ndarray parts):
    """(N, 3, 4): parts[0] + cosine parts[1] + sine parts[2] of each turn, and a column of zeros; parts: float64 (3, 3, 3)."""
    cdef cnp.ndarray given = doubles(turns), made = _empty_matrices(cnp.PyArray_SIZE(given))
    cdef const double *part = <const double *>cnp.PyArray_DATA(parts)
    cdef double *m = <double *>cnp.PyArray_DATA(made)
    cdef double turn, cosine, sine
    cdef int64_t i
    cdef int k
    for i in range(cnp.PyArray_SIZE(given)):
        turn = (<const double *>cnp.PyArray_DATA(given))[i]
        cosine_and_sine(360 * (turn - floor(turn)), &cosine, &sine)
        for k in range(9):
            m[k // 3 * 4 + k % 3] = part[k] + (cosine * part[9 + k] + sine * part[18 + k])
        m += 12
    return made


def matrix(image, cnp.ndarray matrices, value_range, out, threads):
    """RGB times a matrix: `matrices` is float64 of shape (1 or N, 3, 4), the last column in units of the full range."""
    cdef Stack src, dst
    cdef fa_mix_bytes *fixed = NULL
    cdef fa_chain *chains = NULL
    cdef double lo, hi
    cdef double *scaled = NULL
    cdef const double *given = <const double *>cnp.PyArray_DATA(matrices)
    cdef int64_t i, k, step = 12 * (cnp.PyArray_DIM(matrices, 0) > 1)
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    try:
        scaled = <double *>allocate(12 * src.count, sizeof(double))
        for i in range(src.count):
            for k in range(12):
                scaled[12 * i + k] = given[i * step + k] * (_most(&src) if k % 4 == 3 else 1)
        if src.first.dtype == FA_U8:
            fixed = <fa_mix_bytes *>allocate(src.count, sizeof(fa_mix_bytes))
            for i in range(src.count):
                fixed[i] = fa_mix_bytes(image_at(&src, i), image_at(&dst, i), scaled + 12 * i)
            run(fa_mix_bytes_rows, fixed, sizeof(fa_mix_bytes), src.count, src.first.height, values_row_ns(&src, 0.1), threads)
        else:
            chains = <fa_chain *>allocate(src.count, sizeof(fa_chain))
            for i in range(src.count):
                chains[i] = _no_steps(&src, &dst, i, NO_WEIGHTS, lo, hi)
                chains[i].matrix = scaled + 12 * i
                _add_step(&chains[i], color_step(FA_MATRIX, 0, 0, 0, 1))
            run(fa_chain_rows, chains, sizeof(fa_chain), src.count, src.first.height, values_row_ns(&src, 0.2), threads)
    finally:
        free(scaled)
        free(fixed)
        free(chains)
    return finish(out, made)


def hsv(image, cnp.ndarray hue, cnp.ndarray saturation, cnp.ndarray value, value_range, out, threads):
    """The hue turned, and saturation and value shifted."""
    cdef Stack src, dst
    cdef fa_chain *jobs = NULL
    cdef double lo, hi
    cdef Values hues = values_of(hue), saturations = values_of(saturation), values = values_of(value)
    cdef int64_t i
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    jobs = <fa_chain *>allocate(src.count, sizeof(fa_chain))
    try:
        for i in range(src.count):
            jobs[i] = _no_steps(&src, &dst, i, NO_WEIGHTS, lo, hi)
            _add_step(&jobs[i], color_step(FA_HSV, value_at(hues, i), value_at(saturations, i), value_at(values, i), _most(&src)))
        run(fa_chain_rows, jobs, sizeof(fa_chain), src.count, src.first.height, values_row_ns(&src, 0.3), threads)
    finally:
        free(jobs)
    return finish(out, made)


def color_ranges(image, brightness, contrast, saturation, hue):
    """(4, 2): the range each step of a colour jitter draws its amount from; a step with low = high is not used."""
    cdef double[4] reach = [
        number(brightness, "brightness", 0), number(contrast, "contrast", 0), number(saturation, "saturation", 0),
        number(hue, "hue", 0, 0.5),
    ]
    cdef cnp.npy_intp[2] shape = [4, 2]
    cdef cnp.ndarray made = cnp.PyArray_EMPTY(2, shape, cnp.NPY_FLOAT64, 0)
    cdef double *limit = <double *>cnp.PyArray_DATA(made)
    cdef int k
    if reach[2] > 0 or reach[3] > 0:
        rgb_only(image, "color_jitter with saturation or hue")
    for k in range(3):
        limit[2 * k], limit[2 * k + 1] = max(0.0, 1 - reach[k]), 1 + reach[k]
    limit[6], limit[7] = -reach[3], reach[3]
    return made


def color_steps(rng, int64_t count, ranges, order):
    """The steps of a colour jitter for each image, (op, a, 0, 0) with the amounts a uniform in `ranges` (low, high): an
    array of shape (N, steps, 4).

    A step with low = high is left out. Without an order it is random; as much is drawn either way.
    """
    cdef cnp.ndarray limits = doubles(ranges), made
    cdef const double *limit = <const double *>cnp.PyArray_DATA(limits)
    cdef cnp.npy_intp[3] shape = [count, 0, 4]
    cdef double *u = <double *>allocate(8 * count, sizeof(double))
    cdef double *step
    cdef int[4] codes
    cdef int64_t i
    cdef int k, at
    for k in range(4):
        shape[1] += limit[2 * k] < limit[2 * k + 1]
        codes[k] = k if order is None else order[k]
    made = cnp.PyArray_ZEROS(3, shape, cnp.NPY_FLOAT64, 0)
    step = <double *>cnp.PyArray_DATA(made)
    try:
        draw_uniforms(rng, u, 8 * count)
        for i in range(count):
            for k in range(4 if order is None else 0):  # by their numbers; equal ones stay in the order of the codes
                at = k
                while at > 0 and u[8 * i + 4 + codes[at - 1]] > u[8 * i + 4 + k]:
                    codes[at] = codes[at - 1]
                    at -= 1
                codes[at] = k
            for k in codes:
                if limit[2 * k] < limit[2 * k + 1]:
                    step[0], step[1] = k, limit[2 * k] + (limit[2 * k + 1] - limit[2 * k]) * u[8 * i + k]
                    step += 4
    finally:
        free(u)
    return made


def chain(image, cnp.ndarray steps, int kind, cnp.ndarray pivot, cnp.ndarray weights, value_range, out, threads):
    """steps: contiguous float64 (N, at most FA_CHAIN_STEPS, 4) of op, a, b, c, see `color_step`."""
    cdef Stack src, dst
    cdef fa_chain *jobs = NULL
    cdef double *pivots = NULL
    cdef double lo, hi
    cdef const double *w = <const double *>cnp.PyArray_DATA(weights)
    cdef const double *step = <const double *>cnp.PyArray_DATA(steps)
    cdef int64_t i, k, planes
    cdef bint pivots_wanted = False
    image = unpack_values(image, &src)
    range_limits(&src, value_range, &lo, &hi)
    planes = _planes(&src, kind)
    made = result(out, &src, src.first.height, src.first.width, src.first.channels, src.type_number, (image,), &dst)
    try:
        jobs = <fa_chain *>allocate(src.count, sizeof(fa_chain))
        pivots = <double *>allocate(src.count * planes, sizeof(double))
        for i in range(src.count):
            jobs[i] = _no_steps(&src, &dst, i, w, lo, hi)
            jobs[i].planes, jobs[i].pivot = planes, pivots + i * planes
            for k in range(cnp.PyArray_DIM(steps, 1)):
                _add_step(&jobs[i], color_step(<int>step[0], step[1], step[2], step[3], _most(&src)))
                pivots_wanted = pivots_wanted or step[0] == FA_CONTRAST
                step += 4
        if pivots_wanted:
            _find_pivots(jobs, &src, kind, values_of(pivot), pivots, threads)
        run(fa_chain_rows, jobs, sizeof(fa_chain), src.count, src.first.height, values_row_ns(&src, 0.4), threads)
    finally:
        free(jobs)
        free(pivots)
    return finish(out, made)
