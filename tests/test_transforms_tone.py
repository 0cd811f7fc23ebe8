"""Tones in pipelines: parity, single steps equal to the functions, tables joined."""

import numpy as np
import pytest

import fastaug as A
from tests.support import make

DTYPES = [np.uint8, np.uint16, np.float32, np.float64]
STEPS = [A.InvertImg(), A.Solarize((0.2, 0.9)), A.Posterize((1, 8)), A.RandomGamma(), A.RandomBrightnessContrast()]
CURVES = [A.RandomToneCurve(0.3, p=0.7), A.RandomToneCurve(0.3, True, p=0.7)]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fuse", [True, False])
def test_kernels_equal_the_reference(dtype, fuse):
    x = make((9, 23, 37, 3), dtype)
    aug = A.Compose([A.HorizontalFlip(), *STEPS, *CURVES, A.ToFloat()], seed=3, fuse=fuse)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=1e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fuse", [True, False])
def test_spreading_between_other_steps(dtype, fuse):
    x = make((9, 23, 37, 3), dtype)
    cutoff = 3 if x.dtype.kind == "u" else 0
    steps = [
        A.HorizontalFlip(),
        A.RandomGamma(),
        A.AutoContrast(cutoff, p=0.7),
        A.CenterCrop(19, 20),
        A.Equalize(p=0.7),
    ]
    aug = A.Compose([*steps, A.Rotate(20), A.AutoContrast(p=0.7), A.Solarize()], seed=3, fuse=fuse)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=0 if x.dtype.kind == "u" else 2e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("transform", "function"),
    [
        (A.InvertImg(p=1), A.invert),
        (A.Solarize((0.3, 0.3), p=1), lambda x: A.solarize(x, 0.3)),
        (A.Posterize(3, p=1), lambda x: A.posterize(x, 3)),
        (A.AutoContrast(p=1), A.autocontrast),
        (A.Equalize(p=1), A.equalize),
        (A.RandomToneCurve(0, p=1), lambda x: A.tone_curve(x, 0.25, 0.75)),
    ],
)
def test_one_step_equals_the_function(transform, function, dtype):
    for channels in (1, 3, 5):
        x = make((3, 31, 45, channels), dtype)
        np.testing.assert_array_equal(A.Compose([transform])(x), function(x))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_joined_tables_change_nothing(dtype):
    x = make((20, 9, 40, 4), dtype)
    steps = [*STEPS, *CURVES]
    fused, single = A.Compose(steps, seed=1), A.Compose(steps, seed=1, fuse=False)
    assert len(fused.plan(x).passes) == 1 and len(single.plan(x).passes) == 7
    np.testing.assert_array_equal(fused(x, index=range(20)), single(x, index=range(20)))


def test_equalize_equals_the_function():
    x = make((3, 31, 45, 3), np.uint8) // 2
    np.testing.assert_array_equal(A.Compose([A.Equalize(p=1)])(x), A.equalize(x))
    np.testing.assert_array_equal(A.Compose([A.AutoContrast(2.5, p=1)])(x), A.autocontrast(x, 2.5))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("per_channel", [False, True])
def test_what_tone_curves_draw(per_channel, dtype):
    x = make((200, 3, 5, 3), dtype)
    aug = A.Compose([A.RandomToneCurve(0.1, per_channel, p=1)], seed=0)
    drawn = aug.draw(x, index=range(200)).draws[1]
    low, high = (np.broadcast_to(drawn[name], (200, 3)) for name in ("low", "high"))
    np.testing.assert_array_equal(aug(x, index=range(200)), A.tone_curve(x, low, high))
    assert abs(low.mean() - 0.25) < 0.03 and abs(high.mean() - 0.75) < 0.03 and abs(low.std() - 0.1) < 0.02
    assert abs(np.corrcoef(low[:, 0], high[:, 0])[0, 1]) < 0.2 and (low[:, 0] == low[:, 1]).all() != per_channel


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_given_tables(dtype):
    x, rng = make((9, 31, 45, 3), dtype), np.random.default_rng(0)
    for shape in ((), (3,)):
        table = rng.integers(0, np.iinfo(dtype).max, (*shape, np.iinfo(dtype).max + 1))
        np.testing.assert_array_equal(A.Compose([A.ApplyLut(table, p=1)])(x), A.apply_lut(x, table))
        aug = A.from_dict(A.to_dict(A.Compose([A.RandomGamma(), A.ApplyLut(table)], seed=1)))
        assert len(aug.plan(x).passes) == 1
        np.testing.assert_array_equal(aug(x, index=range(9)), aug.reference(x, index=range(9)))
    with pytest.raises(TypeError, match="image must be uint8 or uint16, got float32"):
        A.Compose([A.ApplyLut(table, p=1)])(x.astype(np.float32))


def test_both_ends_of_bits_are_drawn():
    x = np.full((300, 1, 1, 1), 255, np.uint8)
    drawn = A.Compose([A.Posterize((2, 4), p=1)], seed=0)(x)
    assert set(drawn.ravel().tolist()) == {0b11000000, 0b11100000, 0b11110000}


@pytest.mark.parametrize(
    ("make_pipeline", "words"),
    [
        (lambda: A.Solarize((0.5, 1.5)), "threshold_range must"),
        (lambda: A.AutoContrast(method="cdf"), "method must be one of 'pil'"),
        (lambda: A.AutoContrast(ignore=0), "ignore must be None"),
        (lambda: A.Equalize("cv"), "mode must be one of 'pil'"),
        (lambda: A.Equalize(by_channels=False), "by_channels must be True"),
        (lambda: A.Compose([A.AutoContrast(1, p=1)])(np.zeros((4, 4), np.float32)), "cutoff must be 0"),
        (lambda: A.RandomToneCurve(1.5), "scale must"),
        (lambda: A.ApplyLut(3), "table must have shape"),
        (lambda: A.Compose([A.ApplyLut(range(9), p=1)])(np.zeros((4, 4), np.uint8)), "table must have shape"),
        (lambda: A.Posterize(17), "num_bits must"),
        (lambda: A.Posterize((2.5, 4)), "num_bits must be whole"),
    ],
)
def test_errors(make_pipeline, words):
    with pytest.raises(ValueError, match=words):
        make_pipeline()
