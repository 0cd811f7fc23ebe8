"""The rival libraries: each is optional, and one that is missing raises ImportError when it is used."""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import os
from typing import Any

import numpy as np

os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")  # no look at the network


class Missing:
    """Stands for a module that is not installed."""

    def __init__(self, name: str, why: ImportError):
        self.name, self.why = name, why

    def __getattr__(self, attribute: str) -> Any:
        raise ImportError(f"{self.name}: {self.why}")

    def __bool__(self) -> bool:
        return False


def optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        return Missing(name, error)


cv2 = optional("cv2")
albucore = optional("albucore")
alb_geometry = optional("albumentations.augmentations.geometric.functional")
alb_pixels = optional("albumentations.augmentations.pixel.functional")
alb_crops = optional("albumentations.augmentations.crops.functional")
alb_dropout = optional("albumentations.augmentations.dropout.functional")
alb_mixing = optional("albumentations.augmentations.mixing.functional")
kornia = optional("kornia_rs.imgproc")
pillow = optional("PIL.Image")
pillow_enhance = optional("PIL.ImageEnhance")
pillow_filter = optional("PIL.ImageFilter")
pillow_ops = optional("PIL.ImageOps")
interpolate = optional("scipy.interpolate")
ndimage = optional("scipy.ndimage")
skimage_transform = optional("skimage.transform")
skimage_util = optional("skimage.util")
torch = optional("torch")

OPENCV = f"OpenCV {cv2.__version__.split('.')[0]}" if cv2 else "OpenCV"

DISTRIBUTIONS = {
    "NumPy": "numpy",
    "Albumentations": "albumentations",
    "Keras": "keras",
    "kornia-rs": "kornia-rs",
    "Pillow": "pillow",
    "SciPy": "scipy",
    "scikit-image": "scikit-image",
    "torch": "torch",
}


def versions() -> dict[str, str]:
    """The version of each library at hand."""
    found = {OPENCV: cv2.__version__} if cv2 else {}
    for name, distribution in DISTRIBUTIONS.items():
        try:
            found[name] = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def set_threads(threads: int) -> None:
    """The number of threads of the libraries that can change it; kornia-rs reads RAYON_NUM_THREADS at its start."""
    if cv2:
        cv2.setNumThreads(threads)
    if torch:
        torch.set_num_threads(threads)


# Images as the libraries hold them are made at first use and kept: users of Pillow and torch have them already.


def as_pillow(image: np.ndarray) -> Any:
    """A function that gives the image as a Pillow image."""
    return functools.cache(lambda: pillow.fromarray(image))


def as_tensor(image: np.ndarray, dtype: str | None = None) -> Any:
    """A function that gives the image as a 1CHW tensor in channels-last order, a view of the same memory."""

    @functools.cache
    def tensor() -> Any:
        planes = torch.from_numpy(image if image.ndim == 3 else image[..., None]).permute(2, 0, 1)[None]
        return planes if dtype is None else planes.to(getattr(torch, dtype))

    return tensor


def from_tensor(tensor: Any, like: np.ndarray) -> np.ndarray:
    """A 1CHW tensor as an image of the rank of `like`."""
    image: np.ndarray = tensor[0].permute(1, 2, 0).numpy()
    return image if like.ndim == 3 else image[..., 0]
