"""Random transforms, in the families of the functions. A transform draws; it touches no pixel."""

from . import color, encode, erase, geometry, noise, warp
from .color import *
from .encode import *
from .erase import *
from .geometry import *
from .noise import *
from .warp import *

__all__ = [*color.__all__, *encode.__all__, *erase.__all__, *geometry.__all__, *noise.__all__, *warp.__all__]
