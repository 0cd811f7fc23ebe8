"""ReplayCompose: results say what was done to them, and it can be done again."""

import json

import numpy as np
import pytest

import fastaug as A
from tests.support import make

X = make((4, 24, 20, 3), np.uint8)
A.register_lambda("upside down", lambda image: image[::-1], lambda mask: mask[::-1])


def arguments():
    return {
        "transforms": [
            A.RandomIoUCrop(),
            A.Resize(16, 18),
            A.RandomOrder([A.HorizontalFlip(), A.Affine(rotate=(-9, 9)), A.Transpose()], n=2),
            A.Rotate((-20, A.Linear(1, 20, 4))),
            A.OneOf([A.CoarseDropout(fill="random"), A.RandomBrightnessContrast(), A.RandAugment()], p=0.8),
            A.GaussNoise(p=0.5),
            A.Lambda(name="upside down", p=0.5),
            A.Normalize(),
        ],
        "bbox_params": A.BboxParams("coco", ["names"]),
        "keypoint_params": "xya",
        "additional_targets": {"right": "image", "depth": "mask"},
        "seed": 3,
    }


def targets(given):
    """Of one image, of a batch, or of a list of images of two sizes."""
    images = [*X[:3], X[3, :20]] if given == "list" else [*X]
    masks = [image[..., 0] % 5 for image in images]
    each = {
        "image": images,
        "mask": masks,
        "masks": [[mask, mask + 1] for mask in masks],
        "bboxes": [[(2, 3, 8, 9, "kept"), (1, 1, 15, 15, "too")]] * 4,
        "names": [["cat", "dog"]] * 4,
        "keypoints": [[(9, 9, 0.5)]] * 4,
        "right": [255 - image for image in images],
        "depth": [mask.astype(np.float64) for mask in masks],
    }
    if given == "one":
        return {name: values[0] for name, values in each.items()}
    return {**each, "image": X, "right": 255 - X} if given == "batch" else each


def bits(made):
    """All of a result but how it was made, to be compared."""
    if isinstance(made, dict):
        return {name: bits(value) for name, value in made.items() if name != "replay"}
    if isinstance(made, np.ndarray):
        return made.dtype, made.shape, made.tobytes()
    return [bits(one) for one in made] if isinstance(made, list) else made


@pytest.mark.parametrize("given", ["one", "batch", "list"])
@pytest.mark.parametrize("epoch", [0, 2])
def test_a_replay_gives_the_bits_of_the_call(given, epoch):
    aug, plain = A.ReplayCompose(**arguments()), A.Compose(**arguments())
    for call in ({"epoch": epoch}, {"index": 7 if given == "one" else [7, 3, 9, 1], "epoch": epoch}):
        made, want = aug(**targets(given), **call), plain(**targets(given), **call)
        assert [*made] == [*want, "replay"] and bits(made) == bits(want)
        written = json.loads(json.dumps(made["replay"], allow_nan=False))
        for saved in (made["replay"], written):
            again = A.ReplayCompose.replay(saved, **targets(given), threads=2)
            assert [*again] == [*made] and bits(again) == bits(want) and again["replay"] is saved
        other = A.ReplayCompose.replay(written, image=targets(given)["right"])
        assert bits(other["image"]) == bits(made["right"])


def test_one_draw_for_all_and_results_in_place():
    aug = A.ReplayCompose([A.RandomCrop(16, 18), A.Rotate(p=1)], seed=1)
    out = np.empty((4, 16, 18, 3), np.uint8)
    made = aug(image=X, index=5, same=True, out={"image": out})
    assert made["image"] is out
    again = A.ReplayCompose.replay(made["replay"], image=X, out={"image": np.empty_like(out)})
    np.testing.assert_array_equal(again["image"], A.Compose(aug.transforms, seed=1)(X, index=5, same=True))


def test_an_image_alone_comes_back_alone():
    aug, plain = (kind([A.Rotate(p=1)], seed=1) for kind in (A.ReplayCompose, A.Compose))
    for _ in range(3):  # with the same running numbers
        np.testing.assert_array_equal(aug(X[0]), plain(X[0]))
        np.testing.assert_array_equal(aug(X[0], mask=None)["image"], plain(X[0], mask=None)["image"])


def test_volumes():
    aug = A.ReplayCompose([A.RandomCrop3D((2, 16, 18)), A.CubicSymmetry(), A.GaussNoise(p=1)], seed=1)
    made = aug(volume=X, mask3d=X[..., 0])
    again = A.ReplayCompose.replay(json.loads(json.dumps(made["replay"])), volume=X, mask3d=X[..., 0])
    assert [*again] == ["volume", "mask3d", "replay"] and bits(again) == bits(made)


def test_inside_of_others_it_is_a_sequence():
    aug = A.ReplayCompose([A.HorizontalFlip(p=1)])
    np.testing.assert_array_equal(A.Compose([aug])(X), X[:, :, ::-1])
    np.testing.assert_array_equal(A.MultiView([aug])(image=X)[0]["image"], X[:, :, ::-1])


def test_what_cannot_be_written_and_names_that_are_taken():
    with pytest.raises(TypeError, match=r"image of Lambda .*register_lambda"):
        A.ReplayCompose([A.Lambda(image=np.flipud)])
    with pytest.raises(ValueError, match="label_fields must be names of their own, each once, got 'replay'"):
        A.ReplayCompose([], bbox_params=A.BboxParams("coco", ["replay"]))
    with pytest.raises(ValueError, match="additional_targets must have names of their own, got 'replay'"):
        A.ReplayCompose([], additional_targets={"replay": "image"})
    assert A.Compose([], additional_targets={"replay": "image"})(image=X, replay=X)["replay"].shape == X.shape


def test_what_cannot_be_replayed():
    made = A.ReplayCompose([A.Rotate()], seed=1)(image=X)
    with pytest.raises(ValueError, match="4 samples, got 3"):
        A.ReplayCompose.replay(made["replay"], image=X[:3])
    with pytest.raises(ValueError, match="sample 0 had 24 x 20 pixels, got 20 x 24"):
        A.ReplayCompose.replay(made["replay"], image=X.transpose(0, 2, 1, 3))
    with pytest.raises(TypeError, match="needs an image"):
        A.ReplayCompose.replay(made["replay"])
    for bad, got in ((made, "image, replay"), (None, "NoneType"), ({"__version__": 2, "transform": 1}, "__version__")):
        with pytest.raises(ValueError, match=f"what a ReplayCompose returned as 'replay', got {got}"):
            A.ReplayCompose.replay(bad, image=X)
    with pytest.raises(ValueError, match="version must be 1, got 2"):
        A.ReplayCompose.replay({**made["replay"], "version": 2}, image=X)
    with pytest.raises(ValueError, match="must be of a ReplayCompose, got NoOp"):
        A.ReplayCompose.replay({**made["replay"], "pipeline": {"class": "NoOp"}}, image=X)
    with pytest.raises(ValueError, match="another pipeline"):
        A.ReplayCompose.replay({**made["replay"], **A.to_dict(A.ReplayCompose([A.NoOp()]))}, image=X)
