"""Filters in pipelines."""

import numpy as np
import pytest

import fastaug as A
from tests.support import make


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize(("sigma", "size"), [((0.5, 3), 0), ((2, 9), 0), ((0.5, 9), (0, 7))])
def test_kernels_equal_the_reference(dtype, sigma, size):
    x = make((7, 33, 47, 3), dtype)
    steps = [A.Rotate(20), A.GaussianBlur(size, sigma, p=0.7), A.HorizontalFlip(), A.RandomBrightnessContrast()]
    aug = A.Compose(steps, seed=2)
    got, want = aug(x, index=range(7)), aug.reference(x, index=range(7))
    assert got.dtype == want.dtype
    np.testing.assert_allclose(got, want, atol=0 if got.dtype.kind == "u" else 1e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(7), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])


def test_a_blur_with_one_sigma_equals_the_function():
    x = make((3, 40, 50, 3), np.uint8)
    for sigma in (0.0, 1.3, 8.0):
        blur = A.Compose([A.GaussianBlur(sigma_limit=(sigma, sigma), p=1)])
        np.testing.assert_array_equal(blur(x), A.gaussian_blur(x, sigma))


def test_the_size_of_the_kernel_is_drawn():
    blur, x = A.Compose([A.GaussianBlur((3, 7), (2, 2), p=1)], seed=0), make((40, 9, 9, 1), np.float32)
    wanted = [A.gaussian_blur(x, 2, radius=radius) for radius in (1, 2, 3)]
    got = [[np.array_equal(one, want[i]) for want in wanted] for i, one in enumerate(blur(x))]
    shares = np.mean(got, axis=0)  # of sizes 3; 4 and 5; 6 and 7
    assert shares.sum() == 1 and (shares > 0.05).all() and shares[0] < shares[1]


def test_errors():
    with pytest.raises(ValueError, match=r"blur_limit must be finite in 0 \.\. 37"):
        A.GaussianBlur(blur_limit=(3, 39))
    with pytest.raises(ValueError, match="blur_limit must be whole"):
        A.GaussianBlur(blur_limit=(3, 7.5))
    with pytest.raises(ValueError, match="sigma_limit must"):
        A.GaussianBlur(sigma_limit=(-1, 2))
