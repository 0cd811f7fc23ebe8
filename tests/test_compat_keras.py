"""ImageDataGenerator against SciPy and NumPy, by the documented meaning of each argument."""

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import ndimage

import fastaug
from fastaug.compat.keras import ImageDataGenerator

RNG = np.random.default_rng(0)
X = RNG.integers(0, 256, (7, 12, 17, 3), np.uint8)
Y = np.arange(7) * 10
SCIPY_MODES = {"nearest": "nearest", "reflect": "reflect", "wrap": "grid-wrap", "constant": "grid-constant"}
ALL = {"theta": 25, "tx": 1.5, "ty": -2.25, "shear": 12, "zx": 0.8, "zy": 1.3}
TYPICAL = {
    "rotation_range": 20, "width_shift_range": 0.1, "height_shift_range": 0.1, "shear_range": 10, "zoom_range": 0.2,
    "horizontal_flip": True, "rescale": 1 / 255,
}  # fmt: skip
EVERYTHING = {
    **TYPICAL, "channel_shift_range": 20, "brightness_range": (0.5, 1.5), "vertical_flip": True,
    "samplewise_center": True, "samplewise_std_normalization": True,
}  # fmt: skip


def image(dtype="float32", shape=(12, 17, 3)):
    return (RNG.random(shape) * 255).astype(dtype)


def expected(x, mode="nearest", cval=0.0, order=1, theta=0, tx=0, ty=0, shear=0, zx=1, zy=1):
    """By SciPy: the pixel at (row, column) from the centre shows what is at R (t + S Z p)."""
    a, s = np.deg2rad(theta), np.deg2rad(shear)
    turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    linear = turn @ np.array([[1, -np.sin(s)], [0, np.cos(s)]]) @ np.diag([zx, zy])  # of (x, y)
    linear, moved = linear[::-1, ::-1], (turn @ [tx, ty])[::-1]  # of (row, column)
    centre = (np.array(x.shape[:2]) - 1) / 2
    how = {"matrix": linear, "offset": centre - linear @ centre + moved, "order": order, "mode": SCIPY_MODES[mode]}
    planes = [ndimage.affine_transform(x[..., c].astype(np.float64), cval=cval, **how) for c in range(x.shape[2])]
    return np.stack(planes, axis=-1)


def epoch_of(batches):
    return [batches[i] for i in range(len(batches))]


# ---- transforms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*ALL, "all"])
@pytest.mark.parametrize("mode", SCIPY_MODES)
def test_a_transform_is_what_scipy_makes(name, mode):
    parameters = ALL if name == "all" else {name: ALL[name]}
    x = image()
    got = ImageDataGenerator(fill_mode=mode, cval=30).apply_transform(x, parameters)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, expected(x, mode, 30, **parameters), atol=2e-3)


@pytest.mark.parametrize("channels", [1, 2, 4, 5])
def test_any_number_of_channels_and_nearest(channels):
    x = image(shape=(9, 14, channels))
    parameters = {"theta": 30, "zx": 1.2, "zy": 0.9}
    got = ImageDataGenerator(interpolation_order=0).apply_transform(x, parameters)
    np.testing.assert_array_equal(got, expected(x, order=0, **parameters).astype(np.float32))


@pytest.mark.parametrize("mode", SCIPY_MODES)
def test_splines_are_those_of_scipy(mode):
    x, how = image(), {"fill_mode": mode, "cval": 30, "interpolation_order": 3}
    got = ImageDataGenerator(**how).apply_transform(x, ALL)
    np.testing.assert_allclose(got, expected(x, mode, 30, 3, **ALL), atol=1e-3)
    rescaled = next(ImageDataGenerator(**how, **TYPICAL).flow(x[None], seed=1))[0]
    want = ImageDataGenerator(**how, **TYPICAL).random_transform(x, seed=1) / 255
    np.testing.assert_allclose(rescaled, want, atol=1e-6)


def test_turns_and_flips_are_exact_on_images_that_are_not_square():
    generator, x = ImageDataGenerator(), np.arange(32, dtype=np.float32).reshape(4, 8, 1)
    np.testing.assert_array_equal(generator.apply_transform(x, {"theta": 180}), x[::-1, ::-1])
    np.testing.assert_array_equal(generator.apply_transform(x, {"flip_horizontal": True}), x[:, ::-1])
    np.testing.assert_array_equal(generator.apply_transform(x, {"flip_vertical": True}), x[::-1])
    square = np.arange(25, dtype=np.uint8).reshape(5, 5, 1)
    np.testing.assert_array_equal(generator.apply_transform(square, {"theta": 90}), np.rot90(square))


def test_shifts_move_along_their_own_axis():
    x = np.arange(24, dtype=np.float32).reshape(4, 6, 1)
    generator = ImageDataGenerator(fill_mode="wrap")
    np.testing.assert_array_equal(generator.apply_transform(x, {"tx": 2}), np.roll(x, -2, axis=1))
    np.testing.assert_array_equal(generator.apply_transform(x, {"ty": 1}), np.roll(x, -1, axis=0))
    across = ImageDataGenerator(width_shift_range=[3], fill_mode="wrap").random_transform(x)
    np.testing.assert_array_equal(across, np.roll(x, -3, axis=1))
    down = ImageDataGenerator(height_shift_range=[3], fill_mode="wrap").random_transform(x)
    np.testing.assert_array_equal(down, np.roll(x, -3, axis=0))


def test_a_flip_comes_after_the_warp():
    x = image()
    got = ImageDataGenerator().apply_transform(x, {**ALL, "flip_horizontal": True, "flip_vertical": True})
    np.testing.assert_allclose(got, expected(x, **ALL)[::-1, ::-1], atol=2e-3)


def test_channel_shift_is_clipped_to_the_images_own_range():
    x = image() / 2 + 20
    for intensity in (-30.5, 0.0, 70):
        got = ImageDataGenerator().apply_transform(x, {"channel_shift_intensity": intensity})
        np.testing.assert_allclose(got, np.clip(x + np.float32(intensity), x.min(), x.max()), rtol=1e-6)


def test_brightness_is_a_factor():
    x = image("uint8")
    generator = ImageDataGenerator()
    for factor in (0, 0.4, 1.7):
        bright = generator.apply_transform(x.astype(np.float32), {"brightness": factor})
        np.testing.assert_allclose(bright, np.clip(x * np.float32(factor), 0, 255), rtol=1e-6)
        from PIL import Image, ImageEnhance

        pillow = np.asarray(ImageEnhance.Brightness(Image.fromarray(x)).enhance(factor), np.int16)
        assert np.abs(generator.apply_transform(x, {"brightness": factor}) - pillow).max() <= 1


def test_brightness_beyond_bytes_is_within_the_images_own_range():
    x = image() - 100
    low, high = x.min(), x.max()
    got = ImageDataGenerator().apply_transform(x, {"brightness": 1.5})
    np.testing.assert_allclose(got, low + np.clip((x - low) * 1.5, 0, high - low), atol=1e-3)


def test_channel_shift_comes_before_brightness():
    x = image()
    got = ImageDataGenerator().apply_transform(x, {"channel_shift_intensity": 50, "brightness": 0.5})
    np.testing.assert_allclose(got, np.clip(x + 50, x.min(), x.max()) / 2, atol=1e-3)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64", "int32", "float16"])
def test_a_transform_keeps_shape_and_dtype_and_input(dtype):
    x = image(dtype)
    before = x.copy()
    got = ImageDataGenerator().apply_transform(x, ALL)
    assert got.dtype == dtype and got.shape == x.shape
    np.testing.assert_array_equal(x, before)
    exact = expected(x, **ALL)
    np.testing.assert_allclose(got, exact, atol=0.502 if np.dtype(dtype).kind in "ui" else 0.15)


def test_a_batch_is_its_images():
    generator = ImageDataGenerator(**EVERYTHING)
    drawn = generator.get_random_transform(X.shape, seed=3)
    assert drawn["theta"].shape == (7,)
    made = generator.apply_transform(X, drawn)
    for i in range(7):
        np.testing.assert_array_equal(
            made[i], generator.apply_transform(X[i], {name: values[i] for name, values in drawn.items()})
        )
    np.testing.assert_array_equal(generator.random_transform(X, seed=3), made)
    assert generator.get_random_transform(X.shape[1:], seed=3) == {n: v[0] for n, v in drawn.items()}


# ---- what is drawn ---------------------------------------------------------------------------------------------------


def drawn(shape=(4000, 20, 50, 3), seed=0, **arguments):
    return ImageDataGenerator(**arguments).get_random_transform(shape, seed=seed)


def spans(values, low, high):
    """Uniform over low .. high."""
    edges = np.linspace(low, high, 6)
    counts = np.histogram(values, edges)[0]
    return values.min() >= low and values.max() <= high and np.abs(counts / len(values) - 0.2).max() < 0.03


def test_nothing_asked_nothing_drawn():
    assert drawn((5, 6, 1)) == {
        "theta": 0, "tx": 0, "ty": 0, "shear": 0, "zx": 1, "zy": 1, "flip_horizontal": False, "flip_vertical": False,
        "channel_shift_intensity": None, "brightness": None,
    }  # fmt: skip


def test_ranges_are_uniform():
    d = drawn(
        rotation_range=30, shear_range=5, zoom_range=0.2, channel_shift_range=12, brightness_range=(0.3, 1.1),
        width_shift_range=0.2, height_shift_range=3.0,
    )  # fmt: skip
    assert spans(d["theta"], -30, 30) and spans(d["shear"], -5, 5)
    assert spans(d["zx"], 0.8, 1.2) and spans(d["zy"], 0.8, 1.2)
    assert spans(d["channel_shift_intensity"], -12, 12) and spans(d["brightness"], 0.3, 1.1)
    assert spans(d["tx"], -10, 10), "a share of the width, which is 50"
    assert spans(d["ty"], -3, 3), "pixels"
    assert abs(np.corrcoef(d["zx"], d["zy"])[0, 1]) < 0.05
    assert spans(drawn(zoom_range=[0.5, 0.7])["zx"], 0.5, 0.7)
    assert spans(drawn(height_shift_range=0.2)["ty"], -4, 4), "a share of the height, which is 20"


@pytest.mark.parametrize(
    ("given", "pixels"),
    [(3, [-2, -1, 0, 1, 2]), (2, [-1, 0, 1]), (1, [0]), (0, [0]), ([-7, 2, 5], [-7, 2, 5]), ((0.1, -0.3), [-15, 5])],
)
def test_shifts_by_integers_and_arrays(given, pixels):
    values, counts = np.unique(drawn(width_shift_range=given)["tx"].round(9), return_counts=True)
    assert values.tolist() == pixels
    assert np.abs(counts / 4000 - 1 / len(pixels)).max() < 0.03


def test_flips_are_tossed():
    d = drawn(horizontal_flip=True)
    assert 0.46 < d["flip_horizontal"].mean() < 0.54 and not d["flip_vertical"].any()
    both = drawn(horizontal_flip=True, vertical_flip=True)
    assert 0.22 < (both["flip_horizontal"] & both["flip_vertical"]).mean() < 0.28


def test_one_argument_moves_no_draw_of_another():
    assert (
        drawn((5, 6, 1), rotation_range=20)["theta"] == drawn((5, 6, 1), **{**EVERYTHING, "zoom_range": 0.5})["theta"]
    )


def test_without_a_seed_draws_differ_and_global_state_is_left_alone():
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    generator = ImageDataGenerator(rotation_range=20)
    assert generator.get_random_transform((5, 6, 1)) != generator.get_random_transform((5, 6, 1))
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


# ---- standardisation -------------------------------------------------------------------------------------------------


def test_standardize_follows_the_order_of_keras():
    x = X.astype(np.float32)
    generator = ImageDataGenerator(
        samplewise_center=True, samplewise_std_normalization=True, featurewise_center=True, rescale=0.5,
        featurewise_std_normalization=True, preprocessing_function=lambda image: image + 3,
    )  # fmt: skip
    generator.mean, generator.std = np.array([0.1, -0.2, 0.3]).reshape(1, 1, 3), np.array([0.5, 2, 1])
    want = (x + 3.0) * 0.5
    want -= want.mean(axis=(1, 2, 3), keepdims=True)
    want /= want.std(axis=(1, 2, 3), keepdims=True) + 1e-6
    want = (want - generator.mean) / (generator.std + 1e-6)
    got = generator.standardize(X)
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, want, atol=2e-5)
    np.testing.assert_array_equal(generator.standardize(X[2]), got[2])
    assert generator.standardize(x) is x, "floats are changed in place"
    np.testing.assert_array_equal(x, got)


@pytest.mark.parametrize("name", ["samplewise_center", "samplewise_std_normalization"])
def test_samplewise_alone(name):
    with pytest.warns(UserWarning) if "std" in name else np.errstate():
        generator = ImageDataGenerator(**{name: True})
    got = generator.standardize(X)
    np.testing.assert_allclose(got.mean(axis=(1, 2, 3)), 0, atol=1e-4)
    if "std" in name:
        np.testing.assert_allclose(got.std(axis=(1, 2, 3)), 1, atol=1e-4)


def test_what_equals_its_mean_becomes_zero():
    flat = np.full((2, 4, 4, 3), 77.7, np.float32)
    generator = ImageDataGenerator(samplewise_center=True, samplewise_std_normalization=True)
    assert not generator.standardize(flat.copy()).any()
    generator = ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True)
    generator.fit(flat)
    assert not generator.standardize(flat).any()


def test_fit_is_numpys_mean_and_std():
    generator = ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True, rescale=1 / 255)
    generator.fit(X)
    x = X / 255
    assert generator.mean.shape == generator.std.shape == (1, 1, 3)
    np.testing.assert_allclose(generator.mean.ravel(), x.mean(axis=(0, 1, 2)), rtol=1e-6)
    np.testing.assert_allclose(generator.std.ravel(), x.std(axis=(0, 1, 2)), rtol=1e-6)
    got = generator.standardize(X)
    np.testing.assert_allclose(got.mean(axis=(0, 1, 2)), 0, atol=1e-5)
    np.testing.assert_allclose(got.std(axis=(0, 1, 2)), 1, atol=1e-4)
    np.testing.assert_allclose(got, (x - x.mean(axis=(0, 1, 2))) / (x.std(axis=(0, 1, 2)) + 1e-6), atol=1e-5)


def test_fit_sees_what_is_centred_later():
    generator = ImageDataGenerator(featurewise_center=True, preprocessing_function=lambda image: image**2)
    generator.fit(X)
    np.testing.assert_allclose(generator.standardize(X).mean(axis=(0, 1, 2)), 0, atol=0.05)


def test_fit_on_augmented_images():
    generator = ImageDataGenerator(featurewise_center=True, brightness_range=(0.2, 0.4), rotation_range=10)
    generator.fit(X, augment=True, rounds=3, seed=5)
    batches = ImageDataGenerator(brightness_range=(0.2, 0.4), rotation_range=10).flow(X, shuffle=False, seed=5)
    seen = np.concatenate([next(batches) for _ in range(3)])
    np.testing.assert_allclose(generator.mean.ravel(), seen.mean(axis=(0, 1, 2), dtype=np.float64), rtol=1e-6)


def test_whitening():
    x = RNG.normal(100, 20, (60, 3, 4, 1)).astype(np.float32)
    x[:, 1] += x[:, 0] * 0.7
    generator = ImageDataGenerator(featurewise_center=True, zca_whitening=True)
    generator.fit(x)
    flat = (x - x.mean(axis=0, keepdims=True).mean(axis=(1, 2))).reshape(60, 12).astype(np.float64)
    u, s, _ = np.linalg.svd(flat.T, full_matrices=False)
    matrix = u @ np.diag(np.sqrt(60) / (s + 1e-6)) @ u.T
    np.testing.assert_allclose(generator.zca_whitening_matrix, matrix, atol=1e-4 * np.abs(matrix).max())
    got = generator.standardize(x.copy())
    np.testing.assert_allclose(got.reshape(60, 12), flat @ matrix, atol=1e-2)
    np.testing.assert_allclose(got.reshape(60, 12).T @ got.reshape(60, 12) / 60, np.eye(12), atol=1e-2)
    np.testing.assert_allclose(next(generator.flow(x, batch_size=60, shuffle=False)), got, atol=1e-4)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(1, 1, 1), (5, 3, 1), (7, 31, 2), (40, 33, 3)])
def test_statistics_of_any_size_and_stride(shape, dtype):
    x = RNG.normal(50, 20, (2, *shape)).astype(dtype)
    generator = ImageDataGenerator(samplewise_center=True, samplewise_std_normalization=True, dtype=dtype)
    want = x.astype(np.float64) - x.mean(axis=(1, 2, 3), keepdims=True, dtype=np.float64)
    want /= want.std(axis=(1, 2, 3), keepdims=True) + 1e-6
    wide = np.zeros((2, shape[0], shape[1] + 5, shape[2]), dtype)
    wide[:, :, 2:-3] = x
    got = generator.standardize(wide[:, :, 2:-3])
    np.testing.assert_allclose(got, want, atol=2e-5)
    np.testing.assert_array_equal(generator.standardize(x), got)


def test_what_excludes_what():
    with pytest.warns(UserWarning, match="zca_whitening sets featurewise_center to True"):
        assert ImageDataGenerator(zca_whitening=True).featurewise_center
    with pytest.warns(UserWarning, match="featurewise_std_normalization to False"):
        ImageDataGenerator(zca_whitening=True, featurewise_center=True, featurewise_std_normalization=True)
    with pytest.warns(UserWarning, match="featurewise_std_normalization sets featurewise_center"):
        ImageDataGenerator(featurewise_std_normalization=True)


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [({"featurewise_center": True}, "mean"), ({"featurewise_center": True, "zca_whitening": True}, "zca")],
)
def test_without_a_fit_there_is_a_warning(arguments, missing):
    generator = ImageDataGenerator(**arguments)
    generator.mean = np.zeros(3) if missing == "zca" else None
    with pytest.warns(UserWarning, match=f"{missing}.*fit"):
        np.testing.assert_array_equal(generator.standardize(X), X)


# ---- batches ---------------------------------------------------------------------------------------------------------


def test_a_batch_of_flow_is_transform_and_standardize():
    for arguments in ({}, TYPICAL, {**TYPICAL, "fill_mode": "constant", "cval": 90}, EVERYTHING):
        generator = ImageDataGenerator(**arguments)
        made = next(generator.flow(X, batch_size=7, shuffle=False, seed=4))
        want = generator.standardize(generator.random_transform(X.astype(np.float32), seed=4))
        np.testing.assert_allclose(made, want, atol=0 if arguments is EVERYTHING else 3e-7)
        assert made.dtype == np.float32 and made.flags.c_contiguous


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("batch_size", [1, 3, 32])
def test_batches_and_threads_change_nothing(batch_size, threads):
    generator = ImageDataGenerator(**EVERYTHING)
    whole = generator.flow(X, Y, batch_size=7, seed=1)
    with fastaug.num_threads(threads):
        parts = generator.flow(X, Y, batch_size=batch_size, seed=1)
        for _ in range(2):
            x, y = zip(*[next(parts) for _ in range(len(parts))], strict=True)
            want = next(whole)
            np.testing.assert_array_equal(np.concatenate(x), want[0])
            np.testing.assert_array_equal(np.concatenate(y), want[1])


def test_an_image_is_the_same_in_any_order():
    generator = ImageDataGenerator(**TYPICAL)
    shuffled, plain = (generator.flow(X, Y, batch_size=7, shuffle=s, seed=2) for s in (True, False))
    (a, labels), (b, _) = shuffled[0], plain[0]
    assert labels.tolist() != Y.tolist() and sorted(labels) == Y.tolist()
    np.testing.assert_array_equal(a, b[labels // 10])


def test_epochs_have_their_own_order_and_transforms():
    batches = ImageDataGenerator(rotation_range=40).flow(X, Y, batch_size=3, seed=2)
    assert len(batches) == 3 and iter(batches) is batches and batches.n == 7
    epochs = [[next(batches) for _ in range(3)] for _ in range(3)]
    orders = [np.concatenate([y for _, y in epoch]).tolist() for epoch in epochs]
    assert all(sorted(order) == Y.tolist() for order in orders) and orders[0] != orders[1]
    assert [len(y) for _, y in epochs[0]] == [3, 3, 1]
    assert batches.epoch == 3
    again = ImageDataGenerator(rotation_range=40).flow(X, Y, batch_size=3, seed=2)
    again.on_epoch_end()
    for i, (x, y) in enumerate(epochs[1]):
        np.testing.assert_array_equal(again[i][0], x)
        np.testing.assert_array_equal(again[i][1], y)


def test_reset_goes_back_to_the_first_batch():
    batches = ImageDataGenerator(rotation_range=40).flow(X, batch_size=3, seed=2)
    first, _ = next(batches), next(batches)
    batches.reset()
    np.testing.assert_array_equal(next(batches), first)
    np.testing.assert_array_equal(batches[0], first)
    assert batches.batch_index == 1


def test_without_a_seed_flows_differ():
    a, b = (ImageDataGenerator(rotation_range=40).flow(X, shuffle=False) for _ in range(2))
    assert not np.array_equal(a[0], b[0])
    np.testing.assert_array_equal(a[0], a[0])


def test_images_and_masks_of_one_seed_move_together():
    masks = (X[..., :1] > 127).astype(np.uint8) * 255
    generator = ImageDataGenerator(**{**TYPICAL, "rescale": None})
    pairs = zip(generator.flow(X[..., :1], seed=9), generator.flow(X[..., :1].copy(), seed=9), strict=False)
    a, b = next(pairs)
    np.testing.assert_array_equal(a, b)
    assert next(generator.flow(masks, seed=9)).shape == (7, 12, 17, 1)


def test_what_goes_along():
    weights, names, other = Y / 7, np.array(list("abcdefg")), RNG.random((7, 2))
    x, y, w = next(ImageDataGenerator().flow(X, Y.tolist(), sample_weight=weights, seed=1))
    np.testing.assert_array_equal(w, y / 7)
    np.testing.assert_array_equal(x, X[y // 10])
    (x, a, b), y = next(ImageDataGenerator().flow((X, [names, other]), Y, seed=1))
    np.testing.assert_array_equal(a, names[y // 10])
    np.testing.assert_array_equal(b, other[y // 10])
    assert x.dtype == np.float32
    x, a = next(ImageDataGenerator().flow((X, names), shuffle=False))
    assert a.tolist() == names.tolist()


def test_subsets():
    generator = ImageDataGenerator(validation_split=0.3, rotation_range=30)
    labels = np.array([0, 1, 0, 1, 0, 1, 0])
    held, rest = (generator.flow(X, labels, subset=s, shuffle=False, seed=3) for s in ("validation", "training"))
    assert held.n == 2 and rest.n == 5
    every = next(generator.flow(X, labels, shuffle=False, seed=3))[0]
    np.testing.assert_array_equal(np.concatenate([held[0][0], rest[0][0]]), every)
    with pytest.raises(ValueError, match="same classes in both subsets"):
        generator.flow(X, np.arange(7), subset="training")
    assert generator.flow(X, np.arange(7), subset="training", ignore_class_split=True).n == 5


@pytest.mark.parametrize("dtype", ["float64", "float16", "uint8", "int32"])
def test_the_dtype_of_batches(dtype):
    generator = ImageDataGenerator(dtype=dtype, rotation_range=20)
    got = next(generator.flow(X, shuffle=False, seed=1))
    assert got.dtype == dtype
    want = ImageDataGenerator(rotation_range=20).random_transform(X.astype(np.float64), seed=1)
    np.testing.assert_allclose(got, want, atol={"float64": 0, "float16": 0.07}.get(dtype, 0.5001))


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float64", "int16", "float16", ">f4"])
def test_the_dtype_of_images(dtype):
    x = (X // 2).astype(dtype)
    generator = ImageDataGenerator(**TYPICAL)
    want = next(generator.flow(x.astype(np.float32), shuffle=False, seed=1))
    np.testing.assert_array_equal(next(generator.flow(x, shuffle=False, seed=1)), want)


def test_channels_first():
    last, first = (ImageDataGenerator(data_format=f, **EVERYTHING) for f in ("channels_last", "channels_first"))
    planes = np.ascontiguousarray(np.moveaxis(X, -1, 1))
    want = np.moveaxis(next(last.flow(X, seed=1)), -1, 1)
    got = next(first.flow(planes, seed=1))
    np.testing.assert_array_equal(got, want)
    assert got.flags.c_contiguous
    np.testing.assert_array_equal(
        first.random_transform(planes[0], seed=1), np.moveaxis(last.random_transform(X[0], seed=1), -1, 0)
    )
    fitted = ImageDataGenerator(featurewise_center=True, data_format="channels_first")
    fitted.fit(planes)
    assert fitted.mean.shape == (3, 1, 1)
    shapes = []
    seen = ImageDataGenerator(
        data_format="channels_first", preprocessing_function=lambda x: shapes.append(x.shape) or x
    )
    seen.standardize(planes[:1])
    assert shapes == [(3, 12, 17)]


def test_a_preprocessing_function_sees_single_transformed_images():
    seen = []

    def double(x):
        seen.append(x.copy())
        return x * 2

    plain = next(ImageDataGenerator(rotation_range=20).flow(X, shuffle=False, seed=1))
    generator = ImageDataGenerator(rotation_range=20, preprocessing_function=double, rescale=0.5)
    np.testing.assert_allclose(next(generator.flow(X, shuffle=False, seed=1)), plain, rtol=1e-6)
    np.testing.assert_array_equal(seen, plain)


def test_mapped_files_and_threads_and_pickles(tmp_path):
    np.save(tmp_path / "x.npy", X)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    generator = ImageDataGenerator(**TYPICAL)
    batches, want = (generator.flow(x, Y, batch_size=2, seed=1) for x in (mapped, X))
    assert isinstance(batches.x, np.memmap), "the file is not read as a whole"
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(batches.__getitem__, range(4)))
    copy = pickle.loads(pickle.dumps(want))
    assert len(copy) == 4 and copy.image_data_generator is not generator
    for i, (x, y) in enumerate(epoch_of(want)):
        np.testing.assert_array_equal(got[i][0], x)
        np.testing.assert_array_equal(copy[i][0], x)
        np.testing.assert_array_equal(copy[i][1], y)


def test_images_can_be_saved(tmp_path):
    from PIL import Image

    batches = ImageDataGenerator(rescale=1 / 255).flow(X, seed=1, save_to_dir=tmp_path, save_prefix="a", batch_size=4)
    next(batches), next(batches), next(batches)
    assert len(list(tmp_path.glob("a_*_0.png"))) == 7 and len(list(tmp_path.glob("a_*_1.png"))) == 4
    low, high = X[3].min(), X[3].max()
    want = (X[3].astype(float) - low) * 255 / (high - low)
    np.testing.assert_allclose(np.asarray(Image.open(tmp_path / "a_3_0.png")), want, atol=0.51)


# ---- folders ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    from PIL import Image

    for name, count in (("cats", 4), ("dogs", 3)):
        (tmp_path / name / "more").mkdir(parents=True)
        for i in range(count):
            at = tmp_path / name / ("more" if i == 0 else ".") / f"{i}.png"
            Image.fromarray(X[i]).save(at)
        (tmp_path / name / "notes.txt").write_text("no image")
    return tmp_path


def test_batches_of_a_folder(folder):
    batches = ImageDataGenerator().flow_from_directory(folder, target_size=(12, 17), shuffle=False, batch_size=5)
    assert batches.class_indices == {"cats": 0, "dogs": 1} and batches.num_classes == 2 and batches.samples == 7
    assert batches.classes.tolist() == [0] * 4 + [1] * 3 and len(batches) == 2
    assert batches.filenames[0] == "cats/1.png" and batches.filenames[3] == "cats/more/0.png"
    x, y = next(batches)
    np.testing.assert_array_equal(x, X[[1, 2, 3, 0, 1]])
    np.testing.assert_array_equal(y, np.eye(2, dtype=np.float32)[[0, 0, 0, 0, 1]])
    assert next(batches)[0].shape == (2, 12, 17, 3)


@pytest.mark.parametrize("mode", ["sparse", "binary", "input", None])
def test_class_modes(folder, mode):
    batches = ImageDataGenerator().flow_from_directory(folder, (12, 17), class_mode=mode, classes=["dogs"], seed=1)
    made = next(batches)
    if mode is None:
        assert made.shape == (3, 12, 17, 3)
    elif mode == "input":
        np.testing.assert_array_equal(*made)
    else:
        assert made[1].tolist() == [0, 0, 0] and made[1].dtype == np.float32


def test_files_are_resized_by_pillow(folder):
    from PIL import Image

    picture = Image.fromarray(X[1])
    for interpolation in ("nearest", "bilinear"):
        batches = ImageDataGenerator().flow_from_directory(
            folder, (8, 9), shuffle=False, color_mode="grayscale", interpolation=interpolation
        )
        want = picture.convert("L").resize((9, 8), getattr(Image.Resampling, interpolation.upper()))
        np.testing.assert_array_equal(batches[0][0][0, ..., 0], np.asarray(want))
    batches = ImageDataGenerator().flow_from_directory(folder, (6, 6), shuffle=False, keep_aspect_ratio=True)
    want = picture.crop((2, 0, 14, 12)).resize((6, 6), Image.Resampling.NEAREST)
    np.testing.assert_array_equal(batches[0][0][0], np.asarray(want))
    rgba = ImageDataGenerator().flow_from_directory(folder, (12, 17), color_mode="rgba")
    assert next(rgba)[0].shape == (7, 12, 17, 4)


def test_deep_files_keep_their_levels(tmp_path):
    from PIL import Image

    (tmp_path / "a").mkdir()
    levels = X[0, ..., 0].astype(np.uint16) * 200
    Image.fromarray(levels).save(tmp_path / "a" / "0.png")
    Image.fromarray(X[1, ..., 0]).save(tmp_path / "a" / "1.png")
    x = ImageDataGenerator().flow_from_directory(tmp_path, (12, 17), "grayscale", class_mode=None, shuffle=False)[0]
    np.testing.assert_array_equal(x[..., 0], [levels, X[1, ..., 0]])


def test_subsets_of_a_folder(folder):
    generator = ImageDataGenerator(validation_split=0.5, rotation_range=20)
    held, rest, every = (
        generator.flow_from_directory(folder, (12, 17), subset=s, shuffle=False, seed=1)
        for s in ("validation", "training", None)
    )
    assert held.classes.tolist() == [0, 0, 1] and rest.classes.tolist() == [0, 0, 1, 1]
    x = every[0][0]
    np.testing.assert_array_equal(held[0][0], x[[0, 1, 4]])
    np.testing.assert_array_equal(rest[0][0], x[[2, 3, 5, 6]])


# ---- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"featurewise_center": 1}, TypeError), ({"horizontal_flip": "yes"}, TypeError),
        ({"rotation_range": -5}, ValueError), ({"rotation_range": "20"}, TypeError),
        ({"width_shift_range": -0.1}, ValueError), ({"height_shift_range": []}, ValueError),
        ({"width_shift_range": True}, TypeError), ({"height_shift_range": [[1, 2]]}, ValueError),
        ({"brightness_range": 0.5}, ValueError), ({"brightness_range": (0.5,)}, ValueError),
        ({"brightness_range": (-1, 1)}, ValueError), ({"shear_range": np.nan}, ValueError),
        ({"zoom_range": 1.5}, ValueError), ({"zoom_range": (1, 2, 3)}, ValueError),
        ({"channel_shift_range": -1}, ValueError), ({"fill_mode": "edge"}, ValueError),
        ({"cval": "black"}, TypeError), ({"rescale": np.inf}, ValueError),
        ({"preprocessing_function": 3}, TypeError), ({"data_format": "NHWC"}, ValueError),
        ({"validation_split": 1}, ValueError), ({"interpolation_order": 7}, ValueError),
        ({"dtype": "bool"}, TypeError), ({"zca_epsilon": -1}, ValueError),
    ],
)  # fmt: skip
def test_bad_arguments_are_named(arguments, error):
    with pytest.raises(error, match=next(iter(arguments))):
        ImageDataGenerator(**arguments)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda g: g.flow(X[0]), "x must be an array of rank 4"),
        (lambda g: g.flow(X > 3), "x must hold real numbers"),
        (lambda g: g.flow(X[:0]), "x must have pixels"),
        (lambda g: g.flow((X, Y, Y)), "x must be an array, or"),
        (lambda g: g.flow(X, Y[:3]), "y must have an entry for each of 7 images"),
        (lambda g: g.flow(X, Y, sample_weight=[1]), "sample_weight must have an entry"),
        (lambda g: g.flow(X, sample_weight=Y), "sample_weight needs y"),
        (lambda g: g.flow(X, batch_size=0), "batch_size must be at least 1"),
        (lambda g: g.flow(X, shuffle=3), "shuffle must be True or False"),
        (lambda g: g.flow(X, seed=-1), "seed must be at least 0"),
        (lambda g: g.flow(X, subset="test"), "subset must be one of"),
        (lambda g: g.flow(X, subset="training"), "validation_split"),
        (lambda g: g.flow(X, save_to_dir="/no/such/folder"), "save_to_dir must be a folder"),
        (lambda g: g.flow(X)[1], "batches 0 .. 0"),
        (lambda g: g.apply_transform(X[0], {"angle": 3}), "transform_parameters may have theta"),
        (lambda g: g.apply_transform(X[0], 30), "transform_parameters must be a dict"),
        (lambda g: g.apply_transform(X[0], {"theta": np.nan}), "theta must be finite"),
        (lambda g: g.apply_transform(X, {"theta": [1, 2]}), "theta must be a number or 7 numbers"),
        (lambda g: g.apply_transform(X[0], {"zx": 1e9}), "2.30 or more pixels away"),
        (lambda g: g.random_transform(X[0, 0]), "x must be an array of rank 3"),
        (lambda g: g.standardize([1]), "x must be an array of rank 3"),
        (lambda g: g.get_random_transform((3, 4)), "img_shape"),
        (lambda g: g.fit(X[0]), "x must be an array of rank 4"),
        (lambda g: g.fit(X, augment=True, rounds=0), "rounds must be at least 1"),
        (lambda g: g.flow_from_directory("/no/such/folder"), "directory must be a folder"),
    ],
)
def test_bad_calls_are_named(call, message):
    with pytest.raises((TypeError, ValueError, IndexError), match=message):
        call(ImageDataGenerator())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"classes": ["birds"]}, "classes must be folders in .* got 'birds'"),
        ({"class_mode": "raw"}, "class_mode must be one of"),
        ({"target_size": 8}, "target_size"),
        ({"color_mode": "bgr"}, "color_mode must be one of"),
        ({"interpolation": "cubic"}, "interpolation must be one of"),
    ],
)
def test_bad_folders_are_named(folder, arguments, message):
    with pytest.raises(ValueError, match=message):
        ImageDataGenerator().flow_from_directory(folder, **arguments)


def test_an_empty_folder_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="directory must have images"):
        ImageDataGenerator().flow_from_directory(tmp_path)


def test_statistics_that_do_not_fit_are_named():
    generator = ImageDataGenerator(featurewise_center=True, zca_whitening=True)
    generator.mean = np.zeros(5)
    with pytest.raises(ValueError, match="mean must be a number or 3 numbers"):
        generator.standardize(X)
    generator.mean, generator.zca_whitening_matrix = 0, np.eye(4)
    with pytest.raises(ValueError, match=r"zca_whitening_matrix must have shape \(612, 612\)"):
        generator.standardize(X)
    with pytest.raises(ValueError, match="preprocessing_function must return an image of the shape"):
        ImageDataGenerator(preprocessing_function=lambda x: x[:3]).standardize(X)


def test_nothing_is_imported_that_is_not_asked_for():
    code = (
        "import sys, fastaug, fastaug.compose; assert not [m for m in sys.modules if m.startswith('fastaug.compat')]\n"
        "import fastaug.compat.keras; assert 'keras' not in sys.modules and 'PIL' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
