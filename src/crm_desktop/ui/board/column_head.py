"""The head of a column: title, number, chance, and what it holds is worth. A click folds the column up."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from crm_desktop.base.dates import month_of, today
from crm_desktop.base.directions import is_right_to_left
from crm_desktop.base.i18n import _, count_of
from crm_desktop.model import Opportunity
from crm_desktop.schema.formats import Formats
from crm_desktop.services import sentences, summary
from crm_desktop.services.board import Column
from crm_desktop.services.board_groups import BoardQuery
from crm_desktop.ui import theme
from crm_desktop.ui.board import card_words
from crm_desktop.ui.labels import plain_tooltip

FOLDED = 40
"""The width of a column that is folded up, in pixels at 100 %."""
_SIDE, _TOP, _BETWEEN = 10, 9, 3


class ColumnHead(QAbstractButton):
    """Paints itself: lines of text while the column is open, one line upwards while it is folded up."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self._formats = formats
        self._column: Column | None = None
        self._lines = ("", "", "", "", "")
        self._is_folded = self._is_promise = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_column(self, column: Column, query: BoardQuery, currency: str, *, is_promise: bool = False) -> None:
        """Show what a column holds, or as a promise what it would hold."""
        self._column, self._is_promise = column, is_promise
        worth, formats = column.worth, self._formats
        count = formats.number(worth.count)
        chance = card_words.chance(column.place.probability, formats)
        if worth.missing is not None:
            sums, below = "—", sentences.sentence(worth.missing, formats)
        else:
            sums = summary.whole(worth.amount, currency, formats)
            below = _closing_scope(query) if column.place.kind != "open" else _("{sum} weighted").format(
                sum=summary.whole(worth.weighted, currency, formats)
            )  # fmt: skip
            if worth.without_amount:
                below += " · " + _("{n} without an amount").format(n=formats.number(worth.without_amount))
        self._lines = (column.place.title, count, chance, sums, below)
        self._describe()
        self.updateGeometry()
        self.update()

    def set_folded(self, folded: bool) -> None:
        """Turn the text upwards, or back."""
        self._is_folded = folded
        policy = QSizePolicy.Policy.Expanding if folded else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, policy)
        self._describe()
        self.updateGeometry()
        self.update()

    def texts(self) -> tuple[str, ...]:
        """Return title, number, chance, sum and the line below."""
        return self._lines

    def sizeHint(self) -> QSize:
        line, small = QFontMetrics(theme.font()).height(), QFontMetrics(theme.font(theme.SMALL_PIXELS)).height()
        height = 2 * line + small + 2 * theme.pixels(_BETWEEN) + 2 * theme.pixels(_TOP)
        return QSize(theme.pixels(FOLDED), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 1))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), theme.pixels(7), theme.pixels(7))
        if self._is_folded:
            self._paint_upwards(painter)
        else:
            self._paint_lines(painter)
        painter.end()

    def _paint_lines(self, painter: QPainter) -> None:
        title, count, chance, sums, below = self._lines
        bold, plain, small = theme.font(bold=True), theme.font(), theme.font(theme.SMALL_PIXELS)
        numbers = "link" if self._is_promise else "muted"
        line = QFontMetrics(bold).height()
        room = self.rect().adjusted(theme.pixels(_SIDE), theme.pixels(_TOP), -theme.pixels(_SIDE), 0)
        first = QRect(room.left(), room.top(), room.width(), line)
        taken = QFontMetrics(plain).horizontalAdvance(count) + theme.pixels(7)
        used = self._write(painter, first, chance, plain, "muted", at_end=True)
        names = first.adjusted(0, 0, -used - taken - (theme.pixels(8) if used else 0), 0)
        self._write(painter, names, title, bold, "ink")
        name = min(QFontMetrics(bold).horizontalAdvance(title), names.width())
        behind = first.adjusted(name + theme.pixels(7), 0, 0, 0)
        if self.isRightToLeft() or is_right_to_left(title):
            behind = QRect(names.right() + theme.pixels(7), first.top(), taken, line)
        self._write(painter, behind, count, plain, numbers)
        second = first.translated(0, line + theme.pixels(_BETWEEN))
        self._write(painter, second, sums, plain, numbers)
        third = second.translated(0, line + theme.pixels(_BETWEEN))
        self._write(painter, third, below, small, numbers)

    def _paint_upwards(self, painter: QPainter) -> None:
        title, count, *_rest = self._lines
        bold, plain = theme.font(bold=True), theme.font()
        line = QFontMetrics(bold).height()
        top = QRect(0, theme.pixels(_TOP), self.width(), line)
        number = QFontMetrics(plain).elidedText(count, Qt.TextElideMode.ElideRight, top.width())
        painter.setFont(plain)
        painter.setPen(theme.colour("link" if self._is_promise else "muted"))
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, number)
        painter.translate((self.width() - line) / 2, top.bottom() + theme.pixels(12))
        painter.rotate(90)
        room = QRect(0, -line, max(self.height() - top.bottom() - theme.pixels(20), 0), line)
        self._write(painter, room, title, bold, "ink")

    def _write(
        self, painter: QPainter, room: QRect, text: str, font: QFont, colour: str, *, at_end: bool = False
    ) -> int:
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(font)
        painter.setPen(theme.colour(colour))
        side = Qt.AlignmentFlag.AlignRight if at_end else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return metrics.horizontalAdvance(shown)

    def _describe(self) -> None:
        title, count, chance, sums, below = self._lines
        number = (
            count_of(Opportunity.entity.one, Opportunity.entity.many, self._column.worth.count)
            if self._column
            else count
        )
        parts = [part for part in (title, chance, number, sums, below) if part]
        what = _("Press to unfold the column.") if self._is_folded else _("Press to fold the column up.")
        self.setAccessibleName(", ".join(parts))
        self.setAccessibleDescription(what)
        self.setToolTip(plain_tooltip("\n".join([*parts, what])))


def _closing_scope(query: BoardQuery) -> str:
    return _("closed this month") if query.closed_in == month_of(today()) else _("closed in this time")
