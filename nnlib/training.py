"""The training loop: predict, compare, gradients, update, repeat."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.checks import brief, flag, function, generator, two, whole
from nnlib.data import batches, paired_samples
from nnlib.module import Module
from nnlib.optim import Optimizer
from nnlib.tensor import Tensor, as_tensor, no_grad

__all__ = ["fit"]

Loss = Callable[[Tensor, np.ndarray], Tensor]


def fit(
    model: Module,
    loss: Loss,
    optimizer: Optimizer,
    X: np.ndarray,
    y: np.ndarray,
    epochs: int = 10,
    batch_size: int = 32,
    seed: int | np.random.Generator | None = 0,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    progress: bool | None = None,
) -> dict[str, list[float]]:
    """Train a model on all samples, epoch after epoch.

    Parameters
    ----------
    model : Module
        From a batch of samples to predictions.
    loss : callable
        ``loss(predictions, targets)``, a mean over the batch such as `nnlib.mse_loss`.
    optimizer : Optimizer
        Made with ``model.parameters()``.
    X, y : numpy.ndarray
        Samples and targets along the first axis.
    epochs : int, default 10
        How often to go through all samples.
    batch_size : int, default 32
        How many samples for each update.
    seed : int or numpy.random.Generator, default 0
        Where the order of the samples comes from.
    validation : (X, y), optional
        Samples that are not trained on, to look at after each epoch.
    progress : bool, optional
        Whether to show a progress bar (needs tqdm). By default only where a person watches: in
        a terminal; so saved notebooks stay clean.

    Returns
    -------
    dict
        ``"loss"``: for each epoch the mean over its samples, each measured when its batch came;
        with ``validation`` also ``"val_loss"``, measured after the epoch.

    Raises
    ------
    TypeError
        When an argument is of another kind, such as text in place of numbers or of the loss.
    ValueError
        When X or y holds NaN or infinity or is masked, there are no samples, or their lengths
        differ; or when the optimizer trains none of the model's parameters.
    FloatingPointError
        When the loss stops being finite.

    Notes
    -----
    Taught in chapter 4.

    Examples
    --------
    >>> from nnlib import Linear, mse_loss, optim
    >>> X = np.array([[-1.0], [0.0], [1.0], [2.0], [3.0], [4.0]])
    >>> model = Linear(1, 1, seed=0)
    >>> history = fit(model, mse_loss, optim.SGD(model.parameters(), lr=0.05), X, 3 * X + 1,
    ...               epochs=200)
    >>> len(history["loss"]), round(model([10.0]).item(), 2)
    (200, 31.0)
    """
    _check_model(model)
    function("fit: loss", loss, "nnlib.mse_loss")
    _check_optimizer(optimizer, model)
    X, y = _checked_samples("X", "y", X, y)
    if validation is not None:
        pair = two("fit: validation", validation, "validation=(X_val, y_val)")
        validation = _checked_samples("the validation's X", "the validation's y", *pair)
    epochs = whole("fit: epochs", epochs, least=0)
    batch_size = whole("fit: batch_size", batch_size, least=1)
    show = None if progress is None else flag("fit: progress", progress)
    rng = generator("fit: seed", seed)
    history: dict[str, list[float]] = {"loss": []}
    was_training = model.training
    try:
        with _bar(epochs, show) as bar:
            for epoch in range(epochs):
                model.train()
                total = 0.0
                for X_batch, y_batch in batches(X, y, batch_size, rng):
                    value = _single(loss(model(X_batch), y_batch))
                    if not np.isfinite(value.item()):
                        raise FloatingPointError(_explosion(value.item(), epoch, optimizer))
                    optimizer.zero_grad()
                    value.backward()
                    optimizer.step()
                    total += value.item() * len(X_batch)
                history["loss"].append(total / len(X))
                if validation is not None:
                    model.eval()
                    with no_grad():
                        outside = _single(loss(model(validation[0]), validation[1])).item()
                    history.setdefault("val_loss", []).append(outside)
                bar.set_postfix(loss=f"{history['loss'][-1]:.4f}")
                bar.update()
    finally:
        model.train(was_training)
    return history


def _check_model(model: Module) -> None:
    if isinstance(model, Module):
        return
    cure = "Give a model of nnlib's layers, such as Sequential(Linear(2, 1))."
    if isinstance(model, type):
        cure = f"Make one of it: {model.__name__}(…), with parentheses."
    raise TypeError(f"fit: the model is a Module, met {brief(model)}. {cure}")


def _check_optimizer(optimizer: Optimizer, model: Module) -> None:
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"fit: the optimizer is one of nnlib.optim, met {brief(optimizer)}. "
            "Give nnlib.optim.SGD(model.parameters(), lr=0.1)."
        )
    trained = {id(parameter) for parameter in optimizer.parameters}
    if trained.isdisjoint(map(id, model.parameters())):
        raise ValueError(
            "fit: the optimizer trains none of this model's parameters: it was made for another "
            "model, or they have been frozen since. Make it anew with model.parameters()."
        )


def _checked_samples(X_name: str, y_name: str, X: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return samples and targets as arrays of numbers to learn from."""
    X, y = paired_samples("fit", X, y)
    if len(X) == 0:
        raise ValueError(f"fit: {X_name} holds no samples. Check that data arrived.")
    for name, values in ((X_name, X), (y_name, y)):
        as_tensor(values, f"fit: {name}")
        _check_finite(name, values)
    return X, y


def _single(value: Tensor) -> Tensor:
    if not isinstance(value, Tensor):
        raise TypeError(
            f"fit: the loss returned {brief(value)}, which is no tensor, so no gradient can be "
            "found. Compute it with nnlib's functions, and return it."
        )
    if value.size != 1:
        raise ValueError(
            f"fit: the loss returned shape {value.shape}, but one number is wanted. Take its "
            ".mean()."
        )
    return value


def _check_finite(name: str, values: np.ndarray) -> None:
    wrong = ~np.isfinite(values)
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"fit: {name} holds {values[place]} in {wrong.sum()} of {values.size} places, first "
            f"at {place}. Nothing can be learned from it: remove those samples, or fill the gaps "
            "with a mean."
        )


def _explosion(value: float, epoch: int, optimizer: Optimizer) -> str:
    return (
        f"fit: the loss became {value} in epoch {epoch + 1}. Most often the learning rate is too "
        f"high (it is {optimizer.lr}; try {optimizer.lr / 10:g}), or inputs are large and not "
        "scaled. The parameters are spoilt: make the model anew before you train again."
    )


class _NoBar:
    """Stands in for tqdm where nobody watches."""

    def __enter__(self) -> _NoBar:
        return self

    def __exit__(self, *reason: object) -> None:
        pass

    def set_postfix(self, **numbers: str) -> None:
        pass

    def update(self) -> None:
        pass


def _bar(epochs: int, progress: bool | None) -> Any:
    if not (sys.stderr.isatty() if progress is None else progress):
        return _NoBar()
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise ImportError(
            "the progress bar needs tqdm: pip install tqdm, or call fit with progress=False."
        ) from None
    return tqdm(total=epochs, unit="epoch")
