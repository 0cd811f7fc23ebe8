"""Rules that hold for every public function."""

import doctest
import inspect
import subprocess
import sys
from pathlib import Path

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


def test_the_readme_names_all_functions_and_transforms():
    text = (Path(__file__).parent.parent / "README.md").read_text()
    modules = fastaug.functional, fastaug.transforms, fastaug.policies, fastaug.compose, fastaug.views
    names = {name for module in modules for name in module.__all__} - {"register_lambda"}
    assert not sorted(name for name in names if f"`{name}`" not in text)


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


@pytest.mark.parametrize("switch", ["antialias", "per_channel", "log_ratio"])
def test_switches_are_true_or_false(switch):
    image = np.zeros((4, 4, 3), np.uint8)
    needed = {"peak": 9, "low": 0, "high": 1}
    for name in FUNCTIONS:
        f = getattr(fastaug, name)
        parameters = inspect.signature(f).parameters
        if switch in parameters:
            given = {p: needed.get(p, 1) for p in parameters if parameters[p].default is inspect.Parameter.empty}
            with pytest.raises(TypeError, match=f"{switch} must be True or False, got 'no'"):
                f(**{**given, "image": image, switch: "no"})


@pytest.mark.parametrize(
    "call",
    [
        lambda image: fastaug.resize(image, 2**63, 4),
        lambda image: fastaug.resized_crop(image, 0, 0, 1, 1, 4, 10**30),
        lambda image: fastaug.letterbox(image, 2**63, 4),
        lambda image: fastaug.longest_max_size(image, 2**64),
        lambda image: fastaug.pad(image, 2**62),
        lambda image: fastaug.pad_if_needed(image, 4, 2**63),
        lambda image: fastaug.rotate(image, 5, output_size=(2**63, 4)),
    ],
)
def test_sizes_beyond_all_memory_are_values_that_do_not_fit(call):
    with pytest.raises(ValueError, match="must be at most 281474976710656"):
        call(np.zeros((4, 4, 3), np.uint8))


def test_a_wrong_name_has_a_hint_at_the_right_one():
    ran = subprocess.run(
        [sys.executable, "-c", "import fastaug; fastaug.horizontal_flop"], capture_output=True, text=True
    )
    assert "Did you mean: 'horizontal_flip'?" in ran.stderr


@pytest.mark.parametrize("image", [None, 3, "image", [[1, 2]]])
def test_what_is_no_array_is_a_type_error(image):
    for call in (fastaug.autocontrast, fastaug.equalize, fastaug.invert):
        with pytest.raises(TypeError, match="image must be a NumPy array"):
            call(image)


@pytest.mark.parametrize("name", ["rotate", "pad", "channel_dropout", "box_blur", "erase"])
def test_a_fill_between_two_levels_is_rounded(name):
    image = np.full((5, 6, 3), 9, np.uint8)
    given = {"rotate": {"angle_deg": 45}, "pad": {"padding": 1}, "channel_dropout": {"channels": [0]}}
    given |= {"box_blur": {"size": 3, "border": "constant"}, "erase": {"top": 1, "left": 1, "height": 2, "width": 2}}
    for fill in (1.5, 2.6, [0.5, 1.5, 200.7]):
        got, want = (getattr(f, name)(image, **given[name], fill=fill) for f in (fastaug, reference))
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("adjust_brightness", {"delta": 0.1}),
        ("adjust_gamma", {"gamma": 0.7}),
        ("adjust_sharpness", {"factor": 1.5}),
        ("bias_field", {"coefficients": np.full((2, 2), 0.1)}),
        ("gaussian_noise", {"std": 0.1, "rng": 0}),
        ("invert", {}),
        ("local_gamma", {"gamma": 0.7}),
        ("poisson_noise", {"peak": 9, "rng": 0}),
        ("poisson_noise", {"peak": 90, "rng": 0}),
        ("posterize", {"bits": 3}),
        ("sharpen", {"amount": 0.5}),
        ("solarize", {"threshold": 0.5}),
        ("speckle_noise", {"std": 0.1, "rng": 0}),
        ("tone_curve", {"low": 0.2, "high": 0.8}),
        ("uniform_noise", {"low": 0, "high": 0.1, "rng": 0}),
        ("unsharp_mask", {"sigma": 1, "amount": 0.5}),
    ],
)
def test_what_is_no_number_stays_so(name, given, dtype):
    """As in the reference, and next to it where a neighbourhood is looked at: it must not become black or white."""
    image = np.random.default_rng(0).random((30, 70, 1)).astype(dtype)
    for missing in (np.s_[7, 9], np.s_[3:12, 5:60], np.s_[:]):
        image[missing] = np.nan
        got = getattr(fastaug, name)(image, **given)
        np.testing.assert_allclose(got, getattr(reference, name)(image, **given), atol=1e-6)
        assert np.isnan(got[missing]).all() and (np.isfinite(got[20:]).all() or np.isnan(image).all())
