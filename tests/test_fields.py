"""Displacement fields of grids, lenses and thin-plate splines."""

import json
import math

import numpy as np
import pytest
from fastaug.kernels.fields import WIDEST
from scipy.interpolate import LinearNDInterpolator, RBFInterpolator, RegularGridInterpolator
from scipy.spatial import Delaunay

import fastaug as A
from fastaug import reference
from fastaug.bends import nodes
from fastaug.plan import Batch

from .support import make

SIZES = [(1, 1), (1, 7), (5, 1), (2, 2), (17, 31), (40, 67), (33, 300)]


def some_points(height, width, count=9, seed=0):
    """Points of the output, and nearby ones of the input."""
    rng = np.random.default_rng(seed)
    dst = rng.random((count, 2)) * (width + 3, height + 3)
    return dst + rng.normal(size=(count, 2)) * 0.1 * min(height, width), dst


CALLS = {
    "grid": lambda f, h, w, **o: f.grid_distortion_field(h, w, 4, 0.4, 3, **o),
    "grid beyond": lambda f, h, w, **o: f.grid_distortion_field(h, w, 1, 0.9, 3, normalized=False, **o),
    "grid of shifts": lambda f, h, w, **o: f.grid_distortion_field(
        h, w, shifts=np.random.default_rng(0).normal(size=(3, 6, 2)), **o
    ),
    "camera": lambda f, h, w, **o: f.optical_distortion_field(h, w, 0.3, **o),
    "fisheye": lambda f, h, w, **o: f.optical_distortion_field(h, w, -0.4, "fisheye", **o),
    "spline": lambda f, h, w, **o: f.thin_plate_spline_field(h, w, *some_points(h, w), **o),
    "piecewise": lambda f, h, w, **o: f.piecewise_affine_field(h, w, 0.2, 3, 5, 3, **o),
}


@pytest.mark.parametrize("name", CALLS)
def test_the_kernel_equals_the_reference(name):
    for height, width in SIZES:
        want = CALLS[name](reference, height, width)
        for threads in (1, 2):
            got = CALLS[name](A, height, width, threads=threads)
            for a, b in zip(got, want, strict=True):
                assert a.dtype == b.dtype == np.float32 and a.shape == b.shape == (height, width)
                np.testing.assert_array_equal(a, b, err_msg=f"{height} x {width}")


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (0, 0)])
def test_empty_fields(name, shape):
    for module in (A, reference):
        for count, want in ((None, shape), (3, (3, *shape)), (0, (0, *shape))):
            dx, dy = CALLS[name](module, *shape, count=count)
            assert dx.shape == dy.shape == want and dx.dtype == np.float32
    assert CALLS[name](A, 4, 4, count=0)[0].shape == (0, 4, 4)


# ---- against others ----------------------------------------------------------------------------------------------


def bilinear(at, shifts, height, width):
    """The same field by SciPy."""
    axes = np.linspace(0, height - 1, shifts.shape[0]), np.linspace(0, width - 1, shifts.shape[1])
    return RegularGridInterpolator(axes, shifts)(np.moveaxis(np.mgrid[:height, :width], 0, -1))


def test_grids_are_bilinear_between_their_nodes():
    shifts = np.random.default_rng(1).normal(size=(4, 6, 2)) * 5
    got = np.stack(A.grid_distortion_field(30, 47, shifts=shifts), axis=-1)
    np.testing.assert_allclose(got, bilinear(nodes(30, 47, 4, 6), shifts, 30, 47), atol=1e-5)


def test_piecewise_fields_are_affine_on_triangles():
    shifts = np.random.default_rng(1).normal(size=(4, 6, 2)) * 5
    at = nodes(31, 51, 4, 6)
    got = np.stack(A.piecewise_affine_field(31, 51, shifts=shifts), axis=-1)
    # Delaunay's triangles of points from whose squares one diagonal is a hair shorter are the same as ours
    sheared = at.reshape(-1, 2) @ [[1, 0], [-1e-6, 1]]
    mesh = LinearNDInterpolator(Delaunay(sheared), shifts.reshape(-1, 2))
    y, x = np.mgrid[1:30, 1:50]
    want = mesh(np.stack([x, y], axis=-1) @ np.array([[1, 0], [-1e-6, 1]]))
    np.testing.assert_allclose(got[1:30, 1:50], want, atol=1e-4)


@pytest.mark.parametrize("k", [-0.3, 0.05, 0.8])
def test_the_camera_is_that_of_opencv(k):
    cv2 = pytest.importorskip("cv2")
    h, w = 45, 64
    camera = np.array([[w, 0, (w - 1) / 2], [0, h, (h - 1) / 2], [0, 0, 1]])
    x, y = cv2.initUndistortRectifyMap(camera, np.array([k, k, 0, 0, 0]), None, None, (w, h), cv2.CV_32FC1)
    dx, dy = A.optical_distortion_field(h, w, k)
    np.testing.assert_allclose(dx + np.arange(w), x, atol=2e-5)
    np.testing.assert_allclose(dy + np.arange(h)[:, None], y, atol=2e-5)


def test_the_fisheye_lens():
    """A corner is moved by k times its distance, and the middle of the way by an eighth of that."""
    dx, dy = A.optical_distortion_field(61, 81, 0.4, "fisheye")
    corner = math.hypot(81, 61) / 2
    share = 0.4 * (40 * 40 + 30 * 30) / corner**2
    np.testing.assert_allclose([dx[60, 80], dy[60, 80]], [40 * share, 30 * share], rtol=1e-6)
    np.testing.assert_allclose([dx[45, 60], dy[45, 60]], [40 * share / 8, 30 * share / 8], rtol=1e-6)
    np.testing.assert_allclose(dx, -dx[:, ::-1], atol=1e-6)


@pytest.mark.parametrize(("height", "width"), [(40, 67), (7, 300), (1, 9)])
@pytest.mark.parametrize("count", [3, 16])
def test_splines_are_scipys(height, width, count):
    src, dst = some_points(height, width, count)
    pixels = np.moveaxis(np.mgrid[:height, :width][::-1], 0, -1).reshape(-1, 2)
    want = RBFInterpolator(dst, src - dst, kernel="thin_plate_spline")(pixels).reshape(height, width, 2)
    got = np.stack(A.thin_plate_spline_field(height, width, src, dst), axis=-1)
    np.testing.assert_allclose(got, want, atol=1e-5 * max(height, width, np.abs(want).max()))


def test_a_spline_through_an_affine_map_is_that_map():
    dst = np.random.default_rng(0).random((8, 2)) * 40
    matrix = np.array([[1.1, 0.2], [-0.1, 0.9]])
    dx, dy = A.thin_plate_spline_field(40, 40, dst @ matrix.T + (3, -2), dst)
    y, x = np.mgrid[:40, :40]
    np.testing.assert_allclose(dx, 1.1 * x + 0.2 * y + 3 - x, atol=1e-4)
    np.testing.assert_allclose(dy, -0.1 * x + 0.9 * y - 2 - y, atol=1e-4)


def test_points_come_where_they_are_sent():
    image = np.zeros((41, 51), np.float32)
    image[20, 15] = 1
    corners = [(0, 0), (50, 0), (0, 40), (50, 40)]
    field = A.thin_plate_spline_field(41, 51, [*corners, (15, 20)], [*corners, (22, 24)])
    moved = A.displace(image, *field)
    assert np.unravel_index(moved.argmax(), moved.shape) == (24, 22) and moved.max() > 0.99


def test_nothing_moves_where_nothing_is_displaced():
    points = nodes(20, 30, 3, 3).reshape(-1, 2)
    for field in (
        A.grid_distortion_field(20, 30, 5, 0, 1),
        A.optical_distortion_field(20, 30, 0),
        A.thin_plate_spline_field(20, 30, points, points),
        A.piecewise_affine_field(20, 30, 0, rng=1),
    ):
        assert not np.any(field)


# ---- what is drawn -----------------------------------------------------------------------------------------------


def test_cells_of_a_grid_show_what_they_draw():
    dx, dy = A.grid_distortion_field(101, 151, 5, 0.3, 7, count=200)
    assert not np.any(dx[:, :, [0, -1]]) and not np.any(dy[:, [0, -1]])
    np.testing.assert_array_equal(dx[:, :1] + np.zeros_like(dx), dx)  # lines of nodes stay straight
    width = np.diff(dx[:, 0, ::30] + np.arange(0, 151, 30), axis=1) / 30
    assert 0.7 / 1.2 < width.min() < 0.75 and 1.25 < width.max() < 1.3 / 0.8
    dx, _ = A.grid_distortion_field(101, 151, 5, 0.3, 7, normalized=False, count=200)
    width = np.diff(dx[:, 0, ::30] + np.arange(0, 151, 30), axis=1) / 30
    assert 0.7 <= width.min() + 1e-5 and width.min() < 0.71 and 1.29 < width.max() <= 1.3 + 1e-5
    assert abs(width.mean() - 1) < 0.02


def test_nodes_of_a_piecewise_map_are_normal_and_look_inside():
    dx, dy = A.piecewise_affine_field(101, 151, 0.06, 3, 4, 7, count=500)
    inner = np.stack([dx[:, 50, [50, 100]], dy[:, 50, [50, 100]]])
    assert inner.std() == pytest.approx(0.02 * 101, rel=0.05) and abs(inner.mean()) < 0.1
    assert (dx[:, :, 0] >= 0).all() and (dx[:, :, -1] <= 0).all() and (dy[:, 0] >= 0).all() and (dy[:, -1] <= 0).all()


def test_fields_of_a_batch():
    rng = np.random.default_rng(4)
    limits, ks = np.array([0.1, 0.5, 0]), np.array([0.1, 0, -0.2])
    many = A.grid_distortion_field(20, 30, 3, limits, 4, count=3)
    for i in range(3):
        one = A.grid_distortion_field(20, 30, 3, limits[i], rng)
        np.testing.assert_array_equal([many[0][i], many[1][i]], one)
    rng, many = np.random.default_rng(4), A.piecewise_affine_field(20, 30, limits, rng=4, count=3)
    for i in range(3):
        one = A.piecewise_affine_field(20, 30, limits[i], rng=rng)
        np.testing.assert_array_equal([many[0][i], many[1][i]], one)
    many = A.optical_distortion_field(20, 30, ks, count=3)
    for i in range(3):
        np.testing.assert_array_equal([many[0][i], many[1][i]], A.optical_distortion_field(20, 30, ks[i]))
    points = np.array([some_points(20, 30, 5, seed) for seed in range(3)])
    many = A.thin_plate_spline_field(20, 30, points[:, 0], points[:, 1], count=3)
    for i in range(3):
        np.testing.assert_array_equal([many[0][i], many[1][i]], A.thin_plate_spline_field(20, 30, *points[i]))
    same = A.thin_plate_spline_field(20, 30, *points[0], count=2)
    np.testing.assert_array_equal(same[0][0], same[0][1])


# ---- transforms --------------------------------------------------------------------------------------------------


def made(transform, height, width, seed=0):
    """What is drawn for one image, and its field."""
    batch = Batch(np.array([(height, width)]), np.dtype(np.uint8), 3, 0, None)
    d = transform.draw(np.random.default_rng(seed).random((1, transform.numbers)), batch)
    (step,) = transform.passes(d, np.ones(1, bool), batch)
    fields = step.displacements.field(0), step.displacements.made(0)
    np.testing.assert_array_equal(*fields)
    image = make((height, width, 3), np.uint8)
    np.testing.assert_array_equal(step.reference(image, 0, False), A.displace(image, *fields[0]))
    return {name: values[0] for name, values in d.items()}, fields[0]


def test_transforms_are_the_functions_of_what_they_draw():
    d, field = made(A.GridDistortion(3, 0.4), 40, 60)
    lines = np.concatenate([np.zeros((2, 1)), d["steps"].cumsum(axis=1) / d["steps"].sum(axis=1, keepdims=True)], 1)
    at = np.stack(np.meshgrid(lines[0] * 59, lines[1] * 39), axis=-1)
    want = A.grid_distortion_field(40, 60, shifts=at - nodes(40, 60, 4, 4))
    np.testing.assert_allclose(field, want, atol=1e-5)
    d, field = made(A.OpticalDistortion(0.4, mode="fisheye"), 40, 60)
    np.testing.assert_array_equal(field, A.optical_distortion_field(40, 60, d["k"], "fisheye"))
    d, field = made(A.ThinPlateSpline(), 40, 60)
    at = nodes(40, 60, 4, 4).reshape(-1, 2)
    np.testing.assert_allclose(field, A.thin_plate_spline_field(40, 60, at + d["shifts"] * (60, 40), at), atol=1e-4)
    d, field = made(A.PiecewiseAffine((0.1, 0.2), (2, 5), (3, 6)), 40, 60)
    rows, columns = d["nodes"]
    at = nodes(40, 60, rows, columns)
    shown = np.clip(at + d["shifts"][:rows, :columns], 0, (59, 39))
    np.testing.assert_allclose(field, A.piecewise_affine_field(40, 60, shifts=shown - at), atol=1e-5)


@pytest.mark.parametrize(
    "transform", [A.GridDistortion(p=1), A.OpticalDistortion(p=1), A.ThinPlateSpline(p=1), A.PiecewiseAffine(p=1)]
)
def test_wide_images_store_their_fields(transform):
    pipeline = A.Compose([transform], seed=1)
    for width in (WIDEST, WIDEST + 1):
        image = make((5, width), np.uint8)
        got = pipeline(image=image, mask=image, index=3)
        np.testing.assert_array_equal(got["image"], pipeline.reference(image, index=3))
        np.testing.assert_array_equal(got["mask"], pipeline(image=image, mask=image, index=3, threads=1)["mask"])


def test_records_repeat_what_was_drawn():
    steps = [A.GridDistortion(p=0.8), A.OpticalDistortion(p=0.8), A.ThinPlateSpline(p=0.8), A.PiecewiseAffine(p=0.8)]
    aug, x = A.Compose(steps, seed=3), make((4, 24, 30, 3), np.uint8)
    record = json.loads(json.dumps(aug.draw(x, index=range(4)).to_dict(), allow_nan=False))
    np.testing.assert_array_equal(aug.apply(x, A.Record.from_dict(record)), aug(x, index=range(4)))


def test_transforms_draw_their_ranges():
    def draws(transform, count=4000):
        batch = Batch(np.tile((50, 100), (count, 1)), np.dtype(np.uint8), 3, 0, None)
        return transform.draw(np.random.default_rng(8).random((count, transform.numbers)), batch)

    steps = draws(A.GridDistortion(4, (-0.1, 0.3)))["steps"]
    assert steps.shape == (4000, 2, 4) and 0.9 <= steps.min() < 0.905 and 1.295 < steps.max() <= 1.3
    k = draws(A.OpticalDistortion(0.2))["k"]
    assert -0.2 <= k.min() < -0.199 and 0.199 < k.max() <= 0.2
    shifts = draws(A.ThinPlateSpline((0.3, 0.3), 3))["shifts"]
    assert shifts.shape == (4000, 9, 2) and shifts.std() == pytest.approx(0.03, rel=0.02)
    assert draws(A.ThinPlateSpline(num_control_points=2))["shifts"].shape == (4000, 5, 2)
    d = draws(A.PiecewiseAffine((0.06, 0.06), (2, 4), 3))
    assert d["shifts"].std() == pytest.approx(1, rel=0.02) and d["shifts"].shape == (4000, 4, 3, 2)
    assert np.bincount(d["nodes"][:, 0], minlength=5)[2:].min() > 1200 and set(d["nodes"][:, 1]) == {3}
    assert draws(A.PiecewiseAffine((3, 3), absolute_scale=True))["shifts"].std() == pytest.approx(1, rel=0.02)


# ---- bad input ---------------------------------------------------------------------------------------------------

TRIANGLE = [(0, 0), (5, 0), (0, 5)]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: A.grid_distortion_field(-1, 5), ValueError, "height must be at least 0, got -1"),
        (lambda: A.grid_distortion_field(5, 2.5), TypeError, "width must be an integer"),
        (lambda: A.grid_distortion_field(5, 5, 0), ValueError, "num_steps must be at least 1"),
        (lambda: A.grid_distortion_field(5, 5, 5, 1.5), ValueError, "distort_limit must be in 0"),
        (lambda: A.grid_distortion_field(5, 5, count=-1), ValueError, "count must be at least 0"),
        (lambda: A.grid_distortion_field(5, 5, rng=-1), TypeError, "rng must be None"),
        (lambda: A.grid_distortion_field(5, 5, shifts=np.zeros((1, 3, 2))), ValueError, "shifts must be dx and dy"),
        (lambda: A.grid_distortion_field(5, 5, shifts=np.zeros((3, 3))), ValueError, "shifts must be dx and dy"),
        (lambda: A.grid_distortion_field(5, 5, shifts=np.full((2, 2, 2), np.nan)), ValueError, "shifts must be finite"),
        (lambda: A.grid_distortion_field(5, 5, shifts=np.zeros((3, 2, 2, 2))), ValueError, "each of 1 fields"),
        (lambda: A.optical_distortion_field(5, 5, "a"), TypeError, "k must be a number"),
        (lambda: A.optical_distortion_field(5, 5, [1, 2]), ValueError, "k must be a number, got"),
        (lambda: A.optical_distortion_field(5, 5, 1, "wide"), ValueError, "mode must be one of 'camera', 'fisheye'"),
        (lambda: A.thin_plate_spline_field(5, 5, TRIANGLE[:2], TRIANGLE), ValueError, "src must be three or more"),
        (lambda: A.thin_plate_spline_field(5, 5, TRIANGLE, "a"), ValueError, "dst must be three or more"),
        (lambda: A.thin_plate_spline_field(5, 5, [*TRIANGLE, (1, 1)], TRIANGLE), ValueError, "as many points"),
        (lambda: A.thin_plate_spline_field(5, 5, TRIANGLE, [(0, 0), (1, 1), (2, 2)]), ValueError, "dst must be three"),
        (lambda: A.thin_plate_spline_field(5, 5, [*TRIANGLE] * 2, [*TRIANGLE] * 2), ValueError, "dst must be three"),
        (lambda: A.piecewise_affine_field(5, 5, -1), ValueError, "scale must be in 0"),
        (lambda: A.piecewise_affine_field(5, 5, 0.1, 1), ValueError, "nb_rows must be at least 2"),
        (lambda: A.piecewise_affine_field(5, 5, 0.1, 2, 2.5), TypeError, "nb_cols must be an integer"),
        (lambda: A.piecewise_affine_field(5, 5, threads=0), ValueError, "threads must be at least 1"),
        (lambda: A.GridDistortion(0), ValueError, "num_steps"),
        (lambda: A.GridDistortion(distort_limit=2), ValueError, "distort_limit"),
        (lambda: A.OpticalDistortion(mode="wide"), ValueError, "mode"),
        (lambda: A.OpticalDistortion(distort_limit="a"), TypeError, "distort_limit"),
        (lambda: A.ThinPlateSpline((0, 2)), ValueError, "scale_range"),
        (lambda: A.ThinPlateSpline(num_control_points=1), ValueError, "num_control_points"),
        (lambda: A.PiecewiseAffine(-0.1), ValueError, "scale"),
        (lambda: A.PiecewiseAffine(nb_rows=1), ValueError, "nb_rows"),
        (lambda: A.PiecewiseAffine(nb_cols=(2, 3.5)), ValueError, "nb_cols must be whole"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()
