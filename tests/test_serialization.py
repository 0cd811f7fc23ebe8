"""Pipelines as dicts, files, pickles and copies: equal arguments, and the same bits."""

import copy
import json
import pickle
import sys
from dataclasses import MISSING, dataclass, fields

import numpy as np
import pytest

import fastaug as A
from tests.support import make

X = make((6, 24, 20, 3), np.uint8)


def flipped(image):
    return image[:, ::-1]


A.register_lambda("flipped", flipped)


def pipelines():
    every = A.Compose(
        [
            A.RandomCrop(np.int64(16), 18),
            A.SomeOf([A.HorizontalFlip(), A.VerticalFlip(), A.Transpose()], n=2, replace=True),
            A.RandomOrder([A.Rotate(np.array([-5, 5])), A.Perspective(), A.Lambda(name="flipped")], n=3),
            A.RandomApply(
                [A.Affine(scale=(0.9, 1.1), translate_percent={"x": (-0.1, 0.1), "y": 0})], p=np.float32(0.3)
            ),
            A.OneOf([A.CoarseDropout((1, 3), (2, 5), fill="random"), A.NoOp(p=0.1)], p=A.Linear(0.2, 0.9, 5)),
            A.Sequential([A.Rotate((A.Cosine(-10, 0, 3), A.Piecewise([(0, 1.5), (3, 20)])), p=A.Step(1, 0.5, 2))]),
            A.ColorJitter(),
        ],
        seed=2**63 + 5,
        bbox_params=A.BboxParams("coco", ["names"], min_area=3),
        keypoint_params="xya",
    )
    return [every, A.MultiView([A.HorizontalFlip(), every], seed=1)]


def bits(results):
    if isinstance(results, np.ndarray):
        return results.dtype, results.shape, results.tobytes()
    return [bits(result) for result in results]


def by_json(pipeline):
    return A.from_dict(json.loads(json.dumps(A.to_dict(pipeline), allow_nan=False)))


def by_file(pipeline, path):
    A.save(pipeline, path)
    return A.load(path)


@pytest.fixture(params=["dict", "json", "yaml", "yml", "pickle", "deepcopy"])
def again(request, tmp_path):
    if request.param in ("yaml", "yml"):
        pytest.importorskip("yaml")
    ways = {
        "dict": by_json,
        "pickle": lambda pipeline: pickle.loads(pickle.dumps(pipeline)),
        "deepcopy": copy.deepcopy,
    }
    return ways.get(request.param, lambda pipeline: by_file(pipeline, tmp_path / f"aug.{request.param}"))


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("called", [False, True])
def test_the_bits_are_the_same(again, which, called):
    aug = pipelines()[which]
    if called:  # what a call has left in it is no part of it
        aug(X, index=range(6), epoch=1)
    other = again(aug)
    assert type(other) is type(aug) and A.to_dict(other) == A.to_dict(aug)
    for epoch in (0, 3):
        assert bits(other(X, index=range(6), epoch=epoch)) == bits(aug(X, index=range(6), epoch=epoch))
    assert bits(again(pipelines()[which])(X)) == bits(pipelines()[which](X))


RESULTS = ("Record", "Mixed", "MixedTargets")


@pytest.mark.parametrize("name", [n for n in A.__all__ if isinstance(getattr(A, n), type) and n not in RESULTS])
def test_every_class_with_its_defaults(name):
    kind = getattr(A, name)
    required = {
        "transforms": [A.HorizontalFlip()], "height": 8, "width": 9, "start": 0.1, "end": 1, "epochs": 3, "factor": 0.5,
        "every": 2, "points": ((0, 1),), "x_min": 0, "y_min": 0, "x_max": 5, "y_max": 5,
        "size": (8, 8, 8) if name.endswith("3D") else (8, 8), "min_max_height": (4, 8), "padding": 1,
        "matrix": ((0, 0, 1), (0, 1, 0), (1, 0, 0)), "table": tuple(range(256)),
        "format": "coco" if name == "BboxParams" else "xya",
    }  # fmt: skip
    needs = [f.name for f in fields(kind) if f.init and f.default is MISSING and f.default_factory is MISSING]
    one_of = {"Lambda": {"name": "flipped"}, "PadIfNeeded3D": {"min_zyx": (8, 8, 8)}}
    made = kind(**one_of.get(name, {need: required[need] for need in needs}))
    assert by_json(made) == made and pickle.loads(pickle.dumps(made)) == made and copy.deepcopy(made) == made


def test_the_form():
    aug = A.Compose([A.Rotate((-5, 5), p=A.Linear(0, 1, 3))], seed=4)
    made = A.to_dict(aug)["pipeline"]
    assert made["class"] == "Compose" and made["seed"] == 4
    assert made["transforms"][0]["limit"] == [-5, 5]
    assert made["transforms"][0]["p"] == {"class": "Linear", "start": 0, "end": 1, "epochs": 3}
    assert by_json(aug) == aug


def test_classes_of_the_user_are_found():
    @dataclass(frozen=True)
    class Mirrored(A.HorizontalFlip):
        p: float = 1.0

    assert by_json(A.Compose([Mirrored()])).transforms == [Mirrored()]


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"class": "Rotat"}, ValueError, "did you mean 'Rotate'"),
        ({"class": "Rotate", "limits": 3}, TypeError, "did you mean 'limit'"),
        ({"class": "Rotate", "p": {"class": "Linear", "begin": 1}}, TypeError, "Linear has no argument 'begin'"),
        ({"class": "Rotate", "p": 2}, ValueError, "p must be"),
        ({"limit": 3}, ValueError, "name of a class"),
        ([], ValueError, "name of a class"),
    ],
)
def test_wrong_descriptions(given, error, words):
    with pytest.raises(error, match=words):
        A.from_dict({"version": 1, "pipeline": given})


def test_pipelines_of_albumentations_are_known():
    theirs = {"__version__": "2.0.8", "transform": {"__class_fullname__": "HorizontalFlip", "p": 0.5}}
    with pytest.raises(
        ValueError, match=r"a dict of version and pipeline, .*; fastaug.compat.albumentations.convert takes"
    ):
        A.from_dict(theirs)


def test_wrong_wholes(tmp_path):
    with pytest.raises(ValueError, match="version must be 1, got 2"):
        A.from_dict({"version": 2, "pipeline": {"class": "NoOp"}})
    for given in ({}, [], {"class": "NoOp"}):
        with pytest.raises(ValueError, match="version and pipeline"):
            A.from_dict(given)
    with pytest.raises(TypeError, match="pipeline must be a pipeline"):
        A.to_dict([A.NoOp()])
    with pytest.raises(TypeError, match=r"image of Lambda .*register_lambda"):
        A.to_dict(A.Compose([A.Lambda(image=flipped)]))
    with pytest.raises(ValueError, match=r"\.json, \.yaml or \.yml"):
        A.save(A.NoOp(), tmp_path / "aug.txt")
    with pytest.raises(TypeError, match="register_lambda"):
        A.save(A.Lambda(image=flipped), tmp_path / "aug.json")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "aug.json"
    A.save(A.NoOp(), path)
    monkeypatch.setattr("os.replace", lambda *paths: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        A.save(A.HorizontalFlip(), path)
    assert A.load(path) == A.NoOp() and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("data_format", ["json", "yaml"])
def test_files_of_any_name(tmp_path, data_format):
    if data_format == "yaml":
        pytest.importorskip("yaml")
    aug, path, named = pipelines()[0], tmp_path / "pipeline.txt", tmp_path / f"pipeline.{data_format}"
    A.save(aug, path, data_format)
    A.save(aug, named)
    assert path.read_text() == named.read_text() and A.to_dict(A.load(path, data_format=data_format)) == A.to_dict(aug)
    for call in (lambda: A.save(aug, path, data_format="yml"), lambda: A.load(path, data_format="yml")):
        with pytest.raises(ValueError, match="data_format must be 'json' or 'yaml', got 'yml'"):
            call()


def test_without_pyyaml(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ImportError, match="PyYAML"):
        A.save(A.NoOp(), tmp_path / "aug.yaml")
