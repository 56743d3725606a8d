"""The commands of the file: where the book lies, what comes in and goes out, and how it is kept safe."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.base.task import Task
from crm_desktop.model import BY_NAME
from crm_desktop.ui import books, file_dialogs
from crm_desktop.ui.commands.command import Command, Family, anywhere, in_book
from crm_desktop.ui.context import Context, Host


def new_book(host: Host) -> None:
    """Ask for title, currency and place, and make a book."""
    from crm_desktop.ui.dialogs.new_book import open_new_book

    open_new_book(host)


def recent_books(host: Host) -> list[Command]:
    """Return a command per book that was open lately."""
    opened = host.context.store.path if host.context is not None else None
    paths = [path for name in host.settings["recent_files"] if (path := Path(name)) != opened]
    return [
        Command(f"file.recent.{n}", f"{path.stem}  ·  {path.parent}", partial(_open, path), "File/Open recent")
        for n, path in enumerate(paths, 1)
    ]


def import_files(context: Context) -> None:
    """Open the import."""
    from crm_desktop.ui.dialogs.import_files import open_import

    open_import(context)


def export_list(context: Context) -> None:
    """Ask for a place and write the list there exactly as it is shown."""
    query = context.pane.shown_list()
    if query is None:
        return
    plural = _(BY_NAME[query.entity].entity.plural)
    usual = context.store.path.with_name(f"{plural}.csv")
    path = file_dialogs.save_as(context.window, _("Export this list"), usual, "CSV (*.csv);;Excel (*.xlsx)")
    if path is not None:
        is_named = path.suffix.lower() in (".csv", ".xlsx")
        write_list(context, path if is_named else path.with_name(f"{path.name}.csv"))


def write_list(context: Context, path: Path) -> None:
    """Write the list of the pane in front as CSV or workbook."""
    from crm_desktop.exchange import exporter

    query = context.pane.shown_list()
    if query is None:
        return
    entity = query.model.entity

    def export(task: Task) -> int:
        with context.store.read(patient=True) as session:
            return exporter.export(session, query, path, task)

    def told(rows: int) -> None:
        count = count_of(entity.one, entity.many, rows)
        context.say(_("{count} written to “{name}”.").format(count=count, name=path.name))

    context.work(_("Exporting"), export, told, over=context.pane)


def restore_backup(context: Context) -> None:
    """Open the list of backups."""
    from crm_desktop.ui.dialogs.restore import open_restore

    open_restore(context)


def check_file(context: Context) -> None:
    """Check the whole file and show what was found."""
    from crm_desktop.ui.dialogs.health import open_health

    open_health(context)


def preferences(context: Context) -> None:
    """Open the preferences."""
    from crm_desktop.ui.dialogs.preferences import open_preferences

    open_preferences(context)


def close_book(context: Context) -> None:
    """Give the file back and show the start page."""
    context.host.leave_book()


def _has_list(context: Context) -> bool:
    return context.pane.shown_list() is not None


def _open(path: Path, host: Host) -> None:
    books.open_book(host, path)


def _quit(host: Host) -> None:
    host.close()


FILE = (
    anywhere("file.new", N_("New book…"), new_book, "File", "Ctrl+Shift+N", "file"),
    anywhere("file.open", N_("Open…"), books.choose_book, "File", "Ctrl+O", "open"),
    in_book("file.copy", N_("Save a copy…"), books.save_copy, "File", "Ctrl+Shift+S", "copy", section=1),
    in_book("file.show", N_("Show in folder"), books.show_in_folder, "File", "", "folder", section=1),
    in_book("file.import", N_("Import…"), import_files, "File", "Ctrl+I", "import", section=2),
    in_book("file.export", N_("Export this list…"), export_list, "File", "Ctrl+E", "export", when=_has_list, section=2),
    in_book("file.backup", N_("Back up now"), books.back_up_now, "File", "Ctrl+S", "backup", section=3),
    in_book("file.restore", N_("Restore a backup…"), restore_backup, "File", "", "restore", section=3),
    in_book("file.check", N_("Check the file…"), check_file, "File", "", "health", section=3),
    in_book("file.preferences", N_("Preferences…"), preferences, "File", "Ctrl+,", "settings", section=4),
    in_book("file.close", N_("Close the book"), close_book, "File", "Ctrl+W", "close", section=5),
    anywhere("file.quit", N_("Quit"), _quit, "File", "Ctrl+Q", section=5),
)
RECENT = Family(N_("Open recent"), "File", recent_books)
