"""Times whole pipelines: fastaug against Albumentations, Keras and OpenCV by hand, in images per second.

    python benchmarks/pipelines.py
    python benchmarks/pipelines.py --only P1 CIFAR --threads 2

All take turns in one process. Every rival does the same steps with the same ranges; the mean and the spread of what it
gives are printed beside ours.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[:] = [p for p in sys.path if p != str(ROOT / "benchmarks")] + [str(ROOT)]

import fastaug as A  # noqa: E402
from benchmarks import images, libraries, policies, report, timing  # noqa: E402
from benchmarks.libraries import OPENCV, cv2, optional, torch  # noqa: E402
from benchmarks.policies import vision  # noqa: E402
from fastaug.compat.keras import ImageDataGenerator  # noqa: E402
from fastaug.policies import tables  # noqa: E402

alb = optional("albumentations")
MEAN, STD = np.array([0.485, 0.456, 0.406], np.float32), np.array([0.229, 0.224, 0.225], np.float32)
Images = np.ndarray  # (N, H, W, C)
LEAST_COMPARED = 16  # results, whose means are held against each other


@dataclass
class Pipeline:
    """One line of the table: ours on a batch, and what a rival makes of one image."""

    about: str
    count: int
    size: int
    ours: Any
    rivals: dict[str, Callable[[np.ndarray], Any]] = field(default_factory=dict)
    floor: Callable[[Images, np.ndarray], object] | None = None
    masks: bool = False
    draws_only: bool = False

    def __str__(self) -> str:
        return f"{self.about}; {self.count} image{'s' * (self.count > 1)} of {self.size} x {self.size}"


# ---- steps by hand, with OpenCV ------------------------------------------------------------------------------------


def drawn(generator: np.random.Generator, low: float, high: float) -> float:
    return low + (high - low) * generator.random()


def cv_crop(image: np.ndarray, rng: np.random.Generator, side: int) -> np.ndarray:
    h, w = image.shape[:2]
    for _ in range(10):
        area, ratio = h * w * drawn(rng, 0.08, 1), np.exp(drawn(rng, np.log(3 / 4), np.log(4 / 3)))
        cw, ch = round(np.sqrt(area * ratio)), round(np.sqrt(area / ratio))
        if 0 < cw <= w and 0 < ch <= h:
            y, x = rng.integers(0, h - ch + 1), rng.integers(0, w - cw + 1)
            return cv2.resize(image[y : y + ch, x : x + cw], (side, side), interpolation=cv2.INTER_LINEAR)
    return cv2.resize(image, (side, side), interpolation=cv2.INTER_LINEAR)


def cv_flip(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return cv2.flip(image, 1) if rng.random() < 0.5 else image


def cv_jitter(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    for step in rng.permutation(4):
        factor = drawn(rng, 0.8, 1.2)
        if step == 0:
            image = cv2.convertScaleAbs(image, alpha=factor)
        elif step == 1:
            mean = cv2.mean(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))[0]
            image = cv2.convertScaleAbs(image, alpha=factor, beta=(1 - factor) * mean)
        elif step == 2:
            gray = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
            image = cv2.addWeighted(image, factor, gray, 1 - factor, 0)
        else:
            turned = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
            table = ((np.arange(256) + drawn(rng, -18, 18)) % 180).astype(np.uint8)
            turned[..., 0] = cv2.LUT(turned[..., 0], table)
            image = cv2.cvtColor(turned, cv2.COLOR_HSV2RGB)
    return image


def cv_normalize(image: np.ndarray) -> np.ndarray:
    made = cv2.multiply(image.astype(np.float32), (*tuple(map(float, 1 / (255 * STD))), 0.0))
    return cv2.subtract(made, (*tuple(map(float, MEAN / STD)), 0.0), dst=made)


def cv_planes(image: np.ndarray) -> np.ndarray:
    return np.stack(cv2.split(image))


def cv_affine(image: np.ndarray, matrix: np.ndarray, how: int) -> np.ndarray:
    return cv2.warpAffine(image, matrix, image.shape[1::-1], flags=how)


def cv_matrix(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    h, w = image.shape[:2]
    return cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), drawn(rng, -15, 15), drawn(rng, 0.9, 1.1))


def cv_field(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    h, w = image.shape[:2]
    fields = []
    for axis in (np.arange(w, dtype=np.float32)[None], np.arange(h, dtype=np.float32)[:, None]):
        noise = np.empty((h, w), np.float32)
        cv2.randu(noise, -100, 100)
        fields.append(cv2.GaussianBlur(noise, (0, 0), 10) + axis)
    return fields[0], fields[1]


def cv_contrast(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    table = np.clip(np.arange(256) * drawn(rng, 0.8, 1.2) + 255 * drawn(rng, -0.2, 0.2), 0, 255)
    return cv2.LUT(image, np.rint(table).astype(np.uint8))


def cv_noise(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    noise = np.empty(image.shape, np.int16)
    cv2.randn(noise, 0, 255 * drawn(rng, 0.02, 0.1))
    return cv2.add(image, noise, dtype=cv2.CV_8U)


# ---- the pipelines -------------------------------------------------------------------------------------------------


def p1(one_at_a_time: bool = False) -> Pipeline:
    jitter = {"brightness": (0.8, 1.2), "contrast": (0.8, 1.2), "saturation": (0.8, 1.2), "hue": (-0.1, 0.1), "p": 1}
    rng = np.random.default_rng(0)

    def opencv(image: np.ndarray) -> np.ndarray:
        return cv_planes(cv_normalize(cv_jitter(cv_flip(cv_crop(image, rng, 224), rng), rng)))

    def albumentations() -> Callable[[np.ndarray], np.ndarray]:
        steps = [alb.RandomResizedCrop((224, 224)), alb.HorizontalFlip(), alb.ColorJitter(**jitter), alb.Normalize()]
        aug = alb.Compose(steps)
        return lambda image: np.ascontiguousarray(aug(image=image)["image"].transpose(2, 0, 1))

    def torchvision() -> Callable[[np.ndarray], np.ndarray]:
        aug = vision.Compose([
            vision.RandomResizedCrop(224, antialias=False), vision.RandomHorizontalFlip(),
            vision.ColorJitter(0.2, 0.2, 0.2, 0.1), vision.ToDtype(torch.float32, scale=True),
            vision.Normalize(MEAN.tolist(), STD.tolist()),
        ])  # fmt: skip
        return lambda image: aug(torch.from_numpy(image).permute(2, 0, 1)).numpy()

    steps = [A.RandomResizedCrop((224, 224), antialias=False), A.HorizontalFlip(), A.ColorJitter(**jitter)]
    ours = A.Compose([*steps, A.Normalize(), A.ToTensorV2()], seed=0)
    about = "RandomResizedCrop(224) + HorizontalFlip + ColorJitter + Normalize + CHW"
    rivals = {OPENCV: opencv, "Albumentations": albumentations(), **({"torchvision": torchvision()} if vision else {})}
    if not one_at_a_time:
        return Pipeline(about, 64, 512, ours, rivals)

    def single(x: Images, out: Any = None, threads: int = 1) -> list[np.ndarray]:
        return [ours(image=image, threads=threads)["image"] for image in x]

    return Pipeline(f"{about}, one image at a time", 1, 224, single, rivals)


def p2() -> Pipeline:
    rng = np.random.default_rng(0)

    def opencv(image: np.ndarray) -> np.ndarray:
        image = cv_flip(cv_affine(image, cv_matrix(image, rng), cv2.INTER_LINEAR), rng)
        image = cv2.remap(image, *cv_field(image), cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        return cv_normalize(cv_noise(cv_contrast(image, rng), rng))

    def albumentations() -> Callable[[np.ndarray], np.ndarray]:
        aug = alb.Compose([
            alb.Affine(scale=(0.9, 1.1), rotate=(-15, 15), p=1), alb.HorizontalFlip(),
            alb.ElasticTransform(alpha=8, sigma=10, p=1), alb.RandomBrightnessContrast(p=1),
            alb.GaussNoise(std_range=(0.02, 0.1), p=1), alb.Normalize(),
        ])  # fmt: skip
        return lambda image: aug(image=image)["image"]

    ours = A.Compose([
        A.Affine(scale=(0.9, 1.1), rotate=(-15, 15), p=1), A.HorizontalFlip(),
        A.ElasticTransform(alpha=100, sigma=10, p=1), A.RandomBrightnessContrast(p=1),
        A.GaussNoise(std_range=(0.02, 0.1), p=1), A.Normalize(),
    ], seed=0)  # fmt: skip
    about = "Affine + HorizontalFlip + ElasticTransform + RandomBrightnessContrast + GaussNoise + Normalize"
    return Pipeline(about, 8, 512, ours, {OPENCV: opencv, "Albumentations": albumentations()})


def p4() -> Pipeline:
    rng = np.random.default_rng(0)

    def opencv(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        matrix, maps, flip = cv_matrix(image, rng), cv_field(image), rng.random() < 0.5
        made = []
        for array, how in ((image, cv2.INTER_LINEAR), (np.ascontiguousarray(image[..., 0]), cv2.INTER_NEAREST)):
            array = cv2.remap(cv_affine(array, matrix, how), *maps, how, borderMode=cv2.BORDER_CONSTANT)
            made.append(cv2.flip(array, 1) if flip else array)
        return made[0], made[1]

    def albumentations() -> Callable[[np.ndarray], Any]:
        affine = alb.Affine(scale=(0.9, 1.1), rotate=(-15, 15), p=1)
        aug = alb.Compose([affine, alb.ElasticTransform(alpha=8, sigma=10, p=1), alb.HorizontalFlip()])

        def one(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            made = aug(image=image, mask=np.ascontiguousarray(image[..., 0]))
            return made["image"], made["mask"]

        return one

    affine = A.Affine(scale=(0.9, 1.1), rotate=(-15, 15), p=1)
    ours = A.Compose([affine, A.ElasticTransform(alpha=100, sigma=10, p=1), A.HorizontalFlip()], seed=0)
    about = "Affine + ElasticTransform + HorizontalFlip on image and mask"
    return Pipeline(about, 8, 512, ours, {OPENCV: opencv, "Albumentations": albumentations()}, masks=True)


def cifar() -> Pipeline:
    holes = {"num_holes_range": (1, 1), "hole_height_range": (8, 8), "hole_width_range": (8, 8), "p": 1}
    jitter = {"brightness": (0.8, 1.2), "contrast": (0.8, 1.2), "saturation": (0.8, 1.2), "hue": (0, 0), "p": 1}

    def albumentations() -> Callable[[np.ndarray], np.ndarray]:
        aug = alb.Compose([
            alb.Pad(4), alb.RandomCrop(32, 32), alb.HorizontalFlip(), alb.ColorJitter(**jitter),
            alb.CoarseDropout(**holes), alb.Normalize(),
        ])  # fmt: skip
        return lambda image: aug(image=image)["image"]

    ours = A.Compose([
        A.Pad(4), A.RandomCrop(32, 32), A.HorizontalFlip(), A.ColorJitter(**jitter), A.CoarseDropout(**holes),
        A.Normalize(),
    ], seed=0)  # fmt: skip
    about = "Pad(4) + RandomCrop(32) + HorizontalFlip + ColorJitter + CoarseDropout + Normalize"
    single = {OWN: lambda image: ours(image)}
    return Pipeline(about, 256, 32, ours, {"Albumentations": albumentations(), **single})


def keras(count: int, size: int) -> Pipeline:
    arguments = {
        "rotation_range": 20, "width_shift_range": 0.1, "height_shift_range": 0.1, "shear_range": 10, "zoom_range": 0.2,
        "horizontal_flip": True, "rescale": 1 / 255,
    }  # fmt: skip
    generator = ImageDataGenerator(**arguments)

    def ours(x: Images, out: Any = None, threads: int = 1) -> np.ndarray:
        with A.num_threads(threads):
            made: np.ndarray = generator.flow(x, batch_size=len(x), shuffle=False, seed=0)[0]
        return made

    os.environ.setdefault("KERAS_BACKEND", "torch")
    legacy = optional("keras.src.legacy.preprocessing.image")
    theirs = legacy and legacy.ImageDataGenerator(**arguments)
    rivals = {"Keras": lambda image: theirs.standardize(theirs.random_transform(image.astype(np.float32)))}
    about = "ImageDataGenerator: rotation, shifts, shear, zoom, flip, rescale"
    return Pipeline(about, count, size, ours, rivals if legacy else {})


def flip() -> Pipeline:
    ours = A.Compose([A.HorizontalFlip(), A.Normalize(), A.ToTensorV2()], seed=0)
    mean, std = tuple(map(float, MEAN)), tuple(map(float, STD))

    def bare(x: Images, out: np.ndarray) -> object:
        return A.normalize(x, mean, std, layout="CHW", out=out, threads=1)

    return Pipeline("HorizontalFlip + Normalize + CHW, against normalize alone", 128, 224, ours, floor=bare)


def rand_augment() -> Pipeline:
    ours = A.Compose([A.RandAugment(n=2, m=9)], seed=0)
    return Pipeline("RandAugment(n=2, m=9)", 64, 224, ours, policies.rivals(tables.RANDAUGMENT, 2, 9))


def trivial_augment() -> Pipeline:
    ours = A.Compose([A.TrivialAugment()], seed=0)
    return Pipeline("TrivialAugment", 64, 224, ours, policies.rivals(tables.TRIVIAL_WIDE, 1, None))


def drawing() -> Pipeline:
    """What drawing alone takes, and no pixel."""
    ours = A.Compose([
        A.RandomResizedCrop((224, 224)), A.HorizontalFlip(), A.Affine(rotate=(-15, 15)), A.ColorJitter(),
        A.RandomGamma(), A.CoarseDropout(),
    ], seed=0)  # fmt: skip
    return Pipeline("six transforms drawn for 256 samples", 256, 32, ours, draws_only=True)


def drawing_policies() -> Pipeline:
    return Pipeline("RandAugment(n=2) drawn for 256 samples", 256, 224, A.Compose([A.RandAugment()]), draws_only=True)


PIPELINES = {
    "P1": p1, "P1 single": lambda: p1(one_at_a_time=True), "P2": p2, "P4": p4, "CIFAR": cifar, "flip": flip,
    "RandAugment": rand_augment, "TrivialAugment": trivial_augment, "drawing": drawing,
    "drawing policies": drawing_policies,
    "Keras": lambda: keras(32, 224), "Keras32": lambda: keras(256, 32),
}  # fmt: skip

# What is promised, on one thread: at least so many times as fast as the best library, or as our own single calls; at
# most so many times the floor; at most so many milliseconds.
LIBRARIES, SINGLE, FLOOR, MILLISECONDS = "the best library", "single calls", "the floor", "milliseconds"
FIGURES = [
    ("P1", LIBRARIES, 4.0), ("P2", LIBRARIES, 6.0), ("P4", LIBRARIES, 6.0), ("CIFAR", LIBRARIES, 20.0),
    ("CIFAR", SINGLE, 5.0), ("flip", FLOOR, 1.2), ("RandAugment", LIBRARIES, 3.0), ("TrivialAugment", LIBRARIES, 3.0),
    ("drawing", MILLISECONDS, 1.0), ("drawing policies", MILLISECONDS, 2.0),
    ("Keras", LIBRARIES, 20.0), ("Keras32", LIBRARIES, 20.0),
]  # fmt: skip
OWN = "our own single calls"


@dataclass
class Result:
    name: str
    pipeline: Pipeline
    rates: dict[str, float]  # images a second
    ratios: dict[str, float]  # times as long as ours takes
    notes: dict[str, str]

    def best(self) -> tuple[str, float] | None:
        libraries_only = [(r, name) for name, r in self.ratios.items() if name in self.pipeline.rivals and name != OWN]
        return min(libraries_only)[::-1] if libraries_only else None

    def figure(self, measure: str) -> float:
        if measure == LIBRARIES:
            best = self.best()
            return best[1] if best else float("nan")
        if measure == MILLISECONDS:
            return 1e3 * self.pipeline.count / self.rates["fastaug"]
        return self.ratios[OWN] if measure == SINGLE else 1 / self.ratios["floor"]


def spread(made: Any) -> np.ndarray:
    """Mean and standard deviation of one image's result."""
    first = np.asarray(made[0] if isinstance(made, tuple) else made, np.float64)
    return np.array([first.mean(), first.std()])


def parity(ours: Any, rivals: list[Any]) -> str:
    """How far the rival's images are from ours, on average over the batch."""
    want, got = (np.mean([spread(image) for image in made], axis=0) for made in (ours, rivals))
    off = np.abs(got - want) / max(want[1], 1e-9)
    return f"mean off by {off[0]:.2f} of a std, spread by {off[1]:.2f}"


def measure(name: str, seconds: float, threads: int) -> Result:
    pipeline = PIPELINES[name]()
    libraries.set_threads(threads)
    x = images.batch(pipeline.count, pipeline.size, pipeline.size, 3, "uint8")
    masks = np.ascontiguousarray(x[..., 0])

    def ours(out: Any = None) -> Any:
        if pipeline.draws_only:
            return pipeline.ours.draw(x)
        if pipeline.masks:
            return pipeline.ours(image=x, mask=masks, threads=threads)["image"]
        return pipeline.ours(x, out=out, threads=threads)

    made = ours()
    out = None if pipeline.masks else made
    calls: dict[str, Callable[[], Any]] = {"fastaug": lambda: ours(out)}
    if pipeline.floor is not None:
        calls["floor"] = lambda: pipeline.floor(x, out)
    for rival, one in pipeline.rivals.items():
        calls[rival] = lambda one=one: [one(image) for image in x]
    turns = range(max(1, LEAST_COMPARED // pipeline.count))

    def results(call: Callable[[], Any]) -> list[Any]:
        return [made for _ in turns for made in call()]

    notes = {rival: parity(results(ours), results(calls[rival])) for rival in pipeline.rivals}
    samples = timing.interleaved(calls, seconds, timing.clock_for(threads))
    rates = {call: pipeline.count / timing.median(times) for call, times in samples.items()}
    ratios = {call: timing.ratio(times, samples["fastaug"]) for call, times in samples.items() if call != "fastaug"}
    return Result(name, pipeline, rates, ratios, notes)


def show(result: Result) -> None:
    print(f"{result.name}: {result.pipeline}")
    for call, rate in result.rates.items():
        ratio = f"{result.ratios[call]:6.2f}x ours" if call in result.ratios else " " * 12
        print(f"  {call:22} {rate:9.0f} images/s  {ratio}  {result.notes.get(call, '')}")
    for name, kind, target in FIGURES:
        if name == result.name:
            got = result.figure(kind)
            met = got >= target if kind in (LIBRARIES, SINGLE) else got <= target
            print(f"  {'met' if met else 'NOT MET'}: {got:.2f} of {target:g}, {kind}")


def table(results: list[Result]) -> str:
    """The README's lines."""
    lines = ["| one thread, uint8 RGB | images per second | the best library takes |", "| --- | ---: | --- |"]
    for result in results:
        best = result.best()
        if best:
            rate = result.rates["fastaug"]
            lines.append(f"| {result.pipeline} | {rate:.0f} | {best[1]:.1f}x as long ({best[0]}) |")
    made = ", ".join(f"{name} {version}" for name, version in libraries.versions().items())
    where = f"{report.cpu()}, {A.build_info()['simd']}"
    return "\n".join([*lines, "", f"Measured {date.today()} at commit {report.commit()} on {where}; {made}."])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PIPELINES, default=list(PIPELINES), metavar="NAME")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=8.0, help="for each pipeline (default: 8)")
    parser.add_argument("--readme", action="store_true", help="write the README's table")
    chosen = parser.parse_args()
    results = []
    for name in chosen.only:
        results.append(measure(name, chosen.seconds, chosen.threads))
        show(results[-1])
    if chosen.readme:
        report.write_between(ROOT / "README.md", "pipelines", table(results))


if __name__ == "__main__":
    main()
