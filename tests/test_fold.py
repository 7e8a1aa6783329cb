"""A fold is a loop that is recorded once: its states, its history, and what it refuses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnlib import Tensor, grad
from nnlib.fold import fold
from nnlib.recording import Recording
from tests.live.page import live


def countdown(n, **options):
    return fold(lambda s, k: {"x": s["x"] - 1}, {"x": 10.0}, n, **{"max": 8, **options})


@given(n=st.floats(-3, 12), every=st.integers(1, 5))
def test_a_fold_equals_the_loop_that_it_stands_for(n, every):
    folded = fold(
        lambda s, k: {"x": s["x"] * 0.5 + k, "y": s["y"] + s["x"]},
        {"x": 1.0, "y": [0.0, 1.0]},
        n,
        max=8,
        every=every,
        watch=lambda s: {"product": s["x"] * s["y"]},
    )
    x, y = 1.0, np.array([0.0, 1.0])
    steps, history = [], []
    for k in range(9):
        reached = k <= max(0, np.floor(n))
        if k % every == 0:
            steps.append(k if reached else steps[-1])
            history.append(x * y if reached else history[-1])
        if k + 1 <= n and k < 8:
            x, y = x * 0.5 + k, y + x
    assert folded["x"].item() == x
    np.testing.assert_array_equal(folded["y"].data, y)
    np.testing.assert_array_equal(folded.history["product"].data, history)
    np.testing.assert_array_equal(folded.steps.data, steps)


def test_all_entries_change_at_once():
    exchanged = fold(lambda s, k: {"a": s["b"], "b": s["a"]}, {"a": 1.0, "b": 2.0}, 3, max=3)
    assert (exchanged["a"].item(), exchanged["b"].item()) == (2, 1)


def test_the_state_is_a_mapping_by_name():
    folded = countdown(2)
    assert list(folded) == ["x"]
    assert len(folded) == 1
    assert folded["x"].item() == 8


def test_the_step_and_who_asks_have_the_state_in_the_order_in_which_it_was_given():
    def step(s, k):
        assert list(s) == ["w", "b"]
        return {"b": s["b"] * 2, "w": s["w"] + s["b"]}

    folded = fold(step, {"w": 1.0, "b": 1.0}, 2, max=2, watch=lambda s: {"x": s["w"], "a": s["b"]})
    assert {name: value.item() for name, value in folded.items()} == {"w": 4.0, "b": 4.0}
    assert (list(folded), list(folded.history)) == (["w", "b"], ["x", "a"])


def test_no_steps_give_the_first_state():
    assert countdown(0)["x"].item() == 10


def test_n_is_kept_between_0_and_max():
    assert countdown(-3)["x"].item() == 10
    assert countdown(99)["x"].item() == 2
    assert countdown(2.9)["x"].item() == 8


def test_steps_that_are_not_a_number_are_none():
    n = live("n", 3)
    recording = Recording.of({"x": countdown(n)["x"]}, {"n": n})
    assert recording.run(n=np.nan)["x"] == 10


def test_a_control_brings_its_greatest_number_of_steps():
    n = live("n", 2)
    n.attrs = {"max": 5}
    folded = fold(lambda s, k: {"x": s["x"] + 1}, {"x": 0.0}, n, watch=lambda s: {"x": s["x"]})
    assert folded.history["x"].shape == (6,)


def test_a_recorded_fold_follows_n_and_all_that_the_step_uses():
    n, lr, start = live("n", 3), live("lr", 0.1), live("start", 4.0)
    folded = fold(
        lambda s, k: {"w": s["w"] - lr * grad(s["w"] ** 2, [s["w"]])[0]}, {"w": start}, n, max=50
    )
    recording = Recording.of({"w": folded["w"]}, {"n": n, "lr": lr, "start": start})
    assert recording.run(n=10, lr=0.25, start=8.0)["w"] == 8.0 * 0.5**10


def test_what_a_step_uses_from_outside_is_computed_once_and_not_in_the_loop():
    lr, n = live("lr", 0.1), live("n", 0)
    expensive = (lr * np.ones(100)).exp().sum()
    folded = fold(lambda s, k: {"w": s["w"] * expensive}, {"w": 1.0}, n, max=5)
    recording = Recording.of({"w": folded["w"]}, {"lr": lr, "n": n})
    body = next(node.attrs["body"] for node in recording.nodes if node.op == "fold")
    assert "exp" in [node.op for node in recording.nodes]
    assert "exp" not in [node.op for node in body.nodes]


def test_what_a_step_or_watch_takes_from_outside_as_it_is_follows_too():
    lr, n = live("lr", 0.1), live("n", 2)
    folded = fold(
        lambda s, k: {"x": lr * 2, "y": s["y"]},
        {"x": 0.0, "y": lr},
        n,
        max=3,
        watch=lambda s: {"lr": lr, "y": s["y"]},
    )
    outputs = {**folded, "history": folded.history["lr"]}
    results = Recording.of(outputs, {"lr": lr, "n": n}).run(lr=5, n=3)
    assert (results["x"], results["y"]) == (10, 5)
    assert results["history"].tolist() == [5] * 4


def test_a_tensor_that_requires_a_gradient_may_be_a_state():
    w = Tensor(2.0, requires_grad=True)
    folded = fold(lambda s, k: {"w": s["w"] - grad(s["w"] ** 2, [s["w"]])[0]}, {"w": w}, 1, max=1)
    assert folded["w"].item() == -2


# --- mistakes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (
            lambda s, k: {"x": s["x"], "y": 1.0},
            r"state is \['x'\], but the step returned \['x', 'y'\]",
        ),
        (lambda s, k: {}, r"step returned \[\]. Return every entry"),
        (lambda s, k: {"x": s["x"] * np.ones(3)}, r"'x' has shape \(\).*returned shape \(3,\)"),
    ],
)
def test_a_step_that_returns_another_state_is_refused(step, message):
    with pytest.raises(ValueError, match=message):
        fold(step, {"x": 1.0}, 2, max=2)


@pytest.mark.parametrize("returned", [None, 1.0, [1.0]])
def test_a_step_or_watch_that_returns_no_dictionary_is_refused(returned):
    with pytest.raises(TypeError, match="what the step returns must be a dictionary"):
        fold(lambda s, k: returned, {"x": 1.0}, 2, max=2)
    with pytest.raises(TypeError, match="what watch returns must be a dictionary"):
        countdown(2, watch=lambda s: returned)


def test_a_state_that_is_no_dictionary_or_empty_is_refused():
    with pytest.raises(TypeError, match="the state must be a dictionary"):
        fold(lambda s, k: s, [1.0], 2, max=2)
    with pytest.raises(ValueError, match="the state is empty"):
        fold(lambda s, k: s, {}, 2, max=2)


def test_a_fold_that_cannot_know_its_greatest_n_is_refused():
    with pytest.raises(ValueError, match=r"n is not a control\. Give max="):
        fold(lambda s, k: s, {"x": 1.0}, 5)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"every": 0}, ValueError),
        ({"every": 1.5}, TypeError),
        ({"max": -1}, ValueError),
        ({"max": 2.5}, TypeError),
    ],
)
def test_counts_that_cannot_be_are_refused(options, error):
    ((name, value),) = options.items()
    with pytest.raises(error, match=f"fold: {name} .*, met {value}"):
        countdown(1, **options)


def test_more_steps_or_more_history_than_a_page_can_hold_are_refused_at_once():
    def count(s, k):
        return {"x": s["x"] + 1}

    with pytest.raises(ValueError, match=r"fold: 1,000,000,000 steps are too many .* 10,000,000"):
        fold(count, {"x": 0.0}, live("n", 0), max=10**9)
    with pytest.raises(ValueError, match=r"history would hold 500,000,500 numbers.*every=51\."):
        fold(count, {"x": np.zeros(500)}, 0, max=10**6, watch=lambda s: {"x": s["x"]})
    fold(count, {"x": np.zeros(500)}, 0, max=10**6, watch=lambda s: {"x": s["x"]}, every=51)


def test_several_numbers_of_steps_are_refused():
    with pytest.raises(ValueError, match=r"n is one number of steps, but has shape \(2,\)"):
        countdown([1.0, 2.0])


def test_a_fold_within_a_step_is_refused():
    def step(state, k):
        return {"x": fold(lambda s, j: {"x": s["x"] + 1}, {"x": state["x"]}, 2, max=2)["x"]}

    with pytest.raises(ValueError, match="a step cannot fold again"):
        fold(step, {"x": 1.0}, 2, max=2)


def test_an_if_on_the_state_is_refused_with_the_way_out():
    def step(state, k):
        return {"x": -state["x"] if state["x"] > 0 else state["x"]}

    with pytest.raises(TypeError, match=r"control \"state 'x'\".*where\("):
        fold(step, {"x": 1.0}, 2, max=2)


def test_no_gradient_flows_through_a_fold_and_asking_for_it_says_so():
    lr = live("lr", 0.1)
    folded = fold(lambda s, k: {"x": s["x"] * lr}, {"x": 1.0}, 2, max=2)
    with pytest.raises(ValueError, match="fold has no gradient"):
        grad(folded["x"], [lr])
