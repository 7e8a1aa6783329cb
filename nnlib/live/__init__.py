"""Explorers: figures that are recorded once in Python and replayed where the reader is."""

from nnlib.fold import fold

try:
    from nnlib.live.controls import (
        choice,
        formula,
        integer,
        option,
        pad,
        play,
        points,
        slider,
        switch,
    )
    from nnlib.live.explorer import Explorer, explore
    from nnlib.live.picture import Picture
    from nnlib.live.quiz import quiz
    from nnlib.live.sharing import share
except ModuleNotFoundError as error:
    if error.name not in ("anywidget", "ipywidgets", "matplotlib"):
        raise
    raise ModuleNotFoundError(
        f"nnlib.live needs {error.name}, which nnlib alone does not bring along. Run "
        "pip install 'neural-networks-live[live]', in a notebook with a % before pip.",
        name=error.name,
    ) from None

__all__ = [
    "Explorer",
    "Picture",
    "choice",
    "explore",
    "fold",
    "formula",
    "integer",
    "option",
    "pad",
    "play",
    "points",
    "quiz",
    "share",
    "slider",
    "switch",
]
