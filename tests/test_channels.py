"""Channels shifted, scaled, in another order, or dropped."""

import numpy as np
import pytest

import fastaug as A
from fastaug import temperature

from .support import DTYPES, SIZES, check, check_batch, make

DIMENSIONS = [*SIZES, (0, 3), (3, 0), (3, 300)]


@pytest.mark.parametrize("dtype", DTYPES)
def test_rgb_shift(dtype):
    for height, width in DIMENSIONS:
        check("rgb_shift", make((height, width, 3), dtype), 0.1, -0.3, 0)
    check("rgb_shift", make((9, 7, 3), dtype), 0.4, -1, 2, value_range=None)
    images = make((4, 9, 37, 3), dtype)
    amounts = np.array([0.1, -0.2, 0.7, 0])
    check_batch("rgb_shift", images, {"r": amounts, "g": -amounts, "b": amounts / 2})
    got = A.rgb_shift(images, 0.2, amounts, 0)
    np.testing.assert_array_equal(got[1, ..., 0], A.adjust_brightness(images[1, ..., 0], 0.2))
    np.testing.assert_array_equal(got[1, ..., 1], A.adjust_brightness(images[1, ..., 1], -0.2))


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 17, 70])
@pytest.mark.parametrize("dtype", [*DTYPES, np.bool_])
def test_shuffles_and_dropouts_of_any_channels(channels, dtype):
    rng = np.random.default_rng(channels)
    for height, width in DIMENSIONS:
        image, order = make((height, width, channels), dtype), rng.permutation(channels)
        got = check("channel_shuffle", image, order)
        np.testing.assert_array_equal(got, image[..., order])
        dropped = order[: channels // 2]
        got = check("channel_dropout", image, dropped, fill=1)
        np.testing.assert_array_equal(got[..., dropped], 1)
        kept = order[channels // 2 :]
        np.testing.assert_array_equal(got[..., kept], image[..., kept])


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_batches(dtype):
    images, rng = make((4, 9, 37, 5), dtype), np.random.default_rng(0)
    orders = rng.permuted(np.tile(np.arange(5), (4, 1)), axis=1)
    got = check("channel_shuffle", images, orders)
    for image, order, one in zip(images, orders, got, strict=True):
        np.testing.assert_array_equal(A.channel_shuffle(image, order), one)
    fill = np.arange(5).astype(dtype)
    got = check("channel_dropout", images, orders[:, :2], fill=fill)
    for image, order, one in zip(images, orders, got, strict=True):
        np.testing.assert_array_equal(A.channel_dropout(image, order[:2], fill=fill), one)
    for order in orders.tolist():  # plain numbers as well as arrays
        np.testing.assert_array_equal(A.channel_shuffle(images, order), images[..., order])
        np.testing.assert_array_equal(
            A.channel_dropout(images, order[0]), A.channel_dropout(images, np.array(order[:1]))
        )
    assert check("channel_shuffle", images[:0], np.arange(5)).shape == (0, 9, 37, 5)
    assert check("channel_shuffle", images[0, ..., 0], [0]).shape == (9, 37)


@pytest.mark.parametrize("dtype", DTYPES)
def test_color_temperature(dtype):
    for height, width in DIMENSIONS:
        check("color_temperature", make((height, width, 3), dtype), 4321)
    check("color_temperature", make((9, 7, 3), dtype), 3000, value_range=None)
    images = make((4, 9, 37, 3), dtype)
    got = check_batch("color_temperature", images, {"kelvin": np.array([3000.0, 6500, 7000, 15000])})
    np.testing.assert_array_equal(got[1], images[1])
    np.testing.assert_array_equal(got[..., 1], images[..., 1])


def test_warm_light_is_red_and_cold_light_is_blue():
    gray = np.full((1, 1, 3), 0.2)
    steps = np.arange(3000, 15001, 250)
    red, green, blue = (A.color_temperature(gray.repeat(len(steps), 1)[0, :, None, None] * [1, 1, 1], steps)[:, 0, 0]).T
    assert (np.diff(red) < 0).all() and (np.diff(blue) > 0).all() and (green == 0.2).all()
    # the ratios that kornia and Albumentations apply, over those at 6500 K
    at = {kelvin: (r, b) for kelvin, r, b in zip(steps, red / 0.2, blue / 0.2, strict=True)}
    white = 0.4816 / 0.4604, 0.4782 / 0.4604
    for kelvin, (r, g, b) in {4000: (0.5919, 0.4372, 0.2513), 10000: (0.4054, 0.4653, 0.6121)}.items():
        np.testing.assert_allclose(at[kelvin], (r / g / white[0], b / g / white[1]), rtol=1e-12)


def test_gains_are_linear_between_the_steps():
    knots = temperature.KELVIN
    kelvins = np.concatenate([np.random.default_rng(0).uniform(3000, 15000, 1000), knots])
    kelvins = np.concatenate([kelvins, np.nextafter(knots[1:], 0), np.nextafter(knots[:-1], np.inf)])
    red, green, blue = temperature.temperature_gains(kelvins).T
    np.testing.assert_array_equal(red, np.interp(kelvins, knots, temperature.RED_GAIN))
    np.testing.assert_array_equal(blue, np.interp(kelvins, knots, temperature.BLUE_GAIN))
    assert (green == 1).all()


def test_scale_brightness_multiplies():
    image = make((9, 7, 3), np.uint8)
    np.testing.assert_array_equal(check("scale_brightness", image, 1.7), A.adjust_brightness(image, factor=1.7))
    check_batch("scale_brightness", make((2, 5, 6, 3), np.float32), {"factor": np.array([0.5, 2.0])})


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: A.rgb_shift(x[..., :2], 0, 0, 0), ValueError, "rgb_shift takes images of 3 channels"),
        (lambda x: A.rgb_shift(x, 0, np.nan, 0), ValueError, "g must be finite"),
        (lambda x: A.color_temperature(x, 2999), ValueError, "kelvin must be in 3000.0 .. 15000.0"),
        (lambda x: A.color_temperature(x[..., :2], 5000), ValueError, "color_temperature takes images of 3 channels"),
        (lambda x: A.PlanckianJitter("cied"), ValueError, "mode must be one of 'blackbody'"),
        (lambda x: A.PlanckianJitter(temperature_limit=(2000, 7000)), ValueError, "temperature_limit must"),
        (lambda x: A.PlanckianJitter("blackbody", (7000, 8000), "gaussian"), ValueError, "must have 6500 between"),
        (lambda x: A.channel_shuffle(x, (0, 1)), ValueError, "order must name each of the 3 channels once"),
        (lambda x: A.channel_shuffle(x, (0, 1, 1)), ValueError, "order must name each of the 3 channels once"),
        (lambda x: A.channel_shuffle(x, (0.0, 1, 2)), TypeError, "order must be integers"),
        (lambda x: A.channel_shuffle(x, [[0, 1, 2]] * 2), ValueError, r"order must have shape \(k,\) or \(1, k\)"),
        (lambda x: A.channel_dropout(x, 3), ValueError, "channels must be in 0 .. 2, got 3"),
        (lambda x: A.channel_dropout(x, 1, fill=300), ValueError, "fill"),
        (lambda x: A.RGBShift((-300, 300)), ValueError, "r_shift_limit must"),
        (lambda x: A.ChannelDropout((2, 1)), ValueError, "channel_drop_range must"),
        (lambda x: A.Compose([A.ChannelDropout((1, 3), p=1)])(x), ValueError, "channel_drop_range must leave"),
        (lambda x: A.Compose([A.RGBShift(p=1)])(x[..., :2]), ValueError, "3 channels"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


# ---- in pipelines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fuse", [True, False])
def test_pipelines(dtype, fuse):
    x = make((9, 23, 37, 3), dtype)
    steps = [
        A.RandomGamma(),
        A.RGBShift(60, (-20, 90), 0.2),
        A.RandomBrightnessContrast(),
        A.ChannelShuffle(),
        A.PlanckianJitter(),
    ]
    aug = A.Compose([A.HorizontalFlip(), *steps, A.ChannelDropout((1, 2), fill=0.7), A.Solarize()], seed=3, fuse=fuse)
    if np.dtype(dtype).kind == "u":
        aug = A.Compose([*steps, A.ChannelDropout((1, 2), fill=7), A.Solarize()], seed=3, fuse=fuse)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=0 if x.dtype.kind == "u" else 2e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])
    shift = A.Compose([A.RGBShift((51, 51), (-0.2, -0.2), (0, 0), p=1)])
    np.testing.assert_array_equal(shift(x), A.rgb_shift(x, 0.2, -0.2, 0))
    light = A.Compose([A.PlanckianJitter(temperature_limit=(4321, 4321), p=1)])
    np.testing.assert_array_equal(light(x), A.color_temperature(x, 4321))


def test_shifts_join_tables():
    x = make((9, 23, 37, 3), np.uint8)
    steps = [A.RandomGamma(), A.RGBShift(60, 60, 60), A.RandomBrightnessContrast(), A.Posterize((3, 6))]
    fused, single = A.Compose(steps, seed=1), A.Compose(steps, seed=1, fuse=False)
    assert len(fused.plan(x).passes) == 1 and len(single.plan(x).passes) == 4
    np.testing.assert_array_equal(fused(x, index=range(9)), single(x, index=range(9)))


def test_every_order_is_drawn_equally():
    x = np.broadcast_to(np.arange(3, dtype=np.uint8), (6000, 1, 1, 3))
    _, counts = np.unique(A.Compose([A.ChannelShuffle(p=1)], seed=0)(x).reshape(-1, 3), axis=0, return_counts=True)
    assert len(counts) == 6 and abs(counts - 1000).max() < 150
    x = np.full((4000, 1, 1, 4), 9, np.uint8)
    dropped = A.Compose([A.ChannelDropout((1, 2), p=1)], seed=0)(x).reshape(-1, 4) == 0
    assert abs(dropped.mean(0) - 1.5 / 4).max() < 0.04 and abs((dropped.sum(1) == 1).mean() - 0.5) < 0.04


@pytest.mark.parametrize("method", ["uniform", "gaussian"])
def test_temperatures_are_drawn_on_both_sides_of_white(method):
    x = np.zeros((5000, 1, 1, 3), np.uint8)
    aug = A.Compose([A.PlanckianJitter("blackbody", (4000, 10000), method, p=1)], seed=0)
    kelvin = aug.draw(x, index=range(5000)).draws[1]["kelvin"]
    assert kelvin.min() >= 4000 and kelvin.max() <= 10000 and abs((kelvin < 6500).mean() - 0.4) < 0.03
    above = (kelvin[kelvin > 6500] - 6500) / 3500
    assert abs(above.mean() - (0.5 if method == "uniform" else np.sqrt(2 / np.pi) / 3)) < 0.02
