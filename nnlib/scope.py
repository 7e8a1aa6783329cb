"""Scopes: names for the parts of a computation, so that a message can say where it went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_present = ContextVar("_present", default="")
# The name of the scope in which tensors are made now; outside of all it is empty. Each thread has
# its own.
present_scope = _present.get


@contextmanager
def named_scope(name: str) -> Iterator[None]:
    """Give a name to what is computed inside, as ``jax.named_scope`` does.

    When a number is not finite any more, an explorer says in which scope that began: the name
    should go on where "in …" ends, as in "in the loss". A scope within another one has both names.
    What `nnlib.grad` computes from there on is in "the gradient of" the scope. It may also be
    written above a function, ``@named_scope("the loss")``.

    Parameters
    ----------
    name : str
        What a reader calls this part: ``"hidden layer 2"``, ``"the loss"``.

    Raises
    ------
    TypeError
        When the name is not text.

    Notes
    -----
    Taught in chapter 6's playground, whose layers have names, and on "Write your own explorer".

    Examples
    --------
    >>> from nnlib import Tensor, grad
    >>> x = Tensor(2.0)
    >>> with named_scope("the encoder"), named_scope("layer 1"):
    ...     y = x.tanh()
    >>> y.scope
    'the encoder, layer 1'
    >>> grad(y, [x])[0].scope
    'the gradient of the encoder, layer 1'
    """
    if not isinstance(name, str):
        raise TypeError(
            f"named_scope: the name is text, such as 'hidden layer 2', not {name!r}. "
            "A number goes into it with f'layer {k}'."
        )
    outer = present_scope()
    with within(f"{outer}, {name}" if outer else name):
        yield


@contextmanager
def within(scope: str) -> Iterator[None]:
    """Compute in a scope, whatever the present one is."""
    # No token: a generator may go on, and leave the block, in another context.
    before = _present.get()
    _present.set(scope)
    try:
        yield
    finally:
        _present.set(before)
