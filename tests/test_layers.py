"""Layers equal PyTorch's; modules list, print, save and load their parameters."""

import copy
import tracemalloc
import zipfile

import numpy as np
import pytest
import torch

import nnlib as nn
from nnlib import Tensor, grad

rng = np.random.default_rng(0)
X = rng.normal(size=(5, 4))
IMAGES = rng.normal(size=(2, 3, 7, 6))
TIES = rng.integers(0, 3, (2, 3, 6, 6)).astype(float)


def paired(ours, theirs):
    """The two layers with the same parameters, in float64."""
    theirs = theirs.double()
    state = {name: value.numpy() for name, value in theirs.state_dict().items()}
    state.pop("num_batches_tracked", None)
    ours.load_state_dict(state)
    return ours, theirs


LAYERS = {
    "Linear": (lambda: nn.Linear(4, 3), lambda: torch.nn.Linear(4, 3), X),
    "Linear without bias": (
        lambda: nn.Linear(4, 3, bias=False),
        lambda: torch.nn.Linear(4, 3, bias=False),
        X,
    ),
    "Linear on one sample": (lambda: nn.Linear(4, 3), lambda: torch.nn.Linear(4, 3), X[0]),
    "Linear on three axes": (lambda: nn.Linear(6, 3), lambda: torch.nn.Linear(6, 3), IMAGES),
    "Flatten": (nn.Flatten, torch.nn.Flatten, IMAGES),
    "Sequential": (
        lambda: nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2)),
        lambda: torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2)),
        X,
    ),
    "Conv2d": (lambda: nn.Conv2d(3, 4, 3), lambda: torch.nn.Conv2d(3, 4, 3), IMAGES),
    "Conv2d with all settings": (
        lambda: nn.Conv2d(3, 2, (3, 2), stride=2, padding=1, bias=False),
        lambda: torch.nn.Conv2d(3, 2, (3, 2), stride=2, padding=1, bias=False),
        IMAGES,
    ),
    "MaxPool2d": (lambda: nn.MaxPool2d(2), lambda: torch.nn.MaxPool2d(2), IMAGES),
    "MaxPool2d that overlaps": (
        lambda: nn.MaxPool2d((3, 2), stride=1),
        lambda: torch.nn.MaxPool2d((3, 2), stride=1),
        IMAGES,
    ),
    "MaxPool2d of equal values": (lambda: nn.MaxPool2d(3), lambda: torch.nn.MaxPool2d(3), TIES),
    "AvgPool2d": (lambda: nn.AvgPool2d(2), lambda: torch.nn.AvgPool2d(2), IMAGES),
    "AvgPool2d that overlaps": (
        lambda: nn.AvgPool2d(3, stride=2),
        lambda: torch.nn.AvgPool2d(3, stride=2),
        IMAGES,
    ),
    "BatchNorm1d": (lambda: nn.BatchNorm1d(4), lambda: torch.nn.BatchNorm1d(4), X),
    "BatchNorm1d over a length": (
        lambda: nn.BatchNorm1d(3),
        lambda: torch.nn.BatchNorm1d(3),
        IMAGES[..., 0],
    ),
    "BatchNorm1d in eval mode": (
        lambda: nn.BatchNorm1d(4).eval(),
        lambda: torch.nn.BatchNorm1d(4).eval(),
        X,
    ),
    "Identity": (nn.Identity, torch.nn.Identity, X),
    "Sigmoid": (nn.Sigmoid, torch.nn.Sigmoid, X),
    "Tanh": (nn.Tanh, torch.nn.Tanh, X),
    "ReLU": (nn.ReLU, torch.nn.ReLU, X),
    "LeakyReLU": (lambda: nn.LeakyReLU(0.2), lambda: torch.nn.LeakyReLU(0.2), X),
    "PReLU": (nn.PReLU, torch.nn.PReLU, X),
    "PReLU for each channel": (lambda: nn.PReLU(4), lambda: torch.nn.PReLU(4), X),
    "SiLU": (nn.SiLU, torch.nn.SiLU, X),
    "Softplus": (lambda: nn.Softplus(2.0), lambda: torch.nn.Softplus(2.0, 600), X),
    "GELU": (nn.GELU, torch.nn.GELU, X),
    "Softmax": (lambda: nn.Softmax(-1), lambda: torch.nn.Softmax(-1), X),
    "LogSoftmax": (lambda: nn.LogSoftmax(-1), lambda: torch.nn.LogSoftmax(-1), X),
}
# Dropout draws other random numbers than PyTorch, Neuron has no counterpart there.
TESTED_BELOW = {"Module", "Dropout", "Neuron"}


def test_every_layer_has_a_twin_in_torch():
    layers = {
        name
        for name in nn.__all__
        if isinstance(getattr(nn, name), type) and issubclass(getattr(nn, name), nn.Module)
    }
    assert layers - TESTED_BELOW == {name.split()[0] for name in LAYERS}


@pytest.mark.parametrize(("ours", "theirs", "x"), LAYERS.values(), ids=LAYERS)
def test_a_layer_equals_torch_with_respect_to_input_and_parameters(ours, theirs, x, same_as_torch):
    ours, theirs = paired(ours(), theirs())
    names = [name for name, _ in ours.named_parameters()]
    same_as_torch(
        lambda x, *p: nn.functional_call(ours, dict(zip(names, p, strict=True)), x),
        lambda x, *p: torch.func.functional_call(theirs, dict(zip(names, p, strict=True)), x),
        x,
        *[parameter.numpy() for parameter in ours.parameters()],
    )


@pytest.mark.parametrize(("ours", "theirs", "x"), LAYERS.values(), ids=LAYERS)
def test_a_layer_can_be_recorded_with_its_parameters(ours, theirs, x, replays):
    layer = ours()
    names = [name for name, _ in layer.named_parameters()]
    values = [parameter.numpy() for parameter in layer.parameters()]
    replays(
        lambda x, *p: nn.functional_call(layer, dict(zip(names, p, strict=True)), x),
        [x, *values],
        [x[..., ::-1].copy(), *[value * 0.5 for value in values]],
    )


def test_the_running_values_of_batch_normalisation_are_torchs():
    ours, theirs = paired(nn.BatchNorm1d(4), torch.nn.BatchNorm1d(4))
    for _ in range(3):
        batch = rng.normal(1.0, 2.0, (6, 4))
        ours(batch)
        theirs(torch.tensor(batch))
    np.testing.assert_allclose(ours.running_mean.data, theirs.running_mean.numpy(), rtol=1e-12)
    np.testing.assert_allclose(ours.running_var.data, theirs.running_var.numpy(), rtol=1e-12)
    assert ours.running_mean.is_leaf


def test_a_recorded_batch_leaves_the_running_values_alone():
    layer, x = nn.BatchNorm1d(4), Tensor(X)
    x.live = "x"
    layer(x)
    assert layer.running_mean.tolist() == [0.0] * 4


# --- the neuron --------------------------------------------------------------------------------


def test_a_neuron_fires_at_the_rate_of_the_course():
    neuron = nn.Neuron([0.3, 0.1, -0.1], bias=0.2, activation="sigmoid")
    assert round(neuron([0.7, 0.9, 0.5]).item(), 4) == 0.6106


def test_a_neuron_takes_one_sample_or_many_and_any_function():
    neuron = nn.Neuron([4, 2], bias=1, activation=nn.step)
    assert neuron([-1.0, 1.0]).shape == ()
    assert neuron([[-1.0, 1.0], [1.0, 1.0]]).tolist() == [0.0, 1.0]


def test_a_neuron_of_controls_follows_them(replays):
    x = rng.normal(size=(6, 2))
    replays(lambda w, b: nn.Neuron(w, b, "tanh")(x), [[3.0, -2.0], 1.0], [[-1.0, 0.5], 0.0])


def test_a_neuron_learns():
    neuron = nn.Neuron(1, seed=0)
    x = np.array([[-1.0], [0.0], [1.0], [2.0], [3.0], [4.0]])
    optimizer = nn.optim.SGD(neuron.parameters(), lr=0.05)
    for _ in range(500):
        optimizer.zero_grad()
        nn.mse_loss(neuron(x), 3 * x[:, 0] + 1).backward()
        optimizer.step()
    assert neuron([10.0]).item() == pytest.approx(31, abs=1e-3)


# --- dropout -----------------------------------------------------------------------------------


def test_dropout_leaves_out_its_part_and_keeps_the_mean():
    x = np.ones(100_000)
    y = nn.Dropout(0.3, seed=0)(x).data
    assert set(np.unique(y)) == {0.0, 1 / 0.7}
    # Six standard deviations of the part left out.
    assert (y == 0).mean() == pytest.approx(0.3, abs=6 * np.sqrt(0.21 / x.size))


def test_dropout_sends_gradients_through_what_it_keeps():
    x = Tensor(np.ones(20))
    y = nn.Dropout(0.5, seed=0)(x)
    (g,) = grad(y.sum(), [x])
    assert g.tolist() == y.tolist()


def test_dropout_draws_anew_each_time_and_the_same_with_the_same_seed():
    a, b = nn.Dropout(0.5, seed=1), nn.Dropout(0.5, seed=1)
    first = a(np.ones(50)).tolist()
    assert first == b(np.ones(50)).tolist()
    assert first != a(np.ones(50)).tolist()


def test_dropout_does_nothing_in_eval_mode_or_with_probability_zero():
    assert nn.Dropout(0.9).eval()(X).tolist() == X.tolist()
    assert nn.Dropout(0.0)(X).tolist() == X.tolist()


# --- modules -----------------------------------------------------------------------------------


def model(seed=0):
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Linear(4, 3, seed=rng), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 2, seed=rng)
    )


class Branches(nn.Module):
    """Layers in a list, and a tensor of its own."""

    def __init__(self):
        self.branches = [nn.Linear(4, 2, seed=0), nn.Linear(4, 2, seed=1)]
        self.mix = Tensor(0.5, requires_grad=True)

    def forward(self, x):
        return self.mix * self.branches[0](x) + (1 - self.mix) * self.branches[1](x)


def test_parameters_are_listed_by_name():
    names = [name for name, _ in model().named_parameters()]
    assert names == ["0.weight", "0.bias", "1.weight", "1.bias", "3.weight", "3.bias"]
    assert [p.shape for p in model().parameters()] == [(3, 4), (3,), (3,), (3,), (2, 3), (2,)]


def test_modules_in_lists_are_found():
    names = [name for name, _ in Branches().named_parameters()]
    assert names == [
        "mix", "branches.0.weight", "branches.0.bias", "branches.1.weight", "branches.1.bias",
    ]  # fmt: skip


class Containers(nn.Module):
    def __init__(self):
        self.pair = (nn.Linear(2, 2), nn.Tanh())
        self.named = {"out": nn.Linear(2, 1), "scale": Tensor(2.0, requires_grad=True)}
        self.shift = (Tensor(0.5, requires_grad=True),)
        self.size = (2, 1)

    def forward(self, x):
        for layer in self.pair:
            x = layer(x)
        return self.named["scale"] * self.named["out"](x) + self.shift[0]


def test_parameters_in_tuples_and_dictionaries_are_found_trained_and_saved():
    net = Containers()
    names = ["named.scale", "shift.0", "pair.0.weight", "pair.0.bias"]
    names += ["named.out.weight", "named.out.bias"]
    assert [name for name, _ in net.named_parameters()] == names
    before = net.state_dict()
    net(np.ones((3, 2))).sum().backward()
    nn.optim.SGD(net.parameters(), lr=0.1).step()
    assert all((value != before[name]).any() for name, value in net.state_dict().items())
    assert (
        nn.functional_call(net, {"named.scale": 0.0}, np.ones((1, 2))).item() == net.shift[0].item()
    )
    with pytest.raises(TypeError, match=r"in a tuple.*list"):
        nn.functional_call(net, {"shift.0": 0.0}, np.ones((1, 2)))


def test_parameters_in_a_set_are_refused():
    net = nn.Module()
    net.layers = {nn.Linear(1, 1)}
    with pytest.raises(TypeError, match=r"layers is a set.*list"):
        net.parameters()


@pytest.mark.parametrize("value", [np.ones((1, 2)), [[1.0, 2.0]], 1.0, Tensor([[1.0, 2.0]])])
def test_a_parameter_is_not_replaced_by_what_no_optimiser_would_find(value):
    layer = nn.Linear(2, 1)
    before = layer.weight
    with pytest.raises(TypeError, match=r"Linear's weight is a .*\.weight\.data = …"):
        layer.weight = value
    assert layer.weight is before


def test_a_parameter_is_not_replaced_by_what_was_computed_from_it():
    layer = nn.Linear(2, 1)
    layer(np.ones((1, 2))).sum().backward()
    with pytest.raises(TypeError, match=r"from sub\) in its place would not be trained"):
        layer.weight = layer.weight - 0.1 * layer.weight.grad


def test_a_parameter_may_be_replaced_by_another_one_and_a_frozen_one_by_a_constant():
    layer = nn.Linear(2, 1)
    layer.weight = Tensor([[1.0, 2.0]], requires_grad=True)
    layer.bias.requires_grad = False
    layer.bias = Tensor([5.0])
    assert layer([[1.0, 1.0]]).item() == 8.0
    layer.bias = None
    assert len(layer.parameters()) == 1


def test_a_running_mean_is_not_replaced_by_what_would_not_be_saved():
    with pytest.raises(TypeError, match="BatchNorm1d's running_mean"):
        nn.BatchNorm1d(2).running_mean = np.zeros(2)


def test_a_shared_layer_is_trained_once():
    shared = nn.Linear(3, 3)
    assert len(nn.Sequential(shared, nn.ReLU(), shared).parameters()) == 2


def test_a_model_prints_its_layers():
    assert repr(nn.Sequential(model(), nn.Dropout(0.2))) == (
        "Sequential(\n"
        "  (0): Sequential(\n"
        "    (0): Linear(in_features=4, out_features=3, bias=True)\n"
        "    (1): BatchNorm1d(3, eps=1e-05, momentum=0.1)\n"
        "    (2): ReLU()\n"
        "    (3): Linear(in_features=3, out_features=2, bias=True)\n"
        "  )\n"
        "  (1): Dropout(p=0.2)\n"
        ")"
    )
    assert repr(nn.Conv2d(1, 6, 5)) == "Conv2d(1, 6, kernel_size=(5, 5), stride=1, padding=0)"
    assert repr(nn.Neuron([3, -2], 1, "relu")) == (
        "Neuron(weight=[3.0, -2.0], bias=1.0, activation=relu)"
    )


def test_a_layer_whose_setting_follows_a_control_prints_too():
    p = Tensor(0.5)
    p.live = p.control = "p"
    assert repr(nn.Dropout(p)) == "Dropout(p=Tensor(0.5, control 'p'))"
    assert "control 'p'" in repr(nn.LeakyReLU(p))
    assert "control 'p'" in repr(nn.Softplus(p))


def test_modes_reach_all_layers():
    net = nn.Sequential(model(), nn.Dropout())
    assert not any(module.training for module in net.eval().modules())
    assert all(module.training for module in net.train().modules())


def test_zero_grad_forgets():
    net = model()
    net(X).sum().backward()
    net.zero_grad()
    assert all(p.grad is None for p in net.parameters())


def test_seeds_make_models_reproducible():
    first, second, other = model(0), model(0), model(1)
    assert first(X).tolist() == second(X).tolist() != other(X).tolist()


def test_a_part_of_a_model_shares_its_parameters():
    net = model()
    assert net[:2][0] is net[0]
    assert len(net) == 4


def test_a_deep_copy_of_a_model_is_independent():
    net = model()
    kept = copy.deepcopy(net)
    net[0].weight.data = np.zeros((3, 4))
    assert kept[0].weight.data.any()


def test_functional_call_gives_the_model_back_as_it_was():
    net = Branches()
    before = dict(net.named_parameters())
    nn.functional_call(net, {"branches.1.weight": np.zeros((2, 4)), "mix": 0.0}, X)
    with pytest.raises(ValueError, match="Linear takes 4 numbers"):
        nn.functional_call(net, {"mix": 0.0}, X.T)
    assert all(p is before[name] for name, p in net.named_parameters())


class Shared(nn.Module):
    def __init__(self):
        self.a = self.b = Tensor(2.0, requires_grad=True)

    def forward(self, x):
        return self.a * self.b * x


def test_functional_call_replaces_a_shared_parameter_wherever_it_is():
    net = Shared()
    own = net.a
    for name in "ab":
        assert nn.functional_call(net, {name: 3.0}, 1.0).item() == 9.0
    assert nn.functional_call(net, {"a": 3.0, "b": 3.0}, 1.0).item() == 9.0
    assert net.a is net.b is own
    with pytest.raises(ValueError, match="b is the same tensor as another one"):
        nn.functional_call(net, {"a": 3.0, "b": 4.0}, 1.0)


def test_a_state_with_two_values_for_one_tensor_is_refused():
    net = Shared()
    with pytest.raises(ValueError, match="a and b are one tensor"):
        net.load_state_dict({"a": 3.0, "b": 4.0})
    assert net.a.item() == 2.0
    net.load_state_dict({"a": np.nan, "b": np.nan})
    assert np.isnan(net.b.item())


# --- state -------------------------------------------------------------------------------------


def test_a_saved_model_comes_back_with_all_its_state(tmp_path):
    net = model(0)
    net(X + 1)  # moves the running mean
    path = net.save(tmp_path / "net")
    assert path.name == "net.npz"
    other = model(1)
    other.load(path)
    assert other.eval()(X).tolist() == net.eval()(X).tolist()
    other.load(tmp_path / "net")


def test_a_state_is_a_copy():
    net = model()
    state = net.state_dict()
    state["0.weight"][:] = 0
    assert net[0].weight.data.any()
    net.load_state_dict(state)
    state["0.weight"][:] = 9
    assert not net[0].weight.data.any()


def test_loaded_parameters_can_still_be_trained():
    net = model()
    net.load_state_dict(model(1).state_dict())
    assert all(p.requires_grad and p.is_leaf for p in net.parameters())


def test_a_state_of_torch_fits():
    theirs = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2))
    ours = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    ours.load_state_dict({name: value.numpy() for name, value in theirs.state_dict().items()})
    found, expected = ours(X).data, theirs.double()(torch.tensor(X)).detach().numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def refused(net, load):
    before = net.state_dict()
    with pytest.raises(ValueError) as caught:
        load()
    for name, value in net.state_dict().items():
        np.testing.assert_array_equal(value, before[name])
    return str(caught.value)


def test_a_state_of_another_shape_names_the_parameter_and_both_shapes_and_loads_nothing():
    net, state = model(), model(1).state_dict()
    state["3.weight"] = np.zeros((5, 3))
    message = refused(net, lambda: net.load_state_dict(state))
    for part in ("3.weight", "(5, 3)", "(2, 3)"):
        assert part in message


def test_a_state_with_missing_and_unknown_names_says_all_of_them():
    net, state = model(), model(1).state_dict()
    state["4.weight"] = state.pop("3.weight")
    message = refused(net, lambda: net.load_state_dict(state))
    assert "3.weight is missing" in message
    assert "4.weight is unknown" in message


def write_text(path):
    path.write_text("not a model")


def write_nothing(path):
    path.write_bytes(b"")


def write_single_array(path):
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def write_pickle(path):
    np.savez(path, weight=np.array([{"code": "would run"}], dtype=object))


def write_half(path):
    complete = model().save(path.with_name("complete")).read_bytes()
    path.write_bytes(complete[: len(complete) // 2])


def write_damaged(path):
    damaged = bytearray(model().save(path.with_name("complete")).read_bytes())
    damaged[60:80] = bytes(20)
    path.write_bytes(damaged)


@pytest.mark.parametrize(
    "write",
    [write_text, write_nothing, write_single_array, write_pickle, write_half, write_damaged],
)
def test_a_file_that_is_no_state_is_refused_and_loads_nothing(write, tmp_path):
    path = tmp_path / "wrong.npz"
    write(path)
    net = model()
    assert "wrong.npz is not a state" in refused(net, lambda: net.load(path))


def write_head(path, header, version=b"\x01\x00", length_bytes=2):
    """An archive with a weight whose head says what it likes, and nothing after it."""
    with zipfile.ZipFile(path, "w") as archive:
        length = len(header).to_bytes(length_bytes, "little")
        archive.writestr("weight.npy", b"\x93NUMPY" + version + length + header)
        with archive.open("bias.npy", "w") as file:
            np.lib.format.write_array(file, np.zeros(1))


@pytest.mark.parametrize(
    ("dtype", "shape", "message"),
    [
        ("<f8", (10**6, 10**6), "weight has shape (1000000, 1000000)"),
        ("<f8", (10**30,), f"weight has shape ({10**30},)"),
        ("<f8", (-1, 2), "is not a state"),
        ("<f8", (1, 2), "is not a state"),
        ("|V999999999999", (1, 2), "is not a state"),
        ("<U999999999", (1, 2), "is not a state"),
        ("<c16", (1, 2), "is not a state"),
        ("nonsense", (1, 2), "is not a state"),
    ],
)
def test_a_head_that_lies_is_refused_and_nothing_is_loaded(dtype, shape, message, tmp_path):
    header = f"{{'descr': {dtype!r}, 'fortran_order': False, 'shape': {shape}, }}\n"
    path = tmp_path / "wrong.npz"
    write_head(path, header.encode())
    net = nn.Linear(2, 1)
    assert message in refused(net, lambda: net.load(path))


def test_a_head_of_another_version_is_not_read(tmp_path):
    path = tmp_path / "wrong.npz"
    write_head(path, b" " * 1000, version=b"\x02\x00", length_bytes=4)
    net = nn.Linear(2, 1)
    assert "wrong.npz is not a state" in refused(net, lambda: net.load(path))


def test_a_state_that_does_not_fit_is_refused_before_its_numbers_are_read(tmp_path):
    # 40 MB of zeros, 40 kB in the file.
    path = tmp_path / "large.npz"
    np.savez_compressed(path, weight=np.zeros((1_000, 5_000)), bias=np.zeros(1))
    net = nn.Linear(2, 1)
    tracemalloc.start()
    try:
        message = refused(net, lambda: net.load(path))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "weight has shape (1000, 5000)" in message
    assert most < 10_000_000


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no file .*nothing\.npz"):
        model().load(tmp_path / "nothing")


def test_a_failed_save_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    net = model()
    path = net.save(tmp_path / "net")
    before = path.read_bytes()

    def fail(*arguments, **arrays):
        raise OSError("no space left")

    monkeypatch.setattr(np.lib.format, "write_array", fail)
    with pytest.raises(OSError, match="no space left"):
        net.save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["net.npz"]


@pytest.mark.parametrize(
    "settings",
    [
        {"kernel_size": np.int64(3), "stride": (2, 2)},
        {"kernel_size": 3.0, "stride": np.int64(2), "padding": (1, 1)},
        {"kernel_size": 3, "padding": np.array([1, 1])},
        {"kernel_size": [3, 3], "padding": "same"},
        {"kernel_size": (5, 5), "padding": "same"},
        {"kernel_size": 3, "padding": "valid"},
    ],
)
def test_convolution_takes_settings_as_pytorch_does(settings):
    ours = nn.Conv2d(1, 2, seed=0, **settings)
    plain = {"kernel_size": 3, **settings}
    plain["kernel_size"] = ours.weight.shape[2:]
    plain["stride"] = ours.stride
    theirs = torch.nn.Conv2d(1, 2, dtype=torch.float64, **plain)
    theirs.load_state_dict({k: torch.tensor(v) for k, v in ours.state_dict().items()})
    images = np.random.default_rng(0).normal(size=(2, 1, 7, 7))
    np.testing.assert_allclose(
        ours(images).data, theirs(torch.tensor(images)).detach(), rtol=1e-12, atol=1e-12
    )


def test_no_images_give_no_images():
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
    assert model(np.zeros((0, 1, 8, 8))).shape == (0, 18)


def test_a_state_is_saved_whatever_its_tensors_are_called(tmp_path):
    class Named(nn.Module):
        def __init__(self):
            self.file = Tensor([1.0], requires_grad=True)

    model = Named()
    path = model.save(tmp_path / "model")
    model.file.data = [5.0]
    model.load(path)
    assert model.file.tolist() == [1.0]
