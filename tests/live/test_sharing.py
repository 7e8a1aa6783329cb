"""Controls that explorers share: in Python the widgets are linked; tests/book moves them."""

import numpy as np
import pytest
from ipywidgets import Play
from ipywidgets.widgets.widget import _instances
from ipywidgets.widgets.widget_link import Link

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


def links():
    """All links but those inside a play control."""
    found = [widget for widget in _instances.values() if isinstance(widget, Link)]
    return [link for link in found if not isinstance(link.source[0], Play)]


@pytest.fixture
def shared():
    """Three explorers that share all controls, and the links made between them."""
    before = links()
    explorers = [explorer(**CONTROLS) for _ in range(3)]
    share(list(CONTROLS), *explorers)
    return explorers, [link for link in links() if link not in before]


def test_every_control_of_the_first_is_linked_with_that_of_each_other(shared):
    (first, *others), made = shared
    joined = {(link.source[0].model_id, link.source[1], link.target[0].model_id) for link in made}
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
    explorers, _ = shared
    for each in explorers:
        for name, value in each.values.items():
            np.testing.assert_array_equal(value, CONTROLS[name].initial)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda a, b: share("w", a, b), TypeError, r"give a list of names, such as \['w'\]"),
        (lambda a, b: share(["w"], a, 3), TypeError, "explorers are wanted, not 3"),
        (lambda a, b: share(["w"], a), ValueError, "it takes two explorers"),
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
