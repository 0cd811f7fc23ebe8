"""MixUp and CutMix."""

from __future__ import annotations

from ..arguments import generator
from ..draws import mix_weights
from ..kernels import mix as _kernels
from ..labels import check_pair, label_rows, mix_labels
from ._types import Array, Numbers, Rng

__all__ = ["cutmix", "mixup"]


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
    y1, y2 = label_rows(y1, "y1", x1, num_classes), label_rows(y2, "y2", x1, num_classes)
    weights = mix_weights(rng, alpha, lam, count)
    label = mix_labels(x1, y1, y2, weights)
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
    y1, y2 = label_rows(y1, "y1", x1, num_classes), label_rows(y2, "y2", x1, num_classes)
    rng = generator(rng)
    weights = mix_weights(rng, alpha, lam, count)
    boxes = _kernels.boxes(weights, rng.random((count, 2)), h, w)
    label = mix_labels(x1, y1, y2, 1 - boxes[:, 2] * boxes[:, 3] / max(h * w, 1))
    return _kernels.mix(x1, x2, None, None, boxes, out, threads), label
