"""Noise in pipelines."""

import numpy as np
import pytest

import fastaug as A
from tests.support import make


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize(
    "noise", [A.GaussNoise(p=0.7), A.GaussNoise((0, 0.1), (-0.2, 0.2)), A.GaussNoise(per_channel=False)]
)
def test_kernels_equal_the_reference(dtype, noise):
    x = make((9, 33, 47, 3), dtype)
    aug = A.Compose([A.HorizontalFlip(), A.RandomBrightnessContrast(), noise, A.ToTensorV2()], seed=2)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    assert got.dtype == want.dtype
    np.testing.assert_allclose(got, want, atol=0 if got.dtype.kind == "u" else 1e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])


def test_noise_has_the_strength_that_was_drawn_and_differs_from_sample_to_sample():
    x = np.full((2, 300, 300, 1), 0.5, np.float32)
    a, b = A.Compose([A.GaussNoise((0.05, 0.05), (0.1, 0.1), p=1)], seed=0)(x)
    assert abs(a.std() - 0.05) < 1e-3 and abs(a.mean() - 0.6) < 1e-3
    assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 0.02


def test_errors():
    with pytest.raises(ValueError, match="std_range must"):
        A.GaussNoise((-0.1, 0.1))
    with pytest.raises(TypeError, match="did you mean 'std_range'"):
        A.GaussNoise(std_rang=0.1)
