"""Draws cards. Each is drawn once into a picture, because scrolling shows the same ones again and again.

All cards are of one height, with a line for what needs attention and what comes next: so a column of thousands knows
its length without having read them.
"""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crm_desktop.base.colours import Palette
from crm_desktop.base.directions import is_right_to_left
from crm_desktop.schema.formats import Formats
from crm_desktop.services.badges import Sign
from crm_desktop.services.board import Card
from crm_desktop.ui import icons, theme
from crm_desktop.ui.board import card_words
from crm_desktop.ui.board.card_model import CardModel

GAP = 8
"""Pixels at 100 % between two cards."""
INSET = 10
"""Pixels at 100 % that cards keep from the right edge of their column, where a scroll bar may stand."""
_PADDING, _LINE, _ROUND = 12, 3, 8
_MANY = 400


class CardPainter:
    """The look of cards at the moment: fonts and colours, and the pictures that were drawn with them."""

    def __init__(self, palette: Palette, letters: QFont, formats: Formats) -> None:
        self.palette, self.letters = palette, letters
        self._formats = formats
        self._plain, self._bold = theme.font(), theme.font(bold=True)
        self._small = theme.font(theme.SMALL_PIXELS)
        self._line = QFontMetrics(self._bold).height()
        self._foot = QFontMetrics(self._small).height()
        self._pictures: OrderedDict[tuple[int, int, bool, bool, float], QPixmap] = OrderedDict()

    def height(self) -> int:
        """Return the height of a card in pixels."""
        return 2 * theme.pixels(_PADDING - 2) + 3 * self._line + self._foot + 3 * theme.pixels(_LINE)

    def forget(self) -> None:
        """Draw all cards anew when they are next asked for: what they say may be another."""
        self._pictures.clear()

    def picture(self, card: Card, width: int, ratio: float, *, is_chosen: bool, is_current: bool) -> QPixmap:
        """Return a card as wide as that."""
        key = (card.id, width, is_chosen, is_current, ratio)
        found = self._pictures.get(key)
        if found is None:
            found = QPixmap(QSize(max(width, 1), self.height()) * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter, QRect(0, 0, width, self.height()), card, is_chosen, is_current)
            painter.end()
            self._pictures[key] = found
            if len(self._pictures) > _MANY:
                self._pictures.popitem(last=False)
        return found

    def _draw(self, painter: QPainter, box: QRect, card: Card, is_chosen: bool, is_current: bool) -> None:
        edge = theme.colour("focus" if is_chosen or is_current else "line")
        width = 2.0 if is_current else 1.0
        painter.setPen(QPen(edge, width))
        painter.setBrush(theme.colour("primary_soft" if is_chosen else "card"))
        half = width / 2
        painter.drawRoundedRect(
            QRectF(box).adjusted(half, half, -half, -half), theme.pixels(_ROUND), theme.pixels(_ROUND)
        )
        side, top = theme.pixels(_PADDING), theme.pixels(_PADDING - 2)
        inside, step = box.adjusted(side, top, -side, -top), self._line + theme.pixels(_LINE)
        rows = [QRect(inside.left(), inside.top() + n * step, inside.width(), self._line) for n in range(3)]
        self._write(painter, rows[0], card.name, self._bold, "ink")
        self._write(painter, rows[1], card.account, self._plain, "muted")
        said, tone = card_words.ending(card, self._formats)
        used = self._write(painter, rows[2], said, self._small, tone, at_end=True)
        left = rows[2].adjusted(0, 0, -used - (theme.pixels(_PADDING) if used else 0), 0)
        has_none = card.amount is None
        font, colour = (self._plain, "muted") if has_none else (self._bold, "ink")
        self._write(painter, left, card_words.price(card, self._formats), font, colour)
        foot = QRect(inside.left(), rows[2].bottom() + theme.pixels(_LINE), inside.width(), self._foot)
        self._sign(painter, foot, card_words.signs(card, self._formats))

    def _sign(self, painter: QPainter, room: QRect, signs: list[Sign]) -> None:
        """Write the signs one behind the other; what has no room any more is in the tooltip."""
        for sign in signs:
            if room.width() < self._foot * 3:
                return
            side = self._foot - theme.pixels(2)
            if sign.icon:
                picture = icons.pixmap(sign.icon, side, sign.tone, painter.device().devicePixelRatioF())
                painter.drawPixmap(QPointF(room.left(), room.top() + 1), picture)
                room = room.adjusted(side + theme.pixels(4), 0, 0, 0)
            used = self._write(painter, room, sign.text, self._small, sign.tone)
            room = room.adjusted(used + theme.pixels(9), 0, 0, 0)

    def _write(
        self, painter: QPainter, room: QRect, text: str, font: QFont, colour: str, *, at_end: bool = False
    ) -> int:
        """Write one line, cut where it does not fit, from the side that its script begins; return its width."""
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(font)
        painter.setPen(theme.colour(colour))
        side = Qt.AlignmentFlag.AlignRight if at_end or is_right_to_left(text) else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return metrics.horizontalAdvance(shown)


class CardDelegate(QStyledItemDelegate):
    """Puts the pictures of cards into a list; all columns of a board share one."""

    def __init__(self, formats: Formats) -> None:
        super().__init__()
        self._formats = formats
        self._painter: CardPainter | None = None

    @property
    def painter(self) -> CardPainter:
        """The look of the moment; another theme or text size makes a new one."""
        palette, letters = theme.palette_now(), theme.font()
        made = self._painter
        if made is None or made.palette is not palette or made.letters != letters:
            made = self._painter = CardPainter(palette, letters, self._formats)
        return made

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        view, model = option.widget, index.model()
        if not isinstance(view, QListView) or not isinstance(model, CardModel):
            return
        card = model.card(index.row())
        box = card_box(view, option.rect)
        if card is None:
            painter.setPen(theme.colour("line"))
            painter.setBrush(theme.colour("card"))
            painter.drawRoundedRect(box, theme.pixels(_ROUND), theme.pixels(_ROUND))
            return
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_current = view.hasFocus() and view.currentIndex().row() == index.row()
        ratio = view.devicePixelRatioF()
        picture = self.painter.picture(card, box.width(), ratio, is_chosen=is_chosen, is_current=is_current)
        painter.drawPixmap(box.topLeft(), picture)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(theme.pixels(80), self.painter.height() + theme.pixels(GAP))


def card_box(view: QListView, row: QRect) -> QRect:
    """Return where in the row of a list its card is; the scroll bar takes the room at its side."""
    inset = 0 if view.verticalScrollBar().isVisible() else theme.pixels(INSET)
    left, right = (inset, 0) if view.isRightToLeft() else (0, inset)
    return row.adjusted(left, 0, -right, -theme.pixels(GAP))
