"""The letterhead in the preferences: each choice holds at once, can be undone, and is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.base.letterhead import Letterhead
from crm_desktop.services import letterhead
from crm_desktop.ui.dialogs.letterhead_page import LetterheadPage
from crm_desktop.ui.dialogs.preferences import Preferences
from tests.services.test_letterhead import png
from tests.ui.bare_host import BareHost


@pytest.fixture
def dialog(desk: BareHost, qtbot: QtBot) -> Preferences:
    """The dialog on an empty book, at the page."""
    made = Preferences(desk.book, "letterhead")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def page(dialog: Preferences) -> LetterheadPage:
    """The page of the letterhead."""
    found = dialog.page("letterhead")
    assert isinstance(found, LetterheadPage)
    return found


def say(page: LetterheadPage, name: str, text: str) -> None:
    page.form.editor(name).put(text)
    page.form.editor(name).left.emit()


def kept(desk: BareHost) -> Letterhead:
    with desk.book.store.read() as session:
        return letterhead.read(session)


def test_what_is_typed_is_part_of_the_book_and_can_be_undone(desk: BareHost, page: LetterheadPage) -> None:
    say(page, "name", "Northwind")
    say(page, "address", "1 Main Street\nSpringfield")
    assert (kept(desk).name, kept(desk).address) == ("Northwind", "1 Main Street\nSpringfield")
    desk.book.store.undo()
    assert kept(desk).address == ""


@pytest.mark.parametrize("colour, said", [("#0f7553", "Can be read on paper"), ("#ffee88", "Too pale for letters")])
def test_a_colour_is_shown_and_its_contrast_said_in_words(page: LetterheadPage, colour: str, said: str) -> None:
    say(page, "colour", colour)
    assert page.contrast.text().startswith(said)
    assert page.swatch.pixmap().toImage().pixelColor(4, 4).name() == colour


def test_what_is_no_colour_is_refused_under_its_field(desk: BareHost, page: LetterheadPage) -> None:
    say(page, "colour", "greenish")
    assert "is no colour" in page.form.editor("colour").widget.accessibleDescription()
    assert kept(desk).colour == ""


def test_a_logo_is_taken_shown_and_removed(desk: BareHost, page: LetterheadPage, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png())
    page.take_logo(tmp_path / "logo.png")
    assert kept(desk).logo == png()
    assert not page.logo.isHidden()
    assert page.logo.pixmap().width() > 0
    page.remove.click()
    assert kept(desk).logo == b""
    assert page.logo.isHidden()


def test_a_file_that_is_no_picture_is_refused_in_words(
    desk: BareHost, dialog: Preferences, page: LetterheadPage, tmp_path: Path
) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    (tmp_path / "torn.png").write_bytes(png()[:60])
    page.take_logo(tmp_path / "logo.svg")
    assert "PNG or JPEG" in dialog.notice.text()
    page.take_logo(tmp_path / "torn.png")
    assert "damaged" in dialog.notice.text()
    assert kept(desk).logo == b""
