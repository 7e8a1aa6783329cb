"""What axe-core finds on a page that shuts readers out."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent.parent / "book/page/node_modules/axe-core/axe.min.js"

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


def serious_findings(page: Page) -> list[str]:
    """Return what axe-core calls serious or critical, a line each; the page's code loses colour."""
    page.evaluate(THIN_OUT)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: "
        + ", ".join(str(node["target"]) for node in violation["nodes"][:5])
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]
