"""Gradient descent, with momentum and weight decay."""

from __future__ import annotations

from collections.abc import Iterable

from nnlib.optim.optimizer import Memory, Optimizer, Value, is_off
from nnlib.optim.rule import rule
from nnlib.tensor import Tensor


@rule("velocity")
def sgd_update(
    p: Value,
    g: Value,
    memory: Memory,
    lr: Value,
    momentum: Value = 0.0,
    weight_decay: Value = 0.0,
    nesterov: bool = False,
) -> tuple[Value, dict[str, Value]]:
    """Gradient descent: v ← momentum · v + g, then p ← p − lr · v.

    Parameters
    ----------
    p, g : array or Tensor
        A parameter and its gradient, of one shape.
    memory : mapping
        ``velocity``: the v of the last step, zeros at first.
    lr : float or Tensor
        The learning rate.
    momentum : float or Tensor, default 0.0
        How much of the velocity stays.
    weight_decay : float or Tensor, default 0.0
        Adds weight_decay · p to the gradient, an L2 penalty.
    nesterov : bool, default False
        Whether to look ahead: p ← p − lr · (g + momentum · v).

    Returns
    -------
    p, memory
        Their next values.

    Notes
    -----
    Robbins and Monro (1951), Polyak (1964), Nesterov (1983); as ``torch.optim.SGD``. Taught in
    chapter 4.

    Examples
    --------
    >>> sgd_update(1.0, 2.0, {"velocity": 0.0}, lr=0.1)
    (0.8, {'velocity': 2.0})
    """
    g = g if is_off(weight_decay) else g + weight_decay * p
    velocity = g if is_off(momentum) else momentum * memory["velocity"] + g
    direction = g + momentum * velocity if nesterov else velocity
    return p - lr * direction, {"velocity": velocity}


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum if wanted; see `sgd_update`.

    Parameters
    ----------
    parameters : iterable of Tensor
        What to train, such as ``model.parameters()``.
    lr : float, default 1e-3
        The learning rate.
    momentum : float, default 0.0
        How much of the last step's velocity stays.
    weight_decay : float, default 0.0
        The strength of an L2 penalty.
    nesterov : bool, default False
        Whether to look ahead.

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
    >>> w = Tensor(3.0, requires_grad=True)
    >>> optimizer = SGD([w], lr=0.1)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> round(w.item(), 4)
    2.4
    """

    rule = staticmethod(sgd_update)
    remembers = ("velocity",)

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float = 1e-3,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(
            parameters, lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov
        )
        if self.settings["nesterov"] and not self.settings["momentum"] > 0:
            raise ValueError("SGD: nesterov looks ahead along the momentum; give momentum=0.9.")
