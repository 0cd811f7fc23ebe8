"""What the functions that put parts of several images together take, checked for them and for the reference."""

from __future__ import annotations

from .kernels.mix import check_four as check_four
from .kernels.mix import check_masked as check_masked
from .kernels.mix import mosaic_centers as mosaic_centers
