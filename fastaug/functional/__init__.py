"""The public functions: check arguments once, call the kernel."""

from typing import TYPE_CHECKING

from . import (
    bands,
    channels,
    color,
    color_matrix,
    compression,
    elastic,
    fields,
    filters,
    geometry,
    median,
    mix,
    noise,
    pca,
    shading,
    tone,
    warp,
)
from . import clahe as adaptive  # the functions take the modules' names below
from . import erase as erasing
from . import resize as resizing
from . import sharpen as sharpening
from .bands import *
from .channels import *
from .clahe import *
from .color import *
from .color_matrix import *
from .compression import *
from .elastic import *
from .erase import *
from .fields import *
from .filters import *
from .geometry import *
from .median import *
from .mix import *
from .noise import *
from .pca import *
from .resize import *
from .shading import *
from .sharpen import *
from .tone import *
from .warp import *

if not TYPE_CHECKING:  # a type checker follows no lists of other modules; without one it takes all names
    __all__ = [
        *bands.__all__,
        *channels.__all__,
        *adaptive.__all__,
        *color.__all__,
        *color_matrix.__all__,
        *compression.__all__,
        *elastic.__all__,
        *erasing.__all__,
        *fields.__all__,
        *filters.__all__,
        *geometry.__all__,
        *median.__all__,
        *mix.__all__,
        *noise.__all__,
        *pca.__all__,
        *resizing.__all__,
        *shading.__all__,
        *sharpening.__all__,
        *tone.__all__,
        *warp.__all__,
    ]
