"""Rotations, affine and perspective maps, displacement fields."""

import numpy as np
import pytest
from scipy import ndimage

import fastaug
from fastaug import reference

from .support import BORDERS, DTYPES, SIZES, check, check_batch, make, same
from .unreadable import between_unreadable_pages

SCIPY_MODES = dict(zip(BORDERS, ["grid-constant", "nearest", "mirror", "reflect", "grid-wrap"], strict=True))
TILT = np.array([[1.02, -0.21, 3.3], [0.27, 0.93, -2.6]])
MATRICES = {
    "tilt": TILT,
    "identity": np.eye(2, 3),
    "half pixel": np.array([[1, 0, 0.5], [0, 1, -0.5]]),
    "shrink": np.array([[0.3, 0.02, 8], [-0.01, 0.24, 5]]),
    "zoom": np.array([[7.1, 0.4, -30], [0.2, 5.3, -11]]),
    "tiny": np.array([[0.003, 0, 20], [0, 0.0007, 3]]),
    "steep": np.array([[0.05, -1.01, 30], [0.99, 0.03, 1]]),
}
LEAN = np.array([[1.1, 0.1, -3], [0.05, 0.9, 2], [1e-3, 2e-3, 1]])


def field(shape, amount=4.0, seed=3):
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(0, amount, shape).astype(np.float32) for _ in range(2))


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear", "bicubic"])
@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_affine_equals_the_reference(interpolation, border, dtype):
    for height, width in SIZES:
        for channels in (None, 1, 2, 3, 4, 5, 8, 11):
            image = make((height, width) if channels is None else (height, width, channels), dtype)
            for name in MATRICES if channels == 3 else ["tilt"]:
                kwargs = {"interpolation": interpolation, "border": border, "fill": 1, "output_size": (23, 37)}
                check("affine_transform", image, MATRICES[name], **kwargs)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear", "bicubic"])
@pytest.mark.parametrize("width", [16, 32, 48, 64])
def test_narrow_rows_equal_the_reference(interpolation, width):
    """Several rows to a segment; far away, one at a time."""
    options = {"interpolation": interpolation, "border": "reflect"}
    for dtype in DTYPES:
        for channels in (1, 3, 8):
            image = make((21, width, channels), dtype)
            check("affine_transform", image, TILT, **options)
            check("perspective_transform", image, LEAN, **options)
            check("displace", image, *field((21, width)), **options)
    check("affine_transform", image, [[1e-4, 0, 0], [0, 1, 0]], **options)


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_rows_moved_along_equal_the_reference(border, dtype):
    """Each row of the result shows pixels of one row, in their order."""
    kwargs = {"interpolation": "nearest", "border": border, "fill": 1}
    for matrix in ([[1, 0.7, -3.2], [0, 1, 0.4]], [[1, -2.5, 90], [0, 0.6, -4]], [[1, 0, 0.5], [0, 3, 200]]):
        for height, width in SIZES:
            for channels in (1, 3, 5):
                image = make((height, width, channels), dtype)
                check("affine_transform", image, np.array(matrix), output_size=(19, 60), **kwargs)


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("channels", [1, 3, 4, 6, 8, 9])
def test_wide_rows_equal_the_reference(border, channels):
    """Several segments of a row, blocks inside, at the rim and outside."""
    for dtype in (np.uint8, np.uint16, np.float32):
        image = make((150, 401, channels), dtype)
        check(
            "affine_transform",
            image,
            MATRICES["tilt"],
            border=border,
            fill=list(range(channels)) if dtype == np.uint8 else 0,
        )
        check("rotate", image, 77.3, border=border, output_size=(140, 530))


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
def test_rows_inside_in_part_equal_the_reference(interpolation):
    """Blocks inside between others, along rows that run either way."""
    kinds = [(np.uint8, 1), (np.uint8, 2), (np.uint8, 3), (np.uint8, 4), (np.uint16, 1), (np.float32, 3)]
    for dtype, channels in kinds:
        image = make((90, 97, channels), dtype)
        for angle in (0.0, 7.0, 100.0, -160.0, 290.0):
            check("rotate", image, angle, interpolation=interpolation, output_size=(40, 150))


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear", "bicubic"])
@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_perspective_and_fields_equal_the_reference(interpolation, border, dtype):
    for height, width in SIZES:
        for channels in (1, 3, 5):
            image = make((height, width, channels), dtype)
            kwargs = {"interpolation": interpolation, "border": border, "fill": 1}
            check("perspective_transform", image, LEAN, output_size=(19, 300), **kwargs)
            check("displace", image, *field((height, width)), **kwargs)


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
def test_bilinear_equals_scipy(border, dtype):
    image = make((61, 83, 3), dtype)
    inverse = np.linalg.inv(np.vstack([TILT, [0, 0, 1]]))
    y, x = np.mgrid[0:61, 0:83].astype(float)
    at = [inverse[1, 0] * x + inverse[1, 1] * y + inverse[1, 2], inverse[0, 0] * x + inverse[0, 1] * y + inverse[0, 2]]
    dx, dy = field((61, 83))
    divisor = np.linalg.inv(LEAN) @ np.stack([x, y, np.ones_like(x)]).reshape(3, -1)
    lean = (divisor[:2] / divisor[2]).reshape(2, 61, 83)
    for got, (ys, xs) in (
        (fastaug.affine_transform(image, TILT, border=border), at),
        (fastaug.displace(image, dx, dy, border=border), (y + dy, x + dx)),
        (fastaug.perspective_transform(image, LEAN, border=border), lean[::-1]),
    ):
        for c in range(3):
            want = ndimage.map_coordinates(image[..., c].astype(float), [ys, xs], order=1, mode=SCIPY_MODES[border])
            tolerance = {"u": 0.52, "f": 2e-6}[got.dtype.kind]
            assert np.abs(got[..., c] - want).max() < tolerance


@pytest.mark.parametrize("angle", [-200.0, -15.0, 0.5, 33.0, 179.0])
def test_rotate_equals_scipy(angle):
    image = make((40, 51, 3), np.uint8)
    for shape in ((40, 51), (41, 50)):
        cut = image[: shape[0], : shape[1]]
        want = ndimage.rotate(cut.astype(float), angle, reshape=False, order=1, mode="grid-constant")
        assert np.abs(fastaug.rotate(cut, angle) - want).max() < 0.52


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear", "bicubic"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_quarter_turns_and_identities_are_exact(interpolation, dtype):
    for size in (1, 2, 7, 64):
        image = make((size, size, 3), dtype)
        for k in range(-4, 5):
            np.testing.assert_array_equal(
                fastaug.rotate(image, 90 * k, interpolation=interpolation), np.rot90(image, k)
            )
    image = make((13, 50, 3), dtype)
    options = {"interpolation": interpolation, "border": "edge"}
    np.testing.assert_array_equal(fastaug.rotate(image, 180, **options), image[::-1, ::-1])
    np.testing.assert_array_equal(fastaug.rotate(image, 0, **options), image)
    np.testing.assert_array_equal(fastaug.perspective_transform(image, np.eye(3), **options), image)
    zero = np.zeros(image.shape[:2], np.float32)
    np.testing.assert_array_equal(fastaug.displace(image, zero, zero, **options), image)
    shifted = fastaug.affine_transform(image, [[1, 0, 3], [0, 1, -2]], interpolation=interpolation)
    np.testing.assert_array_equal(shifted[:-2, 3:], image[2:, :-3])
    mirrored = fastaug.affine_transform(image, [[-1, 0, 49], [0, 1, 0]], **options)
    np.testing.assert_array_equal(mirrored, image[:, ::-1])


def test_flat_images_stay_flat():
    for dtype in (np.uint8, np.uint16):
        image = np.full((40, 40, 3), np.iinfo(dtype).max, dtype)
        for interpolation in ("nearest", "bilinear", "bicubic"):
            got = fastaug.rotate(image, 21, border="reflect", interpolation=interpolation)
            np.testing.assert_array_equal(got, image)


def test_bicubic_is_keys_cubic():
    """Reproduces parabolas, and is near OpenCV's filter of the same coefficient by its definition."""
    row = np.arange(40, dtype=np.float64)
    image = np.tile(row, (9, 1))
    got = fastaug.affine_transform(image, [[1, 0, -0.3], [0, 1, 0]], interpolation="bicubic", border="edge")
    t, a = 0.3, -0.75
    d = np.array([1 + t, t, 1 - t, 2 - t])
    near = (a + 2) * d**3 - (a + 3) * d**2 + 1
    far = a * d**3 - 5 * a * d**2 + 8 * a * d - 4 * a
    weights = np.where(d <= 1, near, far)
    want = np.array([weights @ row[j - 1 : j + 3] for j in range(5, 30)])
    np.testing.assert_allclose(got[4, 5:30], want, atol=1e-7)


def test_parameters_per_image():
    images = make((5, 30, 41, 3), np.uint8)
    check_batch("rotate", images, {"angle_deg": np.array([0.0, 90.0, 12.5, -100.0, 359.0])}, border="reflect")
    matrices = np.stack([m for m in MATRICES.values()][:5])
    got = fastaug.affine_transform(images, matrices, border="wrap")
    same(got, reference.affine_transform(images, matrices, border="wrap"))
    dx, dy = field((5, 30, 41))
    moved = fastaug.displace(images, dx, dy)
    for i in range(5):
        np.testing.assert_array_equal(got[i], fastaug.affine_transform(images[i], matrices[i], border="wrap"))
        np.testing.assert_array_equal(moved[i], fastaug.displace(images[i], dx[i], dy[i]))
    perspectives = np.stack([np.eye(3), LEAN, LEAN.T, -LEAN, np.diag([2, 2, 2.0])])
    got = fastaug.perspective_transform(images, perspectives)
    same(got, reference.perspective_transform(images, perspectives))
    np.testing.assert_array_equal(got[0], images[0])
    np.testing.assert_array_equal(got[3], fastaug.perspective_transform(images[3], LEAN))  # the sign does not matter
    np.testing.assert_array_equal(got[4], images[4])


def test_threads_change_nothing_on_large_images():
    image = make((300, 500, 3), np.uint8)
    for f, args in ((fastaug.rotate, (13,)), (fastaug.displace, field((300, 500)))):
        np.testing.assert_array_equal(f(image, *args, threads=1), f(image, *args, threads=2))


def test_center_and_output_size():
    image = make((21, 31, 3), np.uint8)
    about = fastaug.affine_transform(image, [[0, 1, 0], [-1, 0, 0]], center="image", border="edge")
    np.testing.assert_array_equal(about[:, 5:26], np.rot90(image)[5:26])
    whole = fastaug.rotate(image, 90, output_size=(31, 21))
    np.testing.assert_array_equal(whole, np.rot90(image))
    corner = fastaug.rotate(image, 90, center=(0, 0))
    np.testing.assert_array_equal(corner[0, 0], image[0, 0])
    np.testing.assert_array_equal(
        fastaug.perspective_transform(image, np.vstack([TILT, [0, 0, 1]]), center=(4, 7)),
        fastaug.affine_transform(image, TILT, center=(4, 7)),
    )


def test_masks_gain_no_label():
    mask = make((50, 60), np.uint8) % 5
    turned = fastaug.rotate(mask, 33, interpolation="nearest", border="reflect")
    assert set(np.unique(turned)) <= set(np.unique(mask))
    flags = make((20, 30), np.bool_)
    assert check("rotate", flags, 20, interpolation="nearest").dtype == np.bool_


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_large_images(dtype):
    """Sides over 32767 pixels take another path with the same meaning."""
    image = make((3, 40000), dtype)
    for border in BORDERS:
        matrix = [[1.5, 0.1, -20000.25], [0, 1, 0.5]]
        same(
            fastaug.affine_transform(image, matrix, border=border),
            reference.affine_transform(image, matrix, border=border),
        )
    dx = np.full(image.shape, 250.5, np.float32)
    dx[0, :3] = np.nan, np.inf, -np.inf
    dy = np.full(image.shape, 0.25, np.float32)
    same(fastaug.displace(image, dx, dy), reference.displace(image, dx, dy))
    lean = np.array([[1, 0, 0], [0, 1, 0], [1e-5, 1e-5, 1]])
    same(fastaug.perspective_transform(image, lean), reference.perspective_transform(image, lean))


def test_matrices_of_parameters_equal_the_functions():
    x = make((41, 52, 3), np.uint8)
    for angle in (0, 23, 90, -135):
        turned = fastaug.affine_transform(x, fastaug.affine_matrix(41, 52, rotate=angle)[:2])
        assert np.abs(turned.astype(int) - fastaug.rotate(x, angle)).max() <= 1
    a, b = fastaug.affine_matrix(41, 52, 30, (3, -2), 1.2, (5, 0)), fastaug.affine_matrix(41, 52, -70, scale=(0.5, 2))
    np.testing.assert_allclose(np.linalg.inv(b @ a) @ b @ a, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(a @ [25.5, 20, 1], [28.5, 18, 1])  # the centre is only shifted
    np.testing.assert_allclose(
        fastaug.affine_matrix(9, 9, rotate=90, center=(0, 0)) @ [1, 0, 1], [0, -1, 1], atol=1e-12
    )
    with pytest.raises(ValueError, match="finite"):
        fastaug.affine_matrix(9, 9, rotate=float("nan"))


def test_homographies_move_their_points():
    rng = np.random.default_rng(0)
    corners = np.array([(0, 0), (50, 0), (50, 40), (0, 40)])
    for _ in range(20):
        src, dst = corners + rng.uniform(-9, 9, (2, 4, 2))
        m = fastaug.perspective_matrix(src, dst)
        moved = np.c_[src, np.ones(4)] @ m.T
        np.testing.assert_allclose(moved[:, :2] / moved[:, 2:], dst, atol=1e-9)
    with pytest.raises(ValueError, match="one line"):
        fastaug.perspective_matrix([(0, 0), (1, 1), (2, 2), (0, 1)], corners)
    with pytest.raises(ValueError, match="four points"):
        fastaug.perspective_matrix(corners[:3], corners)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_shears_shifts_and_zooms_equal_their_reference(dtype):
    x = make((31, 45, 3), dtype)
    check("shear", x, 12, -7, border="reflect")
    check("translate", x, 3.25, -2)
    check("zoom", x, 1.4)
    xs = make((4, 20, 21, 1), dtype)
    check_batch("translate", xs, {"dx": np.array([0, 1, -2.5, 3]), "dy": np.array([0.0, 2, 1, -1])})
    check_batch("zoom", xs, {"factor": np.array([0.5, 1, 1.5, 3])})


def test_strange_displacements_are_clamped():
    image = make((20, 40, 3), np.uint8)
    dx, dy = (np.zeros((20, 40), np.float32) for _ in range(2))
    dx[0, :6] = np.nan, np.inf, -np.inf, 1e30, -1e30, 40000
    dy[1, :6] = np.nan, np.inf, -np.inf, 1e30, -1e30, 40000
    for border in BORDERS:
        check("displace", image, dx, dy, border=border)
        check("displace", image.astype(np.float32), dx, dy, border=border)


def test_no_byte_is_read_or_written_outside():
    for height, width in ((1, 1), (8, 8), (5, 7), (40, 61), (64, 64)):
        for channels in (1, 2, 3, 4, 8):
            for dtype in (np.uint8, np.uint16, np.float32):
                for at_end in (False, True):
                    image = between_unreadable_pages((height, width, channels), dtype, at_end)
                    image[...] = make(image.shape, dtype)
                    out = between_unreadable_pages((50, 77, channels), dtype, at_end)
                    for matrix in (TILT, MATRICES["zoom"], np.diag([77 / width, 50 / height, 1])[:2]):
                        for interpolation in ("nearest", "bilinear", "bicubic"):
                            options = {"output_size": (50, 77), "interpolation": interpolation, "border": "reflect"}
                            fastaug.affine_transform(image, matrix, out=out, **options)
                    want = reference.affine_transform(image, matrix, **options)
                    same(out, want)


def test_empty_and_single_pixel_images():
    for shape in ((0, 0, 3), (0, 5, 1), (5, 0)):
        image = np.zeros(shape, np.uint8)
        assert fastaug.rotate(image, 10).shape == shape
        assert (fastaug.rotate(image, 10, output_size=(2, 2), fill=7) == 7).all()
    assert fastaug.rotate(np.zeros((0, 4, 4, 3), np.uint8), 10).shape == (0, 4, 4, 3)
    assert fastaug.rotate(np.full((1, 1), 9, np.uint8), 45).item() == 9


IMAGE = make((20, 30, 3), np.uint8)
ZERO = np.zeros((20, 30), np.float32)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: fastaug.rotate(IMAGE, np.nan), ValueError, "angle_deg must be finite, got nan"),
        (lambda: fastaug.rotate(IMAGE, "a"), TypeError, "angle_deg must be a number"),
        (lambda: fastaug.rotate(IMAGE, [1, 2]), ValueError, "angle_deg must be a number, got"),
        (lambda: fastaug.rotate(IMAGE, 1, border="mirror"), ValueError, "border must be one of 'constant'"),
        (lambda: fastaug.rotate(IMAGE, 1, interpolation="area"), ValueError, "interpolation must be one of 'nearest'"),
        (lambda: fastaug.rotate(IMAGE, 1, output_size=5), ValueError, r"output_size must be \(height, width\)"),
        (lambda: fastaug.rotate(IMAGE, 1, output_size=(5, -1)), ValueError, "output_size must be at least 0"),
        (lambda: fastaug.rotate(IMAGE, 1, center=(1,)), ValueError, "center must be None"),
        (lambda: fastaug.rotate(IMAGE, 1, fill=-1), ValueError, "fill must lie in 0 .. 255"),
        (lambda: fastaug.rotate(IMAGE > 9, 1), TypeError, "bool images need interpolation='nearest'"),
        (lambda: fastaug.rotate(IMAGE.astype(complex), 1), TypeError, "complex128"),
        (lambda: fastaug.affine_transform(IMAGE, np.zeros((2, 3))), ValueError, "matrix_2x3 must be invertible"),
        (lambda: fastaug.affine_transform(IMAGE, np.eye(3)), ValueError, "matrix_2x3 must hold 2 x 3 numbers"),
        (lambda: fastaug.affine_transform(IMAGE, np.full((2, 3), np.nan)), ValueError, "matrix_2x3 must be finite"),
        (lambda: fastaug.affine_transform(IMAGE, [[1e-9, 0, 0], [0, 1e-2, 0]]), ValueError, "near to singular"),
        (lambda: fastaug.perspective_transform(IMAGE, np.ones((3, 3))), ValueError, "matrix_3x3 must be invertible"),
        (lambda: fastaug.perspective_transform(IMAGE, np.eye(2)), ValueError, "matrix_3x3 must hold 3 x 3 numbers"),
        (lambda: fastaug.displace(IMAGE, ZERO[1:], ZERO), ValueError, r"dx must have shape \(20, 30\)"),
        (lambda: fastaug.displace(IMAGE, ZERO.astype(int), ZERO), TypeError, "dx must be a floating-point array"),
        (lambda: fastaug.rotate(IMAGE, 1, out=IMAGE[1:]), ValueError, "out must be a uint8 array of shape"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
