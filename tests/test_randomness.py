"""What random numbers depend on: the seed, the epoch and the index; and on nothing else."""

import hashlib
import multiprocessing
import os
import pickle
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from fastaug.kernels.streams import image_seeds, uniforms

import fastaug as A
from fastaug.reference._philox import philox
from tests.support import make
from tests.support import workers as pool_of

COUNT = 64
IMAGES = make((COUNT, 24, 20, 3), np.uint8)


def pipeline(seed=5, **arguments):
    return A.Compose(
        [
            A.RandomCrop(16, 18, **arguments),
            A.SomeOf([A.HorizontalFlip(), A.VerticalFlip(), A.Transpose()], n=2),
            A.Rotate(20),
            A.OneOf([A.CoarseDropout(fill="random"), A.RandomBrightnessContrast(), A.NoOp()], p=0.8),
            A.GaussNoise(p=1),  # so that no two results are alike by chance
        ],
        seed=seed,
    )


def digest(results):
    return [bytes(r) for r in results]


def work(task):
    """One task of a worker: the rows of some images, with or without their indices."""
    aug, rows, keyed, threads = task
    results = aug([IMAGES[i] for i in rows], index=rows if keyed else None, epoch=2, threads=threads)
    return os.getpid(), rows, digest(results)


@pytest.fixture(scope="module", params=["fork", "spawn"])
def context(request):
    return multiprocessing.get_context(request.param)


@pytest.fixture(scope="module")
def want():
    return digest(pipeline()(list(IMAGES), index=range(COUNT), epoch=2))


def tasks(aug, keyed=True):
    order = np.random.default_rng(0).permutation(COUNT).tolist()
    for threads in (1, 2):
        for batch in (1, 7, 64):
            for first in range(0, COUNT, batch):
                yield aug, order[first : first + batch], keyed, threads


def check(answers, want):
    for _, rows, got in answers:
        for i, result in zip(rows, got, strict=True):
            assert result == want[i]


def test_with_an_index_the_bits_are_the_same_in_this_process(want):
    assert len(set(want)) == COUNT
    check(map(work, tasks(pipeline())), want)


@pytest.mark.parametrize("workers", [1, 4])
def test_with_an_index_the_bits_are_the_same_in_any_worker(context, workers, want):
    with pool_of(context, workers) as pool:
        check(pool.imap_unordered(work, tasks(pipeline()), chunksize=8), want)


def first_of_a_new_one(_=None):
    return bytes(pipeline()(IMAGES[0]))


def test_without_an_index_nothing_repeats(context):
    """Every worker of every pool draws numbers of its own, and so does the process that started them."""
    keyed, fresh = pipeline(), pipeline(None)
    every = [bytes(aug(IMAGES[0])) for aug in (keyed, fresh)]
    pids = set()
    for workers in (2, 1):  # the second pool as of a second epoch
        with pool_of(context, workers) as pool:
            for pid, _, got in pool.imap_unordered(work, [(aug, [0, 0], False, 1) for aug in [keyed, fresh] * 3]):
                pids.add(pid)
                every += got
            every.append(pool.apply(first_of_a_new_one))  # a pipeline made in a worker
    assert len(pids) >= 2 and os.getpid() not in pids
    assert len(set(every)) == len(every)
    assert first_of_a_new_one() == first_of_a_new_one()


def test_a_pipeline_that_was_sent_to_another_process_does_not_repeat(tmp_path):
    """A process that multiprocessing knows nothing of, as other schedulers start them."""
    (tmp_path / "aug.pickle").write_bytes(pickle.dumps(pipeline()))
    code = (
        "import pickle, sys; from tests.test_randomness import IMAGES\n"
        "aug = pickle.load(open(sys.argv[1], 'rb'))\n"
        "print(bytes(aug(IMAGES[0])).hex(), bytes(aug(IMAGES[0], index=0)).hex())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "aug.pickle")]
    fresh, keyed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert keyed == bytes(pipeline()(IMAGES[0], index=0)).hex() == bytes(pipeline()(IMAGES[0])).hex() != fresh


def test_without_an_index_a_seed_gives_running_numbers():
    a, b = pipeline(), pipeline()
    got = [bytes(a(image)) for image in IMAGES]
    assert got == digest(b(list(IMAGES))) == digest(pipeline()(list(IMAGES), index=range(COUNT)))
    assert digest(a(list(IMAGES))) != got
    assert digest(pipeline(None)(list(IMAGES))) != digest(pipeline(None)(list(IMAGES)))


@pytest.mark.parametrize("level", ["baseline", "avx2"])
def test_every_simd_level_gives_the_same_bits(level, want):
    code = (
        "import hashlib; from tests.test_randomness import COUNT, IMAGES, digest, pipeline\n"
        "got = digest(pipeline()(list(IMAGES), index=range(COUNT), epoch=2))\n"
        "print(hashlib.sha256(b''.join(got)).hexdigest())"
    )
    environment = {**os.environ, "FASTAUG_SIMD": level}
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)

    assert got.stdout.strip() == hashlib.sha256(b"".join(want)).hexdigest()


def test_python_threads_share_a_pipeline(want):
    aug = pipeline()
    with ThreadPoolExecutor(16) as pool:
        check(pool.map(work, list(tasks(aug))), want)
    aug = pipeline()
    with ThreadPoolExecutor(16) as pool:  # without an index each number is given out once
        got = list(pool.map(lambda _: bytes(aug(IMAGES[0])), range(200)))
    again = pipeline()
    assert sorted(got) == sorted(bytes(again(IMAGES[0])) for _ in range(200))


def test_the_p_of_one_moves_no_draw_of_another():
    a = pipeline().draw(IMAGES, index=range(COUNT))
    b = pipeline(p=0.25).draw(IMAGES, index=range(COUNT))
    assert a.names[1] == "RandomCrop"
    for slot, (one, other) in enumerate(zip(a.draws, b.draws, strict=True)):
        for key in one:
            same = key == "boxes" or np.array_equal(one[key], other[key])  # holes have shares of the size they find
            assert same == ((slot, key) != (1, "active"))


def test_same_gives_all_samples_one_draw():
    x = np.repeat(IMAGES[:1], 5, axis=0)
    got = pipeline()(list(x), index=3, same=True)
    assert len(set(digest(got))) == 1 and bytes(got[0]) == bytes(pipeline()(IMAGES[0], index=3))


def test_another_seed_is_another_pipeline():
    other = replace(pipeline(), seed=6)
    assert digest(other(list(IMAGES), index=range(COUNT))) == digest(pipeline(6)(list(IMAGES), index=range(COUNT)))


def test_global_random_state_is_neither_read_nor_written():
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)
    before = random.getstate(), np.random.get_state()  # noqa: NPY002
    got = digest(pipeline()(list(IMAGES), index=range(COUNT)))
    pipeline(None)(list(IMAGES))
    after = random.getstate(), np.random.get_state()  # noqa: NPY002
    assert before[0] == after[0]
    assert all(np.array_equal(a, b) for a, b in zip(before[1], after[1], strict=True))
    np.random.seed(2)  # noqa: NPY002
    random.seed(2)
    assert digest(pipeline()(list(IMAGES), index=range(COUNT))) == got


def by_numpy(seed, epoch, index, counts):
    """The definition of the uniform numbers."""
    columns = []
    for slot, count in enumerate(counts):
        for k in range(count):
            counter = 256 * slot + k // 2, epoch, index & 0xFFFFFFFF, index >> 32
            words = philox(counter, (seed & 0xFFFFFFFF, seed >> 32), rounds=7)
            low, high = words[2 * (k % 2)], words[2 * (k % 2) + 1]
            columns.append(((high << np.uint64(32) | low) >> np.uint64(11)) * 2.0**-53)
    return np.stack(columns, axis=1)


@pytest.mark.parametrize("seed", [0, 7, 2**32 + 1, 2**64 - 1])
@pytest.mark.parametrize("epoch", [0, 1, 2**32 - 1])
def test_uniforms_are_those_of_philox(seed, epoch):
    index = np.array([0, 1, 2, 99, 2**32, 2**40 + 5, 2**63 - 1])
    counts = [1, 2, 0, 5, 40]
    np.testing.assert_array_equal(uniforms(seed, epoch, index, counts), by_numpy(seed, epoch, index, counts))


def test_uniforms_are_uniform_and_independent():
    from scipy.stats import kstest  # here, since every worker process imports this module

    u = uniforms(3, 1, np.arange(20000), [2, 1])
    assert u.min() >= 0 and u.max() < 1
    for column in u.T:
        assert kstest(column, "uniform").pvalue > 1e-3
    correlations = np.corrcoef(
        np.concatenate([u.T, uniforms(3, 2, np.arange(20000), [2, 1]).T, np.roll(u.T, 1, axis=1)])
    )
    assert np.abs(correlations - np.eye(9)).max() < 0.03


def test_a_slot_has_512_numbers():
    uniforms(0, 0, np.arange(1), [512])
    with pytest.raises(ValueError, match="512"):
        uniforms(0, 0, np.arange(1), [513])


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"index": [0, 1]}, "index must be one integer for each of 3"),
        ({"index": [0, 1, -1]}, "index must be at least 0"),
        ({"index": [0.0, 1.0, 2.0]}, "index must be one integer"),
        ({"index": [0, 1, 2**63]}, "index must be"),
        ({"epoch": -1}, "epoch"),
        ({"epoch": 2**32}, "epoch"),
    ],
)
def test_bad_keys(arguments, word):
    with pytest.raises(ValueError, match=word):
        pipeline()(IMAGES[:3], **arguments)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, True, "1"])
def test_bad_seeds(seed):
    with pytest.raises((TypeError, ValueError), match="seed"):
        pipeline(seed)


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.MT19937, np.random.Philox])
def test_words_are_those_of_the_generator(kind):
    ours, theirs = np.random.Generator(kind(5)), np.random.Generator(kind(5))
    ours.integers(9, dtype=np.uint32), theirs.integers(9, dtype=np.uint32)  # half a word is left over
    for count in (1, 3, 0):
        assert image_seeds(ours, count) == theirs.integers(0, 2**64, count, np.uint64).tolist()
    assert ours.random() == theirs.random()
