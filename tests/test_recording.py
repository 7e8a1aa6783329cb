"""A recording is data: what it keeps, how it travels as JSON, and what it refuses."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnlib import Tensor, apply, grad, linspace, no_grad
from nnlib.fold import fold
from nnlib.recording import ConstantPool, Recording


def through_json(recording):
    """The recording as it arrives after a journey through text that any browser can read."""
    text = json.dumps(recording.to_json(), allow_nan=False)
    return Recording.from_json(json.loads(text))


def operations(recording):
    return [node.op for node in recording.nodes]


# --- what is kept ---------------------------------------------------------------------------------


def test_a_recording_gives_what_the_same_code_gives_for_new_values():
    def function(x, w):
        return ((x @ w).tanh() ** 2).sum()

    rng = np.random.default_rng(0)
    x, w = Tensor(rng.normal(size=(4, 3))), Tensor(rng.normal(size=3))
    y = function(x, w)
    recording = Recording.of({"y": y, "slope": grad(y, [w])[0]}, {"x": x, "w": w})
    new_x, new_w = rng.normal(size=(4, 3)), rng.normal(size=3)
    results = recording.run(x=new_x, w=new_w)
    fresh = Tensor(new_w)
    expected = function(Tensor(new_x), fresh)
    assert results["y"] == expected.data
    np.testing.assert_array_equal(results["slope"], grad(expected, [fresh])[0].data)


def test_what_depends_on_no_input_is_kept_as_a_constant():
    x, fixed = Tensor(1.0), Tensor([1.0, 2.0])
    recording = Recording.of({"y": x * (fixed.exp() + fixed.sin())}, {"x": x})
    assert operations(recording) == ["input", "constant", "mul"]


def test_grids_and_repetitions_are_recomputed_rather_than_sent():
    x = Tensor(1.0)
    y = linspace(-1, 1, 1000) * x + Tensor(2.0).expand(1000)
    recording = Recording.of({"y": y}, {"x": x})
    assert sum(constant.size for constant in recording.constants) < 10
    assert {"linspace", "expand"} <= set(operations(recording))


def test_what_the_outputs_do_not_need_is_left_out():
    x = Tensor(1.0)
    unused = x.exp()
    recording = Recording.of({"y": x + 1}, {"x": x})
    assert unused.op not in operations(recording)


def test_the_past_of_an_input_is_not_recorded():
    past = Tensor(np.arange(50.0)).exp()
    recording = Recording.of({"y": past.sum()}, {"x": past})
    assert operations(recording) == ["input", "sum"]
    assert recording.run(x=np.ones(50))["y"] == 50


def test_an_input_that_nothing_depends_on_can_be_set_all_the_same():
    x, idle = Tensor(1.0), Tensor([1.0, 2.0])
    recording = Recording.of({"y": x + 1}, {"x": x, "idle": idle})
    assert recording.inputs == {"x": (), "idle": (2,)}
    assert recording.run(x=2, idle=[5, 6])["y"] == 3


def test_an_output_may_be_an_input_or_fixed():
    x = Tensor([1.0, 2.0])
    recording = Recording.of({"same": x, "fixed": Tensor(7.0)}, {"x": x})
    results = recording.run(x=[3, 4])
    np.testing.assert_array_equal(results["same"], [3, 4])
    assert results["fixed"] == 7


def test_values_computed_without_remembering_are_constants():
    x = Tensor(2.0)
    with no_grad():
        frozen = x * 3
    assert Recording.of({"y": x + frozen}, {"x": x}).run(x=0)["y"] == 6


def test_a_parameter_may_be_trained_on_after_it_was_recorded():
    x, w = Tensor(1.0), Tensor([1.0, 2.0])
    recording = Recording.of({"y": x * w}, {"x": x})
    w.data[:] = 100
    np.testing.assert_array_equal(recording.run(x=1)["y"], [1, 2])


def test_results_belong_to_the_caller():
    x = Tensor([1.0, 2.0])
    fixed = Tensor([5.0, 6.0])
    outputs = {"fixed": fixed, "view": x.reshape(2, 1), "spread": x.sum().expand(3), "same": x}
    recording = Recording.of(outputs, {"x": x})
    given = np.array([1.0, 2.0])
    for result in recording.run(x=given).values():
        result[...] = 99
    assert given.tolist() == [1, 2]
    assert recording.run(x=given)["fixed"].tolist() == [5, 6]


# --- the journey through JSON ---------------------------------------------------------------------

NUMBERS = st.one_of(
    st.floats(),
    st.integers(-(2**40), 2**40).map(float),
    st.sampled_from([0.0, -0.0, math.nan, math.inf, -math.inf, 127, 128, 255, 256, 2**24 + 1, 0.1]),
)


@given(
    arrays.arrays(float, arrays.array_shapes(min_dims=0, max_side=4, min_side=0), elements=NUMBERS)
)
def test_constants_come_back_bit_by_bit(array):
    x = Tensor(0.0)
    recording = through_json(Recording.of({"x": x, "array": Tensor(array)}, {"x": x}))
    result = recording.run(x=0)["array"]
    assert result.shape == array.shape
    # Any NaN is as good as any other; all else must be the same bits.
    nan = np.isnan(array)
    assert result[~nan].tobytes() == array[~nan].tobytes()
    assert np.isnan(result[nan]).all()


@pytest.mark.parametrize(
    ("numbers", "dtype"),
    [
        ([-128, 127], "|i1"),
        ([0, 255], "|u1"),
        ([-1, 255], "<i2"),
        ([-32769, 1], "<i4"),
        ([2.0**31, 0.5], "<f4"),
        ([0.1], "<f8"),
        ([-0.0], "<f4"),
        ([math.inf, 1], "<f4"),
        ([2.0**24 + 1, 0.5], "<f8"),
        ([], "|i1"),
    ],
)
def test_a_constant_travels_in_the_smallest_type_that_holds_it_exactly(numbers, dtype):
    pool = ConstantPool()
    pool.add(np.array(numbers, dtype=float))
    assert pool.to_json()[0]["dtype"] == dtype


def test_equal_constants_are_kept_once_and_differing_shapes_apart():
    x = Tensor(0.0)
    data = np.arange(6.0)
    outputs = {"a": x + Tensor(data), "b": x * Tensor(data), "c": x * Tensor(data.reshape(2, 3))}
    assert len(Recording.of(outputs, {"x": x}).to_json()["constants"]) == 2


def test_recordings_can_share_their_constants():
    pool = ConstantPool()
    x, data = Tensor(0.0), Tensor([0.5, 1.5])
    first = Recording.of({"y": x + data}, {"x": x}).to_json(pool)
    second = Recording.of({"y": x * data}, {"x": x}).to_json(pool)
    assert "constants" not in first
    assert len(pool.to_json()) == 1
    assert Recording.from_json(first, pool.to_json()).run(x=1)["y"].tolist() == [1.5, 2.5]
    assert Recording.from_json(second, pool.to_json()).run(x=2)["y"].tolist() == [1, 3]


def test_every_kind_of_setting_survives_the_journey():
    rng = np.random.default_rng(0)
    image, n = Tensor(rng.normal(size=(1, 2, 5, 5))), Tensor(3.0)
    folded = fold(
        lambda s, k: {"x": s["x"].cos() + k}, {"x": [1.0, 2.0]}, n, max=5, every=2, watch=dict
    )
    outputs = {
        "patches": image.patches((2, 3), 2, 1),
        "slice": image[:, :, ::-2, 1:],
        "amax": image.amax((1, 3), keepdim=True),
        "permute": image.permute(3, 0, 2, 1),
        "clip": image.clip(-math.inf, 0.5),
        "joined": apply("cat", image, image, dim=2),
        "state": folded["x"],
        "history": folded.history["x"],
    }
    recording = Recording.of(outputs, {"image": image, "n": n})
    values = {"image": rng.normal(size=image.shape), "n": 4}
    expected = recording.run(**values)
    for name, result in through_json(recording).run(**values).items():
        np.testing.assert_array_equal(result, expected[name])


def test_a_typed_function_survives_the_journey():
    x, typed = Tensor([1.0, 2.0]), Tensor(0.0)
    attrs = {"text": "x**2 + 1", "variables": ("x",), "by": (), "control": "f"}
    recording = Recording.of({"y": apply("formula", typed, x, **attrs)}, {"x": x, "f": typed})
    result = through_json(recording).run(x=[3, 4], f=0)["y"]
    assert result.tolist() == [10, 17]


def test_json_stays_the_same_when_it_travels_twice():
    x = Tensor([1.0, 2.0])
    recording = Recording.of({"y": (x * 3).sum(0, keepdim=True)[::-1]}, {"x": x})
    assert through_json(recording).to_json() == recording.to_json()


@pytest.mark.parametrize(
    "compute",
    [
        lambda x, i: x.sum(i, keepdim=np.bool_(True)),
        lambda x, i: x.argmax(i),
        lambda x, i: x.narrow(i, i, i),
        lambda x, i: x.reshape(i, -1),
        lambda x, i: x.put(np.arange(3), i + 3),
        lambda x, i: x.reshape(i, i, 3, 4).patches((i, i), i, i),
        lambda x, i: x[i:3, ::i],
        lambda x, i: linspace(np.float32(0), i, i + 3) * x,
    ],
)
def test_integers_of_numpy_are_welcome_as_settings(compute):
    x = Tensor(np.arange(12.0).reshape(3, 4))
    recording = Recording.of({"y": compute(x, np.int64(1))}, {"x": x})
    expected = compute(x, 1).data
    np.testing.assert_array_equal(through_json(recording).run(x=x.data)["y"], expected)


# --- mistakes -------------------------------------------------------------------------------------


@pytest.fixture
def recording():
    x, w = Tensor([1.0, 2.0]), Tensor(3.0)
    return Recording.of({"y": (x * w).sum() + Tensor([0.5, 1.0]).sum()}, {"x": x, "w": w})


def test_run_names_inputs_that_are_missing_and_unknown(recording):
    with pytest.raises(TypeError, match=r"takes \['w', 'x'\].*missing: \['w'\].*unknown: \['v'\]"):
        recording.run(x=[1, 2], v=3)


def test_run_names_an_input_of_another_shape(recording):
    with pytest.raises(ValueError, match=r"'x' has shape \(2,\), but a value of shape \(3,\)"):
        recording.run(x=[1, 2, 3], w=1)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: data.pop("nodes"), "not a recording"),
        (lambda data: data.pop("outputs"), "not a recording"),
        (lambda data: data.update(nodes=3), "not a recording"),
        (lambda data: data["nodes"][1].pop("shape"), "not a recording"),
        (lambda data: data.update(constants=[]), "a constant refers to position 0 of 0"),
        (lambda data: data["nodes"].pop(), "an output refers to position"),
        (lambda data: data["nodes"].pop(0), "not a whole recording"),
        (lambda data: data["nodes"][-1].update(op="teleport"), "'teleport'.*Install the version"),
    ],
)
def test_data_that_are_no_recording_are_refused(recording, spoil, message):
    data = recording.to_json()
    spoil(data)
    with pytest.raises(ValueError, match=message):
        Recording.from_json(data)


@pytest.mark.parametrize("data", [None, [], "text", {}])
def test_other_things_than_recordings_are_refused(data):
    with pytest.raises(ValueError, match="not a recording"):
        Recording.from_json(data)


def test_a_recording_tells_what_it_takes_and_gives(recording):
    assert repr(recording) == "Recording(6 nodes: x, w → y)"


def test_a_recorded_power_follows_its_exponent_and_its_base():
    for x0, p0 in [(3.0, 2.0), (2.0, 1.0), (1.5, 0.0), (0.0, 2.0)]:
        x, p = Tensor(x0), Tensor(p0)
        gx, gp = grad(x**p, [x, p])
        (gxx,) = grad(gx, [x])
        recording = Recording.of({"gx": gx, "gp": gp, "gxx": gxx}, {"x": x, "p": p})
        found = recording.run(x=3.0, p=3.0)
        assert found["gx"] == pytest.approx(27.0)
        assert found["gp"] == pytest.approx(27 * np.log(3.0))
        assert found["gxx"] == pytest.approx(18.0)


def test_a_number_written_as_an_exponent_needs_no_power_for_its_slope():
    x = Tensor(3.0)
    (g,) = grad(x**2, [x])
    recording = Recording.of({"g": g}, {"x": x})
    assert "pow" not in {node.op for node in recording.nodes}
    assert recording.run(x=5.0)["g"] == 10.0


def test_masked_values_are_refused():
    x = Tensor([1.0, 2.0])
    with pytest.raises(ValueError, match="numbers are masked"):
        Recording.of({"y": x * 2}, {"x": x}).run(x=np.ma.array([1.0, 2.0], mask=[True, False]))


@pytest.mark.parametrize(
    "lie", [{"shape": [10**12]}, {"data": "AAAA"}, {"data": "?"}, {"dtype": "O"}]
)
def test_a_constant_that_is_not_what_it_claims_to_be_is_refused(lie):
    x = Tensor(1.0)
    data = Recording.of({"y": x * np.array([0.1, 0.2])}, {"x": x}).to_json()
    data["constants"][0].update(lie)
    with pytest.raises(ValueError, match="a constant does not hold the numbers of its shape"):
        Recording.from_json(data)
