"""Contact cards of every age and program: what is understood, what is told in the text, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.base.task import Task
from crm_desktop.exchange import intake
from crm_desktop.exchange.table import read_table
from crm_desktop.model import Account, Contact
from crm_desktop.schema.formats import formats_for
from crm_desktop.storage.opening import create_store

FORMATS = formats_for("en_US")


def cards(tmp_path: Path, content: str | bytes) -> list[dict[str, str]]:
    """Return the filled cells of each card of a file."""
    path = tmp_path / "cards.vcf"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    table = read_table(path)
    return [
        {heading: cell for heading, cell in zip(table.headings, row.cells, strict=True) if cell} for row in table.rows
    ]


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


def test_a_whole_card_fills_the_fields_of_a_contact(tmp_path: Path) -> None:
    found = cards(
        tmp_path,
        card(
            "FN:Anna Berg", "N:Berg;Anna;;;", "ORG:Acme\\, Inc.;Sales", "TITLE:Buyer", "EMAIL;TYPE=work:anna@acme.example",
            "TEL;TYPE=CELL:+49 171 1", "TEL;TYPE=WORK,VOICE:+49 30 1", "ADR;TYPE=WORK:;2nd floor;Main St 1;Berlin;BE;10115;Germany",
            "URL:https://acme.example", "BDAY:1980-03-22", "CATEGORIES:VIP,Fair", "NOTE:likes\\nsailing", "UID:x-1",
        ),
    )  # fmt: skip
    assert found == [
        {
            "Name": "Anna Berg", "First name": "Anna", "Last name": "Berg", "Account": "Acme, Inc.", "Title": "Buyer",
            "E-mail": "anna@acme.example", "Mobile": "+49 171 1", "Phone": "+49 30 1", "Street": "Main St 1\n2nd floor",
            "City": "Berlin", "State or region": "BE", "Postcode": "10115", "Country": "Germany", "Website": "https://acme.example",
            "Birthday": "1980-03-22", "Tags": "VIP, Fair", "About": "likes\nsailing\nSales", "Reference": "x-1",
        }
    ]  # fmt: skip


def test_what_has_no_field_of_its_own_is_told_in_the_text(tmp_path: Path) -> None:
    found = cards(
        tmp_path,
        card("FN:Anna", "TEL;TYPE=HOME:1", "TEL;TYPE=PREF:2", "TEL;TYPE=FAX:3", "EMAIL:a@x.example", "EMAIL:b@x.example",
             "ADR:;;One;A;;1;", "ADR:;;Two;B;;2;", "NICKNAME:Annie"),
    )[0]  # fmt: skip
    assert found["Phone"] == "2"
    assert found["About"].split("\n") == [
        "Phone: 1", "Fax: 3", "E-mail: b@x.example", "Address: Two, 2, B", "Nickname: Annie",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["FN:Max Mu\r\n ller"], "Max Muller"),
        (["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:M=C3=BC=\r\nller"], "Müller"),
        (["FN;QUOTED-PRINTABLE:M=FCller"], "Müller"),
        (["item1.FN:Max"], "Max"),
        (["fn:Max"], "Max"),
        (['FN;X-ODD="a:b;c":Max'], "Max"),
        (["N:Berg;Anna;Maria;;"], "Anna Maria Berg"),
        (["ORG:Acme"], "Acme"),
        (["EMAIL:anna@acme.example"], "anna@acme.example"),
        (["PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ", "AAAA////", "BBBB==", "FN:Max"], "Max"),
        (["this is no property", "FN:Max"], "Max"),
    ],
)
def test_a_careless_card_is_read_all_the_same(tmp_path: Path, lines: list[str], name: str) -> None:
    assert cards(tmp_path, card(*lines))[0]["Name"] == name


def test_old_letters_without_a_charset_are_windows_western_ones(tmp_path: Path) -> None:
    assert cards(tmp_path, card("FN:Jürgen").encode("cp1252"))[0]["Name"] == "Jürgen"


def test_a_card_that_nobody_ends_ends_where_the_next_begins(tmp_path: Path) -> None:
    text = "BEGIN:VCARD\nFN:One\nBEGIN:VCARD\nFN:Two\n"
    assert [found["Name"] for found in cards(tmp_path, text)] == ["One", "Two"]


def test_a_card_without_anybody_is_a_row_with_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "x.vcf"
    path.write_text(card("TEL:1"), encoding="utf-8")
    assert "neither a name" in next(iter(read_table(path).problems())).problem


def test_a_file_without_cards_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.vcf"
    path.write_text("nothing", encoding="utf-8")
    with pytest.raises(UserError, match="no contact card"):
        read_table(path)


def test_cards_are_imported_with_their_company_and_a_second_time_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "cards.vcf"
    path.write_text(card("FN:Anna Berg", "ORG:Acme", "UID:1") + card("FN:Bo Ek", "ORG:Acme", "UID:2"), encoding="utf-8")
    store = create_store(tmp_path / "book.crm")
    first = intake.bring_in(store, [path], FORMATS, Task())
    assert first.by_entity()["contact"]["new"] == 2
    assert not intake.bring_in(store, [path], FORMATS, Task()).has_changes
    with store.read() as session:
        assert [account.name for account in session.query(Account)] == ["Acme"]
        assert {contact.account_id for contact in session.query(Contact)} == {1}
    store.close()


def test_every_card_of_the_collection_is_read(real_data: Path) -> None:
    files = sorted((real_data / "vcard").rglob("*.vcf"))
    assert len(files) > 15
    nameless = [path.name for path in files if any(row.problem for row in read_table(path).rows)]
    assert nameless == ["vcard-group.vcf", "issue64.vcf"]
