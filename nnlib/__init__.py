"""nnlib: neural networks on numpy, small enough to read, whose every computation is recorded.

Start with `Tensor`, then the layers and losses. Start values, optimisers and data have names of
their own: `nnlib.init`, `nnlib.optim`, `nnlib.data`. `nnlib.live` turns a recorded computation
into a figure that a reader can play with.
"""

from nnlib import data, expression, init, optim
from nnlib.activation_layers import (
    GELU,
    Identity,
    LeakyReLU,
    LogSoftmax,
    PReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from nnlib.activations import (
    ACTIVATIONS,
    abs,
    activate,
    gelu,
    leaky_relu,
    linear,
    log_softmax,
    prelu,
    relu,
    sigmoid,
    sign,
    silu,
    softmax,
    softplus,
    step,
    tanh,
)
from nnlib.branch import branch
from nnlib.branch import branch
from nnlib.convolution import AvgPool2d, Conv2d, MaxPool2d
from nnlib.dropout import Dropout
from nnlib.fold import fold
from nnlib.from_torch import from_torch
from nnlib.functional import (
    arange,
    cat,
    clip,
    cos,
    erf,
    exp,
    floor,
    full,
    gather,
    grid,
    histogram,
    linspace,
    log,
    log1p,
    maximum,
    minimum,
    norm,
    one_hot,
    ones,
    sin,
    sqrt,
    stack,
    where,
    zeros,
)
from nnlib.gradcheck import GradientError, gradcheck
from nnlib.layers import Flatten, Linear, Neuron, Sequential
from nnlib.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    huber_loss,
    l1_loss,
    mse_loss,
)
from nnlib.module import Module, functional_call
from nnlib.normalisation import BatchNorm1d
from nnlib.random import rand
from nnlib.random import rand
from nnlib.recording import Recording
from nnlib.tensor import Tensor, apply, as_tensor, grad, matmul, no_grad
from nnlib.training import fit

__version__ = "0.1.0"

__all__ = [
    "ACTIVATIONS",
    "GELU",
    "AvgPool2d",
    "BatchNorm1d",
    "Conv2d",
    "Dropout",
    "Flatten",
    "GradientError",
    "Identity",
    "LeakyReLU",
    "Linear",
    "LogSoftmax",
    "MaxPool2d",
    "Module",
    "Neuron",
    "PReLU",
    "ReLU",
    "Recording",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
    "Tensor",
    "__version__",
    "abs",
    "activate",
    "apply",
    "arange",
    "as_tensor",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "branch",
    "cat",
    "clip",
    "cos",
    "cross_entropy",
    "data",
    "erf",
    "exp",
    "expression",
    "fit",
    "floor",
    "fold",
    "from_torch",
    "full",
    "functional_call",
    "gather",
    "gelu",
    "grad",
    "gradcheck",
    "grid",
    "histogram",
    "huber_loss",
    "init",
    "l1_loss",
    "leaky_relu",
    "linear",
    "linspace",
    "log",
    "log1p",
    "log_softmax",
    "matmul",
    "maximum",
    "minimum",
    "mse_loss",
    "no_grad",
    "norm",
    "one_hot",
    "ones",
    "optim",
    "prelu",
    "rand",
    "relu",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "softmax",
    "softplus",
    "sqrt",
    "stack",
    "step",
    "tanh",
    "where",
    "zeros",
]
