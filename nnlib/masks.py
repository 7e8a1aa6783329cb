"""Masked arrays, whose hidden numbers a plain array would bring back without a word."""

from __future__ import annotations

from typing import Any

import numpy as np


def refuse_masked(data: Any) -> None:
    """Raise a ValueError when numbers are masked, here or in a list.

    Examples
    --------
    >>> refuse_masked([np.ma.array([1.0, 2.0])])
    >>> refuse_masked(np.ma.array([1.0, -999.0], mask=[False, True]))
    Traceback (most recent call last):
        ...
    ValueError: 1 of 2 numbers are masked, which a tensor cannot be. Fill the gaps with
    .filled(…), or leave them out with .compressed().
    """
    if isinstance(data, np.ma.MaskedArray) and np.ma.is_masked(data):
        hidden = np.ma.getmaskarray(data)
        raise ValueError(
            f"{hidden.sum()} of {hidden.size} numbers are masked, which a tensor cannot be. Fill "
            "the gaps with .filled(…), or leave them out with .compressed()."
        )
    if isinstance(data, (list, tuple)):
        for entry in data:
            refuse_masked(entry)
