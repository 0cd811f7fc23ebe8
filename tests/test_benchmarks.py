"""The benchmarks' machinery, on tiny images; no time is judged."""

import json
import time
from importlib.util import find_spec

import numpy as np
import pytest

for library in ("cv2", "albumentations", "kornia_rs", "matplotlib", "tqdm"):
    pytest.importorskip(library, reason="the bench extra is not installed", exc_type=ImportError)

from benchmarks import compare, contest, figures, images, parity, pipelines, report, timing  # noqa: E402
from benchmarks.cases import CASES  # noqa: E402
from fastaug import reference  # noqa: E402


def results(cases=("horizontal_flip",), threads=1):
    records = [contest.hold(contest.Setting(name, (32, 32), threads=threads), 0.01) for name in cases]
    return report.collect(records)


@pytest.mark.parametrize("name", CASES)
def test_every_case_runs_and_a_rival_agrees(name):
    case = CASES[name]
    setting = contest.Setting(name, (2, 24, 32) if case.whole_batch else (24, 32))
    assert contest.missing(setting) is None
    record = contest.hold(setting, 0.001)
    assert record["ns_per_pixel"]["fastaug"] > 0 and record["ratio"]["NumPy"] > 0
    kinds = {p["kind"] for p in record["parity"].values()}
    assert kinds & ({"coarse"} if case.function in ("adjust_hue", "shift_hsv", "color_jitter") else {"exact"}), record[
        "parity"
    ]


def test_every_function_has_a_case():
    """All that have a reference: the others make matrices, without pixels."""
    assert set(reference.__all__) <= {case.function for case in CASES.values()}


def test_a_batch_counts_all_its_pixels_and_rivals_do_all_images():
    setting = contest.Setting("vertical_flip", (3, 32, 40))
    held, pixels = contest.prepare(setting)
    assert pixels == 3 * 32 * 40
    out = held.ours(None, 1)
    got = np.zeros_like(out)
    held.fill[contest.libraries.OPENCV](got)
    np.testing.assert_array_equal(got, out)


def test_medians_and_ratios():
    now = 0.0

    def works(seconds):
        def call():
            nonlocal now
            now += seconds

        return call

    turns = {"a": works(0.002), "b": works(0.006)}
    samples = timing.interleaved(turns, 0.01, lambda: now)  # a clock that the contestants move
    assert timing.median(samples["a"]) == pytest.approx(0.002)
    assert timing.ratio(samples["b"], samples["a"]) == pytest.approx(3)
    assert timing.ratio([8.0, None, 2.0, 9.0], [2.0, 1.0, 1.0, None]) == 3.0
    assert len(samples["a"]) == len(samples["b"]) >= timing.ROUNDS_OF_SLOW


def test_one_thread_is_timed_by_processor_time():
    assert timing.clock_for(1) is time.process_time
    assert timing.clock_for(2) is time.perf_counter


def test_two_threads_stand_beside_two_calls_at_once():
    made = []
    both, times = timing.at_once(lambda: made.append("one"), lambda: made.append("other"))
    made.clear()
    both()
    assert made.count("one") == made.count("other") == times
    record = results(threads=2)["records"][0]
    assert record["ratio"][contest.AT_ONCE] > 0
    for work, verdicts in {
        2e6: {1.8: "met", 1.55: figures.LIMIT, 1.4: "NOT met"},
        2e5: {1.0: "met", 0.9: "NOT met"},
    }.items():
        record["ns_per_pixel"][contest.ALONE] = work / record["pixels"]
        for gain, verdict in verdicts.items():
            record["ratio"] |= {contest.ALONE: gain, contest.AT_ONCE: 2 * gain / 1.6}  # two calls at once gain 1.6
            assert figures.two_threads("horizontal_flip", [record])[0][3] == verdict


def test_a_call_is_judged_beyond_its_kernel():
    def record(ns_per_pixel, images=1):
        return {"ns_per_pixel": {"fastaug": ns_per_pixel}, "pixels": images * 1024}

    def beyond(of_batch, of_large):
        sizes = {"32x32": record(5.0), figures.MANY: record(of_batch, 64), "224x224": record(of_large)}
        lines = figures.overhead("rot90", {("rot90", size, "uint8", 3, 1): r for size, r in sizes.items()})
        return lines[0][2:]

    assert beyond(4.0, 2.0) == ("1.02 us", "met")
    assert beyond(0.1, 2.0) == ("3.07 us", "NOT met")


def test_parity_tells_exact_coarse_and_wrong():
    want = images.photograph(40, 50, 3, "uint8")
    off = parity.levels_off(want, want)
    assert parity.classify(off, off).kind == "exact"
    grid = off.copy()
    grid[::3] = 4
    assert parity.classify(off + 0.1, grid).kind == "coarse"
    assert parity.classify(off + 5, grid).kind == "fails"
    assert parity.levels_off(np.float32([1, 0.5]), np.float32([1, 0.25])).tolist() == [0, 63.75]
    with pytest.raises(ValueError, match="shape"):
        parity.levels_off(want[1:], want)


def test_the_readme_writer_replaces_only_its_block(tmp_path):
    path = tmp_path / "README.md"
    begin, end = "<!-- benchmark:begin -->", "<!-- benchmark:end -->"
    path.write_text(f"# A\n{begin}\nold\n{end}\nthe rest\n")
    report.write_between(path, "benchmark", report.readme_table(results()))
    first = path.read_text()
    assert first.startswith(f"# A\n{begin}\n| ") and first.endswith(f"{end}\nthe rest\n")
    assert "old" not in first
    path.write_text("no marks\n")
    with pytest.raises(SystemExit, match="no block"):
        report.write_between(path, "benchmark", report.readme_table(results()))
    assert path.read_text() == "no marks\n"


def test_saved_results_come_back(tmp_path):
    found = results(("horizontal_flip", "rot90"))
    report.save(found, tmp_path / "results.json")
    loaded = json.loads((tmp_path / "results.json").read_text())
    assert loaded == found
    assert report.merge([loaded, found])["records"] == found["records"]


def test_the_table_publishes_losses():
    found = results()
    record = found["records"][0]
    record["ratio"]["Pillow"] = 0.25
    assert "0.25 Pillow" in report.table(found)


def test_the_chart_is_drawn(tmp_path):
    found = results()
    found["records"][0]["size"] = "512x512"
    report.chart(found, tmp_path / "docs" / "chart.png")
    assert (tmp_path / "docs" / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_every_figure_names_a_case_and_settings_cover_it():
    wanted = figures.settings()
    for figure in [*figures.AVX512, *figures.AVX2, *figures.ANY_LEVEL]:
        assert set(figure.cases) <= set(CASES)
    assert all(contest.missing(s) is None or contest.missing(s).startswith("fastaug") for s in wanted)


def test_chosen_settings():
    chosen = compare.arguments(["--only", "rot90", "--sizes", "32x32", "2x32x32", "--threads", "2"])
    wanted = compare.settings(chosen)
    assert {s.size for s in wanted} == {(32, 32), (2, 32, 32)} and {s.threads for s in wanted} == {2}
    assert len(wanted) == 2 * 3 + 2


def test_pipelines_are_timed_against_libraries_that_do_the_same(capsys):
    pytest.importorskip("cv2")
    pytest.importorskip("albumentations")
    for name in ("TrivialAugment", "CIFAR", "P1 single", "drawing", "flip"):
        result = pipelines.measure(name, 0.01, 1)
        pipelines.show(result)
        assert result.rates["fastaug"] > 0 and not any(np.isnan(list(result.ratios.values())))
    assert "images/s" in capsys.readouterr().out
    assert pipelines.table([result]).startswith("| one thread")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(
    not (find_spec("keras") and find_spec("torch")),
    reason="Keras and torch, its backend, are too large to be asked of everyone who runs the tests",
)
def test_keras_is_timed_where_it_is():
    result = pipelines.measure("Keras32", 0.01, 1)
    assert set(result.ratios) == {"Keras"} and "spread" in result.notes["Keras"]
