"""Sharing: controls that several explorers of a page have in common."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import ipywidgets as widgets

from nnlib.checks import several
from nnlib.live.explorer import Explorer


def share(controls: Sequence[str], *explorers: Explorer) -> None:
    """Let explorers share controls: what the reader moves in one of them moves in all.

    Parameters
    ----------
    controls : list of str
        The names of the controls; each explorer has them, and they are the same there.
    *explorers : Explorer
        Two or more.

    Raises
    ------
    TypeError
        When something is not an explorer, or the controls are not a list of names.
    ValueError
        When there are fewer than two explorers, one is there twice, or a control is missing in
        one, or differs.

    Notes
    -----
    The page does it, with a kernel and without one. On Colab, where each output stands in a frame
    of its own, the kernel does it: there the others follow once no cell is running, and a notebook
    that is opened without its kernel shows explorers that move one by one. Used on the page "Draw a
    digit".

    Examples
    --------
    >>> from nnlib.live import explore, slider
    >>> x = slider(1, 0, 2)
    >>> @explore(x=x)
    ... def square(picture, x):
    ...     picture.bars((x * x).reshape(1))
    >>> @explore(x=x)
    ... def cube(picture, x):
    ...     picture.bars((x * x * x).reshape(1))
    >>> share(["x"], square, cube)
    """
    if isinstance(controls, str):
        raise TypeError(f"share: give a list of names, such as [{controls!r}].")
    controls = several("share: controls", controls, '["x"]')
    if not controls or not all(isinstance(name, str) for name in controls):
        raise TypeError(f"share: controls are a list of names, met {controls!r}. Write ['x'].")
    for explorer in explorers:
        if not isinstance(explorer, Explorer):
            raise TypeError(
                f"share: explorers are wanted, not {explorer!r}. Write share([names], one, other)."
            )
    if len(explorers) < 2 or len(set(explorers)) < len(explorers):
        raise ValueError("share: it takes two explorers to share a control. Name each once.")
    for name in controls:
        for explorer in explorers:
            _check(name, explorers[0], explorer)
    first, *others = explorers
    for other in others:
        for source, target in {
            _place(first, name): _place(other, name) for name in controls
        }.items():
            _link(source, target)


def _link(source: tuple[widgets.Widget, str], target: tuple[widgets.Widget, str]) -> None:
    # Frames have nothing in common but the kernel. Not both: what the kernel answers is older than
    # what the reader does by then, and in one page the two would pull in turns.
    link = widgets.link if "google.colab" in sys.modules else widgets.jslink
    link(source, target)


def _check(name: str, first: Explorer, explorer: Explorer) -> None:
    if name not in explorer.controls:
        raise ValueError(
            f"share: {explorer.name} has no control {name}. "
            f"Its controls are {', '.join(explorer.controls)}."
        )
    if explorer.controls[name].spec() != first.controls[name].spec():
        raise ValueError(
            f"share: {name} is not the same control in {first.name} and in {explorer.name}. "
            f"Make it once, {name} = …, and give it to both."
        )


def _place(explorer: Explorer, name: str) -> tuple[widgets.Widget, str]:
    """Return the widget that holds a control's value, and its trait."""
    control, display = explorer.controls[name], explorer._show()
    if control.trait is None:
        return display.view, "edits"
    return control.source(display.controls[name]), control.trait
