"""The sentences of the weekly pipeline: what needs attention, and what the numbers leave out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.text import squash
from crm_desktop.figures import pipeline
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Words
from crm_desktop.reports.book import named
from crm_desktop.reports.document import Block, Bullet, Bullets, Heading, Paragraph, Records
from crm_desktop.reports.sections import records_of
from crm_desktop.reports.weekly_figures import Weekly
from crm_desktop.reports.words import Wording, by_reason, isolated

SHOWN: Final = 10


def attention(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    """Yield which open opportunities need attention, and why: those worth most by name, the others by number."""
    yield Heading(_("Needs attention"))
    if not weekly.attention:
        yield Paragraph(_("Nothing that is open needs attention."), muted=True)
        return
    late = [deal for deal, reasons in weekly.attention if any(_is_lateness(reason) for reason in reasons)]
    others = [
        (deal, reasons) for deal, reasons in weekly.attention if not all(_is_lateness(reason) for reason in reasons)
    ]
    bullets = []
    if late:
        text = count_of(
            "{n} open opportunity has a close date in the past, worth {amount}.",
            "{n} open opportunities have a close date in the past, worth {amount}.",
            len(late),
        )
        bullets.append(Bullet(text.replace("{amount}", _worth(late, weekly, wording)), records_of(late)))
    bullets += [_bullet(deal, reasons, weekly, wording) for deal, reasons in others[:SHOWN]]
    rest = [deal for deal, _reasons in others[SHOWN:]]
    if rest:
        text = _("and {n} more, worth {amount}.")
        text = text.format(n=wording.formats.number(len(rest)), amount=_worth(rest, weekly, wording))
        bullets.append(Bullet(text, records_of(rest)))
    yield Bullets(tuple(bullets))


def _bullet(deal: Deal, reasons: Sequence[Words], weekly: Weekly, wording: Wording) -> Bullet:
    book = weekly.book
    value = book.rates.value_of(deal)
    account = named(book.accounts, deal.account)
    name = isolated(deal.name)
    if squash(account) not in squash(deal.name):
        name += f" ({isolated(account)})"
    amount = wording.sentence(value) if isinstance(value, Words) else wording.money(value)
    why = "; ".join(wording.sentence(reason) for reason in reasons)
    return Bullet(f"{name}, {amount}: {why}.", records_of([deal]))


def _is_lateness(reason: Words) -> bool:
    return "close_date" in reason.values


def _worth(deals: Sequence[Deal], weekly: Weekly, wording: Wording) -> str:
    return wording.value(pipeline.pipeline(deals, weekly.book.rates))


def left_out(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    """Yield what is in none of the sums or only in some, and amounts that nobody entered."""
    bullets = [*_without_a_day(weekly, wording), *_list_priced(weekly), *_uncounted(weekly, wording)]
    if bullets:
        yield Heading(_("What these numbers leave out"))
        yield Bullets(tuple(bullets))


def _without_a_day(weekly: Weekly, wording: Wording) -> Iterator[Bullet]:
    deals = weekly.undated
    if deals:
        text = count_of(
            "{n} open opportunity has no expected close date: it is in the pipeline ({amount}), but in no month and not in the coverage.",
            "{n} open opportunities have no expected close date: they are in the pipeline ({amount}), but in no month and not in the coverage.",
            len(deals),
        )
        yield Bullet(text.replace("{amount}", _worth(deals, weekly, wording)), records_of(deals))


def _list_priced(weekly: Weekly) -> Iterator[Bullet]:
    deals = [deal for deal in weekly.book.deals.values() if deal.kind == "open" and deal.id in weekly.book.list_priced]
    if deals:
        text = count_of(
            "The amount of {n} open opportunity is the list price of its product; nobody entered one.",
            "The amounts of {n} open opportunities are the list prices of their products; nobody entered any.",
            len(deals),
        )
        yield Bullet(text, records_of(deals))


def _uncounted(weekly: Weekly, wording: Wording) -> Iterator[Bullet]:
    """Yield what each figure left out; a reason that several figures share is said once."""
    closed = weekly.this_quarter
    said: set[tuple[str, tuple[int, ...]]] = set()
    for title, figure in (
        (_("Pipeline and weighted"), weekly.weighted),
        (_("Won this quarter"), closed.won),
        (_("Lost this quarter"), closed.lost),
        (_("Win rate"), closed.win_rate),
        (_("Sales cycle"), weekly.sales_cycle),
    ):
        for why, records in by_reason(figure.left_out).items():
            if (why, records) not in said:
                said.add((why, records))
                text = count_of(
                    "{figure}: {n} opportunity left out, {why}.",
                    "{figure}: {n} opportunities left out, {why}.",
                    len(records),
                )
                text = text.replace("{figure}", title).replace("{why}", wording.sentence(why))
                yield Bullet(text, Records("opportunity", records))
