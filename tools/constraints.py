"""Write the releases in this environment to `constraints.txt`: `make constraints`."""

import re
import subprocess
import sys
from pathlib import Path

HEADER = "# The releases that the book is built and tested with; `make constraints` wrote them.\n"


def main() -> None:
    """Freeze the environment, without this package and without builds for one kind of machine."""
    command = [sys.executable, "-m", "pip", "freeze", "--exclude-editable"]
    frozen = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    releases = [re.sub(r"\+\w+$", "", line) for line in frozen.splitlines() if "==" in line]
    releases = [line for line in releases if not line.startswith(("nvidia-", "triton"))]
    Path("constraints.txt").write_text(HEADER + "\n".join(releases) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
