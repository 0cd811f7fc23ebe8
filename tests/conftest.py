"""Fixtures and the namespace of docstring examples."""

import os

import numpy as np
import pytest

import fastaug

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")  # the tests look at no network


@pytest.fixture(autouse=True)
def _examples_see_numpy_and_fastaug(doctest_namespace):
    doctest_namespace["np"] = np
    doctest_namespace["fastaug"] = fastaug


@pytest.fixture
def rng():
    return np.random.default_rng(20)


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """The test works in an empty folder."""
    monkeypatch.chdir(tmp_path)
