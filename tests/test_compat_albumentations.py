"""Pipelines written for Albumentations 2.0.8: by another import, and by `convert`."""

import inspect
import subprocess
import sys
import warnings

import numpy as np
import pytest

import fastaug
from fastaug.compat.albumentations import convert
from tests.support import make

albumentations = pytest.importorskip("albumentations", reason="not installed", exc_type=ImportError)
pytestmark = pytest.mark.filterwarnings("ignore")

IMAGE = make((96, 128, 3), np.uint8)
SMOOTH = np.repeat(np.repeat(make((12, 16, 3), np.uint8), 8, 0), 8, 1)
MASK = (make((96, 128), np.uint8) % 5).astype(np.uint8)
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def last(A):
    """ToTensorV2, which Albumentations has only beside torch."""
    return [A.ToTensorV2()] if hasattr(albumentations, "ToTensorV2") else []


# As they stand in articles and notebooks; A is Albumentations or fastaug.
CLASSIFICATION = [
    lambda A: A.Compose(
        [
            A.RandomCrop(width=64, height=48, p=1.0),
            A.RandomRotate90(p=0.5),
            A.HorizontalFlip(p=0.5),
            A.VerticalFlip(p=0.3),
            A.RandomBrightnessContrast(p=0.4),
            A.GaussNoise(p=0.2),
            A.ElasticTransform(alpha=1, sigma=50, p=0.3),
            A.Rotate(limit=20, p=0.5),
            A.HueSaturationValue(p=0.4),
            A.PadIfNeeded(min_height=64, min_width=64, border_mode=0, position="center"),
            A.Normalize(mean=MEAN, std=STD),
            *last(A),
        ]
    ),
    lambda A: A.Compose(
        [
            A.RandomCrop(width=64, height=64),
            A.HorizontalFlip(p=0.5),
            A.Rotate(limit=15, p=0.5),
            A.RandomBrightnessContrast(p=0.5),
        ]
    ),
    lambda A: A.Compose(
        [
            A.RandomResizedCrop(size=(64, 64), scale=(0.08, 1.0), ratio=(0.75, 1.3333), interpolation=1),
            A.HorizontalFlip(p=0.5),
            A.ColorJitter(brightness=0.4, contrast=0.4, saturation=0.4, hue=0.1, p=0.8),
            A.ToGray(p=0.2),
            A.GaussianBlur(blur_limit=(3, 7), sigma_limit=(0.1, 2.0), p=0.5),
            A.Solarize(p=0.2),
            A.CoarseDropout(num_holes_range=(1, 8), hole_height_range=(4, 16), hole_width_range=(4, 16), p=0.5),
            A.Normalize(mean=MEAN, std=STD, max_pixel_value=255.0),
        ],
        p=1.0,
        seed=42,
    ),
    lambda A: A.Compose(
        [
            A.SmallestMaxSize(max_size=80),
            A.ShiftScaleRotate(shift_limit=0.05, scale_limit=0.05, rotate_limit=15, border_mode=4, p=0.5),
            A.CenterCrop(height=64, width=64),
            A.OneOf([A.GaussNoise(std_range=(0.05, 0.1)), A.GaussianBlur(p=0.5), A.RandomGamma((80, 120))], p=0.5),
            A.SomeOf([A.RGBShift(15, 15, 15), A.ChannelShuffle(), A.InvertImg(), A.Posterize(num_bits=4)], n=2, p=0.9),
            A.Sequential([A.Transpose(p=0.5), A.D4()], p=0.5),
            A.ToFloat(max_value=255),
        ],
    ),
]
SEGMENTATION = [
    lambda A: A.Compose(
        [
            A.PadIfNeeded(min_height=112, min_width=144, border_mode=2),
            A.RandomCrop(height=96, width=96, pad_if_needed=True, pad_position="center"),
            A.D4(p=1),
            A.Affine(scale=(0.9, 1.1), translate_percent={"x": (-0.05, 0.05), "y": 0}, rotate=(-15, 15), shear=(-5, 5)),
            A.Perspective(scale=(0.05, 0.1), keep_size=True, fit_output=False, p=0.3),
            A.ElasticTransform(alpha=120, sigma=6, interpolation=1, border_mode=4, approximate=False, p=0.5),
            A.GridDropout(ratio=0.3, p=0.2),
            A.PixelDropout(dropout_prob=0.02, p=0.3),
            A.Resize(height=64, width=80, interpolation=1, mask_interpolation=0),
        ],
        is_check_shapes=True,
        strict=True,
    ),
]
DETECTION = [
    lambda A: A.Compose(
        [
            A.LongestMaxSize(max_size=128),
            A.PadIfNeeded(min_height=128, min_width=128, border_mode=0, fill=(114, 114, 114)),
            A.HorizontalFlip(p=0.5),
            A.SafeRotate(limit=10, border_mode=0, p=0.5),
            A.RandomBrightnessContrast(brightness_limit=0.2, contrast_limit=0.2, p=0.3),
        ],
        bbox_params=A.BboxParams(
            format="pascal_voc", label_fields=["class_labels"], min_visibility=0.1, check_each_transform=True
        ),
        keypoint_params=A.KeypointParams(format="xy", remove_invisible=False),
    ),
]


def in_both(recipe):
    return recipe(albumentations), recipe(fastaug)


@pytest.mark.parametrize("recipe", CLASSIFICATION)
def test_classification_runs_as_written(recipe):
    theirs, ours = in_both(recipe)
    for aug in (ours, convert(albumentations.to_dict(theirs))):
        for _ in range(3):
            got, want = aug(image=IMAGE, mask=None), theirs(image=IMAGE)
            assert set(got) == {"image", "mask"} and got["mask"] is None
            assert got["image"].shape == tuple(want["image"].shape)
            assert str(got["image"].dtype) == str(want["image"].dtype).removeprefix("torch.")


@pytest.mark.parametrize("recipe", SEGMENTATION)
def test_segmentation_runs_as_written(recipe):
    theirs, ours = in_both(recipe)
    for aug in (ours, convert(albumentations.to_dict(theirs))):
        got, want = (f(image=IMAGE, mask=MASK, masks=[MASK, MASK + 1]) for f in (aug, theirs))
        assert set(got) == set(want)
        assert got["image"].shape == want["image"].shape and got["mask"].shape == want["mask"].shape
        assert got["mask"].dtype == want["mask"].dtype and len(got["masks"]) == 2
        assert set(np.unique(got["mask"])) <= set(range(5))


@pytest.mark.parametrize("recipe", DETECTION)
def test_detection_runs_as_written(recipe):
    theirs, ours = in_both(recipe)
    boxes, names, points = [[10, 20, 60, 70], [0, 0, 128, 96]], ["cat", "dog"], [(3, 4), (50, 60)]
    for aug in (ours, convert(albumentations.to_dict(theirs))):
        call = dict(image=IMAGE, bboxes=boxes, class_labels=names, keypoints=points)
        got, want = aug(**call), theirs(**call)
        assert set(got) >= set(want) and got["image"].shape == want["image"].shape
        assert len(got["bboxes"]) == len(got["class_labels"]) == len(want["bboxes"]) == 2
        assert len(got["keypoints"]) == 2 and list(got["class_labels"]) == list(want["class_labels"])


FIXED = {  # with how many levels our results may differ, at most and on the mean
    "HorizontalFlip": (lambda A: A.HorizontalFlip(p=1), 0, 0),
    "VerticalFlip": (lambda A: A.VerticalFlip(p=1), 0, 0),
    "Transpose": (lambda A: A.Transpose(p=1), 0, 0),
    "CenterCrop": (lambda A: A.CenterCrop(50, 60), 0, 0),
    "Crop": (lambda A: A.Crop(x_min=3, y_min=5, x_max=70, y_max=60), 0, 0),
    "Pad": (lambda A: A.Pad(padding=(3, 5), border_mode=4), 0, 0),
    "PadIfNeeded": (lambda A: A.PadIfNeeded(101, 140, fill=7), 0, 0),
    "PadIfNeeded, position": (lambda A: A.PadIfNeeded(None, 140, 64, position="bottom_right", fill=7), 0, 0),
    "Resize": (lambda A: A.Resize(60, 71), 1, 0.6),
    "RandomScale": (lambda A: A.RandomScale((0.25, 0.25), p=1), 1, 0.6),
    "SmallestMaxSize": (lambda A: A.SmallestMaxSize(50), 1, 0.6),
    "Rotate": (lambda A: A.Rotate((90, 90), p=1), 0, 0),
    "Rotate 20": (lambda A: A.Rotate(limit=(20, 20), border_mode=4, p=1), 9, 0.3),
    "Affine": (lambda A: A.Affine(scale=1.2, rotate=10, translate_px=3, shear=0, p=1), 9, 0.3),
    "ShiftScaleRotate": (
        lambda A: A.ShiftScaleRotate(0, (0.2, 0.2), (10, 10), border_mode=1, p=1),
        9,
        0.3,
    ),
    "RandomBrightnessContrast": (lambda A: A.RandomBrightnessContrast((0.1, 0.1), (-0.2, -0.2), p=1), 1, 0.7),
    "RandomGamma": (lambda A: A.RandomGamma((80, 80), p=1), 1, 0.7),
    "HueSaturationValue": (lambda A: A.HueSaturationValue((20, 20), (-30, -30), (10, 10), p=1), 8, 2.5),
    "ToGray": (lambda A: A.ToGray(p=1), 1, 0.1),
    "InvertImg": (lambda A: A.InvertImg(p=1), 0, 0),
    "Solarize": (lambda A: A.Solarize(threshold_range=(0.5, 0.5), p=1), 0, 0),
    "Posterize": (lambda A: A.Posterize(num_bits=3, p=1), 0, 0),
    "RGBShift": (lambda A: A.RGBShift((20, 20), (-7, -7), (0, 0), p=1), 0, 0),
    "GaussianBlur": (lambda A: A.GaussianBlur((5, 5), (1.2, 1.2), p=1), 1, 0.6),
    "Normalize": (lambda A: A.Normalize(mean=MEAN, std=STD), 1e-5, 1e-6),
    "ToFloat": (lambda A: A.ToFloat(max_value=255.0), 1e-6, 1e-6),
}


@pytest.mark.parametrize("name", FIXED)
def test_what_is_not_random_is_the_same(name):
    recipe, most, mean = FIXED[name]
    mask = SMOOTH[..., 0] % 5
    want = albumentations.Compose([recipe(albumentations)])(image=SMOOTH, mask=mask)
    converted = convert(albumentations.to_dict(albumentations.Compose([recipe(albumentations)])))
    for aug in (fastaug.Compose([recipe(fastaug)]), converted):
        got = aug(image=SMOOTH, mask=mask)
        assert got["image"].shape == want["image"].shape and got["image"].dtype == want["image"].dtype
        assert got["mask"].shape == want["mask"].shape and got["mask"].dtype == want["mask"].dtype
        if "antialias" in repr(aug) and aug is not converted:
            continue  # ours looks at all pixels
        off = np.abs(got["image"].astype(float) - want["image"])
        assert off.max() <= most and off.mean() <= mean, (off.max(), off.mean())
        assert (got["mask"] != want["mask"]).mean() < (0.2 if "antialias" in repr(aug) else 0.01)  # OpenCV's nearest


VOLUME = make((9, 20, 13, 2), np.uint8)
SOLID = {
    "CenterCrop3D": (lambda A: A.CenterCrop3D((4, 9, 10)), True),
    "CenterCrop3D, padded": (lambda A: A.CenterCrop3D((12, 9, 16), pad_if_needed=True, fill=3, fill_mask=2), True),
    "Pad3D": (lambda A: A.Pad3D(3, fill=4), True),
    "Pad3D, axes": (lambda A: A.Pad3D((1, 2, 3), fill_mask=4), True),
    "Pad3D, sides": (lambda A: A.Pad3D((1, 2, 3, 4, 5, 6)), True),
    "PadIfNeeded3D": (lambda A: A.PadIfNeeded3D((12, 9, 16), fill=7, fill_mask=1), True),
    "PadIfNeeded3D, divisor": (lambda A: A.PadIfNeeded3D(None, (4, 5, 6)), True),
    "RandomCrop3D": (lambda A: A.RandomCrop3D((9, 30, 4), pad_if_needed=True), False),
    "CoarseDropout3D": (
        lambda A: A.CoarseDropout3D((1, 1), (0.1, 0.1), (0.3, 0.3), (0, 0), fill=200, fill_mask=9, p=1),
        False,
    ),
    "CubicSymmetry": (lambda A: A.Compose([A.CubicSymmetry(), A.PadIfNeeded3D((20, 20, 20))]), False),
}


@pytest.mark.parametrize("name", SOLID)
def test_volumes(name):
    recipe, exact = SOLID[name]
    mask = (VOLUME[..., 0] % 5).astype(np.int32)
    theirs = albumentations.Compose([recipe(albumentations)], seed=1)
    want = theirs(volume=VOLUME, mask3d=mask)
    for aug in (fastaug.Compose([recipe(fastaug)], seed=1), convert(albumentations.to_dict(theirs))):
        got = aug(volume=VOLUME, mask3d=mask)
        assert list(got) == list(want)
        for kind, array in want.items():
            assert got[kind].shape == array.shape and got[kind].dtype == array.dtype
            if exact:
                np.testing.assert_array_equal(got[kind], array)
        if name == "CoarseDropout3D":  # whose masks are filled with `fill` there
            assert (got["volume"] == 200).all(-1).sum() == (want["volume"] == 200).all(-1).sum() == 1 * 6 * 1
            np.testing.assert_array_equal(got["mask3d"] == 9, (got["volume"] == 200).all(-1))


def test_the_symmetries_of_a_cube_are_theirs():
    from albumentations.augmentations.transforms3d.functional import transform_cube

    aug = fastaug.Compose([fastaug.CubicSymmetry()], seed=0)
    got = {aug(volume=VOLUME, index=i)["volume"].tobytes() for i in range(480)}
    assert got == {np.ascontiguousarray(transform_cube(VOLUME, i)).tobytes() for i in range(48)}


def test_elastic_noise_is_as_strong():
    ramp = np.broadcast_to(np.linspace(0, 1, 256, dtype=np.float32)[None, :, None], (256, 256, 1)).copy()
    theirs = albumentations.Compose([albumentations.ElasticTransform(alpha=60, sigma=5, p=1)], seed=0)
    ours = convert(albumentations.to_dict(theirs))
    inner = (slice(40, -40),) * 2
    spread = [np.std([(aug(image=ramp)["image"] - ramp)[inner] for _ in range(24)]) for aug in (ours, theirs)]
    assert abs(spread[0] / spread[1] - 1) < 0.15  # one field is off by 7 % itself, 24 by 1.5


def test_what_was_done_is_done_again_as_written():
    for A in (albumentations, fastaug):
        steps = [A.RandomCrop(48, 64), A.HorizontalFlip(), A.Rotate(20), A.RandomBrightnessContrast(p=1)]
        aug = A.ReplayCompose(steps, is_check_shapes=True, save_key="replay")
        assert len(aug) == 4 and aug[0] is steps[0] and [*aug] == steps
        made = aug(image=IMAGE, mask=MASK)
        again = A.ReplayCompose.replay(made["replay"], image=IMAGE, mask=MASK)
        assert set(made) == set(again) == {"image", "mask", "replay"}
        for name in ("image", "mask"):
            np.testing.assert_array_equal(again[name], made[name])
    theirs = albumentations.ReplayCompose([albumentations.HorizontalFlip(p=0.3)])
    ours = convert(albumentations.to_dict(theirs))
    assert type(ours) is fastaug.ReplayCompose and ours.transforms == [fastaug.HorizontalFlip(p=0.3)]


@pytest.mark.parametrize("given", [{}, {"data_format": "json"}, {"data_format": "yaml"}])
def test_files_as_written(tmp_path, given):
    path = tmp_path / f"pipeline.{given.get('data_format', 'json')}"
    for A in (albumentations, fastaug):
        A.save(A.Compose([A.HorizontalFlip(p=1)]), path, **given)
        np.testing.assert_array_equal(A.load(path, **given)(image=IMAGE)["image"], IMAGE[:, ::-1])


def test_class_names_may_be_full_and_dicts_bare():
    flip = {"__class_fullname__": "albumentations.augmentations.geometric.flip.HorizontalFlip", "p": 1.0}
    assert convert({"__version__": "2.0.8", "transform": flip}) == convert(flip) == fastaug.HorizontalFlip(p=1.0)
    fastaug.register_lambda("negative", lambda image: 255 - image)
    pipeline = albumentations.Compose([albumentations.Lambda(name="negative", image=lambda image, **_: 255 - image)])
    np.testing.assert_array_equal(convert(albumentations.to_dict(pipeline))(IMAGE), 255 - IMAGE)


def test_all_that_cannot_be_done_is_named_at_once():
    A = albumentations
    pipeline = A.Compose(
        [
            A.Spatter(),
            A.OneOf([A.RandomFog(), A.ElasticTransform(same_dxdy=True, approximate=True)]),
            A.Rotate(interpolation=4),
            A.Perspective(fit_output=True),
            A.HorizontalFlip(),
            A.Equalize(mode="cv"),
        ],
        additional_targets={"other": "bboxes"},
    )
    with pytest.raises(ValueError) as caught:
        convert(A.to_dict(pipeline))
    for words in (
        "there is no Spatter",
        "there is no RandomFog",
        "same_dxdy of ElasticTransform must be False, got True",
        "Rotate: interpolation must be one of",
        "fit_output of Perspective must be False, got True",
        "Equalize: mode must be one of 'pil', got 'cv'",
        "additional_targets must be of the kind 'image' or 'mask', got 'bboxes'",
    ):
        assert words in str(caught.value)
    assert "Flip" not in str(caught.value)
    for bad in ({}, [], {"transform": {}}):
        with pytest.raises(ValueError, match=r"serialized must be what albumentations\.to_dict returns"):
            convert(bad)


def test_arguments_that_would_change_something_are_errors():
    with pytest.raises(ValueError, match="fit_output of Perspective must be False, got True"):
        fastaug.Perspective(fit_output=True)
    with pytest.raises(TypeError, match="did you mean 'brightness_limit'"):
        fastaug.RandomBrightnessContrast(brightness_limits=0.2)


def test_importing_fastaug_does_not_import_compat():
    code = "import sys, fastaug; fastaug.Compose; assert not [n for n in sys.modules if n.startswith('fastaug.compat')]"
    with warnings.catch_warnings():
        subprocess.run([sys.executable, "-c", code], check=True)


# Where a default, or the order of the arguments, is another one on purpose.
OTHER_DEFAULTS = {
    ("AutoContrast", "method"): "as Pillow does",
    ("Downscale", "interpolation_pair"): "the same in words",
    ("ElasticTransform", "alpha"): "one that can be seen",
    ("ElasticTransform", "sigma"): "one that can be seen",
    ("Equalize", "mode"): "as Pillow does",
    ("KeypointParams", "remove_invisible"): "points keep their number",
    ("LongestMaxSize", "max_size"): "that of Albumentations 1",
    ("NoOp", "p"): "a step of eval()",
    ("Normalize", "max_pixel_value"): "that of the dtype",
    ("SmallestMaxSize", "max_size"): "that of Albumentations 1",
}
P_IS_LAST = {"GridDistortion", "OpticalDistortion", "PiecewiseAffine", "ThinPlateSpline"}
SPELLINGS = {"interpolation": {1: "bilinear"}, "mask_interpolation": {0: "nearest"}, "border_mode": {0: "constant"}}
BOTH = [name for name in sorted(set(dir(albumentations)) & set(fastaug.__all__)) if name[0].isupper()]


def defaults(kind):
    return {name: one.default for name, one in inspect.signature(kind).parameters.items()}


@pytest.mark.parametrize("name", BOTH)
def test_arguments_have_the_order_and_the_defaults_of_albumentations(name):
    ours, theirs = (defaults(getattr(library, name)) for library in (fastaug, albumentations))
    shared = [argument for argument in theirs if argument in ours]
    assert shared == [argument for argument in ours if argument in theirs] or name in P_IS_LAST
    for argument in shared:
        default = theirs[argument]
        if argument in SPELLINGS:
            default = SPELLINGS[argument][default]
        assert (ours[argument] == default) is ((name, argument) not in OTHER_DEFAULTS), argument


def test_the_list_of_other_defaults_is_of_things_that_exist():
    assert len(BOTH) > 50
    for name, argument in OTHER_DEFAULTS:
        assert argument in defaults(getattr(fastaug, name))
