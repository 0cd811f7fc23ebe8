"""Colours times a matrix."""

import numpy as np
import pytest

import fastaug
from fastaug.colors import FROM_YIQ, YIQ, hue_matrices

from .support import DTYPES, SIZES, check, check_batch, make

MATRICES = np.random.default_rng(0).normal(0.3, 0.4, (4, 3, 4))


@pytest.mark.parametrize("dtype", DTYPES)
def test_kernels_equal_the_reference(dtype):
    for height, width in [*SIZES, (0, 3), (3, 0), (3, 300)]:
        image = make((height, width, 3), dtype)
        check("apply_color_matrix", image, MATRICES[0])
        check("hue_rotate", image, 0.2)
    check("apply_color_matrix", image, MATRICES[1, :, :3], value_range=(0.2, 0.7))
    check("hue_rotate", image, -7.3, value_range=None)


@pytest.mark.parametrize("dtype", DTYPES)
def test_batches(dtype):
    images = make((4, 9, 37, 3), dtype)
    check_batch("hue_rotate", images, {"turns": np.array([0, 0.3, -0.4, 1.0])})
    for matrices in (MATRICES, MATRICES[..., :3]):
        got = check("apply_color_matrix", images, matrices)
        for image, matrix, one in zip(images, matrices, got, strict=True):
            np.testing.assert_array_equal(fastaug.apply_color_matrix(image, matrix), one)
    assert check("apply_color_matrix", images[:0], MATRICES[0]).shape == (0, 9, 37, 3)


@pytest.mark.parametrize("scale", [1e-6, 0.3, 1.99, 2, 7, 300, 31999, 32001, 1e9])
def test_fixed_point_of_any_size(scale):
    image = make((13, 70, 3), np.uint8)
    for offset in (0, 0.001, 1, 100, 1e9):
        matrix = np.concatenate([MATRICES[0, :, :3] * scale, MATRICES[1, :, :1] * offset], axis=1)
        got = check("apply_color_matrix", image, matrix)
        if scale < 32000:
            want = np.clip(image @ matrix[:, :3].T + 255 * matrix[:, 3], 0, 255)
            assert abs(got - want).max() < 0.55 + scale / 16 + offset / 100


def test_it_is_a_product():
    image = make((20, 30, 3), np.float64)
    got = fastaug.apply_color_matrix(image, MATRICES[0], value_range=None)
    np.testing.assert_allclose(got, image @ MATRICES[0, :, :3].T + MATRICES[0, :, 3], rtol=0, atol=1e-14)
    levels = make((20, 30, 3), np.uint8)
    want = np.clip(levels @ MATRICES[0, :, :3].T + 255 * MATRICES[0, :, 3], 0, 255)
    assert abs(fastaug.apply_color_matrix(levels, MATRICES[0]) - want).max() < 0.53
    np.testing.assert_array_equal(fastaug.apply_color_matrix(levels, np.eye(3)), levels)


def test_the_plane_of_chroma_is_that_of_ntsc():
    """I and Q are the differences of red and blue from the luma, turned by 33 degrees."""
    luma = np.array([0.299, 0.587, 0.114])
    v, u = 0.877283 * (np.eye(3)[0] - luma), 0.492111 * (np.eye(3)[2] - luma)
    c, s = np.cos(np.radians(33)), np.sin(np.radians(33))
    np.testing.assert_allclose(YIQ, [luma, c * v - s * u, s * v + c * u], rtol=0, atol=1e-3)


def test_a_rotated_hue_keeps_luma_and_gray():
    image = make((20, 30, 3), np.float64)
    weights = [0.299, 0.587, 0.114]
    for turns in (0.1, 0.5, -0.3):
        got = fastaug.hue_rotate(image, turns, value_range=None)
        np.testing.assert_allclose(got @ weights, image @ weights, rtol=0, atol=1e-12)
        back = fastaug.hue_rotate(got, -turns, value_range=None)
        np.testing.assert_allclose(back, image, rtol=0, atol=1e-12)
    gray = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    np.testing.assert_array_equal(fastaug.hue_rotate(gray, 0.37), gray)
    red = fastaug.hue_rotate(np.array([[[1.0, 0, 0]]]), 1 / 3)[0, 0]
    assert red.argmax() == 1
    for turns, matrix in zip((0.1, -7.3), hue_matrices(np.array([0.1, -7.3])), strict=True):
        c, s = np.cos(2 * np.pi * turns), np.sin(2 * np.pi * turns)
        want = FROM_YIQ @ [[1, 0, 0], [0, c, s], [0, -s, c]] @ YIQ
        np.testing.assert_allclose(matrix, np.column_stack([want, np.zeros(3)]), rtol=0, atol=1e-13)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: fastaug.apply_color_matrix(x[..., :2], np.eye(3)), ValueError, "images of 3 channels"),
        (lambda x: fastaug.apply_color_matrix(x, np.eye(4)), ValueError, r"matrix must have shape \(3, 3\)"),
        (lambda x: fastaug.apply_color_matrix(x, [np.eye(3)] * 2), ValueError, "matrix must have shape"),
        (lambda x: fastaug.apply_color_matrix(x, np.eye(3) * np.nan), ValueError, "matrix must be finite"),
        (lambda x: fastaug.apply_color_matrix(x, "a"), TypeError, "matrix must be of numbers"),
        (lambda x: fastaug.hue_rotate(x, np.inf), ValueError, "turns must be finite"),
        (lambda x: fastaug.HueRotate("far"), TypeError, "limit must be a number"),
        (lambda x: fastaug.ApplyColorMatrix([1, 2, 3]), ValueError, r"matrix must have shape \(3, 3\) or \(3, 4\)"),
        (lambda x: fastaug.ApplyColorMatrix(np.eye(4)), ValueError, r"matrix must have shape \(3, 3\), \(3, 4\)"),
        (lambda x: fastaug.Compose([fastaug.HueRotate(p=1)])(x[..., :2]), ValueError, "HueRotate takes images of 3"),
    ],
)
def test_bad_input_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call(make((5, 6, 3), np.uint8))


# ---- in pipelines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("fuse", [True, False])
def test_pipelines(dtype, fuse):
    x = make((9, 23, 37, 3), dtype)
    steps = [fastaug.HueRotate(0.5), fastaug.RandomGamma(), fastaug.ApplyColorMatrix(MATRICES[0].tolist(), p=0.7)]
    aug = fastaug.Compose([fastaug.HorizontalFlip(), *steps, fastaug.Normalize()], seed=3, fuse=fuse)
    aug = fastaug.from_dict(fastaug.to_dict(aug))
    got, want = aug(x, index=range(9)), aug.reference(x, index=range(9))
    np.testing.assert_allclose(got, want, atol=1e-5, rtol=0)
    np.testing.assert_array_equal(aug(x, index=range(9), threads=1), got)
    np.testing.assert_array_equal(aug(x[4], index=4, threads=2), got[4])


@pytest.mark.parametrize("dtype", DTYPES)
def test_one_step_equals_the_function(dtype):
    x = make((3, 31, 45, 3), dtype)
    got = fastaug.Compose([fastaug.HueRotate((0.3, 0.3), p=1)])(x)
    np.testing.assert_array_equal(got, fastaug.hue_rotate(x, 0.3))
    got = fastaug.Compose([fastaug.ApplyColorMatrix(MATRICES[0], p=1)])(x)
    np.testing.assert_array_equal(got, fastaug.apply_color_matrix(x, MATRICES[0]))
