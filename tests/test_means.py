"""Box blur and motion blur, alone and in pipelines."""

import math

import numpy as np
import pytest
from fastaug.kernels.matrices import motion_lines
from scipy import ndimage

import fastaug as A
from fastaug import reference
from fastaug.matrices import cos_sin

from .support import BORDERS, DTYPES, SIZES, check, check_batch, make

MODES = {
    "constant": "grid-constant",
    "edge": "nearest",
    "reflect": "mirror",
    "symmetric": "reflect",
    "wrap": "grid-wrap",
}
SHAPES = [*SIZES, (0, 3), (3, 0), (9, 12, 1), (5, 7, 2), (3, 900, 3), (4, 5, 1300), (2, 9, 11, 4), (0, 5, 6, 3)]


def filled(dtype):
    return 7 if np.dtype(dtype).kind == "u" else 0.3


def rounded(values, dtype):
    return np.floor(values + 0.5 + 1e-9).astype(dtype) if np.dtype(dtype).kind == "u" else values.astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_kernels_equal_the_reference(dtype):
    for k, shape in enumerate(SHAPES):
        border = BORDERS[k % 5]
        for size in (1, 3, 7, 15, 17, 41):
            check("box_blur", make(shape, dtype), size, border=border, fill=filled(dtype))
        for size, angle, direction in ((1, 5, 0), (3, 0, 0.5), (9, 33, -1), (15, 90, 0), (31, 200.5, 0.3)):
            options = {"direction": direction, "border": border, "fill": filled(dtype)}
            check("motion_blur", make(shape, dtype), size, angle, exact=True, **options)


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_boxes_are_scipys(dtype, border):
    image, fill = make((37, 61), dtype), filled(dtype)
    for size in (3, 5, 9, 11, 13, 15, 17, 63):
        want = ndimage.uniform_filter(image.astype(np.float64), size, mode=MODES[border], cval=fill)
        got = A.box_blur(image, size, border=border, fill=fill)
        np.testing.assert_allclose(got, rounded(want, dtype), rtol=0, atol=0 if got.dtype.kind == "u" else 1e-6)


def line(size, angle, direction):
    """The kernel, drawn by itself."""
    r, kernel = size // 2, np.zeros((size, size))
    first, last = (-r, r - r * -direction) if direction < 0 else (-r + r * direction, r)
    for t in np.linspace(first, last, size):
        x, y = t * math.cos(math.radians(angle)), -t * math.sin(math.radians(angle))
        kernel[r + round(y), r + round(x)] = 1
    return kernel / kernel.sum()


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_lines_are_scipys(dtype, border):
    image, fill = make((33, 45), dtype), filled(dtype)
    for size, angle, direction in ((3, 0, 0), (5, 45, 0), (7, 90, 0.4), (9, 17, -0.7), (21, 130, 1), (13, 301, -1)):
        weights = line(size, angle, direction)
        want = ndimage.correlate(image.astype(np.float64), weights, mode=MODES[border], cval=fill)
        got = A.motion_blur(image, size, angle, direction=direction, border=border, fill=fill)
        np.testing.assert_allclose(got, rounded(want, dtype), rtol=0, atol=0 if got.dtype.kind == "u" else 1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_largest_size_and_the_largest_values(dtype):
    top = 1 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max
    image = np.full((9, 700, 3), top, dtype)
    for size in (15, 17, 255):
        np.testing.assert_allclose(A.box_blur(image, size), top)
        np.testing.assert_allclose(A.motion_blur(image, size, 20), top, rtol=1e-6 if top == 1 else 0)
    image = make((300, 20), dtype)
    check("box_blur", image, 255)
    check("motion_blur", image, 255, 60)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sums_that_are_rounded_do_not_depend_on_threads(dtype):
    image = (make((700, 300, 3), dtype) - dtype(0.5)) * dtype(1e3)
    for size in (3, 31):
        np.testing.assert_array_equal(*[A.box_blur(image, size, threads=threads) for threads in (1, 2)])


@pytest.mark.parametrize("dtype", DTYPES)
def test_batches(dtype):
    images = make((4, 9, 37, 3), dtype)
    check_batch("box_blur", images, {"size": np.array([3, 1, 17, 5])})
    lines = {"size": np.array([3, 1, 17, 5]), "angle_deg": np.array([10.0, 0, 77, 90])}
    check_batch("motion_blur", images, lines)
    check_batch("motion_blur", images, {**lines, "direction": np.array([0, 1, 0.5, -1])}, border="wrap")
    check("motion_blur", images, 9, np.array([0, 45, 90, 135.0]), exact=True)


def test_out_may_be_the_input():
    for call in (lambda x, **out: A.box_blur(x, 5, **out), lambda x, **out: A.motion_blur(x, 9, 40, **out)):
        image = make((20, 30, 3), np.uint8)
        want = call(image)
        assert call(image, out=image) is image
        np.testing.assert_array_equal(image, want)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda f, x: f.box_blur(x, 4), ValueError, "size must be odd, got 4"),
        (lambda f, x: f.box_blur(x, 257), ValueError, "size must be in 1 .. 255, got 257"),
        (lambda f, x: f.box_blur(x, 3.0), TypeError, "size must be an integer"),
        (lambda f, x: f.box_blur(x, 3, border="mirror"), ValueError, "border must be one of"),
        (lambda f, x: f.box_blur(x > 3, 3), TypeError, "got bool"),
        (lambda f, x: f.motion_blur(x, 6, 0), ValueError, "size must be odd, got 6"),
        (lambda f, x: f.motion_blur(x, 3, math.nan), ValueError, "angle_deg must be finite"),
        (lambda f, x: f.motion_blur(x, 3, 0, direction=1.5), ValueError, "direction must be in -1 .. 1"),
        (lambda f, x: f.motion_blur(x > 3, 3, 0), TypeError, "got bool"),
    ],
)
def test_bad_input_is_named(call, error, words):
    for module in (A, reference):
        with pytest.raises(error, match=words):
            call(module, make((5, 6, 3), np.uint8))


@pytest.mark.parametrize(
    ("make_it", "error", "words"),
    [
        (lambda: A.Blur(2), ValueError, "blur_limit must be at least 3"),
        (lambda: A.Blur((3, 300)), ValueError, "up to 255"),
        (lambda: A.MotionBlur("a"), TypeError, "blur_limit must be an integer"),
        (lambda: A.MotionBlur(angle_range=(0, math.inf)), ValueError, "angle_range must be finite"),
        (lambda: A.MotionBlur(direction_range=(-2, 0)), ValueError, "direction_range must be"),
        (lambda: A.MotionBlur(allow_shifted=1), TypeError, "allow_shifted must be True or False"),
    ],
)
def test_bad_transforms_are_named(make_it, error, words):
    with pytest.raises(error, match=words):
        make_it()


@pytest.mark.parametrize("dtype", DTYPES)
def test_pipelines(dtype):
    x = make((9, 23, 37, 3), dtype)
    steps = [
        A.HorizontalFlip(),
        A.Blur(),
        A.MotionBlur(19),
        A.CenterCrop(19, 20),
        A.RandomBrightnessContrast(),
        A.Blur(9),
    ]
    aug = A.Compose(steps, seed=3)
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=0 if x.dtype.kind == "u" else 2e-6, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])
    np.testing.assert_array_equal(A.Compose([A.Blur((7, 7), p=1)])(x), A.box_blur(x, 7))
    blur = A.MotionBlur((9, 9), False, (30, 30), (0.4, 0.4), p=1)
    np.testing.assert_array_equal(A.Compose([blur])(x), A.motion_blur(x, 9, 30, direction=0.4))


def test_lines_may_be_shifted():
    """A shifted line moves the image too, and stays within the length."""
    x = np.zeros((60, 31, 31), np.uint8)
    x[:, 15, 15] = 255
    got = A.Compose([A.MotionBlur((9, 9), True, (0, 0), (0, 0), p=1)], seed=1)(x[..., None], index=range(60))[..., 0]
    _, rows, columns = np.nonzero(got)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (13, 17, 11, 19)
    np.testing.assert_allclose(got.sum((1, 2), dtype=int), 255, atol=5)


def test_lines_in_every_direction():
    count = 400
    sizes = 2 * np.arange(count) % 41 + 1
    sizes += 1 - sizes % 2
    angles, towards = np.linspace(-200, 560, count), np.tile([-1, -0.3, 0, 0.5, 1], count // 5)
    shifts = make((count, 2), np.float64) * 6 - 3
    for shift in (None, shifts):
        taps, starts = motion_lines(sizes, angles, towards, shift)
        assert starts[0] == 0 and starts[-1] == len(taps)
        cosines, sines = cos_sin(angles)
        for i in range(count):
            n, r = int(sizes[i]), int(sizes[i]) // 2
            first, last = -r * min(1, 1 - towards[i]), r * min(1, 1 + towards[i])
            dy, dx = (0, 0) if shift is None else shift[i]
            points = [first + (last - first) * (k / max(n - 1, 1)) for k in range(n)]
            want = {tuple(min(max(round(v), -r), r) for v in (dy - sines[i] * t, dx + cosines[i] * t)) for t in points}
            assert taps[starts[i] : starts[i + 1]].tolist() == sorted(map(list, want))
