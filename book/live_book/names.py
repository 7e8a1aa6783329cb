"""The book's names in its pages: `{{ title }}`, `{{ author }}` and `{{ repository }}`.

They are those of `_config.yml`, so that a page never has the name of another book.
"""

from sphinx.application import Sphinx
from sphinx.config import Config


def set_names(app: Sphinx, config: Config) -> None:
    """Hand the names to MyST, beside the substitutions that `_config.yml` may have."""
    names = {
        "title": config.html_title,
        "author": config.author,
        "repository": config.html_theme_options.get("repository_url", ""),
    }
    config.myst_substitutions = names | config.myst_substitutions


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("config-inited", set_names)
