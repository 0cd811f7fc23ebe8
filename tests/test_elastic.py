"""Displacement fields and elastic deformation."""

import math

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

import fastaug
from fastaug import reference
from fastaug.draws import image_seeds
from fastaug.reference._philox import noise_words, philox
from fastaug.reference.elastic import FIELD_STREAM
from fastaug.smoothing import LATTICE_FROM, field_plan, law_std

from .support import BORDERS, DTYPES, check, make

METHODS = ["gaussian", "lattice"]
FIELDS = [  # height, width, sigma
    (1, 1, 5), (1, 9, 4), (9, 1, 4), (2, 2, 2), (2, 300, 8), (5, 7, 3), (5, 40, 30), (40, 67, 0), (64, 64, 2),
    (33, 700, 2.49), (300, 33, 2.5), (64, 1000, 0.6), (130, 257, 10), (300, 200, 50), (64, 64, 1e6),
]  # fmt: skip


def noise(height, width, seed):
    """The uniform noise of a field, float64, in another way than the reference takes it."""
    words = noise_words(image_seeds(np.random.default_rng(seed), 1)[0], height, width, FIELD_STREAM)
    halves = words.view(np.int16).reshape(height, width, 2)  # little-endian: the low half first
    return (halves[..., 0] + 0.5) / 32768, (halves[..., 1] + 0.5) / 32768


@pytest.mark.parametrize(
    ("counter", "key", "rounds", "words"),
    [
        ((0, 0, 0, 0), (0, 0), 10, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, 10, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            10,
            "d16cfe09 94fdcceb 5001e420 24126ea1",
        ),
        ((0, 0, 0, 0), (0, 0), 7, "5f6fb709 0d893f64 4f121f81 4f730a48"),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, 7, "5207ddc2 45165e59 4d8ee751 8c52f662"),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            7,
            "4dfccaba 190a87f0 c47362ba b6b5242a",
        ),
    ],
)
def test_philox_gives_the_known_answers(counter, key, rounds, words):
    assert " ".join(f"{int(w):08x}" for w in philox(counter, key, rounds)) == words


def test_noise_words_stand_in_the_order_of_their_lanes():
    words = noise_words(0, 1, 32, 0)[0]
    blocks = [[int(w) for w in philox((block, 0, 0, 0), (0, 0), 7)] for block in range(8)]
    assert words[:4].tolist() == [blocks[0][1], blocks[0][0], blocks[1][1], blocks[1][0]]
    assert words[16:18].tolist() == [blocks[0][3], blocks[0][2]] and words[31] == blocks[7][2]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("normalize", ["none", "max", "std"])
def test_the_kernel_equals_the_reference(method, normalize):
    for height, width, sigma in FIELDS:
        want = reference.elastic_field(height, width, 70, sigma, 5, method, normalize=normalize)
        for threads in (1, 2):
            got = fastaug.elastic_field(height, width, 70, sigma, 5, method, normalize=normalize, threads=threads)
            for a, b in zip(got, want, strict=True):
                assert a.dtype == b.dtype == np.float32 and a.shape == b.shape == (height, width)
                np.testing.assert_array_equal(a, b, err_msg=f"{height} x {width}, sigma {sigma}")


@pytest.mark.parametrize("method", METHODS)
def test_threads_change_nothing_where_they_are_used(method):
    for sigma in (1.5, 4, 25):
        one, two = (fastaug.elastic_field(700, 613, 9, sigma, 1, method, threads=t) for t in (1, 2))
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("method", METHODS)
def test_fields_of_a_batch_are_those_of_single_calls(method):
    alphas, sigmas = np.array([5, 0, 30, 7, 1.5, 2]), np.array([2, 10, 4, 0, 60, 3.5])
    for threads in (1, 2):
        rng = np.random.default_rng(8)
        got = fastaug.elastic_field(90, 130, alphas, sigmas, 8, method, count=6, threads=threads)
        for i in range(6):
            one = fastaug.elastic_field(90, 130, alphas[i], sigmas[i], rng, method)
            np.testing.assert_array_equal([got[0][i], got[1][i]], one)
    many = fastaug.elastic_field(20, 24, 3, 5, 8, method, count=300)
    want = reference.elastic_field(20, 24, 3, 5, 8, method, count=300)
    np.testing.assert_array_equal(many, want)


@pytest.mark.parametrize(("height", "width", "sigma"), FIELDS)
def test_gaussian_fields_equal_scipy_on_the_same_noise(height, width, sigma):
    def smooth(z):
        if sigma < 1e3:
            return gaussian_filter(z, sigma, mode="mirror", truncate=4 if sigma < LATTICE_FROM else 6)
        # so wide a Gaussian is the mean over a period of the mirrored noise
        return np.full(z.shape, z[np.ix_(*[[*range(n), *range(n - 2, 0, -1)] for n in z.shape])].mean())

    seeds = range(6)  # tiny fields may be near zero by chance, so several together
    got = np.array([fastaug.elastic_field(height, width, 100, sigma, seed) for seed in seeds])
    want = 100 * np.array([[smooth(z) for z in noise(height, width, seed)] for seed in seeds])
    size = np.sqrt((want * want).mean())
    rms, most = (5e-4, 2e-3) if sigma < LATTICE_FROM else (3e-3, 1.5e-2)
    assert np.sqrt(((got - want) ** 2).mean()) <= rms * size
    assert np.abs(got - want).max() <= most * size


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("sigma", [1, 2.2, 2.5, 8])
def test_the_law(method, sigma):
    """Variance and autocorrelation within 3 % inside, means of zero, dx and dy independent and no two fields alike."""
    size, margin = 160, math.ceil(4 * sigma)
    inner = slice(margin, size - margin)
    fields = np.array(fastaug.elastic_field(size, size, 10, sigma, 1, method, count=400))[:, :, inner, inner]
    d = fields.astype(np.float64).reshape(-1, *fields.shape[2:])
    variance = (d * d).mean()
    assert math.sqrt(variance) == pytest.approx(10 * law_std(sigma), rel=0.015)
    if sigma > 2:
        assert math.sqrt(variance) == pytest.approx(10 / (math.sqrt(3) * 2 * sigma * math.sqrt(math.pi)), rel=0.015)
    for lag in (1, 2, round(1.5 * sigma), round(3 * sigma)):
        wanted = math.exp(-lag * lag / (4 * sigma * sigma))
        assert (d[:, lag:] * d[:, :-lag]).mean() / variance == pytest.approx(wanted, abs=0.03)
        assert (d[:, :, lag:] * d[:, :, :-lag]).mean() / variance == pytest.approx(wanted, abs=0.03)
        assert (d[:, lag:, lag:] * d[:, :-lag, :-lag]).mean() / variance == pytest.approx(wanted**2, abs=0.03)
    assert abs(d.mean()) < 0.05 * math.sqrt(variance)
    assert abs((fields[0] * fields[1]).mean()) < 0.03 * variance
    assert abs((fields[:, 1:] * fields[:, :-1]).mean()) < 0.03 * variance


@pytest.mark.parametrize("sigma", [2.5, 4, 30])
def test_noise_on_a_lattice_has_the_covariance_of_a_smoothed_field(sigma):
    """By the weights of an axis, without chance: within 0.06 %, and the variance within 0.002 %."""
    n = int(10 * sigma)
    axis, _, scale = field_plan(n, n, sigma, "lattice")
    weights = np.zeros((n, len(axis.source)))  # of each noise value in each sample
    taps = np.concatenate([axis.taps[:0:-1], axis.taps])
    for sample, base, up in zip(weights, axis.base, axis.up, strict=True):
        for k in range(4):
            sample[base + k : base + k + len(taps)] += up[k] * taps
    covariance = scale * (weights @ weights.T) * (2 * math.sqrt(math.pi) * sigma)
    apart = np.subtract.outer(np.arange(n), np.arange(n))
    np.testing.assert_allclose(covariance, np.exp(-(apart**2) / (4 * sigma**2)), rtol=0, atol=6e-4)
    assert covariance.diagonal().mean() == pytest.approx(1, abs=2e-5)


def test_the_noise_is_uniform():
    dx, dy = fastaug.elastic_field(500, 600, 1, 0, 2)
    assert np.abs([dx, dy]).max() < 1
    for d in (dx, dy):
        counts = np.histogram(d, 64, (-1, 1))[0]
        expected = d.size / 64
        assert ((counts - expected) ** 2 / expected).sum() < 115  # 99.99 % of chi-square with 63 degrees of freedom
        assert abs(np.corrcoef(d[:, 1:].ravel(), d[:, :-1].ravel())[0, 1]) < 0.01
        assert abs(np.corrcoef(d[1:].ravel(), d[:-1].ravel())[0, 1]) < 0.01
    np.testing.assert_array_equal([dx, dy], np.float32(noise(500, 600, 2)))


def test_lattice_fields_are_as_strong_at_the_border():
    fields = np.array(fastaug.elastic_field(60, 60, 10, 6, 4, "lattice", count=1500)).reshape(-1, 60, 60)
    want = 10 * law_std(6)
    for corner in (fields[:, 0, 0], fields[:, -1, -1], fields[:, 0, 30]):
        assert corner.std() == pytest.approx(want, rel=0.06)


@pytest.mark.parametrize("method", METHODS)
def test_normalize(method):
    dx, dy = fastaug.elastic_field(120, 150, 7, 9, 3, method, normalize="max")
    assert np.hypot(dx, dy).max() == pytest.approx(7, rel=1e-6)
    plain = fastaug.elastic_field(120, 150, 1, 9, 3, method)
    scaled = fastaug.elastic_field(120, 150, 7 * law_std(9), 9, 3, method, normalize="std")
    np.testing.assert_allclose(scaled, 7 * np.array(plain), rtol=1e-5, atol=1e-6)
    fields = fastaug.elastic_field(200, 200, 3, 4, 3, method, normalize="std", count=40)
    assert np.array(fields)[:, :, 20:-20, 20:-20].std() == pytest.approx(3, rel=0.03)
    zero = fastaug.elastic_field(20, 20, 0, 4, 3, method, normalize="max")
    assert not np.any(zero)


def test_seeds_and_generators():
    f = lambda rng: np.array(fastaug.elastic_field(30, 40, 10, 4, rng))  # noqa: E731
    np.testing.assert_array_equal(f(3), f(3))
    np.testing.assert_array_equal(f(3), f(np.random.default_rng(3)))
    rng = np.random.default_rng(3)
    assert not np.array_equal(f(rng), f(rng)) and not np.array_equal(f(None), f(None))
    assert not np.array_equal(*f(3))


@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (0, 0)])
def test_empty_fields(shape):
    for count, want in ((None, shape), (3, (3, *shape)), (0, (0, *shape))):
        for module in (fastaug, reference):
            dx, dy = module.elastic_field(*shape, 5, 4, 0, count=count)
            assert dx.shape == dy.shape == want and dx.dtype == np.float32
    assert fastaug.elastic_field(4, 4, 5, 4, 0, count=0)[0].shape == (0, 4, 4)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        ((-1, 5, 1, 1), {}, ValueError, "height must be at least 0, got -1"),
        ((5, 2.5, 1, 1), {}, TypeError, "width must be an integer"),
        ((5, 5, -1, 1), {}, ValueError, "alpha must be in 0"),
        ((5, 5, math.nan, 1), {}, ValueError, "alpha must be"),
        ((5, 5, 1, -0.1), {}, ValueError, "sigma must be in 0"),
        ((5, 5, 1, math.inf), {}, ValueError, "sigma must be"),
        ((5, 5, 1, "a"), {}, TypeError, "sigma must be a number"),
        ((5, 5, 1, [1, 2]), {}, ValueError, "sigma must be a number, got"),
        ((5, 5, 1, [1, 2, 3]), {"count": 2}, ValueError, "sigma must be a number or 2 numbers"),
        ((5, 5, 1, 1), {"count": -1}, ValueError, "count must be at least 0"),
        ((5, 5, 1, 1, 0, "box"), {}, ValueError, "method must be one of 'gaussian', 'lattice', got 'box'"),
        ((5, 5, 1, 1), {"normalize": "sum"}, ValueError, "normalize must be one of"),
        ((5, 5, 1, 1, -3), {}, TypeError, "rng must be None"),
        ((5, 5, 1, 1), {"threads": 0}, ValueError, "threads must be at least 1"),
    ],
)
def test_bad_input_is_named(arguments, options, error, words):
    with pytest.raises(error, match=words):
        fastaug.elastic_field(*arguments, **options)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("border", BORDERS)
def test_elastic_transform(dtype, border):
    for shape in ((1, 1), (40, 67), (33, 20, 3), (3, 20, 24, 3), (2, 9, 30, 1)):
        image = make(shape, dtype)
        check("elastic_transform", image, 60, 4, 5, border=border)
        check("elastic_transform", image, 60, 2, 5, method="lattice", interpolation="nearest", border=border)


def test_elastic_transform_is_displace_along_the_field():
    image = make((60, 90, 3), np.uint8)
    got = fastaug.elastic_transform(image, 200, 8, 3, method="lattice", normalize="max", border="edge", fill=9)
    field = fastaug.elastic_field(60, 90, 200, 8, 3, "lattice", normalize="max")
    np.testing.assert_array_equal(got, fastaug.displace(image, *field, border="edge", fill=9))
    np.testing.assert_array_equal(fastaug.elastic_transform(image, 0, 8), image)
    mask = make((60, 90), np.bool_)
    got = fastaug.elastic_transform(mask, 200, 8, 3, interpolation="nearest")
    np.testing.assert_array_equal(
        got, fastaug.elastic_transform(mask * np.uint8(1), 200, 8, 3, interpolation="nearest")
    )
    with pytest.raises(TypeError, match="bool images need"):
        fastaug.elastic_transform(mask, rng=1)


@pytest.mark.parametrize(("shape", "sigma"), [((60, 90, 3), 2), ((60, 90, 3), 6), ((5, 4096), 4), ((5, 4097), 4)])
@pytest.mark.parametrize("method", METHODS)
def test_elastic_transform_is_the_same_with_and_without_storing_the_field(shape, sigma, method):
    image = make(shape, np.float32)
    field = fastaug.elastic_field(*shape[:2], 50, sigma, 3, method)
    for threads in (1, 2):
        got = fastaug.elastic_transform(image, 50, sigma, 3, method=method, border="wrap", threads=threads)
        np.testing.assert_array_equal(got, fastaug.displace(image, *field, border="wrap"))


def test_each_image_of_a_batch_has_its_own_field():
    images = np.stack([make((50, 70, 3), np.uint8)] * 4)
    alphas, sigmas = np.array([50.0, 0, 20, 30]), np.array([5.0, 3, 0, 2])
    rng = np.random.default_rng(4)
    got = fastaug.elastic_transform(images, alphas, sigmas, 4)
    for i in range(4):
        np.testing.assert_array_equal(got[i], fastaug.elastic_transform(images[i], alphas[i], sigmas[i], rng))
    check_equal = [np.array_equal(got[i], got[j]) for i in range(4) for j in range(i)]
    assert not any(check_equal)
    assert fastaug.elastic_transform(images[:0], rng=1).shape == (0, 50, 70, 3)
    assert fastaug.elastic_transform(images[:, :0], rng=1).shape == (4, 0, 70, 3)
