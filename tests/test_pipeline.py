"""Pipelines: parity with the reference, and results that depend on nothing but (pipeline, seed, epoch, index)."""

import subprocess
import sys

import numpy as np
import pytest

import fastaug as A
from tests.support import make, strided


@pytest.fixture
def aug():
    return A.Compose(
        [
            A.RandomCrop(40, 50),
            A.HorizontalFlip(),
            A.Rotate(15),
            A.VerticalFlip(),
            A.CenterCrop(32, 32),
            A.OneOf([A.Rotate(30), A.Transpose()]),
        ],
        seed=3,
    )


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.parametrize("fuse", [True, False])
def test_kernels_equal_the_reference(aug, dtype, fuse):
    x = make((12, 60, 80, 3), dtype)
    pipeline = A.Compose(aug.transforms, seed=3, fuse=fuse)
    got, want = pipeline(x, index=range(12)), pipeline.reference(x, index=range(12))
    assert got.dtype == want.dtype and got.shape == want.shape
    np.testing.assert_allclose(got, want, atol=0 if dtype == np.uint8 else 1e-6, rtol=0)


def test_a_sample_depends_on_its_index_alone(aug):
    x = make((12, 60, 80, 3), np.uint8)
    want = aug(x, index=range(12))
    order = np.random.default_rng(0).permutation(12)
    np.testing.assert_array_equal(aug(x[order], index=order), want[order])
    np.testing.assert_array_equal(aug(x, index=range(12), threads=1), want)
    np.testing.assert_array_equal(aug(strided(x), index=range(12), threads=16), want)
    for i in (0, 7):
        np.testing.assert_array_equal(aug(x[i], index=i), want[i])
        np.testing.assert_array_equal(aug([x[i]], index=[i], threads=2)[0], want[i])
    assert (aug(x, index=range(12), epoch=1) != want).any()


def test_a_long_program_writes_its_stages_by_turns():
    """Stages that want a whole image one after the other, with results larger and smaller than what lies between."""
    whole = [A.Rotate(20, p=1), A.GaussianBlur(p=1), A.ColorJitter(contrast=0.3, p=1)]
    for last in (
        [],
        [A.ToFloat()],
        [A.CenterCrop(9, 7)],
        [A.ToFloat(), A.ToTensorV2()],
        [A.CenterCrop(9, 7), A.ToFloat()],
    ):
        for repeats in (1, 2, 3):
            x = make((3, 40, 31, 3), np.uint8)
            aug = A.Compose([*whole * repeats, *last], seed=1)
            want = aug.reference(x, index=range(3))
            for threads in (1, 2, 8):
                np.testing.assert_array_equal(aug(x, index=range(3), threads=threads), want)


@pytest.mark.parametrize("kind", [A.Compose, A.ReplayCompose, A.Sequential, A.OneOf, A.SomeOf, A.RandomOrder])
def test_containers_are_sequences_of_their_transforms(kind):
    transforms = [A.HorizontalFlip(), A.OneOf([A.Rotate(), A.NoOp()]), A.Transpose()]
    made = kind(transforms)
    assert len(made) == 3 and [*made] == transforms and made[-1] is transforms[2] and made[1][0] == A.Rotate()
    assert made[:2] == transforms[:2] and transforms[0] in made
    with pytest.raises(IndexError):
        made[3]


def test_there_are_passes_enough_and_too_many_are_refused():
    x = make((2, 9, 7, 3), np.uint8)
    blurs = [A.Blur(3, p=1)] * 64
    np.testing.assert_array_equal(A.Compose(blurs)(x), A.Compose(blurs).reference(x))
    for threads in (1, 4):
        with pytest.raises(ValueError, match="transforms must come down to at most 64 passes of a sample"):
            A.Compose([*blurs, A.Blur(3, p=1)])(x, threads=threads)


def test_memory_is_the_output_and_one_image_for_each_thread():
    code = """
import resource
import numpy as np
import fastaug as A

x = np.full((4, 1500, 1500, 3), 7, np.uint8)
out = np.ones((4, 3, 1500, 1500), np.float32)  # its pages are there
jitter = A.ColorJitter(0.2, 0.2, 0.2, 0.1, p=1)
aug = A.Compose([A.Rotate(20, p=1), A.GaussianBlur(p=1), jitter, A.Normalize(), A.ToTensorV2()], seed=0)
aug(x[:, :20, :20], threads=2)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
aug(x, out=out, threads=2)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(grown * (1 if sys.platform == "darwin" else 1024) / x[0].nbytes)
"""
    done = subprocess.run([sys.executable, "-c", "import sys" + code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 2.5  # images, two of them for two threads


def test_a_list_may_be_written_to_itself():
    images = [make((20, 30, 3), np.uint8, seed) for seed in (1, 2)]
    aug = A.Compose([A.VerticalFlip(p=1)])
    want = aug(images)
    assert aug(images, out=images) is images
    for got, one in zip(images, want, strict=True):
        np.testing.assert_array_equal(got, one)
