"""Gaussian blur."""

import math

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

import fastaug
from fastaug import reference

from .support import BORDERS, DTYPES, SIZES, check, check_batch, make

MODES = {"constant": "constant", "edge": "nearest", "reflect": "mirror", "symmetric": "reflect", "wrap": "wrap"}
SIGMAS = [0.3, 0.5, 0.8, 1, 1.5, 2, 2.7, 3.4, 3.5, 4.4, 4.5, 5.3, 7, 10, 16, 25, 40, 60]


def awkward(shape, dtype):
    """Noise, a step, a bright corner and a checkerboard, each in a quarter of the image."""
    y, x = np.indices(shape[:2])
    image = make(shape, dtype).astype(np.float64)
    top = 1.0 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max
    rest = np.where(y < shape[0] // 2, (x > shape[1] * 3 // 4) | ((x < 3) & (y < 3)), (x // 5 + y // 5) % 2) * top
    image[(x >= shape[1] // 2) | (y >= shape[0] // 2) | (x + y < 6)] = 0
    mixed = image + (rest.reshape(*shape[:2], *[1] * (len(shape) - 2)) * (image == 0))
    return mixed.astype(dtype)


def scipy(image, sigma, border="reflect", fill=0.0):
    sigmas = (sigma, sigma, 0)[: image.ndim]
    return gaussian_filter(image.astype(np.float64), sigmas, mode=MODES[border], cval=fill, truncate=4)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("border", BORDERS)
def test_kernel_equals_reference(dtype, border):
    fill = 7 if np.dtype(dtype).kind == "u" else 0.3
    for size in SIZES:
        for sigma in (1, 3.4, 4.49, 9):
            check("gaussian_blur", make(size, dtype), sigma, border=border, fill=fill, exact=True)
    for channels in (1, 3, 4, 8):
        for sigma in (0.7, 4.5):
            check("gaussian_blur", make((19, 37, channels), dtype), sigma, border=border, fill=fill, exact=True)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(5, 9, 300), (3, 4, 701), (30, 2500, 3), (1, 5000), (400, 3, 3)])
def test_more_channels_and_longer_rows_than_a_strip_holds(dtype, shape):
    for sigma in (1.2, 3.4, 6):
        check("gaussian_blur", make(shape, dtype), sigma, exact=True)


@pytest.mark.parametrize("border", BORDERS)
def test_bytes_are_within_a_level_of_scipy(border):
    image = awkward((90, 121), np.uint8)
    for sigma in SIGMAS:
        want = scipy(image, sigma, border, 200)
        got = fastaug.gaussian_blur(image, sigma, border=border, fill=200)
        assert np.abs(got - np.rint(want)).max() <= 1, sigma
        assert np.abs(got - want).mean() < 0.35, sigma


@pytest.mark.parametrize("dtype", DTYPES[1:])
@pytest.mark.parametrize("border", BORDERS)
def test_other_types_are_near_scipy(dtype, border):
    image = awkward((80, 101, 2), dtype)
    top = 1.0 if np.dtype(dtype).kind == "f" else 65535
    for sigma in SIGMAS:
        want = scipy(image, sigma, border, 0.4 * top)
        got = fastaug.gaussian_blur(image, sigma, border=border, fill=0.4 * top)
        allowed = (1e-5 if sigma < 3.5 else 2e-3) * top + (0.5 if top > 1 else 0)
        assert np.abs(got - want).max() <= allowed, sigma


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_smaller_radius(dtype):
    top = 1.0 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max
    for radius in (0, 1, 2, 5, 18):
        for sigma in (0.4, 2, 6, 40):
            image = awkward((60, 71), dtype)
            got = check("gaussian_blur", image, sigma, radius=radius, exact=True)
            want = gaussian_filter(image.astype(float), sigma, mode="mirror", radius=min(radius, int(4 * sigma + 0.5)))
            lattice = sigma > 4 and radius == 18 and int(4 * sigma + 0.5) <= 18
            allowed = 1 if top == 255 else (0.6 if top > 1 else 0) + (2e-3 if lattice else 1e-5) * top
            assert np.abs(got - want).max() <= allowed, (radius, sigma)
    images = make((3, 20, 21, 2), dtype)
    check_batch("gaussian_blur", images, {"radius": np.array([0, 2, 9])}, sigma=5.0)
    for bad in (-1, 19, 1.5, [1, 2]):
        with pytest.raises((TypeError, ValueError), match="radius must be"):
            fastaug.gaussian_blur(images, 2, radius=bad)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (2, 2), (2, 60), (3, 4)])
def test_tiny_axes(shape):
    image = make(shape, np.uint8)
    for sigma in SIGMAS:
        want = scipy(image, sigma)
        assert np.abs(fastaug.gaussian_blur(image, sigma) - want).max() < 1.5 + 0.01 * np.ptp(image), sigma


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_constant_image_stays(dtype):
    for value in (0, 1, 37, 255) if np.dtype(dtype).kind == "u" else (0, 1):
        image = np.full((33, 47, 3), value, dtype)
        for sigma in SIGMAS:
            np.testing.assert_allclose(fastaug.gaussian_blur(image, sigma), image, atol=0 if value != 1 else 2e-6)


@pytest.mark.parametrize("dtype", DTYPES)
def test_sigma_zero_copies(dtype):
    image = make((9, 11, 3), dtype)
    for sigma in (0, 1e-300, 0.1):
        got = fastaug.gaussian_blur(image, sigma)
        np.testing.assert_array_equal(got, image)
        assert got is not image and got.flags.owndata


@pytest.mark.parametrize("dtype", DTYPES)
def test_batches(dtype):
    images = make((5, 21, 40, 3), dtype)
    sigmas = np.array([0, 1.3, 5, 0.6, 17])
    for border in ("reflect", "edge"):
        check_batch("gaussian_blur", images, {"sigma": sigmas}, border=border)
        check("gaussian_blur", images, sigmas, border=border, exact=True)
    check("gaussian_blur", images, 6, exact=True)
    assert fastaug.gaussian_blur(images[:0], 2).shape == (0, 21, 40, 3)


@pytest.mark.parametrize("sigma", [1, 4, 8])
def test_threads_change_nothing_where_they_are_used(sigma):
    for dtype in (np.uint8, np.float32):
        image = make((601, 703, 3), dtype)
        np.testing.assert_array_equal(*[fastaug.gaussian_blur(image, sigma, threads=t) for t in (1, 2)])


def test_out_may_be_the_image_and_rows_may_be_apart():
    image = make((50, 60, 3), np.uint8)
    for sigma in (2, 8):
        want = fastaug.gaussian_blur(image, sigma)
        view = np.zeros((50, 90, 3), np.uint8)[:, 7:67]
        view[...] = image
        np.testing.assert_array_equal(fastaug.gaussian_blur(view, sigma), want)
        assert fastaug.gaussian_blur(view, sigma, out=view) is view
        np.testing.assert_array_equal(view, want)


@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (0, 0, 3)])
def test_empty_images(shape):
    for module in (fastaug, reference):
        for sigma in (2, 9):
            assert module.gaussian_blur(np.zeros(shape, np.uint8), sigma).shape == shape


def test_other_names_of_borders():
    image = make((20, 30), np.uint8)
    for name, same in (("scipy:mirror", "reflect"), ("scipy:reflect", "symmetric"), ("cv2:4", "reflect")):
        np.testing.assert_array_equal(
            fastaug.gaussian_blur(image, 2, border=name), fastaug.gaussian_blur(image, 2, border=same)
        )


@pytest.mark.parametrize(
    ("sigma", "options", "error", "words"),
    [
        (-1, {}, ValueError, "sigma must be in 0 .. 1000, got -1"),
        (1001, {}, ValueError, "sigma must be"),
        (math.nan, {}, ValueError, "sigma must be"),
        ("a", {}, TypeError, "sigma must be a number"),
        ([1, 2], {}, ValueError, "sigma must be a number, got"),
        (1, {"border": "mirror"}, ValueError, "border must be one of"),
        (1, {"border": "constant", "fill": 300}, ValueError, "fill must lie in 0 .. 255"),
        (1, {"fill": (1, 2)}, ValueError, "fill must be a number or 3 numbers"),
        (1, {"threads": 0}, ValueError, "threads must be at least 1"),
        (1, {"out": np.zeros((3, 3), np.uint8)}, ValueError, "out must be"),
    ],
)
def test_bad_input_is_named(sigma, options, error, words):
    with pytest.raises(error, match=words):
        fastaug.gaussian_blur(make((4, 5, 3), np.uint8), sigma, **options)


def test_bad_images_are_named():
    with pytest.raises(TypeError, match="image must be a NumPy array"):
        fastaug.gaussian_blur([[1]], 1)
    for module in (fastaug, reference):
        with pytest.raises(TypeError, match="image must be uint8, uint16, float32 or float64, got bool"):
            module.gaussian_blur(np.zeros((3, 3), bool), 1)
