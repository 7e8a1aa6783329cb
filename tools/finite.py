"""Whether an explorer's numbers stay finite wherever its reader may set the controls.

Looked at are, for each combination of the choices, the start, each control's ends, corners, where
all controls stand at an end, and values between them: the same ones in every run. What the page
tells its reader counts as trouble, and nothing else. The controls that the author has named in
`Picture.may_diverge` stay at their start.
"""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from nbformat import NotebookNode

from nnlib import Recording, Tensor
from nnlib.live.trouble import first_trouble
from tools.published import Published

CORNERS = 8
BETWEEN = 8

WIDGETS = "application/vnd.jupyter.widget-state+json"


def check_finite(notebook: NotebookNode) -> None:
    """Refuse an executed notebook with an explorer whose numbers do not stay finite.

    Raises
    ------
    ValueError
        With the explorer, where its controls stand then, and what to do.
    """
    models = notebook.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    specs = [model["state"]["spec"] for model in models.values() if "spec" in model["state"]]
    found = [find_trouble(Published(spec)) for spec in specs]
    if any(found):
        raise ValueError("\n".join(filter(None, found)))


def find_trouble(explorer: Published) -> str | None:
    """The first trouble in words, for the author; None when there is none."""
    start = explorer.start()
    movable = [name for name, control in explorer.controls.items() if control.kind != "choice"]
    for values in positions(explorer):
        node = trouble_at(explorer, values)
        if node is None:
            continue
        for name in movable:
            # What the trouble does not need goes back to its start.
            simpler = {**values, name: start[name]}
            found = trouble_at(explorer, simpler)
            if found is not None:
                node, values = found, simpler
        moved = {name: value for name, value in values.items() if value is not start[name]}
        where = f" in {node.scope}" if node.scope else ""
        return (
            f"{explorer.name}: a reader can set {_written(moved)}, and then the operation "
            f"{node.op}{where} makes infinite or nan out of finite numbers. Keep them finite, or "
            "narrow the control. Where it is meant, say so in the function: picture.may_diverge"
            f"(…) with {' or '.join(repr(name) for name in movable if name in moved)}."
        )
    return None


def positions(explorer: Published) -> Iterator[dict[str, Any]]:
    """Where the controls are put, in turn."""
    rng = np.random.default_rng(0)
    choices = {n: c for n, c in explorer.controls.items() if c.kind == "choice"}
    for options in itertools.product(*(choice.ends() for choice in choices.values())):
        start = explorer.start() | dict(zip(choices, options, strict=True))
        held = {*choices, *explorer.combination(start)["diverging"]}
        free = {n: c for n, c in explorer.controls.items() if n not in held}
        ends = {name: control.ends() for name, control in free.items()}
        yield start
        for name in free:
            yield from ({**start, name: end} for end in ends[name])
        for _ in range(CORNERS):
            yield start | {name: ends[name][rng.integers(len(ends[name]))] for name in free}
        for _ in range(BETWEEN):
            yield start | {name: control.random(rng) for name, control in free.items()}


def trouble_at(explorer: Published, values: Mapping[str, Any]) -> Tensor | None:
    """What the first operation made that spoils the numbers, with the controls at these values."""
    recording, inputs = explorer.prepared(values)
    gaps = keys_with_gaps(explorer.combination(values)["panels"], recording)
    bad = {
        key
        for key, numbers in recording.run(**inputs).items()
        if not (np.any if key in gaps else np.all)(np.isfinite(numbers))
    }
    if not bad:
        return None
    with np.errstate(all="ignore"):
        results = recording.trace(**inputs)
    return first_trouble([results[key] for key in bad])


def keys_with_gaps(panels: list[dict[str, Any]], recording: Recording) -> set[str]:
    """The results that may have gaps: curves, unless a fold made them; ``trouble.js`` tells why."""
    marks = [mark for panel in panels for mark in panel["marks"]]
    curves = [mark for mark in marks if mark["type"] in ("line", "area")]
    others = [mark for mark in marks if mark not in curves]
    gaps, solid = (
        {key for mark in part for key in mark["data"].values()} for part in (curves, others)
    )
    folded: list[bool] = []
    for node in recording.nodes:
        folded.append(node.op == "fold" or any(folded[parent] for parent in node.inputs))
    return {key for key in gaps - solid if not folded[recording.outputs[key]]}


def _written(values: Mapping[str, Any]) -> str:
    """The values in a line; of drawings and points that they are there."""
    plain = (int, float, str)
    return ", ".join(
        f"{name}={value!r}" if isinstance(value, plain) else f"{name} (drawn)"
        for name, value in values.items()
    )
