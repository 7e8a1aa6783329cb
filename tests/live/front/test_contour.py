"""Level lines lie where the field has the level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st


def trace(front, z, level=0.0):
    """Return the lines as arrays of (column, row), and which of them are closed."""
    rows, columns = z.shape
    lines = front.evaluate(
        """async ({ z, columns, rows, level }) => {
          const { ContourTracer } = await import("./drawing/contour.js");
          const tracer = new ContourTracer(columns, rows);
          const lines = [];
          const pen = {
            move: (...place) => lines.push({ places: [place], closed: false }),
            extend: (...place) => lines.at(-1).places.push(place),
            close: () => { lines.at(-1).closed = true; },
          };
          tracer.trace(new Float64Array(rows * columns), 1, pen);
          tracer.trace(Float64Array.from(z, Number), level, pen);
          return lines;
        }""",
        {"z": [str(v) for v in z.ravel()], "columns": columns, "rows": rows, "level": level},
    )
    return [np.array(line["places"]) for line in lines], [line["closed"] for line in lines]


@given(a=st.floats(-2, 2), b=st.floats(-2, 2), level=st.floats(-3, 3))
def test_the_level_line_of_a_plane_is_one_straight_line(front, a, b, level):
    columns, rows = np.arange(7), np.arange(5)
    z = a * (columns - 3) + b * (rows[:, None] - 2)
    lines, closed = trace(front, z, level)
    crossed = z.min() < level <= z.max()
    assert len(lines) == crossed
    if crossed:
        (line,) = lines
        assert closed == [False]
        heights = a * (line[:, 0] - 3) + b * (line[:, 1] - 2)
        np.testing.assert_allclose(heights, level, atol=1e-9)
        # It runs from edge to edge.
        for column, row in line[[0, -1]]:
            assert column in (0, 6) or row in (0, 4)


def test_a_circle_comes_round_and_has_its_radius(front):
    x, y = np.meshgrid(np.arange(41) - 20.0, np.arange(41) - 20.0)
    lines, closed = trace(front, np.hypot(x, y), 12.3)
    assert closed == [True]
    radii = np.hypot(*(lines[0] - 20).T)
    np.testing.assert_allclose(radii, 12.3, atol=0.02)
    # Consecutive crossings are neighbours: nothing is skipped.
    steps = np.hypot(*np.diff(np.vstack([lines[0], lines[0][:1]]), axis=0).T)
    assert steps.max() <= np.sqrt(2)


@given(data=st.data())
def test_lines_of_any_field_separate_high_from_low(front, data):
    numbers = st.integers(-3, 3).map(lambda v: v + 0.5)
    cells = st.lists(numbers, min_size=20, max_size=20)
    z = np.array(data.draw(cells)).reshape(4, 5)
    lines, closed = trace(front, z)
    crossings = np.vstack([*lines, np.empty((0, 2))])
    high = z >= 0
    across = (high[:, 1:] != high[:, :-1]).sum() + (high[1:] != high[:-1]).sum()
    # Each edge between a high and a low corner is crossed once, and no other.
    assert len(crossings) == across
    for line, comes_round in zip(lines, closed, strict=True):
        inside = (line > 0) & (line < [4, 3])
        assert comes_round == bool(inside.all() and len(line) > 2)


def test_a_saddle_joins_the_corners_that_its_middle_belongs_to(front):
    high, closed = trace(front, np.array([[1.0, -0.5], [-0.5, 1.0]]))
    assert closed == [False, False]
    # The middle is high: each line cuts off one low corner, at (1, 0) or (0, 1).
    for line in high:
        corner = np.array([1, 0]) if line.mean(0)[0] > 0.5 else np.array([0, 1])
        assert np.abs(line - corner).sum(1) == pytest.approx([1 / 3, 1 / 3])


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_lines_stop_at_what_is_not_finite(front, hole):
    z = np.ones((5, 9)) * (np.arange(5.0)[:, None] - 1.5)
    z[:, 4] = hole
    lines, _ = trace(front, z)
    assert len(lines) == 2
    assert all((line[:, 0] <= 3).all() or (line[:, 0] >= 5).all() for line in lines)
