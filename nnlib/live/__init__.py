"""Explorers: figures that are recorded once in Python and replayed where the reader is."""

from nnlib.fold import fold
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
