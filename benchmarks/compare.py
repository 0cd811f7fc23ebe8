"""Times fastaug against its NumPy reference and other libraries, after a check that they do the same.

    python benchmarks/compare.py --quick
    python benchmarks/compare.py --only rotate adjust_hue --sizes 224x224 --threads 1
    python benchmarks/compare.py --figures

Every number of threads has a process of its own, in which the contestants take turns. So has OpenCV 4, which cannot
share a process with OpenCV 5: give its folder, made by `pip install --target DIR "opencv-python-headless<5"`, as
`--opencv4 DIR`. Those who fill an array are compared with our call filling one, the others with our call making one.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[:] = [p for p in sys.path if p != str(ROOT / "benchmarks")] + [str(ROOT)]

from benchmarks import figures, report  # noqa: E402
from benchmarks.cases import CASES  # noqa: E402
from benchmarks.contest import Setting, hold, missing  # noqa: E402
from benchmarks.libraries import OPENCV, versions  # noqa: E402

SIZES = ("32x32", "224x224", "512x512", "1080x1920", "64x224x224")
QUICK = {"sizes": ("512x512",), "dtypes": ("uint8",), "channels": (3,), "threads": (1,)}


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="functions, or cases such as 'resize, plain'")
    parser.add_argument("--sizes", nargs="+", default=SIZES, metavar="[N]xHxW", help=f"default: {' '.join(SIZES)}")
    parser.add_argument("--dtypes", nargs="+", default=("uint8", "float32"), choices=("uint8", "uint16", "float32"))
    parser.add_argument("--channels", nargs="+", type=int, default=(1, 3, 8))
    parser.add_argument("--threads", nargs="+", type=int, default=(1, 2))
    parser.add_argument("--seconds", type=float, default=0.5, help="time for each line of the table (default: 0.5)")
    parser.add_argument("--quick", action="store_true", help="512x512, uint8, RGB, one thread")
    parser.add_argument("--figures", action="store_true", help="the promised figures: which of them are met")
    parser.add_argument("--opencv4", metavar="DIR", help="folder with OpenCV 4")
    parser.add_argument("--json", metavar="FILE", help="save the results")
    parser.add_argument("--load", metavar="FILE", nargs="+", help="take saved results instead of measuring")
    parser.add_argument("--chart", metavar="PNG", nargs="?", const=str(ROOT / "docs/benchmark.png"), help="draw bars")
    parser.add_argument("--readme", action="store_true", help="write the README's table")
    parser.add_argument("--child", nargs=2, metavar="FILE", help=argparse.SUPPRESS)
    chosen = parser.parse_args(argv)
    if chosen.quick:
        for option, value in QUICK.items():
            if getattr(chosen, option) == parser.get_default(option):
                setattr(chosen, option, value)
    return chosen


def settings(chosen: argparse.Namespace) -> list[Setting]:
    """The lines of the table, in the order of the cases. Batches have three channels."""
    if chosen.figures:
        return sorted(figures.settings(), key=lambda s: (list(CASES).index(s.case), s))
    known = [n for n, c in CASES.items() if not chosen.only or {n, c.function} & set(chosen.only)]
    if not known:
        sys.exit(f"no case is named {' or '.join(chosen.only)}; there are: {'; '.join(CASES)}")
    sizes = [tuple(map(int, size.split("x"))) for size in chosen.sizes]
    return [
        Setting(name, size, dtype, channels, threads)
        for name in known
        for size in sizes
        for dtype in chosen.dtypes
        for channels in chosen.channels
        for threads in chosen.threads
        if len(size) == 2 or channels == 3
    ]


def measure(wanted: list[Setting], seconds: float, opencv4: str | None) -> list[dict[str, Any]]:
    """A process for each number of threads, and another one with OpenCV 4."""
    records = []
    for threads in sorted({s.threads for s in wanted}):
        mine = [s for s in wanted if s.threads == threads]
        found = child(mine, threads, seconds, None)
        if opencv4:
            add_rivals(found, child(mine, threads, seconds / 2, opencv4))
        records += found
    return records


def child(wanted: list[Setting], threads: int, seconds: float, opencv4: str | None) -> list[dict[str, Any]]:
    environment = os.environ | {"RAYON_NUM_THREADS": str(threads)}
    if opencv4:
        environment["PYTHONPATH"] = os.pathsep.join([opencv4, environment.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    with tempfile.TemporaryDirectory() as folder:
        task, result = Path(folder) / "task.json", Path(folder) / "result.json"
        lines = [[s.case, s.size, s.dtype, s.channels, s.threads] for s in wanted]
        task.write_text(json.dumps({"settings": lines, "seconds": seconds, "opencv_only": bool(opencv4)}))
        command = [sys.executable, str(Path(__file__).resolve()), "--child", str(task), str(result)]
        subprocess.run(command, env=environment, check=True)
        return json.loads(result.read_text())


def run_child(task: Path, result: Path) -> None:
    from tqdm import tqdm

    todo = json.loads(task.read_text())
    only = frozenset([OPENCV]) if todo["opencv_only"] else None
    wanted = [Setting(name, tuple(size), *rest) for name, size, *rest in todo["settings"]]
    records = []
    for setting in (bar := tqdm(wanted, unit="line", disable=None)):
        bar.set_description(f"{setting.case} {setting.size_name} {setting.dtype}x{setting.channels}")
        if why := missing(setting):
            if why.startswith("fastaug has no"):
                tqdm.write(f"skipped {setting.case}: {why}", file=sys.stderr)
            continue
        try:
            records.append(hold(setting, todo["seconds"], only) | {"versions": versions()})
        except Exception:  # the other lines are worth having
            tqdm.write(f"failed {setting}: {traceback.format_exc()}", file=sys.stderr)
    result.write_text(json.dumps(records))


def add_rivals(records: list[dict[str, Any]], others: list[dict[str, Any]]) -> None:
    """What another process measured of further rivals; its ratios are to our call there."""
    found = {report.key(other): other for other in others}
    for record in records:
        if not (other := found.get(report.key(record))):
            continue
        rivals = other["parity"]
        record["parity"] |= rivals
        record["notes"] += other["notes"]
        record["versions"] |= other["versions"]
        for key in ("ratio", "ns_per_pixel"):
            record[key] |= {name: value for name, value in other[key].items() if name in rivals}


def main() -> None:
    chosen = arguments()
    if chosen.child:
        run_child(*map(Path, chosen.child))
        return
    if chosen.load:
        results = report.merge([json.loads(Path(p).read_text()) for p in chosen.load])
    else:
        results = report.collect(measure(settings(chosen), chosen.seconds, chosen.opencv4))
    print(figures.table(results) if chosen.figures else report.table(results))
    if chosen.json:
        report.save(results, Path(chosen.json))
    if chosen.chart:
        report.chart(results, Path(chosen.chart))
    if chosen.readme:
        report.write_between(ROOT / "README.md", "benchmark", report.readme_table(results))


if __name__ == "__main__":
    main()
