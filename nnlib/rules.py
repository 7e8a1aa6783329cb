"""Gradient rules as recordings, so that the page can differentiate what a reader types."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from nnlib.expression import FUNCTIONS
from nnlib.operations import OPERATIONS
from nnlib.recording import Recording
from nnlib.tensor import Tensor, as_tensor

_ARITHMETIC = ("add", "sub", "mul", "div", "neg", "pow")


@cache
def gradient_rules() -> dict[str, list[dict[str, Any] | None]]:
    """Return the rules of every operation that a typed function, or its derivative, can hold.

    Returns
    -------
    dict
        For each operation a list with one entry for each input: the rule as a recording from
        ``g``, ``out`` and the inputs ``0``, ``1`` … to ``gradient``, or None.
    """
    waiting = [*_ARITHMETIC, *(op for op, _ in FUNCTIONS.values())]
    rules: dict[str, list[dict[str, Any] | None]] = {}
    while waiting:
        op = waiting.pop()
        if op in rules:
            continue
        rules[op] = [_record(rule, len(_rules(op))) for rule in _rules(op)]
        # A second derivative differentiates what the rules themselves compute.
        recorded = [rule for rule in rules[op] if rule is not None]
        waiting += [node["op"] for rule in recorded for node in rule["nodes"] if "inputs" in node]
    return dict(sorted(rules.items()))


def _rules(op: str) -> tuple[Callable | None, ...]:
    rules = OPERATIONS[op].gradient
    if not isinstance(rules, tuple):
        raise TypeError(f"{op} has no rule for each input, so it cannot be part of a function.")
    return rules


def _record(rule: Callable | None, inputs: int) -> dict[str, Any] | None:
    if rule is None:
        return None
    given = {name: _trace(name) for name in ["g", "out", *map(str, range(inputs))]}
    return Recording.of({"gradient": as_tensor(rule(*given.values()))}, given).to_json()


def _trace(name: str) -> Tensor:
    traced = Tensor(0.5)
    traced.live = name
    return traced
