"""Random transforms, in the families of the functions. A transform draws; it touches no pixel."""

from . import geometry, warp
from .geometry import *
from .warp import *

__all__ = [*geometry.__all__, *warp.__all__]
