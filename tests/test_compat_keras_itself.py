"""ImageDataGenerator beside Keras' own, and in `fit`."""

import inspect
import os
import warnings

import numpy as np
import pytest

from fastaug.compat.keras import ImageDataGenerator

RNG = np.random.default_rng(0)
X = RNG.integers(0, 256, (6, 16, 16, 3), np.uint8)
ALL = {"theta": 25, "tx": 1.5, "ty": -2.25, "shear": 12, "zx": 0.8, "zy": 1.3, "flip_horizontal": True}


@pytest.fixture(scope="module")
def keras():
    pytest.importorskip("torch")
    os.environ.setdefault("KERAS_BACKEND", "torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def theirs(keras):
    return pytest.importorskip("keras.src.legacy.preprocessing.image").ImageDataGenerator


@pytest.mark.parametrize(
    "name",
    ["__init__", "fit", "flow", "flow_from_directory", "random_transform", "get_random_transform", "apply_transform"],
)
def test_the_arguments_are_those_of_keras(theirs, name):
    def shape(f):
        return [(p.name, p.default) for p in inspect.signature(f).parameters.values()]

    assert shape(getattr(ImageDataGenerator, name)) == shape(getattr(theirs, name))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("arguments", [{}, {"fill_mode": "reflect"}, {"interpolation_order": 0}])
def test_square_images_are_transformed_as_by_keras(theirs, arguments):
    x = X[0].astype(np.float32)
    ours, parameters = ImageDataGenerator(**arguments), [{name: value} for name, value in ALL.items()]
    for one in [*parameters, ALL, {**ALL, "channel_shift_intensity": 30}]:
        np.testing.assert_allclose(
            ours.apply_transform(x, one), theirs(**arguments).apply_transform(x.copy(), one), atol=2e-3
        )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("factor", [0.5, 1.4])
def test_brightness_is_within_a_level_of_keras(theirs, factor):
    x, bright = X[0].astype(np.float32), {"brightness": factor}
    ours, other = (g.apply_transform(x.copy(), bright) for g in (ImageDataGenerator(), theirs()))
    assert np.abs(ours - other).max() <= 1


@pytest.mark.parametrize(
    "arguments",
    [
        {"rescale": 1 / 255}, {"samplewise_center": True, "samplewise_std_normalization": True},
        {"featurewise_center": True, "featurewise_std_normalization": True, "rescale": 1 / 255},
        {"featurewise_center": True, "zca_whitening": True, "zca_epsilon": 1e-2},
    ],
)  # fmt: skip
def test_images_are_standardised_as_by_keras(theirs, arguments):
    ours, other = ImageDataGenerator(**arguments), theirs(**arguments)
    ours.fit(X)
    other.fit(X)
    for x in X.astype(np.float32):
        want = other.standardize(x.copy())
        np.testing.assert_allclose(ours.standardize(x), want, atol=1e-4 * max(1, np.abs(want).max()))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_model_is_fitted_on_what_flow_returns(keras, workers):
    generator = ImageDataGenerator(rescale=1 / 255, horizontal_flip=True, validation_split=0.34)
    y = np.array([0, 1, 0, 1, 0, 1], np.float32)
    train, held = (generator.flow(X, y, batch_size=2, seed=0, subset=s) for s in ("training", "validation"))
    assert isinstance(train, keras.utils.PyDataset)
    train.workers = workers
    model = keras.Sequential([keras.Input((16, 16, 3)), keras.layers.Flatten(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(train, epochs=2, verbose=0, validation_data=held)
    assert len(history.history["val_loss"]) == 2 and train.epoch >= 1
    held.reset()
    assert model.predict(held, verbose=0).shape == (2, 1)


def test_copies_for_worker_processes_are_the_same(keras):
    import pickle

    batches = ImageDataGenerator(rotation_range=20).flow(X, batch_size=4, seed=0)
    copy = pickle.loads(pickle.dumps(batches))
    assert type(copy) is type(batches)
    np.testing.assert_array_equal(copy[1], batches[1])
