"""Calls with one argument wrong, and whether what they meet is a clear error.

A call that works is written down with a value and a kind for each of its arguments. A kind is a
list of values that no argument of the kind may be: its name in `KINDS`, or the values themselves.
"""

import ast
import functools
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

import nnlib as nn
from nnlib import Tensor

PACKAGE = Path(nn.__file__).parent


class Thing:
    def __repr__(self):
        return "a thing"


THING = Thing()
SEVERAL = Tensor([1.0, 2.0])
W = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
X = np.arange(12.0).reshape(4, 3)
Y = np.array([0.0, 1.0, 0.0, 1.0])


NO_NUMBERS = ["0.5", "much", None, [], [1.0, 2.0], {}, THING, 1j, np.ones(2), SEVERAL, nn.relu]
NOT_FINITE = [math.nan, math.inf, -math.inf]
KINDS = {
    "number": [*NO_NUMBERS, *NOT_FINITE, True, torch.ones(2)],
    "bound": [*NO_NUMBERS[:-2], nn.relu, math.nan, True],
    # What a control may set.
    "setting": [*NO_NUMBERS, *NOT_FINITE, True],
    "positive": [*NO_NUMBERS, *NOT_FINITE, True, 0.0, -1.0],
    "least zero": [*NO_NUMBERS, *NOT_FINITE, True, -1.0],
    "part": [*NO_NUMBERS, *NOT_FINITE, True, -0.1, 1.0, 2],
    "count": [*NO_NUMBERS, *NOT_FINITE, True, 2.5, 0, -1],
    "large count": [*NO_NUMBERS, *NOT_FINITE, True, 2.5, 0, -1, 10**12, 1e18],
    "whole": [*NO_NUMBERS, *NOT_FINITE, True, 2.5],
    "flag": ["yes", None, 2, -1, 0.5, [True], {}, THING, np.array([True, False]), SEVERAL],
    "seed": ["0", -1, 1.5, [1, -1], {}, THING, math.nan, nn.relu],
    "shape": ["3", None, 2.5, -1, (2, -1), (2, "3"), (2, None), {}, THING, math.nan, True,
              10**12, (10**6, 10**6), [[2]], SEVERAL, nn.relu],
    # Of a tensor that is there: one of them may be −1.
    "lengths": ["3", None, 2.5, (2, "3"), (2, None), {}, THING, math.nan, True, 10**12, [[2]],
                SEVERAL, nn.relu],
    "axis": ["0", None, 0.5, 9, -9, {}, THING, math.nan, [0, 9], SEVERAL, True],
    "axes": ["0", 0.5, 9, -9, {}, THING, math.nan, [0, 9], (0, 0), SEVERAL, True],
    "data": ["0.5", None, {}, {1.0}, THING, 1j, [[1.0], [2.0, 3.0]], [W, W], ["a"], [None],
             np.array(["a"]), nn.relu, [1.0, "2"], b"1", np.array([1j]), {"a": 1.0}],
    "name": ["unknown", "", None, 3, 0.5, [], {}, THING, ("a",), np.ones(2), SEVERAL],
    "function": ["mse", None, 3, 0.5, [], {}, np.ones(2), THING],
    "list": [None, 3, 0.5, "text", {}, THING, nn.relu, Tensor(1.0)],
    "mapping": [None, 3, "x.npz", [], [1.0], (1, 2), THING, np.ones(2), nn.relu],
    "model": [None, "model", 3, [], {}, THING, nn.relu, nn.Linear, np.ones(2), torch.nn.ReLU()],
    "tensor": [None, "x", 3.0, [1.0], {}, THING, np.ones(2), nn.relu, torch.ones(2)],
    "scalar data": ["0.5", None, {}, THING, 1j, [1.0, 2.0], SEVERAL, np.ones((2, 2)), nn.relu],
    "pair": ["3", None, 2.5, [], (1, 2, 3), (1, "2"), {}, THING, math.nan, 0, -1, (0, 1), True,
             nn.relu],
    "limits": ["01", None, 0, [], (1, 2, 3), (0, "1"), (0, None), {}, THING, (math.nan, 1), True],
    "path": [None, 3, 0.5, [], {}, THING, np.ones(2), nn.relu, ""],
    "parameters": [None, 3, "w", [], {}, THING, W, [np.ones(2)], [Tensor(1.0)], [W * 2], [W, W],
                   nn.Linear(2, 1), nn.Linear(2, 1).parameters, [None], [3.0], torch.ones(2)],
}  # fmt: skip


def but_none(kind):
    return [value for value in KINDS[kind] if value is not None]


class Call(NamedTuple):
    """A function, and for each of its arguments a value that is right and a kind."""

    function: object
    kinds: dict

    @property
    def name(self):
        function = self.function
        while isinstance(function, functools.partial):
            function = function.func
        return function.__name__

    @property
    def right(self):
        return {name: value for name, (value, _) in self.kinds.items()}

    def wrong(self):
        """Yield the name of each argument, each wrong value, and all arguments with it."""
        for name, (_, kind) in self.kinds.items():
            for value in KINDS[kind] if isinstance(kind, str) else kind:
                yield name, value, {**self.right, name: value}

    def complaints(self):
        """Return a line for each wrong call that does not meet a clear error."""
        found = []
        for name, value, arguments in self.wrong():
            if answer := complaint(
                self.function, arguments, {name, self.name, *ALSO.get(self.name, ())}
            ):
                found.append(f"{self.name}({name}={value!r:.60}): {answer:.300}")
        return found


def call(function, /, **kinds):
    return Call(function, kinds)


def method(name, tensor=None, **kinds):
    def run(**arguments):
        made = Tensor(X, requires_grad=True) if tensor is None else tensor
        return getattr(made, name)(**arguments)

    run.__name__ = name
    return Call(run, kinds)


def positional(function, name=None):
    """Return a function that hands its named arguments on in order."""

    @functools.wraps(function)
    def run(**arguments):
        return function(*arguments.values())

    run.__name__ = name or function.__name__
    return run


def of(make, name):
    """Return a function that makes an object and calls a method on it."""

    def run(**arguments):
        return getattr(make(), name)(**arguments)

    run.__name__ = name
    return run


@functools.cache
def raising_lines(path):
    """Return the lines of a file on which a raise statement stands."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        for line in range(node.lineno, node.end_lineno + 1)
    }


def complaint(function, arguments, names):
    """Return what is wrong with the answer to a wrong call, or an empty text."""
    try:
        function(**arguments)
    except MemoryError as error:
        return f"raw {error!r}"
    except Exception as error:
        trace = error.__traceback__
        while trace.tb_next is not None:
            trace = trace.tb_next
        path = trace.tb_frame.f_code.co_filename
        if not path.startswith(str(PACKAGE)) or trace.tb_lineno not in raising_lines(path):
            return f"raw {type(error).__name__}: {error}"
        message = str(error)
        plain = f"{type(error).__name__} {message}".lower().replace("_", "")
        if not any(word.lower().replace("_", "") in plain for word in names):
            return f"unnamed {type(error).__name__}: {error}"
        if len(message) < 15 or not message.rstrip().endswith((".", ")", "?", "…")):
            return f"short {type(error).__name__}: {error}"
        return ""
    return "none"


# What errors speak of in place of a function's own name: an operator's operation, what stands
# between brackets, the layer inside a model.
ALSO = {
    "__add__": ["add"], "__sub__": ["sub"], "__mul__": ["mul"], "__truediv__": ["div"],
    "__pow__": ["pow"], "__mod__": ["remainder"], "__lt__": ["less"], "__le__": ["less_equal"],
    "__gt__": ["greater"], "__ge__": ["greater_equal"], "__matmul__": ["matmul"],
    "__getitem__": ["index", "indices", "row", "slice", "condition", "Sequential"],
    "__setitem__": ["tensor"], "activate": ["relu"], "as_tensor": ["tensor"],
    "Identity": ["linear"], "Sequential": ["Linear"], "Expression": ["variable"],
    "load_state_dict": ["SGD"],
    "line": ["code"], "formula": ["variable", "Expression"],
    "explore": ["picture", "control", "np.", "name an output", "the output", "line", "lambda"],
}  # fmt: skip
