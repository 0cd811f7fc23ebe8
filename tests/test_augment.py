"""The main job: a .npy file of images to a .npy file of augmented copies."""

import os
from pathlib import Path

import numpy as np
import pytest

import fastaug
from fastaug import cli
from fastaug.datasets import OPS, augment, augment_file, default_pipeline

from .files import files, save
from .support import DTYPES, make

pytestmark = pytest.mark.usefixtures("own_folder")


def augmented(images, ops=OPS, copy=0, seed=0, first=0):
    """What the default pipeline makes of a batch."""
    pipeline = default_pipeline(*images.shape[1:], ops=ops, seed=seed)
    return pipeline(images, index=np.arange(first, first + len(images)), epoch=copy)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(5, 9, 8), (5, 9, 8, 1), (5, 9, 8, 3), (5, 9, 8, 4), (1, 1, 1, 3)])
def test_any_dtype_and_channels(dtype, shape):
    images = save(shape, dtype)
    assert augment_file("images.npy", "augmented.npy", copies=2) == (shape[0] * 2, *shape[1:])
    result = np.load("augmented.npy")
    assert result.dtype == dtype and result.shape == (shape[0] * 2, *shape[1:])
    batch = images.reshape(*shape[:3], -1)
    for copy in range(2):
        want = augmented(batch, copy=copy).reshape(shape)
        np.testing.assert_array_equal(result[copy::2], want)
    assert shape[1] == 1 or (result[::2] != result[1::2]).any()


def test_labels_and_originals_keep_step():
    images = save()
    np.save("y.npy", np.arange(7) * 10)
    augment_file("images.npy", "out.npy", copies=2, labels="y.npy", keep_originals=True)
    result, labels = np.load("out.npy"), np.load("out.labels.npy")
    np.testing.assert_array_equal(labels, np.repeat(np.arange(7) * 10, 3))
    np.testing.assert_array_equal(result[::3], images)
    augment_file("images.npy", "without.npy", copies=2)
    np.testing.assert_array_equal(np.delete(result, np.s_[::3], axis=0), np.load("without.npy"))


@pytest.mark.parametrize("labels", [np.eye(7, dtype=np.float32), np.array(list("abcdefg")), np.zeros((7, 0))])
def test_labels_of_any_kind(labels):
    save()
    np.save("y.npy", labels)
    augment_file("images.npy", "out.npy", copies=3, labels="y.npy")
    np.testing.assert_array_equal(np.load("out.labels.npy"), np.repeat(labels, 3, axis=0))


def test_a_copy_depends_on_seed_row_and_number_alone(monkeypatch):
    images = save((11, 16, 15, 3))
    results = []
    for batch_bytes, threads in [(1, 1), (3000, 2), (1 << 20, 1), (1 << 20, 2)]:
        monkeypatch.setattr(augment, "BATCH_BYTES", batch_bytes)
        augment_file("images.npy", "out.npy", copies=3, seed=5, threads=threads, force=True)
        results.append(np.load("out.npy"))
    for other in results[1:]:
        np.testing.assert_array_equal(results[0], other)
    for row, copy in [(0, 0), (4, 2), (10, 1)]:
        alone = augmented(images[row : row + 1], OPS, copy, 5, row)[0]
        np.testing.assert_array_equal(results[0][3 * row + copy], alone)
    augment_file("images.npy", "other.npy", copies=3, seed=6)
    assert (np.load("other.npy") != results[0]).any(axis=(1, 2, 3)).mean() > 0.9


def test_rows_copies_and_seeds_draw_independently():
    images = np.tile(make((1, 8, 8, 3), np.uint8), (40, 1, 1, 1))
    seen = {
        image.tobytes()
        for seed in (0, 1, 2**64 - 1)
        for copy in range(3)
        for image in augmented(images, OPS, copy, seed)
    }
    assert len(seen) > 0.95 * 3 * 3 * 40


def test_half_the_images_are_flipped():
    images = np.tile(np.arange(8, dtype=np.uint8), (1000, 4, 1))[..., None]
    result = augmented(images, ops=["flip"])
    flipped = (result == images[:, :, ::-1]).all(axis=(1, 2, 3))
    assert 440 < flipped.sum() < 560
    np.testing.assert_array_equal(result[~flipped], images[~flipped])


def test_rotation_and_scale_stay_in_their_range():
    """A bright dot right of the centre tells angle and scale of each image."""
    images = np.zeros((200, 81, 81, 1), np.float32)
    images[:, 39:42, 69:72] = 1
    centre = 40
    y, x = np.mgrid[:81, :81] - centre
    for ops in (["rotate"], ["scale"], ["rotate", "scale"]):
        dots = augmented(images, ops=ops)[..., 0]
        weight = dots.sum(axis=(1, 2))
        right, up = (dots * x).sum(axis=(1, 2)) / weight, -(dots * y).sum(axis=(1, 2)) / weight
        angle, scale = np.degrees(np.arctan2(up, right)), np.hypot(up, right) / 30
        turns, scales = "rotate" in ops, "scale" in ops
        assert abs(angle).max() < 15.1 and (angle.min() < -13 and angle.max() > 13) == turns
        assert 0.895 < scale.min() and scale.max() < 1.105 and (scale.min() < 0.92 and scale.max() > 1.08) == scales


def test_elastic_shifts_by_a_little():
    """Where ramps are sampled tells the shift of each pixel."""
    size = 100
    ramp = np.broadcast_to(np.arange(size, dtype=np.float32), (60, size, size))
    images = np.stack([ramp, ramp.swapaxes(1, 2)], axis=-1)
    shifts = (augmented(images, ops=["elastic"]) - images)[:, 20:80, 20:80]
    assert abs(shifts.std() - 0.008 * size) < 0.1 and abs(shifts.mean()) < 0.1
    assert abs(np.corrcoef(shifts[..., 0].ravel(), shifts[..., 1].ravel())[0, 1]) < 0.15
    neighbours = np.corrcoef(shifts[:, :, :-1].ravel(), shifts[:, :, 1:].ravel())[0, 1]
    far = np.corrcoef(shifts[0].ravel(), shifts[1].ravel())[0, 1]
    assert neighbours > 0.98 and abs(far) < 0.5


@pytest.mark.parametrize("dtype", DTYPES)
def test_jitter_stays_in_its_range(dtype):
    top = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1
    gray = np.full((300, 2, 2, 1), top * 0.5, dtype)
    factor = augmented(gray, ops=["jitter"])[:, 0, 0, 0] / gray[:, 0, 0, 0]  # one gray has no contrast
    assert 0.79 < factor.min() < 0.82 and 1.18 < factor.max() < 1.21
    red = np.full((300, 2, 2, 3), np.array([0.6, 0.3, 0.3]) * top).astype(dtype)
    jittered = augmented(red, ops=["jitter"]).astype(float)[:, 0, 0] / top
    green_blue = (jittered[:, 1] - jittered[:, 2]) / np.ptp(jittered, axis=1)
    assert 0.1 < abs(green_blue).max() < 0.13  # 0.02 turns are 0.12 of a sixth
    assert (jittered.argmax(axis=1) == 0).all() and np.ptp(np.ptp(jittered, axis=1)) > 0.1


@pytest.mark.parametrize("value", [1.5, -0.01, np.nan])
def test_floats_outside_the_range_are_not_clipped_silently(value, capsys):
    images = make((6, 8, 8, 3), np.float32)
    images[4, 2, 2, 1] = value
    np.save("images.npy", images)
    assert cli.main(["augment", "images.npy", "out.npy"]) == 1
    assert "images of floats must lie in 0 .. 1 for steps of colour or noise" in capsys.readouterr().err
    assert files() == ["images.npy"]
    assert cli.main(["augment", "images.npy", "out.npy", "--ops", "flip,rotate"]) == 0


def test_an_op_left_out_changes_no_other(monkeypatch):
    images = save((20, 16, 16, 3))
    flips = augmented(images, ops=["flip"])
    turned = augmented(images, ops=["flip", "rotate"])
    flipped = (flips != images).any(axis=(1, 2, 3))
    alone = augmented(images, ops=["rotate"])
    np.testing.assert_array_equal(turned[~flipped], alone[~flipped])


def test_fortran_order_and_foreign_byte_order(monkeypatch):
    images = save((9, 6, 5, 3), np.uint16)
    augment_file("images.npy", "want.npy")
    monkeypatch.setattr(augment, "BATCH_BYTES", 400)
    np.save("fortran.npy", np.asfortranarray(images))
    np.save("big.npy", images.astype(">u2"))
    for name in ("fortran.npy", "big.npy"):
        augment_file(name, "got.npy", force=True)
        got = np.load("got.npy")
        assert got.dtype == np.uint16 and got.flags.c_contiguous
        np.testing.assert_array_equal(got, np.load("want.npy"))


@pytest.mark.parametrize(
    "bad",
    [{"copies": 0}, {"copies": 1.5}, {"seed": 2**64}, {"seed": "a"}, {"ops": []}, {"ops": ["x"]}, {"ops": "flip"}],
)
def test_the_function_checks_its_options_too(bad):
    save()
    with pytest.raises((TypeError, ValueError), match=next(iter(bad))):
        augment_file("images.npy", "out.npy", **bad)
    assert files() == ["images.npy"]


def test_new_files_have_the_usual_permissions():
    save()
    augment_file("images.npy", "out.npy", preview="sheet.png")
    assert os.stat("out.npy").st_mode == os.stat("images.npy").st_mode == os.stat("sheet.png").st_mode


# Pipelines of the caller's.


def pipeline():
    """Crops, moves, colours, and numbers for a network."""
    return fastaug.Compose(
        [
            fastaug.RandomCrop(8, 6),
            fastaug.HorizontalFlip(),
            fastaug.Rotate(20, border_mode="reflect"),
            fastaug.RandomBrightnessContrast(p=1),
            fastaug.Normalize(),
        ],
        seed=4,
    )


@pytest.mark.parametrize("batch_bytes", [1, 3000, 1 << 20])
def test_the_file_holds_what_the_pipeline_gives_on_the_fly(monkeypatch, batch_bytes):
    images = save()
    monkeypatch.setattr(augment, "BATCH_BYTES", batch_bytes)
    assert augment_file("images.npy", "out.npy", copies=3, pipeline=pipeline()) == (21, 8, 6, 3)
    result = np.load("out.npy")
    assert result.dtype == np.float32
    for i, image in enumerate(images):
        for copy in range(3):
            np.testing.assert_array_equal(result[3 * i + copy], pipeline()(image, index=i, epoch=copy))


def test_the_seed_given_comes_before_that_of_the_pipeline():
    save()
    results = []
    for name, given in [("own", {}), ("same", {"seed": 4}), ("other", {"seed": 5})]:
        augment_file("images.npy", f"{name}.npy", pipeline=pipeline(), **given)
        results.append(np.load(f"{name}.npy"))
    np.testing.assert_array_equal(results[0], results[1])
    assert (results[0] != results[2]).any(axis=(1, 2, 3)).all()
    turn = fastaug.Rotate()  # neither a Compose nor a seed
    augment_file("images.npy", "a.npy", pipeline=turn)
    augment_file("images.npy", "b.npy", pipeline=fastaug.Compose([turn]), seed=0)
    np.testing.assert_array_equal(np.load("a.npy"), np.load("b.npy"))


def test_records_are_not_written():
    save()
    for kind in (fastaug.Compose, fastaug.ReplayCompose):
        augment_file("images.npy", f"{kind.__name__}.npy", copies=2, pipeline=kind(pipeline().transforms, seed=4))
    np.testing.assert_array_equal(np.load("Compose.npy"), np.load("ReplayCompose.npy"))


@pytest.mark.parametrize("channels", [(), (1,), (3,)])
def test_layouts_of_results(channels):
    images = save((4, 6, 1, *channels))  # one column: (1, H, W) and (H, W, 1) are not to be confused
    for name, steps in [
        ("float", [fastaug.ToFloat()]),
        ("planar", [fastaug.ToTensorV2()]),
        ("both", [fastaug.VerticalFlip(p=1), fastaug.ToFloat(), fastaug.ToTensorV2()]),
    ]:
        made = fastaug.Compose(steps)
        shape = augment_file("images.npy", f"{name}.npy", pipeline=made, preview=f"{name}.png")
        result = np.load(f"{name}.npy")
        assert shape == result.shape
        for i in range(4):
            np.testing.assert_array_equal(result[i], made(images[i]), strict=True)


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.bool_, ">i4"])
@pytest.mark.parametrize("channels", [(), (2,)])
def test_masks_move_along(monkeypatch, dtype, channels):
    images = save((7, 12, 10, 3))
    masks = (make((7, 12, 10, *channels), np.uint8, 1) % 4).astype(dtype)
    np.save("m.npy", masks)
    np.save("y.npy", np.arange(7))
    monkeypatch.setattr(augment, "BATCH_BYTES", 1500)
    augment_file("images.npy", "out.npy", copies=2, masks="m.npy", labels="y.npy", pipeline=pipeline())
    result, moved, labels = np.load("out.npy"), np.load("out.masks.npy"), np.load("out.labels.npy")
    assert moved.shape == (14, 8, 6, *channels) and moved.dtype == np.dtype(dtype).newbyteorder("=")
    native = masks.astype(moved.dtype)
    for row in range(14):
        i, copy = divmod(row, 2)
        want = pipeline()(image=images[i], mask=native[i], index=i, epoch=copy)
        np.testing.assert_array_equal(result[row], want["image"])
        np.testing.assert_array_equal(moved[row], want["mask"])
        assert labels[row] == i
    augment_file("images.npy", "alone.npy", copies=2, pipeline=pipeline())
    np.testing.assert_array_equal(np.load("alone.npy"), result)


def test_masks_stand_beside_originals():
    images = save()
    masks = make((7, 12, 10), np.uint8, 1)
    np.save("m.npy", masks)
    assert cli.main(["augment", "images.npy", "out.npy", "--masks", "m.npy", "--keep-originals", "--copies", "2"]) == 0
    result, moved = np.load("out.npy"), np.load("out.masks.npy")
    np.testing.assert_array_equal(result[::3], images)
    np.testing.assert_array_equal(moved[::3], masks)
    assert set(np.unique(moved[1::3])) <= set(np.unique(masks)) and (moved[1::3] != masks).any()


@pytest.mark.parametrize("name", ["aug.json", "aug.yaml"])
def test_a_pipeline_from_a_file(name):
    pytest.importorskip("yaml") if name.endswith("yaml") else None
    save()
    fastaug.save(pipeline(), name)
    assert cli.main(["augment", "images.npy", "a.npy", "--pipeline", name, "--copies", "2", "--preview", "a.png"]) == 0
    augment_file("images.npy", "b.npy", pipeline=pipeline(), copies=2, preview="b.png")
    np.testing.assert_array_equal(np.load("a.npy"), np.load("b.npy"), strict=True)
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()


@pytest.mark.parametrize(
    "steps",
    [
        [fastaug.RandomCrop(5, 5, p=0.5)],
        [fastaug.RandomCrop(5, 5, p=0.5), fastaug.Transpose()],
        [fastaug.RandomRotate90(), fastaug.ToTensorV2()],
    ],
)
def test_results_of_different_sizes_are_an_error(steps):
    save((30, 12, 10, 3))
    with pytest.raises(ValueError, match=r"pipeline must give results of one size, got \(.*\) for image 0 and"):
        augment_file("images.npy", "out.npy", pipeline=fastaug.Compose(steps))
    assert files() == ["images.npy"]


@pytest.mark.parametrize(
    "last, said",
    [
        (fastaug.ToFloat(), r"uint8 \(12, 10, 3\) become float32"),
        (fastaug.CenterCrop(9, 10), r"become uint8 \(9, 10, 3\)"),
    ],
)
def test_originals_are_kept_only_among_their_like(last, said):
    save()
    with pytest.raises(ValueError, match="keep_originals must be False .*" + said):
        augment_file("images.npy", "out.npy", keep_originals=True, pipeline=fastaug.Compose([last]))
    assert files() == ["images.npy"]


@pytest.mark.parametrize(
    "steps, passes",
    [
        ([fastaug.Rotate(p=1)], True),
        ([fastaug.Normalize(), fastaug.RandomGamma(p=1)], True),
        ([fastaug.ToFloat(255.0), fastaug.RandomBrightnessContrast()], True),
        ([fastaug.RandomGamma(value_range=None), fastaug.GaussNoise(value_range=(0, 255))], True),
        ([fastaug.RandomGamma(value_range=(0, 255)), fastaug.GaussNoise(value_range=(0, 100))], False),
        ([fastaug.RandomBrightnessContrast(p=0)], False),
        ([fastaug.RandomGamma()], False),
        ([fastaug.GaussNoise()], False),
        ([fastaug.Solarize()], False),
    ],
)
def test_floats_are_checked_where_a_step_clips_them(steps, passes):
    np.save("images.npy", make((3, 8, 8, 3), np.float32) * 255)
    if passes:
        augment_file("images.npy", "out.npy", pipeline=fastaug.Compose(steps))
    else:
        with pytest.raises(ValueError, match=r"images of floats must lie in 0 \.\. 1"):
            augment_file("images.npy", "out.npy", pipeline=fastaug.Compose(steps))


# The example data.


def test_the_example_photographs(request):
    folder = request.config.rootpath / "examples"
    images, labels = np.load(folder / "photographs.npy"), np.load(folder / "photographs.labels.npy")
    assert len(images) == len(labels) and images.dtype == np.uint8 and images.shape[1:] == (96, 96, 3)
    assert sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) < 3e6
    augment_file(folder / "photographs.npy", "out.npy", labels=folder / "photographs.labels.npy")
    changed = (np.load("out.npy") != images).any(axis=(1, 2, 3))
    assert changed.mean() > 0.9
    pipeline = fastaug.load(folder / "pipeline.json")
    shape = augment_file(folder / "photographs.npy", "cut.npy", pipeline=pipeline, copies=2)
    assert shape == (2 * len(images), 64, 64, 3)
