"""The contact sheet."""

import sys

import numpy as np
import pytest
from PIL import Image

import fastaug
from fastaug import cli
from fastaug.datasets import augment_file

from .files import files, save
from .support import DTYPES

pytestmark = pytest.mark.usefixtures("own_folder")


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


def test_the_preview_of_numbers_for_a_network():
    """Copies of another size and dtype, below zero too, are stretched from black to white."""
    save()
    pipeline = fastaug.Compose([fastaug.RandomCrop(8, 6), fastaug.Normalize()], seed=4)
    augment_file("images.npy", "out.npy", copies=2, pipeline=pipeline, preview="sheet.png")
    with Image.open("sheet.png") as picture:
        sheet = np.asarray(picture)
    assert sheet.shape == (18 + 4 * 16, 4 + 3 * 14, 3)
    copies = [sheet[18 + 16 * row : 26 + 16 * row, x : x + 6] for row in range(4) for x in (18, 32)]
    assert np.min(copies) == 0 and np.max(copies) == 255


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


def test_no_pillow_is_told_before_the_work(monkeypatch, capsys):
    save()
    monkeypatch.delitem(sys.modules, "fastaug.preview", raising=False)
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert cli.main(["augment", "images.npy", "out.npy", "--preview", "sheet.png"]) == 1
    assert "pip install pillow" in capsys.readouterr().err
    assert files() == ["images.npy"]
    assert cli.main(["augment", "images.npy", "out.npy"]) == 0
