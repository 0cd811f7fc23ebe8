"""Colours along principal components."""

import numpy as np
import pytest

import fastaug as A

from .support import DTYPES, SIZES, check, make

EIGEN = np.array([0.2, 0.05, 0.01]), np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
ALPHAS = np.random.default_rng(1).normal(0, 0.5, (4, 3))


@pytest.mark.parametrize("dtype", DTYPES)
def test_kernels_equal_the_reference(dtype):
    for height, width in [*SIZES, (0, 3), (3, 0), (3, 300)]:
        check("fancy_pca", make((height, width, 3), dtype), ALPHAS[0], EIGEN)
    images = make((4, 9, 37, 3), dtype)
    got, shared = check("fancy_pca", images, ALPHAS, EIGEN), check("fancy_pca", images, ALPHAS[0], EIGEN)
    for i in range(4):
        np.testing.assert_array_equal(A.fancy_pca(images[i], ALPHAS[i], EIGEN), got[i])
        np.testing.assert_array_equal(A.fancy_pca(images[i], ALPHAS[0], EIGEN), shared[i])
    check("fancy_pca", images[0], 3 * ALPHAS[1], EIGEN, value_range=None)
    check("fancy_pca", make((5, 6, 1), dtype), [0.4], ([0.3], [[1]]))
    check("fancy_pca", make((5, 6, 9), dtype), np.ones(9), (np.ones(9) / 20, np.eye(9)))


def test_all_pixels_move_by_the_same_colour():
    image = make((5, 6, 3), np.float64)
    values, vectors = EIGEN
    got = A.fancy_pca(image, ALPHAS[0], EIGEN, value_range=None)
    np.testing.assert_allclose(got - image, np.broadcast_to(vectors @ (ALPHAS[0] * values), image.shape), atol=1e-15)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("channels", [2, 3, 7])
def test_components_are_those_of_the_covariance(dtype, channels):
    rng = np.random.default_rng(0)
    mixed = rng.random((6, 40, 50, channels)) @ rng.random((channels, channels)) / channels
    top = 1 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max
    images = (mixed * top).astype(dtype)
    values, vectors = A.fit_pca(images)
    want = np.cov(images.reshape(-1, channels).T.astype(np.float64) / top, bias=True)
    np.testing.assert_allclose(vectors * values @ vectors.T, want, rtol=0, atol=1e-12)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(channels), atol=1e-12)
    assert (np.diff(values) <= 0).all() and values.min() >= 0
    largest = abs(vectors).argmax(axis=0)
    assert (vectors[largest, np.arange(channels)] > 0).all()


def test_a_dataset_in_parts(monkeypatch, tmp_path):
    images = make((7, 33, 20, 3), np.uint8) // np.array([1, 2, 3], np.uint8)
    want = A.fit_pca(images)
    np.save(tmp_path / "images.npy", images)
    for block in (50, 700, 10**6):
        monkeypatch.setattr("fastaug.functional.pca.BLOCK", block)
        for given in (
            np.load(tmp_path / "images.npy", mmap_mode="r"),
            list(images),
            (x for x in (images[:3], images[3:])),
        ):
            got = A.fit_pca(given)
            for part, other in zip(got, want, strict=True):
                np.testing.assert_allclose(part, other, rtol=0, atol=1e-12)


def test_values_far_from_zero_lose_nothing():
    images = np.random.default_rng(0).normal(0, 1, (3, 50, 60, 2)) * [1, 2] + 1e7
    values, vectors = A.fit_pca(images)
    np.testing.assert_allclose(values, [4, 1], rtol=0.05)
    np.testing.assert_allclose(abs(vectors), [[0, 1], [1, 0]], atol=0.05)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: A.fancy_pca(x, (1, 2), EIGEN), ValueError, r"alphas must have shape \(3,\) or \(1, 3\)"),
        (
            lambda x: A.fancy_pca(x[..., :2], (1, 2), EIGEN),
            ValueError,
            "eigen must be of the image's 2 channels, got 3",
        ),
        (lambda x: A.fancy_pca(x, (1, 2, 3), np.eye(3)), ValueError, r"eigen must be \(eigenvalues, eigenvectors\)"),
        (lambda x: A.fancy_pca(x, (1, 2, 3), ([1, 2, 3], np.eye(2))), ValueError, "eigen must be C eigenvalues and"),
        (lambda x: A.fancy_pca(x, (1, 2, 3), ([1, 2, np.inf], np.eye(3))), ValueError, "eigen must be finite"),
        (lambda x: A.fit_pca(x[..., 0]), ValueError, "images must have at least 2 channels"),
        (lambda x: A.fit_pca(x[:0]), ValueError, "images must have at least 2 pixels, got 0"),
        (lambda x: A.fit_pca([x, x[..., :2]]), ValueError, "images must have one number of channels, got 3 and 2"),
        (lambda x: A.fit_pca(x / 0.0), ValueError, "images must be finite"),
        (lambda x: A.fit_pca(x > 3), TypeError, "images must be uint8, uint16, float32 or float64, got bool"),
        (lambda x: A.fit_pca("photo.npy"), TypeError, "images must be a NumPy array, got str"),
        (lambda x: A.FancyPCA(-0.1), ValueError, "alpha must"),
        (lambda x: A.FancyPCA(eigen=(1, 2)), ValueError, "eigen must be C eigenvalues"),
        (lambda x: A.Compose([A.FancyPCA(p=1)])(x[..., :2]), ValueError, "components of 3 channels, got images of 2"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


# ---- in pipelines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
def test_pipelines(dtype):
    x = make((9, 23, 37, 3), dtype)
    aug = A.Compose([A.HorizontalFlip(), A.FancyPCA(0.5), A.RandomGamma(), A.FancyPCA(1.0, EIGEN)], seed=3)
    aug = A.from_dict(A.to_dict(aug))
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=0 if x.dtype.kind == "u" else 2e-6, rtol=0)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])
    aug = A.Compose([A.FancyPCA(0.7, EIGEN, p=1)], seed=1)
    alphas = aug.draw(x, index=range(9)).draws[1]["alphas"]
    np.testing.assert_array_equal(aug(x, index=range(9)), A.fancy_pca(x, alphas, EIGEN))


def test_alphas_are_normal():
    x = np.zeros((4000, 1, 1, 3), np.uint8)
    alphas = A.Compose([A.FancyPCA(0.3, p=1)], seed=0).draw(x, index=range(4000)).draws[1]["alphas"]
    np.testing.assert_allclose(np.cov(alphas.T), 0.09 * np.eye(3), atol=0.01)
    assert abs(alphas.mean(0)).max() < 0.02
