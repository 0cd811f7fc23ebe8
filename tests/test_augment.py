"""The main job: a .npy file of images to a .npy file of augmented copies."""

import io
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import fastaug
from fastaug import cli
from fastaug.datasets import OPS, augment, augment_file, default_pipeline, npy

from .support import DTYPES, make


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def save(shape=(7, 12, 10, 3), dtype=np.uint8, name="images.npy", seed=0):
    images = make(shape, dtype, seed)
    np.save(name, images)
    return images


def python(*arguments, **options):
    """A Python process that finds the fastaug under test; `communicate` waits for it."""
    env = os.environ | {"PYTHONPATH": str(Path(fastaug.__file__).parents[1])}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, *map(str, arguments)], env=env, **pipes, **options)


def command(*arguments, **options):
    """Exit code, output and errors of `python -m fastaug`."""
    process = python("-m", "fastaug", *arguments, **options)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def files():
    return sorted(os.listdir())


def augmented(images, ops=OPS, copy=0, seed=0, first=0):
    """What the default pipeline makes of a batch."""
    pipeline = default_pipeline(*images.shape[1:], ops=ops, seed=seed)
    return pipeline(images, index=np.arange(first, first + len(images)), epoch=copy)


# What comes out.


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


def test_the_preview_of_numbers_for_a_network():
    """Copies of another size and dtype, below zero too, are stretched from black to white."""
    save()
    augment_file("images.npy", "out.npy", copies=2, pipeline=pipeline(), preview="sheet.png")
    with Image.open("sheet.png") as picture:
        sheet = np.asarray(picture)
    assert sheet.shape == (18 + 4 * 16, 4 + 3 * 14, 3)
    copies = [sheet[18 + 16 * row : 26 + 16 * row, x : x + 6] for row in range(4) for x in (18, 32)]
    assert np.min(copies) == 0 and np.max(copies) == 255


@pytest.mark.parametrize(
    "steps, passes",
    [
        ([fastaug.Rotate(p=1)], True),
        ([fastaug.Normalize(), fastaug.RandomGamma(p=1)], True),
        ([fastaug.ToFloat(255.0), fastaug.RandomBrightnessContrast()], True),
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


# The command.


def test_the_command_writes_what_the_function_does():
    save()
    np.save("y.npy", np.arange(7))
    code, out, err = command(
        *("augment", "images.npy", "a.npy", "--copies", 2, "--labels", "y.npy", "--seed", 3, "--threads", 2),
        *("--keep-originals", "--ops", "flip,rotate", "--preview", "sheet.png"),
    )
    assert code == 0 and err == ""
    assert "a.npy: 21 images of 12 x 10 x 3" in out and "images per second" in out
    augment_file("images.npy", "b.npy", copies=2, labels="y.npy", seed=3, keep_originals=True, ops=["rotate", "flip"])
    np.testing.assert_array_equal(np.load("a.npy"), np.load("b.npy"))
    np.testing.assert_array_equal(np.load("a.labels.npy"), np.load("b.labels.npy"))
    assert files() == ["a.labels.npy", "a.npy", "b.labels.npy", "b.npy", "images.npy", "sheet.png", "y.npy"]
    assert command("augment", "images.npy", "a.npy", "--force", "--quiet") == (0, "", "")


def test_the_simd_level_changes_nothing(monkeypatch):
    save((7, 40, 50, 3))
    augment_file("images.npy", "here.npy")
    monkeypatch.setenv("FASTAUG_SIMD", "baseline")
    assert command("augment", "images.npy", "baseline.npy")[0] == 0
    np.testing.assert_array_equal(np.load("baseline.npy"), np.load("here.npy"))


def test_new_files_have_the_usual_permissions():
    save()
    augment_file("images.npy", "out.npy", preview="sheet.png")
    assert os.stat("out.npy").st_mode == os.stat("images.npy").st_mode == os.stat("sheet.png").st_mode


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("channels", [(), (1,), (2,), (3,), (5,)])
def test_the_preview_shows_originals_beside_their_copies(dtype, channels):
    images = save((9, 20, 30, *channels), dtype)
    augment_file("images.npy", "out.npy", copies=2, preview="sheet.png")
    with Image.open("sheet.png") as picture:
        sheet = np.asarray(picture)
    assert sheet.shape == (18 + 4 * 24, 4 + 3 * 34, 3)
    first = sheet[18:38, 4:34]
    if dtype == np.uint8:
        shown = images[0].reshape(20, 30, -1)
        np.testing.assert_array_equal(first, shown[..., :3] if channels in ((3,), (5,)) else shown[..., [0, 0, 0]])
    assert np.ptp(first.astype(int)) > 200


def test_a_preview_that_does_not_fit_leaves_nothing(monkeypatch, capsys):
    save()
    preview = pytest.importorskip("fastaug.preview")

    def full(path, rows):
        path.write_bytes(b"some of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(preview, "save_sheet", full)
    assert cli.main(["augment", "images.npy", "out.npy", "--preview", "sheet.png"]) == 1
    assert capsys.readouterr().err == "fastaug: error: cannot write sheet.png: No space left on device\n"
    assert files() == ["images.npy"]


def test_large_images_are_small_in_the_preview():
    save((2, 400, 200, 3))
    augment_file("images.npy", "out.npy", preview="sheet.png")
    with Image.open("sheet.png") as sheet:
        assert sheet.size == (4 + 2 * 68, 18 + 2 * 132)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("tqdm", [True, False])
def test_progress_on_a_terminal_only(monkeypatch, tqdm):
    save()
    if not tqdm:
        monkeypatch.setitem(sys.modules, "tqdm", None)
    for stream, options, shows in [
        (Terminal(), [], True),
        (Terminal(), ["--quiet"], False),
        (io.StringIO(), [], False),
    ]:
        monkeypatch.setattr(sys, "stderr", stream)
        assert cli.main(["augment", "images.npy", "out.npy", "--force", *options]) == 0
        assert ("7/7" in stream.getvalue()) == shows


def test_importing_fastaug_imports_none_of_it():
    found = "[m for m in ('fastaug.cli', 'fastaug.datasets', 'tqdm', 'PIL') if m in sys.modules]"
    assert python("-c", f"import fastaug, sys; print({found})").communicate()[0] == "[]\n"


# Errors: one line, and nothing written.


def wrong_inputs():
    save()
    np.save("y.npy", np.arange(7))
    np.save("short.npy", np.arange(6))
    np.save("masks.npy", np.zeros((7, 12, 10), np.uint8))
    np.save("flat.npy", np.zeros((5, 4), np.uint8))
    np.save("number.npy", np.uint8(3))
    np.save("empty.npy", np.zeros((0, 4, 4, 3), np.uint8))
    np.save("hollow.npy", np.zeros((3, 0, 4, 3), np.uint8))
    np.save("int32.npy", np.zeros((3, 4, 4), np.int32))
    np.save("objects.npy", np.array([{}], dtype=object), allow_pickle=True)
    np.savez("zipped.npz", a=np.zeros(3))
    with open("text.npy", "w") as file:
        file.write("no array at all")
    with open("images.npy", "rb") as whole, open("cut.npy", "wb") as cut:
        cut.write(whole.read()[:-1])
    with open("images.npy", "rb") as whole, open("head.npy", "wb") as cut:
        cut.write(whole.read()[:20])
    open("nothing.npy", "w").close()
    os.mkdir("folder.npy")
    for name, text in [
        ("no.json", "{"),
        ("no.yaml", "a: [\n1"),
        ("class.json", '{"version": 1, "pipeline": {"class": "Rotat"}}'),
        ("argument.json", '{"version": 1, "pipeline": {"class": "Rotate", "angle": 3}}'),
        ("views.json", '{"version": 1, "pipeline": {"class": "MultiView", "transforms": [{"class": "Rotate"}]}}'),
        ("crop.json", '{"version": 1, "pipeline": {"class": "CenterCrop", "height": 20, "width": 20}}'),
        ("flip.json", '{"version": 1, "pipeline": {"class": "HorizontalFlip"}}'),
    ]:
        with open(name, "w") as file:
            file.write(text)
    fastaug.save(fastaug.Compose([fastaug.RandomResizedCrop((10**30, 64)), fastaug.Rotate()]), "huge.json")


@pytest.mark.parametrize(
    "arguments, code, said",
    [
        (["missing.npy", "out.npy"], 1, "images: cannot read missing.npy: No such file"),
        (["folder.npy", "out.npy"], 1, "images: cannot read folder.npy: Is a directory"),
        (["text.npy", "out.npy"], 1, "images must be a whole .npy file"),
        (["nothing.npy", "out.npy"], 1, "images must be a whole .npy file"),
        (["cut.npy", "out.npy"], 1, "images must be a whole .npy file"),
        (["head.npy", "out.npy"], 1, "images must be a whole .npy file"),
        (["zipped.npz", "out.npy"], 1, "images must be a whole .npy file"),
        (["objects.npy", "out.npy"], 1, "images must be a whole .npy file"),
        (["flat.npy", "out.npy"], 1, "shape (N, H, W) or (N, H, W, C), got (5, 4)"),
        (["number.npy", "out.npy"], 1, "shape (N, H, W) or (N, H, W, C), got ()"),
        (["empty.npy", "out.npy"], 1, "images must hold at least one pixel"),
        (["hollow.npy", "out.npy"], 1, "images must hold at least one pixel"),
        (["int32.npy", "out.npy"], 1, "images must be uint8, uint16, float32 or float64, got int32"),
        (["images.npy", "out.npy", "--labels", "short.npy"], 1, "labels must have a row for each of the 7 images"),
        (["images.npy", "out.npy", "--labels", "number.npy"], 1, "labels must have a row for each of the 7 images"),
        (["images.npy", "out.npy", "--labels", "masks.npy"], 1, "got masks of shape (7, 12, 10)"),
        (["images.npy", "out.npy", "--labels", "missing.npy"], 1, "labels: cannot read missing.npy"),
        (["images.npy", "images.npy"], 1, "each file must be another, got images.npy twice"),
        (["images.npy", "images.npy", "--force"], 1, "each file must be another, got images.npy twice"),
        (["images.npy", "short.npy"], 1, "short.npy exists already; --force"),
        (["images.npy", "folder.npy", "--force"], 1, "cannot write folder.npy: it is a folder"),
        (["images.npy", "nowhere/out.npy"], 1, "cannot write nowhere/out.npy: there is no folder nowhere"),
        (["images.npy", "out"], 1, "augmented must be a name that ends in .npy, got out"),
        (["images.npy", "out.npy", "--preview", "sheet.gif"], 1, "preview must be a name that ends in .png"),
        (["images.npy", "out.npy", "--preview", "nowhere/sheet.png"], 1, "there is no folder nowhere"),
        (["images.npy", "out.npy", "--copies", "0"], 2, "--copies: must be a whole number at least 1, got '0'"),
        (["images.npy", "out.npy", "--copies", "two"], 2, "--copies: must be a whole number at least 1, got 'two'"),
        (["images.npy", "out.npy", "--threads", "0"], 2, "--threads: must be a whole number at least 1"),
        (["images.npy", "out.npy", "--seed", "-1"], 2, "--seed: must be a whole number in 0 .."),
        (["images.npy", "out.npy", "--ops", "flip,blur"], 2, "--ops: must be steps out of flip,"),
        (["images.npy", "out.npy", "--ops", ""], 2, "--ops: must be steps out of flip,"),
        (["images.npy"], 2, "required: augmented.npy"),
        (["images.npy", "out.npy", "--copies", "9" * 18], 1, "its disk has"),
        (["images.npy", "out.npy", "--masks", "missing.npy"], 1, "masks: cannot read missing.npy"),
        (["images.npy", "out.npy", "--masks", "y.npy"], 1, "masks must have shape (7, 12, 10) or (7, 12, 10, C), got"),
        (
            ["images.npy", "out.npy", "--pipeline", "missing.json"],
            1,
            "pipeline: cannot read missing.json: No such file",
        ),
        (["images.npy", "out.npy", "--pipeline", "images.npy"], 1, "path must end in .json, .yaml or .yml"),
        (["images.npy", "out.npy", "--pipeline", "no.json"], 1, "pipeline: no.json: Expecting property name"),
        (["images.npy", "out.npy", "--pipeline", "no.yaml"], 1, "pipeline: no.yaml: "),
        (["images.npy", "out.npy", "--pipeline", "class.json"], 1, "there is no class 'Rotat'; did you mean 'Rotate'?"),
        (["images.npy", "out.npy", "--pipeline", "argument.json"], 1, "pipeline: argument.json: Rotate"),
        (["images.npy", "out.npy", "--pipeline", "views.json"], 1, "pipeline must be a Compose, a transform or a cont"),
        (["images.npy", "out.npy", "--pipeline", "huge.json"], 1, "too large"),
        (["images.npy", "out.npy", "--pipeline", "crop.json"], 1, "CenterCrop of 20 x 20 does not fit into sample 0"),
        (
            ["images.npy", "out.npy", "--pipeline", "flip.json", "--ops", "flip"],
            2,
            "not allowed with argument --pipeline",
        ),
    ],
)
def test_errors_are_one_line_and_leave_nothing(arguments, code, said, capsys):
    wrong_inputs()
    before = {name: os.stat(name).st_mtime_ns for name in files()}
    if code == 2:
        with pytest.raises(SystemExit) as stopped:
            cli.main(["augment", *arguments])
        assert stopped.value.code == 2
    else:
        assert cli.main(["augment", *arguments]) == code
    lines = capsys.readouterr().err.splitlines()
    assert said in lines[-1] and "error: " in lines[-1]
    assert code == 2 or len(lines) == 1
    assert {name: os.stat(name).st_mtime_ns for name in files()} == before


def test_random_bytes_are_an_error(capsys):
    """A .npy header damaged at any place: an error line or, where it still makes sense, a result."""
    save((3, 4, 5, 3))
    with open("images.npy", "rb") as file:
        whole = file.read()
    rng = np.random.default_rng(0)
    for at in range(6, 90):
        damaged = bytearray(whole)
        damaged[at] = rng.integers(256)
        with open("damaged.npy", "wb") as file:
            file.write(damaged)
        assert cli.main(["augment", "damaged.npy", "out.npy", "--force"]) in (0, 1)
    assert set(files()) <= {"images.npy", "damaged.npy", "out.npy"}


@pytest.mark.parametrize(
    "bad",
    [{"copies": 0}, {"copies": 1.5}, {"seed": 2**64}, {"seed": "a"}, {"ops": []}, {"ops": ["x"]}, {"ops": "flip"}],
)
def test_the_function_checks_its_options_too(bad):
    save()
    with pytest.raises((TypeError, ValueError), match=next(iter(bad))):
        augment_file("images.npy", "out.npy", **bad)
    assert files() == ["images.npy"]


def test_no_pillow_is_told_before_the_work(monkeypatch, capsys):
    save()
    monkeypatch.delitem(sys.modules, "fastaug.preview", raising=False)
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert cli.main(["augment", "images.npy", "out.npy", "--preview", "sheet.png"]) == 1
    assert "pip install pillow" in capsys.readouterr().err
    assert files() == ["images.npy"]
    assert cli.main(["augment", "images.npy", "out.npy"]) == 0


def test_an_error_midway_leaves_nothing(monkeypatch, capsys):
    save()
    monkeypatch.setattr(augment, "BATCH_BYTES", 1)
    done = []

    def full(result, first, *rest):
        done.append(first)
        if first == 4:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(augment, "put", full)
    assert cli.main(["augment", "images.npy", "out.npy", "--preview", "sheet.png"]) == 1
    assert done == [0, 1, 2, 3, 4] and "No space left" in capsys.readouterr().err
    assert files() == ["images.npy"]


def test_an_existing_result_stays_until_the_new_one_is_whole(monkeypatch):
    save()
    augment_file("images.npy", "out.npy")
    before = np.load("out.npy")

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(augment, "put", stop)
    assert cli.main(["augment", "images.npy", "out.npy", "--force", "--seed", "1"]) == 130
    np.testing.assert_array_equal(np.load("out.npy"), before)
    assert files() == ["images.npy", "out.npy"]


def test_too_small_a_disk(monkeypatch, capsys):
    save()
    monkeypatch.setattr(npy.shutil, "disk_usage", lambda _: npy.shutil._ntuple_diskusage(10**6, 10**6, 1000))
    assert cli.main(["augment", "images.npy", "out.npy"]) == 1
    assert "out.npy takes 0.0 MB, its disk has 0.0 MB free" in capsys.readouterr().err
    assert files() == ["images.npy"]


def test_a_file_may_not_grow_so_large():
    """The system's own refusal, met where the space is reserved."""
    save((200, 12, 10, 3))

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    code, _, err = command("augment", "images.npy", "out.npy", preexec_fn=limit)
    assert code == 1 and "cannot write out.npy: File too large" in err
    assert len(err.splitlines()) == 1 and files() == ["images.npy"]


ENDLESS = """
import sys, time
from fastaug import cli
from fastaug.datasets import augment
def sleep(*_, **__):
    print("begun", flush=True)
    time.sleep(60)
augment.put = sleep
sys.exit(cli.main(["augment", "images.npy", "out.npy"]))
"""


@pytest.mark.parametrize("signum, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_leaves_nothing(signum, code):
    save()
    run = python("-c", ENDLESS)
    assert run.stdout.readline() == "begun\n"
    assert len(files()) == 2
    run.send_signal(signum)
    _, said = run.communicate(timeout=30)
    assert run.returncode == code and "Traceback" not in said
    assert files() == ["images.npy"]


MEASURE = """
import resource, sys
from fastaug.cli import main
code = main(sys.argv[1:])
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(code)
"""


def peak(*arguments):
    process = python("-c", MEASURE, *arguments)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return int(out.split("peak")[1]) / 1024  # MB


def test_memory_does_not_grow_with_the_file():
    """A file of 190 MB and a result of 380 MB, or 40 copies of a file of 8 MB, against two copies of it."""
    for name, count in (("small.npy", 40), ("large.npy", 960)):
        np.lib.format.open_memmap(name, mode="w+", dtype=np.uint8, shape=(count, 256, 256, 3))[:] = 7
    peak_small = peak("augment", "small.npy", "out.npy", "--copies", "2")
    peak_large = peak("augment", "large.npy", "out.npy", "--copies", "2", "--force")
    peak_many = peak("augment", "small.npy", "out.npy", "--copies", "40", "--force")
    assert peak_large < peak_small + 60 and peak_many < peak_small + 60
    os.remove("out.npy")
    os.remove("large.npy")


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
