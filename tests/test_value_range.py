"""Where floats are clipped in pipelines: 0 .. 1, another range, or not at all."""

import numpy as np
import pytest

import fastaug as A
from fastaug.pca import IMAGENET
from tests.support import make

MATRIX = ((0.9, 0.2, 0.0, 3.0), (0.0, 1.1, 0.1, 0.0), (0.3, 0.0, 0.8, -5.0))
# Transforms that draw what is given, and their functions.
WAYS = {
    "brightness and contrast": (
        lambda **how: A.RandomBrightnessContrast((150, 150), (0.3, 0.3), **how),
        lambda x, **how: A.adjust_brightness(x, 150, factor=1.3, **how),
    ),
    "jitter, brightness": (
        lambda **how: A.ColorJitter((1.3, 1.3), 0, 0, 0, **how),
        lambda x, **how: A.adjust_brightness(x, factor=1.3, **how),
    ),
    "jitter, contrast": (
        lambda **how: A.ColorJitter(0, (1.6, 1.6), 0, 0, **how),
        lambda x, **how: A.adjust_contrast(x, 1.6, **how),
    ),
    "jitter, saturation": (
        lambda **how: A.ColorJitter(0, 0, (1.7, 1.7), 0, **how),
        lambda x, **how: A.adjust_saturation(x, 1.7, **how),
    ),
    "jitter, hue": (
        lambda **how: A.ColorJitter(0, 0, 0, (0.2, 0.2), **how),
        lambda x, **how: A.adjust_hue(x, 0.2, **how),
    ),
    "hue, saturation, value": (
        lambda **how: A.HueSaturationValue((9, 9), (51, 51), (-51, -51), **how),
        lambda x, **how: A.shift_hsv(x, 0.05, 0.2, -0.2, **how),
    ),
    "gamma": (lambda **how: A.RandomGamma((150, 150), **how), lambda x, **how: A.adjust_gamma(x, 1.5, **how)),
    "invert": (A.InvertImg, A.invert),
    "solarize": (lambda **how: A.Solarize((0.5, 0.5), **how), lambda x, **how: A.solarize(x, 0.5, **how)),
    "shift": (
        lambda **how: A.RGBShift((51, 51), (-0.2, -0.2), (0, 0), **how),
        lambda x, **how: A.rgb_shift(x, 0.2, -0.2, 0, **how),
    ),
    "temperature": (
        lambda **how: A.PlanckianJitter(temperature_limit=(4321, 4321), **how),
        lambda x, **how: A.color_temperature(x, 4321, **how),
    ),
    "matrix": (
        lambda **how: A.ApplyColorMatrix(MATRIX, **how),
        lambda x, **how: A.apply_color_matrix(x, MATRIX, **how),
    ),
    "hue matrix": (lambda **how: A.HueRotate((0.3, 0.3), **how), lambda x, **how: A.hue_rotate(x, 0.3, **how)),
    "sharpness": (
        lambda **how: A.RandomAdjustSharpness(1.7, **how),
        lambda x, **how: A.adjust_sharpness(x, 1.7, **how),
    ),
    "sharpen": (
        lambda **how: A.Sharpen((0.4, 0.4), (0.7, 0.7), **how),
        lambda x, **how: A.sharpen(x, 0.4, lightness=0.7, **how),
    ),
    "unsharp mask": (
        lambda **how: A.UnsharpMask((5, 5), alpha=(1, 1), threshold=51, **how),
        lambda x, **how: A.unsharp_mask(x, 1.1, 1, radius=2, threshold=0.2, **how),
    ),
}
MADE = {**{name: transform for name, (transform, _) in WAYS.items()}, "components": A.FancyPCA}


def scans(dtype):
    """From -2000 to 2000."""
    return (make((3, 31, 45, 3), dtype) - dtype(0.5)) * dtype(4000)


@pytest.mark.parametrize("value_range", [None, (-900, 900)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", WAYS)
def test_one_step_equals_the_function(name, dtype, value_range):
    transform, function = WAYS[name]
    x, aug = scans(dtype), A.Compose([transform(value_range=value_range, p=1)])
    got = aug(x)
    np.testing.assert_array_equal(got, function(x, value_range=value_range))
    np.testing.assert_allclose(got, aug.reference(x), rtol=1e-6, atol=4e-3)
    assert abs(got).max() == 900 if value_range else abs(got).max() > 1000


@pytest.mark.parametrize("value_range", [None, (-900, 900)])
def test_components_equal_the_function(value_range):
    x, aug = scans(np.float32), A.Compose([A.FancyPCA(1000, value_range=value_range, p=1)], seed=0)
    alphas = aug.draw(x, index=range(3)).draws[1]["alphas"]
    want = A.fancy_pca(x, alphas, IMAGENET, value_range=value_range)
    np.testing.assert_array_equal(aug(x, index=range(3)), want)
    assert want.max() == 900 if value_range else want.max() > 1000


@pytest.mark.parametrize("last", [[], [A.Normalize(100, 900), A.ToTensorV2()]])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("value_range", [None, (-900, 900)])
def test_kernels_equal_the_reference(value_range, dtype, last):
    how = {"value_range": value_range}
    steps = [A.UnsharpMask(threshold=0, **how), A.RandomAdjustSharpness(**how), A.Sharpen(lightness=1, **how)]
    steps += [A.HorizontalFlip(), A.InvertImg(**how), A.HueRotate(**how), A.HueSaturationValue(**how)]
    steps += [A.ColorJitter(0.2, 0.2, 0.2, 0.1, **how), A.RandomBrightnessContrast(100, 0.2, **how)]
    x = scans(dtype)
    fused, single = (A.Compose([*steps, *last], seed=3, fuse=fuse) for fuse in (True, False))
    got, want = fused(x, index=range(3)), fused.reference(x, index=range(3))
    assert len(fused.plan(x).passes) < len(single.plan(x).passes)
    np.testing.assert_allclose(got, want, rtol=0, atol=5e-6 * abs(want).max())
    np.testing.assert_allclose(single(x, index=range(3)), want, rtol=0, atol=5e-6 * abs(want).max())
    np.testing.assert_array_equal(fused(x[1], index=1, threads=2), got[1])


@pytest.mark.parametrize("fuse", [True, False])
def test_each_step_has_its_own_range(fuse):
    up, down = ({"brightness_limit": (v, v), "contrast_limit": 0, "p": 1} for v in (0.75, -0.5))
    x = np.array([[0.5, 1.5]], np.float32)
    for first, second, want in (
        (None, (0, 1), [0.75, 1]),
        ((0, 1), None, [0.5, 0.5]),
        ((0, 2), (0, 1), [0.75, 1]),
        (None, None, [0.75, 1.75]),
    ):
        steps = [A.RandomBrightnessContrast(**way, value_range=r) for way, r in ((up, first), (down, second))]
        np.testing.assert_array_equal(A.Compose(steps, fuse=fuse)(x), [want])


def test_neighbours_join_where_their_ranges_are_the_same():
    def passes(dtype, *ranges):
        steps = [A.RandomBrightnessContrast(value_range=ranges[0]), A.ColorJitter(value_range=ranges[1])]
        return len(A.Compose(steps).plan(make((2, 5, 6, 3), dtype)).passes)

    assert passes(np.float32, None, None) == passes(np.float32, [0, 1], (0.0, 1.0)) == 1
    assert passes(np.float32, None, (0, 1)) == passes(np.float64, (0, 2), (0, 1)) == 2
    assert passes(np.uint16, None, (0, 1)) == passes(np.uint8, (0, 2), (0, 1)) == 1


@pytest.mark.parametrize("name", MADE)
def test_integers_keep_their_range(name):
    x = make((3, 31, 45, 3), np.uint16)
    free, other = (A.Compose([MADE[name](value_range=r, p=1)], seed=0) for r in (None, (-900, 900)))
    np.testing.assert_array_equal(free(x, index=range(3)), other(x, index=range(3)))


@pytest.mark.parametrize("name", MADE)
def test_the_argument(name):
    for value_range in (None, (-900, 900)):
        made = MADE[name](value_range=value_range, p=0.3)
        assert A.from_dict(A.to_dict(made)) == made and f"value_range={value_range}, p=0.3" in repr(made)
    for wrong in ((1, 0), 3, (0, 1, 2)):
        with pytest.raises(ValueError, match="value_range must be"):
            MADE[name](value_range=wrong)


def test_the_order_of_arguments_is_that_of_albumentations():
    for made in (A.InvertImg(0.3), A.RandomGamma((80, 120), 0.3), A.ColorJitter(0.1, 0.1, 0.1, 0.1, 0.3)):
        assert made.p == 0.3 and made.value_range == (0, 1)


def test_amounts_are_at_most_those_of_the_range():
    for limit in (150, (-2, 0)):
        with pytest.raises(ValueError, match=r"brightness_limit must be finite in -1 .. 1, "):
            A.RandomBrightnessContrast(limit)
        A.RandomBrightnessContrast(limit, value_range=None)
