"""The sheet of all keys, read from the commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.task import Task
from crm_desktop.schema.country import formats_of
from crm_desktop.storage.problems import writing
from crm_desktop.ui import file_dialogs
from crm_desktop.ui.buttons import FlatButton, key_text
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


class ShortcutSheet(FramedDialog):
    """The sheet in a window; it can be saved as PDF, and printed where a book is open."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._folder: TemporaryDirectory[str] | None = None
        table = PlainTable(_("Keyboard shortcuts"), [_("Menu"), _("Command"), _("Key")])
        table.set_rows(lines(), lambda _row, column: "muted" if column == 0 else "")
        self.save_button = FlatButton(_("Save as PDF…"), "file")
        self.print_button = FlatButton(_("Print…"), "print")
        self.print_button.setEnabled(host.context is not None)
        left = (self.save_button, self.print_button)
        super().__init__(host.widget(), _("Keyboard shortcuts"), "", table, left=left, size=(560, 620))
        self.save_button.clicked.connect(self._ask)
        self.print_button.clicked.connect(self.print_sheet)

    def save(self, path: Path) -> None:
        """Write the sheet as PDF."""
        said = _("Saved: {name}").format(name=path.name)
        self._write(path, lambda: self.notice.say(said))

    def print_sheet(self) -> None:
        """Write the sheet aside and ask for a printer."""
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        path = Path(self._folder.name) / "keys.pdf"
        self._write(path, lambda: self._print(path))

    def _write(self, path: Path, done: Callable[[], object]) -> None:
        paper, found = self._host.settings["paper"], lines()
        language = formats_of(self._host.settings).code.partition("_")[0]

        def work(task: Task) -> None:
            from crm_desktop.reports import key_sheet, pdf

            with writing(path):
                pdf.write_pdf(key_sheet.build(found, language), path, paper, task)

        self._host.jobs.start("", work, lambda _none: done(), self._tell)

    def _print(self, path: Path) -> None:
        from crm_desktop.ui.printing import print_pdf

        if self._host.context is not None:
            print_pdf(self._host.context, path, self.windowTitle(), self._host.settings["paper"])

    def _ask(self) -> None:
        usual = Path.home() / f"{self.windowTitle()}.pdf"
        path = file_dialogs.save_as(self, _("Save as PDF"), usual, "PDF (*.pdf)")
        if path is not None:
            self.save(path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf"))

    def _tell(self, problem: UserError) -> None:
        self.notice.say(str(problem), "error")


def open_shortcuts(host: Host) -> ShortcutSheet:
    """Show the sheet; returns at once."""
    dialog = ShortcutSheet(host)
    dialog.open()
    return dialog
