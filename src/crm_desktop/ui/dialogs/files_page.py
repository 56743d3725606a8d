"""The first page of an import: the files that were chosen, and what the one in front becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.task import Task
from crm_desktop.exchange import new_field
from crm_desktop.exchange.intake import Offer
from crm_desktop.exchange.table import Options
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.chosen_file import ChosenFile, look
from crm_desktop.ui.dialogs.import_detail import FileDetail
from crm_desktop.ui.dialogs.import_list import FileList
from crm_desktop.ui.widgets import EmptyState, NoticeBar, PrimaryButton


class Work(Protocol):
    """Does long work on a worker, one at a time, and calls back on the window's thread."""

    def __call__(self, title: str, work: Callable[[Task], Any], done: Callable[[Any], object]) -> None: ...


class FilesPage(QWidget):
    """Nothing in here touches the book, but for the field that a column is to become."""

    changed = Signal()
    """Other files are here, or another one is in front."""
    chosen = Signal()
    """The user added a file, or let one become something else."""

    def __init__(self, context: Context, work: Work, notice: NoticeBar) -> None:
        super().__init__()
        self.files: list[ChosenFile] = []
        self._row = -1
        self._context, self._work, self._notice = context, work, notice
        self.list = FileList()
        self.detail = FileDetail()
        self.choose = PrimaryButton(_("Choose files…"))
        self.choose.clicked.connect(self.list.choose)
        sentence = _(
            "Drop CSV files here, in any order: accounts, contacts, opportunities, whatever another program wrote."
        )
        self._right = QStackedWidget()
        self._right.addWidget(EmptyState("import", sentence, [self.choose]))
        self._right.addWidget(self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.list)
        row.addWidget(self._right, 1)
        self.list.wanted.connect(self.add_files)
        self.list.picked.connect(self._show_row)
        self.list.removed.connect(self._remove)
        self.detail.changed.connect(self._take_file)
        self.detail.reread_wanted.connect(self._reread)
        self.detail.field_wanted.connect(self._add_field)
        self._show_row(-1)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read files, those that are here already left out, and show the first of them."""
        known = {chosen.path for chosen in self.files}
        new = [path for path in dict.fromkeys(paths) if path not in known]
        if new:
            self._work(_("Reading files"), lambda task: [look(path) for path in task.steps(new, every=1)], self._add)

    def take_fields(self) -> None:
        """Follow a change of the custom fields while the dialog was away."""
        self.files = [chosen.with_known_fields() for chosen in self.files]
        self._show_row(self._row)

    def offer(self) -> Offer:
        """Return the tables that are to be imported, and why the other files are none."""
        mapped = [chosen.mapping for chosen in self.files if chosen.mapping is not None]
        return Offer(mapped, [chosen.reason for chosen in self.files if chosen.mapping is None])

    def has_tables(self) -> bool:
        """Tell whether there is anything to import."""
        return any(chosen.mapping is not None for chosen in self.files)

    def take_keyboard(self) -> None:
        """Put the keyboard where one would go on."""
        (self.list.list if self.files else self.choose).setFocus()

    def _add(self, found: list[ChosenFile]) -> None:
        first = len(self.files)
        self.files += found
        self.chosen.emit()
        self._show_row(first)

    def _show_row(self, row: int) -> None:
        self._row = row
        if 0 <= row < len(self.files):
            self.detail.show_file(self.files[row])
        self._right.setCurrentIndex(int(bool(self.files)))
        self.list.setVisible(bool(self.files))
        self.list.show_files(self.files, row)
        self.changed.emit()

    def _take_file(self, chosen: ChosenFile) -> None:
        self.files[self._row] = chosen
        self.chosen.emit()
        self._show_row(self._row)

    def _add_field(self, column: int) -> None:
        """Make a field of the user's own for a column, and let the column become that."""
        chosen = self.files[self._row]
        assert chosen.mapping is not None
        try:
            made = new_field.add(self._context.store, chosen.mapping, column, self._context.formats)
        except UserError as problem:
            self._show_row(self._row)
            self._notice.say(str(problem), "error")
        else:
            self._take_file(chosen.with_column(column, made.name))
            self._notice.say(made.sentence)

    def _remove(self, row: int) -> None:
        del self.files[row]
        self._show_row(min(row, len(self.files) - 1))

    def _reread(self, options: Options) -> None:
        row, old = self._row, self.files[self._row]

        def show(chosen: ChosenFile) -> None:
            if chosen.table is None:
                self._notice.say(chosen.reason, "error")
            else:
                self.files[row] = chosen
            self._show_row(row)

        model = old.mapping.model if old.mapping else None
        self._work(_("Reading files"), lambda _task: look(old.path, options, model), show)
