"""Colours shifted along principal components."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import pca

from ..contest import RGB, Contest, case, copying, same_call
from ..libraries import OPENCV, albucore, cv2
from .color import full_range

ALPHAS = (0.1, -0.2, 0.3)


@case("fancy_pca", channels=RGB)
def fancy_pca(image):
    values, vectors = map(np.array, pca.IMAGENET)
    shift = vectors @ (ALPHAS * values) * full_range(image)

    def opencv(out):
        cv2.add(image, (*shift, 0.0), out)
        if image.dtype.kind == "f":
            cv2.min(cv2.max(out, (0.0,) * 4, out), (1.0,) * 4, out)

    return Contest(
        **same_call("fancy_pca", image, ALPHAS, pca.IMAGENET),
        fill={OPENCV: opencv},
        make={"Albumentations": lambda: albucore.add_vector(image, shift.astype(np.float32), False)},
        floor=copying(image),
    )


@case("fit_pca", channels=RGB)
def fit_pca(image):
    """Compared is the square root of the covariance, for the signs of the components are free."""
    colors = image.reshape(-1, 3)

    def root(found):
        values, vectors = found
        return vectors * np.sqrt(values) @ vectors.T

    def by_hand():
        return np.linalg.eigh(np.cov(colors / full_range(image), rowvar=False, bias=True))

    def opencv():
        _, vectors, values = cv2.PCACompute2(colors.astype(np.float32), None)
        return values[:, 0] / full_range(image) ** 2, vectors.T

    return Contest(
        ours=lambda out, threads: root(fastaug.fit_pca(image)),
        reference=lambda: root(by_hand()),
        make={OPENCV: lambda: root(opencv())},
        fills=False,
    )
