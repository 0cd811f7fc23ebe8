"""Filling rectangles and pixels."""

import numpy as np
import pytest
from scipy import stats

import fastaug
from fastaug import reference

from .support import DTYPES, SIZES, check, make


def box(erased):
    """(top, left, height, width) of the zeros in an image of ones."""
    rows, columns = np.nonzero(erased == 0)
    if len(rows) == 0:
        return 0, 0, 0, 0
    top, left = rows.min(), columns.min()
    height, width = rows.max() + 1 - top, columns.max() + 1 - left
    assert len(rows) == height * width, "the erased pixels are no rectangle"
    return top, left, height, width


def boxes(count, h, w, *args, **kwargs):
    erased = fastaug.random_erasing(np.ones((count, h, w, 1), np.uint8), *args, **kwargs)
    return np.array([box(one[..., 0]) for one in erased])


@pytest.mark.parametrize("fill", [0, 1, "mean", "random"])
@pytest.mark.parametrize("dtype", [*DTYPES, np.bool_])
def test_kernel_equals_reference(dtype, fill):
    for height, width in [*SIZES, (0, 3), (3, 0)]:
        for shape in ((height, width), (height, width, 3), (height, width, 9), (3, height, width, 2)):
            for seed in (1, 2):
                check("random_erasing", make(shape, dtype), (0.0, 1.0), rng=seed, fill=fill, exact=True)


def test_a_fill_per_channel():
    image = make((20, 30, 3), np.uint8)
    erased = check("random_erasing", image, 0.3, rng=1, fill=(1, 2, 3.4), exact=True)
    changed = (erased != image).any(axis=2)
    assert 100 < changed.sum() < 250
    np.testing.assert_array_equal(np.unique(erased[changed], axis=0), [[1, 2, 3]])


def test_mean_fill_is_the_mean_of_each_image():
    images = make((2, 40, 50, 3), np.uint8)
    images[1] //= 2
    erased = fastaug.random_erasing(images, 0.5, rng=3, fill="mean")
    for one, image in zip(erased, images, strict=True):
        changed = (one != image).any(axis=2)
        np.testing.assert_array_equal(
            one[changed], np.broadcast_to(np.rint(image.mean(axis=(0, 1))), (changed.sum(), 3))
        )


def test_random_fill_spans_the_range():
    image = np.full((200, 200, 3), 0.5, np.float32)
    values = fastaug.random_erasing(image, 1, rng=4, fill="random")
    assert stats.kstest(values.ravel(), "uniform").pvalue > 0.01
    values = fastaug.random_erasing(np.zeros((200, 200), np.uint8), 1, rng=4, fill="random")
    assert stats.chisquare(np.bincount(values.ravel(), minlength=256)).pvalue > 0.01


def test_nothing_and_everything():
    image = make((17, 23, 3), np.uint8)
    np.testing.assert_array_equal(fastaug.random_erasing(image, 0), image)
    assert not fastaug.random_erasing(image, 1).any()
    np.testing.assert_array_equal(fastaug.random_erasing(image, 5e-324, ratio=(1e-300, 1e300)), image)
    assert fastaug.random_erasing(np.ones((1, 1), np.uint8), 0.4)[0, 0] == 1
    assert fastaug.random_erasing(np.ones((1, 1), np.uint8), 0.6)[0, 0] == 0


@pytest.mark.parametrize("size", [(16, 16), (64, 48), (224, 224), (10, 1000), (1000, 10)])
def test_the_erased_share_is_the_one_asked_for(size):
    for share in (0.02, 0.2, 0.33, 0.9):
        found = boxes(200, *size, share, rng=5)
        shares = found[:, 2] * found[:, 3] / np.prod(size)
        assert abs(shares.mean() - share) < (0.03 if size == (16, 16) else 0.01)
        # only the width is off, by half a pixel at most
        assert np.abs(shares - share).max() <= 0.5 * found[:, 2].max() / np.prod(size) + 1e-12


def test_shares_of_a_range_are_uniform():
    found = boxes(3000, 100, 120, (0.1, 0.4), rng=6)
    assert stats.kstest(found[:, 2] * found[:, 3] / 12000, "uniform", (0.1, 0.3)).pvalue > 0.01


@pytest.mark.parametrize("log_ratio", [True, False])
def test_aspects_are_uniform(log_ratio):
    found = boxes(1500, 400, 400, 0.15, rng=17, ratio=(0.5, 2), log_ratio=log_ratio)
    aspect = found[:, 2] / found[:, 3]
    law = ("loguniform", (0.5, 2)) if log_ratio else ("uniform", (0.5, 1.5))
    assert stats.kstest(aspect, *law).pvalue > 0.01
    assert abs((aspect > 1).mean() - (0.5 if log_ratio else 2 / 3)) < 0.03


def test_shapes_that_do_not_fit_are_not_drawn():
    found = boxes(2000, 100, 200, 0.5, rng=8, ratio=(0.1, 10))
    assert found[:, 2].max() <= 100 and found[:, 3].max() <= 200
    assert stats.kstest(found[:, 2] / found[:, 3], "loguniform", (0.25, 1)).pvalue > 0.01
    found = boxes(20, 10, 1000, 0.5, rng=8)
    assert (found[:, 2:] == (10, 500)).all()


def test_places_are_uniform():
    found = boxes(4000, 12, 12, 0.25, rng=9, ratio=(1, 1))
    assert (found[:, 2:] == 6).all()
    counts = np.bincount(found[:, 0] * 7 + found[:, 1], minlength=49)
    assert stats.chisquare(counts).pvalue > 0.01


def test_each_image_draws_its_own():
    images = np.ones((8, 30, 30, 3), np.uint8)
    erased = fastaug.random_erasing(images, rng=10)
    assert len({one.tobytes() for one in erased}) == 8
    np.testing.assert_array_equal(fastaug.random_erasing(images, rng=10, threads=2), erased)
    shares = np.array([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.9, 1])
    erased = fastaug.random_erasing(images, shares, rng=11)
    np.testing.assert_allclose(1 - erased.mean(axis=(1, 2, 3)), shares, atol=0.02)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (dict(area_ratio=1.1), ValueError, "area_ratio must be in 0 .. 1"),
        (dict(area_ratio=-0.1), ValueError, "area_ratio must be in 0 .. 1"),
        (dict(area_ratio=float("nan")), ValueError, "area_ratio must be in 0 .. 1"),
        (dict(area_ratio=(0.5, 0.2)), ValueError, "area_ratio must be a number or"),
        (dict(area_ratio="big"), TypeError, "area_ratio must be a number"),
        (dict(ratio=(0, 1)), ValueError, "ratio must be"),
        (dict(ratio=2), ValueError, "ratio must be"),
        (dict(ratio=(1, float("nan"))), ValueError, "ratio must be"),
        (dict(fill="median"), ValueError, "fill must be one of 'mean', 'random'"),
        (dict(fill=(1, 2)), ValueError, "fill must be a number or 3 numbers"),
        (dict(fill=256), ValueError, "fill must lie in 0 .. 255"),
        (dict(rng=-1), TypeError, "rng must be"),
        (dict(image=np.zeros((3, 3), np.int64)), TypeError, "image must be uint8"),
        (dict(image=np.zeros((3, 3), np.int64), fill="random"), TypeError, "image must be uint8"),
        (dict(image=[[1]]), TypeError, "image must be a NumPy array"),
    ],
)
def test_bad_input_is_named(arguments, error, words):
    with pytest.raises(error, match=words):
        fastaug.random_erasing(**{"image": make((9, 9, 3), np.uint8), **arguments})


# ---- given rectangles, dropout, grids ----------------------------------------------------------------------------

CALLS = {
    "erase": dict(top=1, left=2, height=9, width=3),
    "coarse_dropout": dict(holes=4, height=3, width=50, rng=1),
    "cutout": dict(size=7, rng=1),
    "grid_mask": dict(unit=5, ratio=0.4, top=3, left=-1),
    "pixel_dropout": dict(p=0.3, rng=1),
}


@pytest.mark.parametrize("dtype", [*DTYPES, np.bool_])
@pytest.mark.parametrize("name", CALLS)
def test_kernels_equal_the_references(name, dtype):
    for height, width in [*SIZES, (0, 3), (3, 0)]:
        for shape in ((height, width), (height, width, 3), (height, width, 9), (3, height, width, 2)):
            check(name, make(shape, dtype), **CALLS[name], fill=1, exact=True)
            if name in ("coarse_dropout", "pixel_dropout") and dtype != np.bool_:
                check(name, make(shape, dtype), **CALLS[name], fill="random", exact=True)


@pytest.mark.parametrize("name", CALLS)
def test_a_fill_for_each_channel(name):
    image = make((20, 30, 3), np.uint8) // 2 + 50
    made = check(name, image, **CALLS[name], fill=(1, 2, 3.4), exact=True)
    changed = (made != image).any(axis=2)
    assert 5 < changed.sum() < 599
    np.testing.assert_array_equal(np.unique(made[changed], axis=0), [[1, 2, 3]])


def test_a_given_rectangle_is_a_slice():
    image = make((12, 17, 3), np.uint16)
    for top, left, height, width in [
        (0, 0, 12, 17),
        (3, 4, 5, 6),
        (-2, 15, 5, 9),
        (11, -4, 1, 5),
        (5, 5, 0, 3),
        (20, 1, 2, 2),
    ]:
        want = image.copy()
        want[max(top, 0) : max(top + height, 0), max(left, 0) : max(left + width, 0)] = 7
        np.testing.assert_array_equal(fastaug.erase(image, top, left, height, width, fill=7), want)


def test_a_parameter_for_each_image():
    images = make((4, 20, 30, 3), np.uint8)
    for name, parameters in [
        ("erase", dict(top=[0, 1, 2, 30], left=np.array([5, 0, -2, 1]), height=[1, 2, 0, 9], width=[3, 4, 5, 6])),
        ("grid_mask", dict(unit=[2, 3, 7, 40], ratio=[0.1, 0.5, 0.9, 1], top=[0, 5, -1, 2], left=[1, 2, 3, 4])),
        ("coarse_dropout", dict(holes=[0, 1, 5, 2], height=[2, 3, 50, 0], width=[4, 5, 6, 7])),
        ("cutout", dict(size=[0, 5, 9, 100])),
        ("pixel_dropout", dict(p=[0, 0.2, 0.6, 1])),
    ]:
        options = {} if name in ("erase", "grid_mask") else {"rng": 3}
        made = getattr(fastaug, name)(images, **parameters, **options)
        np.testing.assert_array_equal(made, getattr(reference, name)(images, **parameters, **options))
        live = {} if not options else {"rng": np.random.default_rng(3)}
        for i in range(4):
            one = getattr(fastaug, name)(images[i], **{k: v[i] for k, v in parameters.items()}, **live)
            np.testing.assert_array_equal(one, made[i], name)


def test_a_grid_is_the_product_of_two_rows():
    for unit, ratio, top, left in [(4, 0.5, 0, 0), (7, 0.99, 3, 6), (2, 0, 1, 1), (50, 0.3, -60, 200)]:
        hole = min(max(int(unit * ratio), 1), unit - 1)
        rows, columns = ((np.arange(40) - first) % unit < hole for first in (top, left))
        made = fastaug.grid_mask(np.ones((40, 40), np.uint8), unit, ratio, top, left)
        np.testing.assert_array_equal(made == 0, rows[:, None] & columns)


def test_holes_of_a_dropout_lie_inside_anywhere():
    one = fastaug.coarse_dropout(np.ones((6000, 12, 9, 1), np.uint8), 1, 5, 3, rng=4)
    found = np.array([box(image[..., 0]) for image in one])
    assert (found[:, 2:] == (5, 3)).all()
    assert stats.chisquare(np.bincount(found[:, 0] * 7 + found[:, 1], minlength=56)).pvalue > 0.01
    many = fastaug.coarse_dropout(np.ones((300, 100, 90, 1), np.uint8), 20, 5, 3, rng=4)
    assert abs((many == 0).mean() - (1 - (1 - 15 / 9000) ** 20)) < 0.001


def test_the_centre_of_a_cutout_is_any_pixel():
    made = fastaug.cutout(np.ones((8000, 8, 11, 1), np.uint8), 5, rng=4)[..., 0] == 0
    areas = np.add.outer(np.arange(8), np.arange(11)) * 0
    for y in range(8):
        for x in range(11):
            areas[y, x] = (min(y + 3, 8) - max(y - 2, 0)) * (min(x + 3, 11) - max(x - 2, 0))
    counts = np.bincount(made.sum(axis=(1, 2)), minlength=26)
    expected = np.bincount(areas.ravel(), minlength=26) * 8000 / 88
    assert not counts[expected == 0].any()
    assert stats.chisquare(counts[expected > 0], expected[expected > 0]).pvalue > 0.01
    np.testing.assert_allclose(made.mean(axis=0).sum(), areas.mean(), rtol=0.02)


@pytest.mark.parametrize("per_channel", [True, False])
def test_pixels_drop_as_often_as_asked(per_channel):
    image = np.full((600, 700, 3), 7, np.uint8)
    dropped = fastaug.pixel_dropout(image, 0.2, 4, fill=9, per_channel=per_channel) == 9
    assert abs(dropped.mean() - 0.2) < 4 * np.sqrt(0.16 / (1260000 if per_channel else 420000))
    assert (dropped.all(axis=2) == dropped.any(axis=2)).all() != per_channel
    values = fastaug.pixel_dropout(image, 1, 4, fill="random", per_channel=per_channel)
    assert stats.chisquare(np.bincount(values.ravel(), minlength=256)).pvalue > 0.01
    assert abs(np.corrcoef(values[..., 0].ravel(), values[..., 1].ravel())[0, 1]) < 0.01


def test_rows_on_threads_change_nothing_of_a_dropout():
    image = make((900, 500, 3), np.uint8)
    for name, options in CALLS.items():
        f = getattr(fastaug, name)
        np.testing.assert_array_equal(f(image, **options, threads=2), f(image, **options, threads=1))


@pytest.mark.parametrize("module", [fastaug, reference])
@pytest.mark.parametrize(
    ("name", "arguments", "error", "words"),
    [
        ("erase", dict(height=-1), ValueError, "height must be at least 0"),
        ("erase", dict(top=0.5), TypeError, "top must be an integer"),
        ("erase", dict(left=[1, 2]), ValueError, "left must be an integer, got"),
        ("coarse_dropout", dict(holes=-1), ValueError, "holes must be at least 0"),
        ("coarse_dropout", dict(fill="mean"), ValueError, "fill must be one of 'random'"),
        ("cutout", dict(size=-1), ValueError, "size must be at least 0"),
        ("cutout", dict(rng="a"), TypeError, "rng must be"),
        ("grid_mask", dict(unit=1), ValueError, "unit must be at least 2"),
        ("grid_mask", dict(ratio=1.5), ValueError, "ratio must be in 0 .. 1"),
        ("pixel_dropout", dict(p=-0.5), ValueError, "p must be in 0 .. 1"),
        ("pixel_dropout", dict(image=np.zeros((3, 3), bool), fill="random"), TypeError, "image must be uint8, uint16"),
        ("grid_mask", dict(image=np.zeros((3, 3), np.int64)), TypeError, "image must be uint8"),
    ],
)
def test_bad_rectangles_and_pixels_are_named(module, name, arguments, error, words):
    with pytest.raises(error, match=words):
        getattr(module, name)(**{"image": make((9, 9, 3), np.uint8), **CALLS[name], **arguments})
