"""Templates: text with numbers in it, such as ``"z = {z:.2f}"``.

Python fills them for stills and summaries, ``front/drawing/format.js`` in the page. Both know the
same few format specifications, and print the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from string import Formatter

from nnlib.checks import brief

# Text, and the name and the format of the field after it; the last text has no field.
Field = tuple[str, str | None, str]

_FORMAT = re.compile(r"\+?(\.\d+[fge%]|d)|,|")
_MINUS = re.compile(r"(?<![^\W_])-(?=[\d.]|inf)|(?<=\de)-(?=\d)")
_KNOWN = ".2f, .3g, .1e, .0%, d (each also with a +) or ,"


def check_format(spec: str, title: str) -> str:
    """Return the specification of a number's format, or raise a ValueError that lists them.

    Examples
    --------
    >>> check_format("+.2f", "matrix")
    '+.2f'
    """
    if not isinstance(spec, str) or not _FORMAT.fullmatch(spec):
        raise ValueError(f"{title}: {spec!r} is not a format the page knows. Use {_KNOWN}.")
    return spec


def format_number(value: float, spec: str) -> str:
    """Print a number as Python's `format` does, but for two things that readers expect.

    ``d`` also takes floats, and rounds them; and what is rounded to zero has no minus sign.

    Examples
    --------
    >>> format_number(2.5, ".2f"), format_number(6.0, "d"), format_number(float("nan"), "d")
    ('2.50', '6', 'nan')
    >>> format_number(-0.001, ".2f"), format_number(-0.0, "+.1f")
    ('0.00', '+0.0')
    """
    if spec.endswith("d") and math.isfinite(value):
        return format(round(value), spec)
    sign, rest = ("+", spec[1:]) if spec.startswith("+") else ("", spec)
    return format(float(value), f"{sign}z{rest.replace('d', 'f')}")


def with_minus(text: str) -> str:
    """Set numbers with a minus sign instead of a hyphen.

    Examples
    --------
    >>> with_minus("a 2-3-1 network: -0.5 to 1e-07")
    'a 2-3-1 network: −0.5 to 1e−07'
    """
    return _MINUS.sub("−", text)


def split(template: str, title: str) -> list[Field]:
    """Take a template apart into its texts and fields.

    Raises
    ------
    ValueError
        When braces are not paired, or a field asks for more than a name and a format.

    Examples
    --------
    >>> split("z = {z:.2f}", "caption")
    [('z = ', 'z', '.2f')]
    """
    if not isinstance(template, str):
        raise TypeError(f"{title}: the text is one, met {brief(template)}. Write it in quotes.")
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise ValueError(
            f"{title}: the template {template!r} cannot be read ({error}). "
            "Write a brace that is meant as text twice: {{ or }}."
        ) from error
    fields = []
    for text, name, spec, conversion in parts:
        if conversion or (name and not name.isidentifier()):
            raise ValueError(
                f"{title}: a field holds a name and a format, as in {{z:.2f}}, but the template "
                f"has {name!r}. Compute the value first and pass it under a name."
            )
        fields.append((text, name, check_format(spec or "", title)))
    return fields


def join(fields: Sequence[Field]) -> str:
    """Put a template together again from what `split` returned.

    Examples
    --------
    >>> join(split("{{x}} = {x:.1f}", "caption"))
    '{{x}} = {x:.1f}'
    """
    pieces = []
    for text, name, spec in fields:
        pieces.append(text.replace("{", "{{").replace("}", "}}"))
        if name is not None:
            pieces.append("{" + name + (f":{spec}" if spec else "") + "}")
    return "".join(pieces)


def fill(template: str, values: Mapping[str, float] | Sequence[float]) -> str:
    """Fill a template with numbers: by name, or in order when they come as a sequence.

    Examples
    --------
    >>> fill("{w:.1f} × {x:d}", {"w": 2.0, "x": 3.0})
    '2.0 × 3'
    >>> fill("{} and {:.0%}", [1.5, 0.25])
    '1.5 and 25%'
    """
    in_order = iter(() if isinstance(values, Mapping) else values)
    pieces = []
    for text, name, spec in split(template, "template"):
        pieces.append(text)
        if name is not None:
            number = values[name] if isinstance(values, Mapping) else next(in_order)
            pieces.append(format_number(float(number), spec))
    return "".join(pieces)
