"""What ``x[key]`` names: a regular part of a tensor, found from its shape alone."""

from __future__ import annotations

from typing import Any

Part = list[tuple[int, int, int]]


def regular_part(key: Any, shape: tuple[int, ...]) -> tuple[Part, list[int]]:
    """Read integers, slices, ``...`` and None.

    Returns
    -------
    part : list of tuple
        ``(start, size, step)`` for each axis.
    shape : list of int
        The shape of the result: without the axes that an integer picked from, and with a new one
        for each None.

    Raises
    ------
    IndexError
        When there are too many indices, or one lies outside its axis.
    TypeError
        When an index is neither a whole number nor a slice.

    Examples
    --------
    >>> regular_part((0, slice(None, None, -1)), (2, 3))
    ([(0, 1, 1), (2, 3, -1)], [3])
    """
    part: Part = []
    result: list[int] = []
    for entry in _one_for_each_axis(key, shape):
        if entry is None:
            result.append(1)
            continue
        length = shape[len(part)]
        if isinstance(entry, slice):
            start, size, step = _slice(entry, length)
            result.append(size)
        else:
            start, size, step = _position(entry, length, shape), 1, 1
        part.append((start, size, step))
    return part, result


def _one_for_each_axis(key: Any, shape: tuple[int, ...]) -> list[Any]:
    entries = list(key) if isinstance(key, tuple) else [key]
    dots = [place for place, entry in enumerate(entries) if entry is Ellipsis]
    if len(dots) > 1:
        raise IndexError("an index can hold one ... only, for it stands for all axes left over.")
    given = sum(entry is not None and entry is not Ellipsis for entry in entries)
    if given > len(shape):
        raise IndexError(
            f"{given} indices for a tensor of shape {shape}, which has {len(shape)} axes. "
            "Leave some out, or print the shape to see what arrived."
        )
    place = dots[0] if dots else len(entries)
    entries[place : place + 1] = [slice(None)] * (len(shape) - given)
    return entries


def _slice(entry: slice, length: int) -> tuple[int, int, int]:
    if entry.step == 0:
        raise ValueError("a slice with step 0 never moves. Give a step such as 1 or -1.")
    try:
        start, stop, step = entry.indices(length)
    except TypeError:
        raise TypeError(f"{entry} is no slice of whole numbers. Write x[1:3] or x[::2].") from None
    return start, len(range(start, stop, step)), step


def _position(entry: Any, length: int, shape: tuple[int, ...]) -> int:
    if isinstance(entry, bool) or not hasattr(entry, "__index__"):
        raise TypeError(
            f"{entry!r} cannot be an index. Use whole numbers, slices such as 1:3, or, alone, a "
            "list of rows or a condition for each row."
        )
    position = entry.__index__()
    if not -length <= position < length:
        raise IndexError(
            f"index {position} is outside an axis of length {length} (shape {shape}); "
            f"use 0 to {length - 1}, or −1 for the last."
        )
    return position % length
