"""What stands beside each figure of the revenue projection: the year before with the change, and the goal with its shares.

What can be said of nothing has no column: a book without a last year or without goals has narrower tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.base.i18n import _
from crm_desktop.figures.figure import Figure
from crm_desktop.reports.document import Cell, Column
from crm_desktop.reports.projection_goals import Target
from crm_desktop.reports.projection_steps import Step
from crm_desktop.reports.sections import behind, exact_or_why, figure_cell
from crm_desktop.reports.words import NOTHING, Wording


@dataclass(frozen=True)
class Beside:
    """The columns at the right of a table, and their cells in each row."""

    wording: Wording
    has_last_year: bool
    has_goals: bool
    is_brief: bool
    """Whether of a goal only that share stands here which tells where it will end."""

    @classmethod
    def of(cls, steps: Iterable[Step], wording: Wording, *, is_brief: bool = False) -> Beside:
        """Return what can be said beside rows of these steps."""
        steps = list(steps)
        return cls(
            wording,
            any(step.last_year.count for step in steps),
            any(step.target is not None and step.target.goal.value is not None for step in steps),
            is_brief,
        )

    def columns(self) -> Iterator[Column]:
        """Yield the headings."""
        titles = (_("Last year"), _("Change")) if self.has_last_year else ()
        if self.has_goals:
            shares = (_("Of goal"),) if self.is_brief else (_("Won %"), _("Projected %"))
            titles = (*titles, _("Goal"), *shares)
        yield from (Column(title, "right") for title in titles)

    def cells(self, step: Step) -> Iterator[Cell]:
        """Yield the cells of one row."""
        if self.has_last_year:
            yield figure_cell(step.last_year, self.wording)
            yield self._share(step.change, change_of(step.change, self.wording))
        if self.has_goals:
            yield from self._goal(step.target)

    def _goal(self, target: Target | None) -> Iterator[Cell]:
        if target is None:
            yield from (Cell(""),) * (2 if self.is_brief else 3)
            return
        shares = (target.projected,) if self.is_brief else (target.attainment, target.projected)
        for figure in (target.goal, *shares):
            yield self._share(figure, self.wording.value(figure))

    def _share(self, figure: Figure, text: str) -> Cell:
        """Return a cell that has the reason in the data where there is no value."""
        return Cell(text, exact_or_why(figure, self.wording), records=behind(figure))


def change_of(change: Figure, wording: Wording) -> str:
    """Return a change in percents with its sign standing apart, a dash where there is none."""
    if change.value is None:
        return NOTHING
    text = wording.percent(abs(Decimal(change.value)))
    return text if not change.value else ("+ " if change.value > 0 else "\u2212 ") + text
