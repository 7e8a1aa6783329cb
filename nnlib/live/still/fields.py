"""Marks of values over the plane: heatmap and contour."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from nnlib.live.arguments import in_equal_steps
from nnlib.live.label import mathtext
from nnlib.live.palette import CLASS_COLORS, COLORS, PAPER
from nnlib.live.still.colors import MISSING, colormap, mix
from nnlib.live.still.mark import Extent, Mark, stroke


def extent_of_cells(mark: Mark) -> Extent:
    """Reach to the outer edges of the cells."""
    return Extent(x_edge=_edges(mark.data["x"]), y_edge=_edges(mark.data["y"]))


def _edges(centres: np.ndarray) -> np.ndarray:
    """Return where the cells around centres in equal steps, or in equal ratios, begin and end."""
    if not in_equal_steps(centres):
        return np.exp(_edges(np.log(centres)))
    half = (centres[-1] - centres[0]) / (len(centres) - 1) / 2
    return np.linspace(centres[0] - half, centres[-1] + half, len(centres) + 1)


def draw_heatmap(ax: Axes, mark: Mark, level: float) -> None:
    """Draw a heatmap."""
    z, style = mark.data["z"], mark.style
    cmap, norm = colormap(style, z)
    if "strength" in mark.data:
        _draw_classes(ax, mark, level)
        return
    cells = ax.pcolormesh(
        _edges(mark.data["x"]),
        _edges(mark.data["y"]),
        np.ma.masked_invalid(z),
        cmap=cmap,
        norm=norm,
        alpha=style["alpha"],
        zorder=level,
        rasterized=True,
    )
    if style["colorbar"]:
        beside = ax.inset_axes((1.03, 0, 0.045, 1))
        bar = ax.figure.colorbar(cells, cax=beside)
        bar.outline.set_visible(False)
        bar.ax.tick_params(length=0)
        if mark.label is not None:
            bar.set_label(mathtext(mark.label))


def _draw_classes(ax: Axes, mark: Mark, level: float) -> None:
    """Draw classes, each the fuller the stronger it is, and grey where that is not finite."""
    neutral = mix(PAPER, COLORS["ink"], 0.03)
    full = np.array([mix(neutral, COLORS[name], 0.85) for name in CLASS_COLORS])
    share = np.clip(mark.data["strength"], 0, 1)[..., None]
    colors = neutral + share * (full[mark.data["z"].astype(int)] - neutral)
    colors[~np.isfinite(mark.data["strength"])] = MISSING
    x, y = _edges(mark.data["x"]), _edges(mark.data["y"])
    ax.imshow(
        colors,
        extent=(x[0], x[-1], y[0], y[-1]),
        origin="lower",
        aspect=ax.get_aspect(),
        alpha=mark.style["alpha"],
        zorder=level,
    )


def extent_of_field(mark: Mark) -> Extent:
    """Reach to the ends of the grid."""
    return Extent(x_edge=mark.data["x"], y_edge=mark.data["y"])


def draw_contour(ax: Axes, mark: Mark, level: float) -> None:
    """Draw a contour."""
    z = np.ma.masked_invalid(mark.data["z"])
    levels = [v for v in mark.style["levels"] if z.count() and z.min() < v < z.max()]
    pen = stroke(mark.style)
    if levels:
        ax.contour(
            mark.data["x"],
            mark.data["y"],
            z,
            levels=levels,
            colors=pen["color"],
            linewidths=pen["linewidth"],
            linestyles=[pen["linestyle"]],
            zorder=level,
        )
    if mark.label is not None:
        ax.plot([], [], **pen, label=mark.label)
