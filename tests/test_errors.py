"""Each mistake a learner makes gives an error that names the cause and the cure."""

import numpy as np
import pytest

import nnlib as nn
from nnlib import Tensor, data, grad, init, optim

X = np.zeros((10, 3))
W = Tensor([1.0, 2.0], requires_grad=True)
LINES = data.lines(10)


def live():
    tensor = Tensor(2.0)
    tensor.live = "slope"
    return tensor


def stack_live():
    return nn.stack([live(), live()])


def augmented():
    w = Tensor([1.0], requires_grad=True)
    w -= 0.1


def assigned():
    W[0] = 5.0


def fit(**wrong):
    model = nn.Linear(3, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    arguments = {"model": model, "loss": nn.mse_loss, "optimizer": optimizer, "X": X, "y": X[:, :1]}
    return nn.fit(**{**arguments, **wrong})


class NoForward(nn.Module):
    pass


# What is done, the error's kind, and what its message must hold: the cause, and the cure.
MISTAKES = {
    # --- making tensors
    "integers that require a gradient": (
        lambda: Tensor([1, 2], requires_grad=True),
        TypeError,
        ["[1, 2] holds integers", "1.0 instead of 1"],
    ),
    "rows of unequal length": (
        lambda: Tensor([[1.0, 2.0], [3.0]]),
        ValueError,
        ["do not form a grid", "same number of entries"],
    ),
    "text as numbers": (
        lambda: Tensor(["cat", "dog"]),
        TypeError,
        ["holds numbers", "Convert text or labels"],
    ),
    "a list of tensors": (
        lambda: Tensor([W, W]),
        TypeError,
        ["a list of tensors", "nnlib.stack"],
    ),
    "data of another shape": (
        lambda: setattr(Tensor([1.0, 2.0]), "data", [1.0]),
        ValueError,
        ["shape (2,)", "shape (1,)"],
    ),
    # --- shapes
    "shapes that do not broadcast": (
        lambda: Tensor(X) + Tensor([1.0, 2.0]),
        ValueError,
        ["add", "(10, 3) and (2,)", "Counted from the right", "unsqueeze"],
    ),
    "a product of matrices that do not fit": (
        lambda: Tensor(X) @ np.zeros((4, 3)),
        ValueError,
        ["(10, 3) and (4, 3)", "(3)", "(4)", "transpose one of them with .T"],
    ),
    "a product with a single number": (
        lambda: Tensor(X) @ Tensor(2.0),
        ValueError,
        ["a single number is no matrix", "Use *"],
    ),
    "a reshape that does not fit": (
        lambda: Tensor(X).reshape(7, 5),
        ValueError,
        ["30 numbers", "(7, 5)", "must be 30"],
    ),
    "an axis that is not there": (
        lambda: Tensor(X).sum(2),
        ValueError,
        ["no axis 2", "(10, 3)", "0 to 1"],
    ),
    "removing an axis that is longer than one": (
        lambda: Tensor(X).squeeze(1),
        ValueError,
        ["axis 1", "length 3"],
    ),
    "axes named twice": (lambda: Tensor(X).permute(0, 0), ValueError, ["(0, 0)", "2 axes once"]),
    "repeating to a shape that does not fit": (
        lambda: Tensor(X).expand(5, 3),
        ValueError,
        ["(10, 3)", "(5, 3)"],
    ),
    "joining different shapes": (
        lambda: nn.cat([X, X.T]),
        ValueError,
        ["(10, 3), (3, 10)", "all axes but 0"],
    ),
    "joining along an axis that is not there": (
        lambda: nn.cat([1.0, 2.0]),
        ValueError,
        ["no axis 0", "stack"],
    ),
    "joining nothing": (lambda: nn.cat([]), ValueError, ["nothing to join"]),
    "stacking different shapes": (
        lambda: nn.stack([1.0, [1.0]]),
        ValueError,
        ["one shape", "(), (1,)"],
    ),
    "stacking nothing": (lambda: nn.stack([]), ValueError, ["met none"]),
    "the mean of no numbers": (
        lambda: Tensor(np.zeros((0, 3))).mean(),
        ValueError,
        ["no numbers", "(0, 3)"],
    ),
    "the largest of no numbers": (lambda: Tensor([]).max(), ValueError, ["amax of no numbers"]),
    "the place of the largest of no numbers": (
        lambda: Tensor([]).argmax(),
        ValueError,
        ["argmax of no numbers"],
    ),
    "an axis named twice": (lambda: Tensor(X).sum((1, -1)), ValueError, ["dim=(1, -1)", "twice"]),
    "a fraction as an axis": (
        lambda: Tensor(X).sum(0.5),
        TypeError,
        ["sum", "a whole number", "0.5"],
    ),
    "a fraction as a length": (lambda: Tensor(X).reshape(2.5, 12), TypeError, ["2.5", "//"]),
    "a fraction as a size": (lambda: nn.zeros(2.5), TypeError, ["2.5", "//"]),
    "swapping an axis that is not there": (
        lambda: Tensor([1.0]).mT,
        ValueError,
        ["no axis -2", "(1,)"],
    ),
    "an order of axes that are not there": (
        lambda: Tensor(X).permute(0, 3),
        ValueError,
        ["(0, 3)", "2 axes once"],
    ),
    "flattening from an axis that is not there": (
        lambda: Tensor(X).flatten(2),
        ValueError,
        ["no axis 2"],
    ),
    "a new axis too far": (lambda: Tensor(X).unsqueeze(4), ValueError, ["at 4", "(10, 3)"]),
    "a part that is too long": (
        lambda: Tensor([1.0, 2.0]).narrow(0, 1, 5),
        ValueError,
        ["5 entries from 1 on", "0 to 1"],
    ),
    "an index of another length than what is put": (
        lambda: Tensor([1.0, 2.0]).put([0, 0, 1], 2),
        ValueError,
        ["(3,)", "(2,)"],
    ),
    "gathering along an axis that is not there": (
        lambda: nn.gather(X, 5, [[0], [0]]),
        ValueError,
        ["no axis 5"],
    ),
    "a bound that is not a number": (
        lambda: Tensor(X).clip(np.nan, 1),
        ValueError,
        ["clip: min", "finite", "nan"],
    ),
    "a row before the first": (lambda: W[[-5]], IndexError, ["row -5", "2 rows"]),
    "patches that never move": (
        lambda: Tensor(np.zeros((1, 1, 4, 4))).patches((2, 2), stride=0),
        ValueError,
        ["stride=0", "at least 1"],
    ),
    "patches of one length": (
        lambda: Tensor(np.zeros((1, 1, 4, 4))).patches(2),
        ValueError,
        ["(height, width)", "kernel=(2,)"],
    ),
    # --- parameters
    "a model instead of its parameters": (
        lambda: optim.SGD(nn.Linear(2, 1), lr=0.1),
        TypeError,
        ["met Linear", "model.parameters()"],
    ),
    "parameters without parentheses": (
        lambda: optim.SGD(nn.Linear(2, 1).parameters, lr=0.1),
        TypeError,
        ["met method", "with the parentheses"],
    ),
    "a parameter twice": (lambda: optim.SGD([W, W], lr=0.1), ValueError, ["there twice"]),
    # --- reading and indexing
    "a condition for too few rows": (
        lambda: Tensor(X)[np.array([True, False])],
        IndexError,
        ["shape (2,)", "(10, 3)", "(10,)"],
    ),
    "a condition for each number": (lambda: Tensor(X)[Tensor(X) > 0], IndexError, ["(10, 3)"]),
    "a condition that follows a control": (
        lambda: W[stack_live() > 0],
        TypeError,
        ["'slope'", "fixed shapes", "mask="],
    ),
    "True as an index": (lambda: W[True], TypeError, ["True cannot be an index"]),
    "two dots": (lambda: Tensor(X)[..., ...], IndexError, ["one ... only"]),
    "a slice that never moves": (lambda: W[::0], ValueError, ["step 0"]),
    "rows of a single number": (lambda: Tensor(1.0)[[0]], IndexError, ["no rows"]),
    "and between conditions": (lambda: (W > 0) & (W < 2), TypeError, ["a * b", "a == 0"]),
    "not of a condition": (lambda: ~(W > 0), TypeError, ["a * b", "a == 0"]),
    "a text with a control's number": (
        lambda: f"w = {live()}",
        TypeError,
        ["'slope'", "a text with its number", "caption"],
    ),
    "item of several numbers": (
        lambda: W.item(),
        ValueError,
        ["shape (2,)", ".sum() or .mean()"],
    ),
    "an if on several numbers": (
        lambda: bool(W > 0),
        ValueError,
        ["neither true nor false", ".sum()"],
    ),
    "an index outside": (
        lambda: Tensor(X)[10],
        IndexError,
        ["index 10", "length 10", "0 to 9"],
    ),
    "too many indices": (lambda: Tensor(X)[0, 0, 0], IndexError, ["3 indices", "2 axes"]),
    "text as an index": (lambda: Tensor(X)["a"], TypeError, ["'a' cannot be an index"]),
    "a row that is not there": (lambda: Tensor(X)[[0, 12]], IndexError, ["12 is not an index"]),
    "a fraction as an index": (lambda: range(5)[Tensor(1.5)], TypeError, ["1.5", "whole number"]),
    "changing single numbers": (assigned, TypeError, ["one by one", "where"]),
    "the length of a number": (lambda: len(Tensor(1.0)), TypeError, ["no length"]),
    # --- gradients
    "backward on a tensor of several numbers": (
        lambda: (W * 2).backward(),
        ValueError,
        ["single number", "shape (2,)", ".sum() or .mean()"],
    ),
    "backward where nothing requires a gradient": (
        lambda: Tensor(2.0).backward(),
        RuntimeError,
        ["requires_grad=True", "no_grad()"],
    ),
    "a starting gradient of another shape": (
        lambda: (W * 2).backward([1.0]),
        ValueError,
        ["shape (1,)", "(2,)"],
    ),
    "grad of a single tensor": (lambda: grad(W.sum(), W), TypeError, ["list", "grad(y, [x])"]),
    "updating a parameter while it is remembered": (
        augmented,
        RuntimeError,
        ["in place", "no_grad()"],
    ),
    # --- controls of explorers
    "an if on a control": (
        lambda: 1 if live() > 0 else 0,
        TypeError,
        ["control 'slope'", "where(condition, a, b)", "choice"],
    ),
    "a control as a plain number": (lambda: float(live()), TypeError, ["control 'slope'"]),
    "a control in a numpy array": (lambda: np.asarray(live()), TypeError, ["control 'slope'"]),
    # --- functions
    "bounds the wrong way round": (
        lambda: nn.clip(X, 1, -1),
        ValueError,
        ["min=1", "max=-1", "Swap"],
    ),
    "picking outside": (
        lambda: nn.gather(X, 1, np.full((10, 1), 3)),
        IndexError,
        ["gather", "3 is not an index", "0 to 2"],
    ),
    "picking with too few axes": (
        lambda: nn.gather(X, 1, [0]),
        ValueError,
        ["(10, 3)", "(1,)", "as many axes"],
    ),
    "a class that one-hot does not know": (
        lambda: nn.one_hot([0, 3], 3),
        IndexError,
        ["3 is no class index", "0 to 2", "count from 1"],
    ),
    "a step of zero": (lambda: nn.arange(0, 1, 0), ValueError, ["step of 0"]),
    "spacing no numbers": (
        lambda: nn.linspace(0, 1, 0),
        ValueError,
        ["linspace: size", "at least 1", "met 0"],
    ),
    "an unknown activation": (
        lambda: nn.activate("rleu", X),
        ValueError,
        ["'rleu'", "relu", "sigmoid"],
    ),
    "softplus without sharpness": (
        lambda: nn.softplus(X, 0),
        ValueError,
        ["softplus: beta", "above 0"],
    ),
    "an unknown kind of gelu": (lambda: nn.gelu(X, "fast"), ValueError, ["'fast'", "tanh"]),
    "slopes that are not one a channel": (
        lambda: nn.prelu(X, [0.1, 0.2]),
        ValueError,
        ["(2,)", "(10, 3)", "3 channels"],
    ),
    # --- losses
    "a column against a row": (
        lambda: nn.mse_loss(np.zeros((10, 1)), np.zeros(10)),
        ValueError,
        ["mse_loss", "(10, 1)", "(10,)", "reshape(-1)"],
    ),
    "a class index out of range": (
        lambda: nn.cross_entropy(X, np.full(10, 3)),
        IndexError,
        ["3 is no class index", "0 to 2", "count from 1"],
    ),
    "a class index below zero": (
        lambda: nn.cross_entropy(X, np.full(10, -1)),
        IndexError,
        ["-1 is no class index"],
    ),
    "a class that is a fraction": (
        lambda: nn.cross_entropy(X, np.full(10, 0.5)),
        IndexError,
        ["0.5 is no class index"],
    ),
    "classes in a column": (
        lambda: nn.cross_entropy(X, np.zeros((10, 1))),
        ValueError,
        ["(10, 3)", "(10,)", "(10, 1)", "reshape(-1)"],
    ),
    "one logit for several classes": (
        lambda: nn.cross_entropy(0.5, 0),
        ValueError,
        ["single number", "binary_cross_entropy_with_logits"],
    ),
    "probabilities that do not sum to one": (
        lambda: nn.cross_entropy(X, np.full((10, 3), 0.5)),
        ValueError,
        ["sum to 1", "1.5"],
    ),
    "target probabilities outside [0, 1]": (
        lambda: nn.cross_entropy(X, np.full((10, 3), [2.0, -0.5, -0.5])),
        ValueError,
        ["[0, 1]", "met 2"],
    ),
    "a probability above one": (
        lambda: nn.binary_cross_entropy([0.5, 1.5], [0, 1]),
        ValueError,
        ["[0, 1]", "met 1.5", "sigmoid", "binary_cross_entropy_with_logits"],
    ),
    "a probability that is not a number": (
        lambda: nn.binary_cross_entropy([np.nan], [1.0]),
        ValueError,
        ["met nan"],
    ),
    "labels of −1 and 1": (
        lambda: nn.binary_cross_entropy([0.5, 0.5], [-1, 1]),
        ValueError,
        ["met -1", "(y + 1) / 2"],
    ),
    "labels of −1 and 1 with logits": (
        lambda: nn.binary_cross_entropy_with_logits([0.5, 0.5], [-1, 1]),
        ValueError,
        ["met -1", "(y + 1) / 2"],
    ),
    "an unknown reduction": (
        lambda: nn.mse_loss(X, X, reduction="average"),
        ValueError,
        ["'average'", '"mean"'],
    ),
    "a bend at zero": (
        lambda: nn.huber_loss(X, X, delta=0),
        ValueError,
        ["huber_loss: delta", "above 0"],
    ),
    # --- layers
    "features that do not fit": (
        lambda: nn.Linear(4, 2)(X),
        ValueError,
        ["Linear takes 4", "(n, 4)", "(10, 3)", ".T"],
    ),
    "inputs that do not fit a neuron": (
        lambda: nn.Neuron([1.0, 2.0])(X),
        ValueError,
        ["Neuron takes 2", "(10, 3)"],
    ),
    "a matrix of weights for one neuron": (
        lambda: nn.Neuron(X),
        ValueError,
        ["(10, 3)", "use Linear"],
    ),
    "a neuron with an unknown activation": (
        lambda: nn.Neuron([1.0], activation="Relu"),
        ValueError,
        ["'Relu'", "relu"],
    ),
    "a layer without outputs": (lambda: nn.Linear(3, 0), ValueError, ["outputs", "met 0"]),
    "a neuron without inputs": (lambda: nn.Neuron(0), ValueError, ["inputs", "met 0"]),
    "a function among modules": (
        lambda: nn.Sequential(nn.Linear(3, 2), nn.relu),
        TypeError,
        ["number 1", "relu", "ReLU()"],
    ),
    "a module without forward": (
        lambda: NoForward()(X),
        NotImplementedError,
        ["NoForward", "forward(self, x)"],
    ),
    "an unknown parameter": (
        lambda: nn.functional_call(nn.Linear(3, 2), {"w": X}, X),
        ValueError,
        ["'w'", "weight, bias"],
    ),
    "a parameter of another shape": (
        lambda: nn.functional_call(nn.Linear(3, 2), {"weight": X}, X),
        ValueError,
        ["weight", "(2, 3)", "(10, 3)"],
    ),
    "rows of pixels as images": (
        lambda: nn.Conv2d(1, 2, 3)(np.zeros((10, 64))),
        ValueError,
        ["(n, 1, height, width)", "(10, 64)", "reshape(-1, 1, height, width)"],
    ),
    "images of other channels": (
        lambda: nn.Conv2d(3, 2, 3)(np.zeros((10, 1, 8, 8))),
        ValueError,
        ["(n, 3, height, width)", "(10, 1, 8, 8)"],
    ),
    "a kernel larger than the image": (
        lambda: nn.Conv2d(1, 2, 9)(np.zeros((10, 1, 8, 8))),
        ValueError,
        ["(9, 9)", "(8, 8)", "padding"],
    ),
    "a patch of no size": (lambda: nn.MaxPool2d(0), ValueError, ["at least 1"]),
    "a patch that is not square without a stride": (
        lambda: nn.AvgPool2d((2, 3)),
        ValueError,
        ["(2, 3)", "stride"],
    ),
    "a negative padding": (lambda: nn.Conv2d(1, 1, 3, padding=-1), ValueError, ["-1"]),
    "normalising other features": (
        lambda: nn.BatchNorm1d(4)(X),
        ValueError,
        ["(n, 4)", "(10, 3)"],
    ),
    "normalising a single sample": (
        lambda: nn.BatchNorm1d(3)(X[:1]),
        ValueError,
        ["at least two samples", "eval()"],
    ),
    "normalising no features": (lambda: nn.BatchNorm1d(0), ValueError, ["met 0"]),
    "leaving everything out": (lambda: nn.Dropout(1.0), ValueError, ["below 1", "1.0"]),
    # --- start values
    "weights without inputs": (
        lambda: init.kaiming_normal((3,)),
        ValueError,
        ["(3,)", "(outputs, inputs)"],
    ),
    "a negative spread": (lambda: init.normal(3, std=-1), ValueError, ["std", "-1"]),
    "a range the wrong way round": (lambda: init.uniform(3, 1, 0), ValueError, ["Swap"]),
    # --- optimisers
    "a negative learning rate": (
        lambda: optim.SGD([W], lr=-0.1),
        ValueError,
        ["learning rate", "-0.1", "climb"],
    ),
    "a learning rate that is not a number": (
        lambda: optim.Adam([W], lr=np.nan),
        ValueError,
        ["learning rate", "nan"],
    ),
    "a negative momentum": (
        lambda: optim.SGD([W], lr=0.1, momentum=-1),
        ValueError,
        ["momentum", "-1"],
    ),
    "nesterov without momentum": (
        lambda: optim.SGD([W], lr=0.1, nesterov=True),
        ValueError,
        ["momentum=0.9"],
    ),
    "betas of one": (
        lambda: optim.Adam([W], betas=(0.9, 1.0)),
        ValueError,
        ["betas", "below 1", "1.0"],
    ),
    "nothing to train": (lambda: optim.SGD([], lr=0.1), ValueError, ["no parameters"]),
    "a tensor in place of a list": (lambda: optim.SGD(W, lr=0.1), TypeError, ["list", "SGD([w])"]),
    "parameters with their names": (
        lambda: optim.SGD(nn.Linear(3, 2).named_parameters(), lr=0.1),
        TypeError,
        ["tuple", "model.parameters()"],
    ),
    "training what does not require a gradient": (
        lambda: optim.SGD([Tensor(1.0)], lr=0.1),
        ValueError,
        ["requires_grad=True"],
    ),
    "training a result": (
        lambda: optim.SGD([W * 2], lr=0.1),
        ValueError,
        ["not computed from others"],
    ),
    "a step before backward": (
        lambda: optim.SGD([Tensor(1.0, requires_grad=True)], lr=0.1).step(),
        RuntimeError,
        ["loss.backward()"],
    ),
    "clipping to a negative length": (
        lambda: optim.clip_grad_norm_([W], -1.0),
        ValueError,
        ["max_norm", "-1.0"],
    ),
    "clipping to a negative value": (
        lambda: optim.clip_grad_value_([W], -1.0),
        ValueError,
        ["clip_value", "-1.0"],
    ),
    # --- data
    "more classes than points": (
        lambda: data.spirals(2, classes=3),
        ValueError,
        ["2 points", "3 classes"],
    ),
    "a negative noise": (lambda: data.moons(noise=-1), ValueError, ["noise", "-1"]),
    "unequal numbers of samples and targets": (
        lambda: data.train_test_split(X, np.zeros(9)),
        ValueError,
        ["10 samples", "9"],
    ),
    "a test part in per cent": (
        lambda: data.train_test_split(*LINES, test_size=25),
        ValueError,
        ["between 0 and 1", "25"],
    ),
    "a single sample to split": (
        lambda: data.train_test_split(X[:1], X[:1]),
        ValueError,
        ["1 sample", "two"],
    ),
    "batches of nothing": (
        lambda: data.batches(*LINES, batch_size=0),
        ValueError,
        ["batch_size", "0"],
    ),
    # --- settings of the wrong kind
    "a learning rate larger than any float": (
        lambda: nn.optim.SGD([nn.Tensor(1.0, requires_grad=True)], lr=10**400),
        ValueError,
        ["learning rate", "must be finite, met 1000"],
    ),
    "two lengths below zero whose product fits": (
        lambda: nn.Tensor([1.0, 2.0, 3.0, 4.0]).reshape(-2, -2),
        ValueError,
        ["reshape: 4 numbers", "(-2, -2)"],
    ),
    "a correction in words": (
        lambda: nn.Tensor([1.0, 2.0]).var(correction="none"),
        TypeError,
        ["var: correction is a number", "'none'"],
    ),
    "a learning rate in quotes": (
        lambda: optim.SGD([W], lr="0.1"),
        TypeError,
        ["SGD: the learning rate lr", "'0.1'", "without quotes"],
    ),
    "an infinite learning rate": (
        lambda: optim.SGD([W], lr=np.inf),
        ValueError,
        ["SGD: the learning rate lr", "finite", "inf"],
    ),
    "one beta": (lambda: optim.Adam([W], betas=0.9), TypeError, ["betas", "0.9", "(0.9, 0.999)"]),
    "half a feature": (lambda: nn.Linear(5 / 2, 1), TypeError, ["Linear", "2.5", "//"]),
    "softmax of one number": (lambda: nn.softmax(5.0), ValueError, ["softmax", "row of logits"]),
    "joining without a list": (lambda: nn.cat(W, W), TypeError, ["cat([a, b])"]),
    "a column that is not there": (
        lambda: Tensor(X)[np.arange(10), np.full(10, 3)],
        IndexError,
        ["3 is not an index", "0 to 2"],
    ),
    "a state's file instead of a state": (
        lambda: nn.Linear(2, 1).load_state_dict("x.npz"),
        TypeError,
        ["'x.npz'", "load(path)"],
    ),
    "a folder that is not there": (
        lambda: nn.Linear(2, 1).save("no/such/folder/model"),
        FileNotFoundError,
        ["no/such/folder", "mkdir"],
    ),
    "more numbers than memory holds": (
        lambda: nn.zeros(10**6, 10**6),
        ValueError,
        ["zeros", "8,000 GB", "fewer"],
    ),
    # --- training
    "a loss by its name": (lambda: fit(loss="mse"), TypeError, ["fit: loss", "nnlib.mse_loss"]),
    "text to train on": (lambda: fit(X=[["a"]] * 10), TypeError, ["fit: X", "Convert text"]),
    "objects to train on": (
        lambda: fit(y=np.array([object()] * 10)),
        TypeError,
        ["fit: y", "holds objects"],
    ),
    "no samples to train on": (lambda: fit(X=[], y=[]), ValueError, ["fit", "no samples"]),
    "a class in place of a model": (lambda: fit(model=nn.Linear), TypeError, ["Linear(…)"]),
    # --- the gradient check
    "checking without a list": (
        lambda: nn.gradcheck(nn.exp, Tensor(1.0)),
        ValueError,
        ["list", "gradcheck(f, [x])"],
    ),
    "checking where the function is not finite": (
        lambda: nn.gradcheck(nn.log, [0.0]),
        ValueError,
        ["-inf", "where it is finite"],
    ),
}


@pytest.mark.parametrize(("mistake", "kind", "parts"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_cause_and_cure(mistake, kind, parts):
    with pytest.raises(kind) as caught:
        mistake()
    message = str(caught.value)
    assert type(caught.value) is kind
    for part in parts:
        assert part in message


def test_values_of_controls_are_never_checked():
    def control(value):
        tensor = Tensor(value)
        tensor.live = "slider"
        return tensor

    nn.binary_cross_entropy(control([1.5]), control([2.0]))
    nn.cross_entropy(control(X), control(np.full(10, 7.0)))
    nn.one_hot(control([9.0]), 3)
    nn.softplus(control(X), control(-1.0))
    nn.huber_loss(control(X), X, delta=control(-1.0))
    nn.clip(control(X), control(1.0), control(-1.0))


def test_the_shapes_of_controls_are_checked():
    column = Tensor(np.zeros((10, 1)))
    column.live = "slider"
    with pytest.raises(ValueError, match="mse_loss"):
        nn.mse_loss(column, np.zeros(10))
