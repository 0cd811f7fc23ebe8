"""Plans made ahead: of a stream of single images of one kind, several are drawn for at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from .plan import Batch, Lane, Plan
from .rng import Keys
from .samples import Samples

MANY = 16  # images that are drawn for at a time


class Ahead:
    """What a pipeline has drawn for the images that it is going to see one by one.

    Drawing for many takes hardly longer than for one, and what becomes of a sample depends on its number alone: so once
    two images in a row were of one kind, a plan is made for those with the next numbers too.
    """

    def __init__(self) -> None:
        self._made: tuple[Any, int, Plan | None] = None, 0, None  # kind, first number, plan; replaced as a whole

    def __reduce__(self) -> Any:
        return Ahead, ()  # a copy begins anew

    def plan(self, given: Samples, keys: Keys, draw: Callable[[Samples, Keys], Batch]) -> Plan:
        """The plan of one image with one of a pipeline's running numbers."""
        seed, epoch, numbers = keys
        kind = seed, epoch, given.dtype, given.channels, *given.sizes[0].tolist()
        number = int(numbers[0])
        seen, first, plan = self._made
        if kind != seen or plan is None:
            plan = draw(given, keys).plan()
        elif first <= number < first + len(plan.before):
            return plan.only(number - first)
        else:
            plan = self._for_many(given, keys, draw) or draw(given, keys).plan()
        self._made = kind, number, plan
        return plan.only(0)

    def _for_many(self, given: Samples, keys: Keys, draw: Callable[[Samples, Keys], Batch]) -> Plan | None:
        """None where Python functions are called, which are to be found at each call, or where one of those to come is
        at fault, whose error is not this one's."""
        many = replace(given, sizes=np.repeat(given.sizes, MANY, axis=0))
        try:
            plan = draw(many, (*keys[:2], keys[2] + np.arange(MANY))).plan()
            plan.native(Lane((), (), given.dtype, given.channels), plan.passes)
        except (TypeError, ValueError):
            return None
        return None if any(p.python for p in plan.passes) else plan
