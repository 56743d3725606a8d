"""What the numbers of the weekly pipeline leave out, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from crm_desktop.base.i18n import _, count_of
from crm_desktop.figures import pipeline
from crm_desktop.reports.document import Block, Bullet, Bullets, Heading, Records
from crm_desktop.reports.sections import behind, records_of
from crm_desktop.reports.weekly_figures import Weekly
from crm_desktop.reports.words import Wording, by_reason


def left_out(weekly: Weekly, wording: Wording) -> Iterator[Block]:
    """Yield what is in none of the sums or only in some, and amounts that nobody entered."""
    bullets = [*_without_a_day(weekly, wording), *_list_priced(weekly)]
    bullets += [*_without_rate_by_value(weekly, wording), *_uncounted(weekly, wording)]
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
        yield Bullet(
            text.replace("{amount}", wording.value(pipeline.pipeline(deals, weekly.book.rates))), records_of(deals)
        )


def _list_priced(weekly: Weekly) -> Iterator[Bullet]:
    deals = [deal for deal in weekly.book.deals.values() if deal.kind == "open" and deal.id in weekly.book.list_priced]
    if deals:
        text = count_of(
            "The amount of {n} open opportunity is the list price of its product; nobody entered one.",
            "The amounts of {n} open opportunities are the list prices of their products; nobody entered any.",
            len(deals),
        )
        yield Bullet(text, records_of(deals))


def _without_rate_by_value(weekly: Weekly, wording: Wording) -> Iterator[Bullet]:
    closed = weekly.this_quarter
    if closed.win_rate.value is not None and closed.win_rate_by_value.value is None:
        text = _("There is no win rate by value, and no needed coverage: {why}.")
        lost = closed.win_rate_by_value.parts[1]
        yield Bullet(text.format(why=wording.reason(closed.win_rate_by_value)), behind(lost))


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
