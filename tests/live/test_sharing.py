"""Controls that explorers share: in Python the widgets are linked; tests/book moves them."""

import sys
import types

import ipywidgets
import numpy as np
import pytest

from nnlib.live import choice, explore, integer, pad, play, share, slider

CONTROLS = {
    "ink": pad(2, 3),
    "w": slider(1, 0, 2),
    "rate": slider(0.1, 0.001, 1, log=True),
    "n": play(10),
    "number": integer(1, 1, 5),
    "name": choice("a", "b"),
}


def explorer(**controls):
    def figure(picture, **values):
        picture.bars([1.0])

    # `explore` looks at the function's parameters: these take any control.
    return explore(controls)(figure)


@pytest.fixture
def made(monkeypatch):
    """The links that the page is to make: pairs of ends."""
    made = []
    monkeypatch.setattr(ipywidgets, "jslink", lambda *ends: made.append(ends))
    return made


@pytest.fixture
def shared(made):
    """Three explorers that share all controls."""
    explorers = [explorer(**CONTROLS) for _ in range(3)]
    share(list(CONTROLS), *explorers)
    return explorers


def test_every_control_of_the_first_is_linked_with_that_of_each_other(shared, made):
    first, *others = shared
    joined = {(source.model_id, trait, target.model_id) for (source, trait), (target, _) in made}
    for other in others:
        display, own = other._show(), first._show()
        for name, control in first.controls.items():
            if name == "ink":
                expected = (own.view.model_id, "edits", display.view.model_id)
            else:
                ends = [control.source(d.controls[name]).model_id for d in (own, display)]
                expected = (ends[0], control.trait, ends[1])
            assert expected in joined
    assert len(made) == 2 * len(CONTROLS)


def test_sharing_changes_no_value(shared):
    for each in shared:
        for name, value in each.values.items():
            np.testing.assert_array_equal(value, CONTROLS[name].initial)


MOVED = {"ink": [[1.0, 0, 0.5]] * 2, "w": 2.0, "rate": 1.0, "n": 7, "number": 5, "name": "b"}


@pytest.fixture
def colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))


def test_on_colab_where_frames_keep_explorers_apart_the_kernel_carries_each_move(
    colab, made, shared
):
    # Both at once would pull in turns.
    assert made == []
    for mover in shared:
        start = {name: control.initial for name, control in mover.controls.items()}
        for values in (MOVED, start):
            mover.set(**values)
            for each in shared:
                np.testing.assert_equal(each.at(**each.values), mover.at(**values))
                for name, value in mover.values.items():
                    np.testing.assert_array_equal(each.values[name], value)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda a, b: share("w", a, b), TypeError, r"give a list of names, such as \['w'\]"),
        (lambda a, b: share(["w"], a, 3), TypeError, "explorers are wanted, not 3"),
        (lambda a, b: share(["w"], a), ValueError, "it takes two explorers"),
        (lambda a, b: share(["w"], a, b, a), ValueError, "Name each once"),
        (lambda a, b: share([], a, b), TypeError, "a list of names, met"),
        (lambda a, b: share([["w"]], a, b), TypeError, "a list of names, met"),
        (lambda a, b: share(["z"], a, b), ValueError, "figure has no control z. Its controls are"),
        (
            lambda a, b: share(["w"], a, explorer(w=slider(1, 0, 3))),
            ValueError,
            "w is not the same control in figure and in figure. Make it once",
        ),
    ],
)
def test_what_cannot_be_shared_is_said(call, error, message):
    one, other = explorer(**CONTROLS), explorer(**CONTROLS)
    with pytest.raises(error, match=message):
        call(one, other)
