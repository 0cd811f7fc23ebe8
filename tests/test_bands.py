"""Gain, contrast and gamma of each channel."""

import numpy as np
import pytest

import fastaug as A

from .support import DTYPES, SIZES, check, make

DIMENSIONS = [*SIZES, (0, 3), (3, 0), (3, 300)]
FUNCTIONS = ["band_gain", "band_contrast", "band_gamma"]


def amounts(name, *shape):
    """Of either sign, or for gammas positive."""
    return np.random.default_rng(1).uniform(0 if name == "band_gamma" else -1, 2, shape)


@pytest.mark.parametrize("channels", [1, 2, 3, 8, 13])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_kernels_equal_the_reference(name, dtype, channels):
    for height, width in DIMENSIONS:
        check(name, make((height, width, channels), dtype), amounts(name, channels))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_more_channels_than_fit_into_a_strip(name):
    for channels in (100, 256, 300):
        for dtype in (np.uint8, np.float32):
            check(name, make((3, 4, channels), dtype), amounts(name, channels))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_batches(name, dtype):
    images, each, f = make((4, 9, 17, 5), dtype), amounts(name, 4, 5), getattr(A, name)
    got = check(name, images, each)
    shared = check(name, images, each[0])
    for i in range(4):
        np.testing.assert_array_equal(f(images[i], each[i]), got[i])
        np.testing.assert_array_equal(f(images[i], each[0]), shared[i])
    assert check(name, images[:0], each[0]).shape == (0, 9, 17, 5)
    assert check(name, images[0, ..., 0], each[0, :1]).shape == (9, 17)


@pytest.mark.parametrize(
    "given", [(1, 2, 3), [0.5, 2, 1], [True, 2, 0.5], (np.float32(0.1), 1, 2), [2**53 + 1, 1, 0.5]]
)
def test_a_few_numbers_are_what_numpy_makes_of_them(given):
    image = make((4, 5, 3), np.float64)
    want = A.band_gain(image, np.asarray(given))
    np.testing.assert_array_equal(A.band_gain(image, given), want)
    np.testing.assert_array_equal(A.band_gain(image[None], [given]), want[None])


def test_floats_are_not_clipped():
    image = np.random.default_rng(0).normal(0, 500, (20, 30, 4))
    gains = np.array([-2, 0.5, 1, 30])
    np.testing.assert_array_equal(A.band_gain(image, gains), image * gains)
    means = image.mean((0, 1))
    np.testing.assert_allclose(A.band_contrast(image, gains), (image - means) * gains + means, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(A.band_gamma(image, abs(gains)), np.maximum(image, 0) ** abs(gains), rtol=1e-9)


def test_integers_saturate_and_each_channel_is_one_of_the_other_functions():
    image = make((20, 30, 3), np.uint8)
    for c in range(3):
        one = image[..., c]
        np.testing.assert_array_equal(
            A.band_gain(image, (3, -1, 0.5))[..., c], A.adjust_brightness(one, factor=(3, -1, 0.5)[c])
        )
        np.testing.assert_array_equal(
            A.band_contrast(image, (3, 0, 0.5))[..., c], A.adjust_contrast(one, (3, 0, 0.5)[c])
        )
        np.testing.assert_array_equal(A.band_gamma(image, (3, 0, 0.5))[..., c], A.adjust_gamma(one, (3, 0, 0.5)[c]))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: A.band_gain(x, 2), ValueError, r"gains must have shape \(3,\) or \(1, 3\), a number for each"),
        (lambda x: A.band_contrast(x, (1, 2)), ValueError, r"factors must have shape"),
        (lambda x: A.band_gamma(x, (1, 2, -1)), ValueError, "gammas must be at least 0"),
        (lambda x: A.band_gain(x, (1, 2, np.nan)), ValueError, "gains must be finite"),
        (lambda x: A.band_gain(x, ("a", 2, 1)), TypeError, "gains must be numbers"),
        (lambda x: A.band_gain(x > 3, (1, 2, 1)), TypeError, "image must be uint8"),
        (lambda x: A.BandGain((-1, 2)), ValueError, "limit must"),
        (lambda x: A.BandGamma(limt=1), TypeError, "did you mean 'limit'"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


# ---- in pipelines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channels", [1, 3, 8])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fuse", [True, False])
def test_pipelines(dtype, channels, fuse):
    x = make((9, 23, 37, channels), dtype)
    steps = [A.BandGain(), A.BandContrast(0.7), A.HorizontalFlip(), A.BandGamma((0.5, 2)), A.BandGain((0, 3))]
    aug = A.Compose(steps, seed=3, fuse=fuse)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=0 if x.dtype.kind == "u" else 3e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("transform", "function"),
    [(A.BandGain, A.band_gain), (A.BandContrast, A.band_contrast), (A.BandGamma, A.band_gamma)],
)
def test_fixed_amounts_give_what_the_function_gives(transform, function, dtype):
    x = make((3, 31, 45, 5), dtype)
    np.testing.assert_array_equal(A.Compose([transform((1.7, 1.7), p=1)])(x), function(x, [1.7] * 5))
    aug = A.Compose([transform(p=1)], seed=1)
    drawn = aug.draw(x, index=range(3)).draws[1]["amounts"]
    np.testing.assert_array_equal(aug(x, index=range(3)), function(x, drawn))


def test_each_channel_and_sample_draws_its_own_amount():
    x = np.ones((500, 1, 1, 20))
    got = A.Compose([A.BandGain(0.4, p=1)], seed=0)(x).reshape(500, 20)
    assert len(np.unique(got)) == got.size and got.min() > 0.6 and got.max() < 1.4
    assert abs(got.mean(0) - 1).max() < 0.05 and abs(np.corrcoef(got.T) - np.eye(20)).max() < 0.2


def test_gains_and_gammas_of_bytes_join_other_tables():
    x = make((9, 23, 37, 3), np.uint8)
    steps = [A.RandomGamma(), A.BandGain(), A.BandGamma(), A.RGBShift(), A.PlanckianJitter()]
    fused, single = A.Compose(steps, seed=1), A.Compose(steps, seed=1, fuse=False)
    assert len(fused.plan(x).passes) == 1 and len(single.plan(x).passes) == 5
    np.testing.assert_array_equal(fused(x, index=range(9)), single(x, index=range(9)))
