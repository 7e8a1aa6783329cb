"""Code that a reader can copy out of an explorer, with its present numbers in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nnlib.live import arguments, template
from nnlib.tensor import Tensor, TensorLike


class Code:
    """A text of code whose numbers follow the controls; made by `Picture.code`.

    Examples
    --------
    >>> from nnlib.live import Picture
    >>> code = Picture().code("numpy")
    >>> code.line("import numpy as np")
    >>> code.line("w = np.array({})", [[0.5, -1.0]])
    >>> len(code.spec()["lines"])
    2
    """

    def __init__(self, title: str, key: Callable[[Tensor], str]) -> None:
        self.title = title
        self._key = key
        self._lines: list[dict[str, Any]] = []

    def line(
        self,
        text: str,
        *values: TensorLike | str,
        when: TensorLike | None = None,
        rows: TensorLike | None = None,
        columns: TensorLike | None = None,
    ) -> None:
        """Add a line.

        Parameters
        ----------
        text : str
            The line, with a field ``{}`` for each value; ``{{`` stands for a brace.
        *values : tensor, array_like or str
            Numbers are written in full, so that they read back as they are; whole numbers without
            a point, vectors and matrices as nested lists.
        when : tensor, optional
            The line is left out where this number is 0.
        rows, columns : tensor, optional
            A number for each row, or column, of the values: those with a 0 are left out.

        Raises
        ------
        ValueError
            When the fields are not as many as the values, or a value has more than two axes.
        """
        fields = template.split(text, "code")
        wanted = sum(name is not None for _, name, _ in fields)
        if wanted != len(values):
            raise ValueError(
                f"code: {text!r} has {wanted} fields for {len(values)} values. Give one for each."
            )
        parts, keys, waiting = [""], [], iter(values)
        for before, name, _ in fields:
            parts[-1] += before
            if name is None:
                continue
            value = next(waiting)
            if isinstance(value, str):
                parts[-1] += value
                continue
            tensor = arguments.tensor(value, "code")
            if tensor.ndim > 2:
                raise ValueError(f"code: a value has shape {tensor.shape}: write a matrix a line.")
            keys.append(self._key(tensor))
            parts.append("")
        kept = {"when": when, "rows": rows, "columns": columns}
        entry = {
            name: self._key(arguments.tensor(value, f"code: {name}"))
            for name, value in kept.items()
            if value is not None
        }
        self._lines.append({"parts": parts, "values": keys, **entry})

    def spec(self) -> dict[str, Any]:
        """Describe the text as plain JSON; numbers are named by their keys."""
        return {"title": self.title, "lines": self._lines}


def code_text(spec: Mapping[str, Any], values: Mapping[str, np.ndarray]) -> str:
    """Return the text that a `Code` describes, with its numbers.

    ``front/code.js`` writes the same in the page.
    """
    lines = []
    for line in spec["lines"]:
        if "when" in line and not values[line["when"]]:
            continue
        kept = [values[line[name]] != 0 if name in line else None for name in ("rows", "columns")]
        numbers = [_written(values[key], kept) for key in line["values"]]
        parts = line["parts"]
        lines.append("".join(a + b for a, b in zip(parts, [*numbers, ""], strict=True)))
    return "\n".join(lines) + "\n"


def _written(value: np.ndarray, kept: Sequence[np.ndarray | None]) -> str:
    for axis, mask in enumerate(kept[: value.ndim]):
        if mask is not None:
            value = np.compress(mask, value, axis=axis)
    return _listed(value.tolist())


def _listed(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_listed, value))}]"
    if not np.isfinite(value):
        return f'float("{value}")'
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
