"""Optimisers are twins of PyTorch's; the same rules can be recorded and folded."""

import inspect
from functools import partial

import numpy as np
import pytest
import torch

import nnlib as nn
from nnlib import Tensor, fold, grad, optim

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(12, 3)), rng.normal(size=12)
W, B = rng.normal(size=3), np.array(0.5)

SETTINGS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "nesterov": True, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.05}),
    ("RMSprop", {"lr": 0.05, "alpha": 0.9, "eps": 1e-4, "momentum": 0.8, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.1}),
    ("Adam", {"lr": 0.1, "betas": (0.5, 0.9), "eps": 1e-3, "weight_decay": 0.1}),
    ("AdamW", {"lr": 0.1}),
    ("AdamW", {"lr": 0.1, "betas": (0.8, 0.99), "weight_decay": 0.3}),
]
every_setting = pytest.mark.parametrize(
    ("name", "settings"), SETTINGS, ids=[f"{name}-{list(s)}" for name, s in SETTINGS]
)


def loss_of(w, b, x, y):
    error = (x * w).sum(-1) + b - y
    return (error * error).mean()


def torch_path(name, settings, steps=20):
    w, b = (torch.tensor(p, requires_grad=True) for p in (W, B))
    optimizer = getattr(torch.optim, name)([w, b], **settings)
    path = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss_of(w, b, torch.tensor(X), torch.tensor(Y)).backward()
        optimizer.step()
        path.append((*w.tolist(), b.item()))
    return np.array(path)


def test_every_optimiser_is_compared():
    optimisers = {
        name
        for name, value in vars(optim).items()
        if inspect.isclass(value) and issubclass(value, optim.Optimizer)
    }
    assert optimisers - {"Optimizer"} == {name for name, _ in SETTINGS}


@every_setting
def test_an_optimiser_is_a_twin_of_torchs_over_20_steps(name, settings):
    w, b = (Tensor(p, requires_grad=True) for p in (W, B))
    optimizer = getattr(optim, name)([w, b], **settings)
    path = []
    for _ in range(20):
        optimizer.zero_grad()
        loss_of(w, b, Tensor(X), Y).backward()
        optimizer.step()
        path.append((*w.tolist(), b.item()))
    np.testing.assert_allclose(path, torch_path(name, settings), rtol=1e-9, atol=1e-12)


@every_setting
def test_the_defaults_are_torchs(name, settings):
    w = Tensor(1.0, requires_grad=True)
    ours = getattr(optim, name)([w])
    theirs = getattr(torch.optim, name)([torch.ones(1)])
    for setting, value in {"lr": ours.lr, **ours.settings}.items():
        assert theirs.defaults[setting] == value, setting


@every_setting
def test_the_rule_can_be_folded_with_every_setting_a_control(name, settings):
    optimiser = getattr(optim, name)
    numbers = {k: v for k, v in settings.items() if isinstance(v, float)}
    structure = {k: v for k, v in settings.items() if k not in numbers}
    live = {}
    for k in numbers:
        live[k] = Tensor(0.2)  # recorded at other values than those it is replayed at
        live[k].live = k
    n = Tensor(3.0)
    n.live = "n"

    def step(state, k):
        loss = loss_of(state["w"], state["b"], Tensor(X), Y)
        w, b = grad(loss, [state["w"], state["b"]])
        return optimiser.update(state, {"w": w, "b": b}, **live, **structure)

    folded = fold(step, optimiser.start({"w": W, "b": B}), n, max=20, watch=lambda s: {"w": s["w"]})
    recording = nn.Recording.of(
        {"w": folded["w"], "b": folded["b"], "path": folded.history["w"]}, {"n": n, **live}
    )
    found = recording.run(n=20.0, **numbers)
    expected = torch_path(name, settings)
    np.testing.assert_allclose([*found["w"], found["b"]], expected[-1], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found["path"][1:], expected[:, :3], rtol=1e-9, atol=1e-12)


def test_betas_may_be_controls(replays):
    def one_step(lr, beta1, beta2, g):
        state = optim.Adam.update(optim.Adam.start({"w": W}), {"w": g}, lr, betas=(beta1, beta2))
        return optim.Adam.update(state, {"w": g * 2}, lr, betas=(beta1, beta2))["w"]

    replays(one_step, [0.1, 0.9, 0.99, W], [0.3, 0.5, 0.8, -W])


def test_a_parameter_without_a_gradient_stays():
    w, b = (Tensor(p, requires_grad=True) for p in (W, B))
    optimizer = optim.SGD([w, b], lr=0.1, momentum=0.9, weight_decay=0.5)
    (w * w).sum().backward()
    optimizer.step()
    assert b.item() == B
    assert not np.array_equal(w.data, W)


def test_update_leaves_entries_without_a_gradient():
    state = optim.SGD.start({"w": W, "b": B})
    after = optim.SGD.update(state, {"w": W}, lr=0.1)
    assert after["b"] is state["b"]
    assert after.keys() == state.keys()


def test_the_learning_rate_may_change_while_training():
    w = Tensor(1.0, requires_grad=True)
    optimizer = optim.SGD([w], lr=0.1)
    optimizer.lr = 0.5
    (w * w).backward()
    optimizer.step()
    assert w.item() == 0.0


def test_the_parameter_stays_the_same_tensor():
    w = Tensor(W, requires_grad=True)
    optimizer = optim.Adam([w])
    (w * w).sum().backward()
    optimizer.step()
    assert optimizer.parameters[0] is w
    assert w.requires_grad
    assert w.is_leaf


def test_a_step_does_not_change_arrays_that_the_graph_remembers():
    w = Tensor(W, requires_grad=True)
    before = w * 2
    (g,) = grad((w * w).sum(), [w])
    w.grad = g
    optim.SGD([w], lr=1.0).step()
    assert before.tolist() == (2 * W).tolist()


def test_a_generator_of_parameters_can_be_given():
    model = nn.Linear(3, 1)
    optimizer = optim.SGD((p for _, p in model.named_parameters()), lr=0.1)
    assert len(optimizer.parameters) == 2


# --- clipping ----------------------------------------------------------------------------------


def with_gradients(scale):
    ours = [Tensor(p, requires_grad=True) for p in (W, B)]
    theirs = [torch.tensor(p, requires_grad=True) for p in (W, B)]
    for p, twin in zip(ours, theirs, strict=True):
        p.grad = Tensor(p.data * scale)
        twin.grad = twin.detach() * scale
    return ours, theirs


@pytest.mark.parametrize("scale", [0.01, 1.0, 100.0, 0.0])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (optim.clip_grad_norm_, torch.nn.utils.clip_grad_norm_),
        (optim.clip_grad_value_, torch.nn.utils.clip_grad_value_),
    ],
)
def test_clipping_is_torchs(ours, theirs, scale):
    parameters, twins = with_gradients(scale)
    found, expected = ours(parameters, 0.7), theirs(twins, 0.7)
    if expected is not None:
        assert found == pytest.approx(expected.item(), rel=1e-12)
    for p, twin in zip(parameters, twins, strict=True):
        np.testing.assert_allclose(p.grad.data, twin.grad.numpy(), rtol=1e-12)


def test_clipping_passes_over_parameters_without_a_gradient():
    parameters, _ = with_gradients(100.0)
    parameters[0].grad = None
    assert optim.clip_grad_norm_(parameters, 1.0) == pytest.approx(50.0)
    assert parameters[0].grad is None
    assert optim.clip_grad_norm_(parameters[:1], 1.0) == 0.0


def test_clipping_can_be_recorded(replays):
    def shortened(a, b, longest):
        (a, b), norm = optim.clip_norm([a, b], longest)
        return nn.cat([a, b]) * norm

    replays(shortened, [[3.0, 4.0], [1.0], 1.0], [[0.3, 0.4], [0.1], 2.0])


def test_a_rule_gives_the_same_for_arrays_and_for_tensors():
    rules = {
        optim.sgd_update: ["velocity"],
        partial(optim.sgd_update, momentum=0.9, nesterov=True): ["velocity"],
        optim.rmsprop_update: ["square", "velocity"],
        optim.adam_update: ["mean", "square", "t"],
        optim.adamw_update: ["mean", "square", "t"],
    }
    for rule, memory in rules.items():
        zeros = {name: np.zeros(() if name == "t" else 3) for name in memory}
        on_arrays, _ = rule(W, X[0], zeros, 0.1)
        tensors = {name: Tensor(value) for name, value in zeros.items()}
        on_tensors, _ = rule(Tensor(W), Tensor(X[0]), tensors, Tensor(0.1))
        np.testing.assert_allclose(on_tensors.data, on_arrays, rtol=1e-15)


# --- state


OPTIMIZERS = {
    "SGD": lambda parameters: optim.SGD(parameters, lr=0.1, momentum=0.9, nesterov=True),
    "Adam": lambda parameters: optim.Adam(parameters, lr=0.1, betas=(0.8, 0.9)),
    "AdamW": lambda parameters: optim.AdamW(parameters, lr=0.1),
    "RMSprop": lambda parameters: optim.RMSprop(parameters, lr=0.1, momentum=0.5),
}


def trained(parameters, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        sum(((p - 1) ** 4).sum() for p in parameters).backward()
        optimizer.step()


def fresh_parameters():
    return [Tensor([3.0, -2.0], requires_grad=True), Tensor(0.5, requires_grad=True)]


@pytest.mark.parametrize("make", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_training_that_was_saved_goes_on_as_if_it_had_never_stopped(make, tmp_path):
    parameters = fresh_parameters()
    optimizer = make(parameters)
    trained(parameters, optimizer, 3)
    path = optimizer.save(tmp_path / "optimizer")
    assert path.name == "optimizer.npz"
    again = [Tensor(p.numpy(), requires_grad=True) for p in parameters]
    resumed = make(again)
    resumed.lr = 0.5
    resumed.load(path)
    assert repr(resumed) == repr(optimizer)
    trained(parameters, optimizer, 4)
    trained(again, resumed, 4)
    assert [p.tolist() for p in again] == [p.tolist() for p in parameters]


def test_a_state_that_does_not_fit_changes_nothing():
    optimizer = OPTIMIZERS["Adam"](fresh_parameters())
    before = optimizer.state_dict()
    wrong = {**before, "lr": 0.7, "0.mean": [1.0]}
    with pytest.raises(
        ValueError, match=r"0\.mean has shape \(1,\) in the state and \(2,\) in Adam"
    ):
        optimizer.load_state_dict(wrong)
    with pytest.raises(ValueError, match="betas must be at least 0 and below 1, met 2"):
        optimizer.load_state_dict({**before, "lr": 0.7, "betas": [2.0, 0.9]})
    with pytest.raises(ValueError, match="lr must be at least 0, met -1"):
        optimizer.load_state_dict({**before, "lr": -1.0, "eps": 0.5})
    after = optimizer.state_dict()
    assert after.keys() == before.keys()
    assert all(np.array_equal(after[name], before[name]) for name in before)


def test_a_state_is_a_copy():
    optimizer = OPTIMIZERS["SGD"](fresh_parameters())
    state = optimizer.state_dict()
    optimizer.load_state_dict(state)
    state["0.velocity"][:] = 7
    assert optimizer.state_dict()["0.velocity"].tolist() == [0, 0]
