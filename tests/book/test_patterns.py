"""Chapter 6, "Simple patterns make complicated ones": shapes that a reader draws are found."""

from collections.abc import Iterator

import pytest

from tests.book.reader import LiveExplorer

PAGE = "chapters/06-architectures.html"
SIDE = 16
SHAPES = ("plus", "times", "tee", "corner")


@pytest.fixture
def patterns(open_page) -> Iterator[LiveExplorer]:
    live = open_page(PAGE).explorer("two_layers")
    yield live
    live.reset()


def draw(live: LiveExplorer, *strokes) -> None:
    """Draw with the mouse; places are (column, row), and (0.5, 0.5) is the first cell's middle."""
    surface = live.root.locator(".nn-paper")
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    mouse = live.page.mouse
    for stroke in strokes:
        places = [
            (box["x"] + column * box["width"] / SIDE, box["y"] + row * box["height"] / SIDE)
            for column, row in stroke
        ]
        mouse.move(*places[0])
        mouse.down()
        for place in places[1:]:
            mouse.move(*place, steps=8)
        mouse.up()
    live.ask("(explorer) => explorer.settled()")


def press(live: LiveExplorer, name: str) -> None:
    live.root.get_by_role("button", name=name).click()


def found(live: LiveExplorer) -> list[str]:
    counts = live.outputs()["found"]["data"]
    return [shape for shape, n in zip(SHAPES, counts, strict=True) for _ in range(int(n))]


# A hand seldom hits the middles of the cells.
@pytest.mark.parametrize(("column", "row"), [(4.5, 4.5), (8.2, 6.3), (10.9, 10.6)])
def test_a_plus_drawn_anywhere_is_found_and_nothing_else(patterns, column, row):
    press(patterns, "Clear")
    draw(
        patterns,
        [(column - 3, row), (column + 3, row)],
        [(column, row - 3), (column, row + 3)],
    )
    assert found(patterns) == ["plus"]


def test_a_times_sign_along_the_corners_of_the_cells_is_found(patterns):
    press(patterns, "Clear")
    draw(patterns, [(4.5, 4.5), (10.5, 10.5)], [(10.4, 4.5), (4.4, 10.5)])
    assert found(patterns) == ["times"]


@pytest.mark.parametrize(
    ("arm", "left"),
    [
        ([(3.6, 0.5), (3.4, 2.7)], ["times", "tee", "tee", "corner"]),  # the upper one
        ([(3.6, 6.5), (3.4, 4.3)], ["times", "tee", "corner"]),
        ([(0.5, 3.6), (2.7, 3.4)], ["times", "tee", "corner"]),
        ([(6.5, 3.6), (4.3, 3.4)], ["times", "tee", "corner"]),
    ],
)
def test_a_plus_that_loses_its_upper_arm_is_a_tee_and_any_other_nothing(patterns, arm, left):
    assert found(patterns) == list(SHAPES)
    press(patterns, "Eraser")
    draw(patterns, arm)
    press(patterns, "Eraser")
    assert found(patterns) == left


def test_a_filled_square_holds_no_shape(patterns):
    press(patterns, "Clear")
    draw(patterns, *([(3.5, row + 0.4), (11.5, row + 0.4)] for row in range(3, 12)))
    assert sum(map(sum, patterns.values()["ink"])) > 70
    assert found(patterns) == []
