"""The sheet of all keys, read from the commands."""

from __future__ import annotations

from crm_desktop.base.i18n import N_, _
from crm_desktop.ui.buttons import key_text
from crm_desktop.ui.commands import COMMANDS
from crm_desktop.ui.commands.command import MENUS, menu_title
from crm_desktop.ui.context import Host
from crm_desktop.ui.dialogs.frame import FramedDialog
from crm_desktop.ui.dialogs.plain_table import PlainTable

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


def open_shortcuts(host: Host) -> FramedDialog:
    """Show the sheet; returns at once."""
    table = PlainTable(_("Keyboard shortcuts"), [_("Menu"), _("Command"), _("Key")])
    table.set_rows(lines(), lambda _row, column: "muted" if column == 0 else "")
    dialog = FramedDialog(host.widget(), _("Keyboard shortcuts"), "", table, size=(560, 620))
    dialog.open()
    return dialog
