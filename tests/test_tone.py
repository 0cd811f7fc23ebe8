"""Inverting, solarizing, posterizing, tone curves, autocontrast, equalizing, and tables of values."""

import itertools

import numpy as np
import pytest
from PIL import Image, ImageOps

import fastaug

from .support import DTYPES, SIZES, check, check_batch, make

SHAPES = [(h, w, 3) for h, w in [*SIZES, (0, 3), (3, 0), (3, 300)]]
SHAPES += [(17, 31), (5, 9, 1), (5, 9, 2), (3, 150, 8), (5, 9, 300), (3, 9, 11, 3), (0, 5, 6, 3)]
EVERY = np.arange(256, dtype=np.uint8).reshape(16, 16)
CALLS = [
    ("invert", ()), ("invert", ({"value_range": None},)),
    ("solarize", (0.5,)), ("solarize", (0,)), ("solarize", (1,)), ("solarize", (0.3, {"value_range": (0.2, 0.6)})),
    ("posterize", (0,)), ("posterize", (1,)), ("posterize", (4,)), ("posterize", (8,)), ("posterize", (11,)),
    ("posterize", (16,)),
    ("tone_curve", (0.2, 0.9)), ("tone_curve", (0, 1)), ("tone_curve", (1, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), CALLS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_kernels_equal_the_reference(name, args, dtype):
    options = args[-1] if args and isinstance(args[-1], dict) else {}
    for shape in SHAPES:
        check(name, make(shape, dtype), *args[: len(args) - bool(options)], **options)


@pytest.mark.parametrize("dtype", DTYPES)
def test_batches(dtype):
    images = make((4, 9, 37, 3), dtype)
    check_batch("solarize", images, {"threshold": np.array([0.1, 0.5, 1, 0])})
    check_batch("posterize", images, {"bits": np.array([0, 3, 7, 12])})
    check_batch("tone_curve", images, {"low": np.array([0, 0.3, 0.7, 1]), "high": np.array([1, 0.1, 0.7, 0])})


@pytest.mark.parametrize("dtype", DTYPES)
def test_tone_curves_per_channel(dtype):
    rng = np.random.default_rng(0)
    images, low, high = make((4, 9, 37, 3), dtype), rng.random((4, 3)), rng.random((4, 3))
    got = check("tone_curve", images, low, high)
    for i in range(4):
        np.testing.assert_array_equal(fastaug.tone_curve(images[i], low[i : i + 1], high[i : i + 1]), got[i])
        for c in range(3):
            np.testing.assert_array_equal(fastaug.tone_curve(images[i, ..., c], low[i, c], high[i, c]), got[i, ..., c])
    check("tone_curve", images, low, 0.8)
    check("tone_curve", make((5, 4, 300), dtype), rng.random((1, 300)), 0.8)


def test_a_tone_curve_is_a_bezier_curve():
    x, low, high = np.linspace(0, 1, 256), 0.15, 0.6
    want = np.zeros(256)
    for height, share in ((low, 3 * (1 - x) ** 2 * x), (high, 3 * (1 - x) * x**2), (1, x**3)):
        want += height * share
    np.testing.assert_allclose(fastaug.tone_curve(x[None], low, high)[0], want, rtol=0, atol=1e-15)
    np.testing.assert_array_equal(fastaug.tone_curve(EVERY, low, high).ravel(), np.rint(want * 255))
    np.testing.assert_array_equal(fastaug.tone_curve(EVERY, 1 / 3, 2 / 3), EVERY)
    np.testing.assert_array_equal(fastaug.tone_curve(np.array([[-3.0, 7]]), low, high), [[0, 1]])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_tables_of_all_shapes(dtype):
    levels = np.iinfo(dtype).max + 1
    rng = np.random.default_rng(0)
    for shape in SHAPES:
        image = make(shape, dtype)
        count, channels = (shape[0] if len(shape) == 4 else 1), (shape[-1] if len(shape) > 2 else 1)
        if channels > 3 and dtype == np.uint16:
            continue
        forms = [(levels,), (1, levels), (channels, levels), (count, 1, levels), (count, channels, levels)]
        for form in forms:
            check("apply_lut", image, rng.integers(0, levels, form, dtype))
    images = make((4, 9, 37, 3), dtype)
    tables = rng.integers(0, levels, (4, 3, levels))
    got = check("apply_lut", images, tables)
    for image, table, one in zip(images, tables, got, strict=True):
        np.testing.assert_array_equal(fastaug.apply_lut(image, table), one)
        for c in range(3):
            np.testing.assert_array_equal(table[c][image[..., c]], one[..., c])


@pytest.mark.parametrize("channels", [3, 8])
def test_tables_per_channel_at_any_address(channels):
    size = 233 * channels
    numbers, tables = make((64 + size,), np.uint8), make((channels, 256), np.uint8, seed=1)
    for offset in range(64):
        image = numbers[offset : offset + size].reshape(1, 233, channels)
        out = np.empty(64 + size, np.uint8)[offset:][:size].reshape(image.shape)
        want = np.stack([tables[c][image[..., c]] for c in range(channels)], axis=-1)
        np.testing.assert_array_equal(fastaug.apply_lut(image, tables, out=out), want)


def test_levels_are_pillows():
    picture = Image.fromarray(EVERY)
    np.testing.assert_array_equal(fastaug.invert(EVERY), np.asarray(ImageOps.invert(picture)))
    for threshold in range(256):
        want = np.asarray(ImageOps.solarize(picture, threshold))
        np.testing.assert_array_equal(fastaug.solarize(EVERY, threshold / 255), want)
    for bits in range(1, 9):
        np.testing.assert_array_equal(fastaug.posterize(EVERY, bits), np.asarray(ImageOps.posterize(picture, bits)))
    np.testing.assert_array_equal(fastaug.posterize(EVERY, 0), 0)


def test_floats_by_the_formulas():
    x = np.array([[-0.5, 0, 0.24, 0.25, 0.6, 0.999, 1, 1.5]], np.float64)
    np.testing.assert_array_equal(fastaug.posterize(x, 2), [[0, 0, 0, 0.25, 0.5, 0.75, 0.75, 0.75]])
    np.testing.assert_array_equal(fastaug.invert(x), np.clip(1 - x, 0, 1))
    np.testing.assert_array_equal(fastaug.invert(x, value_range=None), 1 - x)
    np.testing.assert_array_equal(fastaug.solarize(x, 0.6, value_range=None), np.where(x < 0.6, x, 1 - x))


# ---- spreading ---------------------------------------------------------------------------------------------------


def narrow(shape, dtype):
    """Channels of different ranges inside that of the dtype."""
    image = make(shape, np.float64)
    if len(shape) > 2:
        image *= np.linspace(0.3, 0.6, shape[-1])
    top = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1
    return ((image + 0.2) * top).astype(dtype)


@pytest.mark.parametrize(
    ("dtype", "cutoff"),
    [*itertools.product([np.uint8, np.uint16], [0, 0.7, 2, 30, 49.9, 50, 100]), (np.float32, 0), (np.float64, 0)],
)
def test_autocontrast_of_any_shape(dtype, cutoff):
    for shape in [*SHAPES, (7, 9, 200), (3, 50, 5)]:
        if dtype == np.uint16 and (shape[-1] > 5 or len(shape) == 4):
            continue  # long tables
        check("autocontrast", narrow(shape, dtype), cutoff)
    check("autocontrast", narrow((200, 300, 3), dtype), cutoff)  # by parts


@pytest.mark.parametrize("dtype", DTYPES)
def test_equalize_of_any_shape(dtype):
    for shape in [*SHAPES, (200, 300, 3), (200, 300), (90, 80, 4), (3, 40, 70, 3)]:
        check("equalize", narrow(shape, dtype))


@pytest.mark.parametrize("dtype", DTYPES[1:])
def test_equalize_is_that_of_the_nearest_levels(dtype):
    """And keeps channels of one value as they are."""
    levels = narrow((60, 70, 3), np.uint8)
    unit = 257 if dtype == np.uint16 else 1 / 255
    jitter = np.linspace(-0.49, 0.49, levels.size).reshape(levels.shape)
    image = ((levels + jitter) * unit).astype(dtype)
    image[..., 2] = image[0, 0, 2]
    got = fastaug.equalize(image)
    np.testing.assert_allclose(got[..., :2] / unit, fastaug.equalize(levels)[..., :2], atol=1e-4)
    np.testing.assert_array_equal(got[..., 2], image[..., 2])


def test_equalize_of_wild_floats():
    wild = np.array([[np.nan, -np.inf, np.inf, -5, 7] * 100], np.float32)
    assert np.isfinite(fastaug.equalize(wild)).all()


def pictures():
    rng = np.random.default_rng(0)
    yield from (narrow((h, w, 3), np.uint8) for h, w in ((1, 1), (3, 5), (17, 16), (40, 67), (123, 211)))
    yield rng.normal(100, 20, (90, 90, 3)).clip(0, 255).astype(np.uint8)
    yield np.minimum(rng.geometric(0.3, (50, 60, 3)), 255).astype(np.uint8)
    yield np.full((30, 30, 3), 77, np.uint8)
    yield np.where(make((30, 40, 3), np.uint8) < 128, 0, 255).astype(np.uint8)


def test_autocontrast_is_pillows():
    for image in pictures():
        for cutoff in (0, 1, 2.5, 10, 33.3, 50):
            want = np.asarray(ImageOps.autocontrast(Image.fromarray(image), cutoff))
            np.testing.assert_array_equal(fastaug.autocontrast(image, cutoff), want)


def test_equalize_is_pillows():
    for image in pictures():
        np.testing.assert_array_equal(fastaug.equalize(image), np.asarray(ImageOps.equalize(Image.fromarray(image))))


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_batch_of_autocontrasts(dtype):
    images = narrow((4, 9, 37, 3), dtype)
    got = check("autocontrast", images)
    for image, one in zip(images, got, strict=True):
        np.testing.assert_array_equal(fastaug.autocontrast(image), one)
    if np.dtype(dtype).kind == "u":
        check_batch("autocontrast", images, {"cutoff": np.array([0, 5.5, 50, 10])})


def test_a_stretched_image_fills_the_range():
    for dtype in DTYPES:
        got = fastaug.autocontrast(narrow((40, 50, 3), dtype))
        top = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1
        np.testing.assert_allclose(got.min((0, 1)), 0, atol=1e-6)
        np.testing.assert_allclose(got.max((0, 1)), top, rtol=1e-6)
    flat = np.full((9, 9, 3), 0.3, np.float32)
    np.testing.assert_array_equal(fastaug.autocontrast(flat), flat)


@pytest.mark.parametrize("dtype", DTYPES)
def test_out_may_be_the_input(dtype):
    for name, args in (("invert", ()), ("solarize", (0.4,)), ("posterize", (3,)), ("autocontrast", ())):
        image = make((20, 30, 3), dtype)
        want = getattr(fastaug, name)(image, *args)
        assert getattr(fastaug, name)(image, *args, out=image) is image
        np.testing.assert_array_equal(image, want)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: fastaug.invert(x > 3), TypeError, "got bool"),
        (lambda x: fastaug.solarize(x, 1.1), ValueError, r"threshold must be in 0 .. 1, got 1.1"),
        (lambda x: fastaug.solarize(x, [0.1, 0.2]), ValueError, "threshold must be a number, got"),
        (lambda x: fastaug.posterize(x, 17), ValueError, "bits must be in 0 .. 16, got 17"),
        (lambda x: fastaug.posterize(x, 3.5), TypeError, "bits must be an integer"),
        (lambda x: fastaug.tone_curve(x, 0.1, 1.1), ValueError, "high must be in 0 .. 1, got 1.1"),
        (lambda x: fastaug.tone_curve(x, [0.1, 0.2], 0.9), ValueError, "low must be a number, got"),
        (lambda x: fastaug.tone_curve(x, np.ones((1, 2)), 0.9), ValueError, r"low must be .* shape \(1, 3\), got"),
        (lambda x: fastaug.apply_lut(x.astype(np.float32), np.arange(256)), TypeError, "image must be uint8 or uint16"),
        (lambda x: fastaug.apply_lut(x, np.arange(256) / 2), TypeError, "table must be of integers"),
        (lambda x: fastaug.apply_lut(x, np.arange(255)), ValueError, r"table must have shape \(256,\)"),
        (lambda x: fastaug.apply_lut(x, np.ones((2, 256), int)), ValueError, "table must have shape"),
        (lambda x: fastaug.apply_lut(x, np.arange(256) + 1), ValueError, "table must hold integers in 0 .. 255"),
        (lambda x: fastaug.autocontrast(x, 101), ValueError, "cutoff must be in 0 .. 100, got 101"),
        (lambda x: fastaug.autocontrast(x / 255, 1), ValueError, "cutoff must be 0 for float64 images"),
        (lambda x: fastaug.autocontrast(x.astype(np.int8)), TypeError, "int8"),
        (lambda x: fastaug.equalize(x > 3), TypeError, "got bool"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))
