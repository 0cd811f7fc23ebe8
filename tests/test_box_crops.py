"""Crops that mind the boxes of a sample."""

import numpy as np
import pytest
from scipy import stats

import fastaug as A
from tests.support import make

X = make((40, 50, 3), np.uint8)
BOXES = [(8, 5, 20, 30), (15, 12, 33, 25)]
UNION = (8, 5, 33, 30)
MANY = 3000


def crops(transform, boxes=BOXES, images=X, **options):
    """(N, 4): left, top, right, bottom of what is cut out of each of MANY copies of an image."""
    aug = A.Compose([transform], seed=1, **options)
    record = aug.draw([images] * MANY, index=range(MANY), bboxes=[boxes] * MANY)
    drawn = record.draws[1]
    if "corner" in drawn:
        first, last = drawn["corner"], drawn["corner"] + (transform.height, transform.width)
    else:
        first, last = drawn["first"], drawn["last"]
    assert (first >= 0).all() and (last <= images.shape[:2]).all() and (first < last).all()
    return np.concatenate([first[:, ::-1], last[:, ::-1]], axis=1)


def evenly(values, low, high):
    counts = np.bincount(values - low, minlength=high - low + 1)
    assert len(counts) == high - low + 1 and stats.chisquare(counts).pvalue > 1e-3


def test_all_boxes_are_in_it_anywhere():
    left, top, right, bottom = crops(A.BBoxSafeRandomCrop()).T
    evenly(left, 0, 8)
    evenly(top, 0, 5)
    evenly(right, 33, 50)
    evenly(bottom, 30, 40)


def test_less_than_all_may_be_in_it():
    left, top, right, bottom = crops(A.BBoxSafeRandomCrop(0.4)).T
    evenly(left, 0, 13)
    evenly(top, 0, 10)
    evenly(right, 28, 50)
    evenly(bottom, 25, 40)


@pytest.mark.parametrize("boxes, rate", [([], 0.5), (BOXES, 1.0)])
def test_without_boxes_the_shape_stays(boxes, rate):
    left, top, right, bottom = crops(A.BBoxSafeRandomCrop(rate), boxes).T
    evenly(bottom - top, max(int(40 * (1 - rate)), 1), 40)
    np.testing.assert_array_equal(right - left, np.maximum((bottom - top) * 50 // 40, 1))


def test_a_box_is_in_it():
    left, top, right, bottom = crops(A.AtLeastOneBBoxRandomCrop(28, 20)).T
    first, second = ((left <= b[0]) & (top <= b[1]) & (right >= b[2]) & (bottom >= b[3]) for b in BOXES)
    assert (first | second).all() and (first & ~second).any() and (second & ~first).any()
    evenly(top[~second], 2, 5)
    small = crops(A.AtLeastOneBBoxRandomCrop(4, 6), [(10, 10, 30, 30)]).T  # all of it shows the box
    evenly(small[0], 10, 24)
    evenly(small[1], 10, 26)
    middle = crops(A.AtLeastOneBBoxRandomCrop(7, 7, 1.0), [(10, 10, 30, 30)]).T
    evenly(middle[0], 13, 20)
    left, top, _, _ = crops(A.AtLeastOneBBoxRandomCrop(39, 48), []).T
    evenly(3 * top + left, 0, 5)


@pytest.mark.parametrize("fuse", [False, True])
@pytest.mark.parametrize("crop", [A.BBoxSafeRandomCrop(), A.RandomSizedBBoxSafeCrop(32, 24)], ids=["any", "sized"])
def test_boxes_are_where_earlier_steps_put_them(crop, fuse):
    steps = [A.HorizontalFlip(), A.Rotate(20, p=0.8), A.Transpose(), crop, A.HorizontalFlip()]
    params = A.BboxParams("pascal_voc", ["names"], min_visibility=0.1)
    aug, before = (A.Compose(s, bbox_params=params, seed=3, fuse=fuse) for s in (steps, steps[:3]))
    call = dict(image=[X] * 40, bboxes=[BOXES] * 40, names=[["a", "b"]] * 40, index=range(40))
    got, uncut = aug(**call), before(**call)
    assert got["names"] == uncut["names"]
    for made, cut in zip(uncut["bboxes"], got["bboxes"], strict=True):
        if isinstance(crop, A.RandomSizedBBoxSafeCrop):
            assert len(cut) == len(made)
        else:  # nothing of them is cut off: their sides stay
            sides = [np.diff(np.reshape(boxes, (-1, 2, 2)), axis=1) for boxes in (made, cut)]
            np.testing.assert_allclose(sides[1], sides[0], atol=1e-6)


def test_alone_in_batches_in_numpy_and_by_records():
    aug = A.Compose([A.Rotate(20), A.RandomSizedBBoxSafeCrop(20, 24), A.HorizontalFlip()], seed=2)
    batch = aug(image=np.stack([X, X[::-1]]), bboxes=[BOXES, BOXES[:1]], index=[4, 5])
    for i, (image, boxes) in enumerate([(X, BOXES), (X[::-1], BOXES[:1])]):
        one = aug(image=image, bboxes=boxes, index=4 + i)
        np.testing.assert_array_equal(one["image"], batch["image"][i])
        np.testing.assert_array_equal(one["bboxes"], batch["bboxes"][i])
        np.testing.assert_array_equal(aug.reference(image=image, bboxes=boxes, index=4 + i)["image"], one["image"])
        record = aug.draw(image, bboxes=boxes, index=4 + i)
        np.testing.assert_array_equal(aug.apply(image, record), one["image"])
    assert A.from_dict(A.to_dict(aug)) == aug


def test_single_images_in_a_row_have_their_own_boxes():
    aug, twin = (A.Compose([A.BBoxSafeRandomCrop(), A.HorizontalFlip(p=0)], seed=6) for _ in range(2))
    for k in range(6):
        box = [(5 * k, 3 * k, 5 * k + 9, 3 * k + 7)]
        got, want = aug(image=X, bboxes=box), twin(image=X, bboxes=box, index=k)
        np.testing.assert_array_equal(got["image"], want["image"])
        left, top, right, bottom = got["bboxes"][0]
        assert (right - left, bottom - top) == (9, 7)


def test_errors():
    with pytest.raises(ValueError, match=r"erosion_rate must be finite in 0 \.\. 1, got 2"):
        A.BBoxSafeRandomCrop(2)
    with pytest.raises(ValueError, match="height and width must be at least 1, got 0"):
        A.RandomSizedBBoxSafeCrop(0, 4)
    for bad, error, text in (
        (dict(min_scale=2), ValueError, r"min_scale must be finite in 0 \.\. 1, got 2"),
        (dict(min_scale=0.6, max_scale=0.5), ValueError, r"max_scale must be finite in 0\.6 \.\. 1, got 0\.5"),
        (dict(min_aspect_ratio=3), ValueError, r"max_aspect_ratio must be finite in 3 \.\. 1000, got 2\.0"),
        (dict(sampler_options=[]), TypeError, r"sampler_options must be a list of one or more numbers, got \[\]"),
        (dict(sampler_options=[0.5, -1]), ValueError, "sampler_options must be finite in 0 .. inf, got -1"),
        (dict(trials=0), ValueError, "trials must be at least 1, got 0"),
    ):
        with pytest.raises(error, match=text):
            A.RandomIoUCrop(**bad)
    with pytest.raises(ValueError, match="AtLeastOneBBoxRandomCrop of 60 x 20 does not fit into sample 0"):
        A.Compose([A.AtLeastOneBBoxRandomCrop(60, 20)])(X)


def middles(boxes):
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def covered(rectangle, boxes):
    """Intersection over union with each box, by counting pixels."""
    canvas = np.zeros((len(boxes) + 1, 40, 50), bool)
    for mask, (left, top, right, bottom) in zip(canvas, [*boxes, rectangle], strict=True):
        mask[top:bottom, left:right] = True
    return (canvas[:-1] & canvas[-1]).sum(axis=(1, 2)) / (canvas[:-1] | canvas[-1]).sum(axis=(1, 2))


@pytest.mark.parametrize("least", [0.0, 0.3, 0.5])
def test_a_rectangle_overlaps_a_box(least):
    aug = A.Compose([A.RandomIoUCrop(0.2, 0.9, 0.6, 1.5, [least])], seed=1)
    record = aug.draw([X] * 300, index=range(300), bboxes=[BOXES] * 300)
    made = aug(image=[X] * 300, bboxes=[BOXES] * 300, labels=[[0, 1]] * 300, index=range(300))
    boxes, seen = np.array(BOXES), set()
    for i, (first, last) in enumerate(zip(record.draws[1]["first"], record.draws[1]["last"], strict=True)):
        rectangle = np.concatenate([first[::-1], last[::-1]])
        inside = ((middles(boxes) > rectangle[:2]) & (middles(boxes) < rectangle[2:])).all(axis=1)
        assert covered(rectangle, boxes)[inside].max() >= least
        height, width = last - first
        assert 8 <= height <= 36 and 10 <= width <= 45 and 0.6 <= width / height <= 1.5
        cut = np.clip(boxes - rectangle[[0, 1, 0, 1]], 0, [width, height, width, height])
        assert made["labels"][i] == np.flatnonzero(inside).tolist()
        np.testing.assert_allclose(made["bboxes"][i], cut[inside], atol=1e-6)
        seen.add((height, width, *inside.tolist()))
    assert len(seen) > 20 and {one[2:] for one in seen} >= {(True, False), (False, True), (True, True)}


@pytest.mark.parametrize("boxes, options", [(BOXES, [1.0]), ([], [0.0]), ([(0, 0, 1, 1)], [0.9])])
def test_images_without_a_fitting_rectangle_stay(boxes, options):
    made = A.Compose([A.RandomIoUCrop(sampler_options=options, trials=3)], seed=1)(image=X, bboxes=boxes)
    np.testing.assert_array_equal(made["image"], X)
    np.testing.assert_array_equal(np.reshape(made["bboxes"], (-1, 4)), np.reshape(boxes, (-1, 4)))


def test_overlaps_are_drawn_evenly():
    """Where every rectangle will do, the image stays by chance as often as an option says so."""
    crop = A.RandomIoUCrop(0.9, 0.9, sampler_options=(0.0, 1.0, 0.0), trials=1)
    left, top, right, bottom = crops(crop, [(20, 15, 30, 25)]).T
    whole = (right - left == 50) & (bottom - top == 40)
    assert stats.binomtest(int(whole.sum()), MANY, 1 / 3).pvalue > 1e-3
    assert set(zip((right - left)[~whole], (bottom - top)[~whole], strict=True)) == {(45, 36)}
    evenly(left[~whole], 0, 5)
    evenly(top[~whole], 0, 4)


@pytest.mark.parametrize("fuse", [False, True])
def test_boxes_are_dropped_between_other_steps(fuse):
    steps = [A.HorizontalFlip(p=1), A.RandomIoUCrop(0.3, 0.5, sampler_options=[0.0]), A.Transpose(p=1)]
    later = [*steps, A.AtLeastOneBBoxRandomCrop(4, 4)]
    before, aug, more = (A.Compose(s, seed=5, fuse=fuse) for s in (steps[:1], steps, later))
    call = dict(image=[X] * 30, bboxes=[BOXES] * 30, labels=[["a", "b"]] * 30, index=range(30))
    uncut, got, after = before(**call), aug(**call), more(**call)
    record = aug.draw(call["image"], bboxes=call["bboxes"], index=range(30))
    again = aug.apply(record=record, **{k: v for k, v in call.items() if k != "index"})
    lone = 0
    for i, (first, last) in enumerate(zip(record.draws[2]["first"], record.draws[2]["last"], strict=True)):
        at = middles(np.array(uncut["bboxes"][i]))
        inside = ((at > first[::-1]) & (at < last[::-1])).all(axis=1)
        kept = [name for name, there in zip("ab", inside, strict=True) if there]
        assert got["labels"][i] == again["labels"][i] == kept
        assert set(after["labels"][i]) <= set(kept) and after["labels"][i]
        lone += len(kept) == 1
    assert lone > 5
