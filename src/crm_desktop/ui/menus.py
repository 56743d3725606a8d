"""The menu bar, built from the commands, and their keys.

An action stays enabled while its menu is closed, so that its key is never asleep because somebody forgot to wake it;
whether it can run is asked when the menu opens and again when it runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.commands import COMMANDS, FAMILIES
from crm_desktop.ui.commands.command import MENUS, Command, Family
from crm_desktop.ui.commands.views import OF_VIEW
from crm_desktop.ui.context import Host
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import plain_title


def run(command: Command, host: Host) -> None:
    """Run a command, if it can run now; else say why not, where that is known."""
    if command.when(host):
        command.run(host)
    elif command.refusal:
        host.say(_(command.refusal), "warning")


def available(host: Host) -> Iterator[Command]:
    """Yield every command that can run now, those of the families too."""
    for command in COMMANDS:
        if command.when(host):
            yield command
    for family in FAMILIES:
        for command in family.members(host):
            if command.when(host):
                yield command


class Menus(QObject):
    """All actions of one window; `host` is what the commands are run with."""

    def __init__(self, bar: QMenuBar, host: Host, window: QWidget) -> None:
        super().__init__(window)
        self._host, self._window = host, window
        self._menus: dict[str, QMenu] = {}
        self._actions: dict[str, tuple[Command, QAction]] = {}
        self._sections: dict[str, int] = {}
        for name, title in MENUS.items():
            self._menus[name] = self._watched(bar.addMenu(_(title)))
        entries: list[Command | Family] = [*COMMANDS, *FAMILIES]
        for entry in sorted(entries, key=lambda entry: entry.section):
            if isinstance(entry, Family):
                self._add_family(entry)
            else:
                self._add(entry)

    def take_away(self) -> None:
        """Let no key of these menus answer any more."""
        for _command, action in self._actions.values():
            self._window.removeAction(action)
            action.deleteLater()

    def action(self, command_id: str) -> QAction:
        """Return the action of a command; KeyError if there is none of that id."""
        return self._actions[command_id][1]

    def of_selection(self) -> list[QAction]:
        """Return what can be done with the selected records, for a context menu."""
        chosen = [pair for pair in self._actions.values() if pair[0].for_selection and pair[0].when(self._host)]
        chosen.sort(key=lambda pair: (-list(MENUS).index(pair[0].menu), pair[0].section))
        found: list[QAction] = []
        for _place, group in groupby(chosen, key=lambda pair: (pair[0].menu, pair[0].section)):
            line = QAction(self._window)
            line.setSeparator(True)
            found.append(line)
            for command, action in group:
                self._show(command, action)
                found.append(action)
        return found[1:]

    def of_view(self) -> list[QAction]:
        """Return what can be done with the view that is shown, for a context menu."""
        found = [self._actions[command_id] for command_id in OF_VIEW]
        for command, action in found:
            self._show(command, action)
            action.setEnabled(command.when(self._host))
        return [action for _command, action in found]

    def _add(self, command: Command) -> None:
        action = QAction(self._window)
        if command.key and command.bound:
            action.setShortcut(QKeySequence(command.key))
        if command.icon:
            action.setIcon(icon(command.icon))
        action.setCheckable(command.checked is not None)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(partial(self._trigger, command))
        self._window.addAction(action)
        self._actions[command.id] = (command, action)
        self._place(command.menu, command.section).addAction(action)
        self._show(command, action)

    def _add_family(self, family: Family) -> None:
        menu = self._place(family.menu, family.section).addMenu(_(family.title))
        menu.aboutToShow.connect(partial(self._fill_family, family, menu))

    def _fill_family(self, family: Family, menu: QMenu) -> None:
        menu.clear()
        for command in family.members(self._host):
            action = menu.addAction(plain_title(command.text(self._host)))
            action.triggered.connect(partial(self._trigger, command))
            action.setEnabled(command.when(self._host))
        menu.setEnabled(True)
        if menu.isEmpty():
            menu.addAction(_("None")).setEnabled(False)

    def _place(self, path: str, section: int) -> QMenu:
        """Return the menu of a path, made where it is not there yet, with a line where a section begins."""
        name, _slash, below = path.partition("/")
        menu = self._menus[name]
        if self._sections.setdefault(name, section) != section:
            self._sections[name] = section
            menu.addSeparator()
        if not below:
            return menu
        if path not in self._menus:
            self._menus[path] = self._watched(menu.addMenu(_(below)))
        return self._menus[path]

    def _watched(self, menu: QMenu) -> QMenu:
        menu.aboutToShow.connect(partial(self._refresh, menu))
        menu.aboutToHide.connect(self._wake)
        return menu

    def _refresh(self, menu: QMenu) -> None:
        shown = set(menu.actions())
        for command, action in self._actions.values():
            if action in shown:
                self._show(command, action)
                action.setEnabled(command.when(self._host))

    def _show(self, command: Command, action: QAction) -> None:
        hint = f"\t{QKeySequence(command.key).toString(QKeySequence.SequenceFormat.NativeText)}"
        action.setText(plain_title(command.text(self._host)) + (hint if command.key and not command.bound else ""))
        if command.checked is not None:
            action.setChecked(command.checked(self._host))

    def _wake(self) -> None:
        for _command, action in self._actions.values():
            action.setEnabled(True)

    def _trigger(self, command: Command, *_checked: bool) -> None:
        run(command, self._host)
