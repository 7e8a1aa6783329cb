"""What axe-core finds on a page: WCAG 2.2 up to level AA, and what it calls best practice."""

import json
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent.parent / "book/page/node_modules/axe-core/axe.min.js"

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

# The code of a long page is in twenty thousand pieces of a dozen colours, and axe-core takes a
# minute for them. It sees each colour once; all else of the code becomes plain text.
THIN_OUT = """
() => {
  const seen = new Set();
  for (const piece of document.querySelectorAll("pre span[class]")) {
    if (piece.children.length || !seen.has(piece.className)) seen.add(piece.className);
    else piece.replaceWith(piece.textContent);
  }
}
"""


def findings(page: Page, rules: Sequence[str] = (*WCAG, "best-practice")) -> list[str]:
    """Return what axe-core finds, a line each; the page's code loses its colours.

    Best practice is about a whole page, its heading and landmarks; a part alone is held to `WCAG`.
    """
    page.evaluate(THIN_OUT)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": list(rules), "resultTypes": ["violations"]}
    found = page.evaluate(f"axe.run({json.dumps(options)})")["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: "
        + ", ".join(str(node["target"]) for node in violation["nodes"][:5])
        for violation in found
    ]
