"""Sharpness, alone and in pipelines."""

import numpy as np
import pytest
from PIL import Image, ImageEnhance
from scipy import ndimage

import fastaug as A

from .support import DTYPES, SIZES, check, check_batch, make

SHAPES = [(h, w, 3) for h, w in [*SIZES, (0, 3), (3, 0), (2, 9), (9, 2), (3, 3), (3, 900)]]
SHAPES += [(17, 31), (5, 9, 1), (5, 9, 2), (5, 9, 1200), (3, 9, 11, 3), (0, 5, 6, 3)]


@pytest.mark.parametrize("factor", [0, 0.3, 1, 2.2, -1.5, 1e9])
@pytest.mark.parametrize("dtype", DTYPES)
def test_kernels_equal_the_reference(factor, dtype):
    for shape in SHAPES:
        check("adjust_sharpness", make(shape, dtype), factor)
    check("adjust_sharpness", make((9, 30, 3), dtype), factor, value_range=None if factor < 1e6 else (0.2, 0.7))


@pytest.mark.parametrize("amount", [0, 0.3, 2.5, 1000])
@pytest.mark.parametrize("dtype", DTYPES)
def test_sharpen_and_unsharp_mask_equal_the_reference(amount, dtype):
    for shape in SHAPES:
        check("sharpen", make(shape, dtype), amount, lightness=0.9, exact=True)
        check("unsharp_mask", make(shape, dtype), 1.2, amount, threshold=0.1, exact=True)
    image = make((9, 30, 3), dtype)
    limits = None if amount < 100 else (0.2, 0.7)
    check("sharpen", image, amount, value_range=limits, exact=True)
    check("unsharp_mask", image, 6, amount, border="constant", fill=0.5 * image.max(), value_range=limits, exact=True)


@pytest.mark.parametrize("dtype", DTYPES)
def test_batches(dtype):
    images, amounts = make((4, 9, 37, 3), dtype), np.array([0, 0.7, 1, 2.5])
    check_batch("adjust_sharpness", images, {"factor": amounts})
    check_batch("sharpen", images, {"amount": amounts, "lightness": np.array([1, 0.5, 1.5, 0])})
    check_batch(
        "unsharp_mask", images, {"sigma": np.array([1, 0, 2.5, 7]), "amount": amounts, "threshold": amounts / 3}
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_sharpen_is_a_convolution(dtype):
    image, top = make((30, 40, 3), dtype), 1 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max
    for amount, lightness in ((0.2, 1), (0.5, 0.5), (1.0, 1.3)):
        weights = np.full((3, 3, 1), -amount)
        weights[1, 1] = 1 - amount + amount * (8 + lightness)
        want = np.clip(ndimage.correlate(image.astype(np.float64), weights, mode="mirror"), 0, top)
        got = A.sharpen(image, amount, lightness=lightness)
        np.testing.assert_allclose(got, want, rtol=0, atol=0.5001 if top > 1 else 1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
def test_unsharp_mask_adds_what_a_blur_takes_away(dtype):
    image, top = make((30, 40, 3), dtype), 1 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max
    for sigma, amount, threshold in ((0.8, 0.5, 0), (2, 1.5, 0.2), (5, 0.3, 0.1)):
        rest = image.astype(np.float64) - A.gaussian_blur(image, sigma)
        want = np.clip(image + amount * np.where(np.abs(rest) > threshold * top, rest, 0), 0, top)
        got = A.unsharp_mask(image, sigma, amount, threshold=threshold)
        np.testing.assert_allclose(got, want, rtol=0, atol=0.5001 if top > 1 else 1e-6)
    np.testing.assert_array_equal(A.unsharp_mask(image, 2, 3, threshold=1), image)


def test_it_is_near_pillow():
    for image in (make((40, 50, 3), np.uint8), make((33, 21), np.uint8), make((2, 9, 3), np.uint8)):
        for factor in (0, 0.1, 0.5, 1, 1.5, 1.9):
            want = np.asarray(ImageEnhance.Sharpness(Image.fromarray(image)).enhance(factor)).astype(int)
            assert abs(A.adjust_sharpness(image, factor) - want).max() <= 1


def test_it_is_a_blend_with_a_convolution():
    image = make((30, 40, 3), np.float64)
    weights = np.ones((3, 3, 1))
    weights[1, 1] = 5
    smooth = ndimage.convolve(image, weights / 13)
    for factor in (0, 0.4, 3):
        got = A.adjust_sharpness(image, factor, value_range=None)
        want = factor * image + (1 - factor) * smooth
        np.testing.assert_allclose(got[1:-1, 1:-1], want[1:-1, 1:-1], rtol=0, atol=1e-12)
        for rim in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
            np.testing.assert_array_equal(got[rim], image[rim])
    np.testing.assert_array_equal(A.adjust_sharpness(image, 1), image)


def test_out_may_be_the_input():
    image = make((20, 30, 3), np.uint8)
    for call in (
        lambda **out: A.adjust_sharpness(image, 3, **out),
        lambda **out: A.sharpen(image, 0.3, **out),
        lambda **out: A.unsharp_mask(image, 2, 0.7, **out),
    ):
        want = call()
        assert call(out=image) is image
        np.testing.assert_array_equal(image, want)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: A.adjust_sharpness(x, np.nan), ValueError, "factor must be finite"),
        (lambda x: A.adjust_sharpness(x, [1, 2]), ValueError, "factor must be a number, got"),
        (lambda x: A.adjust_sharpness(x > 3, 2), TypeError, "got bool"),
        (lambda x: A.RandomAdjustSharpness(-1), ValueError, "sharpness_factor must"),
        (lambda x: A.sharpen(x, -1), ValueError, "amount must be in 0 .. 1000, got -1"),
        (lambda x: A.sharpen(x, 1, lightness=-0.1), ValueError, "lightness must be in 0 .. 1000"),
        (lambda x: A.sharpen(x > 3, 1), TypeError, "got bool"),
        (lambda x: A.unsharp_mask(x, -1, 1), ValueError, "sigma must be in 0 .. 1000"),
        (lambda x: A.unsharp_mask(x, 1, -1), ValueError, "amount must be in 0 .. 1000"),
        (lambda x: A.unsharp_mask(x, 1, 1, threshold=2), ValueError, "threshold must be in 0 .. 1"),
        (lambda x: A.unsharp_mask(x, 1, 1, border="mirror"), ValueError, "border must be one of"),
        (lambda x: A.unsharp_mask(x > 3, 1, 1), TypeError, "got bool"),
        (lambda x: A.Sharpen((0.5, 2)), ValueError, "alpha must be finite in 0 .. 1"),
        (lambda x: A.Sharpen(method="gaussian"), ValueError, "method must be 'kernel'"),
        (lambda x: A.UnsharpMask(2), ValueError, "blur_limit must be at least 3"),
        (lambda x: A.UnsharpMask(threshold=300), ValueError, "threshold must be finite in 0 .. 255"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fuse", [True, False])
def test_pipelines(dtype, fuse):
    x = make((9, 23, 37, 3), dtype)
    steps = [A.HorizontalFlip(), A.RandomGamma(), A.RandomAdjustSharpness((0, 3)), A.CenterCrop(19, 20)]
    steps += [A.Sharpen(), A.UnsharpMask(sigma_limit=5), A.UnsharpMask(threshold=1), A.RandomAdjustSharpness(0.2)]
    aug = A.Compose([*steps, A.RandomBrightnessContrast()], seed=3, fuse=fuse)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=0 if x.dtype.kind == "u" else 2e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])
    one = A.Compose([A.RandomAdjustSharpness(1.7, p=1)])
    np.testing.assert_array_equal(one(x), A.adjust_sharpness(x, 1.7))
    one = A.Compose([A.Sharpen((0.4, 0.4), (0.7, 0.7), p=1)])
    np.testing.assert_array_equal(one(x), A.sharpen(x, 0.4, lightness=0.7))
    for sigma in (1.5, 6.0):
        one = A.Compose([A.UnsharpMask((37, 37), (sigma, sigma), alpha=(0.4, 0.4), threshold=51, p=1)])
        np.testing.assert_array_equal(one(x), A.unsharp_mask(x, sigma, 0.4, threshold=0.2, radius=18))
    one = A.Compose([A.UnsharpMask((5, 5), alpha=(1, 1), threshold=0, p=1)])
    np.testing.assert_array_equal(one(x), A.unsharp_mask(x, 1.1, 1, radius=2))
