"""Median blur, alone and in pipelines."""

import numpy as np
import pytest
from scipy import ndimage

import fastaug as A
from fastaug import reference

from .support import DTYPES, SIZES, check, check_batch, make

SHAPES = [(h, w, 3) for h, w in [*SIZES, (0, 3), (3, 0), (2, 9), (9, 2), (3, 3), (3, 1500)]]
SHAPES += [(17, 31), (5, 9, 1), (5, 9, 2), (4, 5, 1200), (3, 9, 11, 3), (0, 5, 6, 3)]


def tied(shape, dtype):
    """Few different values, many of them equal."""
    return (make(shape, np.uint8) % 7 + 250).astype(dtype)


@pytest.mark.parametrize("size", [1, 3, 5])
@pytest.mark.parametrize("dtype", DTYPES)
def test_kernels_equal_the_reference(size, dtype):
    for shape in SHAPES:
        check("median_blur", make(shape, dtype), size, exact=True)
        check("median_blur", tied(shape, dtype), size, exact=True)


@pytest.mark.parametrize("dtype", DTYPES)
def test_larger_sizes(dtype):
    for shape in [(1, 1), (1, 7), (6, 1), (13, 21, 2), (3, 300), (2, 9, 8, 3), (0, 3)]:
        for size in (7, 9, 31):
            check("median_blur", make(shape, dtype), size, exact=True)
    check("median_blur", tied((9, 140, 3), dtype), 15, exact=True)


@pytest.mark.parametrize("dtype", DTYPES)
def test_it_is_scipys(dtype):
    image = make((40, 53), dtype)
    if np.dtype(dtype).kind == "f":
        image = (image - dtype(0.5)) * dtype(1e3)
        image[3:6, 7:20], image[20:30, :9] = np.inf, -np.inf
    for size in (3, 5, 7, 13, 63):
        want = ndimage.median_filter(image, size, mode="nearest")
        np.testing.assert_array_equal(A.median_blur(image, size), want)


def test_the_largest_size():
    image = make((5, 260), np.uint8)
    want = ndimage.median_filter(image, 255, mode="nearest")
    np.testing.assert_array_equal(A.median_blur(image, 255), want)
    np.testing.assert_array_equal(A.median_blur(np.full((300, 3), 255, np.uint8), 255), 255)


@pytest.mark.parametrize("dtype", DTYPES)
def test_batches(dtype):
    check_batch("median_blur", make((5, 9, 37, 3), dtype), {"size": np.array([3, 1, 5, 7, 3])})


def test_out_may_be_the_input():
    for size in (3, 7):
        image = make((20, 30, 3), np.uint8)
        want = A.median_blur(image, size)
        assert A.median_blur(image, size, out=image) is image
        np.testing.assert_array_equal(image, want)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: A.median_blur(x, 4), ValueError, "size must be odd, got 4"),
        (lambda x: A.median_blur(x, 0), ValueError, "size must be in 1 .. 255, got 0"),
        (lambda x: A.median_blur(x, 257), ValueError, "size must be in 1 .. 255, got 257"),
        (lambda x: A.median_blur(x, 3.0), TypeError, "size must be an integer"),
        (lambda x: A.median_blur(x, [3, 5]), ValueError, "size must be an integer, got"),
        (lambda x: reference.median_blur(x, 4), ValueError, "size must be odd, got 4"),
        (lambda x: A.median_blur(x > 3, 3), TypeError, "got bool"),
        (lambda x: reference.median_blur(x > 3, 3), TypeError, "got bool"),
        (lambda x: A.MedianBlur(2), ValueError, "blur_limit must be at least 3, got 2"),
        (lambda x: A.MedianBlur((4, 4)), ValueError, "blur_limit must be an integer or"),
        (lambda x: A.MedianBlur((3, 257)), ValueError, "up to 255"),
        (lambda x: A.MedianBlur(5.0), TypeError, "blur_limit must be an integer"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fuse", [True, False])
def test_pipelines(dtype, fuse):
    x = make((9, 23, 37, 3), dtype)
    steps = [A.HorizontalFlip(), A.MedianBlur(), A.CenterCrop(19, 20), A.RandomBrightnessContrast(), A.MedianBlur(3)]
    aug = A.Compose(steps, seed=3, fuse=fuse)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=0 if x.dtype.kind == "u" else 2e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])
    for size in (3, 5, 7):
        np.testing.assert_array_equal(A.Compose([A.MedianBlur((size, size), p=1)])(x), A.median_blur(x, size))


def test_all_odd_sizes_are_drawn():
    x = make((400, 9, 9), np.uint8)
    got = A.Compose([A.MedianBlur((4, 10), p=1)], seed=1)(np.broadcast_to(x[:1], x.shape)[..., None], index=range(400))
    sizes = [[size for size in (5, 7, 9) if (one[..., 0] == A.median_blur(x[0], size)).all()] for one in got]
    assert {tuple(size) for size in sizes} == {(5,), (7,), (9,)}
    assert min(sum(size == [k] for size in sizes) for k in (5, 7, 9)) > 90
