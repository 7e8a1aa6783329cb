"""The table of operations: what nnlib can compute, and the gradient of each.

An operation is a pure function of arrays. Its row in the table holds

- ``forward``: the rule in numpy, from arrays (and fixed attributes) to an array;
- ``gradient``: one rule for each input, ``rule(g, out, *inputs, **attrs)``, where ``g`` is the
  gradient of some scalar with respect to ``out``. Rules are written in tensors, so a gradient is
  recorded like anything else and can be differentiated again.

A rule may return a gradient of the broadcast shape: the walker in `nnlib.graph` sums it back.
``None`` in place of a rule means that the input has no gradient (a condition, an index).
Where a rule is flat its gradient is 0, whatever came from above and however large the number, so
it is chosen and not multiplied: infinity times 0 is NaN. NaN forward stays NaN; its gradient is
PyTorch's: that of relu, maximum and minimum passes, that of clip is 0, that of the rest is NaN.
The same table exists in JavaScript, in ``nnlib/live/front/replay/operations.js``; a test holds
the two together.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Operation(NamedTuple):
    """One row of the table: a rule forward and a gradient rule for each input."""

    forward: Callable
    gradient: tuple[Callable | None, ...] | Callable | None = None


def _sigmoid(x):
    # exp only ever sees a number below zero, so nothing overflows.
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def _softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def _power_gradient(g, out, a, b):
    if b.attrs.get("constant") and b.size == 1:
        # A fixed exponent: the usual squares need no power, and x⁰ and x¹ have a fixed slope.
        return g * b if b.item() in (0, 1) else g * b * (a if b.item() == 2 else a ** (b - 1))
    # x⁰ is flat, also at x = 0, where x⁻¹ is not finite.
    return (g * b * a ** (b - 1)).where(b != 0, 0.0)


def _exponent_gradient(g, out, a, b):
    # 0ᵇ does not change with a b that is not negative, although log 0 is not finite.
    return (g * out * a.log()).masked_fill((a == 0) * (b >= 0), 0.0)


def _where(condition, a, b):
    if a.ndim == 0 and a == 0:
        chosen = _zeros_elsewhere(condition == 0, b)
    elif b.ndim == 0 and b == 0:
        chosen = _zeros_elsewhere(condition != 0, a)
    else:
        chosen = None
    return np.where(condition != 0, a, b) if chosen is None else chosen


def _zeros_elsewhere(mask, x):
    """Return the numbers where the mask holds and 0 elsewhere, or None where that takes longer.

    Most gradients are such, and multiplying is far quicker than choosing: but infinity and NaN
    times 0 are NaN, and few numbers are chosen at once.
    """
    if x.size < 200:
        return None
    product = mask * x
    product += 0.0  # −0 is 0
    return product if math.isfinite(product.sum()) else None


_erf = np.vectorize(math.erf, otypes=[np.float64])


def _as_float(comparison):
    """Turn a numpy comparison into an operation that gives 0.0 or 1.0."""
    return lambda a, b: comparison(a, b).astype(np.float64)


ELEMENTWISE = {
    # two inputs, broadcast against each other
    "add": Operation(np.add, (lambda g, out, a, b: g, lambda g, out, a, b: g)),
    "sub": Operation(np.subtract, (lambda g, out, a, b: g, lambda g, out, a, b: -g)),
    "mul": Operation(np.multiply, (lambda g, out, a, b: g * b, lambda g, out, a, b: g * a)),
    "div": Operation(np.divide, (lambda g, out, a, b: g / b, lambda g, out, a, b: -g * out / b)),
    "pow": Operation(np.power, (_power_gradient, _exponent_gradient)),
    "remainder": Operation(
        np.mod, (lambda g, out, a, b: g, lambda g, out, a, b: -g * (a / b).floor())
    ),
    "maximum": Operation(
        np.maximum,
        (
            # A tie shares the gradient, as in PyTorch.
            lambda g, out, a, b: (0.5 * g).where(a == b, g).masked_fill(a < b, 0.0),
            lambda g, out, a, b: (0.5 * g).where(a == b, g).masked_fill(b < a, 0.0),
        ),
    ),
    "minimum": Operation(
        np.minimum,
        (
            lambda g, out, a, b: (0.5 * g).where(a == b, g).masked_fill(a > b, 0.0),
            lambda g, out, a, b: (0.5 * g).where(a == b, g).masked_fill(b > a, 0.0),
        ),
    ),
    # comparisons: 1.0 or 0.0, flat wherever they have a slope at all
    "less": Operation(_as_float(np.less), (None, None)),
    "less_equal": Operation(_as_float(np.less_equal), (None, None)),
    "greater": Operation(_as_float(np.greater), (None, None)),
    "greater_equal": Operation(_as_float(np.greater_equal), (None, None)),
    "equal": Operation(_as_float(np.equal), (None, None)),
    "not_equal": Operation(_as_float(np.not_equal), (None, None)),
    # three inputs
    "where": Operation(
        _where,
        (
            None,
            lambda g, out, condition, a, b: g.where(condition, 0.0),
            lambda g, out, condition, a, b: g.where(condition == 0, 0.0),
        ),
    ),
    # one input
    "neg": Operation(np.negative, (lambda g, out, x: -g,)),
    "exp": Operation(np.exp, (lambda g, out, x: g * out,)),
    "log": Operation(np.log, (lambda g, out, x: g / x,)),
    "log1p": Operation(np.log1p, (lambda g, out, x: g / (1 + x),)),
    "sqrt": Operation(np.sqrt, (lambda g, out, x: g / (2 * out),)),
    "sin": Operation(np.sin, (lambda g, out, x: g * x.cos(),)),
    "cos": Operation(np.cos, (lambda g, out, x: -g * x.sin(),)),
    "tanh": Operation(np.tanh, (lambda g, out, x: g * (1 - out * out),)),
    "sigmoid": Operation(_sigmoid, (lambda g, out, x: g * out * (1 - out),)),
    "softplus": Operation(_softplus, (lambda g, out, x: g * x.sigmoid(),)),
    "erf": Operation(_erf, (lambda g, out, x: g * (2 / math.sqrt(math.pi)) * (-x * x).exp(),)),
    "relu": Operation(lambda x: np.maximum(x, 0), (lambda g, out, x: g.masked_fill(x <= 0, 0.0),)),
    "abs": Operation(np.abs, (lambda g, out, x: g * x.sign(),)),
    "sign": Operation(np.sign, (None,)),
    "floor": Operation(np.floor, (None,)),
    "clip": Operation(
        lambda x, low, high: np.clip(x, low, high),
        (lambda g, out, x, low, high: g.where(x >= low, 0.0).where(x <= high, 0.0),),
    ),
}


def _sum(x, dim, keepdim):
    return x.sum(axis=dim, keepdims=keepdim)


def _amax(x, dim, keepdim):
    return x.max(axis=dim, keepdims=keepdim)


def _keep(reduced, x, dim):
    """Give a reduced tensor its summed axes back, with length 1."""
    return reduced.reshape([1 if axis in dim else size for axis, size in enumerate(x.shape)])


def _amax_gradient(g, out, x, dim, keepdim):
    winners = x == _keep(out, x, dim)
    return _keep(g, x, dim) * winners / winners.sum(dim, keepdim=True)


REDUCTIONS = {
    "sum": Operation(_sum, (lambda g, out, x, dim, keepdim: _keep(g, x, dim).expand(x.shape),)),
    # Equal winners share the gradient, as torch.amax does.
    "amax": Operation(_amax, (_amax_gradient,)),
    "argmax": Operation(lambda x, dim: np.argmax(x, axis=dim).astype(np.float64), (None,)),
}


def as_slices(key):
    """Python slices from the ``(start, size, step)`` triples, one an axis, of a recording."""
    slices = []
    for start, size, step in key:
        stop = start + size * step
        # A backward slice down to row 0 has no stop that Python would not read as "the last".
        slices.append(slice(start, stop if stop >= 0 else None, step))
    return tuple(slices)


def _unslice(x, key, shape):
    out = np.zeros(shape)
    out[as_slices(key)] = x
    return out


def _cat_gradient(g, out, *inputs, dim):
    gradients, start = [], 0
    for x in inputs:
        stop = start + x.shape[dim]
        gradients.append(g.narrow(dim, start, stop - start))
        start = stop
    return gradients


SHAPES = {
    "reshape": Operation(
        lambda x, shape: x.reshape(shape), (lambda g, out, x, shape: g.reshape(x.shape),)
    ),
    "permute": Operation(
        lambda x, dims: x.transpose(dims),
        (lambda g, out, x, dims: g.permute(np.argsort(dims).tolist()),),
    ),
    "expand": Operation(lambda x, shape: np.broadcast_to(x, shape), (lambda g, out, x, shape: g,)),
    "slice": Operation(
        lambda x, key: x[as_slices(key)],
        (lambda g, out, x, key: g.unslice(key, x.shape),),
    ),
    "unslice": Operation(_unslice, (lambda g, out, x, key, shape: g.slice(key),)),
    "cat": Operation(lambda *inputs, dim: np.concatenate(inputs, axis=dim), _cat_gradient),
}


def _rows(index, size):
    """Return row numbers, rounded down, and which of them there are.

    Fixed indices are checked where they are given; one that follows a control may point outside.
    """
    rows = np.floor(index)
    inside = (rows >= 0) & (rows < size)
    return np.where(inside, rows, 0).astype(np.intp), inside


def _take(x, index):
    rows, inside = _rows(index, len(x))
    if inside.all():
        return x[rows]
    out = np.full((*index.shape, *x.shape[1:]), np.nan)
    out[inside] = x[rows[inside]]
    return out


def _put(x, index, size):
    rows, inside = _rows(index, size)
    out = np.zeros((size, *x.shape[index.ndim :]))
    np.add.at(out, rows[inside], x[inside])
    return out


def patch_positions(shape, kernel, stride, padding):
    """How many patches fit below and beside each other in images of ``shape`` (…, H, W)."""
    return tuple(
        (size + 2 * padding - k) // stride + 1 for size, k in zip(shape[-2:], kernel, strict=True)
    )


def _within(padded, kernel, stride, positions):
    """What each entry of the kernel sees, all patches at once: its row, its column, and a view."""
    rows, columns = (stride * count for count in positions)
    for i in range(kernel[0]):
        for j in range(kernel[1]):
            yield i, j, padded[:, :, i : i + rows : stride, j : j + columns : stride]


def _patches(x, kernel, stride, padding):
    count, channels, height, width = x.shape
    positions = patch_positions(x.shape, kernel, stride, padding)
    padded = np.zeros((count, channels, height + 2 * padding, width + 2 * padding))
    padded[:, :, padding : padding + height, padding : padding + width] = x
    out = np.empty((count, channels, *kernel, *positions))
    for i, j, window in _within(padded, kernel, stride, positions):
        out[:, :, i, j] = window
    return out.reshape(count, channels * math.prod(kernel), math.prod(positions))


def _from_patches(x, shape, kernel, stride, padding):
    count, channels, height, width = shape
    positions = patch_positions(shape, kernel, stride, padding)
    x = x.reshape(count, channels, *kernel, *positions)
    padded = np.zeros((count, channels, height + 2 * padding, width + 2 * padding))
    for i, j, window in _within(padded, kernel, stride, positions):
        window += x[:, :, i, j]
    return padded[:, :, padding : padding + height, padding : padding + width]


GATHERING = {
    "take": Operation(_take, (lambda g, out, x, index: g.put(index, x.shape[0]), None)),
    "put": Operation(_put, (lambda g, out, x, index, size: g.take(index), None)),
    "patches": Operation(
        _patches,
        (
            lambda g, out, x, kernel, stride, padding: g.from_patches(
                x.shape, kernel, stride, padding
            ),
        ),
    ),
    "from_patches": Operation(
        _from_patches,
        (lambda g, out, x, shape, kernel, stride, padding: g.patches(kernel, stride, padding),),
    ),
}

PRODUCTS = {
    "matmul": Operation(np.matmul, (lambda g, out, a, b: g @ b.mT, lambda g, out, a, b: a.mT @ g)),
}

SOURCES = {
    "arange": Operation(lambda start, step, size: start + step * np.arange(size), ()),
    "linspace": Operation(lambda start, stop, size: np.linspace(start, stop, size), ()),
}

OPERATIONS: dict[str, Operation] = {
    **ELEMENTWISE,
    **REDUCTIONS,
    **SHAPES,
    **GATHERING,
    **PRODUCTS,
    **SOURCES,
}
