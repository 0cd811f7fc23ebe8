"""Random transforms, in the families of the functions. A transform draws; it touches no pixel."""

from typing import TYPE_CHECKING

from . import (
    bands,
    box_crops,
    channels,
    color,
    color_matrix,
    compression,
    crops,
    elastic,
    encode,
    fields,
    filters,
    geometry,
    median,
    noise,
    pca,
    shading,
    sharpen,
    special,
    spectrograms,
    tone,
    volumes,
    warp,
)
from . import clahe as _clahe
from . import erase as _erase
from . import resize as _resize
from .bands import *
from .box_crops import *
from .channels import *
from .clahe import *
from .color import *
from .color_matrix import *
from .compression import *
from .crops import *
from .elastic import *
from .encode import *
from .erase import *
from .fields import *
from .filters import *
from .geometry import *
from .median import *
from .noise import *
from .pca import *
from .resize import *
from .shading import *
from .sharpen import *
from .special import *
from .spectrograms import *
from .tone import *
from .volumes import *
from .warp import *

if not TYPE_CHECKING:  # a type checker follows no lists of other modules; without one it takes all names
    __all__ = [
        *bands.__all__,
        *box_crops.__all__,
        *channels.__all__,
        *_clahe.__all__,
        *color.__all__,
        *color_matrix.__all__,
        *compression.__all__,
        *crops.__all__,
        *elastic.__all__,
        *encode.__all__,
        *_erase.__all__,
        *fields.__all__,
        *filters.__all__,
        *geometry.__all__,
        *median.__all__,
        *noise.__all__,
        *pca.__all__,
        *_resize.__all__,
        *shading.__all__,
        *sharpen.__all__,
        *special.__all__,
        *spectrograms.__all__,
        *tone.__all__,
        *volumes.__all__,
        *warp.__all__,
    ]
