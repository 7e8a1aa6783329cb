"""The gradient check: backpropagation against central differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnlib import checks
from nnlib.tensor import Tensor, TensorLike, as_tensor, grad

__all__ = ["GradientError", "gradcheck"]


class GradientError(AssertionError):
    """Raised by `gradcheck` when a gradient is wrong."""


def gradcheck(
    function: Callable[..., Tensor],
    inputs: Sequence[TensorLike],
    eps: float = 1e-5,
    rtol: float = 1e-5,
    atol: float = 1e-7,
) -> bool:
    """Compare a function's gradients with central differences.

    Parameters
    ----------
    function : callable
        From tensors to a tensor of any shape; the same inputs must give the same output.
    inputs : sequence of array_like
        Where to check.
    eps : float, default 1e-5
        How far each number is moved to both sides.
    rtol, atol : float
        The difference allowed: atol + rtol · (the larger of the two gradients).

    Returns
    -------
    bool
        True; a wrong gradient raises.

    Raises
    ------
    GradientError
        When a gradient differs, with the place and both numbers.
    ValueError
        When there are no inputs, or the function's value is not finite there.

    Notes
    -----
    (f(x + eps) − f(x − eps)) / 2eps is f′(x) up to an error of the order eps². Outputs of
    several numbers are summed with fixed unequal weights, so that errors cannot cancel. At a
    kink, such as relu at 0, there is no derivative to compare with. Second derivatives are
    checked by ``gradcheck(lambda x: grad(f(x), [x])[0], [x])``. Taught in chapter 5.

    Examples
    --------
    >>> gradcheck(lambda w, x: (w * x).sigmoid(), [[3.0, -2.0], [1.0, 1.0]])
    True
    """
    checks.function("gradcheck: the function", function, "lambda x: x * x")
    if isinstance(inputs, Tensor) or len(checks.several("gradcheck: inputs", inputs, "[x]")) == 0:
        raise ValueError("gradcheck: give the inputs as a list of at least one: gradcheck(f, [x]).")
    eps = checks.number("gradcheck: eps", eps, above=0)
    rtol = checks.number("gradcheck: rtol", rtol, least=0)
    atol = checks.number("gradcheck: atol", atol, least=0)
    tensors = [Tensor(as_tensor(x, "gradcheck").data, requires_grad=True) for x in inputs]

    def value() -> Tensor:
        out = function(*tensors)
        if not isinstance(out, Tensor):
            raise TypeError(
                f"gradcheck: the function returned {checks.brief(out)}, no tensor. Compute it with "
                "nnlib's functions, and return it."
            )
        if not np.isfinite(out.data).all():
            raise ValueError(
                f"gradcheck: the function gives {out} here. Choose inputs where it is finite."
            )
        return out

    out = value()
    weights = 1 + 0.5 * np.sin(np.arange(1.0, out.size + 1)).reshape(out.shape)

    def weighed() -> float:
        # In numpy, so that no operation under test takes part in the weighing.
        return float((value().data * weights).sum())

    gradients = grad(out, tensors, weights, create_graph=False)
    for number, (x, g) in enumerate(zip(tensors, gradients, strict=True)):
        expected = _central_differences(weighed, x, eps)
        allowed = atol + rtol * np.maximum(np.abs(g.data), np.abs(expected))
        # Written so that a gradient of NaN is wrong, too.
        wrong = ~(np.abs(g.data - expected) <= allowed)
        if wrong.any():
            raise GradientError(_report(number, wrong, g.data, expected))
    return True


def _central_differences(weighed: Callable[[], float], x: Tensor, eps: float) -> np.ndarray:
    before = x.numpy()
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        values = []
        for moved in (before[place] + eps, before[place] - eps):
            changed = before.copy()
            changed[place] = moved
            x.data = changed
            values.append(weighed())
        slopes[place] = (values[0] - values[1]) / (2 * eps)
    x.data = before
    return slopes


def _report(number: int, wrong: np.ndarray, found: np.ndarray, expected: np.ndarray) -> str:
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    where = f" at {place}" if place else ""
    return (
        f"the gradient with respect to input {number}{where} is {found[place]:.9g}, but central "
        f"differences give {expected[place]:.9g}; {wrong.sum()} of {wrong.size} numbers differ. "
        "Either the gradient rule is wrong, or the function has a kink here."
    )
