"""The sheet of all keys, read from the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut

from crm_desktop.base.i18n import N_, _
from crm_desktop.base.task import Task
from crm_desktop.schema.country import formats_of
from crm_desktop.ui.buttons import FlatButton, key_text
from crm_desktop.ui.commands import COMMANDS
from crm_desktop.ui.commands.command import MENUS, menu_title
from crm_desktop.ui.context import Host
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.dialogs.plain_table import PlainTable

if TYPE_CHECKING:
    from crm_desktop.reports.document import Document

IN_LISTS = (
    ("Home, End", N_("First and last record")),
    ("Shift+Up, Shift+Down", N_("Select more")),
    ("Ctrl+A", N_("Select all")),
    ("Esc", N_("Back to the list, or clear the filter")),
)


def lines() -> list[list[str]]:
    """Return menu, title and key of every command that has a key, in the order of the menus."""
    keyed = [command for command in COMMANDS if command.key]
    order = {menu: place for place, menu in enumerate(MENUS)}
    keyed.sort(key=lambda command: order[command.menu.partition("/")[0]])
    found = [[menu_title(c.menu.partition("/")[0]), _(c.title).rstrip("…"), key_text(c.key)] for c in keyed]
    return found + [[_("In lists"), _(title), key] for key, title in IN_LISTS]


class ShortcutSheet(FramedDialog):
    """The sheet in a window; Print shows its pages, also where no book is open."""

    def __init__(self, host: Host) -> None:
        self._host = host
        table = PlainTable(_("Keyboard shortcuts"), [_("Menu"), _("Command"), _("Key")])
        table.set_rows(lines(), lambda _row, column: "muted" if column == 0 else "")
        self.print_button = FlatButton(_("Print…"), "print")
        super().__init__(host.widget(), _("Keyboard shortcuts"), "", table, left=(self.print_button,), size=(560, 620))
        self.print_button.clicked.connect(self.print_sheet)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_sheet)

    def print_sheet(self) -> None:
        """Show the pages, to be printed or saved."""
        from crm_desktop.ui.dialogs.print_preview import open_preview

        found, language = lines(), formats_of(self._host.settings).code.partition("_")[0]

        def build(_task: Task) -> Document:
            from crm_desktop.reports import key_sheet

            return key_sheet.build(found, language)

        open_preview(self._host, self.windowTitle(), build, self)


def open_shortcuts(host: Host) -> ShortcutSheet:
    """Show the sheet; returns at once."""
    dialog = ShortcutSheet(host)
    dialog.open()
    return dialog
