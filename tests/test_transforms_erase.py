"""Holes in pipelines: parity, where they lie, how large they are, and what fills them."""

import numpy as np
import pytest
from scipy import stats

import fastaug as A
from tests.support import make


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize(
    "hole",
    [
        A.CoarseDropout((1, 5), (0.1, 0.6), (1, 30), fill=(1, 0, 1)),
        A.CoarseDropout(fill="random", p=1),
        A.RandomErasing(fill="random", p=0.8),
        A.RandomErasing((0.5, 1.0), (0.05, 20)),
    ],
)
def test_kernels_equal_the_reference(dtype, hole):
    x = make((15, 23, 37, 3), dtype)
    aug = A.Compose([A.HorizontalFlip(), hole, A.Rotate(10), hole], seed=2)
    got, want = aug(x, index=range(15)), aug.reference(x, index=range(15))
    assert got.dtype == want.dtype
    np.testing.assert_allclose(got, want, atol=0 if got.dtype.kind == "u" else 1e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(15), threads=1), got)
    np.testing.assert_array_equal(aug(x[9], index=9, threads=2), got[9])


def _hole(transform, count=4000, size=(40, 60)):
    x = np.zeros((count, *size, 1), np.uint8)
    return A.Compose([transform], seed=5)(x)[..., 0] == 9


def test_a_dropout_has_the_sides_that_were_asked_for_anywhere():
    made = _hole(A.CoarseDropout((1, 1), (3, 6), (0.1, 0.5), fill=9, p=1))
    heights, widths = made.any(axis=2).sum(axis=1), made.any(axis=1).sum(axis=1)
    assert stats.chisquare(np.bincount(heights)[3:]).pvalue > 1e-3 and set(heights) == {3, 4, 5, 6}
    assert widths.min() >= 6 and widths.max() <= 30
    tops = made.any(axis=2).argmax(axis=1)[heights == 3]
    assert set(tops) == set(range(38)) and stats.chisquare(np.bincount(tops)).pvalue > 1e-3


def test_an_erasure_has_the_area_and_the_aspect_that_were_asked_for():
    made = _hole(A.RandomErasing((0.05, 0.25), (0.5, 2), fill=9, p=1))
    area = made.mean(axis=(1, 2))
    aspect = made.any(axis=2).sum(axis=1) / made.any(axis=1).sum(axis=1)
    assert stats.kstest(area, "uniform", (0.05, 0.2)).pvalue > 1e-3
    assert abs(np.log(aspect).mean()) < 0.02 and 0.4 < aspect.min() and aspect.max() < 2.5  # sides are whole


def test_random_values_are_uniform_and_differ_from_sample_to_sample():
    x = np.full((2, 200, 200, 3), 7, np.uint8)
    a, b = A.Compose([A.CoarseDropout((1, 1), (200, 200), (200, 200), fill="random", p=1)], seed=5)(x)
    assert stats.chisquare(np.bincount(a.ravel(), minlength=256)).pvalue > 1e-3
    assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 0.02


def test_errors():
    with pytest.raises(ValueError, match="fill must be"):
        A.CoarseDropout(fill="blue")
    with pytest.raises(ValueError, match="num_holes_range must"):
        A.CoarseDropout(num_holes_range=(0, 2))
    with pytest.raises(ValueError, match="scale must"):
        A.RandomErasing(scale=(0.5, 1.5))
