"""Numbers that change with the epoch."""

import numpy as np
import pytest

import fastaug as A
from tests.support import make

X = make((40, 12, 10, 3), np.uint8)


@pytest.mark.parametrize("kind", [A.Linear, A.Cosine])
@pytest.mark.parametrize(("start", "end"), [(0.1, 0.3), (0.9, 1.0), (1.0, 0.0), (-3, 7), (1 / 3, 1 / 3)])
def test_ramps_reach_their_ends_exactly_and_never_leave_them(kind, start, end):
    for epochs in (1, 2, 3, 10, 91):
        ramp = [kind(start, end, epochs)(epoch) for epoch in range(epochs + 3)]
        assert ramp[0] == (start if epochs > 1 else end) and ramp[epochs - 1 :] == [end] * 4
        assert all(min(start, end) <= value <= max(start, end) for value in ramp)
        assert (np.sign(np.diff(ramp)) * np.sign(end - start) >= 0).all()


def test_values():
    np.testing.assert_allclose([A.Linear(0, 1, 5)(e) for e in range(7)], [0, 0.25, 0.5, 0.75, 1, 1, 1])
    expected = (1 - np.cos(np.pi * np.arange(5) / 4)) / 2
    np.testing.assert_allclose([A.Cosine(0, 1, 5)(e) for e in range(5)], expected, atol=1e-15)
    assert [A.Step(0.8, 0.5, 3)(e) for e in (0, 2, 3, 5, 6)] == [0.8, 0.8, 0.4, 0.4, 0.2]
    points = [(1, 0.1), (3, 0.3), (10, -1)]
    line = A.Piecewise(points)
    np.testing.assert_allclose(
        [line(e) for e in range(12)], np.interp(range(12), *zip(*points, strict=True)), atol=1e-15
    )
    assert [line(epoch) for epoch, _ in points] == [value for _, value in points]


@pytest.mark.parametrize(
    ("make_it", "words"),
    [
        (lambda: A.Linear("a", 1, 3), "start must be a number"),
        (lambda: A.Linear(0, float("nan"), 3), "end must be"),
        (lambda: A.Cosine(0, 1, 0), "epochs must be at least 1"),
        (lambda: A.Cosine(0, 1, 2.5), "epochs must be an integer"),
        (lambda: A.Step(1, 0.5, 0), "every must be at least 1"),
        (lambda: A.Step(1, None, 1), "factor must be a number"),
        (lambda: A.Step(1, 1, evry=1), "did you mean 'every'"),
        (lambda: A.Piecewise([]), "at least one"),
        (lambda: A.Piecewise([(0, 1), (0, 2)]), "order of their epochs"),
        (lambda: A.Piecewise([(3, 1), (1, 2)]), "order of their epochs"),
        (lambda: A.Piecewise([(0.5, 1)]), "epoch must be an integer"),
        (lambda: A.Piecewise([1, 2]), "points must be"),
        (lambda: (A.Rotate(1), A.Rotate(True)), "limit must be a number"),
        (lambda: A.Rotate([1, 2, 3]), "limit must be a number"),
        (lambda: A.Rotate(p=A.Linear(2, 1, 3)), "Rotate in epoch 0: p must be"),
        (lambda: A.Rotate((A.Linear(5, 0, 3), 1)), "Rotate in epoch 0: limit must be"),
        (lambda: A.OneOf([A.Rotate()], p=A.Linear(2, 1, 3)), "OneOf in epoch 0: p must be"),
        (lambda: A.SomeOf([A.Rotate()], n=A.Linear(1, 1, 3)), "n must be an integer"),
        (lambda: A.CoarseDropout((1, A.Linear(2, 3, 3))), "num_holes_range must be"),
    ],
)
def test_bad_arguments(make_it, words):
    with pytest.raises((TypeError, ValueError), match=words):
        make_it()


def test_what_is_out_of_range_later_is_told_then():
    aug = A.Compose([A.Rotate((0, A.Linear(5, -5, 3)))], seed=0)
    aug(X, epoch=1)
    with pytest.raises(ValueError, match=r"Rotate in epoch 2: limit must be .* got \(0, -5"):
        aug(X, epoch=2)


@pytest.mark.parametrize("epoch", [0, 1, 4, 9])
def test_in_an_epoch_a_schedule_is_its_number(epoch):
    p, low, high = A.Linear(0.5, 1, 10), A.Cosine(-30, -5, 10), A.Step(40, 0.5, 2)

    def aug(p, low, high):
        return A.Compose(
            [
                A.Sequential([A.HorizontalFlip(p=p)], p=p),
                A.OneOf([A.Rotate((low, high), p=1), A.Affine(scale={"x": (0.5, p)}, p=p)]),
                A.GaussNoise(std_range=(0, p), p=p),
            ],
            p=p,
            seed=1,
        )

    now = aug(p(epoch), low(epoch), high(epoch))
    got = aug(p, low, high)(X, index=range(40), epoch=epoch)
    np.testing.assert_array_equal(got, now(X, index=range(40), epoch=epoch))


def test_the_share_of_an_epoch():
    aug = A.Compose([A.HorizontalFlip(p=A.Linear(0, 1, 5))], seed=0)
    x = make((1000, 2, 3), np.uint8)
    for epoch in range(5):
        record = aug.draw(x[:, :, :, None], index=range(1000), epoch=epoch)
        assert abs(record.draws[1]["active"].mean() - epoch / 4) < 0.06
