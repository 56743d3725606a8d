"""One box that searches everything as it is typed and runs any command: Ctrl+K, some letters, Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold, one_line
from crm_desktop.model import BY_NAME
from crm_desktop.storage import search
from crm_desktop.storage.store import Busy
from crm_desktop.ui.commands.command import Command, menu_title
from crm_desktop.ui.context import Host
from crm_desktop.ui.dialogs.over_box import OverBox
from crm_desktop.ui.dialogs.palette_rows import Row, RowDelegate, Rows
from crm_desktop.ui.labels import plain_label
from crm_desktop.ui.panes import PANES

MOST_HITS = 40
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_SHOWN_BY_OTHERS = ("note", "attachment")


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


class Palette(OverBox):
    """Lies over the window. `available` gives the commands that can run now."""

    def __init__(self, host: Host, over: QWidget, available: Callable[[], Sequence[Command]]) -> None:
        super().__init__(over)
        self._host, self._available = host, available
        self._commands: list[tuple[str, Command]] = []
        self.line.setPlaceholderText(_("Search everything or type a command"))
        self.line.setAccessibleName(self.line.placeholderText())
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
        self.line.textChanged.connect(self._search)
        self.view.clicked.connect(lambda index: self._run(self.rows.row(index.row())))

    def open_with(self, words: str = "") -> None:
        """Show the box with these words in it and the keyboard in its line."""
        self._commands = [(command.text(self._host), command) for command in self._available()]
        self.open_box(words)
        self._search(words)

    def take_key(self, key: Qt.Key) -> bool:
        if key in _MOVES:
            self.view.setCurrentIndex(self.rows.moved(self.view.currentIndex(), _MOVES[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.view.currentIndex().isValid():
                self._run(self.rows.row(self.view.currentIndex().row()))
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return super().take_key(key)
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


def _menu(command: Command) -> str:
    name, slash, below = command.menu.partition("/")
    return menu_title(name) + (f" ▸ {_(below)}" if slash else "")
