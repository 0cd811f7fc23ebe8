"""Lambda, NoOp, MultiView, and the pipeline without what is random."""

import pickle

import numpy as np
import pytest

import fastaug as A
from tests.support import make, same

X = make((9, 24, 20, 3), np.uint8)


def negative(image):
    image[...] = 255 - image  # its array is its own
    return image


def between(p=1.0, seed=0):
    """Functions first, in the middle twice in a row, and last."""
    call = A.Lambda(image=negative, p=p)
    return A.Compose([call, A.RandomCrop(16, 18), A.Rotate(20), call, call, A.Transpose(), call], seed=seed)


@pytest.mark.parametrize("p", [1.0, 0.5, 0.0])
def test_functions_between_kernels_equal_the_reference(p):
    before = X.copy()
    aug = between(p)
    got = aug(X, index=range(9))
    want = aug.reference(X, index=range(9))
    for i in range(9):
        same(got[i], want[i], exact=True)
        same(aug(X[i], index=i), want[i], exact=True)
        same(aug([X[i]], index=[i], threads=2)[0], want[i], exact=True)
    np.testing.assert_array_equal(X, before)


def test_a_function_sees_height_width_and_channels():
    seen = []
    aug = A.Compose([A.CenterCrop(3, 5), A.Lambda(image=lambda image: seen.append(image.shape) or image)])
    aug(make((7, 9), np.float32))
    aug(make((2, 7, 9, 4), np.uint16))
    assert seen == [(3, 5, 1), (3, 5, 4), (3, 5, 4)]


def test_functions_before_and_after_another_dtype():
    seen = []
    look = A.Lambda(image=lambda image: seen.append(image.dtype.name) or image)
    got = A.Compose([look, A.ToFloat(), look])(X)
    assert seen == ["uint8"] * 9 + ["float32"] * 9 and got.dtype == np.float32


@pytest.mark.parametrize(
    "function",
    [lambda x: x[:-1], lambda x: x.astype(np.float32), lambda x: x[..., :1], lambda x: None, lambda x: x[..., 0]],
)
def test_a_function_must_keep_shape_and_dtype(function):
    with pytest.raises(ValueError, match=r"image function of Lambda must return uint8 \(24, 20, 3\)"):
        A.Compose([A.Lambda(image=function)])(X)


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.bool_])
def test_functions_of_masks(dtype):
    """Masks go through their own function, or past one of images, with every other step."""
    masks = [[make((24, 20), np.uint8, i * 7 + k).astype(dtype) for k in range(i % 3)] for i in range(9)]
    for call in (A.Lambda(mask=lambda mask: mask[::-1], p=0.6), A.Lambda(image=negative)):
        aug = A.Compose([A.RandomCrop(16, 18), call, A.Rotate(30), call, A.HorizontalFlip()], seed=1)
        got, want = (f(image=X, masks=masks, index=range(9)) for f in (aug, aug.reference))
        np.testing.assert_array_equal(got["image"], want["image"])
        for one, other in zip(got["masks"], want["masks"], strict=True):
            assert len(one) == len(other)
            for a, b in zip(one, other, strict=True):
                same(a, b, exact=True)
    flipped = A.Compose([A.Lambda(mask=lambda mask: mask[::-1])])(image=X[0], mask=masks[1][0])
    np.testing.assert_array_equal(flipped["mask"], masks[1][0][::-1])
    np.testing.assert_array_equal(flipped["image"], X[0])


def test_names_of_functions():
    A.register_lambda("negative", negative)
    np.testing.assert_array_equal(A.Compose([A.Lambda(name="negative")])(X), 255 - X)
    with pytest.raises(ValueError, match="'unheard of' is unknown"):
        A.Lambda(name="unheard of")
    with pytest.raises(ValueError, match="functions or a name"):
        A.Lambda(image=negative, name="negative")
    with pytest.raises(ValueError, match="needs a function"):
        A.Lambda()
    with pytest.raises(TypeError, match="image must be a function"):
        A.Lambda(image=3)
    with pytest.raises(TypeError, match="name"):
        A.register_lambda("", negative)


def test_no_op():
    x = X[0]
    got = A.Compose([A.NoOp()])(x)
    np.testing.assert_array_equal(got, x)
    assert not np.shares_memory(got, x)


@pytest.mark.parametrize("given", ["one", "batch", "list"])
def test_views(given):
    x, index = {"one": (X[0], 3), "batch": (X, list(range(9))), "list": ([X[0], X[1, :20]], [5, 6])}[given]
    crop, strong = A.RandomCrop(16, 18), A.Compose([A.RandomCrop(10, 11), A.OneOf([A.Rotate(p=1), A.GaussNoise(p=1)])])
    views = A.MultiView([crop, strong, strong, crop], seed=2)
    got = views(x, index=index, epoch=1)
    again = A.MultiView([crop, strong, strong, crop], seed=2)(x, index=index, epoch=1, threads=2)
    assert len(got) == 4 and [type(view) for view in got] == [np.ndarray] * 4
    for one, other in zip(got, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert (got[1] != got[2]).any() and (got[0] != got[3]).any()
    np.testing.assert_array_equal(got[0], A.Compose([crop], seed=2)(x, index=index, epoch=1))
    assert (got[1] != views(x, index=index, epoch=2)[1]).any()


def test_views_of_all_targets():
    flip, keep = [A.HorizontalFlip(p=1), A.Compose([A.NoOp()], bbox_params="coco")]
    one, two = A.MultiView([flip, keep])(image=X[0], mask=X[0, :, :, 0], bboxes=[(1, 2, 5, 6)])
    np.testing.assert_array_equal(one["mask"], X[0, :, ::-1, 0])
    np.testing.assert_array_equal(two["image"], X[0])
    assert [*map(float, one["bboxes"][0])] == [15, 2, 19, 6] and [*map(float, two["bboxes"][0])] == [1, 2, 5, 6]


def test_views_of_a_sample_depend_on_its_index_alone():
    views = A.MultiView([A.RandomCrop(16, 18), A.Rotate(30, p=1)], seed=2)
    want = views(X, index=range(9))
    order = np.random.default_rng(0).permutation(9)
    for got, view in zip(views(X[order], index=order), want, strict=True):
        np.testing.assert_array_equal(got, view[order])
    for got, view in zip(views(X[4], index=4), want, strict=True):
        np.testing.assert_array_equal(got, view[4])
    assert (views(X[0])[1] != views(X[0])[1]).any()


def test_bad_views():
    for bad in ([], None, A.HorizontalFlip()):
        with pytest.raises(ValueError, match="MultiView takes a list"):
            A.MultiView(bad)
    with pytest.raises(TypeError, match="takes transforms"):
        A.MultiView([3])
    with pytest.raises(TypeError, match="did you mean 'seed'"):
        A.MultiView([A.NoOp()], sed=1)


def test_eval_keeps_what_is_not_random():
    crop, scale = A.CenterCrop(8, 8), A.ToFloat()
    aug = A.Compose(
        [
            A.RandomCrop(16, 16),
            A.Sequential([crop, A.Rotate(p=1)], p=1),
            A.Sequential([crop], p=0.9),
            A.RandomApply([crop]),
            A.RandomApply([A.NoOp()], p=1),
            A.OneOf([crop, crop], p=1),
            A.SomeOf([crop], n=1),
            A.RandomOrder([crop, crop], n=2),
            A.CenterCrop(4, 4, p=0.5),
            A.CenterCrop(4, 4, p=A.Linear(1, 1, 3)),
            scale,
        ],
        seed=3,
        fuse=False,
    )
    kept = aug.eval()
    assert kept == A.Compose([A.Sequential([crop], p=1), A.RandomApply([A.NoOp()], p=1), scale], seed=3, fuse=False)
    np.testing.assert_array_equal(kept(X), A.Compose([crop, scale])(X))
    for nothing in (A.Compose([A.Rotate()], seed=3), A.Compose([crop], p=0.5)):
        np.testing.assert_array_equal(nothing.eval()(X), X)


def test_pipelines_of_nothing():
    for aug in (A.Compose([]), A.Compose([A.Sequential([])]), A.Compose([A.NoOp()])):
        assert A.from_dict(A.to_dict(aug)) == aug
        made = aug(X)
        np.testing.assert_array_equal(made, X)
        assert not np.may_share_memory(made, X)
        np.testing.assert_array_equal(aug(image=X[0], mask=X[0, :, :, 0])["mask"], X[0, :, :, 0])
        np.testing.assert_array_equal(aug.reference(X), X)
    for kind in (A.OneOf, A.SomeOf, A.RandomOrder):
        with pytest.raises(ValueError, match="takes a list of at least one transform, got"):
            kind([])
    with pytest.raises(TypeError, match="Compose takes transforms, got the class HorizontalFlip: call it"):
        A.Compose([A.HorizontalFlip])
    with pytest.raises(TypeError, match="Compose takes a list of transforms, got HorizontalFlip"):
        A.Compose(A.HorizontalFlip())


def test_transforms_and_containers_are_called_by_themselves():
    for one in (A.Rotate(40, p=1), A.OneOf([A.VerticalFlip(), A.HorizontalFlip()], p=1), A.ElasticTransform(p=0.5)):
        made = one(X, rng=7)
        np.testing.assert_array_equal(made, one(X, rng=np.random.default_rng(7)))
        np.testing.assert_array_equal(made[0], one(X[0], rng=7))
        assert any((one(X) != made).any() for _ in range(8))  # without rng= each call is another
        assert pickle.loads(pickle.dumps(one)) == one
    got = A.HorizontalFlip(p=1)(image=X[0], mask=X[0, :, :, 0], bboxes=[(0, 0, 3, 2)])
    np.testing.assert_array_equal(got["image"], X[0, :, ::-1])
    np.testing.assert_array_equal(got["mask"], X[0, :, ::-1, 0])
    assert got["bboxes"] == [[X.shape[2] - 3, 0, X.shape[2], 2]]
    out = np.empty_like(X)
    assert A.HorizontalFlip(p=1)(X, out=out, threads=1) is out
