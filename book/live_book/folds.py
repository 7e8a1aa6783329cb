"""What is folded away: code of hidden cells, solutions, and whatever has the class `dropdown`.

Each becomes the browser's own `details`, which needs no script, opens from the keyboard, and is
left out of print while it is closed.
"""

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator


class fold(nodes.Element):
    """What is folded; its first child is its `fold_title`."""


class fold_title(nodes.TextElement):
    """The line that is always there, and opens the fold."""


class FoldDropdowns(SphinxPostTransform):
    """Make a fold of each admonition that is a dropdown, once exercises have their numbers."""

    default_priority = 900
    formats = ("html",)

    def run(self) -> None:
        """Fold them."""
        for box in list(self.document.findall(nodes.Admonition)):
            if "dropdown" not in box["classes"] or not isinstance(box[0], nodes.title):
                continue
            title, *content = box.children
            # A link on what is pressed would lead away instead of opening it.
            for link in list(title.findall(nodes.reference)):
                link.replace_self(link.children)
            attributes = {key: box[key] for key in ("ids", "classes")}
            box.replace_self(fold("", fold_title("", "", *title), *content, **attributes))


class UniqueIds(SphinxPostTransform):
    """Take the id from the contents of exercises and solutions, which all have the same."""

    default_priority = 800
    formats = ("html",)

    def run(self) -> None:
        """Take them away."""
        for section in self.document.findall(nodes.section):
            if section["ids"] in (["exercise-content"], ["solution-content"]):
                section["ids"] = []


def visit_fold(translator: HTML5Translator, node: fold) -> None:
    """Open the `details`."""
    translator.body.append(translator.starttag(node, "details", CLASS="admonition"))


def depart_fold(translator: HTML5Translator, node: fold) -> None:
    """Close it."""
    translator.body.append("</details>\n")


def visit_fold_title(translator: HTML5Translator, node: fold_title) -> None:
    """Open the line that is pressed."""
    translator.body.append('<summary class="admonition-title">')


def depart_fold_title(translator: HTML5Translator, node: fold_title) -> None:
    """Close it."""
    translator.body.append("</summary>\n")


def visit_hidden_cell(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open a fold for code or output, named by what `_config.yml` calls it."""
    name = translator.encode(node["prompt_show"])
    translator.body.append(f'<details class="hidden-cell"><summary>{name}</summary>\n')


def number_exercises(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Count the exercises of each page without a chapter's number from 1, and name these pages."""
    counted = [
        (page, numbers)
        for page, kinds in env.toc_fignumbers.items()
        for numbers in kinds.values()
        if all(len(number) == 1 for number in numbers.values())
    ]
    for _, numbers in counted:
        numbers.update({label: (count,) for count, label in enumerate(numbers, 1)})
    return [page for page, _ in counted]


def setup(app: Sphinx) -> None:
    """Register nodes, transforms and the handler."""
    app.add_node(fold, html=(visit_fold, depart_fold))
    app.add_node(fold_title, html=(visit_fold_title, depart_fold_title))
    app.add_node(HideCodeCellNode, override=True, html=(visit_hidden_cell, depart_fold))
    app.add_post_transform(FoldDropdowns)
    app.add_post_transform(UniqueIds)
    app.connect("env-get-updated", number_exercises, priority=900)  # Sphinx counts at 500
