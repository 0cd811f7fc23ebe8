"""Transforms under the names of torchvision, for NumPy arrays and Pillow images:

    from fastaug.compat import torchvision as transforms

Each comes down to transforms of fastaug, so a `Compose` runs as one plan. Images are (H, W) or (H, W, C) arrays, or
Pillow's; batches (N, H, W, C) are taken too. torchvision, torch and Pillow are not needed.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from .. import augmentations as A
from ..arguments import choice, integer, number
from ..transforms.base import Node
from ..transforms.ranges import interval
from .torchvision_steps import AffineAbout, CropMiddle, Distort, ResizeShorter

__all__ = [
    "AugMix",
    "AutoAugment",
    "AutoAugmentPolicy",
    "CenterCrop",
    "ColorJitter",
    "Compose",
    "ConvertImageDtype",
    "ElasticTransform",
    "GaussianBlur",
    "InterpolationMode",
    "Normalize",
    "PILToTensor",
    "Pad",
    "RandAugment",
    "RandomAdjustSharpness",
    "RandomAffine",
    "RandomApply",
    "RandomAutocontrast",
    "RandomChoice",
    "RandomCrop",
    "RandomEqualize",
    "RandomErasing",
    "RandomGrayscale",
    "RandomHorizontalFlip",
    "RandomInvert",
    "RandomOrder",
    "RandomPerspective",
    "RandomPosterize",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomSolarize",
    "RandomVerticalFlip",
    "Resize",
    "ToDtype",
    "ToImage",
    "ToTensor",
    "TrivialAugmentWide",
]

PILLOW_MODES = ("1", "L", "RGB", "RGBA", "F", "I;16")
PILLOW_INTERPOLATIONS = {0: "nearest", 2: "bilinear", 3: "bicubic"}
LARGEST_KERNEL = 37  # of a blur that is cut off


class InterpolationMode(enum.Enum):
    """Names of interpolations; torchvision's own and plain strings are taken likewise."""

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"


class AutoAugmentPolicy(enum.Enum):
    """The images that the policies of AutoAugment were found for."""

    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


class Familiar:
    """Base of all: what it comes down to, and a call on an image."""

    tensor = False  # whether it makes a tensor, channels first

    def __init__(self, *steps: Node) -> None:
        self.steps = steps

    @cached_property
    def _alone(self) -> Compose:
        return Compose([self])

    def __call__(self, image: Any, **options: Any) -> Any:
        return self._alone(image, **options)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.steps))})"


class Compose(Familiar):
    """Transforms in their order, run as one plan.

    Called with a NumPy array it returns an array, with a Pillow image an image; after `ToTensor` a tensor of torch, or
    an array where torch is not installed. `index` and `epoch` of a call say which random numbers it draws, with `seed`,
    as in `fastaug.Compose`; `pipeline` is that.

    Examples
    --------
    >>> from fastaug.compat import torchvision as transforms
    >>> train = transforms.Compose([transforms.RandomResizedCrop(8), transforms.RandomHorizontalFlip()], seed=0)
    >>> train(np.zeros((20, 30, 3), np.uint8)).shape
    (8, 8, 3)
    """

    def __init__(self, transforms: Sequence[Familiar], *, seed: int | None = None) -> None:
        self.transforms = _familiar(transforms, "Compose")
        self.tensor = any(one.tensor for one in self.transforms)
        steps = [step for one in transforms for step in one.steps]
        super().__init__(*steps)
        self.pipeline = A.Compose(_plan(steps, self.tensor) or [A.NoOp()], seed=seed)
        kinds = [type(step) for step in steps]
        first = kinds.index(A.ToFloat) if A.ToFloat in kinds else len(kinds)
        self._wants_floats = A.Normalize in kinds[:first]

    def __call__(self, image: Any, **options: Any) -> Any:
        array = _array(image)
        if self._wants_floats and array.dtype.kind != "f":
            raise TypeError(f"Normalize takes floats, got {array.dtype}: put ToTensor before it")
        made = self.pipeline(array, **options)
        if self.tensor:
            return _tensor(made)
        if array is image or made.dtype != array.dtype:
            return made
        from PIL import Image

        return Image.fromarray(made)


def _familiar(given: Any, name: str) -> list[Familiar]:
    """The transforms that something with this name was given."""
    if not isinstance(given, (list, tuple)):
        raise TypeError(f"{name} takes a list of transforms, got {given!r}")
    for one in given:
        if not isinstance(one, Familiar):
            raise TypeError(f"{name} takes transforms of {__name__}, got {type(one).__name__} {one!r}")
    return list(given)


def _together(given: Any, name: str) -> list[Node]:
    """The steps of each of the transforms as one."""
    return [A.Sequential(one.steps, p=1) for one in _familiar(given, name)]


def _plan(steps: list[Node], tensor: bool) -> list[Node]:
    """Scaling and normalisation as one, and channels first at the end: in between all of ours want them last."""
    made: list[Node] = []
    for step in steps:
        if isinstance(step, A.Normalize) and made and isinstance(made[-1], A.ToFloat):
            made[-1] = A.Normalize(step.mean, step.std)
        elif not (isinstance(step, A.ToFloat) and any(isinstance(one, (A.ToFloat, A.Normalize)) for one in made)):
            made.append(step)
    return [*made, A.ToTensorV2()] if tensor else made


def _array(image: Any) -> Any:
    if isinstance(image, np.ndarray):
        return image
    mode = getattr(image, "mode", None)
    if mode is None or not hasattr(image, "__array_interface__"):
        raise TypeError(f"image must be a NumPy array or a Pillow image, got {type(image).__name__}")
    if mode not in PILLOW_MODES:
        raise ValueError(f"image must have mode {', '.join(PILLOW_MODES)}, got {mode}: image.convert('RGB') makes one")
    return np.asarray(image)


def _tensor(made: Any) -> Any:
    try:
        import torch
    except ImportError:
        return made
    return [torch.from_numpy(one) for one in made] if isinstance(made, list) else torch.from_numpy(made)


def _pair(size: Any, name: str = "size") -> tuple[int, int]:
    """(height, width) of one number or two."""
    if isinstance(size, (tuple, list)) and len(size) in (1, 2):
        return integer(size[0], name, 1), integer(size[-1], name, 1)
    side = integer(size, name, 1)
    return side, side


def _interpolation(given: Any) -> str:
    name = getattr(given, "value", given)
    name = PILLOW_INTERPOLATIONS.get(name, name) if isinstance(name, int) else name
    if isinstance(name, str):
        name = name.lower().replace("nearest-exact", "nearest")
    return str(choice(name, "interpolation", ("nearest", "bilinear", "bicubic")))


def _fill(given: Any) -> Any:
    return 0 if given is None else given


def _center(given: Any) -> tuple[float, float] | None:
    if given is None:
        return None
    if not isinstance(given, (tuple, list, np.ndarray)) or len(given) != 2:
        raise ValueError(f"center must be (x, y) or None, got {given!r}")
    return number(given[0], "center", -1e6, 1e6), number(given[1], "center", -1e6, 1e6)


def _on(given: Any) -> bool:
    """torchvision's antialias: None is True."""
    return given is None or bool(given)


class RandomApply(Familiar):
    """All of its transforms in their order, with probability `p`; else none."""

    def __init__(self, transforms: Sequence[Familiar], p: float = 0.5) -> None:
        super().__init__(A.RandomApply(_together(transforms, "RandomApply"), p))


class RandomChoice(Familiar):
    """One of its transforms, all equally likely, or with odds in proportion to the numbers in `p`."""

    def __init__(self, transforms: Sequence[Familiar], p: Sequence[float] | None = None) -> None:
        each = _together(transforms, "RandomChoice")
        if p is not None:
            if len(p) != len(each):
                raise ValueError(f"p must have a number for each of {len(each)} transforms, got {p!r}")
            most = max(number(weight, "p", 0) for weight in p)
            if not most > 0:
                raise ValueError(f"p must have a number above 0, got {p!r}")
            each = [A.Sequential([one], p=weight / most) for one, weight in zip(each, p, strict=True)]
        super().__init__(A.OneOf(each, p=1))


class RandomOrder(Familiar):
    """All of its transforms, in a random order."""

    def __init__(self, transforms: Sequence[Familiar]) -> None:
        each = _together(transforms, "RandomOrder")
        super().__init__(A.RandomOrder(each, n=len(each)))


class RandomHorizontalFlip(Familiar):
    """Mirrors left and right with probability `p`."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__(A.HorizontalFlip(p=p))


class RandomVerticalFlip(Familiar):
    """Turns top and bottom about with probability `p`."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__(A.VerticalFlip(p=p))


class RandomRotation(Familiar):
    """Turns counter-clockwise by degrees in (-degrees, degrees) or (low, high), about the middle or `center` (x, y).

    `expand`, by which results have sizes of their own, must be False.
    """

    def __init__(
        self, degrees: Any, interpolation: Any = "nearest", expand: bool = False, center: Any = None, fill: Any = 0
    ) -> None:
        if expand:
            raise ValueError(f"expand must be False: all results have the size of the image, got {expand!r}")
        angles = interval(degrees, "degrees", about=0)
        how = _interpolation(interpolation)
        super().__init__(AffineAbout(rotate=angles, interpolation=how, fill=_fill(fill), center=_center(center), p=1))


class RandomAffine(Familiar):
    """Turns clockwise by `degrees`, shifts by shares of width and height, scales and shears.

    Parameters
    ----------
    degrees : float or (low, high)
        One number stands for (-degrees, degrees).
    translate : (x, y), optional
        The shift is at most these shares of width and height, in whole pixels.
    scale : (low, high), optional
        Of both axes alike.
    shear : float, (low, high) or (x low, x high, y low, y high), optional
        Degrees, along x, or along x and y.
    interpolation, fill, center
        As in torchvision.

    Examples
    --------
    >>> from fastaug.compat import torchvision as transforms
    >>> transforms.RandomAffine(10, translate=(0.1, 0.1), scale=(0.9, 1.1))(np.zeros((9, 8, 3), np.uint8)).shape
    (9, 8, 3)
    """

    def __init__(
        self,
        degrees: Any,
        translate: Any = None,
        scale: Any = None,
        shear: Any = None,
        interpolation: Any = "nearest",
        fill: Any = 0,
        center: Any = None,
    ) -> None:
        low, high = interval(degrees, "degrees", about=0)
        x, y = (number(share, "translate", 0, 1) for share in ((0, 0) if translate is None else translate))
        four = isinstance(shear, (tuple, list)) and len(shear) == 4
        shears = (shear[:2], shear[2:]) if four else (0 if shear is None else shear, (0, 0))
        affine = AffineAbout(
            scale=(1, 1) if scale is None else tuple(scale),
            translate_percent={"x": (-x, x), "y": (-y, y)},
            rotate=(-high, -low),
            shear={k: interval(v, "shear", about=0) for k, v in zip("xy", shears, strict=True)},
            interpolation=_interpolation(interpolation),
            keep_ratio=True,
            fill=_fill(fill),
            center=_center(center),
            p=1,
        )
        super().__init__(affine)


class RandomPerspective(Familiar):
    """Draws the image into a four-sided part of itself; each corner moves inward by at most distortion_scale / 2."""

    def __init__(
        self, distortion_scale: float = 0.5, p: float = 0.5, interpolation: Any = "bilinear", fill: Any = 0
    ) -> None:
        share = number(distortion_scale, "distortion_scale", 0, 1)
        super().__init__(Distort(share, _interpolation(interpolation), _fill(fill), p))


class RandomResizedCrop(Familiar):
    """Cuts out a rectangle of random area and shape, and resizes it to `size`, one number or (height, width)."""

    def __init__(
        self,
        size: Any,
        scale: Any = (0.08, 1.0),
        ratio: Any = (3 / 4, 4 / 3),
        interpolation: Any = "bilinear",
        antialias: Any = True,
    ) -> None:
        how = _interpolation(interpolation)
        crop = A.RandomResizedCrop(_pair(size), tuple(scale), tuple(ratio), how, antialias=_on(antialias))
        super().__init__(crop)


class RandomCrop(Familiar):
    """Cuts out `size`, one number or (height, width), anywhere, after padding by one, two (x, y) or four numbers."""

    def __init__(
        self,
        size: Any,
        padding: Any = None,
        pad_if_needed: bool = False,
        fill: Any = 0,
        padding_mode: str = "constant",
    ) -> None:
        height, width = _pair(size)
        choice(padding_mode, "padding_mode", ("constant", "edge", "reflect", "symmetric"))
        border = {"border_mode": padding_mode, "fill": _fill(fill)}
        pad = [] if padding is None else [A.Pad(padding, **border)]
        super().__init__(*pad, A.RandomCrop(height, width, pad_if_needed, "random", **border))


class Pad(Familiar):
    """Adds `padding` at the borders: one number, two (x, y), or four (left, top, right, bottom)."""

    def __init__(self, padding: Any, fill: Any = 0, padding_mode: str = "constant") -> None:
        choice(padding_mode, "padding_mode", ("constant", "edge", "reflect", "symmetric"))
        super().__init__(A.Pad(padding, fill=_fill(fill), border_mode=padding_mode))


class CenterCrop(Familiar):
    """Cuts out the middle, of `size`; a smaller image is padded with 0."""

    def __init__(self, size: Any) -> None:
        super().__init__(CropMiddle(*_pair(size)))


class Resize(Familiar):
    """Resizes to (height, width), or the shorter side to one number and the longer one to at most `max_size`."""

    def __init__(
        self, size: Any, interpolation: Any = "bilinear", max_size: int | None = None, antialias: Any = True
    ) -> None:
        how, smooth = _interpolation(interpolation), _on(antialias)
        one = size[0] if isinstance(size, (tuple, list)) and len(size) == 1 else size
        if not isinstance(one, (tuple, list)):
            least = integer(one, "size", 1)
            if max_size is not None:
                integer(max_size, "max_size", least + 1)
            super().__init__(ResizeShorter(least, max_size, how, smooth))
        elif max_size is None:
            super().__init__(A.Resize(*_pair(size), interpolation=how, antialias=smooth))
        else:
            raise ValueError(f"max_size must be None where size is (height, width), got {max_size!r}")


class ColorJitter(Familiar):
    """Changes brightness, contrast, saturation and hue in a random order; 0 leaves one as it is."""

    def __init__(self, brightness: Any = 0, contrast: Any = 0, saturation: Any = 0, hue: Any = 0) -> None:
        super().__init__(A.ColorJitter(brightness, contrast, saturation, hue, p=1))


class RandomGrayscale(Familiar):
    """Gray in three equal channels, with probability `p`."""

    def __init__(self, p: float = 0.1) -> None:
        super().__init__(A.ToGray(p=p))


class RandomInvert(Familiar):
    """The negative, with probability `p`."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__(A.InvertImg(p))


class RandomPosterize(Familiar):
    """Keeps the highest `bits` of each value, with probability `p`."""

    def __init__(self, bits: int, p: float = 0.5) -> None:
        super().__init__(A.Posterize(bits, p))


class RandomSolarize(Familiar):
    """Inverts the values from `threshold` on, with probability `p`; thresholds above 1 are levels of 255."""

    def __init__(self, threshold: float, p: float = 0.5) -> None:
        share = number(threshold, "threshold", 0, 255) / (255 if threshold > 1 else 1)
        super().__init__(A.Solarize((share, share), p))


class RandomAdjustSharpness(Familiar):
    """Blurs (factor 0) or sharpens (above 1), with probability `p`."""

    def __init__(self, sharpness_factor: float, p: float = 0.5) -> None:
        super().__init__(A.RandomAdjustSharpness(number(sharpness_factor, "sharpness_factor", 0), p))


class RandomAutocontrast(Familiar):
    """Stretches each channel to the full range, with probability `p`."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__(A.AutoContrast(p=p))


class RandomEqualize(Familiar):
    """Makes all levels of each channel about equally frequent, with probability `p`."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__(A.Equalize(p=p))


class ElasticTransform(Familiar):
    """Shifts pixels by smooth random fields; as in torchvision, `alpha` counts half pixels."""

    def __init__(self, alpha: float = 50.0, sigma: float = 5.0, interpolation: Any = "bilinear", fill: Any = 0) -> None:
        half, how = number(alpha, "alpha", 0) / 2, _interpolation(interpolation)
        super().__init__(A.ElasticTransform(half, number(sigma, "sigma", 0), how, fill=_fill(fill), p=1))


class GaussianBlur(Familiar):
    """Blurs with a Gaussian of a random sigma in (low, high), cut off to `kernel_size`."""

    def __init__(self, kernel_size: Any, sigma: Any = (0.1, 2.0)) -> None:
        height, width = _pair(kernel_size, "kernel_size")
        if height != width or height % 2 == 0:
            raise ValueError(f"kernel_size must be odd, and the same for both axes, got {kernel_size!r}")
        low, high = interval(sigma, "sigma", 0)
        if height > LARGEST_KERNEL and height < 8 * high:
            raise ValueError(
                f"kernel_size must be at most {LARGEST_KERNEL}, or at least 8 times sigma, got {kernel_size!r}"
            )
        size = height if height <= LARGEST_KERNEL else 0
        super().__init__(A.GaussianBlur((size, size), (low, high), p=1))


class RandomErasing(Familiar):
    """Fills a rectangle, with probability `p`, by a number, one for each channel, or "random" values in 0 .. 1."""

    def __init__(
        self,
        p: float = 0.5,
        scale: Any = (0.02, 0.33),
        ratio: Any = (0.3, 3.3),
        value: Any = 0,
        inplace: bool = False,
    ) -> None:
        super().__init__(A.RandomErasing(tuple(scale), tuple(ratio), value, p=p))


class RandAugment(Familiar):
    """`fastaug.RandAugment` on torchvision's table."""

    def __init__(
        self,
        num_ops: int = 2,
        magnitude: int = 9,
        num_magnitude_bins: int = 31,
        interpolation: Any = "nearest",
        fill: Any = None,
    ) -> None:
        how = {"interpolation": _interpolation(interpolation), "fill": _fill(fill)}
        integer(num_ops, "num_ops", 1)
        number(magnitude, "magnitude", 0, integer(num_magnitude_bins, "num_magnitude_bins", 2) - 1)
        super().__init__(A.RandAugment(num_ops, magnitude, num_magnitude_bins, **how))


class TrivialAugmentWide(Familiar):
    """`fastaug.TrivialAugment`."""

    def __init__(self, num_magnitude_bins: int = 31, interpolation: Any = "nearest", fill: Any = None) -> None:
        how = {"interpolation": _interpolation(interpolation), "fill": _fill(fill)}
        integer(num_magnitude_bins, "num_magnitude_bins", 2)
        super().__init__(A.TrivialAugment(num_magnitude_bins, **how))


class AutoAugment(Familiar):
    """`fastaug.AutoAugment`; the policy is an `AutoAugmentPolicy` or its name."""

    def __init__(
        self, policy: Any = AutoAugmentPolicy.IMAGENET, interpolation: Any = "nearest", fill: Any = None
    ) -> None:
        how = {"interpolation": _interpolation(interpolation), "fill": _fill(fill)}
        super().__init__(A.AutoAugment(getattr(policy, "value", policy), **how))


class AugMix(Familiar):
    """`fastaug.AugMix`."""

    def __init__(
        self,
        severity: int = 3,
        mixture_width: int = 3,
        chain_depth: int = -1,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: Any = "bilinear",
        fill: Any = None,
    ) -> None:
        integer(mixture_width, "mixture_width", 1)
        integer(chain_depth, "chain_depth")
        how = {"interpolation": _interpolation(interpolation), "fill": _fill(fill)}
        super().__init__(A.AugMix(severity, mixture_width, chain_depth, alpha, all_ops, **how))


class ToImage(Familiar):
    """(C, H, W) in the dtype of the image, as a tensor of torch, or as an array where torch is not installed.

    It says what comes out in the end: the transforms after it may be any.
    """

    tensor = True


PILToTensor = ToImage


class ToDtype(Familiar):
    """Floats in 0 .. 1; `dtype` must be float32, of torch or NumPy, and `scale` True."""

    def __init__(self, dtype: Any, scale: bool = False) -> None:
        name = getattr(dtype, "__name__", str(dtype)).removeprefix("torch.")
        if name != "float32":
            raise ValueError(f"dtype must be float32, got {dtype!r}")
        if scale is not True:
            raise ValueError(f"scale must be True: floats are in 0 .. 1 here, got {scale!r}")
        super().__init__(A.ToFloat())


class ConvertImageDtype(ToDtype):
    """Floats in 0 .. 1; `dtype` must be float32, of torch or NumPy."""

    def __init__(self, dtype: Any) -> None:
        super().__init__(dtype, True)


class ToTensor(Familiar):
    """(C, H, W) floats in 0 .. 1, as a tensor of torch, or as an array where torch is not installed."""

    tensor = True

    def __init__(self) -> None:
        super().__init__(A.ToFloat())


class Normalize(Familiar):
    """(image - mean) / std, with a number for each channel; after `ToTensor`, or on floats."""

    def __init__(self, mean: Any, std: Any, inplace: bool = False) -> None:
        super().__init__(A.Normalize(mean, std, max_pixel_value=1.0))
