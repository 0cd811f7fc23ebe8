"""Arguments of the shading functions, shared by the public functions and the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .arguments import per_band
from .kernels.shading import MOST_SUM as MOST_SUM
from .kernels.shading import MOST_TERMS as MOST_TERMS
from .kernels.shading import field_terms as field_terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIDDLE = (0.5, 0.5)


def window_centers(center: Any, count: int) -> NDArray[np.float64]:
    """(1 or N, 2): x and y."""
    return per_band(center, "center", count, 2, None, "x and y")
