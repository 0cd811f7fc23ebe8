"""MixUp, CutMix, copy-paste and mosaics."""

from __future__ import annotations

from typing import Any

from ..arguments import generator, integer
from ..carriers import carried
from ..collages import check_four, check_masked, mosaic_centers
from ..draws import mix_weights
from ..kernels import mix as _kernels
from ..labels import check_pair, label_pair
from ._types import Array, Numbers, Rng

__all__ = ["copy_paste", "cutmix", "mixup", "mosaic"]


def mixup(
    x1: Array,
    y1: Array | int,
    x2: Array,
    y2: Array | int,
    alpha: Numbers = 0.2,
    rng: Rng = None,
    *,
    lam: Numbers | None = None,
    num_classes: int | None = None,
    out: Array | None = None,
    threads: int | None = None,
) -> tuple[Array, Array]:
    """Blends two images and their labels: lam * first + (1 - lam) * second, with lam ~ Beta(alpha, alpha).

    Parameters
    ----------
    x1, x2 : ndarray
        Two images, (H, W) or (H, W, C), or two batches (N, H, W, C), of one shape and dtype: uint8, uint16, float32 or
        float64. Each pair of a batch draws its own lam.
    y1, y2 : ndarray or int
        Label rows, one-hot or soft: (K,) for an image, (N, K) for a batch; or class numbers, an integer or (N,)
        integers, with `num_classes`.
    alpha : float or N floats
        At least 0. Small values give lam near 0 or 1; 1 is uniform; 0 mixes nothing (lam = 1).
    rng : None, int or numpy.random.Generator
        Fresh randomness, a seed, or a generator to draw from.
    lam : float or N floats, optional
        Weight of the first, in 0 .. 1, in place of the drawn one.
    num_classes : int, optional
        K, where labels are class numbers.
    out : ndarray, optional
        Where to write the images.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    image : ndarray
        The shape and dtype of `x1`. uint8: x2 + (x1 - x2) * lam with lam rounded to a multiple of 2**-15, which shifts
        no value by more than 0.004, rounded half up. uint16: in float32, rounded half to even. Floats: in their dtype.
    label : ndarray
        Rows (K,) or (N, K), blended with the unrounded lam, in float32 if both labels are, else in float64.

    Raises
    ------
    ValueError
        If shapes or dtypes differ, labels do not fit the images, class numbers come without `num_classes` or lie
        outside 0 .. num_classes - 1, alpha is negative, or lam is not in 0 .. 1.

    Examples
    --------
    >>> dark, light = np.zeros((1, 2), np.uint8), np.full((1, 2), 200, np.uint8)
    >>> fastaug.mixup(dark, 0, light, 1, lam=0.25, num_classes=2)
    (array([[150, 150]], dtype=uint8), array([0.25, 0.75]))
    """
    count, _, _, _ = check_pair(x1, x2)
    y1, y2 = label_pair(y1, y2, x1, num_classes)
    weights = mix_weights(rng, alpha, lam, count)
    label = _kernels.labels(y1, y2, None, weights)
    return _kernels.mix(x1, x2, None, weights, None, out, threads), label


def cutmix(
    x1: Array,
    y1: Array | int,
    x2: Array,
    y2: Array | int,
    alpha: Numbers = 1.0,
    rng: Rng = None,
    *,
    lam: Numbers | None = None,
    num_classes: int | None = None,
    out: Array | None = None,
    threads: int | None = None,
) -> tuple[Array, Array]:
    """Pastes a rectangle of the second image into the first, and mixes the labels by its share of the pixels.

    With lam ~ Beta(alpha, alpha) the rectangle's sides are sqrt(1 - lam) of the image's, rounded. Its centre is
    uniform over the pixels, and it is clipped to the image, so that its share is at most about 1 - lam.

    Parameters
    ----------
    x1, y1, x2, y2, rng, num_classes, out, threads
        As in `mixup`; images may also be bool.
    alpha : float or N floats
        At least 0; 1 is uniform, and 0 pastes nothing (lam = 1).
    lam : float or N floats, optional
        In place of the drawn one; the place of the rectangle is still drawn.

    Returns
    -------
    image : ndarray
        The shape and dtype of `x1`; every pixel equals that of `x1` or of `x2`.
    label : ndarray
        As in `mixup`; the weight of `y2` is exactly the share of pixels that come from `x2`.

    Raises
    ------
    ValueError
        As in `mixup`.

    Examples
    --------
    >>> zeros, ones = np.zeros((4, 4), np.uint8), np.ones((4, 4), np.uint8)
    >>> image, label = fastaug.cutmix(zeros, 0, ones, 1, rng=5, num_classes=2)
    >>> bool(label[1] == image.mean())
    True
    """
    count, h, w, _ = check_pair(x1, x2)
    y1, y2 = label_pair(y1, y2, x1, num_classes)
    source = generator(rng)
    weights = mix_weights(source, alpha, lam, count)
    boxes, shares = _kernels.boxes(weights, source.random((count, 2)), h, w)
    label = _kernels.labels(y1, y2, None, shares)
    return _kernels.mix(x1, x2, None, None, boxes, out, threads), label


def copy_paste(
    image: Array,
    mask: Array,
    other: Array,
    other_mask: Array,
    *,
    out: Array | None = None,
    threads: int | None = None,
) -> tuple[Array, Array]:
    """Pastes what is masked in another image into the image, and its labels into the mask (Ghiasi et al. 2021).

    Parameters
    ----------
    image, other : ndarray
        Two images, (H, W) or (H, W, C), or two batches (N, H, W, C), of one shape and dtype: uint8, uint16, float32,
        float64 or bool.
    mask, other_mask : ndarray
        Their masks, (H, W) or (N, H, W), of one dtype: bool, integers or floats. Where `other_mask` is not 0, the
        other image is pasted.
    out : ndarray, optional
        Where to write the image.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    image, mask : ndarray
        The shapes and dtypes of `image` and `mask`: every pixel is that of the one pair or of the other.

    Raises
    ------
    TypeError, ValueError
        If the images differ in shape or dtype, or the masks do not fit them.

    Examples
    --------
    >>> image, mask = np.array([[1, 2, 3]], np.uint8), np.array([[0, 4, 4]], np.uint8)
    >>> fastaug.copy_paste(image, mask, image * 10, np.array([[0, 0, 7]], np.uint8))
    (array([[ 1,  2, 30]], dtype=uint8), array([[0, 4, 7]], dtype=uint8))
    """
    check_masked(image, mask, other, other_mask)
    shape = mask.shape
    if image.ndim == 4:
        mask, other_mask = mask[..., None], other_mask[..., None]
    bits, other_bits = carried(mask), carried(other_mask)
    where = other_bits if other_bits.itemsize == 1 else other_mask != 0
    made, labels = _kernels.copy_paste(image, bits, other, other_bits, where, out, threads)
    if bits is not mask:
        labels = labels.view(mask.dtype)
    return made, labels if labels.shape == shape else labels.reshape(shape)


def mosaic(
    images: list[Array] | tuple[Array, ...],
    height: int,
    width: int,
    center: Any = None,
    *,
    fill: Any = 0,
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Lays four images side by side, with corners that meet at one point (Bochkovskiy et al. 2020).

    The images keep their size: what of them does not fit is cut off, and what they leave free is filled. Pixel (0, 0)
    of an image w wide and h high comes to (x - w, y - h), (x, y - h), (x - w, y) or (x, y), which is how far its boxes
    and keypoints move; its mask goes the same way in a mosaic of masks.

    Parameters
    ----------
    images : list of four ndarrays
        Top left, top right, bottom left and bottom right: (H, W) or (H, W, C) of any size, or batches (N, H, W, C);
        uint8, uint16, float32, float64 or bool.
    height, width : int
        Size of the result.
    center : (x, y) or N of them, optional
        How many columns and rows the images on the left and at the top have, in 0 .. width and 0 .. height; the middle
        unless given.
    fill : number or C numbers
        The value where there is no image.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        Shape (height, width), (height, width, C) or (N, height, width, C), with the images' dtype.

    Raises
    ------
    TypeError, ValueError
        If the images differ in more than their sizes, or the center lies outside.

    Examples
    --------
    >>> images = [np.full((2, 2), k, np.uint8) for k in (1, 2, 3, 4)]
    >>> fastaug.mosaic(images, 3, 5, (1, 2), fill=9)
    array([[1, 2, 2, 9, 9],
           [1, 2, 2, 9, 9],
           [3, 4, 4, 9, 9]], dtype=uint8)
    """
    count = check_four(images)
    height, width = integer(height, "height", 0), integer(width, "width", 0)
    return _kernels.mosaic(images, height, width, mosaic_centers(center, count, height, width), fill, out, threads)
