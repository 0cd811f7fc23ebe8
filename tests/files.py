"""Files of images, and the command in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

import fastaug

from .support import make


def save(shape=(7, 12, 10, 3), dtype=np.uint8, name="images.npy", seed=0):
    images = make(shape, dtype, seed)
    np.save(name, images)
    return images


def python(*arguments, **options):
    """A Python process that finds the fastaug under test; `communicate` waits for it."""
    env = os.environ | {"PYTHONPATH": str(Path(fastaug.__file__).parents[1])}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, *map(str, arguments)], env=env, **pipes, **options)


def command(*arguments, **options):
    """Exit code, output and errors of `python -m fastaug`."""
    process = python("-m", "fastaug", *arguments, **options)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def files():
    return sorted(os.listdir())
