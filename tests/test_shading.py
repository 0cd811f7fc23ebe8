"""Smooth fields laid over images: bias fields, and a gamma in a window."""

import numpy as np
import pytest

import fastaug as A

from .support import DTYPES, SIZES, check, check_batch, make

DIMENSIONS = [*SIZES, (0, 3), (3, 0), (3, 1000)]
COEFFICIENTS = np.random.default_rng(0).uniform(-0.5, 0.5, (4, 4))
RAMP = [[0.1, 0.0], [0.5, 0.0]]
BEND = 0.6, (0.3, 0.8), 0.2


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
@pytest.mark.parametrize("dtype", DTYPES)
def test_kernels_equal_the_reference(dtype, channels):
    for height, width in DIMENSIONS:
        image = make((height, width, channels), dtype)
        check("bias_field", image, COEFFICIENTS)
        check("local_gamma", image, *BEND)


@pytest.mark.parametrize("dtype", DTYPES)
def test_more_channels_than_fit_into_a_strip(dtype):
    for channels in (300, 900):
        check("bias_field", make((3, 4, channels), dtype), COEFFICIENTS)
        check("local_gamma", make((3, 4, channels), dtype), *BEND)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("value_range", [None, (-3, 0.5)])
def test_ranges(dtype, value_range):
    image = make((17, 31, 3), dtype)
    if image.dtype.kind == "f":
        image = 4 * image - 2
    for name, parameters in (("bias_field", [COEFFICIENTS]), ("local_gamma", BEND), ("local_gamma", (0,))):
        got = check(name, image, *parameters, value_range=value_range)
        if image.dtype.kind == "f":
            assert (got.min() < -0.5) and (got.max() > 1 if value_range is None else got.max() == 0.5)


@pytest.mark.parametrize("dtype", DTYPES)
def test_batches(dtype):
    images = make((4, 9, 17, 3), dtype)
    each = np.random.default_rng(1).uniform(-0.5, 0.5, (4, 3, 2))
    got = check("bias_field", images, each)
    for i in range(4):
        np.testing.assert_array_equal(A.bias_field(images[i], each[i]), got[i])
        np.testing.assert_array_equal(A.bias_field(images[i], each[0]), A.bias_field(images, each[0])[i])
    check_batch("local_gamma", images, {"gamma": np.array([0.5, 1, 2, 0]), "scale": np.array([0.1, 1, 0.3, 0.2])})
    centers = np.array([(0, 0), (0.5, 1), (-1, 0.2), (0.3, 0.3)])
    got = check("local_gamma", images, 2, centers)
    for i in range(4):
        np.testing.assert_array_equal(A.local_gamma(images[i], 2, centers[i]), got[i])
    for name, parameters in (("bias_field", [each[0]]), ("local_gamma", BEND)):
        assert check(name, images[:0], *parameters).shape == (0, 9, 17, 3)
        assert check(name, images[0, ..., 0], *parameters).shape == (9, 17)


@pytest.mark.parametrize("terms", [(1, 1), (2, 5), (4, 4), (16, 16)])
def test_fields_are_exponentials_of_polynomials(terms):
    coefficients = np.random.default_rng(2).uniform(-0.5, 0.5, terms)
    x, y = np.meshgrid(np.linspace(-1, 1, 301), np.linspace(-1, 1, 200))
    want = np.exp(np.polynomial.polynomial.polyval2d(x, y, coefficients))
    np.testing.assert_allclose(A.bias_field(np.ones((200, 301)), coefficients, value_range=None), want, rtol=3e-6)


def test_fields_of_torchio():
    """Its sums run over powers of x, then of y, of coordinates whose largest is 1."""
    numbers = iter(np.random.default_rng(3).uniform(-0.5, 0.5, 10))
    x, y = (np.arange(-side / 2, side / 2) + 0.5 for side in (30, 21))
    total, coefficients = np.zeros((21, 30)), np.zeros((4, 4))
    for i in range(4):
        for j in range(4 - i):
            coefficients[i, j] = next(numbers)
            total += coefficients[i, j] * (x / x.max()) ** i * (y[:, None] / y.max()) ** j
    image = make((21, 30), np.float32)
    got = A.bias_field(image, coefficients, value_range=None)
    np.testing.assert_allclose(got, image * np.exp(total), rtol=1e-6)


def test_the_strongest_fields_are_ordinary_floats():
    image = np.ones((1, 3))
    got = A.bias_field(image, [[0], [80]], value_range=None)[0]
    np.testing.assert_allclose(got, np.exp([-80, 0, 80]), rtol=1e-5)
    np.testing.assert_array_equal(A.bias_field(np.full((1, 3), 7, np.uint8), [[0], [80]])[0], [0, 7, 255])


@pytest.mark.parametrize("dtype", DTYPES)
def test_nothing_changes_without_a_field(dtype):
    image = make((20, 31, 3), dtype)
    np.testing.assert_array_equal(A.bias_field(image, np.zeros((3, 4))), image)
    np.testing.assert_allclose(A.local_gamma(image, 1), image, rtol=1e-6)
    np.testing.assert_array_equal(A.local_gamma(image, 3, (-2, 0.5), 0.05), image)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_wide_window_bends_all(dtype):
    image = make((20, 31, 3), dtype)
    got, want = A.local_gamma(image, 2.5, scale=1e6), A.adjust_gamma(image, 2.5)
    np.testing.assert_allclose(
        got.astype(float), want, atol=0 if dtype == np.uint8 else 1 if dtype == np.uint16 else 2e-7
    )


def test_windows_are_gaussian():
    image = make((40, 60), np.float64)
    x, y = np.arange(60) - (0.3 * 60 - 0.5), np.arange(40)[:, None] - (0.8 * 40 - 0.5)
    window = np.exp(-(x * x + y * y) / (2 * (0.2 * 40) ** 2))
    want = (1 - window) * image + window * image**0.6
    np.testing.assert_allclose(A.local_gamma(image, *BEND), want, atol=1e-6)
    levels = make((40, 60), np.uint8)
    want = np.rint((1 - window) * levels + window * (levels / 255) ** 0.6 * 255)
    assert (A.local_gamma(levels, *BEND) != want).mean() < 1e-3


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: A.bias_field(x, 2), ValueError, r"coefficients must have shape \(K, L\) or \(1, K, L\)"),
        (lambda x: A.bias_field(x, np.zeros((2, 3, 3))), ValueError, "coefficients must have shape"),
        (lambda x: A.bias_field(x, np.zeros((17, 3))), ValueError, r"coefficients must be of 1 \.\. 16 powers"),
        (lambda x: A.bias_field(x, [[np.nan]]), ValueError, "coefficients must sum up to at most 80"),
        (lambda x: A.bias_field(x, [[0, -50], [40, 0]]), ValueError, "coefficients must sum up to at most 80"),
        (lambda x: A.bias_field(x, [["a"]]), TypeError, "coefficients must be numbers"),
        (lambda x: A.bias_field(x > 3, RAMP), TypeError, "image must be uint8"),
        (lambda x: A.bias_field(x, RAMP, value_range=(1, 0)), ValueError, "value_range"),
        (lambda x: A.local_gamma(x, -1), ValueError, "gamma must be at least 0"),
        (lambda x: A.local_gamma(x, 2, 0.5), ValueError, r"center must have shape \(2,\) or \(1, 2\)"),
        (lambda x: A.local_gamma(x, 2, ("a", 1)), TypeError, "center must be numbers"),
        (lambda x: A.local_gamma(x, 2, scale=0), ValueError, r"scale must be in 0\.001 \.\."),
        (lambda x: A.local_gamma(x, 2, (np.inf, 0)), ValueError, "center must be finite"),
        (lambda x: A.RandomBiasField(order=16), ValueError, r"order must be in 0 \.\. 15, got 16"),
        (lambda x: A.RandomBiasField((1, 0)), ValueError, "coefficients must"),
        (lambda x: A.RandomBiasField(9), ValueError, r"coefficients must be finite in -8 \.\. 8"),
        (lambda x: A.LocalGamma(0), ValueError, "gamma must"),
        (lambda x: A.LocalGamma(scale=(0, 1)), ValueError, "scale must"),
        (lambda x: A.LocalGamma(value_range=3), ValueError, "value_range"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


# ---- in pipelines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fuse", [True, False])
def test_pipelines(dtype, channels, fuse):
    x = make((5, 23, 37, channels), dtype)
    steps = [A.RandomBiasField(), A.LocalGamma(p=0.7), A.RandomCrop(20, 30), A.HorizontalFlip()]
    unclipped = [A.RandomBiasField(0.3, 1, value_range=None), A.LocalGamma(value_range=None)]
    aug = A.Compose([*steps, *unclipped], seed=3, fuse=fuse)
    got, want = aug(x, index=range(5)), aug.reference(x, index=range(5))
    np.testing.assert_allclose(got, want, atol=0 if x.dtype.kind == "u" else 3e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(5), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])
    assert A.from_dict(A.to_dict(aug)) == aug


@pytest.mark.parametrize("value_range", [(0, 1), None])
@pytest.mark.parametrize("dtype", DTYPES)
def test_transforms_give_what_the_functions_give(dtype, value_range):
    x = make((3, 31, 45, 3), dtype)
    option = {"value_range": value_range}
    fixed = A.Compose([A.LocalGamma((0.6, 0.6), {"x": 0.3, "y": 0.8}, 0.2, p=1, **option)])
    np.testing.assert_array_equal(fixed(x), A.local_gamma(x, *BEND, **option))
    fixed = A.Compose([A.RandomBiasField((0.1, 0.1), 2, p=1, **option)])
    np.testing.assert_array_equal(fixed(x), A.bias_field(x, np.tri(3)[::-1] * 0.1, **option))
    for transform, function in ((A.RandomBiasField, A.bias_field), (A.LocalGamma, A.local_gamma)):
        aug = A.Compose([transform(p=1, **option)], seed=1)
        drawn = dict(aug.draw(x, index=range(3)).draws[1])
        del drawn["active"]
        np.testing.assert_array_equal(aug(x, index=range(3)), function(x, **drawn, **option))


def test_what_is_drawn():
    x = np.zeros((2000, 2, 2, 1), np.uint8)
    drawn = A.Compose([A.RandomBiasField(0.4, p=1), A.LocalGamma((0.25, 4), p=1)], seed=0).draw(x).draws
    coefficients = drawn[1]["coefficients"]
    inside = np.add.outer(range(4), range(4)) <= 3
    assert not coefficients[:, ~inside].any() and abs(coefficients).max() < 0.4
    np.testing.assert_allclose(coefficients[:, inside].mean(axis=0), 0, atol=0.03)
    np.testing.assert_allclose(coefficients[:, inside].std(axis=0), 0.4 / np.sqrt(3), atol=0.01)
    gamma, center, scale = (drawn[2][name] for name in ("gamma", "center", "scale"))
    assert 0.25 <= gamma.min() < 0.26 and 3.8 < gamma.max() <= 4 and abs((gamma < 1).mean() - 0.5) < 0.04
    assert center.min() > -0.5 and center.max() < 1.5 and abs(center.mean(axis=0) - 0.5).max() < 0.05
    assert scale.min() >= 0.15 and scale.max() <= 1


def test_masks_stay():
    x, mask = make((12, 14, 3), np.uint8), make((12, 14), np.uint8)
    made = A.Compose([A.RandomBiasField(p=1), A.LocalGamma(p=1)], seed=0)(image=x, mask=mask)
    np.testing.assert_array_equal(made["mask"], mask)
    assert (made["image"] != x).any()
