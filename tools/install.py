"""Run what installs a program: Debian's packages, where they may be installed."""

import os
import shutil
import subprocess


def run(*command: str) -> bool:
    """Show a command and run it; whether it succeeded."""
    print("+", *command, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, check=False).returncode == 0


def debian(package: str) -> None:
    """Install a package of Debian's, for root on a system that has them."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        run("apt-get", "update", "--quiet")
        run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", package)
