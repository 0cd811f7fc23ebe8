"""Types of the public functions."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Numbers: TypeAlias = float | NDArray[Any] | list[float]
Rng: TypeAlias = None | int | np.random.Generator
