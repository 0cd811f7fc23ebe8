"""Copy-paste and mosaics."""

import numpy as np
import pytest

import fastaug
from fastaug import reference

from .support import DTYPES, make, same, strided

MASKS = [np.bool_, np.uint8, np.uint16, np.int32, np.int64, np.float32, np.float16]


def blobs(shape, dtype, seed=0):
    """A mask of runs of labels, mostly of zeros; each pixel on its own in the last rows."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(-3, 4, (*shape[:-1], shape[-1] // 9 + 1)).clip(0).repeat(9, axis=-1)[..., : shape[-1]]
    labels[..., -3:, :] = rng.integers(0, 2, labels[..., -3:, :].shape)
    return labels.astype(dtype)


def check_mixing(name, *args, **options):
    """The kernel against the reference: threads, strides, read-only inputs, `out`; inputs stay as they are."""
    f, ref = getattr(fastaug, name), getattr(reference, name)
    results = lambda made: made if isinstance(made, tuple) else (made,)  # noqa: E731
    each = lambda change: [[change(x) for x in a] if isinstance(a, list) else change(a) for a in args]  # noqa: E731
    arrays = lambda change: each(lambda x: change(x) if isinstance(x, np.ndarray) else x)  # noqa: E731
    before = arrays(np.copy)
    want, got = results(ref(*args, **options)), results(f(*args, threads=1, **options))
    for a, b in zip(got, want, strict=True):
        same(a, b)
        assert a.flags.c_contiguous
    for a, b in zip(results(f(*arrays(strided), threads=2, **options)), got, strict=True):
        np.testing.assert_array_equal(a, b)
    arrays(lambda x: x.setflags(write=False))
    out = np.empty_like(got[0])
    assert results(f(*args, out=out, **options))[0] is out
    np.testing.assert_array_equal(out, got[0])
    ref_out = np.empty_like(got[0])
    assert results(ref(*args, out=ref_out, **options))[0] is ref_out
    np.testing.assert_array_equal(ref_out, want[0])
    for a, b in zip(args, before, strict=True):
        for x, y in zip(a, b, strict=True) if isinstance(a, list) else [(a, b)]:
            np.testing.assert_array_equal(x, y)
    return got if len(got) > 1 else got[0]


# ---- copy-paste --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [*DTYPES, np.bool_])
def test_copy_paste_equals_the_reference(dtype):
    for height, width in ((1, 1), (3, 4), (17, 31), (40, 67), (0, 3), (3, 0)):
        for shape in ((height, width), (height, width, 3), (3, height, width, 2), (0, height, width, 3)):
            size = shape[:2] if len(shape) < 4 else shape[:3]
            masks = blobs(size, np.uint8, 1), blobs(size, np.uint8, 2)
            check_mixing("copy_paste", make(shape, dtype, 1), masks[0], make(shape, dtype, 2), masks[1])


@pytest.mark.parametrize("dtype", MASKS)
@pytest.mark.parametrize("shape", [(40, 67, 3), (2, 40, 67, 3), (40, 67)])
def test_masks_of_any_dtype(dtype, shape):
    image, other = make(shape, np.uint8, 1), make(shape, np.uint8, 2)
    size = shape if len(shape) == 2 else shape[:-1]
    mask, other_mask = blobs(size, dtype, 1), blobs(size, dtype, 2)
    if dtype in (np.float32, np.int32):
        other_mask[..., 5, 5:50] = -0.0 if dtype == np.float32 else -(2**31)
    made, labels = check_mixing("copy_paste", image, mask, other, other_mask)
    where = other_mask != 0
    np.testing.assert_array_equal(made[where], other[where])
    np.testing.assert_array_equal(made[~where], image[~where])
    np.testing.assert_array_equal(labels, np.where(where, other_mask, mask))
    assert where.any() and not where.all() and labels.dtype == dtype


def test_every_length_of_a_run():
    image, other = np.zeros((40, 40), np.uint8), np.ones((40, 40), np.uint8)
    for first in range(20):
        mask = np.zeros((40, 40), np.uint8)
        for length in range(20):
            mask[length, first : first + length] = 128
        np.testing.assert_array_equal(fastaug.copy_paste(image, mask, other, mask)[0], mask != 0)


# ---- mosaic ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [*DTYPES, np.bool_])
@pytest.mark.parametrize("lead", [(), (3,)])
@pytest.mark.parametrize("channels", [(), (1,), (3,)])
def test_mosaics_equal_the_reference(dtype, lead, channels):
    if lead and not channels:
        return
    sizes = (7, 9), (30, 4), (1, 1), (12, 40)
    images = [make((*lead, *size, *channels), dtype, k) for k, size in enumerate(sizes)]
    for height, width, center in ((20, 30, None), (20, 30, (0, 0)), (20, 30, (30, 20)), (9, 1, (1, 3)), (0, 5, None)):
        check_mixing("mosaic", images, height, width, center, fill=1)
    check_mixing("mosaic", [images[0][..., :0, :, :] if channels else images[0][:0], *images[1:]], 20, 30)


def test_every_image_stands_at_its_corner():
    """As the docstring says, which is where boxes and masks go as well."""
    images = [np.full((10 + k, 20 + k, 3), k + 1, np.uint8) for k in range(4)]
    x, y = 23, 12
    made = fastaug.mosaic(images, 40, 50, (x, y))
    for k, (left, top) in enumerate(((x - 20, y - 10), (x, y - 11), (x - 22, y), (x, y))):
        rows, columns = np.nonzero(made[..., 0] == k + 1)
        assert (rows.min(), columns.min()) == (top, left)
        assert (rows.max(), columns.max()) == (top + 9 + k, left + 19 + k)
    assert (made == 0).sum() == made.size - sum(image.size for image in images)


def test_quarters_of_an_image_make_it_again():
    image = make((41, 60, 3), np.uint8)
    quarters = [image[:13, :25], image[:13, 25:], image[13:, :25], image[13:, 25:]]
    np.testing.assert_array_equal(fastaug.mosaic(quarters, 41, 60, (25, 13)), image)
    np.testing.assert_array_equal(fastaug.mosaic([image] * 4, 41, 60, (60, 41)), image)


def test_a_center_for_each_image_of_a_batch():
    images = [make((4, 20, 30, 3), np.uint8, k) for k in range(4)]
    centers = np.array([(0, 0), (10, 25), (40, 50), (17, 3)])
    made = fastaug.mosaic(images, 50, 40, centers, fill=(1, 2, 3))
    np.testing.assert_array_equal(made, reference.mosaic(images, 50, 40, centers, fill=(1, 2, 3)))
    for i in range(4):
        one = fastaug.mosaic([batch[i] for batch in images], 50, 40, centers[i], fill=(1, 2, 3))
        np.testing.assert_array_equal(made[i], one)
    assert fastaug.mosaic([batch[:0] for batch in images], 50, 40).shape == (0, 50, 40, 3)


# ---- bad input ---------------------------------------------------------------------------------------------------

X, M = np.zeros((4, 5, 3), np.uint8), np.zeros((4, 5), np.uint8)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: fastaug.copy_paste(X, M, X[:3], M), ValueError, "image and other must have the same shape"),
        (lambda: fastaug.copy_paste(X, M, X * 1.0, M), ValueError, "image and other must have the same shape and dty"),
        (lambda: fastaug.copy_paste(X, M[:3], X, M), ValueError, r"mask must have the shape .*\(4, 5\), got \(3, 5\)"),
        (lambda: fastaug.copy_paste(X, M, X, X), ValueError, r"other_mask must have the shape .*got \(4, 5, 3\)"),
        (lambda: fastaug.copy_paste(X, M, X, M > 0), ValueError, "mask and other_mask must have the same dtype"),
        (lambda: fastaug.copy_paste(X, M.tolist(), X, M), TypeError, "mask must be an array .*got list"),
        (lambda: fastaug.copy_paste(X, M * 1j, X, M), TypeError, "mask must be an array .*got complex128"),
        (lambda: fastaug.copy_paste(X, M, X, M, out=M), ValueError, "out must be a uint8 array of shape"),
        (lambda: fastaug.mosaic([X] * 3, 9, 9), ValueError, "images must be a list of four images, got 3"),
        (lambda: fastaug.mosaic(X, 9, 9), ValueError, "images must be a list of four images, got ndarray"),
        (lambda: fastaug.mosaic([X, X, X, M], 9, 9), ValueError, "images must agree in dtype, channels and number"),
        (lambda: fastaug.mosaic([X, X, X, X * 1.0], 9, 9), ValueError, "images must agree in dtype"),
        (lambda: fastaug.mosaic([X, X, X, "a"], 9, 9), TypeError, r"images\[3\] must be a NumPy array, got str"),
        (lambda: fastaug.mosaic([X] * 4, -1, 9), ValueError, "height must be at least 0"),
        (lambda: fastaug.mosaic([X] * 4, 9, 9, (10, 0)), ValueError, "center must be .* in 0 .. 9 and 0 .. 9"),
        (lambda: fastaug.mosaic([X] * 4, 9, 9, (0, -1)), ValueError, "center must be"),
        (lambda: fastaug.mosaic([X] * 4, 9, 9, (0, 1.5)), TypeError, r"center must be \(x, y\), two integers"),
        (lambda: fastaug.mosaic([X] * 4, 9, 9, [(0, 1)] * 3), ValueError, "center must be"),
        (lambda: fastaug.mosaic([X] * 4, 9, 9, fill=300), ValueError, "fill must lie in 0 .. 255"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
