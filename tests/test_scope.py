"""A scope names what is computed in it, also in gradients, in recordings and in their JSON."""

import pytest

from nnlib import Tensor, branch, fold, grad, named_scope
from nnlib.recording import Recording
from tests.live.page import live


def scopes(recording):
    """The scopes of all nodes, also of those within."""
    found = set()
    for node in recording.nodes:
        found.add(node.scope)
        for value in node.attrs.values():
            for inner in value if isinstance(value, tuple) else [value]:
                found |= scopes(inner) if isinstance(inner, Recording) else set()
    return found - {""}


def test_what_is_computed_inside_has_the_name_and_nothing_else():
    x = Tensor(2.0)
    before = x * x
    with named_scope("layer 1"):
        inside = before.tanh()
    assert (before.scope, inside.scope, inside.exp().scope) == ("", "layer 1", "")


def test_a_scope_ends_also_when_something_fails_in_it():
    with pytest.raises(ZeroDivisionError), named_scope("layer 1"):
        raise ZeroDivisionError
    assert Tensor(1.0).scope == ""


def test_a_scope_within_another_has_both_names():
    with named_scope("the encoder"):
        with named_scope("layer 1"):
            inner = Tensor(1.0)
        outer = Tensor(1.0)
    assert (inner.scope, outer.scope) == ("the encoder, layer 1", "the encoder")


def test_a_function_can_be_a_scope_each_time_it_is_called():
    @named_scope("the step")
    def step(depth):
        return Tensor(0.0) if depth == 0 else step(depth - 1)

    assert step(0).scope == "the step"
    assert step(2).scope == "the step, the step, the step"


def test_a_gradient_is_that_of_the_scope_in_which_its_operation_was():
    w = Tensor([1.0, 2.0], requires_grad=True)
    with named_scope("layer 1"):
        z = w.exp()
    (slope,) = grad((z * z).sum(), [w])
    assert slope.scope == "the gradient of layer 1"
    (second,) = grad(slope.sum(), [w])
    assert second.scope == "the gradient of layer 1"


def test_what_has_no_name_has_a_gradient_in_the_scope_where_it_is_asked_for():
    w = Tensor(3.0)
    y = w * w
    with named_scope("the step"):
        (slope,) = grad(y, [w])
    assert slope.scope == "the step"


def test_recordings_keep_the_scopes_also_of_steps_and_of_functions_to_choose():
    x, n, which = live("x", 1.0), live("n", 0), live("which", 0)

    def step(state, k):
        with named_scope("the step"):
            return {"x": state["x"] / 2}

    def chosen(x):
        with named_scope("the choice"):
            return x.exp()

    end = fold(step, {"x": x}, n, max=5)["x"]
    with named_scope("the end"):
        result = branch(which, [chosen, lambda x: x], end)
    (slope,) = grad(branch(which, [chosen, lambda x: x], x), [x])
    inputs = {"x": x, "n": n, "which": which}
    recording = Recording.of({"result": result, "slope": slope}, inputs)
    chosen_at = {"the end, the choice", "the choice", "the gradient of the choice"}
    wanted = {"the step", "the end", *chosen_at}
    assert scopes(recording) == wanted
    assert scopes(Recording.from_json(recording.to_json())) == wanted
    assert scopes(recording.with_text("f", "x")) == wanted


def test_a_name_is_text():
    with pytest.raises(TypeError, match="the name is text, such as 'hidden layer 2', not 2"):
        named_scope(2).__enter__()
