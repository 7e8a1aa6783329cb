"""A control stays a control: no gate of the library gives its first value for ever."""

import copy
import pickle

import numpy as np
import pytest

import nnlib
from nnlib import Linear, Tensor, grad, no_grad
from nnlib.live import explore, slider

FOLLOWS = {
    "Tensor": Tensor,
    "as_tensor": nnlib.as_tensor,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "deepcopy of a list": lambda a: copy.deepcopy([a])[0],
    "detach": lambda a: a.detach(),
    "functional_call": lambda a: nnlib.functional_call(
        Linear(1, 1), {"weight": a.reshape(1, 1), "bias": [0.0]}, [1.0]
    )[0],
}


@pytest.mark.parametrize("way", FOLLOWS.values(), ids=FOLLOWS)
@pytest.mark.parametrize("remembering", [True, False])
def test_a_copy_of_a_control_follows_it(way, remembering):
    @explore(a=slider(2, 0, 10))
    def product(picture, a):
        picture.line([0.0, 1.0], [0.0, a])
        if remembering:
            return {"y": 3 * way(a)}
        with no_grad():
            return {"y": 3 * way(a)}

    assert product.at(a=2)["y"] == 6.0
    assert product.at(a=7)["y"] == 21.0


@pytest.mark.parametrize("way", [Tensor, copy.deepcopy])
def test_gradients_stop_at_a_copy_of_a_control(way):
    @explore(a=slider(2, 0, 10))
    def slope(picture, a):
        picture.line([0.0, 1.0], [0.0, a])
        twin = way(a)
        of_a, of_twin = grad(a * twin * twin, [a, twin])
        return {"of a": of_a, "of twin": of_twin}

    assert slope.at(a=3) == {"of a": 9.0, "of twin": 18.0}


REFUSED = {
    "parameter": (lambda a: Tensor(a, requires_grad=True), r"nnlib\.grad\(loss, \[w\]\)"),
    "data": (lambda a: setattr(Tensor(0.0), "data", a), "functional_call"),
    "its data": (lambda a: setattr(a, "data", 3.0), "would freeze it"),
    "state": (lambda a: Linear(1, 1).load_state_dict({"weight": a, "bias": a}), "would freeze it"),
    "pickle": (pickle.dumps, "a pickle of it would freeze it"),
    "array": (np.asarray, "would freeze it"),
    "list in an array": (lambda a: np.array([a, a]), "would freeze it"),
    "text": (lambda a: f"{a}", "would not follow the control"),
    "number": (float, "would freeze it"),
    "in place": (lambda a: _updated(a), "would freeze it"),
}


def _updated(a):
    w = Tensor(1.0, requires_grad=True)
    with no_grad():
        w -= a
    return w


@pytest.mark.parametrize(("way", "message"), REFUSED.values(), ids=REFUSED)
def test_what_would_freeze_a_control_is_refused(way, message):
    def author(picture, a):
        picture.line([0.0, 1.0], [0.0, a])
        way(a)
        return {"y": a}

    with pytest.raises(TypeError, match=f"control 'a'.*{message}"):
        explore(a=slider(2, 0, 10))(author)


def test_a_parameter_trained_between_two_drawings_is_not_drawn_twice_as_it_is_at_last():
    def author(picture, a):
        picture.line([0.0, 1.0], [0.0, a])
        w = Tensor(1.0, requires_grad=True)
        before = a * w
        w.data = 5.0
        return {"before": before, "after": a * w}

    with pytest.raises(RuntimeError, match=r"was changed after mul .*Tensor\(w\.data\)"):
        explore(a=slider(2, 0, 10))(author)
