"""The public functions: check arguments once, call the kernel."""

from . import color, elastic, erase, geometry, mix, resize, warp
from .color import *
from .elastic import *
from .erase import *
from .geometry import *
from .mix import *
from .resize import *
from .warp import *

__all__ = [
    *color.__all__,
    *elastic.__all__,
    *erase.__all__,
    *geometry.__all__,
    *mix.__all__,
    *resize.__all__,
    *warp.__all__,
]
