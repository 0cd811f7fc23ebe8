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


@pytest.mark.parametrize("dtype", DTYPES)
def test_batches(dtype):
    check_batch("adjust_sharpness", make((4, 9, 37, 3), dtype), {"factor": np.array([0, 0.7, 1, 2.5])})


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
    want = A.adjust_sharpness(image, 3)
    assert A.adjust_sharpness(image, 3, out=image) is image
    np.testing.assert_array_equal(image, want)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: A.adjust_sharpness(x, np.nan), ValueError, "factor must be finite"),
        (lambda x: A.adjust_sharpness(x, [1, 2]), ValueError, "factor must be a number or 1 numbers"),
        (lambda x: A.adjust_sharpness(x > 3, 2), TypeError, "got bool"),
        (lambda x: A.RandomAdjustSharpness(-1), ValueError, "sharpness_factor must"),
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
    aug = A.Compose([*steps, A.RandomAdjustSharpness(0.2), A.RandomBrightnessContrast()], seed=3, fuse=fuse)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=0 if x.dtype.kind == "u" else 2e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])
    one = A.Compose([A.RandomAdjustSharpness(1.7, p=1)])
    np.testing.assert_array_equal(one(x), A.adjust_sharpness(x, 1.7))
