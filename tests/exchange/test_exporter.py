"""Lists as CSV: as they are shown, in values that other programs and our own import read."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from crm_desktop.base.errors import Cancelled, UserError
from crm_desktop.base.task import Task
from crm_desktop.exchange import exporter
from crm_desktop.model import Account, Opportunity
from crm_desktop.storage.query import Query
from tests.exchange.importing import Importing, counts
from tests.workbook import cells, sheet_names

DEALS = (
    "Deal name,Account,Stage,Amount,Close date,Probability,Source\n"
    'Zinc,Acme,Proposal,"1,234.50",2017-01-31,60,=2+3\n'
    'Änne,"Bluth, Inc.",Proposal,-5,,,"a\nb"\n'
)


def exported(book: Importing, query: Query) -> list[list[str]]:
    path = book.folder / "out.csv"
    with book.store.read() as session:
        exporter.export(session, query, path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_a_list_is_written_as_it_is_shown(book: Importing) -> None:
    book.bring(deals=DEALS)
    query = Query("opportunity", ("name", "account_id", "amount"), sort="name", where=(("stage_id", 3),))
    assert exported(book, query) == [
        ["Name", "Account", "Amount"],
        ["Änne", "Bluth, Inc.", "-5"],
        ["Zinc", "Acme", "1234.5"],
    ]
    assert exported(book, Query("opportunity", ("name",), sort="name", descending=True))[1:] == [["Zinc"], ["Änne"]]
    assert exported(book, Query("opportunity", ("name",), words="zin"))[1:] == [["Zinc"]]


def test_values_are_plain_for_other_programs(book: Importing) -> None:
    book.bring(deals=DEALS)
    columns = ("amount", "close_date", "probability", "amount_from_list", "category", "stage_id")
    assert exported(book, Query("opportunity", columns, sort="created"))[1] == [
        "1234.5", "2017-01-31", "60", "no", "Best case", "Proposal",
    ]  # fmt: skip


def test_text_that_looks_like_a_formula_is_written_so_that_none_runs(book: Importing) -> None:
    book.bring(deals=DEALS)
    assert exported(book, Query("opportunity", ("source",), sort="created"))[1] == ["'=2+3"]


def test_what_was_exported_whole_is_the_same_when_it_is_imported(book: Importing) -> None:
    book.bring(deals=DEALS)
    for model in (Account, Opportunity):
        path = book.folder / f"{model.__tablename__}.csv"
        with book.store.read() as session:
            assert exporter.export(session, exporter.whole(model), path) == 2
        outcome = book.bring_files([path])
        assert counts(outcome, model.__tablename__) == (0, 0, 2, 0)
        assert not outcome.problems


def test_a_list_is_exported_as_csv_or_workbook_and_as_nothing_else(book: Importing) -> None:
    with book.store.read() as session, pytest.raises(UserError, match=r"ends in \.csv or \.xlsx, not “list\.ods”"):
        exporter.export(session, exporter.whole(Account), Path("list.ods"))


def test_a_workbook_has_the_same_values_as_the_csv_with_numbers_and_days_as_such(book: Importing) -> None:
    book.bring(deals=DEALS)
    shown = ("name", "amount", "probability", "close_date", "stage_id")
    query, path = Query("opportunity", shown, sort="created"), book.folder / "deals.xlsx"
    with book.store.read() as session:
        assert exporter.export(session, query, path) == exporter.export(session, query, path.with_suffix(".csv"))
    head, *rows = cells(path)
    assert sheet_names(path) == ["Opportunities"]
    with path.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as stream:
        titles, *lines = csv.reader(stream)
    assert head == titles
    for row, (name, amount, probability, day, stage) in zip(rows, lines, strict=True):
        assert (row[0], row[4]) == (name, stage)
        assert row[1] == (float(amount) if amount else None)
        assert row[2] == (pytest.approx(float(probability) / 100) if probability else None)
        assert row[3] == ((date.fromisoformat(day) - date(1899, 12, 30)).days if day else None)


def test_a_cancelled_export_leaves_the_older_file(book: Importing) -> None:
    book.bring(deals=DEALS)
    path, task = book.write("list", "older"), Task()
    task.cancel()
    with book.store.read() as session, pytest.raises(Cancelled):
        exporter.export(session, exporter.whole(Account), path, task)
    assert path.read_text(encoding="utf-8") == "older"
    assert [other.name for other in path.parent.iterdir() if other.suffix == ".part"] == []
