"""The command line: fastaug augment images.npy augmented.npy."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from . import __version__, build_info
from .datasets import OPS, augment_file
from .serialization import load

DESCRIPTION = "Image augmentation for NumPy arrays, as fast as the CPU allows."
AUGMENT = """\
Writes augmented copies of every image of a .npy file to another .npy file, of any size.

Images have shape (N, H, W) or (N, H, W, C), any C, of uint8, uint16, float32 or float64. The result has the dtype and
size that the pipeline gives: the copies of the first image, those of the second, and so on (each after its original
with --keep-originals). Copy k of image i is pipeline(image, index=i, epoch=k), whatever the threads.
"""
STEPS = {
    "flip": "left and right, every second image",
    "rotate": "-15 to 15 degrees",
    "scale": "0.9 to 1.1 times the size (zoom)",
    "elastic": "smooth random shifts of about a hundredth of the image",
    "jitter": "brightness, contrast and saturation by up to a fifth, hue by up to 7 degrees;\n"
    "           saturation and hue only for 3 channels; floats must lie in 0 .. 1",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code: 0, 1 for an error, 2 for wrong usage, 130 when interrupted."""
    options = parser().parse_args(arguments)
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exit that clears up
    try:
        options.run(options)
    except KeyboardInterrupt:
        return failure("interrupted, nothing was written", 130)
    except MemoryError:
        return failure("not enough memory for one batch of images", 1)
    except OSError as error:
        return failure(error.strerror or str(error), 1)
    except (ImportError, OverflowError, TypeError, ValueError) as error:
        return failure(str(error), 1)
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


def failure(message: str, code: int) -> int:
    print(f"fastaug: error: {message}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    info = build_info()
    version = f"fastaug {__version__} ({info['simd']}, {'OpenMP' if info['openmp'] else 'no OpenMP'})"
    main = argparse.ArgumentParser("fastaug", description=DESCRIPTION)
    main.add_argument("--version", action="version", version=version)
    commands = main.add_subparsers(title="commands", metavar="command", required=True)
    augment = commands.add_parser(
        "augment",
        help="write augmented copies of a .npy file of images",
        description=AUGMENT,
        epilog="\n".join(["steps unless --pipeline says others:", *(f"  {op:<8} {STEPS[op]}" for op in OPS)]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    augment.set_defaults(run=run_augment)
    add = augment.add_argument
    add("images", help="the .npy file to read", metavar="images.npy")
    add("augmented", help="the .npy file to write", metavar="augmented.npy")
    add("--copies", type=number(1), default=1, metavar="K", help="copies of each image (1)")
    add("--labels", metavar="y.npy", help="labels, a row for each image; repeated in step to augmented.labels.npy")
    add("--masks", metavar="m.npy", help="a mask for each image, which moves along to augmented.masks.npy")
    add("--seed", type=number(0, 2**64 - 1), metavar="S", help="seed of the random numbers (the pipeline's, or 0)")
    add("--keep-originals", action="store_true", help="put each original before its copies")
    which = augment.add_mutually_exclusive_group()
    which.add_argument("--ops", type=steps, metavar="A,B", help="steps to take (all below)")
    which.add_argument("--pipeline", metavar="aug.json", help="a pipeline that fastaug.save wrote, .json or .yaml")
    add("--preview", metavar="sheet.png", help="write a contact sheet, originals beside their copies (needs Pillow)")
    add("--threads", type=number(1), metavar="T", help="threads at most (all CPUs)")
    add("--force", action="store_true", help="replace files that exist already")
    add("--quiet", action="store_true", help="print nothing but errors")
    return main


def number(least: int, most: float = float("inf")) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            limits = f"at least {least}" if most == float("inf") else f"in {least} .. {most}"
            raise argparse.ArgumentTypeError(f"must be a whole number {limits}, got {text!r}")
        return value

    return parse


def steps(text: str) -> list[str]:
    chosen = text.split(",")
    if unknown := [step for step in chosen if step not in OPS]:
        raise argparse.ArgumentTypeError(f"must be steps out of {','.join(OPS)}, got {unknown[0]!r}")
    return chosen


def saved(path: str) -> Any:
    try:
        return load(path)
    except OSError as error:
        raise OSError(error.errno, f"pipeline: cannot read {path}: {error.strerror}") from None
    except (TypeError, ValueError) as error:
        raise ValueError(f"pipeline: {path}: {error}") from None


def run_augment(options: argparse.Namespace) -> None:
    began = time.perf_counter()
    with progress(options.quiet) as advance:
        shape = augment_file(
            options.images,
            options.augmented,
            copies=options.copies,
            labels=options.labels,
            masks=options.masks,
            seed=options.seed,
            keep_originals=options.keep_originals,
            ops=options.ops,
            pipeline=None if options.pipeline is None else saved(options.pipeline),
            preview=options.preview,
            force=options.force,
            threads=options.threads,
            progress=advance,
        )
    seconds = time.perf_counter() - began
    if not options.quiet:
        speed = f"{seconds:.2f} s, {shape[0] / seconds:,.0f} images per second"
        print(f"{options.augmented}: {shape[0]} images of {' x '.join(map(str, shape[1:]))} in {speed}")


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int, int], object] | None]:
    """A progress bar on a terminal: tqdm's if it is installed, else a plain count."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    try:
        from tqdm import tqdm
    except ImportError:
        yield lambda done, total: print(f"\r{done}/{total} images", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        return
    with tqdm(unit=" images") as bar:

        def advance(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield advance
