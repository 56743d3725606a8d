"""What needs attention, in sentences that say whom to ask: the worst by name, the others by number and seller.

What is past its close date has a table of its own, so that it is counted here and not named again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from crm_desktop.base.directions import isolated
from crm_desktop.base.i18n import NN_, _, count_of
from crm_desktop.base.text import squash
from crm_desktop.figures import pipeline
from crm_desktop.figures.deal import Deal
from crm_desktop.figures.figure import Words
from crm_desktop.reports.book import named
from crm_desktop.reports.document import Block, Bullet, Bullets, Heading, Paragraph
from crm_desktop.reports.sections import records_of
from crm_desktop.reports.weekly_figures import Weekly
from crm_desktop.reports.weekly_sizes import FULL, Size
from crm_desktop.reports.words import Wording

_SELLERS: Final = 5  # named with their number; the others are summed up
_BY_REASON: Final = {
    "late": NN_(
        "{n} open opportunity has a close date in the past, worth {amount}",
        "{n} open opportunities have a close date in the past, worth {amount}",
    ),
    "quiet": NN_(
        "{n} open opportunity has been without contact for too long, worth {amount}",
        "{n} open opportunities have been without contact for too long, worth {amount}",
    ),
    "stage": NN_(
        "{n} open opportunity has been in its stage for too long, worth {amount}",
        "{n} open opportunities have been in their stages for too long, worth {amount}",
    ),
    "moved": NN_(
        "{n} open opportunity had its close date moved three times or more, worth {amount}",
        "{n} open opportunities had their close dates moved three times or more, worth {amount}",
    ),
}


def attention(weekly: Weekly, wording: Wording, size: Size = FULL) -> Iterator[Block]:
    """Yield which open opportunities need attention, why, and whose they are."""
    yield Heading(_("Needs attention"))
    if not weekly.attention:
        yield Paragraph(_("Nothing that is open needs attention."), muted=True)
        return
    named_ones = [entry for entry in weekly.attention if any(_kind(reason) != "late" for reason in entry[1])]
    is_much = len(named_ones) > size.named
    counted = [_counted(kind, weekly, wording, size) for kind in _BY_REASON if is_much or kind == "late"]
    bullets = [bullet for bullet in counted if bullet is not None]
    if is_much and size.worst:
        intro = _("The {n} worst:").format(n=size.worst)
        bullets[-1] = replace(bullets[-1], text=f"{bullets[-1].text} {intro}")
    bullets += [
        _named(deal, reasons, weekly, wording) for deal, reasons in named_ones[: size.worst if is_much else size.named]
    ]
    yield Bullets(tuple(bullets))


def _kind(reason: Words) -> str:
    """Return what sort of reason it is, by what its sentence says."""
    if "close_date" in reason.values:
        return "late"
    if "times" in reason.values:
        return "moved"
    return "stage" if reason.pattern.startswith("in its stage") else "quiet"


def _counted(kind: str, weekly: Weekly, wording: Wording, size: Size) -> Bullet | None:
    """Return how many need attention for one sort of reason, and how many of them each seller has."""
    deals = [deal for deal, reasons in weekly.attention if any(_kind(reason) == kind for reason in reasons)]
    if not deals:
        return None
    text = count_of(*_BY_REASON[kind], len(deals)).replace("{amount}", _worth(deals, weekly, wording))
    whose = _by_seller(deals, weekly, wording) if size.says_whose else ""
    return Bullet(f"{text}: {whose}." if whose else f"{text}.", records_of(deals))


def _by_seller(deals: Sequence[Deal], weekly: Weekly, wording: Wording) -> str:
    """Return "Anna 12, Boris 9, 4 others 11", those with most first; nothing where all are of one seller."""
    counts = Counter(named(weekly.book.sellers, deal.seller, none=_("No seller")) for deal in deals)
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    if len(ranked) < 2:
        return ""
    number = wording.formats.number
    shown = len(ranked) if len(ranked) <= _SELLERS + 1 else _SELLERS
    parts = [f"{isolated(name)} {number(count)}" for name, count in ranked[:shown]]
    if others := ranked[shown:]:
        count = sum(count for _name, count in others)
        parts.append(_("{n} others {count}").format(n=number(len(others)), count=number(count)))
    return ", ".join(parts)


def _named(deal: Deal, reasons: Sequence[Words], weekly: Weekly, wording: Wording) -> Bullet:
    value = weekly.book.rates.value_of(deal)
    amount = wording.sentence(value) if isinstance(value, Words) else wording.money(value)
    why = "; ".join(wording.sentence(reason) for reason in reasons)
    name = isolated(deal.name)
    if whose := ", ".join(_whose(deal, weekly)):
        name += f" ({whose})"
    return Bullet(f"{name}, {amount}: {why}.", records_of([deal]))


def _whose(deal: Deal, weekly: Weekly) -> Iterator[str]:
    """Yield the account, or the reference where there is none, and the seller; nothing that the page says already."""
    book = weekly.book
    account = named(book.accounts, deal.account)
    if not account:
        yield isolated(book.references.get(deal.id) or _("no account"))
    elif squash(account) not in squash(deal.name):
        yield isolated(account)
    if book.seller is None and deal.seller is not None:
        yield isolated(named(book.sellers, deal.seller))


def _worth(deals: Sequence[Deal], weekly: Weekly, wording: Wording) -> str:
    return wording.value(pipeline.pipeline(deals, weekly.book.rates))
