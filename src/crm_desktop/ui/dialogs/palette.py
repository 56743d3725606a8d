"""One box that searches everything as it is typed and runs any command: Ctrl+K, some letters, Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold, one_line
from crm_desktop.model import BY_NAME
from crm_desktop.storage import search
from crm_desktop.storage.store import Busy
from crm_desktop.ui import theme
from crm_desktop.ui.commands.command import Command, menu_title
from crm_desktop.ui.context import Host
from crm_desktop.ui.dialogs.palette_rows import Row, RowDelegate, Rows
from crm_desktop.ui.labels import plain_label
from crm_desktop.ui.panes import PANES

MOST_HITS = 40
_WIDTH, _HEIGHT, _TOP = 620, 460, 54
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_SHOWN_BY_OTHERS = ("note",)


def fitting(commands: Sequence[tuple[str, Command]], words: str) -> list[tuple[str, Command]]:
    """Return the commands whose title or menu has all words; titles that begin with them first."""
    sought = fold(one_line(words))
    parts = sought.split()
    found = [
        (text, command)
        for text, command in commands
        if all(p in fold(f"{text} {_(command.title)} {_menu(command)}") for p in parts)
    ]
    return sorted(found, key=lambda entry: not fold(entry[0]).startswith(sought)) if sought else found


class Palette(QFrame):
    """Lies over the window. `available` gives the commands that can run now."""

    def __init__(self, host: Host, over: QWidget, available: Callable[[], Sequence[Command]]) -> None:
        super().__init__(over.window())
        self._host, self._over, self._available = host, over, available
        self._commands: list[tuple[str, Command]] = []
        self._before: QWidget | None = None
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Search everything or type a command"))
        self.line.setAccessibleName(self.line.placeholderText())
        self.line.setClearButtonEnabled(True)
        self.rows = Rows(self)
        self.view = QListView()
        self.view.setModel(self.rows)
        self.view.setItemDelegate(RowDelegate(self.view))
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(_("What was found"))
        self.nothing = plain_label("", "muted", wraps=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint = plain_label("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.view, 1)
        column.addWidget(self.nothing, 1)
        column.addWidget(self._hint)
        self.hide()
        over.installEventFilter(self)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._search)
        self.view.clicked.connect(lambda index: self._run(self.rows.row(index.row())))

    def open_with(self, words: str = "") -> None:
        """Show the box with these words in it and the keyboard in its line."""
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self._commands = [(command.text(self._host), command) for command in self._available()]
        self._place()
        self.raise_()
        self.show()
        self.line.setFocus()
        self.line.setText(words)
        self._search(words)

    def close_box(self) -> None:
        """Hide the box and give the keyboard back to where it was."""
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.line:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._take_key(event)
            if event.type() == QEvent.Type.FocusOut and QApplication.activePopupWidget() is None:
                self.hide()
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close_box()
        elif key in _MOVES:
            self.view.setCurrentIndex(self.rows.moved(self.view.currentIndex(), _MOVES[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.view.currentIndex().isValid():
                self._run(self.rows.row(self.view.currentIndex().row()))
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            pass
        else:
            return False
        return True

    def _run(self, row: Row) -> None:
        if row.run is not None:
            self.close_box()
            row.run()

    def _search(self, words: str) -> None:
        hits, hint = self._hits(words)
        commands = fitting(self._commands, words.removeprefix(">"))
        rows = list(hits)
        if commands:
            rows.append(Row(_("Commands")))
            rows += [self._row_of(text, command) for text, command in commands]
        self.rows.show_rows(rows)
        self.view.setCurrentIndex(self.rows.first())
        self.view.scrollToTop()
        self._hint.setText(hint)
        self.nothing.setText(_("Nothing is called “{words}”. Try fewer letters.").format(words=one_line(words)))
        self.view.setVisible(bool(rows))
        self.nothing.setVisible(not rows)

    def _hits(self, words: str) -> tuple[list[Row], str]:
        """Return the records found, under the names of their kinds, and a sentence about them."""
        context, hint = self._host.context, _("Enter opens · Esc closes · any part of any word finds it")
        if context is None or words.startswith(">") or not words.strip():
            return [], hint
        try:
            with context.store.read() as session:
                found = search.find(session, words, MOST_HITS, {*_SHOWN_BY_OTHERS, *(pane.id for pane in PANES)})
        except Busy as busy:
            return [], str(busy)
        by_entity: dict[str, list[Row]] = {}
        for hit in found:
            icon = BY_NAME[hit.entity].entity.icon
            go = partial(context.go_to, hit.entity, hit.id)
            by_entity.setdefault(hit.entity, []).append(Row(hit.name, hit.detail, icon, run=go))
        rows = [row for name, hits in by_entity.items() for row in (Row(_(BY_NAME[name].entity.plural)), *hits)]
        return rows, _("There may be more: type another word.") if len(found) >= MOST_HITS else hint

    def _row_of(self, text: str, command: Command) -> Row:
        def run() -> None:
            if command.when(self._host):
                command.run(self._host)

        return Row(text, _menu(command), command.icon, command.key, run)

    def _place(self) -> None:
        room = self._over.geometry()
        width = min(theme.pixels(_WIDTH), room.width() - 24)
        height = min(theme.pixels(_HEIGHT), room.height() - 24)
        top = min(theme.pixels(_TOP), room.height() - height)
        self.setGeometry(room.left() + (room.width() - width) // 2, room.top() + top, width, height)


def _menu(command: Command) -> str:
    name, slash, below = command.menu.partition("/")
    return menu_title(name) + (f" ▸ {_(below)}" if slash else "")
