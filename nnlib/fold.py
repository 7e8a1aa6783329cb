"""Fold: a step recorded once and replayed n times, so that time is an input like any other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from nnlib.checks import function, whole
from nnlib.closure import captured, operations_within, trace
from nnlib.operations import OPERATIONS, Operation
from nnlib.recording import Recording
from nnlib.tensor import Tensor, TensorLike, apply, as_tensor

State = Mapping[str, Tensor]
# A page would compute for minutes, and keep its history in memory.
MOST_STEPS = 10_000_000


class Folded(Mapping[str, Tensor]):
    """The state after n steps, by name, with the history of what was watched.

    Attributes
    ----------
    history : dict of str to Tensor
        What ``watch`` returned for the states at steps 0, every, 2·every …: first axis
        ``max // every + 1``. Entries past step n hold the last value before them, so a line
        drawn from them simply ends.
    steps : Tensor
        The step of each entry of the histories, held at the last one in the same way.
    """

    def __init__(self, state: dict[str, Tensor], history: dict[str, Tensor], steps: Tensor) -> None:
        self._state = state
        self.history = history
        self.steps = steps

    def __getitem__(self, name: str) -> Tensor:
        return self._state[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._state)

    def __len__(self) -> int:
        return len(self._state)


def fold(
    step: Callable[[State, Tensor], Mapping[str, TensorLike]],
    state: Mapping[str, TensorLike],
    n: TensorLike,
    *,
    max: int | None = None,
    watch: Callable[[State], Mapping[str, TensorLike]] | None = None,
    every: int = 1,
) -> Folded:
    """Apply ``step`` to a state n times: s₀ → s₁ → … → sₙ with sₖ₊₁ = step(sₖ, k).

    The step is recorded once. In an explorer n may be a `play` control: the reader runs,
    pauses and scrubs, and the page replays the step.

    Parameters
    ----------
    step : callable
        From the state (tensors by name) and the step's index k to the next state, of the same
        names and shapes.
    state : mapping of str to array_like
        The state at step 0.
    n : Tensor or int
        How many steps; a fraction is rounded down, and n is kept within 0 and ``max``.
    max : int, optional
        The greatest n. Not needed when n is a control, which knows its own.
    watch : callable, optional
        From a state to numbers worth remembering at every step, by name, for `Folded.history`.
    every : int, default 1
        Remember what is watched only at each ``every``-th step.

    Returns
    -------
    Folded
        ``result["w"]`` is the state at step n; ``result.history["loss"]`` and ``result.steps``
        draw the curve up to n.

    Raises
    ------
    ValueError
        When the step changes the names or shapes of the state, ``max`` cannot be known or is
        above 10 million, the history would hold more than as many numbers, or ``every`` is not a
        whole number above 0.
    TypeError
        When the state, or what ``step`` or ``watch`` returns, is not a dictionary.

    Notes
    -----
    No gradient flows through a fold; inside the step `nnlib.grad` works as everywhere.
    Taught in chapter 4.

    Examples
    --------
    >>> halves = fold(lambda s, k: {"x": s["x"] / 2}, {"x": 8.0}, 2, max=4,
    ...               watch=lambda s: {"x": s["x"]})
    >>> halves["x"].item()
    2.0
    >>> halves.history["x"].tolist()
    [8.0, 4.0, 2.0, 2.0, 2.0]
    """
    function("fold: step", step, "lambda s, k: {…}")
    if watch is not None:
        function("fold: watch", watch, "lambda s: {…}")
    n = as_tensor(n, "fold: n")
    if max is None:
        max = n.attrs.get("max") if n.is_leaf else None
    if max is None:
        raise ValueError(
            "fold cannot know how many steps there may be: n is not a control. Give max=…."
        )
    max, every = whole("fold: max", max, least=0), whole("fold: every", every, least=1)
    if max > MOST_STEPS:
        raise ValueError(
            f"fold: {max:,} steps are too many for a page, which can do {MOST_STEPS:,}. "
            "Make the greatest n smaller, and a step longer."
        )
    if n.shape != ():
        raise ValueError(f"fold: n is one number of steps, but has shape {n.shape}.")
    start = _entries("the state", state)
    if not start:
        raise ValueError("fold: the state is empty. Give what the step changes, by name.")
    traced = {name: trace(f"state {name!r}", value) for name, value in start.items()}
    index = trace("the step's index", Tensor(0.0))

    after = _entries("what the step returns", step(dict(traced), index))
    _check_step(start, after)
    watched = {} if watch is None else _entries("what watch returns", watch(dict(traced)))
    remembered = (max // every + 1) * sum(value.size for value in watched.values())
    if remembered > MOST_STEPS:
        raise ValueError(
            f"fold: the history would hold {remembered:,} numbers, more than {MOST_STEPS:,}. "
            f"Watch less, or less often: every={every * -(-remembered // MOST_STEPS)}."
        )

    # What does not depend on the state is computed outside, once.
    results, given = [*after.values(), *watched.values()], [*traced.values(), index]
    used = captured(results, given, inside=lambda tensor: False)
    if "fold" in operations_within(results, [*given, *used]):
        raise ValueError(
            "fold: a step cannot fold again. Put both loops into one state, or compute the inner "
            "loop as one array expression."
        )
    names = {f"captured {k}": tensor for k, tensor in enumerate(used)}
    inner = {f"state {name}": tensor for name, tensor in _sorted(traced).items()} | names
    body = Recording.of(_sorted(after), inner | {"index": index})
    watcher = Recording.of(_sorted(watched), inner)

    flat = apply(
        "fold", n, *_sorted(start).values(), *used, body=body, watch=watcher, max=max, every=every
    )
    return _unpack(flat, start, watched, n, max, every)


def _entries(what: str, values: Any) -> dict[str, Tensor]:
    if not isinstance(values, Mapping):
        raise TypeError(
            f"fold: {what} must be a dictionary of tensors by name, such as "
            f'{{"w": w}}, not {type(values).__name__}.'
        )
    return {name: as_tensor(value, f"fold: {what}, {name!r}") for name, value in values.items()}


def _sorted(entries: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """By name, which JSON keeps: a saved notebook has its keys sorted."""
    return dict(sorted(entries.items()))


def _check_step(before: Mapping[str, Tensor], after: Mapping[str, Tensor]) -> None:
    if before.keys() != after.keys():
        raise ValueError(
            f"fold: the state is {sorted(before)}, but the step returned {sorted(after)}. "
            "Return every entry of the state, changed or not, and nothing else."
        )
    for name, value in before.items():
        if value.shape != after[name].shape:
            raise ValueError(
                f"fold: the state {name!r} has shape {value.shape}, but the step returned shape "
                f"{after[name].shape}. A state keeps its shape."
            )


def _unpack(
    flat: Tensor,
    start: Mapping[str, Tensor],
    watched: Mapping[str, Tensor],
    n: Tensor,
    max: int,
    every: int,
) -> Folded:
    count = max // every + 1
    position = 0

    def next_part(shape: tuple[int, ...]) -> Tensor:
        nonlocal position
        size = math.prod(shape)
        part = flat.narrow(0, position, size).reshape(shape)
        position += size
        return part

    state = {name: next_part(value.shape) for name, value in _sorted(start).items()}
    history = {name: next_part((count, *value.shape)) for name, value in _sorted(watched).items()}
    last = (n / every).floor().clip(0, max // every) * every
    steps = apply("minimum", apply("arange", start=0, step=every, size=count), last)
    # The author's own order is that of what the author gets.
    state, history = (
        {name: state[name] for name in start},
        {name: history[name] for name in watched},
    )
    return Folded(state, history, steps)


def _forward(
    n: np.ndarray, *inputs: np.ndarray, body: Recording, watch: Recording, max: int, every: int
) -> np.ndarray:
    """Run the loop; returns the final state and all histories as one flat array."""
    # The inputs of the step are the state, what was captured, and the index.
    state, fixed = list(inputs[: len(body.outputs)]), list(inputs[len(body.outputs) :])
    # nan steps is none: the page shows where the nan came from.
    count = int(np.clip(np.nan_to_num(n), 0, max))
    seen: list[list[np.ndarray]] = []
    for k in range(count + 1):
        if k % every == 0:
            seen.append(watch.repeat([*state, *fixed]))
        if k < count:
            state = body.repeat([*state, *fixed, np.asarray(float(k))])
    parts = [np.ravel(value) for value in state]
    for values in zip(*seen, strict=True):
        held = [values[-1]] * (max // every + 1 - len(values))
        parts.append(np.ravel([*values, *held]))
    return np.concatenate(parts)


OPERATIONS["fold"] = Operation(_forward)
