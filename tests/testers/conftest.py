"""A copy of the project to break, and the project's own tests to run on it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("nnlib", "tests", "tools", "book/live_book", "pyproject.toml", "_config.yml")


class Copy:
    """A copy of the project in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "testers")
                shutil.copytree(source, folder / name, ignore=ignored)
            else:
                shutil.copy(source, folder / name)
        # That an example fails is enough: no smaller one is looked for.
        self.change(
            "tests/conftest.py",
            "derandomize=True",
            "derandomize=True, phases=[hypothesis.Phase.generate]",
        )
        self.change("tests/conftest.py", "import numpy", "import hypothesis\nimport numpy")

    def change(self, path: str, old: str, new: str) -> None:
        """Replace a piece of text that is there once."""
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def test(self, *arguments: str) -> "Outcome":
        """Run tests of the copy, on the copy."""
        options = ("-q", "-p", "no:cacheprovider")
        command = [sys.executable, "-m", "pytest", *options, *arguments]
        # Workers of the run that this test is part of must not be mixed up with that of the copy.
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
        result = subprocess.run(
            command,
            cwd=self.folder,
            env={**environment, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(result.stdout)

    def test_as_make_does(self, holding: str) -> "Outcome":
        """Run the line of `make test` that holds a text."""
        lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
        (line,) = [line for line in lines if "$(PYTEST)" in line and holding in line]
        return self.test(*shlex.split(line.replace("$(PYTEST)", "")))


class Outcome:
    """What a run of tests has printed."""

    def __init__(self, text: str) -> None:
        self.text = text
        lines = text.splitlines()
        last = lines[-1] if lines else ""
        self.passed = int(re.findall(r"(\d+) passed|$", last)[0] or 0)
        self.failures = [line for line in lines if line.startswith("FAILED ")]
        assert " error" not in last, text
        assert self.passed + len(self.failures) > 0, text

    def noticed_in(self, file: str, test: str, reason: str) -> bool:
        """Whether a test has failed, and said why."""
        failed = any(file in line and test in line for line in self.failures)
        assert failed, self.text
        assert reason in self.text, self.text
        return True


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)
