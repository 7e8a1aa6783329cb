"""The training loop learns, reports, and stops with a reason."""

import sys

import numpy as np
import pytest
import torch

import nnlib as nn
from nnlib import data, fit, optim

X_LINE = np.array([[-1.0], [0.0], [1.0], [2.0], [3.0], [4.0]])


def classifier(seed=0):
    rng = np.random.default_rng(seed)
    return nn.Sequential(nn.Linear(2, 8, seed=rng), nn.Tanh(), nn.Linear(8, 2, seed=rng))


def test_the_hello_world_of_learning_ends_near_31():
    model = nn.Linear(1, 1, seed=0)
    optimizer = optim.SGD(model.parameters(), lr=0.05)
    fit(model, nn.mse_loss, optimizer, X_LINE, 3 * X_LINE + 1, epochs=200)
    assert model([10.0]).item() == pytest.approx(31, abs=0.05)


def test_a_small_network_learns_circles():
    X, y = data.circles(200)
    X_train, X_test, y_train, y_test = data.train_test_split(X, y)
    model = classifier()
    history = fit(
        model,
        nn.cross_entropy,
        optim.Adam(model.parameters(), lr=0.05),
        X_train,
        y_train,
        epochs=40,
        validation=(X_test, y_test),
    )
    assert (model(X_test).argmax().data == y_test).mean() > 0.95
    assert history["loss"][-1] < 0.2 < history["loss"][0]
    assert len(history["loss"]) == len(history["val_loss"]) == 40
    # The last validation loss is the model's, as it is now.
    assert history["val_loss"][-1] == nn.cross_entropy(model(X_test), y_test).item()


def test_the_history_is_the_mean_over_samples_also_with_a_smaller_last_batch():
    model = nn.Linear(1, 1, seed=0)
    still = optim.SGD(model.parameters(), lr=0.0)
    y = 3 * X_LINE + 1
    history = fit(model, nn.mse_loss, still, X_LINE, y, epochs=1, batch_size=4)
    assert history["loss"] == [pytest.approx(nn.mse_loss(model(X_LINE), y).item())]


def test_training_is_reproducible():
    X, y = data.moons(60)
    histories = []
    for seed in (0, 0, 1):
        model = classifier()
        optimizer = optim.SGD(model.parameters(), lr=0.1)
        histories.append(fit(model, nn.cross_entropy, optimizer, X, y, epochs=3, seed=seed))
    assert histories[0] == histories[1]
    assert histories[0] != histories[2]


def test_validation_looks_without_dropout_and_the_mode_comes_back():
    X, y = data.moons(60)
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 2, seed=rng), nn.Dropout(0.5, seed=rng)).eval()
    optimizer = optim.SGD(model.parameters(), lr=0.0)
    history = fit(model, nn.cross_entropy, optimizer, X, y, epochs=1, validation=(X, y))
    assert history["val_loss"] == [pytest.approx(nn.cross_entropy(model(X), y).item())]
    assert history["loss"] != history["val_loss"]
    assert not model.training


def test_nothing_is_shown_where_nobody_watches(capsys):
    model = nn.Linear(1, 1, seed=0)
    fit(model, nn.mse_loss, optim.SGD(model.parameters()), X_LINE, X_LINE)
    shown = capsys.readouterr()
    assert shown.out == shown.err == ""


def test_a_progress_bar_is_shown_when_asked_for_or_in_a_terminal(capsys, monkeypatch):
    model = nn.Linear(1, 1, seed=0)
    optimizer = optim.SGD(model.parameters())
    fit(model, nn.mse_loss, optimizer, X_LINE, X_LINE, epochs=3, progress=True)
    assert "3/3" in capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    fit(model, nn.mse_loss, optimizer, X_LINE, X_LINE, epochs=3)
    assert "loss=" in capsys.readouterr().err
    fit(model, nn.mse_loss, optimizer, X_LINE, X_LINE, epochs=3, progress=False)
    assert capsys.readouterr().err == ""


def test_a_missing_tqdm_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    model = nn.Linear(1, 1, seed=0)
    with pytest.raises(ImportError, match="pip install tqdm"):
        fit(model, nn.mse_loss, optim.SGD(model.parameters()), X_LINE, X_LINE, progress=True)


def test_an_optimiser_that_trains_nothing_of_the_model_is_refused():
    X, y = data.lines(4)
    model, other = nn.Linear(1, 1), nn.Linear(1, 1)
    weight = torch.zeros(1, requires_grad=True)
    with pytest.raises(TypeError, match=r"one of nnlib\.optim, met SGD"):
        fit(model, nn.mse_loss, torch.optim.SGD([weight], lr=0.1), X, y)
    before = other.state_dict()
    with pytest.raises(ValueError, match="trains none of this model's parameters"):
        fit(model, nn.mse_loss, optim.SGD(other.parameters(), lr=0.1), X, y.reshape(-1, 1))
    assert all((value == before[name]).all() for name, value in other.state_dict().items())
    # A part of the model may be trained alone.
    fit(model, nn.mse_loss, optim.SGD([model.bias], lr=0.1), X, y.reshape(-1, 1), epochs=1)


@pytest.mark.parametrize("masked", ["X", "y", "validation"])
def test_masked_samples_are_refused(masked):
    X, y = data.lines(4)
    hidden = np.ma.array(X, mask=X > 0)
    model = nn.Linear(1, 1)
    given = {"X": X, "y": X, "validation": (X, X)}
    given[masked] = (X, hidden) if masked == "validation" else hidden
    with pytest.raises(ValueError, match="numbers are masked"):
        fit(model, nn.mse_loss, optim.SGD(model.parameters(), lr=0.1), **given)
    with pytest.raises(ValueError, match="numbers are masked"):
        data.train_test_split(hidden, y)


def test_an_exploding_loss_names_the_learning_rate():
    model = nn.Linear(1, 1, seed=0)
    optimizer = optim.SGD(model.parameters(), lr=50.0)
    with pytest.raises(FloatingPointError) as caught:
        fit(model, nn.mse_loss, optimizer, X_LINE, X_LINE, epochs=1000)
    for part in ("the loss became", "epoch", "learning rate is too high", "it is 50.0; try 5"):
        assert part in str(caught.value)


def test_the_mode_comes_back_also_when_training_fails():
    model = nn.Linear(1, 1, seed=0).eval()
    optimizer = optim.SGD(model.parameters(), lr=50.0)
    with pytest.raises(FloatingPointError):
        fit(model, nn.mse_loss, optimizer, X_LINE, X_LINE, epochs=1000)
    assert not model.training


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["X", "y", "the validation's X", "the validation's y"])
def test_data_that_are_not_numbers_are_named_before_anything_is_trained(name, bad):
    spoilt = X_LINE.copy()
    spoilt[2, 0] = bad
    X, y, validation = X_LINE, X_LINE, (X_LINE, X_LINE)
    if name == "X":
        X = spoilt
    elif name == "y":
        y = spoilt
    else:
        validation = (spoilt, X_LINE) if name.endswith("X") else (X_LINE, spoilt)
    model = nn.Linear(1, 1, seed=0)
    before = model.state_dict()
    optimizer = optim.SGD(model.parameters())
    with pytest.raises(ValueError) as caught:
        fit(model, nn.mse_loss, optimizer, X, y, validation=validation)
    for part in (f"{name} holds {bad}", "1 of 6 places", "(2, 0)", "remove those samples"):
        assert part in str(caught.value)
    assert model.state_dict() == before
