"""What compression leaves of images, alone and in pipelines."""

import io

import numpy as np
import pytest
from PIL import Image, features

import fastaug as A

from .support import SIZES, check, check_batch, make

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
        (lambda x: A.jpeg_compression(x, [1, 2]), ValueError, "quality must be an integer or 1 integers"),
        (lambda x: A.jpeg_compression(x / 255, 50), TypeError, "uint8 images of 1 or 3 channels, got float64 of 3"),
        (lambda x: A.jpeg_compression(x[..., :2], 50), TypeError, "got uint8 of 2"),
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
