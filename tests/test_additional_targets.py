"""Additional targets: further images and masks that go through the same steps with the same draws."""

import numpy as np
import pytest

import fastaug as A
from tests.support import make

X, OTHER, DEPTH = make((40, 30, 3), np.uint8), 255 - make((40, 30, 3), np.uint8), make((40, 30), np.uint16) % 9
STEPS = [
    A.RandomResizedCrop((24, 20)),
    A.HorizontalFlip(),
    A.Rotate(30),
    A.ColorJitter(p=1),
    A.GaussNoise(p=1),
    A.Normalize(),
    A.ToTensorV2(),
]
KINDS = {"other": "image", "depth": "mask"}


def pipeline(**options):
    return A.Compose(STEPS, additional_targets=KINDS, seed=5, **options)


@pytest.mark.parametrize("fuse", [False, True])
def test_they_become_what_image_and_mask_would(fuse):
    plain = A.Compose(STEPS, seed=5, fuse=fuse)
    for epoch in range(4):
        got = pipeline(fuse=fuse)(image=X, other=OTHER, mask=DEPTH, depth=DEPTH, index=3, epoch=epoch)
        want = plain(image=OTHER, mask=DEPTH, index=3, epoch=epoch)
        np.testing.assert_array_equal(got["image"], plain(X, index=3, epoch=epoch))
        np.testing.assert_array_equal(got["other"], want["image"])
        np.testing.assert_array_equal(got["depth"], want["mask"])
        np.testing.assert_array_equal(got["mask"], want["mask"])


def test_batches_and_lists():
    batch, others = np.stack([X, X[::-1]]), np.stack([OTHER, OTHER[:, ::-1]])
    got = pipeline()(image=batch, other=others, index=[1, 2])
    np.testing.assert_array_equal(got["other"], A.Compose(STEPS, seed=5)(others, index=[1, 2]))
    listed = pipeline()(image=[X, X[:20]], other=[OTHER, OTHER[:20]], depth=[DEPTH, DEPTH[:20]], index=[1, 2])
    want = A.Compose(STEPS, seed=5)([OTHER, OTHER[:20]], index=[1, 2])
    for one, other in zip(listed["other"], want, strict=True):
        np.testing.assert_array_equal(one, other)
    assert [one.shape for one in listed["depth"]] == [(24, 20)] * 2


def test_in_numpy_in_records_and_through_lambdas():
    aug = A.Compose([A.HorizontalFlip(), A.Lambda(image=lambda x: 255 - x), A.Rotate(30, p=1)], seed=2,
                    additional_targets=KINDS)  # fmt: skip
    record = aug.draw(X)
    got = aug.apply(image=X, other=OTHER, depth=DEPTH, record=record)
    np.testing.assert_array_equal(got["other"], aug.apply(OTHER, record))
    for name, one in aug.reference(image=X, other=OTHER, depth=DEPTH, index=0).items():
        np.testing.assert_array_equal(one, aug(image=X, other=OTHER, depth=DEPTH, index=0)[name])


def test_none_stays_none_and_none_need_be_there():
    assert pipeline()(image=X, other=None)["other"] is None
    assert set(pipeline()(image=X)) == {"image"}
    np.testing.assert_array_equal(pipeline()(X, index=0), A.Compose(STEPS, seed=5)(X, index=0))


def test_written_down():
    again = A.from_dict(A.to_dict(pipeline()))
    assert again == pipeline()
    np.testing.assert_array_equal(
        again(image=X, other=OTHER, index=0)["other"], pipeline()(image=X, other=OTHER, index=0)["other"]
    )


@pytest.mark.parametrize(
    "targets, error, words",
    [
        ({"other": "boxes"}, ValueError, "additional_targets must be of the kind 'image' or 'mask', got 'boxes'"),
        ({"image": "image"}, ValueError, "additional_targets must have names of their own, got 'image'"),
        ({"epoch": "mask"}, ValueError, "additional_targets must have names of their own, got 'epoch'"),
        (["other"], TypeError, "additional_targets must be a dict of names and kinds"),
    ],
)
def test_bad_names_and_kinds(targets, error, words):
    with pytest.raises(error, match=words):
        A.Compose(STEPS, additional_targets=targets)


@pytest.mark.parametrize("other", [OTHER[1:], OTHER[..., :1], OTHER.astype(np.float32), OTHER[None]])
def test_images_of_another_kind(other):
    with pytest.raises(ValueError, match="other must have the sizes, channels and dtype of image, "):
        pipeline()(image=X, other=other)


def test_unknown_names():
    with pytest.raises(TypeError, match="a pipeline has no argument 'othr'; did you mean 'other'"):
        pipeline()(image=X, othr=OTHER)
    with pytest.raises(ValueError, match="depth must have the size of the image"):
        pipeline()(image=X, depth=DEPTH[1:])
