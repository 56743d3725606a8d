"""Contacts by the step that they are on, by source and by seller; who came in a period, and who got further."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import N_, _
from crm_desktop.figures import leads
from crm_desktop.figures.leads import Lead
from crm_desktop.model.account import LIFECYCLE
from crm_desktop.reports import book as books
from crm_desktop.reports import grouped
from crm_desktop.reports.document import Bar, Bars, Block, Cell, Document, Figures, Heading, Paragraph
from crm_desktop.reports.grouped import Gauge, Part
from crm_desktop.reports.options import Options, past_fields
from crm_desktop.reports.sections import behind, card, definitions, document
from crm_desktop.reports.slices import View
from crm_desktop.reports.words import Wording
from crm_desktop.services import leads as services_leads

TITLE: Final = N_("Leads")
OPTIONS: Final = past_fields("first", "last", "as_of", "seller")
_EMPTY: Final = N_("There are no contacts yet.")
_UNKNOWN: Final = N_(
    "Known is what happened in this book: a contact that was imported came on the day of the import, with the step that "
    "it had then. Steps before that are not known, and nobody is counted as having got further by them."
)


def build(session: Session, options: Options) -> Document:
    """Return the contacts at the end of the options' day."""
    wording = Wording(options.formats, options.as_of)
    view = View(books.read(session, options.as_of, options.seller), options, wording)
    found = services_leads.read(session, options.as_of, options.period, options.seller)
    blocks = _blocks(found, view)
    return document("leads", _(TITLE), wording.months(options.period), blocks, view.book, options, wording)


def _blocks(found: Sequence[Lead], view: View) -> Iterator[Block]:
    period, wording = view.options.period, view.wording
    yield Figures(
        (
            card(_("Contacts"), leads.contacts(found), wording),
            card(_("New"), leads.new(found, period), wording, _("in the period")),
            card(_("Got further"), leads.further(found, period), wording, _("in the period")),
            card(_("Share"), leads.further_share(found, period), wording, _("of the leads got further")),
        )
    )
    yield Heading(_("By step"))
    yield _bars(found, view)
    sources = {lead.source: lead.source for lead in found if lead.source}
    yield Heading(_("By source"))
    by_source = grouped.parts(found, lambda lead: lead.source or None, sources, _("No source"))
    yield grouped.table(_("Source"), by_source, _gauges(view), view, _(_EMPTY))
    yield Heading(_("By seller"))
    by_seller = grouped.parts(found, lambda lead: lead.seller, view.book.sellers, _("No seller"))
    yield grouped.table(_("Seller"), by_seller, _gauges(view), view, _(_EMPTY))
    steps = dates.months_in(period)
    yield Heading(_("New, by month of their coming"))
    came = {month.first: wording.month(month.first, year=True) for month in steps}
    fresh = [lead for lead in found if lead.came in period]
    by_month = [Part(name, tuple(one for one in fresh if one.came.replace(day=1) == key)) for key, name in came.items()]
    yield grouped.table(
        _("Month"), [part for part in by_month if part.items], _gauges(view), view, _("Nobody came in this period.")
    )
    yield Paragraph(_(_UNKNOWN), muted=True)
    yield from definitions(
        [
            (_("On a step"), "contacts_on_step"),
            (_("New"), "contacts_new"),
            (_("Got further"), "contacts_further"),
            (_("Share"), "contacts_further_share"),
        ]
    )


def _gauges(view: View) -> list[Gauge[Lead]]:
    period, titles = view.options.period, dict(LIFECYCLE.options)
    return [
        *(Gauge(_(titles[step]), partial(leads.on_step, step=step)) for step in leads.STEPS),
        Gauge(_("All"), leads.contacts),
        Gauge(_("New"), partial(leads.new, period=period)),
        Gauge(_("Further"), partial(leads.further, period=period)),
        Gauge(_("Share"), partial(leads.further_share, period=period)),
    ]


def _bars(found: Sequence[Lead], view: View) -> Bars:
    """Return how many are on each step, and of them darker who came or got there in the period."""
    titles, period = dict(LIFECYCLE.options), view.options.period

    def bar(step: str) -> Bar:
        there = [lead for lead in found if lead.step == step]
        whole = leads.on_step(there, step)
        lately = [lead for lead in there if lead.came in period or lead.before != lead.after]
        fresh = leads.on_step(lately, step)
        text, count = view.wording.value(whole), Cell("", None)
        lengths = Decimal(whole.count), Decimal(fresh.count)
        return Bar(_(titles[step]), *lengths, text, count, behind(whole), view.wording.value(fresh))

    return Bars(tuple(map(bar, leads.STEPS)) if found else (), _("on the step"), _("in the period"), _(_EMPTY))
