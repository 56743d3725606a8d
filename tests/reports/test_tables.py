"""The columns of a printed table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from crm_desktop.figures import closing
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Figure
from crm_desktop.reports import small_counts
from crm_desktop.reports.column_widths import shares
from crm_desktop.reports.document import Bar, Bars, Cell, Column, Columns, Records, Row, Table
from crm_desktop.reports.pdf import write_pdf
from crm_desktop.reports.sections import behind
from crm_desktop.reports.tables import table_part
from crm_desktop.reports.tall_tables import tall_part
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
    table = Table((Column("Name"), *[Column("Amount", "right")] * 7), (row,), "None.", wraps=False)
    text = printed(page_of(table)).pages[0].extract_text()
    assert text.count(number) == 7
    assert "…" in text


def test_a_table_that_is_too_wide_gets_smaller_letters() -> None:
    wide = Table((Column("Amount", "right"),) * 20, (Row((Cell("123,456,789.00"),) * 20),), "None.")
    part = table_part(wide, 490, 0)
    assert part.size < table_part(deals(3), 490, 0).size
    assert sum(part.widths) + part.gutter * 19 <= 490.001


def test_names_beside_many_numbers_keep_room_in_somewhat_smaller_letters() -> None:
    row = Row(
        (Cell("Karl-Theodor Maria Nikolaus von und zu Hohenzollern"), *[Cell("1,839,638,094")] * 6, Cell("+ 9 %"))
    )
    columns = (Column("Seller"), *[Column("Open", "right")] * 6, Column("Change", "right"))
    part = tall_part(Table(columns, (row,), "None."), 493, 0)
    assert part.widths[0] >= 493 / 5
    assert len(part.upper[0].written[0]) == 2
    assert part.size >= 6.5
    assert sum(part.widths) + part.gutter * 7 == pytest.approx(493)


def test_the_mark_of_a_warning_is_shown_also_where_its_words_are_cut(printed: Print) -> None:
    row = Row((Cell("A very long name of an opportunity " * 5, warning="close date moved 3 times"), Cell("Kan-code")))
    text = printed(page_of(Table((Column("Opportunity"), Column("Account")), (row,), "None."))).pages[0].extract_text()
    assert "⚠ close date moved 3 times" in text
    assert "A very long name" in text


def test_a_table_that_wraps_cuts_nothing_and_is_as_high_as_its_texts() -> None:
    columns = (Column("Opportunity"), Column("Account", is_below=True), Column("Close", "right"))
    words = "A very long name of an opportunity " * 5
    rows = (
        Row((Cell("Short"), Cell(""), Cell("1"))),
        Row((Cell("Short"), Cell("Kan-code"), Cell("2"))),
        Row((Cell(words.strip(), warning="close date moved 3 times"), Cell("Kan-code"), Cell("3"))),
        Row((Cell("word " * 20_000), Cell("Donaudampfschifffahrtsgesellschaft" * 2), Cell("4"))),
    )
    part = tall_part(Table(columns, rows, "None.", wraps=True), 240, 0)
    heights = [after - before for before, after in pairwise(part.tops)]
    assert heights[0] < heights[1] < heights[2] < heights[3] < 220
    (upper, _close), (lower,) = part.upper, part.lower
    assert [len(lines) for lines in upper.written[:2]] == [1, 1]
    assert "".join(run.text for one in upper.written[2] for run in one.line.runs).count("opportunity") == 5
    assert upper.written[3][-1].line.runs[-1].text.endswith("…")
    assert [one.line.width * lower.size <= lower.width + 0.1 for one in lower.written[3]] == [True, True]
    assert min(one.number for one in lower.written[2]) > max(one.number for one in upper.written[2])


def test_what_is_clicked_in_a_row_of_several_lines_is_what_stands_there(tmp_path: Path) -> None:
    columns = (Column("Opportunity"), Column("Account", is_below=True), Column("Days", "right"))
    of = [Records(entity, (1,)) for entity in ("opportunity", "account", "activity")]
    row = Row((Cell("Rollout"), Cell("Kan-code", records=of[1]), Cell("7", records=of[2])), records=of[0])
    places = write_pdf(page_of(Table(columns, (row,), "None.", wraps=True)), tmp_path / "clicked.pdf")
    whole, days, account = (next(p.area for p in places if p.records == of[n]) for n in (0, 2, 1))
    assert days.y == pytest.approx(whole.y)
    assert days.y + days.height == pytest.approx(account.y)
    assert account.y + account.height == pytest.approx(whole.y + whole.height)


def test_the_first_cell_of_the_total_may_run_into_the_empty_ones(printed: Print) -> None:
    total = Row((Cell("Total of all that is expected to close in the next thirty days"), Cell(""), Cell("7")))
    table = Table(
        (Column("A"), Column("B"), Column("C", "right")), (Row((Cell("a"), Cell("b" * 90), Cell("7"))),), "", total
    )
    assert "next thirty days" in printed(page_of(table)).pages[0].extract_text()


def places(pdf: PdfReader) -> dict[str, tuple[float, float]]:
    """Return where each text of the first page begins."""
    found: dict[str, tuple[float, float]] = {}

    def note(text: str, _cm: list[float], tm: list[float], *_font: object) -> None:
        found.setdefault(text.strip(), (round(tm[4], 1), round(tm[5], 1)))

    pdf.pages[0].extract_text(visitor_text=note)
    return found


def test_plain_columns_stand_where_columns_with_warnings_do(printed: Print) -> None:
    """Plain columns are written in a quicker way, which must not be seen."""
    names = ["Ada (London)", "Bj\\örn", "", "Ćwikła", "Дмитрий", "Ελένη"]
    rows = [(Cell(name), Cell(f"City {n}")) for n, name in enumerate(names)]
    columns = (Column("Name"), Column("City", muted=True))
    quick = places(printed(page_of(Table(columns, tuple(map(Row, rows)), "None."))))
    warned = (Cell("Last", warning="late"), Cell("Last"))
    slow = places(printed(page_of(Table(columns, (*map(Row, rows), Row(warned)), "None."))))
    texts = [text for text in [*names, *(f"City {n}" for n in range(len(names)))] if text]
    assert [quick[text][1] for text in texts] == [slow[text][1] for text in texts]
    assert [quick[name][0] for name in names if name] == [slow[name][0] for name in names if name]


def test_a_plain_column_takes_letters_of_several_parts_of_a_font(printed: Print) -> None:
    letters = "".join(chr(code) for code in [*range(0xC0, 0x17F), *range(0x391, 0x3A1), *range(0x410, 0x450)])
    pieces = [letters[at : at + 10] for at in range(0, len(letters), 10)]
    table = Table((Column("Letters"),), tuple(Row((Cell(piece),)) for piece in (*pieces, "again", *pieces)), "None.")
    assert table_part(table, 490, 0).simple == (True,)
    text = printed(page_of(table)).pages[0].extract_text()
    assert [line for line in text.splitlines() if line in {*pieces, "again"}][: len(pieces) + 1] == [*pieces, "again"]


@pytest.mark.parametrize("text", ["שלום", "x\u0302", "a\tb", "字", "x" * 700])
def test_a_column_with_a_text_that_needs_thought_is_not_plain(text: str) -> None:
    table = Table((Column("Name"),), (Row((Cell("Ada"),)), Row((Cell(text),))), "None.")
    assert table_part(table, 49_000, 0).simple == (False,)


def test_a_row_with_a_cell_too_few_is_a_mistake_of_the_report() -> None:
    with pytest.raises(AssertionError):
        Table((Column("A"), Column("B")), (Row((Cell("a"),)),), "None.")


def test_bars_have_their_names_whole_however_long_the_numbers_beside_them(printed: Print) -> None:
    names = ("Qualification", "Donaudampfschifffahrtsgesellschaft 24", "Donaudampfschifffahrtsgesellschaft 25")
    amount = Decimal(9_876_543_210)
    bars = tuple(Bar(name, amount, amount, f"{amount:,}", Cell("1,000"), None, f"{amount:,}") for name in names)
    text = printed(page_of(Columns((Bars(bars, "whole", "part", ""),), ()))).pages[0].extract_text()
    assert "Qualification" in text
    assert text.replace("-\n", "").replace("\n", "").count("Donaudampfschifffahrtsgesellschaft") == 2
    assert "…" not in text


def test_a_column_is_as_wide_as_its_longest_word() -> None:
    row = Row((Cell("A name of many short words that must go on"), Cell("Qualification"), Cell("9,999,999.00")))
    table = Table((Column("Name", weight=3), Column("Stage"), Column("Amount", "right")), (row,) * 20, "None.")
    stage = tall_part(table, 150, 0).upper[1]
    assert [len(lines) for lines in stage.written] == [1] * 20


def test_shares_of_few_are_explained_once_below_the_first_table_that_has_them() -> None:
    few, many = (closing.win_rate([Deal(n, kind="won") for n in range(size)], None) for size in (7, 40))

    def table(figure: Figure, text: str) -> Table:
        return Table((Column("Win rate"),), (Row((Cell(text, records=behind(figure)),)),), "None.")

    tables = [table(many, "100 %"), table(few, "7 of 7"), table(few, "7 of 7")]
    kinds = [type(block).__name__ for block in small_counts.explained(tables)]
    assert kinds == ["Table", "Table", "Paragraph", "Table"]
