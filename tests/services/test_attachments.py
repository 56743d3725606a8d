"""Files inside the book: put on a record, undone, opened as copies, swept when nobody can reach them any more."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.model import Account, Attachment
from crm_desktop.services import attachments, records
from crm_desktop.storage import health, search
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.store import Store, raw_of

CONTENT = b"%PDF-1.7\x00\xff the offer"


@pytest.fixture
def account(store: Store) -> int:
    with store.act("New account") as session:
        return records.create(session, Account, {"name": "Acme"}).id


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    path = tmp_path / "Angebot für Acme.pdf"
    path.write_bytes(CONTENT)
    return path


def attach(store: Store, account: int, path: Path) -> int:
    with store.act(f"Attach {path.name}") as session:
        return attachments.attach(session, "account", account, path).id


def contents(store: Store) -> int:
    with store.read() as session:
        return int(raw_of(session).execute("SELECT count(*) FROM blob").fetchone()[0])


def names(store: Store, account: int) -> list[str]:
    with store.read() as session:
        return [found.name for found in attachments.attachments_of(session, "account", account)]


def test_a_file_is_kept_inside_the_book_and_comes_out_as_it_went_in(
    store: Store, account: int, offer: Path, tmp_path: Path
) -> None:
    attached = attach(store, account, offer)
    offer.unlink()
    with store.read() as session:
        attachments.save_as(session, attached, tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == CONTENT
    assert names(store, account) == ["Angebot für Acme.pdf"]


def test_it_is_found_by_its_name(store: Store, account: int, offer: Path) -> None:
    attached = attach(store, account, offer)
    with store.read() as session:
        assert [(hit.entity, hit.id) for hit in search.find(session, "angebot fur")] == [("attachment", attached)]


def test_undo_takes_it_away_and_redo_brings_it_back_whole(store: Store, account: int, offer: Path) -> None:
    attached = attach(store, account, offer)
    store.undo()
    assert names(store, account) == []
    store.redo()
    with store.read() as session:
        assert attachments.content_of(session, attached) == (offer.name, CONTENT)


def test_the_same_content_is_kept_once(store: Store, account: int, offer: Path) -> None:
    attach(store, account, offer)
    attach(store, account, offer)
    with store.act("Another account") as session:
        other = records.create(session, Account, {"name": "Codehow"}).id
    attach(store, other, offer)
    assert contents(store) == 1
    assert len(names(store, account)) == len(names(store, other)) == 1


def test_a_deleted_record_takes_its_files_along_and_brings_them_back(store: Store, account: int, offer: Path) -> None:
    attach(store, account, offer)
    with store.act("Delete") as session:
        records.delete(session, Account, [account])
    with store.read() as session:
        assert session.query(Attachment).count() == 0
    store.undo()
    assert names(store, account) == [offer.name]


def test_closing_sweeps_what_no_step_can_bring_back_and_nothing_else(store: Store, account: int, offer: Path) -> None:
    attach(store, account, offer)
    store.undo()
    with store.act("Something else") as session:
        records.create(session, Account, {"name": "Codehow"})
    kept = offer.with_name("kept.txt")
    kept.write_text("kept", encoding="utf-8")
    attach(store, account, kept)
    with store.act("Delete") as session:
        records.delete(session, Account, [account])
    store.close()
    again = open_store(store.path)
    try:
        again.undo()
        assert names(again, account) == ["kept.txt"]
        assert contents(again) == 1
    finally:
        again.close()


def test_the_check_finds_a_lost_and_a_changed_content(store: Store, account: int, offer: Path) -> None:
    attached = attach(store, account, offer)
    assert health.check(store).is_sound
    with store.driver() as raw:
        raw.execute("UPDATE blob SET content = x'00'")
        raw.commit()
    assert "is damaged" in health.check(store).derived[0]
    with store.driver() as raw:
        raw.execute("DELETE FROM blob")
        raw.commit()
    assert health.check(store).derived == ("1 attachments have lost their content",)
    with store.read() as session, pytest.raises(UserError, match="lost"):
        attachments.content_of(session, attached)


def test_the_copy_that_is_opened_is_private_and_read_only(
    store: Store, account: int, offer: Path, tmp_path: Path
) -> None:
    attached = attach(store, account, offer)
    with store.read() as session:
        first = attachments.copy_to_open(session, attached, tmp_path / "open")
        assert attachments.copy_to_open(session, attached, tmp_path / "open") == first
    assert first.read_bytes() == CONTENT
    assert stat.S_IMODE(first.stat().st_mode) == 0o400


@pytest.mark.parametrize("name", ["run.exe", "Invoice.pdf.scr", "start.DESKTOP", "a.bat. ", "x.sh"])
def test_a_program_is_kept_but_not_opened(store: Store, account: int, tmp_path: Path, name: str) -> None:
    with store.act("Attach") as session:
        attached = attachments.attach_content(session, "account", account, name, b"x").id
    with store.read() as session, pytest.raises(UserError, match="is a program"):
        attachments.copy_to_open(session, attached, tmp_path / "open")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a:b*c?.txt", "a_b_c_.txt"),
        ("报价.pdf", "报价.pdf"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 180 + ".pdf"),
    ],
)
def test_a_name_becomes_one_that_every_system_can_write(given: str, kept: str) -> None:
    assert attachments.file_name(given) == kept


def test_what_cannot_be_attached_is_said_and_nothing_is_kept(
    store: Store, account: int, offer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 10)
    for path, why in ((offer, "larger than"), (offer.with_name("none.txt"), "no file"), (offer.parent, "is a folder")):
        with pytest.raises(UserError, match=why):
            attach(store, account, path)
    assert contents(store) == 0
