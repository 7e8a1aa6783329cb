"""RMSProp: each number is divided by the size that its gradients usually have."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnlib.optim.optimizer import Memory, Optimizer, Value, is_off
from nnlib.optim.rule import rule
from nnlib.tensor import Tensor


@rule("square", "velocity")
def rmsprop_update(
    p: Value,
    g: Value,
    memory: Memory,
    lr: Value,
    alpha: Value = 0.99,
    eps: Value = 1e-8,
    weight_decay: Value = 0.0,
    momentum: Value = 0.0,
) -> tuple[Value, dict[str, Value]]:
    """RMSProp: s ← alpha · s + (1 − alpha) g², then p ← p − lr · g / (√s + eps).

    Parameters
    ----------
    p, g : array or Tensor
        A parameter and its gradient, of one shape.
    memory : mapping
        ``square``: the running mean s of g²; ``velocity``: of the steps. Zeros at first.
    lr : float or Tensor
        The learning rate.
    alpha : float or Tensor, default 0.99
        How slowly the mean of squares changes.
    eps : float or Tensor, default 1e-8
        Keeps the divisor away from 0.
    weight_decay : float or Tensor, default 0.0
        Adds weight_decay · p to the gradient, an L2 penalty.
    momentum : float or Tensor, default 0.0
        How much of the velocity stays.

    Returns
    -------
    p, memory
        Their next values.

    Notes
    -----
    Tieleman and Hinton (2012); as ``torch.optim.RMSprop``. Taught in chapter 4.

    Examples
    --------
    >>> p, memory = rmsprop_update(1.0, 2.0, {"square": 0.0, "velocity": 0.0}, lr=0.1)
    >>> round(float(p), 4)
    0.0
    """
    g = g if is_off(weight_decay) else g + weight_decay * p
    square = alpha * memory["square"] + (1 - alpha) * g * g
    scaled = g / (np.sqrt(square) + eps)
    velocity = scaled if is_off(momentum) else momentum * memory["velocity"] + scaled
    return p - lr * velocity, {"square": square, "velocity": velocity}


class RMSprop(Optimizer):
    """Gradient descent with a step size of its own for each number; see `rmsprop_update`.

    Parameters
    ----------
    parameters : iterable of Tensor
        What to train, such as ``model.parameters()``.
    lr : float, default 1e-2
        The learning rate.
    alpha : float, default 0.99
        How slowly the mean of squares changes.
    eps : float, default 1e-8
        Keeps the divisor away from 0.
    weight_decay : float, default 0.0
        The strength of an L2 penalty.
    momentum : float, default 0.0
        How much of the last step's velocity stays.

    Raises
    ------
    TypeError
        When the parameters are not tensors.
    ValueError
        When there are no parameters, or a setting is out of range.

    Notes
    -----
    Taught in chapter 4.

    Examples
    --------
    >>> RMSprop([Tensor(3.0, requires_grad=True)], lr=0.1).lr
    0.1
    """

    rule = staticmethod(rmsprop_update)
    remembers = ("square", "velocity")

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
    ) -> None:
        super().__init__(
            parameters, lr, alpha=alpha, eps=eps, weight_decay=weight_decay, momentum=momentum
        )
