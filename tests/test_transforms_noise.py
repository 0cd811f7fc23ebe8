"""Noise in pipelines."""

import numpy as np
import pytest
from scipy import stats

import fastaug as A
from tests.support import make


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize(
    "noise",
    [
        A.GaussNoise(p=0.7),
        A.GaussNoise((0, 0.1), (-0.2, 0.2)),
        A.GaussNoise(per_channel=False),
        A.SaltAndPepper(p=0.8),
        A.SaltAndPepper(0.5, (0, 1)),
        A.SpeckleNoise(0.3, (-0.2, 0.2)),
        A.UniformNoise(0.2, per_channel=False),
        A.RicianNoise(p=0.7),
        A.PoissonNoise((3, 300)),
        A.PoissonNoise(20, per_channel=False),
    ],
)
def test_kernels_equal_the_reference(dtype, noise):
    x = make((9, 33, 47, 3), dtype)
    aug = A.Compose([A.HorizontalFlip(), A.RandomBrightnessContrast(), noise, A.ToTensorV2()], seed=2)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    assert got.dtype == want.dtype
    np.testing.assert_allclose(got, want, atol=0 if got.dtype.kind == "u" else 1e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value_range", [None, (-900, 900)])
@pytest.mark.parametrize(
    "noise",
    [
        lambda **how: A.GaussNoise((20, 40), (-5, 5), **how),
        lambda **how: A.SpeckleNoise(0.2, 0.1, **how),
        lambda **how: A.UniformNoise(50, **how),
        lambda **how: A.RicianNoise(40, **how),
        lambda **how: A.PoissonNoise(2, **how),
    ],
)
def test_scans_keep_their_range(dtype, value_range, noise):
    scans = (make((2, 30, 40, 1), dtype) - 0.5) * 4000
    aug = A.Compose([noise(value_range=value_range, p=1)], seed=0)
    got = aug(scans, index=[0, 1])
    np.testing.assert_allclose(got, aug.reference(scans, index=[0, 1]), rtol=1e-6, atol=1e-3)
    assert got.max() == 900 if value_range else got.max() > 1500
    assert aug.plan(scans).passes[0].value_range == value_range


def test_noise_has_the_strength_that_was_drawn_and_differs_from_sample_to_sample():
    x = np.full((2, 300, 300, 1), 0.5, np.float32)
    a, b = A.Compose([A.GaussNoise((0.05, 0.05), (0.1, 0.1), p=1)], seed=0)(x)
    assert abs(a.std() - 0.05) < 1e-3 and abs(a.mean() - 0.6) < 1e-3
    assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 0.02


def test_salt_and_pepper_has_the_amount_that_was_drawn():
    x = np.full((500, 60, 60, 3), 100, np.uint8)
    got = A.Compose([A.SaltAndPepper((0.1, 0.3), (0, 0.5), p=1)], seed=0)(x)
    hit = (got != x).mean(axis=(1, 2, 3))
    assert stats.kstest(hit, "uniform", (0.1, 0.2)).pvalue > 1e-3
    assert stats.kstest((got == 255).mean(axis=(1, 2, 3)) / hit, "uniform", (0, 0.5)).pvalue > 1e-3
    assert ((got == x).all(axis=3) | ((got != x).all(axis=3))).all()


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize(
    ("transform", "function"),
    [
        (A.GaussNoise(0.1, 0.05, p=1), lambda x, rng: A.gaussian_noise(x, 0.1, 0.05, rng)),
        (A.SaltAndPepper(0.2, 0.3, p=1), lambda x, rng: A.salt_and_pepper(x, 0.2, 0.3, rng)),
        (A.SpeckleNoise(0.2, 0.1, p=1), lambda x, rng: A.speckle_noise(x, 0.2, rng, mean=0.1)),
        (A.UniformNoise(0.2, False, p=1), lambda x, rng: A.uniform_noise(x, -0.2, 0.2, rng, per_channel=False)),
        (A.RicianNoise(0.1, p=1), lambda x, rng: A.rician_noise(x, 0.1, rng)),
        (A.PoissonNoise(30, p=1), lambda x, rng: A.poisson_noise(x, 30, rng)),
        (A.GaussNoise(9, value_range=None, p=1), lambda x, rng: A.gaussian_noise(x, 9, rng=rng, value_range=None)),
        (A.RicianNoise(9, value_range=(0, 5), p=1), lambda x, rng: A.rician_noise(x, 9, rng, value_range=(0, 5))),
    ],
)
def test_fixed_ranges_give_what_the_function_gives(dtype, transform, function, monkeypatch):
    x = make((2, 30, 40, 3), dtype)
    aug = A.Compose([transform], seed=3)
    for i, seed in enumerate(aug.draw(x, index=range(2)).draws[1]["seed"].tolist()):
        monkeypatch.setattr("fastaug.kernels.noise.image_seeds", lambda rng, count, seed=seed: [seed])
        np.testing.assert_array_equal(aug(x[i], index=i), function(x[i], None))


def test_errors():
    with pytest.raises(ValueError, match="amount must"):
        A.SaltAndPepper((0.1, 1.1))
    with pytest.raises(ValueError, match="salt_vs_pepper must"):
        A.SaltAndPepper(salt_vs_pepper=-0.1)
    for name in ("GaussNoise", "SpeckleNoise", "RicianNoise"):
        with pytest.raises(ValueError, match="std_range must"):
            getattr(A, name)((-0.1, 0.1))
        with pytest.raises(ValueError, match="value_range must be"):
            getattr(A, name)(value_range=(1, 0))
    with pytest.raises(ValueError, match=r"std_range must be finite in 0 .. 1, "):
        A.GaussNoise(9)
    with pytest.raises(ValueError, match="strength_range must"):
        A.UniformNoise((-0.1, 0.1))
    with pytest.raises(ValueError, match="peak_range must"):
        A.PoissonNoise(0)
    with pytest.raises(TypeError, match="did you mean 'std_range'"):
        A.GaussNoise(std_rang=0.1)


def test_peaks_are_uniform_in_the_logarithm():
    images = np.zeros((2000, 1, 1, 3), np.uint8)
    peaks = A.Compose([A.PoissonNoise((1, 1000), p=1)], seed=1).draw(images).draws[1]["peak"]
    assert stats.kstest(peaks, "loguniform", (1, 1000)).pvalue > 1e-3
