"""How long our own calls take, for a watch on regressions: `make bench`."""

import numpy as np
import pytest

from .cases import CASES
from .contest import Setting, missing, prepare

SIZES = ((224, 224), (512, 512))
BATCH = (64, 224, 224)
SETTINGS = [
    Setting(name, size, dtype)
    for name, case in CASES.items()
    for size in ((BATCH,) if case.whole_batch else SIZES)
    for dtype in case.dtypes
    if missing(Setting(name, size, dtype)) is None
]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: f"{s.case}-{s.size_name}-{s.dtype}")
def test_speed(benchmark, setting):
    contest, pixels = prepare(setting)
    made = contest.ours(None, 1)
    out = np.empty_like(made) if contest.fills else None
    benchmark.extra_info["pixels"] = pixels
    benchmark.group = setting.case
    benchmark(contest.ours, out, 1)
