"""MixUp, CutMix and RandomMix of whole batches."""

import pickle

import numpy as np
import pytest
from scipy import stats

import fastaug
from fastaug import BboxParams, CutMix, MixUp, RandomMix
from fastaug.named import arguments

from .support import DTYPES, make, same, strided

MIXES = [
    MixUp(num_classes=4),
    CutMix(num_classes=4),
    RandomMix(0.8, 1.0, 4),
    RandomMix(num_classes=4, per_sample=False),
]
CLASSES = np.arange(6) % 4


@pytest.mark.parametrize("mix", MIXES, ids=repr)
@pytest.mark.parametrize("dtype", DTYPES)
def test_native_equals_reference(mix, dtype):
    images = make((6, 9, 7, 3), dtype)
    for seed in range(4):
        want = mix.reference(images, CLASSES, rng=seed)
        for threads in (1, 2):
            got = mix(images, CLASSES, rng=seed, threads=threads)
            same(got.images, want.images)
            for a, b in zip(got[1:], want[1:], strict=True):
                np.testing.assert_array_equal(a, b)
    before = images.copy()
    images.flags.writeable = False
    out = np.empty_like(images)
    assert mix(images, CLASSES, rng=3, out=out).images is out
    np.testing.assert_array_equal(out, got.images)
    np.testing.assert_array_equal(mix(strided(images), CLASSES, rng=3).images, got.images)
    np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize("name", ["mixup", "cutmix"])
def test_equals_the_function_on_pairs(name):
    mix = {"mixup": MixUp, "cutmix": CutMix}[name](num_classes=4)
    images = make((6, 20, 24, 3), np.uint8)
    got = mix(images, CLASSES, rng=1)
    if name == "mixup":
        pairs = images, CLASSES, images[got.partner], CLASSES[got.partner]
        want = fastaug.mixup(*pairs, lam=got.lam, num_classes=4)
        np.testing.assert_array_equal(got.images, want[0])
        np.testing.assert_array_equal(got.labels, want[1])
    else:
        from_partner = (got.images != images).any(axis=3)
        np.testing.assert_array_equal(got.images[from_partner], images[got.partner][from_partner])


@pytest.mark.parametrize("mix", MIXES, ids=repr)
def test_lambda_is_the_share_of_the_pixels_and_labels_sum_to_one(mix):
    classes, partner = np.repeat([0, 1], 100), np.roll(np.arange(200), 100)
    images = classes[:, None, None, None] * np.ones((9, 7, 1))
    for smoothing in (0, 0.1):
        mix = type(mix)(**{**arguments(mix), "num_classes": 2, "label_smoothing": smoothing})
        got = mix(images, classes, partner=partner, rng=5)
        np.testing.assert_array_equal(got.partner, partner)
        white = got.images.mean(axis=(1, 2, 3))
        own = np.where(classes == 0, 1 - white, white)
        np.testing.assert_allclose(own, got.lam, rtol=0, atol=1e-12)
        np.testing.assert_allclose(got.labels.sum(axis=1), 1, rtol=0, atol=1e-6)
        on, off = 1 - smoothing + smoothing / 2, smoothing / 2
        np.testing.assert_allclose(
            got.labels[np.arange(200), classes], got.lam * on + (1 - got.lam) * off, rtol=0, atol=1e-12
        )


def test_the_share_of_cutmix_is_exact():
    images = np.repeat(np.arange(2, dtype=np.uint8), 100).reshape(-1, 1, 1, 1) * np.ones((16, 32, 1), np.uint8)
    got = CutMix(num_classes=2)(images, np.repeat([0, 1], 100), partner=np.roll(np.arange(200), 100), rng=2)
    own = (got.images == images).mean(axis=(1, 2, 3))
    np.testing.assert_array_equal(got.lam, own)
    np.testing.assert_array_equal(got.labels.max(axis=1), np.maximum(own, 1 - own))


@pytest.mark.parametrize("alpha", [0.2, 0.5, 1.0, 3.0, 50.0])
def test_lambda_follows_the_beta_law(alpha):
    images = np.zeros((4000, 1, 1, 1), np.uint8)
    lam = MixUp(alpha, seed=1)(images, index=np.arange(4000)).lam
    assert stats.kstest(lam, "beta", (alpha, alpha)).pvalue > 0.01
    lam = CutMix(alpha, correct_lam=False)(images, rng=3).lam
    assert stats.kstest(lam, "beta", (alpha, alpha)).pvalue > 0.01


def test_alpha_zero_and_p_zero_mix_nothing():
    images, labels = make((6, 5, 4, 3), np.uint8), np.eye(6)
    mixes = (MixUp(0), CutMix(0), RandomMix(0, 0), MixUp(p=0), CutMix(p=0), RandomMix(p=0))
    for mix in mixes:
        got = mix(images, labels, rng=0)
        np.testing.assert_array_equal(got.images, images)
        np.testing.assert_array_equal(got.labels, labels)
        assert (got.lam == 1).all()


def test_p_and_odds_are_shares():
    images = np.zeros((4000, 4, 4, 1), np.uint8)
    assert abs((MixUp(1.0, p=0.3)(images, rng=0).lam < 1).mean() - 0.3) < 0.03
    images[::2] = 2
    circle = np.arange(4000) ^ 1
    got = RandomMix(1.0, 0.0, odds=(1, 3))(images, rng=0, partner=circle)  # CutMix of alpha 0 does nothing
    assert abs((got.lam < 1).mean() - 0.25) < 0.03
    assert (RandomMix(1.0, 0.0, odds=(0, 1))(images, rng=0).lam == 1).all()


def test_shared_lambda():
    images = make((8, 16, 16, 3), np.float64)
    for mix in (MixUp(per_sample=False), CutMix(per_sample=False), RandomMix(per_sample=False)):
        got = mix(images, rng=1)
        assert len(set(got.lam.tolist())) == 1
    changed = (CutMix(per_sample=False)(images, rng=1).images != images).any(axis=3)
    assert changed.any() and (changed == changed[0]).all()
    assert len(set(MixUp()(images, rng=1).lam.tolist())) == 8


def test_partners_stand_in_a_circle():
    for count in (2, 3, 64):
        partner = MixUp()(np.zeros((count, 1, 1, 1), np.uint8), rng=0).partner
        at, seen = 0, set()
        for _ in range(count):
            at = partner[at]
            seen.add(int(at))
        assert seen == set(range(count))  # so that nobody is his own
    images = np.zeros((3, 1, 1, 1), np.uint8)
    drawn = [tuple(MixUp()(images, rng=seed).partner) for seed in range(400)]
    assert set(drawn) == {(1, 2, 0), (2, 0, 1)} and abs(drawn.count((1, 2, 0)) - 200) < 50


def test_what_is_drawn_is_a_matter_of_seed_epoch_and_index():
    images, index = make((6, 9, 7, 3), np.uint8), np.array([5, 9, 1, 12, 3, 40])
    for kind in (MixUp, CutMix, RandomMix):
        mix = kind(num_classes=4, seed=7)
        got = mix(images, CLASSES, index=index, epoch=2)
        order = np.array([3, 0, 5, 1, 2, 4])
        turned = pickle.loads(pickle.dumps(mix))(images[order], CLASSES[order], index=index[order], epoch=2)
        np.testing.assert_array_equal(turned.images, got.images[order])
        np.testing.assert_array_equal(turned.labels, got.labels[order])
        np.testing.assert_array_equal(order[turned.partner], got.partner[order])
        for other in (mix(images, index=index, epoch=3), kind(seed=8)(images, index=index, epoch=2)):
            assert (other.lam != got.lam).any()
        first, second = mix(images), mix(images)  # running numbers
        assert (first.lam != second.lam).any()
        np.testing.assert_array_equal(kind(num_classes=4, seed=7)(images).images, first.images)
        assert (kind()(images).lam != kind()(images).lam).any()


def test_given_lambda_and_one_that_is_not_corrected():
    images = make((4, 9, 7, 3), np.float64)
    lam = np.array([0, 0.25, 0.5, 1])
    got = MixUp()(images, np.eye(4), lam=lam, rng=0)
    np.testing.assert_array_equal(got.lam, lam)
    np.testing.assert_allclose(
        got.images, lam[:, None, None, None] * images + (1 - lam)[:, None, None, None] * images[got.partner], atol=1e-12
    )
    drawn = CutMix(correct_lam=False)(images, np.eye(4), lam=lam, rng=0)
    np.testing.assert_array_equal(drawn.lam, lam)
    np.testing.assert_array_equal(drawn.labels[np.arange(4), np.arange(4)], lam)


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int32, np.int64, np.float16, np.float32])
@pytest.mark.parametrize("channels", [(), (2,)])
def test_masks_are_pasted(dtype, channels):
    images = make((6, 9, 7, 3), np.uint8)
    masks = (make((6, 9, 7, *channels), np.uint8) % 2).astype(dtype)
    got = CutMix()(images, rng=4, masks=masks)
    assert got._fields == ("images", "labels", "lam", "partner", "masks", "bboxes") and got.bboxes is None
    pasted = (got.images != images).any(axis=3)
    assert pasted.any()
    np.testing.assert_array_equal(got.masks[pasted], masks[got.partner][pasted])
    changed = got.masks != masks
    assert got.masks.dtype == dtype and got.masks.shape == masks.shape
    assert not (changed if not channels else changed.any(axis=3))[~pasted].any()


def test_soft_masks_are_blended_and_others_are_not():
    images, masks = make((6, 9, 7, 3), np.float32), make((6, 9, 7, 4), np.float32)
    got = MixUp()(images, rng=4, masks=masks)
    lam = got.lam.astype(np.float32)[:, None, None, None]
    np.testing.assert_allclose(got.masks, lam * masks + (1 - lam) * masks[got.partner], atol=1e-6)
    for mix in (MixUp(), RandomMix()):
        with pytest.raises(TypeError, match="masks must be float32 or float64 to be blended"):
            mix(images, masks=masks.astype(np.uint8))


def test_boxes_of_mixup_are_those_of_both():
    images = make((2, 10, 10, 3), np.uint8)
    boxes = [[(1, 1, 4, 4, "cat")], np.array([[2, 2, 5, 5, 7], [0, 0, 1, 1, 8]], np.float32)]
    first, second = MixUp()(images, rng=0, bboxes=[boxes[0], boxes[1].tolist()], lam=[0.5, 1]).bboxes
    assert first == [[1, 1, 4, 4, "cat"], [2, 2, 5, 5, 7], [0, 0, 1, 1, 8]] and second == boxes[1].tolist()
    first, _ = MixUp()(images, rng=0, bboxes=[boxes[1], boxes[1]], lam=0.0).bboxes
    np.testing.assert_array_equal(first, boxes[1])
    assert first.dtype == np.float32


def test_boxes_of_cutmix_are_the_bounds_of_what_shows():
    images = np.zeros((40, 12, 15, 1), np.uint8)
    rng = np.random.default_rng(0)
    boxes = []
    for _ in images:
        low = rng.integers(0, (13, 10), (30, 2))
        high = low + 1 + (rng.random((30, 2)) * ((15, 12) - low)).astype(int)
        boxes.append(np.concatenate([low, high, np.arange(30)[:, None]], axis=1).astype(float))
    got = CutMix()(images, rng=2, bboxes=boxes, masks=np.arange(40)[:, None, None] + np.zeros((12, 15), int))
    partner = got.partner
    for i in range(40):
        own = got.masks[i] == i
        want = [bounds(row, own) for row in boxes[i]] + [bounds(row, ~own) for row in boxes[partner[i]]]
        np.testing.assert_array_equal(got.bboxes[i], [row for row in want if row is not None])


def bounds(row, seen):
    """The bounds of the pixels of a box that are seen, by counting."""
    x0, y0, x1, y1 = row[:4].astype(int)
    part = np.zeros_like(seen)
    part[y0:y1, x0:x1] = seen[y0:y1, x0:x1]
    ys, xs = np.nonzero(part)
    return None if len(ys) == 0 else [xs.min(), ys.min(), xs.max() + 1, ys.max() + 1, row[4]]


def test_box_parameters():
    images = np.zeros((2, 10, 10, 1), np.uint8)
    boxes = [[(0, 0, 10, 10, "whole")], [(4, 4, 2, 2, "part")]]
    mix = CutMix(bbox_params=BboxParams("coco", min_visibility=0.9))
    for seed in range(20):
        got = mix(images, rng=seed, bboxes=boxes, partner=[1, 0])
        kept = [any(row[4] == "whole" for row in rows) for rows in got.bboxes]
        assert kept == [got.lam[0] >= 0.9, 1 - got.lam[1] >= 0.9]
    with pytest.raises(ValueError, match="label_fields"):
        CutMix(bbox_params=BboxParams("coco", ["names"]))


def test_bool_images_can_be_cut():
    images = make((4, 9, 7, 1), np.bool_)
    assert CutMix()(images, rng=0).images.dtype == np.bool_
    for mix in (MixUp(), RandomMix()):
        with pytest.raises(TypeError, match="bool, which cannot be blended"):
            mix(images, rng=0)


def test_they_are_written_to_dicts():
    mix = RandomMix(0.4, 0.9, 10, odds=(1, 2), label_smoothing=0.1, bbox_params="coco", seed=3)
    assert fastaug.from_dict(fastaug.to_dict(mix)) == mix


GOOD = dict(images=np.zeros((3, 5, 6, 1), np.uint8), labels=np.eye(3))


@pytest.mark.parametrize("kind", [MixUp, CutMix])
@pytest.mark.parametrize(
    ("made", "change", "error", "words"),
    [
        ({}, dict(images=GOOD["images"][:1], labels=None), ValueError, "at least two, .* got a batch of 1"),
        ({}, dict(images=GOOD["images"][0]), ValueError, r"images must be an array of shape \(N, H, W, C\)"),
        ({}, dict(images=[1]), TypeError, "images must be an array"),
        ({}, dict(images=GOOD["images"].astype(int)), TypeError, "images must be uint8"),
        ({}, dict(images=GOOD["images"][:, :0]), ValueError, "images must have pixels"),
        ({}, dict(labels=np.eye(4)), ValueError, r"labels must have shape \(N, K\) or \(N,\) with N = 3, got \(4, 4\)"),
        ({}, dict(labels=[0, 1, 2]), ValueError, "need num_classes"),
        (dict(num_classes=2), dict(labels=[0, 1, 2]), ValueError, r"labels must lie in 0 \.\. 1, got 0 \.\. 2"),
        (dict(num_classes=4), {}, ValueError, r"labels must have shape \(N, 4\)"),
        ({}, dict(partner=[0, 1]), ValueError, "partner must be 3 integers"),
        ({}, dict(partner=[0, 1, 3]), ValueError, r"partner must lie in 0 \.\. 2, got 0 \.\. 3"),
        ({}, dict(partner=[0, 1, 0.5]), ValueError, "partner must be 3 integers"),
        ({}, dict(lam=2), ValueError, r"lam must be in 0 \.\. 1"),
        ({}, dict(lam=[0, 1]), ValueError, "lam must be a number or 3 numbers"),
        ({}, dict(rng="x"), TypeError, "rng must be"),
        ({}, dict(rng=1, index=[0, 1, 2]), ValueError, "rng and index cannot both be given"),
        ({}, dict(index=[0, 1]), ValueError, "index must be one integer for each of 3"),
        ({}, dict(masks=np.zeros((3, 5, 5))), ValueError, r"masks must have shape \(3, 5, 6\)"),
        ({}, dict(masks=[1]), TypeError, "masks must be a NumPy array"),
        ({}, dict(bboxes=[[]]), ValueError, "bboxes must be a list with an entry for each of 3 samples"),
        ({}, dict(bboxes=[[], [(0, 0, 9, 9)], []]), ValueError, "box 0 of sample 1"),
        ({}, dict(out=np.zeros((3, 5, 6), np.uint8)), ValueError, "out must be"),
        (dict(alpha=-1), {}, ValueError, "alpha must be at least 0"),
        (dict(p=2), {}, ValueError, "p must be in 0"),
        (dict(label_smoothing=2), {}, ValueError, "label_smoothing must be in 0"),
        (dict(num_class=2), {}, TypeError, "did you mean 'num_classes'"),
        (dict(seed=-1), {}, ValueError, "seed must be at least 0"),
    ],
)
def test_bad_input_is_named(kind, made, change, error, words):
    with pytest.raises(error, match=words):
        kind(**made)(**{**GOOD, **change})


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (dict(odds=(0, 0)), "odds must not both be 0"),
        (dict(odds=(1, -1)), "odds must be at least 0"),
        (dict(odds=1), "odds must be two numbers"),
        (dict(cutmix_alpha=-1), "cutmix_alpha must be at least 0"),
    ],
)
def test_bad_odds_are_named(made, words):
    with pytest.raises(ValueError, match=words):
        RandomMix(**made)
