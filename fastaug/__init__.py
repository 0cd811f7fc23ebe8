"""fastaug: image augmentation for NumPy arrays, as fast as the CPU allows."""

from . import compose, functional, pipeline, transforms
from .compose import *
from .functional import *
from .kernels._core import build_info
from .pipeline import *
from .schedules import Cosine, Linear, Piecewise, Step
from .threads import get_num_threads, num_threads, set_num_threads
from .transforms import *

__version__ = "0.1.0"

__all__ = [
    *compose.__all__,
    *functional.__all__,
    *pipeline.__all__,
    *transforms.__all__,
    "Cosine",
    "Linear",
    "Piecewise",
    "Step",
    "build_info",
    "get_num_threads",
    "num_threads",
    "reference",
    "set_num_threads",
]


def __getattr__(name: str) -> object:
    if name == "reference":  # not needed by most programs: imported at first use
        import importlib

        return importlib.import_module(".reference", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
