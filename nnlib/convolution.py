"""Convolution and pooling: layers that look at an image patch by patch.

Images have PyTorch's shape (n, channels, height, width).
"""

from __future__ import annotations

import math

import numpy as np

from nnlib import init
from nnlib.functional import gather
from nnlib.module import Module
from nnlib.operations import patch_positions
from nnlib.tensor import Tensor, TensorLike, as_tensor

__all__ = ["AvgPool2d", "Conv2d", "MaxPool2d"]


class Conv2d(Module):
    """Slide small kernels over images: each output is a weighted sum over one patch.

    Parameters
    ----------
    in_channels, out_channels : int
        How many values a pixel has before and after.
    kernel_size : int or (int, int)
        The patch's height and width.
    stride : int, default 1
        How far the kernel moves each time.
    padding : int, default 0
        How many zeros are added on every side.
    bias : bool, default True
        Whether there is a bias for each output channel.
    seed : int or numpy.random.Generator, optional
        Where the start values come from; without one they differ each time.

    Attributes
    ----------
    weight : Tensor
        The kernels, shape (out_channels, in_channels, kernel height, kernel width).
    bias : Tensor or None
        Shape (out_channels,).

    Raises
    ------
    ValueError
        When a setting is not positive.

    Notes
    -----
    An axis of length h becomes ⌊(h + 2·padding − kernel) / stride⌋ + 1. As in all of deep
    learning the kernel is not turned round, which makes it a cross-correlation. LeCun et al.
    (1989). Taught in chapter 6.

    Examples
    --------
    >>> layer = Conv2d(1, 6, kernel_size=5, seed=0)
    >>> layer(np.zeros((1, 1, 32, 32))).shape
    (1, 6, 28, 28)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, int],
        stride: int = 1,
        padding: int = 0,
        bias: bool = True,
        seed: int | np.random.Generator | None = None,
    ) -> None:
        kernel = _pair(kernel_size)
        _check_settings("Conv2d", in_channels, out_channels, *kernel, stride)
        if padding < 0:
            raise ValueError(f"Conv2d: padding cannot be negative, met {padding}.")
        rng = np.random.default_rng(seed)
        shape = (out_channels, in_channels, *kernel)
        bound = 1 / math.sqrt(in_channels * math.prod(kernel))
        self.weight = Tensor(init.uniform(shape, -bound, bound, rng), requires_grad=True)
        self.bias = (
            Tensor(init.uniform(out_channels, -bound, bound, rng), requires_grad=True)
            if bias
            else None
        )
        self.stride = stride
        self.padding = padding

    def forward(self, x: TensorLike) -> Tensor:
        """Return images of shape (n, out_channels, height', width')."""
        out_channels, in_channels, *kernel = self.weight.shape
        x = _images(x, "Conv2d", in_channels)
        # Every patch becomes a column, so that one matrix product does all sums.
        columns = x.patches(kernel, self.stride, self.padding)
        y = self.weight.reshape(out_channels, -1) @ columns
        if self.bias is not None:
            y = y + self.bias.unsqueeze(1)
        size = patch_positions(x.shape, kernel, self.stride, self.padding)
        return y.reshape(x.shape[0], out_channels, *size)

    def extra_repr(self) -> str:
        """Return the channels, the kernel and how it moves."""
        out_channels, in_channels, *kernel = self.weight.shape
        return (
            f"{in_channels}, {out_channels}, kernel_size={tuple(kernel)}, stride={self.stride}, "
            f"padding={self.padding}"
        )


class MaxPool2d(Module):
    """Keep the largest value of each patch.

    Parameters
    ----------
    kernel_size : int or (int, int)
        The patch's height and width.
    stride : int, optional
        How far the patch moves; by default its own height, so that patches do not overlap.

    Raises
    ------
    ValueError
        When a setting is not positive, or without a stride the patch is not square.

    Notes
    -----
    The gradient goes to the largest value only, to the first if several are equal. Taught in
    chapter 6.

    Examples
    --------
    >>> MaxPool2d(2)(np.arange(16.0).reshape(1, 1, 4, 4)).tolist()
    [[[[5.0, 7.0], [13.0, 15.0]]]]
    """

    def __init__(self, kernel_size: int | tuple[int, int], stride: int | None = None) -> None:
        self.kernel_size, self.stride = _pool_settings("MaxPool2d", kernel_size, stride)

    def forward(self, x: TensorLike) -> Tensor:
        """Return images of shape (n, channels, height', width')."""
        x = _images(x, "MaxPool2d")
        patches, shape = _pool_patches(x, self.kernel_size, self.stride)
        winner = patches.argmax(1).unsqueeze(1)
        return gather(patches, 1, winner).reshape(shape)

    def extra_repr(self) -> str:
        """Return the patch and how it moves."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}"


class AvgPool2d(Module):
    """Keep the mean of each patch.

    Parameters
    ----------
    kernel_size : int or (int, int)
        The patch's height and width.
    stride : int, optional
        How far the patch moves; by default its own height, so that patches do not overlap.

    Raises
    ------
    ValueError
        When a setting is not positive, or without a stride the patch is not square.

    Notes
    -----
    Taught in chapter 6.

    Examples
    --------
    >>> AvgPool2d(2)(np.arange(16.0).reshape(1, 1, 4, 4)).tolist()
    [[[[2.5, 4.5], [10.5, 12.5]]]]
    """

    def __init__(self, kernel_size: int | tuple[int, int], stride: int | None = None) -> None:
        self.kernel_size, self.stride = _pool_settings("AvgPool2d", kernel_size, stride)

    def forward(self, x: TensorLike) -> Tensor:
        """Return images of shape (n, channels, height', width')."""
        x = _images(x, "AvgPool2d")
        patches, shape = _pool_patches(x, self.kernel_size, self.stride)
        return patches.mean(1).reshape(shape)

    def extra_repr(self) -> str:
        """Return the patch and how it moves."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}"


def _pair(size: int | tuple[int, int]) -> tuple[int, int]:
    return (size, size) if isinstance(size, int) else (int(size[0]), int(size[1]))


def _check_settings(layer: str, *settings: int) -> None:
    if min(settings) < 1:
        raise ValueError(f"{layer}: sizes, channels and stride are at least 1, met {settings}.")


def _pool_settings(
    layer: str, kernel_size: int | tuple[int, int], stride: int | None
) -> tuple[tuple[int, int], int]:
    kernel = _pair(kernel_size)
    if stride is None:
        if kernel[0] != kernel[1]:
            raise ValueError(f"{layer}: a patch of {kernel} is not square; give a stride, too.")
        stride = kernel[0]
    _check_settings(layer, *kernel, stride)
    return kernel, stride


def _images(x: TensorLike, layer: str, channels: int | None = None) -> Tensor:
    x = as_tensor(x)
    if x.ndim != 4 or channels not in (None, x.shape[1]):
        wanted = "channels" if channels is None else channels
        raise ValueError(
            f"{layer} takes images of shape (n, {wanted}, height, width), but met {x.shape}. "
            "Rows of pixels become grey images by X.reshape(-1, 1, height, width)."
        )
    return x


def _pool_patches(
    x: Tensor, kernel: tuple[int, int], stride: int
) -> tuple[Tensor, tuple[int, ...]]:
    """Return the patches, shape (n · channels, kernel, positions), and the pooled images' shape."""
    n, channels, height, width = x.shape
    # Channels are pooled apart from each other, as if each were an image of its own.
    patches = x.reshape(n * channels, 1, height, width).patches(kernel, stride)
    return patches, (n, channels, *patch_positions(x.shape, kernel, stride, 0))
