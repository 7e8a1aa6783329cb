"""The computational graph as a mark: its drawing, and what each step computes and says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from nnlib.live.graph.computation import Computation
from nnlib.live.graph.entries import EntryWriter, Index, Known, Unwritten, name_entry, same_place
from nnlib.live.graph.layered import Drawing, Edge, draw_layered
from nnlib.live.graph.notation import (
    COMMUTATIVE,
    POWER,
    Written,
    notation,
    write,
    write_constant,
    write_operation,
    write_sum,
)
from nnlib.live.label import count_letters
from nnlib.live.template import format_number
from nnlib.tensor import Tensor

# Arrays up to so many rows and columns are shown number by number.
MOST_ROWS = 3

# Sizes in pixels, at the scale at which texts have 13.
LETTER = 7.6
ROW = 18.0
SIDES = 14.0
BADGE = 14.0


def describe_graph(
    root: Tensor,
    step: Tensor | None,
    names: Mapping[str, Tensor],
    leaves: Sequence[Tensor],
    wrt: Sequence[Tensor] | None,
    format: str,
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return the data and the style of a graph mark."""
    graph = Computation(root, names, leaves, wrt)
    _check_step(step, graph)
    return _Description(graph, format).mark(step)


class _Step(NamedTuple):
    """Whose value or gradient a step computes, and which values and gradients it reads."""

    phase: str
    node: int
    values: list[int]
    gradients: list[int]
    text: str


# A tensor, and the tensors at which the text of how it was computed stops.
_Part = tuple[Tensor, Mapping[int, Known]]


class _Description:
    """A graph in the terms of a mark: data by name, and a style of plain JSON."""

    def __init__(self, graph: Computation, format: str) -> None:
        self.graph = graph
        self.format = format
        self.index = {id(node): k for k, node in enumerate(graph.nodes)}
        self.data: dict[str, Tensor] = {}
        self.entries: dict[tuple[int, Index], str] = {}
        for k, node in enumerate(graph.nodes):
            self.data[f"v{k}"] = _shown(node)
            if id(node) in graph.gradients:
                self.data[f"g{k}"] = _shown(graph.gradients[id(node)])
        self.root_name = graph.names.get(id(graph.root), "output")

    def mark(self, step: Tensor | None) -> tuple[dict[str, Tensor], dict[str, Any]]:
        graph = self.graph
        edges = [
            Edge(
                self.index[id(parent)],
                self.index[id(node)],
                position,
                len(graph.parents(node)),
                node.op in COMMUTATIVE,
            )
            for node in graph.nodes
            for position, parent in enumerate(graph.parents(node))
        ]
        steps = [self._forward(node) for node in graph.operations]
        steps += [self._backward(node) for node in graph.backward_order()]
        nodes = [self._node(node) for node in graph.nodes]
        sizes = [(node["width"], node["height"]) for node in nodes]
        style = {
            "root": self.root_name,
            "format": self.format,
            "nodes": nodes,
            "edges": [
                {"source": e.source, "target": e.target, "backward": self._flows(e)} for e in edges
            ],
            "across": _plain(draw_layered(sizes, edges)),
            "down": _plain(draw_layered(sizes, edges, downward=True)),
            "steps": [
                {"lead": f"{s.phase.capitalize()}, step {k} of {len(steps)}", **s._asdict()}
                for k, s in enumerate(steps, start=1)
            ],
            "before": {
                "lead": f"Step 0 of {len(steps)}",
                "text": "Only the leaves have values yet.",
            },
            "after": {"lead": "All steps", "text": self._everything()},
        }
        if step is not None:
            self.data["step"] = step
        return self.data, style

    def _everything(self) -> str:
        if not self.graph.gradients:
            return "Every value."
        return f"Every value, and below it the gradient of {self.root_name} with respect to it."

    def _flows(self, edge: Edge) -> bool:
        """Whether a gradient is handed back along an edge."""
        source, target = self.graph.nodes[edge.source], self.graph.nodes[edge.target]
        return any(user is target for user, _ in self.graph.terms.get(id(source), []))

    def _node(self, node: Tensor) -> dict[str, Any]:
        graph = self.graph
        kind = "operation"
        if graph.is_leaf(node):
            kind = "leaf" if id(node) in graph.names else "constant"
        name = graph.names.get(id(node), "")
        symbol = notation(node).symbol if kind == "operation" else ""
        if node.detached:
            symbol = "detach"
        rows, columns = _grid(node.shape)
        is_large = max(rows, columns) > MOST_ROWS
        if is_large:
            # One number, the norm, and above it the shape.
            rows = columns = 1
        head = LETTER * count_letters(name)
        if symbol:
            head += LETTER * count_letters(symbol) + BADGE
        body = LETTER * len(format_number(-12.345, self.format)) * columns
        lines = 1 + rows * (1 + (id(node) in graph.gradients)) + is_large
        text = None
        if kind == "constant" and node.size == 1:
            # It never changes, so its text is known.
            text = write_constant(node).names
            body, lines = LETTER * len(text), 1
        described: dict[str, Any] = {
            "kind": kind,
            "name": name,
            "symbol": symbol,
            "text": text,
            "shape": list(node.shape),
            "grid": None if is_large else [rows, columns],
            "width": max(head, body) + SIDES,
            "height": ROW * lines + 8,
        }
        if kind == "leaf" and node.control and node.shape == () and "max" in node.attrs:
            described["control"] = node.control
        return described

    # --- steps ----------------------------------------------------------------------------------

    def _forward(self, node: Tensor) -> _Step:
        reads = [self.index[id(parent)] for parent in self.graph.parents(node)]
        parts = [self._written(self.graph.source(parent)) for parent in node.parents]
        rule = write_operation(node, parts)
        if node.detached:
            rule = parts[0]
        name = self.graph.names[id(node)]
        part = (node, self._known(node.parents))
        text = self._text(name, rule, node, f"v{self.index[id(node)]}", [part])
        return _Step("forward", self.index[id(node)], reads, [], text)

    def _backward(self, node: Tensor) -> _Step:
        graph, k = self.graph, self.index[id(node)]
        name = self._derivative(node)
        if node is graph.root:
            text = f"{name} = 1"
            return _Step("backward", k, [], [], text)
        terms = graph.terms.get(id(node), [])
        if not terms:
            return _Step("backward", k, [], [], f"{name} = 0: no gradient is handed back to it")
        written, values, gradients = [], [], []
        parts: list[_Part] = []
        for user, term in terms:
            sources = {id(tensor): graph.source(tensor) for tensor in user.parents}
            sources[id(user)] = user
            known = {key: self._written(source) for key, source in sources.items()}
            used: list[int] = []
            g = graph.gradients[id(user)]
            handed = self._field(f"g{self.index[id(user)]}")
            known[id(g)] = Written(self._derivative(user), handed, POWER)
            written.append(write(term, _Watched(known, used), self._extra))
            gradients.append(self.index[id(user)])
            ends = self._known([*user.parents, user])
            parts.append((term, {**ends, id(g): Known(self._derivative(user), g)}))
            read = [id(sources[key]) for key in used if key in sources]
            # A fixed exponent is in no node.
            values += [self.index[key] for key in read if key in self.index]
        total = graph.gradients[id(node)]
        text = self._text(name, write_sum(written), total, f"g{k}", parts)
        return _Step("backward", k, _unique(values), _unique(gradients), text)

    def _text(
        self, name: str, rule: Written, result: Tensor, key: str, parts: Sequence[_Part]
    ) -> str:
        """Return a template: the rule in names, then with numbers, then what comes out.

        Of arrays, the reader sees how the first number of the result comes from theirs. key: where
        the result's numbers stand; parts: what the result is the sum of, each with the tensors at
        which its text stops.
        """
        single = result.size == 1
        has_arrays = any(end.node.size > 1 for _, known in parts for end in known.values())
        entry = rule if single and not has_arrays else self._first_entry(result, parts)
        if single:
            numbers = [entry.numbers] if entry and "{" in entry.numbers else []
            return " = ".join([name, rule.names, *numbers, self._field(key)])
        whole = f"{name} = {rule.names}"
        if entry is None:
            return whole
        first = (0,) * result.ndim
        of_first = [name_entry(name, first), entry.names, entry.numbers, self._entry(result, first)]
        return f"{whole}; {' = '.join(of_first)}"

    def _first_entry(self, result: Tensor, parts: Sequence[_Part]) -> Written | None:
        """Write how the first number of a result came about, if that can be read."""
        if max(_grid(result.shape)) > MOST_ROWS:
            return None
        first = (0,) * result.ndim
        try:
            return write_sum(
                [
                    EntryWriter(known, self._entry).write(
                        part, same_place(first, result.shape, part.shape)
                    )
                    for part, known in parts
                ]
            )
        except Unwritten:
            return None

    def _known(self, tensors: Sequence[Tensor]) -> dict[int, Known]:
        """Return where a text stops: at the nodes that have names."""
        nodes = {id(tensor): self.graph.source(tensor) for tensor in tensors}
        names = self.graph.names
        return {
            key: Known(names[id(node)], node) for key, node in nodes.items() if id(node) in names
        }

    def _entry(self, tensor: Tensor, index: Index, is_condition: bool = False) -> str:
        """Return the field of one number of an array."""
        key = self.entries.setdefault((id(tensor), index), f"e{len(self.entries)}")
        self.data[key] = tensor[index] if index else tensor
        return f"{{{key}:{'d' if is_condition else self.format}}}"

    def _written(self, tensor: Tensor) -> Written:
        if id(tensor) not in self.graph.names:
            return write_constant(tensor)
        return Written(self.graph.names[id(tensor)], self._field(f"v{self.index[id(tensor)]}"))

    def _derivative(self, node: Tensor) -> str:
        name = self.graph.names.get(id(node), "output")
        return f"∂{self.root_name}/∂{name}"

    def _field(self, key: str) -> str:
        return f"{{{key}:{self.format}}}"

    def _extra(self, tensor: Tensor) -> str:
        """Return the field of a number that is in no node: a condition, 1 or 0."""
        key = f"c{sum(name.startswith('c') for name in self.data)}"
        self.data[key] = tensor if tensor.shape == () else tensor.reshape(())
        return f"{{{key}:d}}"


class _Watched(dict[int, Written]):
    """A dictionary that notes which of its entries were looked up."""

    def __init__(self, entries: Mapping[int, Written], used: list[int]) -> None:
        super().__init__(entries)
        self._used = used

    def __getitem__(self, key: int) -> Written:
        self._used.append(key)
        return super().__getitem__(key)


def _check_step(step: Tensor | None, graph: Computation) -> None:
    if step is None or step.control is None:
        return
    needed = len(graph.operations) + len(graph.gradients)
    if "max" in step.attrs and step.attrs["max"] < needed:
        raise ValueError(
            f"graph: {len(graph.operations)} values and {len(graph.gradients)} gradients take "
            f"{needed} steps, but {step.control!r} ends at {step.attrs['max']:g}. "
            f"Write {step.control}=play({needed})."
        )


def _grid(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return the rows and columns in which numbers of a shape are shown."""
    if len(shape) > 2:
        return math.prod(shape[:-1]), shape[-1]
    rows, columns = (1, 1, *shape)[-2:]
    return rows, columns


def _shown(tensor: Tensor) -> Tensor:
    """Return the numbers that a node shows: its own, or the norm where there are many."""
    if max(_grid(tensor.shape)) <= MOST_ROWS:
        return tensor if tensor.size != 1 or tensor.shape == () else tensor.reshape(())
    return (tensor * tensor).sum().sqrt()


def _plain(drawing: Drawing) -> dict[str, Any]:
    return {
        "width": drawing.width,
        "height": drawing.height,
        "centres": [list(centre) for centre in drawing.centres],
        "routes": [[list(point) for point in route] for route in drawing.routes],
    }


def _unique(numbers: Iterable[int]) -> list[int]:
    return sorted(set(numbers))
