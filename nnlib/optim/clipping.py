"""Gradients that are too large, made shorter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nnlib.checks import number, several
from nnlib.functional import minimum, stack
from nnlib.optim.optimizer import check_parameters
from nnlib.tensor import Number, Tensor, TensorLike, as_tensor, no_grad, setting


def clip_norm(gradients: Sequence[TensorLike], max_norm: Number) -> tuple[list[Tensor], Tensor]:
    """Shorten gradients, taken together as one long vector, to a length of ``max_norm``.

    Parameters
    ----------
    gradients : sequence of Tensor
        The gradients of all parameters.
    max_norm : float or Tensor
        The greatest length allowed.

    Returns
    -------
    gradients : list of Tensor
        The same direction, shortened if it was longer.
    norm : Tensor
        The length before.

    Notes
    -----
    Pascanu, Mikolov and Bengio (2013). For explorers; otherwise use `clip_grad_norm_`. Taught
    in chapter 5.

    Examples
    --------
    >>> (g,), norm = clip_norm([[30.0, 40.0]], max_norm=1.0)
    >>> norm.item(), g.data.round(3).tolist()
    (50.0, [0.6, 0.8])
    """
    given = several("clip_norm: gradients", gradients, "clip_norm([g], 1.0)")
    tensors = [as_tensor(g, "clip_norm") for g in given]
    if not tensors:
        raise ValueError("clip_norm: there are no gradients. Compute them with nnlib.grad.")
    max_norm = setting("clip_norm: max_norm", max_norm, above=0)
    norm = stack([(g * g).sum() for g in tensors]).sum().sqrt()
    # The small number is PyTorch's; it keeps a length of 0 from dividing.
    factor = minimum(max_norm / (norm + 1e-6), 1.0)
    return [g * factor for g in tensors], norm


def clip_grad_norm_(parameters: Iterable[Tensor], max_norm: float) -> float:
    """Shorten the parameters' gradients, together, to ``max_norm``; returns the length before.

    Raises
    ------
    ValueError
        When ``max_norm`` is not positive.

    Notes
    -----
    As ``torch.nn.utils.clip_grad_norm_``; see `clip_norm`. Taught in chapter 5.

    Examples
    --------
    >>> w = Tensor([3.0, 4.0], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> clip_grad_norm_([w], max_norm=1.0)
    10.0
    >>> w.grad.data.round(3).tolist()
    [0.6, 0.8]
    """
    max_norm = number("clip_grad_norm_: max_norm", max_norm, above=0)
    checked = check_parameters(parameters, "clip_grad_norm_")
    gradients = [p.grad for p in checked if p.grad is not None]
    if not gradients:
        return 0.0
    with no_grad():
        clipped, norm = clip_norm(gradients, max_norm)
    remaining = iter(clipped)
    for p in checked:
        p.grad = None if p.grad is None else next(remaining)
    return norm.item()


def clip_grad_value_(parameters: Iterable[Tensor], clip_value: float) -> None:
    """Move each number of the parameters' gradients into [−clip_value, clip_value].

    Raises
    ------
    ValueError
        When ``clip_value`` is not positive.

    Notes
    -----
    As ``torch.nn.utils.clip_grad_value_``. Taught in chapter 5.

    Examples
    --------
    >>> w = Tensor([3.0, -0.25], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> clip_grad_value_([w], 1.0)
    >>> w.grad
    Tensor([1.0, -0.5])
    """
    clip_value = number("clip_grad_value_: clip_value", clip_value, above=0)
    for p in check_parameters(parameters, "clip_grad_value_"):
        if p.grad is not None:
            with no_grad():
                p.grad = p.grad.clip(-clip_value, clip_value)
