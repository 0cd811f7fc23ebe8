"""Colour transforms and encodings: parity, single steps equal to the functions, tables and chains joined."""

import numpy as np
import pytest

import fastaug as A
from tests.support import make

PIPELINES = {
    "jitter, normalize, planes": [A.HorizontalFlip(), A.ColorJitter(0.2, 0.2, 0.2, 0.1), A.Normalize(), A.ToTensorV2()],
    "table, chain, warp": [
        A.RandomBrightnessContrast(), A.RandomGamma(), A.HueSaturationValue(), A.ToGray(p=0.3), A.Rotate(20)
    ],
    "tables, planes": [A.RandomGamma(), A.RandomGamma(), A.RandomBrightnessContrast(p=0.6), A.ToTensorV2()],
    "two steps": [A.ColorJitter(0.2, 0.2, 0, 0, p=0.8), A.ToFloat()],
    "two jitters": [A.ColorJitter(), A.HueSaturationValue(), A.RandomBrightnessContrast(), A.ColorJitter()],
}  # fmt: skip


@pytest.mark.parametrize("name", PIPELINES)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("fuse", [True, False])
def test_kernels_equal_the_reference(name, dtype, fuse):
    x = make((9, 23, 37, 3), dtype)
    aug = A.Compose(PIPELINES[name], seed=3, fuse=fuse)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    assert got.dtype == want.dtype and got.shape == want.shape
    np.testing.assert_allclose(got, want, atol=0 if got.dtype.kind == "u" else 1e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize(
    ("transform", "function"),
    [
        (A.RandomBrightnessContrast((0.1, 0.1), (0.3, 0.3), p=1), lambda x: A.adjust_brightness(x, 0.1, factor=1.3)),
        (A.ColorJitter((1.3, 1.3), 0, 0, 0, p=1), lambda x: A.adjust_brightness(x, factor=1.3)),
        (A.ColorJitter(0, (0.6, 0.6), 0, 0, p=1), lambda x: A.adjust_contrast(x, 0.6)),
        (A.ColorJitter(0, 0, (1.7, 1.7), 0, p=1), lambda x: A.adjust_saturation(x, 1.7)),
        (A.ColorJitter(0, 0, 0, (0.2, 0.2), p=1), lambda x: A.adjust_hue(x, 0.2)),
        (A.HueSaturationValue((9, 9), (51, 51), (-51, -51), p=1), lambda x: A.shift_hsv(x, 0.05, 0.2, -0.2)),
        (A.RandomGamma((80, 80), p=1), lambda x: A.adjust_gamma(x, 0.8)),
        (A.ToGray(p=1), A.to_grayscale),
        (A.Normalize(), lambda x: A.normalize(x, (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))),
    ],
)
def test_one_step_equals_the_function(transform, function, dtype):
    x = make((3, 31, 45, 3), dtype)
    np.testing.assert_array_equal(A.Compose([transform])(x), function(x))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_joined_tables_change_nothing(dtype):
    x = make((20, 9, 40, 4), dtype)
    steps = [
        A.RandomBrightnessContrast(0.4, 0.4),
        A.RandomGamma((50, 200)),
        A.RandomBrightnessContrast(),
        A.RandomGamma(),
    ]
    fused, single = A.Compose(steps, seed=1), A.Compose(steps, seed=1, fuse=False)
    assert len(fused.plan(x).passes) == 1 and len(single.plan(x).passes) == 4
    np.testing.assert_array_equal(fused(x, index=range(20)), single(x, index=range(20)))


def test_a_jitter_of_one_image_draws_all_orders():
    x = make((4000, 1, 1, 3), np.uint8)
    order = A.Compose([A.ColorJitter(0.2, 0.2, 0.2, 0.1, p=1)], seed=0).plan(x).passes[0].chain[:, :, 0]
    _, counts = np.unique(order, axis=0, return_counts=True)
    assert len(counts) == 24 and counts.min() > 100


@pytest.mark.parametrize("channels", [1, 3, 5])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_mirrored_result_is_the_mirrored_image_scaled(channels, dtype):
    for width in (1, 67, 2500):  # the last one takes several strips
        x = make((2, 3, width, channels), dtype)
        flip, scale = [A.HorizontalFlip(p=1)], [A.Normalize(0.4, 0.3), A.ToTensorV2()]
        np.testing.assert_array_equal(A.Compose([*flip, *scale])(x), A.Compose(scale)(x)[..., ::-1])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float64])
def test_a_mirrored_chain_is_the_mirrored_image_coloured(dtype):
    for width in (1, 67, 600):  # the last one takes several strips
        x = make((2, 5, width, 3), dtype)
        flip, color = A.HorizontalFlip(p=1), A.ColorJitter((0.9, 0.9), (1.2, 1.2), (0.8, 0.8), (0.1, 0.1), p=1)
        scale = [A.Normalize(), A.ToTensorV2()]
        mirrored = A.Compose([flip, color, *scale], seed=0)(x, index=range(2))
        straight = A.Compose([A.HorizontalFlip(p=0), color, *scale], seed=0)(x, index=range(2))[..., ::-1]
        np.testing.assert_allclose(mirrored, straight, atol=0 if np.dtype(dtype).kind == "u" else 1e-6, rtol=0)


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_planes(channels, dtype):
    x = make((2, 5, 70, channels), dtype)
    np.testing.assert_array_equal(A.Compose([A.ToTensorV2()])(x), x.transpose(0, 3, 1, 2))


def test_flat_images_become_one_plane():
    assert A.Compose([A.ToTensorV2()])(make((5, 7), np.uint8)).shape == (1, 5, 7)


@pytest.mark.parametrize(
    ("make_pipeline", "error", "words"),
    [
        (lambda: A.ColorJitter(brightnes=0.2), TypeError, "did you mean 'brightness'"),
        (lambda: A.ColorJitter(hue=0.7), ValueError, "hue must"),
        (lambda: A.RandomBrightnessContrast((0.2, -0.2)), ValueError, "brightness_limit must"),
        (lambda: A.Normalize(p=0.5), ValueError, "p must be 1 for Normalize"),
        (lambda: A.OneOf([A.Normalize(), A.NoOp(p=1)]), ValueError, "OneOf may leave out"),
        (lambda: A.SomeOf([A.ToFloat(), A.ToGray()], n=2), ValueError, "SomeOf may leave out"),
        (lambda: A.Sequential([A.ToTensorV2()]), ValueError, "Sequential may leave out"),
        (lambda: A.Compose([A.Sequential([A.Normalize()], p=1)], p=0.5), ValueError, "Compose may leave out"),
        (lambda: A.ToGray(p="often"), TypeError, "p must be a number"),
        (lambda: A.Compose([A.ToGray(p=1)])(np.zeros((4, 4, 2), np.uint8)), ValueError, "3 channels"),
        (lambda: A.Compose([A.ToTensorV2(), A.ToGray(p=1)])(np.zeros((4, 4, 3), np.uint8)), ValueError, "last"),
    ],
)
def test_errors(make_pipeline, error, words):
    with pytest.raises(error, match=words):
        make_pipeline()
