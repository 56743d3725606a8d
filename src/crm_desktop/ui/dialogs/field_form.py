"""A small form over any declared fields: options of a report, preferences, a stage. Records have their own, larger one.

The label stands above its editor, help and problems below it, so that it fits a narrow column as well as three side by
side. Like its larger sister it knows texts and notes, and nothing of saving.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link, LongText
from crm_desktop.storage.store import Store
from crm_desktop.ui import theme
from crm_desktop.ui.forms.day_editor import DayEditor, MomentEditor
from crm_desktop.ui.forms.editor import Editor, TickEditor
from crm_desktop.ui.forms.editors import editor_for
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.forms.listed_words import offer_words
from crm_desktop.ui.labels import PlainLabel, plain_label, plain_title, set_look

_WIDEST = 420


def parsed(fields: Mapping[str, Field], texts: Mapping[str, Any], formats: Formats) -> dict[str, Any]:
    """Return the values of texts by field; an empty one is None. Raises InvalidInput with every field that is wrong."""
    values, wrong = {}, {}
    for name, text in texts.items():
        try:
            if not isinstance(text, str):
                values[name] = text
            else:
                values[name] = fields[name].kind.parse(text, formats) if text.strip() else None
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise InvalidInput(wrong)
    return values


class FieldForm(QWidget):
    """Editors for `fields`, in that many columns. `edited` and `left` carry the name of a field.

    With `creates` a link offers to make a record of a name that nobody has.
    """

    edited = Signal(str)
    left = Signal(str)

    def __init__(
        self,
        fields: Mapping[str, Field],
        formats: Formats,
        store: Store,
        columns: int = 1,
        *,
        creates: bool = True,
    ) -> None:
        super().__init__()
        self._creates = creates
        self.fields = dict(fields)
        self._formats, self._store = formats, store
        self._editors: dict[str, Editor] = {}
        self._notes: dict[str, PlainLabel] = {}
        self._columns: dict[str, QVBoxLayout] = {}
        self._cells: dict[str, QWidget] = {}
        self._clean: dict[str, Any] = {}
        self._wrong: dict[str, str] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        for place, (name, declared) in enumerate(self.fields.items()):
            row, column = divmod(place, columns)
            grid.addWidget(self._cell(name, declared), row, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        for before, after in pairwise(editor.widget for editor in self._editors.values()):
            QWidget.setTabOrder(before, after)

    def editor(self, name: str) -> Editor:
        """Return the editor of a field."""
        return self._editors[name]

    def set_shown(self, name: str, *, is_shown: bool) -> None:
        """Show a field or hide it with all that belongs to it."""
        self._cells[name].setVisible(is_shown)

    def show_values(self, values: Mapping[str, Any], names: Mapping[str, str] | None = None) -> None:
        """Show values, and for links the names of the other records; problems go."""
        for name, editor in self._editors.items():
            kind, value = self.fields[name].kind, values.get(name)
            text = (names or {}).get(name, "") if isinstance(kind, Link) else kind.show(value, self._formats)
            editor.show_value(value, text)
            self._clean[name] = editor.said()
        self.show_problems({})

    def said(self) -> dict[str, Any]:
        """Return what stands in every editor."""
        return {name: editor.said() for name, editor in self._editors.items()}

    def changed(self) -> dict[str, Any]:
        """Return what differs from what was shown."""
        return {name: text for name, text in self.said().items() if text != self._clean.get(name)}

    def values(self) -> dict[str, Any]:
        """Return the values of every editor; raises InvalidInput with every field that is wrong."""
        return parsed(self.fields, self.said(), self._formats)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show a note under each field that has a problem, and the help again under the others."""
        for name in self._editors:
            self._show_problem(name, problems.get(name, ""))

    def _show_problem(self, name: str, why: str) -> None:
        editor, note, help_text = self._editors[name], self._notes[name], _(self.fields[name].help)
        if why and isinstance(editor, LinkEditor):
            why = editor.problem() or why  # it can say what to do
        note.setText(why or help_text)
        note.set_role("small-danger" if why else "small")
        note.setVisible(bool(why or help_text))
        set_look(editor.widget, "invalid", bool(why))
        editor.widget.setAccessibleDescription(why or help_text)
        self._wrong[name] = why

    def _edit(self, name: str) -> None:
        """Let what was wrong go as soon as something else is typed."""
        if self._wrong.get(name):
            self._show_problem(name, "")
        self.edited.emit(name)

    def add_below(self, name: str, widget: QWidget) -> None:
        """Put something that belongs to a field below its editor; a button keeps its own width."""
        column, place = self._columns[name], Qt.AlignmentFlag(0)
        if isinstance(widget, QPushButton):
            place = Qt.AlignmentFlag.AlignLeft
        column.insertWidget(column.indexOf(self._notes[name]), widget, 0, place)

    def focus_first(self) -> None:
        """Put the keyboard into the first field, what stands there chosen, so that typing takes its place."""
        next(iter(self._editors.values())).widget.setFocus(Qt.FocusReason.TabFocusReason)

    def _cell(self, name: str, declared: Field) -> QWidget:
        editor = self._editor(declared)
        self._editors[name] = editor
        note = self._notes[name] = plain_label(_(declared.help), "small", wraps=True)
        title = _(declared.title) + (" *" if declared.required else "")
        editor.widget.setAccessibleName(_(declared.title))
        editor.edited.connect(partial(self._edit, name))
        editor.left.connect(partial(self._leave, name))
        cell = self._cells[name] = QWidget()
        column = self._columns[name] = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        if isinstance(editor, TickEditor):
            _name_box(editor.box, title)
        else:
            label = plain_label(title, "muted")
            label.setBuddy(editor.widget)
            column.addWidget(label)
        if not isinstance(declared.kind, LongText):
            editor.widget.setMaximumWidth(theme.pixels(_WIDEST))
        column.addWidget(editor.widget)
        column.addWidget(note)
        note.setVisible(bool(declared.help))  # not before it is in the cell: alone it would be a window
        return cell

    def _editor(self, declared: Field) -> Editor:
        if isinstance(declared.kind, Link):
            return LinkEditor(self._store, declared.kind, creates=self._creates)
        editor = editor_for(declared, self._formats)
        offer_words(editor, self._store, declared.kind)
        return editor

    def _leave(self, name: str) -> None:
        editor = self._editors[name]
        if not isValid(editor.widget):
            return  # it lost the keyboard because it is being deleted
        if isinstance(editor, LinkEditor):
            editor.settle()
            if isinstance(editor.said(), str):
                self._show_problem(name, editor.problem())
        if isinstance(editor, DayEditor | MomentEditor):
            editor.put(editor.said())  # "2026-12-04" and "next fri" in the way of the country
        self.left.emit(name)


def _name_box(box: QCheckBox, title: str) -> None:
    box.setText(plain_title(title))
