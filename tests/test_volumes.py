"""Volumes: slices that share one draw, and steps along all three axes."""

import itertools
import json
import tracemalloc

import numpy as np
import pytest

import fastaug as A
from tests.support import make, strided

SHAPE = (7, 20, 18)
VOLUME = np.arange(np.prod(SHAPE), dtype=np.uint16).reshape(SHAPE)  # every voxel says where it was
RGB = make((*SHAPE, 3), np.uint8)
LABELS = (VOLUME % 5).astype(np.int64)
SOLID = [
    A.RandomCrop3D((4, 11, 10)),
    A.RandomCrop3D((9, 11, 25), pad_if_needed=True, fill=3, fill_mask=3),
    A.CenterCrop3D((4, 11, 9)),
    A.CenterCrop3D((10, 11, 25), pad_if_needed=True, fill=3, fill_mask=3),
    A.Pad3D(2),
    A.Pad3D((1, 0, 2, 3, 0, 4), fill=9, fill_mask=9),
    A.PadIfNeeded3D((10, 3, 25)),
    A.PadIfNeeded3D(pad_divisor_zyx=(4, 8, 9), position="random", fill=2, fill_mask=2),
    A.CubicSymmetry(),
    A.CoarseDropout3D((2, 3), fill=7, fill_mask=7, p=1),
]
MIXED = [
    A.RandomCrop3D((6, 16, 16)),
    A.HorizontalFlip(),
    A.GaussNoise(p=0.8),
    A.OneOf([A.CubicSymmetry(), A.Sequential([A.CenterCrop3D((5, 12, 12)), A.Rotate(30)], p=1), A.NoOp()], p=0.9),
    A.RandomBrightnessContrast(),
    A.CoarseDropout3D((1, 3), fill=5, fill_mask=1),
    A.RandomOrder([A.VerticalFlip(), A.Pad3D(1, fill_mask=4), A.Affine(rotate=(-9, 9))], n=2),
]


def numpy_of(drawn, name, volume):
    """What CubicSymmetry and crops of this draw do."""
    if name == "CubicSymmetry":
        order, flips = divmod(int(drawn["element"][0]), 8)
        turned = volume.transpose(list(itertools.permutations(range(3)))[order])
        return np.flip(turned, [axis for axis in range(3) if flips & (4 >> axis)])
    d, h, w = drawn["corner"][0]
    return volume[d : d + 6, h : h + 16, w : w + 16]


SLICED = {
    "moves": [A.RandomResizedCrop((14, 15)), A.HorizontalFlip(), A.Rotate(30), A.ElasticTransform(20, 3, p=1)],
    "colors": [A.ColorJitter(p=1), A.CLAHE(p=0.5), A.Equalize(p=0.5), A.ToGray(p=0.3), A.Normalize()],
    "choices": [A.SomeOf([A.GaussNoise(p=1), A.MotionBlur(p=1), A.ImageCompression(p=1)], 2), A.CoarseDropout(p=1)],
    "policies": [A.AugMix(p=1), A.RandAugment(), A.AugMix(p=0.5)],
    "python": [A.Rotate(30, p=1), A.Lambda(image=lambda x: 255 - x, mask=lambda x: x[:, ::-1], p=0.6), A.Sharpen(p=1)],
    "fields": [A.ThinPlateSpline(p=1), A.GridDistortion(p=1), A.PoissonNoise(p=1), A.PixelDropout(0.2, p=1)],
}


@pytest.mark.parametrize("kind", SLICED)
@pytest.mark.parametrize("threads", [1, 2])
def test_slices_are_a_batch_with_one_draw(kind, threads):
    aug = A.Compose(SLICED[kind], seed=1)
    for epoch in range(3):
        got = aug(volume=RGB, mask3d=LABELS, index=5, epoch=epoch, threads=threads)
        want = aug(image=RGB, mask=LABELS, index=5, epoch=epoch, same=True)
        np.testing.assert_array_equal(got["volume"], want["image"])
        np.testing.assert_array_equal(got["mask3d"], want["mask"])
        assert got["volume"].dtype == want["image"].dtype and got["mask3d"].dtype == np.int64


@pytest.mark.parametrize("step", SOLID, ids=str)
def test_masks_go_along(step):
    for index in range(5):
        for steps in ([step], [A.D4(), step, A.RandomCrop(5, 4), A.CubicSymmetry(), A.HorizontalFlip()]):
            got = A.Compose(steps, seed=2)(volume=VOLUME, mask3d=VOLUME.astype(np.int32), index=index)
            np.testing.assert_array_equal(got["volume"], got["mask3d"])


@pytest.mark.parametrize("fuse", [True, False])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("channels", [(), (1,), (2,)])
def test_the_reference_does_the_same(dtype, channels, fuse):
    volume, aug = make((*SHAPE, *channels), dtype), A.Compose(MIXED, seed=4, fuse=fuse)
    mask = make((*SHAPE, *channels), np.float16)
    for index in range(6):
        got = aug(volume=volume, mask3d=mask, index=index, threads=2)
        want = aug.reference(volume=volume, mask3d=mask, index=index)
        assert got["volume"].dtype == dtype and got["volume"].shape == want["volume"].shape
        assert got["volume"].ndim == volume.ndim and got["mask3d"].shape == got["volume"].shape
        tolerance = {"atol": 2e-6} if np.dtype(dtype).kind == "f" else {"atol": 0}
        np.testing.assert_allclose(got["volume"], want["volume"], rtol=0, **tolerance)
        np.testing.assert_array_equal(got["mask3d"], want["mask3d"])


def test_steps_follow_one_another():
    aug = A.Compose(
        [A.RandomCrop3D((6, 16, 16)), A.HorizontalFlip(p=1), A.CubicSymmetry(), A.VerticalFlip(p=1)], seed=3
    )
    for index in range(20):
        draws = aug.draw(volume=VOLUME, index=index).draws
        want = numpy_of(draws[1], "RandomCrop3D", VOLUME)[:, :, ::-1]
        want = numpy_of(draws[3], "CubicSymmetry", want)[:, ::-1]
        np.testing.assert_array_equal(aug(volume=VOLUME, index=index)["volume"], want)


def test_crops_come_from_everywhere():
    aug = A.Compose([A.RandomCrop3D((3, 4, 2))], seed=0)
    volume = VOLUME[:5, :6, :3]
    seen = set()
    for index in range(200):
        got = aug(volume=volume, index=index)["volume"]
        d, h, w = np.unravel_index(got[0, 0, 0], SHAPE)
        np.testing.assert_array_equal(got, volume[d : d + 3, h : h + 4, w : w + 2])
        seen.add((int(d), int(h), int(w)))
    assert seen == set(itertools.product(range(3), range(3), range(2)))
    padded = A.Compose([A.RandomCrop3D((6, 6, 3), True, fill=(5,))], seed=0)
    firsts = {int((padded(volume=volume, index=i)["volume"] == 5).all((1, 2)).argmax()) for i in range(40)}
    assert firsts == {0, 5}


def test_pads_are_those_of_numpy():
    def pad(step):
        return A.Compose([step])(volume=VOLUME)["volume"]

    np.testing.assert_array_equal(pad(A.Pad3D(2, fill=7)), np.pad(VOLUME, 2, constant_values=7))
    np.testing.assert_array_equal(pad(A.Pad3D((1, 2, 0))), np.pad(VOLUME, [(1, 1), (2, 2), (0, 0)]))
    np.testing.assert_array_equal(pad(A.Pad3D((1, 2, 3, 4, 5, 6))), np.pad(VOLUME, [(1, 2), (3, 4), (5, 6)]))
    np.testing.assert_array_equal(pad(A.PadIfNeeded3D((10, 9, 18))), np.pad(VOLUME, [(1, 2), (0, 0), (0, 0)]))
    assert pad(A.PadIfNeeded3D((9, 0, 19), (4, 7, 6))).shape == (12, 21, 24)
    rgb = A.Compose([A.Pad3D(1, fill=(1, 2, 3))])(volume=RGB)["volume"]
    assert rgb[0, 0, 0].tolist() == [1, 2, 3]
    places = A.Compose([A.PadIfNeeded3D((8, 20, 18), position="random", fill=65535)], seed=0)
    assert {int(places(volume=VOLUME, index=i)["volume"][0, 0, 0]) for i in range(20)} == {0, 65535}


def test_the_48_symmetries_are_all_there_and_equally_likely():
    cube = VOLUME[:3, :3, :3]
    aug = A.Compose([A.CubicSymmetry()], seed=0)
    want = {
        np.flip(cube.transpose(axes), [axis for axis in range(3) if flips >> axis & 1]).tobytes()
        for axes in itertools.permutations(range(3))
        for flips in range(8)
    }
    got = [aug(volume=cube, index=index)["volume"].tobytes() for index in range(2400)]
    assert len(want) == 48 and set(got) == want
    counts = np.unique(got, return_counts=True)[1]
    assert ((counts - 50) ** 2 / 50).sum() < 88  # of chi squared with 47 degrees of freedom: once in 3000 times


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint16, np.float16, np.int32, np.float32, np.int64, np.float64])
def test_symmetries_of_every_dtype(dtype):
    aug = A.Compose([A.CubicSymmetry(), A.Pad3D((0, 1, 0))], seed=0)
    mask = (make((5, 6, 7, 2), np.uint8) % 100).astype(dtype)
    for index in range(60):
        got, want = (call(volume=RGB[:5, :6, :7], mask3d=mask, index=index) for call in (aug, aug.reference))
        for name in got:
            np.testing.assert_array_equal(got[name], want[name])
            assert got[name].dtype == want[name].dtype and got[name].flags.c_contiguous


def test_holes_have_the_size_and_number_that_was_asked_for():
    aug = A.Compose([A.CoarseDropout3D((1, 3), (0.2, 0.3), (0.1, 0.1), (0, 0.05), fill=255, p=1)], seed=0)
    empty, numbers = np.zeros((10, 21, 30), np.uint8), set()
    for index in range(60):
        boxes = aug.draw(volume=empty, index=index).draws[1]["boxes"][0]
        boxes = boxes[boxes[:, 3] > 0]
        numbers.add(len(boxes))
        assert set(boxes[:, 3]) <= {2, 3} and set(boxes[:, 4]) == {3} and set(boxes[:, 5]) <= {1, 2}
        want = np.zeros_like(empty)
        for d, h, w, depth, height, width in boxes:
            assert d + depth <= 10 and h + height <= 21 and w + width <= 30
            want[d : d + depth, h : h + height, w : w + width] = 255
        got = aug(volume=empty, mask3d=empty, index=index)
        np.testing.assert_array_equal(got["volume"], want)
        assert not got["mask3d"].any()
    assert numbers == {1, 2, 3}


@pytest.mark.parametrize("shape", [(1, 9, 8), (1, 1, 1), (5, 1, 1), (3, 9, 8, 1), (1, 9, 8, 2)])
@pytest.mark.parametrize("threads", [1, 2])
def test_thin_volumes(shape, threads):
    volume = make(shape, np.uint8)
    got = A.Compose([A.CubicSymmetry(), A.Rotate(40, p=1), A.Pad3D(1), A.HorizontalFlip(p=1)], seed=0)(
        volume=volume, mask3d=volume, threads=threads
    )
    assert got["volume"].ndim == got["mask3d"].ndim == len(shape) and got["volume"].shape == got["mask3d"].shape
    np.testing.assert_array_equal(A.Compose([])(volume=volume)["volume"], volume)


def test_any_memory_is_taken_and_never_written_to():
    aug = A.Compose(MIXED, seed=4)
    want = aug(volume=RGB, mask3d=LABELS, index=1)
    views = [strided(RGB), RGB[::-1, ::-1].copy()[::-1, ::-1], np.asfortranarray(RGB)]
    for view in views:
        view.flags.writeable = False
        before = view.copy()
        got = aug(volume=view, mask3d=strided(LABELS), index=1, threads=1)
        np.testing.assert_array_equal(view, before)
        for name, array in got.items():
            np.testing.assert_array_equal(array, want[name])
            assert array.flags.c_contiguous and array.flags.writeable
    for steps in ([], [A.NoOp()], [A.HorizontalFlip(p=0)], [A.CenterCrop3D(SHAPE)], [A.CenterCrop3D((3, *SHAPE[1:]))]):
        got = A.Compose(steps)(volume=VOLUME, mask3d=LABELS)
        assert not np.shares_memory(got["volume"], VOLUME) and not np.shares_memory(got["mask3d"], LABELS)
        assert got["volume"].base is None or got["volume"].base.size == got["volume"].size


def test_memory():
    volume = np.zeros((64, 128, 128), np.uint8)
    crop = 32 * 96 * 96
    cases = [
        ([A.RandomCrop3D((32, 96, 96))], 1),
        ([A.RandomCrop3D((32, 96, 96)), A.HorizontalFlip(p=1), A.RandomBrightnessContrast(p=1)], 1),
        ([A.RandomCrop3D((32, 96, 96)), A.CubicSymmetry(), A.HorizontalFlip(p=1), A.CoarseDropout3D(p=1)], 2),
    ]
    for steps, copies in cases:
        aug = A.Compose(steps, seed=0)
        aug(volume=volume, index=0, threads=1)
        tracemalloc.start()
        try:
            aug(volume=volume, index=0, threads=1)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < (copies + 0.5) * crop, (copies, peak / crop)


def test_where_results_go():
    aug = A.Compose(MIXED[:3], seed=0)
    out = np.empty((6, 16, 16, 3), np.uint8)
    got = aug(volume=RGB, mask3d=None, index=0, out={"volume": out})
    assert list(got) == ["volume", "mask3d"] and got["volume"] is out and got["mask3d"] is None
    np.testing.assert_array_equal(out, aug(volume=RGB, index=0)["volume"])
    with pytest.raises(ValueError, match="out must be a uint8 array of shape"):
        aug(volume=RGB, out={"volume": out[1:]})
    with pytest.raises(TypeError, match=r"out must be {'volume': \.\.\.} where there is a volume, got ndarray"):
        aug(volume=RGB, out=out)


def test_the_last_steps():
    aug = A.Compose([A.CenterCrop3D((4, 8, 6)), A.Normalize(), A.ToTensorV2()])
    got = aug(volume=RGB, mask3d=LABELS)
    assert (
        got["volume"].shape == (3, 4, 8, 6) and got["volume"].dtype == np.float32 and got["mask3d"].shape == (4, 8, 6)
    )
    plain = A.Compose([A.CenterCrop3D((4, 8, 6)), A.Normalize()])(volume=RGB)["volume"]
    np.testing.assert_array_equal(got["volume"], np.moveaxis(plain, -1, 0))
    np.testing.assert_array_equal(aug.reference(volume=RGB)["volume"], got["volume"])
    assert A.Compose([A.ToTensorV2()])(volume=VOLUME)["volume"].shape == (1, *SHAPE)
    masks = A.Compose([A.ToTensorV2(transpose_mask=True)])(volume=VOLUME, mask3d=RGB)["mask3d"]
    np.testing.assert_array_equal(masks, np.moveaxis(RGB, -1, 0))
    with pytest.raises(ValueError, match="CubicSymmetry comes after ToTensorV2"):
        A.Compose([A.ToTensorV2(), A.CubicSymmetry()])(volume=VOLUME)


def same_dicts(got, want):
    assert list(got) == list(want)
    for name in got:
        np.testing.assert_array_equal(got[name], want[name])


def test_a_volume_is_a_pure_function_of_seed_epoch_and_index():
    aug = A.Compose(MIXED, seed=4)
    first = [aug(volume=RGB, index=i, epoch=e)["volume"] for i in range(3) for e in range(2)]
    again = A.Compose(MIXED, seed=4)
    for got, (i, e) in zip(first, itertools.product(range(3), range(2)), strict=True):
        np.testing.assert_array_equal(again(volume=RGB, mask3d=LABELS, index=i, epoch=e)["volume"], got)
    assert len({array.tobytes() for array in first}) == 6
    for number in range(3):
        same_dicts(again(volume=RGB), aug(volume=RGB, index=number))  # as they come
    assert A.Compose(MIXED, seed=5)(volume=RGB, index=0)["volume"].tobytes() != first[0].tobytes()


def test_the_p_of_one_moves_no_draw_of_another():
    a, b = (A.Compose([A.CubicSymmetry(p=p), A.CoarseDropout3D((1, 3)), A.Rotate(30)], seed=1) for p in (0.2, 0.9))
    for index in range(20):
        one, other = (aug.draw(volume=VOLUME[:, :7, :7], index=index) for aug in (a, b))
        assert one.draws[1]["element"] == other.draws[1]["element"]
        assert one.draws[2]["active"] == other.draws[2]["active"]
        assert one.draws[3]["angle"] == other.draws[3]["angle"]


def test_records():
    aug = A.Compose(MIXED, seed=4)
    for index in range(6):
        record = aug.draw(volume=RGB, index=index, epoch=1)
        assert record.sizes.tolist() == [list(SHAPE)] and all(len(a) == 1 for d in record.draws for a in d.values())
        record = A.Record.from_dict(json.loads(json.dumps(record.to_dict())))
        got = aug.apply(volume=RGB, mask3d=LABELS, record=record)
        same_dicts(got, aug(volume=RGB, mask3d=LABELS, index=index, epoch=1))
    with pytest.raises(ValueError, match="sample 0 had 7 x 20 x 18 pixels, got 6 x 20 x 18"):
        aug.apply(volume=RGB[1:], record=record)
    flip = A.Compose([A.HorizontalFlip()])
    with pytest.raises(ValueError, match="sample 0 had 20 x 18 pixels, got 7 x 20 x 18"):
        flip.apply(volume=RGB, record=flip.draw(RGB[0]))
    with pytest.raises(ValueError, match="sample 0 had 7 x 20 x 18 pixels, got 20 x 18"):
        flip.apply(RGB[0], flip.draw(volume=RGB))


def test_written_down_and_read_again(tmp_path):
    aug = A.Compose([*SOLID, *MIXED], seed=9)
    A.save(aug, tmp_path / "aug.json")
    for again in (A.from_dict(json.loads(json.dumps(A.to_dict(aug)))), A.load(tmp_path / "aug.json")):
        assert again == aug and repr(again) == repr(aug)
    assert eval(repr(aug), vars(A)) == aug


def test_what_is_not_random():
    aug = A.Compose([*SOLID[2:4], A.RandomCrop3D((2, 2, 2)), A.CubicSymmetry(), A.HorizontalFlip(), A.Pad3D(1)])
    assert aug.eval().transforms == [*SOLID[2:4], A.Pad3D(1)]
    assert aug.eval()(volume=VOLUME)["volume"].shape == (12, 13, 27)


def test_plans_schedules_views_and_single_steps():
    aug = A.Compose([A.CubicSymmetry(p=A.Step(0, 1, every=1)), A.HorizontalFlip(p=1), A.Pad3D(1)], seed=0)
    np.testing.assert_array_equal(aug(volume=VOLUME, index=0)["volume"][1:-1, 1:-1, 1:-1], VOLUME[:, :, ::-1])
    assert [line.split("  ")[0] for line in str(aug.plan(volume=VOLUME)).splitlines()] == [
        "1 sample, 3 passes", "1. turn and mirror", "2. move pixels", "3. cut or pad to a block",
    ]  # fmt: skip
    views = A.MultiView([A.RandomCrop3D((2, 3, 4)), A.Compose([A.CubicSymmetry()])], seed=0)(
        volume=VOLUME, mask3d=LABELS
    )
    assert views[0]["volume"].shape == (2, 3, 4) and sorted(views[1]["mask3d"].shape) == sorted(SHAPE)
    same_dicts(*(A.CubicSymmetry()(volume=VOLUME, mask3d=LABELS, rng=3) for _ in range(2)))


WRONG = [
    ({"volume": [VOLUME]}, TypeError, "volume must be a NumPy array, got list"),
    ({"volume": VOLUME[0]}, ValueError, r"volume must have shape \(D, H, W\) or \(D, H, W, C\), .* got \(20, 18\)"),
    ({"volume": VOLUME[:0]}, ValueError, r"and voxels, got \(0, 20, 18\)"),
    ({"volume": VOLUME.astype(np.int16)}, TypeError, "volume must be uint8, .* got int16"),
    ({"volume": VOLUME, "mask3d": LABELS[1:]}, ValueError, r"of the volume, \(7, 20, 18\), got \(6, 20, 18\)"),
    ({"volume": VOLUME, "mask3d": LABELS + 0j}, TypeError, "mask3d must be bool, integers or floats .* got complex128"),
    ({"mask3d": LABELS}, TypeError, "a call with mask3d needs a volume, got none"),
    ({"volume": VOLUME, "keypoints": []}, TypeError, "takes volume and mask3d, got 'keypoints' beside it"),
    ({"volume": VOLUME, "image": VOLUME}, TypeError, "takes volume and mask3d, got 'image' beside it"),
    ({"volumes": VOLUME[None]}, TypeError, "a pipeline has no argument 'volumes'; did you mean 'volume'"),
    ({"image": VOLUME}, ValueError, "RandomCrop3D takes volumes: pass volume="),
    ({"volume": VOLUME, "threads": 0}, ValueError, "threads must be at least 1, got 0"),
    (
        {"volume": VOLUME[:5]},
        ValueError,
        "RandomCrop3D of 6 x 16 x 16 does not fit into the volume, which has 5 x 20 x 18",
    ),
]


@pytest.mark.parametrize(("given", "error", "words"), WRONG)
def test_wrong_calls(given, error, words):
    with pytest.raises(error, match=words):
        A.Compose([A.RandomCrop3D((6, 16, 16))])(**given)


def test_wrong_calls_of_other_kinds():
    aug = A.Compose([A.CubicSymmetry()])
    for call in (aug, aug.plan, aug.draw, aug.reference, A.CubicSymmetry()):
        with pytest.raises(ValueError, match=r"CubicSymmetry takes volumes: pass volume=, \(D, H, W\)"):
            call(VOLUME)
    with pytest.raises(TypeError, match="got 'image' beside it"):
        aug(VOLUME, volume=VOLUME)
    for name in ("volume", "mask3d"):
        with pytest.raises(ValueError, match="additional_targets must have names of their own"):
            A.Compose([], additional_targets={name: "image"})
    with pytest.raises(ValueError, match=r"fill must lie in 0 .. 65535 for uint16 voxels, got -1"):
        A.Compose([A.Pad3D(1, fill=-1)])(volume=VOLUME)
    with pytest.raises(ValueError, match=r"fill_mask must lie in 0 .. 1 for bool voxels, got 2"):
        A.Compose([A.Pad3D(1, fill_mask=2)])(volume=VOLUME, mask3d=VOLUME > 3)
    with pytest.raises(ValueError, match="fill must be a number or 3 numbers, one per channel"):
        A.Compose([A.CoarseDropout3D(fill=(1, 2), p=1)])(volume=RGB)


@pytest.mark.parametrize(
    ("make_it", "error", "words"),
    [
        (lambda: A.RandomCrop3D((3, 4)), ValueError, r"size must be \(depth, height, width\), got \(3, 4\)"),
        (lambda: A.CenterCrop3D((3, 4, 0)), ValueError, "size must be at least 1, got 0"),
        (lambda: A.CenterCrop3D((3, 4, 1.5)), TypeError, "size must be an integer"),
        (lambda: A.RandomCrop3D((3, 4, 5), pad_if_needed=1), TypeError, "pad_if_needed must be True or False"),
        (lambda: A.Pad3D((1, 2)), ValueError, r"padding must be an integer, \(depth, height, width\) or"),
        (lambda: A.Pad3D(-1), ValueError, "padding must be at least 0, got -1"),
        (lambda: A.PadIfNeeded3D(), ValueError, "min_zyx or pad_divisor_zyx must be given"),
        (lambda: A.PadIfNeeded3D(pad_divisor_zyx=(1, 0, 1)), ValueError, "pad_divisor_zyx must be at least 1, got 0"),
        (lambda: A.PadIfNeeded3D((1, 1, 1), position="left"), ValueError, "position must be one of 'center', 'random'"),
        (lambda: A.CoarseDropout3D((0, 0)), ValueError, "num_holes_range must have an end above 0"),
        (lambda: A.CoarseDropout3D((1, 1.5)), ValueError, "num_holes_range must be whole"),
        (lambda: A.CoarseDropout3D(hole_width_range=(0.1, 2)), ValueError, "hole_width_range must be .* 0 .. 1"),
        (lambda: A.CubicSymmetry(p=2), ValueError, "p must be"),
    ],
)
def test_wrong_arguments(make_it, error, words):
    with pytest.raises(error, match=words):
        make_it()
