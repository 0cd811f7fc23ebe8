"""The command: what it writes and says, its errors, which leave nothing, and the memory it takes."""

import io
import os
import resource
import signal
import sys

import numpy as np
import pytest

import fastaug
from fastaug import cli
from fastaug.datasets import augment, augment_file, npy

from .files import command, files, python, save

pytestmark = pytest.mark.usefixtures("own_folder")


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
    fastaug.save(fastaug.Compose([fastaug.RandomResizedCrop((10**14, 64)), fastaug.Rotate()]), "huge.json")


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
        (["images.npy", "out.npy", "--copies", "9" * 14], 1, "its disk has"),
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
        (["images.npy", "out.npy", "--pipeline", "huge.json"], 1, "not enough memory for one batch of images"),
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
import signal, sys, time
from fastaug import cli
from fastaug.datasets import augment
signal.signal(signal.SIGINT, signal.default_int_handler)  # jobs in the background inherit that it is ignored
def sleep(*_, **__):
    print("begun", flush=True)
    time.sleep(60)
augment.put = sleep
sys.exit(cli.main(["augment", "images.npy", "out.npy"]))
"""


@pytest.mark.parametrize("signum, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_leaves_nothing(signum, code):
    save()
    with python("-c", ENDLESS) as run:
        try:
            assert run.stdout.readline() == "begun\n"
            assert len(files()) == 2
            run.send_signal(signum)
            _, said = run.communicate(timeout=30)
        finally:
            run.kill()
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
    """A file of 94 MB and a result of 189 MB, or 24 copies of a file of 8 MB, against two copies of it."""
    for name, count in (("small.npy", 40), ("large.npy", 480)):
        np.lib.format.open_memmap(name, mode="w+", dtype=np.uint8, shape=(count, 256, 256, 3))[:] = 7
    peak_small = peak("augment", "small.npy", "out.npy", "--copies", "2")
    peak_large = peak("augment", "large.npy", "out.npy", "--copies", "2", "--force")
    peak_many = peak("augment", "small.npy", "out.npy", "--copies", "24", "--force")
    assert peak_large < peak_small + 60 and peak_many < peak_small + 60
    os.remove("out.npy")
    os.remove("large.npy")
