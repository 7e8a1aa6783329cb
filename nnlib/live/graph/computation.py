"""The graph of a computation, read from the tensors that remember it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnlib.graph import ancestors, contributions
from nnlib.live.graph.notation import fixed_exponent
from nnlib.tensor import Tensor, grad

MOST_NODES = 40
LONGEST_NAME = 10


class Computation:
    """What a tensor was computed from, and the gradients that it hands back.

    Parameters
    ----------
    root : Tensor
        What was computed.
    names : mapping of str to Tensor
        Names that tensors are given; controls have theirs.
    leaves : sequence of Tensor
        Computed tensors that are taken as given.
    wrt : sequence of Tensor or None
        With respect to what gradients are wanted: None for controls, named leaves, and leaves
        that require a gradient.

    Attributes
    ----------
    nodes : list of Tensor
        Parents before children, without the exponents that are part of a power's symbol.
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
        asked = {id(tensor) for tensor in (*leaves, *(wrt or ()))}
        self._kept = {id(root), *map(id, names.values()), *asked}
        self._constants = self._find_constants()
        self.nodes = self._found()
        self._check_nodes()
        self._check_part("leaves", leaves)
        self._named = self._given_names(names)
        self.names = self._all_names(asked)
        self.gradients: dict[int, Tensor] = {}
        self.terms: dict[int, list[tuple[Tensor, Tensor]]] = {}
        wanted = self._wanted(wrt)
        if wanted:
            self._differentiate(wanted)

    def is_leaf(self, node: Tensor) -> bool:
        """Whether a node is given, here, rather than computed."""
        return node.is_leaf or id(node) in self._ends or id(node) in self._constants

    def source(self, tensor: Tensor) -> Tensor:
        """Return the node that holds a tensor's numbers: a mere change of shape is none."""
        while tensor.op == "reshape" and not tensor.detached and id(tensor) not in self._kept:
            tensor = tensor.parents[0]
        return tensor

    def parents(self, node: Tensor) -> tuple[Tensor, ...]:
        """Return the nodes that a node is computed from."""
        if self.is_leaf(node):
            return ()
        read = node.parents if fixed_exponent(node) is None else node.parents[:1]
        return tuple(self.source(parent) for parent in read)

    @property
    def operations(self) -> list[Tensor]:
        """The nodes that are computed, in the order in which they were."""
        return [node for node in self.nodes if not self.is_leaf(node)]

    def backward_order(self) -> list[Tensor]:
        """Return the nodes with a gradient in the order in which their gradients are complete."""
        place = {id(node): float(k) for k, node in enumerate(self.nodes)}
        first_use: dict[int, float] = {}
        for node in self.nodes:
            for parent in self.parents(node):
                first_use.setdefault(id(parent), place[id(node)])
        for node in self.nodes:
            if self.is_leaf(node):
                # As soon as its first user has handed on.
                place[id(node)] = first_use.get(id(node), 0.0) - 0.5
        found = [node for node in self.nodes if id(node) in self.gradients]
        return sorted(found, key=lambda node: -place[id(node)])

    # --- building it ----------------------------------------------------------------------------

    def _find_constants(self) -> set[int]:
        """Return the ids of what was computed from fixed numbers alone that nobody asks for."""
        tensors = ancestors([self.root])
        fixed = set()
        for tensor in tensors:
            is_free = tensor.live is not None or tensor.requires_grad or id(tensor) in self._kept
            if not is_free and all(id(parent) in fixed for parent in tensor.parents):
                fixed.add(id(tensor))
        # Where nothing can change, everything is of interest.
        changing = any(tensor.is_leaf and id(tensor) not in fixed for tensor in tensors)
        return fixed if changing or self._ends else set()

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

    def _check_part(self, argument: str, tensors: Sequence[Tensor]) -> None:
        present = {id(node) for node in self.nodes}
        for k, tensor in enumerate(tensors):
            if id(tensor) not in present:
                raise ValueError(
                    f"graph: {argument}[{k}] is not part of this graph: the root was not computed "
                    "from that tensor. Give the very tensor that was used; computing it again "
                    "makes another one."
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

    def _all_names(self, asked: set[int]) -> dict[int, str]:
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
            if not self.is_leaf(node) or node.requires_grad or id(node) in asked:
                names[id(node)] = next(free)
            elif node.size > 1:
                raise ValueError(
                    f"graph: the leaf {node!r} of shape {node.shape} has no name. Make it a tensor "
                    "before computing with it, X = Tensor(…), and name it: names={'X': X}."
                )
        return names

    def _wanted(self, wrt: Sequence[Tensor] | None) -> list[Tensor]:
        """Return the leaves whose gradients are wanted."""
        if wrt is None:
            leaves = [node for node in self.nodes if self.is_leaf(node)]
            return [leaf for leaf in leaves if id(leaf) in self.names or leaf.requires_grad]
        self._check_part("wrt", wrt)
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
            sources = {id(parent): id(self.source(parent)) for parent in node.parents}
            through = {parent for parent, source in sources.items() if source in leading}
            for parent, term in contributions(node, self.gradients[id(node)], through):
                if id(parent) in through:
                    self.terms.setdefault(sources[id(parent)], []).append((node, term))
