"""Records: what was drawn can be read, kept, and applied again."""

import json

import numpy as np
import pytest

import fastaug as A
from tests.support import make

X = make((6, 24, 20, 3), np.uint8)


def pipeline(seed=3, limit=20):
    return A.Compose(
        [
            A.RandomCrop(16, 18),
            A.RandomOrder([A.HorizontalFlip(), A.Affine(rotate=(-9, 9))], n=1),
            A.Rotate((-limit, A.Linear(1, limit, 4))),
            A.OneOf([A.CoarseDropout(fill="random"), A.RandomBrightnessContrast(), A.NoOp()], p=0.8),
            A.GaussNoise(p=0.5),
            A.Lambda(image=lambda image: image[::-1], p=0.5),
        ],
        seed=seed,
    )


@pytest.mark.parametrize("fuse", [True, False])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_a_record_gives_the_bits_of_the_call(fuse, dtype):
    x = make((6, 24, 20, 3), dtype)
    aug = A.Compose(pipeline().transforms, seed=3, fuse=fuse)
    record = aug.draw(x, index=range(6), epoch=2)
    want = aug(x, index=range(6), epoch=2)
    np.testing.assert_array_equal(aug.apply(x, record), want)
    np.testing.assert_array_equal(aug.apply(list(x), record, threads=2), want)
    out = np.empty_like(want)
    assert aug.apply(x, record=record, out=out) is out
    np.testing.assert_array_equal(out, want)
    written = json.loads(json.dumps(record.to_dict(), allow_nan=False))
    np.testing.assert_array_equal(aug.apply(x, A.Record.from_dict(written)), want)
    other = A.Compose(pipeline().transforms, fuse=fuse)  # another seed is the same pipeline
    assert (aug.apply(x[::-1], record) != want).any() and other.draw(x).pipeline == record.pipeline


def test_records_of_one_image_of_lists_and_of_one_draw_for_all():
    aug = pipeline()
    np.testing.assert_array_equal(aug.apply(X[0], aug.draw(X[0], index=4)), aug(X[0], index=4))
    several = [X[0], X[1, :20]]
    for got, want in zip(aug.apply(several, aug.draw(several, index=[1, 2])), aug(several, index=[1, 2]), strict=True):
        np.testing.assert_array_equal(got, want)
    record = aug.draw(X, index=1, same=True)
    np.testing.assert_array_equal(aug.apply(X, record), aug(X, index=1, same=True))


def test_a_record_moves_all_targets():
    aug = pipeline()
    targets = {
        "mask": make((6, 24, 20), np.uint8).astype(np.int64),
        "bboxes": [[(2, 3, 12, 14)]] * 6,
        "keypoints": [[(9, 9)]] * 6,
    }
    record = aug.draw(X, index=range(6))
    got, want = aug.apply(image=X, record=record, **targets), aug(image=X, index=range(6), **targets)
    assert set(got) == set(want)
    np.testing.assert_array_equal(got["image"], want["image"])
    np.testing.assert_array_equal(got["mask"], want["mask"])
    assert str(got["bboxes"]) == str(want["bboxes"]) and str(got["keypoints"]) == str(want["keypoints"])


def test_a_record_can_be_read():
    record = pipeline().draw(X, index=range(6), epoch=1)
    assert record.names[:5] == ["Compose", "RandomCrop", "RandomOrder", "HorizontalFlip", "Affine"]
    assert len(record.names) == len(record.draws) and record.epoch == 1 and record.sizes.tolist() == [[24, 20]] * 6
    rotate = record.draws[record.names.index("Rotate")]
    assert rotate["active"].shape == rotate["angle"].shape == (6,)
    assert (rotate["angle"] >= -20).all() and (rotate["angle"] <= A.Linear(1, 20, 4)(1)).all()


def test_seeds_of_64_bits_come_back_whole():
    aug = A.Compose([A.GaussNoise(p=1)], seed=0)
    record = aug.draw(X)
    again = A.Record.from_dict(json.loads(json.dumps(record.to_dict())))
    for one, other in zip(record.draws, again.draws, strict=True):
        for key in one:
            assert one[key].dtype == other[key].dtype and one[key].shape == other[key].shape
            np.testing.assert_array_equal(one[key], other[key])


def test_records_that_do_not_fit():
    aug = pipeline()
    record = aug.draw(X)
    with pytest.raises(ValueError, match="another pipeline"):
        pipeline(limit=21).apply(X, record)
    with pytest.raises(ValueError, match="6 samples, got 5"):
        aug.apply(X[:5], record)
    with pytest.raises(ValueError, match="sample 0 had 24 x 20 pixels, got 20 x 24"):
        aug.apply(X.transpose(0, 2, 1, 3), record)
    with pytest.raises(TypeError, match="record must be a Record"):
        aug.apply(X, record.to_dict())
    with pytest.raises(TypeError, match="record must be a Record"):
        aug.apply(X)
    with pytest.raises(ValueError, match="did you mean 'sizes'"):
        A.Record.from_dict({**record.to_dict(), "size": 1})
    with pytest.raises(ValueError, match="draws"):
        A.Record.from_dict({"epoch": 1})
