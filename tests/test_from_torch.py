"""`from_torch`: a model trained in PyTorch gives the same outputs here."""

import subprocess
import sys
from collections import OrderedDict

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils import prune

import nnlib
from nnlib import from_torch


def agree(theirs, ours, x):
    """Whether both compute the same from x, in double precision."""
    wanted = theirs(torch.as_tensor(x)).detach().numpy()
    np.testing.assert_allclose(ours(x).data, wanted, rtol=1e-9, atol=1e-11)


def images(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


LAYERS = {
    "Linear": (nn.Linear(6, 3), (4, 6)),
    "Linear without bias": (nn.Linear(6, 3, bias=False), (4, 6)),
    "Conv2d": (nn.Conv2d(2, 3, (3, 2), stride=2, padding=1), (4, 2, 7, 8)),
    "Conv2d without bias": (nn.Conv2d(2, 3, 3, bias=False), (4, 2, 7, 8)),
    "Conv2d, pairs": (nn.Conv2d(2, 3, (2, 4), stride=(2, 2), padding=(1, 1)), (4, 2, 7, 8)),
    "Conv2d, valid": (nn.Conv2d(2, 3, 3, padding="valid"), (4, 2, 7, 8)),
    "Conv2d, same": (nn.Conv2d(2, 3, 5, padding="same"), (4, 2, 7, 8)),
    "MaxPool2d": (nn.MaxPool2d(2), (4, 2, 7, 8)),
    "MaxPool2d, overlapping": (nn.MaxPool2d((3, 2), stride=(1, 1)), (4, 2, 7, 8)),
    "AvgPool2d": (nn.AvgPool2d(3, stride=2), (4, 2, 7, 8)),
    "BatchNorm1d": (nn.BatchNorm1d(5, eps=0.01, momentum=0.3), (4, 5)),
    "BatchNorm1d of series": (nn.BatchNorm1d(5), (4, 5, 3)),
    "BatchNorm1d, fixed": (nn.BatchNorm1d(5, affine=False), (4, 5)),
    "Flatten": (nn.Flatten(), (4, 2, 3)),
    "Flatten from 2": (nn.Flatten(2), (4, 2, 3, 5)),
    "Dropout that keeps all": (nn.Dropout(0.0), (4, 5)),
    "Identity": (nn.Identity(54, unused=0), (4, 5)),
    "ReLU": (nn.ReLU(inplace=False), (4, 5)),
    "LeakyReLU": (nn.LeakyReLU(0.3), (4, 5)),
    "PReLU": (nn.PReLU(5, init=0.1), (4, 5)),
    "Sigmoid": (nn.Sigmoid(), (4, 5)),
    "Tanh": (nn.Tanh(), (4, 5)),
    "SiLU": (nn.SiLU(), (4, 5)),
    "GELU": (nn.GELU(), (4, 5)),
    "GELU by tanh": (nn.GELU("tanh"), (4, 5)),
    "Softplus": (nn.Softplus(beta=2), (4, 5)),
    "Softmax": (nn.Softmax(dim=1), (4, 5, 2)),
    "LogSoftmax": (nn.LogSoftmax(dim=-1), (4, 5)),
}


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", LAYERS)
def test_each_layer_computes_the_same_and_learns_the_same(name, training):
    source, shape = LAYERS[name]
    theirs = nn.Sequential(source).double().train(training)
    ours = from_torch(theirs)
    x = images(*shape)
    agree(theirs, ours, x)
    assert all(module.training == training for module in ours.modules())
    learns_the_same(theirs, ours, x)


def learns_the_same(theirs, ours, x):
    """Compare the gradients with respect to the input and to all parameters."""
    theirs.zero_grad()
    inputs = [torch.tensor(x, requires_grad=True), nnlib.Tensor(x, requires_grad=True)]
    theirs(inputs[0]).sin().sum().backward()
    nnlib.sin(ours(inputs[1])).sum().backward()
    pairs = zip([inputs[0], *theirs.parameters()], [inputs[1], *ours.parameters()], strict=True)
    for wanted, found in pairs:
        np.testing.assert_allclose(found.grad.data, wanted.grad.numpy(), rtol=1e-9, atol=1e-11)


def test_every_layer_that_nnlib_has_can_come_from_pytorch():
    layers = {type(source).__name__ for source, _ in LAYERS.values()}
    own = {
        name
        for name in nnlib.__all__
        if isinstance(thing := getattr(nnlib, name), type) and issubclass(thing, nnlib.Module)
    }
    assert own - layers == {"Module", "Neuron", "Sequential"}


ACTIVATIONS = st.sampled_from(
    [nn.ReLU, nn.Tanh, nn.Sigmoid, nn.SiLU, nn.GELU, nn.LeakyReLU, nn.PReLU, nn.Softplus]
)


@st.composite
def convolutions(draw):
    """Layers for images, and the shape in which they leave an image of 1 by 9 by 8."""
    layers, channels, size = [], 1, np.array([9, 8])
    for _ in range(draw(st.integers(0, 2))):
        kernel = np.array(draw(st.tuples(st.integers(1, 3), st.integers(1, 3))))
        out, stride, padding = (draw(st.integers(low, 2)) for low in (1, 1, 0))
        layers.append(nn.Conv2d(channels, out, tuple(kernel.tolist()), stride, padding))
        layers.append(draw(ACTIVATIONS)())
        channels, size = out, (size + 2 * padding - kernel) // stride + 1
        if min(size) >= 2 and draw(st.booleans()):
            layers.append(draw(st.sampled_from([nn.MaxPool2d, nn.AvgPool2d]))(2))
            size //= 2
        if min(size) < 3:
            break
    return layers, channels * int(np.prod(size))


@st.composite
def architectures(draw):
    """Random networks for images of 1 by 9 by 8, nested at random."""
    layers, features = draw(convolutions())
    dense = [nn.Flatten()]
    for _ in range(draw(st.integers(1, 3))):
        width = draw(st.integers(1, 6))
        dense.append(nn.Linear(features, width, bias=draw(st.booleans())))
        if draw(st.booleans()):
            dense.append(nn.BatchNorm1d(width, momentum=draw(st.floats(0.1, 0.9))))
        dense.append(draw(ACTIVATIONS)())
        features = width
    if draw(st.booleans()):
        return nn.Sequential(nn.Sequential(*layers), nn.Sequential(*dense))
    return nn.Sequential(*layers, *dense)


@given(architectures(), st.integers(0, 2**32 - 1))
def test_random_architectures_compute_the_same_in_both_modes(theirs, seed):
    torch.manual_seed(seed)
    for parameter in theirs.parameters():
        nn.init.normal_(parameter)
    theirs.double().train()
    ours = from_torch(theirs)
    x = images(4, 1, 9, 8, seed=seed)
    agree(theirs, ours, x)
    # Training has moved the running means of both.
    agree(theirs.eval(), ours.eval(), x)
    buffers = {n: b for n, b in theirs.state_dict().items() if "num_batches" not in n}
    state = ours.state_dict()
    assert list(state) == list(buffers)
    for name, value in state.items():
        np.testing.assert_allclose(value, buffers[name].numpy(), rtol=1e-9, atol=1e-11)


def test_a_model_in_single_precision_agrees_to_six_digits():
    torch.manual_seed(0)
    theirs = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 3))
    x = images(5, 8).astype(np.float32)
    wanted = theirs(torch.as_tensor(x)).detach().numpy()
    np.testing.assert_allclose(from_torch(theirs)(x).data, wanted, rtol=1e-5, atol=1e-6)


def test_the_numbers_are_copies():
    theirs = nn.Linear(2, 1).double()
    ours = from_torch(theirs)
    before = ours.state_dict()
    with torch.no_grad():
        theirs.weight += 1
    np.testing.assert_array_equal(ours.weight.data, before["weight"])


def test_a_single_layer_can_be_converted():
    assert isinstance(from_torch(nn.ReLU()), nnlib.ReLU)


def test_names_become_positions():
    theirs = nn.Sequential(OrderedDict(first=nn.Linear(2, 2), then=nn.ReLU()))
    assert list(from_torch(theirs).state_dict()) == ["0.weight", "0.bias"]


def test_an_empty_sequential_returns_its_input():
    assert from_torch(nn.Sequential())([1.0, 2.0]).tolist() == [1, 2]


def test_each_layer_keeps_its_own_mode():
    theirs = nn.Sequential(nn.Dropout(0.5), nn.Sequential(nn.Dropout(0.2)))
    theirs[1].eval()
    ours = from_torch(theirs)
    assert [module.training for module in ours.modules()] == [True, True, False, False]
    assert [module.p for module in ours.modules() if isinstance(module, nnlib.Dropout)] == [
        0.5,
        0.2,
    ]


def test_frozen_parameters_stay_frozen():
    theirs = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2, affine=False))
    theirs[0].weight.requires_grad = False
    assert [name for name, _ in from_torch(theirs).named_parameters()] == ["0.bias"]


def test_a_layer_in_two_places_is_one_layer():
    layer = nn.Linear(3, 3).double()
    theirs = nn.Sequential(layer, nn.Tanh(), layer)
    ours = from_torch(theirs)
    agree(theirs, ours, images(2, 3))
    assert ours[0] is ours[2]


def test_a_parameter_of_two_layers_is_one_parameter():
    theirs = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))
    theirs[1].weight = theirs[0].weight
    ours = from_torch(theirs)
    assert ours[0].weight is ours[1].weight
    assert len(ours.parameters()) == 3


def test_pytorch_is_not_imported():
    code = """
import sys, nnlib
try:
    nnlib.from_torch(3)
except TypeError:
    print("torch" in sys.modules)"""
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "False"


# --- what cannot be converted -----------------------------------------------------------------


class Doubled(nn.Linear):
    def forward(self, x):
        return 2 * super().forward(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)

    def forward(self, x):
        return self.layer(x)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (3, r"from_torch: a PyTorch module is wanted, such as nn.Sequential\(…\), not 3"),
        (nnlib.ReLU(), r"a PyTorch module is wanted"),
        (torch.zeros(2), r"a PyTorch module is wanted"),
        (nn.ELU(), r"from_torch: ELU\(alpha=1.0\): nnlib cannot know what ELU computes"),
        (nn.Sequential(nn.ReLU(), nn.ELU()), r"from_torch: layer 1, ELU\(alpha=1.0\)"),
        (nn.Sequential(nn.ReLU(), nn.Sequential(nn.ELU())), r"layer 1\.0, ELU.*It knows Seq"),
        (nn.Sequential(OrderedDict(act=nn.ELU())), r"layer act, ELU"),
        (nn.Sequential(Doubled(2, 1)), r"layer 0, Doubled.*cannot know what Doubled computes"),
        (Net(), r"from_torch: Net\(…\).*Build the model from these in PyTorch; or write it in nn"),
        (nn.ModuleList([nn.ReLU()]), r"ModuleList\(…\)"),
        (nn.Sequential(nn.LazyLinear(2)), r"layer 0, LazyLinear"),
        (nn.utils.parametrizations.weight_norm(nn.Linear(2, 1)), r"ParametrizedLinear"),
    ],
    ids=str,
)
def test_what_is_no_known_layer_is_named(model, message):
    with pytest.raises(TypeError, match=message):
        from_torch(model)


def hooked():
    layer = nn.ReLU()
    layer.register_forward_hook(lambda module, inputs, output: output + 1)
    return layer


def pruned():
    return prune.l1_unstructured(nn.Linear(2, 2), "weight", 1)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (nn.Conv2d(2, 2, 3, groups=2), r"Conv2d has no groups=2. Use groups=1 in PyTorch"),
        (nn.Conv2d(2, 2, 3, dilation=2), r"no dilation=\(2, 2\). Use dilation=1"),
        (nn.Conv2d(2, 2, 3, padding_mode="reflect", padding=1), r"no padding_mode='reflect'"),
        (nn.Conv2d(2, 2, 3, stride=(1, 2)), r"stride=\(1, 2\) differs between down and across"),
        (nn.Conv2d(2, 2, 3, padding=(0, 1)), r"padding=\(0, 1\) differs"),
        (nn.Conv2d(2, 2, 4, padding="same"), r"a kernel of 4 adds more zeros on one side"),
        (nn.Conv2d(2, 2, (3, 5), padding="same"), r"kernel_size=\(3, 5\) differs"),
        (nn.MaxPool2d(2, padding=1), r"MaxPool2d has no padding=1"),
        (nn.MaxPool2d(2, dilation=2), r"no dilation=2"),
        (nn.MaxPool2d(2, ceil_mode=True), r"no ceil_mode=True. Use ceil_mode=False"),
        (nn.MaxPool2d(2, return_indices=True), r"no return_indices=True"),
        (nn.AvgPool2d(2, padding=1), r"AvgPool2d has no padding=1"),
        (nn.AvgPool2d(2, ceil_mode=True), r"no ceil_mode=True"),
        (nn.AvgPool2d(2, divisor_override=3), r"no divisor_override=3"),
        (nn.BatchNorm1d(2, track_running_stats=False), r"no track_running_stats=False"),
        (nn.BatchNorm1d(2, momentum=None), r"no momentum=None. Use a number"),
        (nn.Flatten(1, 2), r"Flatten has no end_dim=2. Use end_dim=-1"),
        (nn.Softplus(threshold=1), r"no threshold=1"),
        (nn.Softmax(), r"which axis holds the classes\? Say it in PyTorch"),
        (nn.LogSoftmax(), r"which axis holds the classes"),
        (nn.Dropout(1.0), r"Dropout: the probability p must be at least 0 and below 1, met 1.0"),
        (nn.Linear(2, 1).half(), r"its numbers are torch.float16. Call .float\(\) on the model"),
        (nn.BatchNorm1d(2).bfloat16(), r"torch.bfloat16"),
        (hooked(), r"it has hooks.*Remove them first"),
        (pruned(), r"it has hooks"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nn.Module) else value,
)
def test_a_setting_that_nnlib_does_not_have_is_named_with_its_layer(layer, message):
    with pytest.raises(ValueError, match=rf"^from_torch: layer 1, .*{message}"):
        from_torch(nn.Sequential(nn.Identity(), layer))
