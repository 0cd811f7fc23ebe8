"""fastaug: image augmentation for NumPy arrays, as fast as the CPU allows.

Modules, and all that pipelines are made of (many small classes), are imported at first use.
"""

from typing import TYPE_CHECKING

from . import functional
from .functional import *
from .kernels._core import build_info as build_info
from .threads import get_num_threads as get_num_threads
from .threads import num_threads as num_threads
from .threads import set_num_threads as set_num_threads

__version__ = "0.1.0"

if TYPE_CHECKING:
    from . import reference as reference
    from .augmentations import *  # type: ignore[no-redef, assignment]
else:

    def __getattr__(name):
        from importlib import import_module

        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name != "__all__":
            try:
                return import_module(f".{name}", __name__)
            except ModuleNotFoundError as error:
                if error.name != f"{__name__}.{name}":
                    raise
        lazy = import_module(".augmentations", __name__)
        globals().update({found: getattr(lazy, found) for found in lazy.__all__})
        own = ["build_info", "get_num_threads", "num_threads", "reference", "set_num_threads"]
        globals()["__all__"] = [*functional.__all__, *lazy.__all__, *own]
        if name not in globals():
            import sys

            module = sys.modules[__name__]  # for Python's hint at the nearest name
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=module)
        return globals()[name]

    def __dir__():
        return sorted({*globals(), *__getattr__("__all__")})
