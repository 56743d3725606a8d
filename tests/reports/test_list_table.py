"""A list on paper: as it is shown, with its groups, and with sums that can be checked by hand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.base.task import Task
from crm_desktop.model import Opportunity, Product, Stage
from crm_desktop.reports import list_table
from crm_desktop.reports.document import Document, Paragraph, Table
from crm_desktop.schema.formats import formats_for
from crm_desktop.services import records
from crm_desktop.storage.filters import Group, Rule
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Store
from tests.reports.conftest import Print

QUERY = Query("opportunity", ("name", "stage_id", "amount", "probability"))


@pytest.fixture
def deals(store: Store) -> Store:
    """Two open deals and one that was won."""
    with store.act("Fill") as session:
        stage = {one.name: one.id for one in session.query(Stage)}
        for name, where, amount in (("Alpha", "Proposal", 1000), ("Beta <b>", "Proposal", 250), ("Gamma", "Won", None)):
            values = {"name": name, "stage_id": stage[where], "amount": Decimal(amount) if amount else None}
            records.create(session, Opportunity, values)
    return store


def built(store: Store, query: Query) -> Document:
    """Return the list as a document."""
    with store.read() as session:
        return list_table.build(session, query, "Opportunities: Mine", formats_for("en_US"), Task())


def table(store: Store, query: Query) -> list[list[str]]:
    """Return what the rows of the table say."""
    *_said, found = built(store, query).blocks
    assert isinstance(found, Table)
    return [[cell.text for cell in row.cells] for row in (*found.rows, *filter(None, [found.total]))]


def test_a_printed_list_has_the_rows_of_the_list_and_their_sum(deals: Store) -> None:
    assert table(deals, QUERY) == [
        ["Alpha", "Proposal", "1,000", "60 %"],
        ["Beta <b>", "Proposal", "250", "60 %"],
        ["Gamma", "Won", "", "100 %"],
        ["Sum of 3", "", "1,250", ""],
    ]


def test_prices_a_piece_are_not_added_up(store: Store) -> None:
    with store.act("Fill") as session:
        for name, price in (("Bolt", 3), ("Nut", 2)):
            records.create(session, Product, {"name": name, "price": Decimal(price)})
    assert table(store, Query("product", ("name", "price"))) == [["Bolt", "3"], ["Nut", "2"]]


def test_groups_are_printed_with_headings_and_sums_of_their_own(deals: Store) -> None:
    rows = table(deals, replace(QUERY, group="stage_id", descending=True))
    assert [row[0] for row in rows] == ["Proposal · 2", "Beta <b>", "Alpha", "Won · 1", "Gamma", "Sum of 3"]
    assert rows[0][2] == "1,250"


def test_a_printed_list_is_filtered_as_it_is_shown(deals: Store) -> None:
    only = Group("all", (Rule("amount", "lt", "500"),))
    assert [row[0] for row in table(deals, replace(QUERY, filter=only))] == ["Beta <b>", "Sum of 1"]


def test_a_list_prints_its_title_and_each_record_once(deals: Store, printed: Print) -> None:
    with deals.act("More") as session:
        stage = session.query(Stage).first()
        assert stage is not None
        for number in range(90):
            records.create(session, Opportunity, {"name": f"Deal {number:02d}", "stage_id": stage.id})
    for group in ("", "stage_id"):
        pages = printed(built(deals, replace(QUERY, group=group))).pages
        text = "\n".join(page.extract_text() for page in pages)
        assert "Opportunities: Mine" in text
        assert text.count("Beta <b>") == 1
        assert Counter(re.findall(r"Deal \d\d", text)) == Counter(f"Deal {number:02d}" for number in range(90))


def test_a_list_says_what_leaves_records_out_and_lies_where_it_has_many_columns(deals: Store) -> None:
    only = Group("all", (Rule("amount", "lt", "500"),))
    narrow = built(deals, replace(QUERY, filter=only, words="beta"))
    assert narrow.blocks[0] == Paragraph("with “beta”; Amount < 500", muted=True)
    assert not narrow.is_wide
    wide = built(deals, replace(QUERY, columns=tuple(Opportunity.fields())))
    assert wide.is_wide
    days = [column for column in wide.blocks[-1].columns if column.title == "Expected close"]  # type: ignore[union-attr]
    assert days[0].weight == 0


def test_a_list_that_fills_no_sensible_number_of_pages_is_refused(
    deals: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_table, "MOST", 2)
    with pytest.raises(UserError, match="Filter it first"):
        built(deals, QUERY)
