"""Batch normalisation: each feature with mean 0 and variance 1 over the batch."""

from __future__ import annotations

import numpy as np

from nnlib.checks import new_shape, number, whole
from nnlib.module import Module
from nnlib.tensor import Tensor, TensorLike, as_tensor

__all__ = ["BatchNorm1d"]


class BatchNorm1d(Module):
    """Normalise each feature over the batch: y = γ (x − mean) / √(variance + eps) + β.

    Parameters
    ----------
    num_features : int
        How many features a sample has.
    eps : float, default 1e-5
        Keeps the root away from 0.
    momentum : float, default 0.1
        How much of each new batch enters the running mean and variance.

    Attributes
    ----------
    weight, bias : Tensor
        γ and β, shape (num_features,), learned.
    running_mean, running_var : Tensor
        What `Module.eval` mode normalises with, shape (num_features,).

    Raises
    ------
    ValueError
        When ``num_features`` is below 1.

    Notes
    -----
    The batch's variance divides by n, the running one by n − 1, as in PyTorch. In an explorer,
    where the batch depends on controls, the running values stay as they are. Ioffe and Szegedy
    (2015). Taught in chapter 6.

    Examples
    --------
    >>> BatchNorm1d(1)([[1.0], [3.0]]).data.round(3).tolist()
    [[-1.0], [1.0]]
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        num_features = whole("BatchNorm1d: num_features", num_features, least=1)
        new_shape("BatchNorm1d", (num_features,))
        self.weight = Tensor(np.ones(num_features), requires_grad=True)
        self.bias = Tensor(np.zeros(num_features), requires_grad=True)
        self.running_mean = Tensor(np.zeros(num_features))
        self.running_var = Tensor(np.ones(num_features))
        self.eps = number("BatchNorm1d: eps", eps, least=0)
        self.momentum = number("BatchNorm1d: momentum", momentum, least=0, most=1)

    def forward(self, x: TensorLike) -> Tensor:
        """Normalise (n, num_features), or (n, num_features, length) over samples and length."""
        x = as_tensor(x, "BatchNorm1d")
        (features,) = self.weight.shape
        if x.ndim not in (2, 3) or x.shape[1] != features:
            raise ValueError(
                f"BatchNorm1d takes {features} features a sample, so its input has shape "
                f"(n, {features}) or (n, {features}, length), but met {x.shape}."
            )
        dims = [0] if x.ndim == 2 else [0, 2]
        column = (features,) if x.ndim == 2 else (features, 1)
        if self.training:
            count = x.size // features
            if count < 2:
                raise ValueError(
                    f"BatchNorm1d cannot tell how {count} values vary. Train on batches of at "
                    "least two samples, or call eval() to predict."
                )
            mean, var = x.mean(dims), x.var(dims, correction=0)
            self._remember(mean, var, count)
        else:
            mean, var = self.running_mean, self.running_var
        scaled = (x - mean.reshape(column)) / (var.reshape(column) + self.eps).sqrt()
        return scaled * self.weight.reshape(column) + self.bias.reshape(column)

    def _remember(self, mean: Tensor, var: Tensor, count: int) -> None:
        if mean.live is not None:
            return
        keep, enter = 1 - self.momentum, self.momentum
        unbiased = var.data * (count / (count - 1))
        self.running_mean.data = keep * self.running_mean.data + enter * mean.data
        self.running_var.data = keep * self.running_var.data + enter * unbiased

    def extra_repr(self) -> str:
        """Return the number of features and the settings."""
        return f"{self.weight.size}, eps={self.eps}, momentum={self.momentum}"
