"""Free functions of tensors: mathematics, choosing, joining, and making tensors.

Each accepts tensors, arrays or numbers and gives a tensor that remembers where it came from.
Reductions and changes of shape are methods of `nnlib.Tensor`; activations and losses have files
of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnlib.checks import flag, new_shape, number, several, two, whole
from nnlib.shapes import axes_of, axis_of, whole_numbers
from nnlib.tensor import Number, Tensor, TensorLike, _check_index, apply, as_tensor, setting

__all__ = [
    "arange",
    "cat",
    "clip",
    "cos",
    "erf",
    "exp",
    "floor",
    "full",
    "gather",
    "grid",
    "histogram",
    "linspace",
    "log",
    "log1p",
    "maximum",
    "minimum",
    "norm",
    "one_hot",
    "ones",
    "sin",
    "sqrt",
    "stack",
    "where",
    "zeros",
]


# --- mathematics of each number ----------------------------------------------------------------


def exp(x: TensorLike) -> Tensor:
    """Return eˣ of each number.

    Examples
    --------
    >>> exp([0.0, 1.0])
    Tensor([1.0, 2.7183], from exp)
    """
    return as_tensor(x, "exp").exp()


def log(x: TensorLike) -> Tensor:
    """Return the natural logarithm of each number: −∞ at 0, NaN below.

    Examples
    --------
    >>> -log(0.1)
    Tensor(2.3026, from neg)
    """
    return as_tensor(x, "log").log()


def log1p(x: TensorLike) -> Tensor:
    """Return log(1 + x) of each number, exact also for tiny x.

    Examples
    --------
    >>> log1p(1e-20).item()
    1e-20
    """
    return as_tensor(x, "log1p").log1p()


def sqrt(x: TensorLike) -> Tensor:
    """Return the square root of each number; NaN below 0.

    Examples
    --------
    >>> sqrt([4.0, 9.0])
    Tensor([2.0, 3.0], from sqrt)
    """
    return as_tensor(x, "sqrt").sqrt()


def sin(x: TensorLike) -> Tensor:
    """Return the sine of each number, in radians.

    Examples
    --------
    >>> sin([0.0, math.pi / 2])
    Tensor([0.0, 1.0], from sin)
    """
    return as_tensor(x, "sin").sin()


def cos(x: TensorLike) -> Tensor:
    """Return the cosine of each number, in radians.

    Examples
    --------
    >>> cos([0.0, math.pi])
    Tensor([1.0, -1.0], from cos)
    """
    return as_tensor(x, "cos").cos()


def erf(x: TensorLike) -> Tensor:
    """Return the error function 2/√π ∫₀ˣ e^(−t²) dt of each number.

    Examples
    --------
    >>> erf([0.0, 1.0])
    Tensor([0.0, 0.8427], from erf)
    """
    return as_tensor(x, "erf").erf()


def floor(x: TensorLike) -> Tensor:
    """Return the greatest whole number not above each number; its gradient is 0.

    Examples
    --------
    >>> floor([1.7, -1.2])
    Tensor([1.0, -2.0], from floor)
    """
    return as_tensor(x, "floor").floor()


# --- choosing ----------------------------------------------------------------------------------


def where(condition: TensorLike, a: TensorLike, b: TensorLike) -> Tensor:
    """Return ``a`` where the condition holds (is not 0) and ``b`` elsewhere.

    In an explorer this takes the place of an ``if`` on a control. Both sides are computed; only
    the chosen one gets a gradient.

    Notes
    -----
    Taught in chapter 1.

    Examples
    --------
    >>> x = Tensor([-1.0, 2.0])
    >>> where(x > 0, x, 0.0)
    Tensor([0.0, 2.0], from where)
    """
    return as_tensor(a, "where").where(condition, b)


def maximum(a: TensorLike, b: TensorLike) -> Tensor:
    """Return the larger of each pair; equal ones share the gradient.

    Examples
    --------
    >>> maximum([-1.0, 2.0], 0.0)
    Tensor([0.0, 2.0], from maximum)
    """
    return apply("maximum", a, b)


def minimum(a: TensorLike, b: TensorLike) -> Tensor:
    """Return the smaller of each pair; equal ones share the gradient.

    Examples
    --------
    >>> minimum([-1.0, 2.0], 0.0)
    Tensor([-1.0, 0.0], from minimum)
    """
    return apply("minimum", a, b)


def clip(x: TensorLike, min: Number | None = None, max: Number | None = None) -> Tensor:
    """Return each number, moved to the nearer bound where it lies outside [min, max].

    The gradient is 0 outside the bounds. A bound may be a tensor, such as an explorer's control,
    or None, where there is none.

    Raises
    ------
    TypeError
        When a bound is no number.
    ValueError
        When there is no bound, or they are plain numbers and ``min`` is above ``max``.

    Examples
    --------
    >>> clip([-3.0, 0.5, 3.0], -1, 1)
    Tensor([-1.0, 0.5, 1.0], from clip)
    """
    x = as_tensor(x, "clip")
    if not isinstance(min, Tensor) and not isinstance(max, Tensor):
        return x.clip(min, max)
    # NaN is below and above nothing, and stays; a bound of NaN makes all NaN.
    if min is not None:
        x = x.where(maximum(x >= min, x != x), min)
    return x if max is None else x.where(maximum(x <= max, x != x), max)


def gather(x: TensorLike, dim: int, index: TensorLike) -> Tensor:
    """Pick one number along ``dim`` for each entry of ``index``.

    For a matrix and ``dim=1``: ``out[i, j] = x[i, index[i, j]]``.

    Parameters
    ----------
    x : array_like
        Where to pick from.
    dim : int
        The axis along which ``index`` counts.
    index : array_like
        Whole numbers; as many axes as ``x``, and along the others no longer than ``x``.

    Returns
    -------
    Tensor
        The numbers picked, of the index's shape.

    Raises
    ------
    ValueError
        When the shapes do not go together.
    IndexError
        When an index lies outside the axis.

    Notes
    -----
    As ``torch.gather``. Taught in chapter 3: it picks the probability of the true class.

    Examples
    --------
    >>> p = Tensor([[0.2, 0.7, 0.1], [0.5, 0.3, 0.2]])
    >>> gather(p, 1, [[1], [0]]).tolist()
    [[0.7], [0.5]]
    """
    x, index = as_tensor(x, "gather"), as_tensor(index, "gather")
    axis = axis_of(x.shape, dim, "gather")
    others = [a for a in range(x.ndim) if a != axis]
    if index.ndim != x.ndim or any(index.shape[a] > x.shape[a] for a in others):
        raise ValueError(
            f"gather: met x of shape {x.shape} and an index of shape {index.shape}. The index "
            f"needs as many axes, and no more entries than x along the axes other than {dim}."
        )
    _check_index(index, x.shape[axis], "gather")
    strides = [math.prod(x.shape[a + 1 :]) for a in range(x.ndim)]
    position = index * strides[axis]
    for a in others:
        along = np.arange(index.shape[a]) * strides[a]
        position = position + along.reshape([-1 if b == a else 1 for b in range(x.ndim)])
    return x.flatten().take(position)


def one_hot(index: TensorLike, num_classes: int | None = None) -> Tensor:
    """Write each class index as a row of zeros with a single one.

    Parameters
    ----------
    index : array_like
        Whole numbers 0 … num_classes − 1, of any shape.
    num_classes : int, optional
        How many classes there are; one more than the largest index when left out.

    Returns
    -------
    Tensor
        Shape ``index.shape + (num_classes,)``.

    Raises
    ------
    IndexError
        When an index lies outside the classes.
    TypeError
        When ``num_classes`` is left out and the indices depend on a control.

    Notes
    -----
    Taught in chapter 3.

    Examples
    --------
    >>> one_hot([0, 2], 3).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    index = as_tensor(index, "one_hot")
    if num_classes is None:
        if index.size == 0:
            raise ValueError(
                "one_hot: no index tells how many classes there are. Give num_classes."
            )
        num_classes = whole("one_hot: a class index", index.max()) + 1
    num_classes = whole("one_hot: num_classes", num_classes, least=1)
    check_classes(index, num_classes, "one_hot")
    new_shape("one_hot", (*index.shape, num_classes))
    return index.unsqueeze(-1) == arange(num_classes)


def check_classes(index: Tensor, num_classes: int, op: str) -> None:
    """Raise an IndexError unless the numbers, where they are known, are class indices."""
    if index.live is not None:
        return
    wrong = (index.data < 0) | (index.data >= num_classes) | (index.data % 1 != 0)
    if wrong.any():
        raise IndexError(
            f"{op}: {index.data[wrong].flat[0]:g} is no class index; there are {num_classes} "
            f"classes, 0 to {num_classes - 1}. Labels that count from 1 need − 1; for one class "
            "more, the last layer needs one output more."
        )


# --- joining and summing up --------------------------------------------------------------------


def cat(tensors: Sequence[TensorLike], dim: int = 0) -> Tensor:
    """Join tensors along an axis they have.

    Raises
    ------
    ValueError
        When there is nothing to join, or when shapes differ along another axis.

    Examples
    --------
    >>> cat([[1.0, 2.0], [3.0]])
    Tensor([1.0, 2.0, 3.0], from cat)
    """
    parts = [as_tensor(part, "cat") for part in several("cat: tensors", tensors, "cat([a, b])")]
    if not parts:
        raise ValueError("cat: there is nothing to join. Give a list of at least one tensor.")
    shapes = [part.shape for part in parts]
    ndim = parts[0].ndim
    dim = _axis("cat", dim)
    if not -ndim <= dim < ndim:
        raise ValueError(
            f"cat: there is no axis {dim} in shape {shapes[0]}. "
            "To join along a new axis use stack([...])."
        )
    dim %= ndim
    if len({(len(shape), shape[:dim], shape[dim + 1 :]) for shape in shapes}) > 1:
        raise ValueError(
            f"cat: the shapes {', '.join(map(str, shapes))} must be equal in all axes but {dim}."
        )
    return apply("cat", *parts, dim=dim)


def stack(tensors: Sequence[TensorLike], dim: int = 0) -> Tensor:
    """Join tensors of one shape along a new axis.

    Raises
    ------
    ValueError
        When there is nothing to join, or when the shapes differ.

    Notes
    -----
    In an explorer it makes a vector of several controls: ``stack([w1, w2])``.

    Examples
    --------
    >>> w1, w2 = Tensor(3.0), Tensor(-2.0)
    >>> stack([w1, w2])
    Tensor([3.0, -2.0], from cat)
    """
    parts = [
        as_tensor(part, "stack") for part in several("stack: tensors", tensors, "stack([a, b])")
    ]
    dim = _axis("stack", dim)
    shapes = [part.shape for part in parts]
    if len(set(shapes)) != 1:
        raise ValueError(
            f"stack: the tensors must have one shape, met {', '.join(map(str, shapes)) or 'none'}."
        )
    if not -parts[0].ndim - 1 <= dim <= parts[0].ndim:
        raise ValueError(f"stack: a new axis cannot stand at {dim} for shape {shapes[0]}.")
    return cat([part.unsqueeze(dim) for part in parts], dim)


def _axis(op: str, dim: int) -> int:
    if isinstance(dim, Tensor):
        raise TypeError(
            f"{op}: the second argument is an axis, met a tensor. Give all tensors in one list: "
            f"{op}([a, b])."
        )
    return whole(f"{op}: the axis dim", dim)


def norm(x: TensorLike, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
    """Return the Euclidean length √(Σ xᵢ²) over ``dim`` (over all axes when None).

    The gradient at length 0, where none exists, is taken as 0. NaN has the length NaN.

    Notes
    -----
    Taught in chapter 4.

    Examples
    --------
    >>> norm([3.0, 4.0]).item()
    5.0
    """
    x = as_tensor(x, "norm")
    axes, keepdim = axes_of(x.shape, dim, "norm"), flag("norm: keepdim", keepdim)
    squares = (x * x).sum(axes, keepdim)
    zero = squares == 0
    return squares.masked_fill(zero, 1.0).sqrt().masked_fill(zero, 0.0)


def histogram(x: TensorLike, edges: TensorLike) -> Tensor:
    """Count how many numbers fall between neighbouring edges.

    Parameters
    ----------
    x : array_like
        Numbers of any shape.
    edges : array_like
        Rising, shape (bins + 1,). A number on an edge counts to its right, but one on the last
        edge to its left, as in numpy.

    Returns
    -------
    Tensor
        The counts, shape (bins,); they have no gradient. NaN and what lies outside is not
        counted, nor, where a control moves the edges, anything between two that fall.

    Raises
    ------
    ValueError
        When the edges are not at least two, or do not rise.

    Notes
    -----
    Taught in chapter 2.

    Examples
    --------
    >>> histogram([0.1, 0.2, 0.7, 1.0], [0.0, 0.5, 1.0])
    Tensor([2.0, 2.0], from sub)
    """
    edges = as_tensor(edges, "histogram: edges")
    if edges.ndim != 1 or len(edges) < 2:
        raise ValueError(
            f"histogram: edges have the shape (bins + 1,), at least (2,), met {edges.shape}. "
            "Use nnlib.linspace(low, high, bins + 1)."
        )
    if edges.live is None and not (np.diff(edges.data) >= 0).all():
        raise ValueError("histogram: the edges must rise, each at least the last. Sort them first.")
    column = as_tensor(x, "histogram").reshape(-1, 1)
    below_or_on = cat([column >= edges[:-1], column > edges[-1:]], dim=1).sum(0)
    counts = below_or_on[:-1] - below_or_on[1:]
    return counts if edges.live is None else counts.relu()


# --- making tensors ----------------------------------------------------------------------------


def zeros(*size: int | Sequence[int], requires_grad: bool = False) -> Tensor:
    """Return a tensor of zeros.

    Examples
    --------
    >>> zeros(2, 3).shape
    (2, 3)
    """
    return Tensor(np.zeros(new_shape("zeros", whole_numbers(size, "zeros"))), requires_grad)


def ones(*size: int | Sequence[int], requires_grad: bool = False) -> Tensor:
    """Return a tensor of ones.

    Examples
    --------
    >>> ones(3)
    Tensor([1.0, 1.0, 1.0])
    """
    return Tensor(np.ones(new_shape("ones", whole_numbers(size, "ones"))), requires_grad)


def full(size: int | Sequence[int], fill_value: TensorLike) -> Tensor:
    """Return a tensor in which every number is ``fill_value``, which may be a tensor.

    Examples
    --------
    >>> full(3, 0.5).tolist()
    [0.5, 0.5, 0.5]
    """
    return as_tensor(fill_value, "full").expand(new_shape("full", whole_numbers([size], "full")))


def arange(start: float, stop: float | None = None, step: float = 1.0) -> Tensor:
    """Return the numbers start, start + step, … below ``stop``.

    Called with one argument, it counts from 0.

    Raises
    ------
    ValueError
        When ``step`` is 0.

    Examples
    --------
    >>> arange(3)
    Tensor([0.0, 1.0, 2.0], from arange)
    """
    if stop is None:
        start, stop = 0.0, start
    start, stop = number("arange: start", start), number("arange: stop", stop)
    step = number("arange: step", step)
    if step == 0:
        raise ValueError("arange: a step of 0 never arrives. Give a positive or negative step.")
    (size,) = new_shape("arange", [max(0, math.ceil((stop - start) / step))])
    return apply("arange", start=float(start), step=float(step), size=size)


def linspace(start: Number, stop: Number, size: int = 100) -> Tensor:
    """Return ``size`` evenly spaced numbers from ``start`` to ``stop``, both included.

    A bound may be a tensor, such as an explorer's control.

    Raises
    ------
    ValueError
        When ``size`` is below 1.

    Examples
    --------
    >>> linspace(0, 1, 3)
    Tensor([0.0, 0.5, 1.0], from linspace)
    """
    (size,) = new_shape("linspace", [whole("linspace: size", size, least=1)])
    start, stop = setting("linspace: start", start), setting("linspace: stop", stop)
    if isinstance(start, Tensor) or isinstance(stop, Tensor):
        return start + (stop - start) * linspace(0.0, 1.0, size)
    return apply("linspace", start=float(start), stop=float(stop), size=size)


def grid(
    xlim: tuple[float, float], ylim: tuple[float, float], n: int = 100
) -> tuple[Tensor, Tensor]:
    """Return coordinates that cover a rectangle, ready to be broadcast against each other.

    Parameters
    ----------
    xlim, ylim : (float, float)
        The first and last coordinate along each axis.
    n : int, default 100
        How many points along each.

    Returns
    -------
    x : Tensor
        Shape (1, n).
    y : Tensor
        Shape (n, 1), so that any formula of x and y has shape (n, n), rows along y.

    Notes
    -----
    Taught in chapter 1, where a neuron's output is drawn over its two inputs.

    Examples
    --------
    >>> x, y = grid((-1, 1), (0, 2), 3)
    >>> (x + y).tolist()
    [[-1.0, 0.0, 1.0], [0.0, 1.0, 2.0], [1.0, 2.0, 3.0]]
    """
    n = whole("grid: n", n, least=1)
    new_shape("grid", (n, n))
    (left, right), (low, high) = _ends("grid: xlim", xlim), _ends("grid: ylim", ylim)
    return linspace(left, right, n).reshape(1, n), linspace(low, high, n).reshape(n, 1)


def _ends(title: str, limits: Sequence[Number]) -> tuple[Number, Number]:
    low, high = two(title, limits, "(-1, 1)")
    return setting(title, low), setting(title, high)
