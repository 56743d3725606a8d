"""What a book wants on its paper: kept in the book, checked, and taken back like any other step."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.letterhead import PLAIN
from crm_desktop.services import letterhead
from crm_desktop.storage import health
from crm_desktop.storage.opening import open_store
from crm_desktop.storage.store import Store, raw_of


def png(width: int = 40, height: int = 20) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    rows = (b"\0" + b"\x0f\x75\x53" * width) * height
    pieces = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080010002001011100")


def put(store: Store, content: bytes) -> None:
    with store.act("Change the logo") as session:
        letterhead.put_logo(session, content)


def logo(store: Store) -> bytes:
    with store.read() as session:
        return letterhead.read(session).logo


def blobs(store: Store) -> int:
    with store.read() as session:
        return int(raw_of(session).execute("SELECT count(*) FROM blob").fetchone()[0])


def test_a_new_book_prints_on_plain_paper(store: Store) -> None:
    with store.read() as session:
        assert letterhead.read(session) == PLAIN
        assert not letterhead.read(session)


def test_name_address_and_colour_are_kept_tidied(store: Store) -> None:
    with store.act("Letterhead") as session:
        letterhead.set_value(session, "name", "  Northwind   Traders ")
        letterhead.set_value(session, "address", "1 Main Street \n\n  Springfield")
        letterhead.set_value(session, "colour", "0F7553")
    with store.read() as session:
        house = letterhead.read(session)
    assert (house.name, house.address, house.colour) == ("Northwind Traders", "1 Main Street\nSpringfield", "#0f7553")


def test_a_change_of_the_letterhead_can_be_taken_back(store: Store) -> None:
    with store.act("Letterhead") as session:
        letterhead.set_value(session, "name", "Northwind")
    store.undo()
    with store.read() as session:
        assert letterhead.read(session).name == ""


@pytest.mark.parametrize("text, colour", [("#abc", "#aabbcc"), (" #A1B2C3 ", "#a1b2c3"), ("fff", "#ffffff")])
def test_a_colour_may_be_written_short(text: str, colour: str) -> None:
    assert letterhead.colour_of(text) == colour


@pytest.mark.parametrize("text", ["green", "#12345", "#ggg", "rgb(1,2,3)"])
def test_what_is_no_colour_is_refused_with_an_example(store: Store, text: str) -> None:
    with pytest.raises(InvalidInput) as refused, store.act("Colour") as session:
        letterhead.set_value(session, "colour", text)
    assert "#0f7553" in refused.value.fields["colour"]


def test_the_size_of_a_png_and_a_jpeg_is_read_and_of_nothing_else() -> None:
    assert letterhead.size_of(png(40, 20)) == (40, 20)
    assert letterhead.size_of(JPEG) == (32, 16)
    assert [letterhead.size_of(other) for other in (b"", b"GIF89a", b"<svg/>", b"\xff\xd8", png()[:20])] == [None] * 5


def test_a_picture_is_taken_as_the_logo(store: Store, tmp_path: Path) -> None:
    (tmp_path / "Logo.PNG").write_bytes(png())
    put(store, letterhead.picture_in(tmp_path / "Logo.PNG"))
    assert logo(store) == png()


@pytest.mark.parametrize(
    "name, content", [("a.svg", b"<svg/>"), ("a.png", b"GIF89a"), ("book.crm", b"SQLite"), ("a.jpg", b"")]
)
def test_another_file_is_refused_with_what_to_choose(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match="PNG or JPEG"):
        letterhead.picture_in(tmp_path / name)


def test_a_huge_picture_is_refused_before_anybody_decodes_it(tmp_path: Path) -> None:
    (tmp_path / "bomb.png").write_bytes(png(1, 1).replace((1).to_bytes(4) * 2, (60_000).to_bytes(4) * 2))
    (tmp_path / "fat.jpg").write_bytes(JPEG + bytes(letterhead.MOST_BYTES))
    for name in ("bomb.png", "fat.jpg"):
        with pytest.raises(UserError, match="too large"):
            letterhead.picture_in(tmp_path / name)


def test_a_file_that_is_gone_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        letterhead.picture_in(tmp_path / "gone.png")


def test_the_logo_stays_when_the_book_is_swept_and_so_does_one_that_undo_can_bring_back(store: Store) -> None:
    put(store, png(40, 20))
    put(store, png(30, 30))
    store.close()
    again = open_store(store.path)
    assert blobs(again) == 2
    assert logo(again) == png(30, 30)
    again.undo()
    assert logo(again) == png(40, 20)
    again.close()


def test_the_check_of_the_book_notices_a_logo_that_has_lost_its_content(store: Store) -> None:
    put(store, png())
    assert health.check(store).is_sound
    with store.driver() as raw:
        raw.execute("DELETE FROM blob")
        raw.commit()
    assert health.check(store).derived == ("the logo of the letterhead has lost its content",)
    assert logo(store) == b""
