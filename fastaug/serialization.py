"""Pipelines as dicts and files: class names and arguments, and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .named import Named, arguments, nearest

__all__ = ["from_dict", "load", "save", "to_dict"]

VERSION = 1  # of the form of the dict
FORMATS = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}  # by the ending of a file


def to_dict(pipeline: Any) -> dict[str, Any]:
    """A pipeline, transform or container as what JSON has: numbers, strings, lists and dicts.

    Parameters
    ----------
    pipeline : Compose, MultiView, transform or container
        A `Lambda` in it needs a name.

    Examples
    --------
    >>> fastaug.to_dict(fastaug.HorizontalFlip(p=0.3))
    {'version': 1, 'pipeline': {'class': 'HorizontalFlip', 'p': 0.3}}
    """
    if not isinstance(type(pipeline), Named):
        raise TypeError(f"pipeline must be a pipeline, transform or container, got {type(pipeline).__name__}")
    return {"version": VERSION, "pipeline": encoded(pipeline, _refuse)}


def from_dict(given: dict[str, Any]) -> Any:
    """What `to_dict` was given. Lists that were tuples come back as tuples.

    Parameters
    ----------
    given : dict
        {"version": 1, "pipeline": {"class": ..., and its arguments}}. Arguments that are left out have their defaults.

    Examples
    --------
    >>> fastaug.from_dict({"version": 1, "pipeline": {"class": "Rotate", "limit": [-5, 5], "p": 1}}).limit
    (-5, 5)
    """
    if not isinstance(given, dict) or sorted(given) != ["pipeline", "version"]:
        got = ", ".join(map(str, given)) if isinstance(given, dict) else type(given).__name__
        theirs = isinstance(given, dict) and "__version__" in given
        hint = "; fastaug.compat.albumentations.convert takes those of Albumentations" if theirs else ""
        raise ValueError(f"a pipeline is a dict of version and pipeline, got {got}{hint}")
    if given["version"] != VERSION:
        raise ValueError(f"version must be {VERSION}, got {given['version']!r}")
    made = _decoded(given["pipeline"])
    if not isinstance(type(made), Named):
        raise ValueError(f"pipeline must be a dict with the name of a class, got {given['pipeline']!r}")
    return made


def save(pipeline: Any, path: str | os.PathLike[str], data_format: str | None = None) -> None:
    """Writes a pipeline to a JSON or YAML file, whole or not at all. YAML needs PyYAML.

    Parameters
    ----------
    pipeline : Compose, MultiView, transform or container
        What to write, as `to_dict` describes it.
    path : str or Path
        The file; one that exists is replaced.
    data_format : "json" or "yaml", optional
        By the ending of the file, .json, .yaml or .yml, unless given.

    Examples
    --------
    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "pipeline.json")
    >>> fastaug.save(fastaug.Compose([fastaug.HorizontalFlip(p=1)]), path)
    >>> fastaug.load(path)(np.array([[1, 2]], dtype=np.uint8))
    array([[2, 1]], dtype=uint8)
    """
    path = Path(path)
    described = to_dict(pipeline)
    if _is_yaml(path, data_format):
        text = _yaml().safe_dump(described, sort_keys=False)
    else:
        text = json.dumps(described, indent=2) + "\n"
    passing = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        passing.write_text(text, encoding="utf-8")
        os.replace(passing, path)
    finally:
        passing.unlink(missing_ok=True)


def load(path: str | os.PathLike[str], data_format: str | None = None) -> Any:
    """The pipeline in a file that `save` wrote.

    Parameters
    ----------
    path : str or Path
        The file.
    data_format : "json" or "yaml", optional
        By the ending of the file unless given.

    Examples
    --------
    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "flip.json")
    >>> fastaug.save(fastaug.HorizontalFlip(), path)
    >>> fastaug.load(path)
    HorizontalFlip(p=0.5)
    """
    path = Path(path)
    read = _read_yaml if _is_yaml(path, data_format) else json.loads
    return from_dict(read(path.read_text(encoding="utf-8")))


def encoded(value: Any, other: Callable[[Any, str], Any], name: str = "pipeline") -> Any:
    """`value` as what JSON has. other: what becomes of values that are none of ours, or NumPy's."""
    if isinstance(type(value), Named):
        kind = type(value).__name__
        given = value.described() if hasattr(value, "described") else arguments(value)
        return {"class": kind, **{key: encoded(v, other, f"{key} of {kind}") for key, v in given.items()}}
    if isinstance(value, (list, tuple)):
        return [encoded(v, other, name) for v in value]
    if isinstance(value, dict):
        return {key: encoded(v, other, name) for key, v in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    return value if value is None or isinstance(value, (bool, int, float, str)) else other(value, name)


def _refuse(value: Any, name: str) -> Any:
    hint = "; a function needs a name, see fastaug.register_lambda" if callable(value) else ""
    raise TypeError(f"{name} must be numbers, strings, lists or dicts to be written, got {value!r}{hint}")


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        items = [_decoded(v) for v in value]
        return items if any(isinstance(type(item), Named) for item in items) else tuple(items)
    if not isinstance(value, dict):
        return value
    given = {key: _decoded(v) for key, v in value.items() if key != "class"}
    if "class" not in value:
        return given
    name = value["class"]
    if name not in Named.classes:
        raise ValueError(f"there is no class {name!r}; {nearest(str(name), [*Named.classes])}")
    return Named.classes[name](**given)


def _is_yaml(path: Path, data_format: str | None) -> bool:
    if data_format is None and path.suffix not in FORMATS:
        raise ValueError(f"path must end in .json, .yaml or .yml, got {str(path)!r}")
    if data_format not in (None, *FORMATS.values()):
        raise ValueError(f"data_format must be 'json' or 'yaml', got {data_format!r}")
    return (data_format or FORMATS[path.suffix]) == "yaml"


def _read_yaml(text: str) -> Any:
    yaml = _yaml()
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None  # as json does, and in one line


def _yaml() -> Any:
    try:
        import yaml
    except ImportError:
        raise ImportError("YAML files need PyYAML: pip install pyyaml; .json files need nothing") from None
    return yaml
