"""Noise."""

import math

import numpy as np
import pytest
from scipy import stats
from skimage.util import random_noise

import fastaug
from fastaug import reference
from fastaug.draws import image_seeds
from fastaug.reference._philox import noise_words
from fastaug.reference.elastic import FIELD_STREAM
from fastaug.reference.noise import (
    IMPULSE_STREAM,
    LOCAL_STREAM,
    NOISE_STREAM,
    POISSON_NORMALS,
    POISSON_UNIFORMS,
    RANDOM_VALUES,
    RICIAN_STREAMS,
    SPECKLE_STREAM,
    UNIFORM_STREAM,
    _alias_tables,
    _gap_weights,
    _normal_weights,
    _normals,
    _poisson_large,
)

from .support import DTYPES, SIZES, check, make

TOP = {np.uint8: 255, np.uint16: 65535, np.float32: 1, np.float64: 1}
# Every form of the kernel: dtype, std, mean, per_channel. uint8 without a mean has tables of 128 and of 256 columns.
FORMS = [
    (np.uint8, 0.04, 0, True), (np.uint8, 0.2, 0, True), (np.uint8, 0.04, 0.1, True), (np.uint8, 0.04, 0, False),
    (np.uint16, 0.04, 0, True), (np.float32, 0.04, -0.1, True), (np.float32, 0.04, 0, False),
    (np.float64, 0.04, 0.1, True),
]  # fmt: skip


def drawn(dtype, std, mean, per_channel, shape, seed=1):
    """The noise alone, in standard deviations: integers from a black and a white image, so that none is cut off."""
    if np.dtype(dtype).kind == "f":
        noise = fastaug.gaussian_noise(
            np.zeros(shape, dtype), std, mean, seed, per_channel=per_channel, value_range=None
        )
    else:
        black, white = np.zeros(shape, dtype), np.full(shape, TOP[dtype], dtype)
        up, down = (fastaug.gaussian_noise(x, std, mean, seed, per_channel=per_channel) for x in (black, white))
        noise = up.astype(np.float64) + down - TOP[dtype]
    return (noise / TOP[dtype] - mean) / std


@pytest.mark.parametrize(("dtype", "std", "mean", "per_channel"), FORMS)
def test_the_kernel_equals_the_reference(dtype, std, mean, per_channel):
    shapes = [*SIZES, (40, 67, 1), (17, 31, 2), (40, 67, 3), (5, 9, 7), (3, 2, 1000), (2, 300, 3), (0, 4, 3), (4, 0, 3)]
    for shape in [*shapes, (1, 1030), (3, 9, 37, 3), (0, 5, 6, 3)]:
        check("gaussian_noise", make(shape, dtype), std, mean, 3, per_channel=per_channel, exact=True)


@pytest.mark.parametrize("dtype", DTYPES)
def test_any_std(dtype):
    image = make((90, 110, 3), dtype)
    for std in (0, 1e-9, 0.0004, 0.002, 0.01, 29 / 255, 0.1138, 0.3, 1, 40, 1e6):
        check("gaussian_noise", image, std, 0, 3, exact=True)
        check("gaussian_noise", image, std, -1 / 255, 3, value_range=None, exact=True)


@pytest.mark.parametrize(("dtype", "std", "mean", "per_channel"), FORMS)
def test_bands_of_rows_on_threads_change_nothing(dtype, std, mean, per_channel):
    image = make((1000, 701, 3), dtype)
    one, two = (fastaug.gaussian_noise(image, std, mean, 1, per_channel=per_channel, threads=t) for t in (1, 2))
    np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize(("dtype", "std", "mean", "per_channel"), FORMS)
def test_noise_depends_on_the_place_alone(dtype, std, mean, per_channel):
    image = make((60, 500, 3), dtype)
    whole, part = (fastaug.gaussian_noise(x, std, mean, 1, per_channel=per_channel) for x in (image, image[:23, :305]))
    np.testing.assert_array_equal(whole[:23, :305], part)


# ---- the law -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dtype", "std", "mean", "per_channel"), FORMS)
def test_the_law(dtype, std, mean, per_channel):
    """Moments, quantiles and the greatest distance of the distribution functions within what chance allows."""
    noise = drawn(dtype, std, mean, per_channel, (1000, 1000))
    n, level = noise.size, 1 / (TOP[dtype] * std) if np.dtype(dtype).kind == "u" else 0  # one level in std
    assert abs(noise.mean()) < 4 / math.sqrt(n)
    assert noise.var() == pytest.approx(1 + level * level / 12, rel=4 * math.sqrt(2 / n))
    assert stats.kurtosis(noise, axis=None) == pytest.approx(0, abs=4 * math.sqrt(24 / n))
    assert stats.skew(noise, axis=None) == pytest.approx(0, abs=4 * math.sqrt(6 / n))
    values, counts = np.unique(noise, return_counts=True)
    assert np.abs(counts.cumsum() / n - stats.norm.cdf(values + level / 2)).max() < 2.2 / math.sqrt(n)
    for p in (0.001, 0.1, 0.5, 0.9, 0.999):
        spread = math.sqrt(p * (1 - p) / n) / stats.norm.pdf(stats.norm.ppf(p))
        assert np.quantile(noise, p) == pytest.approx(stats.norm.ppf(p), abs=level / 2 + 4 * spread)
    assert 4 < np.abs(noise).max() < 5.45 + level


@pytest.mark.parametrize(("dtype", "std", "mean", "per_channel"), FORMS)
def test_numbers_are_independent(dtype, std, mean, per_channel):
    noise = drawn(dtype, std, mean, per_channel, (700, 900))
    most = 4 / math.sqrt(noise.size)
    for lag in (1, 2, 15, 16, 17, 32, 63, 64, 128):  # 16: the other number of a word
        for a, b in ((noise[:, lag:], noise[:, :-lag]), (noise[lag:], noise[:-lag])):
            assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < most
            assert abs(np.corrcoef(np.abs(a.ravel()), np.abs(b.ravel()))[0, 1]) < most
    for seed in (0, 2, 3):
        other = drawn(dtype, std, mean, per_channel, (700, 900), seed)
        assert abs(np.corrcoef(noise.ravel(), other.ravel())[0, 1]) < most


def test_normal_numbers_are_those_of_box_and_muller():
    words = noise_words(5, 1000, 320, NOISE_STREAM)
    rest = np.uint32([0xFFFFFFFF, 0xFFFFF000, 0x00000000, 0x00000FFF, 0x80000000, 0x7FFFFFFF, 0xB5000000, 0xB4FFFFFF])
    words[0, :32] = np.tile(rest, 4)
    groups = words.reshape(-1, 2, 16)
    radius = np.sqrt(-2 * np.log(((groups >> 12) + 0.5) / 2**20))
    angle = np.pi / 4 + ((groups & 1023) - 511.5) * (np.pi / 2 / 1024)
    cosine, sine = radius * np.cos(angle), radius * np.sin(angle)
    want = np.stack([np.where(groups & 2048, -cosine, cosine), np.where(groups & 1024, -sine, sine)], axis=2)
    np.testing.assert_allclose(_normals(words.reshape(-1, 32)).ravel(), want.ravel(), rtol=0, atol=5e-5)


def _chances(weights, share):
    """What each number gets by the tables that are made of the weights."""
    own, alias = _alias_tables(weights, share)
    got = np.zeros(len(own), int)
    np.add.at(got, np.arange(len(own)), own)
    np.add.at(got, alias, share - own)
    return got


@pytest.mark.parametrize("std", [0, 0.05, 0.3, 1, 2.5, 10.2, 28.9, 29, 30, 51, 200, 1e5])
def test_tables_hold_the_rounded_normal_law(std):
    columns = 128 if std <= 29 else 256
    weights = _normal_weights(std, columns)
    np.testing.assert_array_equal(_chances(weights, 32768 // columns), weights)
    beyond = 2 * stats.norm.sf((np.arange(columns) - 0.5) / max(std, 0.01))  # P(|noise| >= k)
    np.testing.assert_allclose(weights[::-1].cumsum()[::-1][1:], 32768 * beyond[1:], rtol=0, atol=0.52)
    assert weights.sum() == 32768


# ---- values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
def test_without_std_and_mean_nothing_changes(dtype):
    for shape in [(40, 67), (17, 31, 3), (3, 5, 8, 4)]:
        image = make(shape, dtype)
        for per_channel in (True, False):
            got = fastaug.gaussian_noise(image, 0, rng=1, per_channel=per_channel)
            np.testing.assert_array_equal(got, image)


def test_integers_saturate_and_are_rounded():
    for dtype in (np.uint8, np.uint16):
        image, top = make((60, 70, 3), dtype), TOP[dtype]
        assert (fastaug.gaussian_noise(image, 0, 1) == top).all() and not fastaug.gaussian_noise(image, 0.1, -2).any()
        got = fastaug.gaussian_noise(image, 0, 10.4 / top).astype(int)
        np.testing.assert_array_equal(got, np.minimum(image.astype(int) + 10, top))
        for mean in (0, 0.1):
            far = fastaug.gaussian_noise(image, 1e6, mean)
            assert np.isin(far, [0, top]).all() and abs((far == 0).mean() - 0.5) < 0.03
    black, white = np.zeros((50, 50), np.uint8), np.full((50, 50), 255, np.uint8)
    assert abs((fastaug.gaussian_noise(black, 0.2) == 0).mean() - 0.5) < 0.05
    assert abs((fastaug.gaussian_noise(white, 0.2) == 255).mean() - 0.5) < 0.05


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_are_clipped_where_asked(dtype):
    image = make((40, 50, 3), dtype)
    free = fastaug.gaussian_noise(image, 0.5, 0.1, 1, value_range=None)
    assert free.min() < 0 and free.max() > 1
    for low, high in ((0, 1), (-0.25, 0.5)):
        got = fastaug.gaussian_noise(image, 0.5, 0.1, 1, value_range=(low, high))
        np.testing.assert_array_equal(got, np.clip(free, dtype(low), dtype(high)))
    np.testing.assert_array_equal(fastaug.gaussian_noise(image, 0.5, 0.1, 1), np.clip(free, 0, 1))
    image[3, 4, 1] = np.nan
    got = check("gaussian_noise", np.nan_to_num(image), 0.5, 0.1, 1)
    np.testing.assert_array_equal(np.nan_to_num(fastaug.gaussian_noise(image, 0.5, 0.1, 1), nan=got[3, 4, 1]), got)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("channels", [1, 2, 3, 5, 1000])
def test_one_number_for_all_channels_of_a_pixel(dtype, channels):
    height, width = (3, 5) if channels == 1000 else (20, 500)
    image = np.full((height, width, channels), TOP[dtype] // 2 + TOP[dtype] % 2 / 2).astype(dtype)
    got = fastaug.gaussian_noise(image, 0.1, 0.02, 1, per_channel=False)
    gray = fastaug.gaussian_noise(image[..., 0], 0.1, 0.02, 1)
    np.testing.assert_array_equal(got, np.broadcast_to(gray[..., None], got.shape))
    each = fastaug.gaussian_noise(image, 0.1, 0.02, 1)
    assert channels == 1 or not np.array_equal(each[..., 0], each[..., 1])


def test_amounts_are_shares_of_the_range():
    image = make((100, 90, 3), np.uint8)
    levels = fastaug.gaussian_noise(image, 0.1, 0.05, 1).astype(float)
    words = fastaug.gaussian_noise(image * np.uint16(257), 0.1, 0.05, 1)
    reals = fastaug.gaussian_noise(image / np.float32(255), 0.1, 0.05, 1)
    np.testing.assert_allclose(words / 257, levels, rtol=0, atol=0.51)
    np.testing.assert_allclose(reals * 255, levels, rtol=0, atol=0.501)


# ---- seeds -------------------------------------------------------------------------------------------------------


def test_seeds_and_generators():
    image = np.full((30, 40), 128, np.uint8)
    f = lambda rng: fastaug.gaussian_noise(image, 0.1, rng=rng)  # noqa: E731
    np.testing.assert_array_equal(f(3), f(3))
    np.testing.assert_array_equal(f(3), f(np.random.default_rng(3)))
    rng = np.random.default_rng(3)
    assert not np.array_equal(f(rng), f(rng)) and not np.array_equal(f(None), f(None))
    streams = {FIELD_STREAM, NOISE_STREAM, RANDOM_VALUES, IMPULSE_STREAM, SPECKLE_STREAM, UNIFORM_STREAM}
    assert len(streams | {*RICIAN_STREAMS, POISSON_NORMALS, POISSON_UNIFORMS, LOCAL_STREAM}) == 11


@pytest.mark.parametrize("kind", ["PCG64", "MT19937", "Philox", "SFC64"])
def test_seeds_of_a_batch_are_those_of_single_calls(kind):
    one, many = (np.random.Generator(getattr(np.random, kind)(5)) for _ in range(2))
    assert image_seeds(many, 7) == [image_seeds(one, 1)[0] for _ in range(7)]
    assert image_seeds(many, 0) == [] and max(image_seeds(many, 50)) > 2**63


@pytest.mark.parametrize(("dtype", "std", "mean", "per_channel"), FORMS)
def test_each_image_of_a_batch_has_its_own_noise(dtype, std, mean, per_channel):
    images = np.stack([make((20, 37, 3), dtype)] * 5)
    stds, means = np.array([1, 0, 2, 5, 0.5]) * std, np.array([0, 0, 1, -1, 0]) * 0.1
    for parameters in ((std, mean), (stds, mean), (std, means), (stds, means), (list(stds), list(means))):
        rng = np.random.default_rng(4)
        got = fastaug.gaussian_noise(images, *parameters, rng=4, per_channel=per_channel)
        want = reference.gaussian_noise(images, *parameters, rng=4, per_channel=per_channel)
        np.testing.assert_array_equal(got, want)
        for i in range(5):
            s, m = (p[i] if np.ndim(p) else p for p in parameters)
            np.testing.assert_array_equal(got[i], fastaug.gaussian_noise(images[i], s, m, rng, per_channel=per_channel))
    same = fastaug.gaussian_noise(images, std, mean, 4)
    assert not any(np.array_equal(same[i], same[j]) for i in range(5) for j in range(i))


@pytest.mark.parametrize("module", [fastaug, reference])
@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        ((-0.1,), {}, ValueError, "std must be in 0"),
        ((math.nan,), {}, ValueError, "std must be"),
        ((2e6,), {}, ValueError, "std must be in 0 .. 1000000"),
        (("a",), {}, TypeError, "std must be a number"),
        (([0.1, 0.2],), {}, ValueError, "std must be a number, got"),
        ((0.1, math.inf), {}, ValueError, "mean must be"),
        ((0.1, None), {}, TypeError, "mean must be a number"),
        ((0.1, 0, -3), {}, TypeError, "rng must be None"),
        ((0.1, 0, "a"), {}, TypeError, "rng must be None"),
        ((0.1,), {"value_range": (1, 0)}, ValueError, "value_range must be"),
    ],
)
def test_bad_input_is_named(module, arguments, options, error, words):
    with pytest.raises(error, match=words):
        module.gaussian_noise(np.zeros((4, 5), np.float32), *arguments, **options)


def test_bad_images_are_named():
    for f in (fastaug.gaussian_noise, reference.gaussian_noise):
        for dtype in (np.bool_, np.float16, np.int32):
            with pytest.raises(TypeError, match="image must be uint8, uint16, float32"):
                f(np.zeros((4, 5), dtype), 0.1)
        with pytest.raises(TypeError, match="image must be a NumPy array"):
            f([[1, 2]], 0.1)
        with pytest.raises(ValueError, match="image must have shape"):
            f(np.zeros(4, np.uint8), 0.1)
    with pytest.raises(ValueError, match="threads must be at least 1"):
        fastaug.gaussian_noise(np.zeros((4, 5), np.uint8), 0.1, threads=0)
    with pytest.raises(ValueError, match="out must be"):
        fastaug.gaussian_noise(np.zeros((4, 5), np.uint8), 0.1, out=np.zeros((4, 5), np.uint16))


# ---- salt and pepper ---------------------------------------------------------------------------------------------

SHAPES = [*SIZES, (40, 67, 1), (17, 31, 2), (40, 67, 3), (5, 9, 7), (3, 2, 1000), (2, 300, 3), (0, 4, 3), (4, 0, 3)]


@pytest.mark.parametrize("dtype", [*DTYPES, np.bool_])
@pytest.mark.parametrize("per_channel", [True, False])
def test_salt_and_pepper_equals_the_reference(dtype, per_channel):
    for shape in [*SHAPES, (1, 1030), (3, 9, 37, 3)]:
        for amount, share in ((0.3, 0.2), (1, 0.5), (0.06, 0.7), (1e-4, 0.5)):
            check("salt_and_pepper", make(shape, dtype), amount, share, 3, per_channel=per_channel, exact=True)


@pytest.mark.parametrize("both", [0, 1, 655, 1311, 4096])
def test_gaps_hold_the_geometric_law(both):
    weights = _gap_weights(both)
    assert sum(weights) == 2**32
    np.testing.assert_array_equal(_chances(weights, 2**32 // 128), weights)
    chance = both / 65536
    law = [chance * (1 - chance) ** k for k in range(127)]
    np.testing.assert_allclose(weights, 2.0**32 * np.array([*law, (1 - chance) ** 127]), rtol=0, atol=1.01)


@pytest.mark.parametrize("amount", [0.001, 0.02, 0.0625, 0.0626, 0.5])
def test_impulses_are_independent(amount):
    """Pixel by pixel over many rows: hit as often as asked wherever they are, whatever the one before."""
    image = np.full((40000, 130), 7, np.uint8)
    got = fastaug.salt_and_pepper(image, amount, 0.25, 5)
    hit = got != 7
    expected = round(65536 * amount) / 65536 * len(image)
    assert stats.chisquare(hit.sum(axis=0), np.full(130, hit.sum() / 130)).pvalue > 1e-3
    assert abs(hit.sum() - 130 * expected) < 4 * math.sqrt(130 * expected)
    assert abs((got[hit] == 255).mean() - 0.25) < 4 * math.sqrt(0.19 / hit.sum())
    for lag in (1, 2, 16, 127, 128):
        together, pairs = (hit[:, lag:] & hit[:, :-lag]).sum(), hit[:, lag:].size
        assert abs(together - pairs * amount**2) < 5 * math.sqrt(pairs) * amount + 5


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("per_channel", [True, False])
@pytest.mark.parametrize("amount", [0.1, 0.05])
def test_salt_and_pepper_hit_as_often_as_asked(dtype, per_channel, amount):
    image = np.full((600, 700, 3), 0.5 if np.dtype(dtype).kind == "f" else 7, dtype)
    got = fastaug.salt_and_pepper(image, amount, 0.3, 5, per_channel=per_channel)
    white, black = got == TOP[dtype], got == 0
    np.testing.assert_array_equal(got[~(white | black)], image[~(white | black)])
    hit = white | black
    n = got.size if per_channel else got.size / 3
    assert abs(hit.mean() - amount) < 4 * math.sqrt(amount / n)
    assert abs(white.mean() - 0.3 * amount) < 4 * math.sqrt(0.3 * amount / n)
    whole = (hit.all(axis=2) == hit.any(axis=2)).all()
    assert whole != per_channel
    places = hit if per_channel else hit[..., :1]
    for lag in (1, 2, 16, 32, 63, 64, 128):
        for a, b in ((places[:, lag:], places[:, :-lag]), (places[lag:], places[:-lag])):
            assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 4.5 / math.sqrt(a.size)
    by_scikit = random_noise(image, "s&p", rng=1, amount=amount, salt_vs_pepper=0.3) if dtype == np.float64 else None
    if by_scikit is not None and per_channel:
        assert abs((by_scikit == 1).mean() - white.mean()) < 6 * math.sqrt(0.03 / n)
        assert abs((by_scikit == 0).mean() - black.mean()) < 6 * math.sqrt(0.07 / n)


def test_salt_and_pepper_at_the_ends():
    image = make((30, 200, 3), np.uint8) // 2 + 50
    for per_channel in (True, False):
        f = lambda *a: fastaug.salt_and_pepper(image, *a, rng=1, per_channel=per_channel)  # noqa: B023, E731
        np.testing.assert_array_equal(f(0), image)
        assert (f(1, 1) == 255).all() and (f(1, 0) == 0).all() and set(np.unique(f(1)).tolist()) == {0, 255}
        assert not (f(0.5, 0) == 255).any() and not (f(0.5, 1) == 0).any()
        np.testing.assert_array_equal(f(0.5, 1) == 255, f(0.5, 0) == 0)  # a seed has its places
        np.testing.assert_array_equal(f(0.05, 1) == 255, f(0.05, 0) == 0)


@pytest.mark.parametrize("amount", [0.4, 0.04])
def test_salt_and_pepper_depends_on_the_place_alone(amount):
    image = np.full((3011, 501, 3), 7, np.uint8)
    whole = fastaug.salt_and_pepper(image, amount, rng=1, threads=1)
    np.testing.assert_array_equal(fastaug.salt_and_pepper(image, amount, rng=1, threads=2), whole)
    np.testing.assert_array_equal(fastaug.salt_and_pepper(image[:23, :305], amount, rng=1), whole[:23, :305])


@pytest.mark.parametrize("dtype", DTYPES)
def test_salt_and_pepper_on_a_batch(dtype):
    images = make((4, 20, 37, 3), dtype)
    amounts, shares = np.array([0, 0.2, 0.05, 1]), np.array([0.5, 0, 1, 0.3])
    for parameters in ((0.3, 0.5), (amounts, 0.5), (0.3, shares), (amounts, list(shares))):
        rng = np.random.default_rng(4)
        got = fastaug.salt_and_pepper(images, *parameters, rng=4)
        np.testing.assert_array_equal(got, reference.salt_and_pepper(images, *parameters, rng=4))
        for i in range(4):
            one = [p[i] if np.ndim(p) else p for p in parameters]
            np.testing.assert_array_equal(got[i], fastaug.salt_and_pepper(images[i], *one, rng))


@pytest.mark.parametrize("module", [fastaug, reference])
def test_bad_salt_and_pepper_is_named(module):
    image = np.zeros((4, 5), np.uint8)
    for arguments, error, words in [
        ((1.1,), ValueError, "amount must be in 0 .. 1"), ((math.nan,), ValueError, "amount must be"),
        (("a",), TypeError, "amount must be a number"), ((0.1, -0.1), ValueError, "salt_share must be in 0 .. 1"),
        (([0.1, 0.2],), ValueError, "amount must be a number, got"), ((0.1, 0.5, -3), TypeError, "rng must be"),
    ]:  # fmt: skip
        with pytest.raises(error, match=words):
            module.salt_and_pepper(image, *arguments)
    with pytest.raises(TypeError, match="image must be uint8, uint16, float32"):
        module.salt_and_pepper(np.zeros((4, 5), np.int32), 0.1)


# ---- speckle, uniform, Rician, Poisson -----------------------------------------------------------------------------

LAWS = {"speckle_noise": (0.3,), "uniform_noise": (-0.2, 0.1), "rician_noise": (0.1,), "poisson_noise": (30,)}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", LAWS)
def test_laws_equal_their_references(name, dtype):
    for shape in [*SIZES, (17, 31, 2), (40, 67, 3), (5, 9, 7), (2, 300, 3), (0, 4, 3), (4, 0, 3), (3, 9, 37, 3)]:
        check(name, make(shape, dtype), *LAWS[name], 3, exact=True)
        check(name, make(shape, dtype), *LAWS[name], 3, per_channel=False, value_range=None, exact=True)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_poisson_noise_of_any_peak(dtype):
    for peak in (1e-6, 0.3, 5, 9.99, 10.01, 40, 1000, 1e6):
        check("poisson_noise", make((40, 67, 3), dtype), peak, 3, exact=True)
    check("poisson_noise", make((20, 30), np.float64) * 3 - 1, 20, 3, value_range=None, exact=True)


@pytest.mark.parametrize("mean", [0.01, 0.5, 3, 9.9, 10.1, 14, 30, 200, 5000])
def test_poisson_numbers_have_the_poisson_law(mean):
    """The distance of the distribution functions, the mean and the variance within what chance allows."""
    image = np.full((1000, 1000), 0.5, np.float32)
    numbers = np.rint(fastaug.poisson_noise(image, 2 * mean, 5, value_range=None).astype(float) * 2 * mean)
    n = numbers.size
    values, counts = np.unique(numbers, return_counts=True)
    assert np.abs(counts.cumsum() / n - stats.poisson.cdf(values, mean)).max() < 2 / math.sqrt(n)
    assert numbers.mean() == pytest.approx(mean, abs=4 * math.sqrt(mean / n))
    assert numbers.var() == pytest.approx(mean, rel=4 * math.sqrt((2 + 1 / mean) / n))


@pytest.mark.parametrize("mean", [10, 12, 20, 100])
def test_the_expansion_of_the_quantile_is_near(mean):
    w = np.linspace(-7, 7, 2_000_001)
    k = _poisson_large(np.float64(mean), w)
    assert (np.diff(k[np.abs(w) < 5.5]) >= 0).all()
    values = np.arange(int(mean + 6 * math.sqrt(mean)))
    chance = stats.norm.cdf(w[np.searchsorted(k, values, side="right")])
    assert np.abs(chance - stats.poisson.cdf(values, mean)).max() < 5e-5


def test_the_laws_of_the_others():
    image = np.full((700, 900), 0.5, np.float32)
    n, f = image.size, lambda name, *a: getattr(fastaug, name)(image, *a, 5, value_range=None).astype(float).ravel()
    assert stats.kstest(f("uniform_noise", -0.2, 0.1), "uniform", (0.3, 0.3)).statistic < 2 / math.sqrt(n)
    assert stats.kstest(f("speckle_noise", 0.2), stats.norm(0.5, 0.1).cdf).statistic < 2 / math.sqrt(n)
    assert stats.kstest(f("rician_noise", 0.2), stats.rice(2.5, scale=0.2).cdf).statistic < 2 / math.sqrt(n)
    by_scikit = random_noise(image.astype(float), "speckle", rng=1, var=0.04, clip=False).ravel()
    assert stats.ks_2samp(by_scikit, f("speckle_noise", 0.2)).pvalue > 1e-3
    counts = random_noise(
        np.tile(np.arange(64) / 63, (700, 10)), "poisson", rng=1, clip=False
    )  # 64 values: a peak of 64
    ours = fastaug.poisson_noise(np.tile(np.arange(64) / 63, (700, 10)), 64, 1, value_range=None)
    np.testing.assert_allclose(ours.mean(axis=0), counts.mean(axis=0), atol=6 * math.sqrt(2 / 64 / 700))
    assert ours.std() == pytest.approx(counts.std(), rel=0.01)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", LAWS)
def test_laws_are_rounded_clipped_and_alike_for_all_dtypes(name, dtype):
    image = make((60, 70, 3), np.uint8)
    scaled = (
        image.astype(dtype)
        if dtype == np.uint8
        else image * np.uint16(257)
        if dtype == np.uint16
        else image / dtype(255)
    )
    levels = getattr(fastaug, name)(image, *LAWS[name], 5).astype(float)
    got = getattr(fastaug, name)(scaled.astype(dtype), *LAWS[name], 5)
    assert got.min() >= 0 and got.max() <= TOP[dtype]
    off = np.abs(got / TOP[dtype] * 255 - levels)
    assert np.quantile(off, 0.999) <= 0.51  # a mean that is rounded may give another count


@pytest.mark.parametrize("dtype", [np.uint8, np.float64])
@pytest.mark.parametrize("name", LAWS)
def test_laws_per_pixel_per_image_and_on_threads(name, dtype):
    f, law = getattr(fastaug, name), LAWS[name]
    image = np.full((900, 300, 3), TOP[dtype] / 2).astype(dtype)
    one = f(image, *law, 1, per_channel=False, threads=1)
    np.testing.assert_array_equal(f(image, *law, 1, per_channel=False, threads=2), one)
    np.testing.assert_array_equal(one, one[..., :1].repeat(3, axis=2))
    np.testing.assert_array_equal(f(image[..., 0], *law, 1), one[..., 0])
    np.testing.assert_array_equal(f(image, *law, 1)[:20, :90], f(image[:20, :90], *law, 1))
    images = np.stack([image[:20, :30]] * 3)
    several = [[p, p / 2, p / 3] for p in law]
    rng, got = np.random.default_rng(4), f(images, *several, 4)
    np.testing.assert_array_equal(got, getattr(reference, name)(images, *several, 4))
    for i in range(3):
        np.testing.assert_array_equal(got[i], f(images[i], *(p[i] for p in several), rng))


@pytest.mark.parametrize("module", [fastaug, reference])
def test_bad_laws_are_named(module):
    image = np.zeros((4, 5), np.uint8)
    for name, arguments, error, words in [
        ("speckle_noise", (-1,), ValueError, "std must be in 0"), ("rician_noise", ("a",), TypeError, "std must be a"),
        ("uniform_noise", (0.2, 0.1), ValueError, "low must be at most high"),
        ("uniform_noise", (0, math.inf), ValueError, "high must be"),
        ("poisson_noise", (0,), ValueError, "peak must be"),
        ("poisson_noise", ([1, 2],), ValueError, "peak must be a number, got"),
    ]:  # fmt: skip
        with pytest.raises(error, match=words):
            getattr(module, name)(image, *arguments)
    for name, law in LAWS.items():
        with pytest.raises(TypeError, match="image must be uint8, uint16, float32"):
            getattr(module, name)(np.zeros((4, 5), bool), *law)
        with pytest.raises(ValueError, match="value_range must be"):
            getattr(module, name)(np.zeros((4, 5)), *law, value_range=(1, 0))


# ---- under scikit-image's names ------------------------------------------------------------------------------------

MODES = {
    "gaussian": dict(mean=0.1, var=0.02), "localvar": dict(local_vars=np.linspace(1e-4, 0.1, 3)), "poisson": {},
    "salt": dict(amount=0.1), "pepper": dict(amount=0.1), "s&p": dict(amount=0.1, salt_vs_pepper=0.3),
    "speckle": dict(mean=-0.1, var=0.1),
}  # fmt: skip


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("mode", MODES)
def test_modes_equal_their_references(mode, dtype):
    for shape in [(1, 1, 3), (17, 31, 3), (2, 300, 3), (0, 4, 3), (3, 9, 37, 3)]:
        check("random_noise", make(shape, dtype), mode, 3, **MODES[mode], exact=True)
    if mode != "localvar":
        check("random_noise", make((17, 31), dtype), mode, 3, value_range=None, exact=True)


@pytest.mark.parametrize("mode", MODES)
def test_modes_have_the_laws_of_scikit_image(mode):
    image = np.tile(np.linspace(0.2, 0.7, 40)[:, None, None], (200, 60, 3))
    whole = {k: np.broadcast_to(v, image.shape) if k == "local_vars" else v for k, v in MODES[mode].items()}
    want = random_noise(image, mode, rng=1, clip=False, **whole)
    got = fastaug.random_noise(image, mode, 1, value_range=None, **MODES[mode])
    n = image.size / 120
    for channel in range(3):
        for row in range(0, 40, 13):
            a, b = (x[row::40, :, channel].ravel() for x in (got, want))
            assert a.mean() == pytest.approx(b.mean(), abs=5 * math.sqrt(2 * b.var() / n) + 1e-9)
            assert a.std() == pytest.approx(b.std(), rel=0.12)
    assert stats.ks_2samp(got.ravel(), want.ravel()).statistic < 2.5 * math.sqrt(2 / image.size)


def test_a_variance_for_each_value():
    variances = np.full((600, 500), 1e-4, np.float32)
    variances[:, 250:] = 4e-2
    for dtype in (np.uint16, np.float64):
        image = np.full((2, 600, 500, 1), TOP[dtype] / 2).astype(dtype)
        for one in fastaug.random_noise(image, "localvar", 1, local_vars=variances[..., None], value_range=None):
            noise = (one[..., 0] / TOP[dtype]) - 0.5
            assert noise[:, :250].std() == pytest.approx(0.01, rel=0.02)
            assert noise[:, 250:].std() == pytest.approx(0.2, rel=0.03)
    each = fastaug.random_noise(image, "gaussian", 1, var=[1e-4, 4e-2], value_range=None)
    np.testing.assert_allclose([one.std() for one in each], [0.01, 0.2], rtol=0.02)


@pytest.mark.parametrize("module", [fastaug, reference])
def test_bad_modes_are_named(module):
    for arguments, words in [
        (dict(mode="snow"), "mode must be one of 'gaussian', 'localvar'"), (dict(var=-1), "var must be in 0"),
        (dict(mode="s&p", amount=2), "amount must be in 0 .. 1"),
        (dict(mode="localvar"), "local_vars must be positive"),
        (dict(mode="localvar", local_vars=np.zeros((4, 5))), "local_vars must be positive"),
        (dict(mode="localvar", local_vars=np.ones(3)), "local_vars must have the image's shape"),
    ]:  # fmt: skip
        with pytest.raises(ValueError, match=words):
            module.random_noise(np.zeros((4, 5), np.float32), **arguments)
