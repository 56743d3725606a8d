"""Whom to call: what is due, who was not spoken to for long, whose birthday is near; with room to write beside each.

It is about today and the days ahead, so that it has no past.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.directions import isolated, left_to_right
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.base.text import one_line, squash
from crm_desktop.model.activity import ACTIVITY_KINDS
from crm_desktop.reports import book as books
from crm_desktop.reports.book import Book, named
from crm_desktop.reports.document import (
    Bullet,
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    Records,
    Row,
    Table,
)
from crm_desktop.reports.options import Options, fields
from crm_desktop.reports.sections import document
from crm_desktop.reports.words import NOTHING, Wording
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Text, Whole
from crm_desktop.services import outreach
from crm_desktop.services.outreach import Customer, Reason

TITLE: Final = N_("Call list")
OPTIONS: Final = {
    "ahead": Field(Whole(0, 90), N_("Days ahead"), default=7),
    "territory": Field(Text(), N_("Territory"), help=N_("Of the seller; empty: every territory.")),
    **fields("seller"),
}
_MOST = 5
"""With more reasons than these only the most urgent are said, and how many others there are."""
_EMPTY: Final = N_("Nobody is to be called: nothing is due, nobody was left alone for long, no birthday is near.")
_RULES: Final = (
    N_("Due: what is planned with them up to the last day ahead, overdue steps included; a series with its next day."),
    N_(
        "Quiet: an open opportunity of theirs is over its stage's limit without contact, and nothing is planned for later."
    ),
    N_("The most urgent come first: by the day on which a step was due, a limit was passed, or the birthday is."),
)


def build(session: Session, options: Options) -> Document:
    """Return whom to call from today on."""
    wording = Wording(options.formats, dates.today())
    book = books.read(session, dates.today(), options.seller)
    found = wanted(session, book, options)
    rows = tuple(_row(one, book, wording) for one in found)
    titles = ((_("Name"), 2.0), (_("Account"), 2), (_("Seller"), 1.5), (_("Phone"), 1.5))
    more = ((_("Last contact"), 0), (_("Why"), 4))
    columns = tuple(Column(title, weight=weight) for title, weight in (*titles, *more))
    count = count_of("{n} customer to call", "{n} customers to call", len(found))
    blocks = (
        Paragraph(f"{count}; {_('the line below each is free for notes')}", muted=True),
        Table(columns, rows, _(_EMPTY), is_spacious=True, wraps=True),
        *rules(_RULES),
    )
    made = document("call-list", _(TITLE), days_ahead(options, wording), blocks, book, options, wording)
    return replace(made, is_wide=True)


def wanted(session: Session, book: Book, options: Options) -> list[Customer]:
    """Return whom the options ask for, the most urgent first."""
    territory = squash(options.chosen["territory"] or "")
    sellers: list[int | None] | None = None if options.seller is None else [options.seller]
    if territory:
        there = [seller for seller, name in book.territories.items() if squash(name) == territory]
        sellers = [one for one in there if sellers is None or one in sellers]
    return outreach.customers(session, book.deals.values(), options.chosen["ahead"], sellers)


def days_ahead(options: Options, wording: Wording) -> str:
    """Return the days that a list is for."""
    last = dates.today() + options.chosen["ahead"] * dates.DAY
    return wording.span(dates.Period(dates.today(), last))


def rules(sentences: tuple[str, ...]) -> tuple[Heading, Bullets]:
    """Return at the foot how a list came about."""
    return Heading(_("Who is on this list")), Bullets(tuple(Bullet(_(one)) for one in sentences), small=True)


def reached_by(one: Customer) -> str:
    """Return the telephone, with whose it is where that is somebody else's."""
    phone = left_to_right(one.phone)
    return f"{phone} ({isolated(one.speaker)})" if one.speaker and phone else phone or NOTHING


def why(one: Customer, wording: Wording) -> Cell:
    """Return the reasons in words; what is overdue stands out."""
    texts = [_reason(reason, wording) for reason in one.reasons]
    shown = texts if len(texts) <= _MOST else [*texts[: _MOST - 1], _("{n} more").format(n=len(texts) - _MOST + 1)]
    late = [reason for reason in one.reasons if reason.kind not in {"quiet", "birthday"} and reason.day < dates.today()]
    days = (dates.today() - late[0].day).days if late else 0
    warning = count_of("overdue {n} day", "overdue {n} days", days) if days else ""
    return Cell(" · ".join(shown), " · ".join(texts), warning)


def last_contact(one: Customer, wording: Wording) -> Cell:
    """Return the day of the last contact."""
    return Cell(wording.short_date(one.last_contact) if one.last_contact else NOTHING, one.last_contact)


def _reason(reason: Reason, wording: Wording) -> str:
    day = wording.short_date(reason.day)
    match reason.kind:
        case "quiet":
            return wording.sentence(reason.text)
        case "birthday":
            told = _("birthday on {day}, {age}") if reason.text else _("birthday on {day}")
            return told.format(day=day, age=reason.text)
        case kind:
            return f"{_(dict(ACTIVITY_KINDS.options).get(kind, kind))}: {isolated(one_line(reason.text))}, {day}"


def _row(one: Customer, book: Book, wording: Wording) -> Row:
    seller, account = named(book.sellers, one.seller), one.account
    if one.target[0] == "account":
        account = one.name
    cells = (
        Cell(one.name, one.name),
        Cell(one.account, account),
        Cell(seller, seller),
        Cell(reached_by(one), one.phone),
        last_contact(one, wording),
    )
    return Row((*cells, why(one, wording)), records=Records(one.target[0], (one.target[1],)))
