"""The numbers of the month as cards; each opens the records behind it and says how it was computed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.figures.figure import Figure, Words
from crm_desktop.schema.formats import Formats
from crm_desktop.services import sentences
from crm_desktop.services.figure_words import NOTHING, value_of
from crm_desktop.ui import theme
from crm_desktop.ui.labels import plain_label
from crm_desktop.ui.today.columns import CardRows
from crm_desktop.ui.widgets import Card

_NARROWEST, _BAR = 190, 5
_TITLES = {
    "won": N_("Won this month"),
    "weighted": N_("Weighted pipeline"),
    "pipeline": N_("Open pipeline"),
    "attainment": N_("Goal reached"),
}


class GoalBar(QWidget):
    """How much of the goal is reached, with a mark for the share of working days that is gone."""

    def __init__(self) -> None:
        super().__init__()
        self._reached = self._gone = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_shares(self, reached: float, gone: float) -> None:
        """Show two shares, 1 is all."""
        self._reached, self._gone = min(max(reached, 0.0), 1.0), min(max(gone, 0.0), 1.0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, theme.pixels(_BAR) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bar = QRect(0, 2, self.width(), theme.pixels(_BAR))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setBrush(theme.colour("won" if self._reached >= self._gone else "warning"))
        painter.drawRoundedRect(QRect(bar.topLeft(), QSize(round(bar.width() * self._reached), bar.height())), 2, 2)
        mark = min(round(self.width() * self._gone), self.width() - 2)
        painter.fillRect(QRect(mark, 0, 2, bar.height() + 4), theme.colour("ink"))
        painter.end()


class FigureCard(Card):
    """One number; a click, Enter or Space asks how it came about."""

    def __init__(self, name: str) -> None:
        super().__init__(opens=True)
        self.title = plain_label(_(_TITLES[name]), "muted")
        self.value = plain_label(NOTHING, "figure")
        self.detail = plain_label("", "small")
        self.bar = GoalBar()
        for widget in (self.title, self.value, self.detail, self.bar):
            self.box.addWidget(widget)
        kept = self.bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(kept)
        self.bar.setVisible(name == "attainment")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_words(self, value: str, detail: str) -> None:
        """Show the number and the words below it."""
        self.value.setText(value)
        self.detail.setText(detail)
        self.setAccessibleName(f"{self.title.text()}: {value}, {detail}")


class FigureCards(QWidget):
    """The cards beside each other, as many as the width has room for."""

    asked = Signal(object, object)
    """A figure, and the card that shows it."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self._formats, self._currency = formats, ""
        self._figures: dict[str, Figure] = {}
        self.cards = {name: FigureCard(name) for name in _TITLES}
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(CardRows(list(enumerate(self.cards.values())), narrowest=_NARROWEST, most=len(_TITLES)))
        for name, card in self.cards.items():
            card.clicked.connect(lambda name=name: self._ask(name))

    def show_figures(self, figures: Sequence[Figure], currency: str) -> None:
        """Show the figures of `services.month`, in the book's currency."""
        self._currency = currency
        self._figures = {figure.name: figure for figure in figures}
        for name, card in self.cards.items():
            figure = self._figures[name]
            detail = self._of_goal() if name == "attainment" else self._counted(figure)
            card.show_words(value_of(figure, self._currency, self._formats), detail)
        gone = self._figures["working_days_gone"].value or 0
        self.cards["attainment"].bar.show_shares(float(self._figures["attainment"].value or 0), float(gone))

    def _ask(self, name: str) -> None:
        if name in self._figures:
            self.asked.emit(self._figures[name], self.cards[name])

    def _counted(self, figure: Figure) -> str:
        if figure.value is None:
            return sentences.sentence(figure.why, self._formats)
        return count_of("{n} opportunity", "{n} opportunities", figure.count)

    def _of_goal(self) -> str:
        reached, gone = self._figures["attainment"], self._figures["working_days_gone"]
        if reached.value is None:
            return sentences.sentence(reached.why, self._formats)
        goal = value_of(reached.parts[1], self._currency, self._formats)
        days = value_of(gone, self._currency, self._formats)
        return _("of {goal} by {day} · pace {days}").format(goal=goal, days=days, day=self._end(reached))

    def _end(self, reached: Figure) -> str:
        match reached.scope:
            case Words(values={"last": date() as last}):
                return self._formats.day_in_words(last, year=False)
            case _:
                return NOTHING
