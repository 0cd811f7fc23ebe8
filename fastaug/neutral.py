"""Arguments of Albumentations 2.0.8 that are taken with those values that change nothing here."""

from __future__ import annotations

from typing import Any

_ANY = (False, True)
_CHECKED = {"check_each_transform": _ANY}  # here boxes and keypoints are judged by what is left in the end
_METHOD = {"rotate_method": ("largest_box",)}  # of boxes
_SIZE = {"area_for_downscale": (None,)}
_POINTS = {"keypoint_remapping_method": ("mask", "direct")}

ARGUMENTS: dict[str, dict[str, tuple[Any, ...]]] = {
    "Affine": _METHOD,
    "BboxParams": _CHECKED,
    "Compose": {
        "is_check_shapes": (True,),
        "mask_interpolation": (None,),
        "save_applied_params": (False,),
        "strict": _ANY,  # unknown arguments are errors here
    },
    "Crop": {"pad_position": ("center",)},
    "ElasticTransform": {
        **_POINTS,
        "approximate": _ANY,  # fields are exact here, and fast
        "noise_distribution": ("uniform",),
        "same_dxdy": (False,),
    },
    "GaussNoise": {"noise_scale_factor": (1,)},
    "GridDistortion": _POINTS,
    "KeypointParams": _CHECKED,
    "Lambda": {"bboxes": (None,), "keypoints": (None,)},
    "LongestMaxSize": {**_SIZE, "max_size_hw": (None,)},
    "OpticalDistortion": _POINTS,
    "Perspective": {"fit_output": (False,)},
    "PiecewiseAffine": _POINTS,
    "RandomBrightnessContrast": {"ensure_safe_range": (False,)},
    "RandomResizedCrop": _SIZE,
    "RandomScale": _SIZE,
    "RandomSizedCrop": _SIZE,
    "ReplayCompose": {"is_check_shapes": (True,), "save_key": ("replay",)},
    "Resize": _SIZE,
    "Rotate": _METHOD,
    "SafeRotate": _METHOD,
    "ShiftScaleRotate": _METHOD,
    "SmallestMaxSize": {**_SIZE, "max_size_hw": (None,)},
    "ThinPlateSpline": _POINTS,
}


def check_neutral(kind: str, name: str, value: Any) -> None:
    """Raises ValueError for a value that would change something."""
    allowed = ARGUMENTS[kind][name]
    if value not in allowed:
        raise ValueError(f"{name} of {kind} must be {' or '.join(map(repr, allowed))}, got {value!r}")
