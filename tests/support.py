"""Awkward images, and the check that a kernel equals its reference however it is called."""

import contextlib

import numpy as np

import fastaug
from fastaug import reference

DTYPES = [np.uint8, np.uint16, np.float32, np.float64]
SIZES = [(1, 1), (1, 7), (5, 1), (3, 4), (17, 31), (40, 67)]
BORDERS = ["constant", "edge", "reflect", "symmetric", "wrap"]


def make(shape, dtype, seed=0):
    """A random image over the full range of its dtype (floats: 0 to 1)."""
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind == "f":
        return rng.random(shape).astype(dtype)
    if np.dtype(dtype).kind == "b":
        return rng.random(shape) < 0.5
    return rng.integers(0, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)


def same(got, want, ulps=2, of_range=1e-6, exact=False):
    """Integers bit for bit; float32 within `ulps` or `of_range` (float64 likewise, with its own ulp)."""
    assert got.dtype == want.dtype and got.shape == want.shape, (got.dtype, got.shape, want.dtype, want.shape)
    if exact or got.dtype.kind != "f":
        np.testing.assert_array_equal(got, want)
        return
    allowed = np.maximum(ulps * np.spacing(np.abs(want)), of_range)
    assert (np.abs(got - want) <= allowed).all(), f"largest difference {np.abs(got - want).max()}"


def strided(image):
    """The same image with strides that no kernel can use directly."""
    wide = np.zeros([2 * n for n in image.shape], image.dtype)
    view = wide[tuple(slice(None, None, 2) for _ in image.shape)]
    view[...] = image
    return view


def check(name, image, *args, exact=False, **kwargs):
    """The public function against its reference: threads 1 and 2, strided and read-only input, `out`."""
    f, ref = getattr(fastaug, name), getattr(reference, name)
    before = image.copy()
    want = ref(image, *args, **kwargs)
    got = f(image, *args, threads=1, **kwargs)
    same(got, want, exact=exact)
    assert got.flags.c_contiguous and got.flags.owndata
    np.testing.assert_array_equal(f(image, *args, threads=2, **kwargs), got)
    np.testing.assert_array_equal(f(strided(image), *args, **kwargs), got)
    read_only = image.copy()
    read_only.flags.writeable = False
    out = np.empty_like(got)
    assert f(read_only, *args, out=out, **kwargs) is out
    np.testing.assert_array_equal(out, got)
    np.testing.assert_array_equal(image, before)
    return got


def check_batch(name, images, per_sample, **kwargs):
    """f(x, p)[i] is bit-equal to f(x[i], p[i]), and the batch equals its reference."""
    f, ref = getattr(fastaug, name), getattr(reference, name)
    got = f(images, **per_sample, **kwargs)
    same(got, ref(images, **per_sample, **kwargs))
    for i, image in enumerate(images):
        one = {key: value[i].item() for key, value in per_sample.items()}
        np.testing.assert_array_equal(f(image, **one, **kwargs), got[i])
    return got


@contextlib.contextmanager
def workers(context, count):
    """A pool of processes that end by themselves: to end them by force may hang on a lock that one of them held."""
    pool = context.Pool(count)
    try:
        yield pool
        pool.close()
        pool.join()
    except BaseException:
        pool.terminate()
        raise
