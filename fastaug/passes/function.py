"""A function of the user's, which no kernel can call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import Flags, Pass

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Function(Pass):
    """Calls Python for one (H, W, C) image after the other."""

    title = "call a function"
    python = True

    def __init__(self, active: Flags, image: Callable[[Any], Any] | None, mask: Callable[[Any], Any] | None) -> None:
        super().__init__(active)
        self.functions = {False: image, True: mask}

    def touches(self, mask: bool) -> bool:
        return self.functions[mask] is not None

    def native(self, image: NDArray[Any], mask: bool) -> list[Any]:
        """Nothing: the kernels stop before it (see `Plan.run`)."""
        return []

    def reference(self, image: NDArray[Any], sample: int, mask: bool) -> NDArray[Any]:
        function = self.functions[mask]
        assert function is not None
        made = function(image.copy())
        if not isinstance(made, np.ndarray) or (made.shape, made.dtype) != (image.shape, image.dtype):
            got = f"{made.dtype} {made.shape}" if isinstance(made, np.ndarray) else type(made).__name__
            what = "mask" if mask else "image"
            raise ValueError(f"the {what} function of Lambda must return {image.dtype} {image.shape}, got {got}")
        return made
