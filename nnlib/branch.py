"""Branch: one of several functions, chosen by a number, of which only that one is computed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from nnlib import checks
from nnlib.checks import several
from nnlib.closure import captured, operations_within, trace
from nnlib.operations import OPERATIONS, Operation
from nnlib.recording import Recording
from nnlib.tensor import Tensor, TensorLike, apply, as_tensor, grad


def branch(
    index: TensorLike, functions: Sequence[Callable[..., TensorLike]], *operands: TensorLike
) -> Tensor:
    """Compute ``functions[index](*operands)``, and none of the others.

    Each function is recorded once, and the page runs the one that is chosen. The gradient flows
    through that one alone. Inside a `nnlib.fold` a branch works as everywhere.

    Parameters
    ----------
    index : Tensor or int
        Which function; a fraction is rounded down, and the number is kept within those there are.
    functions : sequence of callable
        Each takes the operands and returns a tensor; all of one shape. They may use other tensors
        from where they are written.
    *operands : Tensor or array_like
        What the functions are called with.

    Returns
    -------
    Tensor
        What the chosen function returned.

    Raises
    ------
    ValueError
        When there is no function, the shapes of their results differ, a function folds, or the
        index is not a single number.

    Notes
    -----
    As ``jax.lax.switch``. `nnlib.where` computes both sides and chooses at each place; a branch
    saves the work of all functions but one. Taught in chapter 6, where the playground
    chooses its activation.

    Examples
    --------
    >>> z = Tensor([-1.0, 2.0])
    >>> branch(1, [Tensor.tanh, Tensor.relu], z).tolist()
    [0.0, 2.0]
    """
    index = as_tensor(index, "branch: the index")
    functions = several("branch: functions", functions, "[nnlib.relu, nnlib.tanh]")
    for entry in functions:
        checks.function("branch: each of the functions", entry, "nnlib.relu")
    if index.shape != ():
        raise ValueError(f"branch: the index is one number, but has shape {index.shape}.")
    if not functions:
        raise ValueError("branch: there is no function to choose. Give a list of at least one.")
    given = [as_tensor(operand, "branch") for operand in operands]
    begin = Tensor(0.0)
    traced = [trace(_name(k), tensor) for k, tensor in enumerate(given)]
    results = [as_tensor(function(*traced), "branch: the result") for function in functions]
    shapes = [result.shape for result in results]
    if len(set(shapes)) > 1:
        raise ValueError(
            f"branch: the functions return the shapes {', '.join(map(str, shapes))}. One takes the "
            "place of another, so all must return one shape."
        )
    # What a function computes is computed only when it is chosen, whatever it depends on.
    used = captured(results, traced, inside=lambda tensor: tensor._order > begin._order)
    if "fold" in operations_within(results, [*traced, *used]):
        raise ValueError(
            "branch: a function to choose cannot fold. Fold outside, and choose within the step."
        )
    inputs = {_name(k): tensor for k, tensor in enumerate([*traced, *used])}
    branches = tuple(Recording.of({"out": result}, inputs) for result in results)
    return apply("branch", index, *given, *used, branches=branches)


def _name(k: int) -> str:
    return f"operand {k}"


def _forward(
    index: np.ndarray, *operands: np.ndarray, branches: tuple[Recording, ...]
) -> np.ndarray:
    number = float(index)
    # No number chooses the first: the page shows where the nan came from.
    chosen = 0 if math.isnan(number) else int(min(max(number, 0), len(branches) - 1))
    return branches[chosen].repeat(operands)[0]


def _gradient(
    g: Tensor, out: Tensor, index: Tensor, *operands: Tensor, branches: tuple[Recording, ...]
) -> list[Tensor]:
    """Return a branch over the gradients of the functions, for each operand."""
    slopes = [
        apply("branch", index, g, out, *operands, branches=tuple(_slope(b, k) for b in branches))
        for k in range(len(operands))
    ]
    # Between two whole numbers the choice is the same.
    return [Tensor(0.0), *slopes]


def _slope(recording: Recording, k: int) -> Recording:
    """Record the gradient with respect to operand k, from g, the result and the operands."""
    operands = [trace(name, Tensor(np.full(s, 0.5))) for name, s in recording.inputs.items()]
    out = recording.trace(**dict(zip(recording.inputs, operands, strict=True)))["out"]
    g = trace("g", Tensor(np.ones(out.shape)))
    (slope,) = grad(out, [operands[k]], g)
    # The result is given, as to every gradient rule: tanh′ needs no second tanh.
    inputs = [g, out, *operands]
    return Recording.of({"out": slope}, {_name(i): tensor for i, tensor in enumerate(inputs)})


OPERATIONS["branch"] = Operation(_forward, _gradient)
