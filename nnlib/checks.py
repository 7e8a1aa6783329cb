"""Settings as a learner writes them: each check returns the value in its normal form.

A title names the function and the setting, such as ``"SGD: lr"``. An error says what was met, what
is wanted, and the usual cure.
"""

from __future__ import annotations

import math
import numbers
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

Seed = int | np.random.Generator | None

# Numbers that a tensor may hold: what is beyond does not fit into the memory of a laptop.
MOST_NUMBERS = 2**27


def brief(value: Any) -> str:
    """Return how a value prints, on one short line.

    Examples
    --------
    >>> brief("text"), brief(list(range(100)))
    ("'text'", '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16…')
    """
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "…"


# --- numbers --------------------------------------------------------------------------------------


def is_number(value: Any) -> bool:
    """Whether a value is a real number; True and False are not."""
    if type(value) in (float, int):  # by far the most frequent, and quicker to tell
        return True
    return isinstance(value, (numbers.Real, np.number)) and not isinstance(value, (bool, np.bool_))


def number(
    title: str,
    value: Any,
    *,
    least: float | None = None,
    above: float | None = None,
    most: float | None = None,
    below: float | None = None,
    finite: bool = True,
) -> float:
    """Return a number within bounds; numpy's and a tensor of one number will do.

    Examples
    --------
    >>> number("SGD: lr", np.float64(0.1), least=0)
    0.1
    >>> number("SGD: lr", "0.1", least=0)
    Traceback (most recent call last):
        ...
    TypeError: SGD: lr is a number, met '0.1'. Write it without quotes.
    """
    plain = value if type(value) in (float, int) else _plain(value)
    if not is_number(plain):
        raise TypeError(f"{title} is a number, met {brief(value)}. {_cure(plain)}")
    size = abs(plain)
    # A whole number may be too large for a float, of which Python tells no more than that.
    fits = size <= sys.float_info.max
    if not (
        (fits or (not finite and size == math.inf))
        and (least is None or plain >= least)
        and (above is None or plain > above)
        and (most is None or plain <= most)
        and (below is None or plain < below)
    ):
        bounds = {"at least": least, "above": above, "at most": most, "below": below}
        wanted = [f"{word} {bound:g}" for word, bound in bounds.items() if bound is not None]
        wanted = wanted if fits else ["finite", *wanted]
        raise ValueError(f"{title} must be {' and '.join(wanted)}, met {brief(plain)}.")
    return plain


def whole(title: str, value: Any, *, least: int | None = None, most: int | None = None) -> int:
    """Return a whole number within bounds; a float without a fraction will do.

    Examples
    --------
    >>> whole("Linear: in_features", 4 / 2, least=1)
    2
    """
    found = value if type(value) is int else number(title, value)
    if found != int(found):
        raise TypeError(
            f"{title} is a whole number, met {found}. Use // to divide, or round with int(…)."
        )
    return int(number(title, found, least=least, most=most))


def _plain(value: Any) -> Any:
    """Return the number of a tensor or an array that holds a single one, else the value."""
    if hasattr(value, "item") and getattr(value, "shape", None) in ((), (1,)):
        return value.item()
    return value


def _cure(value: Any) -> str:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return "Give a number, such as 1."
        return "Write it without quotes."
    if isinstance(value, (bool, np.bool_)):
        return "True and False are answers; write 1 or 0."
    if isinstance(value, (list, tuple)) or np.shape(value):
        return "Give a single one."
    return "Give a number, such as 1."


# --- other settings -------------------------------------------------------------------------------


def flag(title: str, value: Any) -> bool:
    """Return True or False; 1 and 0 will do.

    Examples
    --------
    >>> flag("Linear: bias", 1)
    True
    """
    if value is True or value is False:
        return value
    if isinstance(value, np.bool_) or (is_number(value) and value in (0, 1)):
        return bool(value)
    raise TypeError(f"{title} is True or False, met {brief(value)}. Write one of them.")


def one_of(title: str, value: Any, choices: Iterable[str]) -> str:
    """Return a word that is among the choices.

    Examples
    --------
    >>> one_of("gelu: approximate", "fast", ("none", "tanh"))
    Traceback (most recent call last):
        ...
    ValueError: gelu: approximate='fast' is not known. Choose "none" or "tanh".
    """
    choices = list(choices)
    if isinstance(value, str) and value in choices:
        return value
    *others, last = [f'"{choice}"' for choice in choices]
    names = f"{', '.join(others)} or {last}" if others else last
    name = title.rpartition(" ")[2]
    where = title.removesuffix(name)
    raise ValueError(f"{where}{name}={brief(value)} is not known. Choose {names}.")


def function(title: str, value: Any, example: str) -> Callable[..., Any]:
    """Return something that can be called.

    Examples
    --------
    >>> function("fit: loss", "mse", "nnlib.mse_loss")
    Traceback (most recent call last):
        ...
    TypeError: fit: loss is a function, met 'mse'. Give the function itself, such as nnlib.mse_loss.
    """
    if not callable(value):
        raise TypeError(
            f"{title} is a function, met {brief(value)}. "
            f"Give the function itself, such as {example}."
        )
    return value


def generator(title: str, seed: Any) -> np.random.Generator:
    """Return the source of random numbers for a seed; a Generator is returned as it is.

    Examples
    --------
    >>> generator("Linear: seed", 0).random() == np.random.default_rng(0).random()
    True
    """
    try:
        return np.random.default_rng(seed)
    except (TypeError, ValueError):
        raise TypeError(
            f"{title} is a whole number from 0 up, or a generator, met {brief(seed)}. "
            "Give 0, or np.random.default_rng(0) for several calls to share."
        ) from None


def several(title: str, values: Any, example: str) -> list[Any]:
    """Return the entries of a list, a tuple or another collection that is no single thing.

    Examples
    --------
    >>> several("cat: tensors", np.zeros((2, 3)), "[a, b]")[0].shape
    (3,)
    """
    is_single = not hasattr(values, "__iter__") or getattr(values, "ndim", 1) == 0
    if is_single or isinstance(values, (str, bytes, Mapping)):
        raise TypeError(f"{title} are given as a list, met {brief(values)}. Write {example}.")
    return list(values)


def two(title: str, values: Any, example: str) -> tuple[Any, Any]:
    """Return the entries of what has exactly two.

    Examples
    --------
    >>> two("grid: xlim", [-1, 1, 2], "(-1, 1)")
    Traceback (most recent call last):
        ...
    ValueError: grid: xlim are two, met [-1, 1, 2]. Write (-1, 1).
    """
    entries = several(title, values, example)
    if len(entries) != 2:
        raise ValueError(f"{title} are two, met {brief(values)}. Write {example}.")
    return entries[0], entries[1]


def pair(title: str, value: Any, *, least: int) -> tuple[int, int]:
    """Return two whole numbers, down and across; a single one stands for both.

    Examples
    --------
    >>> pair("Conv2d: stride", 2, least=1), pair("Conv2d: stride", (2, 3), least=1)
    ((2, 2), (2, 3))
    """
    if isinstance(value, (list, tuple)) or np.shape(value) == (2,):
        if len(value) != 2:
            raise ValueError(
                f"{title} is one number, or one down and one across, met {brief(value)}. "
                "Give one or two."
            )
        down, across = (whole(title, entry, least=least) for entry in value)
        return down, across
    both = whole(title, value, least=least)
    return both, both


def new_shape(title: str, shape: Sequence[int]) -> tuple[int, ...]:
    """Return a shape for new numbers, whose lengths are not negative and fit into memory.

    Examples
    --------
    >>> new_shape("zeros", (10**6, 10**6))
    Traceback (most recent call last):
        ...
    ValueError: zeros: 1000000000000 numbers of shape (1000000, 1000000) would take 8,000 GB. ...
    """
    shape = tuple(shape)
    if any(length < 0 for length in shape):
        raise ValueError(
            f"{title}: no length of a shape is negative, met {shape}. Check the sizes."
        )
    count = math.prod(shape)
    if count > MOST_NUMBERS:
        raise ValueError(
            f"{title}: {count} numbers of shape {shape} would take {8 * count / 1e9:,.0f} GB. "
            "Ask for fewer."
        )
    return shape
