"""The day on paper: what was missed, what is for today and the days after, and which opportunities need attention.

It is about today, so that it has no past.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import one_line
from crm_desktop.figures import aging
from crm_desktop.figures.figure import Words
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.reports import book as books
from crm_desktop.reports import calendar_report
from crm_desktop.reports.book import Book, named
from crm_desktop.reports.calendar_report import Wanted
from crm_desktop.reports.document import Block, Cell, Column, Document, Heading, Records, Row, Table
from crm_desktop.reports.options import Options
from crm_desktop.reports.sections import document, money_cell, records_of
from crm_desktop.reports.words import NOTHING, Wording
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.services import agenda as services_agenda
from crm_desktop.services.agenda import AHEAD, Errand
from crm_desktop.services.calendar import EVERYTHING, Shown, closes

TITLE: Final = N_("Page of the day")
OPTIONS: Final[dict[str, Field]] = {}


def build(session: Session, options: Options) -> Document:
    """Return the page of today."""
    today = dates.today()
    wording = Wording(options.formats, today)
    book = books.read(session, today)
    return document(
        "day", _(TITLE), wording.long_date(today), _blocks(session, book, options, wording), book, options, wording
    )


def options_of(formats: Formats, author: str = "") -> Options:
    """Return the options of the page of today."""
    today = dates.today()
    return Options(today, Period(today, today), formats=formats, author=author)


def _blocks(session: Session, book: Book, options: Options, wording: Wording) -> Iterator[Block]:
    late = services_agenda.agenda(session).overdue
    if late.total:
        yield Heading(_("Overdue"))
        yield _overdue(late.rows, late.total, wording)
    for title, first, days in (
        (_("Today"), book.day, 1),
        (_("The next {n} days").format(n=AHEAD), book.day + dates.DAY, AHEAD),
    ):
        yield Heading(title)
        wanted = Wanted("agenda", first, Shown(EVERYTHING.layers - {closes.LAYER}), days=days)
        yield from calendar_report.document_of(session, wanted, options.formats).blocks
    yield Heading(_("Needs attention"))
    yield _attention(book, wording)


def _overdue(errands: tuple[Errand, ...], total: int, wording: Wording) -> Table:
    columns = (Column(_("Was for"), weight=0.7), Column(_("What"), weight=2), Column(_("With"), weight=2))
    rows = [_errand(errand, wording) for errand in errands]
    if total > len(errands):
        more = _("{n} more").format(n=wording.formats.number(total - len(errands)))
        rows.append(Row((Cell(more), Cell(""), Cell(""))))
    return Table(columns, tuple(rows), "")


def _errand(errand: Errand, wording: Wording) -> Row:
    step = errand.step
    day, kind = dates.local_day(step.starts), _(dict(ACTIVITY_KINDS.options).get(step.kind, step.kind))
    people = " · ".join(map(one_line, errand.people))
    what = f"{kind}: {one_line(step.name)}"
    cells = (Cell(wording.short_date(day), day), Cell(what, what), Cell(people, people))
    return Row(cells, records=Records("activity", (step.id,)))


def _attention(book: Book, wording: Wording) -> Table:
    titles = ((_("Opportunity"), 2.0), (_("Account"), 1.4), (_("Why"), 2.6))
    columns = (*(Column(title, weight=weight) for title, weight in titles), Column(_("Amount"), "right"))
    found = aging.by_urgency(book.deals.values(), book.rates, book.day)
    values = {deal.id: book.rates.value_of(deal) for deal, _why in found}
    rows = []
    for deal, reasons in found:
        account, value = named(book.accounts, deal.account), values[deal.id]
        why = ", ".join(wording.short_reason(reason) for reason in reasons)
        amount = Cell(NOTHING) if isinstance(value, Words) else money_cell(value, wording)
        rows.append(
            Row(
                (Cell(deal.name, deal.name), Cell(account, account), Cell(why, why), amount), records=records_of([deal])
            )
        )
    return Table(columns, tuple(rows), _("Nothing that is open needs attention."))
