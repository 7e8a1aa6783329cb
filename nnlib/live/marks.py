"""Marks: what a picture can show. Their data are tensors, so marks follow the controls.

`Marks` is the vocabulary that `Picture` and `Panel` share. Each method checks its arguments at
once and adds one mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nnlib.checks import brief, flag, is_number, one_of, several
from nnlib.live import arguments, template
from nnlib.live.controls import PointSet
from nnlib.live.graph import describe_graph
from nnlib.live.network import growth, network_data
from nnlib.live.palette import COLORMAPS, DASHES, MARKERS
from nnlib.tensor import Tensor, TensorLike

ANCHORS = ("start", "middle", "end")
EDITS = ("move", "add", "remove")


class Marks:
    """Methods that add one mark each; x and y are in the units of the panel's axes.

    Colours are names: blue, orange, green, purple, red, sky, yellow, gray and ink, each with a
    form for light and one for dark pages. Widths and sizes are in pixels. ``label`` puts a mark
    into the legend. Every method raises a ValueError or a TypeError that names the mark and the
    argument when shapes do not go together or a style does not exist.
    """

    def _add(self, type: str, data: dict[str, Tensor], style: dict[str, Any], label: Any) -> None:
        raise NotImplementedError

    def line(
        self,
        x: TensorLike,
        y: TensorLike,
        *,
        color: str | None = None,
        width: float = 2,
        dash: str = "solid",
        alpha: float = 1,
        label: str | None = None,
    ) -> None:
        """Join the points (x, y) of shape (n,) by a line; nan breaks it.

        Without ``color``, each line of a panel takes the next of the class colours.
        """
        style = {**_stroke("line", color, width, dash), **_alpha("line", alpha)}
        self._add("line", arguments.vectors("line", x=x, y=y), style, label)

    def points(
        self,
        x: TensorLike,
        y: TensorLike,
        c: TensorLike | None = None,
        *,
        mask: TensorLike | None = None,
        size: float | TensorLike = 5,
        color: str = "blue",
        marker: str = "circle",
        cmap: str | None = None,
        vmin: float | None = None,
        vmax: float | None = None,
        alpha: float = 1,
        label: str | None = None,
    ) -> None:
        """Draw a point at each (x, y) of shape (n,).

        ``c`` holds class indices, shown by colour and shape, or with ``cmap`` values, shown by
        colour. Points whose ``mask`` is 0 are left out. ``size`` is the radius, one for all or one
        for each.
        """
        columns = {"x": x, "y": y}
        columns.update({key: v for key, v in (("c", c), ("mask", mask)) if v is not None})
        style: dict[str, Any] = {}
        if is_number(size):
            style["size"] = arguments.number("points", "size", size, 0)
        else:
            columns["size"] = size
        style["color"] = arguments.color("points", color)
        style["marker"] = one_of("points: marker", marker, MARKERS)
        if cmap is not None:
            if c is None:
                raise ValueError("points: cmap colours by the values in c. Give c, or drop cmap.")
            style.update(_colormap("points", cmap, vmin, vmax))
        style.update(_alpha("points", alpha))
        self._add("points", arguments.vectors("points", **columns), style, label)

    def heatmap(
        self,
        x: TensorLike,
        y: TensorLike,
        z: TensorLike,
        *,
        cmap: str = "diverging",
        vmin: float | None = None,
        vmax: float | None = None,
        alpha: float = 1,
        colorbar: bool = False,
        strength: TensorLike | None = None,
        label: str | None = None,
    ) -> None:
        """Colour the cells around (x, y) by z of shape (ny, nx).

        x of shape (nx,) and y of shape (ny,) are the cells' centres, in equal steps. Limits that
        are not given come from the data; those of a diverging map lie symmetrically around 0.
        With cmap="class", ``strength`` of z's shape says how full each colour is, from 0 (none)
        to 1: how sure a classifier is.
        """
        style = {
            **_colormap("heatmap", cmap, vmin, vmax),
            **_alpha("heatmap", alpha),
            "colorbar": flag("heatmap: colorbar", colorbar),
        }
        data = arguments.field("heatmap", x, y, z)
        if strength is not None:
            if cmap != "class":
                raise ValueError(
                    f'heatmap: strength goes with cmap="class", not with {cmap!r}: other maps show '
                    "strength by their colours."
                )
            data["strength"] = arguments.field("heatmap", x, y, strength)["z"]
        self._add("heatmap", data, style, label)

    def contour(
        self,
        x: TensorLike,
        y: TensorLike,
        z: TensorLike,
        *,
        levels: Sequence[float] = (0,),
        color: str = "ink",
        width: float = 1.5,
        dash: str = "solid",
        label: str | None = None,
    ) -> None:
        """Draw the lines along which z of shape (ny, nx) has the given levels.

        For a level that follows a control, draw level 0 of z minus the level.
        """
        fixed = [
            arguments.number("contour", "levels", level)
            for level in several("contour: levels", levels, "levels=[0]")
        ]
        if not fixed or sorted(set(fixed)) != fixed:
            raise ValueError(
                f"contour: levels={fixed} must be one or more rising numbers. "
                "Sort them and leave out repeats."
            )
        style = {"levels": fixed, **_stroke("contour", color, width, dash)}
        self._add("contour", arguments.field("contour", x, y, z), style, label)

    def bars(
        self,
        height: TensorLike,
        *,
        base: TensorLike | None = None,
        labels: Sequence[str] | None = None,
        color: str | Sequence[str] = "blue",
        horizontal: bool = False,
        format: str | None = None,
        label: str | None = None,
    ) -> None:
        """Draw a bar for each of the heights of shape (n,), from 0 or from ``base`` up by it.

        ``labels`` names the bars, ``color`` is one for all or one for each, and ``format``, such
        as ".2f", writes the height at each bar's end.
        """
        given = {"height": height} if base is None else {"height": height, "base": base}
        data = arguments.vectors("bars", **given)
        count = data["height"].size
        style: dict[str, Any] = {"horizontal": flag("bars: horizontal", horizontal)}
        if isinstance(color, str):
            style["color"] = arguments.color("bars", color)
        else:
            names = arguments.names("bars", "color", color, count)
            style["colors"] = [arguments.color("bars", name) for name in names]
        if labels is not None:
            style["labels"] = arguments.names("bars", "labels", labels, count)
        if format is not None:
            style["format"] = template.check_format(format, "bars: format")
        self._add("bars", data, style, label)

    def arrows(
        self,
        x: TensorLike,
        y: TensorLike,
        dx: TensorLike,
        dy: TensorLike,
        *,
        color: str = "ink",
        width: float = 2,
        label: str | None = None,
    ) -> None:
        """Draw arrows from (x, y) to (x + dx, y + dy), each of shape (n,)."""
        data = arguments.vectors("arrows", x=x, y=y, dx=dx, dy=dy)
        self._add("arrows", data, _stroke("arrows", color, width), label)

    def text(
        self,
        x: TensorLike,
        y: TensorLike,
        text: str,
        *values: TensorLike,
        color: str = "ink",
        size: float = 13,
        anchor: str = "start",
        dx: float = 0,
        dy: float = 0,
    ) -> None:
        """Write at (x, y); each ``{}`` or ``{:.2f}`` in the text takes the next of the values.

        ``anchor`` is the end of the text that stands at (x, y): start, middle or end. ``dx`` and
        ``dy`` move it by pixels, to the right and down.
        """
        data = {"x": arguments.scalar(x, "text: x"), "y": arguments.scalar(y, "text: y")}
        filled, numbers = _positional(text, values)
        style = {
            "template": filled,
            "color": arguments.color("text", color),
            "size": arguments.number("text", "size", size, 1),
            "anchor": one_of("text: anchor", anchor, ANCHORS),
            "dx": arguments.number("text", "dx", dx),
            "dy": arguments.number("text", "dy", dy),
        }
        self._add("text", {**data, **numbers}, style, None)

    def hline(
        self,
        at: TensorLike,
        *,
        color: str = "gray",
        width: float = 1,
        dash: str = "solid",
        label: str | None = None,
    ) -> None:
        """Draw a horizontal line through the whole panel at height ``at``."""
        style = {"orientation": "horizontal", **_stroke("hline", color, width, dash)}
        self._add("rule", {"at": arguments.scalar(at, "hline: at")}, style, label)

    def vline(
        self,
        at: TensorLike,
        *,
        color: str = "gray",
        width: float = 1,
        dash: str = "solid",
        label: str | None = None,
    ) -> None:
        """Draw a vertical line through the whole panel at x = ``at``."""
        style = {"orientation": "vertical", **_stroke("vline", color, width, dash)}
        self._add("rule", {"at": arguments.scalar(at, "vline: at")}, style, label)

    def segments(
        self,
        x0: TensorLike,
        y0: TensorLike,
        x1: TensorLike,
        y1: TensorLike,
        *,
        color: str = "gray",
        width: float = 1.5,
        dash: str = "solid",
        label: str | None = None,
    ) -> None:
        """Join (x0, y0) and (x1, y1), each of shape (n,); made for residuals."""
        data = arguments.vectors("segments", x0=x0, y0=y0, x1=x1, y1=y1)
        self._add("segments", data, _stroke("segments", color, width, dash), label)

    def area(
        self,
        x: TensorLike,
        y: TensorLike,
        base: TensorLike = 0,
        *,
        color: str = "blue",
        alpha: float = 0.25,
        label: str | None = None,
    ) -> None:
        """Fill between y and ``base`` (a number, or one for each x) along x of shape (n,)."""
        base = arguments.tensor(base, "area: base")
        if base.size == 1:
            data = arguments.vectors("area", x=x, y=y)
            data["base"] = arguments.scalar(base, "area: base")
        else:
            data = arguments.vectors("area", x=x, y=y, base=base)
        style = {"color": arguments.color("area", color), **_alpha("area", alpha)}
        self._add("area", data, style, label)

    def matrix(
        self,
        values: TensorLike,
        *,
        format: str = ".2f",
        cmap: str = "diverging",
        vmin: float | None = None,
        vmax: float | None = None,
        rows: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
    ) -> None:
        """Show values of shape (r, c) as a table of coloured cells with numbers.

        ``rows`` and ``columns`` name its rows and columns.
        """
        data = arguments.matrix(values, "matrix: values")
        style = {
            "format": template.check_format(format, "matrix: format"),
            **_colormap("matrix", cmap, vmin, vmax),
        }
        if rows is not None:
            style["rows"] = arguments.names("matrix", "rows", rows, data.shape[0])
        if columns is not None:
            style["columns"] = arguments.names("matrix", "columns", columns, data.shape[1])
        self._add("matrix", {"values": data}, style, None)

    def image(
        self,
        values: TensorLike,
        *,
        cmap: str = "gray",
        vmin: float | None = None,
        vmax: float | None = None,
    ) -> None:
        """Show values of shape (h, w) as square pixels, the first row on top."""
        data = {"values": arguments.matrix(values, "image: values")}
        self._add("image", data, _colormap("image", cmap, vmin, vmax), None)

    def network(
        self,
        weights: Sequence[TensorLike],
        activations: Sequence[TensorLike],
        biases: Sequence[TensorLike] | None = None,
        *,
        labels: Sequence[Sequence[str] | None] | None = None,
        format: str = ".2f",
        layers: TensorLike | None = None,
        neurons: Sequence[TensorLike] | None = None,
        inputs: Sequence[TensorLike] | None = None,
        outputs: TensorLike | None = None,
    ) -> None:
        """Draw a network: a column of nodes for each layer, links as wide as their weights.

        ``weights[l]`` has shape (n_out, n_in), as `Linear` keeps it. ``activations`` holds the
        values of the nodes, the inputs first, so it is one longer than ``weights``; values of
        shape (n, rows, columns) are maps, drawn in the nodes, the first row at the bottom.
        ``biases[l]`` of shape (n_out,) belongs to the layer that ``weights[l]`` leads to.
        ``labels`` names the nodes, a list for each layer, or None.

        A reader who points at a node or a link, or taps it, sees a card with its name and its
        numbers: the map enlarged or the value, the bias, and the weights that lead there. Biases
        are written below the nodes as well, but not below maps.

        A network may change its size: of the hidden layers only the first ``layers`` are drawn,
        of hidden layer l the first ``neurons[l]`` nodes, and of the last layer ``outputs``; an
        input whose number in ``inputs`` is 0 is pale. The last layer's weights belong to the last
        layer that is drawn before it. Where these numbers are controls as the author's function
        received them, the drawing has buttons that move them.
        """
        data = network_data(weights, activations, biases)
        counts = [len(values) for key, values in data.items() if key.startswith("a")]
        grown, style = growth(counts, layers, neurons, inputs, outputs)
        data |= grown
        style["format"] = template.check_format(format, "network: format")
        if labels is not None:
            labels = several("network: labels", labels, '[["x1", "x2"], None]')
            if len(labels) != len(counts):
                raise ValueError(
                    f"network: labels has {len(labels)} lists for {len(counts)} layers. "
                    "Give a list of names for each layer, the inputs first."
                )
            style["labels"] = [
                None
                if row is None
                else arguments.names("network", f"labels[{layer}]", row, counts[layer])
                for layer, row in enumerate(labels)
            ]
        self._add("network", data, style, None)

    def graph(
        self,
        root: Tensor,
        step: TensorLike | None = None,
        *,
        names: Mapping[str, Tensor] | None = None,
        leaves: Sequence[Tensor] = (),
        wrt: Sequence[Tensor] | None = None,
        format: str = ".2f",
    ) -> None:
        """Draw the computational graph of a tensor: how it was computed, and its gradients.

        The graph is the record that nnlib keeps. Without ``step`` all is shown. With it, a `play`
        control or another number, step 0 shows the leaves; each further step computes one value,
        in the order in which nnlib did, and then one gradient, from the root back; the rule of the
        present step is written above with its numbers. After the last step all is shown.

        ``names`` gives names to tensors; controls have theirs, and other values are called v1,
        v2 and so on. At the tensors in ``leaves`` the drawing stops although they were computed.
        ``wrt`` are the tensors with respect to which gradients are wanted: by default controls,
        named leaves and leaves that require a gradient; with ``[]`` there are none, and the root
        need not be a single number. Leaves that are sliders can be set in the drawing.
        """
        if not isinstance(root, Tensor):
            raise TypeError(
                f"graph: the root is {root!r}, no tensor, so nothing is known of how it was "
                "computed. Make one of the numbers a Tensor before computing with it."
            )
        if names is not None and not isinstance(names, Mapping):
            raise TypeError(
                f"graph: names are a dictionary, such as {{'w': w}}, met {brief(names)}. Give each "
                "tensor its name."
            )
        data, style = describe_graph(
            root,
            None if step is None else arguments.scalar(step, "graph: step"),
            {arguments.text("graph: a name", name): node for name, node in (names or {}).items()},
            _check_tensors("leaves", several("graph: leaves", leaves, "leaves=[z]")),
            None if wrt is None else _check_tensors("wrt", several("graph: wrt", wrt, "wrt=[w]")),
            template.check_format(format, "graph: format"),
        )
        self._add("graph", data, style, None)

    def handle(
        self, x: TensorLike, y: TensorLike, *, label: str | None = None, color: str = "orange"
    ) -> None:
        """Draw a dot at (x, y) that the reader drags; it moves the controls given as x and y.

        At least one of x and y must be a control's own tensor, as the author's function received
        it. ``label`` says what is dragged; by default the controls' names.
        """
        data = {"x": arguments.scalar(x, "handle: x"), "y": arguments.scalar(y, "handle: y")}
        controls = {
            f"{axis}control": tensor.control for axis, tensor in data.items() if tensor.control
        }
        if not controls:
            raise ValueError(
                "handle: neither x nor y is a control's own value, so dragging would move nothing. "
                "Pass a slider's tensor itself, not something computed from it."
            )
        style = {
            **controls,
            "label": " and ".join(controls.values())
            if label is None
            else arguments.text("handle: label", label),
            "color": arguments.color("handle", color),
        }
        self._add("handle", data, style, None)

    def editable(self, data: PointSet, *, edit: Sequence[str] = EDITS) -> None:
        """Show the points of a `points` control for the reader to move, add and remove."""
        if not isinstance(data, PointSet):
            raise TypeError(
                f"editable: the points of a points(...) control are wanted, not {data!r}. "
                "Pass the control's value as your function received it; use points(x, y) for "
                "points that stay."
            )
        ways = several("editable: edit", edit, 'edit=["move"]')
        if not ways:
            raise ValueError(f"editable: edit={edit!r} must be a list of {', '.join(EDITS)}.")
        style = {
            "control": data.control,
            "classes": data.classes,
            "edit": [one_of("editable: edit", way, EDITS) for way in ways],
        }
        tensors = {"x": data.x, "y": data.y, "c": data.c, "mask": data.mask}
        self._add("editable", tensors, style, None)

    def pad(self, values: Tensor, *, brush: float | None = None) -> None:
        """Show a `pad` control for the reader to draw on.

        ``brush`` is the pen's width in cells, by default one that suits the pad's size.
        """
        if not isinstance(values, Tensor) or values.control is None or values.ndim != 2:
            raise TypeError(
                "pad: the value of a pad(...) control is wanted. Pass it as your function received "
                "it; use image(values) for a picture that is computed."
            )
        if brush is None:
            brush = 0.6 + 0.08 * max(values.shape)
        width = arguments.number("pad", "brush", brush, 0.5, max(values.shape))
        self._add("pad", {"values": values}, {"control": values.control, "brush": width}, None)


def _check_tensors(argument: str, values: Iterable[Any]) -> list[Tensor]:
    for value in (checked := list(values)):
        if not isinstance(value, Tensor):
            raise TypeError(
                f"graph: {argument} are tensors, met {brief(value)}. Make it a Tensor before "
                "computing with it."
            )
    return checked


def _stroke(mark: str, color: str | None, width: float, dash: str | None = None) -> dict[str, Any]:
    style: dict[str, Any] = {} if color is None else {"color": arguments.color(mark, color)}
    style["width"] = arguments.number(mark, "width", width, 0)
    if dash is not None:
        style["dash"] = one_of(f"{mark}: dash", dash, DASHES)
    return style


def _alpha(mark: str, alpha: float) -> dict[str, Any]:
    return {"alpha": arguments.number(mark, "alpha", alpha, 0, 1)}


def _colormap(mark: str, cmap: str, vmin: Any, vmax: Any) -> dict[str, Any]:
    name = one_of(f"{mark}: cmap", cmap, COLORMAPS)
    return {"cmap": name, **arguments.color_limits(mark, vmin, vmax)}


def _positional(text: str, values: Sequence[Any]) -> tuple[str, dict[str, Tensor]]:
    """Put plain words into the text at once and return the numbers that stay in it."""
    fields = template.split(text, "text")
    if any(name for _, name, _ in fields):
        raise ValueError(
            f"text: {text!r} names its fields. Write {{}} or {{:.2f}}; the values follow in order."
        )
    wanted = sum(name is not None for _, name, _ in fields)
    if wanted != len(values):
        raise ValueError(
            f"text: {text!r} has {wanted} fields for {len(values)} values. Give one for each."
        )
    waiting = iter(values)
    filled: list[template.Field] = []
    data: dict[str, Tensor] = {}
    for before, name, spec in fields:
        value = None if name is None else next(waiting)
        if isinstance(value, str):
            filled.append((before + value, None, ""))
            continue
        if name is not None:
            data[f"v{len(data)}"] = arguments.scalar(value, f"text: value {len(data)}")
        filled.append((before, name, spec))
    return template.join(filled), data
