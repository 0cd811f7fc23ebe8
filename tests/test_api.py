"""Rules that hold for every public function."""

import doctest
import inspect
import subprocess
import sys

import numpy as np
import pytest

import fastaug
from fastaug import reference

FUNCTIONS = [n for n in fastaug.__all__ if n in reference.__all__]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_reference_has_the_same_signature(name):
    def shape(f):
        return [(p.name, p.kind, p.default) for p in inspect.signature(f).parameters.values()]

    assert shape(getattr(fastaug, name)) == shape(getattr(reference, name))


def test_every_reference_is_public():
    assert set(reference.__all__) <= set(fastaug.__all__)


@pytest.mark.parametrize("name", [n for n in fastaug.__all__ if n != "reference"])
def test_every_docstring_has_an_example_that_runs(name):
    tests = doctest.DocTestFinder(recurse=False).find(
        getattr(fastaug, name), name, globs={"np": np, "fastaug": fastaug}
    )
    assert tests and tests[0].examples, f"{name} has no example"
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(tests[0])
    assert result.failed == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_options_are_keyword_only(name):
    parameters = inspect.signature(getattr(fastaug, name)).parameters.values()
    assert [p.name for p in parameters][-2:] == ["out", "threads"] or name.endswith("_field")
    assert all(p.kind is p.KEYWORD_ONLY for p in parameters if p.name in ("out", "threads", "border", "fill"))


def test_importing_loads_little():
    """What takes long to import, and no program needs for its first call, is left out."""
    code = "import sys, numpy; before = set(sys.modules); import fastaug\nprint(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "fastaug.augmentations" not in loaded and "fastaug.compose" not in loaded
    slow = {"numpy.random", "numpy.typing", "multiprocessing", "socket", "inspect", "PIL", "tqdm", "torch", "cv2"}
    assert not slow & set(loaded)


def test_what_is_imported_at_first_use_is_found_in_every_way():
    code = (
        "import fastaug.pipeline\n"  # as unpickling does
        "from fastaug import HorizontalFlip, reference, schedules\n"
        "import fastaug\n"
        "assert set(fastaug.__all__) <= set(dir(fastaug))\n"
        "names = {}; exec('from fastaug import *', names)\n"
        "assert set(fastaug.__all__) <= set(names)\n"
        "assert names['Compose'] is fastaug.pipeline.Compose and not hasattr(fastaug, 'Composes')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
