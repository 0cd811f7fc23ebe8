"""The meaning of every public function, in plain NumPy: same names, same signatures."""

from . import color, elastic, erase, filters, geometry, mix, noise, tone, warp
from . import resize as resizing  # the function takes the module's name below
from .color import *
from .elastic import *
from .erase import *
from .filters import *
from .geometry import *
from .mix import *
from .noise import *
from .resize import *
from .tone import *
from .warp import *

__all__ = [
    *color.__all__,
    *elastic.__all__,
    *erase.__all__,
    *filters.__all__,
    *geometry.__all__,
    *mix.__all__,
    *noise.__all__,
    *resizing.__all__,
    *tone.__all__,
    *warp.__all__,
]
