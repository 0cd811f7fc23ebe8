"""`ImageDataGenerator` of Keras 2 and 3, with its names and their documented meaning, on fastaug's kernels.

Keras itself is not needed. Where it is imported, what `flow` returns is a `keras.utils.PyDataset`, for `model.fit`.
"""

from .generator import ImageDataGenerator

__all__ = ["ImageDataGenerator"]
