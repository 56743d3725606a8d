"""The columns of a printed table."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from crm_desktop.reports.document import Cell, Column, Row, Table
from crm_desktop.reports.tables import shares, table_part
from tests.reports.samples import deals, page_of

Print = Callable[..., PdfReader]


@given(st.lists(st.tuples(st.floats(1, 200), st.floats(0.5, 3)), min_size=1, max_size=8), st.floats(50, 600))
def test_columns_share_the_whole_room(columns: list[tuple[float, float]], room: float) -> None:
    wanted, weights = [c[0] for c in columns], [c[1] for c in columns]
    widths = shares(wanted, weights, room)
    assert sum(widths) == pytest.approx(room)
    if any(width < want - 0.001 for width, want in zip(widths, wanted, strict=True)):
        assert all(width <= want + 0.001 for width, want in zip(widths, wanted, strict=True))


def test_a_column_without_weight_gets_what_it_wants() -> None:
    assert shares([80, 300, 20], [0, 1, 1], 200) == [80, 100, 20]


def test_numbers_are_never_cut_and_long_names_are(printed: Print) -> None:
    number = "1,234,567,890,123,456.78"
    row = Row((Cell("Donaudampfschifffahrtsgesellschaft " * 3), *[Cell(number)] * 7))
    table = Table((Column("Name"), *[Column("Amount", "right")] * 7), (row,), "None.")
    text = printed(page_of(table)).pages[0].extract_text()
    assert text.count(number) == 7
    assert "…" in text


def test_a_table_that_is_too_wide_gets_smaller_letters() -> None:
    wide = Table((Column("Amount", "right"),) * 20, (Row((Cell("123,456,789.00"),) * 20),), "None.")
    part = table_part(wide, 490, 0)
    assert part.size < table_part(deals(3), 490, 0).size
    assert sum(part.widths) + part.gutter * 19 <= 490.001


def test_the_mark_of_a_warning_is_shown_also_where_its_words_are_cut(printed: Print) -> None:
    row = Row((Cell("A very long name of an opportunity " * 5, warning="close date moved 3 times"), Cell("Kan-code")))
    text = printed(page_of(Table((Column("Opportunity"), Column("Account")), (row,), "None."))).pages[0].extract_text()
    assert "⚠ close date moved 3 times" in text
    assert "A very long name" in text


def test_the_first_cell_of_the_total_may_run_into_the_empty_ones(printed: Print) -> None:
    total = Row((Cell("Total of all that is expected to close in the next thirty days"), Cell(""), Cell("7")))
    table = Table(
        (Column("A"), Column("B"), Column("C", "right")), (Row((Cell("a"), Cell("b" * 90), Cell("7"))),), "", total
    )
    assert "next thirty days" in printed(page_of(table)).pages[0].extract_text()


def test_a_row_with_a_cell_too_few_is_a_mistake_of_the_report() -> None:
    with pytest.raises(AssertionError):
        Table((Column("A"), Column("B")), (Row((Cell("a"),)),), "None.")
