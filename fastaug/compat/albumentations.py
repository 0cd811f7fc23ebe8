"""Pipelines of Albumentations 2.0.8 as pipelines of fastaug.

Code needs no more than another import: `import fastaug as A`. This is for pipelines that exist as objects or files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

from .. import augmentations
from ..compose import Container
from ..named import Named
from ..neutral import ARGUMENTS
from ..transforms import NoOp
from ..transforms.base import Node

__all__ = ["convert"]

CLASS = "__class_fullname__"
GREATEST = 4.7  # of some hundred thousand normal numbers: 4.4 in an image of 150 x 150, 5.0 in one of 700 x 700
Arguments = dict[str, Any]


def convert(serialized: dict[str, Any]) -> Any:
    """The pipeline that `albumentations.to_dict` wrote, as one of fastaug.

    Numbers drawn are others, their distributions the same. Resizing is done as there, without antialiasing.

    Parameters
    ----------
    serialized : dict
        What `albumentations.to_dict(pipeline)` returns, or a file of `albumentations.save` holds.

    Returns
    -------
    Compose, container or transform

    Raises
    ------
    ValueError
        Names all transforms, and all arguments of transforms, that fastaug does not have.

    Examples
    --------
    >>> from fastaug.compat.albumentations import convert
    >>> flip = {"__class_fullname__": "HorizontalFlip", "p": 0.5}
    >>> pipeline = {"__class_fullname__": "Compose", "p": 1.0, "transforms": [flip], "is_check_shapes": True}
    >>> convert({"__version__": "2.0.8", "transform": pipeline}).transforms
    [HorizontalFlip(p=0.5)]
    """
    if not isinstance(serialized, dict) or CLASS not in serialized.get("transform", serialized):
        raise ValueError(f"serialized must be what albumentations.to_dict returns, got {serialized!r}")
    problems: list[str] = []
    made = _converted(serialized.get("transform", serialized), problems)
    if problems:
        raise ValueError("fastaug cannot do this: " + "; ".join(dict.fromkeys(problems)))
    return made


def _converted(described: Arguments, problems: list[str]) -> Any:
    """What a dict describes, or something in its place and why."""
    given = {("name" if key == "__name__" else key): value for key, value in described.items() if key != CLASS}
    name = described[CLASS].rsplit(".", 1)[-1]
    if "transforms" in given:
        given["transforms"] = [_converted(child, problems) for child in given["transforms"]]
    kind = getattr(augmentations, name, None)
    if not (isinstance(kind, Named) and issubclass(kind, Node)):
        problems.append(f"there is no {name}")
        return NoOp()
    given = ADAPTED.get(name, dict)(given)
    try:
        return kind(**given)
    except (TypeError, ValueError) as error:
        problems += _reasons(kind, given) or [f"{name}: {error}"]
        return NoOp()


def _reasons(kind: Any, given: Arguments) -> list[str]:
    """What is wrong with each argument alone."""
    needed = {f.name for f in fields(kind) if f.init and f.default is MISSING and f.default_factory is MISSING}
    known = {f.name for f in fields(kind) if f.init} | set(ARGUMENTS.get(kind.__name__, ()))
    reasons = [f"{kind.__name__} has no argument {name!r}" for name in given if name not in known]
    for name in given:
        if name not in known or (issubclass(kind, Container) and name == "transforms"):
            continue
        try:
            kind(**{key: value for key, value in given.items() if key in {*needed, name}})
        except (TypeError, ValueError) as error:
            text = str(error)
            reasons.append(text if kind.__name__ in text else f"{kind.__name__}: {text}")
    return reasons


def _plainly(given: Arguments) -> Arguments:
    """Resized as OpenCV does."""
    return {**given, "antialias": False}


def _elastic(given: Arguments) -> Arguments:
    """Normal noise, divided by its greatest value, is weaker than ours; smoothed they are alike."""
    if given.get("noise_distribution") != "gaussian":
        return given
    alpha, strength = given["alpha"], 3**0.5 / GREATEST
    weaker = [strength * end for end in alpha] if isinstance(alpha, (list, tuple)) else strength * alpha
    return {**given, "alpha": weaker, "noise_distribution": "uniform"}


def _without(*names: str) -> Callable[[Arguments], Arguments]:
    """Without what a base class of Albumentations writes too, and the other arguments say already."""
    return lambda given: {name: value for name, value in given.items() if name not in names}


ADAPTED: dict[str, Callable[[Arguments], Arguments]] = {
    "CenterCrop3D": _without("pad_position"),
    "ElasticTransform": _elastic,
    "LongestMaxSize": _plainly,
    "PadIfNeeded": _without("padding"),
    "RGBShift": _without("approximation", "noise_params", "noise_type", "spatial_mode"),
    "RandomCrop3D": _without("pad_position"),
    "RandomResizedCrop": _plainly,
    "RandomScale": _plainly,
    "RandomSizedBBoxSafeCrop": _plainly,
    "RandomSizedCrop": _plainly,
    "Resize": _plainly,
    "SafeRotate": _without(
        "balanced_scale", "fit_output", "keep_ratio", "rotate", "scale", "shear", "translate_percent", "translate_px"
    ),
    "SmallestMaxSize": _plainly,
}
