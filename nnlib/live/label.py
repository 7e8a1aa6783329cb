"""Labels with mathematics in them: "x1" has a subscript, "y_hat" a hat, "x^2" a superscript.

So labels are written as the code's names are, and look as the formulas do. The page reads labels
by the same rules, in ``front/drawing/labels.js``; a test holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# Python counts raised and lowered digits, and the raised T of a transpose, among the letters.
_LETTER = r"(?:(?![²³¹⁰-₟ᵀ])[^\W\d_])"

# In this order: a letter with a hat and perhaps an index; a letter with an index; a word with a
# number as index; a letter with digits; a letter by itself; an exponent; a transpose.
_TOKEN = re.compile(
    rf"(?<!{_LETTER})(?<![0-9_'’])(?:"
    rf"(?P<hat>{_LETTER})_hat(?:_?(?P<hat_index>(?:{_LETTER}|[0-9])+))?"
    rf"|(?P<indexed>{_LETTER})_(?P<index>(?:{_LETTER}|[0-9])+)"
    rf"|(?P<word>{_LETTER}+)_(?P<number>[0-9]+)"
    rf"|(?P<numbered>{_LETTER})(?P<digits>[0-9]+)"
    rf"|(?P<single>{_LETTER})"
    rf")(?!{_LETTER}|[0-9_]|['’]{_LETTER})"
    rf"|\^(?P<exponent>[-−]?[0-9]+|{_LETTER}(?!{_LETTER}))"
    r"|(?P<transpose>ᵀ)"
)

_LITERAL = str.maketrans({"$": r"\$", "\\": r"$\backslash$"})

# Single letters that are words, unless a formula goes on after them, or begins before them and
# no word follows.
_WORDS = {"a", "A", "I"}
_GOES_ON = re.compile(r" *[,=+−\-*·/^)<>ᵀ]")
_BEGINS = re.compile(r"(?:[=+−*·/(<>,]| -) *$")
_NEXT_WORD = re.compile(rf" *{_LETTER}{{2}}")


class Run(NamedTuple):
    """A piece of a label: level is −1 for a subscript, 1 for a superscript, else 0."""

    text: str
    level: int = 0
    math: bool = False


def parse_label(label: str, formula: bool = False) -> list[Run]:
    """Take a label apart into words and variables; in a formula no letter by itself is a word.

    Examples
    --------
    >>> parse_label("input x1")
    [Run(text='input ', level=0, math=False), Run(text='x', level=0, math=True), \
Run(text='1', level=-1, math=False)]
    """
    return list(_runs(label, formula))


def _runs(label: str, formula: bool) -> Iterator[Run]:
    end = 0
    for match in _TOKEN.finditer(label):
        part = match.groupdict()
        if not formula and part["single"] in _WORDS and _is_word(label, match.start()):
            continue
        if match.start() > end:
            yield Run(label[end : match.start()])
        end = match.end()
        if exponent := part["exponent"]:
            yield Run(exponent.replace("-", "−"), 1, exponent.isalpha())
            continue
        if part["transpose"]:
            yield Run("T", 1)
            continue
        if word := part["word"]:
            yield Run(word)
        elif hat := part["hat"]:
            yield Run(unicodedata.normalize("NFC", f"{hat}\u0302"), math=True)
        else:
            yield Run(part["indexed"] or part["numbered"] or part["single"], math=True)
        below = part["hat_index"] or part["index"] or part["number"] or part["digits"]
        if below:
            yield Run(below, -1, len(below) == 1 and below.isalpha())
    if end < len(label):
        yield Run(label[end:])


def _is_word(label: str, place: int) -> bool:
    """Return whether the "a", "A" or "I" at a place of a label is a word there."""
    before, after = label[:place], label[place + 1 :]
    if not before and not after:
        return False
    begins = _BEGINS.search(before) and not _NEXT_WORD.match(after)
    return not _GOES_ON.match(after) and not begins


def count_letters(label: str) -> float:
    """Return about how many letters wide a label is.

    Examples
    --------
    >>> count_letters("y_hat"), count_letters("w1")
    (1.0, 1.7)
    """
    return sum(len(run.text) * (0.7 if run.level else 1.0) for run in parse_label(label))


def mathtext(label: str, formula: bool = False) -> str:
    r"""Write a label as matplotlib's mathtext.

    Examples
    --------
    >>> mathtext("x1 costs $5")
    '$\\mathit{x}$$_{\\mathrm{1}}$ costs \\$5'
    """
    return "".join(_as_mathtext(run) for run in parse_label(label, formula))


def literal(text: str) -> str:
    r"""Write a text so that mathtext sees no formula in it.

    Examples
    --------
    >>> literal("costs $5")
    'costs \\$5'
    """
    return text.translate(_LITERAL)


def _as_mathtext(run: Run) -> str:
    if not run.math and run.level == 0:
        return literal(run.text)
    decomposed = unicodedata.normalize("NFD", run.text)
    body = rf"\hat{{{decomposed[0]}}}" if decomposed.endswith("\u0302") else run.text
    body = rf"\mathit{{{body}}}" if run.math else rf"\mathrm{{{body}}}"
    return {-1: f"$_{{{body}}}$", 0: f"${body}$", 1: f"$^{{{body}}}$"}[run.level]
