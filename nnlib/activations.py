"""Activations: what a neuron does to its weighted sum z.

All work on numbers, arrays and tensors, and stay finite at z = ±1000 together with their
gradients. `ACTIVATIONS` lists them by name; `activate` calls one by name.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from nnlib.checks import brief, one_of
from nnlib.shapes import axis_of, refuse_empty
from nnlib.tensor import Number, Tensor, TensorLike, apply, as_tensor, setting

__all__ = [
    "ACTIVATIONS",
    "abs",
    "activate",
    "gelu",
    "leaky_relu",
    "linear",
    "log_softmax",
    "prelu",
    "relu",
    "sigmoid",
    "sign",
    "silu",
    "softmax",
    "softplus",
    "step",
    "tanh",
]


def linear(z: TensorLike, alpha: Number = 1.0) -> Tensor:
    """f(z) = αz, with f′(z) = α: no bend at all.

    Notes
    -----
    A stack of linear layers is one linear layer. Taught in chapter 2.

    Examples
    --------
    >>> linear([-1.0, 2.0], alpha=0.5)
    Tensor([-0.5, 1.0], from mul)
    """
    return as_tensor(z, "linear") * setting("linear: alpha", alpha)


def step(z: TensorLike) -> Tensor:
    """f(z) = 1 where z ≥ 0, else 0: Heaviside's step.

    The neuron fires as soon as its sum reaches the threshold, also at exactly 0. The derivative
    is 0 wherever there is one, so nothing can be learned through it.

    Notes
    -----
    McCulloch and Pitts (1943). Taught in chapters 1 and 2.

    Examples
    --------
    >>> step([-1.0, 0.0, 7.0])
    Tensor([0.0, 1.0, 1.0], from greater_equal)
    """
    return as_tensor(z, "step") >= 0


def sign(z: TensorLike) -> Tensor:
    """f(z) = −1, 0 or 1, as z is below, at or above 0; its derivative is taken as 0.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> sign([-3.0, 0.0, 2.0])
    Tensor([-1.0, 0.0, 1.0], from sign)
    """
    return as_tensor(z, "sign").sign()


def sigmoid(z: TensorLike) -> Tensor:
    """f(z) = 1 / (1 + e⁻ᶻ), between 0 and 1, with f′ = f(1 − f).

    Notes
    -----
    Taught in chapters 1 and 2.

    Examples
    --------
    >>> z = 0.3 * 0.7 + 0.1 * 0.9 - 0.1 * 0.5 + 0.2
    >>> round(sigmoid(z).item(), 4)
    0.6106
    """
    return as_tensor(z, "sigmoid").sigmoid()


def tanh(z: TensorLike) -> Tensor:
    """f(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ), between −1 and 1, with f′ = 1 − f².

    Notes
    -----
    tanh z = 2·sigmoid(2z) − 1. Taught in chapter 2.

    Examples
    --------
    >>> tanh([-1000.0, 0.0, 1000.0])
    Tensor([-1.0, 0.0, 1.0], from tanh)
    """
    return as_tensor(z, "tanh").tanh()


def relu(z: TensorLike) -> Tensor:
    """f(z) = max(0, z), with f′ = 1 above 0 and 0 elsewhere (0 is taken at z = 0).

    Notes
    -----
    Nair and Hinton (2010). Taught in chapters 1 and 2.

    Examples
    --------
    >>> relu([-1.0, 0.0, 2.0])
    Tensor([0.0, 0.0, 2.0], from relu)
    """
    return as_tensor(z, "relu").relu()


def leaky_relu(z: TensorLike, negative_slope: Number = 0.01) -> Tensor:
    """f(z) = z above 0, and negative_slope · z elsewhere.

    Notes
    -----
    Maas, Hannun and Ng (2013). Taught in chapter 2.

    Examples
    --------
    >>> leaky_relu([-2.0, 2.0], 0.1)
    Tensor([-0.2, 2.0], from where)
    """
    z = as_tensor(z, "leaky_relu")
    return z.where(z > 0, z * setting("leaky_relu: negative_slope", negative_slope))


def prelu(z: TensorLike, weight: TensorLike = 0.25) -> Tensor:
    """f(z) = z above 0, and weight · z elsewhere, where the weight is learned.

    Parameters
    ----------
    z : array_like
        Shape (n, channels, …), or any shape with a single weight.
    weight : array_like, default 0.25
        One number, or shape (channels,): one for each entry of axis 1.

    Raises
    ------
    ValueError
        When there are several weights, but not one for each channel.

    Notes
    -----
    He, Zhang, Ren and Sun (2015). Taught in chapter 2.

    Examples
    --------
    >>> prelu([-2.0, 2.0], 0.5)
    Tensor([-1.0, 2.0], from where)
    """
    z, weight = as_tensor(z, "prelu"), as_tensor(weight, "prelu")
    if weight.size == 1:
        weight = weight.reshape(())
    else:
        channels = z.shape[1] if z.ndim > 1 else 1
        if weight.shape != (channels,):
            raise ValueError(
                f"prelu: weights of shape {weight.shape} for inputs of shape {z.shape}. "
                f"Give one weight, or one for each of the {channels} channels of axis 1."
            )
        weight = weight.reshape(-1, *[1] * (z.ndim - 2))
    # Without what lies above, however far: infinity times a slope of 0 is NaN.
    below = z.masked_fill(z > 0, 0.0)
    return z.where(z > 0, below * weight)


def silu(z: TensorLike) -> Tensor:
    """f(z) = z · sigmoid(z), also called swish: ReLU with a smooth bend and a small dip.

    Notes
    -----
    Elfwing, Uchibe and Doya (2018). Taught in chapter 2.

    Examples
    --------
    >>> silu([-1.0, 0.0, 1.0])
    Tensor([-0.2689, 0.0, 0.7311], from mul)
    """
    z = as_tensor(z, "silu")
    return z * z.sigmoid()


def softplus(z: TensorLike, beta: Number = 1.0) -> Tensor:
    """f(z) = log(1 + e^(βz)) / β: a smooth ReLU, sharper as β grows; f′ = sigmoid(βz).

    Raises
    ------
    ValueError
        When β is a plain number that is not positive.

    Notes
    -----
    Glorot, Bordes and Bengio (2011). Taught in chapter 2.

    Examples
    --------
    >>> softplus([-1000.0, 0.0, 1000.0])
    Tensor([0.0, 0.6931, 1000.0], from div)
    """
    beta = setting("softplus: beta", beta, above=0)
    return apply("softplus", as_tensor(z, "softplus") * beta) / beta


def gelu(z: TensorLike, approximate: str = "none") -> Tensor:
    """f(z) = z · Φ(z), where Φ is the normal distribution's cumulative probability.

    Parameters
    ----------
    z : array_like
        The weighted sums.
    approximate : {"none", "tanh"}
        "tanh" replaces Φ by ½(1 + tanh(√(2/π)(z + 0.044715 z³))).

    Raises
    ------
    ValueError
        When ``approximate`` is something else.

    Notes
    -----
    Hendrycks and Gimpel (2016). Taught in chapter 2.

    Examples
    --------
    >>> gelu([-1.0, 0.0, 1.0])
    Tensor([-0.1587, 0.0, 0.8413], from mul)
    """
    z = as_tensor(z, "gelu")
    if one_of("gelu: approximate", approximate, ("none", "tanh")) == "none":
        return z * (0.5 * (1 + (z / math.sqrt(2)).erf()))
    return z * (0.5 * (1 + (math.sqrt(2 / math.pi) * (z + 0.044715 * (z * z * z))).tanh()))


def abs(z: TensorLike) -> Tensor:
    """Absolute value: f(z) = z above 0 and −z below, with f′ = 1 or −1 (0 is taken at z = 0).

    Notes
    -----
    Taught in chapter 2, as an activation that works although few use it.

    Examples
    --------
    >>> abs([-2.0, 3.0])
    Tensor([2.0, 3.0], from abs)
    """
    return as_tensor(z, "abs").abs()


def softmax(z: TensorLike, dim: int = -1) -> Tensor:
    """fᵢ(z) = e^zᵢ / Σⱼ e^zⱼ: logits to probabilities that sum to 1 along ``dim``.

    Notes
    -----
    The largest logit is subtracted first, which changes nothing but keeps e^z finite.
    Bridle (1990). Taught in chapters 2 and 3.

    Examples
    --------
    >>> [round(p, 2) for p in softmax([5.0, 2.5, 0.5]).tolist()]
    [0.91, 0.08, 0.01]
    """
    z, dim = _logits(z, dim, "softmax")
    powers = (z - z.amax(dim, keepdim=True).detach()).exp()
    return powers / powers.sum(dim, keepdim=True)


def log_softmax(z: TensorLike, dim: int = -1) -> Tensor:
    """fᵢ(z) = zᵢ − log Σⱼ e^zⱼ: the logarithm of `softmax`, finite where softmax gives 0.

    Notes
    -----
    Taught in chapter 3.

    Examples
    --------
    >>> log_softmax([0.0, 1000.0])
    Tensor([-1000.0, 0.0], from sub)
    """
    z, dim = _logits(z, dim, "log_softmax")
    # Shifted first: near equal logits a large common offset would cost digits.
    z = z - z.amax(dim, keepdim=True).detach()
    return z - z.exp().sum(dim, keepdim=True).log()


def _logits(z: TensorLike, dim: int, name: str) -> tuple[Tensor, int]:
    z = as_tensor(z, name)
    if z.ndim == 0:
        raise ValueError(
            f"{name}: a single number is no row of logits. Give one logit for each class; for two "
            "classes with one logit use sigmoid."
        )
    axis = axis_of(z.shape, dim, name)
    refuse_empty(z.shape, [axis], name)
    return z, axis


ACTIVATIONS: dict[str, Callable[..., Tensor]] = {
    function.__name__: function
    for function in (
        linear,
        step,
        sign,
        sigmoid,
        tanh,
        relu,
        leaky_relu,
        prelu,
        silu,
        softplus,
        gelu,
        abs,
        softmax,
        log_softmax,
    )
}


def activate(name: str, z: TensorLike) -> Tensor:
    """Apply the activation of this name.

    Raises
    ------
    ValueError
        When there is no activation of this name.

    Notes
    -----
    Made for an explorer's ``choice``. Taught in chapter 1.

    Examples
    --------
    >>> activate("relu", [-1.0, 2.0])
    Tensor([0.0, 2.0], from relu)
    """
    return named_activation(name)(z)


def named_activation(name: str) -> Callable[..., Tensor]:
    """Return the activation of this name, or raise a ValueError that lists the names."""
    if not isinstance(name, str) or name not in ACTIVATIONS:
        raise ValueError(
            f"there is no activation {brief(name)}. The names are: {', '.join(ACTIVATIONS)}."
        )
    return ACTIVATIONS[name]
