import pytest

from tools import chromium, firefox


@pytest.mark.parametrize(("browser", "package"), [(chromium, "chromium"), (firefox, "firefox-esr")])
def test_a_browser_that_cannot_be_had_is_asked_for_with_the_way_to_get_it(
    browser, package, monkeypatch
):
    tried = []
    monkeypatch.setattr(browser, "executable", lambda: None)
    monkeypatch.setattr(browser, "debian", tried.append)
    monkeypatch.setattr(browser, "run", lambda *command: tried.append(command))
    with pytest.raises(SystemExit, match=f"apt-get install {package}"):
        browser.install()
    assert len(tried) == 2


@pytest.mark.parametrize("place", ["linux_esr-153/firefox/firefox", f"mac-153/{firefox.MAC}"])
def test_a_firefox_that_was_put_into_the_build_is_found(place, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(firefox, "APPLICATIONS", tmp_path)
    monkeypatch.setattr(firefox, "OWN", tmp_path)
    own = tmp_path / "firefox" / place
    own.parent.mkdir(parents=True)
    own.touch()
    assert firefox.executable() == str(own)
