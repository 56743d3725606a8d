"""Report documents for the tests of the printed page; the weekly one has every kind of block."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.reports.chart_data import Chart, Series
from crm_desktop.reports.document import (
    Bar,
    Bars,
    Block,
    Bullet,
    Bullets,
    Cell,
    Column,
    Columns,
    Document,
    Figure,
    Figures,
    Heading,
    Records,
    Row,
    Table,
)

NASTY = (
    "R&D",
    "<Ltd>",
    "<w@example.org>",
    '<img src="file:///etc/passwd">',
    "<b>bold</b> <br/> &amp; &#x41;",
    "a) Tj ET (b",
    "back\\slash \\051",
    "%s {0} $x `y`",
)


def page_of(*blocks: Block, title: str = "Pipeline") -> Document:
    """Return a document of a few blocks."""
    return Document(
        title, "Maureen Marcano", "Week 47", "Printed today from test.crm", blocks, author="Maureen Marcano"
    )


def deals(count: int, total: bool = True) -> Table:
    """Return a table of numbered deals, each with its record."""
    rows = tuple(
        Row(
            (Cell(f"Deal {n:04d}"), Cell("Kan-code"), Cell(f"{n * 1000:,}", Decimal(n * 1000))),
            records=Records("opportunities", (n,)),
        )
        for n in range(1, count + 1)
    )
    amount = sum(n * 1000 for n in range(1, count + 1))
    last = Row((Cell(f"Total, {count} deals"), Cell(""), Cell(f"{amount:,}", Decimal(amount))))
    columns = (Column("Opportunity", weight=2), Column("Account"), Column("Amount", "right"))
    return Table(columns, rows, "No deals.", last if total else None)


def names(*texts: str) -> Table:
    """Return a table of one column of text, without headings."""
    return Table((Column(),), tuple(Row((Cell(text),)) for text in texts), "No names.")


def revenue() -> Chart:
    """Return a stacked chart of three months; the records behind a mark are 10 times the series and the month."""
    series = (
        Series("won", "won", (Decimal(50), Decimal(0), Decimal(0)), (Records("opportunities", (1,)), None, None)),
        Series("commit", "commit", (Decimal(30), Decimal(60), Decimal(10))),
        Series("best case", "best_case", (Decimal(20), Decimal(40), Decimal(0))),
    )
    return Chart("stacked", ("Nov", "Dec", "Jan"), series, ("100", "100", "10"), "No revenue.")


def _grown() -> Figure:
    change = (("change this week", Decimal("62300.00")),)
    return Figure("Open pipeline", "1,049,440", "+ 62,300 this week", Decimal("1049440.00"), parts=change)


def weekly() -> Document:
    """Return a report with every kind of block."""
    bars = Bars(
        (
            Bar(
                "Prospecting",
                Decimal(412000),
                Decimal(41200),
                "412,000",
                Cell("1,400", 1400),
                Records("opportunities", (1, 2)),
            ),
            Bar("Proposal", Decimal(198900), Decimal(119340), "198,900", Cell("6", 6)),
        ),
        "full value",
        "weighted",
        "No open opportunities.",
    )
    bridge = Table(
        (Column(), Column("", "right", muted=True), Column("", "right")),
        (
            Row((Cell("Pipeline last Friday"), Cell("31"), Cell("987,140", Decimal("987140.00"))), strong=True),
            Row((Cell("New"), Cell("5"), Cell("+ 118,400", Decimal("118400.00")))),
            Row((Cell("Annual support", warning="moved 3 times"), Cell("1"), Cell("− 4,200", Decimal("-4200.00")))),
        ),
        "Nothing changed.",
        zebra=False,
    )
    return page_of(
        Figures((_grown(), Figure("Weighted", "—", "no exchange rate"))),
        Columns((Heading("By stage"), bars), (Heading("What changed"), bridge)),
        Heading("Expected to close"),
        deals(8),
        Heading("Projected revenue"),
        revenue(),
        Heading("Needs attention"),
        Bullets((Bullet("3 open opportunities have a close date in the past."),)),
    )
