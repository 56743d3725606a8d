"""The whole window in a language that nobody speaks: no text was missed, and none is cut off where words are longer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtWidgets import QListWidget, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.base import i18n, paths
from crm_desktop.schema import country
from tests import translations
from tests.conftest import FrozenClock
from tests.made_once import copied
from tests.ui.walking import Scene, foreign_book, is_cut_off, painted_texts, said_by, scenes, start_scenes
from tests.ui.windows import Desktop, desktop

_WORDS = re.compile(r"[A-Za-z]{2,}")
_DATA = re.compile(r"https?://\S+|/\S+…|[0-9a-f]{16,}|#?\d[\d.]*-\S+|x86_64|aarch64")
_SETTLING = 2000  # milliseconds
_SIZES = ((1360, 820), (1024, 700))
# What is the same in every language: keys, formats, currencies, names of things, the months and days of the country.
_SAME = {
    "Ctrl", "Shift", "Alt", "Meta", "Esc", "Home", "End", "Up", "Down", "Left", "Right", "Return", "Enter", "Tab", "Space",
    "Del", "Ins", "PgUp", "PgDown", "Backspace", "USD", "EUR", "GBP", "PDF", "CSV", "csv", "JSON", "vCard", "UTF", "ISO", "CRM",
    "Desktop", "Acme", "crm", "Letter", "English", "Deutsch", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
    "Oct", "Nov", "Dec", "November", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Linux", "Python", "Qt", "SQLite", "fc",
    "backups", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "October", "December",
}  # fmt: skip


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The window speaks the language that nobody speaks, also after it looked at the settings again."""
    folder = tmp_path / "resources"
    translations.write_pseudo(folder / "translations")
    monkeypatch.setattr(country, "resources", lambda: folder)
    monkeypatch.setattr(country, "language_of", lambda _settings: translations.PSEUDO)
    i18n.use_language(translations.PSEUDO, folder / "translations")
    yield
    i18n.use_language("", folder)


@pytest.fixture
def desk(qtbot: QtBot, pseudo: None, clock: FrozenClock, tmp_path: Path) -> Iterator[Desktop]:
    """The window on a Greek book."""
    path = tmp_path / "βιβλίο.crm"
    copied(path, foreign_book)
    with desktop(qtbot, path) as made:
        yield made


def words_of_folders(tmp_path: Path) -> set[str]:
    """Return the words of the paths that the window may show."""
    folders = (tmp_path, paths.data_folder(), paths.config_folder(), paths.log_folder())
    return {word for folder in folders for word in _WORDS.findall(str(folder))}


def missed(scene: Scene, known: set[str]) -> set[str]:
    """Return the words of the program in a scene that are still English, with where they stand."""
    found = set()
    for root in scene.roots:
        found |= {("painted", text) for text in painted_texts(root)}
    for widget in scene.widgets():
        found |= {(f"{type(widget).__name__} {where}", text) for where, text in said_by(widget)}
    return {
        f"{scene.name}: {where}: {text[:90]}"
        for where, text in found
        if any(word not in _SAME and word not in known for word in _WORDS.findall(_DATA.sub("", text)))
    }


def test_every_text_of_the_window_is_translated(desk: Desktop, tmp_path: Path) -> None:
    known = words_of_folders(tmp_path)
    found: set[str] = set()
    for scene in scenes(desk):
        found |= missed(scene, known)
    assert not found, "\n".join(sorted(found))


def test_every_text_of_the_start_page_is_translated(qtbot: QtBot, pseudo: None, tmp_path: Path) -> None:
    with desktop(qtbot) as desk:
        known = words_of_folders(tmp_path)
        found = set().union(*(missed(scene, known) for scene in start_scenes(desk)))
    assert not found, "\n".join(sorted(found))


def words_on(widget: QWidget) -> str:
    """Return the words that a widget has to show, whatever it calls them."""
    if isinstance(widget, QListWidget):
        return " ".join(widget.item(row).text() for row in range(widget.count()))
    return str(widget.property("text") or widget.property("currentText"))


def cut_off(scene: Scene) -> set[str]:
    """Return what of the program's own words is cut off in a scene."""
    return {
        f"{scene.name}: {type(widget).__name__} “{words}” {widget.width()} of {widget.sizeHint().width()}"
        for widget in scene.widgets()
        if is_cut_off(widget) and translations.OPENS in (words := words_on(widget))
    }


def cut_off_at_rest(desk: Desktop, scene: Scene) -> set[str]:
    """Return what is still cut off when the layout has come to rest: texts grow step by step."""
    with suppress(desk.qtbot.TimeoutError):
        desk.qtbot.waitUntil(lambda: not cut_off(scene), timeout=_SETTLING)
    return cut_off(scene)


@pytest.mark.parametrize("size", _SIZES)
def test_nothing_is_cut_off_where_words_are_longer(desk: Desktop, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    desk.settle()
    found = set[str]()
    for scene in scenes(desk):
        found |= cut_off_at_rest(desk, scene)
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("size", _SIZES)
def test_nothing_of_the_start_page_is_cut_off(qtbot: QtBot, pseudo: None, size: tuple[int, int]) -> None:
    with desktop(qtbot) as desk:
        desk.window.resize(*size)
        desk.settle()
        found = set().union(*map(cut_off, start_scenes(desk)))
    assert not found, "\n".join(sorted(found))


def test_another_language_of_the_window_holds_at_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, folder = tmp_path / "βιβλίο.crm", tmp_path / "resources"
    copied(path, foreign_book)
    translations.write_pseudo(folder / "translations")
    monkeypatch.setattr(country, "resources", lambda: folder)
    with desktop(qtbot, path, "contact") as desk:
        desk.window.take_settings()
        assert desk.words("file.import") == "Import…"
        monkeypatch.setattr(country, "language_of", lambda _settings: translations.PSEUDO)
        desk.window.take_settings()
        desk.settle()
        assert desk.words("file.import") == translations.in_pseudo("Import…")
        assert desk.pane.entity == "contact", "the pane in front stays"
        assert desk.pane.header.title.text() == translations.in_pseudo("Contacts")
        desk.press("Ctrl+F")
        assert desk.pane.list.filter_box.hasFocus(), "each key is there once"
        monkeypatch.undo()
        desk.window.take_settings()
        assert desk.words("file.import") == "Import…"
