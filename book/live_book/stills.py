"""The still image of an explorer: there before the page is alive, without JavaScript, and in print.

A notebook holds an explorer as a widget, as a PNG and as a line of text. MyST-NB would take the
best of them and drop the others. Here the image joins the widget, with the text as its alternative,
and is hidden when the widget stands.
"""

import struct
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

VIEW = "application/vnd.jupyter.widget-view+json"


def png_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, as the header of a PNG file gives them."""
    with path.open("rb") as file:
        width, height = struct.unpack(">16x2I", file.read(24))
    return width, height


class still(nodes.image):
    """The still image of an explorer; `size` is in pixels."""


class JoinStillToWidget(SphinxPostTransform):
    """Move the image of an output beside its widget, before MyST-NB picks one of the two."""

    default_priority = 3  # MyST-NB picks at 4
    formats = ("html",)

    def run(self) -> None:
        """Join the two in each output that has a widget."""
        for bundle in list(self.document.findall(nodes.container)):
            if bundle.get("nb_element") != "mime_bundle":
                continue
            output = {part["mime_type"]: part for part in bundle.children}
            if VIEW not in output:
                continue
            # MyST-NB drops the container of a MIME type and keeps what is in it.
            live = nodes.container("", *output[VIEW].children, classes=["live"])
            output[VIEW].children = [live]
            if "image/png" in output:
                image = next(output["image/png"].findall(nodes.image))
                alt = output["text/plain"].astext().strip()
                size = png_size(Path(self.env.srcdir, image["uri"]))
                live += still(uri=image["uri"], candidates=image["candidates"], alt=alt, size=size)


def visit_still(translator: HTML5Translator, node: still) -> None:
    """Write the image with its size, so that its place is free while it is under way."""
    translator.visit_image(node)
    width, height = node["size"]
    tag = f'<img loading="lazy" width="{width}" height="{height}" '
    translator.body[-1] = translator.body[-1].replace("<img ", tag)


def setup(app: Sphinx) -> None:
    """Register the node and the transform."""
    app.add_node(still, html=(visit_still, HTML5Translator.depart_image))
    app.add_post_transform(JoinStillToWidget)
