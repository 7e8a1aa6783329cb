"""Numbers that are not finite, told to the author; ``front/trouble.js`` tells it to readers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nnlib.graph import ancestors
from nnlib.tensor import Tensor


def check_finite(title: str, results: Iterable[Tensor]) -> None:
    """Refuse results that an operation made infinite or nan out of finite numbers.

    A nan that the author gives is a gap in a line, and what a ``where`` hides is not looked at.

    Raises
    ------
    ValueError
        With the first operation that is to blame.

    Examples
    --------
    >>> check_finite("curve", [Tensor([1.0, 0.0]).log()])
    Traceback (most recent call last):
    ...
    ValueError: curve: with the controls at their start, the operation log makes -inf out of ...
    >>> from nnlib import named_scope
    >>> with named_scope("the loss"):
    ...     loss = Tensor([1.0, 0.0]).log()
    >>> check_finite("curve", [loss])
    Traceback (most recent call last):
    ...
    ValueError: curve: with the controls at their start, the operation log in the loss makes ...
    """
    node = first_trouble(results)
    if node is not None:
        where = f" in {node.scope}" if node.scope else ""
        first = node._value[~np.isfinite(node._value)].flat[0]
        raise ValueError(
            f"{title}: with the controls at their start, the operation {node.op}{where} makes "
            f"{first} out of finite numbers, and the picture would begin with a warning. Start "
            "where all is finite. A gap that is meant is a nan: "
            "where(x > 0, log(x), float('nan'))."
        )


def first_trouble(results: Iterable[Tensor]) -> Tensor | None:
    """Return what the first operation made that made infinite or nan out of finite numbers.

    Examples
    --------
    >>> first_trouble([1 / Tensor([1.0, 0.0]) + 1])
    Tensor([1.0, inf], from div)
    >>> first_trouble([Tensor([1.0, float("nan")]) + 1]) is None
    True
    """
    results = list(results)
    nodes = ancestors(results)
    bad = {id(node) for node in nodes if not np.isfinite(node._value).all()}
    blamed = {id(result) for result in results} & bad
    for node in reversed(nodes):
        if id(node) in blamed:
            blamed |= {id(parent) for parent in _passed_on(node)} & bad
    for node in nodes:
        if id(node) in blamed and node.parents and not bad & {id(p) for p in node.parents}:
            return node
    return None


def _passed_on(node: Tensor) -> list[Tensor]:
    """Return the parents whose numbers reach the node; a ``where`` takes only some of them."""
    if node.op != "where":
        return list(node.parents)
    condition, *sides = np.broadcast_arrays(*[parent._value for parent in node.parents])
    taken = sides[0][condition != 0], sides[1][condition == 0]
    reached = [np.isfinite(numbers).all() for numbers in taken]
    return [parent for parent, fine in zip(node.parents[1:], reached, strict=True) if not fine]
