"""Classes that know their arguments: what pipelines are made of, and what can be written down by name."""

from __future__ import annotations

from abc import ABCMeta
from dataclasses import fields
from inspect import Signature, signature
from typing import Any

from . import neutral


class Named(ABCMeta):
    """Dataclasses that are found by name, and that name the nearest argument when given one they do not know."""

    classes: dict[str, Any] = {}  # noqa: RUF012

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> None:
        super().__init__(name, bases, body)
        Named.classes[name] = cls

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        known = [f.name for f in fields(cls) if f.init]  # type: ignore[arg-type]
        for name in [name for name in kwargs if name not in known]:
            if name not in neutral.ARGUMENTS.get(cls.__name__, ()):
                raise TypeError(f"{cls.__name__} has no argument {name!r}; {nearest(name, known)}")
            neutral.check_neutral(cls.__name__, name, kwargs.pop(name))
        return super().__call__(*args, **kwargs)

    @property
    def __signature__(cls) -> Signature:
        """What help() and editors show: the arguments of the class, not those of `__call__`."""
        own = signature(cls.__init__)  # type: ignore[misc]
        return own.replace(parameters=list(own.parameters.values())[1:], return_annotation=Signature.empty)


def nearest(name: str, known: list[str]) -> str:
    """A hint for one who wrote `name`."""
    import difflib

    near = difflib.get_close_matches(name, known, 1, 0.5)
    return f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(known)}"


def arguments(made: Any) -> dict[str, Any]:
    """The arguments that make an equal object."""
    return {f.name: getattr(made, f.name) for f in fields(made) if f.init}
