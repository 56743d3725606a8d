"""The tables on the sheet of an account: its people, what is open, planned and done with it, what it bought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.base.text import one_line
from crm_desktop.figures import closing, pipeline
from crm_desktop.figures.deal import Deal
from crm_desktop.model import Account, Contact, Opportunity
from crm_desktop.model.account import LIFECYCLE
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.reports.book import named
from crm_desktop.reports.document import Cell, Column, Records, Row, Table
from crm_desktop.reports.sections import records_of
from crm_desktop.reports.sliced import figure_of
from crm_desktop.reports.slices import View
from crm_desktop.reports.words import NOTHING, Wording
from crm_desktop.services import attention, planned, timeline
from crm_desktop.services.attention import NextStep
from crm_desktop.services.event import Scope

_HAPPENINGS: Final = 10
_PLANS: Final = 20


def contacts(session: Session, account: Account, view: View) -> Table:
    """Return who is there and how to reach them."""
    titles = (_("Name"), _("Title"), _("Phone"), _("Mobile"), _("E-mail"), _("Status"), _("Last contact"))
    steps = dict(LIFECYCLE.options)
    people = session.scalars(select(Contact).where(Contact.account_id == account.id).order_by(Contact.name, Contact.id))
    rows = tuple(
        Row(
            (
                *(_text(text) for text in (one.name, one.title, one.phone, one.mobile, one.email)),
                _text(_(steps.get(one.status, one.status))),
                _text(view.wording.short_date(one.last_contact) if one.last_contact else NOTHING),
            ),
            records=Records("contact", (one.id,)),
        )
        for one in people
    )
    columns = (*map(Column, titles[:-1]), Column(titles[-1], weight=0))  # a day never breaks
    return Table(columns, rows, _("No contact of this account is known."))


def open_business(session: Session, deals: Sequence[Deal], view: View) -> Table:
    """Return the open opportunities with what comes next."""
    wording, book = view.wording, view.book
    ids = [deal.id for deal in deals]
    steps = attention.next_steps(session, "opportunity", ids)
    found = session.execute(select(Opportunity.id, Opportunity.next_step).where(Opportunity.id.in_(ids)))
    written = {deal: text for deal, text in found if text}
    columns = (
        Column(_("Opportunity"), weight=2), Column(_("Stage")), Column(_("Amount"), "right"),
        Column(_("Closes"), weight=0), Column(_("Next step"), weight=2),
    )  # fmt: skip
    amounts = {deal.id: pipeline.pipeline([deal], book.rates) for deal in deals}
    rows = []
    for deal in sorted(deals, key=lambda one: (one.close_date is None, one.close_date, one.id)):
        closes = wording.short_date(deal.close_date) if deal.close_date else NOTHING
        cells = (
            _text(deal.name),
            _text(named(book.stages, deal.stage)),
            figure_of(amounts[deal.id], view),
            Cell(closes, deal.close_date),
        )
        rows.append(
            Row((*cells, _text(_next(written.get(deal.id), steps.get(deal.id), wording))), records=records_of([deal]))
        )
    return Table(columns, tuple(rows), _("Nothing is open with this account."))


def _next(written: str | None, step: NextStep | None, wording: Wording) -> str:
    """Return the step that was written down, and the earliest that is planned."""
    planned_for = f"{one_line(step.name)}, {_when(step.starts, wording, all_day=step.all_day)}" if step else ""
    return " · ".join(filter(None, (one_line(written or ""), planned_for))) or NOTHING


def plans(session: Session, scope: Scope, wording: Wording) -> Table:
    """Return what is planned with the account and its people."""
    kinds = dict(ACTIVITY_KINDS.options)
    rows = tuple(
        Row(
            (
                Cell(_when(one.step.starts, wording, all_day=one.step.all_day), one.step.starts),
                _text(_(kinds.get(one.step.kind, one.step.kind))),
                Cell(one_line(one.step.name), one.step.name, _("overdue") if one.step.is_overdue else ""),
                _text(one.on),
            ),
            records=Records("activity", (one.step.id,)),
        )
        for one in planned.of(session, scope, _PLANS)
    )
    columns = (Column(_("When"), weight=0), Column(_("Kind")), Column(_("What"), weight=3), Column(_("With"), weight=2))
    return Table(columns, rows, _("Nothing is planned with this account."))


def happened(session: Session, scope: Scope, wording: Wording) -> Table:
    """Return the newest entries of the timeline, without the edits."""
    kinds = [kind.id for kind in timeline.kinds_of(scope.model) if kind.id != "edit"]
    events = timeline.page(session, scope, kinds, limit=_HAPPENINGS).events
    rows = tuple(
        Row(
            (
                Cell(_when(event.at, wording, all_day=True), event.at),
                _text(" · ".join(one_line(text) for text in (*event.lines, event.detail) if text)),
                _text(event.on),
            ),
            records=Records(event.about[0], (event.about[1],)) if event.about and event.about[0] != "note" else None,
        )
        for event in events
    )
    columns = (Column(_("When"), weight=0), Column(_("What"), weight=5), Column(_("With"), weight=2))
    return Table(columns, rows, _("Nothing has happened with this account yet."))


def won_by_year(deals: Sequence[Deal], view: View) -> Table:
    """Return what was won each year, the last one first."""
    found = [deal for deal in deals if deal.kind == "won"]
    years = sorted({deal.closed_on.year for deal in found if deal.closed_on}, reverse=True)
    groups = [(str(year), [deal for deal in found if deal.closed_on and deal.closed_on.year == year]) for year in years]
    undated = [deal for deal in found if deal.closed_on is None]
    groups += [(_("No date"), undated)] if undated else []
    rows = [_year(title, mine, view) for title, mine in groups]
    columns = (Column(_("Year")), Column(_("Count"), "right"), Column(_("Won"), "right"))
    return Table(
        columns,
        tuple(rows),
        _("Nothing was won with this account yet."),
        _year(_("Total"), found, view) if len(rows) > 1 else None,
    )


def _year(title: str, deals: Sequence[Deal], view: View) -> Row:
    won = closing.won(deals, view.book.rates)
    count = Cell(view.wording.formats.number(won.count), won.count)
    return Row((Cell(title, title), count, figure_of(won, view)), records=records_of(deals))


def _text(text: str | None) -> Cell:
    line = one_line(text or "")
    return Cell(line, line)


def _when(at: datetime, wording: Wording, *, all_day: bool) -> str:
    day = wording.short_date(dates.local_day(at))
    return day if all_day else f"{day} {at.astimezone():%H:%M}"
