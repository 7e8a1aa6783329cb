"""Optimisers: from gradients to better parameters.

Each rule, such as `sgd_update`, is a pure function: from a parameter p, its gradient g and what
the rule remembers, to the next p and the next memory. It is written in plain arithmetic, which
numpy arrays and tensors share. So the same rule serves twice: the classes' ``step()`` runs it on
arrays, and inside an explorer's `nnlib.fold` it is recorded, with every setting a control if one
likes. There the classes' ``start`` and ``update`` handle all parameters at once::

    state = Adam.start({"w": w0, "b": b0})
    ...
    gw, gb = grad(loss, [s["w"], s["b"]])
    return Adam.update(s, {"w": gw, "b": gb}, lr=lr)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from nnlib.functional import minimum, stack
from nnlib.tensor import Number, Tensor, TensorLike, as_tensor, no_grad

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "Optimizer",
    "RMSprop",
    "adam_update",
    "adamw_update",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_norm",
    "rmsprop_update",
    "sgd_update",
]

# Arrays when a class steps, tensors when an explorer records.
Value = Any
Memory = Mapping[str, Value]


# --- rules -------------------------------------------------------------------------------------


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
    g = g if _is_off(weight_decay) else g + weight_decay * p
    velocity = g if _is_off(momentum) else momentum * memory["velocity"] + g
    direction = g + momentum * velocity if nesterov else velocity
    return p - lr * direction, {"velocity": velocity}


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
    g = g if _is_off(weight_decay) else g + weight_decay * p
    square = alpha * memory["square"] + (1 - alpha) * g * g
    scaled = g / (np.sqrt(square) + eps)
    velocity = scaled if _is_off(momentum) else momentum * memory["velocity"] + scaled
    return p - lr * velocity, {"square": square, "velocity": velocity}


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
    g = g if _is_off(weight_decay) else g + weight_decay * p
    beta1, beta2 = betas
    t = memory["t"] + 1
    mean = beta1 * memory["mean"] + (1 - beta1) * g
    square = beta2 * memory["square"] + (1 - beta2) * g * g
    unbiased_mean = mean / (1 - beta1**t)
    unbiased_square = square / (1 - beta2**t)
    p = p - lr * unbiased_mean / (np.sqrt(unbiased_square) + eps)
    return p, {"mean": mean, "square": square, "t": t}


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


def _is_off(setting: Value) -> bool:
    """Whether a part of a rule can be left out: its setting is a plain 0, not a control."""
    return not isinstance(setting, Tensor) and setting == 0


# --- classes -----------------------------------------------------------------------------------


class Optimizer:
    """Base of all optimisers: applies one rule to every parameter.

    Attributes
    ----------
    parameters : list of Tensor
        What is trained.
    lr : float
        The learning rate; assign to it to change it while training.
    settings : dict
        The rule's other settings.

    Notes
    -----
    A new optimiser names its ``rule`` and what the rule ``remembers``. Taught in chapter 4.

    Examples
    --------
    >>> class Plain(Optimizer):
    ...     rule = staticmethod(lambda p, g, memory, lr: (p - lr * g, memory))
    ...     remembers = ()
    >>> w = Tensor(3.0, requires_grad=True)
    >>> (w * w).backward()
    >>> Plain([w], lr=0.5).step()
    >>> w.item()
    0.0
    """

    rule: ClassVar[Callable[..., tuple[Value, dict[str, Value]]]]
    # What the rule remembers, each of the parameter's shape but for the count of steps, t.
    remembers: ClassVar[tuple[str, ...]]

    def __init__(self, parameters: Iterable[Tensor], lr: float, **settings: Any) -> None:
        self.parameters = _check_parameters(parameters)
        _check_setting("learning rate lr", lr, 0)
        for name in ("momentum", "weight_decay", "eps"):
            _check_setting(name, settings.get(name, 0.0), 0)
        for name in ("alpha", "betas"):
            for part in np.atleast_1d(settings.get(name, 0.0)):
                _check_setting(name, part, 0, 1)
        self.lr = lr
        self.settings = settings
        self._memories = [self._first_memory(p) for p in self.parameters]

    def step(self) -> None:
        """Move every parameter that has a gradient by one step of the rule.

        Raises
        ------
        RuntimeError
            When no parameter has a gradient.
        """
        if all(p.grad is None for p in self.parameters):
            raise RuntimeError(
                "no parameter has a gradient, so there is no direction to step in. "
                "Call loss.backward() before optimizer.step()."
            )
        # On arrays, so nothing is recorded; `fit` tells about infinities where they matter.
        with np.errstate(all="ignore"):
            for k, p in enumerate(self.parameters):
                if p.grad is not None:
                    p.data, self._memories[k] = type(self).rule(
                        p.data, p.grad.data, self._memories[k], self.lr, **self.settings
                    )

    def zero_grad(self) -> None:
        """Forget the gradients; `Tensor.backward` would add to them."""
        for p in self.parameters:
            p.grad = None

    def __repr__(self) -> str:
        settings = {"lr": self.lr, **self.settings}
        inside = ", ".join(f"{name}={value}" for name, value in settings.items())
        return f"{type(self).__name__}({len(self.parameters)} parameters, {inside})"

    @classmethod
    def _first_memory(cls, p: Tensor) -> dict[str, np.ndarray]:
        return {name: np.zeros(() if name == "t" else p.shape) for name in cls.remembers}

    @classmethod
    def start(cls, parameters: Mapping[str, TensorLike]) -> dict[str, Tensor]:
        """Return the state of a `nnlib.fold`: the parameters, and what the rule remembers.

        Examples
        --------
        >>> SGD.start({"w": 3.0})
        {'w': Tensor(3.0), 'w.velocity': Tensor(0.0)}
        """
        state = {name: as_tensor(p) for name, p in parameters.items()}
        for name, p in list(state.items()):
            for key, value in cls._first_memory(p).items():
                state[f"{name}.{key}"] = as_tensor(value)
        return state

    @classmethod
    def update(
        cls,
        state: Mapping[str, TensorLike],
        gradients: Mapping[str, TensorLike],
        lr: Number,
        **settings: Any,
    ) -> dict[str, Tensor]:
        """Return the state after one step; entries without a gradient stay.

        Parameters
        ----------
        state : mapping of str to Tensor
            From `start` or the last `update`.
        gradients : mapping of str to Tensor
            A gradient for each parameter's name.
        lr : Tensor or float
            The learning rate.
        **settings
            The rule's other settings; each may be a tensor.

        Examples
        --------
        >>> SGD.update(SGD.start({"w": 3.0}), {"w": 2.0}, lr=0.5)["w"]
        Tensor(2.0, from sub)
        """
        after = {name: as_tensor(value) for name, value in state.items()}
        for name, g in gradients.items():
            memory = {key: after[f"{name}.{key}"] for key in cls.remembers}
            after[name], memory = cls.rule(after[name], as_tensor(g), memory, lr, **settings)
            after.update({f"{name}.{key}": value for key, value in memory.items()})
        return after


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
        if nesterov and not momentum > 0:
            raise ValueError("SGD: nesterov looks ahead along the momentum; give momentum=0.9.")
        super().__init__(
            parameters, lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov
        )


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


# --- clipping ----------------------------------------------------------------------------------


def clip_norm(gradients: Sequence[TensorLike], max_norm: Number) -> tuple[list[Tensor], Tensor]:
    """Shorten gradients, taken together as one long vector, to a length of ``max_norm``.

    Parameters
    ----------
    gradients : sequence of Tensor
        The gradients of all parameters.
    max_norm : float or Tensor
        The greatest length allowed.

    Returns
    -------
    gradients : list of Tensor
        The same direction, shortened if it was longer.
    norm : Tensor
        The length before.

    Notes
    -----
    Pascanu, Mikolov and Bengio (2013). For explorers; otherwise use `clip_grad_norm_`. Taught
    in chapter 5.

    Examples
    --------
    >>> (g,), norm = clip_norm([[30.0, 40.0]], max_norm=1.0)
    >>> norm.item(), g.data.round(3).tolist()
    (50.0, [0.6, 0.8])
    """
    tensors = [as_tensor(g) for g in gradients]
    norm = stack([(g * g).sum() for g in tensors]).sum().sqrt()
    # The small number is PyTorch's; it keeps a length of 0 from dividing.
    factor = minimum(max_norm / (norm + 1e-6), 1.0)
    return [g * factor for g in tensors], norm


def clip_grad_norm_(parameters: Iterable[Tensor], max_norm: float) -> float:
    """Shorten the parameters' gradients, together, to ``max_norm``; returns the length before.

    Raises
    ------
    ValueError
        When ``max_norm`` is not positive.

    Notes
    -----
    As ``torch.nn.utils.clip_grad_norm_``; see `clip_norm`. Taught in chapter 5.

    Examples
    --------
    >>> w = Tensor([3.0, 4.0], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> clip_grad_norm_([w], max_norm=1.0)
    10.0
    >>> w.grad.data.round(3).tolist()
    [0.6, 0.8]
    """
    if not max_norm > 0:
        raise ValueError(f"max_norm is a length and must be positive, met {max_norm}.")
    checked = _check_parameters(parameters)
    gradients = [p.grad for p in checked if p.grad is not None]
    if not gradients:
        return 0.0
    with no_grad():
        clipped, norm = clip_norm(gradients, max_norm)
    remaining = iter(clipped)
    for p in checked:
        p.grad = None if p.grad is None else next(remaining)
    return norm.item()


def clip_grad_value_(parameters: Iterable[Tensor], clip_value: float) -> None:
    """Move each number of the parameters' gradients into [−clip_value, clip_value].

    Raises
    ------
    ValueError
        When ``clip_value`` is not positive.

    Notes
    -----
    As ``torch.nn.utils.clip_grad_value_``. Taught in chapter 5.

    Examples
    --------
    >>> w = Tensor([3.0, -0.25], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> clip_grad_value_([w], 1.0)
    >>> w.grad
    Tensor([1.0, -0.5])
    """
    if not clip_value > 0:
        raise ValueError(f"clip_value must be positive, met {clip_value}.")
    for p in _check_parameters(parameters):
        if p.grad is not None:
            with no_grad():
                p.grad = p.grad.clip(-clip_value, clip_value)


# --- checks ------------------------------------------------------------------------------------


def _check_parameters(parameters: Iterable[Tensor]) -> list[Tensor]:
    if isinstance(parameters, Tensor):
        raise TypeError("give the parameters as a list, also when there is one: SGD([w]).")
    if not isinstance(parameters, Iterable):
        raise TypeError(
            f"parameters come as a list of tensors, met {type(parameters).__name__}. "
            "Give model.parameters(), with the parentheses."
        )
    found = list(parameters)
    if len({id(p) for p in found}) < len(found):
        raise ValueError("a parameter is there twice and would be moved twice. List each once.")
    for p in found:
        if not isinstance(p, Tensor):
            raise TypeError(
                f"parameters are tensors, met {type(p).__name__}. "
                "Give model.parameters(), without names."
            )
        if not p.requires_grad or not p.is_leaf:
            raise ValueError(
                "only tensors made with requires_grad=True, and not computed from others, can "
                f"be trained; met {p!r}."
            )
    if not found:
        raise ValueError("there are no parameters to train. Does the model have layers?")
    return found


def _check_setting(name: str, value: float, low: float, high: float = np.inf) -> None:
    if not low <= value < high:
        bounds = f"at least {low}" if high == np.inf else f"at least {low} and below {high}"
        hint = " A negative one would climb the loss." if name.endswith("lr") else ""
        raise ValueError(f"the {name} must be {bounds}, met {value}.{hint}")
