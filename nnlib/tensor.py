"""The tensor: a numpy array that remembers the operation and the parents it came from."""

from __future__ import annotations

import copy
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from numbers import Real
from typing import Any, Union

import numpy as np

from nnlib.checks import brief, flag, new_shape, number, several, whole
from nnlib.graph import ancestors, backpropagate
from nnlib.indexing import regular_part
from nnlib.masks import refuse_masked
from nnlib.numpy_names import instead_of, numpy_name
from nnlib.operations import ELEMENTWISE, OPERATIONS, SOURCES, patch_positions
from nnlib.scope import present_scope
from nnlib.shapes import axes_of, axis_of, refuse_empty, whole_numbers

TensorLike = Union["Tensor", np.ndarray, float, int, Sequence]
# A setting that is a plain number, or a tensor where a control sets it.
Number = Union["Tensor", float]

# Tensors in the order of their creation, and changes of their numbers in between.
_clock = itertools.count()
_remembering = ContextVar("_remembering", default=True)


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute without remembering, as ``torch.no_grad`` does.

    Inside the block new tensors keep neither operation nor parents. Use it where values are
    only looked at, or where parameters are updated. Each thread, and each asyncio task, has
    its own: what one of them does inside of the block leaves the others alone.

    Taught in chapter 4.

    Examples
    --------
    >>> w = Tensor(2.0, requires_grad=True)
    >>> with no_grad():
    ...     y = 3 * w
    >>> y.requires_grad
    False
    """
    # No token: a generator may go on, and leave the block, in another context.
    before = _remembering.get()
    _remembering.set(False)
    try:
        yield
    finally:
        _remembering.set(before)


class Tensor:
    """A numpy float64 array that remembers how it was computed.

    Parameters
    ----------
    data : array_like
        Numbers, nested lists of numbers, or a numpy array. Stored as float64. A tensor gives a
        copy of its numbers; one that depends on an explorer's control stays recorded, and only
        gradients stop there, as with `detach`.
    requires_grad : bool, default False
        Whether `backward` shall leave the gradient of this tensor in ``.grad``.

    Raises
    ------
    TypeError
        When data are not numbers, when ``requires_grad`` meets integers or an explorer's
        control, or when data are a tensor whose gradient would be lost.
    ValueError
        When nested lists have rows of different lengths, or numbers are masked.

    Notes
    -----
    Names follow PyTorch. A copy (``copy.copy``, ``copy.deepcopy``, pickle) is a tensor of its
    own, with the numbers, the gradient and ``requires_grad``; a result that requires a gradient
    has none, as in PyTorch, for it would belong to parameters of its own. In print a number has
    four decimals, one that is smaller than 0.001 four digits.
    Taught in chapter 1 (values) and chapter 5 (gradients).

    Examples
    --------
    >>> w = Tensor([3.0, -2.0], requires_grad=True)
    >>> x = Tensor([1.0, 1.0])
    >>> y = (w * x).sum() + 1
    >>> y
    Tensor(2.0, from add)
    >>> y.backward()
    >>> w.grad
    Tensor([1.0, 1.0])
    """

    __slots__ = (
        "__weakref__",
        "_changed",
        "_grad",
        "_is_condition",
        "_order",
        "_value",
        "attrs",
        "control",
        "detached",
        "live",
        "op",
        "parents",
        "requires_grad",
        "scope",
    )

    requires_grad: bool

    # numpy hands mixed expressions such as ``array * tensor`` to __array_ufunc__ below.
    __array_priority__ = 1000
    # And pandas leaves ``series * tensor`` to the tensor, too.
    __pandas_priority__ = 5000

    def __init__(self, data: TensorLike, requires_grad: bool = False) -> None:
        requires_grad = flag("Tensor: requires_grad", requires_grad)
        if isinstance(data, Tensor):
            if data.live is not None or data.requires_grad:
                data._refuse_losing(requires_grad)
            if data.live is not None:
                self._set(data._value, "reshape", (data,), {"shape": data.shape})
                self.requires_grad, self.detached = False, True
                return
            value = data._value
        else:
            value = _as_array(data)
        if requires_grad and value.dtype.kind in "iub":
            raise TypeError(
                f"only floats can require a gradient, and {brief(data)} holds integers: "
                "a gradient step would have to move them by fractions. "
                "Write 1.0 instead of 1, or convert with np.asarray(data, float)."
            )
        self._set(np.array(value, dtype=np.float64), None, (), {})
        self._is_condition = value.dtype == bool
        self.requires_grad = requires_grad

    def _set(self, value: np.ndarray, op: str | None, parents: tuple, attrs: dict) -> None:
        self._value = value
        self.op = op
        self.parents = parents
        # An operation's settings. Of a given tensor: the "max" of a control, and whether it is a
        # "constant", a number that was written into an expression.
        self.attrs = attrs
        self._grad: Tensor | None = None
        self.control: str | None = None
        # Whether gradients stop here although the tensor remembers its parents, see `detach`.
        self.detached = False
        # Whether these are answers, yes or no: as an index they pick rows, see `_rows`.
        self._is_condition = False
        requires_grad, live = False, None
        for parent in parents:
            requires_grad = requires_grad or parent.requires_grad
            live = live or parent.live
        self.requires_grad = requires_grad
        # The name of a control that this value depends on: reading it as a plain number would
        # freeze it, see `_refuse_freezing`.
        self.live: str | None = live
        # What the author calls this part of the computation, see `named_scope`.
        self.scope = present_scope()
        self._order = next(_clock)
        # When its numbers were last replaced: what was computed before is out of date.
        self._changed = -1

    # --- looking at a tensor ---------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis; ``()`` for a single number."""
        return self._value.shape

    @property
    def ndim(self) -> int:
        """How many axes there are."""
        return self._value.ndim

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return self._value.size

    @property
    def data(self) -> np.ndarray:
        """The numbers themselves, as a numpy array; assign to it to change them in place.

        What was computed before an assignment has no gradient any more; `backward` and `grad`
        refuse it. Numbers that are changed one by one, ``w.data[0] = 1``, are not noticed, as in
        PyTorch.
        """
        self._refuse_freezing("its .data")
        return self._value

    @data.setter
    def data(self, value: TensorLike) -> None:
        if self.live is not None:
            self._refuse_freezing("other .data")
        if isinstance(value, Tensor):
            value._refuse_freezing(
                "the .data of another tensor (run a layer on it with "
                'nnlib.functional_call(layer, {"weight": …}, x))'
            )
        new = np.array(as_tensor(value, "data")._value)
        if new.shape != self.shape:
            raise ValueError(
                f"this tensor has shape {self.shape} and cannot take data of shape {new.shape}. "
                "Make a new Tensor, or reshape the data first."
            )
        self._value = new
        self._changed = next(_clock)

    @property
    def grad(self) -> Tensor | None:
        """The gradient that `backward` left; assign None to forget it."""
        return self._grad

    @grad.setter
    def grad(self, value: TensorLike | None) -> None:
        if value is not None:
            value = as_tensor(value, "grad")
            if value.shape != self.shape:
                raise ValueError(
                    f"grad: this tensor has shape {self.shape}, and its gradient has the same, but "
                    f"met {value.shape}. Assign None to forget a gradient."
                )
        self._grad = value

    @property
    def is_leaf(self) -> bool:
        """Whether the tensor was given rather than computed."""
        return self.op is None

    def numpy(self) -> np.ndarray:
        """A copy of the numbers as a numpy array."""
        return self.data.copy()

    def tolist(self) -> Any:
        """The numbers as (nested lists of) Python floats."""
        return self.data.tolist()

    def item(self) -> float:
        """The number of a tensor that holds exactly one."""
        self._refuse_freezing("a plain number")
        if self.size != 1:
            raise ValueError(
                f"item() reads a single number, but this tensor has shape {self.shape}. "
                "Reduce it first, for example with .sum() or .mean(), or use .tolist()."
            )
        return float(self._value.reshape(()))

    def detach(self) -> Tensor:
        """The same numbers without the memory of how they were computed.

        A value that depends on an explorer's control stays recorded; only gradients stop here.
        """
        if self.live is None:
            return _result(self._value, None, (), {})
        stopped = apply("reshape", self, shape=self.shape)
        stopped.requires_grad = False
        stopped.detached = True
        return stopped

    # --- copies ----------------------------------------------------------------------------

    def __copy__(self) -> Tensor:
        return self.__deepcopy__({})

    def __deepcopy__(self, memo: dict) -> Tensor:
        if self.live is not None:
            return Tensor(self)
        rebuild, state = self.__reduce__()
        return rebuild(*copy.deepcopy(state, memo))

    def __reduce__(self) -> tuple[Callable[..., Tensor], tuple]:
        self._refuse_freezing("a pickle of it")
        if self.requires_grad and not self.is_leaf:
            raise RuntimeError(
                f"a result, here from {self.op}, cannot be copied or pickled together with its "
                "gradient, which belongs to the tensors that it was computed from. Copy the "
                "numbers alone, with .detach() or .numpy(), or the parameters."
            )
        # No order of creation, which has a meaning only among tensors that were made here.
        return _rebuild, (self._value, self.requires_grad, self.grad, self._is_condition)

    # --- text ------------------------------------------------------------------------------

    def __repr__(self) -> str:
        text = np.array2string(
            self._value, precision=4, separator=", ", threshold=50, suppress_small=False
        )
        if self._value.ndim == 0:
            text = short(self._value)
        elif self.ndim == 1 and self.size <= 50 and "\n" not in text:
            text = "[" + ", ".join(short(v) for v in self._value) + "]"
        text = text.replace("\n", "\n       ")
        origin = f", from {self.op}" if self.op else ""
        if self.control:
            origin = f", control {self.control!r}"
        elif self.op is None and self.requires_grad:
            origin = ", requires_grad=True"
        return f"Tensor({text}{origin})"

    def __format__(self, spec: str) -> str:
        if self.live is not None:
            raise TypeError(
                f"this value depends on the control {self.live!r}, and a text with its number "
                "would not follow the control. Use picture.caption('loss {loss:.2f}', loss=loss) "
                "or picture.text(x, y, '{:.2f}', loss)."
            )
        return format(self.item(), spec) if spec else str(self)

    def __len__(self) -> int:
        if self.ndim == 0:
            raise TypeError("a single number has no length; its shape is ().")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    # --- gates to plain Python and numpy ---------------------------------------------------

    def _refuse_freezing(self, use: str) -> None:
        if self.live is not None:
            raise TypeError(
                f"this value depends on the control {self.live!r}, and {use} would freeze it at "
                "its present number, so the picture would no longer follow the control. "
                "Compute with tensors instead: nnlib.where(condition, a, b) replaces an if, "
                "nnlib's functions replace those of math, and a control that must be a plain "
                "Python value can be made a choice(...)."
            )

    def __bool__(self) -> bool:
        self._refuse_freezing("an if (or and, or, not, while) on it")
        if self.size != 1:
            raise ValueError(
                f"a tensor of shape {self.shape} is neither true nor false. "
                "Compare single numbers, or reduce first, for example with .sum()."
            )
        return bool(self._value.reshape(()))

    def __float__(self) -> float:
        return self.item()

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        number = self.item()
        if number != int(number):
            raise TypeError(f"{number} is not a whole number, so it cannot be a count or an index.")
        return int(number)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        self._refuse_freezing("a numpy array of it")
        if self.requires_grad and _remembering.get():
            raise TypeError(
                "a numpy array remembers nothing, so no gradient would find its way through it. "
                "Join tensors with nnlib.stack([...]); or write x.detach() or x.numpy() where no "
                "gradient shall pass."
            )
        return np.array(self._value, dtype=dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        name = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
        if set(kwargs) == {"out"} and not isinstance(kwargs["out"][0], Tensor):
            # An array is changed in place, as in w.data -= lr * w.grad: it remembers nothing.
            return getattr(ufunc, method)(*[_plain(x, name) for x in inputs], **kwargs)
        if ufunc is np.matmul and not kwargs:
            return matmul(*inputs)
        if name not in _UFUNCS:
            live = any(isinstance(x, Tensor) and x.live is not None for x in inputs)
            way_out = "" if live else " Where it need not be, take the numbers out with x.numpy()."
            raise TypeError(
                f"np.{name} is no operation of nnlib, so it cannot be recorded. "
                f"{instead_of(name)}{way_out}"
            )
        if kwargs:
            raise TypeError(f"np.{name} takes no {' or '.join(kwargs)} with tensors. Leave it out.")
        return apply(_UFUNCS[name], *inputs)

    def __array_function__(
        self, function: Any, types: Any, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Any:
        # np.where and its like know arrays only: what they return remembers nothing.
        if function in _MEASURES and len(args) == 1:
            return getattr(args[0], function.__name__)

        name = "" if function in _LOOKING else numpy_name(function)

        def plain(given: Any) -> Any:
            if type(given) in (list, tuple):
                return type(given)(map(plain, given))
            return _plain(given, name)

        return function(*map(plain, args), **{key: plain(value) for key, value in kwargs.items()})

    def _refuse_losing(self, requires_grad: bool) -> None:
        if self.live is not None and requires_grad:
            raise TypeError(
                f"this value depends on the control {self.live!r}, and a parameter made of it "
                "would keep its present number. Use it as it is: nnlib.grad(loss, [w]) gives the "
                "gradient of any tensor, without requires_grad."
            )
        if self.requires_grad and not self.is_leaf and _remembering.get():
            raise TypeError(
                "Tensor(…) copies numbers alone, and no gradient would find its way through it. "
                "Use the tensor as it is; or write x.detach() where no gradient shall pass."
            )

    # --- arithmetic ------------------------------------------------------------------------

    def __add__(self, other: TensorLike) -> Tensor:
        return apply("add", self, other)

    def __radd__(self, other: TensorLike) -> Tensor:
        return apply("add", other, self)

    def __sub__(self, other: TensorLike) -> Tensor:
        return apply("sub", self, other)

    def __rsub__(self, other: TensorLike) -> Tensor:
        return apply("sub", other, self)

    def __mul__(self, other: TensorLike) -> Tensor:
        return apply("mul", self, other)

    def __rmul__(self, other: TensorLike) -> Tensor:
        return apply("mul", other, self)

    def __truediv__(self, other: TensorLike) -> Tensor:
        return apply("div", self, other)

    def __rtruediv__(self, other: TensorLike) -> Tensor:
        return apply("div", other, self)

    def __pow__(self, other: TensorLike) -> Tensor:
        return apply("pow", self, other)

    def __rpow__(self, other: TensorLike) -> Tensor:
        return apply("pow", other, self)

    def __mod__(self, other: TensorLike) -> Tensor:
        return apply("remainder", self, other)

    def __rmod__(self, other: TensorLike) -> Tensor:
        return apply("remainder", other, self)

    def __neg__(self) -> Tensor:
        return apply("neg", self)

    def __abs__(self) -> Tensor:
        return apply("abs", self)

    def __iadd__(self, other: TensorLike) -> Tensor:
        return self._in_place("add", other)

    def __isub__(self, other: TensorLike) -> Tensor:
        return self._in_place("sub", other)

    def __imul__(self, other: TensorLike) -> Tensor:
        return self._in_place("mul", other)

    def __itruediv__(self, other: TensorLike) -> Tensor:
        return self._in_place("div", other)

    def _in_place(self, op: str, other: TensorLike) -> Tensor:
        # Only a parameter must stay the same object; any other name may take a new tensor.
        if not (self.is_leaf and self.requires_grad):
            return apply(op, self, other)
        if _remembering.get():
            raise RuntimeError(
                "a tensor that requires a gradient cannot be changed in place while its use is "
                "being remembered. Update it under no_grad(): "
                "with nnlib.no_grad(): w -= lr * w.grad"
            )
        self.data = apply(op, self, other).data
        return self

    def __matmul__(self, other: TensorLike) -> Tensor:
        return matmul(self, other)

    def __rmatmul__(self, other: TensorLike) -> Tensor:
        return matmul(other, self)

    def __lt__(self, other: TensorLike) -> Tensor:
        return apply("less", self, other)

    def __le__(self, other: TensorLike) -> Tensor:
        return apply("less_equal", self, other)

    def __gt__(self, other: TensorLike) -> Tensor:
        return apply("greater", self, other)

    def __ge__(self, other: TensorLike) -> Tensor:
        return apply("greater_equal", self, other)

    def __and__(self, other: TensorLike) -> Tensor:
        raise TypeError(_NO_LOGIC)

    __rand__ = __or__ = __ror__ = __and__

    def __invert__(self) -> Tensor:
        raise TypeError(_NO_LOGIC)

    def __eq__(self, other: Any) -> Tensor:  # type: ignore[override]
        return apply("equal", self, other)

    def __ne__(self, other: Any) -> Tensor:  # type: ignore[override]
        return apply("not_equal", self, other)

    # Comparing gives numbers, so a tensor's identity is what sets and dictionaries go by.
    __hash__ = object.__hash__

    # --- functions of each number ----------------------------------------------------------

    def exp(self) -> Tensor:
        """eˣ of each number."""
        return apply("exp", self)

    def log(self) -> Tensor:
        """The natural logarithm of each number."""
        return apply("log", self)

    def log1p(self) -> Tensor:
        """log(1 + x), exact also for tiny x."""
        return apply("log1p", self)

    def sqrt(self) -> Tensor:
        """The square root of each number."""
        return apply("sqrt", self)

    def sin(self) -> Tensor:
        """The sine of each number (in radians)."""
        return apply("sin", self)

    def cos(self) -> Tensor:
        """The cosine of each number (in radians)."""
        return apply("cos", self)

    def tanh(self) -> Tensor:
        """The hyperbolic tangent of each number."""
        return apply("tanh", self)

    def sigmoid(self) -> Tensor:
        """1 / (1 + e⁻ˣ) of each number."""
        return apply("sigmoid", self)

    def erf(self) -> Tensor:
        """The error function of each number."""
        return apply("erf", self)

    def relu(self) -> Tensor:
        """max(0, x) of each number."""
        return apply("relu", self)

    def abs(self) -> Tensor:
        """The absolute value of each number."""
        return apply("abs", self)

    def sign(self) -> Tensor:
        """−1, 0 or 1 for each number."""
        return apply("sign", self)

    def floor(self) -> Tensor:
        """The greatest whole number not above each number."""
        return apply("floor", self)

    def clip(self, min: float | None = None, max: float | None = None) -> Tensor:
        """Each number, moved to the nearer bound where it lies outside ``[min, max]``."""
        if min is None and max is None:
            raise ValueError("clip: there is no bound. Give min, max or both.")
        low = -math.inf if min is None else number("clip: min", min, finite=False)
        high = math.inf if max is None else number("clip: max", max, finite=False)
        if low > high:
            raise ValueError(f"clip: min={min} is not at most max={max}. Swap or change them.")
        return apply("clip", self, low=float(low), high=float(high))

    def where(self, condition: TensorLike, other: TensorLike) -> Tensor:
        """These numbers where the condition holds (is not 0), those of ``other`` elsewhere."""
        return apply("where", condition, self, other)

    def masked_fill(self, mask: TensorLike, value: TensorLike) -> Tensor:
        """These numbers, but ``value`` where the mask holds (is not 0)."""
        return apply("where", mask, value, self)

    # --- reductions ------------------------------------------------------------------------

    def sum(self, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
        """The sum over ``dim`` (all axes when None)."""
        return apply(
            "sum", self, dim=axes_of(self.shape, dim, "sum"), keepdim=flag("sum: keepdim", keepdim)
        )

    def mean(self, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
        """The mean over ``dim`` (all axes when None)."""
        axes = axes_of(self.shape, dim, "mean")
        refuse_empty(self.shape, axes, "mean")
        return self.sum(axes, flag("mean: keepdim", keepdim)) / math.prod(
            self.shape[axis] for axis in axes
        )

    def var(
        self, dim: int | Sequence[int] | None = None, correction: float = 1, keepdim: bool = False
    ) -> Tensor:
        """The variance over ``dim``: squared distances from the mean over n − correction.

        As in PyTorch, n − correction is at least 0: one number alone has the variance NaN, and
        so is its derivative, whose derivative is 0.
        """
        axes = axes_of(self.shape, dim, "var")
        correction = number("var: correction", correction)
        count = math.prod(self.shape[axis] for axis in axes)
        if count == 1 and correction >= 1:
            return self.sum(axes, keepdim) * math.nan
        distance = self - self.mean(axes, keepdim=True)
        return (distance * distance).sum(axes, keepdim) / max(count - correction, 0)

    def amax(self, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
        """The largest number over ``dim`` (all axes when None)."""
        axes = axes_of(self.shape, dim, "amax")
        refuse_empty(self.shape, axes, "amax")
        return apply("amax", self, dim=axes, keepdim=flag("amax: keepdim", keepdim))

    def amin(self, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
        """The smallest number over ``dim`` (all axes when None)."""
        axes = axes_of(self.shape, dim, "amin")
        refuse_empty(self.shape, axes, "amin")
        return -(-self).amax(axes, flag("amin: keepdim", keepdim))

    max = amax
    min = amin

    def argmax(self, dim: int = -1) -> Tensor:
        """The position of the largest number along ``dim`` (the first, if several are equal)."""
        axis = axis_of(self.shape, dim, "argmax")
        refuse_empty(self.shape, (axis,), "argmax")
        return apply("argmax", self, dim=axis)

    # --- shapes ----------------------------------------------------------------------------

    def reshape(self, *shape: int | Sequence[int]) -> Tensor:
        """The same numbers in the same order in another shape; one length may be −1."""
        wanted = whole_numbers(shape, "reshape")
        if wanted.count(-1) == 1:
            known = math.prod([size for size in wanted if size != -1])
            if known and self.size % known == 0:
                wanted = tuple(self.size // known if size == -1 else size for size in wanted)
        if min(wanted, default=0) < 0 or math.prod(wanted) != self.size:
            raise ValueError(
                f"reshape: {self.size} numbers of shape {self.shape} do not fit into "
                f"{whole_numbers(shape, 'reshape')}. The product of the new lengths must be "
                f"{self.size}."
            )
        return apply("reshape", self, shape=wanted)

    def flatten(self, start_dim: int = 0) -> Tensor:
        """All axes from ``start_dim`` on joined into one."""
        axis = axis_of(self.shape, start_dim, "flatten") if self.ndim else 0
        return self.reshape(*self.shape[:axis], math.prod(self.shape[axis:]))

    def unsqueeze(self, dim: int) -> Tensor:
        """A new axis of length 1 at ``dim``."""
        dim = whole("unsqueeze: the axis dim", dim)
        if not -self.ndim - 1 <= dim <= self.ndim:
            raise ValueError(
                f"unsqueeze: a new axis cannot stand at {dim} in a tensor of shape {self.shape}; "
                f"use 0 to {self.ndim}, or −1 for the last."
            )
        position = dim if dim >= 0 else dim + self.ndim + 1
        return self.reshape(*self.shape[:position], 1, *self.shape[position:])

    def squeeze(self, dim: int) -> Tensor:
        """The axis ``dim`` removed; it must have length 1."""
        axis = axis_of(self.shape, dim, "squeeze")
        if self.shape[axis] != 1:
            raise ValueError(
                f"squeeze: axis {dim} of shape {self.shape} has length {self.shape[axis]}; "
                "only an axis of length 1 can be removed."
            )
        return self.reshape(*self.shape[:axis], *self.shape[axis + 1 :])

    def permute(self, *dims: int | Sequence[int]) -> Tensor:
        """The axes in another order."""
        order = tuple(d + self.ndim if d < 0 else d for d in whole_numbers(dims, "permute"))
        if sorted(order) != list(range(self.ndim)):
            raise ValueError(
                f"permute: {whole_numbers(dims, 'permute')} does not name each of the {self.ndim} "
                "axes once."
            )
        return apply("permute", self, dims=order)

    def transpose(self, dim0: int, dim1: int) -> Tensor:
        """Two axes swapped."""
        axis0, axis1 = (
            axis_of(self.shape, dim0, "transpose"),
            axis_of(self.shape, dim1, "transpose"),
        )
        dims = list(range(self.ndim))
        dims[axis0], dims[axis1] = axis1, axis0
        return self.permute(dims)

    @property
    def T(self) -> Tensor:
        """The axes in reverse order."""
        return self.permute(*reversed(range(self.ndim)))

    @property
    def mT(self) -> Tensor:
        """The last two axes swapped: each matrix of a batch transposed."""
        return self.transpose(-1, -2)

    def expand(self, *shape: int | Sequence[int]) -> Tensor:
        """Repeated to ``shape`` by numpy's broadcasting, without copying."""
        wanted = whole_numbers(shape, "expand")
        try:
            np.broadcast_to(self._value, wanted)
        except ValueError:
            raise ValueError(
                f"expand: shape {self.shape} cannot be repeated to {wanted}. "
                "Counted from the right, each length must be 1 or already equal."
            ) from None
        return apply("expand", self, shape=wanted)

    def __getitem__(self, key: Any) -> Tensor:
        return _index(self, key)

    def __setitem__(self, key: Any, value: TensorLike) -> None:
        raise TypeError(
            "the numbers of a tensor cannot be replaced one by one, for others may have been "
            "computed from them. Build a new one with nnlib.where(...), cat or stack, or change "
            "an array before it becomes a tensor."
        )

    def slice(self, key: Sequence[Sequence[int]]) -> Tensor:
        """A regular part, given as ``(start, size, step)`` for each axis."""
        return apply("slice", self, key=_triples("slice", key))

    def unslice(self, key: Sequence[Sequence[int]], shape: Sequence[int]) -> Tensor:
        """Zeros of ``shape`` with these numbers at the places that `slice` would read."""
        shape = new_shape("unslice", whole_numbers([shape], "unslice"))
        return apply("unslice", self, key=_triples("unslice", key), shape=shape)

    def narrow(self, dim: int, start: int, length: int) -> Tensor:
        """``length`` entries along ``dim``, from ``start`` on."""
        axis = axis_of(self.shape, dim, "narrow")
        start, length = whole("narrow: start", start), whole("narrow: length", length)
        if not 0 <= start <= start + length <= self.shape[axis]:
            raise ValueError(
                f"narrow: {length} entries from {start} on do not lie within axis {dim} of shape "
                f"{self.shape}, whose entries are 0 to {self.shape[axis] - 1}."
            )
        key = [(0, size, 1) for size in self.shape]
        key[axis] = (start, length, 1)
        return self.slice(key)

    def take(self, index: TensorLike) -> Tensor:
        """The rows whose numbers stand in ``index``: shape ``index.shape + self.shape[1:]``."""
        index = as_tensor(index, "take")
        if self.ndim == 0:
            raise IndexError("take: a single number of shape () has no rows to take.")
        _check_index(index, len(self), "take")
        return apply("take", self, index)

    def put(self, index: TensorLike, size: int) -> Tensor:
        """Zeros of ``size`` rows, with each row of this tensor added at its ``index``."""
        index = as_tensor(index, "put")
        size = whole("put: size", size, least=0)
        if index.shape != self.shape[: index.ndim]:
            raise ValueError(
                f"put: the index has shape {index.shape}, the tensor {self.shape}. Give an index "
                "for each row that is put."
            )
        _check_index(index, size, "put")
        new_shape("put", (size, *self.shape[index.ndim :]))
        return apply("put", self, index, size=size)

    def patches(self, kernel: Sequence[int], stride: int = 1, padding: int = 0) -> Tensor:
        """Every patch under a sliding kernel, as a column.

        From images ``(n, channels, height, width)`` to
        ``(n, channels · kernel height · kernel width, positions)``; ``torch.nn.Unfold``.
        """
        if self.ndim != 4:
            raise ValueError(
                f"patches: images must have shape (n, channels, height, width), met {self.shape}."
            )
        kernel = whole_numbers([kernel], "patches")
        stride = whole("patches: stride", stride)
        padding = whole("patches: padding", padding)
        if len(kernel) != 2 or min(*kernel, stride) < 1 or padding < 0:
            raise ValueError(
                "patches: the kernel is (height, width), it and stride are at least 1, and padding "
                f"at least 0, met kernel={kernel}, stride={stride}, padding={padding}."
            )
        if any(k > size + 2 * padding for k, size in zip(kernel, self.shape[2:], strict=True)):
            raise ValueError(
                f"patches: a kernel of {kernel} does not fit into images of "
                f"{self.shape[2:]} with padding {padding}. Use a smaller kernel or more padding."
            )
        positions = patch_positions(self.shape, kernel, stride, padding)
        new_shape("patches", (*self.shape[:2], *kernel, *positions))
        return apply("patches", self, kernel=kernel, stride=stride, padding=padding)

    def from_patches(
        self, shape: Sequence[int], kernel: Sequence[int], stride: int = 1, padding: int = 0
    ) -> Tensor:
        """Images of ``shape`` with every column of patches added where it was read."""
        return apply(
            "from_patches",
            self,
            shape=new_shape("from_patches", whole_numbers([shape], "from_patches")),
            kernel=whole_numbers([kernel], "from_patches"),
            stride=whole("from_patches: stride", stride),
            padding=whole("from_patches: padding", padding),
        )

    # --- gradients -------------------------------------------------------------------------

    def backward(self, gradient: TensorLike | None = None, create_graph: bool = False) -> None:
        """Add to ``.grad`` of every leaf that requires it the gradient of this number.

        Parameters
        ----------
        gradient : array_like, optional
            The gradient of the final number with respect to this tensor; needed when this
            tensor is not a single number.
        create_graph : bool, default False
            Whether the gradients shall remember how they were computed, for second derivatives.

        Raises
        ------
        ValueError
            When this tensor is not a single number and no gradient is given.
        RuntimeError
            When nothing that this tensor came from requires a gradient, or when a tensor that
            it came from was changed since: compute it anew after every step.

        Notes
        -----
        Taught in chapter 5.
        """
        if not self.requires_grad:
            raise RuntimeError(
                "nothing here requires a gradient: no tensor that this value was computed from "
                "was made with requires_grad=True (or it was computed under no_grad()). In an "
                "explorer or a fold, use nnlib.grad(loss, [w])."
            )
        create_graph = flag("backward: create_graph", create_graph)
        if gradient is not None:
            gradient = as_tensor(gradient, "backward: gradient")
        leaves = [node for node in ancestors([self]) if node.is_leaf and node.requires_grad]
        gradients = grad(self, leaves, gradient, create_graph=create_graph)
        for leaf, g in zip(leaves, gradients, strict=True):
            total = g if leaf.grad is None else leaf.grad + g
            if g.live is None and not create_graph:
                # A copy: the sum's gradient is one number repeated, and both terms share it. What
                # an earlier call remembered ends here.
                total = Tensor(total.detach())
            leaf.grad = total


def as_tensor(data: TensorLike, title: str = "") -> Tensor:
    """Return ``data`` as a tensor; a tensor is returned as it is.

    Parameters
    ----------
    data : Tensor or array_like
        The numbers.
    title : str, optional
        What an error is to begin with: the function that was given the data.

    Examples
    --------
    >>> as_tensor([1.0, 2.0])
    Tensor([1.0, 2.0])
    """
    if isinstance(data, Tensor):
        return data
    try:
        return Tensor(data)
    except (TypeError, ValueError) as error:
        if not title:
            raise
        raise type(error)(f"{title}: {error}") from None


def setting(title: str, value: Any, **bounds: Any) -> Number:
    """Return a number within bounds, or a tensor of a single one as it is: a control may set it.

    Examples
    --------
    >>> setting("softplus: beta", 2.0, above=0), setting("softplus: beta", Tensor(2.0), above=0)
    (2.0, Tensor(2.0))
    """
    if not isinstance(value, Tensor):
        return number(title, value, **bounds)
    if value.size != 1:
        raise ValueError(
            f"{title} is a single number, met a tensor of shape {value.shape}. "
            "Give one of its numbers, such as t[0]."
        )
    return value


def apply(op: str, *inputs: TensorLike, **attrs: Any) -> Tensor:
    """Compute one operation of the table and remember it.

    Parameters
    ----------
    op : str
        A name in `nnlib.operations.OPERATIONS`.
    *inputs : Tensor or array_like
        The operation's inputs, broadcast where the operation allows it.
    **attrs
        Fixed settings of the operation, such as the axis of a sum.

    Raises
    ------
    ValueError
        When the shapes do not go together.

    Notes
    -----
    Taught in chapter 5.

    Examples
    --------
    >>> apply("mul", [1.0, 2.0], 3.0)
    Tensor([3.0, 6.0], from mul)
    """
    tensors = tuple([x if isinstance(x, Tensor) else _constant(x, op) for x in inputs])
    try:
        # A learner is told about infinities by nnlib's own checks, where they matter.
        with np.errstate(all="ignore"):
            value = OPERATIONS[op].forward(*[x._value for x in tensors], **attrs)
    except (KeyError, TypeError, ValueError, IndexError, MemoryError) as error:
        raise _explained(error, op, tensors, attrs) from error
    return _result(value, op, tensors, attrs)


def _explained(error: Exception, op: str, tensors: tuple[Tensor, ...], attrs: dict) -> Exception:
    """Return the error of an operation in a learner's terms."""
    shapes = " and ".join(str(x.shape) for x in tensors)
    if not isinstance(op, str) or op not in OPERATIONS:
        return ValueError(f"apply: there is no operation {op!r}. See nnlib.operations.OPERATIONS.")
    if isinstance(error, MemoryError):
        return MemoryError(
            f"{op}: what comes of the shapes {shapes} does not fit into memory. A row against a "
            "column makes a whole table; otherwise take fewer samples at a time."
        )
    if isinstance(error, ValueError) and op not in SOURCES:
        return ValueError(
            f"{op}: the shapes {shapes} do not go together. Counted from the right, lengths must "
            "be equal, or one of them 1. Print the shapes; often a .T, an unsqueeze(…) or a "
            "reshape(…) is missing."
        )
    return TypeError(
        f"{op}: {len(tensors)} inputs of the shapes {shapes} and the settings {attrs} are not what "
        f"the operation takes: {error}."
    )


def _constant(data: TensorLike, op: str) -> Tensor:
    """Return a tensor of what was written into an expression; nobody else has it."""
    if type(data) is float:
        # By far the most frequent: nothing to check.
        constant = Tensor.__new__(Tensor)
        constant._set(np.array(data), None, (), {})
    else:
        constant = as_tensor(data, str(op))
    constant.attrs = {"constant": True}
    return constant


def _rebuild(
    value: np.ndarray, requires_grad: bool, gradient: Tensor | None, is_condition: bool
) -> Tensor:
    """Return a tensor from what was pickled of one, as if it were made now."""
    tensor = Tensor(value, requires_grad)
    tensor.grad, tensor._is_condition = gradient, is_condition
    return tensor


def _result(value: Any, op: str | None, parents: tuple[Tensor, ...], attrs: dict) -> Tensor:
    out = Tensor.__new__(Tensor)
    out._set(np.asarray(value, dtype=np.float64), op, parents, attrs)
    out._is_condition = op in _COMPARISONS or (
        op in _OF_CONDITIONS and all(parent._is_condition for parent in parents)
    )
    if not _remembering.get() and out.live is None:
        # A comparison is known as one all the same.
        out.op, out.parents, out.attrs, out.requires_grad = None, (), {}, False
    return out


def matmul(a: TensorLike, b: TensorLike) -> Tensor:
    """The matrix product ``a @ b``, batched over leading axes.

    Raises
    ------
    ValueError
        When the inner lengths differ.

    Notes
    -----
    A vector on the left is a row, on the right a column, as in numpy and PyTorch.
    Taught in chapter 1.

    Examples
    --------
    >>> matmul([[1.0, 2.0], [3.0, 4.0]], [1.0, 1.0])
    Tensor([3.0, 7.0], from reshape)
    """
    a, b = as_tensor(a, "matmul"), as_tensor(b, "matmul")
    if a.ndim == 0 or b.ndim == 0:
        raise ValueError(
            f"matmul: met the shapes {a.shape} and {b.shape}, but a single number is no matrix. "
            "Use * to multiply by a number."
        )
    left = a.unsqueeze(0) if a.ndim == 1 else a
    right = b.unsqueeze(1) if b.ndim == 1 else b
    if left.shape[-1] != right.shape[-2]:
        hint = "transpose one of them with .T" if left.shape[-1] in right.shape else "check both"
        raise ValueError(
            f"matmul: the shapes {a.shape} and {b.shape} do not go together. The last axis of "
            f"the first ({left.shape[-1]}) must be as long as the last but one of the second "
            f"({right.shape[-2]}): {hint}. A batch of rows meets a weight matrix of shape "
            "(outputs, inputs) as X @ W.T."
        )
    out = apply("matmul", left, right)
    if a.ndim == 1:
        out = out.squeeze(-2)
    return out.squeeze(-1) if b.ndim == 1 else out


# --- gradients ------------------------------------------------------------------------------------


def grad(
    output: Tensor,
    inputs: Sequence[Tensor],
    grad_output: TensorLike | None = None,
    create_graph: bool = True,
) -> list[Tensor]:
    """Return the gradient of a number with respect to each of the inputs, by backpropagation.

    Parameters
    ----------
    output : Tensor
        The number to differentiate.
    inputs : sequence of Tensor
        What to differentiate with respect to; leaves or results half way.
    grad_output : array_like, optional
        The gradient with respect to ``output``; needed unless ``output`` is one number.
    create_graph : bool, default True
        Whether the gradients remember how they were computed.

    Returns
    -------
    list of Tensor
        One gradient for each input, of the input's shape; zeros where the output does not
        depend on it.

    Raises
    ------
    ValueError
        When ``output`` is not a single number and ``grad_output`` is missing or of another
        shape.
    RuntimeError
        When a tensor that the output came from was changed since: compute it anew.

    Notes
    -----
    Rumelhart, Hinton and Williams (1986). Taught in chapter 5.

    Examples
    --------
    >>> x = Tensor(3.0)
    >>> (first,) = grad(x**2, [x])
    >>> (second,) = grad(first, [x])
    >>> first.item(), second.item()
    (6.0, 2.0)
    """
    if isinstance(inputs, Tensor):
        raise TypeError("grad: give the inputs as a list, also when there is one: grad(y, [x]).")
    inputs = several("grad: the inputs", inputs, "grad(y, [x])")
    for given in (output, *inputs):
        if not isinstance(given, Tensor):
            raise TypeError(
                f"grad: {brief(given)} is no tensor, so nothing is known of how it was computed. "
                "Make it a Tensor before computing with it."
            )
    if grad_output is None:
        if output.size != 1:
            raise ValueError(
                f"the gradient starts from a single number, but this tensor has shape "
                f"{output.shape}. Reduce it to a loss first, for example with .sum() or .mean()."
            )
        grad_output = np.ones(output.shape)
    grad_output = as_tensor(grad_output, "grad_output")
    if grad_output.shape != output.shape:
        raise ValueError(
            f"the gradient given has shape {grad_output.shape}, the tensor {output.shape}; "
            "they must be equal."
        )

    if flag("grad: create_graph", create_graph) or output.live is not None:
        gradients = backpropagate(output, inputs, grad_output)
    else:
        with no_grad():
            gradients = backpropagate(output, inputs, grad_output)
    return [gradients[id(x)] if id(x) in gradients else Tensor(np.zeros(x.shape)) for x in inputs]


# --- reading what a learner writes -------------------------------------------------------------


def _as_array(data: Any) -> np.ndarray:
    if isinstance(data, Tensor):
        return data._value
    if isinstance(data, (list, tuple)) and _holds_tensor(data):
        raise TypeError(
            "a list of tensors is not a tensor: join them with nnlib.stack([...]), which "
            "remembers where each came from."
        )
    if isinstance(data, (list, tuple, np.ma.MaskedArray)):
        refuse_masked(data)
    try:
        array = np.asarray(data)
        if array.dtype == object and all(isinstance(entry, Real) for entry in array.flat):
            array = array.astype(np.float64)  # whole numbers too large for numpy's own
    except ValueError as error:
        raise ValueError(
            f"these nested lists do not form a grid, as a tensor's must: {brief(data)}. "
            "Give every row the same number of entries."
        ) from error
    except OverflowError as error:
        raise ValueError(
            f"{brief(data)} is too large: a tensor's numbers go up to 1.8e308. Use its logarithm."
        ) from error
    except RuntimeError as error:
        raise TypeError(
            f"{brief(data)} cannot be read as an array: {error}. "
            "A PyTorch tensor becomes one with .detach().numpy()."
        ) from error
    if array.dtype.kind not in "fiub":
        raise TypeError(_no_numbers(data, array))
    return array


def _no_numbers(data: Any, array: np.ndarray) -> str:
    if data is None:
        return "a tensor holds numbers, but met None. Did a function forget its return?"
    if array.dtype.kind == "c":
        return f"a tensor holds real numbers, but {brief(data)} is complex. Take its .real part."
    if callable(data):
        return f"a tensor holds numbers, but met the function {brief(data)}. Call it, with (…)."
    held = _HELD.get(array.dtype.kind, "objects")
    return (
        f"a tensor holds numbers, but {brief(data)} holds {held}. "
        "Convert text or labels to numbers first."
    )


# What is in an array, by the kind of its dtype.
_HELD = {"U": "text", "S": "bytes", "M": "dates", "m": "times"}


def _holds_tensor(data: Any) -> bool:
    if isinstance(data, Tensor):
        return True
    return isinstance(data, (list, tuple)) and any(_holds_tensor(entry) for entry in data)


def short(number: Any) -> str:
    """Return a number as text: four decimals, or four digits where that would look like nothing.

    Examples
    --------
    >>> short(1 / 3), short(1e-7), short(-0.00012)
    ('0.3333', '1e-07', '-0.00012')
    """
    number = float(number)
    return f"{number:.4g}" if 0 < abs(number) < 1e-3 else str(round(number, 4))


def _plain(given: Any, function: str) -> Any:
    """Return what a function of numpy may have of a tensor: an array, unless a memory is lost."""
    if not isinstance(given, Tensor):
        return given
    if function and given.live is not None:
        raise TypeError(
            f"np.{function} gives a plain array, and this value depends on the control "
            f"{given.live!r}: the picture would no longer follow it. {instead_of(function)}"
        )
    if function and given.requires_grad and _remembering.get():
        raise TypeError(
            f"np.{function} gives a plain array, and no gradient would find its way through "
            f"it. {instead_of(function)} Where none shall pass, give it x.detach()."
        )
    return given.data


def _triples(op: str, key: Any) -> tuple[tuple[int, ...], ...]:
    entries = [
        whole_numbers([axis], op) for axis in several(f"{op}: the parts", key, "[(0, 2, 1)]")
    ]
    if any(len(entry) != 3 for entry in entries):
        raise ValueError(f"{op}: each axis has (start, size, step), met {brief(key)}. Give three.")
    return tuple(entries)


def _check_index(index: Tensor, size: int, op: str) -> None:
    if index.live is not None:
        return
    wrong = (index._value < 0) | (index._value >= size) | (index._value % 1 != 0)
    if wrong.any():
        raise IndexError(
            f"{op}: {index._value[wrong].ravel()[0]:g} is not an index here; "
            f"there are {size} entries, 0 to {size - 1}."
        )


def _index(x: Tensor, key: Any) -> Tensor:
    """Read ``x[key]``: a regular part, rows by a list or condition, or numbers by several lists."""
    if isinstance(key, (Tensor, np.ndarray, list)):
        return x.take(_rows(x, as_tensor(key, "index")))
    if isinstance(key, tuple) and any(_is_list(entry) for entry in key):
        return _picked(x, key)
    part, shape = regular_part(key, x.shape)
    return x.slice(part).reshape(shape)


def _is_list(entry: Any) -> bool:
    return isinstance(entry, list) or (isinstance(entry, (Tensor, np.ndarray)) and entry.ndim > 0)


def _picked(x: Tensor, key: tuple) -> Tensor:
    """Read ``x[rows, columns]``: one number for each entry of the lists, which are broadcast."""
    if any(entry is None or entry is ... or isinstance(entry, slice) for entry in key):
        raise TypeError(
            "index: a list of positions cannot stand beside a slice. Take one after the other, as "
            "in x[rows][:, 0]."
        )
    if len(key) > x.ndim:
        raise IndexError(
            f"index: {len(key)} lists of positions for a tensor of shape {x.shape}, which has "
            f"{x.ndim} axes. Leave some out."
        )
    lists = [as_tensor(entry, "index") for entry in key]
    try:
        np.broadcast_shapes(*[entry.shape for entry in lists])
    except ValueError:
        raise IndexError(
            f"index: lists of the shapes {' and '.join(str(entry.shape) for entry in lists)} do "
            "not go together. Give a row and a column for each number that is picked."
        ) from None
    position = Tensor(0.0)
    for entry, length in zip(lists, x.shape, strict=False):
        if entry._is_condition:
            raise TypeError("index: a condition picks rows when it stands alone, as in x[mask].")
        entry = _from_the_end(entry, length)
        _check_index(entry, length, "index")
        position = position * length + entry
    flat = x.reshape(math.prod(x.shape[: len(key)]), *x.shape[len(key) :])
    return flat.take(position)


def _rows(x: Tensor, index: Tensor) -> Tensor:
    if index._is_condition:
        if index.live is not None:
            raise TypeError(
                f"the condition depends on the control {index.live!r}, so how many rows it picks "
                "would change, and a recording has fixed shapes. Keep all rows and multiply by "
                "the condition, or hide points with mask=."
            )
        if index.shape != x.shape[:1]:
            raise IndexError(
                f"a condition of shape {index.shape} cannot pick rows of a tensor of shape "
                f"{x.shape}. Give one condition for each row, of shape ({len(x)},)."
            )
        return Tensor(np.flatnonzero(index._value))
    return index if x.ndim == 0 else _from_the_end(index, len(x))


def _from_the_end(index: Tensor, length: int) -> Tensor:
    """Return positions counted from the first; negative ones count from the last."""
    if index.live is not None or not (index._value < 0).any():
        return index
    lowest = index._value.min()
    if lowest < -length:
        raise IndexError(f"row {lowest:g} is outside: there are {length} rows, {-length} to −1.")
    return index.where(index >= 0, index + length)


_NO_LOGIC = (
    "conditions are numbers here, 1 and 0. Write a * b for “and”, nnlib.maximum(a, b) for “or”, "
    "and a == 0 for “not”."
)
_COMPARISONS = {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"}
# What gives conditions when it is given conditions: and, or, and other shapes.
_OF_CONDITIONS = {"mul", "maximum", "minimum", "reshape", "permute", "expand", "slice"}

# Functions of numpy that ask for a tensor's shape, and those that only look at its numbers.
_MEASURES = {np.shape, np.ndim, np.size}
_LOOKING = {np.allclose, np.isclose, np.array_equal, np.argmax, np.argmin, np.argsort}

# Most of numpy's functions have the name of their operation; these have another.
_UFUNCS = {
    **{name: name for name in ELEMENTWISE},
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "power": "pow",
    "negative": "neg",
    "absolute": "abs",
}
