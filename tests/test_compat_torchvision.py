"""Transforms under torchvision's names. What they must do is written down here by the formulas of its documentation;
torchvision itself is not needed."""

import doctest
import pickle
import sys

import numpy as np
import pytest
from PIL import Image, ImageOps
from scipy.ndimage import gaussian_filter, map_coordinates

import fastaug
from fastaug.compat import torchvision as transforms
from tests.support import make

HEIGHT, WIDTH = 33, 47
SMOOTH = gaussian_filter(make((HEIGHT, WIDTH, 3), np.float64), (2, 2, 0)).astype(np.float32)
BYTES = make((HEIGHT, WIDTH, 3), np.uint8)
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def shown(image, inverse):
    """The image at inverse (x, y, 1) for every output pixel, bilinear with 0 outside; places are on edges of pixels."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]] + 0.5
    at = np.einsum("ij,jhw->ihw", inverse, np.stack([x, y, np.ones_like(x)]))
    at = at[:2] / at[2] - 0.5
    planes = [
        map_coordinates(p, at[::-1], order=1, mode="grid-constant") for p in np.moveaxis(image.astype(float), 2, 0)
    ]
    return np.stack(planes, axis=2)


def affine(angle, shift, scale, shear, center):
    """T C R(angle) Sy Sx scale C^-1, as torchvision documents it; angle clockwise, shear in degrees."""
    a, (sx, sy) = np.radians(angle), np.tan(np.radians(shear))
    turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    along_y, along_x = np.eye(3), np.eye(3)
    along_y[1, 0], along_x[0, 1] = -sy, -sx
    to, back, moved = np.eye(3), np.eye(3), np.eye(3)
    to[:2, 2], back[:2, 2], moved[:2, 2] = center, -np.array(center), shift
    return moved @ to @ turn @ along_y @ along_x @ np.diag([scale, scale, 1]) @ back


@pytest.mark.parametrize("center", [None, (10, 5)])
def test_affine_is_the_documented_matrix(center):
    given = dict(interpolation="bilinear", center=center)
    middle = center or (WIDTH / 2, HEIGHT / 2)
    for angle, scale, shear in [(20, 1, (0, 0)), (0, 1.3, (0, 0)), (0, 1, (12, 0)), (-15, 0.9, (10, -5))]:
        step = transforms.RandomAffine(
            (angle, angle), scale=(scale, scale), shear=(shear[0], shear[0], shear[1], shear[1]), **given
        )
        want = shown(SMOOTH, np.linalg.inv(affine(angle, (0, 0), scale, shear, middle)))
        np.testing.assert_allclose(step(SMOOTH), want, rtol=0, atol=1e-4)
    want = shown(SMOOTH, np.linalg.inv(affine(-20, (0, 0), 1, (0, 0), middle)))  # rotations are counter-clockwise
    np.testing.assert_allclose(transforms.RandomRotation((20, 20), **given)(SMOOTH), want, rtol=0, atol=1e-4)


def test_shear_of_one_number_or_two_is_along_x():
    drawn = [
        transforms.Compose([transforms.RandomAffine(0, shear=shear)]).pipeline.draw([BYTES] * 200).draws[1]["shear"]
        for shear in (10, (5, 10), (0, 10, -5, 5))
    ]
    assert (drawn[0][:, 1] == 0).all() and drawn[0][:, 0].min() < -8 and drawn[0][:, 0].max() > 8
    assert (drawn[1][:, 1] == 0).all() and 5 <= drawn[1][:, 0].min() and drawn[1][:, 0].max() <= 10
    assert np.ptp(drawn[2][:, 1]) > 8 and 0 <= drawn[2][:, 0].min()


def test_translation_is_in_whole_pixels_within_its_shares():
    step = transforms.Compose([transforms.RandomAffine(0, translate=(0.1, 0.2))], seed=0)
    shift = step.pipeline.draw([BYTES] * 500).draws[1]["shift"]
    assert (shift == np.rint(shift)).all()
    assert np.abs(shift[:, 0]).max() == 5 and np.abs(shift[:, 1]).max() == 7  # 4.7 and 6.6 pixels, rounded


def test_degrees_and_angles():
    for kind, sign in ((transforms.RandomRotation, 1), (transforms.RandomAffine, -1)):
        step = transforms.Compose([kind((10, 30))], seed=0)
        angle = sign * step.pipeline.draw([BYTES] * 100).draws[1]["angle"]
        assert 10 <= angle.min() < 14 and 26 < angle.max() <= 30
    angle = transforms.Compose([transforms.RandomRotation(30)], seed=0).pipeline.draw([BYTES] * 100).draws[1]["angle"]
    assert angle.min() < -24 and angle.max() > 24


def test_perspective_draws_the_image_between_four_points():
    step = transforms.Compose([transforms.RandomPerspective(0.6, p=1)], seed=3)
    for index in range(3):
        moved = step.pipeline.draw(SMOOTH, index=index).draws[1]["moved"][0]
        assert (moved >= 0).all() and (moved <= (int(0.6 * (WIDTH // 2)), int(0.6 * (HEIGHT // 2)))).all()
        start = np.array([(0, 0), (WIDTH - 1, 0), (WIDTH - 1, HEIGHT - 1), (0, HEIGHT - 1)])
        end = start + moved * [(1, 1), (-1, 1), (-1, -1), (1, -1)]
        rows, values = [], []
        for (x, y), (u, v) in zip(end, start, strict=True):
            rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
            values += [u, v]
        inverse = np.append(np.linalg.solve(np.array(rows, float), np.array(values, float)), 1).reshape(3, 3)
        np.testing.assert_allclose(step(SMOOTH, index=index), shown(SMOOTH, inverse), rtol=0, atol=1e-4)
    assert transforms.RandomPerspective(0, p=1)(BYTES).tolist() == BYTES.tolist()


@pytest.mark.parametrize(
    ("size", "top", "left"),
    [((33, 47), 0, 0), ((32, 46), 0, 0), ((30, 44), 2, 2), ((28, 42), 2, 2), (21, 6, 13)],
)
def test_center_crops_round_half_to_even(size, top, left):
    got = transforms.CenterCrop(size)(BYTES)
    height, width = (size, size) if isinstance(size, int) else size
    np.testing.assert_array_equal(got, BYTES[top : top + height, left : left + width])


def test_center_crops_beyond_the_image_are_padded():
    want = np.pad(BYTES, ((3, 4), (1, 1), (0, 0)))
    np.testing.assert_array_equal(transforms.CenterCrop((40, 49))(BYTES), want)


@pytest.mark.parametrize(
    ("size", "most", "shape"),
    [(20, None, (20, 28)), (50, None, (50, 71)), (40, 45, (32, 45)), ((12, 9), None, (12, 9)), ([7], None, (7, 9))],
)
def test_sizes_of_resizing(size, most, shape):
    assert transforms.Resize(size, max_size=most)(BYTES).shape == (*shape, 3)
    assert transforms.Resize(size, max_size=most)(BYTES.swapaxes(0, 1).copy()).shape == (
        *(shape if isinstance(size, tuple) else shape[::-1]),
        3,
    )


def test_resizing_has_the_functions_values():
    got = transforms.Resize((12, 9))(BYTES)
    np.testing.assert_array_equal(got, fastaug.resize(BYTES, 12, 9, antialias=True))
    got = transforms.Resize((12, 9), transforms.InterpolationMode.BICUBIC, antialias=False)(BYTES)
    np.testing.assert_array_equal(got, fastaug.resize(BYTES, 12, 9, interpolation="bicubic", antialias=False))


@pytest.mark.parametrize("padding", [3, (3, 5), (1, 2, 3, 4)])
@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "symmetric"])
def test_crops_pad_first(padding, mode):
    left, top, right, bottom = {int: lambda p: (p,) * 4, tuple: lambda p: p * (4 // len(p))}[type(padding)](padding)
    sides = ((top, bottom), (left, right), (0, 0))
    want = np.pad(BYTES, sides, mode=mode, **({"constant_values": 7} if mode == "constant" else {}))
    step = transforms.RandomCrop(want.shape[:2], padding, fill=7, padding_mode=mode)
    np.testing.assert_array_equal(step(BYTES), want)
    crop = transforms.RandomCrop(8, padding)(BYTES)
    assert crop.shape == (8, 8, 3)


def test_crops_of_small_images_put_them_anywhere():
    one = np.ones((200, 3, 3, 1), np.uint8)
    made = transforms.Compose([transforms.RandomCrop(5, pad_if_needed=True)], seed=0)(one)
    places = {tuple(np.argwhere(image[..., 0])[0].tolist()) for image in made}
    assert (made.sum(axis=(1, 2, 3)) == 9).all() and places == {(y, x) for y in range(3) for x in range(3)}
    with pytest.raises(ValueError, match="does not fit"):
        transforms.RandomCrop(5)(one)


@pytest.mark.parametrize(("size", "sigma"), [(3, 2.0), (5, 1.0), (9, 3.4), (23, 1.5), (61, 5.0)])
def test_blurs_are_cut_off_at_the_kernel(size, sigma):
    want = gaussian_filter(SMOOTH.astype(float), (sigma, sigma, 0), mode="mirror", radius=(size // 2, size // 2, 0))
    np.testing.assert_allclose(transforms.GaussianBlur(size, (sigma, sigma))(SMOOTH), want, rtol=0, atol=1e-3)


def test_colour():
    luma = BYTES @ [0.299, 0.587, 0.114]
    jitter = transforms.ColorJitter
    assert transforms.ColorJitter()(BYTES).tolist() == BYTES.tolist()
    for step, want in (
        (jitter(brightness=(0.5, 0.5)), BYTES * 0.5),
        (jitter(contrast=(0.5, 0.5)), 0.5 * BYTES + 0.5 * luma.mean()),
        (jitter(saturation=(0.5, 0.5)), 0.5 * BYTES + 0.5 * luma[..., None]),
        (jitter(hue=(0.5, 0.5)), None),
        (transforms.RandomGrayscale(1), luma[..., None] + np.zeros(3)),
    ):
        got = step(BYTES)
        if want is None:  # half a turn: the largest and the smallest value stay
            np.testing.assert_allclose(got.max(axis=2), BYTES.max(axis=2), atol=1)
            assert (np.argmax(got, axis=2) != np.argmax(BYTES, axis=2)).mean() > 0.9
        else:
            np.testing.assert_allclose(got, want, rtol=0, atol=1.01)


def test_flips():
    np.testing.assert_array_equal(transforms.RandomHorizontalFlip(1)(BYTES), BYTES[:, ::-1])
    np.testing.assert_array_equal(transforms.RandomVerticalFlip(p=1.0)(BYTES), BYTES[::-1])
    flips = transforms.Compose([transforms.RandomHorizontalFlip()], seed=0)(np.repeat(BYTES[None], 400, 0))
    assert abs((flips[:, 0] == BYTES[0]).all(axis=(1, 2)).mean() - 0.5) < 0.1


def test_erasing_one_rectangle_of_a_tensor():
    steps = [transforms.ToTensor(), transforms.RandomErasing(p=1, scale=(0.1, 0.3), ratio=(0.5, 2), value=(2, 3, 4))]
    made = np.asarray(transforms.Compose(steps)(BYTES))
    erased = (made == np.array([2, 3, 4])[:, None, None]).all(axis=0)
    rows, columns = np.flatnonzero(erased.any(1)), np.flatnonzero(erased.any(0))
    assert erased[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all()
    assert 0.08 < erased.mean() < 0.32 and 0.45 < len(rows) / len(columns) < 2.2
    noise = np.asarray(transforms.Compose([steps[0], transforms.RandomErasing(1, value="random")])(BYTES * 0 + 255))
    assert noise.min() < 0.2 and noise.max() == 1


def test_to_tensor_and_normalize_are_one_step():
    train = transforms.Compose([transforms.ToTensor(), transforms.Normalize(MEAN, STD)])
    want = ((BYTES / 255 - MEAN) / STD).transpose(2, 0, 1)
    made = train(BYTES)
    np.testing.assert_allclose(np.asarray(made), want, rtol=0, atol=1e-5)
    assert len(train.pipeline.plan(BYTES).passes) == 1
    np.testing.assert_allclose(np.asarray(transforms.ToTensor()(SMOOTH)), SMOOTH.transpose(2, 0, 1))
    assert tuple(transforms.ToTensor()(BYTES[..., 0]).shape) == (1, HEIGHT, WIDTH)
    assert tuple(train(np.stack([BYTES, BYTES])).shape) == (2, 3, HEIGHT, WIDTH)
    np.testing.assert_allclose(transforms.Normalize(0.5, 0.25)(SMOOTH), (SMOOTH - 0.5) / 0.25, atol=1e-6)


def test_a_tensor_of_torch_where_there_is_torch():
    torch = pytest.importorskip("torch")
    made = transforms.ToTensor()(BYTES)
    assert isinstance(made, torch.Tensor) and made.dtype == torch.float32


def test_an_array_where_there_is_no_torch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    made = transforms.ToTensor()(BYTES)
    assert isinstance(made, np.ndarray) and made.dtype == np.float32 and made.shape == (3, HEIGHT, WIDTH)


def test_a_pipeline_is_one_plan_and_repeats():
    train = transforms.Compose(
        [
            transforms.RandomResizedCrop(24, scale=(0.3, 1.0)),
            transforms.RandomHorizontalFlip(),
            transforms.ColorJitter(0.4, 0.4, 0.4, 0.1),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, STD),
            transforms.RandomErasing(),
        ],
        seed=1,
    )
    batch = np.stack([BYTES] * 5)
    made = np.asarray(train(batch, index=range(5), epoch=2))
    np.testing.assert_array_equal(np.asarray(pickle.loads(pickle.dumps(train))(BYTES, index=3, epoch=2)), made[3])
    assert made.shape == (5, 3, 24, 24)
    nested = transforms.Compose([transforms.Compose(train.transforms[:3]), *train.transforms[3:]], seed=1)
    np.testing.assert_array_equal(np.asarray(nested(batch, index=range(5), epoch=2)), made)


def contrastive(t):
    """The recipe of SimCLR and its successors."""
    return [
        t.RandomResizedCrop(24, scale=(0.2, 1.0)),
        t.RandomApply([t.ColorJitter(0.4, 0.4, 0.4, 0.1)], p=0.8),
        t.RandomGrayscale(p=0.2),
        t.RandomApply([t.GaussianBlur(9, sigma=[0.1, 2.0])], p=0.5),
        t.RandomSolarize(threshold=128, p=0.2),
        t.RandomHorizontalFlip(),
    ]


def test_containers_are_those_of_fastaug():
    batch = np.stack([BYTES] * 9)
    got = transforms.Compose(contrastive(transforms), seed=1)(batch, index=range(9))
    jitter, blur = fastaug.ColorJitter(0.4, 0.4, 0.4, 0.1, p=1), fastaug.GaussianBlur((9, 9), (0.1, 2.0), p=1)
    want = fastaug.Compose(
        [
            fastaug.RandomResizedCrop((24, 24), scale=(0.2, 1.0)),
            fastaug.RandomApply([fastaug.Sequential([jitter], p=1)], p=0.8),
            fastaug.ToGray(p=0.2),
            fastaug.RandomApply([fastaug.Sequential([blur], p=1)], p=0.5),
            fastaug.Solarize((128 / 255, 128 / 255), p=0.2),
            fastaug.HorizontalFlip(),
        ],
        seed=1,
    )
    np.testing.assert_array_equal(got, want(batch, index=range(9)))


def test_choices_have_their_odds_and_orders_are_random():
    pair = [transforms.RandomInvert(1), transforms.Compose([transforms.RandomSolarize(0.3, 1), transforms.Pad(1)])]
    for p, share in ((None, 0.5), ([1, 3], 0.75)):
        choice = transforms.Compose([transforms.RandomChoice(pair, p)], seed=0)
        shapes = [made.shape for made in choice.pipeline([BYTES] * 2000)]
        assert abs(shapes.count((HEIGHT + 2, WIDTH + 2, 3)) / 2000 - share) < 0.05
    both = transforms.Compose([transforms.RandomOrder(pair)], seed=0).pipeline([BYTES] * 50)
    ways = {tuple(one[0, 0]) for one in both}  # the border is padded before or after the negative is made
    assert ways == {(0, 0, 0), (255, 255, 255)}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda t: t.RandomInvert(p=1), ImageOps.invert),
        (lambda t: t.RandomPosterize(bits=3, p=1), lambda image: ImageOps.posterize(image, 3)),
        (lambda t: t.RandomSolarize(threshold=100, p=1), lambda image: ImageOps.solarize(image, 100)),
        (lambda t: t.RandomEqualize(p=1), ImageOps.equalize),
        (lambda t: t.RandomAutocontrast(p=1), ImageOps.autocontrast),
        (lambda t: t.Pad((1, 2, 3, 4), fill=7), lambda image: ImageOps.expand(image, (1, 2, 3, 4), (7, 7, 7))),
    ],
)
def test_what_pillow_does_too(ours, theirs):
    image = Image.fromarray(BYTES // 2 + 20)
    np.testing.assert_array_equal(np.asarray(ours(transforms)(image)), np.asarray(theirs(image)))


def test_sharpness_and_elastic_transforms():
    sharp = transforms.RandomAdjustSharpness(2, p=1)(BYTES)
    np.testing.assert_array_equal(sharp, fastaug.adjust_sharpness(BYTES, 2))
    assert transforms.ElasticTransform(50, 5, fill=3).steps == (fastaug.ElasticTransform(25, 5, fill=3, p=1),)


def test_the_second_version_makes_images_of_floats_late():
    class Theirs:
        def __str__(self):
            return "torch.float32"

    begins = [transforms.ToImage(), *contrastive(transforms)]
    train = transforms.Compose(
        [*begins, transforms.ToDtype(Theirs(), scale=True), transforms.Normalize(MEAN, STD)], seed=1
    )
    first = transforms.Compose([*begins[1:], transforms.ToTensor(), transforms.Normalize(MEAN, STD)], seed=1)
    made = np.asarray(train(BYTES, index=3))
    assert made.dtype == np.float32 and made.shape == (3, 24, 24)
    np.testing.assert_array_equal(made, np.asarray(first(BYTES, index=3)))
    made = np.asarray(transforms.PILToTensor()(Image.fromarray(BYTES)))
    np.testing.assert_array_equal(made, BYTES.transpose(2, 0, 1))
    made = transforms.Compose([transforms.PILToTensor(), transforms.ConvertImageDtype(np.float32)])(BYTES)
    np.testing.assert_array_equal(np.asarray(made), np.asarray(transforms.ToTensor()(BYTES)))


@pytest.mark.parametrize("policy", ["RandAugment", "TrivialAugmentWide", "AutoAugment", "AugMix"])
def test_policies_are_those_of_fastaug(policy):
    ours = {"TrivialAugmentWide": "TrivialAugment"}.get(policy, policy)
    step = getattr(transforms, policy)(interpolation=transforms.InterpolationMode.BILINEAR, fill=(1, 2, 3))
    want = fastaug.Compose([getattr(fastaug, ours)(interpolation="bilinear", fill=(1, 2, 3))], seed=4)
    batch = np.stack([BYTES] * 4)
    got = transforms.Compose([step], seed=4)(batch, index=range(4))
    np.testing.assert_array_equal(got, want(batch, index=range(4)))
    assert transforms.AutoAugment(transforms.AutoAugmentPolicy.SVHN).steps == transforms.AutoAugment("svhn").steps


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "F", "I;16", "1"])
def test_pillow_images_come_back_as_such(mode):
    given = (
        Image.fromarray(make((HEIGHT, WIDTH), np.uint16)) if mode == "I;16" else Image.fromarray(BYTES).convert(mode)
    )
    made = transforms.Compose([transforms.RandomCrop(16), transforms.RandomVerticalFlip(1)])(given)
    assert isinstance(made, Image.Image) and made.mode == mode and made.size == (16, 16)
    if mode in ("L", "RGB"):
        np.testing.assert_array_equal(np.asarray(transforms.RandomHorizontalFlip(1)(given)), np.asarray(given)[:, ::-1])
        assert np.asarray(transforms.ToTensor()(given)).max() <= 1


def test_the_examples_run():
    for name in transforms.__all__:
        for found in doctest.DocTestFinder(recurse=False).find(getattr(transforms, name), name, globs={"np": np}):
            assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(found).failed == 0


def test_interpolation_by_any_name():
    class Theirs:
        value = "bilinear"

    makes = [
        transforms.RandomRotation((20, 20), how)(BYTES)
        for how in ("bilinear", transforms.InterpolationMode.BILINEAR, Theirs(), 2, Image.Resampling.BILINEAR)
    ]
    assert all((one == makes[0]).all() for one in makes)


@pytest.mark.parametrize(
    ("make_it", "error", "words"),
    [
        (
            lambda t: t.Compose([fastaug.HorizontalFlip()]),
            TypeError,
            "Compose takes transforms of fastaug.compat.torch",
        ),
        (lambda t: t.RandomRotation(-3), ValueError, "degrees must be"),
        (lambda t: t.RandomRotation(10, expand=True), ValueError, "expand must be False"),
        (lambda t: t.RandomRotation(10, "lanczos"), ValueError, "interpolation must be one of 'nearest'"),
        (lambda t: t.RandomRotation(10, center=3), ValueError, "center must be"),
        (lambda t: t.RandomAffine(10, translate=(2, 0)), ValueError, "translate must be in 0"),
        (lambda t: t.RandomAffine(10, scale=(0, 1)), ValueError, "scale must be"),
        (lambda t: t.RandomAffine(10, shear=(1, 2, 3)), TypeError, "shear must be"),
        (lambda t: t.RandomPerspective(1.5), ValueError, "distortion_scale must be in 0"),
        (lambda t: t.RandomCrop(0), ValueError, "size must be at least 1"),
        (lambda t: t.RandomCrop(8, padding_mode="wrap"), ValueError, "padding_mode must be one of"),
        (lambda t: t.RandomCrop(8, padding=(1, 2, 3)), ValueError, "padding must be"),
        (lambda t: t.Resize(8, max_size=8), ValueError, "max_size must be at least 9"),
        (lambda t: t.Resize((8, 9), max_size=20), ValueError, "max_size must be None"),
        (lambda t: t.GaussianBlur(4), ValueError, "kernel_size must be odd"),
        (lambda t: t.GaussianBlur(39, 8), ValueError, "kernel_size must be at most 37"),
        (lambda t: t.GaussianBlur(3, (2, 1)), ValueError, "sigma must be"),
        (lambda t: t.ColorJitter(hue=0.7), ValueError, "hue must be"),
        (lambda t: t.RandAugment(magnitude=31), ValueError, "magnitude must be in 0"),
        (
            lambda t: t.RandomApply(t.RandomInvert()),
            TypeError,
            "RandomApply takes a list of transforms, got RandomInvert",
        ),
        (lambda t: t.RandomOrder([fastaug.InvertImg()]), TypeError, "RandomOrder takes transforms of fastaug.compat"),
        (lambda t: t.RandomChoice([t.RandomInvert()], [1, 2]), ValueError, "p must have a number for each of 1 trans"),
        (lambda t: t.RandomChoice([t.RandomInvert()], [0]), ValueError, "p must have a number above 0"),
        (lambda t: t.RandomSolarize(256), ValueError, "threshold must be in 0 .. 255"),
        (lambda t: t.Pad(1, padding_mode="wrap"), ValueError, "padding_mode must be one of"),
        (lambda t: t.ElasticTransform([50.0, 50.0]), TypeError, "alpha must be a number"),
        (lambda t: t.ToDtype(np.float32), ValueError, "scale must be True"),
        (lambda t: t.ConvertImageDtype(np.float64), ValueError, "dtype must be float32"),
        (lambda t: t.AutoAugment("mnist"), ValueError, "policy must be one of"),
        (lambda t: t.Normalize(MEAN, STD)(BYTES), TypeError, "Normalize takes floats, got uint8: put ToTensor before"),
        (lambda t: t.ToTensor()([[1]]), TypeError, "image must be a NumPy array or a Pillow image, got list"),
        (lambda t: t.ToTensor()(Image.fromarray(BYTES).convert("P")), ValueError, "image must have mode .*, got P"),
    ],
)
def test_bad_input_is_named(make_it, error, words):
    with pytest.raises(error, match=words):
        make_it(transforms)
