"""What a `network` mark accepts: weights and values, maps in place of values, and what may grow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nnlib.checks import several
from nnlib.live import arguments
from nnlib.tensor import Tensor


def network_data(
    weights: Sequence[Any], activations: Sequence[Any], biases: Sequence[Any] | None
) -> dict[str, Tensor]:
    """Return the tensors of the layers, by their keys, once their shapes fit each other."""
    weights = several("network: weights", weights, "[W1, W2]")
    activations = several("network: activations", activations, "[x, h, y]")
    if biases is not None:
        biases = several("network: biases", biases, "[b1, b2]")
    if len(weights) < 1 or len(activations) != len(weights) + 1:
        raise ValueError(
            f"network: {len(weights)} weight matrices and {len(activations)} layers of "
            "activations: give the inputs and then the activations that each matrix leads to, "
            "one more than matrices."
        )
    if biases is not None and len(biases) != len(weights):
        raise ValueError(
            f"network: {len(biases)} biases for {len(weights)} weight matrices: "
            "give one vector for each."
        )
    data = {f"a{layer}": _nodes(values, layer) for layer, values in enumerate(activations)}
    counts = [len(data[f"a{layer}"]) for layer in range(len(activations))]
    for layer, values in enumerate(weights):
        w = arguments.matrix(values, f"network: weights[{layer}]")
        wanted = (counts[layer + 1], counts[layer])
        if w.shape != wanted:
            raise ValueError(
                f"network: weights[{layer}] has shape {w.shape}, but the layers it joins have "
                f"{wanted[1]} and {wanted[0]} nodes: give shape {wanted}, a row for each output."
            )
        data[f"w{layer}"] = w
    for layer, values in enumerate(biases or ()):
        b = arguments.vector(values, f"network: biases[{layer}]")
        if b.size != counts[layer + 1]:
            raise ValueError(
                f"network: biases[{layer}] has shape {b.shape}, but its layer has "
                f"{counts[layer + 1]} nodes: give one bias for each."
            )
        data[f"b{layer}"] = b
    return data


def _nodes(values: Any, layer: int) -> Tensor:
    """Return a value for each node, or a map of values."""
    data = arguments.tensor(values, f"network: activations[{layer}]")
    if data.ndim == 3:
        if 0 in data.shape:
            raise ValueError(
                f"network: activations[{layer}] has shape {data.shape}: maps have the shape "
                "(nodes, rows, columns), and none of them is 0."
            )
        return data
    return arguments.vector(data, f"network: activations[{layer}]")


def growth(
    counts: Sequence[int],
    layers: Any,
    neurons: Sequence[Any] | None,
    inputs: Sequence[Any] | None,
    outputs: Any,
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return how much of a network is shown, as data, and which controls say so, as a style.

    Parameters
    ----------
    counts : sequence of int
        How many nodes each layer has.
    layers, neurons, inputs, outputs
        As `Marks.network` takes them.
    """
    data: dict[str, Tensor] = {}
    style: dict[str, Any] = {}
    for name, value in (("layers", layers), ("outputs", outputs)):
        if value is not None:
            data[name] = arguments.scalar(value, f"network: {name}")
    if data.get("layers") is not None and data["layers"].control:
        style["layers"] = data["layers"].control
    for name, values, count in (
        ("neurons", neurons, len(counts) - 2),
        ("inputs", inputs, counts[0]),
    ):
        if values is None:
            continue
        values = several(f"network: {name}", values, f"{name}=[n1, n2]")
        if len(values) != count:
            thing = "hidden layer" if name == "neurons" else "input"
            raise ValueError(
                f"network: {name} has {len(values)} numbers. Give one for each of the {count} "
                f"{thing}{'s' if count != 1 else ''}."
            )
        data[name] = arguments.vector(list(values), f"network: {name}")
        style[name] = [getattr(value, "control", None) for value in values]
    return data, style
