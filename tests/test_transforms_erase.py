"""Holes in pipelines: parity, where they lie, how large they are, and what fills them."""

import numpy as np
import pytest
from scipy import stats

import fastaug as A
from fastaug.draws import cutout_boxes
from fastaug.kernels import erase as kernels
from fastaug.plan import Batch
from tests.support import make


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize(
    "hole",
    [
        A.CoarseDropout((1, 5), (0.1, 0.6), (1, 30), fill=(1, 0, 1)),
        A.CoarseDropout(fill="random", p=1),
        A.Cutout((3, 30), fill=(1, 0, 1), p=0.8),
        A.Cutout(9, "random", 3),
        A.RandomErasing(fill="random", p=0.8),
        A.Erasing(fill=3),
        A.TimeMasking(12, fill="random", p=0.8),
        A.FrequencyMasking(9, fill=5, fill_mask=2),
        A.RandomErasing((0.5, 1.0), (0.05, 20)),
        A.GridDropout(p=0.8),
        A.GridDropout(0.3, False, (2, 9), shift_xy=(3, -2), fill=(1, 0, 1)),
        A.GridDropout(0.9, holes_number_xy=(3, 40), fill="random", p=1),
        A.GridMask((5, 20), fill=(1, 0, 1), p=0.8),
        A.GridMask(7, 0.9, "random", 3, p=1),
        A.PixelDropout(0.3),
        A.PixelDropout(0.3, True, (1, 0, 1), p=1),
        A.PixelDropout(0.4, drop_value=None, p=1),
    ],
)
def test_kernels_equal_the_reference(dtype, hole):
    x = make((15, 23, 37, 3), dtype)
    aug = A.Compose([A.HorizontalFlip(), hole, A.Rotate(10), hole], seed=2)
    got, want = aug(x, index=range(15)), aug.reference(x, index=range(15))
    assert got.dtype == want.dtype
    np.testing.assert_allclose(got, want, atol=0 if got.dtype.kind == "u" else 1e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(15), threads=1), got)
    np.testing.assert_array_equal(aug(x[9], index=9, threads=2), got[9])


def _hole(transform, count=4000, size=(40, 60)):
    x = np.zeros((count, *size, 1), np.uint8)
    return A.Compose([transform], seed=5)(x)[..., 0] == 9


def test_a_dropout_has_the_sides_that_were_asked_for_anywhere():
    made = _hole(A.CoarseDropout((1, 1), (3, 6), (0.1, 0.5), fill=9, p=1))
    heights, widths = made.any(axis=2).sum(axis=1), made.any(axis=1).sum(axis=1)
    assert stats.chisquare(np.bincount(heights)[3:]).pvalue > 1e-3 and set(heights) == {3, 4, 5, 6}
    assert widths.min() >= 6 and widths.max() <= 30
    tops = made.any(axis=2).argmax(axis=1)[heights == 3]
    assert set(tops) == set(range(38)) and stats.chisquare(np.bincount(tops)).pvalue > 1e-3


def test_an_erasure_has_the_area_and_the_aspect_that_were_asked_for():
    made = _hole(A.RandomErasing((0.05, 0.25), (0.5, 2), fill=9, p=1))
    area = made.mean(axis=(1, 2))
    aspect = made.any(axis=2).sum(axis=1) / made.any(axis=1).sum(axis=1)
    assert stats.kstest(area, "uniform", (0.05, 0.2)).pvalue > 1e-3
    assert abs(np.log(aspect).mean()) < 0.02 and 0.4 < aspect.min() and aspect.max() < 2.5  # sides are whole


def test_an_erasure_has_the_box_of_the_function_for_the_same_uniform_numbers():
    """Both come from one place, which is held against the same steps in NumPy."""
    (h, w), scale, ratio = (23, 37), (0.02, 0.9), (0.05, 12.0)
    u = np.random.default_rng(0).random((500, 5))
    batch = Batch(np.tile((h, w), (500, 1)), np.dtype(np.uint8), 3, 0, None)
    boxes = A.RandomErasing(scale, ratio).draw(u, batch)["boxes"][:, 0]
    area = (scale[0] + (scale[1] - scale[0]) * u[:, 0]) * h * w
    low, high = (np.clip(end, area / w**2, h**2 / area) for end in ratio)
    height = np.clip(np.rint(np.sqrt(area * low * (high / low) ** u[:, 1])), 1, h)
    width = np.minimum(np.rint(area / height), w)
    top, left = np.floor(u[:, 2] * (h - height + 1)), np.floor(u[:, 3] * (w - width + 1))
    np.testing.assert_array_equal(boxes, np.stack([top, left, height, width], axis=1))
    ends = (np.array([end]) for end in scale)
    alone = kernels.erasing_boxes(u[:, :4], *ends, ratio, True, np.array([(h, w)]))
    np.testing.assert_array_equal(alone[:, 0], boxes)


def test_a_cutout_has_the_box_of_the_function_for_the_same_uniform_numbers():
    class Given(np.random.Generator):
        def random(self, *args, **options):
            return u[:, 1:3].copy()

    u = np.random.default_rng(0).random((500, 4))
    x = np.ones((500, 23, 37, 3), np.uint8)
    batch = Batch(np.tile((23, 37), (500, 1)), np.dtype(np.uint8), 3, 0, None)
    boxes = A.Cutout((4, 9)).draw(u, batch)["boxes"]
    sides = np.floor(4 + 6 * u[:, 0]).astype(int)
    np.testing.assert_array_equal(boxes, cutout_boxes(Given(np.random.PCG64()), x, sides))
    assert set(sides) == set(range(4, 10))


def test_random_values_are_uniform_and_differ_from_sample_to_sample():
    x = np.full((2, 200, 200, 3), 7, np.uint8)
    a, b = A.Compose([A.CoarseDropout((1, 1), (200, 200), (200, 200), fill="random", p=1)], seed=5)(x)
    assert stats.chisquare(np.bincount(a.ravel(), minlength=256)).pvalue > 1e-3
    assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 0.02


def test_a_grid_has_the_units_that_were_asked_for():
    made = _hole(A.GridDropout(0.5, True, (4, 7), fill=9, p=1), 2000, (56, 84))
    assert abs(made.mean() - np.mean([0.25, 4 / 25, 0.25, 9 / 49])) < 0.01
    again = [
        [k for k in range(4, 8) if (hole[:-k] == hole[k:]).all() and (hole[:, :-k] == hole[:, k:]).all()]
        for hole in made
    ]
    assert set(map(tuple, again)) == {(4,), (5,), (6,), (7,)}
    by_number = _hole(A.GridDropout(0.5, False, holes_number_xy=(4, 3), fill=9, p=1), 1, (30, 40))[0]
    want = np.pad(np.ones((5, 5), bool), ((0, 5), (0, 5)))
    np.testing.assert_array_equal(by_number, np.tile(want, (3, 4)))
    usual = _hole(A.GridDropout(random_offset=False, shift_xy=(2, 1), fill=9, p=1), 1, (30, 70))[0]
    assert usual[1, 2] and usual[1, 4] and not usual[0, 2] and not usual[1, 5] and not usual[2, 2]


def test_a_grid_mask_is_the_function_of_what_it_drew():
    x = make((50, 23, 37, 3), np.uint8)
    aug = A.Compose([A.GridMask((5, 20), 0.4, fill=7, p=1)], seed=0)
    units, _, _, _, tops, lefts = aug.draw(x, index=range(50)).draws[1]["grid"].T
    np.testing.assert_array_equal(aug(x, index=range(50)), A.grid_mask(x, units, 0.4, tops, lefts, fill=7))
    assert set(units) == set(range(5, 21)) and (tops < units).all() and (lefts >= units * 0.6).any()


def test_masks_drop_the_same_places_if_asked():
    x, mask = make((6, 30, 40, 3), np.uint8) // 2, np.full((6, 30, 40), 3, np.int32)
    for drop in (A.PixelDropout(0.3, False, 255, 7, p=1), A.GridDropout(fill=255, fill_mask=7, p=1)):
        made = A.Compose([drop], seed=1)(image=x, mask=mask)
        np.testing.assert_array_equal((made["image"] == 255).all(axis=-1), made["mask"] == 7)
        assert 0.1 < (made["mask"] == 7).mean() < 0.4
    kept = A.Compose([A.PixelDropout(0.3, p=1)], seed=1)(image=x, mask=mask)
    np.testing.assert_array_equal(kept["mask"], mask)


def test_errors():
    with pytest.raises(ValueError, match="size must be whole"):
        A.Cutout((1, 2.5))
    with pytest.raises(ValueError, match="unit_range must"):
        A.GridMask((1, 5))
    with pytest.raises(ValueError, match="unit_range must be whole"):
        A.GridMask(4.5)
    with pytest.raises(ValueError, match="dropout_prob must"):
        A.PixelDropout(1.5)
    with pytest.raises(ValueError, match="ratio must"):
        A.GridDropout(1.5)
    with pytest.raises(ValueError, match="unit_size_range must"):
        A.GridDropout(unit_size_range=(1, 5))
    with pytest.raises(ValueError, match="holes_number_xy must"):
        A.GridDropout(holes_number_xy=3)
    with pytest.raises(ValueError, match="fill must be"):
        A.CoarseDropout(fill="blue")
    with pytest.raises(ValueError, match="num_holes_range must"):
        A.CoarseDropout(num_holes_range=(0, 2))
    with pytest.raises(ValueError, match="scale must"):
        A.RandomErasing(scale=(0.5, 1.5))


@pytest.mark.parametrize("kind, axis", [(A.FrequencyMasking, 0), (A.TimeMasking, 1)])
def test_spans_of_spectrograms(kind, axis):
    x = np.ones((4000, 8, 9, 1), np.float32)
    made = A.Compose([kind(4, p=1)], seed=2)(x, index=range(4000))[..., 0]
    lines = np.moveaxis(made, 1 + axis, 1)
    assert (lines == lines[:, :, :1]).all()  # whole rows or columns
    missing = lines[:, :, 0] == 0
    length = missing.sum(axis=1)
    assert (np.diff(np.pad(missing, ((0, 0), (1, 1))).astype(int), axis=1) != 0).sum(axis=1).max() == 2  # in one piece
    counts = np.bincount(length, minlength=5)
    assert len(counts) == 5 and stats.chisquare(counts).pvalue > 1e-3
    first = missing.argmax(axis=1)[length == 4]
    assert stats.chisquare(np.bincount(first, minlength=x.shape[1 + axis] - 3)).pvalue > 1e-3
    assert (A.Compose([kind(400, p=1)])(x[:50]) == 0).any()  # longer than the image: at most all of it
    with pytest.raises(ValueError, match="mask_param must be at least 1"):
        kind(0)
    with pytest.raises(TypeError, match="mask_param must be an integer"):
        kind(2.5)
