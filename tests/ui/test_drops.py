"""Files that are dropped on the window: a contact, an e-mail on the timeline, an import, an attachment."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from crm_desktop.model import Activity, Attachment, Contact
from crm_desktop.services import attachments
from crm_desktop.ui import attached_files
from crm_desktop.ui.dialogs.import_files import ImportDialog
from crm_desktop.ui.forms.attachments import Attachments, size_in_words
from tests.ui.windows import Desktop

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nEMAIL:{name}@x.example\nEND:VCARD\n"
MAIL = "From: Dora@x.example\nTo: me@x.example\nSubject: Offer\nMessage-ID: <1>\nDate: Fri, 20 Nov 2026 15:04:00 +0100\n\nHello\n"


def drop(desk: Desktop, *paths: Path) -> None:
    assert desk.window.desk is not None
    desk.window.desk.take_files(list(paths))
    desk.settle()


def written(path: Path, text: str = "content") -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def part(desk: Desktop) -> Attachments:
    return next(one for one in desk.pane.page.parts if isinstance(one, Attachments))


def test_one_card_becomes_a_contact_that_is_shown(desk: Desktop, tmp_path: Path) -> None:
    desk.show_pane("account")
    before = desk.count(Contact)
    drop(desk, written(tmp_path / "dora.vcf", CARD.format(name="Dora")))
    assert desk.count(Contact) == before + 1
    desk.rest()
    assert desk.pane.page.head.name.text() == "Dora"
    desk.run("edit.undo")
    assert desk.count(Contact) == before


def test_several_cards_are_looked_at_first(desk: Desktop, tmp_path: Path) -> None:
    before = desk.count(Contact)
    both = CARD.format(name="Dora") + CARD.format(name="Ede")
    drop(desk, written(tmp_path / "both.vcf", both))
    dialog = desk.window.findChild(ImportDialog)
    assert dialog is not None
    assert desk.count(Contact) == before
    dialog.reject()
    desk.settle()


def test_an_email_comes_to_the_timeline_of_the_record_in_front(desk: Desktop, tmp_path: Path) -> None:
    desk.show_pane("contact")
    desk.rest()
    shown = desk.pane.page.record_id
    drop(desk, written(tmp_path / "offer.eml", MAIL))
    with desk.store.read() as session:
        made = session.query(Activity).filter_by(kind="email", name="Offer").one()
        assert made.contact_id == shown
        assert len(attachments.attachments_of(session, "activity", made.id)) == 1


def test_what_is_no_email_is_refused_in_words_and_nothing_is_kept(desk: Desktop, tmp_path: Path) -> None:
    desk.show_pane("contact")
    before = desk.count(Activity)
    drop(desk, written(tmp_path / "x.eml", "hello"))
    assert "is no e-mail" in desk.notice()
    assert desk.count(Activity) == before


def test_any_other_file_hangs_on_the_record_in_front_and_is_found_by_its_name(desk: Desktop, tmp_path: Path) -> None:
    desk.show_pane("contact")
    desk.rest()
    drop(desk, written(tmp_path / "Angebot.pdf"), written(tmp_path / "Plan.xlsx"))
    assert sorted(line.text for line in part(desk).view.lines.lines) == ["Angebot.pdf", "Plan.xlsx"]
    assert "2 files" in desk.status()
    desk.window.open_palette("angebot")
    desk.settle()
    assert "Angebot.pdf" in desk.window.frame.palette_box.rows.texts()
    desk.run("edit.undo")
    assert desk.count(Attachment) == 0


def test_without_a_record_in_front_nothing_is_attached(desk: Desktop, tmp_path: Path) -> None:
    pane = desk.show_pane("contact")
    pane.list.view.selectAll()
    drop(desk, written(tmp_path / "Angebot.pdf"))
    assert "Select the record" in desk.notice()
    assert desk.count(Attachment) == 0


def test_enter_opens_a_read_only_copy_and_del_takes_the_file_off(
    desk: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    monkeypatch.setattr(attached_files, "opened_folder", lambda: tmp_path / "opened")
    desk.show_pane("contact")
    desk.rest()
    drop(desk, written(tmp_path / "Angebot.pdf"))
    view = part(desk).view
    view.setFocus()
    view.setCurrentIndex(view.lines.index(0, 0))
    desk.press("Return", view)
    assert Path(opened[0]).read_text(encoding="utf-8") == "content"
    attached_files.forget_opened()
    assert not Path(opened[0]).exists()
    desk.press("Del", view)
    assert desk.count(Attachment) == 0


def test_sizes_read_as_people_say_them() -> None:
    assert [size_in_words(n) for n in (12, 2048, 5_000_000)] == ["12 bytes", "2 KB", "4.8 MB"]
