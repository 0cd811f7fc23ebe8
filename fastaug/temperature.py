"""The colour of black bodies: what light of a temperature does to red and blue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .kernels.channels import black_body_gains

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLDEST, WHITE, HOTTEST = 3000.0, 6500.0, 15000.0  # kelvin
STEP = 500.0
KELVIN = np.arange(COLDEST, HOTTEST + 1, STEP)
# Red, green and blue of the black bodies of Zini, Gomez-Villa, Buzzelli, Twardowski, Bagdanov and van de Weijer,
# "Planckian Jitter" (ICLR 2023).
RED = np.array([
    0.6743, 0.6281, 0.5919, 0.5623, 0.5376, 0.5163, 0.4979, 0.4816, 0.4672, 0.4542, 0.4426, 0.4320, 0.4223,
    0.4135, 0.4054, 0.3980, 0.3911, 0.3847, 0.3787, 0.3732, 0.3680, 0.3632, 0.3586, 0.3544, 0.3503,
])  # fmt: skip
GREEN = np.array([
    0.4029, 0.4241, 0.4372, 0.4457, 0.4515, 0.4555, 0.4584, 0.4604, 0.4619, 0.4630, 0.4638, 0.4644, 0.4648,
    0.4651, 0.4653, 0.4654, 0.4655, 0.4656, 0.4656, 0.4656, 0.4655, 0.4655, 0.4655, 0.4654, 0.4653,
])  # fmt: skip
BLUE = np.array([
    0.0013, 0.1665, 0.2513, 0.3154, 0.3672, 0.4103, 0.4468, 0.4782, 0.5053, 0.5289, 0.5497, 0.5681, 0.5844,
    0.5990, 0.6121, 0.6239, 0.6346, 0.6444, 0.6532, 0.6613, 0.6688, 0.6756, 0.6820, 0.6878, 0.6933,
])  # fmt: skip


RED_GAIN, BLUE_GAIN = (values / GREEN / (values / GREEN)[KELVIN == WHITE] for values in (RED, BLUE))


def temperature_gains(kelvin: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 3): factors of red, green and blue that turn white into the colour of a black body; those of WHITE are 1."""
    return black_body_gains(kelvin, COLDEST, STEP, RED_GAIN, BLUE_GAIN)
