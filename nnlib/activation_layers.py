"""Activations as modules, to stand between layers in a `Sequential`.

Each calls the function of the same name in `nnlib.activations`, which has the formula.
"""

from __future__ import annotations

import numpy as np

from nnlib import activations
from nnlib.checks import new_shape, number, one_of, whole
from nnlib.module import Module
from nnlib.tensor import Number, Tensor, TensorLike, setting

__all__ = [
    "GELU",
    "Identity",
    "LeakyReLU",
    "LogSoftmax",
    "PReLU",
    "ReLU",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
]


class Identity(Module):
    """The linear activation with slope 1: `nnlib.linear`.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> Identity()([-1.0, 2.0]).tolist()
    [-1.0, 2.0]
    """

    def forward(self, z: TensorLike) -> Tensor:
        """Return z."""
        return activations.linear(z)


class Sigmoid(Module):
    """`nnlib.sigmoid` as a module.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> Sigmoid()([-1000.0, 0.0, 1000.0])
    Tensor([0.0, 0.5, 1.0], from sigmoid)
    """

    def forward(self, z: TensorLike) -> Tensor:
        """Return sigmoid(z)."""
        return activations.sigmoid(z)


class Tanh(Module):
    """`nnlib.tanh` as a module.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> Tanh()([-1000.0, 0.0, 1000.0])
    Tensor([-1.0, 0.0, 1.0], from tanh)
    """

    def forward(self, z: TensorLike) -> Tensor:
        """Return tanh(z)."""
        return activations.tanh(z)


class ReLU(Module):
    """`nnlib.relu` as a module.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> ReLU()([-1.0, 2.0])
    Tensor([0.0, 2.0], from relu)
    """

    def forward(self, z: TensorLike) -> Tensor:
        """Return relu(z)."""
        return activations.relu(z)


class LeakyReLU(Module):
    """`nnlib.leaky_relu` as a module.

    Parameters
    ----------
    negative_slope : float, default 0.01
        The slope below 0.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> LeakyReLU(0.1)
    LeakyReLU(negative_slope=0.1)
    """

    def __init__(self, negative_slope: Number = 0.01) -> None:
        self.negative_slope = setting("LeakyReLU: negative_slope", negative_slope)

    def forward(self, z: TensorLike) -> Tensor:
        """Return leaky_relu(z)."""
        return activations.leaky_relu(z, self.negative_slope)

    def extra_repr(self) -> str:
        """Return the slope."""
        return f"negative_slope={self.negative_slope!r}"


class PReLU(Module):
    """`nnlib.prelu` as a module, which learns its slope below 0.

    Parameters
    ----------
    num_parameters : int, default 1
        One slope for all, or one for each channel of axis 1.
    init : float, default 0.25
        Where the slopes start.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> PReLU().weight
    Tensor([0.25], requires_grad=True)
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25) -> None:
        count = whole("PReLU: num_parameters", num_parameters, least=1)
        start = number("PReLU: init", init)
        self.weight = Tensor(np.full(new_shape("PReLU", (count,)), start), requires_grad=True)

    def forward(self, z: TensorLike) -> Tensor:
        """Return prelu(z)."""
        return activations.prelu(z, self.weight)

    def extra_repr(self) -> str:
        """Return the number of slopes."""
        return f"num_parameters={self.weight.size}"


class SiLU(Module):
    """`nnlib.silu` as a module.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> SiLU()([-1000.0, 1000.0]).tolist()
    [-0.0, 1000.0]
    """

    def forward(self, z: TensorLike) -> Tensor:
        """Return silu(z)."""
        return activations.silu(z)


class Softplus(Module):
    """`nnlib.softplus` as a module.

    Parameters
    ----------
    beta : float, default 1.0
        How sharp the bend is.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> Softplus(beta=10)
    Softplus(beta=10)
    """

    def __init__(self, beta: Number = 1.0) -> None:
        self.beta = setting("Softplus: beta", beta, above=0)

    def forward(self, z: TensorLike) -> Tensor:
        """Return softplus(z)."""
        return activations.softplus(z, self.beta)

    def extra_repr(self) -> str:
        """Return the sharpness."""
        return f"beta={self.beta!r}"


class GELU(Module):
    """`nnlib.gelu` as a module.

    Parameters
    ----------
    approximate : {"none", "tanh"}
        Whether to use the approximation by tanh.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> GELU()([0.0, 1.0])
    Tensor([0.0, 0.8413], from mul)
    """

    def __init__(self, approximate: str = "none") -> None:
        self.approximate = one_of("GELU: approximate", approximate, ("none", "tanh"))

    def forward(self, z: TensorLike) -> Tensor:
        """Return gelu(z)."""
        return activations.gelu(z, self.approximate)

    def extra_repr(self) -> str:
        """Return the kind of approximation."""
        return f"approximate={self.approximate!r}"


class Softmax(Module):
    """`nnlib.softmax` as a module.

    Not before `nnlib.cross_entropy`, which has one inside.

    Parameters
    ----------
    dim : int, default -1
        The axis of the classes.

    Notes
    -----
    Taught in chapters 2 and 3.

    Examples
    --------
    >>> Softmax()([0.0, 0.0])
    Tensor([0.5, 0.5], from div)
    """

    def __init__(self, dim: int = -1) -> None:
        self.dim = whole("Softmax: dim", dim)

    def forward(self, z: TensorLike) -> Tensor:
        """Return softmax(z)."""
        return activations.softmax(z, self.dim)

    def extra_repr(self) -> str:
        """Return the axis."""
        return f"dim={self.dim}"


class LogSoftmax(Module):
    """`nnlib.log_softmax` as a module.

    Parameters
    ----------
    dim : int, default -1
        The axis of the classes.

    Notes
    -----
    Taught in chapter 3.

    Examples
    --------
    >>> LogSoftmax()([0.0, 1000.0])
    Tensor([-1000.0, 0.0], from sub)
    """

    def __init__(self, dim: int = -1) -> None:
        self.dim = whole("LogSoftmax: dim", dim)

    def forward(self, z: TensorLike) -> Tensor:
        """Return log_softmax(z)."""
        return activations.log_softmax(z, self.dim)

    def extra_repr(self) -> str:
        """Return the axis."""
        return f"dim={self.dim}"
