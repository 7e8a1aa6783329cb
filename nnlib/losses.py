"""Losses: one number that says how bad predictions are.

Names and argument orders are PyTorch's. ``reduction`` is "mean" over all samples (the default),
"sum", or "none" for the single losses. Values are checked where they are known; values that
depend on an explorer's control are not, only their shapes.
"""

from __future__ import annotations

import math

import numpy as np

from nnlib.activations import log_softmax
from nnlib.checks import one_of
from nnlib.functional import check_classes, gather, maximum
from nnlib.shapes import refuse_empty
from nnlib.tensor import Number, Tensor, TensorLike, apply, as_tensor, setting

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "huber_loss",
    "l1_loss",
    "mse_loss",
]

REDUCTIONS = ("mean", "sum", "none")


def mse_loss(input: TensorLike, target: TensorLike, reduction: str = "mean") -> Tensor:
    """Mean squared error: mean of (ŷ − y)².

    Parameters
    ----------
    input : array_like
        The predictions ŷ, of any shape.
    target : array_like
        The true values y, of the same shape.
    reduction : {"mean", "sum", "none"}
        What becomes of the single losses.

    Raises
    ------
    ValueError
        When the shapes differ.

    Notes
    -----
    Its gradient is 2(ŷ − y)/n. Taught in chapter 3.

    Examples
    --------
    >>> round(mse_loss([0.5, 0.7, 0.9, 1.2], [0.6, 0.6, 0.8, 1.0]).item(), 4)
    0.0175
    """
    input, target = _pair(input, target, "mse_loss")
    difference = input - target
    return _reduce(difference * difference, reduction, "mse_loss")


def l1_loss(input: TensorLike, target: TensorLike, reduction: str = "mean") -> Tensor:
    """Mean absolute error (MAE): mean of the distances between ŷ and y.

    Parameters
    ----------
    input : array_like
        The predictions ŷ, of any shape.
    target : array_like
        The true values y, of the same shape.
    reduction : {"mean", "sum", "none"}
        What becomes of the single losses.

    Raises
    ------
    ValueError
        When the shapes differ.

    Notes
    -----
    Its gradient is ±1/n, and 0 where ŷ = y. Taught in chapter 3.

    Examples
    --------
    >>> round(l1_loss([0.5, 0.7, 0.9, 1.2], [0.6, 0.6, 0.8, 1.0]).item(), 4)
    0.125
    """
    input, target = _pair(input, target, "l1_loss")
    return _reduce((input - target).abs(), reduction, "l1_loss")


def huber_loss(
    input: TensorLike, target: TensorLike, reduction: str = "mean", delta: Number = 1.0
) -> Tensor:
    """Huber's loss of the distance d between ŷ and y: ½d² up to δ, and δ(d − ½δ) beyond.

    Parameters
    ----------
    input : array_like
        The predictions ŷ, of any shape.
    target : array_like
        The true values y, of the same shape.
    reduction : {"mean", "sum", "none"}
        What becomes of the single losses.
    delta : float, default 1.0
        Where the parabola turns into straight lines, in the units of y.

    Raises
    ------
    ValueError
        When the shapes differ, or delta is a plain number that is not positive.

    Notes
    -----
    As in PyTorch, the second derivative is 0 at a distance of δ, where none exists. Huber (1964).
    Taught in chapter 3.

    Examples
    --------
    >>> huber_loss([0.5, 3.0], [0.0, 0.0], reduction="none").tolist()
    [0.125, 2.5]
    """
    delta = setting("huber_loss: delta", delta, above=0)
    input, target = _pair(input, target, "huber_loss")
    difference = input - target
    distance = difference.abs()
    is_near = distance < delta
    # Without what lies far, however far: infinity times a slope of 0 is NaN.
    near = difference.where(is_near, 0.0)
    straight = delta * (distance - 0.5 * delta)
    return _reduce((0.5 * near * near).where(is_near, straight), reduction, "huber_loss")


def binary_cross_entropy(input: TensorLike, target: TensorLike, reduction: str = "mean") -> Tensor:
    """Binary cross-entropy from probabilities: mean of −(y log p + (1 − y) log(1 − p)).

    Parameters
    ----------
    input : array_like
        Probabilities p of class 1, within [0, 1], of any shape.
    target : array_like
        The true classes y, 0 or 1 (or probabilities between), of the same shape.
    reduction : {"mean", "sum", "none"}
        What becomes of the single losses.

    Raises
    ------
    ValueError
        When the shapes differ, or when p or y lies outside [0, 1].

    Notes
    -----
    As in PyTorch, log is taken as at least −100, so that a certain but wrong prediction costs
    100 and not infinity; there the loss is flat. Training is steadier with
    `binary_cross_entropy_with_logits`. Taught in chapter 3.

    Examples
    --------
    >>> round(binary_cross_entropy(0.1, 1.0).item(), 3)
    2.303
    """
    input, target = _pair(input, target, "binary_cross_entropy")
    _check_probabilities(
        input,
        "binary_cross_entropy",
        "Put a sigmoid before it, or use binary_cross_entropy_with_logits.",
    )
    _check_targets(target, "binary_cross_entropy")
    smallest = math.exp(-100)
    log_p = maximum(input, smallest).log()
    log_q = maximum(1 - input, smallest).log()
    return _reduce(-(target * log_p + (1 - target) * log_q), reduction, "binary_cross_entropy")


def binary_cross_entropy_with_logits(
    input: TensorLike, target: TensorLike, reduction: str = "mean"
) -> Tensor:
    """Binary cross-entropy from logits z, where p = sigmoid(z).

    Parameters
    ----------
    input : array_like
        Logits z: any numbers, of any shape.
    target : array_like
        The true classes y, 0 or 1 (or probabilities between), of the same shape.
    reduction : {"mean", "sum", "none"}
        What becomes of the single losses.

    Raises
    ------
    ValueError
        When the shapes differ, or when y lies outside [0, 1].

    Notes
    -----
    Computed as (1 − y)z + softplus(−z), which is finite for every z; its gradient is p − y.
    Taught in chapter 3.

    Examples
    --------
    >>> binary_cross_entropy_with_logits([1000.0, -1000.0], [1, 1], reduction="none").tolist()
    [0.0, 1000.0]
    """
    input, target = _pair(input, target, "binary_cross_entropy_with_logits")
    _check_targets(target, "binary_cross_entropy_with_logits")
    return _reduce(
        (1 - target) * input + apply("softplus", -input),
        reduction,
        "binary_cross_entropy_with_logits",
    )


def cross_entropy(input: TensorLike, target: TensorLike, reduction: str = "mean") -> Tensor:
    """Cross-entropy from logits: mean over the samples of −Σ y log softmax(z).

    Parameters
    ----------
    input : array_like
        Logits z: any numbers; shape (n, classes), or (classes,) for one sample, or
        (n, classes, …).
    target : array_like
        Class indices 0 … classes − 1, of the input's shape without its class axis; or
        probabilities (such as one-hot rows), of the input's shape.
    reduction : {"mean", "sum", "none"}
        What becomes of the samples' losses.

    Raises
    ------
    ValueError
        When the shapes do not fit, or probabilities lie outside [0, 1] or do not sum to 1.
    IndexError
        When a class index is out of range.

    Notes
    -----
    In nats; divide by log 2 for bits. The gradient is (softmax(z) − y)/n. Do not put a softmax
    before it: there is one inside. Taught in chapter 3.

    Examples
    --------
    >>> logits = Tensor([0.2, 0.7, 0.1]).log()
    >>> round(cross_entropy(logits, 1).item(), 3)
    0.357
    >>> round(cross_entropy(logits, [0, 1, 0]).item(), 3)
    0.357
    """
    input, target = as_tensor(input, "cross_entropy"), as_tensor(target, "cross_entropy")
    if input.ndim == 0:
        raise ValueError(
            "cross_entropy: a single number cannot hold logits of several classes. "
            "For one logit use binary_cross_entropy_with_logits."
        )
    dim = 0 if input.ndim == 1 else 1
    classes = input.shape[dim]
    samples = input.shape[:dim] + input.shape[dim + 1 :]
    refuse_empty(input.shape, [dim], "cross_entropy")
    log_p = log_softmax(input, dim)
    if target.shape == input.shape:
        _check_distribution(target, dim)
        return _reduce(-(target * log_p).sum(dim), reduction, "cross_entropy")
    if target.shape != samples:
        raise ValueError(
            f"cross_entropy: logits of shape {input.shape} go with class indices of shape "
            f"{samples} or with probabilities of shape {input.shape}, met {target.shape}."
            " Flatten a column of indices with y.reshape(-1)."
        )
    check_classes(target, classes, "cross_entropy")
    return _reduce(
        -gather(log_p, dim, target.unsqueeze(dim)).squeeze(dim), reduction, "cross_entropy"
    )


# --- checks ------------------------------------------------------------------------------------


def _reduce(losses: Tensor, reduction: str, loss: str) -> Tensor:
    one_of(f"{loss}: reduction", reduction, REDUCTIONS)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    refuse_empty(losses.shape, range(losses.ndim), loss)
    return losses.mean()


def _pair(input: TensorLike, target: TensorLike, loss: str) -> tuple[Tensor, Tensor]:
    input, target = as_tensor(input, loss), as_tensor(target, loss)
    # (n, 1) against (n,) would broadcast to (n, n) and train on nonsense without a word.
    if input.shape != target.shape and input.ndim and target.ndim:
        raise ValueError(
            f"{loss}: predictions have shape {input.shape}, targets {target.shape}; they must be "
            "equal. Usually one needs .reshape(-1), or the other .unsqueeze(1)."
        )
    return input, target


def _outside(values: Tensor) -> float | None:
    """Return a value outside [0, 1], if there is one and values are known."""
    if values.live is not None:
        return None
    wrong = ~((values.data >= 0) & (values.data <= 1))
    return float(values.data[wrong].flat[0]) if wrong.any() else None


def _check_probabilities(values: Tensor, loss: str, cure: str) -> None:
    found = _outside(values)
    if found is not None:
        raise ValueError(f"{loss}: probabilities lie within [0, 1], met {found:g}. {cure}")


def _check_targets(target: Tensor, loss: str) -> None:
    found = _outside(target)
    if found is not None:
        raise ValueError(
            f"{loss}: targets are 0 or 1, or between, met {found:g}. "
            "Labels such as −1 and 1 become 0 and 1 by (y + 1) / 2."
        )


def _check_distribution(target: Tensor, dim: int) -> None:
    _check_probabilities(target, "cross_entropy", "Targets may also be class indices.")
    if target.live is None:
        sums = target.data.sum(dim)
        if not np.allclose(sums, 1, atol=1e-6):
            wrong = np.ravel(sums)[~np.isclose(np.ravel(sums), 1, atol=1e-6)][0]
            raise ValueError(
                f"cross_entropy: a sample's target probabilities must sum to 1, met {wrong:g}."
            )
