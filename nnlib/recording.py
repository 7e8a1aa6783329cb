"""The recording: the list of operations from inputs to outputs, as data.

Python can run it, JSON can hold it, and the browser replays it.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from nnlib.checks import brief
from nnlib.graph import ancestors, changed_since
from nnlib.operations import OPERATIONS, SOURCES
from nnlib.scope import within
from nnlib.tensor import Tensor, TensorLike, apply, as_tensor

# Smallest first: a constant travels in the first type that holds it exactly.
_EXACT_TYPES = ("|i1", "|u1", "<i2", "<i4", "<f4", "<f8")


@dataclass
class Node:
    """One step of a recording: an operation, its inputs' positions, its shape, and its scope."""

    op: str
    inputs: tuple[int, ...]
    shape: tuple[int, ...]
    attrs: dict[str, Any] = field(default_factory=dict)
    scope: str = ""


class Recording:
    """A computation as data: nodes in order, some of them named as outputs.

    Parameters
    ----------
    nodes : list of Node
        In an order in which each node comes after its inputs.
    outputs : mapping of str to int
        The names of the results, and the positions of their nodes.
    constants : list of numpy.ndarray
        The fixed numbers that nodes with the operation ``constant`` refer to.

    Notes
    -----
    Made with `Recording.of`. Taught in chapter 5.

    Examples
    --------
    >>> x = Tensor(2.0)
    >>> recording = Recording.of({"y": x * x + 1}, {"x": x})
    >>> recording.run(x=3.0)["y"]
    array(10.)
    >>> Recording.from_json(recording.to_json()).run(x=4.0)["y"]
    array(17.)
    """

    def __init__(
        self, nodes: list[Node], outputs: Mapping[str, int], constants: list[np.ndarray]
    ) -> None:
        self.nodes = nodes
        self.outputs = dict(outputs)
        self.constants = constants
        self._shapes = {n.attrs["name"]: n.shape for n in nodes if n.op == "input"}

    @property
    def inputs(self) -> dict[str, tuple[int, ...]]:
        """The names and shapes of the inputs."""
        return dict(self._shapes)

    def __repr__(self) -> str:
        names = ", ".join(self.inputs) or "no inputs"
        return f"Recording({len(self.nodes)} nodes: {names} → {', '.join(self.outputs)})"

    @classmethod
    def of(cls, outputs: Mapping[str, Tensor], inputs: Mapping[str, Tensor]) -> Recording:
        """Record how ``outputs`` were computed from ``inputs``.

        Parameters
        ----------
        outputs : mapping of str to Tensor
            The results, by name.
        inputs : mapping of str to Tensor
            The tensors whose values may change, by name. All others become constants.

        Raises
        ------
        RuntimeError
            When a constant was changed after an output was computed from it.
        """
        for what, tensors in (("outputs", outputs), ("inputs", inputs)):
            if not isinstance(tensors, Mapping):
                raise TypeError(
                    f"Recording.of: the {what} are a dictionary of tensors by name, such as "
                    f"{{'y': y}}, met {brief(tensors)}. Give each its name."
                )
            for name, tensor in tensors.items():
                if not isinstance(tensor, Tensor):
                    raise TypeError(
                        f"Recording.of: {name!r} of the {what} is no tensor, met {brief(tensor)}. "
                        "Make it a Tensor before computing with it."
                    )
        return _record(outputs, inputs)

    def run(self, /, **values: TensorLike) -> dict[str, np.ndarray]:
        """Compute the outputs for new values of the inputs.

        Raises
        ------
        TypeError
            When an input is missing or unknown.
        ValueError
            When a value does not have its input's shape.
        """
        arrays = [tensor.data for tensor in self._given_for(values).values()]
        with np.errstate(all="ignore"):
            results = self.repeat(arrays)
        # Copies: a caller may write into them, and some are constants or views of others.
        return {name: value.copy() for name, value in zip(self.outputs, results, strict=True)}

    def repeat(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Compute the outputs as a step of a loop does: thousands of times, so nothing is checked.

        Arrays and results are in the order of the inputs and outputs. No result may be written
        into: it may be a constant, or a view of another one.
        """
        results = self._fixed.copy()
        for position, array in zip(self._given, arrays, strict=True):
            results[position] = array
        for position, forward, inputs, attrs in self._steps:
            value = forward(*[results[k] for k in inputs], **attrs)
            results[position] = value if type(value) is np.ndarray else np.asarray(value)
        return [results[position] for position in self.outputs.values()]

    @cached_property
    def _fixed(self) -> list[Any]:
        """The constants in their places, and room for the rest."""
        return [
            np.asarray(self.constants[node.attrs["constant"]]) if node.op == "constant" else None
            for node in self.nodes
        ]

    @cached_property
    def _given(self) -> list[int]:
        """The places of the inputs."""
        return [position for position, node in enumerate(self.nodes) if node.op == "input"]

    @cached_property
    def _steps(self) -> list[tuple[int, Callable, tuple[int, ...], dict[str, Any]]]:
        """The place of each operation's result, its rule, its inputs and its settings."""
        return [
            (position, OPERATIONS[node.op].forward, node.inputs, node.attrs)
            for position, node in enumerate(self.nodes)
            if node.op not in ("input", "constant")
        ]

    def trace(self, /, **values: TensorLike) -> dict[str, Tensor]:
        """Compute the outputs as tensors, which remember how, so that gradients flow through.

        Examples
        --------
        >>> from nnlib import grad
        >>> x = Tensor(3.0)
        >>> square = Recording.of({"y": x * x}, {"x": x})
        >>> grad(square.trace(x=x)["y"], [x])[0].item()
        6.0
        """
        given = self._given_for(values)
        results: list[Tensor] = []
        for node in self.nodes:
            if node.op == "input":
                results.append(given[node.attrs["name"]])
            elif node.op == "constant":
                results.append(Tensor(self.constants[node.attrs["constant"]]))
            else:
                inputs = [results[position] for position in node.inputs]
                with within(node.scope):
                    results.append(apply(node.op, *inputs, **node.attrs))
        return {name: results[position] for name, position in self.outputs.items()}

    def _given_for(self, values: Mapping[str, TensorLike]) -> dict[str, Tensor]:
        """Return a tensor for each input, in the inputs' order."""
        if self._shapes.keys() != values.keys():
            missing = self._shapes.keys() - values.keys()
            unknown = values.keys() - self._shapes.keys()
            raise TypeError(
                f"this recording takes {sorted(self._shapes)}; "
                f"missing: {sorted(missing)}, unknown: {sorted(unknown)}."
            )
        given = {}
        for name, shape in self._shapes.items():
            given[name] = as_tensor(values[name], f"the input {name!r}")
            if given[name].shape != shape:
                raise ValueError(
                    f"the input {name!r} has shape {shape}, but a value of shape "
                    f"{given[name].shape} was given."
                )
        return given

    def with_text(self, control: str, text: str) -> Recording:
        """Return the recording in which a control's typed function is another one."""

        def retyped(node: Node) -> Node:
            attrs = {
                key: _each_recording(value, lambda inner: inner.with_text(control, text))
                for key, value in node.attrs.items()
            }
            if node.op == "formula" and attrs["control"] == control:
                attrs["text"] = text
            return Node(node.op, node.inputs, node.shape, attrs, node.scope)

        return Recording([retyped(node) for node in self.nodes], self.outputs, self.constants)

    def to_json(self, constants: ConstantPool | None = None) -> dict[str, Any]:
        """Return the recording as plain dictionaries, lists, numbers and strings.

        Parameters
        ----------
        constants : ConstantPool, optional
            A pool that several recordings share. Without one the constants are part of the
            result.
        """
        pool = ConstantPool() if constants is None else constants
        nodes = []
        for node in self.nodes:
            entry: dict[str, Any] = {"op": node.op, "shape": list(node.shape)}
            if node.op == "input":
                entry["name"] = node.attrs["name"]
            elif node.op == "constant":
                entry["constant"] = pool.add(self.constants[node.attrs["constant"]])
            else:
                entry["inputs"] = list(node.inputs)
                if node.attrs:
                    entry["attrs"] = {
                        key: _plain(_each_recording(value, lambda inner: inner.to_json(pool)))
                        for key, value in node.attrs.items()
                    }
            if node.scope:
                entry["scope"] = node.scope
            nodes.append(entry)
        data: dict[str, Any] = {"nodes": nodes, "outputs": dict(self.outputs)}
        if constants is None:
            data["constants"] = pool.to_json()
        return data

    @classmethod
    def from_json(
        cls, data: Mapping[str, Any], constants: Sequence[Mapping[str, Any]] | None = None
    ) -> Recording:
        """Rebuild a recording from what `to_json` returned.

        Parameters
        ----------
        data : mapping
            The recording, for example one of an explorer's ``combinations`` in the widget state
            of a published page.
        constants : sequence, optional
            The shared constants, when the recording does not carry its own.

        Raises
        ------
        ValueError
            When the data are not a recording or name an operation that does not exist.
        """
        try:
            if constants is None:
                constants = data.get("constants", ())
            return cls._from_nodes(data, [_decode(constant) for constant in constants])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"these data are not a recording ({type(error).__name__}: {error}). Give what "
                "to_json() returned, or one of the combinations of an explorer's spec."
            ) from error

    @classmethod
    def _from_nodes(cls, data: Mapping[str, Any], arrays: list[np.ndarray]) -> Recording:
        nodes: list[Node] = []
        for entry in data["nodes"]:
            op = entry["op"]
            if op == "input":
                attrs = {"name": entry["name"]}
            elif op == "constant":
                attrs = {"constant": entry["constant"]}
                _check_positions(attrs.values(), len(arrays), "a constant")
            elif op in OPERATIONS:
                attrs = {
                    key: _attr(value, lambda inner: cls._from_nodes(inner, arrays))
                    for key, value in entry.get("attrs", {}).items()
                }
            else:
                raise ValueError(
                    f"the recording uses the operation {op!r}, which this nnlib does not have. "
                    "Install the version it was made with."
                )
            inputs = tuple(entry.get("inputs", ()))
            _check_positions(inputs, len(nodes), f"node {len(nodes)} ({op})")
            scope = entry.get("scope", "")
            nodes.append(Node(op, inputs, tuple(entry["shape"]), attrs, scope))
        _check_positions(data["outputs"].values(), len(nodes), "an output")
        return cls(nodes, data["outputs"], arrays)


class ConstantPool:
    """Fixed numbers shared by several recordings, each kept once."""

    def __init__(self) -> None:
        self._positions: dict[tuple, int] = {}
        self._entries: list[dict[str, Any]] = []

    def add(self, array: np.ndarray) -> int:
        """Keep an array, if it is new, and return its position."""
        entry = _encode(array)
        key = (entry["dtype"], tuple(entry["shape"]), entry["data"])
        if key not in self._positions:
            self._positions[key] = len(self._entries)
            self._entries.append(entry)
        return self._positions[key]

    def to_json(self) -> list[dict[str, Any]]:
        """Return the constants, ready for JSON."""
        return list(self._entries)


def _encode(array: np.ndarray) -> dict[str, Any]:
    array = np.ascontiguousarray(array, dtype=np.float64).reshape(np.shape(array))
    dtype = next(t for t in _EXACT_TYPES if _fits(array, t))
    data = base64.b64encode(array.astype(dtype).tobytes()).decode("ascii")
    return {"dtype": dtype, "shape": list(array.shape), "data": data}


def _fits(array: np.ndarray, dtype: str) -> bool:
    if dtype == "<f8":
        return True
    with np.errstate(all="ignore"):
        there_and_back = array.astype(dtype).astype(np.float64)
    # Comparing bytes keeps −0.0 and nan apart from what an integer type would make of them.
    return there_and_back.tobytes() == array.tobytes()


def _decode(entry: Mapping[str, Any]) -> np.ndarray:
    try:
        raw = base64.b64decode(entry["data"])
        return np.frombuffer(raw, dtype=entry["dtype"]).astype(np.float64).reshape(entry["shape"])
    except ValueError:
        raise ValueError(
            f"these data are not a whole recording: a constant does not hold the numbers of its "
            f"shape {tuple(entry['shape'])}. Were they cut?"
        ) from None


def _check_positions(positions: Iterable[int], count: int, what: str) -> None:
    for position in positions:
        if not 0 <= position < count:
            raise ValueError(
                f"these data are not a whole recording: {what} refers to position {position} of "
                f"{count}. Were they cut, or the constants left out?"
            )


# JSON has no infinities; these names of theirs are what the page's code writes, too.
_NAMES = {math.inf: "Infinity", -math.inf: "-Infinity"}
_NUMBERS = {name: number for number, name in _NAMES.items()}


def _plain(value: Any) -> Any:
    """Return an operation's setting in JSON's terms."""
    if isinstance(value, (tuple, list)):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return value
    if isinstance(value, np.generic):
        value = value.item()
    return _NAMES.get(value, value)


def _attr(value: Any, recording: Callable[[Mapping[str, Any]], Recording]) -> Any:
    """Return an operation's setting from JSON's terms."""
    if isinstance(value, Mapping):
        return recording(value)
    if isinstance(value, (tuple, list)):
        return tuple(_attr(entry, recording) for entry in value)
    return _NUMBERS.get(value, value)


def _each_recording(value: Any, change: Callable[[Recording], Any]) -> Any:
    """Return an operation's setting with the recordings in it changed."""
    if isinstance(value, Recording):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_each_recording(entry, change) for entry in value)
    return value


# --- from a graph of tensors to nodes -------------------------------------------------------------


def _record(outputs: Mapping[str, Tensor], inputs: Mapping[str, Tensor]) -> Recording:
    names = {id(tensor): name for name, tensor in inputs.items()}
    graph = ancestors(list(outputs.values()))
    varying = set(names)
    for tensor in graph:
        if any(id(parent) in varying for parent in tensor.parents):
            varying.add(id(tensor))
    kept = _operations_worth_keeping(graph, varying)

    nodes: list[Node] = []
    constants: list[np.ndarray] = []
    position: dict[int, int] = {}
    # Inputs come first, also those that nothing depends on: a caller may set each of them.
    for name, tensor in inputs.items():
        position[id(tensor)] = len(nodes)
        nodes.append(Node("input", (), tensor.shape, {"name": name}))

    needed = _needed(outputs, (varying | kept) - names.keys())
    for tensor in graph:
        if id(tensor) not in needed or id(tensor) in position:
            continue
        position[id(tensor)] = len(nodes)
        if id(tensor) in varying or id(tensor) in kept:
            changed = [t for t in changed_since(tensor) if id(t) not in names]
            if changed:
                raise RuntimeError(
                    f"{changed[0]!r} was changed after {tensor.op} was computed from it, so a "
                    "recording would not give what was computed. Record before the change, or "
                    "compute from a copy of it: Tensor(w.data)."
                )
            parents = tuple(position[id(parent)] for parent in tensor.parents)
            node = Node(str(tensor.op), parents, tensor.shape, tensor.attrs, tensor.scope)
            nodes.append(node)
        else:
            nodes.append(Node("constant", (), tensor.shape, {"constant": len(constants)}))
            # A copy: a parameter may be trained on, in place, after it was recorded.
            constants.append(tensor._value.copy())
    return Recording(
        nodes, {name: position[id(tensor)] for name, tensor in outputs.items()}, constants
    )


def _operations_worth_keeping(graph: list[Tensor], varying: set[int]) -> set[int]:
    """Return fixed tensors that are cheaper to recompute than to send: grids, repeated rows."""
    cost: dict[int, int] = {}
    kept = set()
    for tensor in graph:
        if id(tensor) in varying or tensor.is_leaf:
            cost[id(tensor)] = 0 if id(tensor) in varying else tensor.size
            continue
        to_recompute = sum(cost[id(parent)] for parent in tensor.parents) + 1
        cheap = tensor.op in SOURCES or to_recompute < tensor.size
        if cheap and not changed_since(tensor):
            kept.add(id(tensor))
            cost[id(tensor)] = to_recompute
        else:
            cost[id(tensor)] = tensor.size
    return kept


def _needed(outputs: Mapping[str, Tensor], as_operations: set[int]) -> set[int]:
    """Return the tensors that must be nodes: those reached without passing a constant."""
    waiting = list(outputs.values())
    needed = set()
    while waiting:
        tensor = waiting.pop()
        if id(tensor) in needed:
            continue
        needed.add(id(tensor))
        if id(tensor) in as_operations:
            waiting.extend(tensor.parents)
    return needed
