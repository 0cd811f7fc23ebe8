"""Types of the public functions; strings, because NumPy's typing and random modules take long to import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[Any]"
Numbers: TypeAlias = "float | NDArray[Any] | list[float]"
Integers: TypeAlias = "int | NDArray[Any] | list[int]"
Rng: TypeAlias = "None | int | np.random.Generator"
