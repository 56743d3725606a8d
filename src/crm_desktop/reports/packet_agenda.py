"""What the days after those of the packet bring: what is planned, and birthdays, as the calendar had them on its day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import _
from crm_desktop.reports import calendar_report
from crm_desktop.reports.book import Book
from crm_desktop.reports.document import Block, Paragraph
from crm_desktop.reports.options import Options
from crm_desktop.reports.words import Wording
from crm_desktop.services import calendar, past_calendar
from crm_desktop.services.calendar import Entry, Shown

DAYS_AHEAD: Final = 14


def ahead(session: Session, book: Book, options: Options, wording: Wording) -> Iterator[Block]:
    """Yield the agenda; of a day before the book began it is that of today, and says so."""
    formats = options.formats
    if book.is_younger:
        told = _("What was planned before the book began is not known: these days are as the calendar has them today.")
        yield Paragraph(told, muted=True)
    period = Period(options.as_of + dates.DAY, options.as_of + DAYS_AHEAD * dates.DAY)
    entries = _entries(session, book, period, options)
    if len(entries) > calendar_report.MOST:
        told = _("More than {most} entries stand on these days, too many for paper. Print the packet of one seller.")
        yield Paragraph(told.format(most=formats.number(calendar_report.MOST)), muted=True)
        return
    yield calendar_report.agenda_of(entries, period, "kind", formats, wording, options.as_of)


def _entries(session: Session, book: Book, period: Period, options: Options) -> list[Entry]:
    shown = Shown(past_calendar.LAYERS, owner_id=options.seller)
    if options.as_of < dates.today() and not book.is_younger:
        return past_calendar.between(session, period, options.as_of, shown, options.formats)
    return calendar.between(session, period.first, period.last, shown, options.formats)
