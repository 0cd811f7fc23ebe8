"""Random erasing."""

import numpy as np
import pytest
from scipy import stats

import fastaug

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
