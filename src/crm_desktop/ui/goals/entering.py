"""What is typed or pasted into the grid of goals becomes goals: one step for a cell, and one for a block of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QModelIndex, QObject, Signal
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.text import one_line
from crm_desktop.schema.kinds import Money
from crm_desktop.services.goals import set_goal
from crm_desktop.ui.context import Context
from crm_desktop.ui.goals.model import GoalModel, Index
from crm_desktop.ui.widgets import NoticeBar

Entry = tuple[int, int, Decimal | None]
"""Row, column and what is to stand there."""


class Entering(QObject):
    """Stores goals; what is refused is told in `notice`, and nothing of it is stored."""

    stored = Signal()

    def __init__(self, context: Context, model: GoalModel, notice: NoticeBar) -> None:
        super().__init__(model)
        self._context, self._model, self._notice = context, model, notice

    def take(self, index: Index, text: str) -> bool:
        """Store the text of one cell; return whether that was done."""
        return self.fill(index, [[text]])

    def fill(self, index: Index, rows: Sequence[Sequence[str]]) -> bool:
        """Store texts in the cells from one on; of what is wrong the first is told, and what has no cell is left out."""
        entries: list[Entry] = []
        spare = 0
        for row, texts in enumerate(rows, index.row()):
            for column, text in enumerate(texts, index.column()):
                if self._model.target(row, column) is None:
                    spare += 1
                    continue
                try:
                    amount = Money().parse(text, self._context.formats) if one_line(text) else None
                except ValueError as problem:
                    self._notice.say(f"{self._model.name(row)}, {self._model.period(column)}: {problem}", "error")
                    return False
                entries.append((row, column, amount))
        is_done = self._set(entries)
        if spare and (is_done or not entries):
            beyond = count_of("{n} cell stands for no goal and was left out.", "{n} cells stand for no goals and were left out.", spare)  # fmt: skip
            self._notice.say(beyond, "warning")
        return is_done

    def empty(self, chosen: Sequence[QModelIndex]) -> None:
        """Take the goals of cells away."""
        self._set([(one.row(), one.column(), None) for one in chosen if self._model.target(one.row(), one.column())])

    def _set(self, entries: Sequence[Entry]) -> bool:
        if not entries:
            return False

        def work(session: Session) -> None:
            for row, column, amount in entries:
                target = self._model.target(row, column)
                if target is not None:
                    set_goal(session, *target, amount, self._model.period(column))

        if not self._context.act(self._title(entries), work):
            return False
        self._notice.forget_problem()
        self.stored.emit()
        return True

    def _title(self, entries: Sequence[Entry]) -> str:
        if len(entries) > 1:
            return count_of("Set {n} goal", "Set {n} goals", len(entries))
        row, column, _amount = entries[0]
        where = {"name": self._model.name(row), "period": self._model.period(column)}
        return _("Goal of {name}, {period}").format(**where)
