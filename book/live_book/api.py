"""The reference: a directive that documents what a module of nnlib lends to the public.

``.. public:: nnlib.losses`` documents each name of ``nnlib.__all__`` that comes from that module,
as readers write it: ``nnlib.mse_loss``. For a module that is itself public, such as
``nnlib.optim``, the names are its own.
"""

import importlib
import inspect
from types import ModuleType
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.application import Sphinx

PACKAGES = ("nnlib", "nnlib.live")


def public_names(module_name: str) -> list[str]:
    """List the full public names that come from a module, in the order of ``__all__``."""
    for package in map(importlib.import_module, PACKAGES):
        members = {name: getattr(package, name) for name in package.__all__}
        if importlib.import_module(module_name) in members.values():
            module = importlib.import_module(module_name)
            return [f"{module_name}.{name}" for name in module.__all__]
        names = [name for name, member in members.items() if origin(member) == module_name]
        if names:
            return [f"{package.__name__}.{name}" for name in names]
    raise ValueError(f"{module_name} lends no public name to {' or '.join(PACKAGES)}.")


def origin(member: Any) -> str | None:
    """The module that a member comes from, where it knows."""
    return None if isinstance(member, ModuleType) else getattr(member, "__module__", None)


class Public(Directive):
    """Document the public names of the module that is its argument."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Let autodoc document each name."""
        text = []
        for full_name in public_names(self.arguments[0]):
            module_name, name = full_name.rsplit(".", 1)
            member = getattr(importlib.import_module(module_name), name)
            kind = "class" if inspect.isclass(member) else "function"
            text += [f".. auto{kind}:: {full_name}"]
            text += ["   :members:", ""] if kind == "class" else [""]
        node = nodes.Element()
        self.state.nested_parse(StringList(text, source=self.arguments[0]), 0, node)
        return node.children


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("public", Public)
