"""nnlib in Python, against PyTorch and against numpy written out by hand."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import torch

import nnlib as nn
from benchmarks.measure import Row, alternate

SMALL = (2, 4, 2, 1)
LARGE = (64, 100, 100, 10)


def rows() -> Iterator[Row]:
    """Operations forward and back, and whole steps of training."""
    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    yield from _operations(rng)
    yield from _training("training step, 2-4-2-1 network, 10 points", SMALL, 10, rng)
    yield from _training("training step, 64-100-100-10 network, 100 points", LARGE, 100, rng)


# --- operations -----------------------------------------------------------------------------------


def _operations(rng: np.random.Generator) -> Iterator[Row]:
    a, b = rng.normal(size=(2, 200, 200))
    image, kernel = rng.normal(size=(8, 4, 28, 28)), rng.normal(size=(8, 4, 3, 3))
    yield from _forward_and_back(
        "tanh of 200×200, and its gradient", nn.Tensor.tanh, torch.tanh, _numpy_tanh, a
    )
    yield from _forward_and_back(
        "product of 200×200, and its gradients", nn.matmul, torch.matmul, _numpy_product, a, b
    )
    yield from _forward_and_back(
        "softmax of 200×200, and its gradient",
        lambda x: nn.softmax(x, dim=1),
        lambda x: torch.softmax(x, dim=1),
        _numpy_softmax,
        a,
    )
    layer = nn.Conv2d(4, 8, 3, bias=False)

    def convolve(x: nn.Tensor, w: nn.Tensor) -> nn.Tensor:
        return nn.functional_call(layer, {"weight": w}, x)

    yield from _forward_and_back(
        "convolution of 8 images, and its gradients",
        convolve,
        torch.nn.functional.conv2d,
        None,
        image,
        kernel,
    )


def _forward_and_back(
    what: str, ours: Callable, theirs: Callable, by_hand: Callable | None, *arrays: np.ndarray
) -> Iterator[Row]:
    tensors = [nn.Tensor(array, requires_grad=True) for array in arrays]
    twins = [torch.tensor(array, requires_grad=True) for array in arrays]

    def in_nnlib() -> list[nn.Tensor]:
        return nn.grad(ours(*tensors).sum(), tensors, create_graph=False)

    def in_torch() -> tuple[torch.Tensor, ...]:
        return torch.autograd.grad(theirs(*twins).sum(), twins)

    _same([g.data for g in in_nnlib()], [g.numpy() for g in in_torch()])
    if by_hand is None:
        here, there = alternate(in_nnlib, in_torch)
    else:
        _same(by_hand(*arrays), [g.numpy() for g in in_torch()])
        here, there, numpy = alternate(in_nnlib, in_torch, lambda: by_hand(*arrays))
        yield Row(what, here, "numpy", numpy)
    yield Row(what, here, "PyTorch", there)


def _numpy_tanh(x: np.ndarray) -> list[np.ndarray]:
    y = np.tanh(x)
    y.sum()
    return [1 - y * y]


def _numpy_product(a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    y = a @ b
    y.sum()
    g = np.ones_like(y)
    return [g @ b.T, a.T @ g]


def _numpy_softmax(x: np.ndarray) -> list[np.ndarray]:
    e = np.exp(x - x.max(1, keepdims=True))
    y = e / e.sum(1, keepdims=True)
    y.sum()
    g = np.ones_like(y)
    return [y * (g - (g * y).sum(1, keepdims=True))]


# --- training -------------------------------------------------------------------------------------


def _training(what: str, sizes: tuple[int, ...], count: int, rng: np.random.Generator):
    X, y = rng.normal(size=(count, sizes[0])), rng.normal(size=(count, sizes[-1]))
    start = [rng.normal(size=(m, n)) / n**0.5 for n, m in pairwise(sizes)]
    steps = [_nnlib_step(start, X, y), _torch_step(start, X, y), _numpy_step(start, X, y)]
    losses = [[step() for _ in range(3)] for step in steps]
    _same(losses[:2], losses[1:])
    here, in_torch, in_numpy = alternate(*steps)
    yield Row(what, here, "numpy", in_numpy)
    yield Row(what, here, "PyTorch", in_torch)


def _nnlib_step(start: list[np.ndarray], X: np.ndarray, y: np.ndarray) -> Callable[[], float]:
    layers: list[nn.Module] = []
    for w in start:
        layers += [nn.Linear(w.shape[1], w.shape[0]), nn.Tanh()]
    model = nn.Sequential(*layers)
    for layer, w in zip(layers[::2], start, strict=True):
        layer.weight.data, layer.bias.data = w, np.zeros(len(w))
    optimiser = nn.optim.SGD(model.parameters(), lr=0.1)
    inputs, targets = nn.Tensor(X), nn.Tensor(y)

    def step() -> float:
        loss = nn.mse_loss(model(inputs), targets)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def _torch_step(start: list[np.ndarray], X: np.ndarray, y: np.ndarray) -> Callable[[], float]:
    layers: list[torch.nn.Module] = []
    for w in start:
        layer = torch.nn.Linear(w.shape[1], w.shape[0], dtype=torch.float64)
        layer.weight.data, layer.bias.data = torch.tensor(w), torch.zeros(len(w)).double()
        layers += [layer, torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    inputs, targets = torch.tensor(X), torch.tensor(y)

    def step() -> float:
        loss = torch.nn.functional.mse_loss(model(inputs), targets)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def _numpy_step(start: list[np.ndarray], X: np.ndarray, y: np.ndarray) -> Callable[[], float]:
    weights = [w.copy() for w in start]
    biases = [np.zeros(len(w)) for w in start]

    def step() -> float:
        return numpy_step(weights, biases, X, y, lr=0.1)

    return step


def numpy_step(
    weights: list[np.ndarray], biases: list[np.ndarray], X: np.ndarray, y: np.ndarray, lr: float
) -> float:
    """One step of gradient descent for layers of tanh, written out; returns the loss before it."""
    activations = [X]
    for w, b in zip(weights, biases, strict=True):
        activations.append(np.tanh(activations[-1] @ w.T + b))
    error = activations[-1] - y
    g = 2 * error / error.size
    for layer in reversed(range(len(weights))):
        g = g * (1 - activations[layer + 1] ** 2)
        slope, bias_slope = g.T @ activations[layer], g.sum(0)
        g = g @ weights[layer]
        weights[layer] -= lr * slope
        biases[layer] -= lr * bias_slope
    return float((error**2).mean())


def _same(ours: list, theirs: list) -> None:
    """Only what computes the same may be compared."""
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)
