import pytest

from book.live_book import executions


@pytest.fixture
def nnlib(tmp_path, monkeypatch):
    """A small nnlib, in a project of its own."""
    monkeypatch.setattr(executions, "ROOT", tmp_path)
    folder = tmp_path / "nnlib"
    (folder / "live" / "front").mkdir(parents=True)
    (folder / "tensor.py").write_text("one")
    (folder / "live" / "front" / "page.js").write_text("one")
    return folder


@pytest.mark.parametrize("path", ["tensor.py", "live/front/page.js", "new.npz"])
def test_notebooks_are_executed_again_after_any_change_in_nnlib(nnlib, path):
    before = executions.cache_folder()
    assert executions.cache_folder() == before
    (nnlib / path).write_text("two")
    assert executions.cache_folder() != before


def test_notebooks_are_executed_again_with_another_release_of_a_package(nnlib, monkeypatch):
    before = executions.cache_folder()
    monkeypatch.setattr(executions, "distributions", lambda path: [])
    assert executions.cache_folder() != before


def test_the_folder_in_which_a_program_starts_changes_nothing(nnlib, monkeypatch):
    before = executions.cache_folder()
    note = nnlib.parent / "mine.egg-info" / "PKG-INFO"
    note.parent.mkdir()
    note.write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(nnlib.parent)
    assert executions.cache_folder() == before
