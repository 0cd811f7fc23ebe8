"""`ImageDataGenerator`: its arguments, and what it does to images."""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...arguments import choice, flag, integer, number, per_sample
from ...rng import Stream
from . import standards
from .chain import Chain
from .directory import DirectoryIterator, Reading
from .iterators import ArrayIterator, Batching, Saving
from .random import NEUTRAL, Parameters, draw, fresh

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILL_MODES = {"constant": "constant", "nearest": "edge", "reflect": "symmetric", "wrap": "wrap"}
DATA_FORMATS = ("channels_last", "channels_first")
NATIVE = frozenset(map(np.dtype, ("uint8", "uint16", "float32", "float64")))
SWITCHES = (
    "featurewise_center", "samplewise_center", "featurewise_std_normalization", "samplewise_std_normalization",
    "zca_whitening", "horizontal_flip", "vertical_flip",
)  # fmt: skip


class ImageDataGenerator:
    """Batches of randomly transformed and standardised images, with the arguments of Keras.

    An image is turned, shifted, sheared and zoomed about its centre and flipped, by one resampling; its channels are
    shifted, its brightness is scaled; then come `preprocessing_function`, `rescale`, the standardisation of the sample,
    that of the data set, and whitening. All is computed in float32 (in float64 for that dtype).

    Where Keras' code is at odds with its documentation, this follows the documentation: `width_shift_range` shifts
    along the width and `height_shift_range` along the height (Keras 3 confuses them), images that are not square turn
    about their centre, shifts given as integers or arrays are uniform over what is documented, brightness does not
    round down to bytes, and the statistics of a sample are its own, also in `standardize` of a batch. What a sample
    becomes is a function of (seed, epoch, index) alone.

    Parameters
    ----------
    featurewise_center, featurewise_std_normalization : bool
        Subtract the mean of each channel over the data set; divide by its standard deviation + 1e-6. See `fit`.
    samplewise_center, samplewise_std_normalization : bool
        Subtract the mean of each image; divide by its standard deviation + 1e-6.
    zca_whitening : bool
        Make the values of an image uncorrelated over the data set. See `fit`.
    zca_epsilon : float
        What is added to the singular values.
    rotation_range : float
        Degrees; angles are uniform in -rotation_range .. rotation_range, counter-clockwise as displayed.
    width_shift_range, height_shift_range : float, int or array
        A float is the largest shift, below 1 as a share of the width (height), else in pixels. An integer n draws from
        -n + 1 .. n - 1 pixels. An array draws one of its elements, as shares if all are below 1.
    brightness_range : (low, high), optional
        Values are multiplied by a factor in it and clipped to 0 .. 255; those of an image that exceeds that are so
        within its own range, from its least value on.
    shear_range : float
        Degrees, counter-clockwise: x moves by tan(shear) y, and y grows by 1 / cos(shear), as in Keras.
    zoom_range : float or (low, high)
        Width and height are each divided by a factor in it; a float z stands for (1 - z, 1 + z).
    channel_shift_range : float
        The largest number added to all values, which are clipped to the range of the image's own.
    fill_mode : {"nearest", "constant", "reflect", "wrap"}
        What stands outside the image abcd: aaaa|abcd|dddd, kkkk|abcd|kkkk, dcba|abcd|dcba, abcd|abcd|abcd.
    cval : float
        The value outside for "constant", in units of the images that come in.
    horizontal_flip, vertical_flip : bool
        Flip half of the images.
    rescale : float, optional
        A factor for all values.
    preprocessing_function : callable, optional
        Gets one transformed image of rank 3 and returns another of the same shape.
    data_format : {"channels_last", "channels_first"}, optional
        Where the channels of images are, in and out; last if not given.
    validation_split : float
        The share of the images for `subset="validation"`: those at the beginning.
    interpolation_order : int
        1 is bilinear, 0 nearest; 2 to 5 are splines of that order, which need SciPy and its time.
    dtype : dtype, optional
        That of the batches; float32 if not given.

    Attributes
    ----------
    mean, std : ndarray of shape (1, 1, C) or (C, 1, 1)
        What `fit` has found, or what you say.
    zca_whitening_matrix : ndarray of shape (H * W * C, H * W * C)
        The same.

    Examples
    --------
    >>> from fastaug.compat.keras import ImageDataGenerator
    >>> generator = ImageDataGenerator(rotation_range=20, horizontal_flip=True, rescale=1 / 255)
    >>> batches = generator.flow(np.zeros((10, 32, 32, 3), np.uint8), np.arange(10), batch_size=4, seed=0)
    >>> x, y = next(batches)
    >>> x.shape, x.dtype, len(batches)
    ((4, 32, 32, 3), dtype('float32'), 3)
    """

    def __init__(
        self,
        featurewise_center: bool = False,
        samplewise_center: bool = False,
        featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False,
        zca_whitening: bool = False,
        zca_epsilon: float = 1e-6,
        rotation_range: float = 0,
        width_shift_range: Any = 0.0,
        height_shift_range: Any = 0.0,
        brightness_range: Sequence[float] | None = None,
        shear_range: float = 0.0,
        zoom_range: Any = 0.0,
        channel_shift_range: float = 0.0,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        rescale: float | None = None,
        preprocessing_function: Callable[[NDArray[Any]], Any] | None = None,
        data_format: str | None = None,
        validation_split: float = 0.0,
        interpolation_order: int = 1,
        dtype: Any = None,
    ) -> None:
        for name, value in locals().copy().items():
            if name in SWITCHES:
                flag(value, name)
        self.featurewise_center, self.samplewise_center = featurewise_center, samplewise_center
        self.featurewise_std_normalization = featurewise_std_normalization
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening, self.zca_epsilon = zca_whitening, number(zca_epsilon, "zca_epsilon", 0)
        self._settle_standards()
        self.rotation_range = number(rotation_range, "rotation_range", 0)
        self.width_shift_range = _shift(width_shift_range, "width_shift_range")
        self.height_shift_range = _shift(height_shift_range, "height_shift_range")
        self.brightness_range = None if brightness_range is None else _pair(brightness_range, "brightness_range")
        self.shear_range = number(shear_range, "shear_range", 0)
        if np.ndim(zoom_range) == 0:
            share = number(zoom_range, "zoom_range", 0, 1)
            zoom_range = (1 - share, 1 + share)
        self.zoom_range = _pair(zoom_range, "zoom_range")
        self.channel_shift_range = number(channel_shift_range, "channel_shift_range", 0)
        choice(fill_mode, "fill_mode", tuple(FILL_MODES))
        self.fill_mode, self.cval = fill_mode, number(cval, "cval", -math.inf)
        self.horizontal_flip, self.vertical_flip = horizontal_flip, vertical_flip
        self.rescale = None if rescale is None else number(rescale, "rescale", -math.inf)
        if preprocessing_function is not None and not callable(preprocessing_function):
            raise TypeError(f"preprocessing_function must be callable, got {preprocessing_function!r}")
        self.preprocessing_function = preprocessing_function
        self.data_format = choice(data_format or "channels_last", "data_format", DATA_FORMATS)
        self.validation_split = number(validation_split, "validation_split", 0)
        if self.validation_split >= 1:
            raise ValueError(f"validation_split must be at least 0 and below 1, got {validation_split}")
        self.interpolation_order = integer(interpolation_order, "interpolation_order", 0)
        if self.interpolation_order > 5:
            raise ValueError(f"interpolation_order must be in 0 .. 5, got {interpolation_order}")
        self.dtype = np.dtype("float32" if dtype is None else dtype)
        if self.dtype.kind not in "fui":
            raise TypeError(f"dtype must be a real number type, got {dtype!r}")
        self.mean: Any = None
        self.std: Any = None
        self.zca_whitening_matrix: Any = None
        self._stream = Stream()

    def _settle_standards(self) -> None:
        """Whitening needs data that are centred and not divided; a division by the deviation comes after a centring."""
        for name, needed, value in (
            ("zca_whitening", "featurewise_center", True),
            ("zca_whitening", "featurewise_std_normalization", False),
            ("featurewise_std_normalization", "featurewise_center", True),
            ("samplewise_std_normalization", "samplewise_center", True),
        ):
            if getattr(self, name) and getattr(self, needed) != value:
                warnings.warn(f"{name} sets {needed} to {value}", stacklevel=3)
                setattr(self, needed, value)

    # ---- transforms --------------------------------------------------------------------------------------------------

    def get_random_transform(self, img_shape: Sequence[int], seed: int | None = None) -> Parameters:
        """Draws the parameters of a transform, for `apply_transform`.

        Parameters
        ----------
        img_shape : tuple
            Of an image, or of a batch (N, ...): then each parameter is an array of N.
        seed : int, optional
            Image i of a batch draws the same for the same seed.

        Returns
        -------
        dict
            "theta" and "shear" in degrees, "tx" and "ty" in pixels, "zx", "zy", "flip_horizontal", "flip_vertical",
            "channel_shift_intensity" and "brightness"; x is along the width, y along the height.
        """
        if len(img_shape) not in (3, 4):
            raise ValueError(f"img_shape must be that of an image, or of a batch of them, got {tuple(img_shape)}")
        count = img_shape[0] if len(img_shape) == 4 else 1
        height, width = img_shape[-3:-1] if self.data_format == "channels_last" else img_shape[-2:]
        index = None if seed is None else np.arange(count)
        base, epoch, index = self._stream.keys(index, 0, count)
        drawn = draw(self, base if seed is None else fresh(seed), epoch, index, height, width)
        if len(img_shape) == 4:
            return drawn
        return {name: None if values is None else values[0].item() for name, values in drawn.items()}

    def apply_transform(self, x: NDArray[Any], transform_parameters: Parameters) -> NDArray[Any]:
        """An image, or a batch, transformed by these parameters.

        Output pixel (x, y), counted from the centre, shows the input at R(theta) ((tx, ty) + S(shear) (zx x, zy y)): a
        positive shift moves to the left and up, a zoom above 1 shrinks. Flips come after that.

        Parameters
        ----------
        x : ndarray
            Of rank 3, or 4 for a batch.
        transform_parameters : dict
            As `get_random_transform` draws them; what is missing changes nothing. Numbers, or one for each image.

        Returns
        -------
        ndarray
            Of the shape and dtype of `x`.
        """
        images, single = self._images(x)
        parameters = _checked(transform_parameters, len(images))
        chain = Chain(images, _working(x.dtype))
        self._transform(chain, parameters)
        made = _as(self.outward(chain.values()), x.dtype)
        return made[0] if single else made

    def random_transform(self, x: NDArray[Any], seed: int | None = None) -> NDArray[Any]:
        """An image, or each of a batch, transformed by parameters of its own; see `get_random_transform`."""
        images, _ = self._images(x)
        return self.apply_transform(x, self.get_random_transform((len(images), *x.shape[-3:]), seed))

    def standardize(self, x: NDArray[Any]) -> NDArray[Any]:
        """An image, or a batch, after all that follows the transforms.

        Arrays of floats are changed in place, as in Keras; others are left alone, and the result has the `dtype` of the
        generator.
        """
        images, single = self._images(x)
        dtype = x.dtype if x.dtype.kind == "f" else self.dtype
        chain = Chain(images, _working(dtype))
        standards.standardize(chain, self)
        made = _as(standards.whitened(self.outward(chain.values()), self), dtype)
        made = made[0] if single else made
        if x.dtype.kind != "f":
            return made
        x[...] = made
        return x

    def augmented(self, images: Any, seed: int, epoch: int, index: NDArray[np.int64]) -> NDArray[Any]:
        """The batch that `flow` makes of images (N, H, W, C) with these indices, in the `data_format`."""
        height, width, channels = images[0].shape
        dtype, parameters = _working(self.dtype), draw(self, seed, epoch, index, height, width)
        if self._linear and dtype == np.float32:  # then resampling may come last, and bytes become floats at no cost
            scale, offset = standards.line(standards.by_feature(standards.rescaling(self), self, channels), dtype)
            chain = Chain(images, dtype, scale, offset)
            self._warp(chain, parameters, (self.cval * scale + offset)[0])
        else:
            chain = Chain(images, dtype)
            self._transform(chain, parameters)
            standards.standardize(chain, self)
        return _as(standards.whitened(self.outward(chain.values()), self), self.dtype)

    @property
    def _linear(self) -> bool:
        """Whether values are only interpolated, multiplied and added to."""
        by_values = self.samplewise_center or self.channel_shift_range or self.brightness_range is not None
        return not by_values and self.preprocessing_function is None

    def _warp(self, chain: Chain, parameters: Parameters, fill: Any) -> None:
        chain.warp(parameters, self.interpolation_order, FILL_MODES[self.fill_mode], fill)

    def _transform(self, chain: Chain, parameters: Parameters) -> None:
        self._warp(chain, parameters, self.cval)
        for kind, name in (("shift", "channel_shift_intensity"), ("brighten", "brightness")):
            if parameters[name] is not None:
                chain.measured(kind, parameters[name])

    def _images(self, x: Any) -> tuple[NDArray[Any], bool]:
        """(N, H, W, C) in a dtype that the kernels have, and whether it is of one image."""
        if not isinstance(x, np.ndarray) or x.ndim not in (3, 4):
            got = x.shape if isinstance(x, np.ndarray) else type(x).__name__
            raise ValueError(f"x must be an array of rank 3, or 4 for a batch, got {got}")
        return self.inward(x if x.ndim == 4 else x[None]), x.ndim == 3

    def inward(self, x: NDArray[Any]) -> NDArray[Any]:
        """A batch of the `data_format` as (N, H, W, C), in a dtype that the kernels have."""
        if x.dtype.kind not in "fui":
            raise TypeError(f"x must hold real numbers, got {x.dtype}")
        if 0 in x.shape:
            raise ValueError(f"x must have pixels, got shape {x.shape}")
        x = x if x.dtype in NATIVE else x.astype(_working(self.dtype))
        return x if self.data_format == "channels_last" else np.moveaxis(x, 1, -1)

    def outward(self, images: NDArray[Any]) -> NDArray[Any]:
        """(N, H, W, C) in the `data_format`."""
        return images if self.data_format == "channels_last" else np.moveaxis(images, -1, 1)

    # ---- statistics --------------------------------------------------------------------------------------------------

    def fit(self, x: NDArray[Any], augment: bool = False, rounds: int = 1, seed: int | None = None) -> None:
        """Finds `mean`, `std` and `zca_whitening_matrix`, as far as they are wanted, of sample data.

        They are those of images as `flow` makes them, before the standardisation of the data set: after rescaling and,
        where wanted, `preprocessing_function` and the standardisation of the sample.

        Parameters
        ----------
        x : ndarray
            Of rank 4.
        augment : bool
            Whether to transform the images at random, as `flow` does.
        rounds : int
            How often each image is transformed.
        seed : int, optional
            The transforms are those of `flow` with this seed in epochs 0 .. rounds - 1.
        """
        if np.ndim(x) != 4:
            raise ValueError(f"x must be an array of rank 4, got shape {np.shape(x)}")
        images = self.inward(np.asarray(x))
        base = fresh(seed)
        parts = []
        for epoch in range(integer(rounds, "rounds", 1) if augment else 1):
            chain = Chain(images, _working(self.dtype))
            if augment:
                self._transform(chain, draw(self, base, epoch, np.arange(len(images)), *chain.shape[:2]))
            chain.affine(*standards.line(standards.by_sample(chain, self), chain.dtype))
            parts.append(chain.values())
        made = np.concatenate(parts) if len(parts) > 1 else parts[0]
        self._measure(made)

    def _measure(self, images: NDArray[Any]) -> None:
        shape = (1, 1, -1) if self.data_format == "channels_last" else (-1, 1, 1)
        mean = np.mean([image.mean(axis=(0, 1), dtype=np.float64) for image in images], axis=0)
        if self.featurewise_center:
            self.mean = mean.astype(images.dtype).reshape(shape)
        if self.featurewise_std_normalization:
            squares = [np.square(image - mean).mean(axis=(0, 1)) for image in images]
            self.std = np.sqrt(np.mean(squares, axis=0)).astype(images.dtype).reshape(shape)
        if self.zca_whitening:
            centred = self.outward(images - mean.astype(images.dtype))
            self.zca_whitening_matrix = standards.whitening(centred, self.zca_epsilon)

    # ---- batches -----------------------------------------------------------------------------------------------------

    def flow(
        self,
        x: Any,
        y: Any = None,
        batch_size: int = 32,
        shuffle: bool = True,
        sample_weight: Any = None,
        seed: int | None = None,
        save_to_dir: str | os.PathLike[str] | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        ignore_class_split: bool = False,
        subset: str | None = None,
    ) -> ArrayIterator:
        """Batches of transformed images and what belongs to them, without end.

        Parameters
        ----------
        x : ndarray of rank 4, or (ndarray, others)
            The images, in memory or mapped; others are arrays of the same length, which go along unchanged.
        y, sample_weight : array, optional
            A label, and a weight, for each image.
        batch_size : int
            The last batch of an epoch has what is left.
        shuffle : bool
            Whether each epoch has an order of its own.
        seed : int, optional
            What order and transforms depend on, beside the epoch and the number of the image in `x`.
        save_to_dir, save_prefix, save_format
            Where to write all images that are made, for a look at them, as prefix_number_epoch.format; needs Pillow.
        subset : {"training", "validation"}, optional
            Only these of the images; see `validation_split`.
        ignore_class_split : bool
            Whether the subsets may have different classes.

        Returns
        -------
        iterator
            Of x, (x, y) or (x, y, sample_weight). `len` is the batches of an epoch, `[i]` batch i of the epoch in hand;
            `reset()` goes back to its first batch, `on_epoch_end()` on to the next epoch. Where keras is imported, it
            is a `keras.utils.PyDataset` too, for `model.fit`.
        """
        batching = Batching(batch_size, shuffle, seed)
        saving = Saving(save_to_dir, save_prefix, save_format)
        return ArrayIterator(self, x, y, sample_weight, batching, saving, subset, ignore_class_split)

    def flow_from_directory(
        self,
        directory: str | os.PathLike[str],
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: Sequence[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        save_to_dir: str | os.PathLike[str] | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
    ) -> DirectoryIterator:
        """Batches of the images in a folder that has a folder for each class; needs Pillow.

        Parameters
        ----------
        directory : path
            Its folders, or those named in `classes`, are the classes, numbered in order; images in folders within them
            count too.
        target_size : (height, width)
            To which images are resized, before they are transformed.
        color_mode : {"rgb", "rgba", "grayscale"}
            3, 4 or 1 channels.
        classes : list of str, optional
            The folders to read; all of them, sorted, if not given.
        class_mode : {"categorical", "sparse", "binary", "input", None}
            What comes with the images: rows of one-hot labels, numbers of classes (also for "binary"), the transformed
            images themselves, or nothing.
        batch_size, shuffle, seed, save_to_dir, save_prefix, save_format
            As in `flow`.
        follow_links : bool
            Whether folders behind symbolic links are read.
        subset : {"training", "validation"}, optional
            Only these of the images of each class.
        interpolation : {"nearest", "bilinear", "bicubic", "lanczos", "box", "hamming"}
            How images are resized.
        keep_aspect_ratio : bool
            Whether they are cropped to the aspect of `target_size` before.

        Returns
        -------
        iterator
            As of `flow`, with `classes`, `class_indices`, `filenames` and `filepaths`.
        """
        batching = Batching(batch_size, shuffle, seed)
        saving = Saving(save_to_dir, save_prefix, save_format)
        reading = Reading(target_size, color_mode, interpolation, keep_aspect_ratio)
        return DirectoryIterator(self, directory, classes, class_mode, follow_links, reading, batching, saving, subset)


def _working(dtype: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype(np.float64 if dtype == np.float64 else np.float32)


def _as(images: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Contiguous, in another dtype; integers are rounded and saturate."""
    if dtype.kind in "ui":
        limits = np.iinfo(dtype)
        images = np.clip(np.rint(images), limits.min, limits.max)
    return np.ascontiguousarray(images, dtype)


def _shift(given: Any, name: str) -> Any:
    if np.ndim(given) == 0:
        if isinstance(given, (bool, np.bool_)):
            raise TypeError(f"{name} must be a number or an array of numbers, got {given!r}")
        number(given, name, 0)
        return given
    values = np.asarray(given)
    if values.dtype.kind not in "uif" or values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise ValueError(f"{name} must be a number or an array of finite numbers, got {given!r}")
    return values


def _pair(given: Any, name: str) -> tuple[float, float]:
    if np.ndim(given) != 1 or len(given) != 2:
        raise ValueError(f"{name} must be two numbers, got {given!r}")
    return number(given[0], name, 0), number(given[1], name, 0)


def _checked(given: Any, count: int) -> Parameters:
    """All parameters, each None or an array of 1 or `count`."""
    if not isinstance(given, dict):
        raise TypeError(f"transform_parameters must be a dict, got {type(given).__name__}")
    unknown = set(given) - set(NEUTRAL)
    if unknown:
        raise ValueError(
            f"transform_parameters may have {', '.join(NEUTRAL)}, got {', '.join(sorted(map(str, unknown)))}"
        )
    return {
        name: None if value is None else per_sample(value, name, count) for name, value in {**NEUTRAL, **given}.items()
    }
