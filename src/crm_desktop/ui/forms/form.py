"""The form of an entity, made from its declared fields; it knows texts and notes, and nothing of saving.

An editor keeps what was typed until it is shown another value: a text that cannot be stored stays, with the reason
under it. Only fields that differ from what was shown are given back, so that nothing is rounded by being looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.model import Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.storage.store import Store
from crm_desktop.ui import theme
from crm_desktop.ui.forms.editor import Editor
from crm_desktop.ui.forms.editors import editor_for
from crm_desktop.ui.forms.form_field import DerivedField, FormField
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.forms.listed_words import offer_words_in_use
from crm_desktop.ui.forms.recurrence_editor import RecurrenceEditor, day_said
from crm_desktop.ui.forms.section import Section

_LAST = "More"
_EMPTY = (None, "", False)
_LABEL_WIDTHS = (116, 150)
"""The least and the most that the labels take, in pixels at 100 %; a longer one takes several lines."""
_LABEL_SHARE = 0.42
_SPACES = {False: 1, True: 4}


def _fields_in(model: type[Record], title: str) -> Iterator[str]:
    """Yield the fields that one fills in in a section; what names no section stands in the first."""
    known = model.sections()
    for name, declared in model.editable().items():
        if (declared.section if declared.section in known else "") == title:
            yield name


def _label_width(model: type[Record], letters: QFontMetrics, room: int) -> int:
    """Return how wide the labels are: as the longest one needs, where there is room for that."""
    longest = max(letters.horizontalAdvance(f"{_(f.title)} *") for f in model.fields().values())
    least, most = (theme.pixels(width) for width in _LABEL_WIDTHS)
    return min(max(longest, least), most, int(room * _LABEL_SHARE))


class Form(QWidget):
    """Editors for all fields of `model`. Values go in by `set_values`, texts come out by `texts`."""

    edited = Signal(str)
    left = Signal(str)
    link_opened = Signal(str, int)
    failed = Signal(str)

    def __init__(self, store: Store, model: type[Record], formats: Formats, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self._store, self._formats = store, formats
        self._fields: dict[str, FormField] = {}
        self._derived: dict[str, DerivedField] = {}
        self._values: dict[str, Any] = {}
        self._names: dict[str, str] = {}
        self._wishes: dict[str, bool] = {}
        self._sections: dict[str, Section] = {}
        self._hints: dict[str, str] = {}
        self._is_fresh = self._is_read_only = False
        self._second = next((title for title in model.entity.sections if title), "")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._make_sections()

    def take_fields(self) -> None:
        """Follow a change of the book's own fields; what is being typed into the others stays."""
        for section in self._sections.values():
            section.hide()  # whoever is in a field leaves it first
        typed = self.drafts()
        for section in self._sections.values():
            self._column.removeWidget(section)
            section.deleteLater()
        for known in (self._fields, self._derived, self._sections):
            known.clear()
        self._make_sections()
        self.set_values(self._values, self._names, is_same=True)
        self.put({name: text for name, text in typed.items() if name in self.model.editable()})

    def set_values(
        self, values: Mapping[str, Any], names: Mapping[str, str], keep: Collection[str] = (), *, is_same: bool = False
    ) -> None:
        """Show a record: its values, and the names of linked records by column; fields in `keep` stay as typed.

        Sections without values are closed, but never under the hand of somebody who is in the same record.
        """
        self._values, self._names = dict(values), dict(names)
        for title, section in self._sections.items():
            filled = title != _LAST and any(values.get(name) not in _EMPTY for name in _fields_in(self.model, title))
            wanted = self._wishes.get(title, filled or not title or (title == self._second and not values.get("name")))
            section.set_open(wanted or (is_same and section.is_open))
        for name, field in self._fields.items():
            if name not in keep:
                field.show(values.get(name), names.get(name, ""))
        self.show_problems({name: why for name, why in self.problems().items() if name in keep})
        for name, derived in self._derived.items():
            derived.show(values.get(name))

    def texts(self) -> dict[str, Any]:
        """Return what was typed or picked, by field, where it differs from what was shown."""
        return {name: field.editor.said() for name, field in self._fields.items() if field.is_typed()}

    def accept(self, names: Collection[str]) -> None:
        """Take what stands in these fields for what was shown: it is stored."""
        for name in names:
            if name in self._fields:
                self._fields[name].accept()

    def put_back(self, names: Collection[str]) -> None:
        """Show in these fields what is stored, and nothing wrong with it."""
        for name in names:
            if name in self._fields:
                self._fields[name].put_back()

    def drafts(self) -> dict[str, str]:
        """Return what was typed or picked as texts that `put` takes back."""
        return {name: field.editor.draft() for name, field in self._fields.items() if field.is_typed()}

    def put(self, texts: Mapping[str, str]) -> None:
        """Put back texts that were being typed, opening the sections in which they stand."""
        for name, text in texts.items():
            self._open_section_of(name)
            if name in self._fields:
                self._fields[name].editor.put(text)

    def show_problems(self, problems: Mapping[str, str]) -> dict[str, str]:
        """Show a note under each field that has one, take away all others; return the problems of fields not here."""
        for name in problems:
            self._open_section_of(name)
        for name, field in self._fields.items():
            field.note(problems.get(name, ""))
        return {name: why for name, why in problems.items() if name not in self._fields}

    def problems(self) -> dict[str, str]:
        """Return the notes that are shown, by field."""
        return {name: field.problem for name, field in self._fields.items() if field.problem}

    def editor(self, name: str) -> Editor:
        """Return the editor of a field, opening its section."""
        self._open_section_of(name)
        return self._fields[name].editor

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        next(iter(self._fields.values())).editor.widget.setFocus()

    def set_fresh(self, *, is_fresh: bool) -> None:
        """Show with a border and a hint where one can type, as a new record needs it; else fields are quiet."""
        self._is_fresh = is_fresh
        for field in self._fields.values():
            field.dress(is_fresh=is_fresh)
        for section in self._sections.values():
            section.set_spacing(_SPACES[is_fresh])

    def set_hint(self, name: str, hint: str) -> None:
        """Show in grey what holds while a field is empty."""
        self._hints[name] = hint
        if name in self._fields:
            self._fields[name].hint(hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_labels()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_labels()

    def set_read_only(self, is_read_only: bool) -> None:
        """Let the values be read but not changed."""
        self._is_read_only = is_read_only
        for section in self._sections.values():
            section.setEnabled(not is_read_only)

    def _make_sections(self) -> None:
        for title in self.model.sections():
            section = Section(_(title), partial(self._build, title))
            section.toggled_by_hand.connect(partial(self._wishes.__setitem__, title))
            section.set_spacing(_SPACES[self._is_fresh])
            section.setEnabled(not self._is_read_only)
            self._sections[title] = section
            self._column.addWidget(section)

    def _open_section_of(self, name: str) -> None:
        for title, section in self._sections.items():
            if name in _fields_in(self.model, title) and not section.is_open:
                section.set_open(is_open=True)

    def _build(self, title: str, section: Section) -> None:
        for name in _fields_in(self.model, title):
            declared = self.model.fields()[name]
            editor = self._editor(declared, name)
            field = self._fields[name] = FormField(declared, editor, section, self._formats)
            editor.edited.connect(partial(self.edited.emit, name))
            editor.left.connect(partial(self.left.emit, name))
            if name in self._hints:
                field.hint(self._hints[name])
            field.dress(is_fresh=self._is_fresh)
            field.show(self._values.get(name), self._names.get(name, ""))
        if not title:
            for name, declared in self.model.fields().items():
                if declared.derived:
                    derived = self._derived[name] = DerivedField(declared, section, self._formats)
                    derived.show(self._values.get(name))
        self._set_tab_order()
        self._fit_labels()

    def _fit_labels(self) -> None:
        width = _label_width(self.model, self.fontMetrics(), self.width())
        for section in self._sections.values():
            section.set_label_width(width)
        for derived in self._derived.values():
            derived.fit()

    def _editor(self, declared: Field, name: str) -> Editor:
        if not isinstance(declared.kind, Link):
            editor = editor_for(declared, self._formats)
            offer_words_in_use(editor, self._store, self.model, name)
            if isinstance(editor, RecurrenceEditor) and "starts" in self._fields:
                editor.first_day = partial(day_said, self._fields["starts"].editor, self._formats)
            return editor
        link = LinkEditor(self._store, declared.kind)
        link.go_wanted.connect(self.link_opened)
        link.failed.connect(self.failed)
        return link

    def _set_tab_order(self) -> None:
        """Follow the declared order, also where a section was opened late."""
        chain: list[QWidget] = []
        for section in self._sections.values():
            chain += [section.button] if section.button is not None else []
            chain += [field.editor.widget for field in self._fields.values() if field.section is section]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)
