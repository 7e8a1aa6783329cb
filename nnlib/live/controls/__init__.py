"""Controls: the named inputs of an explorer, each shown as an ipywidgets widget.

The functions `slider`, `integer`, `choice`, `option`, `switch`, `play`, `points`, `formula` and
`pad` check what the author wrote and return a control. A control knows which values are valid,
which widget shows it, and how its value enters a recording. Only arguments that ipywidgets 7.7
and 8 share are used.
"""

from nnlib.live.controls.choices import Choice, Option, choice, option
from nnlib.live.controls.control import Control
from nnlib.live.controls.formulas import Formula, formula
from nnlib.live.controls.integers import Integer, integer
from nnlib.live.controls.pads import Pad, pad
from nnlib.live.controls.players import Play, play
from nnlib.live.controls.point_sets import Points, PointSet, points
from nnlib.live.controls.sliders import Slider, slider
from nnlib.live.controls.switches import Switch, switch

__all__ = [
    "Choice",
    "Control",
    "Formula",
    "Integer",
    "Option",
    "Pad",
    "Play",
    "PointSet",
    "Points",
    "Slider",
    "Switch",
    "choice",
    "formula",
    "integer",
    "option",
    "pad",
    "play",
    "points",
    "slider",
    "switch",
]
