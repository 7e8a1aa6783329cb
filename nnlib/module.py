"""The module: a function with parameters, which it can list, print, save and load."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnlib.checks import brief, flag
from nnlib.storage import check_shapes, numbers_in, read_arrays, write_arrays
from nnlib.tensor import Tensor, TensorLike, as_tensor

__all__ = ["Module", "functional_call"]


class Module:
    """Base of all layers and models.

    A subclass puts tensors and other modules into attributes (also into lists, tuples and
    dictionaries) and computes its output in ``forward``. Tensors that require a gradient are its
    parameters; other tensors, such as running means, belong to its state but are not trained. An
    attribute that holds a tensor cannot be replaced by what no optimiser would find.

    Attributes
    ----------
    training : bool
        Whether layers such as `Dropout` behave as in training; see `train` and `eval`.

    Notes
    -----
    As ``torch.nn.Module``, without the need to call ``super().__init__()``. Taught in chapter 2.

    Examples
    --------
    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.w = Tensor(3.0, requires_grad=True)
    ...         self.b = Tensor(1.0, requires_grad=True)
    ...
    ...     def forward(self, x):
    ...         return self.w * x + self.b
    >>> line = Line()
    >>> line(10.0).item()
    31.0
    >>> [name for name, parameter in line.named_parameters()]
    ['w', 'b']
    """

    training: bool = True

    def forward(self, *inputs: Any) -> Tensor:
        """Compute the output; every module writes its own."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say what it computes. "
            "Give it a method forward(self, x) that returns the output."
        )

    def __call__(self, *inputs: Any) -> Tensor:
        """Compute the output by `forward`."""
        return self.forward(*inputs)

    # --- parts -----------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        before = vars(self).get(name)
        if isinstance(before, Tensor) and before.is_leaf and value is not None:
            _check_replacement(f"{type(self).__name__}'s {name}", name, before, value)
        super().__setattr__(name, value)

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Yield the modules directly inside this one, by name."""
        for name, _, _, value in _entries(vars(self)):
            if isinstance(value, Module):
                yield name, value

    def modules(self) -> Iterator[Module]:
        """Yield this module and all modules inside it."""
        yield self
        for _, child in self.named_children():
            yield from child.modules()

    def named_parameters(self) -> Iterator[tuple[str, Tensor]]:
        """Yield the parameters by name, each once, such as ``("0.weight", …)``."""
        found = set()
        for name, tensor in self._named_tensors():
            if tensor.requires_grad and id(tensor) not in found:
                found.add(id(tensor))
                yield name, tensor

    def parameters(self) -> list[Tensor]:
        """Return the parameters in the order of their names' appearance."""
        return [tensor for _, tensor in self.named_parameters()]

    def _named_tensors(self) -> Iterator[tuple[str, Tensor]]:
        return ((name, container[key]) for name, container, key in self._slots())

    def _slots(self, prefix: str = "") -> Iterator[tuple[str, Any, Any]]:
        """Yield each tensor's name and where it lies: a container and the key in it."""
        for name, container, key, value in _entries(vars(self)):
            if isinstance(value, Tensor):
                yield prefix + name, container, key
        for name, child in self.named_children():
            yield from child._slots(f"{prefix}{name}.")

    # --- modes -----------------------------------------------------------------------------

    def train(self, mode: bool = True) -> Module:
        """Put this module and all inside it into training mode; returns itself."""
        mode = flag("train: mode", mode)
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        """Put this module and all inside it into the mode for predicting; returns itself."""
        return self.train(False)

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.grad = None

    # --- state -----------------------------------------------------------------------------

    def state_dict(self) -> dict[str, np.ndarray]:
        """Return copies of all parameters and other tensors, by name."""
        return {name: tensor.numpy() for name, tensor in self._named_tensors()}

    def load_state_dict(self, state: Mapping[str, TensorLike]) -> None:
        """Take over values that `state_dict` returned.

        Parameters
        ----------
        state : mapping of str to array_like
            A value for each name, of the same shape.

        Raises
        ------
        ValueError
            When names are missing or unknown, a shape differs, or two names of one shared tensor
            have different values. Nothing is loaded then.

        Examples
        --------
        >>> from nnlib.layers import Linear
        >>> Linear(2, 1).load_state_dict({"weight": [[1.0, 2.0, 3.0]], "bias": [0.0]})
        Traceback (most recent call last):
            ...
        ValueError: load_state_dict: this state does not fit: weight has shape (1, 3) in the state
        and (1, 2) in Linear. Build the model as it was when the state was saved.
        """
        values = numbers_in(state)
        self._check_shapes({name: value.shape for name, value in values.items()})
        own = dict(self._named_tensors())
        first: dict[int, str] = {}
        for name, tensor in own.items():
            other = first.setdefault(id(tensor), name)
            if not np.array_equal(values[name], values[other], equal_nan=True):
                raise ValueError(
                    f"load_state_dict: this state does not fit: {other} and {name} are one tensor "
                    f"in {type(self).__name__}, but differ in the state. Save the model again."
                )
        for name, value in values.items():
            own[name].data = value

    def _check_shapes(self, met: Mapping[str, tuple[int, ...]]) -> None:
        own = {name: tensor.shape for name, tensor in self._named_tensors()}
        cure = "Build the model as it was when the state was saved."
        check_shapes(met, own, type(self).__name__, cure)

    def save(self, path: str | os.PathLike) -> Path:
        """Write the state to a file.

        Parameters
        ----------
        path : path
            Where to; ``.npz`` is added when missing. A file already there is replaced, but only
            once the new one is complete.

        Returns
        -------
        pathlib.Path
            The file written.
        """
        return write_arrays(path, self.state_dict())

    def load(self, path: str | os.PathLike) -> None:
        """Read the state from a file that `save` wrote.

        Parameters
        ----------
        path : path
            The file; ``.npz`` is added when missing.

        Raises
        ------
        FileNotFoundError
            When there is no such file.
        ValueError
            When the file is not a state, or does not fit. Nothing is loaded then.

        Notes
        -----
        The file holds numbers only; pickled objects, which could run code, are refused. No
        number is read before all names and shapes are known to fit, so that a damaged file
        cannot take more memory than the model.
        """
        self.load_state_dict(read_arrays(path, "model.save(path)", self._check_shapes))

    # --- printing --------------------------------------------------------------------------

    def extra_repr(self) -> str:
        """Return the settings to print between the parentheses."""
        return ""

    def __repr__(self) -> str:
        """Return the module as its name, settings and modules inside."""
        lines = [f"({name}): {child!r}" for name, child in self.named_children()]
        if not lines:
            return f"{type(self).__name__}({self.extra_repr()})"
        inside = "\n".join(lines).replace("\n", "\n  ")
        return f"{type(self).__name__}({self.extra_repr()}\n  {inside}\n)"


def functional_call(
    module: Module, parameters: Mapping[str, TensorLike], *inputs: TensorLike
) -> Tensor:
    """Compute a module's output with other tensors in place of its own.

    In an explorer's `nnlib.fold` the parameters are part of the state and change from step to
    step; this runs a model on them.

    Parameters
    ----------
    module : Module
        The model; it keeps its own parameters.
    parameters : mapping of str to array_like
        The tensors to use, by the names of `Module.named_parameters`. Those left out stay. A
        tensor that the module holds in several places is replaced in all of them.
    *inputs : array_like
        What the model is called with.

    Raises
    ------
    ValueError
        When a name is unknown, a shape differs, or one shared tensor is given two values.
    TypeError
        When a tensor to replace lies in a tuple.

    Notes
    -----
    As ``torch.func.functional_call``. Taught in chapter 6.

    Examples
    --------
    >>> from nnlib.layers import Linear
    >>> layer = Linear(2, 1)
    >>> functional_call(layer, {"weight": [[3.0, -2.0]], "bias": [1.0]}, [1.0, 1.0])
    Tensor([2.0], from add)
    """
    if not isinstance(module, Module):
        raise TypeError(
            f"functional_call: a Module is wanted, met {brief(module)}. Make one first."
        )
    if not isinstance(parameters, Mapping):
        raise TypeError(
            "functional_call: parameters come as a dictionary by name, such as {'weight': w}, met "
            f"{brief(parameters)}. The names are those of named_parameters()."
        )
    given = {
        name: as_tensor(value, f"functional_call: {name}") for name, value in parameters.items()
    }
    slots = {name: (container, key) for name, container, key in module._slots()}
    instead: dict[int, Tensor] = {}
    for name, value in given.items():
        if name not in slots:
            raise ValueError(
                f"functional_call: {name!r} is not among the module's tensors: {', '.join(slots)}."
            )
        container, key = slots[name]
        if value.shape != container[key].shape:
            raise ValueError(
                f"functional_call: {name} has shape {container[key].shape}, met {value.shape}."
            )
        other = instead.setdefault(id(container[key]), value)
        if other is not value and (other.live or value.live or not np.array_equal(other, value)):
            raise ValueError(
                f"functional_call: {name} is the same tensor as another one that is given, but its "
                "value differs. Give one of them."
            )
    own = [(place, place[0][place[1]]) for place in slots.values()]
    own = [(place, tensor) for place, tensor in own if id(tensor) in instead]
    for (container, key), _ in own:
        if isinstance(container, tuple):
            raise TypeError(
                f"functional_call: a tensor in a tuple, here number {key}, cannot be replaced. Put "
                "it into a list."
            )
    try:
        for (container, key), tensor in own:
            container[key] = instead[id(tensor)]
        return module(*inputs)
    finally:
        for (container, key), tensor in own:
            container[key] = tensor


def _entries(members: Any, prefix: str = "") -> Iterator[tuple[str, Any, Any, Any]]:
    """Yield (name, container, key, value) of attributes, and of entries of containers in them."""
    for key, value in members.items() if isinstance(members, dict) else enumerate(members):
        if isinstance(value, (list, tuple, dict)):
            yield from _entries(value, f"{prefix}{key}.")
        elif isinstance(value, (set, frozenset)):
            if any(isinstance(entry, (Tensor, Module)) for entry in value):
                raise TypeError(
                    f"{prefix}{key} is a set, whose entries have no order that names could go by. "
                    "Put its tensors or modules into a list or a dictionary."
                )
        else:
            yield f"{prefix}{key}", members, key, value


def _check_replacement(title: str, name: str, before: Tensor, value: Any) -> None:
    if not isinstance(value, Tensor):
        raise TypeError(
            f"{title} is a tensor, and {type(value).__name__} in its place would be found by no "
            f"optimiser and saved in no file. Change its numbers with .{name}.data = …"
        )
    is_parameter = value.requires_grad and value.is_leaf
    if before.requires_grad and not is_parameter and value.live is None:
        raise TypeError(
            f"{title} is a parameter, and {brief(value)} in its place would not be trained. Change "
            f"its numbers with .{name}.data = …, give a Tensor(…, requires_grad=True), or freeze "
            f"it first with .{name}.requires_grad = False."
        )
