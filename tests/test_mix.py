"""MixUp and CutMix."""

import numpy as np
import pytest
from scipy import stats

import fastaug
from fastaug import reference
from fastaug.kernels import mix as kernels

from .support import DTYPES, SIZES, make, same, strided


def check_mix(name, x1, x2, **kwargs):
    """The public function against its reference: threads, strides, read-only inputs, `out`; inputs stay as they are."""
    f, ref = getattr(fastaug, name), getattr(reference, name)
    y1, y2 = (np.zeros(x1.shape[:1] if x1.ndim == 4 else (), np.int64) + k for k in (0, 2))
    before = x1.copy(), x2.copy()
    want, want_label = ref(x1, y1, x2, y2, num_classes=3, **kwargs)
    got, label = f(x1, y1, x2, y2, num_classes=3, threads=1, **kwargs)
    same(got, want)
    np.testing.assert_array_equal(label, want_label)
    assert got.flags.c_contiguous and got.flags.owndata
    for x in (x1, x2):
        x.flags.writeable = False
    out = np.empty_like(got)
    assert f(x1, y1, x2, y2, num_classes=3, threads=2, out=out, **kwargs)[0] is out
    np.testing.assert_array_equal(out, got)
    np.testing.assert_array_equal(f(strided(x1), y1, strided(x2), y2, num_classes=3, **kwargs)[0], got)
    np.testing.assert_array_equal(x1, before[0])
    np.testing.assert_array_equal(x2, before[1])
    return got, label


@pytest.mark.parametrize("name", ["mixup", "cutmix"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_kernel_equals_reference(name, dtype):
    for height, width in [*SIZES, (0, 3), (3, 0), (65, 129)]:
        for shape in ((height, width), (height, width, 3), (3, height, width, 2), (0, height, width, 3)):
            for alpha in (0, 0.2, 1.0):
                check_mix(name, make(shape, dtype, 1), make(shape, dtype, 2), alpha=alpha, rng=3)


@pytest.mark.parametrize("lam", [0, 1e-9, 2**-16, 0.001, 0.25, 0.3, 0.5, 0.7, 1 - 2**-16, 1 - 1e-9, 1])
def test_every_pair_of_bytes(lam):
    x1, x2 = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    got, label = check_mix("mixup", x1, x2, lam=lam)
    exact = lam * x1.astype(float) + (1 - lam) * x2
    assert np.abs(got - exact).max() <= 0.5 + 255 * 2**-16
    np.testing.assert_array_equal(label, [lam, 0, 1 - lam])


@pytest.mark.parametrize("dtype", [np.uint16, np.float32, np.float64])
def test_mixup_is_the_weighted_mean(dtype):
    x1, x2 = make((50, 60, 3), dtype, 1), make((50, 60, 3), dtype, 2)
    exact = 0.3 * x1.astype(float) + 0.7 * x2
    tolerance = 0.51 if dtype == np.uint16 else 1e-6
    np.testing.assert_allclose(fastaug.mixup(x1, [1.0], x2, [1.0], lam=0.3)[0], exact, rtol=0, atol=tolerance)
    if dtype == np.uint16:
        np.testing.assert_array_equal(fastaug.mixup(x1, [1.0], x1, [1.0], lam=0.3)[0], x1)


@pytest.mark.parametrize("name", ["mixup", "cutmix"])
def test_alpha_zero_and_lam_one_mix_nothing(name):
    f = getattr(fastaug, name)
    x1, x2 = make((4, 9, 8, 3), np.float32), np.full((4, 9, 8, 3), np.nan, np.float32)
    y1, y2 = np.eye(5)[:4], np.eye(5)[1:]
    for options in (dict(alpha=0), dict(lam=1)):
        image, label = f(x1, y1, x2, y2, **options)
        np.testing.assert_array_equal(image, x1)
        np.testing.assert_array_equal(label, y1)
    image, label = f(x2, y1, x1, y2, lam=0) if name == "mixup" else (x1, y2)
    np.testing.assert_array_equal(image, x1)
    np.testing.assert_array_equal(label, y2)


def test_each_pair_has_its_own_weight():
    x1, x2 = make((5, 7, 6, 3), np.uint8, 1), make((5, 7, 6, 3), np.uint8, 2)
    y1, y2 = np.arange(5), np.arange(5)[::-1]
    lam = np.array([0, 0.1, 0.5, 0.77, 1])
    images, labels = fastaug.mixup(x1, y1, x2, y2, lam=lam, num_classes=5)
    for i in range(5):
        one = fastaug.mixup(x1[i], y1[i], x2[i], y2[i], lam=lam[i].item(), num_classes=5)
        np.testing.assert_array_equal(one[0], images[i])
        np.testing.assert_array_equal(one[1], labels[i])
    alpha = np.array([0, 0, 1, 1, 1.0])
    labels = fastaug.mixup(x1, y1, x2, y2, alpha, 1, num_classes=5)[1]
    np.testing.assert_array_equal(labels[:2], np.eye(5)[:2])
    assert labels[3].max() < 1


@pytest.mark.parametrize("alpha", [0.2, 1.0, 3.0])
def test_weights_follow_the_beta_law(alpha):
    x = np.zeros((4000, 1, 1, 1), np.float64)
    weights = fastaug.mixup(x + 1, np.zeros(4000, int), x, np.ones(4000, int), alpha, 12, num_classes=2)
    np.testing.assert_array_equal(weights[0].ravel(), weights[1][:, 0])
    assert stats.kstest(weights[1][:, 0], "beta", (alpha, alpha)).pvalue > 0.01


def test_cutmix_pastes_one_rectangle_and_counts_its_pixels():
    for height, width in [(1, 1), (8, 8), (9, 7), (31, 40)]:
        x1, x2 = np.zeros((300, height, width, 3), np.uint8), np.ones((300, height, width, 3), np.uint8)
        images, labels = fastaug.cutmix(x1, np.zeros(300, int), x2, np.ones(300, int), rng=1, num_classes=2)
        np.testing.assert_allclose(labels.sum(axis=1), 1, rtol=0, atol=1e-12)
        for image, label in zip(images[..., 0], labels, strict=True):
            rows, columns = np.nonzero(image)
            assert label[0] == 1 - len(rows) / image.size
            if len(rows):
                assert image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].all()


def test_every_rectangle_is_pasted_and_nothing_is_written_behind_the_image():
    h, w = 5, 12
    sides = [(first, size) for n in (h, w) for first in range(n) for size in range(n - first + 1) if n == w or size]
    rows = sides[: h * (h + 1) // 2]
    first, second = make((h, w, 3), np.uint8, 1), make((h, w, 3), np.uint8, 2)
    block = np.empty((h + 2, w, 3), np.uint8)
    for top, height in rows:
        for left, width in sides[len(rows) :]:
            block[...] = 7
            boxes = np.array([[top, left, height, width]])
            kernels.mix(first, second, None, None, boxes, block[1:-1], 1)
            want = reference.mix.mix(first, second, None, None, boxes, None, 1)
            np.testing.assert_array_equal(block[1:-1], want)
            assert (block[[0, -1]] == 7).all()


def test_cutmix_keeps_odd_sides_and_spreads_its_centres():
    lam = 1 - (3 / 9) ** 2  # a side of 3
    x1 = np.zeros((4500, 9, 9, 1), np.uint8)
    images, _ = fastaug.cutmix(x1, np.zeros(4500, int), x1 + 1, np.ones(4500, int), rng=2, lam=lam, num_classes=2)
    whole = images.sum(axis=(1, 2, 3)) == 9
    assert abs(whole.mean() - (7 / 9) ** 2) < 0.03
    corners = [np.argwhere(one[..., 0])[0] @ (9, 1) for one in images[whole]]
    counts = np.bincount(corners, minlength=81).reshape(9, 9)
    assert stats.chisquare(counts[:7, :7].ravel()).pvalue > 0.01 and counts.sum() == counts[:7, :7].sum()


def test_cutmix_share_follows_lambda_before_clipping():
    x1 = np.zeros((2000, 64, 64, 1), np.uint8)
    _, labels = fastaug.cutmix(x1, np.zeros(2000, int), x1, np.ones(2000, int), rng=3, num_classes=2)
    boxes = fastaug.cutmix(x1, np.zeros(2000, int), x1 + 1, np.ones(2000, int), rng=3, num_classes=2)[0][..., 0]
    inside = (boxes[:, [0, -1]].sum(axis=(1, 2)) + boxes[:, :, [0, -1]].sum(axis=(1, 2)) == 0) & boxes.any(axis=(1, 2))
    assert inside.sum() > 100 and abs(labels[:, 0].mean() - 0.68) < 0.02


def test_bool_masks_can_be_cut_but_not_blended():
    x1, x2 = make((9, 9), np.bool_, 1), make((9, 9), np.bool_, 2)
    assert fastaug.cutmix(x1, 0, x2, 1, rng=1, num_classes=2)[0].dtype == np.bool_
    with pytest.raises(TypeError, match="bool"):
        fastaug.mixup(x1, 0, x2, 1, num_classes=2)


@pytest.mark.parametrize("name", ["mixup", "cutmix"])
def test_labels_of_any_kind(name):
    f = getattr(fastaug, name)
    x1, x2 = make((2, 6, 6, 3), np.uint8, 1), make((2, 6, 6, 3), np.uint8, 2)
    soft = np.array([[0.25, 0.75], [1, 0]], np.float32)
    label = f(x1, soft, x2, soft[::-1], rng=1)[1]
    assert label.dtype == np.float32
    np.testing.assert_allclose(label.sum(axis=1), 1, rtol=0, atol=1e-6)
    label = f(x1, np.eye(2, dtype=np.uint8), x2, soft, rng=1)[1]
    assert label.dtype == np.float64
    as_numbers = f(x1, np.array([0, 1], np.uint8), x2, [1, 0], rng=1, num_classes=2)[1]
    np.testing.assert_array_equal(as_numbers, f(x1, np.eye(2), x2, np.eye(2)[::-1], rng=1)[1])
    np.testing.assert_array_equal(f(x1[0], 0, x2[0], 1, rng=1, num_classes=2)[1].sum(), 1)


@pytest.mark.parametrize("name", ["mixup", "cutmix"])
@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (dict(x2=np.zeros((2, 5, 6, 1), np.uint8)), ValueError, "x1 and x2 must have the same shape and dtype"),
        (dict(x2=np.zeros((2, 5, 6, 3), np.float32)), ValueError, "same shape and dtype, got uint8"),
        (dict(x2=[1]), TypeError, "x2 must be a NumPy array"),
        (dict(x1=np.zeros((2, 5, 6, 3), np.int32), x2=np.zeros((2, 5, 6, 3), np.int32)), TypeError, "x1 must be uint8"),
        (dict(y1=np.eye(3)), ValueError, r"y1 must have shape \(N, K\) or \(N,\) with N = 2, got \(3, 3\)"),
        (dict(y2=np.eye(2)[0]), ValueError, "y2 of shape .* holds class numbers, which need num_classes"),
        (dict(y2=np.ones((2, 3))), ValueError, "y1 and y2 must have the same shape"),
        (dict(y1=[0, 1], y2=[0, 1]), ValueError, "need num_classes"),
        (dict(y1=[0, 2], y2=[0, 1], num_classes=2), ValueError, r"y1 must lie in 0 .. 1, got 0 .. 2"),
        (dict(y1=[0, 1], y2=[-1, 1], num_classes=2), ValueError, "y2 must lie in 0 .. 1, got -1 .. 1"),
        (dict(y1=[0.0, 1.0], num_classes=2), TypeError, "y1 must hold integers"),
        (dict(num_classes=3), ValueError, r"y1 must have shape \(N, 3\)"),
        (dict(num_classes=0), ValueError, "num_classes must be at least 1"),
        (dict(y1=["a", "b"]), TypeError, "y1 must hold numbers"),
        (dict(alpha=-1), ValueError, "alpha must be at least 0"),
        (dict(alpha=float("nan")), ValueError, "alpha must be at least 0"),
        (dict(alpha=[1, 2, 3]), ValueError, "alpha must be a number or 2 numbers"),
        (dict(lam=1.5), ValueError, "lam must be in 0 .. 1"),
        (dict(rng="x"), TypeError, "rng must be"),
        (dict(out=np.zeros((2, 5, 6), np.uint8)), ValueError, "out must be"),
    ],
)
def test_bad_input_is_named(name, change, error, words):
    x = make((2, 5, 6, 3), np.uint8)
    with pytest.raises(error, match=words):
        getattr(fastaug, name)(**{"x1": x, "y1": np.eye(2), "x2": x, "y2": np.eye(2), **change})


@pytest.mark.parametrize("name", ["mixup", "cutmix"])
def test_out_may_be_an_input(name):
    x1, x2 = make((12, 9, 3), np.uint8, 1), make((12, 9, 3), np.uint8, 2)
    want, _ = getattr(fastaug, name)(x1, [1], x2, [1], rng=1, lam=0.4)
    assert getattr(fastaug, name)(x1, [1], x2, [1], rng=1, lam=0.4, out=x2)[0] is x2
    np.testing.assert_array_equal(x2, want)
