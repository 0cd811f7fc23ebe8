"""Single images without an index: what is drawn ahead for them is what they would draw by themselves."""

import copy
import pickle

import numpy as np
import pytest

import fastaug as A
from fastaug.ahead import MANY
from tests.support import make

COUNT = 2 * MANY + 3
IMAGES = make((COUNT, 20, 24, 3), np.uint8)
BOXES = [(3, 4, 15, 12), (0, 0, 24, 20)]


def pipeline(*more):
    steps = [
        A.RandomResizedCrop((18, 18)),
        A.ElasticTransform(10, 4),
        A.OneOf([A.Equalize(), A.GaussNoise(), A.NoOp()]),
    ]
    return A.Compose([*steps, A.RandAugment(), A.AugMix(p=0.3), A.CoarseDropout(), *more], seed=3)


def test_images_of_one_kind_or_another():
    want = [pipeline()(image, index=i) for i, image in enumerate(IMAGES)]
    aug = pipeline()
    for i, image in enumerate(IMAGES):
        np.testing.assert_array_equal(aug(image), want[i])
    aug, wide = pipeline(), make((30, 22, 3), np.uint8)
    for i, image in enumerate(IMAGES):  # now and then one of another size, or another dtype
        other = {5: wide, 9: (IMAGES[9] / 255).astype(np.float32), 10: IMAGES[10, ..., ::-1]}.get(i, image)
        np.testing.assert_array_equal(aug(other), pipeline()(other, index=i))


def test_masks_boxes_and_keypoints_go_along():
    aug = pipeline(A.Rotate(20, p=1))
    for i, image in enumerate(IMAGES):
        mask = image[..., 0] if i % 3 else None  # now and then none
        targets = {"image": image, "mask": mask, "bboxes": BOXES, "keypoints": [(5, 6)]}
        got, want = aug(**targets), pipeline(A.Rotate(20, p=1))(**targets, index=i)
        for name in targets:
            np.testing.assert_array_equal(got[name], want[name])


def test_views_are_drawn_ahead_each_for_itself():
    made = [A.MultiView([A.RandomCrop(8, 8), pipeline()], seed=1) for _ in range(2)]
    for i, image in enumerate(IMAGES):
        for got, want in zip(made[0](image), made[1](image, index=i), strict=True):
            np.testing.assert_array_equal(got, want)


def test_what_else_a_draw_depends_on():
    aug, other = (A.Compose([A.Rotate(A.Linear(0, 90, epochs=3), p=1), A.HorizontalFlip()], seed=0) for _ in range(2))
    for i, image in enumerate(IMAGES):
        if i % 7 == 3:  # a batch or a record takes numbers too
            aug(IMAGES[:2]), aug.draw(image)
            other._stream.keys(None, 0, 3)
        number = int(other._stream.keys(None, 0, 1)[2][0])
        np.testing.assert_array_equal(aug(image, epoch=i // 9), other(image, index=number, epoch=i // 9))


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda aug: pickle.loads(pickle.dumps(aug))])
def test_copies_begin_anew(copied):
    aug = pipeline()
    for image in IMAGES[:3]:
        aug(image)
    again = copied(aug)
    for i, image in enumerate(IMAGES[:3]):
        np.testing.assert_array_equal(again(image), pipeline()(image, index=i))


def test_an_image_does_not_fail_because_of_one_to_come():
    """Of those that shrink three times."""
    far = A.Compose([A.Affine(scale=1e-3, p=1), A.Affine(scale=1e-3, p=1), A.Affine(scale=1e-3, p=0.3)], seed=0)
    made, alone = [], []
    for i, image in enumerate(IMAGES):
        for results, index in ((made, None), (alone, i)):
            try:
                results.append(far(image, index=index).tobytes())
            except ValueError as error:
                results.append(str(error))
    assert made == alone and len({type(one) for one in made}) == 2


def test_functions_are_found_at_each_call():
    A.register_lambda("test_ahead", lambda image: image)
    aug = A.Compose([A.Lambda(name="test_ahead")])
    for image in IMAGES[:3]:
        np.testing.assert_array_equal(aug(image), image)
    A.register_lambda("test_ahead", lambda image: 255 - image)
    np.testing.assert_array_equal(aug(IMAGES[0]), 255 - IMAGES[0])
