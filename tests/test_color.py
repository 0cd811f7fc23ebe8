"""Brightness, contrast, saturation, hue, gamma, grey, jitter and normalisation."""

import colorsys

import numpy as np
import pytest
from PIL import Image, ImageEnhance

import fastaug
from fastaug.colors import gray_weights, pivot_code
from fastaug.kernels import color
from fastaug.reference.color import _chain

from .support import DTYPES, SIZES, check, check_batch, make, same

CHANNELS = [None, 1, 2, 3, 4, 8, 300]
CALLS = {  # arguments of every function, for images of any number of channels or of 3
    "adjust_brightness": [(0.2,), (-0.37,), (0.1, {"factor": 1.7}), (2,), (0.1, {"value_range": None})],
    "adjust_contrast": [(1.6,), (0.3,), (1.5, {"pivot": "channel"}), (2, {"pivot": "global"}), (-1, {"pivot": 0.4})],
    "adjust_gamma": [(0.8,), (2.2,), (0,), (1, {"value_range": (0.2, 0.6)}), (1 / 3, {"value_range": None})],
    "normalize": [(0.4, 0.3), (0.5, 0.25, {"layout": "CHW"})],
}
RGB_CALLS = {
    "adjust_saturation": [(1.3,), (0,), (0.4, {"weights": "709"}), (5, {"weights": "mean"}), (1e6,)],
    "to_grayscale": [(), ({"channels": 1},), ({"weights": "709", "channels": 1},), ({"weights": "mean"},)],
    "adjust_hue": [(0.1,), (-0.45,), (0.5,), (1 / 3,), (7.77,), (-1e-20,), (0.2, {"value_range": None})],
    "shift_hsv": [(), (0.3, -0.2, 0.1), (-7.77, 0.5, -0.4), (0, 1, 0), (0.5, 0.2, 1, {"value_range": None})],
    "color_jitter": [(0.4, 0.4, 0.4, 0.3, seed) for seed in range(30)],
}  # fmt: skip


def cases(calls):
    return [(name, args) for name, every in calls.items() for args in every]


def run(name, image, args):
    options = args[-1] if args and isinstance(args[-1], dict) else {}
    return check(name, image, *args[: len(args) - bool(options)], **options)


@pytest.mark.parametrize(("name", "args"), cases(CALLS))
@pytest.mark.parametrize("dtype", DTYPES)
def test_any_channels(name, args, dtype):
    for channels in CHANNELS:
        for height, width in [*SIZES, (0, 3), (3, 0)] if channels in (None, 3) else [(5, 9)]:
            run(name, make((height, width) if channels is None else (height, width, channels), dtype), args)
    run(name, make((3, 300, 3), dtype), args)


@pytest.mark.parametrize(("name", "args"), cases(RGB_CALLS))
@pytest.mark.parametrize("dtype", DTYPES)
def test_rgb(name, args, dtype):
    for height, width in [*SIZES, (0, 3), (3, 0), (3, 300)] if name != "color_jitter" else [(17, 31), (3, 300)]:
        run(name, make((height, width, 3), dtype), args)


@pytest.mark.parametrize("dtype", DTYPES)
def test_batches(dtype):
    images = make((4, 9, 37, 3), dtype)
    amounts = np.array([0.1, 1.2, 0.7, 2.0])
    check_batch("adjust_brightness", images, {"delta": amounts - 1, "factor": amounts})
    for pivot in ("gray", "channel", "global"):
        check_batch("adjust_contrast", images, {"factor": amounts}, pivot=pivot)
    check_batch("adjust_contrast", images, {"factor": amounts, "pivot": amounts / 2})
    check_batch("adjust_gamma", images, {"gamma": amounts})
    check_batch("adjust_saturation", images, {"factor": amounts})
    check_batch("adjust_hue", images, {"turns": amounts})
    check_batch("shift_hsv", images, {"hue": amounts, "saturation": amounts - 1, "value": 1 - amounts})
    check_batch("to_grayscale", images, {}, channels=1)
    for layout in ("HWC", "CHW"):
        check_batch("normalize", images, {}, mean=(0.1, 0.2, 0.3), std=(0.5, 0.2, 0.3), layout=layout)


@pytest.mark.parametrize("name", [*CALLS, *RGB_CALLS])
def test_empty_batches(name):
    every = CALLS.get(name) or RGB_CALLS[name]
    assert run(name, np.zeros((0, 5, 6, 3), np.uint8), every[0]).shape[0] == 0


# ---- brightness, contrast, gamma ---------------------------------------------------------------------------------


def test_brightness_is_a_share_of_the_range():
    image = np.array([[0, 10, 250]], np.uint8)
    np.testing.assert_array_equal(fastaug.adjust_brightness(image, 10 / 255), [[10, 20, 255]])
    np.testing.assert_array_equal(fastaug.adjust_brightness(image, -10 / 255), [[0, 0, 240]])
    floats = np.array([[-0.5, 0.25, 0.9]], np.float32)
    np.testing.assert_allclose(fastaug.adjust_brightness(floats, 0.25), [[0, 0.5, 1]])
    np.testing.assert_allclose(fastaug.adjust_brightness(floats, 0.25, value_range=None), [[-0.25, 0.5, 1.15]])
    np.testing.assert_allclose(fastaug.adjust_brightness(floats, 0.25, value_range=(-1, 0.7)), [[-0.25, 0.5, 0.7]])


def test_brightness_and_contrast_are_near_pillow():
    image = make((30, 40, 3), np.uint8)
    picture = Image.fromarray(image)
    for factor in (0.3, 1.0, 1.7):
        want = np.asarray(ImageEnhance.Brightness(picture).enhance(factor)).astype(int)
        assert abs(fastaug.adjust_brightness(image, factor=factor) - want).max() <= 1
        want = np.asarray(ImageEnhance.Contrast(picture).enhance(factor)).astype(int)
        assert abs(fastaug.adjust_contrast(image, factor) - want).max() <= 1
        want = np.asarray(ImageEnhance.Color(picture).enhance(factor)).astype(int)
        assert abs(fastaug.adjust_saturation(image, factor) - want).max() <= 1


def test_contrast_keeps_its_pivot():
    image = make((50, 60, 3), np.float64) * 0.2 + 0.4
    image[..., 0] += 0.1
    pivots = {
        "gray": image.mean((0, 1)) @ [0.299, 0.587, 0.114],
        "channel": image.mean((0, 1)),
        "global": image.mean(),
        0.3: 0.3,
    }
    for pivot, value in pivots.items():
        got = fastaug.adjust_contrast(image, 1.4, pivot=pivot)
        np.testing.assert_allclose(got, np.clip(1.4 * image - 0.4 * value, 0, 1), rtol=0, atol=1e-12)
    np.testing.assert_array_equal(fastaug.adjust_contrast(image, 1), image)


@pytest.mark.parametrize("channels", [1, 3])
def test_contrast_of_images_at_any_address(channels):
    numbers = make((64 + 41 * 91 * channels,), np.uint8)
    for offset in range(64):
        image = numbers[offset : offset + 41 * 91 * channels].reshape(41, 91, channels)
        got = fastaug.adjust_contrast(image, 1.5)
        np.testing.assert_array_equal(got, fastaug.reference.adjust_contrast(image, 1.5))


@pytest.mark.parametrize("pivot", ["gray", "channel"])
def test_contrast_of_what_brightness_gives(pivot):
    order = ("brightness", "contrast", "saturation", "hue")
    for shape in ((41, 91), (41, 91, 3), (9, 7, 8), (9, 7, 17), (2, 30, 101, 3)):
        check("color_jitter", make(shape, np.uint8), 0.9, 0.9, 0, 0, rng=7, order=order, pivot=pivot)


def test_gamma_is_a_power():
    every = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    np.testing.assert_array_equal(fastaug.adjust_gamma(every, 1), every)
    want = np.rint(65535 * (every / 65535) ** 1.7)
    assert abs(fastaug.adjust_gamma(every, 1.7) - want).max() == 0
    image = np.geomspace(1e-30, 1, 4000).reshape(40, 100)
    for gamma in (0.1, 0.5, 1, 2.2, 8):
        np.testing.assert_allclose(fastaug.adjust_gamma(image, gamma), image**gamma, rtol=1e-11)
        values = image.astype(np.float32)
        want = (values.astype(np.float64) ** gamma).astype(np.float32)
        np.testing.assert_array_max_ulp(fastaug.adjust_gamma(values, gamma), want, 1)
    wide = np.array([[-1, 0, 2, 1000]], np.float64)
    np.testing.assert_allclose(fastaug.adjust_gamma(wide, 3, value_range=None), [[0, 0, 8, 1e9]], rtol=1e-12)


# ---- saturation, gray, hue ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", ["601", "709", "mean"])
def test_saturation_between_gray_and_the_image(weights):
    image = make((64, 64, 3), np.uint8)
    share = {"601": [0.299, 0.587, 0.114], "709": [0.2126, 0.7152, 0.0722], "mean": [1 / 3, 1 / 3, 1 / 3]}[weights]
    gray = (image @ np.array(share))[..., None]
    np.testing.assert_array_equal(fastaug.adjust_saturation(image, 1, weights=weights), image)
    for factor in (0, 0.5, 1.5, 3):
        want = np.clip(float(factor) * image + (1 - factor) * gray, 0, 255)
        assert abs(fastaug.adjust_saturation(image, factor, weights=weights) - want).max() < 0.55
    flat = fastaug.to_grayscale(image, weights=weights)
    np.testing.assert_array_equal(flat, fastaug.adjust_saturation(image, 0, weights=weights))
    assert (flat == flat[..., :1]).all() and abs(flat - gray).max() < 0.52
    np.testing.assert_array_equal(fastaug.to_grayscale(image, weights=weights, channels=1), flat[..., :1])


def test_gray_pixels_stay_gray():
    image = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    for factor in (0, 0.77, 1.9, 20, 5000):
        np.testing.assert_array_equal(fastaug.adjust_saturation(image, factor), image)
    np.testing.assert_array_equal(fastaug.adjust_hue(image, 0.3), image)


def colour_circle(image, turns):
    """The HSV turn in float64, by Python's own conversion."""
    flat = image.reshape(-1, 3) / 255
    hsv = [colorsys.rgb_to_hsv(*pixel) for pixel in flat.tolist()]
    return 255 * np.array([colorsys.hsv_to_rgb((h + turns) % 1, s, v) for h, s, v in hsv]).reshape(image.shape)


@pytest.mark.parametrize("steps", [0, 1, 4096, 8192, 13000, 24576, 30001, 49151])
def test_hue_is_the_rounded_hsv_turn(steps):
    image = make((40, 50, 3), np.uint8, seed=steps)
    want = colour_circle(image, steps / 49152)
    assert abs(fastaug.adjust_hue(image, steps / 49152) - want).max() < 0.5 + 1e-9
    floats = fastaug.adjust_hue((image / 255).astype(np.float32), steps / 49152)
    np.testing.assert_allclose(255 * floats, want, rtol=0, atol=1e-3)


def test_hue_of_all_colours_equals_the_reference():
    levels = np.arange(0, 256, 3, dtype=np.uint8)
    image = np.stack(np.meshgrid(levels, levels, levels), -1).reshape(86, -1, 3)
    np.testing.assert_array_equal(fastaug.adjust_hue(image, 0.2137), fastaug.reference.adjust_hue(image, 0.2137))
    np.testing.assert_array_equal(fastaug.adjust_hue(image, 1.0), image)


def shifted(image, hue, saturation, value):
    """The definition in float64, by Python's own conversion."""
    made = np.empty(image.shape)
    for at in np.ndindex(image.shape[:2]):
        h, s, v = colorsys.rgb_to_hsv(*image[at].tolist())
        s = min(max(s + saturation, 0), 1) if s > 0 else 0
        made[at] = colorsys.hsv_to_rgb((h + hue) % 1, s, min(max(v + value, 0), 1))
    return made


@pytest.mark.parametrize("shifts", [(0.1, 0.2, -0.3), (-0.4, -0.5, 0.25), (2.7, 0.9, 0.9), (0, -1, 0), (0.5, 0, -1)])
def test_hsv_shifts_are_those_of_the_definition(shifts):
    image = make((30, 40, 3), np.float64, seed=4)
    image[:3] = image[:3, :, :1]  # gray
    np.testing.assert_allclose(fastaug.shift_hsv(image, *shifts), shifted(image, *shifts), rtol=0, atol=1e-12)
    levels = np.rint(255 * image).astype(np.uint8)
    assert abs(fastaug.shift_hsv(levels, *shifts) - 255 * shifted(levels / 255, *shifts)).max() < 0.501
    single = image.astype(np.float32)
    want = shifted(single.astype(np.float64), *shifts)
    np.testing.assert_allclose(fastaug.shift_hsv(single, *shifts), want, rtol=0, atol=1e-5)


@pytest.mark.parametrize("dtype", DTYPES)
def test_hsv_shifts_of_nothing_and_of_whole_turns(dtype):
    image = make((60, 70, 3), dtype)
    for turns in (0, 1, -3):
        got = fastaug.shift_hsv(image, turns)
        np.testing.assert_allclose(got, image, rtol=0, atol=0 if image.dtype.kind == "u" else 1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
def test_hsv_shifts_of_gray_change_only_the_value(dtype):
    image = np.repeat(make((9, 100, 1), dtype), 3, axis=2)
    np.testing.assert_array_equal(fastaug.shift_hsv(image, 0.3, 0.6), image)
    got = check("shift_hsv", image, 0.3, 0.6, 0.1)
    assert (got == got[..., :1]).all()
    np.testing.assert_array_equal(got, fastaug.adjust_brightness(image, 0.1))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_hsv_shifts_of_unusual_floats_are_finite(dtype):
    tiny = np.finfo(dtype).smallest_subnormal
    values = [0, tiny, np.finfo(dtype).tiny, 1e-20, 0.5, 1, -0.3, 1.7]
    image = np.stack(np.meshgrid(values, values, values), -1).reshape(8, 64, 3).astype(dtype)
    for value_range in ((0, 1), (-1, 0.8), None):
        for shifts in ((0.2, 0.5, 0.5), (0.9, -0.2, -0.5), (0, 0, 1)):
            assert np.isfinite(check("shift_hsv", image, *shifts, value_range=value_range)).all()


# ---- chains ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("pivot", ["gray", "channel", 0.4])
def test_chains_of_eight_steps_in_any_order(dtype, pivot):
    images, rng = make((6, 13, 40, 3), dtype), np.random.default_rng(2)
    kind, number = pivot_code(pivot, 1)
    weights = gray_weights("709")
    chains = []
    for _ in images:
        ops = rng.permutation([0, 0, 1, 2, 3, 4, 4, 3]).tolist()
        chains.append([(op, *amounts) for op, amounts in zip(ops, rng.uniform(0.1, 0.9, (8, 3)).tolist(), strict=True)])
    chains = np.array([[(op, a + 0.5 * (op < 3), b - 0.5, c - 0.5) for op, a, b, c in chain] for chain in chains])
    got = color.chain(images, chains, kind, number, weights, (0, 1), None, 1)
    want = _chain(images, chains, pivot, weights, (0, 1))
    same(got, want, of_range=2e-6)
    np.testing.assert_array_equal(color.chain(images, chains, kind, number, weights, (0, 1), None, 2), got)
    for count in range(0, 8, 2):
        some = chains[:, :count].copy()
        got = color.chain(images, some, kind, number, weights, (0, 1), None, 1)
        same(got, _chain(images, some, pivot, weights, (0, 1)), of_range=2e-6)


# ---- jitter ------------------------------------------------------------------------------------------------------

SEED_ORDER = ("brightness", "contrast", "saturation", "hue")


@pytest.mark.parametrize("dtype", DTYPES)
def test_jitter_without_strength_is_the_identity(dtype):
    for shape in ((20, 30, 3), (20, 30), (2, 7, 9, 5)):
        image = make(shape, dtype)
        np.testing.assert_array_equal(check("color_jitter", image, 0, 0, 0), image)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("pivot", ["gray", "channel", "global", 0.4])
def test_jitter_of_any_channels(dtype, pivot):
    for shape in ((20, 30), (20, 30, 1), (13, 70, 4), (3, 5, 9, 2), (3, 20, 70, 3)):
        image = make(shape, dtype)
        for seed in range(3):
            check("color_jitter", image, 0.5, 0.7, 0, 0, seed, pivot=pivot)


def test_jitter_of_a_batch_draws_for_each_image():
    images = np.repeat(make((1, 12, 34, 3), np.uint8), 6, axis=0)
    got = check("color_jitter", images, 0.4, 0.4, 0.4, 0.2, 5)
    assert len({image.tobytes() for image in got}) == 6


def test_a_fixed_order_is_kept():
    image = make((40, 40, 3), np.float64)
    got = fastaug.color_jitter(image, 0.5, 0.5, 0.5, 0.2, rng=3, order=SEED_ORDER)
    drawn = np.random.default_rng(3).random(8)[:4]
    b, c, s = 0.5 + drawn[:3]
    want = fastaug.adjust_brightness(image, factor=b)
    want = fastaug.adjust_saturation(fastaug.adjust_contrast(want, c), s)
    want = fastaug.adjust_hue(want, -0.2 + 0.4 * drawn[3])
    np.testing.assert_allclose(got, want, rtol=0, atol=1e-12)
    bytes_ = fastaug.color_jitter(np.rint(255 * image).astype(np.uint8), 0.5, 0.5, 0.5, 0.2, rng=3, order=SEED_ORDER)
    assert abs(bytes_ / 255 - want).mean() < 0.003


def test_jitter_draws_every_order_and_the_whole_range():
    image = np.zeros((1, 1, 3))
    image[...] = 0.2, 0.4, 0.6
    strengths, seen = (0.5, 0.5, 0.5, 0.2), set()
    rng = np.random.default_rng(8)
    ranges = [(0.5, 1.5)] * 3 + [(-0.2, 0.2)]
    steps = fastaug.draws.color_steps(rng, 5000, ranges, None)
    orders = steps[..., 0]
    amounts = np.take_along_axis(steps[..., 1], np.argsort(orders), axis=1)
    counts = np.unique(orders, axis=0, return_counts=True)[1]
    assert len(counts) == 24 and counts.min() > 140 and counts.max() < 280
    assert (abs(amounts.mean(0) - [1, 1, 1, 0]) < 0.02).all()
    assert (amounts.min(0) < [0.51, 0.51, 0.51, -0.19]).all() and (amounts.max(0) > [1.49, 1.49, 1.49, 0.19]).all()
    for seed in range(20):
        seen.add(fastaug.color_jitter(image, *strengths, rng=seed).tobytes())
        np.testing.assert_array_equal(*(fastaug.color_jitter(image, *strengths, rng=seed) for _ in range(2)))
    assert len(seen) == 20


# ---- normalize ---------------------------------------------------------------------------------------------------

MEAN, STD = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])


@pytest.mark.parametrize("dtype", DTYPES)
def test_normalize_per_channel(dtype):
    top = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1
    for height, width in [*SIZES, (2, 1100)]:
        image = make((height, width, 3), dtype)
        got = check("normalize", image, MEAN, STD)
        np.testing.assert_allclose(got, (image / top - MEAN) / STD, rtol=0, atol=2e-6)
        planar = check("normalize", image, MEAN, STD, layout="CHW")
        np.testing.assert_array_equal(planar, np.moveaxis(got, 2, 0))
    wide = make((5, 6, 300), dtype)
    many = np.linspace(0.1, 0.9, 300)
    same(check("normalize", wide, many, many), ((wide / top - many) / many).astype(np.float32), of_range=2e-5)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: fastaug.adjust_brightness(x, np.nan), ValueError, "delta must be finite"),
        (lambda x: fastaug.adjust_brightness(x, [0.1, 0.2]), ValueError, "delta must be a number, got"),
        (lambda x: fastaug.adjust_brightness(x > 3, 0.1), TypeError, "got bool"),
        (lambda x: fastaug.adjust_brightness(x.astype(np.int32), 0.1), TypeError, "int32"),
        (lambda x: fastaug.adjust_brightness(x, "a"), TypeError, "delta must be a number"),
        (lambda x: fastaug.adjust_brightness(x, 0, value_range=(1, 0)), ValueError, "value_range must be"),
        (lambda x: fastaug.adjust_brightness(x, 0, value_range=3), ValueError, "value_range must be"),
        (lambda x: fastaug.adjust_contrast(x, 1, pivot="middle"), ValueError, "pivot must be one of 'gray'"),
        (lambda x: fastaug.adjust_contrast(x, 1, pivot=np.inf), ValueError, "pivot must be finite"),
        (lambda x: fastaug.adjust_gamma(x, -1), ValueError, "gamma must be at least 0"),
        (lambda x: fastaug.adjust_gamma(x[0, 0], 1), ValueError, "image must have shape"),
        (lambda x: fastaug.adjust_gamma(x.astype(np.int8), 1), TypeError, "int8"),
        (lambda x: fastaug.adjust_saturation(x[..., :2], 1), ValueError, "adjust_saturation takes .*got 2"),
        (lambda x: fastaug.adjust_saturation(x, -1), ValueError, "factor must be at least 0"),
        (lambda x: fastaug.adjust_saturation(x, 1, weights="ntsc"), ValueError, "weights must be one of '601'"),
        (lambda x: fastaug.adjust_hue(x[..., 0], 0.1), ValueError, "adjust_hue takes images of 3 channels .*got 1"),
        (lambda x: fastaug.adjust_hue(x, np.inf), ValueError, "turns must be finite"),
        (lambda x: fastaug.shift_hsv(x[..., :2]), ValueError, "shift_hsv takes images of 3 channels"),
        (lambda x: fastaug.shift_hsv(x, 0, 20), ValueError, "saturation must be in -1 .. 1"),
        (lambda x: fastaug.shift_hsv(x, 0, 0, [0.1, 0.2]), ValueError, "value must be a number, got"),
        (lambda x: fastaug.to_grayscale(x[..., :1]), ValueError, "to_grayscale takes"),
        (lambda x: fastaug.to_grayscale(x, channels=2), ValueError, "channels must be 3 or 1"),
        (lambda x: fastaug.color_jitter(x[..., :2]), ValueError, "color_jitter with saturation or hue takes"),
        (lambda x: fastaug.color_jitter(x, -1), ValueError, "brightness must be at least 0"),
        (lambda x: fastaug.color_jitter(x, hue=0.6), ValueError, "hue must be in 0 .. 0.5"),
        (lambda x: fastaug.color_jitter(x, order=("hue",)), ValueError, "order must be 'random' or the four names"),
        (lambda x: fastaug.color_jitter(x, rng="a"), TypeError, "rng must be None"),
        (lambda x: fastaug.normalize(x, (1, 2), 1), ValueError, "mean must be a number or 3 numbers"),
        (lambda x: fastaug.normalize(x, 0, 0), ValueError, "std must be above 0"),
        (lambda x: fastaug.normalize(x, np.nan, 1), ValueError, "mean must be finite"),
        (lambda x: fastaug.normalize(x, 0, 1, layout="NCHW"), ValueError, "layout must be 'HWC' or 'CHW'"),
        (lambda x: fastaug.normalize(x, 0, 1, out=x), ValueError, "out must be a float32"),
    ],
)  # fmt: skip
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


def test_out_may_be_the_input():
    for name, args in (("adjust_brightness", (0.1,)), ("adjust_hue", (0.1,)), ("adjust_contrast", (1.5,))):
        image = make((20, 30, 3), np.uint8)
        want = getattr(fastaug, name)(image, *args)
        assert getattr(fastaug, name)(image, *args, out=image) is image
        np.testing.assert_array_equal(image, want)
