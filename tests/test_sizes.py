"""Functions and transforms made of others: sizes that keep the aspect, matrices, the eight symmetries."""

import itertools

import numpy as np
import pytest

import fastaug as A
from fastaug.arguments import D4_NAMES

from .support import check, check_batch, make


def test_matrices_of_parameters_equal_the_functions():
    x = make((41, 52, 3), np.uint8)
    for angle in (0, 23, 90, -135):
        turned = A.affine_transform(x, A.affine_matrix(41, 52, rotate=angle)[:2])
        assert np.abs(turned.astype(int) - A.rotate(x, angle)).max() <= 1
    a, b = A.affine_matrix(41, 52, 30, (3, -2), 1.2, (5, 0)), A.affine_matrix(41, 52, -70, scale=(0.5, 2))
    np.testing.assert_allclose(np.linalg.inv(b @ a) @ b @ a, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(a @ [25.5, 20, 1], [28.5, 18, 1])  # the centre is only shifted
    np.testing.assert_allclose(A.affine_matrix(9, 9, rotate=90, center=(0, 0)) @ [1, 0, 1], [0, -1, 1], atol=1e-12)
    with pytest.raises(ValueError, match="finite"):
        A.affine_matrix(9, 9, rotate=float("nan"))


def test_homographies_move_their_points():
    rng = np.random.default_rng(0)
    corners = np.array([(0, 0), (50, 0), (50, 40), (0, 40)])
    for _ in range(20):
        src, dst = corners + rng.uniform(-9, 9, (2, 4, 2))
        m = A.perspective_matrix(src, dst)
        moved = np.c_[src, np.ones(4)] @ m.T
        np.testing.assert_allclose(moved[:, :2] / moved[:, 2:], dst, atol=1e-9)
    with pytest.raises(ValueError, match="one line"):
        A.perspective_matrix([(0, 0), (1, 1), (2, 2), (0, 1)], corners)
    with pytest.raises(ValueError, match="four points"):
        A.perspective_matrix(corners[:3], corners)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_shears_shifts_and_zooms_equal_their_reference(dtype):
    x = make((31, 45, 3), dtype)
    check("shear", x, 12, -7, border="reflect")
    check("translate", x, 3.25, -2)
    check("zoom", x, 1.4)
    xs = make((4, 20, 21, 1), dtype)
    check_batch("translate", xs, {"dx": np.array([0, 1, -2.5, 3]), "dy": np.array([0.0, 2, 1, -1])})
    check_batch("zoom", xs, {"factor": np.array([0.5, 1, 1.5, 3])})


def test_the_symmetries_are_a_group():
    x = make((7, 7, 2), np.uint8)
    made = {name: check("d4", x, name) for name in D4_NAMES}
    assert len({image.tobytes() for image in made.values()}) == 8
    for a, b in itertools.product(D4_NAMES, repeat=2):
        assert A.d4(made[a], b).tobytes() in {image.tobytes() for image in made.values()}
    np.testing.assert_array_equal(made["t"], x.transpose(1, 0, 2))
    check("d4", make((3, 8), np.uint16), "hvt")
    with pytest.raises(ValueError, match="element must be one of"):
        A.d4(x, "r45")


@pytest.mark.parametrize("size", [(20, 40), (41, 17), (1, 30), (8, 8)])
def test_sizes_keep_the_aspect(size):
    x = make((*size, 3), np.uint8)
    assert max(check("longest_max_size", x, 12).shape[:2]) == 12
    assert min(check("smallest_max_size", x, 12).shape[:2]) == 12
    assert check("letterbox", x, 24, 16, fill=9).shape == (24, 16, 3)
    padded = check("pad_if_needed", x, 30, 30)
    assert padded.shape[:2] == (max(30, size[0]), max(30, size[1])) and padded.sum() == x.sum()
    with pytest.raises(ValueError, match="size must be at least 1"):
        A.longest_max_size(x, 0)


def test_a_letterbox_keeps_the_image_in_the_middle():
    made = A.letterbox(np.full((10, 20), 5, np.uint8), 20, 20, fill=1)
    np.testing.assert_array_equal(made[5:15], 5)
    assert (made[:5] == 1).all() and (made[15:] == 1).all()


@pytest.mark.parametrize(
    ("transform", "function"),
    [
        (A.LongestMaxSize(15), lambda x: A.longest_max_size(x, 15)),
        (A.SmallestMaxSize(15), lambda x: A.smallest_max_size(x, 15)),
        (A.PadIfNeeded(40, 25, fill=3), lambda x: A.pad_if_needed(x, 40, 25, fill=3)),
    ],
)
def test_transforms_equal_the_functions(transform, function):
    images = [make((*size, 3), np.uint8) for size in ((20, 40), (33, 21), (50, 50))]
    aug = A.Compose([transform])
    for got, want, x in zip(aug(images), aug.reference(images), images, strict=True):
        np.testing.assert_array_equal(got, function(x))
        np.testing.assert_array_equal(got, want)
