"""Timing side by side, and the table of what came out."""

import statistics
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

ROUNDS = 15
SECONDS_A_ROUND = 0.02


class Row(NamedTuple):
    """One line of the table: what was measured, here and there, in seconds or bytes.

    ``most`` is the ratio that is aimed at, where there is an aim.
    """

    what: str
    here: float
    against: str
    there: float
    unit: str = "s"
    most: float | None = None


def alternate(*functions: Callable[[], object]) -> list[float]:
    """The median time of a call of each function, in seconds.

    All are called in turn, round after round, so that whatever else the machine does hits all.
    """
    counts = [_calls_a_round(function) for function in functions]
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(ROUNDS):
        for function, count, found in zip(functions, counts, times, strict=True):
            found.append(_time(function, count) / count)
    return [statistics.median(found) for found in times]


def _calls_a_round(function: Callable[[], object]) -> int:
    # The first call may have to load or compile something.
    function()
    count = 1
    while (seconds := _time(function, count)) < SECONDS_A_ROUND / 4:
        count *= 4
    return max(1, round(count * SECONDS_A_ROUND / seconds))


def _time(function: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        function()
    return time.perf_counter() - start


def table(rows: Iterable[Row]) -> str:
    """The rows as a table in Markdown. A ratio below 1 means less time, or fewer bytes, here."""
    lines = [("what", "here", "against", "there", "ratio", "aim")]
    for row in rows:
        here, there = (_print(amount, row.unit) for amount in (row.here, row.there))
        aim = "" if row.most is None else f"≤ {row.most:g}"
        lines.append((row.what, here, row.against, there, f"{row.here / row.there:.2f}", aim))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    padded = [
        [cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def _print(amount: float, unit: str) -> str:
    if unit == "bytes":
        return f"{amount / 1000:,.0f} kB"
    for factor, name in ((1, "s"), (1e3, "ms")):
        if amount * factor >= 0.1:
            return f"{amount * factor:.3g} {name}"
    return f"{amount * 1e6:.3g} µs"
