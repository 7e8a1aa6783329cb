"""What a recorded function uses from outside: tensors that it was not handed as arguments."""

from __future__ import annotations

from collections.abc import Iterable

from nnlib.graph import ancestors
from nnlib.tensor import Tensor


def trace(name: str, value: Tensor) -> Tensor:
    """Return a tensor of the same numbers that stands for an argument while a function runs.

    Examples
    --------
    >>> trace("x", Tensor(2.0)).live
    'x'
    """
    traced = Tensor(value._value)
    traced.live = name
    return traced


def captured(outputs: Iterable[Tensor], traced: Iterable[Tensor], no_fold: str) -> list[Tensor]:
    """Return tensors from outside that may change, in order of their creation.

    They are computed once, outside, and handed in as further inputs.

    Parameters
    ----------
    outputs : iterable of Tensor
        What the function returned.
    traced : iterable of Tensor
        What stood for its arguments.
    no_fold : str
        What to tell an author who folds inside the function.

    Raises
    ------
    ValueError
        When the function folds over its own arguments.
    """
    outputs = list(outputs)
    inner = {id(tensor) for tensor in traced}
    found: dict[int, Tensor] = {}
    for tensor in ancestors(outputs):
        if id(tensor) in inner:
            continue
        if any(id(parent) in inner for parent in tensor.parents):
            if tensor.op == "fold":
                raise ValueError(no_fold)
            inner.add(id(tensor))
            found.update({id(p): p for p in tensor.parents if id(p) not in inner})
    found.update({id(tensor): tensor for tensor in outputs if id(tensor) not in inner})
    return [t for t in found.values() if t.live is not None or t.requires_grad]
