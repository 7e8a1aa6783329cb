"""Walking the graph of tensors that computed each other: back in time, and with gradients."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from nnlib.operations import OPERATIONS
from nnlib.scope import within

if TYPE_CHECKING:
    from nnlib.tensor import Tensor


def ancestors(outputs: Sequence[Tensor]) -> list[Tensor]:
    """Every tensor that the outputs were computed from, and themselves, oldest first.

    The order is that of creation, so parents stand before children and each run gives the same.
    The walk is a loop, not a recursion: graphs may be any number of operations deep.
    """
    found = {id(output): output for output in outputs}
    waiting = list(found.values())
    while waiting:
        for parent in waiting.pop().parents:
            if id(parent) not in found:
                found[id(parent)] = parent
                waiting.append(parent)
    return sorted(found.values(), key=lambda node: node._order)


def backpropagate(
    output: Tensor, inputs: Sequence[Tensor], grad_output: Tensor
) -> dict[int, Tensor]:
    """Hand gradients from each node to its parents, youngest node first.

    Returns the gradients by the id of the input; inputs that the output does not depend on have
    none.
    """
    nodes = ancestors([output])
    wanted = {id(x) for x in inputs}
    # Only nodes on a path from an input to the output need a gradient.
    on_path: set[int] = set()
    for node in nodes:
        reached = not (node.detached or on_path.isdisjoint(map(id, node.parents)))
        if reached or id(node) in wanted:
            on_path.add(id(node))
    _refuse_changed(nodes, on_path)

    gradients: dict[int, Tensor] = {id(output): grad_output}
    for node in reversed(nodes):
        g = gradients.get(id(node))
        if g is None or node.is_leaf or node.detached or id(node) not in on_path:
            continue
        if id(node) not in wanted:
            # No longer needed once it has been handed on.
            del gradients[id(node)]
        for parent, contribution in contributions(node, g, on_path):
            known = gradients.get(id(parent))
            gradients[id(parent)] = contribution if known is None else known + contribution
    return {key: g for key, g in gradients.items() if key in wanted and key in on_path}


def _refuse_changed(nodes: Sequence[Tensor], on_path: set[int]) -> None:
    """Raise a RuntimeError when rules would read numbers that were replaced since."""
    newest_change = max([node._changed for node in nodes])
    for node in nodes:
        if newest_change < node._order or node.detached:
            continue
        changed = changed_since(node)
        if changed and not on_path.isdisjoint(map(id, node.parents)):
            raise RuntimeError(
                f"{changed[0]!r} was changed after {node.op} was computed from it, by a step of an "
                "optimiser, an update under no_grad() or new .data, so this gradient would be that "
                "of no function. Compute the loss anew after every change: in a training loop, "
                "inside the loop."
            )


def changed_since(node: Tensor) -> list[Tensor]:
    """Return those of an operation's tensors whose numbers were replaced since it was computed."""
    if node.is_leaf:
        return []
    return [tensor for tensor in (node, *node.parents) if tensor._changed > node._order]


def contributions(node: Tensor, g: Tensor, wanted: set[int]) -> list[tuple[Tensor, Tensor]]:
    """Apply a node's gradient rules: what its gradient ``g`` adds to that of each parent.

    Parents whose ids are not wanted are left out where that saves work. One that was used twice
    comes twice.
    """
    rules = OPERATIONS[node.op].gradient if node.op in OPERATIONS else None
    if rules is None:
        raise ValueError(f"{node.op} has no gradient: differentiate before it, not through it.")
    with within(f"the gradient of {node.scope}") if node.scope else nullcontext():
        given = (g, node, *node.parents)
        if callable(rules):
            found = list(zip(node.parents, rules(*given, **node.attrs), strict=True))
        else:
            found = [
                (parent, rule(*given, **node.attrs))
                for parent, rule in zip(node.parents, rules, strict=True)
                if rule is not None and id(parent) in wanted
            ]
        return [(parent, _unbroadcast(term, parent.shape)) for parent, term in found]


def _unbroadcast(g: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Sum a gradient over the axes along which its tensor was broadcast."""
    if g.shape == shape:
        return g
    extra = g.ndim - len(shape)
    stretched = [extra + axis for axis, size in enumerate(shape) if size != g.shape[extra + axis]]
    dims = [*range(extra), *stretched]
    if dims:
        g = g.sum(dims)
    return g if g.shape == shape else g.reshape(shape)
