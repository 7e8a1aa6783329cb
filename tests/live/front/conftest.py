"""Panels on a page of their own, with made-up numbers, for tests of the drawing."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from tests.live.front.drawn import DrawnPanel


@pytest.fixture(scope="session")
def front(browser: Browser, front_url: str) -> Iterator[Page]:
    """One page for all calls of functions that leave nothing behind."""
    page = browser.new_page()
    page.goto(front_url)
    yield page
    page.close()


@pytest.fixture
def phone(browser: Browser, front_url: str) -> Iterator[Page]:
    """A page on a small screen that is touched."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(front_url)
    yield page
    context.close()


@pytest.fixture
def draw(page: Page) -> Callable[..., DrawnPanel]:
    """Put a panel on the test's page: its marks and options, the controls, and the width."""

    def draw(
        *marks: tuple[str, dict[str, Any], dict[str, Any]],
        controls: dict[str, Any] | None = None,
        width: int = 400,
        **options: Any,
    ) -> DrawnPanel:
        return DrawnPanel(page, marks, options, controls or {}, width)

    return draw


@pytest.fixture
def field() -> dict[str, Any]:
    """A heatmap that is -1 on the left and 1 on the right, up to 3 in the upper right corner."""
    z = np.where(np.arange(8) < 4, -1.0, 1.0) * np.ones((6, 1))
    z[-1, -1] = 3
    return {"x": np.arange(8.0), "y": np.arange(6.0), "z": z}
