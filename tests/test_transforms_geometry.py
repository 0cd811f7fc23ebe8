"""Random flips, crops, pads and warps: parity with the reference, what they draw, and where points go."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import fastaug as A
from fastaug.matrices import cos_sin
from fastaug.plan import Batch, Lane
from tests.support import BORDERS, make, same

ANY_SIZE = {  # fit into images of every size
    "rot90": A.RandomRotate90(),
    "d4": A.D4(p=0.8),
    "crop": A.Crop(-2, 1, 9, 6, pad_if_needed=True, border_mode="reflect", p=0.8),
    "pad": A.Pad((3, 1, 0, 9), fill=77, border_mode="symmetric", p=0.8),
    "pad constant": A.Pad((2, 5), fill=3),
    "borders": A.RandomCropFromBorders(0.3, 0.2, 0.9, 0.9, p=0.8),
    "scale": A.RandomScale(0.5, p=0.8),
    "sized crop": A.RandomSizedCrop((1, 1), (5, 6), w2h_ratio=1.0, p=0.8),
    "random crop": A.RandomCrop(11, 9, pad_if_needed=True, fill=9, p=0.8),
    "center crop": A.CenterCrop(12, 20, pad_if_needed=True, border_mode="wrap"),
    "rotate": A.Rotate(border_mode="edge", p=0.8),
    "safe rotate": A.SafeRotate(p=0.8),
    "affine": A.Affine((0.5, 1.5), (-0.2, 0.2), None, (-180, 180), {"x": (-20, 20), "y": 3}, fill=8, p=0.8),
    "affine pixels": A.Affine(translate_px={"x": (-3, 3), "y": 2}, p=1),
    "affine bicubic": A.Affine((0.8, 1.2), keep_ratio=True, interpolation=2, border_mode=4, p=1),
    "shift": A.ShiftScaleRotate(p=0.8),
    "perspective": A.Perspective(p=0.8),
    "elastic": A.ElasticTransform(60, (2, 5), p=0.8),
    "elastic max": A.ElasticTransform((1, 3), 6, border_mode="reflect", normalize="max", method="lattice", p=0.8),
    "grid": A.GridDistortion(4, 0.4, p=0.8),
    "grid beyond": A.GridDistortion(3, (0.1, 0.5), normalized=False, border_mode="wrap", p=0.8),
    "camera": A.OpticalDistortion(0.7, border_mode="edge", p=0.8),
    "fisheye": A.OpticalDistortion(0.4, mode="fisheye", fill=8, p=0.8),
    "spline": A.ThinPlateSpline(p=0.8),
    "spline of five": A.ThinPlateSpline((0, 0.5), 2, interpolation="bicubic", p=0.8),
    "piecewise": A.PiecewiseAffine((0.1, 0.2), (2, 5), 3, p=0.8),
    "piecewise pixels": A.PiecewiseAffine(4, absolute_scale=True, p=0.8),
    "resize": A.Resize(12, 40, p=0.8),
    "resize area": A.Resize(20, 9, interpolation=3, p=0.8),
    "resize bicubic": A.Resize(9, 33, "bicubic", antialias=False),
    "resized crop": A.RandomResizedCrop((13, 16), p=0.8),
    "perspective fit": A.Perspective((0.2, 0.3), keep_size=False, border_mode="wrap", p=0.8),
}
FORMS = {"u8": (np.uint8, 3), "u16": (np.uint16, 1), "f32": (np.float32, 5)}


def agree(transforms, images, index, fuse=True, threads=None):
    pipeline = A.Compose(transforms, seed=5, fuse=fuse)
    got, want = pipeline(images, index=index, threads=threads), pipeline.reference(images, index=index)
    assert type(got) is type(want)
    for g, w in zip(got, want, strict=True):
        same(g, w)
    return got


def batch_of(*sizes):
    return Batch(np.array(sizes, np.int64), np.dtype(np.uint8), 3, 0, None)


def drawn(transform, *sizes, count=20000):
    """What a transform draws for so many samples of each size."""
    batch = batch_of(*(size for size in sizes for _ in range(count)))
    return transform.draw(np.random.default_rng(8).random((batch.count, transform.numbers)), batch)


def uniform(values, low, high):
    assert (values >= low).all() and (values <= high).all()
    assert stats.kstest(values, "uniform", (low, high - low)).pvalue > 1e-3


def evenly(values, kinds):
    found, counts = np.unique(values, return_counts=True, axis=0)
    assert len(found) == kinds and stats.chisquare(counts).pvalue > 1e-3


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ANY_SIZE)
def test_kernel_equals_reference(name, form):
    dtype, channels = FORMS[form]
    transform = ANY_SIZE[name]
    x = make((6, 17, 31, channels), dtype)
    batch = agree([transform], x, range(6))
    for i in (1, 4):
        one = A.Compose([transform], seed=5)(x[i], index=i)
        np.testing.assert_array_equal(one, batch[i])
    shapes = [(1, 1), (1, 7), (5, 1), (17, 31), (40, 23)]
    agree([transform], [make((*shape, channels), dtype) for shape in shapes], range(5), threads=2)
    agree([transform], [make(shape, dtype) for shape in shapes], range(5))
    agree([transform], make((12, 9), dtype)[None, ..., None], [3])


@pytest.mark.parametrize("fuse", [True, False])
def test_chains_equal_the_reference(fuse):
    for seed in range(6):
        names = np.random.default_rng(seed).permutation(list(ANY_SIZE))[:5]
        x = make((5, 23, 30, 3), np.uint8)
        agree([ANY_SIZE[name] for name in names], x, range(5), fuse)
        agree([ANY_SIZE[name] for name in names], list(x[:, :, :-9]), range(5), fuse, threads=2)


def test_pads_crops_and_flips_are_one_pass_of_copies():
    x = make((8, 32, 32, 3), np.uint8)
    cifar = A.Compose([A.Pad(4), A.RandomCrop(32, 32), A.HorizontalFlip()], seed=0)
    plan = cifar.plan(x, index=range(8))
    assert len(plan.passes) == 1 and plan.passes[0].pad
    got = cifar(x, index=range(8))
    np.testing.assert_array_equal(got, A.Compose(cifar.transforms, seed=0, fuse=False)(x, index=range(8)))
    padded = np.pad(x, ((0, 0), (4, 4), (4, 4), (0, 0)))
    for i in range(8):
        windows = np.lib.stride_tricks.sliding_window_view(padded[i], (32, 32), (0, 1)).reshape(-1, 3, 32, 32)
        image = got[i].transpose(2, 0, 1)
        assert any((windows == one).all(axis=(1, 2, 3)).any() for one in (image, image[..., ::-1]))


# ---- what is drawn -----------------------------------------------------------------------------------------------


def test_turns_and_elements_are_evenly_drawn():
    evenly(drawn(A.RandomRotate90(), (4, 4))["quarters"], 4)
    evenly(drawn(A.D4(), (4, 4))["element"], 8)


def test_crops_are_evenly_drawn():
    d = drawn(A.RandomCrop(5, 4), (8, 10))
    evenly(d["corner"], 4 * 7)
    d = drawn(A.RandomCrop(5, 4, pad_if_needed=True), (2, 6))
    assert (d["corner"][:, 0] == -1).all()
    evenly(d["corner"][:, 1], 3)


def test_affine_draws_its_ranges():
    d = drawn(A.Affine((0.5, 2), (-0.2, 0.3), None, (-30, 60), {"x": (-10, 20), "y": 5}), (1000, 500))
    for i in (0, 1):
        uniform(d["scale"][:, i], 0.5, 2)
    assert abs(np.corrcoef(d["scale"].T)[0, 1]) < 0.05
    uniform(d["angle"], -30, 60)
    uniform(d["shear"][:, 0], -10, 20)
    assert (d["shear"][:, 1] == 5).all() and (d["shift"] == np.rint(d["shift"])).all()
    evenly(d["shift"][:, 0][(d["shift"][:, 0] > -100) & (d["shift"][:, 0] < 150)], 249)
    d = drawn(A.Affine(translate_px={"x": (-2, 3)}, scale=(0.5, 4), balanced_scale=True, keep_ratio=True), (9, 9))
    evenly(d["shift"][:, 0], 6)
    assert not d["shift"][:, 1].any() and (d["scale"][:, 0] == d["scale"][:, 1]).all()
    scale = d["scale"][:, 0]
    uniform(scale[scale < 1], 0.5, 1)
    uniform(scale[scale >= 1], 1, 4)
    assert stats.binomtest(int((scale < 1).sum()), len(scale)).pvalue > 1e-3


def test_shift_scale_rotate_draws_its_ranges():
    d = drawn(A.ShiftScaleRotate(0.5, (-0.2, 0.4), 30, shift_limit_y=0), (10, 100000))
    uniform(d["scale"][:, 0], 0.8, 1.4)
    assert (d["scale"][:, 0] == d["scale"][:, 1]).all() and not d["shift"][:, 1].any()
    uniform(d["angle"], -30, 30)
    uniform(d["shift"][:, 0], -50000, 50000)


def test_resized_crops_draw_area_and_ratio():
    d = drawn(A.RandomResizedCrop((8, 8), (0.05, 0.3), (0.5, 2)), (3000, 4000))
    uniform(d["height"] * d["width"] / 12e6, 0.0499, 0.3001)
    uniform(np.log(d["width"] / d["height"]), math.log(0.499), math.log(2.003))
    for at, side, length in (("top", "height", 3000), ("left", "width", 4000)):
        uniform((d[at] + 0.5) / (length - d[side] + 1), 0, 1)
    d = drawn(A.RandomResizedCrop((8, 8)), (30, 30), (1, 9), (200, 5), (1, 1), count=2000)
    sizes = np.repeat([(30, 30), (1, 9), (200, 5), (1, 1)], 2000, axis=0)
    assert (np.stack([d["top"] + d["height"], d["left"] + d["width"]], axis=1) <= sizes).all()
    assert min(d["top"].min(), d["left"].min()) == 0 and min(d["height"].min(), d["width"].min()) == 1
    d = drawn(A.RandomResizedCrop((8, 8), (1, 1), (1, 1)), (10, 25), (25, 11), count=3)  # never fits
    assert d["height"].tolist() == d["width"].tolist() == [10] * 3 + [11] * 3
    assert d["left"].tolist() == [7] * 3 + [0] * 3 and d["top"].tolist() == [0] * 3 + [7] * 3


def test_resized_crops_are_the_first_of_ten_that_fits():
    crop, (h, w) = A.RandomResizedCrop((8, 8), (0.6, 1), (0.3, 3)), (100, 120)
    u = np.random.default_rng(1).random((500, crop.numbers))
    d = crop.draw(u, Batch(np.tile((h, w), (500, 1)), np.dtype(np.uint8), 3, 0, None))
    tries = []
    for row, *shape in zip(u, d["height"], d["width"], strict=True):
        area, ratio = (0.6 + 0.4 * row[:10]) * h * w, 0.3 * 10 ** row[10:20]
        drawn = np.rint([np.sqrt(area / ratio), np.sqrt(area * ratio)]).T
        fitting = np.flatnonzero((drawn <= (h, w)).all(axis=1))
        tries.append(fitting[0] if len(fitting) else 10)
        np.testing.assert_array_equal(shape, drawn[fitting[0]] if len(fitting) else (h, w))
    assert set(tries) == set(range(11))


def test_elastic_draws_its_ranges():
    d = drawn(A.ElasticTransform((1, 7), (4, 8)), (20, 30))
    uniform(d["alpha"], 1, 7)
    evenly(d["sigma"], 33)
    assert d["sigma"].min() == 4 and d["sigma"].max() == 8
    assert d["seed"].dtype == np.uint64 and len(np.unique(d["seed"])) == len(d["seed"])
    uniform(d["seed"] / 2.0**64, 0, 1)


def test_corners_are_half_normal():
    moved = drawn(A.Perspective((0.1, 0.1)), (10, 10))["moved"].reshape(-1, 8)
    assert moved.min() >= 0 and moved.max() <= 0.32
    within = np.where(np.abs(stats.norm.ppf(0.5)) == 0, moved, 0)
    for column in within.T:
        assert stats.kstest(column[column < 0.31], lambda v: 2 * stats.norm.cdf(v / 0.1) - 1).statistic < 0.015
    assert np.abs(np.corrcoef(moved.T) - np.eye(8)).max() < 0.03


# ---- equal to the functions --------------------------------------------------------------------------------------


def once(transform, image):
    return A.Compose([transform], seed=0)(image)


def test_fixed_ranges_give_the_functions():
    for size in ((17, 31), (40, 40)):
        x = make((*size, 3), np.uint8)
        for angle in (20, -33.3, 90, 180, 719):
            np.testing.assert_array_equal(once(A.Rotate((angle, angle), p=1), x), A.rotate(x, angle))
            np.testing.assert_array_equal(once(A.Affine(rotate=angle, p=1), x), A.rotate(x, angle))
        for border in BORDERS:
            kwargs = {"border_mode": border, "fill": 5}
            want = A.pad(x, (1, 2, 30, 4), border=border, fill=5)
            np.testing.assert_array_equal(once(A.Pad((1, 2, 30, 4), **kwargs), x), want)
            want = A.crop(x, -3, 2, 9, 50, border=border, fill=5)
            np.testing.assert_array_equal(once(A.Crop(2, -3, 52, 6, True, **kwargs), x), want)
        np.testing.assert_array_equal(once(A.Pad((1, 2)), x), A.pad(x, (1, 2, 1, 2)))
        np.testing.assert_array_equal(once(A.CenterCrop(10, 16), x), A.center_crop(x, 10, 16))
        shift = A.affine_transform(x, [[1, 0, 3], [0, 1, -2]])
        np.testing.assert_array_equal(once(A.Affine(translate_px={"x": 3, "y": -2}, p=1), x), shift)
        for interpolation in ("nearest", "bilinear", "bicubic", "area"):
            for antialias in (True, False):
                how = {"interpolation": interpolation, "antialias": antialias}
                np.testing.assert_array_equal(once(A.Resize(9, 44, **how), x), A.resize(x, 9, 44, **how))
        rows = [[1.2, 0.3, 0], [0, 0.8, 0]]  # shear 0.375 after scale (1.2, 0.8)
        shear = {"x": math.degrees(math.atan(0.375)), "y": 0}
        got = once(A.Affine({"x": 1.2, "y": 0.8}, shear=shear, p=1), x)
        want = A.affine_transform(x, rows, center="image")
        assert np.abs(got.astype(int) - want).max() <= 1


def test_a_resized_crop_is_the_function():
    x = make((9, 40, 50, 3), np.uint8)
    pipeline = A.Compose([A.RandomResizedCrop((16, 18))], seed=1)
    got, plan = pipeline(x, index=range(9)), pipeline.plan(x, index=range(9))
    assert [type(p).__name__ for p in plan.passes] == ["Resample", "Resize"]
    top, left, height, width = plan.passes[0].window.T
    np.testing.assert_array_equal(got, A.resized_crop(x, top, left, height, width, 16, 18))
    np.testing.assert_array_equal(got, A.Compose(pipeline.transforms, seed=1, fuse=False)(x, index=range(9)))


@pytest.mark.parametrize("normalize", ["none", "max", "std"])
def test_elastic_is_the_function_of_its_seed(normalize, monkeypatch):
    x = make((40, 50, 3), np.uint8)
    transform = A.ElasticTransform(3, 4, normalize=normalize, p=1)
    batch = batch_of((40, 50))
    d = transform.draw(np.array([[0.1, 0.2, 0.3, 0.4]]), batch)
    seed = int(d["seed"][0])
    field = transform.passes(d, np.ones(1, bool), batch)[0].displacements.field(0)
    monkeypatch.setattr("fastaug.kernels.elastic.image_seeds", lambda rng, count: [seed])
    want = A.elastic_field(40, 50, 3, 4, normalize=normalize)
    np.testing.assert_allclose(field, want, atol=1e-5)
    moved_image = transform.passes(d, np.ones(1, bool), batch)[0].reference(x, 0, False)
    np.testing.assert_array_equal(moved_image, A.elastic_transform(x, 3, 4, normalize=normalize))


def test_a_field_joins_the_matrix_before_it():
    pipeline = A.Compose([A.Affine((0.9, 1.1), rotate=(-9, 9), p=1), A.ElasticTransform(p=1)], seed=0)
    plan = pipeline.plan(make((4, 30, 30, 3), np.uint8))
    assert len(plan.passes) == 1 and "with a field" in str(plan)


@pytest.mark.parametrize(
    ("transform", "function"),
    [
        (A.LongestMaxSize(15), lambda x: A.longest_max_size(x, 15)),
        (A.SmallestMaxSize(15), lambda x: A.smallest_max_size(x, 15)),
        (A.PadIfNeeded(40, 25, fill=3), lambda x: A.pad_if_needed(x, 40, 25, fill=3)),
        (A.LetterBox(30, 45, fill=3), lambda x: A.letterbox(x, 30, 45, fill=3)),
        (
            A.LetterBox(25, 9, "bicubic", border_mode="reflect"),
            lambda x: A.letterbox(x, 25, 9, interpolation="bicubic", border="reflect"),
        ),
    ],
)
def test_sizes_are_those_of_the_functions(transform, function):
    images = [make((*size, 3), np.uint8) for size in ((20, 40), (33, 21), (50, 50))]
    aug = A.Compose([transform])
    for got, want, x in zip(aug(images), aug.reference(images), images, strict=True):
        np.testing.assert_array_equal(got, function(x))
        np.testing.assert_array_equal(got, want)


def test_letters_move_their_masks_and_boxes_along():
    images = [make((20, 40, 3), np.uint8), make((40, 20, 3), np.uint8)]
    masks = [np.ones((20, 40), np.uint8), np.ones((40, 20), np.uint8)]
    aug = A.Compose([A.LetterBox(30, 30, p=1)], bbox_params="pascal_voc")
    made = aug(image=images, mask=masks, bboxes=[[[0, 0, 40, 20]], [[0, 0, 20, 40]]])
    for mask, boxes, (top, left) in zip(made["mask"], made["bboxes"], ((7, 0), (0, 7)), strict=True):
        np.testing.assert_allclose(boxes, [[left, top, 30 - left - (left > 0), 30 - top - (top > 0)]])
        assert mask.sum() == 30 * 15 and mask[top, left] == 1
    kept = A.Compose([A.LetterBox(30, 30, p=0)])(images[0])
    np.testing.assert_array_equal(kept, images[0])


def test_turns_are_numpys():
    x = make((5, 7, 3), np.uint8)
    elements = [np.rot90(x, k) for k in range(4)]
    elements += [x[::-1], np.rot90(x, 2).transpose(1, 0, 2), x[:, ::-1], x.transpose(1, 0, 2)]
    for transform, name, wanted in ((A.D4(), "element", elements), (A.RandomRotate90(), "quarters", elements[:4])):
        batch = batch_of(*[(5, 7)] * len(wanted))
        turn = transform.passes({name: np.arange(len(wanted))}, np.ones(len(wanted), bool), batch)[0]
        for i, want in enumerate(wanted):
            np.testing.assert_array_equal(turn.reference(x, i, False), want)


def test_no_corner_is_lost_by_a_safe_rotation():
    x = np.full((31, 50), 255, np.uint8)
    turned = A.Compose([A.SafeRotate((37, 37), p=1)]).plan(x).passes[0]
    u, v = turned.move(np.array([-0.5, 49.5, 49.5, -0.5]), np.array([-0.5, -0.5, 30.5, 30.5]), 0)
    np.testing.assert_allclose([u.min(), u.max(), v.min(), v.max()], [-0.5, 49.5, -0.5, 30.5], atol=1e-9)


def test_corners_of_a_perspective_become_those_of_the_result():
    moved = np.random.default_rng(0).uniform(0, 0.3, (1, 4, 2))
    for keep in (True, False):
        transform = A.Perspective(keep_size=keep)
        made = transform.passes({"moved": moved}, np.ones(1, bool), batch_of((40, 60)))[0]
        height, width = made.after[0]
        sign = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)])
        corners = (np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) + sign * moved[0]) * (60, 40) - 0.5
        u, v = made.move(*corners.T, 0)
        np.testing.assert_allclose(u, np.array([0, width, width, 0]) - 0.5, atol=1e-9)
        np.testing.assert_allclose(v, np.array([0, 0, height, height]) - 0.5, atol=1e-9)


def test_cosines_and_sines():
    angles = np.concatenate([np.random.default_rng(0).uniform(-1e4, 1e4, 1000), np.arange(-8, 9) * 45.0])
    c, s = cos_sin(angles)
    np.testing.assert_allclose(c, np.cos(np.radians(angles)), atol=1e-12)
    np.testing.assert_allclose(s, np.sin(np.radians(angles)), atol=1e-12)
    quarters = np.stack(cos_sin(np.arange(4) * 90.0))
    np.testing.assert_array_equal(quarters, [[1, 0, -1, 0], [0, 1, 0, -1]])


# ---- where points go ---------------------------------------------------------------------------------------------

WARPS = [
    A.Rotate(p=0.7),
    A.SafeRotate(p=0.7),
    A.Affine((0.7, 1.3), (-0.1, 0.1), None, (-40, 40), (-15, 15), p=0.7),
    A.ShiftScaleRotate(p=0.7),
    A.Perspective(p=0.7),
    A.Perspective((0.1, 0.15), keep_size=False, p=0.7),
    A.ElasticTransform(60, 9, p=0.7),
    A.ElasticTransform((0.5, 2), 8, normalize="max", p=0.7),
    A.GridDistortion(4, 0.1, p=0.7),  # where a map has kinks, a dot of some width is not where its centre is
    A.OpticalDistortion(0.3, mode="fisheye", p=0.7),
    A.ThinPlateSpline((0.1, 0.2), p=0.7),
    A.PiecewiseAffine(p=0.7),
    A.HorizontalFlip(),
    A.VerticalFlip(),
    A.Transpose(),
    A.D4(),
    A.RandomRotate90(),
    A.Pad((3, 5, 7, 0)),
    A.Resize(60, 90),
    A.RandomResizedCrop((70, 60), scale=(0.6, 1)),
    A.RandomCrop(50, 56),
    A.CenterCrop(58, 54),
    A.Crop(4, 3, 60, 58, p=0.5),
]


def moved(plan, x, y, sample=0):
    for step in plan.passes:
        if step.geometric and step.active[sample]:
            x, y = step.move(x, y, sample)
    return x, y


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, len(WARPS) - 1), min_size=1, max_size=3),
    st.integers(0, 10**6),
    st.floats(20, 43),
    st.floats(20, 43),
    st.booleans(),
)
def test_a_dot_goes_where_its_coordinates_go(which, index, x, y, fuse):
    i, j = np.mgrid[:66, :64]
    dot = np.exp(-((j - x) ** 2 + (i - y) ** 2) / (2 * 1.2**2)).astype(np.float32)
    crops = (A.RandomCrop, A.CenterCrop, A.Crop)  # come first, and alone, so that they fit
    chain = sorted((WARPS[k] for k in which), key=lambda t: not isinstance(t, crops))
    chain = [t for n, t in enumerate(chain) if n == 0 or not isinstance(t, crops)]
    pipeline = A.Compose(chain, seed=11, fuse=fuse)
    result = pipeline(dot, index=index)
    u, v = (float(at[0]) for at in moved(pipeline.plan(dot, index=index), np.array([x]), np.array([y])))
    height, width = result.shape
    if 8 <= u <= width - 9 and 8 <= v <= height - 9:
        rows, columns = np.mgrid[:height, :width]
        total = result.sum(dtype=np.float64)
        assert math.hypot((result * columns).sum() / total - u, (result * rows).sum() / total - v) < 0.5


def test_points_and_boxes_follow_a_resize():
    image, where = np.zeros((60, 80, 3), np.uint8), {"keypoints": [[30, 20]], "bboxes": [[10, 10, 40, 40]]}
    got = A.Compose([A.Resize(30, 160)])(image=image, **where)
    np.testing.assert_allclose(got["keypoints"], [[60.5, 9.75]])
    np.testing.assert_allclose(got["bboxes"], [[20, 5, 80, 20]])


def test_masks_of_any_dtype_are_resized():
    image = np.zeros((60, 80, 3), np.uint8)
    for dtype in (np.int32, np.int64, np.float16, bool):
        mask = np.random.default_rng(0).integers(-99, 99, (60, 80)).astype(dtype)
        got = A.Compose([A.Resize(30, 40)])(image=image, mask=mask)["mask"]
        assert got.dtype == dtype
        np.testing.assert_array_equal(got, mask[1::2, 1::2])
    with pytest.raises(TypeError, match=r"bool masks need mask_interpolation='nearest', got 'bilinear'"):
        A.Compose([A.Resize(30, 40, mask_interpolation="bilinear")])(image=image, mask=mask)


def test_masks_gain_no_label():
    images = make((6, 24, 30, 3), np.uint8)
    masks = np.random.default_rng(0).choice(np.array([3, 90, 255], np.uint8), (6, 24, 30, 1))
    for transform in ANY_SIZE.values():
        pipeline = A.Compose([transform], seed=2)
        plan = pipeline.plan(images, index=range(6))
        results = [np.empty((*size, 1), np.uint8) for size in plan.after.tolist()]
        wanted = [np.empty_like(result) for result in results]
        plan.run([Lane(masks, results, masks.dtype, 1, mask=True)], None)
        plan.reference(Lane(masks, wanted, masks.dtype, 1, mask=True))
        for got, want in zip(results, wanted, strict=True):
            assert set(np.unique(got)) <= {0, 3, 90, 255}
            np.testing.assert_array_equal(got, want)


def test_masks_have_their_own_fill():
    image, mask = np.full((1, 2, 2, 1), 50, np.uint8), np.full((1, 2, 2, 1), 7, np.uint8)
    plan = A.Compose([A.Pad(1, fill=9, fill_mask=4)]).plan(image)
    result = np.empty((1, 4, 4, 1), np.uint8)
    plan.run([Lane(mask, result, mask.dtype, 1, mask=True)], None)
    np.testing.assert_array_equal(result[0, ..., 0], np.pad(mask[0, ..., 0], 1, constant_values=4))


# ---- arguments ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make_one, error, words",
    [
        (lambda: A.Pad((1, 2, 3)), ValueError, "padding"),
        (lambda: A.Pad(-1), ValueError, "padding"),
        (lambda: A.Pad(1.5), TypeError, "padding"),
        (lambda: A.Crop(5, 0, 5, 9), ValueError, "x_max must be at least 6"),
        (lambda: A.RandomCrop(0, 3), ValueError, "height"),
        (lambda: A.RandomCrop(3, 3, padding=4), TypeError, "pad"),
        (lambda: A.CenterCrop(3, 3, pad_if_needed=4), TypeError, "pad_if_needed"),
        (lambda: A.Affine(scale=0), ValueError, "scale"),
        (lambda: A.Affine(scale={"z": 1}), ValueError, "scale"),
        (lambda: A.Affine(scale={"x": 1, "y": 2}, keep_ratio=True), ValueError, "keep_ratio"),
        (lambda: A.Affine(translate_px=1, translate_percent=1), ValueError, "both"),
        (lambda: A.Affine(translate_px=1.5), ValueError, "whole"),
        (lambda: A.Affine(shear=(-45, 45)), ValueError, "89"),
        (lambda: A.Affine(interpolation="area"), ValueError, "interpolation"),
        (lambda: A.Affine(border_mode=9), ValueError, "border_mode"),
        (lambda: A.Affine(fit_output=1), TypeError, "fit_output must be True or False, got 1"),
        (lambda: A.ShiftScaleRotate(shift_limit=2), ValueError, "shift_limit"),
        (lambda: A.ShiftScaleRotate(scale_limit=(-1, 0)), ValueError, "scale_limit"),
        (lambda: A.Perspective(scale=-1), ValueError, "scale"),
        (lambda: A.Resize(0, 4), ValueError, "height"),
        (lambda: A.Resize(4, 4, 4), ValueError, "interpolation"),
        (lambda: A.Resize(4, 4, antialias=2), TypeError, "antialias"),
        (lambda: A.RandomResizedCrop(32), ValueError, "size"),
        (lambda: A.RandomResizedCrop((32, 32), (0.5, 2)), ValueError, "scale"),
        (lambda: A.ElasticTransform(-1), ValueError, "alpha"),
        (lambda: A.ElasticTransform(normalize="sum"), ValueError, "normalize"),
        (lambda: A.ElasticTransform(same_dxdy=True), ValueError, "same_dxdy"),
    ],
)
def test_bad_arguments(make_one, error, words):
    with pytest.raises(error, match=words):
        make_one()


def test_bad_images():
    x = make((2, 8, 9, 1), np.uint8)
    for crop in (A.RandomCrop(9, 3), A.CenterCrop(3, 10), A.Crop(0, 0, 10, 3), A.Crop(0, -1, 3, 3)):
        with pytest.raises(ValueError, match=r"does not fit into sample 0, which has 8 x 9.*pad_if_needed"):
            A.Compose([crop])(x)
    with pytest.raises(TypeError, match="nearest"):
        A.Compose([A.Rotate(p=1)])(x > 99)
    turned = A.Compose([A.Rotate(interpolation="nearest", p=1)], seed=0)
    np.testing.assert_array_equal(turned(x > 99, index=[0, 1]), turned.reference(x > 99, index=[0, 1]))
    with pytest.raises(ValueError, match="or more pixels away"):
        A.Compose([A.Affine(translate_px=2**31, p=1)])(x)


def test_schedules_in_dicts():
    x = make((9, 9), np.uint8)
    grown = A.Compose([A.Affine(rotate=10, scale={"x": A.Linear(1, 2, epochs=3)}, p=1)])
    for epoch, scale in enumerate((1, 1.5, 2)):
        want = once(A.Affine(rotate=10, scale={"x": scale}, p=1), x)
        np.testing.assert_array_equal(grown(x, index=0, epoch=epoch), want)


# ---- against Albumentations --------------------------------------------------------------------------------------


def near(ours, theirs, image, levels):
    """The same inside, where the rule for the border has no part."""
    got, want = once(ours, image), theirs(image=image)["image"]
    assert got.shape == want.shape
    assert np.abs(got.astype(int) - want).max() <= levels


@pytest.mark.filterwarnings("ignore")
def test_the_same_as_albumentations():
    B = pytest.importorskip("albumentations")
    i, j = np.mgrid[:40, :56]
    smooth = np.stack([128 + 90 * np.sin(i / 7 + j / 9 + k) for k in range(3)], axis=-1).astype(np.uint8)
    for border in (1, 4):
        for kwargs in (
            {"rotate": 25},
            {"scale": 1.3},
            {"scale": {"x": 0.8, "y": 1.2}, "rotate": -70},
            {"translate_px": {"x": 5, "y": -7}},
            {"translate_percent": {"x": 0.25, "y": -0.1}, "rotate": 40.0},
        ):
            near(A.Affine(**kwargs, border_mode=border, p=1), B.Affine(**kwargs, border_mode=border, p=1), smooth, 2)
        # its angles of shear have the other sign
        theirs = B.Affine(shear={"x": (-20, -20), "y": (-5, -5)}, border_mode=border, p=1)
        near(A.Affine(shear={"x": 20, "y": 5}, border_mode=border, p=1), theirs, smooth, 2)
        near(A.Rotate((33, 33), border_mode=border, p=1), B.Rotate((33, 33), border_mode=border, p=1), smooth, 2)
    for border in range(5):
        kwargs = {"border_mode": border, "fill": 9}
        near(A.Pad((1, 4, 7, 3), **kwargs), B.Pad((1, 4, 7, 3), **kwargs), smooth, 0)
        near(A.CenterCrop(51, 30, True, **kwargs), B.CenterCrop(51, 30, True, **kwargs), smooth, 0)
    near(A.CenterCrop(31, 30), B.CenterCrop(31, 30), smooth, 0)
    near(A.Crop(3, 5, 20, 30), B.Crop(3, 5, 20, 30), smooth, 0)
    near(A.HorizontalFlip(p=1), B.HorizontalFlip(p=1), smooth, 0)
    near(A.VerticalFlip(p=1), B.VerticalFlip(p=1), smooth, 0)
    near(A.Transpose(p=1), B.Transpose(p=1), smooth, 0)
    from albumentations.augmentations.geometric.functional import d4

    names = ("e", "r90", "r180", "r270", "v", "hvt", "h", "t")
    made = A.D4().passes({"element": np.arange(8)}, np.ones(8, bool), batch_of(*[(40, 56)] * 8))[0]
    for k, name in enumerate(names):
        np.testing.assert_array_equal(made.reference(smooth, k, False), d4(smooth, name))


POSITIONS = ("center", "top_left", "top_right", "bottom_left", "bottom_right")


@pytest.mark.parametrize("position", POSITIONS)
def test_where_an_image_lies_that_is_padded(position):
    x = np.arange(1, 7, dtype=np.uint8).reshape(2, 3)
    top, left = {"center": (1, 1), "top": (0, 0), "bottom": (3, 3)}[position.split("_")[0]]
    left = 3 if position.endswith("right") else 0 if position.endswith("left") else left
    want = np.zeros((5, 6), np.uint8)
    want[top : top + 2, left : left + 3] = x
    for pad in (
        A.PadIfNeeded(5, 6, position=position),
        A.RandomCrop(5, 6, True, position),
        A.CenterCrop(5, 6, True, position),
    ):
        np.testing.assert_array_equal(A.Compose([pad])(x), want)


def test_images_may_lie_anywhere_in_what_they_are_padded_to():
    x = np.ones((600, 2, 3), np.uint8)
    for pad in (
        A.PadIfNeeded(4, 4, position="random"),
        A.RandomCrop(4, 4, True, "random"),
        A.CenterCrop(4, 4, True, "random"),
    ):
        made = A.Compose([pad], seed=0)(x[..., None], index=range(600))[..., 0]
        assert (made.sum(axis=(1, 2)) == 6).all()
        corners = 2 * made.any(axis=2).argmax(axis=1) + made.any(axis=1).argmax(axis=1)
        counts = np.bincount(corners, minlength=6)
        assert len(counts) == 6 and counts.min() > 60  # 3 rows x 2 columns, 100 of each expected
        assert A.Compose([pad]).eval() == A.Compose([])


def test_sizes_that_are_multiples():
    pad = A.Compose([A.PadIfNeeded(None, None, 4, 8, "bottom_left", fill=9)])
    assert pad(np.zeros((5, 8, 3), np.uint8)).shape == (8, 8, 3)
    made = pad(np.zeros((3, 9), np.uint8))
    assert made.shape == (4, 16) and (made[0] == 9).all() and (made[1:, :9] == 0).all() and (made[:, 9:] == 9).all()
    assert A.Compose([A.PadIfNeeded(20, None, pad_width_divisor=8)])(np.zeros((3, 9), np.uint8)).shape == (20, 16)
    for wrong in ({"pad_height_divisor": 4}, {"min_height": None}):
        with pytest.raises(ValueError, match="one of min_height and pad_height_divisor must be None, got"):
            A.PadIfNeeded(**wrong)
    with pytest.raises(ValueError, match="position must be one of 'center'"):
        A.PadIfNeeded(4, 4, position="left")
    with pytest.raises(ValueError, match="pad_position must be one of 'center'"):
        A.RandomCrop(4, 4, True, "left")


@pytest.mark.parametrize("size", [(60, 80), (80, 60), (50, 50), (20, 90), (1, 1), (3, 40)])
def test_the_largest_upright_rectangle_of_a_turned_image(size):
    x = np.full((73, *size, 1), 200, np.uint8)
    for fuse in (False, True):
        made = A.Compose([A.Rotate((-180, 180), crop_border=True, p=1)], seed=1, fuse=fuse)(x, index=range(73))
        for one in made:
            assert min(one.shape[:2]) == 1 or (one == 200).all()
    for degrees in range(-90, 91, 6):
        height, width = A.Compose([A.Rotate((degrees, degrees), crop_border=True, p=1)])(x[0]).shape[:2]
        c, s = abs(np.cos(np.radians(degrees))), abs(np.sin(np.radians(degrees)))
        # it lies within the sides of the turned image, and of no aspect there is one larger by a pixel
        assert 1 in (height, width) or max(width * c + height * s - size[1], width * s + height * c - size[0]) < 1e-5
        ratios = np.geomspace(1e-3, 1e3, 4001)
        heights = np.minimum(size[1] / (c * ratios + s), size[0] / (s * ratios + c))
        assert (height + 1) * (width + 1) > (heights * heights * ratios).max()


def test_turned_images_keep_their_middle_when_the_rim_is_cut():
    y, x = np.mgrid[:61, :81]
    image = np.exp(-((y - 30) ** 2 + (x - 40) ** 2) / 50)
    made = A.Compose([A.Rotate((25, 25), crop_border=True, p=1)])(image)
    want = A.Compose([A.Rotate((25, 25), p=1)])(image)
    top, left = (61 - made.shape[0]) / 2, (81 - made.shape[1]) / 2
    np.testing.assert_allclose(made, A.translate(want, -left, -top)[: made.shape[0], : made.shape[1]], atol=0.02)
    inner = A.Compose([A.Rotate((90, 90), crop_border=True, p=1)])(image)
    np.testing.assert_array_equal(inner, np.rot90(image))


def test_results_as_large_as_the_image_becomes():
    x = make((30, 40, 3), np.uint8)

    def fitted(**options):
        return A.Compose([A.Affine(**options, fit_output=True, fill=7, p=1)])(x)

    assert fitted(scale=2).shape == (60, 80, 3)
    assert fitted(scale={"x": 0.5, "y": 1.5}).shape == (45, 20, 3)
    np.testing.assert_array_equal(fitted(rotate=90), np.rot90(x))
    np.testing.assert_array_equal(fitted(translate_px=5), x)
    c, s = np.cos(np.pi / 6), 0.5
    assert fitted(rotate=30).shape[:2] == (np.ceil(30 * c + 40 * s), np.ceil(40 * c + 30 * s))
    ones = A.Compose([A.Affine(rotate=(-180, 180), scale=(0.4, 2.5), shear=(-30, 30), fit_output=True, p=1)], seed=3)
    for k in range(40):  # nothing is lost: the shares of pixels add up
        made = ones(np.ones((30, 40)), index=k)
        scale = np.prod(ones.draw(np.ones((30, 40)), index=k).draws[1]["scale"])
        shear = np.tan(np.radians(ones.draw(np.ones((30, 40)), index=k).draws[1]["shear"][0]))
        area = 1200 * scale * (1 - np.prod(shear))
        np.testing.assert_allclose(made.sum(), area, rtol=0.02)


def test_boxes_and_masks_follow_results_of_other_sizes():
    mask = np.zeros((30, 40), np.uint8)
    mask[10:20, 5:30] = 1
    for turn in (A.Affine(rotate=20, scale=1.5, fit_output=True, p=1), A.Rotate((20, 20), crop_border=True, p=1)):
        made = A.Compose([turn])(image=mask * 255, mask=mask, bboxes=[(5, 10, 30, 20)], keypoints=[(17, 14.5)])
        rows, columns = np.nonzero(made["mask"])
        found = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        np.testing.assert_allclose(made["bboxes"][0], found, atol=1.0)
        ((x, y),) = made["keypoints"]
        np.testing.assert_allclose((x, y), (columns.mean(), rows.mean()), atol=0.3)


def test_crops_of_random_size_are_evenly_drawn():
    d = drawn(A.RandomSizedCrop((3, 5), (8, 8), w2h_ratio=1.5), (9, 12))
    evenly(d["shape"][:, 0], 3)
    np.testing.assert_array_equal(d["shape"][:, 1], d["shape"][:, 0] * 3 // 2)
    tall = d["corner"][d["shape"][:, 0] == 5]
    evenly(tall, 5 * 6)
    d = drawn(A.RandomCropFromBorders(0.5, 0, 0.2, 0.3), (10, 8))
    evenly(d["first"], 3 * 5)
    evenly(d["last"][:, 0], 4)
    assert (d["last"][:, 1] == 7).all()
    d = drawn(A.RandomCropFromBorders(1, 1, 1, 1), (1, 5))
    assert (d["first"] <= d["last"]).all() and (d["last"] < (1, 5)).all() and (d["first"] >= 0).all()
    sides = drawn(A.RandomScale((-0.5, 1)), (10, 100))["size"]
    assert (sides >= (5, 50)).all() and (sides <= (20, 200)).all() and abs(sides[:, 1].mean() - 125) < 3


def test_crops_of_random_size():
    x = make((40, 50, 3), np.uint8)
    aug = A.Compose([A.RandomSizedCrop((10, 30), (16, 20), w2h_ratio=1.25)], seed=1)
    d = aug.draw(x, index=2).draws[1]
    (top, left), (height, width) = d["corner"][0], d["shape"][0]
    np.testing.assert_array_equal(aug(x, index=2), A.resized_crop(x, top, left, height, width, 16, 20))
    scale = A.Compose([A.RandomScale((-0.2, -0.2), p=1)])
    np.testing.assert_array_equal(scale(x), A.resize(x, 32, 40))
    borders = A.Compose([A.RandomCropFromBorders(0.5, 0.4, 0.3, 0.2)], seed=1)
    d = borders.draw(x, index=0).draws[1]
    (top, left), (bottom, right) = d["first"][0], d["last"][0] + 1
    np.testing.assert_array_equal(borders(x, index=0), x[top:bottom, left:right])
    for make_one, error, words in (
        (lambda: A.Compose([A.RandomSizedCrop((60, 60), (4, 4))])(x), ValueError, "60 x 60 does not fit into sample 0"),
        (lambda: A.RandomSizedCrop((9, 3), (4, 4)), ValueError, "min_max_height must be"),
        (lambda: A.RandomSizedCrop(9, (4, 4)), ValueError, "min_max_height must be"),
        (lambda: A.RandomSizedCrop((3, 9), (4, 4), w2h_ratio=0), ValueError, "w2h_ratio"),
        (lambda: A.RandomScale(-1.5), ValueError, "scale_limit"),
        (lambda: A.RandomCropFromBorders(1.5), ValueError, "crop_left"),
    ):
        with pytest.raises(error, match=words):
            make_one()
