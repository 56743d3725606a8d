"""One line from anywhere: Ctrl+Space, "call Anna Berg @Acme re renewal 15k fri 15:00", and what it will make below it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.services import capture
from crm_desktop.services.capture import Capture
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.over_box import OverBox
from crm_desktop.ui.dialogs.palette_rows import Row, RowDelegate, Rows
from crm_desktop.ui.labels import plain_label

EXAMPLE = N_("call Anna Berg @Acme re renewal 15k fri 15:00")
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_TURNS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_NAME = "capture"


class CaptureBox(OverBox):
    """Reads the line as it is typed. Tab turns to another person or company of that name, Enter saves."""

    HEIGHT = 256

    def __init__(self, context: Context, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName(_NAME)
        self.context = context
        self._found: Capture | None = None
        self._picks: dict[str, int] = {}
        self.line.setPlaceholderText(_(EXAMPLE))
        self.line.setAccessibleName(_("Write down in one line whom, what and when"))
        self.rows = Rows(self)
        self.view = QListView()
        self.view.setModel(self.rows)
        self.view.setItemDelegate(RowDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(_("What will be made"))
        self.hint = plain_label("", "small", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.view, 1)
        column.addWidget(self.hint)
        self.line.textChanged.connect(self._begin_anew)
        self.view.clicked.connect(lambda index: self._turn(index.row(), 1))
        self._begin_anew()

    def take_key(self, key: Qt.Key) -> bool:
        if key in _MOVES:
            self.view.setCurrentIndex(self.rows.moved(self.view.currentIndex(), _MOVES[key]))
        elif key in _TURNS:
            self._turn(self.view.currentIndex().row(), _TURNS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._save()
        else:
            return super().take_key(key)
        return True

    def _begin_anew(self) -> None:
        self._picks.clear()
        self._read()

    def _read(self) -> None:
        """Understand the line, and say what is wrong with it where it cannot be."""
        self._found, lines = None, list[capture.Line]()
        problem = ""
        if self.line.text().strip():
            try:
                with self.context.store.read() as session:
                    self._found = capture.understand(session, self.line.text(), self.context.formats, self._picks)
                lines = capture.lines(self._found, self.context.formats)
            except UserError as wrong:
                problem = str(wrong)
        place = max(self.view.currentIndex().row(), 0)
        self.rows.show_rows([self._row(number, line) for number, line in enumerate(lines)])
        at = self.rows.index(place, 0)
        self.view.setCurrentIndex(at if at.isValid() else self.rows.first())
        self.hint.setText(problem or self._help(lines))

    def _row(self, number: int, line: capture.Line) -> Row:
        more = _("{place} of {n}, Tab").format(place=line.picked, n=line.choices) if line.choices > 1 else ""
        return Row(
            line.text, " · ".join(filter(None, (line.detail, more))), line.icon, run=partial(self._turn, number, 1)
        )

    def _help(self, lines: list[capture.Line]) -> str:
        if self._found is None:
            return _("A name is enough. “@” names the company, “re” what it is about; add an amount, a day, a time.")
        if not capture.makes_anything(self._found):
            return _("This is in the book already. Enter shows it.")
        turn = _("Enter saves · Tab turns to another one of that name · Esc closes")
        return turn if any(line.choices > 1 for line in lines) else _("Enter saves · Esc closes")

    def _turn(self, row: int, step: int) -> None:
        """Take the next of those whom the name of a row may mean."""
        if self._found is None:
            return
        lines = capture.lines(self._found, self.context.formats)
        turning = [line.part for line in lines if line.choices > 1]
        part = lines[row].part if 0 <= row < len(lines) and lines[row].choices > 1 else next(iter(turning), "")
        if part:
            self._picks[part] = self._found.parts[part].picked + step
            self._read()

    def _save(self) -> None:
        found, context = self._found, self.context
        if found is None:
            return
        if not capture.makes_anything(found):
            place = capture.target(found)
            self.close_box()
            if place is not None:
                context.go_to(*place)
            return
        title = _("Write down: {text}").format(text=found.phrase.text)
        if context.act(title, lambda session: capture.save(session, found), said=capture.said(found)):
            self.line.clear()
            self.close_box()


def open_capture(context: Context) -> CaptureBox:
    """Show the box over the window and return it; what was typed and not saved is still in it."""
    box = context.window.findChild(CaptureBox, _NAME)
    if box is not None and box.context is not context:
        box.setParent(None)  # what stands in it was meant for the book before
        box.deleteLater()
        box = None
    if box is None:
        over = context.pane.parentWidget()
        assert over is not None
        box = CaptureBox(context, over)
    box.open_box(box.line.text())
    return box
