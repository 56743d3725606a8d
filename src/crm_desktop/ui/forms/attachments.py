"""The files on a record: their names, a click opens one, a drop on the window or the plus adds one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout
from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import Attachment, Record
from crm_desktop.services import attachments, records
from crm_desktop.ui import attached_files, theme
from crm_desktop.ui.forms.lines_view import Line, LooseLines
from crm_desktop.ui.forms.moments import when
from crm_desktop.ui.forms.page_part import PagePart, Shown, Surroundings
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import SectionHeading, plain_tooltip

_KILO = 1024


class Attachments(PagePart):
    """Shows the files of one record."""

    def __init__(self, around: Surroundings, model: type[Record]) -> None:
        super().__init__(around, model)
        self.heading = SectionHeading("")
        self.add = QToolButton()
        self.add.setIcon(icon("plus"))
        self.add.setIconSize(QSize(theme.pixels(14), theme.pixels(14)))
        self.add.setAccessibleName(_("Attach files"))
        self.add.setToolTip(plain_tooltip(_("Attach files; you can also drop them on the window")))
        self.add.clicked.connect(self.attach_wanted)
        self.view = LooseLines(_("Files"))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.view.opened.connect(lambda _entity, row: self._open(row))
        self.view.delete_wanted.connect(self._delete_current)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.view)

    def read(self, session: Session, shown: Shown) -> None:
        """Show the files of the record."""
        found = attachments.attachments_of(session, self.model.__tablename__, shown.id)
        title = _("Files")
        self.heading.setText(f"{title}  {len(found)}" if found else title)
        self.view.show_lines(
            [
                Line(
                    one.name,
                    after=" · ".join((size_in_words(one.size or 0), when(one.created, self.around.formats))),
                    opens=(Attachment.__tablename__, one.id),
                )
                for one in found
            ]
        )

    def tables(self) -> set[str]:
        """Return the tables whose changes may show here."""
        return {Attachment.__tablename__}

    def _open(self, row: int) -> None:
        self._try(lambda: attached_files.open_file(self.around.store, row))

    def _save(self, row: int) -> None:
        self._try(lambda: attached_files.save_file(self.around.store, row, self))

    def _delete(self, row: int, name: str) -> None:
        self.act(_("Remove the file “{name}”").format(name=name), lambda s: records.delete(s, Attachment, [row]))

    def _delete_current(self) -> None:
        line = self._line(self.view.currentIndex().row())
        if line is not None and line.opens is not None:
            self._delete(line.opens[1], line.text)

    def _line(self, place: int) -> Line | None:
        lines = self.view.lines.lines
        return lines[place] if 0 <= place < len(lines) else None

    def _show_menu(self, at: QPoint) -> None:
        index = self.view.indexAt(at)
        line = self._line(index.row() if index.isValid() else self.view.currentIndex().row())
        if line is None or line.opens is None:
            return
        row = line.opens[1]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("open"), _("Open"), lambda: self._open(row))
        menu.addAction(icon("export"), _("Save as…"), lambda: self._save(row))
        menu.addAction(icon("trash"), _("Remove"), lambda: self._delete(row, line.text))
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _try(self, run: Callable[[], object]) -> None:
        try:
            run()
        except UserError as problem:
            self.failed.emit(str(problem))


def size_in_words(size: int) -> str:
    """Return "12 KB" or "3.4 MB"."""
    if size < _KILO:
        return _("{n} bytes").format(n=size)
    if size < _KILO * _KILO:
        return _("{n} KB").format(n=f"{size / _KILO:,.0f}")
    return _("{n} MB").format(n=f"{size / _KILO / _KILO:,.1f}")
