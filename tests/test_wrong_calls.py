"""Every public function of nnlib, called with each argument wrong in turn, says so clearly."""

import functools
import math

import numpy as np
import pytest
import torch

import nnlib as nn
from nnlib import Recording, Tensor, data, expression, init, optim
from tests.wrong_calls import (
    KINDS,
    THING,
    Call,
    W,
    X,
    Y,
    but_none,
    call,
    method,
    of,
    positional,
)


def forward(layer, x, wrong_shapes):
    def run(x):
        return layer(x)

    run.__name__ = type(layer).__name__
    return Call(run, {"x": (x, [*KINDS["data"], *map(np.zeros, wrong_shapes)])})


def elementwise(function):
    return call(positional(function), z=(X, "data"))


MODEL = nn.Linear(3, 1, seed=0)
OPTIMIZER = optim.SGD(MODEL.parameters(), lr=0.01)


def flat_loss(y_hat, y):
    return nn.mse_loss(y_hat.reshape(-1), y)


def fit(**changed):
    arguments = {
        "model": MODEL,
        "loss": flat_loss,
        "optimizer": OPTIMIZER,
        "X": X,
        "y": Y,
        "epochs": 1,
    }
    return nn.fit(**{**arguments, **changed})


def fold(**changed):
    arguments = {"step": lambda s, k: {"x": s["x"] / 2}, "state": {"x": 8.0}, "n": 2, "max": 4}
    return nn.fold(**{**arguments, **changed})


def named_scope(name):
    with nn.named_scope(name):
        pass


def partial(by):
    return expression.Expression("x", ["x"]).partial(by, 1.0)


PARAMETERS = [Tensor(1.0, requires_grad=True)]


def of_length(loss):
    def run(length):
        return loss(np.zeros(length), np.zeros(length))

    run.__name__ = loss.__name__
    return run


def save(path):
    nn.Linear(1, 1).save(path)


def load(path):
    if isinstance(path, str) and path == "state":
        save(path)
    nn.Linear(1, 1).load(path)


def functional_call(parameters):
    return nn.functional_call(nn.Linear(3, 1, seed=0), parameters, X)


SQUARE = Recording.of({"y": (x0 := Tensor(2.0)) * x0}, {"x": x0})

WRONG_ROWS = [None, 3.0, "X", {}, THING, [[1.0], [2.0, 3.0]], ["a"] * 4, [None] * 4, nn.relu]
SAMPLES = [*WRONG_ROWS, np.zeros((0, 3)), np.zeros((3, 3)), np.full((4, 3), math.nan),
           np.full((4, 3), math.inf)]  # fmt: skip
TARGETS = [*WRONG_ROWS, np.zeros(3), np.full(4, math.nan), np.array([THING] * 4)]

CALLS = [
    call(Tensor, data=([1.0], "data"), requires_grad=(True, "flag")),
    call(nn.as_tensor, data=([1.0], "data")),
    *map(elementwise, [nn.exp, nn.log, nn.log1p, nn.sqrt, nn.sin, nn.cos, nn.erf, nn.floor]),
    *map(elementwise, [nn.step, nn.sign, nn.sigmoid, nn.tanh, nn.relu, nn.silu, nn.abs, nn.linear]),
    call(nn.linear, z=(X, "data"), alpha=(1.0, "setting")),
    call(nn.leaky_relu, z=(X, "data"), negative_slope=(0.1, "setting")),
    call(nn.prelu, z=(X, "data"), weight=(0.25, [*KINDS["data"], np.ones(2), np.ones((2, 2))])),
    call(nn.softplus, z=(X, "data"), beta=(1.0, "positive")),
    call(nn.gelu, z=(X, "data"), approximate=("tanh", "name")),
    call(nn.softmax, z=(X, [*KINDS["data"], 5.0, np.zeros((3, 0))]), dim=(1, "axis")),
    call(nn.log_softmax, z=(X, [*KINDS["data"], 5.0]), dim=(1, "axis")),
    call(nn.activate, name=("relu", "name"), z=(X, "data")),
    call(positional(nn.maximum), a=(X, "data"), b=(0.0, [*KINDS["data"], np.ones(2)])),
    call(positional(nn.minimum), a=(X, "data"), b=(0.0, [*KINDS["data"], np.ones(2)])),
    call(nn.where, condition=(X > 0, "data"), a=(X, "data"), b=(0.0, [*KINDS["data"], np.ones(2)])),
    call(nn.clip, x=(X, "data"), min=(0, but_none("bound")), max=(1, but_none("bound"))),
    call(nn.gather, x=(X, "data"), dim=(1, "axis"),
         index=(np.zeros((4, 1)), [*KINDS["data"], [0], [[3]] * 4, [[-1]] * 4, [[0.5]] * 4,
                                   [[math.nan]] * 4, np.zeros((5, 1))])),
    call(nn.one_hot, index=([0, 1], [*KINDS["data"], [0.5], [-1], [3], [math.nan]]),
         num_classes=(2, ["2", 2.5, 0, -1, [2], {}, THING, math.nan, 10**12, True])),
    call(nn.cat, tensors=([X, X], [*KINDS["list"], [], [X, X.T], ["a"], [None], [1.0, 2.0]]),
         dim=(0, [*KINDS["axis"], Tensor(X)])),
    call(nn.stack, tensors=([X, X], [*KINDS["list"], [], [X, X.T], ["a"], [None], [1.0, [1.0]]]),
         dim=(0, [*KINDS["axis"], Tensor(X)])),
    call(nn.norm, x=(X, "data"), dim=(1, "axes"), keepdim=(False, "flag")),
    call(nn.histogram, x=(X, "data"), edges=([0.0, 1.0], [*KINDS["data"], 1.0, [], [1.0], X])),
    call(positional(nn.zeros), size=((2, 3), "shape")),
    call(positional(nn.ones), size=((2, 3), "shape")),
    call(nn.zeros, requires_grad=(True, "flag")),
    call(nn.ones, requires_grad=(True, "flag")),
    call(nn.full, size=((2, 3), "shape"), fill_value=(1.0, "data")),
    call(nn.arange, start=(0, "number"), stop=(5, [*but_none("number"), 1e18]),
         step=(1, [*KINDS["number"], 0, 1e-12])),
    call(nn.linspace, start=(0, "setting"), stop=(1, "setting"), size=(3, "large count")),
    call(nn.grid, xlim=((0, 1), "limits"), ylim=((0, 1), "limits"), n=(3, "large count")),
    call(nn.rand, size=(3, "shape"), seed=(0, "least zero")),
    call(nn.matmul, a=(X, [*KINDS["data"], 2.0, np.ones((4, 4))]),
         b=(X.T, [*KINDS["data"], 2.0, np.ones(2)])),
    call(nn.grad, output=(W.sum(), [*KINDS["tensor"], W * 2]),
         inputs=([W], [*KINDS["list"], W, [3.0], ["w"], [None], [np.ones(2)]]),
         grad_output=(1.0, [*but_none("data"), [1.0], X]),
         create_graph=(True, "flag")),
    call(positional(nn.apply), op=("exp", "name"), x=(X, "data")),
    call(nn.gradcheck, function=(nn.exp, [*KINDS["function"], lambda x: 3.0, lambda x: None]),
         inputs=([1.0], [*KINDS["list"], [], ["a"], [None], W]), eps=(1e-5, "positive"),
         rtol=(1e-5, "least zero"), atol=(1e-7, "least zero")),
    call(positional(nn.branch), index=(0, "scalar data"),
         functions=([nn.tanh, nn.relu], [*KINDS["list"], [], [3.0], ["relu"], [None],
                                         [nn.relu, lambda x: x.sum()], [lambda x: None],
                                         [lambda x: "a"]]), x=(X, "data")),
    call(fold, step=(lambda s, k: s, [*KINDS["function"], lambda s, k: None, lambda s, k: 3.0,
                                      lambda s, k: {"y": 1.0}, lambda s, k: {"x": [1.0, 2.0]},
                                      lambda s, k: {"x": "a"}]),
         state=({"x": 1.0}, [*KINDS["mapping"], {}, {"x": "a"}, {"x": None}]),
         n=(2, "scalar data"), max=(4, [*but_none("whole"), -1]),
         watch=(lambda s: {"x": s["x"]}, [*but_none("function"), lambda s: 3.0,
                                             lambda s: {"x": "a"}]),
         every=(1, "count")),
    call(named_scope, name=("a", [None, 3, 0.5, [], {}, THING])),
    # --- losses
    *[call(loss, input=(p, [*KINDS["data"], [], np.ones(3)]),
           target=(t, [*KINDS["data"], np.ones(3), np.ones((2, 1))]),
           reduction=("sum", "name"))
      for loss, p, t in [(nn.mse_loss, [1.0, 2.0], [0.0, 1.0]),
                         (nn.l1_loss, [1.0, 2.0], [0.0, 1.0]),
                         (nn.huber_loss, [1.0, 2.0], [0.0, 1.0]),
                         (nn.binary_cross_entropy, [0.1, 0.2], [0.0, 1.0]),
                         (nn.binary_cross_entropy_with_logits, [0.1, 0.2], [0.0, 1.0])]],
    *[call(of_length(loss), length=(1, [0]))
      for loss in [nn.mse_loss, nn.l1_loss, nn.huber_loss, nn.binary_cross_entropy]],
    call(nn.huber_loss, input=([1.0], "data"), target=([1.0], "data"), delta=(1.0, "positive")),
    call(nn.binary_cross_entropy, input=([0.5], [[1.5], [-0.5], [math.nan]]),
         target=([1.0], [[2.0], [-1.0], [math.nan]])),
    call(nn.cross_entropy, input=(X, [*KINDS["data"], 5.0, np.zeros((4, 0)), np.zeros((0, 3))]),
         target=([0, 1, 2, 0], [*KINDS["data"], [0, 1], [0, 1, 2, 3], [0, 1, 2, -1], [0.5] * 4,
                                X, np.zeros((4, 1)), [math.nan] * 4]),
         reduction=("sum", "name")),
    # --- layers
    call(nn.Neuron, weight=([1.0, 2.0], [*KINDS["data"], 0, -1, 2.5, True, X, 10**12]),
         bias=(0.0, [*KINDS["data"], [1.0, 2.0]]), activation=("relu", [*KINDS["name"]]),
         seed=(0, "seed")),
    call(nn.Linear, in_features=(2, "large count"), out_features=(3, "large count"),
         bias=(True, "flag"), seed=(0, "seed")),
    call(positional(nn.Sequential), first=(nn.ReLU(), "model")),
    call(of(lambda: nn.Sequential(nn.ReLU()), "__getitem__"), index=(0, "axis")),
    call(nn.Flatten, start_dim=(1, "whole")),
    call(nn.Conv2d, in_channels=(1, "large count"), out_channels=(2, "large count"),
         kernel_size=(3, [*KINDS["pair"], 10**12]), stride=(1, [*KINDS["pair"], (1, 2)]),
         padding=(0, ["3", None, 2.5, -1, (1, 2), (1, 2, 3), {}, THING, math.nan, "full", True]),
         bias=(True, "flag"), seed=(0, "seed")),
    call(nn.Conv2d, in_channels=(1, [0]), out_channels=(1, [0]), kernel_size=(3, [4, (3, 5)]),
         padding=("same", ["Same"]), stride=(1, [2])),
    call(nn.MaxPool2d, kernel_size=(2, [*KINDS["pair"], (2, 3)])),
    call(nn.AvgPool2d, kernel_size=(2, [*KINDS["pair"], (2, 3)])),
    call(nn.MaxPool2d, kernel_size=(2, [0]), stride=(1, but_none("pair"))),
    call(nn.BatchNorm1d, num_features=(3, "large count"), eps=(1e-5, "least zero"),
         momentum=(0.1, [*KINDS["least zero"], 1.5])),
    call(nn.Dropout, p=(0.5, "part"), seed=(0, "seed")),
    call(nn.LeakyReLU, negative_slope=(0.1, "setting")),
    call(nn.PReLU, num_parameters=(1, "large count"), init=(0.25, "number")),
    call(nn.Softplus, beta=(1.0, "positive")),
    call(nn.GELU, approximate=("none", "name")),
    call(nn.Softmax, dim=(-1, "whole")),
    call(nn.LogSoftmax, dim=(-1, "whole")),
    forward(nn.Neuron([1.0, 2.0, 3.0]), X, [(4, 2), (), (0,)]),
    forward(nn.Linear(3, 2), X, [(4, 2), (), (0,)]),
    forward(nn.Sequential(nn.Linear(3, 2), nn.ReLU()), X, [(4, 2), ()]),
    forward(nn.Conv2d(1, 2, 3), np.zeros((1, 1, 5, 5)), [(), (5, 5), (1, 2, 5, 5), (1, 1, 2, 2)]),
    forward(nn.MaxPool2d(2), np.zeros((1, 1, 4, 4)), [(), (5, 5), (1, 1, 1, 1)]),
    forward(nn.AvgPool2d(2), np.zeros((1, 1, 4, 4)), [(), (5, 5), (1, 1, 1, 1)]),
    forward(nn.BatchNorm1d(3), X, [(), (3,), (4, 2), (1, 3), (0, 3)]),
    forward(nn.Dropout(0.5), X, []),
    forward(nn.Flatten(), X, [(3,)]),
    *[forward(layer, X, []) for layer in (
        nn.ReLU(), nn.Sigmoid(), nn.Tanh(), nn.LeakyReLU(), nn.PReLU(), nn.SiLU(), nn.Softplus(),
        nn.GELU(), nn.Softmax(), nn.LogSoftmax(), nn.Identity())],
    call(of(lambda: nn.Linear(3, 1), "train"), mode=(True, "flag")),
    call(of(lambda: nn.Linear(1, 1), "load_state_dict"),
         state=({"weight": [[1.0]], "bias": [0.0]},
                [*KINDS["mapping"], {}, {"weight": [[1.0]]}, {"weight": [[1.0]], "bias": "a"},
                 {"weight": [[1.0]], "bias": None}, {"weight": [1.0], "bias": [1.0]}])),
    call(save, path=("state", [*KINDS["path"], "no/such/folder/x"])),
    call(load, path=("state", [*KINDS["path"], "no such file"])),
    call(functional_call, parameters=({}, [*KINDS["mapping"], {"w": 1.0}, {"weight": "a"},
                                           {"weight": [1.0]}, {"weight": None}])),
    call(positional(nn.from_torch), module=(torch.nn.ReLU(), KINDS["model"][:-1])),
    # --- optimisers
    *[call(positional(getattr(optim, name), name), parameters=([Tensor(1.0, requires_grad=True)],
                                                                "parameters"))
      for name in ("SGD", "Adam", "AdamW", "RMSprop")],
    call(functools.partial(optim.SGD, PARAMETERS), lr=(0.1, "least zero"),
         momentum=(0.9, "least zero"), weight_decay=(0.0, "least zero"), nesterov=(True, "flag")),
    call(functools.partial(optim.SGD, PARAMETERS, nesterov=True), momentum=(0.9, [0.0])),
    *[call(functools.partial(optimizer, PARAMETERS), lr=(0.1, "least zero"),
           weight_decay=(0.0, "least zero"), eps=(1e-8, "least zero"),
           betas=((0.9, 0.9), [0.9, None, "ab", [], (0.9,), (0.9, 1.0), (-0.1, 0.9), (0.9, "0.9"),
                               (0.9, None), {}, THING, (math.nan, 0.9), (0.1, 0.2, 0.3)]))
      for optimizer in (optim.Adam, optim.AdamW)],
    call(functools.partial(optim.RMSprop, PARAMETERS), lr=(0.1, "least zero"),
         alpha=(0.99, "part"), eps=(1e-8, "least zero"), weight_decay=(0.0, "least zero"),
         momentum=(0.0, "least zero")),
    call(of(lambda: optim.SGD(PARAMETERS), "load_state_dict"),
         state=(optim.SGD(PARAMETERS).state_dict(),
                [*KINDS["mapping"], {}, {"lr": 0.1}, optim.Adam(PARAMETERS).state_dict(),
                 {**optim.SGD(PARAMETERS).state_dict(), "lr": -1.0},
                 {**optim.SGD(PARAMETERS).state_dict(), "momentum": "a"},
                 {**optim.SGD(PARAMETERS).state_dict(), "0.velocity": [1.0, 2.0]}])),
    call(optim.SGD.start, parameters=({"w": 1.0}, [*KINDS["mapping"], {"w": "a"}, {"w": None}])),
    call(optim.SGD.update, state=(optim.SGD.start({"w": 1.0}),
                                  [*KINDS["mapping"], {}, {"w": 1.0}, {"v": 1.0}]),
         gradients=({"w": 1.0}, [*KINDS["mapping"], {"v": 1.0}, {"w": "a"}, {"w": None},
                                 {"w": [1.0, 2.0]}]), lr=(0.1, KINDS["setting"])),
    call(optim.clip_norm, gradients=([[1.0]], [*KINDS["list"], [], ["a"], [None]]),
         max_norm=(1.0, "positive")),
    call(positional(optim.clip_grad_norm_), parameters=([Tensor(1.0, requires_grad=True)],
                                                        "parameters"), max_norm=(1.0, "positive")),
    call(positional(optim.clip_grad_value_), parameters=([Tensor(1.0, requires_grad=True)],
                                                         "parameters"),
         clip_value=(1.0, "positive")),
    *[call(rule, p=(np.ones(2), ["a", None, {}, THING, np.ones(3)]),
           g=(np.ones(2), ["a", None, {}, THING, np.ones(3)]),
           memory=(dict.fromkeys(("velocity", "mean", "square", "t"), 0.0), memories),
           lr=(0.1, ["0.1", None, {}, THING]), weight_decay=(0.1, ["a", None, {}, THING]))
      for rule, memories in [(optim.sgd_update, []), *[
          (rule, [None, 3.0, "a", {}, [], THING, {"mean": 0.0}])
          for rule in (optim.adam_update, optim.adamw_update, optim.rmsprop_update)]]],
    call(functools.partial(optim.sgd_update, 1.0, 1.0, lr=0.1, momentum=0.9),
         memory=({"velocity": 0.0}, [None, 3.0, "a", {}, [], THING, {"velocity": "a"}])),
    # --- training and data
    call(fit, model=(MODEL, "model"), loss=(flat_loss, [*KINDS["function"],
         lambda a, b: 3.0, lambda a, b: None, lambda a, b: a]), X=(X, SAMPLES), y=(Y, TARGETS),
         optimizer=(OPTIMIZER, [None, "SGD", 3, optim.SGD, THING, 0.1]),
         epochs=(1, [*KINDS["whole"], -1]), batch_size=(2, "count"), seed=(0, "seed"),
         validation=((X, Y), [3, "a", [], (X,), (X, Y[:2]), (X, None), ("X", Y), THING]),
         progress=(False, but_none("flag"))),
    *[call(dataset, n=(10, "large count"), noise=(0.1, "least zero"), seed=(0, "seed"))
      for dataset in (data.circles, data.xor, data.gaussians, data.spirals, data.moons,
                      data.lines)],
    call(data.circles, radii=((0.4, 1.0), [*KINDS["limits"], (-1, 1)])),
    call(data.gaussians, classes=(2, [*KINDS["count"], 10**12]), radius=(1.0, "least zero")),
    call(data.spirals, classes=(2, [*KINDS["count"], 10**12]), turns=(1.0, "number")),
    call(data.lines, slope=(1.0, "number"), intercept=(1.0, "number"),
         xlim=((0, 1), [*KINDS["limits"], (1, 0)])),
    call(data.weights, name=("digits-mlp", "name")),
    call(data.train_test_split, X=(X, [None, 3.0, "X", THING, np.zeros((3, 3)), np.zeros((0, 3))]),
         y=(Y, [None, 3.0, "y", THING, np.zeros(3), [[1.0], [1.0, 2.0], [], []]]),
         test_size=(0.25, "part"), seed=(0, "seed")),
    call(data.batches, X=(X, [None, 3.0, "X", THING, np.zeros((3, 3))]),
         y=(Y, [None, 3.0, "y", THING, np.zeros(3)]), batch_size=(2, "count"), seed=(0, "seed"),
         shuffle=(True, "flag")),
    call(init.zeros, shape=((2, 3), "shape")),
    call(init.normal, shape=((2, 3), "shape"), mean=(0.0, "number"), std=(1.0, "least zero"),
         seed=(0, "seed")),
    call(init.uniform, shape=((2, 3), "shape"), a=(0.0, [*KINDS["number"], 2.0]),
         b=(1.0, [*KINDS["number"], -1.0]), seed=(0, "seed")),
    *[call(start, shape=((2, 3), [*KINDS["shape"], 3, (3,), (0, 3)]), gain=(1.0, "least zero"),
           seed=(0, "seed"))
      for start in (init.xavier_normal, init.xavier_uniform, init.kaiming_normal,
                    init.kaiming_uniform)],
    # --- expressions and recordings
    call(expression.Expression,
         text=("x", [None, 3, [], {}, THING, "", " ", "y", "x +", "(x", "x)", "sin x", "sin(x, x)",
                     "x $", "x" * 300, "(" * 199, "-" * 199, "2 **", "max(x)", "import os"]),
         variables=(["x"], [None, 3, [], {}, THING, ["sin"], ["e"], ["x", "x"], [3], ["a b"]])),
    call(partial, by=([0], [None, 3, "x", [1], [-2], ["x"], [0.5], THING])),
    call(Recording.of, outputs=({"y": x0 * x0}, [*KINDS["mapping"], {"y": 3.0}, {"y": None}]),
         inputs=({"x": x0}, [*KINDS["mapping"], {"x": 3.0}, {"x": None}])),
    call(of(lambda: SQUARE, "run"), x=(1.0, [*KINDS["data"], [1.0, 2.0]])),
    call(of(lambda: SQUARE, "trace"), x=(1.0, [*KINDS["data"], [1.0, 2.0]])),
    call(Recording.from_json, data=(SQUARE.to_json(), [*KINDS["mapping"], {}, {"nodes": 3}])),
    # --- methods of tensors
    *[method(name, other=(X, [*KINDS["data"], np.ones(2)])) for name in (
        "__add__", "__sub__", "__mul__", "__truediv__", "__pow__", "__mod__", "__lt__", "__le__",
        "__gt__", "__ge__")],
    method("__matmul__", other=(X.T, [*KINDS["data"], 2.0, X])),
    method("clip", min=(0, but_none("bound")), max=(1, but_none("bound"))),
    method("where", condition=(X > 0, [*KINDS["data"], np.ones(2)]),
           other=(0.0, [*KINDS["data"], np.ones(2)])),
    *[method(name, dim=(1, "axes"), keepdim=(True, "flag"))
      for name in ("sum", "mean", "var", "amax", "amin", "max", "min")],
    method("argmax", dim=(1, "axis")),
    call(positional(lambda *s: Tensor(X).reshape(*s), "reshape"),
         shape=((3, 4), [*KINDS["lengths"], (5, 5), (-1, -1), 0])),
    call(positional(lambda *s: Tensor(X).expand(*s), "expand"),
         shape=((2, 4, 3), [*KINDS["shape"], (4, 4)])),
    call(positional(lambda *s: Tensor(X).permute(*s), "permute"),
         dims=((1, 0), [*KINDS["shape"], (0, 0), (0,), (0, 5)])),
    method("flatten", start_dim=(0, "axis")),
    method("unsqueeze", dim=(0, "axis")),
    method("squeeze", tensor=Tensor([[1.0, 2.0]]), dim=(0, [*KINDS["axis"], 1])),
    method("transpose", dim0=(0, "axis"), dim1=(1, "axis")),
    method("narrow", dim=(0, "axis"), start=(0, [*KINDS["whole"], -1, 9]),
           length=(2, [*KINDS["whole"], -1, 9])),
    method("take", index=([0], [*KINDS["data"], 9, 0.5, -1, math.nan])),
    method("put", index=([0, 1, 2, 3], [*KINDS["data"], [0], [0, 1, 2, 9], [0, 1, 2, 0.5]]),
           size=(4, [*KINDS["whole"], -1, 10**12])),
    method("slice", key=([(0, 2, 1), (0, 1, 1)], [None, 3, "a", [3], [(0, 1)], [("a", 1, 1)],
                                                  THING])),
    method("patches", tensor=Tensor(np.zeros((1, 1, 4, 4))),
           kernel=((2, 2), ["a", None, 2, (2,), (2, 2, 2), (0, 1), (9, 9), (2, "2"), {}, THING]),
           stride=(1, "count"), padding=(0, [*KINDS["whole"], -1, 10**6])),
    method("backward", gradient=(np.ones((4, 3)), [*KINDS["data"], [1.0], None]),
           create_graph=(False, "flag")),
    method("__getitem__", key=(0, ["a", 9, -9, 0.5, True, THING, {}, (0, 0, 0), (..., ...), [9],
                                   [0.5], (0, "a"), (0, 9), ([0], [9]), ([0, 1], [0, 1, 2]),
                                   ([0], slice(None)), ([0.5], [0]), slice("a"), slice(0, 2, 0),
                                   np.array([True]), (0, 0.5), ["a"], [None]])),
    call(lambda data: setattr(Tensor([1.0]), "data", data), data=([1.0], [*KINDS["data"], X])),
    call(lambda grad: setattr(Tensor([1.0]), "grad", grad),
         grad=([1.0], [*but_none("data"), X])),
    call(lambda lr: setattr(optim.SGD([W]), "lr", lr), lr=(0.1, "least zero")),
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("wrong", CALLS, ids=[entry.name for entry in CALLS])
def test_no_wrong_call_meets_a_raw_error_or_none(wrong):
    assert wrong.complaints() == []


def test_wrong_calls_are_tried_by_the_thousand():
    assert sum(len(list(entry.wrong())) for entry in CALLS) > 4000


# What is no function that takes arguments of a learner.
WITHOUT = {"Module", "GradientError", "Recording", "no_grad", "Optimizer", "digits"}


@pytest.mark.parametrize("module", [nn, data, init, optim])
def test_every_public_function_is_called_wrongly(module):
    called = {entry.name for entry in CALLS}
    public = {name for name in module.__all__ if callable(getattr(module, name))}
    assert public - WITHOUT <= called


@pytest.mark.parametrize("entry", CALLS, ids=[entry.name for entry in CALLS])
def test_a_call_that_is_tried_wrongly_works_when_it_is_right(entry):
    if entry.right:
        entry.function(**entry.right)
