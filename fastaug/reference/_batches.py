"""Turns the definition of one (H, W, C) image into a function of all ranks, with parameters per sample."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arguments import image_shape

DTYPES = (np.uint8, np.uint16, np.float32, np.float64, np.bool_)


def on_batches(*per_sample: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorates f(image, ...), which then takes (H, W), (H, W, C) and (N, H, W, C), `out` and `threads`.

    f sees one (H, W, C) image and, for the parameters named in `per_sample`, the value of that sample. It returns an
    (H, W, C) array of the dtype it wants.
    """

    def decorate(f: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(f)

        @functools.wraps(f)
        def function(*args: Any, **kwargs: Any) -> Any:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            given = bound.arguments
            image, out = given["image"], given["out"]
            count, height, width, channels = image_shape(image)
            if image.dtype not in DTYPES:
                raise TypeError(f"image must be uint8, uint16, float32, float64 or bool, got {image.dtype}")
            made = []
            for i, one in enumerate(image.reshape(count, height, width, channels)):
                sample = dict(given, image=one)
                for name in per_sample:
                    if np.ndim(given[name]) and len(given[name]) != count:
                        raise ValueError(f"{name} must be a number or {count} numbers, got {given[name]!r}")
                    sample[name] = given[name][i] if np.ndim(given[name]) else given[name]
                made.append(f(**sample))
            if not made:  # an empty batch: the shape comes from an image of zeros
                blank = np.zeros((1, *image.shape[1:]), image.dtype)
                return function(**dict(given, image=blank, out=None, **{p: _first(given[p]) for p in per_sample}))[:0]
            return into(out, np.stack(made) if image.ndim == 4 else made[0] if image.ndim == 3 else made[0][..., 0])

        return function

    return decorate


def per_image(values: Any, image: NDArray[Any]) -> NDArray[Any]:
    """One row for all images or one for each as one for each, which is what `on_batches` takes."""
    return np.broadcast_to(values, (image_shape(image)[0], *np.shape(values)[1:]))


def into(out: NDArray[Any] | None, made: NDArray[Any]) -> NDArray[Any]:
    """What was made, contiguous, or `out` with it."""
    if out is None:
        return np.ascontiguousarray(made)
    out[...] = made
    return out


def _first(value: Any) -> Any:
    return np.zeros((1, *np.shape(value)[1:]), np.asarray(value).dtype) if np.ndim(value) else value
