"""What is timed: a case builds, for one image, our call, the reference's and the rivals'; `hold` times them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

import fastaug
from fastaug import reference

from . import images, libraries, parity, timing

Fill = Callable[[np.ndarray], object]  # writes its result into the array it gets
Make = Callable[[], object]  # makes a new result


@dataclass
class Contest:
    """The calls for one image. Rivals that can fill an array are in `fill`, the others in `make`."""

    ours: Callable[[np.ndarray | None, int], Any]  # (out, threads); None: a new result
    reference: Make
    fill: dict[str, Fill] = field(default_factory=dict)
    make: dict[str, Make] = field(default_factory=dict)
    fills: bool = True  # whether ours takes `out`
    floor: Fill | None = None  # the memory traffic alone: what no kernel can beat
    pixels: int | None = None  # of one result image, if not those of the input
    mask: Callable[[], np.ndarray] | None = None  # where outputs are compared: rivals differ where the border mixes in
    around: np.ndarray | float | None = None  # draws differ: compare how much the results differ from this


@dataclass(frozen=True)
class Case:
    function: str  # the name in fastaug
    variant: str
    build: Callable[[np.ndarray], Contest]
    channels: tuple[int, ...]
    dtypes: tuple[str, ...]
    whole_batch: bool  # build takes the batch, and the rivals see to its images
    family: str  # the file the case stands in

    @property
    def name(self) -> str:
        return f"{self.function}, {self.variant}" if self.variant else self.function


def same_call(function: str, image: np.ndarray, *arguments: Any, **options: Any) -> dict[str, Any]:
    """`ours` and `reference` of a contest: two functions of one name that get the same."""
    ours, plain = getattr(fastaug, function), getattr(reference, function)
    return {
        "ours": lambda out, threads: ours(image, *arguments, out=out, threads=threads, **options),
        "reference": lambda: plain(image, *arguments, **options),
    }


CASES: dict[str, Case] = {}
DRAWS = 16  # of random functions, to compare
ALL_CHANNELS, RGB = (1, 3, 8), (3,)
DTYPES = ("uint8", "float32")


def case(
    function: str,
    variants: dict[str, dict[str, Any]] | None = None,
    *,
    channels: tuple[int, ...] = ALL_CHANNELS,
    dtypes: tuple[str, ...] = DTYPES,
    whole_batch: bool = False,
) -> Callable[[Callable[..., Contest]], Callable[..., Contest]]:
    """Registers a function (image, **options) -> Contest as a case, or as one for each variant and its options."""

    def register(build: Callable[..., Contest]) -> Callable[..., Contest]:
        family = build.__module__.rsplit(".", 1)[-1]
        for variant, options in (variants or {"": {}}).items():
            bound = functools.partial(build, **options)
            new = Case(function, variant, bound, channels, dtypes, whole_batch, family)
            if new.name in CASES:
                raise ValueError(f"two cases are named {new.name!r}")
            CASES[new.name] = new
        return build

    return register


@dataclass(frozen=True, order=True)
class Setting:
    """One line of the table."""

    case: str
    size: tuple[int, ...]  # (H, W) or (N, H, W)
    dtype: str = "uint8"
    channels: int = 3
    threads: int = 1

    @property
    def size_name(self) -> str:
        return "x".join(map(str, self.size))


def copying(source: np.ndarray) -> Fill:
    """The traffic of reading one array and writing another."""
    return lambda out: np.copyto(out.reshape(source.shape), source)


def writing() -> Fill:
    """The traffic of writing the result."""
    return lambda out: out.fill(1)


def missing(setting: Setting) -> str | None:
    """Why a setting cannot be run, or None."""
    one = CASES[setting.case]
    if not hasattr(fastaug, one.function):
        return f"fastaug has no {one.function}"
    if one.whole_batch and len(setting.size) == 2:
        return "for batches only"
    if setting.channels not in one.channels or setting.dtype not in (*one.dtypes, "uint16"):
        return f"not for {setting.dtype} with {setting.channels} channels"
    return None


def hold(setting: Setting, seconds: float, only: frozenset[str] | None = None) -> dict[str, Any]:
    """Checks the rivals of one setting, times all, and gives the record that is saved. `only`: just these rivals."""
    libraries.set_threads(setting.threads)
    found, notes = check(setting.case, setting.dtype, setting.channels, only)
    contest, pixels = prepare(setting)
    fit = [rival for rival, kind in found.items() if kind["kind"] != "fails"]
    turns = calls(contest, setting.threads, fit, everything=only is None)
    if setting.threads > 1 and only is None:
        turns[AT_ONCE], times = timing.at_once(
            turns[ALONE], calls(prepare(setting)[0], setting.threads, [], True)[ALONE]
        )
        # it leaves the caches with other data: ours come later again
        turns |= {name: turns.pop(name) for name in ("NumPy", "memory", ALONE) if name in turns}
    samples = timing.interleaved(turns, seconds, timing.clock_for(setting.threads))
    if AT_ONCE in samples:
        samples[AT_ONCE] = [s and s / times for s in samples[AT_ONCE]]
    alike = {name: "fastaug, new" for name in ("NumPy", *contest.make) if contest.fills}
    return {
        "case": setting.case,
        "size": setting.size_name,
        "dtype": setting.dtype,
        "channels": setting.channels,
        "threads": setting.threads,
        "pixels": pixels,
        "ns_per_pixel": {name: short(timing.median(s) / pixels * 1e9) for name, s in samples.items()},
        "ratio": {
            name: short(timing.ratio(s, samples[alike.get(name, "fastaug")]))
            for name, s in samples.items()
            if name not in OURS
        },
        "parity": found,
        "notes": notes,
    }


def short(value: float) -> float:
    return float(f"{value:.4g}")


OURS = ("fastaug", "fastaug, new")
ALONE, AT_ONCE = "one thread", "two calls at once"  # what two threads of one call are measured by


def calls(contest: Contest, threads: int, rivals: list[str], everything: bool) -> dict[str, Callable[[], object]]:
    """Who takes turns. Rivals that fill an array are to be compared with "fastaug", others with "fastaug, new"."""
    made = contest.ours(None, threads)
    if not contest.fills:
        turns = {"fastaug": lambda: contest.ours(None, threads)}
        single = lambda: contest.ours(None, 1)  # noqa: E731
    else:
        out = np.empty_like(made)
        turns = {"fastaug": lambda: contest.ours(out, threads), "fastaug, new": lambda: contest.ours(None, threads)}
        single = lambda: contest.ours(out, 1)  # noqa: E731
        turns |= {name: functools.partial(f, out) for name, f in contest.fill.items() if name in rivals}
    turns |= {name: f for name, f in contest.make.items() if name in rivals}
    if everything:
        turns["NumPy"] = contest.reference
        if contest.floor:
            turns["memory"] = functools.partial(contest.floor, out)
        if threads > 1:
            turns[ALONE] = single
    return turns


def prepare(setting: Setting) -> tuple[Contest, int]:
    """The contest on photographs and how many pixels a result has. In a batch, rivals take image after image."""
    one = CASES[setting.case]
    count, (height, width) = (1, setting.size) if len(setting.size) == 2 else (setting.size[0], setting.size[1:])
    if len(setting.size) == 2:
        contest = one.build(images.photograph(height, width, setting.channels, setting.dtype))
    else:
        batch = images.batch(count, height, width, setting.channels, setting.dtype)
        contest = one.build(batch)
        if not one.whole_batch:
            contest = one_by_one(contest, [one.build(image) for image in batch])
    return contest, (contest.pixels or height * width) * count


def one_by_one(whole: Contest, parts: list[Contest]) -> Contest:
    """Our call on the whole batch against the rivals' on each image."""

    def fill(name: str) -> Fill:
        fills = [part.fill[name] for part in parts]
        return lambda out: [f(image) for f, image in zip(fills, out, strict=True)]

    def make(name: str) -> Make:
        makes = [part.make[name] for part in parts]
        return lambda: [f() for f in makes]

    names = parts[0].fill, parts[0].make
    return replace(whole, fill={n: fill(n) for n in names[0]}, make={n: make(n) for n in names[1]})


@functools.cache
def check(
    name: str, dtype: str, channels: int, only: frozenset[str] | None = None, size: int = 224
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Each rival's parity with the reference, and notes on those that cannot do it."""
    one = CASES[name]
    inputs = [make(size, size, channels, dtype) for make in (images.photograph, images.noise)]
    if one.whole_batch:
        inputs = [np.stack([np.roll(x, 9 * k, axis=1) for k in range(4)]) for x in inputs]
    contests = [one.build(x) for x in inputs]
    wants = [np.asarray(contest.reference()) for contest in contests]
    random = contests[0].around is not None
    references = np.stack([np.asarray(contests[0].reference()) for _ in range(DRAWS)]) if random else wants[0]
    found, notes = {}, []
    for rival in [*contests[0].fill, *contests[0].make]:
        if only is not None and rival not in only:
            continue
        try:
            if random:
                draws = [np.asarray(result(contests[0], rival, wants[0])) for _ in range(DRAWS)]
                found[rival] = parity.classify_random(np.stack(draws), references, contests[0].around).as_dict()
                continue
            gots = [result(contest, rival, want) for contest, want in zip(contests, wants, strict=True)]
            masks = [contest.mask() if contest.mask else None for contest in contests]
            off = [parity.levels_off(g, w, m) for g, w, m in zip(gots, wants, masks, strict=True)]
            found[rival] = parity.classify(*off).as_dict()
        except ImportError:
            continue  # not installed: the list of versions tells
        except Exception as error:  # a rival may refuse a type or a number of channels in any way
            notes.append(f"{rival} cannot: {type(error).__name__}: {str(error).strip().splitlines()[0][:100]}")
    return found, notes


def result(contest: Contest, rival: str, want: np.ndarray) -> object:
    """What a rival gives; one that fills must have filled the array it got."""
    if rival in contest.make:
        return contest.make[rival]()
    out = np.zeros_like(want)
    contest.fill[rival](out)
    return out
