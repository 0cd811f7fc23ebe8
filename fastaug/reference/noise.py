"""Noise in NumPy."""

from __future__ import annotations

import math

import numpy as np

from ..arguments import image_shape, per_sample, top_of_range
from ..draws import image_seeds, scikit_noise, uniform_limits
from ._batches import on_batches, per_image
from ._philox import noise_words, tile_words
from ._values import clipped, finished, no_bool, real_type

__all__ = [
    "gaussian_noise",
    "poisson_noise",
    "random_noise",
    "rician_noise",
    "salt_and_pepper",
    "speckle_noise",
    "uniform_noise",
]

NOISE_STREAM, IMPULSE_STREAM, SPECKLE_STREAM, UNIFORM_STREAM = 2, 4, 5, 6  # of the noise words, as in csrc/noise.c
RICIAN_STREAMS, POISSON_UNIFORMS, POISSON_NORMALS, LOCAL_STREAM = (7, 8), 9, 10, 11
RANDOM_VALUES = 3  # as in csrc/random_values.h
FEW, GAPS = 4096, 128  # of impulses in 1/65536 of the places, and the columns for their gaps
TILE_ROWS, TILE_WIDTH = 8, 256  # of the places for which gaps are drawn together, as in csrc/noise.c


def gaussian_noise(image, std, mean=0, rng=None, *, per_channel=True, value_range=(0, 1), out=None, threads=None):
    count, top = image_shape(image)[0], top_of_range(image.dtype)
    stds = per_image(per_sample(std, "std", count, 0, 1e6) * top, image)
    means = per_image(per_sample(mean, "mean", count, -1e6, 1e6) * top, image)
    return _gaussian_noise(image, stds, means, seeds(image, rng), per_channel, value_range, out=out)


def salt_and_pepper(image, amount, salt_share=0.5, rng=None, *, per_channel=False, out=None, threads=None):
    count = image_shape(image)[0]
    amounts = per_image(per_sample(amount, "amount", count, 0, 1), image)
    shares = per_image(per_sample(salt_share, "salt_share", count, 0, 1), image)
    fills = 0, top_of_range(image.dtype)
    return impulse_noise(image, amounts, shares, fills, seeds(image, rng), per_channel, out=out)


def speckle_noise(image, std, rng=None, *, mean=0, per_channel=True, value_range=(0, 1), out=None, threads=None):
    stds = per_sample(std, "std", image_shape(image)[0], 0, 1e6)
    means = per_sample(mean, "mean", image_shape(image)[0], -1e6, 1e6)
    return _real(image, speckled, stds, means, rng, per_channel, value_range, out)


def uniform_noise(image, low, high, rng=None, *, per_channel=True, value_range=(0, 1), out=None, threads=None):
    top = top_of_range(image.dtype)
    lows, highs = (ends * top for ends in uniform_limits(low, high, image_shape(image)[0]))
    return _real(image, uniform, lows, highs, rng, per_channel, value_range, out)


def rician_noise(image, std, rng=None, *, per_channel=True, value_range=(0, 1), out=None, threads=None):
    stds = per_sample(std, "std", image_shape(image)[0], 0, 1e6) * top_of_range(image.dtype)
    return _real(image, rician, stds, [0.0], rng, per_channel, value_range, out)


def poisson_noise(image, peak, rng=None, *, per_channel=True, value_range=(0, 1), out=None, threads=None):
    peaks, top = per_sample(peak, "peak", image_shape(image)[0], 1e-6, 1e6), top_of_range(image.dtype)
    return _real(image, poisson, peaks / top, top / peaks, rng, per_channel, value_range, out)


def random_noise(
    image, mode="gaussian", rng=None, *, mean=0, var=0.01, amount=0.05, salt_vs_pepper=0.5, local_vars=None,
    value_range=(0, 1), out=None, threads=None,
):  # fmt: skip
    kind, a, b = scikit_noise(image, mode, mean, var, amount, salt_vs_pepper, local_vars)
    if kind == "gaussian":
        return gaussian_noise(image, a, b, rng, value_range=value_range, out=out)
    if kind == "speckle":
        return speckle_noise(image, a, rng, mean=b, value_range=value_range, out=out)
    if kind == "poisson":
        return poisson_noise(image, a, rng, value_range=value_range, out=out)
    if kind == "localvar":
        return _local_noise(image, a, rng, value_range, out)
    return salt_and_pepper(image, a, b, rng, per_channel=True, out=out)


def seeds(image, rng):
    """One for each image."""
    return np.array(image_seeds(rng, image_shape(image)[0]), np.uint64)


def _local_noise(image, stds, rng, value_range, out):
    return _local(image, stds.reshape(image_shape(image)), seeds(image, rng), value_range, out=out)


@on_batches("stds", "seed")
def _local(image, stds, seed, value_range, *, out=None):
    def local(x, a, b, normals, uniforms):
        return x + stds.astype(x.dtype) * normals(LOCAL_STREAM)

    return real_noise(image, local, 0, 0, seed, True, value_range)


@on_batches("std", "mean", "seed")
def _gaussian_noise(image, std, mean, seed, per_channel, value_range, *, out=None):
    return noisy(image, std, mean, seed, per_channel, value_range)


def noisy(image, std, mean, seed, per_channel, value_range):
    """One image; std and mean in units of the dtype."""
    no_bool(image)
    height, width, channels = image.shape
    shape = (height, width, channels if per_channel else 1)
    values = shape[1] * shape[2]
    groups = -(-values // 64)
    words = noise_words(int(seed), height, 32 * groups, NOISE_STREAM).reshape(height, groups, 32)
    if image.dtype == np.uint8 and mean == 0 and (per_channel or channels == 1):
        noise = _levels(words, std)
    else:
        real = real_type(image.dtype)
        noise = real(mean) + real(std) * _normals(words).astype(real)
    noise = noise.reshape(height, 64 * groups)[:, :values].reshape(shape)
    noisy = image + (np.rint(noise) if image.dtype.kind == "u" else noise)
    return clipped(noisy, image.dtype, value_range).astype(image.dtype)


# ---- whole levels, by Walker's alias method ------------------------------------------------------------------------


def _levels(words, std):
    """(..., 64) levels from 32 words: byte j and byte 64 + j give level j."""
    columns = 128 if std <= 29 else 256
    own, alias = _alias_tables(_normal_weights(std, columns).tolist(), 32768 // columns)
    octets = words.astype("<u4").view(np.uint8).astype(int)
    first, second = octets[..., :64], octets[..., 64:]
    column, threshold, sign = (first & 127, second, first) if columns == 128 else (first, second & 127, second)
    size = np.where(threshold < own[column], column, alias[column])
    return np.where(sign & 128, -size, size)


def _alias_tables(weights, share):
    """Each column has the same share of the chances: below own[column] it stands for its own number, else for
    alias[column]."""
    weights = list(weights)
    own, alias = [share] * len(weights), list(range(len(weights)))
    giver = 0
    for taker in range(len(weights)):
        while weights[taker] < share:  # one with less than its share takes from the first one with more
            while weights[giver] <= share:
                giver += 1
            own[taker], alias[taker] = weights[taker], giver
            weights[giver] -= share - weights[taker]
            weights[taker] = share
            taker = giver
    return np.array(own), np.array(alias)


def _normal_weights(std, columns):
    """The chance of each magnitude of a rounded normal number, in 1/32768: differences of the rounded distribution
    function. The last one stands for all beyond."""
    x = (np.arange(columns - 1) + 0.5) * (1 / (math.sqrt(2) * max(std, 0.1)))
    above = np.floor(32768 * _erfc(x) + 0.5).astype(int)
    return -np.diff(above, prepend=32768, append=0)


def _erfc(x):
    """1 - erf(x) for x >= 0 within 3e-7 (Abramowitz and Stegun 7.1.28)."""
    p = 0.0000430638 * x + 0.0002765672
    for coefficient in (0.0001520143, 0.0092705272, 0.0422820123, 0.0705230784, 1):
        p = p * x + coefficient
    for _ in range(4):
        p = p * p
    return 1 / p


# ---- normal numbers, by Box and Muller's method --------------------------------------------------------------------


def _normals(words):
    """(..., 64) numbers from 32 words: 16 cosines and 16 sines of the first 16 words, then those of the others.

    Of each word bits 31 to 12 are the radius, 9 to 0 the angle within a quarter turn, 11 and 10 the signs.
    """
    f = np.float32
    words = words.reshape(*words.shape[:-1], 2, 16)
    x = (words >> 11 | 1).astype(f)
    exponent = (x.view(np.int32) - 0x3F3504F3) >> 23
    t = (x.view(np.int32) - (exponent << 23)).view(f) - f(1)
    radius = np.sqrt(_polynomial(t, LOGARITHM) * t + (21 - exponent).astype(f) * f(1.3862944))
    a = (words & 1023).astype(f) - f(511.5)
    sine, cosine = _polynomial(a * a, SINE) * a, _polynomial(a * a, COSINE)
    pair = [
        radius * np.where(words & 2048, -(cosine - sine), cosine - sine),
        radius * np.where(words & 1024, -(cosine + sine), cosine + sine),
    ]
    return np.stack(pair, axis=-2).reshape(*words.shape[:-2], 64)


# Of -2 ln(1 + t) / t, and of sin(b) / a and cos(b), both divided by sqrt(2), in a^2: b is a / 1024 of a quarter turn.
LOGARITHM = (
    0.29324740171432495, -0.4433745741844177, 0.5071831941604614, -0.6649654507637024, 0.9998281002044678,
    -2.0000109672546387,
)  # fmt: skip
SINE = (4.896100243674847e-17, -4.252897478629336e-10, 0.0010846867226064205)
COSINE = (1.581829692188716e-13, -8.314620458804711e-07, 0.7070997953414917)


def _polynomial(x, coefficients):
    value = np.float32(coefficients[0])
    for coefficient in coefficients[1:]:
        value = value * x + np.float32(coefficient)
    return value


# ---- impulses --------------------------------------------------------------------------------------------------------


@on_batches("amount", "share", "seed")
def impulse_noise(image, amount, share, fills, seed, per_channel, *, out=None):
    return impulses(image, amount, share, fills, seed, per_channel)


def impulses(image, amount, share, fills, seed, per_channel):
    """One image with an `amount` of its places replaced by the first of `fills`, or a `share` of them by the second; a
    place is a pixel or, per_channel, a value. Without fills by random values."""
    height, width, channels = image.shape
    places = width * channels if per_channel else width
    both, second = round(65536 * float(amount)), round(65536 * float(amount * share))
    draw = _few_impulses if both <= FEW else _many_impulses
    kinds = draw(int(seed), height, places, both, second).reshape(height, width, channels if per_channel else 1)
    fills = (random_values(image, int(seed)),) * 2 if fills is None else map(np.asarray, fills)
    first, other = (np.rint(fill) if image.dtype.kind == "u" else fill for fill in fills)
    return np.where(kinds == 2, other, np.where(kinds == 1, first, image)).astype(image.dtype)


def _many_impulses(seed, rows, places, both, second):
    """(rows, places): 1 and 2 where there is an impulse of the first or the second kind. A number for each place."""
    words = noise_words(seed, rows, (places + 1) // 2, IMPULSE_STREAM)
    numbers = words.astype("<u4").view("<u2")[:, :places]
    return (numbers < both).astype(int) + (numbers < second)


def _few_impulses(seed, rows, places, both, second):
    """The same from the gaps between impulses, which run on from row to row of a tile; 64 of them are drawn at once."""
    down, across = -(-rows // TILE_ROWS), -(-places // TILE_WIDTH)
    own, alias = _alias_tables(_gap_weights(both), 2**32 // GAPS)
    seconds = (131072 * second + both) // max(2 * both, 1)
    kinds = np.zeros((down, across, TILE_ROWS * TILE_WIDTH), int)
    place, draw = np.zeros((down, across), int), 0
    while (place < kinds.shape[2]).any():
        words = tile_words(seed, down, across, 96, draw, IMPULSE_STREAM)
        numbers = np.ascontiguousarray(words[..., 64:]).astype("<u4").view("<u2")
        for k in range(64):
            column = words[..., k].astype(int) % GAPS
            gap = np.where(words[..., k] // GAPS < own[column], column, alias[column])
            place += gap
            hit = (gap < GAPS - 1) & (place < kinds.shape[2])
            kinds[(*np.nonzero(hit), place[hit])] = np.where(numbers[..., k] < seconds, 2, 1)[hit]
            place += gap < GAPS - 1
        draw += 1
    tiles = kinds.reshape(down, across, TILE_ROWS, TILE_WIDTH)
    return tiles.transpose(0, 2, 1, 3).reshape(down * TILE_ROWS, across * TILE_WIDTH)[:rows, :places]


def _gap_weights(both):
    """The chance of each number of places before the next impulse in 2^-32; the last one stands for so many or more."""
    above, chance = [2**32], 1.0
    for _ in range(GAPS - 1):
        chance *= 1 - both / 65536
        above.append(int(chance * 2**32 + 0.5))
    return [a - b for a, b in zip(above, [*above[1:], 0], strict=True)]


def random_values(image, seed):
    """An image of random values: integers over their whole range, floats in 0 .. 1."""
    height, width, channels = image.shape
    words = noise_words(seed, height, width * channels, RANDOM_VALUES).reshape(image.shape)
    if image.dtype.kind == "f":
        return ((words >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)).astype(image.dtype)
    return (words >> np.uint32(32 - 8 * image.dtype.itemsize)).astype(image.dtype)


# ---- in floating point -----------------------------------------------------------------------------------------------


def _real(image, law, a, b, rng, per_channel, value_range, out):
    a, b = per_image(a, image), per_image(b, image)
    return _real_noise(image, law, a, b, seeds(image, rng), per_channel, value_range, out=out)


@on_batches("a", "b", "seed")
def _real_noise(image, law, a, b, seed, per_channel, value_range, *, out=None):
    return real_noise(image, law, a, b, seed, per_channel, value_range)


def real_noise(image, law, a, b, seed, per_channel, value_range):
    """One image under a law (x, a, b, normals, uniforms), the latter functions of a stream; see csrc/noise.h."""
    no_bool(image)
    real = real_type(image.dtype)
    height, width, channels = image.shape
    shape = (height, width, channels if per_channel else 1)
    values = shape[1] * shape[2]
    groups = -(-values // 64)

    def normals(stream):
        words = noise_words(int(seed), height, 32 * groups, stream).reshape(height, groups, 32)
        return _normals(words).reshape(height, 64 * groups)[:, :values].reshape(shape)

    def uniforms(stream):
        words = noise_words(int(seed), height, values, stream)
        return ((words >> 8).astype(np.float32) * np.float32(2.0**-24)).reshape(shape)

    made = law(image.astype(real), real(a), real(b), normals, uniforms)
    return finished(made, image.dtype, value_range)


def speckled(x, a, b, normals, uniforms):
    return x + x * (b + a * normals(SPECKLE_STREAM).astype(x.dtype))


def uniform(x, a, b, normals, uniforms):
    return x + (a + (b - a) * uniforms(UNIFORM_STREAM).astype(x.dtype))


def rician(x, a, b, normals, uniforms):
    first, second = (normals(stream).astype(x.dtype) for stream in RICIAN_STREAMS)
    v, w = x + a * first, a * second
    return np.sqrt(v * v + w * w)


def poisson(x, a, b, normals, uniforms):
    mean = np.maximum(x * a, 0).astype(np.float32)
    large = _poisson_large(np.maximum(mean, SMALL_MEAN), normals(POISSON_NORMALS))
    small = _poisson_small(np.where(mean < SMALL_MEAN, mean, 0), uniforms(POISSON_UNIFORMS))
    return np.where(mean < SMALL_MEAN, small, large).astype(x.dtype) * b


SMALL_MEAN = np.float32(10)


def _poisson_small(mean, u):
    """How many values of the distribution function are not above u, at most 10 + 2.5 times the mean."""
    f = np.float32
    decay = _polynomial(
        mean * f(-0.03125), (0.0001984127, 0.0013888889, 0.008333333, 0.041666668, 0.16666667, 0.5, 1, 1)
    )
    for _ in range(5):
        decay = decay * decay
    chance = below = decay
    end = np.floor(f(10) + f(2.5) * mean)
    count = np.zeros(np.broadcast(mean, u).shape, f)
    for k in range(1, int(end.max(initial=0)) + 1):
        count += u >= below
        chance = chance * (mean * (f(1) / f(k)))
        below = below + chance
    return np.minimum(count, end)


def _poisson_large(m, w):
    """Giles' expansion of the Poisson quantile about the normal one."""
    f = np.float32
    ww, root = w * w, np.sqrt(m)
    q = (ww * f(0.0037037036) + f(0.008641975)) * ww - f(0.019753087)
    q = q / m + (ww * f(-0.013888889) - f(0.027777778)) * w / root
    q = q + (ww * f(0.16666667) + f(0.33333334)) + root * w + m
    return np.maximum(np.floor(q), f(0))
