"""Masks, boxes, keypoints and labels go where the image goes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

import fastaug as A
from fastaug.outlines import Track
from fastaug.passes.geometry import Resample, Sampling
from fastaug.plan import Batch
from tests.support import make

STRAIGHT = [
    A.HorizontalFlip(),
    A.VerticalFlip(),
    A.Transpose(),
    A.RandomCrop(18, 20, p=0.5),
    A.CenterCrop(21, 19, p=0.5),
]
LAID = [A.RandomRotate90(), A.D4(), A.Pad((3, 1, 0, 2), p=0.5), A.Crop(-2, 3, 20, 24, pad_if_needed=True, p=0.5)]
TURNED = [
    A.Rotate(40, p=0.9),
    A.SafeRotate(170, p=0.9),
    A.Rotate(50, crop_border=True, p=0.9),
    A.ShiftScaleRotate(p=0.9),
    A.Affine((0.7, 1.6), (-0.1, 0.1), None, (-180, 180), (-15, 15), p=0.9),
    A.Affine((0.7, 1.6), None, None, (-180, 180), (-15, 15), fit_output=True, p=0.9),
    A.Perspective((0.1, 0.2), p=0.9),
    A.Perspective((0.1, 0.2), keep_size=False, p=0.9),
    A.RandomCrop(18, 20, p=0.5, pad_if_needed=True),
    A.Resize(41, 29, p=0.9),
    A.RandomResizedCrop((33, 28), scale=(0.4, 1), p=0.9),
    A.ElasticTransform(30, (4, 8), p=0.9),
    A.ElasticTransform((0.5, 4), 6, normalize="max", p=0.9),
    A.GridDistortion(p=0.9),
    A.OpticalDistortion(0.3, p=0.9),
    A.ThinPlateSpline((0.1, 0.2), p=0.9),
    A.PiecewiseAffine(p=0.9),
]
H, W = 30, 37


def pipelines(pool, **kwargs):
    chosen = st.lists(st.sampled_from(pool), min_size=1, max_size=4)
    fuse, seed = st.booleans(), st.integers(0, 2**20)
    return st.builds(lambda t, f, s: A.Compose(t, fuse=f, seed=s, **kwargs), chosen, fuse, seed)


@st.composite
def rectangles(draw):
    x0, y0 = draw(st.integers(0, W - 4)), draw(st.integers(0, H - 4))
    return x0, y0, draw(st.integers(x0 + 3, W)), draw(st.integers(y0 + 3, H))


def filled(box, height=H, width=W):
    mask = np.zeros((height, width), np.uint8)
    mask[box[1] : box[3], box[0] : box[2]] = 1
    return mask


def bounds(mask):
    """The edges of what is not 0."""
    y, x = np.nonzero(mask)
    return np.array([x.min(), y.min(), x.max() + 1, y.max() + 1])


# ---- alignment ----


@settings(max_examples=100, deadline=None)
@given(pipelines(STRAIGHT + LAID), rectangles())
def test_a_box_is_its_mask_where_nothing_is_resampled(aug, box):
    try:
        got = aug(image=np.zeros((H, W, 3), np.uint8), mask=filled(box), bboxes=[box], index=0)
    except ValueError as error:
        assert "does not fit" in str(error)
        return
    assert len(got["bboxes"]) == got["mask"].any()
    if got["bboxes"]:
        np.testing.assert_allclose(got["bboxes"][0], bounds(got["mask"]), atol=1e-9)


@settings(max_examples=150, deadline=None)
@given(pipelines(STRAIGHT[:3] + LAID + TURNED), rectangles())
def test_a_box_holds_its_mask(aug, box):
    """A mask is rounded in every pass, so beside a crop it may show a line of a box that lies outside. But where a
    square of as many pixels and one more is masked, the box is."""
    mask = filled(box)
    got = aug(image=mask[:, :, None], mask=mask, bboxes=[box], index=0)
    assert set(np.unique(got["mask"])) <= {0, 1}
    side = len(aug.plan(mask, index=0).passes) + 1
    squares = ndimage.binary_opening(got["mask"], np.ones((side, side)))
    assert got["bboxes"] or not squares.any()
    if got["bboxes"] and squares.any():
        low, high = np.split(bounds(squares), 2)
        assert (got["bboxes"][0][:2] <= low + side).all() and (got["bboxes"][0][2:] >= high - side).all()


@settings(max_examples=150, deadline=None)
@given(pipelines(STRAIGHT[:3] + LAID + TURNED), st.floats(0, W - 1), st.floats(0, H - 1))
def test_a_point_is_where_the_image_shows_it(aug, x, y):
    """Each pixel of the image says where it came from: there must be the point that was there."""
    rows, columns = np.mgrid[:H, :W]
    image = np.stack([columns, rows, np.ones((H, W))], axis=-1).astype(np.float64)
    got = aug(image=image, keypoints=[(x, y)], index=0)
    (u, v), (seen,) = got["keypoints"][0], got["keypoints_visible"]
    height, width = got["image"].shape[:2]
    if not (0 <= u <= width - 1 and 0 <= v <= height - 1):
        return
    i, j = min(int(v), height - 2), min(int(u), width - 2)
    block = got["image"][i : i + 2, j : j + 2]
    if (block[..., 2] < 1 - 1e-9).any():
        return
    assert seen
    fy, fx = v - i, u - j
    shown = (block[0, 0] * (1 - fx) + block[0, 1] * fx) * (1 - fy) + (block[1, 0] * (1 - fx) + block[1, 1] * fx) * fy
    assert np.abs(shown[:2] - (x, y)).max() < 0.5


def test_bent_boxes_have_the_bounds_of_all_points_of_their_edges():
    image = np.zeros((60, 80, 3), np.uint8)
    aug = A.Compose([A.ElasticTransform(8, 7, normalize="max", border_mode="edge", p=1)], seed=3)
    boxes = [(5, 5, 70, 50), (10, 20, 60, 40), (20, 3, 40, 57)]
    (bent,) = aug.plan(image, index=1).passes
    for (x0, y0, x1, y1), got in zip(boxes, aug(image=image, bboxes=boxes, index=1)["bboxes"], strict=True):
        x, y = np.linspace(x0 - 0.5, x1 - 0.5, 3000), np.linspace(y0 - 0.5, y1 - 0.5, 3000)
        ends = np.array([(u, v) for u in x for v in y[[0, -1]]] + [(u, v) for u in x[[0, -1]] for v in y]).T
        moved = 0.5 + np.array(bent.move(*ends, 0))
        np.testing.assert_allclose(got, [*moved.min(axis=1), *moved.max(axis=1)], rtol=0, atol=0.05)


def test_scales_follow_a_lens_at_the_point():
    """What is shown at p comes from p (1 + k r^2), whose area grows by (1 + k r^2) (1 + 3 k r^2)."""
    (height, width), k = (60, 80), 0.3
    shown = np.array([(5, 3), (-20, 12), (0, -25), (30, 20)])
    kr2 = k * (shown**2).sum(axis=1) / np.hypot(width / 2, height / 2) ** 2
    middle = (width - 1) / 2, (height - 1) / 2
    rows = np.column_stack([shown * (1 + kr2)[:, None] + middle, np.full(4, 2.0)])
    aug = A.Compose([A.OpticalDistortion((k, k), mode="fisheye", p=1)], keypoint_params="xys")
    got = np.array(aug(image=np.zeros((height, width), np.uint8), keypoints=rows)["keypoints"])
    np.testing.assert_allclose(got[:, :2], shown + middle, rtol=0, atol=0.005)
    np.testing.assert_allclose(got[:, 2], 2 / np.sqrt((1 + kr2) * (1 + 3 * kr2)), rtol=2e-4)


@pytest.mark.parametrize("fuse", [True, False])
def test_visibility_is_measured_against_the_box_that_came_in(fuse):
    """Two crops, each of which takes 40 % of what is left: 36 % stays."""
    crops = [A.CenterCrop(100, 60), A.CenterCrop(60, 60)]
    for least, count in ((0.37, 0), (0.35, 1), (0.36, 1)):
        aug = A.Compose(crops, fuse=fuse, bbox_params=A.BboxParams("pascal_voc", min_visibility=least))
        got = aug(image=np.zeros((100, 100), np.uint8), bboxes=[(0, 0, 100, 100)])
        assert got["bboxes"] == [[0, 0, 60, 60]][:count]


def test_visibility_is_by_area_of_what_is_seen():
    """A square turned by 45 degrees shows 4 corners less: 2 sqrt(2) - 2 of it is left."""
    for least, count in ((0.82, 1), (0.84, 0)):
        aug = A.Compose([A.Rotate((45, 45), p=1)], bbox_params=A.BboxParams("pascal_voc", min_visibility=least))
        got = aug(image=np.zeros((20, 20), np.uint8), bboxes=[(0, 0, 20, 20)])
        assert len(got["bboxes"]) == count
    np.testing.assert_allclose(
        A.Compose([A.Rotate((45, 45), p=1)])(image=np.zeros((40, 40), np.uint8), bboxes=[(10, 10, 30, 30)])["bboxes"],
        [[20 - 200**0.5, 20 - 200**0.5, 20 + 200**0.5, 20 + 200**0.5]],
    )


def test_what_lies_behind_the_viewer_is_nowhere():
    """A map whose horizon runs through the image, by a pass of its own; then a field."""
    one, size = np.ones(1, bool), np.array([(H, W)])
    inverse = np.eye(3)[None].copy()
    inverse[0, 2, 0] = -0.1  # from output x = 10 on there is nothing
    far = Resample(one, size, size, inverse, sampling=Sampling(), projective=True)
    drawn = {"alpha": np.array([30.0]), "sigma": np.array([5.0]), "seed": np.array([3], np.uint64)}
    (bent,) = A.ElasticTransform().passes(drawn, one, Batch(size, np.dtype(np.uint8), 1, 0, None))
    track = Track(np.array([(2.0, 2, 30, 20)]), np.array([(-20.0, 3), (20, 12)]), True, H, W)
    for step in (far, bent):
        track.through(step, 0)
    assert np.isnan(track.points[0]).all() and np.isfinite(track.points[1]).all()
    assert track.visible.tolist() == [False, True]
    assert np.isfinite(track.outlines.bounds()).all() and 0 < track.outlines.share[0] <= 1


# ---- boxes ----

IMAGE = np.zeros((20, 40, 3), np.uint8)
FORMS = {
    "pascal_voc": (4, 2, 12, 8),
    "coco": (4, 2, 8, 6),
    "cxcywh": (8, 5, 8, 6),
    "albumentations": (0.1, 0.1, 0.3, 0.4),
    "yolo": (0.2, 0.25, 0.2, 0.3),
}
FLIPPED = {
    "pascal_voc": (28, 2, 36, 8),
    "coco": (28, 2, 8, 6),
    "cxcywh": (32, 5, 8, 6),
    "albumentations": (0.7, 0.1, 0.9, 0.4),
    "yolo": (0.8, 0.25, 0.2, 0.3),
}


@pytest.mark.parametrize("form", FORMS)
def test_box_formats(form):
    once = A.Compose([A.HorizontalFlip(p=1)], bbox_params=form)
    np.testing.assert_allclose(once(image=IMAGE, bboxes=[FORMS[form]])["bboxes"], [FLIPPED[form]], atol=1e-12)
    twice = A.Compose([A.HorizontalFlip(p=1)] * 2, bbox_params={"format": form})
    np.testing.assert_allclose(twice(image=IMAGE, bboxes=[FORMS[form]])["bboxes"], [FORMS[form]], atol=1e-12)


def test_boxes_come_back_as_they_came():
    aug = A.Compose([A.CenterCrop(10, 40)])
    rows = [(0, 0, 3, 3, "gone"), (4, 2, 12, 8, "cat")]
    assert aug(image=IMAGE, bboxes=rows)["bboxes"] == [[4, 0, 12, 3, "cat"]]
    table = np.array([(0, 0, 3, 3, 5), (4, 2, 12, 8, 7)], np.float32)
    got = aug(image=IMAGE, bboxes=table)["bboxes"]
    assert got.dtype == np.float32 and got.tolist() == [[4, 0, 12, 3, 7]]
    assert aug(image=IMAGE, bboxes=table.astype(int))["bboxes"].dtype == np.float64
    assert table.tolist() == [[0, 0, 3, 3, 5], [4, 2, 12, 8, 7]]
    assert aug(image=IMAGE, bboxes=[])["bboxes"] == []
    for empty in (np.zeros((0, 4)), np.array([])):
        assert aug(image=IMAGE, bboxes=empty)["bboxes"].shape == (0, 4)
    assert aug(image=IMAGE, bboxes=table[:1])["bboxes"].shape == (0, 5)


@pytest.mark.parametrize(
    ("params", "kept"),
    [
        ({}, [0, 1, 2, 3]),
        ({"min_area": 10}, [0, 3]),
        ({"min_width": 4}, [0, 2, 3]),
        ({"min_height": 2}, [0, 1]),
        ({"max_accept_ratio": 4}, [0, 1, 2]),
        ({"min_visibility": 0.6}, [0, 2, 3]),
    ],
)
def test_filters(params, kept):
    """What is left is 8 x 6, 2 x 2, 4 x 1 and 20 x 1 of boxes that were 8 x 6, 2 x 4, 4 x 1 and 20 x 1."""
    aug = A.Compose([A.CenterCrop(10, 40)], bbox_params=A.BboxParams("coco", ["number"], **params))
    boxes = [(4, 6, 8, 6), (0, 3, 2, 4), (1, 9, 4, 1), (9, 9, 20, 1)]
    got = aug(image=IMAGE, bboxes=boxes, number=np.arange(4))
    assert got["number"].tolist() == kept
    assert len(got["bboxes"]) == len(kept)


@pytest.mark.parametrize("box", [(-1, 0, 5, 5), (0, 0, 41, 5), (5, 5, 5, 9), (9, 5, 5, 9), (0, 0, np.nan, 5)])
def test_boxes_that_are_none(box):
    fine = (1, 1, 5, 5)
    plain = A.Compose([A.HorizontalFlip(p=0)])
    with pytest.raises(ValueError, match="box 1 of sample 0"):
        plain(image=IMAGE, bboxes=[fine, box])
    with pytest.raises(ValueError, match="box 0 of sample 1"):
        plain(image=np.zeros((2, 20, 40, 3), np.uint8), bboxes=[[fine], [box]])
    dropping = A.Compose([A.HorizontalFlip(p=0)], bbox_params=A.BboxParams("pascal_voc", filter_invalid_bboxes=True))
    got = dropping(image=IMAGE, bboxes=[fine, box], labels=[1, 2])
    with_area = box[0] < box[2] and box[1] < box[3]
    assert got["labels"] == ([1, 2] if with_area else [1])
    cutting = A.Compose([A.HorizontalFlip(p=0)], bbox_params=A.BboxParams("pascal_voc", clip=True))
    if with_area:
        assert cutting(image=IMAGE, bboxes=[box])["bboxes"] == [[0, 0, min(box[2], 40), 5]]
    else:
        with pytest.raises(ValueError, match="filter_invalid_bboxes"):
            cutting(image=IMAGE, bboxes=[box])


def test_rounded_numbers_may_lie_a_hair_outside():
    aug = A.Compose([A.HorizontalFlip(p=0)], bbox_params="yolo")
    got = aug(image=IMAGE, bboxes=[(0.5, 0.5, 1.000001, 1.000001)])
    np.testing.assert_allclose(got["bboxes"], [(0.5, 0.5, 1, 1)], atol=1e-12)
    with pytest.raises(ValueError, match="clip=True cuts it"):
        aug(image=IMAGE, bboxes=[(0.5, 0.5, 1.0001, 1)])


# ---- keypoints ----


def test_keypoint_formats():
    """The image is turned by 90 degrees counter-clockwise about (19.5, 9.5)."""
    turn = [A.Transpose(p=1), A.VerticalFlip(p=1)]
    rows = {"xy": (3, 5), "yx": (5, 3), "xya": (3, 5, 30), "xys": (3, 5, 2), "xyas": (3, 5, 30, 2)}
    rows |= {"xysa": (3, 5, 2, 30), "xyz": (3, 5, 9)}
    want = {"xy": (5, 36), "yx": (36, 5), "xya": (5, 36, 300), "xys": (5, 36, 2), "xyas": (5, 36, 300, 2)}
    want |= {"xysa": (5, 36, 2, 300), "xyz": (5, 36, 9)}
    for form, row in rows.items():
        got = A.Compose(turn, keypoint_params=form)(image=IMAGE, keypoints=[(*row, "eye")])["keypoints"]
        np.testing.assert_allclose(got[0][:-1], want[form], atol=1e-9)
        assert got[0][-1] == "eye"
    radians = A.Compose(turn, keypoint_params=A.KeypointParams("xya", angle_in_degrees=False))
    got = radians(image=IMAGE, keypoints=np.array([[3, 5, np.pi / 6]]))["keypoints"]
    np.testing.assert_allclose(got, [[5, 36, 5 * np.pi / 3]], atol=1e-9)


def test_angles_stay_below_a_whole_turn():
    """A turn by as much as the angle may leave less than nothing."""
    for angle in range(0, 360, 5):
        aug = A.Compose([A.Affine(rotate=(angle, angle), p=1)], keypoint_params="xya")
        assert 0 <= aug(image=IMAGE, keypoints=[(3, 5, angle)])["keypoints"][0][2] < 360


def test_points_keep_their_number_unless_told_to_go():
    crop = [A.CenterCrop(10, 20)]
    points = [(10, 5), (9, 5), (29.49, 14.49), (29.5, 14), (9.5, 4.5), (-7, 90)]
    seen = [True, False, True, False, True, False]
    got = A.Compose(crop)(image=IMAGE, keypoints=points, labels=list("abcdef"))
    np.testing.assert_allclose(got["keypoints"], np.array(points) - (10, 5), atol=1e-12)
    assert got["keypoints_visible"].dtype == bool and got["keypoints_visible"].tolist() == seen
    assert got["labels"] == list("abcdef")
    params = A.KeypointParams("xy", ["names"], remove_invisible=True)
    got = A.Compose(crop, keypoint_params=params)(image=IMAGE, keypoints=points, names=list("abcdef"))
    assert got["names"] == ["a", "c", "e"] and len(got["keypoints"]) == 3
    assert "keypoints_visible" not in got


@pytest.mark.parametrize("fuse", [True, False])
def test_what_was_cut_off_does_not_come_back(fuse):
    aug = A.Compose([A.CenterCrop(10, 20), A.Rotate((90, 90), p=1)], fuse=fuse)
    got = aug(image=IMAGE, keypoints=[(9, 9), (19, 9)], bboxes=[(0, 9, 10, 11), (0, 9, 11, 11)])
    assert got["keypoints_visible"].tolist() == [False, True]
    assert len(got["bboxes"]) == 0  # the one column that is left of the second box leaves the image with the turn


# ---- masks ----


@pytest.mark.parametrize(
    "dtype",
    ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float16", "float32", "float64"],
)
def test_masks_of_any_dtype_move_by_nearest(dtype):
    rng = np.random.default_rng(0)
    mask = rng.integers(-3 if np.dtype(dtype).kind in "if" else 0, 5, (4, 20, 40)).astype(dtype)
    fill = -1 if np.dtype(dtype).kind in "if" else 1
    aug = A.Compose(
        [A.Resize(19, 31), A.RandomCrop(15, 30), A.Rotate(60, p=1, fill_mask=fill), A.VerticalFlip()], seed=2
    )
    x = make((4, 20, 40, 3), np.uint8)
    got, want = aug(image=x, mask=mask, index=range(4)), aug.reference(image=x, mask=mask, index=range(4))
    assert got["mask"].dtype == mask.dtype and got["mask"].shape == (4, 15, 30)
    np.testing.assert_array_equal(got["mask"], want["mask"])
    np.testing.assert_array_equal(got["image"], aug(x, index=range(4)))
    assert set(np.unique(got["mask"])) <= {*np.unique(mask).tolist(), fill}
    wide = np.asfortranarray(np.stack([mask, mask], axis=-1))
    np.testing.assert_array_equal(aug(image=x, mask=wide, index=range(4))["mask"][..., 1], got["mask"])


def test_masks_take_the_shapes_they_came_in():
    aug = A.Compose([A.CenterCrop(10, 20)])
    mask = np.zeros((20, 40), np.uint8)
    assert aug(image=IMAGE, mask=mask[:, :, None])["mask"].shape == (10, 20, 1)
    assert [m.shape for m in aug(image=IMAGE, masks=[mask, mask])["masks"]] == [(10, 20)] * 2
    assert aug(image=IMAGE, masks=np.stack([mask] * 3))["masks"].shape == (3, 10, 20)
    assert aug(image=IMAGE, masks=[], mask=None) | {"image": 0} == {"image": 0, "masks": [], "mask": None}
    batch = np.stack([IMAGE] * 2)
    assert aug(image=batch, mask=np.stack([mask] * 2)[..., None])["mask"].shape == (2, 10, 20, 1)
    assert isinstance(aug(image=batch, mask=[mask, mask])["mask"], list)
    got = aug(image=batch, masks=[[], [mask, mask, mask]])["masks"]
    assert [len(masks) for masks in got] == [0, 3]


# ---- calls ----


@pytest.fixture
def everything():
    steps = [A.RandomCrop(15, 16, p=0.5), A.HorizontalFlip(), A.Rotate(30), A.Transpose()]
    boxes, points = A.BboxParams("coco", ["names"]), A.KeypointParams("xya", ["parts"], remove_invisible=True)
    return A.Compose(steps, seed=5, bbox_params=boxes, keypoint_params=points)


def make_targets(sizes):
    rng = np.random.default_rng(1)
    made = {name: [] for name in ("image", "mask", "masks", "bboxes", "keypoints", "names", "parts", "labels")}
    for i, (height, width) in enumerate(sizes):
        corners = np.sort(rng.random((i, 2, 2)), axis=1) * (width, height)
        made["bboxes"].append(np.concatenate([corners[:, 0], corners[:, 1] - corners[:, 0]], axis=1))
        made["keypoints"].append((rng.random((i + 1, 3)) * (width, height, 360)).tolist())
        made["names"].append(list(range(i)))
        made["parts"].append(np.arange(i + 1))
        made["labels"].append(i)
        made["image"].append(make((height, width, 3), np.uint8, i))
        made["mask"].append(make((height, width), np.uint8, i))
        made["masks"].append([make((height, width), np.uint8, i + k) for k in range(i % 3)])
    return made


@pytest.mark.parametrize("sizes", [[(20, 25)] * 6, [(20, 25), (17, 31), (40, 16), (15, 16), (30, 30), (21, 22)]])
@pytest.mark.parametrize("threads", [1, 2, 16])
def test_a_batch_is_its_samples_one_by_one(everything, sizes, threads):
    targets = make_targets(sizes)
    together = everything(**targets, index=range(6), threads=threads)
    assert list(together) == list(targets)
    for i in range(6):
        alone = everything(**{name: each[i] for name, each in targets.items()}, index=i)
        for name in targets:
            np.testing.assert_equal(together[name][i], alone[name], err_msg=name)
        assert len(alone["names"]) == len(alone["bboxes"]) and len(alone["parts"]) == len(alone["keypoints"])
    reference = everything.reference(**targets, index=range(6))
    for name in targets:
        np.testing.assert_equal(reference[name], list(together[name]), err_msg=name)


def test_labels_go_with_boxes():
    crop = [A.CenterCrop(10, 20)]
    boxes, labels = [(0, 0, 5, 5), (12, 6, 16, 9)], ("a", "b")
    assert A.Compose(crop)(image=IMAGE, bboxes=boxes, labels=labels)["labels"] == ["b"]
    assert A.Compose(crop)(image=IMAGE, bboxes=boxes, labels=np.array([3, 4]))["labels"].tolist() == [4]
    whole = A.Compose(crop, bbox_params=A.BboxParams("pascal_voc", ()))
    assert whole(image=IMAGE, bboxes=boxes, labels=7)["labels"] == 7
    assert A.Compose(crop)(image=IMAGE, labels=7)["labels"] == 7
    with pytest.raises(ValueError, match=r"labels must have an entry for each of the 2 bboxes of sample 0, got 3"):
        A.Compose(crop)(image=IMAGE, bboxes=boxes, labels=[1, 2, 3])
    named = A.Compose(crop, bbox_params=A.BboxParams("pascal_voc", ["names"]))
    with pytest.raises(ValueError, match="label field 'names'"):
        named(image=IMAGE, bboxes=boxes)
    assert named(image=IMAGE, bboxes=None, names=None)["names"] is None


def test_out_and_inputs():
    aug = A.Compose([A.HorizontalFlip(p=1)])
    out = np.empty_like(IMAGE)
    mask = np.arange(800, dtype=np.int32).reshape(20, 40)
    before = mask.copy()
    assert aug(image=IMAGE, mask=mask, out={"image": out})["image"] is out
    assert aug(IMAGE, mask=mask, out={"image": out})["mask"].tolist() == before[:, ::-1].tolist()
    np.testing.assert_array_equal(mask, before)
    with pytest.raises(TypeError, match="out"):
        aug(image=IMAGE, out=out)
    got = aug(image=[IMAGE], same=True)
    assert list(got) == ["image"] and got["image"].shape == (1, 20, 40, 3)


@pytest.mark.parametrize(
    ("targets", "error", "message"),
    [
        ({"image": IMAGE, "msk": None}, TypeError, "did you mean 'mask'"),
        ({"image": IMAGE, "indx": None}, TypeError, "did you mean 'index'"),
        ({"images": IMAGE[None]}, TypeError, "no argument 'images'; image= takes batches .* same=True"),
        ({"mask": IMAGE}, TypeError, "needs an image"),
        ({"image": IMAGE, "mask": IMAGE[:, 1:]}, ValueError, "mask must have the size of the image of sample 0"),
        ({"image": [IMAGE] * 2, "mask": [IMAGE, IMAGE[1:]]}, ValueError, r"mask\[1\] .* sample 1"),
        ({"image": [IMAGE], "masks": [[IMAGE, IMAGE[1:]]]}, ValueError, r"masks\[0\]\[1\] .* sample 0"),
        ({"image": [IMAGE] * 2, "mask": [IMAGE]}, ValueError, "each of 2 samples, got 1"),
        ({"image": IMAGE, "masks": [IMAGE, IMAGE[:, :, 0]]}, ValueError, "dtype and channels"),
        ({"image": IMAGE, "mask": IMAGE.astype(complex)}, TypeError, "complex128"),
        ({"image": IMAGE, "mask": "no"}, TypeError, "mask must be a NumPy array, got str"),
        ({"image": IMAGE, "bboxes": [(1, 2, 3)]}, ValueError, "at least 4 numbers"),
        ({"image": IMAGE, "bboxes": [("a", 2, 3, 4)]}, ValueError, "at least 4 numbers"),
        ({"image": IMAGE, "bboxes": 3}, TypeError, "bboxes of sample 0"),
        ({"image": [IMAGE], "keypoints": [[(1,)]]}, ValueError, "keypoints of sample 0"),
        ({"image": IMAGE, "keypoints": np.zeros((2, 2, 2))}, ValueError, "keypoints of sample 0"),
    ],
)
def test_errors(targets, error, message):
    with pytest.raises(error, match=message):
        A.Compose([A.HorizontalFlip()])(**targets)


@pytest.mark.parametrize(
    ("make_it", "error", "message"),
    [
        (lambda: A.BboxParams("voc"), ValueError, "format"),
        (lambda: A.BboxParams("coco", "labels"), TypeError, "label_fields"),
        (lambda: A.BboxParams("coco", min_visibilty=1), TypeError, "min_visibility"),
        (lambda: A.BboxParams("coco", min_visibility=2), ValueError, "min_visibility"),
        (lambda: A.BboxParams("coco", max_accept_ratio=0.5), ValueError, "max_accept_ratio"),
        (lambda: A.KeypointParams("yxz"), ValueError, "format"),
        (lambda: A.Compose([A.Transpose()], bbox_params=3), TypeError, "bbox_params"),
        (lambda: A.Compose([A.Transpose()], bbox_params=A.BboxParams("coco", ["mask"])), ValueError, "label_fields"),
        (lambda: A.Compose([A.Transpose()])(IMAGE, image=IMAGE), TypeError, "twice"),
        (lambda: A.Compose([A.Rotate(p=1, fill_mask=-1)])(image=IMAGE, mask=IMAGE), ValueError, "fill"),
        (
            lambda: A.Compose([A.Rotate(p=1, fill_mask=1.5)])(image=IMAGE, mask=IMAGE.astype(int)),
            ValueError,
            "fill_mask",
        ),
        (
            lambda: A.Compose([A.Rotate(p=1, mask_interpolation="bilinear")])(image=IMAGE, mask=IMAGE.astype(int)),
            TypeError,
            "mask_interpolation",
        ),
    ],
)
def test_errors_of_parameters(make_it, error, message):
    with pytest.raises(error, match=message):
        make_it()


def test_masks_with_channels_first():
    x, mask = make((2, 12, 10, 3), np.uint8), make((2, 12, 10, 5), np.uint8)
    plain, planar = (A.Compose([A.HorizontalFlip(p=1), A.ToTensorV2(flag)]) for flag in (False, True))
    want = plain(image=x, mask=mask)["mask"].transpose(0, 3, 1, 2)
    assert want.shape == (2, 5, 12, 10)
    np.testing.assert_array_equal(planar(image=x, mask=mask)["mask"], want)
    np.testing.assert_array_equal(planar(image=x[0], mask=mask[0])["mask"], want[0])
    np.testing.assert_array_equal(planar(image=x[0], masks=[mask[0], mask[1]])["masks"], want)
    np.testing.assert_array_equal(planar(image=list(x), masks=[mask[:1], mask[1:]])["masks"][1], want[1:])
    assert planar(image=x[0], mask=mask[0, :, :, 0])["mask"].shape == (12, 10)
    with pytest.raises(TypeError, match="transpose_mask must be True or False, got 1"):
        A.ToTensorV2(1)
