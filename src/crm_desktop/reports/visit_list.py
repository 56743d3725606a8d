"""Whom to visit, place by place with the address: those of the call list, where there is an address, and no one else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.directions import joined
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.base.text import fold, natural_key, one_line
from crm_desktop.reports import book as books
from crm_desktop.reports import call_list
from crm_desktop.reports.document import Block, Cell, Column, Document, Heading, Paragraph, Records, Row, Table
from crm_desktop.reports.options import Options
from crm_desktop.reports.sections import document
from crm_desktop.reports.words import Wording
from crm_desktop.schema.field import Field
from crm_desktop.schema.kinds import Text
from crm_desktop.services.outreach import Customer

TITLE: Final = N_("Visit list")
OPTIONS: Final = {
    "where": Field(
        Text(), N_("City or postcode"), help=N_("How they begin, such as “80” or “Ber”; empty: everywhere.")
    ),
    **call_list.OPTIONS,
}
_EMPTY: Final = N_(
    "Nobody is to be visited there: nothing is due, nobody was left alone for long, no birthday is near."
)
_RULES: Final = (
    N_("The same customers as on the call list, by city and within it by postcode, so that one trip takes them in."),
    N_("A contact without an address is visited at its account's."),
)


def build(session: Session, options: Options) -> Document:
    """Return whom to visit from today on."""
    wording = Wording(options.formats, dates.today())
    book = books.read(session, dates.today(), options.seller)
    found = [one for one in call_list.wanted(session, book, options) if _is_there(one, options.chosen["where"] or "")]
    period = call_list.days_ahead(options, wording)
    made = document("visit-list", _(TITLE), period, _blocks(found, wording), book, options, wording)
    return replace(made, is_wide=True)


def _blocks(found: Sequence[Customer], wording: Wording) -> Iterator[Block]:
    placed = [one for one in found if one.city or one.postcode or one.street]
    yield Paragraph(f"{_counted(found, placed)}; {_('the line below each is free for notes')}", muted=True)
    rows = list[Row]()
    for city in sorted({_city(one) for one in placed}, key=lambda city: (not city, natural_key(city))):
        rows.append(Row((Cell(city or _("No city"), city), *[Cell("")] * 5), strong=True))
        mine = [one for one in placed if _city(one) == city]
        rows += [
            _row(one, wording) for one in sorted(mine, key=lambda one: (fold(one.postcode), fold(one.street), one.name))
        ]
    if placed or not found:
        yield _table(rows)
    if len(found) > len(placed):
        yield Heading(_("Without an address"))
        yield _table([_row(one, wording) for one in found if one not in placed])
    yield from call_list.rules(_RULES)


def _counted(found: Sequence[Customer], placed: Sequence[Customer]) -> str:
    """Return how many customers are to be visited; where nobody knows at which address, how many these would be."""
    if placed or not found:
        return count_of("{n} customer to visit", "{n} customers to visit", len(placed))
    return count_of(
        "{n} customer to visit, without an address", "{n} customers to visit, none with an address", len(found)
    )


def _table(rows: Sequence[Row]) -> Table:
    titles = (
        (_("Postcode"), 1),
        (_("Street"), 2.5),
        (_("Name"), 2),
        (_("Account"), 2),
        (_("Phone"), 1.5),
        (_("Why"), 4),
    )
    columns = tuple(Column(title, weight=weight) for title, weight in titles)
    whole = Table(columns, tuple(rows), _(_EMPTY), is_spacious=True, zebra=False, wraps=True)
    said = [place for place in range(len(titles)) if any(row.cells[place].text for row in rows if not row.strong)]
    if not said or len(said) == len(titles):
        return whole
    kept = tuple(replace(row, cells=_kept(row, said)) for row in rows)
    return replace(whole, columns=tuple(columns[place] for place in said), rows=kept, whole=lambda: whole)


def _kept(row: Row, places: Sequence[int]) -> tuple[Cell, ...]:
    """Return the cells of columns that are not empty; a city stands in the first of them, whichever that is."""
    cells = tuple(row.cells[place] for place in places)
    return (row.cells[0], *cells[1:]) if row.strong else cells


def _row(one: Customer, wording: Wording) -> Row:
    texts = (one.postcode, one_line(one.street), one.name, one.account, call_list.reached_by(one))
    cells = (*(Cell(text, text) for text in texts), call_list.why(one, wording))
    return Row(cells, records=Records(one.target[0], (one.target[1],)))


def _city(one: Customer) -> str:
    return joined((one_line(one.city), one_line(one.country)), ", ")


def _is_there(one: Customer, where: str) -> bool:
    return not where or any(fold(text).startswith(fold(where)) for text in (one.city, one.postcode))
