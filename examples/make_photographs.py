"""Makes photographs.npy and photographs.labels.npy: 48 squares of 96 x 96 pixels cut from six photographs.

    pip install scikit-image
    python examples/make_photographs.py

All photographs come with scikit-image; examples/README.md says whose they are.
"""

from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data

SIZE = 96
CUTS = 8  # of each photograph
# For each label: where squares are cut (top, left, bottom, right), and their least and greatest side.
PHOTOGRAPHS = {
    "astronaut": ((0, 60, 512, 400), 190, 330),
    "hubble_deep_field": ((0, 0, 872, 1000), 160, 300),
    "cat": ((0, 60, 300, 451), 150, 290),
    "coffee": ((0, 60, 400, 600), 200, 380),
    "retina": ((150, 150, 1260, 1260), 500, 900),
    "rocket": ((60, 130, 427, 520), 170, 300),
}


def cuts(image, area, least, most, rng):
    top, left, bottom, right = area
    for _ in range(CUTS):
        side = int(rng.integers(least, most, endpoint=True))
        y = int(rng.integers(top, bottom - side, endpoint=True))
        x = int(rng.integers(left, right - side, endpoint=True))
        square = Image.fromarray(image).resize((SIZE, SIZE), Image.Resampling.BOX, (x, y, x + side, y + side))
        yield np.asarray(square)


def main():
    rng = np.random.default_rng(8)
    images, labels = [], []
    for label, (name, place) in enumerate(PHOTOGRAPHS.items()):
        images += cuts(getattr(data, name)(), *place, rng)
        labels += [label] * CUTS
    folder = Path(__file__).parent
    np.save(folder / "photographs.npy", np.stack(images))
    np.save(folder / "photographs.labels.npy", np.array(labels, np.uint8))


if __name__ == "__main__":
    main()
