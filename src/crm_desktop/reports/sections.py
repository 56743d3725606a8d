"""Parts that several reports have: links to the records behind a figure, the projection's chart, the definitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.figures import DEFINITIONS
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Figure
from crm_desktop.figures.forecast import Month
from crm_desktop.reports import block_data
from crm_desktop.reports.book import Book
from crm_desktop.reports.chart_data import Chart, Series
from crm_desktop.reports.document import (
    Block,
    Bullet,
    Bullets,
    Cell,
    Column,
    Columns,
    Document,
    Heading,
    Paragraph,
    Records,
    Value,
)
from crm_desktop.reports.document import Figure as Card
from crm_desktop.reports.options import Options
from crm_desktop.reports.small_counts import explained
from crm_desktop.reports.words import NOTHING, Wording, exact, opportunities

Parts: TypeAlias = tuple[tuple[str, Value], ...]
_PERCENT = "\u00a0%"  # a line does not begin with the sign


def behind(figure: Figure) -> Records:
    """Return the records behind a figure, those without an amount included; of none there is its definition to tell."""
    ids = (*figure.records, *(record for record, _why in figure.left_out))
    return Records(figure.meaning.entity, ids[: figure.count], figure)


def records_of(deals: Iterable[Deal]) -> Records | None:
    """Return opportunities as records."""
    ids = tuple(deal.id for deal in deals)
    return Records("opportunity", ids) if ids else None


def card(title: str, figure: Figure, wording: Wording, note: str = "", parts: Parts = ()) -> Card:
    """Return a figure as a card; where it has no value, the reason takes the place of the note and its parts."""
    text, why = wording.value(figure), wording.reason(figure)
    return Card(title, text, why or note, exact(figure.value), behind(figure), () if why else parts)


def counted_card(title: str, figure: Figure, wording: Wording) -> Card:
    """Return a sum as a card that says of how many opportunities it is."""
    return card(title, figure, wording, opportunities(figure.count), ((_("opportunities"), figure.count),))


def exact_or_why(figure: Figure, wording: Wording) -> Value:
    """Return a figure's exact value, or the reason why there is none."""
    return wording.reason(figure) or exact(figure.value)


def money_cell(value: Decimal | None, wording: Wording) -> Cell:
    """Return an amount as a cell that keeps the exact value."""
    return Cell(wording.money(value), exact(value))


def figure_cell(figure: Figure, wording: Wording) -> Cell:
    """Return the amount of a figure as a cell that keeps the exact value; of no opportunities it stays empty."""
    if not figure.count:
        return Cell("", 0)
    return replace(money_cell(None if figure.value is None else Decimal(figure.value), wording), records=behind(figure))


def count_cell(count: int, wording: Wording) -> Cell:
    """Return a count as a cell; nothing stays empty."""
    return Cell(wording.formats.number(count) if count else "", count)


def count_column() -> Column:
    """Return the column of how many opportunities the amount at its right is of."""
    return Column(_("Count"), "right", muted=True)


def projection_chart(months: Sequence[Month], names: Sequence[str], wording: Wording, empty: str) -> Block:
    """Return won, commit and the rest of each month as a chart, or the sentence why a month has no sum."""
    refused = next((month.total for month in months if month.total.value is None), None)
    if refused is not None:
        return Paragraph(f"{NOTHING} {wording.reason(refused)}", muted=True)
    series = (
        _series(_("won"), "won", [month.won for month in months]),
        _series(_("commit"), "commit", [month.commit for month in months]),
        _series(_("best case and pipeline"), "best_case", [month.best_case_and_pipeline for month in months]),
    )
    return Chart(
        "stacked",
        tuple(names),
        series,
        tuple(wording.value(month.total) if month.total.count else "" for month in months),
        empty,
    )


def document(
    name: str,
    title: str,
    period: str,
    blocks: Iterable[Block],
    book: Book,
    options: Options,
    wording: Wording,
    since: date | None = None,
) -> Document:
    """Return a report on a book: what heads and foots its pages, and what programs get, follows from what it holds.

    `name` is that of its declaration, `period` what stands at the right of its title, `since` the first day of which
    it says what was known then, if that is not the day of the report.
    """
    as_of = _("as of {day}").format(day=wording.long_date(options.as_of))
    whole = (*younger(book, wording, since), *explained(blocks))
    return Document(
        title=title,
        subtitle=f"{book.scope()} · {as_of}",
        period=period,
        footer=wording.printed(dates.now(), book.file),
        blocks=whole,
        figures={"report": name, "as_of": options.as_of, "currency": book.currency, **block_data.data_of(whole)},
        author=options.author,
        house=options.house,
    )


def younger(book: Book, wording: Wording, since: date | None = None) -> Iterable[Block]:
    """Yield what a report of a day before the book began says of itself, or one that looks back so far."""
    if book.is_younger or (since is not None and book.began > since):
        told = _("This book began on {day}; what stands here of the days before was imported or entered since.")
        yield Paragraph(told.format(day=wording.long_date(book.began)), muted=True)


def definitions(titles: Sequence[tuple[str, str]]) -> Iterable[Block]:
    """Yield how the figures of a report are computed, small and in two columns; `titles` are pairs of a shown name and the definition's."""
    yield Heading(_("How these numbers are computed"))
    rounding = _(
        "Amounts are rounded where they are shown and nowhere before, so that a sum may differ by 1 from its rounded parts; "
        "the same report as CSV or JSON has them exactly."
    )
    meanings = [f"{title}: {_(DEFINITIONS[name])}".replace(" %", _PERCENT) for title, name in titles]
    left, right = _halves([*meanings, rounding])
    yield Columns((left,), (right,))


def _halves(texts: Sequence[str]) -> tuple[Bullets, Bullets]:
    """Return sentences in two lists that are about equally long."""
    bullets = tuple(Bullet(text) for text in texts)
    lengths = [len(text) for text in texts]
    middle = min(range(len(texts)), key=lambda place: abs(sum(lengths[:place]) - sum(lengths[place:])))
    return Bullets(bullets[:middle], small=True), Bullets(bullets[middle:], small=True)


def _series(name: str, meaning: str, figures: Sequence[Figure]) -> Series:
    values = tuple(exact(figure.value) or Decimal(0) for figure in figures)
    return Series(name, meaning, values, tuple(behind(figure) for figure in figures))  # type: ignore[arg-type]
