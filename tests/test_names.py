import json
from pathlib import Path

import pytest
import yaml

from tools import names

ROOT = Path(__file__).resolve().parent.parent
FILES = names.named_files()
CONFIG = {
    "title": 'Netze: "lebendig"',
    "author": "Eine Lehrerin",
    "repository": {"url": "https://gitlab.com/schule/mathe/netze"},
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_has_the_names_of_the_configuration(path):
    # Not compared as a whole: the message should be short.
    if path.read_text(encoding="utf-8") != FILES[path]:
        pytest.fail(f"{path.name} has other names than _config.yml. Run `make names`.")


def test_a_renamed_citation_says_who_and_where_and_keeps_the_rest():
    before = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    old, new = yaml.safe_load(before), yaml.safe_load(names.citation(before, CONFIG))
    renamed = {
        "title": CONFIG["title"],
        "authors": [{"name": CONFIG["author"]}],
        "repository-code": CONFIG["repository"]["url"],
    }
    assert new == old | renamed


def test_authors_who_wrote_their_names_out_keep_them():
    text = "authors:\n  - given-names: Ada\n    family-names: Lovelace\n"
    assert names.citation(text, CONFIG) == text


def test_a_renamed_chapter_differs_in_its_first_cell_alone(monkeypatch):
    monkeypatch.setattr("tools.notebooks.first_cell", lambda: "# another")
    path = ROOT / "chapters" / "your-own-explorer.ipynb"
    before = json.loads(path.read_text(encoding="utf-8"))
    after = json.loads(names.chapter(path.read_text(encoding="utf-8")))
    assert after["cells"][0]["source"] == ["# another"]
    before["cells"][0]["source"] = after["cells"][0]["source"]
    assert after == before
