"""Notebooks are executed again when anything has changed that they compute with.

Jupyter's cache of executed notebooks knows the cells alone. Here each state of nnlib and of what is
installed has a cache of its own, and the one before is thrown away.
"""

import hashlib
import shutil
import sys
import sysconfig
from importlib.metadata import distributions
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

ROOT = Path(__file__).resolve().parents[2]
CACHES = ROOT / "_build" / "executed"


def cache_folder() -> Path:
    """Where the notebooks that were executed with the present nnlib are kept."""
    state = hashlib.sha256(sys.version.encode())
    # Not all of sys.path: pytest has this folder on it, where pip leaves notes on the package.
    environment = distributions(path=[sysconfig.get_path("purelib")])
    for installed in sorted(f"{found.name} {found.version}" for found in environment):
        state.update(installed.encode())
    for path in sorted((ROOT / "nnlib").rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            state.update(path.relative_to(ROOT).as_posix().encode())
            state.update(path.read_bytes())
    return CACHES / state.hexdigest()[:16]


def set_cache(app: Sphinx, config: Config) -> None:
    """Tell MyST-NB the folder, and remove others."""
    folder = cache_folder()
    for other in set(CACHES.glob("*")) - {folder}:
        shutil.rmtree(other)
    config.nb_execution_cache_path = str(folder)


def setup(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("config-inited", set_cache)
