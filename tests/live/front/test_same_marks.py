"""The page and the still have the same marks, which reach equally far."""

import math

import numpy as np
import pytest

from nnlib.live.still.axes import StillPanel
from nnlib.live.still.colors import colormap
from nnlib.live.still.marks import MARKS
from tests.live.gallery import EXAMPLES, described


def test_the_page_and_the_still_have_the_same_marks(front):
    types = front.evaluate('async () => Object.keys((await import("./drawing/marks.js")).MARKS)')
    assert set(types) == MARKS.keys()


@pytest.mark.parametrize("draw", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_a_mark_reaches_equally_far_in_the_page_and_in_the_still(front, draw):
    spec, values = described(draw)
    (panel,) = spec["panels"]
    found = StillPanel.of(panel, values)
    expected = front.evaluate(
        """async ([{ marks, xscale, yscale }, numbers]) => {
          const { MARKS } = await import("./drawing/marks.js");
          const { Reach } = await import("./drawing/scales.js");
          const reach = { x: new Reach(xscale === "log"), y: new Reach(yscale === "log") };
          const values = (key) => {
            const { data, shape } = numbers[key];
            return { data: data.map(Number), shape };
          };
          for (const mark of marks) MARKS[mark.type].extent(mark, values, reach);
          return [reach.x.limits(), reach.y.limits()];
        }""",
        [panel, {key: _for_the_page(value) for key, value in values.items()}],
    )
    np.testing.assert_allclose([found.xlim, found.ylim], expected, rtol=1e-12, atol=1e-12)


def _for_the_page(value):
    # Number("NaN") is NaN, which JSON cannot write.
    texts = ["NaN" if math.isnan(number) else repr(number) for number in value.ravel().tolist()]
    return {"data": texts, "shape": list(value.shape)}


@pytest.mark.parametrize("cmap", ["diverging", "sequential", "gray"])
@pytest.mark.parametrize(
    "limits", [{}, {"vmin": -1}, {"vmax": 5}, {"vmin": -1, "vmax": 5}, {"vmin": 9}], ids=str
)
@pytest.mark.parametrize("values", [(-3.0, 2.0), (4.0, 4.0), (0.0, 0.0)], ids=str)
def test_a_colour_map_runs_between_the_same_limits(front, cmap, limits, values):
    style = {"cmap": cmap, **limits}
    _, norm = colormap(style, np.array([*values, np.nan]))
    expected = front.evaluate(
        'async (values) => (await import("./drawing/colormap.js")).colorLimits(...values)',
        [style, *values],
    )
    assert [norm.vmin, norm.vmax] == expected
