"""Find the Chromium that the tests of the pages drive, and install one where there is none.

`make test` runs this file. It takes Debian's package where it may install one, and Playwright's own
build otherwise. The headless shell is Chromium without windows: it makes a page in a quarter of the
time.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from tools.install import debian, run

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome")

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


def install() -> str:
    """Install Chromium, its shell if there is one to be had, and return its path.

    Raises
    ------
    SystemExit
        When there is no way to get one, with what to do about it.
    """
    debian(SHELL)
    if executable() is None:
        run(sys.executable, "-m", "playwright", "install", "chromium")
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
    check(shutil.which(SHELL) or install())
