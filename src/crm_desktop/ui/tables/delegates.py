"""Draws the cells of a list: fast, and the same in light and dark.

A list paints a few hundred cells for every step of the wheel. Asking the model role by role and letting the style lay
the text out costs twice as much as drawing texts that were cut and laid out once, so this is what happens here.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap, QStaticText
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from crm_desktop.base.colours import Palette
from crm_desktop.base.directions import is_right_to_left
from crm_desktop.ui import theme
from crm_desktop.ui.labels import PillKind
from crm_desktop.ui.tables import sum_cells
from crm_desktop.ui.tables.cells import EMPTY
from crm_desktop.ui.tables.record_table import RecordTable

PADDING = 9
_CURSOR = 3
_MANY = 8192
_PILL_GROUNDS = {"": "surface", "primary": "primary_soft"}
_PILL_TEXTS = {"": "muted", "primary": "link"}
_BEYOND_LATIN = "\u0250"
_ELIDE = Qt.TextElideMode.ElideRight


class _Look:
    """Colours and measures of the moment, ready for painting."""

    def __init__(self, palette: Palette, font: QFont) -> None:
        self.palette = palette
        self.font_key = font.key()
        self.metrics = QFontMetrics(font)
        self.advances = _Advances(self.metrics)
        self.small = theme.font(theme.SMALL_PIXELS, bold=True)
        self.small_metrics = QFontMetrics(self.small)
        self.padding = theme.pixels(PADDING)
        self.strong = theme.font(bold=True)
        self.ground = QColor(palette.window)
        self.ink, self.muted = QColor(palette.ink), QColor(palette.muted)
        self.marks = {"warning": QColor(palette.warning), "danger": QColor(palette.danger), "muted": self.muted}
        self.line, self.chosen, self.mark = (
            QColor(palette.row_line),
            QColor(palette.primary_soft),
            QColor(palette.focus),
        )

    def pill(self, kind: PillKind) -> tuple[QColor, QColor]:
        """Return ground and text colour of a pill."""
        ground = _PILL_GROUNDS.get(kind, f"{kind}_soft")
        return QColor(getattr(self.palette, ground)), QColor(getattr(self.palette, _PILL_TEXTS.get(kind, kind)))


class _Advances(dict[str, float]):
    """How far each Latin letter moves the pen; the others change with their neighbours, and no sum says how far."""

    def __init__(self, metrics: QFontMetrics) -> None:
        super().__init__()
        self._metrics = metrics

    def __missing__(self, letter: str) -> float:
        found = float(self._metrics.horizontalAdvance(letter)) if letter < _BEYOND_LATIN else math.inf
        self[letter] = found
        return found


class _Text:
    """A text that was cut to fit. It is laid out when it is drawn again: while somebody types most are drawn once."""

    def __init__(self, shown: str, *, is_turned: bool) -> None:
        self.is_turned = is_turned
        self._shown = shown
        self._width: int | None = None
        self._laid: QStaticText | None = None
        self._was_drawn = False

    def width(self, metrics: QFontMetrics) -> int:
        """Return the width in pixels."""
        if self._width is None:
            self._width = metrics.horizontalAdvance(self._shown)
        return self._width

    def draw(self, painter: QPainter, left: float, top: float, metrics: QFontMetrics) -> None:
        """Draw it with the painter's pen and font."""
        if self._laid is None and self._was_drawn:
            self._laid = QStaticText(self._shown)
            self._laid.setTextFormat(Qt.TextFormat.PlainText)
        self._was_drawn = True
        if self._laid is not None:
            painter.drawStaticText(QPointF(left, top), self._laid)
        else:
            painter.drawText(QPointF(left, top + metrics.ascent()), self._shown)


class RecordDelegate(QStyledItemDelegate):
    """Paints texts, pills, hairlines and the selection of a `RecordTable`."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self.marks_current = False
        """Whether the row under the cursor needs a mark of its own: among several that are selected, or none."""
        self._view = view
        self._look: _Look | None = None
        self._cut: dict[tuple[str, int], _Text] = {}
        self._pills: dict[tuple[str, int, float], QPixmap] = {}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = self._look_now(option.font)
        table = self._view.model()
        if not isinstance(table, RecordTable):
            super().paint(painter, option, index)
            return
        rect, row, column = option.rect, index.row(), index.column()
        left, top, width, height = rect.x(), rect.y(), rect.width(), rect.height()
        if self._view.selectionModel().isSelected(index):
            painter.fillRect(rect, look.chosen)
        painter.setPen(look.line)
        painter.drawLine(left, top + height - 1, left + width, top + height - 1)
        if column == 0 and self.marks_current and self._view.currentIndex().row() == row and self._view.hasFocus():
            painter.fillRect(left, top, 2, height, look.mark)
        text = table.texts(row)[column]
        if table.is_heading(row):
            self._paint_heading(painter, option, table, index)
            return
        tones = table.words.tones[column]
        if tones and text in tones:
            ratio = self._view.devicePixelRatioF()
            pill = self._pill(text, width - 2 * look.padding, tones[text], ratio)
            painter.drawPixmap(left + look.padding, top + (height - round(pill.height() / ratio)) // 2, pill)
            return
        mark = table.marks(row).get(column)
        painter.setPen(look.marks[mark.colour] if mark else look.ink if text else look.muted)
        signed = f"{mark.sign} {text}" if mark and mark.sign else text
        shown = self._fitted(signed or EMPTY, width - 2 * look.padding)
        at_right = shown.is_turned or table.words.is_right(column)
        indent = width - look.padding - shown.width(look.metrics) if at_right else look.padding
        shown.draw(painter, left + indent, top + (height - look.metrics.height()) // 2, look.metrics)

    def _paint_heading(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        table: RecordTable,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a cell of the row above a group, with the part that lies in it of a sum at its right."""
        look, rect, row = self._look, option.rect, index.row()
        assert look is not None
        has_cursor = self._view.currentIndex().row() == row and self._view.hasFocus()
        painter.save()
        painter.fillRect(rect.adjusted(0, 0, 0, -1), look.chosen if has_cursor else look.ground)
        if has_cursor and index.column() == 0:
            painter.fillRect(rect.x(), rect.y(), theme.pixels(_CURSOR), rect.height() - 1, look.mark)
        painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
        painter.setPen(look.ink)
        painter.setFont(look.strong)
        text, left, width = self._heading_text(table, row, index.column())
        side = Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRect(left, rect.y(), width, rect.height()), side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _heading_text(self, table: RecordTable, row: int, column: int) -> tuple[str, int, int]:
        """Return what is written over a cell of a heading, and the left edge and width of the room for it."""
        look, columns = self._look, self._shown_columns()
        assert look is not None
        exact, rounded = table.texts(row), table.rounded_texts(row)
        texts = [exact[shown] for shown in columns]
        cell = sum_cells.owner_of(texts, columns.index(column))
        first = columns[sum_cells.first_of(texts, cell)]
        left, width = sum_cells.room_of(self._view, first, columns[cell], look.padding)
        letters = QFontMetrics(look.strong)
        if cell == 0:
            return sum_cells.cut_title(texts[0], letters, width), left, width
        return sum_cells.readable((texts[cell], rounded[columns[cell]]), letters, width), left, width

    def _shown_columns(self) -> list[int]:
        count = self._view.model().columnCount()
        return [column for column in range(count) if not self._view.isColumnHidden(column)]

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        look = self._look_now(option.font)
        text = str(index.data() or EMPTY)
        return QSize(look.metrics.horizontalAdvance(text) + 2 * look.padding + 2, theme.row_height())

    def is_cut(self, index: QModelIndex, width: int) -> bool:
        """Tell whether a cell of that width cannot show its whole text."""
        look, table = self._look, index.model()
        if look is None:
            return True
        is_heading = isinstance(table, RecordTable) and table.is_heading(index.row())
        letters = QFontMetrics(look.strong) if is_heading else look.metrics
        return letters.horizontalAdvance(str(index.data())) > width - 2 * look.padding

    def _look_now(self, font: QFont) -> _Look:
        palette, look = theme.palette_now(), self._look
        if look is None or look.palette is not palette or look.font_key != font.key():
            self._look = look = _Look(palette, font)
            self._cut.clear()
            self._pills.clear()
        return look

    def _fitted(self, text: str, width: int) -> _Text:
        """Return a text cut to fit."""
        found = self._cut.get((text, width))
        if found is None:
            look = self._look
            assert look is not None
            fits = sum(map(look.advances.__getitem__, text)) < width - look.padding
            shown = text if fits else look.metrics.elidedText(text, _ELIDE, width)
            found = _Text(shown, is_turned=is_right_to_left(text))
            if len(self._cut) >= _MANY:
                self._cut.clear()
            self._cut[text, width] = found
        return found

    def _pill(self, text: str, room: int, kind: PillKind, ratio: float) -> QPixmap:
        """Return a pill no wider than `room`; rounded corners are slow to draw and quick to copy."""
        found = self._pills.get((text, room, ratio))
        if found is not None:
            return found
        look = self._look
        assert look is not None
        ground, ink = look.pill(kind)
        inside = look.small_metrics.elidedText(text, _ELIDE, room - 2 * theme.pixels(8))
        width = max(min(look.small_metrics.horizontalAdvance(inside) + 2 * theme.pixels(8), room), 1)
        height = look.small_metrics.height() + theme.pixels(4)
        drawn = QPixmap(QSize(width, height) * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(0, 0, width, height), height / 2, height / 2)
        painter.setPen(ink)
        painter.setFont(look.small)
        painter.drawText(QRectF(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, inside)
        painter.end()
        if len(self._pills) >= _MANY:
            self._pills.clear()
        self._pills[text, room, ratio] = drawn
        return drawn
