"""What all optimisers share: a rule, applied to every parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import numpy as np

from nnlib.tensor import Number, Tensor, TensorLike, as_tensor

# Arrays when a class steps, tensors when an explorer records.
Value = Any
Memory = Mapping[str, Value]


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
        self.parameters = check_parameters(parameters)
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
        >>> from nnlib.optim import SGD
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
        >>> from nnlib.optim import SGD
        >>> SGD.update(SGD.start({"w": 3.0}), {"w": 2.0}, lr=0.5)["w"]
        Tensor(2.0, from sub)
        """
        after = {name: as_tensor(value) for name, value in state.items()}
        for name, g in gradients.items():
            memory = {key: after[f"{name}.{key}"] for key in cls.remembers}
            after[name], memory = cls.rule(after[name], as_tensor(g), memory, lr, **settings)
            after.update({f"{name}.{key}": value for key, value in memory.items()})
        return after


def is_off(setting: Value) -> bool:
    """Whether a part of a rule can be left out: its setting is a plain 0, not a control."""
    return not isinstance(setting, Tensor) and setting == 0


def check_parameters(parameters: Iterable[Tensor]) -> list[Tensor]:
    """Return the parameters as a list, or say why they cannot be trained."""
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
