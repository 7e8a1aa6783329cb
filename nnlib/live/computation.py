"""The computational graph of a tensor as a mark: nodes, edges, their places, and its steps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from nnlib.graph import ancestors, contributions
from nnlib.live.layered import Drawing, Edge, draw_layered
from nnlib.live.notation import Written, fixed_exponent, notation, write, write_operation, write_sum
from nnlib.tensor import Tensor, grad

MOST_NODES = 40
LONGEST_NAME = 10
# Arrays up to so many rows and columns are shown number by number.
MOST_ROWS = 3

# Sizes in pixels, at the scale at which texts have 13.
LETTER = 7.5
NUMBER = 48.0
ROW = 18.0
SIDES = 14.0
BADGE = 10.0


def describe_graph(
    root: Tensor,
    step: Tensor | None,
    names: Mapping[str, Tensor],
    leaves: Sequence[Tensor],
    wrt: Sequence[Tensor] | None,
    format: str,
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return the data and the style of a graph mark."""
    graph = _Graph(root, names, leaves, wrt)
    _check_step(step, graph)
    return _Description(graph, format).mark(step)


class _Graph:
    """The nodes of a tensor's graph, parents before children, and the gradients that they get.

    Attributes
    ----------
    nodes : list of Tensor
        Without the exponents that are part of a power's symbol.
    names : dict of int to str
        The name of each node, by its id; a fixed number has none.
    gradients : dict of int to Tensor
        The gradient of the root with respect to a node, by its id, for those that get one.
    terms : dict of int to list of (Tensor, Tensor)
        What a gradient is the sum of: pairs of a user and the contribution that came from it.
    """

    def __init__(
        self,
        root: Tensor,
        names: Mapping[str, Tensor],
        leaves: Sequence[Tensor],
        wrt: Sequence[Tensor] | None,
    ) -> None:
        self.root = root
        self._ends = {id(leaf) for leaf in leaves}
        self.nodes = self._found()
        self._check_nodes()
        self._named = self._given_names(names)
        self.names = self._all_names()
        self.gradients: dict[int, Tensor] = {}
        self.terms: dict[int, list[tuple[Tensor, Tensor]]] = {}
        wanted = self._wanted(wrt)
        if wanted:
            self._differentiate(wanted)

    def is_leaf(self, node: Tensor) -> bool:
        return node.is_leaf or id(node) in self._ends

    def parents(self, node: Tensor) -> tuple[Tensor, ...]:
        if self.is_leaf(node):
            return ()
        return node.parents if fixed_exponent(node) is None else node.parents[:1]

    @property
    def operations(self) -> list[Tensor]:
        return [node for node in self.nodes if not self.is_leaf(node)]

    def backward_order(self) -> list[Tensor]:
        """Return the nodes with a gradient in the order in which their gradients are complete."""
        place = {id(node): float(k) for k, node in enumerate(self.nodes)}
        for node in self.nodes:
            if self.is_leaf(node):
                # As soon as its first user has handed on.
                users = [place[id(u)] for u in self.operations if node in _Same(self.parents(u))]
                place[id(node)] = min(users, default=0.0) - 0.5
        found = [node for node in self.nodes if id(node) in self.gradients]
        return sorted(found, key=lambda node: -place[id(node)])

    # --- building it ----------------------------------------------------------------------------

    def _found(self) -> list[Tensor]:
        """Return what the root was computed from, up to the leaves, and the root itself."""
        waiting, found = [self.root], {id(self.root)}
        while waiting:
            for parent in self.parents(waiting.pop()):
                if id(parent) not in found:
                    found.add(id(parent))
                    waiting.append(parent)
        return [node for node in ancestors([self.root]) if id(node) in found]

    def _check_nodes(self) -> None:
        if len(self.nodes) > MOST_NODES:
            raise ValueError(
                f"graph: {len(self.nodes)} nodes are too many to be read; {MOST_NODES} are drawn "
                "at most. Draw a part: stop at values half way with leaves=[…], or take fewer "
                "samples or neurons, or compute with vectors instead of single numbers."
            )
        for node in self.nodes:
            if self.is_leaf(node) and node.live is not None and not node.op and not node.control:
                raise ValueError(
                    "graph: this expression was computed inside the step of a fold, which runs "
                    "many times and has no values of its own. Return its result from the fold, "
                    "compute the expression again outside from that state, and draw it there with "
                    "leaves=[…]."
                )
            if node.op == "fold" and not self.is_leaf(node):
                raise ValueError(
                    "graph: the root comes out of a fold, whose many steps are one operation here. "
                    "Draw the graph from its state on: leaves=[state['w']]."
                )

    def _given_names(self, names: Mapping[str, Tensor]) -> dict[int, str]:
        present = {id(node) for node in self.nodes}
        named: dict[int, str] = {}
        for name, tensor in names.items():
            if (
                not isinstance(name, str)
                or not 0 < len(name) <= LONGEST_NAME
                or set(name) & set("{}")
            ):
                raise ValueError(
                    f"graph: {name!r} cannot name a node. Use a text of at most {LONGEST_NAME} "
                    "letters, without braces."
                )
            if not isinstance(tensor, Tensor):
                raise TypeError(
                    f"graph: names[{name!r}] is {tensor!r}, no tensor. Write {name} = "
                    f"Tensor({tensor!r}) before computing with it, so that it is one node."
                )
            if id(tensor) not in present:
                raise ValueError(
                    f"graph: {name!r} is not part of this graph: the root was not computed from "
                    "that tensor. Name the very tensor that was used; computing it again makes "
                    "another one."
                )
            if id(tensor) in named:
                raise ValueError(
                    f"graph: one tensor has two names, {named[id(tensor)]!r} and {name!r}. "
                    "Leave one out."
                )
            named[id(tensor)] = name
        return named

    def _all_names(self) -> dict[int, str]:
        names = dict(self._named)
        for node in self.nodes:
            if self.is_leaf(node) and node.control and id(node) not in names:
                names[id(node)] = node.control
        taken = list(names.values())
        for name in taken:
            if taken.count(name) > 1:
                raise ValueError(
                    f"graph: two nodes are called {name!r}. Give one of them another name."
                )
        free = (f"v{k}" for k in range(1, 10 * MOST_NODES) if f"v{k}" not in taken)
        for node in self.nodes:
            if id(node) in names:
                continue
            if not node.is_leaf:
                names[id(node)] = next(free)
            elif node.size > 1:
                raise ValueError(
                    f"graph: a leaf of shape {node.shape} has no name. Make it a tensor before "
                    "computing with it, X = Tensor(…), and name it: names={'X': X}."
                )
        return names

    def _wanted(self, wrt: Sequence[Tensor] | None) -> list[Tensor]:
        """Return the leaves whose gradients are wanted."""
        if wrt is None:
            leaves = [node for node in self.nodes if self.is_leaf(node)]
            return [leaf for leaf in leaves if id(leaf) in self.names or leaf.requires_grad]
        present = {id(node) for node in self.nodes}
        for k, tensor in enumerate(wrt):
            if id(tensor) not in present:
                raise ValueError(
                    f"graph: wrt[{k}] is not part of this graph, so the root does not depend on "
                    "it. Give tensors that the root was computed from."
                )
        return list(wrt)

    def _differentiate(self, wanted: Sequence[Tensor]) -> None:
        if self.root.size != 1:
            raise ValueError(
                f"graph: gradients are those of a single number, but the root has shape "
                f"{self.root.shape}. Reduce it to a loss first, with .sum() or .mean(), or draw "
                "the values alone: wrt=[]."
            )
        leading = {id(tensor) for tensor in wanted}
        for node in self.nodes:
            onward = not self.is_leaf(node) and not node.detached
            if onward and any(id(parent) in leading for parent in self.parents(node)):
                leading.add(id(node))
        leading.add(id(self.root))
        reached = [node for node in self.nodes if id(node) in leading]
        gradients = grad(self.root, reached)
        self.gradients = {id(node): g for node, g in zip(reached, gradients, strict=True)}
        for node in reached:
            if self.is_leaf(node) or node.detached:
                continue
            for parent, term in contributions(node, self.gradients[id(node)], leading):
                self.terms.setdefault(id(parent), []).append((node, term))


class _Same:
    """A collection that goes by identity: comparing tensors would compute."""

    def __init__(self, tensors: Iterable[Tensor]) -> None:
        self._ids = {id(tensor) for tensor in tensors}

    def __contains__(self, tensor: Tensor) -> bool:
        return id(tensor) in self._ids


class _Moment(NamedTuple):
    """One step: whose value or gradient it computes, and which values and gradients it reads."""

    phase: str
    node: int
    values: list[int]
    gradients: list[int]
    text: str


class _Description:
    """A graph in the terms of a mark: data by name, and a style of plain JSON."""

    def __init__(self, graph: _Graph, format: str) -> None:
        self.graph = graph
        self.format = format
        self.index = {id(node): k for k, node in enumerate(graph.nodes)}
        self.data: dict[str, Tensor] = {}
        for k, node in enumerate(graph.nodes):
            self.data[f"v{k}"] = _shown(node)
            if id(node) in graph.gradients:
                self.data[f"g{k}"] = _shown(graph.gradients[id(node)])
        self.root_name = graph.names.get(id(graph.root), "output")

    def mark(self, step: Tensor | None) -> tuple[dict[str, Tensor], dict[str, Any]]:
        graph = self.graph
        edges = [
            Edge(self.index[id(parent)], self.index[id(node)], position, len(graph.parents(node)))
            for node in graph.nodes
            for position, parent in enumerate(graph.parents(node))
        ]
        moments = [self._forward(node) for node in graph.operations]
        moments += [self._backward(node) for node in graph.backward_order()]
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
            "steps": [moment._asdict() for moment in moments],
        }
        if step is not None:
            self.data["step"] = step
        return self.data, style

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
        plain = rows > MOST_ROWS or columns > MOST_ROWS
        head = LETTER * len(name) + (LETTER * len(symbol) + BADGE if symbol else 0)
        body = NUMBER * (1 if plain else columns)
        lines = (1 if plain else rows) * (1 + (id(node) in graph.gradients)) + plain
        if kind == "constant" and node.size == 1:
            body, head = LETTER * len(f"{node.item():.4g}"), 0
        described: dict[str, Any] = {
            "kind": kind,
            "name": name,
            "symbol": symbol,
            "shape": list(node.shape),
            "width": max(head, body) + SIDES,
            "height": ROW * (lines + (kind != "constant")) + 8,
            "gradient": id(node) in graph.gradients,
        }
        if kind == "leaf" and node.control and node.shape == () and "max" in node.attrs:
            described["control"] = node.control
        return described

    # --- steps ----------------------------------------------------------------------------------

    def _forward(self, node: Tensor) -> _Moment:
        reads = [self.index[id(parent)] for parent in self.graph.parents(node)]
        parts = [self._written(parent) for parent in node.parents]
        rule = write_operation(node, parts)
        if node.detached:
            rule = parts[0]
        name = self.graph.names[id(node)]
        text = self._text(name, rule, [*node.parents, node], f"v{self.index[id(node)]}")
        return _Moment("forward", self.index[id(node)], reads, [], text)

    def _backward(self, node: Tensor) -> _Moment:
        graph, k = self.graph, self.index[id(node)]
        name = self._derivative(node)
        if node is graph.root:
            text = f"{name} = 1"
            return _Moment("backward", k, [], [], text)
        terms = graph.terms.get(id(node), [])
        if not terms:
            return _Moment("backward", k, [], [], f"{name} = 0: no gradient is handed back to it")
        written, values, gradients = [], [], []
        for user, term in terms:
            known = {id(operand): self._written(operand) for operand in [*user.parents, user]}
            used: list[Tensor] = []
            g = graph.gradients[id(user)]
            known[id(g)] = Written(self._derivative(user), self._field(f"g{self.index[id(user)]}"))
            written.append(write(term, _Watched(known, used), self._extra))
            gradients.append(self.index[id(user)])
            values += [
                self.index[id(operand)]
                for operand in [*user.parents, user]
                if id(operand) in used and id(operand) in self.index
            ]
        involved = [node, *(operand for user, _ in terms for operand in (*user.parents, user))]
        text = self._text(name, write_sum(written), involved, f"g{k}")
        return _Moment("backward", k, _unique(values), _unique(gradients), text)

    def _text(self, name: str, rule: Written, involved: Sequence[Tensor], result: str) -> str:
        """Return a template: the rule in names, then with numbers, then what comes out."""
        parts = [name, rule.names]
        single = self.data[result].shape == ()
        if single and all(tensor.size == 1 for tensor in involved) and "{" in rule.numbers:
            parts.append(rule.numbers)
        if single:
            parts.append(self._field(result))
        return " = ".join(parts)

    def _written(self, tensor: Tensor) -> Written:
        if id(tensor) not in self.graph.names:
            text = f"{tensor.item():.4g}".replace("-", "−")
            return Written(text, text)
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


def _check_step(step: Tensor | None, graph: _Graph) -> None:
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
    return (1, 1, *shape)[-2:]


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
