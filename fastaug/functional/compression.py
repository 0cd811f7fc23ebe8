"""What compression leaves of images."""

from __future__ import annotations

from ..arguments import INTERPOLATIONS, choice, image_shape, per_sample, per_sample_integer
from ..compression import all_quantization_tables, jpeg_only, positive, smaller
from ..kernels import compression as _kernels
from ._types import Array, Integers, Numbers

__all__ = ["downscale", "jpeg_compression"]


def jpeg_compression(image: Array, quality: Integers, *, out: Array | None = None, threads: int | None = None) -> Array:
    """What JPEG leaves of an image: equal to encoding it and decoding the file, without the file.

    Luma, and chroma at half the size (4:2:0), are rounded to the steps of their quality in the cosine transform of
    8 x 8 blocks; chroma comes back by triangle upsampling. RGB images of at least five columns and gray images are
    bit-equal to what libjpeg-turbo makes of them, in Pillow and in OpenCV.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C) with 1 or 3 channels; uint8.
    quality : int or N ints
        1 .. 100, as the Independent JPEG Group counts: 95 hardly shows, 30 shows blocks.
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`.

    Raises
    ------
    TypeError
        If the image is not uint8 with 1 or 3 channels, or the quality is no integer.
    ValueError
        If the quality lies beyond 1 .. 100 or there is another number of them.

    Examples
    --------
    >>> image = np.arange(0, 128, 16, dtype=np.uint8)[None].repeat(8, axis=0)
    >>> fastaug.jpeg_compression(image, 10)[0]
    array([ 10,  18,  31,  49,  67,  85,  98, 106], dtype=uint8)
    """
    count, _, _, channels = image_shape(image)
    jpeg_only(image.dtype, channels, "jpeg_compression")
    qualities = per_sample_integer(quality, "quality", count, 1, 100)
    return _kernels.jpeg(image, qualities, all_quantization_tables(), out, threads)


def downscale(
    image: Array,
    factor: Numbers,
    *,
    interpolation: str = "nearest",
    down_interpolation: str = "area",
    out: Array | None = None,
    threads: int | None = None,
) -> Array:
    """Low resolution: shrinks an image and enlarges it again, to the size it had.

    Parameters
    ----------
    image : ndarray
        Shape (H, W), (H, W, C) or (N, H, W, C); uint8, uint16, float32 or float64.
    factor : float or N floats
        Above 0, at most 1: the image is shrunk to round(factor * H) x round(factor * W), at least a pixel.
    interpolation, down_interpolation : {"nearest", "bilinear", "bicubic", "area"}
        How it is enlarged, and how it is shrunk. "nearest" makes blocks of pixels; "area" takes the mean of all pixels,
        the others look at those next to a point only (`resize` without antialias).
    out : ndarray, optional
        Where to write the result.
    threads : int, optional
        At most this many threads (see `set_num_threads`).

    Returns
    -------
    ndarray
        The shape and dtype of `image`.

    Raises
    ------
    TypeError
        If the image has another dtype.
    ValueError
        If a factor is not in 0 .. 1 or is 0, or there is another number of them.

    Examples
    --------
    >>> fastaug.downscale(np.array([[0, 10, 20, 30]], dtype=np.uint8), 0.5)
    array([[ 5,  5, 25, 25]], dtype=uint8)
    """
    count, height, width, _ = image_shape(image)
    up = choice(interpolation, "interpolation", INTERPOLATIONS)
    down = choice(down_interpolation, "down_interpolation", INTERPOLATIONS)
    small = smaller((height, width), positive(per_sample(factor, "factor", count, 0, 1)))
    return _kernels.downscale(image, small, down, up, out, threads)
