"""Rules: what an optimiser does to one parameter, and what is said when a rule is misused."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

from nnlib.checks import brief
from nnlib.tensor import as_tensor, setting

P = ParamSpec("P")
R = TypeVar("R")


def rule(*remembers: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function as a rule that remembers these names, and explain its errors.

    Arguments are looked at only once something has failed: a rule runs for every parameter at
    every step.
    """

    def marked(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return function(*args, **kwargs)
            except (TypeError, ValueError, KeyError):
                _explain(function, remembers, args, kwargs)
                raise

        return run

    return marked


def _explain(
    function: Callable[..., Any],
    remembers: tuple[str, ...],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any],
) -> None:
    """Raise an error that names the argument to blame, if there is one."""
    name = function.__name__
    given = inspect.signature(function).bind(*args, **kwargs).arguments
    p, g = (as_tensor(given[key], f"{name}: {key}") for key in "pg")
    if p.shape != g.shape:
        raise ValueError(
            f"{name}: the parameter p has shape {p.shape}, and its gradient g has the same, but "
            f"met {g.shape}. Give the gradient of this parameter."
        )
    memory = given["memory"]
    if not isinstance(memory, Mapping) or not set(remembers) <= memory.keys():
        raise ValueError(
            f"{name}: the memory holds {', '.join(remembers)} by name, met {brief(memory)}. "
            "They are zeros at first."
        )
    for key, value in memory.items():
        as_tensor(value, f"{name}: memory[{key!r}]")
    for key in given.keys() - {"p", "g", "memory", "nesterov"}:
        for part in given[key] if key == "betas" and np.size(given[key]) == 2 else [given[key]]:
            setting(f"{name}: {key}", part)
