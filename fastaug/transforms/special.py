"""Functions of the user's as transforms, and the transform that does nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..named import arguments
from ..passes.base import Flags, Pass
from ..passes.function import Function
from .base import Drawn, Transform

if TYPE_CHECKING:
    from ..plan import Batch

__all__ = ["Lambda", "NoOp", "register_lambda"]

_registered: dict[str, dict[str, Any]] = {}


def register_lambda(
    name: str, image: Callable[[Any], Any] | None = None, mask: Callable[[Any], Any] | None = None
) -> None:
    """Gives functions a name, under which `Lambda(name=...)` finds them and is written to files.

    Parameters
    ----------
    name : str
        Functions of the same name registered before are replaced.
    image, mask : function, optional
        As for `Lambda`.

    Examples
    --------
    >>> fastaug.register_lambda("negative", lambda image: 255 - image)
    >>> fastaug.Compose([fastaug.Lambda(name="negative")])(np.array([[5]], dtype=np.uint8))
    array([[250]], dtype=uint8)
    """
    if not isinstance(name, str) or not name:
        raise TypeError(f"name must be a string, got {name!r}")
    functions = {"image": image, "mask": mask}
    _check_functions(functions)
    _registered[name] = functions


def _check_functions(functions: dict[str, Any]) -> None:
    for name, function in functions.items():
        if function is not None and not callable(function):
            raise TypeError(f"{name} must be a function, got {type(function).__name__}")
    if not any(functions.values()):
        raise ValueError(f"a Lambda needs a function: {' or '.join(functions)}")


@dataclass(frozen=True)
class NoOp(Transform):
    """Does nothing: a place in OneOf for leaving the image as it is.

    Parameters
    ----------
    p : float
        Probability.

    Examples
    --------
    >>> fastaug.Compose([fastaug.NoOp()])(np.array([[1, 2]], dtype=np.uint8))
    array([[1, 2]], dtype=uint8)
    """

    p: float = 1.0

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return []


@dataclass(frozen=True)
class Lambda(Transform):
    """Functions of your own, which see one image or mask after the other.

    They take an (H, W, C) array of their own and return one of the same shape and dtype. For the same input they must
    return the same output: no random numbers.

    Parameters
    ----------
    image, mask : function, optional
        What is done to images, and to masks.
    name : str, optional
        Of functions that `register_lambda` knows, in place of functions. Only these are written to files.
    p : float
        Probability.

    Examples
    --------
    >>> negative = fastaug.Lambda(image=lambda image: 255 - image)
    >>> fastaug.Compose([negative])(np.array([[5]], dtype=np.uint8))
    array([[250]], dtype=uint8)
    """

    image: Any = None
    mask: Any = None
    name: str | None = None
    p: float = 1.0

    def check(self) -> None:
        if self.name is None:
            _check_functions({"image": self.image, "mask": self.mask})
        elif self.image or self.mask:
            raise ValueError(f"Lambda takes functions or a name, got both with name {self.name!r}")
        else:
            self._functions()

    def described(self) -> dict[str, Any]:
        """Its arguments as they are written to files."""
        return arguments(self) if self.name is None else {"name": self.name, "p": self.p}

    def _functions(self) -> dict[str, Any]:
        if self.name is None:
            return {"image": self.image, "mask": self.mask}
        if self.name not in _registered:
            raise ValueError(f"name {self.name!r} is unknown: call fastaug.register_lambda({self.name!r}, ...) first")
        return _registered[self.name]

    def passes(self, drawn: Drawn, active: Flags, batch: Batch) -> list[Pass]:
        return [Function(active, **self._functions())]
