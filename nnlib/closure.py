"""What a recorded function uses from outside: tensors that it was not handed as arguments."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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


def captured(
    outputs: Sequence[Tensor], traced: Sequence[Tensor], inside: Callable[[Tensor], bool]
) -> list[Tensor]:
    """Return tensors from outside that may change, in order of their creation.

    They are computed outside, and handed in as further inputs.

    Parameters
    ----------
    outputs : sequence of Tensor
        What the function returned.
    traced : sequence of Tensor
        What stood for its arguments.
    inside : callable
        Whether a tensor is computed within the function. Those that depend on its arguments are,
        in any case.
    """
    inner = {id(tensor) for tensor in traced}
    found: dict[int, Tensor] = {}
    for tensor in ancestors(outputs):
        if id(tensor) in inner:
            continue
        if inside(tensor) or any(id(parent) in inner for parent in tensor.parents):
            inner.add(id(tensor))
            found.update({id(p): p for p in tensor.parents if id(p) not in inner})
    found.update({id(tensor): tensor for tensor in outputs if id(tensor) not in inner})
    return [t for t in found.values() if t.live is not None or t.requires_grad]


def operations_within(outputs: Sequence[Tensor], inputs: Sequence[Tensor]) -> set[str]:
    """Return the operations between a function's inputs and what it returned."""
    given, waiting = {id(tensor) for tensor in inputs}, list(outputs)
    names = set()
    while waiting:
        tensor = waiting.pop()
        if tensor.op is None or id(tensor) in given:
            continue
        given.add(id(tensor))
        names.add(tensor.op)
        waiting.extend(tensor.parents)
    return names
