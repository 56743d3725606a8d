"""What was won and lost in a period, how often, by whom and with what; and why it was lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.figures import closing
from crm_desktop.figures.deal import closed_in
from crm_desktop.reports import book as books
from crm_desktop.reports import sliced, slices
from crm_desktop.reports.document import Block, Bullet, Bullets, Document, Figures, Heading, Records
from crm_desktop.reports.options import Options, past_fields
from crm_desktop.reports.sections import card, counted_card, definitions, document
from crm_desktop.reports.slices import SLICES, Slice, View
from crm_desktop.reports.words import Wording, by_reason

TITLE: Final = N_("Won and lost")
OPTIONS: Final = {
    "by": slices.option("seller", "product", "source", "industry", "territory", "team", "account", "month", "quarter"),
    **past_fields("first", "last", "as_of", "seller"),
}
_EMPTY: Final = N_("Nothing was won or lost in this period.")
_MEASURES: Final = (sliced.WON, sliced.LOST, sliced.WIN_RATE, sliced.WIN_RATE_BY_VALUE)


def build(session: Session, options: Options) -> Document:
    """Return what was closed in the options' period."""
    wording = Wording(options.formats, options.as_of)
    view = View(books.read(session, options.as_of, options.seller), options, wording)
    blocks = _blocks(view, SLICES[options.chosen["by"]])
    return document("win-loss", _(TITLE), wording.months(options.period), blocks, view.book, options, wording)


def _blocks(view: View, by: Slice) -> Iterator[Block]:
    wording, period, rates = view.wording, view.options.period, view.book.rates
    deals = list(view.book.deals.values())
    rate = closing.win_rate(deals, period)
    won, lost = closing.won(deals, rates, period), closing.lost(deals, rates, period)
    yield Figures(
        (
            counted_card(_("Won"), won, wording),
            counted_card(_("Lost"), lost, wording),
            card(_("Win rate"), rate, wording, _("by count")),
            card(_("Win rate"), closing.win_rate_by_value(deals, rates, period), wording, _("by value")),
            card(_("Mean won"), closing.mean_won(deals, rates, period), wording),
        )
    )
    closed, _undated = closed_in(deals, period)
    yield Heading(_("By {what}").format(what=_(by.title).lower()))
    yield sliced.table(_(by.title), slices.groups(closed, by, view), _MEASURES, view, period, _(_EMPTY))
    losses = [deal for deal in closed if deal.kind == "lost"]
    yield Heading(_("Why it was lost"))
    reasons = slices.groups(losses, SLICES["reason"], view)
    reasons.sort(key=lambda group: -len(group.deals))
    yield sliced.table(_("Reason"), reasons, (sliced.LOST,), view, period, _("Nothing was lost in this period."))
    if rate.left_out:
        yield Heading(_("Not counted in the win rate"))
        yield Bullets(
            tuple(
                Bullet(f"{wording.formats.number(len(ids))} · {wording.sentence(why)}", Records("opportunity", ids))
                for why, ids in by_reason(rate.left_out).items()
            )
        )
    yield from definitions(
        [(_("Won"), "won"), (_("Lost"), "lost"), (_("Win rate"), "win_rate"), (_("By value"), "win_rate_by_value")]
    )
