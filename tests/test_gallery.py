"""Every function has a picture in docs/gallery.md."""

import importlib.util
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("PIL", reason="the pictures need Pillow")

from fastaug import reference

SOURCE = Path(__file__).parent.parent / "docs" / "gallery.py"
spec = importlib.util.spec_from_file_location("gallery", SOURCE)
gallery = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gallery)
CALLS = {name: call for calls in gallery.CALLS.values() for name, call in calls.items()}


def test_every_function_has_its_place_in_the_gallery():
    """CALLS in docs/gallery.py says what the picture of a function shows; `make gallery` makes it."""
    places = Counter(name for calls in gallery.CALLS.values() for name in calls)
    assert set(places) == set(reference.__all__) and set(places.values()) == {1}


def test_the_page_is_up_to_date():
    assert (gallery.DOCS / "gallery.md").read_text() == gallery.page()
    assert all((gallery.DOCS / gallery.path(title)).is_file() for title in gallery.CALLS)


def test_every_picture_shows_its_function():
    known = gallery.names()
    original = known["image"].copy()
    plain = gallery.picture("image", known)
    for name, call in CALLS.items():
        assert f"{name}(" in call
        made = gallery.picture(call, known)
        assert max(made.size) <= gallery.TILE and made.mode == "RGB"
        assert made.size != plain.size or np.any(np.asarray(made) != np.asarray(plain)), name
    np.testing.assert_array_equal(known["image"], original)
