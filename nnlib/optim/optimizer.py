"""What all optimisers share: a rule, applied to every parameter."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from nnlib.checks import brief, flag, number, two
from nnlib.storage import check_shapes, numbers_in, read_arrays, write_arrays
from nnlib.tensor import Number, Tensor, TensorLike, as_tensor, setting

# Arrays when a class steps, tensors when an explorer records.
Value = Any
Memory = Mapping[str, Value]


class Optimizer:
    """Base of all optimisers: applies one rule to every parameter.

    Attributes
    ----------
    parameters : list of Tensor
        What is trained.
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
        self.parameters = check_parameters(parameters, type(self).__name__)
        self.lr = lr
        self.settings = {name: self._checked(name, value) for name, value in settings.items()}
        self._memories = [self._first_memory(p) for p in self.parameters]

    @property
    def lr(self) -> float:
        """The learning rate; assign to it to change it while training."""
        return self._lr

    @lr.setter
    def lr(self, value: float) -> None:
        title = f"{type(self).__name__}: the learning rate lr"
        if number(title, value) < 0:
            raise ValueError(
                f"{title} must be at least 0, met {value}. A negative one would climb the loss."
            )
        self._lr = number(title, value)

    @classmethod
    def _checked(cls, name: str, value: Any, read: Callable[..., Any] = number) -> Any:
        """Return a setting of the rule in its normal form, each number as it is read."""
        title = f"{cls.__name__}: {name}"
        if name == "betas":
            betas = two(title, value, "betas=(0.9, 0.999)")
            return tuple(read(title, beta, least=0, below=1) for beta in betas)
        if name in ("momentum", "weight_decay", "eps"):
            return read(title, value, least=0)
        if name == "alpha":
            return read(title, value, least=0, below=1)
        return flag(title, value) if name == "nesterov" else value

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

    # --- state -----------------------------------------------------------------------------

    def state_dict(self) -> dict[str, np.ndarray]:
        """Return copies of the settings and of what the rule remembers, by name.

        What is remembered of parameter k has names such as ``"k.velocity"``.

        Examples
        --------
        >>> from nnlib.optim import SGD
        >>> SGD([Tensor(3.0, requires_grad=True)], lr=0.1, momentum=0.9).state_dict()["momentum"]
        array(0.9)
        """
        settings = {"lr": self.lr, **self.settings}
        memories = {
            f"{k}.{name}": value
            for k, memory in enumerate(self._memories)
            for name, value in memory.items()
        }
        return {name: np.array(value, float) for name, value in {**settings, **memories}.items()}

    def load_state_dict(self, state: Mapping[str, TensorLike]) -> None:
        """Take over values that `state_dict` returned, so that training goes on as it would have.

        The parameters are not among them: load those into the model.

        Parameters
        ----------
        state : mapping of str to array_like
            From an optimizer of the same kind, made with parameters of the same shapes.

        Raises
        ------
        TypeError
            When the state is no dictionary of numbers.
        ValueError
            When it does not fit, or a setting is out of range. Nothing is loaded then.
        """
        values = numbers_in(state)
        self._check_shapes({name: value.shape for name, value in values.items()})
        settings = {name: self._checked(name, values[name].tolist()) for name in self.settings}
        self.lr = values["lr"].item()
        self.settings = settings
        self._memories = [
            {name: values[f"{k}.{name}"].copy() for name in self.remembers}
            for k in range(len(self.parameters))
        ]

    def _check_shapes(self, met: Mapping[str, tuple[int, ...]]) -> None:
        own = {name: value.shape for name, value in self.state_dict().items()}
        cure = "Make the optimizer as it was when the state was saved, with the same model."
        check_shapes(met, own, type(self).__name__, cure)

    def save(self, path: str | os.PathLike) -> Path:
        """Write the state to a file, as `Module.save` does; returns the file written.

        Examples
        --------
        A training goes on where it was interrupted::

            model.save("model.npz")
            optimizer.save("optimizer.npz")
            ...
            model.load("model.npz")
            optimizer.load("optimizer.npz")
        """
        return write_arrays(path, self.state_dict())

    def load(self, path: str | os.PathLike) -> None:
        """Read the state from a file that `save` wrote.

        Raises
        ------
        FileNotFoundError
            When there is no such file.
        ValueError
            When the file is not a state, or does not fit. Nothing is loaded then.
        """
        self.load_state_dict(read_arrays(path, "optimizer.save(path)", self._check_shapes))

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
        title = f"{cls.__name__}.start"
        given = _by_name(title, "the parameters", parameters)
        state = {name: as_tensor(p, title) for name, p in given.items()}
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
        title = f"{cls.__name__}.update"
        known = _by_name(title, "the state", state)
        after = {name: as_tensor(value, title) for name, value in known.items()}
        lr = setting(f"{title}: lr", lr)
        settings = {name: cls._checked(name, value, setting) for name, value in settings.items()}
        for name, given in _by_name(title, "the gradients", gradients).items():
            keys = {key: f"{name}.{key}" for key in cls.remembers}
            missing = [key for key in (name, *keys.values()) if key not in after]
            if missing:
                raise ValueError(
                    f"{title}: the state holds no {', '.join(missing)}, but "
                    f"{', '.join(after) or 'nothing'}. Begin with {cls.__name__}.start(parameters)."
                )
            g = as_tensor(given, title)
            if g.shape != after[name].shape:
                raise ValueError(
                    f"{title}: {name} has shape {after[name].shape}, and its gradient has the "
                    f"same, but met {g.shape}. Check the order of the gradients."
                )
            memory = {key: after[place] for key, place in keys.items()}
            after[name], memory = cls.rule(after[name], g, memory, lr, **settings)
            after.update({keys[key]: value for key, value in memory.items()})
        return after


def _by_name(title: str, what: str, values: Any) -> Mapping[str, TensorLike]:
    if not isinstance(values, Mapping):
        raise TypeError(
            f"{title}: {what} come as a dictionary by name, such as {{'w': w}}, met "
            f"{brief(values)}. Give each its name."
        )
    return values


def is_off(setting: Value) -> bool:
    """Whether a part of a rule can be left out: its setting is a plain 0, not a control."""
    return not isinstance(setting, Tensor) and setting == 0


def check_parameters(parameters: Iterable[Tensor], title: str) -> list[Tensor]:
    """Return the parameters as a list, or say why they cannot be trained."""
    if isinstance(parameters, Tensor):
        raise TypeError(
            f"{title}: give the parameters as a list, also when there is one: {title}([w])."
        )
    if not isinstance(parameters, Iterable):
        raise TypeError(
            f"{title}: parameters come as a list of tensors, met {type(parameters).__name__}. "
            "Give model.parameters(), with the parentheses."
        )
    found = list(parameters)
    if len({id(p) for p in found}) < len(found):
        raise ValueError(
            f"{title}: a parameter is there twice and would be moved twice. List each once."
        )
    for p in found:
        if not isinstance(p, Tensor):
            raise TypeError(
                f"{title}: parameters are tensors, met {type(p).__name__}. "
                "Give model.parameters(), without names."
            )
        if not p.requires_grad or not p.is_leaf:
            raise ValueError(
                f"{title}: only tensors made with requires_grad=True, and not computed from "
                f"others, can be trained; met {brief(p)}."
            )
    if not found:
        raise ValueError(f"{title}: there are no parameters to train. Does the model have layers?")
    return found
