"""Resizing, alone and with a crop."""

import ctypes
import math
import mmap
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

import fastaug

from .support import DTYPES, check, check_batch, make

INTERPOLATIONS = ["nearest", "bilinear", "bicubic", "area"]
# Source and result: one pixel, enlarging, shrinking a little, by much, by one axis only, to a line, the same size.
RESIZES = [
    ((1, 1), (3, 2)), ((2, 1), (1, 5)), ((5, 7), (5, 7)), ((4, 6), (17, 31)), ((17, 31), (9, 30)), ((40, 67), (30, 25)),
    ((31, 90), (64, 40)), ((70, 130), (9, 11)), ((200, 3), (3, 50)), ((64, 48), (1, 1)), ((33, 150), (33, 70)),
    ((20, 400), (30, 110)), ((64, 500), (20, 90)), ((30, 640), (11, 60)), ((12, 300), (7, 130)),
]  # fmt: skip


def smooth(shape):
    """A uint8 image without the overshoot that other libraries clip between their passes."""
    image = ndimage.gaussian_filter(make(shape, np.float64), (1.5, 1.5, 0))
    return np.rint((image - image.min()) / (image.max() - image.min()) * 180 + 35).astype(np.uint8)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("antialias", [True, False])
@pytest.mark.parametrize("dtype", DTYPES)
def test_kernel_equals_reference(interpolation, antialias, dtype):
    for (height, width), (out_height, out_width) in RESIZES:
        for channels in ([], [1], [3], [4], [2], [9]):
            image = make((height, width, *channels), dtype)
            check("resize", image, out_height, out_width, interpolation=interpolation, antialias=antialias)
    extremes = np.where(make((60, 50, 3), np.bool_), make((1,), np.bool_)[0], np.iinfo(np.uint8).max)
    check("resize", extremes.astype(dtype), 41, 130, interpolation=interpolation, antialias=antialias)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
def test_many_sizes(interpolation, rng):
    for _ in range(60):
        height, width, out_height, out_width = rng.integers(1, 200, 4).tolist()
        image = make((height, width, rng.choice([1, 3, 4, 5])), np.uint8, seed=height)
        size, place = rng.integers(1, (height, width), endpoint=True), rng.random(2)
        top, left = (place * ((height, width) - size + 1)).astype(int).tolist()
        for antialias in (True, False):
            check(
                "resized_crop", image, top, left, *size.tolist(), out_height, out_width,
                interpolation=interpolation, antialias=antialias,
            )  # fmt: skip


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_bands_of_threads_meet(interpolation, dtype):
    image = make((700, 900, 3), dtype)
    for antialias in (True, False):
        one, two = (
            fastaug.resize(image, 501, 400, interpolation=interpolation, antialias=antialias, threads=t) for t in (1, 2)
        )
        np.testing.assert_array_equal(one, two)


def test_bool_takes_nearest_only():
    mask = make((20, 30), np.bool_)
    got = check("resize", mask, 45, 11, interpolation="nearest")
    assert got.dtype == np.bool_
    for interpolation in INTERPOLATIONS[1:]:
        with pytest.raises(TypeError, match="interpolation must be 'nearest' for bool images"):
            fastaug.resize(mask, 5, 5, interpolation=interpolation)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_image_of_a_batch_has_its_own_rectangle(interpolation, dtype):
    images = make((5, 60, 70, 3), dtype)
    rectangles = {
        "top": np.array([0, 3, 5, 10, 59]), "left": np.array([0, 1, 20, 7, 69]),
        "height": np.array([60, 20, 11, 50, 1]), "width": np.array([70, 69, 30, 20, 1]),
    }  # fmt: skip
    check_batch("resized_crop", images, rectangles, out_height=24, out_width=33, interpolation=interpolation)
    got = fastaug.resized_crop(images, 2, [1, 2, 3, 4, 5], 40, 30, 24, 33, interpolation=interpolation)
    for i, image in enumerate(images):
        crop = image[2:42, i + 1 : i + 31].copy()
        np.testing.assert_array_equal(got[i], fastaug.resize(crop, 24, 33, interpolation=interpolation))


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_same_size_is_the_same_image(interpolation, dtype):
    image = make((33, 21, 3), dtype)
    for antialias in (True, False):
        np.testing.assert_array_equal(
            fastaug.resize(image, 33, 21, interpolation=interpolation, antialias=antialias), image
        )


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("value", [0, 1, 128, 255])
def test_flat_stays_flat(interpolation, value):
    image = np.full((90, 77, 3), value, np.uint8)
    for height, width in ((31, 29), (200, 13), (160, 150)):
        assert (fastaug.resize(image, height, width, interpolation=interpolation) == value).all()
        assert (fastaug.resize(image, height, width, interpolation=interpolation, antialias=False) == value).all()


def test_antialias_changes_only_shrinking_axes_of_bilinear():
    image = make((40, 40, 3), np.uint8)
    enlarged = [fastaug.resize(image, 40, 97, antialias=a) for a in (True, False)]
    np.testing.assert_array_equal(*enlarged)
    assert (fastaug.resize(image, 40, 20) != fastaug.resize(image, 40, 20, antialias=False)).any()


def test_plain_bilinear_equals_scipy():
    for dtype, allowed in ((np.uint8, 0.51), (np.uint16, 0.6), (np.float32, 1e-6), (np.float64, 1e-12)):
        for (height, width), (out_height, out_width) in RESIZES:
            image = make((height, width), dtype)
            y, x = ((np.arange(o) + 0.5) * (n / o) - 0.5 for o, n in ((out_height, height), (out_width, width)))
            want = ndimage.map_coordinates(
                image.astype(np.float64), np.meshgrid(y, x, indexing="ij"), order=1, mode="nearest"
            )
            got = fastaug.resize(image, out_height, out_width, antialias=False)
            assert np.abs(got - want).max() <= allowed


def test_nearest_equals_the_half_pixel_rule():
    for (height, width), (out_height, out_width) in RESIZES:
        image = make((height, width), np.uint8)
        y = [math.floor((j + Fraction(1, 2)) * height / out_height) for j in range(out_height)]
        x = [math.floor((j + Fraction(1, 2)) * width / out_width) for j in range(out_width)]
        got = fastaug.resize(image, out_height, out_width, interpolation="nearest")
        np.testing.assert_array_equal(got, image[np.ix_(y, x)])


@pytest.mark.parametrize("width", [1, 2, 7, 90, 300])
@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 8, 13])
def test_nearest_of_pixels_of_any_size(channels, width):
    for dtype in DTYPES:
        image = make((3, width, channels), dtype)
        for out_width in (1, 15, 16, 64, 65, 333, 1100):
            x = (2 * np.arange(out_width) + 1) * width // (2 * out_width)
            got = fastaug.resize(image, 4, out_width, interpolation="nearest")
            np.testing.assert_array_equal(got, image[[0, 1, 1, 2]][:, x])


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
@pytest.mark.parametrize("size", [(20, 25), (31, 7), (150, 111), (43, 150)])
def test_antialiased_equals_pillow(interpolation, size):
    code = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}[interpolation]
    image = smooth((90, 77, 3))
    want = np.asarray(Image.fromarray(image).resize(size[::-1], code))
    got = fastaug.resize(image, *size, interpolation=interpolation)
    assert np.abs(got.astype(int) - want).max() <= 1
    noise = make((90, 77), np.float32)
    want = np.asarray(Image.fromarray(noise).resize(size[::-1], code))
    np.testing.assert_allclose(fastaug.resize(noise, *size, interpolation=interpolation), want, atol=2e-6)
    levels = (noise * 255).astype(np.uint8)
    want = np.asarray(Image.fromarray(levels.astype(np.float32)).resize(size[::-1], code)).clip(0, 255)
    assert np.abs(fastaug.resize(levels, *size, interpolation=interpolation) - want).max() < 0.55


@pytest.mark.parametrize("size", [(20, 25), (31, 7), (150, 111), (45, 150)])
def test_equals_opencv(size):
    cv2 = pytest.importorskip("cv2")
    for dtype, level in ((np.uint8, 1), (np.float32, 2e-3)):
        image = make((90, 77, 3), dtype)
        for name, code, levels in (("bilinear", 1, 1), ("bicubic", 2, 2), ("area", 3, 1)):
            if name == "area" and (size[0] > 90 or size[1] > 77):
                continue  # OpenCV's is another filter there
            got = fastaug.resize(image, *size, interpolation=name, antialias=False).astype(float)
            assert np.abs(got - cv2.resize(image, size[::-1], interpolation=code)).max() <= levels * level


def test_area_is_the_mean_of_each_box():
    image = make((60, 90, 3), np.float64)
    want = image.reshape(20, 3, 18, 5, 3).mean((1, 3))
    np.testing.assert_allclose(fastaug.resize(image, 20, 18, interpolation="area"), want, atol=1e-12)
    levels = make((60, 90), np.uint8)
    want = levels.reshape(20, 3, 18, 5).mean((1, 3))
    assert np.abs(fastaug.resize(levels, 20, 18, interpolation="area") - want).max() < 0.52
    np.testing.assert_array_equal(
        fastaug.resize(levels, 120, 270, interpolation="area"), levels.repeat(2, 0).repeat(3, 1)
    )
    large = make((500, 700), np.uint8)
    assert abs(int(fastaug.resize(large, 1, 1, interpolation="area")[0, 0]) - large.mean()) < 0.6


def test_a_mean_survives_shrinking():
    image = make((300, 260, 3), np.uint8)
    for interpolation in ("bilinear", "bicubic", "area"):
        small = fastaug.resize(image, 15, 13, interpolation=interpolation)
        assert abs(small.mean() - image.mean()) < 0.5
        assert small.std() < image.std() / 8


@pytest.mark.parametrize("dtype", DTYPES)
def test_nothing_outside_the_image_is_read(dtype):
    page = mmap.PAGESIZE
    memory = mmap.mmap(-1, 12 * page)
    start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    libc = ctypes.CDLL(None)
    libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    assert libc.mprotect(start, page, 0) == 0 and libc.mprotect(start + 11 * page, page, 0) == 0
    try:
        for shape in ((1, 1, 3), (1, 3, 4), (3, 5, 1), (9, 21, 3), (7, 30, 4), (40, 25, 1), (13, 17, 5), (25, 60, 3)):
            size = int(np.prod(shape)) * np.dtype(dtype).itemsize
            for offset in (page, 11 * page - size):
                image = np.frombuffer(memory, dtype, int(np.prod(shape)), offset).reshape(shape)
                image[...] = make(shape, dtype)
                for out in ((1, 1), (5, 8), (4, 19), (50, 60)):
                    for interpolation in INTERPOLATIONS:
                        for antialias in (True, False):
                            check("resize", image, *out, interpolation=interpolation, antialias=antialias)
    finally:
        libc.mprotect(start, page, 3)
        libc.mprotect(start + 11 * page, page, 3)


@pytest.mark.parametrize("size", [(20, 40), (41, 17), (1, 30), (8, 8)])
def test_sizes_keep_the_aspect(size):
    x = make((*size, 3), np.uint8)
    assert max(check("longest_max_size", x, 12).shape[:2]) == 12
    assert min(check("smallest_max_size", x, 12).shape[:2]) == 12
    for border in ("constant", "edge", "reflect", "symmetric", "wrap"):
        assert check("letterbox", x, 24, 16, border=border, fill=9).shape == (24, 16, 3)
    with pytest.raises(ValueError, match="size must be at least 1"):
        fastaug.longest_max_size(x, 0)


def test_a_letterbox_keeps_the_image_in_the_middle():
    made = fastaug.letterbox(np.full((10, 20), 5, np.uint8), 20, 20, fill=1)
    np.testing.assert_array_equal(made[5:15], 5)
    assert (made[:5] == 1).all() and (made[15:] == 1).all()


def test_empty_sizes():
    image = make((5, 6, 3), np.uint8)
    assert check("resize", image, 0, 4).shape == (0, 4, 3)
    assert check("resize", make((0, 6, 3), np.uint8), 7, 0).shape == (7, 0, 3)
    assert check("resized_crop", image, 5, 6, 0, 0, 0, 0).shape == (0, 0, 3)
    assert check("resize", make((0, 5, 6, 3), np.uint8), 2, 4).shape == (0, 2, 4, 3)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: fastaug.resize(x, -1, 4), ValueError, "height must be at least 0"),
        (lambda x: fastaug.resize(x, 4, 1.5), TypeError, "width must be an integer"),
        (lambda x: fastaug.resize(x, 4, 4, interpolation="lanczos"), ValueError, "interpolation must be one of 'near"),
        (lambda x: fastaug.resize(x[:0], 4, 4), ValueError, "height and width must be at least 1 to fill 4 x 4"),
        (lambda x: fastaug.resize(x.astype(np.int32), 4, 4), TypeError, "int32"),
        (lambda x: fastaug.resize(x, 4, 4, out=x), ValueError, "out must be"),
        (lambda x: fastaug.resize([[1]], 4, 4), TypeError, "image must be a NumPy array"),
        (lambda x: fastaug.resized_crop(x, 3, 0, 4, 2, 4, 4), ValueError, r"top \+ height at most 5"),
        (lambda x: fastaug.resized_crop(x, 0, -1, 2, 2, 4, 4), ValueError, "left and width must be at least 0"),
        (lambda x: fastaug.resized_crop(x, 0, 0, 2, -2, 4, 4), ValueError, "left and width must be at least 0"),
        (lambda x: fastaug.resized_crop(x, 2**63 - 1, 0, 2, 2, 4, 4), ValueError, "top and height"),
        (lambda x: fastaug.resized_crop(x, np.int64(2**63 - 1), 0, 2, 2, 4, 4), ValueError, "top and height"),
        (lambda x: fastaug.resized_crop(x, 0, 0, 0, 2, 4, 4), ValueError, "at least 1 to fill"),
        (lambda x: fastaug.resized_crop(x, 0, 0, [2, 2], 2, 4, 4), ValueError, "height must be an integer, got shape"),
        (lambda x: fastaug.resized_crop(x, 0.5, 0, 2, 2, 4, 4), TypeError, "top must be an integer"),
        (lambda x: fastaug.resized_crop(x, 0, 0, 2, 2, 4, None), TypeError, "out_width must be an integer"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))
