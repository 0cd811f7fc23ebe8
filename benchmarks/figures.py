"""The figures that are promised, and which of them a measurement meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import fastaug

from .cases import CASES
from .contest import ALONE, AT_ONCE, Case, Setting, missing
from .report import Record, Results, best_rival, key, measured_on

TYPICAL = ("224x224", "512x512")
LARGE = ("512x512", "1080x1920")
MIX = ("64x224x224",)
MANY = "64x32x32"
AFFINE = (
    *("affine_transform, bilinear", "affine_transform, bilinear reflect", "affine_transform, bilinear edge"),
    *("rotate", "shear", "translate", "zoom"),
)
BOX = tuple(f"box_blur, size {size}" for size in (3, 5, 7, 15, 31))
JPEG = tuple(f"jpeg_compression, quality {quality}" for quality in (30, 75, 95))


@dataclass(frozen=True)
class Figure:
    cases: tuple[str, ...]
    measure: str
    target: float
    sizes: tuple[str, ...] = TYPICAL
    dtype: str = "uint8"
    channels: int = 3


AVX512 = [
    Figure(AFFINE, "exact", 4),
    Figure(AFFINE, "all", 2),
    Figure(("perspective_transform", "displace"), "exact", 3),
    Figure(("perspective_transform", "displace"), "all", 2),
    Figure(("affine_transform, bilinear",), "all", 2, channels=1),
    Figure(("affine_transform, bilinear",), "all", 5, channels=8),
    Figure(("affine_transform, nearest",), "all", 2.3),
    Figure(("affine_transform, bilinear",), "all", 2, dtype="float32"),
    Figure(("affine_transform, bilinear",), "all", 2, dtype="uint16"),
    Figure(("elastic_transform, sigma 10",), "all", 6),
    Figure(("resized_crop, plain", "resize, plain"), "all", 1.8),
    Figure(("resized_crop, antialias", "resize, antialias"), "all", 2.3),
    Figure(("adjust_hue",), "all", 6),
    Figure(("color_jitter, four steps",), "all", 3),
    Figure(("adjust_saturation",), "all", 1.4),
    Figure(("autocontrast",), "all", 8),
    Figure(("equalize", "channel_shuffle"), "all", 2),
    Figure(("clahe",), "all", 1.5, channels=1),
    Figure(("clahe",), "all", 1.5),
    Figure(JPEG, "all", 2),
    Figure(("adjust_sharpness",), "all", 4),
    Figure(("median_blur, size 3", "median_blur, size 5"), "all", 1.2),
    Figure(BOX, "all", 1.2),
    Figure(("gaussian_blur, sigma 1",), "all", 1.05),
    Figure(("gaussian_blur, sigma 3",), "all", 3),
    Figure(("gaussian_blur, sigma 6", "gaussian_blur, sigma 20"), "all", 8),
    Figure(("gaussian_noise",), "all", 12),
    Figure(("salt_and_pepper",), "all", 12),
]
AVX2 = [
    Figure(AFFINE, "exact", 2.5),
    Figure(("adjust_hue", "color_jitter, four steps"), "all", 1.5),
    Figure(("autocontrast", "equalize", "clahe", "adjust_sharpness", *JPEG), "all", 1),
    Figure(("clahe",), "all", 1, channels=1),
    Figure(tuple(f"gaussian_blur, sigma {sigma}" for sigma in (1, 3, 6, 20)), "all", 1),
    Figure(("median_blur, size 3", "median_blur, size 5", *BOX), "all", 1),
    Figure(("gaussian_noise", "salt_and_pepper"), "all", 1),
    Figure(("resized_crop, plain", "resize, plain", "resized_crop, antialias", "resize, antialias"), "all", 1.5),
]
ANY_LEVEL = [
    Figure(("adjust_brightness", "scale_brightness", "adjust_contrast", "adjust_gamma"), "memory", 1.6, LARGE),
    Figure(("invert", "solarize", "posterize", "channel_dropout"), "memory", 1.5, (*TYPICAL, LARGE[1])),
    Figure(("coarse_dropout",), "memory", 1.5, MIX),
    Figure(("tone_curve", "apply_lut, per channel"), "memory", 1.6, LARGE),
    Figure(("horizontal_flip", "vertical_flip", "crop", "center_crop", "random_crop"), "memory", 1.6, LARGE),
    Figure(("normalize, HWC", "normalize, CHW"), "memory", 1.5),
    Figure(("mixup", "cutmix", "MixUp", "CutMix"), "memory", 1.3, MIX),
]
TIMES_NUMPY = 20  # for all but these, which move values or mask their bits
MOVES_FAMILIES = ("geometry", "erase")
MOVES = ("channel_shuffle", "channel_dropout", "posterize", "copy_paste", "mosaic", "cutmix", "CutMix")
NO_KERNEL = ("fit_pca",)  # NumPy itself: what follows is not promised
OVERHEAD = 2.0  # microseconds beyond the kernel, on 32x32x3
EIGHT, EIGHT_COST = 8, 1.25  # channels: their cost per byte against that of three, at LARGE[0]
SPEEDUP, NOT_SLOWER, LONG = 1.8, 0.95, 1e6  # two threads, above and below LONG nanoseconds of work
OF_MACHINE = 0.95  # of what two calls at once gain: so much two threads gain where the machine gives no more
LIMIT = "the machine's limit"
SIGMA_COST = 1.5  # elastic_field at sigma 50 against sigma 2

TARGETS = {
    "exact": "{:g}x the best exact rival",
    "all": "{:g}x the best rival",
    "memory": "within {:g}x of its memory traffic",
}


def chosen() -> list[Figure]:
    level = {"avx512": AVX512, "avx2": AVX2}.get(fastaug.build_info()["simd"], [])
    return [*level, *ANY_LEVEL]


def settings() -> set[Setting]:
    """All that must be measured."""
    wanted = {
        Setting(name, size_of(size), figure.dtype, figure.channels)
        for figure in chosen()
        for name in figure.cases
        for size in figure.sizes
    }
    for name, case in all_kernels():
        sizes = MIX if case.whole_batch else ("32x32", MANY, *TYPICAL)
        wanted |= {Setting(name, size_of(size)) for size in sizes}
        wanted |= set() if case.whole_batch else {Setting(name, size_of(LARGE[0]), channels=EIGHT)}
        wanted |= {
            Setting(name, size_of(size), threads=2) for size in (sizes if case.whole_batch else (*TYPICAL, LARGE[1]))
        }
    return {s for s in wanted if s.case not in CASES or not (missing(s) or "").startswith("not")}


def all_kernels() -> list[tuple[str, Case]]:
    return [(name, case) for name, case in CASES.items() if name not in NO_KERNEL]


def size_of(name: str) -> tuple[int, ...]:
    return tuple(map(int, name.split("x")))


def table(results: Results) -> str:
    """A line for each figure: the target, what was measured, met or not."""
    found = {key(record): record for record in results["records"]}
    lines = []
    for figure in chosen():
        for name in figure.cases:
            records = [found.get((name, size, figure.dtype, figure.channels, 1)) for size in figure.sizes]
            kind = "" if (figure.dtype, figure.channels) == ("uint8", 3) else f" {figure.dtype}x{figure.channels}"
            lines.append(line(name + kind, TARGETS[figure.measure].format(figure.target), figure, records))
    for name, case in all_kernels():
        records = [found.get((name, size, "uint8", 3, 1)) for size in (MIX if case.whole_batch else TYPICAL)]
        if case.family not in MOVES_FAMILIES and case.function not in MOVES:
            lines.append(line(name, f"{TIMES_NUMPY}x NumPy", Figure((name,), "NumPy", TIMES_NUMPY), records))
    for name, _ in all_kernels():
        lines += two_threads(name, results["records"])
    for name, _ in all_kernels():
        lines += overhead(name, found)
    for name, _ in all_kernels():
        lines += cost_of_eight(name, found)
    lines += cost_of_sigma(found)
    widths = [max(len(one[k]) for one in lines) for k in range(3)]
    text = [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c:<{widths[2]}}  {d}" for a, b, c, d in lines]
    met, limit = (sum(one[3] == verdict for one in lines) for verdict in ("met", LIMIT))
    count = f"{met} of {len(lines)} figures met at the {results['simd']} level, {limit} at the machine's limit."
    return "\n".join([*text, "", count, measured_on(results)])


def line(name: str, target: str, figure: Figure, records: list[Record | None]) -> tuple[str, str, str, str]:
    """What was measured at each size; all must meet the target."""
    values = [MEASURES[figure.measure](record) if record else None for record in records]
    said = [f"{value:.2f}{who}" if (value := v[0]) is not None else "-" for v in values if v for who in [v[1]]]
    known = [v[0] for v in values if v and v[0] is not None]
    if not known:
        return name, target, "not measured", "unknown"
    most = figure.measure == "memory"
    fine = all(v <= figure.target if most else v >= figure.target for v in known)
    return name, target, " / ".join(said), "met" if fine else "NOT met"


def against(kinds: tuple[str, ...]) -> Callable[[Record], tuple[float | None, str]]:
    def measure(record: Record) -> tuple[float | None, str]:
        found = best_rival(record, kinds)
        return (found[1], f" {found[0]}") if found else (None, "")

    return measure


MEASURES: dict[str, Callable[[Record], tuple[Any, str]]] = {
    "exact": against(("exact",)),
    "all": against(("exact", "coarse")),
    "memory": lambda record: (1 / record["ratio"]["memory"], ""),
    "NumPy": lambda record: (record["ratio"]["NumPy"], ""),
}


def two_threads(name: str, records: list[Record]) -> list[tuple[str, str, str, str]]:
    """The gain above a millisecond of work, and that there is no loss below."""
    lines = []
    for record in records:
        if record["case"] == name and record["threads"] == 2:
            gain, work = record["ratio"][ALONE], record["ns_per_pixel"][ALONE] * record["pixels"]
            machine = 2 * gain / record["ratio"][AT_ONCE]
            least, possible = (SPEEDUP, OF_MACHINE * machine) if work > LONG else (NOT_SLOWER, NOT_SLOWER)
            said = f"{gain:.2f}, two calls at once {machine:.2f} ({work / 1e6:.2f} ms alone)"
            met = "met" if gain >= least else LIMIT if gain >= possible else "NOT met"
            lines.append((f"{name} {record['size']}", f"two threads: {least:g}x one", said, met))
    return lines


def overhead(name: str, found: dict[tuple[Any, ...], Record]) -> list[tuple[str, str, str, str]]:
    """The time of a call on 32x32x3 beyond its kernel's.

    That is the time of an image in a batch, or of as many pixels of a larger image if that is more.
    """
    small, many, large = (found.get((name, size, "uint8", 3, 1)) for size in ("32x32", MANY, "224x224"))
    if not (small and many and large):
        return []
    images = size_of(MANY)[0]
    kernel = max(
        many["ns_per_pixel"]["fastaug"] * many["pixels"] / images, large["ns_per_pixel"]["fastaug"] * small["pixels"]
    )
    beyond = (small["ns_per_pixel"]["fastaug"] * small["pixels"] - kernel) / 1e3
    met = "met" if beyond <= OVERHEAD else "NOT met"
    return [(name, f"call overhead at most {OVERHEAD:g} us", f"{beyond:.2f} us", met)]


def cost_of_eight(name: str, found: dict[tuple[Any, ...], Record]) -> list[tuple[str, str, str, str]]:
    """Of a byte of an image with eight channels, against one with three."""
    eight, three = (found.get((name, LARGE[0], "uint8", channels, 1)) for channels in (EIGHT, 3))
    if not (eight and three):
        return []
    cost = (eight["ns_per_pixel"]["fastaug"] / EIGHT) / (three["ns_per_pixel"]["fastaug"] / 3)
    met = "met" if cost <= EIGHT_COST else "NOT met"
    return [(name, f"a byte of {EIGHT} channels at most {EIGHT_COST:g}x one of 3", f"{cost:.2f}", met)]


def cost_of_sigma(found: dict[tuple[Any, ...], Record]) -> list[tuple[str, str, str, str]]:
    pair = [found.get((f"elastic_field, sigma {sigma}", "512x512", "uint8", 3, 1)) for sigma in (50, 2)]
    if not all(pair):
        return []
    cost = pair[0]["ns_per_pixel"]["fastaug"] / pair[1]["ns_per_pixel"]["fastaug"]  # type: ignore[index]
    met = "met" if cost <= SIGMA_COST else "NOT met"
    return [("elastic_field", f"sigma 50 at most {SIGMA_COST:g}x sigma 2", f"{cost:.2f}", met)]
