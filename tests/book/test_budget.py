"""What a page weighs: all that it loads by itself, compressed, without the still images.

The states of explorers farther down come when the reader does, and are weighed one by one.
"""

import gzip

import pytest

from tests.book.site import HTML, pages

MOST_BYTES = 400_000
MOST_REQUESTS = 24
# Text travels compressed from any public server; fonts already are.
TEXT = ("html", "javascript", "css", "json", "svg")


@pytest.mark.parametrize("page", pages())
def test_a_page_weighs_at_most_400_kb_and_asks_for_few_files(page, reader):
    visit = reader(viewport={"width": 390, "height": 844})
    responses = []
    visit.page.on("response", lambda response: responses.append(response))
    visit.page.goto(visit.root + page)
    visit.page.wait_for_load_state("networkidle")
    weights = {response.url: weight(response) for response in responses if counts(response)}
    lines = [f"{size:8} {url.removeprefix(visit.root)}" for url, size in weights.items()]
    assert sum(weights.values()) <= MOST_BYTES, "\n".join(lines)
    assert len(weights) <= MOST_REQUESTS, "\n".join(lines)


def counts(response) -> bool:
    """Whether a response came over the network, and is no still image."""
    return response.url.startswith("http") and "/_images/" not in response.url


def weight(response) -> int:
    body = response.body()
    kind = response.headers.get("content-type", "")
    return len(gzip.compress(body)) if any(text in kind for text in TEXT) else len(body)


def test_what_an_explorer_brings_with_it_is_light():
    states = list((HTML / "_static" / "states").glob("*.js"))
    weights = {path.name: len(gzip.compress(path.read_bytes())) for path in states}
    assert len(weights) > 10
    assert max(weights.values()) <= 60_000
