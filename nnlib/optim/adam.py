"""Adam: momentum, divided by the size that the gradients usually have; and AdamW."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnlib.optim.optimizer import Memory, Optimizer, Value, is_off
from nnlib.optim.rule import rule
from nnlib.tensor import Tensor


@rule("mean", "square", "t")
def adam_update(
    p: Value,
    g: Value,
    memory: Memory,
    lr: Value,
    betas: tuple[Value, Value] = (0.9, 0.999),
    eps: Value = 1e-8,
    weight_decay: Value = 0.0,
) -> tuple[Value, dict[str, Value]]:
    """Adam: running means m of g and s of g², then p ← p − lr · m̂ / (√ŝ + eps).

    Parameters
    ----------
    p, g : array or Tensor
        A parameter and its gradient, of one shape.
    memory : mapping
        ``mean`` m and ``square`` s, zeros at first, and ``t``, the steps taken, 0 at first.
    lr : float or Tensor
        The learning rate.
    betas : (float, float), default (0.9, 0.999)
        How slowly m and s change: m ← β₁ m + (1 − β₁) g and s ← β₂ s + (1 − β₂) g².
    eps : float or Tensor, default 1e-8
        Keeps the divisor away from 0.
    weight_decay : float or Tensor, default 0.0
        Adds weight_decay · p to the gradient, an L2 penalty.

    Returns
    -------
    p, memory
        Their next values.

    Notes
    -----
    Both means start at 0 and are too small at first; m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ)
    make up for it. Kingma and Ba (2015); as ``torch.optim.Adam``. Taught in chapter 4.

    Examples
    --------
    >>> p, memory = adam_update(1.0, 2.0, {"mean": 0.0, "square": 0.0, "t": 0.0}, lr=0.1)
    >>> round(float(p), 4)
    0.9
    """
    g = g if is_off(weight_decay) else g + weight_decay * p
    beta1, beta2 = betas
    t = memory["t"] + 1
    mean = beta1 * memory["mean"] + (1 - beta1) * g
    square = beta2 * memory["square"] + (1 - beta2) * g * g
    unbiased_mean = mean / (1 - beta1**t)
    unbiased_square = square / (1 - beta2**t)
    p = p - lr * unbiased_mean / (np.sqrt(unbiased_square) + eps)
    return p, {"mean": mean, "square": square, "t": t}


@rule("mean", "square", "t")
def adamw_update(
    p: Value,
    g: Value,
    memory: Memory,
    lr: Value,
    betas: tuple[Value, Value] = (0.9, 0.999),
    eps: Value = 1e-8,
    weight_decay: Value = 0.01,
) -> tuple[Value, dict[str, Value]]:
    """AdamW: first p ← (1 − lr · weight_decay) p, then a step of Adam without decay.

    Parameters and results are those of `adam_update`.

    Notes
    -----
    The decay is not divided by √ŝ, so all weights shrink alike. Loshchilov and Hutter (2019);
    as ``torch.optim.AdamW``. Taught in chapter 4.

    Examples
    --------
    >>> p, memory = adamw_update(1.0, 2.0, {"mean": 0.0, "square": 0.0, "t": 0.0}, lr=0.1)
    >>> round(float(p), 4)
    0.899
    """
    return adam_update((1 - lr * weight_decay) * p, g, memory, lr, betas, eps)


class Adam(Optimizer):
    """Momentum and a step size of its own for each number; see `adam_update`.

    Parameters
    ----------
    parameters : iterable of Tensor
        What to train, such as ``model.parameters()``.
    lr : float, default 1e-3
        The learning rate.
    betas : (float, float), default (0.9, 0.999)
        How slowly the means of gradients and of their squares change.
    eps : float, default 1e-8
        Keeps the divisor away from 0.
    weight_decay : float, default 0.0
        The strength of an L2 penalty.

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
    >>> Adam([Tensor(3.0, requires_grad=True)])
    Adam(1 parameters, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0)
    """

    rule = staticmethod(adam_update)
    remembers = ("mean", "square", "t")

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr, betas=betas, eps=eps, weight_decay=weight_decay)


class AdamW(Optimizer):
    """Adam with weights that shrink alike at every step; see `adamw_update`.

    Parameters and errors are those of `Adam`, but ``weight_decay`` is 0.01 by default.

    Notes
    -----
    Taught in chapter 4.

    Examples
    --------
    >>> AdamW([Tensor(3.0, requires_grad=True)]).settings["weight_decay"]
    0.01
    """

    rule = staticmethod(adamw_update)
    remembers = ("mean", "square", "t")

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(parameters, lr, betas=betas, eps=eps, weight_decay=weight_decay)
