"""The still image of an explorer: there before the page is alive, without JavaScript, and in print.

A notebook holds an explorer as a widget, as a PNG and as a line of text. MyST-NB would take the
best of them and drop the others. Here the image joins the widget, with the text as its alternative,
and is hidden when the widget stands.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

VIEW = "application/vnd.jupyter.widget-view+json"


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
                image["alt"] = output["text/plain"].astext().strip()
                image["loading"] = "lazy"
                live += image


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_post_transform(JoinStillToWidget)
