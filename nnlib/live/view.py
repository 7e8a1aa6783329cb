"""The widget that draws: one anywidget, whose front end is in ``front/``."""

from __future__ import annotations

import anywidget
import traitlets

from nnlib.live.front import module_text, style_text


class View(anywidget.AnyWidget):
    """The picture of an explorer, replayed and drawn in the browser.

    Attributes
    ----------
    spec : dict
        Controls, constants, recordings, panels: everything there is to replay.
    edits : dict
        The values of controls that live in the picture itself (points, pads), once moved.
    """

    _esm = module_text()
    _css = style_text()

    spec = traitlets.Dict().tag(sync=True)
    edits = traitlets.Dict().tag(sync=True)
