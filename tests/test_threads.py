"""Threads, forks and worker processes: nothing hangs, nothing changes."""

import multiprocessing
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import threadpoolctl

import fastaug
from fastaug import reference

from .support import make, workers

PHOTO = make((300, 400, 3), np.uint8)
FIELD = np.full((300, 400), 1.5, np.float32)

# Every function once, on an image large enough for two threads.
CALLS = {
    "adjust_brightness": lambda f: f(PHOTO, 0.1),
    "adjust_contrast": lambda f: f(PHOTO, 1.2),
    "adjust_gamma": lambda f: f(PHOTO, 1.2),
    "adjust_hue": lambda f: f(PHOTO, 0.1),
    "shift_hsv": lambda f: f(PHOTO, 0.1, 0.1, 0.1),
    "adjust_sharpness": lambda f: f(PHOTO, 1.7),
    "adjust_saturation": lambda f: f(PHOTO, 1.2),
    "apply_lut": lambda f: f(PHOTO, np.arange(256)[::-1]),
    "autocontrast": lambda f: f(PHOTO, 1),
    "band_contrast": lambda f: f(PHOTO, (1.2, 0.8, 1)),
    "band_gain": lambda f: f(PHOTO, (1.2, 0.8, 1)),
    "band_gamma": lambda f: f(PHOTO, (1.2, 0.8, 1)),
    "bias_field": lambda f: f(PHOTO, [[0, 0.1], [0.2, 0]]),
    "local_gamma": lambda f: f(PHOTO, 1.2),
    "equalize": lambda f: f(PHOTO),
    "clahe": lambda f: f(PHOTO),
    "invert": lambda f: f(PHOTO),
    "jpeg_compression": lambda f: f(PHOTO, 50),
    "posterize": lambda f: f(PHOTO, 3),
    "solarize": lambda f: f(PHOTO, 0.5),
    "affine_transform": lambda f: f(PHOTO, [[1, 0.1, 3], [0.1, 0.9, 2]]),
    "center_crop": lambda f: f(PHOTO, 200, 300),
    "channel_dropout": lambda f: f(PHOTO, 1),
    "channel_shuffle": lambda f: f(PHOTO, (2, 0, 1)),
    "rgb_shift": lambda f: f(PHOTO, 0.1, 0.2, -0.1),
    "scale_brightness": lambda f: f(PHOTO, 1.2),
    "apply_color_matrix": lambda f: f(PHOTO, [[0.5, 0.3, 0.2], [0, 1, 0], [0.2, 0.2, 0.5]]),
    "hue_rotate": lambda f: f(PHOTO, 0.2),
    "color_jitter": lambda f: f(PHOTO, hue=0.1, rng=1),
    "color_temperature": lambda f: f(PHOTO, 4000),
    "coarse_dropout": lambda f: f(PHOTO, 5, 40, 50, rng=1, fill="random"),
    "copy_paste": lambda f: f(PHOTO, PHOTO[..., 0], PHOTO[::-1], PHOTO[..., 1] & PHOTO[..., 2] & 4)[0],
    "crop": lambda f: f(PHOTO, 5, 5, 200, 300),
    "box_blur": lambda f: f(PHOTO, 7),
    "motion_blur": lambda f: f(PHOTO, 9, 30),
    "cutmix": lambda f: f(PHOTO, np.array([1.0, 0]), PHOTO[::-1], np.array([0, 1.0]), rng=1)[0],
    "cutout": lambda f: f(PHOTO, 100, rng=1),
    "d4": lambda f: f(PHOTO, "hvt"),
    "displace": lambda f: f(PHOTO, FIELD, FIELD),
    "elastic_field": lambda f: np.array(f(300, 400, 100, 10, rng=1)),
    "elastic_transform": lambda f: f(PHOTO, rng=1),
    "grid_distortion_field": lambda f: np.array(f(300, 400, rng=1)),
    "optical_distortion_field": lambda f: np.array(f(300, 400, 0.1)),
    "piecewise_affine_field": lambda f: np.array(f(300, 400, rng=1)),
    "thin_plate_spline_field": lambda f: np.array(f(300, 400, *np.random.default_rng(1).random((2, 9, 2)) * 300)),
    "fancy_pca": lambda f: f(PHOTO, (0.1, 0.2, 0.3), ((0.3, 0.2, 0.1), np.eye(3))),
    "gaussian_blur": lambda f: f(PHOTO, 3),
    "gaussian_noise": lambda f: f(PHOTO, 0.1, rng=1),
    "downscale": lambda f: f(PHOTO, 0.3, interpolation="bilinear"),
    "erase": lambda f: f(PHOTO, 20, 30, 200, 210),
    "grid_mask": lambda f: f(PHOTO, 20),
    "horizontal_flip": lambda f: f(PHOTO),
    "letterbox": lambda f: f(PHOTO, 200, 210),
    "longest_max_size": lambda f: f(PHOTO, 210),
    "median_blur": lambda f: f(PHOTO, 5),
    "mixup": lambda f: f(PHOTO, np.array([1.0, 0]), PHOTO[::-1], np.array([0, 1.0]), rng=1)[0],
    "mosaic": lambda f: f([PHOTO, PHOTO[:200], PHOTO[:, :99], PHOTO], 500, 600, (320, 190)),
    "normalize": lambda f: f(PHOTO, 0.4, 0.2),
    "pad": lambda f: f(PHOTO, 20, border="reflect"),
    "pad_if_needed": lambda f: f(PHOTO, 500, 600),
    "perspective_transform": lambda f: f(PHOTO, [[1, 0, 0], [0, 1, 0], [1e-4, 0, 1]]),
    "pixel_dropout": lambda f: f(PHOTO, 0.1, rng=1),
    "poisson_noise": lambda f: f(PHOTO, 50, rng=1),
    "random_crop": lambda f: f(PHOTO, 200, 300, rng=1),
    "random_erasing": lambda f: f(PHOTO, rng=1),
    "random_noise": lambda f: f(PHOTO, "localvar", 1, local_vars=0.01),
    "resize": lambda f: f(PHOTO, 200, 210),
    "resized_crop": lambda f: f(PHOTO, 10, 20, 200, 300, 224, 224),
    "rician_noise": lambda f: f(PHOTO, 0.1, rng=1),
    "rot90": lambda f: f(PHOTO),
    "rotate": lambda f: f(PHOTO, 20),
    "salt_and_pepper": lambda f: f(PHOTO, 0.1, rng=1),
    "sharpen": lambda f: f(PHOTO, 0.5),
    "unsharp_mask": lambda f: f(PHOTO, 2, 0.7),
    "shear": lambda f: f(PHOTO, 12),
    "smallest_max_size": lambda f: f(PHOTO, 210),
    "speckle_noise": lambda f: f(PHOTO, 0.1, rng=1),
    "to_grayscale": lambda f: f(PHOTO),
    "tone_curve": lambda f: f(PHOTO, 0.2, 0.9),
    "translate": lambda f: f(PHOTO, 7.5, -3),
    "transpose": lambda f: f(PHOTO),
    "uniform_noise": lambda f: f(PHOTO, -0.1, 0.1, rng=1),
    "vertical_flip": lambda f: f(PHOTO),
    "zoom": lambda f: f(PHOTO, 1.3),
}


def run_all(threads):
    with fastaug.num_threads(threads):
        return {name: call(getattr(fastaug, name)) for name, call in CALLS.items()}


def fingerprints(threads):
    return {name: hash(array.tobytes()) for name, array in run_all(threads).items()}


def test_every_function_is_called_here():
    assert set(CALLS) == set(reference.__all__)


@pytest.fixture(scope="module")
def expected():
    return run_all(1)


def test_two_threads_give_the_same_bits(expected):
    for name, array in run_all(2).items():
        np.testing.assert_array_equal(array, expected[name], err_msg=name)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("threads", [1, 2])
def test_a_forked_child_finishes_every_function(threads, expected):
    """libgomp alone hangs here: the parent has run two threads, and its child runs them again."""
    run_all(2)
    pid = os.fork()
    if pid == 0:
        signal.alarm(60)
        try:
            made = run_all(threads)
            os._exit(0 if all(np.array_equal(made[name], expected[name]) for name in CALLS) else 1)
        finally:
            os._exit(2)
    assert os.waitpid(pid, 0)[1] == 0


def test_forking_from_another_thread_while_regions_run(expected):
    image = make((600, 600, 3), np.uint8)

    def work(_):
        return [fastaug.rotate(image, 10, threads=2) for _ in range(20)]

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(work, i) for i in range(2)]
        fastaug.rotate(image, 10, threads=2)
        for _ in range(5):
            pid = os.fork()
            if pid == 0:
                signal.alarm(30)
                fastaug.rotate(image, 10, threads=2)
                os._exit(0)
            assert os.waitpid(pid, 0)[1] == 0
        want = fastaug.rotate(image, 10, threads=1)
        for job in jobs:
            for got in job.result():
                np.testing.assert_array_equal(got, want)


def _in_worker(threads):
    automatic = fastaug.get_num_threads()
    made = run_all(threads)
    return automatic, {name: array.tobytes() for name, array in made.items()}


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_worker_processes(method, expected):
    run_all(2)
    with workers(multiprocessing.get_context(method), 2) as pool:
        for automatic, made in pool.map_async(_in_worker, [1, 2, 2]).get(timeout=120):
            assert automatic == 1  # a worker process does not start threads of its own accord
            for name, data in made.items():
                assert data == expected[name].tobytes(), name


def test_many_python_threads_share_everything(expected):
    with ThreadPoolExecutor(4) as pool:
        for made in pool.map(lambda _: {name: call(getattr(fastaug, name)) for name, call in CALLS.items()}, range(4)):
            for name, array in made.items():
                np.testing.assert_array_equal(array, expected[name], err_msg=name)


class Photographs:
    """A dataset as a DataLoader wants it."""

    def __len__(self):
        return 24

    def __getitem__(self, index):
        return fastaug.rotate(PHOTO, float(index), threads=2)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_data_loader_with_two_workers(method):
    data = pytest.importorskip("torch.utils.data", reason="torch is not installed")
    fastaug.rotate(PHOTO, 1, threads=2)
    loader = data.DataLoader(Photographs(), batch_size=6, num_workers=2, multiprocessing_context=method, timeout=60)
    got = np.concatenate([batch.numpy() for batch in loader])
    for index in range(24):
        np.testing.assert_array_equal(got[index], fastaug.rotate(PHOTO, float(index)))


def test_the_number_of_threads_comes_from_the_nearest_source():
    def ask(**environment):
        code = "import fastaug; print(fastaug.get_num_threads())"
        clean = {k: v for k, v in os.environ.items() if not k.endswith("NUM_THREADS")}
        done = subprocess.run([sys.executable, "-c", code], env=clean | environment, capture_output=True, text=True)
        return int(done.stdout)

    assert ask(FASTAUG_NUM_THREADS="3", OMP_NUM_THREADS="2") == 3
    assert ask(OMP_NUM_THREADS="5") == 5 or not fastaug.build_info()["openmp"]
    assert ask() >= 1
    with fastaug.num_threads(7):
        assert fastaug.get_num_threads() == 7
        with fastaug.num_threads(1):
            assert fastaug.get_num_threads() == 1
        assert fastaug.get_num_threads() == 7
    fastaug.set_num_threads(None)


def test_threadpoolctl_limits_us():
    with threadpoolctl.threadpool_limits(1, user_api="openmp"):
        assert fastaug.get_num_threads() == 1


@pytest.mark.parametrize(("value", "error"), [(0, ValueError), (-1, ValueError), (1.5, TypeError), (True, TypeError)])
def test_bad_numbers_of_threads(value, error):
    with pytest.raises(error, match="threads must be"):
        fastaug.set_num_threads(value)
    with pytest.raises(error, match="threads must be"):
        fastaug.rotate(PHOTO, 1, threads=value)


def test_importing_leaves_the_environment_alone():
    code = "import os, fastaug; print(os.environ.get('OMP_WAIT_POLICY'))"
    clean = {k: v for k, v in os.environ.items() if k != "OMP_WAIT_POLICY"}
    done = subprocess.run([sys.executable, "-c", code], env=clean, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "None"
