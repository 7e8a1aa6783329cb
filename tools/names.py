"""Write the book's title, author and address where `_config.yml` is not read: `make names`.

The pages read `_config.yml` themselves. GitHub shows README.md and CITATION.cff as they are, and a
chapter's first cell runs where there is no `_config.yml`. A test tells when they differ.
"""

import json
import re
from pathlib import Path

import nbformat
import yaml

from tools.notebooks import ROOT, with_first_cell


def citation(text: str, config: dict) -> str:
    r"""CITATION.cff with the names of a configuration.

    Authors with given and family names are left as they are; `_config.yml` does not tell the two
    apart.

    >>> print(citation("title: Old\nversion: 2", {"title": "A: B", "author": "C"}))
    title: "A: B"
    version: 2
    """
    names = {
        "title: ": config["title"],
        "  - name: ": config["author"],
        "repository-code: ": config.get("repository", {}).get("url", ""),
    }
    for key, name in names.items():
        if not name:
            continue
        line = key + json.dumps(name, ensure_ascii=False)  # which YAML reads, too
        text = re.sub(rf"^{key}.*$", lambda _, line=line: line, text, count=1, flags=re.MULTILINE)
    return text


def readme(text: str, config: dict) -> str:
    r"""README.md under the title of a configuration.

    >>> readme("# Old\n\n## Part", {"title": "New"})
    '# New\n\n## Part'
    """
    return re.sub(r"^# .*$", lambda _: f"# {config['title']}", text, count=1, flags=re.MULTILINE)


def chapter(text: str) -> str:
    """A notebook with the first cell of this book; one that has it stays as it is."""
    notebook = nbformat.reads(text, as_version=4)
    before = notebook.cells[0].source
    with_first_cell(notebook)
    return text if notebook.cells[0].source == before else nbformat.writes(notebook) + "\n"


def named_files() -> dict[Path, str]:
    """What each file that has one of the names should hold."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    writers = {"CITATION.cff": citation, "README.md": readme}
    files = {
        ROOT / name: writer((ROOT / name).read_text(encoding="utf-8"), config)
        for name, writer in writers.items()
    }
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        files[path] = chapter(path.read_text(encoding="utf-8"))
    return files


def main() -> None:
    """Write those that differ."""
    for path, text in named_files().items():
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: named as _config.yml says")


if __name__ == "__main__":
    main()
