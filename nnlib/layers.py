"""Layers: a single neuron, a layer of them, and layers in a row."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from nnlib import init
from nnlib.activations import activate, named_activation
from nnlib.checks import brief, flag, function, generator, is_number, new_shape, whole
from nnlib.module import Module
from nnlib.tensor import Tensor, TensorLike, as_tensor, matmul, short

__all__ = ["Flatten", "Linear", "Neuron", "Sequential"]


class Neuron(Module):
    """One artificial neuron: y = f(w·x + b).

    Parameters
    ----------
    weight : array_like or int
        The weights w, shape (in_features,); a whole number asks for that many random ones,
        uniform within ± 1/√in_features. Tensors are used as they are, so they may be controls.
    bias : float, default 0.0
        The bias b.
    activation : str or callable, default "linear"
        The function f, or its name in `nnlib.ACTIVATIONS`.
    seed : int or numpy.random.Generator, optional
        Where random weights come from; without one they differ each time.

    Raises
    ------
    ValueError
        When the weights are not a row of numbers, or no activation has the name.

    Notes
    -----
    McCulloch and Pitts (1943), Rosenblatt (1958). Taught in chapter 1.

    Examples
    --------
    >>> neuron = Neuron([3, -2], bias=1, activation="relu")
    >>> neuron([1.0, 1.0])
    Tensor(2.0, from relu)
    >>> neuron([[1.0, 1.0], [0.0, 1.0]])
    Tensor([2.0, 0.0], from relu)
    """

    def __init__(
        self,
        weight: TensorLike | int,
        bias: TensorLike = 0.0,
        activation: str | Callable[[Tensor], Tensor] = "linear",
        seed: int | np.random.Generator | None = None,
    ) -> None:
        rng = generator("Neuron: seed", seed)
        if is_number(weight):
            inputs = _positive(weight, "inputs", "Neuron")
            new_shape("Neuron", (inputs,))
            bound = 1 / math.sqrt(inputs)
            weight = init.uniform(inputs, -bound, bound, rng)
        if isinstance(activation, str):
            named_activation(activation)
        else:
            function("Neuron: activation", activation, 'nnlib.relu, or its name "relu"')
        self.weight = _parameter(weight, "Neuron: weight")
        self.bias = _parameter(bias, "Neuron: bias")
        self.activation = activation
        if self.weight.ndim != 1 or self.bias.ndim != 0:
            raise ValueError(
                "a neuron has a row of weights and a single bias, met the shapes "
                f"{self.weight.shape} and {self.bias.shape}. For several neurons use Linear."
            )

    def forward(self, x: TensorLike) -> Tensor:
        """Compute f(x·w + b): one number for (in_features,), shape (n,) for (n, in_features)."""
        x = as_tensor(x, "Neuron")
        _check_features(x, self.weight.shape[0], "Neuron")
        z = matmul(x, self.weight) + self.bias
        return (
            activate(self.activation, z)
            if isinstance(self.activation, str)
            else (self.activation(z))
        )

    def extra_repr(self) -> str:
        """Return the weights, the bias and the activation."""
        name = getattr(self.activation, "__name__", self.activation)
        weight = ", ".join(map(short, self.weight._value))
        return f"weight=[{weight}], bias={short(self.bias._value)}, activation={name}"


class Linear(Module):
    """A layer of neurons before their activation: y = x Wᵀ + b.

    Parameters
    ----------
    in_features, out_features : int
        How many numbers come in and go out.
    bias : bool, default True
        Whether there is a bias.
    seed : int or numpy.random.Generator, optional
        Where the start values come from; without one they differ each time. Hand one Generator
        to all layers of a model, for equal seeds would give layers of one shape equal weights.

    Attributes
    ----------
    weight : Tensor
        W, shape (out_features, in_features): one neuron a row.
    bias : Tensor or None
        b, shape (out_features,).

    Raises
    ------
    ValueError
        When a number of features is below 1.

    Notes
    -----
    Both start uniform within ± 1/√in_features, as in PyTorch. Taught in chapter 4.

    Examples
    --------
    >>> layer = Linear(2, 3, seed=0)
    >>> layer
    Linear(in_features=2, out_features=3, bias=True)
    >>> layer([[1.0, 2.0], [3.0, 4.0]]).shape
    (2, 3)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        seed: int | np.random.Generator | None = None,
    ) -> None:
        rng = generator("Linear: seed", seed)
        inputs = _positive(in_features, "inputs", "Linear")
        outputs = _positive(out_features, "outputs", "Linear")
        new_shape("Linear", (outputs, inputs))
        has_bias = flag("Linear: bias", bias)
        bound = 1 / math.sqrt(inputs)
        weight = init.uniform((outputs, inputs), -bound, bound, rng)
        self.weight = _parameter(weight, "Linear: weight")
        start = init.uniform(outputs, -bound, bound, rng) if has_bias else None
        self.bias = None if start is None else _parameter(start, "Linear: bias")

    def forward(self, x: TensorLike) -> Tensor:
        """Compute x Wᵀ + b: shape (n, out_features) from (n, in_features)."""
        x = as_tensor(x, "Linear")
        _check_features(x, self.weight.shape[1], "Linear")
        y = matmul(x, self.weight.T)
        return y if self.bias is None else y + self.bias

    def extra_repr(self) -> str:
        """Return the numbers of features."""
        out_features, in_features = self.weight.shape
        has_bias = self.bias is not None
        return f"in_features={in_features}, out_features={out_features}, bias={has_bias}"


class Sequential(Module):
    """Modules in a row: each one's output is the next one's input.

    Parameters
    ----------
    *modules : Module
        The modules, first to last.

    Raises
    ------
    TypeError
        When something is not a module.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> from nnlib.activation_layers import ReLU
    >>> rng = np.random.default_rng(0)
    >>> model = Sequential(Linear(2, 4, seed=rng), ReLU(), Linear(4, 1, seed=rng))
    >>> model
    Sequential(
      (0): Linear(in_features=2, out_features=4, bias=True)
      (1): ReLU()
      (2): Linear(in_features=4, out_features=1, bias=True)
    )
    >>> [name for name, _ in model.named_parameters()]
    ['0.weight', '0.bias', '2.weight', '2.bias']
    >>> model[:2](np.zeros((5, 2))).shape
    (5, 4)
    """

    def __init__(self, *modules: Module) -> None:
        for position, module in enumerate(modules):
            if not isinstance(module, Module):
                raise TypeError(
                    f"Sequential takes modules, but number {position} is {brief(module)}. "
                    f"{_why_no_module(module)}"
                )
            # Attributes named by position give PyTorch's names: "0.weight".
            setattr(self, str(position), module)

    def forward(self, x: TensorLike) -> Tensor:
        """Run the input through all modules."""
        x = as_tensor(x, "Sequential")
        for module in self:
            x = module(x)
        return x

    def __iter__(self) -> Iterator[Module]:
        """Go through the modules, first to last."""
        return (module for _, module in self.named_children())

    def __len__(self) -> int:
        """Return how many modules there are."""
        return sum(1 for _ in self)

    def __getitem__(self, index: int | slice) -> Module:
        """Return one module, or a Sequential of several that shares their parameters."""
        if isinstance(index, slice):
            return Sequential(*list(self)[index])
        position, count = whole("Sequential: an index", index), len(self)
        if not -count <= position < count:
            raise IndexError(
                f"Sequential: there is no module {position}; it holds {count}, 0 to {count - 1}."
            )
        return list(self)[position]


class Flatten(Module):
    """Join all axes from ``start_dim`` on into one: images into rows of numbers.

    Parameters
    ----------
    start_dim : int, default 1
        The first axis to join; 1 keeps the samples apart.

    Notes
    -----
    Taught in chapter 6.

    Examples
    --------
    >>> Flatten()(np.zeros((5, 1, 8, 8))).shape
    (5, 64)
    """

    def __init__(self, start_dim: int = 1) -> None:
        self.start_dim = whole("Flatten: start_dim", start_dim)

    def forward(self, x: TensorLike) -> Tensor:
        """Return the input with its last axes joined."""
        return as_tensor(x, "Flatten").flatten(self.start_dim)


def _parameter(value: TensorLike, title: str) -> Tensor:
    if isinstance(value, Tensor):
        return value
    return Tensor(as_tensor(value, title), requires_grad=True)


def _positive(count: object, what: str, layer: str) -> int:
    number = whole(f"{layer}: the number of its {what}", count)
    if number < 1:
        raise ValueError(f"{layer} needs at least one of its {what}, met {count}.")
    return number


def _why_no_module(given: object) -> str:
    if isinstance(given, type) and issubclass(given, Module):
        return f"Make one of it: {given.__name__}(…), with parentheses."
    if isinstance(given, (list, tuple)):
        return "Give the modules one by one, or Sequential(*modules) for a list."
    return "An activation as a module has a capital: ReLU() in place of relu."


def _check_features(x: Tensor, wanted: int, layer: str) -> None:
    if x.ndim == 0 or x.shape[-1] != wanted:
        raise ValueError(
            f"{layer} takes {wanted} numbers a sample, so its input has shape (n, {wanted}), "
            f"but met {x.shape}. Samples are rows: reshape, or transpose with .T, or change the "
            "layer's number of inputs."
        )
