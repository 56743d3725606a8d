"""Cards under way from one column to another: the ghost below the mouse, the column that lights up, the edges that scroll.

It is done with the mouse alone and not by the system's drag and drop: the cards go nowhere but to another column, and
Esc has to give them back at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QScrollArea, QScrollBar, QWidget

from crm_desktop.base.i18n import grouped
from crm_desktop.ui import theme
from crm_desktop.ui.board.card_list import CardList
from crm_desktop.ui.board.column import BoardColumn

_EDGE, _STEP, _TICK = 44, 14, 16


class Ghost(QWidget):
    """What hangs below the mouse: the picture of the card that was taken, and how many they are."""

    def __init__(self, parent: QWidget, picture: QPixmap, count: int) -> None:
        super().__init__(parent)
        self._picture, self._count = picture, count
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(picture.deviceIndependentSize().toSize())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.88)
        painter.drawPixmap(0, 0, self._picture)
        if self._count > 1:
            painter.setOpacity(1.0)
            side = theme.pixels(22)
            box = self.rect().adjusted(self.width() - side - 2, 2, -2, side + 2 - self.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary"))
            painter.drawRoundedRect(box, side / 2, side / 2)
            painter.setPen(theme.colour("on_primary"))
            painter.setFont(theme.font(theme.SMALL_PIXELS, bold=True))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, grouped(self._count))
        painter.end()


class CardDrag(QObject):
    """One drag at a time. `hovered` carries the column below the mouse, or None; `dropped` the one that takes the cards."""

    hovered = Signal(object)
    dropped = Signal(object)
    ended = Signal()

    def __init__(self, scroll: QScrollArea) -> None:
        super().__init__(scroll)
        self._scroll = scroll
        self._columns: Callable[[], Sequence[BoardColumn]] = lambda: ()
        self._source: CardList | None = None
        self._ghost: Ghost | None = None
        self._grip, self._at = QPoint(), QPoint()
        self._over: BoardColumn | None = None
        self._timer = QTimer(self, interval=_TICK)
        self._timer.timeout.connect(self._scroll_at_edges)

    @property
    def is_on(self) -> bool:
        """Whether cards are under way."""
        return self._source is not None

    def take_up(
        self, source: CardList, columns: Callable[[], Sequence[BoardColumn]], picture: QPixmap, grip: QPoint, count: int
    ) -> None:
        """Take cards up; `grip` is where in the picture the mouse holds it."""
        self._source, self._columns, self._grip = source, columns, grip
        source.is_dragging = True
        self._ghost = Ghost(self._scroll.window(), picture, count)
        source.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self._timer.start()

    def move(self, at: QPoint) -> None:
        """Follow the mouse, which is at a point of the screen."""
        self._at = at
        if self._ghost is not None:
            self._ghost.move(self._scroll.window().mapFromGlobal(at) - self._grip)
        inside = self._scroll.viewport().rect().contains(self._scroll.viewport().mapFromGlobal(at))
        over = next((column for column in self._columns() if inside and column.holds(at)), None)
        if over is not self._over:
            for column, is_target in ((self._over, False), (over, True)):
                if column is not None:
                    column.set_target(is_target and column.place.takes)
            self._over = over
            self.hovered.emit(over)

    def drop(self, at: QPoint) -> None:
        """Let the cards go where the mouse is."""
        self.move(at)
        over = self._over
        self.cancel()
        if over is not None and over.place.takes:
            self.dropped.emit(over)

    def cancel(self) -> None:
        """Put the cards back."""
        if self._source is None:
            return
        self._timer.stop()
        self._source.is_dragging = False
        self._source.viewport().unsetCursor()
        self._source = None
        if self._ghost is not None:
            self._ghost.hide()
            self._ghost.deleteLater()
            self._ghost = None
        if self._over is not None:
            self._over.set_target(False)
            self._over = None
            self.hovered.emit(None)
        self.ended.emit()

    def _scroll_at_edges(self) -> None:
        """Go on to the side, or in the column below the mouse up and down, while the mouse is held near an edge."""
        view = self._scroll.viewport()
        moved = _nudge(self._scroll.horizontalScrollBar(), view.mapFromGlobal(self._at).x(), view.width())
        if self._over is not None and not self._over.is_folded:
            cards = self._over.list
            place = cards.viewport().mapFromGlobal(self._at).y()
            moved = _nudge(cards.verticalScrollBar(), place, cards.viewport().height()) or moved
        if moved:
            self.move(self._at)


def _nudge(bar: QScrollBar, place: int, length: int) -> bool:
    edge = min(theme.pixels(_EDGE), length // 3)
    step = -theme.pixels(_STEP) if place < edge else theme.pixels(_STEP) if place > length - edge else 0
    before = bar.value()
    bar.setValue(before + step)
    return bar.value() != before
