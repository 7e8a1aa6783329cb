"""Convolution and pooling: layers that look at an image patch by patch.

Images have PyTorch's shape (n, channels, height, width).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnlib import init
from nnlib.checks import flag, generator, new_shape, pair, whole
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
        How far the kernel moves each time; also a pair of equal numbers.
    padding : int or {"same", "valid"}, default 0
        How many zeros are added on every side; also a pair of equal numbers. "same" keeps the
        images' size, with an odd kernel and a stride of 1; "valid" adds none.
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
    TypeError
        When a setting is of another kind.
    ValueError
        When a setting is not positive, or differs between down and across.

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
        stride: int | tuple[int, int] = 1,
        padding: int | tuple[int, int] | str = 0,
        bias: bool = True,
        seed: int | np.random.Generator | None = None,
    ) -> None:
        inputs = whole("Conv2d: in_channels", in_channels, least=1)
        outputs = whole("Conv2d: out_channels", out_channels, least=1)
        kernel = pair("Conv2d: kernel_size", kernel_size, least=1)
        self.stride = _both("Conv2d: stride", stride, least=1)
        self.padding = _padding(padding, kernel, self.stride)
        shape = new_shape("Conv2d", (outputs, inputs, *kernel))
        has_bias = flag("Conv2d: bias", bias)
        rng = generator("Conv2d: seed", seed)
        bound = 1 / math.sqrt(inputs * math.prod(kernel))
        weight = init.uniform(shape, -bound, bound, rng)
        self.weight = Tensor(weight, requires_grad=True)
        start = init.uniform(outputs, -bound, bound, rng) if has_bias else None
        self.bias = None if start is None else Tensor(start, requires_grad=True)

    def forward(self, x: TensorLike) -> Tensor:
        """Return images of shape (n, out_channels, height', width')."""
        out_channels, in_channels, *kernel = self.weight.shape
        x = _images(x, "Conv2d", kernel, self.padding, in_channels)
        # Every patch becomes a column, so that one matrix product does all sums.
        columns = x.patches(kernel, self.stride, self.padding)
        y = self.weight.reshape(out_channels, in_channels * math.prod(kernel)) @ columns
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

    def __init__(
        self,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] | None = None,
    ) -> None:
        self.kernel_size, self.stride = _pool_settings("MaxPool2d", kernel_size, stride)

    def forward(self, x: TensorLike) -> Tensor:
        """Return images of shape (n, channels, height', width')."""
        x = _images(x, "MaxPool2d", self.kernel_size)
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

    def __init__(
        self,
        kernel_size: int | tuple[int, int],
        stride: int | tuple[int, int] | None = None,
    ) -> None:
        self.kernel_size, self.stride = _pool_settings("AvgPool2d", kernel_size, stride)

    def forward(self, x: TensorLike) -> Tensor:
        """Return images of shape (n, channels, height', width')."""
        x = _images(x, "AvgPool2d", self.kernel_size)
        patches, shape = _pool_patches(x, self.kernel_size, self.stride)
        return patches.mean(1).reshape(shape)

    def extra_repr(self) -> str:
        """Return the patch and how it moves."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}"


def _both(title: str, value: int | tuple[int, int], *, least: int) -> int:
    """Return the number that stands for down and across."""
    down, across = pair(title, value, least=least)
    if down != across:
        raise ValueError(
            f"{title}={value} differs between down and across, which nnlib cannot do. Give one "
            "number for both."
        )
    return down


def _padding(padding: int | tuple[int, int] | str, kernel: tuple[int, int], stride: int) -> int:
    if not isinstance(padding, str):
        return _both("Conv2d: padding", padding, least=0)
    if padding == "valid":
        return 0
    if padding != "same":
        raise ValueError(
            f'Conv2d: padding={padding!r} is not known. Give a number, "same" or "valid".'
        )
    if stride != 1:
        raise ValueError(
            f'Conv2d: padding="same" keeps the size at stride 1 only, met stride {stride}. '
            "Give the padding as a number."
        )
    if kernel[0] != kernel[1] or kernel[0] % 2 == 0:
        raise ValueError(
            f'Conv2d: padding="same" around a kernel of {kernel} would add more zeros on one side '
            "than on another, which nnlib cannot do. Use a square kernel of odd size."
        )
    return kernel[0] // 2


def _pool_settings(
    layer: str, kernel_size: int | tuple[int, int], stride: int | tuple[int, int] | None
) -> tuple[tuple[int, int], int]:
    kernel = pair(f"{layer}: kernel_size", kernel_size, least=1)
    if stride is not None:
        return kernel, _both(f"{layer}: stride", stride, least=1)
    if kernel[0] != kernel[1]:
        raise ValueError(f"{layer}: a patch of {kernel} is not square; give a stride, too.")
    return kernel, kernel[0]


def _images(
    x: TensorLike,
    layer: str,
    kernel: Sequence[int],
    padding: int = 0,
    channels: int | None = None,
) -> Tensor:
    x = as_tensor(x, layer)
    if x.ndim != 4 or channels not in (None, x.shape[1]):
        wanted = "channels" if channels is None else channels
        raise ValueError(
            f"{layer} takes images of shape (n, {wanted}, height, width), but met {x.shape}. "
            "Rows of pixels become grey images by X.reshape(-1, 1, height, width)."
        )
    if any(k > size + 2 * padding for k, size in zip(kernel, x.shape[2:], strict=True)):
        raise ValueError(
            f"{layer}: a kernel of {tuple(kernel)} does not fit into images of {x.shape[2:]} with "
            f"padding {padding}. Use a smaller kernel or more padding."
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
