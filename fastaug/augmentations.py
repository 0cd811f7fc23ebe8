"""All that pipelines are made of, under one roof."""

from typing import TYPE_CHECKING

from . import compose, mixing, pipeline, policies, record, replay, schedules, serialization, targets, transforms, views
from .compose import *
from .mixing import *
from .pipeline import *
from .policies import *
from .record import *
from .replay import *
from .schedules import *
from .serialization import *
from .targets import *
from .transforms import *
from .views import *

if not TYPE_CHECKING:  # a type checker follows no lists of other modules; without one it takes all names
    __all__ = [
        *compose.__all__,
        *mixing.__all__,
        *pipeline.__all__,
        *policies.__all__,
        *record.__all__,
        *replay.__all__,
        *schedules.__all__,
        *serialization.__all__,
        *targets.__all__,
        *transforms.__all__,
        *views.__all__,
    ]
