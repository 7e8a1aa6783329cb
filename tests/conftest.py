"""What several tests share: the comparison with PyTorch, and tensors as an explorer's controls."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import settings

from nnlib import Tensor, grad
from nnlib.recording import Recording

# The same examples in every run: what fails on one machine fails on all.
settings.register_profile("nnlib", deadline=None, derandomize=True)
settings.load_profile("nnlib")

TOLERANCE = {"rtol": 1e-9, "atol": 1e-12}


def _twins(array: np.ndarray) -> tuple[Tensor | np.ndarray, torch.Tensor]:
    """The same numbers for nnlib and for PyTorch; integers are indices and have no gradient."""
    array = np.asarray(array)
    if array.dtype.kind in "iu":
        return array, torch.tensor(array, dtype=torch.long)
    return Tensor(array, requires_grad=True), torch.tensor(array, requires_grad=True)


def _weights(shape: tuple[int, ...]) -> np.ndarray:
    """Unequal fixed numbers, so that errors cannot cancel in a sum."""
    return 1 + 0.5 * np.sin(np.arange(1.0, np.prod(shape) + 1)).reshape(shape)


def _torch_gradients(output: torch.Tensor, inputs: list, weights: np.ndarray) -> list:
    if not output.requires_grad:
        return [torch.zeros_like(x) for x in inputs]
    return torch.autograd.grad(
        output, inputs, torch.tensor(weights), create_graph=True, materialize_grads=True
    )


@pytest.fixture(scope="session")
def same_as_torch() -> Callable[..., None]:
    """Compare values, all gradients and all second derivatives with PyTorch, in float64."""

    def compare(ours: Callable, theirs: Callable, *inputs: np.ndarray, second: bool = True) -> None:
        tensors, twins = zip(*[_twins(x) for x in inputs], strict=True)
        found, expected = ours(*tensors), theirs(*twins)
        assert found.shape == tuple(expected.shape)
        np.testing.assert_allclose(found.data, expected.numpy(force=True), **TOLERANCE)

        tensors = [x for x in tensors if isinstance(x, Tensor)]
        twins = [x for x in twins if x.requires_grad]
        if not tensors:
            return
        weights = _weights(found.shape)
        gradients = grad(found, tensors, weights)
        expected_gradients = _torch_gradients(expected, twins, weights)
        for g, e in zip(gradients, expected_gradients, strict=True):
            assert g.shape == tuple(e.shape)
            np.testing.assert_allclose(g.data, e.numpy(force=True), **TOLERANCE)
        if not second:
            return
        ours_sum = sum((g * _weights(g.shape)).sum() for g in gradients)
        theirs_sum = sum((e * torch.tensor(_weights(e.shape))).sum() for e in expected_gradients)
        for g, e in zip(
            grad(ours_sum, tensors),
            _torch_gradients(theirs_sum, twins, np.ones(())),
            strict=True,
        ):
            np.testing.assert_allclose(g.data, e.numpy(force=True), **TOLERANCE)

    return compare


@pytest.fixture(scope="session")
def replays() -> Callable[..., None]:
    """Record a function of live tensors once, and compare its replay with a direct computation."""

    def compare(function: Callable, recorded_at: list, replayed_at: list) -> None:
        live = {}
        for k, value in enumerate(recorded_at):
            tensor = Tensor(value)
            tensor.live = f"x{k}"
            live[f"x{k}"] = tensor
        output = function(*live.values())
        gradients = dict(zip(live, grad(output.sum(), list(live.values())), strict=True))
        recording = Recording.of({"output": output, **gradients}, live)
        replay = recording.run(**dict(zip(live, replayed_at, strict=True)))

        fresh = [Tensor(value) for value in replayed_at]
        direct = function(*fresh)
        # Not to the last bit: numpy may multiply matrices of another memory order differently.
        close = {"rtol": 1e-13, "atol": 1e-15}
        np.testing.assert_allclose(replay["output"], direct.data, **close)
        for name, g in zip(live, grad(direct.sum(), fresh), strict=True):
            np.testing.assert_allclose(replay[name], g.data, **close)

    return compare
