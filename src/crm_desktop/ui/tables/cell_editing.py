"""Changing a value in the list itself: F2 opens the cell under the cursor, Enter stores it, Escape lets it be.

Tab stores it and goes on to the next cell of the row, Shift+Tab to the one before.

The editor is the form's own, laid over the cell. A text that cannot be stored stays there, and the list says why.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services import editing, records, related
from crm_desktop.storage.store import Store
from crm_desktop.ui import theme
from crm_desktop.ui.forms.editor import Editor
from crm_desktop.ui.forms.editors import editor_for
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.forms.listed_words import offer_words
from crm_desktop.ui.labels import set_look
from crm_desktop.ui.tables.record_table import RecordTable
from crm_desktop.ui.tables.record_view import RecordView

_NARROWEST = 150
_BY_TAB = {Qt.FocusReason.TabFocusReason: 1, Qt.FocusReason.BacktabFocusReason: -1}
_ENDS = {Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


class CellEditing(QObject):
    """The one cell of a list that is being changed, if any."""

    failed = Signal(str)
    ended = Signal()
    """The cell was stored, or let be."""

    def __init__(self, view: RecordView, table: RecordTable, store: Store, formats: Formats) -> None:
        super().__init__(view)
        self._view, self._table, self._store, self._formats = view, table, store, formats
        self.editor: Editor | None = None
        self._id = 0
        self._name = ""
        self._column = ""
        self._clean: Any = None
        self._is_ending = False
        view.edit_wanted.connect(self.open_current)
        view.verticalScrollBar().valueChanged.connect(self._place)
        view.horizontalScrollBar().valueChanged.connect(self._place)
        table.modelReset.connect(self._place)

    def open_current(self) -> None:
        """Open the cell under the cursor, or the name where the cell's value is the program's own."""
        index = self._view.currentIndex()
        record_id = self._table.ids.at(index.row()) if index.isValid() else None
        if record_id is None or self.editor is not None:
            return
        model, column = self._table.query.model, self._table.query.columns[index.column()]
        self._column = column if column in model.editable() else "name"
        try:
            with self._store.read() as session:
                record = records.find(session, model, record_id)
                values = records.values_of(record)
                names = related.names_of(session, model, {self._column: values[self._column]})
        except UserError as problem:
            self.failed.emit(str(problem))
            return
        self._id, self._name = record_id, " ".join(str(values["name"]).split())
        self._open(values[self._column], names.get(self._column, ""))

    def _open(self, value: Any, linked: str) -> None:
        declared = self._table.query.model.fields()[self._column]
        if isinstance(declared.kind, Link):
            link = LinkEditor(self._store, declared.kind)
            link.failed.connect(self.failed)
            editor: Editor = link
            text = linked
        else:
            editor, text = editor_for(declared, self._formats), declared.kind.show(value, self._formats)
            offer_words(editor, self._store, declared.kind)
        editor.widget.setParent(self._view.viewport())
        editor.widget.setAccessibleName(_(declared.title))
        editor.show_value(value, text)
        self._clean, self.editor = editor.said(), editor
        self._place()
        editor.widget.show()
        editor.widget.setFocus()
        if isinstance(editor.widget, QLineEdit):
            editor.widget.selectAll()
        editor.widget.installEventFilter(self)
        editor.left.connect(self.save)

    def save(self) -> None:
        """Store what stands in the cell, and close it where that is possible."""
        editor = self.editor
        if editor is None or self._is_ending:
            return
        if isinstance(editor, LinkEditor):
            editor.settle()
            if editor.problem():
                set_look(editor.widget, "invalid", True)
                self.failed.emit(editor.problem())
                return
        said = editor.said()
        if said == self._clean:
            self.close()
            return
        self._is_ending = True
        try:
            with self._store.act(_("Edit “{name}”").format(name=self._name)) as session:
                editing.save(session, self._table.query.model, self._id, {self._column: said}, self._formats)
        except InvalidInput as wrong:
            set_look(editor.widget, "invalid", True)
            self.failed.emit(str(wrong))
        except UserError as problem:
            self.failed.emit(str(problem))
        else:
            self._is_ending = False
            self.close()
        self._is_ending = False

    def close(self) -> None:
        """Take the editor away."""
        editor, self.editor = self.editor, None
        if editor is not None:
            self.ended.emit()
            had_keyboard = editor.widget.hasFocus()
            editor.left.disconnect(self.save)
            editor.widget.hide()
            editor.widget.deleteLater()
            if had_keyboard:
                self._view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENDS:
            if event.key() == Qt.Key.Key_Escape:
                self.close()
            else:
                self._go_on(1 if event.key() == Qt.Key.Key_Tab else -1)
            return True
        if (
            isinstance(event, QFocusEvent)
            and event.lostFocus()
            and event.reason() in _BY_TAB
            and self.editor is not None
        ):
            # the list of names that a link offers hands Tab on past every filter; the cell is stored by then, or refused
            QTimer.singleShot(0, self, partial(self._follow_tab, _BY_TAB[event.reason()]))
        return super().eventFilter(watched, event)

    def _follow_tab(self, step: int) -> None:
        if self.editor is None:
            self._go_on(step)
        else:
            self.editor.widget.setFocus()

    def _go_on(self, step: int) -> None:
        """Store the cell and open the next one of the row that can be changed; at the row's end it is only stored."""
        row_id, columns = self._id, self._table.query.columns
        place = columns.index(self._column)
        self.save()
        if self.editor is not None:
            return
        shown = self._view.shown_columns()
        ways = [at for at in shown if (at - place) * step > 0 and columns[at] in self._table.query.model.editable()]
        row = self._table.ids.row_of(row_id)
        if ways and row is not None:
            self._view.setCurrentIndex(self._table.index(row, min(ways) if step > 0 else max(ways)))
            self.open_current()

    def _place(self) -> None:
        """Lay the editor over its cell, wherever that is now."""
        if self.editor is None:
            return
        row = self._table.ids.row_of(self._id)
        columns = self._table.query.columns
        if row is None or self._column not in columns:
            self.close()
            return
        cell = self._view.visualRect(self._table.index(row, columns.index(self._column)))
        width = max(cell.width(), theme.pixels(_NARROWEST))
        left = max(min(cell.left(), self._view.viewport().width() - width), 0)
        height = min(self.editor.widget.sizeHint().height(), cell.height() - 2)
        self.editor.widget.setFixedHeight(height)
        self.editor.widget.setGeometry(QRect(left, cell.top() + (cell.height() - height) // 2, width, height))
