"""Flips, quarter turns, transposes, crops and pads."""

import itertools

import numpy as np
import pytest

import fastaug
from fastaug.arguments import D4_NAMES

from .support import BORDERS, DTYPES, SIZES, check, check_batch, make

PERMUTATIONS = {
    "horizontal_flip": lambda x: x[:, ::-1],
    "vertical_flip": lambda x: x[::-1],
    "rot90": np.rot90,
    "transpose": lambda x: np.swapaxes(x, 0, 1),
}


@pytest.mark.parametrize("name", PERMUTATIONS)
@pytest.mark.parametrize("dtype", [*DTYPES, np.bool_])
@pytest.mark.parametrize("channels", [None, 1, 2, 3, 4, 5, 8, 70])
def test_permutations_equal_numpy(name, dtype, channels):
    for height, width in [*SIZES, (0, 3), (3, 0), (90, 131)]:
        image = make((height, width) if channels is None else (height, width, channels), dtype)
        got = check(name, image, exact=True)
        np.testing.assert_array_equal(got, PERMUTATIONS[name](image))


@pytest.mark.parametrize("k", range(-5, 6))
def test_rot90_takes_any_k(k):
    for shape in ((5, 7), (5, 7, 3), (33, 64, 3)):
        image = make(shape, np.uint8)
        np.testing.assert_array_equal(check("rot90", image, k), np.rot90(image, k))


@pytest.mark.parametrize("name", PERMUTATIONS)
def test_permutations_of_batches(name):
    for shape in ((4, 9, 5, 3), (3, 20, 70, 1), (0, 4, 4, 3)):
        images = make(shape, np.uint8)
        got = check(name, images, exact=True)
        for i, image in enumerate(images):
            np.testing.assert_array_equal(got[i], getattr(fastaug, name)(image))


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("dtype", [*DTYPES, np.bool_])
def test_crop_and_pad(border, dtype):
    for height, width in SIZES:
        for shape in ((height, width), (height, width, 3)):
            image = make(shape, dtype)
            check("crop", image, -3, 2, height + 5, width + 9, border=border, fill=1, exact=True)
            padded = check("pad", image, (2, 0, 1, 4), border=border, exact=True)
            if min(height, width) > 4:
                widths = [(0, 4), (2, 1)] + [(0, 0)] * (len(shape) - 2)
                np.testing.assert_array_equal(padded, np.pad(image, widths, mode=border))


def test_the_symmetries_are_a_group():
    x = make((7, 7, 2), np.uint8)
    made = {name: check("d4", x, name) for name in D4_NAMES}
    assert len({image.tobytes() for image in made.values()}) == 8
    for a, b in itertools.product(D4_NAMES, repeat=2):
        assert fastaug.d4(made[a], b).tobytes() in {image.tobytes() for image in made.values()}
    np.testing.assert_array_equal(made["t"], x.transpose(1, 0, 2))
    check("d4", make((3, 8), np.uint16), "hvt")
    with pytest.raises(ValueError, match="element must be one of"):
        fastaug.d4(x, "r45")


@pytest.mark.parametrize("size", [(20, 40), (41, 17), (1, 30), (8, 8)])
def test_pads_only_where_needed(size):
    x = make((*size, 3), np.uint8)
    padded = check("pad_if_needed", x, 30, 30)
    assert padded.shape[:2] == (max(30, size[0]), max(30, size[1])) and padded.sum() == x.sum()


def test_crop_with_a_place_per_image():
    images = make((5, 20, 30, 3), np.uint8)
    places = {"top": np.array([0, 3, 5, 10, 2]), "left": np.array([0, 1, 20, 7, 3])}
    got = check_batch("crop", images, places, height=10, width=10)
    np.testing.assert_array_equal(got[3], images[3, 10:20, 7:17])


def test_center_crop_is_in_the_centre():
    image = make((9, 12, 3), np.uint8)
    np.testing.assert_array_equal(check("center_crop", image, 3, 4), image[3:6, 4:8])
    np.testing.assert_array_equal(check("center_crop", image, 11, 12, border="edge")[1:10], image)


def test_random_crop_reaches_every_place():
    image = np.arange(16, dtype=np.uint8).reshape(4, 4)
    rng = np.random.default_rng(1)
    seen = np.bincount([fastaug.random_crop(image, 2, 3, rng)[0, 0] for _ in range(600)], minlength=16)
    places = seen.reshape(4, 4)[:3, :2]
    assert places.sum() == 600 and (places > 60).all() and (places < 145).all()


@pytest.mark.parametrize("bits", [np.random.PCG64, np.random.MT19937, np.random.Philox])
def test_random_crop_takes_the_numbers_of_its_generator(bits):
    image = make((9, 2000, 3), np.uint8)
    ours, own = np.random.Generator(bits(4)), np.random.Generator(bits(4))
    for height, width in ((5, 7), (9, 1), (12, 1999), (1, 2500)) * 5:
        top, left = (own.integers(min(0, s), max(0, s), endpoint=True) for s in (9 - height, 2000 - width))
        got = fastaug.random_crop(image, height, width, ours, border="reflect")
        np.testing.assert_array_equal(got, fastaug.crop(image, int(top), int(left), height, width, border="reflect"))
        tops, lefts = (own.integers(min(0, s), max(0, s), 5, endpoint=True) for s in (9 - height, 2000 - width))
        got = fastaug.random_crop(np.stack([image] * 5), height, width, ours, border="reflect")
        np.testing.assert_array_equal(got[3], fastaug.crop(image, tops[3], lefts[3], height, width, border="reflect"))
    assert ours.random() == own.random()


def test_random_crop_depends_only_on_the_seed():
    images = make((6, 12, 12, 3), np.uint8)
    same = [fastaug.random_crop(images, 5, 5, rng=3, threads=t) for t in (1, 2)]
    np.testing.assert_array_equal(*same)
    np.testing.assert_array_equal(same[0], fastaug.reference.random_crop(images, 5, 5, rng=3))
    corners = {tuple(c) for c in same[0][:, 0, 0].tolist()}
    assert len(corners) > 1


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: fastaug.horizontal_flip([[1]]), TypeError, "image must be a NumPy array, got list"),
        (lambda x: fastaug.horizontal_flip(x.astype(np.int32)), TypeError, "int32"),
        (lambda x: fastaug.horizontal_flip(x.astype(">u2")), TypeError, "native byte order"),
        (lambda x: fastaug.horizontal_flip(x[0, 0]), ValueError, "shape"),
        (lambda x: fastaug.horizontal_flip(x, out=x[:2]), ValueError, "out must be"),
        (lambda x: fastaug.horizontal_flip(x, threads=0), ValueError, "threads must be at least 1"),
        (lambda x: fastaug.rot90(x, 1.5), TypeError, "k must be an integer"),
        (lambda x: fastaug.crop(x, 3, 0, 4, 2), ValueError, r"top \+ height must lie in 0 .. 5"),
        (lambda x: fastaug.crop(x, 0, -1, 2, 2), ValueError, r"left \+ width"),
        (lambda x: fastaug.crop(x, 0, 0, -2, 2), ValueError, "height must be at least 0"),
        (lambda x: fastaug.crop(x, 0.5, 0, 2, 2), TypeError, "top must be an integer"),
        (lambda x: fastaug.crop(x, [1, 2], 0, 2, 2), ValueError, "top must be an integer, got"),
        (lambda x: fastaug.crop(x, -1, 0, 2, 2, border="mirror"), ValueError, "border must be one of 'constant'"),
        (lambda x: fastaug.crop(x, 2**63 - 1, 0, 2, 2, border="edge"), ValueError, "top and left must lie within"),
        (lambda x: fastaug.crop(x, 0, 2**70, 2, 2, border="edge"), TypeError, "left must be an integer"),
        (lambda x: fastaug.random_crop(x, 9, 2), ValueError, "crop_h and crop_w must be at most 5 and 6"),
        (lambda x: fastaug.random_crop(x, 2, 2, rng="a"), TypeError, "rng must be None"),
        (lambda x: fastaug.pad(x, (1, 2)), ValueError, "padding must be"),
        (lambda x: fastaug.pad(x, -1), ValueError, "padding must be at least 0"),
        (lambda x: fastaug.pad(x, 1, fill=300), ValueError, "fill must lie in 0 .. 255"),
        (lambda x: fastaug.pad(x, 1, fill=(1, 2)), ValueError, "fill must be a number or 3 numbers"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


def test_out_may_overlap_the_input():
    image = make((8, 8, 3), np.uint8)
    want = image[:, ::-1].copy()
    assert fastaug.horizontal_flip(image, out=image) is image
    np.testing.assert_array_equal(image, want)
