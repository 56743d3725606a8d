"""The answers at the head of the revenue projection: where the year will end, and what its period brings.

Each stands beside what was won a year before, and beside the goal.
"""

from __future__ import annotations

from collections.abc import Iterator

from crm_desktop.base.i18n import _, count_of
from crm_desktop.reports.document import Block, Figures, Heading, Paragraph
from crm_desktop.reports.document import Figure as Card
from crm_desktop.reports.projection_beside import change_of
from crm_desktop.reports.projection_figures import Revenue
from crm_desktop.reports.projection_goals import Target
from crm_desktop.reports.projection_steps import Step
from crm_desktop.reports.projection_tables import span_name
from crm_desktop.reports.sections import behind, card, counted_card
from crm_desktop.reports.words import Wording, exact


def blocks(revenue: Revenue, wording: Wording) -> Iterator[Block]:
    """Yield the year, where the period is another one; the period; and what is not to be seen in them."""
    year = revenue.year
    if year.period != revenue.period:
        name = span_name(year.period, wording, year=True)
        yield Heading(_("To the end of {year}").format(year=name))
        yield Figures(tuple(_cards(year, wording)))
        yield Heading(wording.months(revenue.period))
    yield Figures(tuple(_cards(revenue.whole.whole, wording)))
    undated = revenue.whole.undated.count
    if undated:
        text = count_of(
            "{n} open opportunity has no expected close date: it stands in the column “No date” and is in no month and no other sum.",
            "{n} open opportunities have no expected close date: they stand in the column “No date” and are in no month and no other sum.",
            undated,
        )
        yield Paragraph(text, muted=True)
    about_goals = " ".join(_about_goals(revenue))
    if about_goals:
        yield Paragraph(about_goals, muted=True)


def _about_goals(revenue: Revenue) -> Iterator[str]:
    target = revenue.target
    if target.covers is None:
        return
    if not target.is_whole:
        yield _("Only a part of these days has a goal; its shares count that part alone.")
    if not revenue.has_own_goals:
        yield _("Goals are set for longer than one of these steps; choose longer ones to see them beside.")


def _cards(step: Step, wording: Wording) -> Iterator[Card]:
    """Yield what was won, what is expected, both together, what was won a year before, and the goal."""
    yield counted_card(_("Won"), step.month.won, wording)
    yield counted_card(_("Weighted, open"), step.weighted, wording)
    yield counted_card(_("Projected"), step.total, wording)
    yield _last_year(step, wording)
    if step.target is not None:
        yield _goal(step.target, step, wording)


def _last_year(step: Step, wording: Wording) -> Card:
    change = step.change
    if change.value is None:
        return card(_("Last year"), step.last_year, wording, wording.reason(change))
    note = _("projected {change}").format(change=change_of(change, wording))
    return card(_("Last year"), step.last_year, wording, note, ((_("change"), exact(change.value)),))


def _goal(target: Target, step: Step, wording: Wording) -> Card:
    won, projected, title = target.attainment, target.projected, _("Goal")
    if target.covers is not None and not target.is_whole:
        is_long = target.covers.first.year != step.period.first.year
        title = _("Goal, {days}").format(days=span_name(target.covers, wording, year=is_long))
    if won.value is None or projected.value is None:
        return card(title, target.goal, wording, wording.reason(won) or wording.reason(projected))
    note = _("{won} won → {projected}").format(won=wording.value(won), projected=wording.value(projected))
    parts = ((_("share won"), exact(won.value)), (_("share projected"), exact(projected.value)))
    return Card(title, wording.value(target.goal), note, exact(target.goal.value), behind(target.goal), parts)
