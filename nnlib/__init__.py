"""nnlib: neural networks on numpy, small enough to read, whose every computation is recorded.

Start with `Tensor`, then the layers and losses; `nnlib.live` turns a recorded computation into a
figure that a reader can play with.
"""

from nnlib import data
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
from nnlib.fold import fold
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
from nnlib.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    huber_loss,
    l1_loss,
    mse_loss,
)
from nnlib.recording import Recording
from nnlib.tensor import Tensor, apply, as_tensor, grad, matmul, no_grad
