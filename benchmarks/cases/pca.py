"""Colours shifted along principal components."""

from __future__ import annotations

import numpy as np

import fastaug
from fastaug import pca, reference

from ..contest import RGB, Contest, case, copying
from ..libraries import OPENCV, albucore, cv2

ALPHAS = (0.1, -0.2, 0.3)


@case("fancy_pca", channels=RGB)
def fancy_pca(image):
    values, vectors = map(np.array, pca.IMAGENET)
    shift = vectors @ (ALPHAS * values) * (255 if image.dtype == np.uint8 else 1)

    def opencv(out):
        cv2.add(image, (*shift, 0.0), out)
        if image.dtype.kind == "f":
            cv2.min(cv2.max(out, (0.0,) * 4, out), (1.0,) * 4, out)

    return Contest(
        ours=lambda out, threads: fastaug.fancy_pca(image, ALPHAS, pca.IMAGENET, out=out, threads=threads),
        reference=lambda: reference.fancy_pca(image, ALPHAS, pca.IMAGENET),
        fill={OPENCV: opencv},
        make={"Albumentations": lambda: albucore.add_vector(image, shift.astype(np.float32), False)},
        floor=copying(image),
    )
