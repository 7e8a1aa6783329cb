"""A plugin of pytest's: the book shows what nbval has executed, and need not execute it again.

nbval sends each cell to a kernel and compares what comes back. Here that is collected on its way,
as a notebook client would, and a notebook whose cells have all passed goes to the cache that the
book is built with.
"""

import copy
from collections.abc import Generator
from contextlib import suppress
from typing import Any

import pytest
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbclient import NotebookClient
from nbclient.client import CellExecutionComplete
from nbval.plugin import IPyNbFile

from book.live_book.executions import cache_folder


class KeptNotebook(IPyNbFile):
    """A notebook that nbval tests, and its outputs as they come."""

    def setup(self) -> None:
        """Start the kernel."""
        self.folder = cache_folder()
        super().setup()
        self.client = NotebookClient(copy.deepcopy(self.nb), record_timing=False)
        self.client.reset_execution_trackers()
        cells = enumerate(self.client.nb.cells)
        self.to_come = [(k, cell) for k, cell in cells if cell.cell_type == "code"]
        self.present: tuple[str, int, Any] | None = None
        language = self.kernel.kc.kernel_info(reply=True)["content"]["language_info"]
        self.client.nb.metadata["language_info"] = language

    def get_kernel_message(self, timeout: float | None = None, stream: str = "iopub") -> Any:
        """Hand a message of the kernel's to nbval, and see what it says of an output."""
        message = super().get_kernel_message(timeout, stream)
        request = message["parent_header"].get("msg_id")
        if message["msg_type"] == "execute_input":
            position, cell = self.to_come.pop(0)
            cell.outputs = []
            self.client.clear_before_next_output = False
            self.present = (request, position, cell)
        if self.present and self.present[0] == request:
            with suppress(CellExecutionComplete):
                self.client.process_message(message, self.present[2], self.present[1])
        return message

    def teardown(self) -> None:
        """Stop the kernel, and keep the notebook if all of it has passed."""
        super().teardown()
        # Who edits nnlib meanwhile has results of two states of it.
        if self.session.testsfailed or self.to_come or self.folder != cache_folder():
            return
        self.client.set_widgets_metadata()
        bundle = CacheBundleIn(self.client.nb, str(self.path))
        cache = get_cache(self.folder)
        cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Put a notebook that is kept in the place of each that is not."""
    return [
        KeptNotebook.from_parent(file.parent, path=file.path)
        if isinstance(file, IPyNbFile)
        else file
        for file in (yield)
    ]


def pytest_configure(config: pytest.Config) -> None:
    """Make the cache's database before processes that share it meet there."""
    if not hasattr(config, "workerinput"):
        assert get_cache(cache_folder()).db
