"""One number of an array, written as it was computed from numbers of other arrays.

Of a rule between matrices, such as ∂L/∂W = X^T @ ∂L/∂Z, this shows what is multiplied and added.
Like `nnlib.live.graph.notation`, it reads the record of what nnlib computed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nnlib.live.graph.notation import (
    COMPARISONS,
    NOTATION,
    Written,
    is_fixed,
    join,
    write_constant,
    write_operation,
    write_sum,
)
from nnlib.operations import ELEMENTWISE
from nnlib.tensor import Tensor

Index = tuple[int, ...]

# A sum of more terms than these is not read.
MOST_TERMS = 4


class Unwritten(Exception):
    """One number of a tensor cannot be written shortly."""


class Known(NamedTuple):
    """A tensor at which the text stops: its name, and the node that holds its numbers."""

    name: str
    node: Tensor


def same_place(index: Index, shape: Index, other: Index) -> Index:
    """Return the index at which a tensor of another shape holds the same number.

    Examples
    --------
    >>> same_place((3,), (4,), (2, 2))
    (1, 1)
    """
    if shape == other:
        return index
    place = np.ravel_multi_index(index, shape) if shape else 0
    return tuple(int(k) for k in np.unravel_index(place, other))


def name_entry(name: str, index: Index) -> str:
    """Return the name of one number of an array, as Python has it.

    Examples
    --------
    >>> name_entry("W", (0, 1))
    'W[0,1]'
    """
    return f"{name}[{','.join(map(str, index))}]" if index else name


class EntryWriter:
    """Writes single numbers of tensors that were computed from those that are known.

    Parameters
    ----------
    known : mapping of int to Known
        The tensors at which the text stops, by their ids.
    field : callable
        From a tensor, an index and whether the number is a condition to a template's field.
    """

    def __init__(
        self, known: Mapping[int, Known], field: Callable[[Tensor, Index, bool], str]
    ) -> None:
        self._known = known
        self._field = field

    def write(self, tensor: Tensor, index: Index) -> Written:
        """Write how one number of a tensor was computed.

        Raises
        ------
        Unwritten
            When that takes too many terms, or an operation whose places move with its numbers.
        """
        if id(tensor) in self._known:
            name, node = self._known[id(tensor)]
            place = same_place(index, tensor.shape, node.shape)
            return Written(name_entry(name, place), self._field(node, place, False))
        if is_fixed(tensor, self._known):
            return write_constant(Tensor(tensor.data[index]))
        if tensor.op in ELEMENTWISE:
            return self._elementwise(tensor, index)
        rule = getattr(self, f"_{tensor.op}", None)
        if rule is None:
            raise Unwritten(tensor.op)
        return rule(tensor, index)

    def _elementwise(self, tensor: Tensor, index: Index) -> Written:
        parts = [self._broadcast(parent, index) for parent in tensor.parents]
        written = write_operation(tensor, parts)
        if tensor.op in COMPARISONS:
            # A condition is 1 or 0, and is multiplied by.
            return written._replace(numbers=self._field(tensor, index, True))
        return written

    def _broadcast(self, tensor: Tensor, index: Index) -> Written:
        own = index[len(index) - tensor.ndim :]
        return self.write(
            tensor, tuple(min(k, size - 1) for k, size in zip(own, tensor.shape, strict=True))
        )

    def _expand(self, tensor: Tensor, index: Index) -> Written:
        return self._broadcast(tensor.parents[0], index)

    def _reshape(self, tensor: Tensor, index: Index) -> Written:
        (x,) = tensor.parents
        return self.write(x, same_place(index, tensor.shape, x.shape))

    def _permute(self, tensor: Tensor, index: Index) -> Written:
        (x,) = tensor.parents
        return self.write(x, tuple(index[k] for k in np.argsort(tensor.attrs["dims"])))

    def _slice(self, tensor: Tensor, index: Index) -> Written:
        (x,) = tensor.parents
        places = zip(tensor.attrs["key"], index, strict=True)
        return self.write(x, tuple(start + step * k for (start, _, step), k in places))

    def _unslice(self, tensor: Tensor, index: Index) -> Written:
        (x,) = tensor.parents
        place = []
        for (start, size, step), k in zip(tensor.attrs["key"], index, strict=True):
            steps, beside = divmod(k - start, step)
            if beside or not 0 <= steps < size:
                return Written("0", "0")
            place.append(steps)
        return self.write(x, tuple(place))

    def _cat(self, tensor: Tensor, index: Index) -> Written:
        dim = tensor.attrs["dim"]
        place = index[dim]
        for part in tensor.parents:
            if place < part.shape[dim]:
                return self.write(part, (*index[:dim], place, *index[dim + 1 :]))
            place -= part.shape[dim]
        raise AssertionError("an index lies inside its tensor")

    def _sum(self, tensor: Tensor, index: Index) -> Written:
        (x,) = tensor.parents
        kept = iter(index)
        ranges: list[Sequence[int]] = []
        for axis, size in enumerate(x.shape):
            is_summed = axis in tensor.attrs["dim"]
            place = next(kept) if tensor.attrs["keepdim"] or not is_summed else 0
            ranges.append(range(size) if is_summed else [place])
        places = list(itertools.product(*ranges))
        return self._total(len(places), lambda k: self.write(x, places[k]))

    def _matmul(self, tensor: Tensor, index: Index) -> Written:
        a, b = tensor.parents
        *lead, row, column = index

        def product(k: int) -> Written:
            factors = [self._broadcast(a, (*lead, row, k)), self._broadcast(b, (*lead, k, column))]
            return join(NOTATION["mul"], factors)

        return self._total(a.shape[-1], product)

    def _total(self, count: int, term: Callable[[int], Written]) -> Written:
        if count > MOST_TERMS:
            raise Unwritten(f"a sum of {count} terms")
        return write_sum([term(k) for k in range(count)])
