"""Optimisers: from gradients to better parameters.

Each rule, such as `sgd_update`, is a pure function: from a parameter p, its gradient g and what
the rule remembers, to the next p and the next memory. It is written in plain arithmetic, which
numpy arrays and tensors share. So the same rule serves twice: the classes' ``step()`` runs it on
arrays, and inside an explorer's `nnlib.fold` it is recorded, with every setting a control if one
likes. There the classes' ``start`` and ``update`` handle all parameters at once::

    state = Adam.start({"w": w0, "b": b0})
    ...
    gw, gb = grad(loss, [s["w"], s["b"]])
    return Adam.update(s, {"w": gw, "b": gb}, lr=lr)
"""

from nnlib.optim.adam import Adam, AdamW, adam_update, adamw_update
from nnlib.optim.clipping import clip_grad_norm_, clip_grad_value_, clip_norm
from nnlib.optim.optimizer import Optimizer
from nnlib.optim.rmsprop import RMSprop, rmsprop_update
from nnlib.optim.sgd import SGD, sgd_update

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "Optimizer",
    "RMSprop",
    "adam_update",
    "adamw_update",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_norm",
    "rmsprop_update",
    "sgd_update",
]
