"""A column that fits no field, as a field of the user's own; and tables that come in and go out with such fields."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.task import Task
from crm_desktop.exchange import exporter, importer, mapping, new_field
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.table import read_table
from crm_desktop.model import Account, Contact
from crm_desktop.schema import custom
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import custom_fields, records
from crm_desktop.storage import health
from crm_desktop.storage.store import Store

FORMATS = formats_for("en_US")


def table(folder: Path, text: str, model: Any = Account) -> Mapping:
    path = folder / "accounts.csv"
    path.write_text(text, encoding="utf-8")
    found = mapping.recognise(read_table(path), model)
    assert found is not None
    return found


def column(folder: Path, *texts: str) -> Mapping:
    return table(folder, "\n".join(["Account name,Extra", *(f'n{i},"{text}"' for i, text in enumerate(texts))]) + "\n")


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("yes", "no", "", "yes"), "yes_no"),
        (("12", "1,250", "-3"), "whole"),
        (("01067", "80331"), "text"),
        (("1,250.50", "3"), "money"),
        (("$ 3", "$ 4.50"), "money"),
        (("60 %", "12.5%"), "percent"),
        (("2026-12-04", "2027-01-31", "N/A"), "day"),
        (("31.01.2027", "04.12.2026"), "day"),
        (("2026-12-04 15:00", "2026-12-05 00:00"), "moment"),
        (("a@b.example", "c@d.example"), "email"),
        (("https://a.example", "www.b.example/x"), "url"),
        (("red", "blue", "red", "red", "blue", "red"), "choice"),
        (("red", "blue", "green"), "text"),
        (("one\ntwo", "three"), "long_text"),
        (("12", "about 40"), "text"),
        (("", ""), "text"),
    ],
)
def test_the_kind_is_the_one_that_every_value_is_of(tmp_path: Path, texts: tuple[str, ...], kind: str) -> None:
    proposed = new_field.proposed(column(tmp_path, *texts), 1, FORMATS)
    assert (proposed["name"], proposed["kind"]) == ("Extra", kind)


def test_a_new_field_takes_its_column_and_an_import_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    unmapped = table(
        tmp_path, "Account name,Fleet colour\nAcme,red\nBioplex,blue\nCondax,red\nDonq,red\nE,red\nF,blue\n"
    )
    added = new_field.add(store, unmapped, 1, FORMATS)
    mapped = unmapped.with_column(1, added.name)
    for expected in (6, 0):
        with store.act("Import") as session:
            outcome = importer.run(session, [mapped], FORMATS, Task())
        assert (outcome.tallies[0].new, outcome.problems) == (expected, [])
    with store.read() as session:
        assert records.find(session, Account, 2).value(added.name) == "blue"
    assert "choice" in added.sentence
    assert health.check(store).is_sound


def test_a_heading_whose_title_is_taken_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        new_field.add(store, table(tmp_path, "Account name,Industry\nAcme,red\n"), 1, FORMATS)
    assert store.next_undo() is None


def test_a_custom_field_is_recognised_by_its_title_and_exported_under_it(store: Store, tmp_path: Path) -> None:
    with store.act("Add") as session:
        field = custom_fields.add_field(session, "account", {"name": "Fleet size", "kind": "whole"})
        name = custom.name_of(field.key)
    mapped = table(tmp_path, "Account name,FLEET SIZE\nAcme,12\n")
    assert mapped.columns == ("name", name)
    with store.act("Import") as session:
        importer.run(session, [mapped], FORMATS, Task())
    with store.act("Import what changed") as session:
        again = importer.run(session, [table(tmp_path, "Account name,Fleet size\nAcme,13\n")], FORMATS, Task())
    assert again.tallies[0].changed == 1
    with store.read() as session:
        exporter.export(session, exporter.whole(Account), tmp_path / "out.csv")
    headings, row = csv.reader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines())
    assert dict(zip(headings, row, strict=True))["Fleet size"] == "13"
    store.undo()
    with store.read() as session:
        assert records.find(session, Account, 1).value(name) == 12
    assert health.check(store).is_sound


def test_an_empty_cell_never_empties_a_custom_field(store: Store, tmp_path: Path) -> None:
    with store.act("Add") as session:
        names = [
            custom.name_of(custom_fields.add_field(session, "account", {"name": title}).key) for title in ("One", "Two")
        ]
    for text in ("Account name,One,Two\nAcme,a,b\n", "Account name,One,Two\nAcme,,c\n"):
        with store.act("Import") as session:
            importer.run(session, [table(tmp_path, text)], FORMATS, Task())
    with store.read() as session:
        account = records.find(session, Account, 1)
        assert [account.value(name) for name in names] == ["a", "c"]


def test_a_value_that_is_none_of_the_kind_is_listed_and_the_row_comes_in(store: Store, tmp_path: Path) -> None:
    with store.act("Add") as session:
        custom_fields.add_field(session, "account", {"name": "Fleet size", "kind": "whole"})
    with store.act("Import") as session:
        outcome = importer.run(session, [table(tmp_path, "Account name,Fleet size\nAcme,many\n")], FORMATS, Task())
    assert (outcome.tallies[0].new, outcome.tallies[0].partly) == (1, 1)
    assert "Fleet size" in outcome.problems[0].reason


def test_a_field_that_the_book_asks_for_keeps_no_row_out(store: Store, tmp_path: Path) -> None:
    with store.act("Add") as session:
        custom_fields.add_field(session, "account", {"name": "Fleet size", "kind": "whole", "required": True})
    with store.act("Import") as session:
        outcome = importer.run(session, [table(tmp_path, "Account name,City\nAcme,Ulm\n")], FORMATS, Task())
    assert (outcome.tallies[0].new, outcome.problems) == (1, [])


def test_a_custom_link_finds_its_record_by_name(store: Store, tmp_path: Path) -> None:
    with store.act("Add") as session:
        field = custom_fields.add_field(session, "account", {"name": "Partner", "kind": "link", "target": "contact"})
        person = records.create(session, Contact, {"name": "Anna Berg"}).id
        name = custom.name_of(field.key)
    with store.act("Import") as session:
        importer.run(session, [table(tmp_path, "Account name,Partner\nAcme,anna berg\n")], FORMATS, Task())
    with store.read() as session:
        assert records.find(session, Account, 1).value(name) == person


def test_a_custom_link_also_finds_a_record_of_a_table_that_comes_in_later(store: Store, tmp_path: Path) -> None:
    with store.act("Add") as session:
        field = custom_fields.add_field(session, "account", {"name": "Partner", "kind": "link", "target": "contact"})
        name = custom.name_of(field.key)
    accounts = table(tmp_path, "Account name,Partner\nAcme,Anna Berg\nBioplex,Nobody At All\n")
    (tmp_path / "people.csv").write_text("Name,Account\nAnna Berg,Acme\n", encoding="utf-8")
    people = mapping.recognise(read_table(tmp_path / "people.csv"), Contact)
    assert people is not None
    with store.act("Import") as session:
        outcome = importer.run(session, [accounts, people], FORMATS, Task())
    with store.read() as session:
        assert records.find(session, Account, 1).value(name) == 1
    assert [(p.line, "Nobody At All" in p.reason) for p in outcome.problems] == [(3, True)]
    with store.act("Import again") as session:
        again = importer.run(session, [accounts, people], FORMATS, Task())
    assert not again.has_changes
