"""Interleaved timing: the contestants take turns, so that a slow spell of the machine hits all of them.

Calls on one thread are timed by the processor time of the process, which other processes do not lengthen; calls on
several threads by the clock on the wall.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

LEAST_SAMPLE = 200e-6  # seconds: shorter calls are repeated within a sample
WARMED = 5e-3  # seconds: before a sample, shorter calls are made once untimed, so that all find their data in cache
LEAST_ROUNDS = 5
LONG_TURN = 5e-3  # seconds: what starts two threads of Python is little beside this
ROUNDS_OF_SLOW = 3  # a contestant that would eat the whole time sits out after this many

Samples = list[float | None]
Clock = Callable[[], float]


def clock_for(threads: int) -> Clock:
    return time.process_time if threads == 1 else time.perf_counter


def interleaved(
    contestants: dict[str, Callable[[], object]], seconds: float, clock: Clock = time.perf_counter
) -> dict[str, Samples]:
    """Seconds a call, one sample per contestant and round (None: sat out), for about `seconds` altogether."""
    repeats, warm = {}, {}
    for name, call in contestants.items():
        repeats[name], warm[name] = rehearse(call, clock)
    samples: dict[str, Samples] = {name: [] for name in contestants}
    share = seconds / max(len(contestants), 1)
    spent = dict.fromkeys(contestants, 0.0)
    started, rounds = time.perf_counter(), 0
    while rounds < LEAST_ROUNDS or time.perf_counter() - started < seconds:
        for name, call in contestants.items():
            if rounds >= ROUNDS_OF_SLOW and spent[name] > share:
                samples[name].append(None)
                continue
            took = sample(call, repeats[name], clock, warm[name])
            spent[name] += took * repeats[name]
            samples[name].append(took)
        rounds += 1
        if all(s > share for s in spent.values()) and rounds >= ROUNDS_OF_SLOW:
            break
    return samples


def sample(call: Callable[[], object], repeats: int, clock: Clock, warm: bool = False) -> float:
    turns = range(repeats)
    if warm:
        call()
    started = clock()
    for _ in turns:
        call()
    return (clock() - started) / repeats


def rehearse(call: Callable[[], object], clock: Clock) -> tuple[int, bool]:
    """How many calls make one sample long enough, and whether to warm up before each; these calls are the first."""
    repeats = 1
    while True:
        took = sample(call, repeats, clock)
        if took * repeats >= LEAST_SAMPLE / 2:
            return max(1, math.ceil(LEAST_SAMPLE / took)), took < WARMED
        repeats *= 4


def at_once(one: Callable[[], object], other: Callable[[], object]) -> tuple[Callable[[], object], int]:
    """A call that makes both, in threads of Python, so many times: what a second core of this machine is worth.

    Virtual cores may be threads of one core, or wait for the same memory: then no two threads do twice the work of one.
    """
    times = math.ceil(LONG_TURN / max(sample(one, 2, time.perf_counter), 1e-9))
    second = ThreadPoolExecutor(1)

    def both() -> None:
        waiting = second.submit(sample, other, times, time.perf_counter)
        sample(one, times, time.perf_counter)
        waiting.result()

    return both, times


def median(samples: Samples) -> float:
    return statistics.median(s for s in samples if s is not None)


def ratio(samples: Samples, base: Samples) -> float:
    """How many times longer than `base`: the median over the rounds in which both took part."""
    return statistics.median(s / b for s, b in zip(samples, base, strict=True) if s is not None and b is not None)
