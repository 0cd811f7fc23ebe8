"""Contrast-limited adaptive histogram equalisation, alone and in pipelines."""

import numpy as np
import pytest

import fastaug as A

from .support import SIZES, check, check_batch, make

SHAPES = [(h, w, 3) for h, w in [*SIZES, (0, 3), (3, 0), (64, 80), (9, 700)]]
SHAPES += [(17, 31), (5, 9, 1), (40, 29, 2), (5, 9, 30), (3, 19, 11, 3), (0, 5, 6, 3), (16, 600)]


def flat(shape):
    """Few levels, so that counts are clipped."""
    rng = np.random.default_rng(1)
    return np.clip(rng.normal(100, 9, shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("options", [{}, {"clip_limit": 0}, {"clip_limit": 1.7, "grid": (3, 5)}, {"grid": (1, 20)}])
def test_kernels_equal_the_reference(options):
    for shape in SHAPES:
        check("clahe", make(shape, np.uint8), **options)
        check("clahe", flat(shape), **options)


def test_batches():
    check_batch("clahe", flat((4, 39, 37, 3)), {"clip_limit": np.array([0, 0.7, 4, 25.5])})


def test_more_images_than_scratch_is_shared_by():
    images = flat((150, 160, 200, 3))
    np.testing.assert_array_equal(A.clahe(images, threads=2)[::49], A.clahe(images[::49], threads=1))


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (7, 5), (33, 17), (64, 64), (64, 70), (70, 64), (200, 8), (120, 211)])
def test_gray_is_opencvs(size):
    cv2 = pytest.importorskip("cv2", exc_type=ImportError)
    for image in (make(size, np.uint8), flat(size)):
        for limit in (0, 0.5, 1, 4, 40):
            for rows, columns in ((8, 8), (3, 5), (1, 1), (2, 20)):
                want = cv2.createCLAHE(limit, (columns, rows)).apply(image).astype(int)
                assert abs(A.clahe(image, limit, (rows, columns)) - want).max() <= 1


def test_hues_stay():
    image = flat((60, 80, 3)) // 2 + np.array([60, 30, 20], np.uint8)
    got, luma = A.clahe(image, 2).astype(int), A.to_grayscale(image, channels=1)
    np.testing.assert_array_equal(got - image, np.broadcast_to(A.clahe(luma, 2).astype(int) - luma, image.shape))
    gray = np.repeat(luma, 3, axis=2)
    np.testing.assert_array_equal(A.clahe(gray), np.repeat(A.clahe(luma), 3, axis=2))


def test_one_tile_without_a_limit_is_the_share_of_pixels_at_most_as_bright():
    image = flat((50, 60))
    below = np.bincount(image.ravel(), minlength=256).cumsum()
    np.testing.assert_array_equal(A.clahe(image, 0, (1, 1)), np.rint(255 * below / image.size)[image])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: A.clahe(x / 255), TypeError, "clahe takes uint8 images, got float64"),
        (lambda x: A.clahe(x, -1), ValueError, "clip_limit must be at least 0, got -1"),
        (lambda x: A.clahe(x, [1, 2]), ValueError, "clip_limit must be a number, got"),
        (lambda x: A.clahe(x, 4, 8), ValueError, "grid must be two numbers of tiles, got 8"),
        (lambda x: A.clahe(x, 4, (8, 0)), ValueError, "grid must be at least 1, got 0"),
        (lambda x: A.clahe(x, 4, (8, 2**40)), ValueError, "grid must be at most 1024 tiles"),
        (lambda x: A.clahe(x, 4, (8, 2.5)), TypeError, "grid must be an integer"),
        (lambda x: A.clahe(x, threads="2"), TypeError, "threads must be an integer"),
        (lambda x: A.CLAHE(0.5), ValueError, "clip_limit must"),
        (lambda x: A.CLAHE(tile_grid_size=(8, 8, 8)), ValueError, "tile_grid_size must be two numbers"),
        (lambda x: A.Compose([A.CLAHE(p=1)])(x / 255), TypeError, "CLAHE takes uint8 images, got float64"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("fuse", [True, False])
def test_pipelines(channels, fuse):
    x = flat((9, 43, 57, channels))
    steps = [A.HorizontalFlip(), A.RandomGamma(), A.CLAHE((1, 8)), A.CenterCrop(39, 40), A.CLAHE(3, (2, 3))]
    aug = A.Compose([*steps, A.RandomBrightnessContrast()], seed=3, fuse=fuse)
    got = aug(x, index=range(9))
    np.testing.assert_array_equal(got, aug.reference(x, index=range(9)))
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])
    one = A.Compose([A.CLAHE((2.5, 2.5), (4, 6), p=1)])
    np.testing.assert_array_equal(one(x), A.clahe(x, 2.5, (4, 6)))


def test_one_number_is_the_upper_end():
    x = np.zeros((200, 4, 4, 1), np.uint8)
    for given, low in ((6, 1), ((5, 6), 5)):
        limits = A.Compose([A.CLAHE(given, p=1)], seed=0).draw(x).draws[1]["clip_limit"]
        assert low <= min(limits) < low + 0.2 and 5.8 < max(limits) <= 6
