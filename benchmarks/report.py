"""What the measurements say: a table, the saved file's frame, a bar chart and the README's table."""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

import fastaug

from .cases import CASES

Record = dict[str, Any]
Results = dict[str, Any]


def collect(records: list[Record]) -> Results:
    """The records with what they were measured on."""
    versions: dict[str, str] = {}
    for record in records:
        versions |= record.pop("versions", {})
    return {
        "commit": commit(),
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "cpu": cpu(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "simd": fastaug.build_info()["simd"],
        "python": platform.python_version(),
        "versions": {"fastaug": fastaug.__version__} | versions,
        "records": records,
    }


def save(results: Results, path: Path) -> None:
    """A record on each line."""
    frame = json.dumps(results | {"records": []}, indent=1).removesuffix("[]\n}")
    path.write_text(frame + "[\n" + ",\n".join(map(json.dumps, results["records"])) + "\n]}\n")


def merge(results: list[Results]) -> Results:
    """Several saved files as one; of what was measured twice, the later counts."""
    records = {key(record): record for result in results for record in result["records"]}
    return results[-1] | {"records": list(records.values())}


def key(record: Record) -> tuple[Any, ...]:
    return tuple(record[k] for k in ("case", "size", "dtype", "channels", "threads"))


def commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=Path(__file__).parent, capture_output=True, text=True
    )
    return done.stdout.strip() or "unknown"


def cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        facts = dict(part.split(":", 1) for part in lines if ":" in part)
        facts = {k.strip(): v.strip() for k, v in facts.items()}
        return f"{facts['model name']} (family {facts['cpu family']}, model {facts['model']})"
    except (OSError, KeyError):
        return platform.processor() or platform.machine()


def best_rival(record: Record, kinds: tuple[str, ...] = ("exact", "coarse")) -> tuple[str, float] | None:
    """The fastest rival of these kinds, and how many times as long as ours it takes."""
    fit = {r: record["ratio"][r] for r, p in record["parity"].items() if p["kind"] in kinds and r in record["ratio"]}
    return min(fit.items(), key=lambda item: item[1]) if fit else None


def cell(found: tuple[str, float] | None) -> str:
    return f"{number(found[1])} {found[0]}" if found else "-"


def number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" if value < 10 else f"{value:.0f}"


def table(results: Results) -> str:
    """One line per setting; ratios are how many times as long as ours the other takes: below 1 we lose."""
    head = ["case", "size", "type", "thr", "ns/px", "best exact rival", "best rival", "NumPy", "memory", "1 thr"]
    lines = [head]
    notes: dict[str, None] = {}
    for r in results["records"]:
        ratio = r["ratio"]
        lines.append(
            [
                r["case"], r["size"], f"{r['dtype']}x{r['channels']}", str(r["threads"]),
                f"{r['ns_per_pixel']['fastaug']:.3f}", cell(best_rival(r, ("exact",))), cell(best_rival(r)),
                number(ratio.get("NumPy")), number(ratio.get("memory")), number(ratio.get("one thread")),
            ]
        )  # fmt: skip
        for rival, p in r["parity"].items():
            if p["kind"] != "exact":
                figures = f"max {p['smooth_max']:.1f}, mean {p['smooth_mean']:.2f} levels on the smooth image, "
                figures += f"max {p['noise_max']:.1f}, mean {p['noise_mean']:.2f} on noise"
                what = "not the same operation, not timed" if p["kind"] == "fails" else "coarse"
                notes[f"{r['case']}, {r['dtype']}x{r['channels']}: {rival} {what} ({figures})"] = None
        notes |= {f"{r['case']}, {r['dtype']}x{r['channels']}: {note}": None for note in r["notes"]}
    widths = [max(len(line[k]) for line in lines) for k in range(len(head))]
    text = ["  ".join(f"{value:<{width}}" for value, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join([*text, "", *notes, "", measured_on(results)])


def measured_on(results: Results) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return (
        f"Measured {results['date']} at commit {results['commit']} on {results['cpu']}, {results['simd']}, load "
        f"average {results['load']}, "
        f"Python {results['python']}; {versions}."
    )


def readme_table(results: Results) -> str:
    """uint8 RGB, one thread, by families: ours at 224 and 512, and how many times as long the others take."""
    found = {key(r): r for r in results["records"]}
    lines = [
        "| uint8 RGB, one thread | ns/px at 224 | ns/px at 512 | best exact rival | best rival | NumPy |",
        "| --- | ---: | ---: | --- | --- | ---: |",
    ]
    family = ""
    for name in dict.fromkeys(r["case"] for r in results["records"]):
        sizes = [found.get((name, size, "uint8", 3, 1)) for size in ("224x224", "512x512")]
        if not any(sizes):
            sizes = [None, found.get((name, "64x224x224", "uint8", 3, 1))]
        if not sizes[1]:
            continue
        ns = [f"{r['ns_per_pixel']['fastaug']:.2f}" if r else "-" for r in sizes]
        exact, best = (with_times(best_rival(sizes[1], kinds)) for kinds in (("exact",), ("exact", "coarse")))
        if CASES[name].family != family:
            family = CASES[name].family
            lines.append(f"| **{family}** | | | | | |")
        lines.append(f"| {name} | {ns[0]} | {ns[1]} | {exact} | {best} | {number(sizes[1]['ratio'].get('NumPy'))}x |")
    return "\n".join(
        [
            *lines,
            "",
            "Rivals take so many times as long as fastaug at 512x512 (mixing and erasing: a batch of 64 images of "
            "224x224); below 1x they are faster. Exact rivals are within one level of the reference; the others work "
            "on a coarser grid (1/32 pixel, 8-bit hue). " + measured_on(results),
        ]
    )


def with_times(found: tuple[str, float] | None) -> str:
    return f"{number(found[1])}x ({found[0]})" if found else "-"


def write_between(path: Path, name: str, block: str) -> None:
    """Replaces what stands between the marks `name`:begin and `name`:end."""
    marks = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    text = path.read_text()
    before, begin, rest = text.partition(marks[0])
    _, end, after = rest.partition(marks[1])
    if not (begin and end):
        raise SystemExit(f"{path} has no block {marks[0]} ... {marks[1]}")
    path.write_text(f"{before}{begin}\n{block}\n{end}{after}")


def chart(results: Results, path: Path) -> None:
    """Bars: how many times as long as fastaug the best rival and NumPy take, on 512x512 uint8 RGB, one thread."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    shown = [r for r in results["records"] if key(r)[1:] == ("512x512", "uint8", 3, 1)]
    shown += [
        r
        for r in results["records"]
        if key(r)[1:] == ("64x224x224", "uint8", 3, 1) and r["case"] not in {s["case"] for s in shown}
    ]
    shown = [(r, rival) for r in shown if (rival := best_rival(r))]
    shown.sort(key=lambda item: item[1][1])
    figure, axes = pyplot.subplots(figsize=(9, 0.8 + 0.28 * len(shown)), layout="constrained")
    for line, (record, (rival, ratio)) in enumerate(shown):
        axes.barh(line, ratio - 1, left=1, color="#2a7f62" if ratio >= 1 else "#c0392b", height=0.7)
        axes.plot(record["ratio"]["NumPy"], line, ".", color="#888888")
        axes.annotate(f" {rival} {number(ratio)}x", (max(ratio, 1), line), va="center", fontsize=7)
    axes.axvline(1, color="black", linewidth=0.8)
    axes.set_xscale("log")
    axes.set_xlim(right=4 * max(ratio for _, (_, ratio) in shown))  # room for the names
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_yticks(range(len(shown)), [record["case"] for record, _ in shown], fontsize=8)
    axes.set_ylim(-0.7, len(shown) - 0.3)
    axes.set_xlabel("time relative to fastaug: best rival (bars), NumPy reference (dots)")
    axes.set_title("512x512 uint8 RGB, one thread", fontsize=10)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
