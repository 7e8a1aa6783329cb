"""The room that an explorer will take, kept free until it is alive.

Beside the still image stands an empty, unseen copy of the explorer's boxes, with their own classes
and in their own order. So the browser lays them out as it will lay out the explorer, at every
width, and what stands below stays where it is when the explorer takes its place.
"""

from html import escape
from typing import Any

_REFERENCE = "IPY_MODEL_"
# About what stands in a panel around its plot, in pixels; see nnlib/live/front/drawing/layout.js.
_TITLE = 24
_LEGEND = 20
_TICKS = 40
_BESIDE = 60
_LEAST_PLOT = 120
_CELL_HEIGHT = 40


def room(models: dict[str, Any], model: str) -> str:
    """Return the empty boxes of a widget, as HTML."""
    return f'<div class="room" aria-hidden="true">{_box(models, model)}</div>'


def _box(models: dict[str, Any], model: str) -> str:
    state = models[model]["state"]
    if "spec" in state:
        return _view(state["spec"])
    own = state.get("_dom_classes", [])
    classes = " ".join(own)
    kind = models[model]["model_name"]
    if kind == "VBoxModel":
        children = [child.removeprefix(_REFERENCE) for child in state["children"]]
        # What is folded away takes no room.
        if "nn-group" in own:
            children = children[:1]
        return f'<div class="{classes}">{"".join(_box(models, child) for child in children)}</div>'
    if kind == "ToggleButtonModel":
        return f'<span class="jupyter-button {classes}">{escape(state["description"])}</span>'
    if kind == "HBoxModel":  # of a player and its slider
        classes += " room-player"
    if "SliderModel" in kind:
        classes += " widget-hslider"
    label = f'<span class="widget-label">{escape(state.get("description", ""))}</span>'
    return f'<div class="jupyter-widgets widget-inline-hbox {classes}">{label}</div>'


def _view(spec: dict[str, Any]) -> str:
    combination = next(iter(spec["combinations"].values()))
    nodes, outputs = combination["recording"]["nodes"], combination["recording"]["outputs"]

    def shape(key: str) -> list[int]:
        return nodes[outputs[key]]["shape"]

    panels = "".join(_panel(panel, shape) for panel in combination["panels"])
    parts = [_BUTTONS, f'<div class="nn-panels">{panels}</div>']
    if combination["caption"] is not None:
        parts.append(f'<p class="nn-caption">{escape(combination["caption"]["template"])}</p>')
    if combination.get("codes"):
        parts.append(_BUTTONS)
    return f'<div class="nn-view">{"".join(parts)}</div>'


_BUTTONS = '<div class="nn-toolbar"><span class="nn-button">Reset</span></div>'
_TOOLS = '<div class="nn-tools"><span class="nn-tool">Add</span></div>'


def _panel(panel: dict[str, Any], shape: Any) -> str:
    tools = any(_has_tools(mark["type"], mark["style"]) for mark in panel["marks"])
    return (
        f'<div class="nn-panel" style="--nn-share:{panel.get("width") or 1}">'
        f'<div style="padding-top:{_height(panel, shape)}"></div>{_TOOLS * tools}</div>'
    )


def _has_tools(kind: str, style: dict[str, Any]) -> bool:
    """Whether a mark brings a row of buttons below its panel."""
    if kind == "editable":
        return {"add", "remove"} & set(style["edit"]) != set()
    return kind == "pad" or "layers" in style


def _height(panel: dict[str, Any], shape: Any) -> str:
    """Return the height of a panel in CSS, where a percentage is one of the panel's width."""
    head = _TITLE * bool(panel["title"]) + 6
    if panel.get("legend") is not False and any(mark.get("label") for mark in panel["marks"]):
        head += _LEGEND
    most = max(panel.get("height") or 320, head + _LEAST_PLOT)
    full = f"min({most}px,max({min(most, 220)}px,92%))"
    cells = [mark for mark in panel["marks"] if mark["type"] in ("image", "pad", "matrix")]
    if cells:
        rows, columns = shape(cells[0]["data"]["values"])[-2:]
        if cells[0]["type"] == "matrix":
            return f"min({full},{head + 26 + rows * _CELL_HEIGHT}px)"
        return f"min({full},{head + 2}px + {100 * rows / columns:.4g}%)"
    if (
        panel.get("aspect") == "equal"
        and _are_numbers(panel["xlim"])
        and _are_numbers(panel["ylim"])
    ):
        ratio = _span(panel["ylim"]) / _span(panel["xlim"])
        return f"min({full},{head + _TICKS - _BESIDE * ratio:.4g}px + {100 * ratio:.4g}%)"
    return full


def _are_numbers(limits: Any) -> bool:
    return isinstance(limits, list)


def _span(limits: list[float]) -> float:
    return limits[1] - limits[0]
