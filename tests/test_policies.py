"""Policies: their tables, what each operation does, and whom it is done to."""

import json
import math
import pickle

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps
from scipy import stats

import fastaug as A
from fastaug.policies import published, tables
from tests.support import make, same

POLICIES = {
    "rand": A.RandAugment(),
    "three": A.RandAugment(3, 30, fill=(9, 20, 200)),
    "plain": A.RandAugment(2, 25, space="plain", interpolation="bilinear"),
    "tpu": A.RandAugment(2, 9, 11, space="tpu", fill=128),
    "trivial": A.TrivialAugment(fill_mask=7),
    "imagenet": A.AutoAugment(),
    "cifar10": A.AutoAugment("cifar10", p=0.7),
    "svhn": A.AutoAugment("svhn", interpolation="bicubic"),
    "augmix": A.AugMix(),
    "augmix deep": A.AugMix(10, width=5, depth=4, alpha=0.3, all_ops=False, interpolation="nearest", fill=255, p=0.8),
}
X = make((60, 31, 44, 3), np.uint8)


# ---- the tables ----------------------------------------------------------------------------------------------------

# Least and greatest magnitude and whether it has a sign, of torchvision's tables.
COMMON = {
    "ShearX": (0, 0.3, True), "ShearY": (0, 0.3, True),
    "TranslateX": (0, 150 / 331, True), "TranslateY": (0, 150 / 331, True), "Rotate": (0, 30, True),
    "Brightness": (0, 0.9, True), "Color": (0, 0.9, True), "Contrast": (0, 0.9, True), "Sharpness": (0, 0.9, True),
    "Posterize": (8, 4, False), "Solarize": (255, 0, False), "AutoContrast": (0, 0, False), "Equalize": (0, 0, False),
}  # fmt: skip
WIDE = {
    "ShearX": (0, 0.99, True), "ShearY": (0, 0.99, True), "TranslateX": (0, 32, True), "TranslateY": (0, 32, True),
    "Rotate": (0, 135, True), "Brightness": (0, 0.99, True), "Color": (0, 0.99, True), "Contrast": (0, 0.99, True),
    "Sharpness": (0, 0.99, True), "Posterize": (8, 2, False),
}  # fmt: skip
TPU = {
    "ShearX": (0, 0.3, True), "ShearY": (0, 0.3, True), "TranslateX": (0, 100, True), "TranslateY": (0, 100, True),
    "Rotate": (0, 30, True), "Brightness": (-0.9, 0.9, False), "Color": (-0.9, 0.9, False),
    "Contrast": (-0.9, 0.9, False), "Sharpness": (-0.9, 0.9, False), "Posterize": (0, 4, False),
    "Solarize": (0, 256, False), "SolarizeAdd": (0, 110, False), "Cutout": (0, 40, False),
    "AutoContrast": (0, 0, False), "Equalize": (0, 0, False), "Invert": (0, 0, False),
}  # fmt: skip
NONE = (0, 0, False)


@pytest.mark.parametrize(
    ("table", "want"),
    [
        (tables.RANDAUGMENT, {"Identity": NONE, **COMMON}),
        (tables.AUTOAUGMENT, {**COMMON, "Invert": NONE}),
        (tables.TRIVIAL_WIDE, {"Identity": NONE, **COMMON, **WIDE}),
        (tables.TPU, TPU),
        (
            tables.AUGMIX,
            {**COMMON, "TranslateX": (0, 1 / 3, True), "TranslateY": (0, 1 / 3, True), "Posterize": (4, 0, False)},
        ),
    ],
)
def test_tables(table, want):
    assert {op.name: (op.low, op.high, op.signed) for op in table} == want and len(table) == len(want)
    for op in table:
        assert op.of_size == (op.name in ("TranslateX", "TranslateY") and op.high < 1)


def test_magnitudes_at_each_level():
    shares = np.arange(31) / 30
    of = dict(zip([op.name for op in tables.RANDAUGMENT], tables.magnitudes(tables.RANDAUGMENT, shares), strict=True))
    wide = dict(
        zip([op.name for op in tables.TRIVIAL_WIDE], tables.magnitudes(tables.TRIVIAL_WIDE, shares), strict=True)
    )
    np.testing.assert_allclose(of["ShearX"], np.linspace(0, 0.3, 31))
    np.testing.assert_allclose(of["Rotate"], np.arange(31))
    np.testing.assert_allclose(of["Solarize"], np.linspace(255, 0, 31))
    np.testing.assert_array_equal(of["Posterize"], [8] * 4 + [7] * 8 + [6] * 7 + [5] * 8 + [4] * 4)
    np.testing.assert_array_equal(
        wide["Posterize"], [8] * 3 + [7] * 5 + [6] * 5 + [5] * 5 + [4] * 5 + [3] * 5 + [2] * 3
    )
    ten = tables.magnitudes(tables.AUTOAUGMENT, np.arange(10) / 9)[
        [op.name for op in tables.AUTOAUGMENT].index("Posterize")
    ]
    np.testing.assert_array_equal(ten, [8, 8, 7, 7, 6, 6, 5, 5, 4, 4])
    eleven = {
        op.name: row for op, row in zip(tables.TPU, tables.magnitudes(tables.TPU, np.arange(11) / 10), strict=True)
    }
    np.testing.assert_array_equal(eleven["Posterize"], [4 * k // 10 for k in range(11)])
    np.testing.assert_array_equal(eleven["Solarize"], [256 * k // 10 for k in range(11)])
    np.testing.assert_array_equal(eleven["SolarizeAdd"], [110 * k // 10 for k in range(11)])
    np.testing.assert_allclose(1 + eleven["Color"], 0.1 + 1.8 * np.arange(11) / 10)


def test_strength_grows_with_the_level():
    """Away from what changes nothing, which is level 0, in the default table; factors go as far both ways."""
    for op, row in zip(tables.RANDAUGMENT, tables.magnitudes(tables.RANDAUGMENT, np.arange(31) / 30), strict=True):
        assert (np.diff(np.abs(row - row[0])) >= 0).all() and (row[-1] != row[0]) == op.varies


# A pair of operations with probability (tenths) and level, as the paper's appendix has them.
PAIRS = {
    "imagenet": "Pos4/8+Rot6/9 Sol6/5+AC6 Eq8+Eq6 Pos6/7+Pos6/6 Eq4+Sol2/4 Eq4+Rot8/8 Sol6/3+Eq6 Pos8/5+Eq10 "
    "Rot2/3+Sol6/8 Eq6+Pos4/6 Rot8/8+Col4/0 Rot4/9+Eq6 Eq0+Eq8 Inv6+Eq10 Col6/4+Con10/8 Rot8/8+Col10/2 Col8/8+Sol8/7 "
    "Sha4/7+Inv6 ShX6/5+Eq10 Col4/0+Eq6 Eq4+Sol2/4 Sol6/5+AC6 Inv6+Eq10 Col6/4+Con10/8 Eq8+Eq6",
    "cifar10": "Inv1+Con2/6 Rot7/2+TrX3/9 Sha8/1+Sha9/3 ShY5/8+TrY7/9 AC5+Eq9 ShY2/7+Pos3/7 Col4/3+Bri6/7 "
    "Sha3/9+Bri7/9 Eq6+Eq5 Con6/7+Sha6/5 Col7/7+TrX5/8 Eq3+AC4 TrY4/3+Sha2/6 Bri9/6+Col2/8 Sol5/2+Inv0 Eq2+AC6 Eq2+Eq6 "
    "Col9/9+Eq6 AC8+Sol2/8 Bri1/3+Col7/0 Sol4/5+AC9 TrY9/9+TrY7/9 AC9+Sol8/3 Eq8+Inv1 TrY7/9+AC9",
    "svhn": "ShX9/4+Inv2 ShY9/8+Inv7 Eq6+Sol6/6 Inv9+Eq6 Eq6+Rot9/3 ShX9/4+AC8 ShY9/8+Inv4 ShY9/5+Sol2/6 Inv9+AC8 "
    "Eq6+Rot9/3 ShX9/4+Sol3/3 ShY8/8+Inv7 Eq9+TrY6/6 Inv9+Eq6 Con3/3+Rot8/4 Inv8+TrY0/2 ShY7/6+Sol4/8 Inv6+Rot8/4 "
    "ShY3/7+TrX9/3 ShX1/6+Inv6 Sol7/2+TrY6/7 ShY8/4+Inv8 ShX7/9+TrY8/3 ShY8/5+AC7 ShX7/2+Inv1",
}
SHORT = {
    "AC": "AutoContrast", "Eq": "Equalize", "ShX": "ShearX", "ShY": "ShearY", "TrX": "TranslateX", "TrY": "TranslateY",
    "Rot": "Rotate", "Bri": "Brightness", "Col": "Color", "Con": "Contrast", "Sha": "Sharpness", "Pos": "Posterize",
    "Sol": "Solarize", "Inv": "Invert",
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_published_pairs(name):
    def parse(word):
        short = word.rstrip("0123456789/")
        p, _, level = word[len(short) :].partition("/")
        return SHORT[short], int(p) / 10, int(level or 0)

    assert [[parse(word) for word in pair.split("+")] for pair in PAIRS[name].split()] == [
        list(pair) for pair in published.POLICIES[name]
    ]


def test_tables_are_those_of_torchvision():
    try:
        from torchvision.transforms import AutoAugmentPolicy, v2
    except (ImportError, RuntimeError):  # of one that does not fit the torch that is there
        pytest.skip("torchvision needs torch, too large to ask of everyone; other tests hold its tables literally")
    height, width = 100, 331
    for table, theirs, levels in (
        (tables.RANDAUGMENT, v2.RandAugment, 31),
        (tables.TRIVIAL_WIDE, v2.TrivialAugmentWide, 31),
        (tables.AUTOAUGMENT, v2.AutoAugment, 10),
        (tables.AUGMIX, v2.AugMix, 10),
    ):
        space = theirs._AUGMENTATION_SPACE
        assert {op.name for op in table} == set(space)
        for op, row in zip(table, tables.magnitudes(table, np.arange(levels) / (levels - 1)), strict=True):
            values, signed = space[op.name][0](levels, height, width), space[op.name][1]
            assert (values is not None, signed) == (op.varies, op.signed)
            if op.varies:
                unit = {"TranslateX": width, "TranslateY": height}[op.name] if op.of_size else 1
                unit = 1 / 255 if op.name == "Solarize" else unit
                np.testing.assert_allclose(row * unit, values, rtol=1e-6)
    for name, pairs in published.POLICIES.items():
        theirs = v2.AutoAugment(AutoAugmentPolicy(name))._policies
        assert [[(op, p, level or 0) for op, p, level in pair] for pair in theirs] == [list(pair) for pair in pairs]


# ---- each operation, against Pillow --------------------------------------------------------------------------------


def by_pillow(image, name, v):
    """What Pillow makes of it. v: the magnitude; shifts in pixels."""
    height, width = image.shape[:2]
    factor = {"Brightness": "Brightness", "Color": "Color", "Contrast": "Contrast", "Sharpness": "Sharpness"}
    moved = {"ShearX": (1, v, 0, 0, 1, 0), "ShearY": (1, 0, 0, v, 1, 0), "TranslateX": (1, 0, -v, 0, 1, 0),
             "TranslateY": (1, 0, 0, 0, 1, -v)}  # fmt: skip
    pil = Image.fromarray(image)
    if name in moved:
        made = pil.transform((width, height), Image.Transform.AFFINE, moved[name], fillcolor=(9, 20, 200))
    elif name == "Rotate":
        made = pil.rotate(v, fillcolor=(9, 20, 200))
    elif name in factor:
        made = getattr(ImageEnhance, name)(pil).enhance(1 + v)
    else:
        call = {"Posterize": lambda: ImageOps.posterize(pil, int(v)), "Solarize": lambda: ImageOps.solarize(pil, v),
                "AutoContrast": lambda: ImageOps.autocontrast(pil), "Equalize": lambda: ImageOps.equalize(pil),
                "Invert": lambda: ImageOps.invert(pil), "Identity": lambda: pil}  # fmt: skip
        made = call[name]()
    return np.asarray(made)


def halfway(name, v, height, width):
    """Where a shear asks for the middle between two pixels; Pillow takes either, we the second."""
    y, x = np.mgrid[:height, :width]
    by = v * ({"ShearX": y, "ShearY": x}[name] + 0.5) if name.startswith("Shear") else np.zeros((height, width))
    return np.abs(by - np.rint(by)) > 0.4999


def textured(height, width):
    """Noise on a ramp, with not all levels in it."""
    y, x = np.mgrid[:height, :width]
    ramp = np.stack([2 * x + 40, y + x + 60, 2 * y + 30], axis=-1)
    return (ramp + make((height, width, 3), np.uint8, 5) // 8).astype(np.uint8)


@pytest.mark.parametrize("name", [op.name for op in (*tables.TRIVIAL_WIDE, tables.Op("Invert"))])
def test_each_operation_is_that_of_pillow_at_each_level(name):
    image = textured(52, 75)
    every = [(A.TrivialAugment(ops=[name], fill=(9, 20, 200)), 500)] if name != "Invert" else []
    if name != "Identity":
        space = "tpu" if name == "Invert" else "torchvision"
        every += [(A.RandAugment(1, m, 31, space, [name], fill=(9, 20, 200)), 6) for m in (0, 3, 9, 15, 22, 30)]
        every += [(A.RandAugment(1, m, 10, space, [name], fill=(9, 20, 200)), 6) for m in range(10)]
    for policy, count in every:
        aug = A.Compose([policy], seed=1)
        x = np.repeat(image[None], count, axis=0)
        record = aug.draw(x, index=range(count))
        drawn = record.draws[1]["magnitude"][:, 0]
        made = aug.apply(x, record)
        for v in np.unique(drawn):
            got, want = made[drawn == v][0].astype(int), by_pillow(image, name, v).astype(int)
            far = (np.abs(got - want) > 1).any(axis=2) & ~halfway(name, v, *image.shape[:2])
            # Pillow adds up rounded coordinates along a row, so that a few pixels are their neighbours
            assert far.mean() <= (0.01 if name == "Rotate" else 0), (name, v, far.mean())
        if count == 500:
            assert len(np.unique(np.abs(drawn))) == (
                31 if name not in ("Posterize", *NO_LEVELS) else len(np.unique(drawn))
            )


NO_LEVELS = ("Identity", "AutoContrast", "Equalize")


@pytest.mark.parametrize("space", ["torchvision", "plain", "tpu"])
def test_no_operation_returns_its_input(space):
    image = textured(40, 60)
    for op in tables.SPACES[space]:
        made = A.Compose([A.RandAugment(1, 9, 31, space, [op.name])], seed=0)(image)
        assert np.array_equal(made, image) == (op.name == "Identity"), op.name


def test_shifts_are_whole_pixels_rounded_to_zero():
    x = np.repeat(make((1, 20, 331, 3), np.uint8), 40, axis=0)
    aug = A.Compose([A.RandAugment(1, 3, 10, ops=["TranslateX", "TranslateY"])], seed=0)
    drawn = aug.draw(x).draws[1]
    assert set(drawn["magnitude"][drawn["op"] == 0].tolist()) == {50.0, -50.0}  # a third of 150 / 331 of 331
    assert set(drawn["magnitude"][drawn["op"] == 1].tolist()) == {3.0, -3.0}  # of 3.02


def test_what_tables_of_other_spaces_do():
    image = textured(40, 60)
    low, high = (A.RandAugment(1, m, 2, "plain", ["BrightnessAdd"])(image, rng=0) for m in (0, 1))
    same(low, A.adjust_brightness(image, delta=-0.25))
    same(high, A.adjust_brightness(image, delta=0.25))
    added = A.RandAugment(1, 5, 11, "tpu", ["SolarizeAdd"])(image, rng=0)
    np.testing.assert_array_equal(added, np.where(image < 128, np.minimum(image.astype(int) + 55, 255), image))
    x = np.repeat(image[None], 300, axis=0)
    holes = (A.RandAugment(1, 2, 11, "tpu", ["Cutout"], fill=255)(x, rng=0) == 255).all(axis=3)
    assert holes.sum(axis=(1, 2)).max() == 16 * 16 and holes.any(axis=0).all()


# ---- pipelines -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("fuse", [True, False])
def test_kernels_equal_the_reference(name, fuse):
    aug = A.Compose([A.HorizontalFlip(), POLICIES[name], A.Normalize()], seed=3, fuse=fuse)
    got = aug(X, index=range(60))
    same(got, aug.reference(X, index=range(60)), of_range=4e-6)  # Normalize's range is that of ten
    np.testing.assert_array_equal(aug(X, index=range(60), threads=1), got)
    order = np.random.default_rng(0).permutation(60)
    np.testing.assert_array_equal(aug(X[order], index=order), got[order])
    for i in (0, 33):
        np.testing.assert_array_equal(aug(X[i], index=i), got[i])


# ---- AugMix --------------------------------------------------------------------------------------------------------


def test_augmix_is_the_weighted_sum_of_its_chains():
    policy = A.AugMix(5, width=2, depth=2)
    aug = A.Compose([policy], seed=0)
    record = aug.draw(X, index=range(60))
    drawn = record.draws[1]
    made = aug.apply(X, record)
    single = A.RandAugment(2, 0, 10, interpolation="bilinear")
    names = [single._names.index(name) for name in policy._names]
    chains = []
    for k in (0, 2):  # each as a policy of its own
        op, magnitude = np.array(names)[drawn["op"][:, k : k + 2]], drawn["magnitude"][:, k : k + 2]
        alone = A.Compose([single])
        other = alone.draw(X, index=range(60))
        other.draws[1].update(op=op, magnitude=magnitude)
        chains.append(alone.apply(X, other))
    w = drawn["weights"].reshape(60, 3, 1, 1, 1)
    want = np.rint(w[:, 0] * X + w[:, 1] * chains[0] + w[:, 2] * chains[1])
    assert np.abs(made - want).max() <= 1 and (made != want).mean() < 1e-3  # float32 against float64


@pytest.mark.parametrize(
    "enlarged", [A.Resize(60, 90), A.RandomResizedCrop((60, 90)), A.SafeRotate(limit=(45, 45), p=1)]
)
def test_augmix_mixes_what_it_gets(enlarged):
    aug = A.Compose([enlarged, A.AugMix()], seed=0)
    x = X[:3, :8, :9]
    np.testing.assert_array_equal(aug(x, index=range(3)), aug.reference(x, index=range(3)))


def test_augmix_draws():
    x = np.broadcast_to(np.zeros((1, 1, 1, 3), np.uint8), (4000, 1, 1, 3))
    for alpha in (0.3, 1.0, 4.0):
        drawn = A.Compose([A.AugMix(4, alpha=alpha)], seed=0).draw(x).draws[1]
        weights = drawn["weights"]
        assert (weights >= 0).all() and np.abs(weights.sum(axis=1) - 1).max() < 1e-12
        assert stats.kstest(weights[:, 0], "beta", (alpha, alpha)).pvalue > 1e-3
        of_chains = weights[:, 1:] / np.maximum(1 - weights[:, :1], 1e-9)
        fine = weights[:, 0] < 0.99
        for share in of_chains[fine].T:
            assert stats.kstest(share, "beta", (alpha, 2 * alpha)).pvalue > 1e-3
    lengths = (drawn["op"].reshape(-1, 3, 3) >= 0).sum(axis=2)
    assert np.abs(np.bincount(lengths.ravel(), minlength=4)[1:] / 12000 - 1 / 3).max() < 0.03
    rotated = np.abs(drawn["magnitude"][drawn["op"] == 4])
    assert set(np.rint(rotated * 3 / 10).tolist()) == {0, 1, 2, 3}  # levels below 4, of 30 degrees at level 9


@pytest.mark.parametrize("dtype", [np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("policy", [A.RandAugment(), A.TrivialAugment(), A.AutoAugment("svhn"), A.AugMix()])
def test_other_dtypes(policy, dtype):
    """About what is made of bytes."""
    aug = A.Compose([policy], seed=3)
    x = make((40, 31, 44, 3), np.uint8)
    wide = x.astype(np.uint16) * 257 if dtype == np.uint16 else x / dtype(255)
    got = aug(wide, index=range(40))
    same(got, aug.reference(wide, index=range(40)))
    assert got.dtype == dtype
    want = aug(x, index=range(40)).astype(float)
    assert np.abs(got / (257 if dtype == np.uint16 else 1 / 255) - want).mean() < 0.5


def test_one_channel_and_many():
    ops = [op.name for op in tables.RANDAUGMENT if op.name != "Color"]
    for shape in ((20, 30), (3, 20, 30, 1), (3, 20, 30, 5)):
        x = make(shape, np.uint8)
        aug = A.Compose([A.RandAugment(ops=ops)], seed=0)
        same(
            aug(x, index=range(3) if len(shape) == 4 else 0), aug.reference(x, index=range(3) if len(shape) == 4 else 0)
        )
    with pytest.raises(ValueError, match="Color takes images of 3 channels"):
        A.RandAugment()(make((20, 30), np.uint8))


@pytest.mark.parametrize("name", POLICIES)
def test_masks_boxes_and_keypoints_move_along(name):
    policy = POLICIES[name]
    masks, points = [make((31, 44), np.int32, i) for i in range(60)], [[(20, 15), (30, 12)]] * 60
    boxes = [[(12, 9, 30, 20)]] * 60
    aug = A.Compose([policy], seed=2)
    got = aug(image=X, mask=masks, keypoints=points, bboxes=boxes, index=range(60))
    moves = aug.draw(X, index=range(60)).draws[1]
    for i in range(60):
        active = moves["active"][i]
        ops = [policy._names[k] if active and k >= 0 else "Identity" for k in moves["op"][i]]
        moved = any(op.startswith(("Shear", "Translate", "Rotate")) for op in ops)
        if not moved or isinstance(policy, A.AugMix):
            np.testing.assert_array_equal(got["mask"][i], masks[i])
            assert got["keypoints"][i] == [[20, 15], [30, 12]] and got["bboxes"][i] == [[12, 9, 30, 20]]
        elif all(op in ("Identity", "TranslateX") for op in ops):
            by = moves["magnitude"][i][[op == "TranslateX" for op in ops]].sum()
            assert got["keypoints"][i] == [[x + by, y] for x, y in points[i]]
    moving = A.Compose([A.RandAugment(2, 20, ops=["Rotate", "ShearX", "TranslateY"], fill_mask=0)], seed=4)
    both = moving(image=X, mask=X[..., 0], index=range(60))
    np.testing.assert_array_equal(both["mask"], both["image"][..., 0])


def test_by_itself():
    policy = A.RandAugment()
    made = policy(X, rng=5)
    np.testing.assert_array_equal(policy(X[0], rng=5), made[0])
    np.testing.assert_array_equal(policy(X, np.random.default_rng(5)), made)
    out = np.empty_like(X)
    assert policy(list(X), rng=5, threads=2, out=list(out))[3].shape == X[3].shape
    np.testing.assert_array_equal(policy(image=X, mask=X[..., 0], rng=5)["image"], made)
    rng = np.random.default_rng(0)
    assert not np.array_equal(policy(X, rng), policy(X, rng)) and not np.array_equal(policy(X), policy(X))
    with pytest.raises(TypeError, match="rng must be None"):
        policy(X, rng=-1)


def test_odds():
    """Each operation, each way and each level as often as the others."""
    x = np.broadcast_to(np.zeros((1, 1, 1, 3), np.uint8), (6000, 1, 1, 3))
    drawn = A.Compose([A.RandAugment()], seed=0).draw(x).draws[1]
    counts = np.stack([np.bincount(column, minlength=14) for column in drawn["op"].T])
    assert (np.abs(counts - 6000 / 14) < 5 * math.sqrt(6000 / 14)).all()
    assert abs(np.corrcoef(drawn["op"].T)[0, 1]) < 0.06
    rotated = drawn["magnitude"][drawn["op"] == 5]
    assert set(rotated.tolist()) == {9.0, -9.0} and abs((rotated > 0).mean() - 0.5) < 0.1
    levels = A.Compose([A.TrivialAugment(ops=["Rotate"])], seed=0).draw(x).draws[1]["magnitude"]
    counts = np.bincount(np.rint(np.abs(levels[:, 0]) / 4.5).astype(int), minlength=31)
    assert (np.abs(counts - 6000 / 31) < 5 * math.sqrt(6000 / 31)).all()
    pairs = A.Compose([A.AutoAugment("svhn")], seed=0).draw(x).draws[1]["op"]
    assert abs((pairs[:, 0] >= 0).mean() - np.mean([pair[0][1] for pair in published.SVHN])) < 0.03


def test_records_schedules_and_what_is_written():
    aug = A.Compose([A.RandAugment(m=A.Linear(0, 30, 4), ops=["Rotate", "Contrast"]), A.TrivialAugment(p=0.5)], seed=1)
    again = A.from_dict(json.loads(json.dumps(A.to_dict(aug))))
    for epoch in (0, 2, 3):
        record = A.Record.from_dict(json.loads(json.dumps(aug.draw(X, index=range(60), epoch=epoch).to_dict())))
        got = aug(X, index=range(60), epoch=epoch)
        np.testing.assert_array_equal(aug.apply(X, record), got)
        np.testing.assert_array_equal(again(X, index=range(60), epoch=epoch), got)
        np.testing.assert_array_equal(pickle.loads(pickle.dumps(aug))(X, index=range(60), epoch=epoch), got)
        rotated = record.draws[1]["magnitude"][record.draws[1]["op"] == 0]
        np.testing.assert_allclose(np.abs(rotated), 10 * epoch)
    np.testing.assert_array_equal(aug.eval()(X), X)


def test_neighbours_join_by_kind():
    x = make((3, 20, 30, 3), np.uint8)
    steps = [str(p) for p in A.Compose([A.HorizontalFlip(), A.TrivialAugment(), A.Normalize()], seed=0).plan(x).passes]
    assert "HorizontalFlip + TrivialAugment" in steps[0] and "TrivialAugment + Normalize" in steps[-1]
    assert (
        len(A.Compose([A.RandAugment()]).plan(x).passes) == 11
        and len(A.Compose([A.RandAugment(3)]).plan(x).passes) == 17
    )


def test_repr_shows_the_table():
    lines = repr(A.RandAugment(m=10)).splitlines()
    assert lines[0].startswith("RandAugment(n=2, m=10, num_levels=31, space='torchvision'") and len(lines) == 15
    assert "ShearX 0 to 0.3, either way: 0.1" in lines[2] and lines[1].strip() == "Identity"
    assert len(repr(A.AutoAugment("svhn")).splitlines()) == 26
    assert "0.9: ShearX +-0.1333, 0.2: Invert" in repr(A.AutoAugment("svhn"))
    assert repr(A.TrivialAugment()).splitlines()[6].strip() == "Rotate 0 to 135, either way"


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: A.RandAugment(n=0), ValueError, "n must be at least 1"),
        (lambda: A.RandAugment(n=1.5), TypeError, "n must be an integer"),
        (lambda: A.RandAugment(m=31), ValueError, r"m must be in 0 .. 30, got 31"),
        (lambda: A.RandAugment(m=-1), ValueError, r"m must be in 0 .. 30, got -1"),
        (lambda: A.RandAugment(num_levels=1), ValueError, "num_levels must be at least 2"),
        (lambda: A.Compose([A.RandAugment(m=A.Linear(0, 40, 3))])(X, epoch=2), ValueError, "in epoch 2: m must be in"),
        (lambda: A.RandAugment(space="seed"), ValueError, "space must be one of 'torchvision', 'plain', 'tpu'"),
        (lambda: A.RandAugment(ops=["ShearZ"]), ValueError, "'ShearZ'; did you mean 'Shear[XY]'"),
        (lambda: A.TrivialAugment(ops="ShearX"), TypeError, "ops must be a list"),
        (lambda: A.TrivialAugment(ops=[]), TypeError, "ops must be a list"),
        (lambda: A.TrivialAugment(num_levels=0), ValueError, "num_levels"),
        (lambda: A.TrivialAugment(interpolation="cubic"), ValueError, "interpolation must be one of"),
        (lambda: A.AutoAugment("cifar"), ValueError, "policy must be one of 'imagenet', 'cifar10', 'svhn'"),
        (lambda: A.AutoAugment(policies="svhn"), TypeError, "did you mean 'policy'"),
        (lambda: A.RandAugment(fill=(1, 2))(X), ValueError, "fill"),
        (lambda: A.RandAugment(p=2), ValueError, "p must be"),
        (lambda: A.AugMix(severity=11), ValueError, r"severity must be in 1 .. 10, got 11"),
        (lambda: A.AugMix(depth=0), ValueError, "depth must be"),
        (lambda: A.AugMix(width=0), ValueError, "width must be at least 1"),
        (lambda: A.AugMix(width=16), ValueError, "fewer than 64 steps, got 16 chains of 3"),
        (lambda: A.AugMix(alpha=0), ValueError, "alpha must be above 0"),
    ],
)
def test_errors(call, error, words):
    with pytest.raises(error, match=words):
        call()
