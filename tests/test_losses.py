"""Losses equal PyTorch's, give the numbers of textbooks, and can be recorded."""

import math

import numpy as np
import pytest
import torch.nn.functional as F

import nnlib as nn
from nnlib import Tensor, grad

rng = np.random.default_rng(0)
Y_HAT, Y = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
P, LABELS = rng.uniform(0.01, 0.99, (4, 3)), rng.integers(0, 2, (4, 3)).astype(float)
SOFT = rng.dirichlet(np.ones(3), 4)
CLASSES = rng.integers(0, 3, 4)

CASES = {
    "mse_loss": (nn.mse_loss, F.mse_loss, [Y_HAT, Y]),
    "l1_loss": (nn.l1_loss, F.l1_loss, [Y_HAT, Y]),
    "l1_loss of equals": (nn.l1_loss, F.l1_loss, [Y, Y]),
    "huber_loss": (nn.huber_loss, F.huber_loss, [Y_HAT, Y]),
    "huber_loss of equals": (nn.huber_loss, F.huber_loss, [Y, Y]),
    "huber_loss at its bends": (nn.huber_loss, F.huber_loss, [Y + 1, Y]),
    "binary_cross_entropy": (nn.binary_cross_entropy, F.binary_cross_entropy, [P, LABELS]),
    "binary_cross_entropy, soft": (nn.binary_cross_entropy, F.binary_cross_entropy, [P, SOFT]),
    "binary_cross_entropy_with_logits": (
        nn.binary_cross_entropy_with_logits,
        F.binary_cross_entropy_with_logits,
        [Y_HAT * 3, LABELS],
    ),
    "binary_cross_entropy_with_logits at extremes": (
        nn.binary_cross_entropy_with_logits,
        F.binary_cross_entropy_with_logits,
        [np.array([1000.0, -1000.0, 40.0, -40.0, 0.0]), np.array([1.0, 1.0, 0.0, 0.0, 1.0])],
    ),
    "cross_entropy, indices": (nn.cross_entropy, F.cross_entropy, [Y_HAT * 3, CLASSES]),
    "cross_entropy, probabilities": (nn.cross_entropy, F.cross_entropy, [Y_HAT * 3, SOFT]),
    "cross_entropy, one-hot": (nn.cross_entropy, F.cross_entropy, [Y_HAT, np.eye(3)[CLASSES]]),
    "cross_entropy at extremes": (nn.cross_entropy, F.cross_entropy, [Y_HAT * 1000, CLASSES]),
    "cross_entropy of one sample": (nn.cross_entropy, F.cross_entropy, [Y_HAT[0], CLASSES[0]]),
    "cross_entropy of images": (
        nn.cross_entropy,
        F.cross_entropy,
        [rng.normal(size=(2, 3, 4, 5)), rng.integers(0, 3, (2, 4, 5))],
    ),
    "cross_entropy of images, probabilities": (
        nn.cross_entropy,
        F.cross_entropy,
        [rng.normal(size=(2, 3, 4)), np.moveaxis(rng.dirichlet(np.ones(3), (2, 4)), -1, 1)],
    ),
}


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize(("ours", "theirs", "inputs"), CASES.values(), ids=CASES)
def test_a_loss_equals_torch(ours, theirs, inputs, reduction, same_as_torch):
    same_as_torch(
        lambda a, b: ours(a, b, reduction=reduction),
        lambda a, b: theirs(a, b, reduction=reduction),
        *inputs,
    )


@pytest.mark.parametrize(("ours", "theirs", "inputs"), CASES.values(), ids=CASES)
def test_a_loss_can_be_recorded(ours, theirs, inputs, replays):
    predictions, targets = inputs
    replays(lambda a: ours(a, targets), [predictions], [predictions * 0.5])
    replays(ours, [predictions, targets], [predictions * 0.5, targets])


def test_the_bend_of_huber_may_be_a_control(replays, same_as_torch):
    replays(lambda a, delta: nn.huber_loss(a, Y, delta=delta), [Y_HAT, 1.0], [Y_HAT, 0.3])
    same_as_torch(
        lambda a, b: nn.huber_loss(a, b, delta=0.3), lambda a, b: F.huber_loss(a, b, delta=0.3),
        Y_HAT, Y,
    )  # fmt: skip


def slope(loss, p, y):
    p = Tensor(p)
    return grad(loss(p, y), [p])[0].item()


def test_a_wrong_probability_costs_what_the_books_say():
    bce = nn.binary_cross_entropy
    assert bce(0.1, 1.0).item() == pytest.approx(2.303, abs=5e-4)
    assert bce(0.9, 1.0).item() == pytest.approx(0.105, abs=5e-4)
    assert slope(bce, 0.1, 1.0) == pytest.approx(-10)
    assert slope(bce, 0.9, 1.0) == pytest.approx(-1.11, abs=5e-3)
    assert slope(nn.mse_loss, 0.1, 1.0) == pytest.approx(-1.8)
    assert slope(nn.mse_loss, 0.9, 1.0) == pytest.approx(-0.2)


@pytest.mark.parametrize(
    ("p", "true_class", "nats"),
    [
        ((0.2, 0.7, 0.1), 1, 0.357),
        ((0.2, 0.1, 0.7), 1, 2.303),
        ((0.01, 0.97, 0.02), 0, 4.605),
        ((0.1, 0.8, 0.07, 0.03), 1, 0.223),
    ],
)
def test_cross_entropy_gives_the_numbers_of_the_course(p, true_class, nats):
    logits = np.log(p)
    assert nn.cross_entropy(logits, true_class).item() == pytest.approx(nats, abs=5e-4)
    one_hot = np.eye(len(p))[true_class]
    assert nn.cross_entropy(logits, one_hot).item() == pytest.approx(nats, abs=5e-4)


def test_nats_become_bits():
    loss = nn.cross_entropy(np.log([0.01, 0.97, 0.02]), 0) / math.log(2)
    assert loss.item() == pytest.approx(6.64, abs=5e-3)


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_certainty_costs_at_most_100_as_in_torch(target):
    wrong = Tensor(1.0 - target)
    loss = nn.binary_cross_entropy(wrong, target)
    assert loss.item() == pytest.approx(100.0)
    assert nn.binary_cross_entropy(target, target).item() == 0.0
    assert np.isfinite(grad(loss, [wrong])[0].item())


def test_the_two_binary_cross_entropies_agree():
    z = Tensor(Y_HAT)
    a = nn.binary_cross_entropy(nn.sigmoid(z), LABELS)
    b = nn.binary_cross_entropy_with_logits(z, LABELS)
    assert a.item() == pytest.approx(b.item(), rel=1e-12)


def test_a_single_number_may_be_compared_with_many():
    assert nn.mse_loss([1.0, 3.0], 2.0).item() == 1.0
