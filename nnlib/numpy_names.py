"""What nnlib has in place of functions of numpy, for those who reach for the wrong one."""

from __future__ import annotations

from typing import Any

# By numpy's name: what to write instead, for tensors x, a and b.
_INSTEAD = {
    "add": "a + b",
    "add.reduce": "x.sum(dim)",
    "amax": "x.amax(dim)",
    "amin": "x.amin(dim)",
    "append": "nnlib.cat([a, b])",
    "arctanh": "0.5 * nnlib.log((1 + x) / (1 - x))",
    "argmax": "x.argmax(dim)",
    "argmin": "(-x).argmax(dim)",
    "average": "x.mean(dim)",
    "broadcast_to": "x.expand(shape)",
    "cbrt": "nnlib.sign(x) * nnlib.abs(x) ** (1 / 3)",
    "ceil": "-nnlib.floor(-x)",
    "clip": "nnlib.clip(x, min, max)",
    "column_stack": "nnlib.stack([a, b], 1)",
    "concatenate": "nnlib.cat([a, b])",
    "cosh": "(nnlib.exp(x) + nnlib.exp(-x)) / 2",
    "divide": "a / b",
    "dot": "a @ b",
    "exp2": "2**x",
    "expand_dims": "x.unsqueeze(dim)",
    "expm1": "nnlib.exp(x) - 1",
    "fabs": "nnlib.abs(x)",
    "float_power": "a**b",
    "floor_divide": "nnlib.floor(a / b)",
    "fmax": "nnlib.maximum(a, b)",
    "fmin": "nnlib.minimum(a, b)",
    "histogram": "nnlib.histogram(x, edges)",
    "hstack": "nnlib.cat([a, b], -1)",
    "hypot": "nnlib.sqrt(a * a + b * b)",
    "inner": "(a * b).sum(-1)",
    "linalg.norm": "nnlib.norm(x, dim)",
    "linspace": "nnlib.linspace(start, stop, size)",
    "log10": "nnlib.log(x) / math.log(10)",
    "log2": "nnlib.log(x) / math.log(2)",
    "logical_and": "a * b",
    "logical_not": "x == 0",
    "logical_or": "nnlib.maximum(a, b)",
    "matvec": "a @ b",
    "max": "x.amax(dim)",
    "maximum.reduce": "x.amax(dim)",
    "mean": "x.mean(dim)",
    "min": "x.amin(dim)",
    "minimum.reduce": "x.amin(dim)",
    "moveaxis": "x.permute(dims)",
    "multiply": "a * b",
    "outer": "a.unsqueeze(1) * b",
    "positive": "x",
    "power": "a**b",
    "ravel": "x.flatten()",
    "reciprocal": "1 / x",
    "repeat": "x.unsqueeze(dim).expand(shape)",
    "reshape": "x.reshape(shape)",
    "rint": "nnlib.floor(x + 0.5)",
    "round": "nnlib.floor(x + 0.5)",
    "sinh": "(nnlib.exp(x) - nnlib.exp(-x)) / 2",
    "square": "x * x",
    "squeeze": "x.squeeze(dim)",
    "stack": "nnlib.stack([a, b])",
    "std": "x.var(dim).sqrt()",
    "subtract": "a - b",
    "sum": "x.sum(dim)",
    "swapaxes": "x.transpose(dim0, dim1)",
    "take": "x.take(index)",
    "tan": "nnlib.sin(x) / nnlib.cos(x)",
    "tile": "x.expand(shape)",
    "transpose": "x.permute(dims)",
    "true_divide": "a / b",
    "trunc": "nnlib.sign(x) * nnlib.floor(nnlib.abs(x))",
    "var": "x.var(dim)",
    "vdot": "(a * b).sum()",
    "vecdot": "(a * b).sum(-1)",
    "vecmat": "a @ b",
    "vstack": "nnlib.cat([a, b])",
    "where": "nnlib.where(condition, a, b)",
}


def numpy_name(function: Any) -> str:
    """Return a numpy function's name without the package: ``"clip"``, ``"linalg.solve"``.

    Examples
    --------
    >>> import numpy as np
    >>> numpy_name(np.clip), numpy_name(np.linalg.solve)
    ('clip', 'linalg.solve')
    """
    module = getattr(function, "__module__", None) or "numpy"
    return f"{module}.{function.__name__}".removeprefix("numpy.")


def instead_of(name: str) -> str:
    """Return a sentence on what nnlib has in place of a function of numpy.

    Examples
    --------
    >>> instead_of("clip")
    'Use nnlib.clip(x, min, max).'
    >>> instead_of("linalg.solve")
    'nnlib has none of its own: build it from its operations, such as exp, log, sin and @.'
    """
    if name in _INSTEAD:
        return f"Use {_INSTEAD[name]}."
    return "nnlib has none of its own: build it from its operations, such as exp, log, sin and @."
