"""Formulas as plain text, for clients that set none: small ones, as they stand in a quiz."""

from __future__ import annotations

import re
import unicodedata

_SYMBOLS = {
    "alpha": "α",
    "approx": "≈",
    "beta": "β",
    "cdot": "·",
    "delta": "δ",
    "eta": "η",
    "ge": "≥",
    "geq": "≥",
    "in": "∈",
    "infty": "∞",
    "lambda": "λ",
    "le": "≤",
    "leftarrow": "←",
    "leq": "≤",
    "lfloor": "⌊",
    "lVert": "‖",
    "mu": "μ",
    "ne": "≠",
    "neq": "≠",
    "partial": "∂",
    "pi": "π",
    "pm": "±",
    "rfloor": "⌋",
    "rho": "ρ",
    "rightarrow": "→",
    "rVert": "‖",
    "sigma": "σ",
    "sqrt": "√",
    "sum": "∑",
    "theta": "θ",
    "times": "×",
    "to": "→",
    "top": "⊤",
}
_RAISED = str.maketrans("0123456789+−()n⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿᵀ")
_LOWERED = str.maketrans("0123456789+−()aeijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_PART = r"(?:\{([^{}]*)\}|([^\\{}\s]))"  # a group in braces, or one character


def plain(formula: str) -> str:
    r"""Return TeX as text; a command that is not known keeps its name.

    Examples
    --------
    >>> plain(r"w \cdot x \ge 0.5^{-10}")
    'w · x ≥ 0.5⁻¹⁰'
    >>> plain(r"\hat y = \frac{1}{10} x_1 W^\top")
    'ŷ = 1/10 x₁ Wᵀ'
    """
    text = re.sub(r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"\1/\2", formula)
    text = re.sub(rf"\\hat\s*{_PART}", lambda found: f"{found[1] or found[2]}\u0302", text)
    text = text.replace(r"\,", " ").replace("-", "−")
    text = re.sub(r"\\([A-Za-z]+)", lambda found: _SYMBOLS.get(found[1], found[1]), text)
    text = re.sub(rf"([_^])\s*{_PART}", _shift, text)
    return unicodedata.normalize("NFC", re.sub(r"[{}\\]", "", text))


def _shift(found: re.Match[str]) -> str:
    """Raise or lower an exponent or an index, or mark it where a character has no such form."""
    kind, *parts = found.groups()
    text = "".join(filter(None, parts))
    table = _RAISED if kind == "^" else _LOWERED
    if all(ord(character) in table for character in text):
        return text.translate(table)
    return f"{kind}{text}" if len(text) == 1 else f"{kind}({text})"
