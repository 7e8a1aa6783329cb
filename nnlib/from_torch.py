"""From PyTorch: a trained ``nn.Sequential`` as an nnlib model, which a page can replay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib import activation_layers as activations
from nnlib.convolution import AvgPool2d, Conv2d, MaxPool2d
from nnlib.dropout import Dropout
from nnlib.layers import Flatten, Linear, Sequential
from nnlib.module import Module
from nnlib.normalisation import BatchNorm1d
from nnlib.tensor import Tensor

__all__ = ["from_torch"]


def from_torch(module: Any) -> Module:
    """Return an nnlib model with the layers, weights and outputs of a PyTorch model.

    Parameters
    ----------
    module : torch.nn.Module
        An ``nn.Sequential``, also with others inside, or a single layer, in single or double
        precision. It stays as it is.

    Returns
    -------
    Module
        A `Sequential` of the same layers, or a layer. The numbers are copies; parameters that
        are frozen, and layers and parameters used in several places, are so here as well, and
        each layer is in its mode, training or not. Names given to layers become positions.

    Raises
    ------
    TypeError
        When there is a layer that nnlib does not have, or no PyTorch module at all.
    ValueError
        When a layer has a setting that nnlib's does not, hooks, or numbers in half precision.

    Notes
    -----
    PyTorch is not imported: the layers are known by their names. In single precision the
    outputs differ from PyTorch's in the seventh digit, for nnlib computes in double precision.
    Taught in chapter 6.

    Examples
    --------
    >>> import torch
    >>> theirs = torch.nn.Sequential(
    ...     torch.nn.Conv2d(1, 4, kernel_size=3, padding=1), torch.nn.ReLU(),
    ...     torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(64, 10))
    >>> ours = from_torch(theirs)
    >>> ours
    Sequential(
      (0): Conv2d(1, 4, kernel_size=(3, 3), stride=1, padding=1)
      (1): ReLU()
      (2): MaxPool2d(kernel_size=(2, 2), stride=2)
      (3): Flatten()
      (4): Linear(in_features=64, out_features=10, bias=True)
    )
    >>> image = torch.rand(1, 1, 8, 8)
    >>> np.allclose(ours(image.numpy()).data, theirs(image).detach(), atol=1e-5)
    True
    """
    return _Conversion().module(module, "")


class _Conversion:
    """One conversion. It knows what it has made, so that what is shared stays shared."""

    def __init__(self) -> None:
        self.modules: dict[int, Module] = {}
        self.tensors: dict[int, Tensor] = {}

    def module(self, source: Any, place: str) -> Module:
        """Convert the module at a place such as "2.0", a layer or a Sequential."""
        if id(source) not in self.modules:
            kind = _kind(source, place)
            made = self.row(source, place) if kind == "Sequential" else self.layer(source, place)
            made.training = source.training
            self.modules[id(source)] = made
        return self.modules[id(source)]

    def row(self, source: Any, place: str) -> Sequential:
        """Convert a Sequential; a layer that stands in it twice is met twice."""
        inside = source._modules.items()
        return Sequential(*[self.module(child, f"{place}.{name}") for name, child in inside])

    def layer(self, source: Any, place: str) -> Module:
        kind = type(source).__name__
        try:
            _check(source, kind)
            return _LAYERS[kind](source, self.tensor)
        except ValueError as error:
            raise ValueError(f"from_torch: {_at(place)}{_brief(source)}: {error}") from None

    def tensor(self, source: Any) -> Tensor:
        """Copy a parameter or buffer; each one only once."""
        if id(source) not in self.tensors:
            if str(source.dtype) not in ("torch.float32", "torch.float64"):
                raise ValueError(f"its numbers are {source.dtype}. Call .float() on the model.")
            numbers = np.array(source.detach().cpu().numpy(), dtype=np.float64)
            self.tensors[id(source)] = Tensor(numbers, requires_grad=source.requires_grad)
        return self.tensors[id(source)]


Copy = Callable[[Any], Tensor]


def _linear(source: Any, copy: Copy) -> Module:
    return _with_weights(Linear(source.in_features, source.out_features), source, copy)


def _conv2d(source: Any, copy: Copy) -> Module:
    layer = Conv2d(
        source.in_channels,
        source.out_channels,
        source.kernel_size,
        stride=_one("stride", source.stride),
        padding=_padding(source),
    )
    return _with_weights(layer, source, copy)


def _batch_norm(source: Any, copy: Copy) -> Module:
    layer = BatchNorm1d(source.num_features, source.eps, source.momentum)
    if source.affine:
        _put(layer, "weight", copy(source.weight))
        _put(layer, "bias", copy(source.bias))
    else:
        layer.weight.requires_grad = layer.bias.requires_grad = False
    layer.running_mean, layer.running_var = copy(source.running_mean), copy(source.running_var)
    return layer


def _prelu(source: Any, copy: Copy) -> Module:
    layer = activations.PReLU(source.num_parameters)
    _put(layer, "weight", copy(source.weight))
    return layer


def _pool(layer: type[Module]) -> Callable[[Any, Copy], Module]:
    def convert(source: Any, copy: Copy) -> Module:
        return layer(source.kernel_size, _one("stride", source.stride))  # type: ignore[call-arg]

    return convert


def _plain(layer: type[Module], *settings: str) -> Callable[[Any, Copy], Module]:
    """Convert a layer without parameters, whose settings have PyTorch's names."""

    def convert(source: Any, copy: Copy) -> Module:
        return layer(**{name: getattr(source, name) for name in settings})

    return convert


_LAYERS: dict[str, Callable[[Any, Copy], Module]] = {
    "AvgPool2d": _pool(AvgPool2d),
    "BatchNorm1d": _batch_norm,
    "Conv2d": _conv2d,
    "Dropout": _plain(Dropout, "p"),
    "Flatten": _plain(Flatten, "start_dim"),
    "GELU": _plain(activations.GELU, "approximate"),
    "Identity": _plain(activations.Identity),
    "LeakyReLU": _plain(activations.LeakyReLU, "negative_slope"),
    "Linear": _linear,
    "LogSoftmax": _plain(activations.LogSoftmax, "dim"),
    "MaxPool2d": _pool(MaxPool2d),
    "PReLU": _prelu,
    "ReLU": _plain(activations.ReLU),
    "SiLU": _plain(activations.SiLU),
    "Sigmoid": _plain(activations.Sigmoid),
    "Softmax": _plain(activations.Softmax, "dim"),
    "Softplus": _plain(activations.Softplus, "beta"),
    "Tanh": _plain(activations.Tanh),
}

# Settings that PyTorch offers and nnlib does not, with the only value nnlib's layers stand for.
_ONLY: dict[str, dict[str, Any]] = {
    "AvgPool2d": {"padding": 0, "ceil_mode": False, "divisor_override": None},
    "BatchNorm1d": {"track_running_stats": True},
    "Conv2d": {"dilation": 1, "groups": 1, "padding_mode": "zeros"},
    "Flatten": {"end_dim": -1},
    "MaxPool2d": {"padding": 0, "dilation": 1, "ceil_mode": False, "return_indices": False},
    "Softplus": {"threshold": 20},
}


def _kind(source: Any, place: str) -> str:
    """Return the name of PyTorch's class; one derived from it may compute something else."""
    cls = type(source)
    names = {f"{base.__module__}.".partition(".")[0] for base in cls.__mro__}
    if "torch" not in names or not hasattr(source, "named_children"):
        raise TypeError(
            f"from_torch: {_at(place)}a PyTorch module is wanted, such as nn.Sequential(…), not "
            f"{_brief(source)}."
        )
    known = {"Sequential", *_LAYERS}
    if not cls.__module__.startswith("torch.nn.modules.") or cls.__name__ not in known:
        raise TypeError(
            f"from_torch: {_at(place)}{_brief(source)}: nnlib cannot know what {cls.__name__} "
            f"computes. It knows Sequential, {', '.join(_LAYERS)}. Build the model from these in "
            "PyTorch; or write it in nnlib and give its load_state_dict the numbers of PyTorch's "
            "state_dict."
        )
    if source._forward_hooks or source._forward_pre_hooks:
        raise ValueError(
            f"from_torch: {_at(place)}{_brief(source)}: it has hooks, which may change what it "
            "computes. Remove them first."
        )
    return cls.__name__


def _check(source: Any, kind: str) -> None:
    """Refuse what would make the outputs differ."""
    for name, only in _ONLY.get(kind, {}).items():
        value = getattr(source, name)
        if _same(value) != only:
            raise ValueError(
                f"nnlib's {kind} has no {name}={value!r}. Use {name}={only!r} in PyTorch."
            )
    if kind in ("Softmax", "LogSoftmax") and source.dim is None:
        raise ValueError("which axis holds the classes? Say it in PyTorch, such as dim=1.")
    if kind == "BatchNorm1d" and source.momentum is None:
        raise ValueError("nnlib's BatchNorm1d has no momentum=None. Use a number in PyTorch.")


def _with_weights(layer: Linear | Conv2d, source: Any, copy: Copy) -> Module:
    _put(layer, "weight", copy(source.weight))
    _put(layer, "bias", None if source.bias is None else copy(source.bias))
    return layer


def _put(layer: Any, name: str, tensor: Tensor | None) -> None:
    """Replace a parameter, also by a frozen one."""
    getattr(layer, name).requires_grad = tensor is not None and tensor.requires_grad
    setattr(layer, name, tensor)


def _padding(source: Any) -> int:
    if source.padding == "valid":
        return 0
    if source.padding != "same":
        return _one("padding", source.padding)
    size = _one("kernel_size", source.kernel_size)
    if size % 2 == 0:
        raise ValueError(
            f"padding='same' around a kernel of {size} adds more zeros on one side than on the "
            "other, which nnlib's Conv2d does not. Use a kernel of odd size in PyTorch."
        )
    return size // 2


def _one(name: str, value: Any) -> int:
    """Return the number that stands for both directions."""
    number = _same(value)
    if isinstance(number, tuple):
        raise ValueError(
            f"{name}={value!r} differs between down and across, which nnlib cannot do here. Use "
            "one number for both in PyTorch."
        )
    return number


def _same(value: Any) -> Any:
    """Return a pair of equal numbers as one number, and everything else as it is."""
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def _at(place: str) -> str:
    return f"layer {place.removeprefix('.')}, " if place else ""


def _brief(source: Any) -> str:
    """Return the first line of how it prints."""
    lines = repr(source).splitlines() or [""]
    return lines[0].removesuffix("(") + ("(…)" if len(lines) > 1 else "")
