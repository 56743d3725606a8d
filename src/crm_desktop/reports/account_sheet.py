"""One account on a sheet, to be read before a visit: who is there, what is open and planned, what happened, what was bought.

It is about today, so that it has no past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import one_line
from crm_desktop.figures import closing, pipeline
from crm_desktop.model import Account
from crm_desktop.reports import account_tables
from crm_desktop.reports import book as books
from crm_desktop.reports.document import (
    Block,
    Bullet,
    Bullets,
    Cell,
    Column,
    Columns,
    Document,
    Figures,
    Heading,
    Paragraph,
    Row,
    Table,
)
from crm_desktop.reports.options import Options
from crm_desktop.reports.sections import card, counted_card, definitions, document
from crm_desktop.reports.slices import View
from crm_desktop.reports.words import Wording
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services import happenings, records, related
from crm_desktop.services.event import Event, Scope

NAME: Final = "account-sheet"
TITLE: Final = N_("Account sheet")
OPTIONS: Final = {"account": Field(Link("account"), N_("Account"), help=N_("The one that you are about to visit."))}
_LEFT_OUT: Final = frozenset({"name", "about", "next_at", "next_activity", "created", "changed"})


def build(session: Session, options: Options) -> Document:
    """Return the sheet of the chosen account."""
    wording = Wording(options.formats, dates.today())
    view = View(books.read(session, dates.today()), options, wording)
    account = session.get(Account, options.chosen["account"]) if options.chosen["account"] is not None else None
    if account is None:
        asked = Paragraph(_("Choose an account in the options: its sheet stands here then."))
        return document(NAME, _(TITLE), "", (asked,), view.book, options, wording)
    title = one_line(account.name)
    return document(NAME, title, _(TITLE), _blocks(session, account, view), view.book, options, wording)


def options_of(account: int, formats: Formats, author: str = "") -> Options:
    """Return the options of the sheet of one account."""
    today = dates.today()
    return Options(today, Period(today, today), formats=formats, author=author, chosen={"account": account})


def _blocks(session: Session, account: Account, view: View) -> Iterator[Block]:
    scope = Scope(Account, account.id, view.options.formats)
    deals = [deal for deal in view.book.deals.values() if deal.account == account.id]
    rates, wording = view.book.rates, view.wording
    yield Figures(
        (
            counted_card(_("Open"), pipeline.pipeline(deals, rates), wording),
            counted_card(_("Won"), closing.won(deals, rates), wording),
            card(_("Win rate"), closing.win_rate(deals), wording, _("by count")),
        )
    )
    facts = _facts(session, account, view.options.formats)
    middle = (len(facts) + 1) // 2
    yield Columns((_fact_table(facts[:middle]),), (_fact_table(facts[middle:]),))
    notes = happenings.pinned_notes(session, scope)
    if account.about or notes:
        yield Heading(_("Notes"))
        yield Bullets(tuple(_notes(account, notes)))
    yield Heading(_("Contacts"))
    yield account_tables.contacts(session, account, view)
    yield Heading(_("Open opportunities"))
    yield account_tables.open_business(session, [deal for deal in deals if deal.kind == "open"], view)
    yield Heading(_("Planned"))
    yield account_tables.plans(session, scope, wording)
    yield Heading(_("What happened lately"))
    yield account_tables.happened(session, scope, wording)
    yield Heading(_("Won, by year"))
    yield account_tables.won_by_year(deals, view)
    yield from definitions([(_("Open"), "pipeline"), (_("Won"), "won"), (_("Win rate"), "win_rate")])


def _facts(session: Session, account: Account, formats: Formats) -> list[tuple[str, str]]:
    values = records.values_of(account)
    names = related.names_of(session, Account, values)
    shown = []
    for column, declared in Account.fields().items():
        value = values.get(column, getattr(account, column, None))
        if column in _LEFT_OUT or value is None or value == "":
            continue
        text = names.get(column, "") if isinstance(declared.kind, Link) else declared.kind.show(value, formats)
        shown.append((_(declared.title), one_line(text)))
    return shown


def _fact_table(facts: Iterable[tuple[str, str]]) -> Table:
    rows = tuple(Row((Cell(title, title), Cell(text, text))) for title, text in facts)
    return Table((Column(muted=True), Column(weight=2)), rows, "", zebra=False)


def _notes(account: Account, notes: Iterable[Event]) -> Iterator[Bullet]:
    if account.about:
        yield Bullet(one_line(account.about))
    yield from (Bullet(one_line(line)) for note in notes for line in note.lines)
