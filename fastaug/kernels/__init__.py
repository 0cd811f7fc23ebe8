"""Compiled loops. Each module unpacks arrays and runs row functions of csrc/ without the GIL."""

import os

# libgomp's idle threads spin by default, which on busy cores makes a tiny parallel region take milliseconds. It reads
# this variable only when it is loaded, which is now.
_was_set = "OMP_WAIT_POLICY" in os.environ
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
from . import _core  # noqa: E402, F401

if not _was_set:
    del os.environ["OMP_WAIT_POLICY"]
