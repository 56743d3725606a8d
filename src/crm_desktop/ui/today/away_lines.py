"""The lines of what fell due on one day while nobody was here, each with its answers: done, move, skip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QWidget

from crm_desktop.base.i18n import N_, _
from crm_desktop.services.away import Item
from crm_desktop.ui import theme
from crm_desktop.ui.labels import show_tip
from crm_desktop.ui.today.entries import EntriesView, Entry
from crm_desktop.ui.today.entry_painting import EntryDelegate

DONE, MOVE, SKIP = "done", "move", "skip"
_MOVE_WORDS, _SKIP_WORDS, _DELETE_WORDS = N_("Move…"), N_("Skip"), N_("Delete")
_KEYS = {Qt.Key.Key_M: MOVE, Qt.Key.Key_Delete: SKIP}
_SIZE, _APART = 12, 12


class AwayLines(EntriesView):
    """Space or the circle: done. M or “Move…”: the user is asked whereto. Del, “Skip” or “Delete”: it does not take place."""

    asked = Signal(str, object, QPoint)
    """One of the answers, the item, and below which point of the screen to ask more."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.items: Sequence[Item] = ()
        self.answers = _Answers(self)
        self.delegate = self.answers
        self.setItemDelegate(self.answers)

    def show_items(self, items: Sequence[Item]) -> None:
        """Show these; the cursor stays on its item, or else at its place."""
        row = self.currentIndex().row()
        before = self.items[row].key if 0 <= row < len(self.items) else None
        self.items = items
        self.show_entries([_entry(item) for item in items])
        keys = [item.key for item in items]
        if row >= 0 and items:
            place = keys.index(before) if before in keys else min(row, len(items) - 1)
            self.setCurrentIndex(self.entries.index(place, 0))

    def ask_for(self, what: str, row: int) -> None:
        """Give an answer to what stands in a row."""
        place = self.visualRect(self.entries.index(row, 0))
        part = self.answers.parts(place, self.items[row]).get(what, place)
        self.asked.emit(what, self.items[row], self.viewport().mapToGlobal(part.bottomLeft()))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._meant(event):
            event.accept()  # Del would delete the selected record
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        what = self._meant(event)
        if what:
            self.ask_for(what, self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        what, row = self._part_at(event.position().toPoint())
        if what and event.button() == Qt.MouseButton.LeftButton:
            QListView.mouseReleaseEvent(self, event)
            self.ask_for(what, row)
        else:
            super().mouseReleaseEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            what, row = self._part_at(event.pos())
            if what == SKIP:
                show_tip(skip_words(self.items[row]), event.globalPos(), self)
                return True
        return super().viewportEvent(event)

    def _meant(self, event: QKeyEvent) -> str:
        """Return which answer a key gives to the line under the cursor."""
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier and self.currentIndex().isValid()
        return _KEYS.get(Qt.Key(event.key()), "") if is_plain else ""

    def _part_at(self, point: QPoint) -> tuple[str, int]:
        index = self.indexAt(point)
        if not index.isValid():
            return "", -1
        parts = self.answers.parts(self.visualRect(index), self.items[index.row()])
        return next((what for what, place in parts.items() if place.contains(point)), ""), index.row()

    def _finish(self, entry: Entry) -> None:
        row = next(n for n, one in enumerate(self.entries.entries) if one is entry)
        self.ask_for(DONE, row)


class _Answers(EntryDelegate):
    """Paints “Move…” and “Skip” or “Delete” at the end of each line."""

    def __init__(self, lines: AwayLines) -> None:
        super().__init__(lines)
        self._lines = lines

    def parts(self, rect: QRect, item: Item) -> dict[str, QRect]:
        """Return where in a line its answers stand."""
        found, right = {}, rect.right() - self.padding()
        letters = self._letters()
        for what, words in reversed(answer_words(item).items()):
            width = letters.horizontalAdvance(words) + 1
            place = QRect(right - width, rect.top(), width, rect.height())
            found[what] = QStyle.visualRect(self._view.layoutDirection(), rect, place.adjusted(-4, 0, 4, 0))
            right -= width + theme.pixels(_APART)
        return found

    def _letters(self) -> QFontMetrics:
        return QFontMetrics(theme.font(_SIZE))

    def _paint_words(self, painter: QPainter, room: QRect, whole: QRect, entry: Entry) -> None:
        item = self._item(entry)
        answers = answer_words(item)
        taken = sum(self._letters().horizontalAdvance(words) + theme.pixels(_APART) for words in answers.values())
        super()._paint_words(painter, room.adjusted(0, 0, -taken - theme.pixels(4), 0), whole, entry)
        painter.setFont(theme.font(_SIZE))
        painter.setPen(theme.colour("link"))
        beside = 0 if not entry.detail else whole.height() // 2 - theme.pixels(4)
        for what, place in self.parts(whole, item).items():
            painter.drawText(place.adjusted(0, 0, 0, -beside), int(Qt.AlignmentFlag.AlignCenter), answers[what])

    def _item(self, entry: Entry) -> Item:
        return self._lines.items[next(n for n, one in enumerate(self._lines.entries.entries) if one is entry)]


def answer_words(item: Item) -> dict[str, str]:
    """Return what the answers beside the circle are called: a single activity is not skipped but deleted."""
    return {MOVE: _(_MOVE_WORDS), SKIP: _(_SKIP_WORDS if item.recurs else _DELETE_WORDS)}


def skip_words(item: Item) -> str:
    """Return what it means to skip something."""
    return _("Leaves this one out of the series.") if item.recurs else _("It does not take place: it is deleted.")


def _entry(item: Item) -> Entry:
    clock = _("all day") if item.all_day else f"{item.starts.astimezone():%H:%M}"
    return Entry(item.name, " · ".join(item.people), clock, opens=item.on, can_finish=True)
