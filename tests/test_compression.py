"""What compression leaves of images, alone and in pipelines."""

import io

import numpy as np
import pytest
from PIL import Image, features

import fastaug as A

from .support import DTYPES, SIZES, check, check_batch, make

SHAPES = [(h, w, 3) for h, w in [*SIZES, (0, 3), (3, 0), (16, 64), (48, 33), (7, 1100), (16, 1040)]]
SHAPES += [(17, 31), (5, 9, 1), (3, 19, 11, 3), (0, 5, 6, 3)]


def smooth(shape, seed=0):
    """Waves, and a little noise."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    waves = [127 + 100 * np.sin(y / (5 + c) + 2 * c) * np.cos(x / (9 - c)) for c in range(shape[2])]
    return np.clip(np.stack(waves, -1) + np.random.default_rng(seed).normal(0, 4, shape), 0, 255).astype(np.uint8)


def by_pillow(image, quality):
    file = io.BytesIO()
    Image.fromarray(image).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


# ---- low resolution ----------------------------------------------------------------------------------------------

PAIRS = [("nearest", "area"), ("bilinear", "nearest"), ("bicubic", "bilinear"), ("area", "bicubic")]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("up", "down"), PAIRS)
def test_downscale_equals_the_reference(up, down, dtype):
    for shape in [*SHAPES, (9, 11, 7)]:
        for factor in (0.3, 1, 1e-9):
            check("downscale", make(shape, dtype), factor, interpolation=up, down_interpolation=down)
    images = make((4, 9, 37, 3), dtype)
    check_batch(
        "downscale", images, {"factor": np.array([0.1, 0.55, 1, 0.9])}, interpolation=up, down_interpolation=down
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_downscale_is_two_resizes(dtype):
    image = make((41, 67, 3), dtype)
    for up, down in PAIRS:
        small = A.resize(image, 12, 20, interpolation=down, antialias=False)
        want = A.resize(small, 41, 67, interpolation=up, antialias=False)
        np.testing.assert_array_equal(A.downscale(image, 0.3, interpolation=up, down_interpolation=down), want)
    np.testing.assert_array_equal(A.downscale(image, 1), image)


def test_blocks_of_means():
    image = make((40, 60, 3), np.float64)
    means = image.reshape(10, 4, 15, 4, 3).mean((1, 3), keepdims=True)
    np.testing.assert_allclose(A.downscale(image, 0.25), np.broadcast_to(means, (10, 4, 15, 4, 3)).reshape(image.shape))


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_downscale_is_opencvs(dtype):
    cv2 = pytest.importorskip("cv2", exc_type=ImportError)
    image = make((48, 64, 3), dtype)
    ups = {"nearest": cv2.INTER_NEAREST_EXACT, "bilinear": cv2.INTER_LINEAR}
    for factor, size in ((0.25, (16, 12)), (0.5, (32, 24)), (0.75, (48, 36))):
        for up, code in ups.items():
            want = cv2.resize(cv2.resize(image, size, interpolation=cv2.INTER_AREA), (64, 48), interpolation=code)
            off = abs(A.downscale(image, factor, interpolation=up) - want.astype(np.float64))
            assert off.max() <= (2 if dtype == np.uint8 else 1e-5)  # both round


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fuse", [True, False])
def test_downscale_in_pipelines(dtype, fuse):
    x = make((9, 23, 37, 3), dtype)
    pair = {"downscale": "area", "upscale": 1}
    steps = [A.HorizontalFlip(), A.RandomGamma(), A.Downscale((0.1, 0.9)), A.CenterCrop(19, 20), A.Downscale(0.4, pair)]
    aug = A.Compose([*steps, A.RandomBrightnessContrast()], seed=3, fuse=fuse)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=0 if x.dtype.kind == "u" else 2e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])
    one = A.Compose([A.Downscale(0.3, pair, p=1)])
    np.testing.assert_array_equal(one(x), A.downscale(x, 0.3, interpolation="bilinear"))
    sizes = [image[: 9 + i] for i, image in enumerate(x)]
    for image, made in zip(sizes, one(sizes), strict=True):
        np.testing.assert_array_equal(made, A.downscale(image, 0.3, interpolation="bilinear"))


def test_masks_keep_their_resolution():
    x, mask = make((20, 30, 3), np.uint8), make((20, 30), np.uint8)
    made = A.Compose([A.Downscale(p=1)])(image=x, mask=mask)
    np.testing.assert_array_equal(made["mask"], mask)
    assert (made["image"] != x).any()


# ---- JPEG --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quality", [1, 30, 49, 50, 75, 96, 100])
def test_kernels_equal_the_reference(quality):
    for shape in SHAPES:
        check("jpeg_compression", make(shape, np.uint8), quality)
    for value in (0, 255):  # as far as values go
        check("jpeg_compression", np.full((24, 40, 3), value, np.uint8), quality)
        check("jpeg_compression", np.where(make((24, 40, 3), np.uint8) < 128, 0, 255).astype(np.uint8), quality)


def test_batches():
    images = smooth((4 * 39, 37, 3)).reshape(4, 39, 37, 3)
    check_batch("jpeg_compression", images, {"quality": np.array([1, 20, 90, 100])})


def test_more_images_than_scratch_is_shared_by():
    images = make((60, 260, 300, 3), np.uint8)
    got = A.jpeg_compression(images, 40, threads=2)
    np.testing.assert_array_equal(got[::19], A.jpeg_compression(images[::19], 40, threads=1))


@pytest.mark.parametrize("quality", [1, 30, 50, 77, 95, 100])
@pytest.mark.parametrize("size", [(1, 5), (8, 17), (33, 18), (64, 64), (17, 5), (15, 33), (90, 121)])
def test_it_is_the_round_trip_of_pillow(size, quality):
    images = [smooth((*size, 3)), make((*size, 3), np.uint8), smooth((*size, 1))[..., 0], make(size, np.uint8)]
    for image in images:
        want = by_pillow(image, quality)
        if features.check("libjpeg_turbo"):
            np.testing.assert_array_equal(A.jpeg_compression(image, quality), want)
        else:
            assert abs(A.jpeg_compression(image, quality).astype(int) - want).mean() <= 1


def test_flat_images_stay_at_the_best_quality():
    image = np.full((20, 30, 3), 77, np.uint8)
    np.testing.assert_array_equal(A.jpeg_compression(image, 100), image)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: A.jpeg_compression(x, 0), ValueError, "quality must be in 1 .. 100, got 0"),
        (lambda x: A.jpeg_compression(x, 101), ValueError, "quality must be in 1 .. 100, got 101"),
        (lambda x: A.jpeg_compression(x, 50.5), TypeError, "quality must be an integer"),
        (lambda x: A.jpeg_compression(x, [1, 2]), ValueError, "quality must be an integer, got"),
        (lambda x: A.jpeg_compression(x / 255, 50), TypeError, "uint8 images of 1 or 3 channels, got float64 of 3"),
        (lambda x: A.jpeg_compression(x[..., :2], 50), TypeError, "got uint8 of 2"),
        (lambda x: A.downscale(x, 0), ValueError, "factor must be above 0, got 0"),
        (lambda x: A.downscale(x, 1.5), ValueError, "factor must be in 0 .. 1, got 1.5"),
        (lambda x: A.downscale(x, [1, 1]), ValueError, "factor must be a number, got"),
        (lambda x: A.downscale(x, 0.5, interpolation="cubic"), ValueError, "interpolation must be one of"),
        (lambda x: A.downscale(x, 0.5, down_interpolation=3), ValueError, "down_interpolation must be one of"),
        (lambda x: A.downscale(x > 3, 0.5), TypeError, "got bool"),
        (lambda x: A.Downscale((0, 0.5)), ValueError, "scale_range must be above 0"),
        (lambda x: A.Downscale(0.5, {"upscale": 0}), ValueError, "interpolation_pair must be a dict with"),
        (lambda x: A.Downscale(0.5, {"upscale": 0, "downscale": "best"}), ValueError, "downscale must be one of"),
        (lambda x: A.ImageCompression("webp"), ValueError, "compression_type must be one of 'jpeg'"),
        (lambda x: A.ImageCompression(quality_range=(0, 50)), ValueError, "quality_range must"),
        (lambda x: A.ImageCompression(quality_range=(2.5, 50)), ValueError, "quality_range must be whole"),
        (lambda x: A.Compose([A.ImageCompression(p=1)])(x / 255), TypeError, "ImageCompression takes uint8"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("fuse", [True, False])
def test_pipelines(channels, fuse):
    x = smooth((9 * 43, 57, channels)).reshape(9, 43, 57, channels)
    compress = A.ImageCompression(quality_range=(5, 60))
    steps = [A.HorizontalFlip(), A.RandomGamma(), compress, A.CenterCrop(39, 40), compress]
    aug = A.Compose([*steps, A.RandomBrightnessContrast()], seed=3, fuse=fuse)
    got = aug(x, index=range(9))
    np.testing.assert_array_equal(got, aug.reference(x, index=range(9)))
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])
    one = A.Compose([A.ImageCompression(quality_range=(33, 33), p=1)])
    np.testing.assert_array_equal(one(x), A.jpeg_compression(x, 33))


def test_both_ends_of_qualities_are_drawn():
    drawn = A.Compose([A.ImageCompression(p=1)], seed=0).draw(np.zeros((50, 4, 4, 1), np.uint8)).draws[1]["quality"]
    assert set(drawn.tolist()) == {99, 100}
