"""Find the Chromium that the tests of the pages drive, and install one where there is none.

`make test` runs this file. It takes Debian's package where it may install one, and Playwright's own
build otherwise.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

# No requests of the browser's own; the sandbox cannot be had by root, in most containers.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """The path of a Chromium on this machine, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _run(*command: str) -> bool:
    print("+", *command, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, check=False).returncode == 0


def install() -> str:
    """Install Chromium and return its path.

    Raises
    ------
    SystemExit
        When there is no way to get one, with what to do about it.
    """
    if shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "update", "--quiet") and _run(
            "apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"
        )
    if executable() is None:
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    if (path := executable()) is None:
        raise SystemExit(
            "The tests of the pages need Chromium, and it could not be installed.\n"
            "Install it with your system's package manager so that `chromium` is in the PATH "
            "(as root: apt-get install chromium), then run `make test` again."
        )
    return path


def check(path: str) -> None:
    """Start the browser once, so that a broken one is told from a broken page."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            print(f"Chromium {browser.version} at {path}")
            browser.close()
    except Error as error:
        raise SystemExit(f"Chromium at {path} does not start:\n{error}") from None


if __name__ == "__main__":
    check(executable() or install())
