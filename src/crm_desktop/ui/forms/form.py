"""The form of an entity, made from its declared fields; it knows texts and notes, and nothing of saving.

An editor keeps what was typed until it is shown another value: a text that cannot be stored stays, with the reason
under it. Only fields that differ from what was shown are given back, so that nothing is rounded by being looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.model import Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services import lists
from crm_desktop.storage.store import Busy, Store
from crm_desktop.ui import theme
from crm_desktop.ui.forms.editor import Editor, LineEditor, QuietLine, TickEditor
from crm_desktop.ui.forms.editors import editor_for
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.forms.section import Section
from crm_desktop.ui.labels import PlainLabel, plain_label, plain_title, plain_tooltip, set_look
from crm_desktop.ui.tables import cells

_LAST = "More"
_INDENT = 9
_LABEL_WIDTHS = (116, 150)
"""The least and the most that the labels take, in pixels at 100 %; a longer one takes several lines."""
_LABEL_SHARE = 0.42
_LONGEST_WORD = 18
_SPACES = {False: 1, True: 4}


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
        self._editors: dict[str, Editor] = {}
        self._clean: dict[str, Any] = {}
        self._places: dict[str, tuple[Section, int]] = {}
        self._derived: dict[str, PlainLabel] = {}
        self._values: dict[str, Any] = {}
        self._names: dict[str, str] = {}
        self._problems: dict[str, str] = {}
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
        for known in (self._editors, self._clean, self._places, self._derived, self._problems, self._sections):
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
            filled = title != _LAST and any(
                values.get(name) not in (None, "", False) for name in self._fields_in(title)
            )
            wanted = self._wishes.get(title, filled or not title or (title == self._second and not values.get("name")))
            section.set_open(wanted or (is_same and section.is_open))
        for name, editor in self._editors.items():
            if name not in keep:
                self._show(name, editor)
        self.show_problems({name: why for name, why in self._problems.items() if name in keep})
        for name, label in self._derived.items():
            label.setText(self._words(name))

    def texts(self) -> dict[str, Any]:
        """Return what was typed or picked, by field, where it differs from what was shown."""
        said = {name: editor.said() for name, editor in self._editors.items()}
        return {name: text for name, text in said.items() if text != self._clean.get(name)}

    def accept(self, names: Collection[str]) -> None:
        """Take what stands in these fields for what was shown: it is stored."""
        self._clean |= {name: self._editors[name].said() for name in names if name in self._editors}

    def drafts(self) -> dict[str, str]:
        """Return what was typed or picked as texts that `put` takes back."""
        return {name: self._editors[name].draft() for name in self.texts()}

    def put(self, texts: Mapping[str, str]) -> None:
        """Put back texts that were being typed, opening the sections in which they stand."""
        for name, text in texts.items():
            self._open_section_of(name)
            if name in self._editors:
                self._editors[name].put(text)

    def show_problems(self, problems: Mapping[str, str]) -> dict[str, str]:
        """Show a note under each field that has one, take away all others; return the problems of fields not here."""
        for name in problems:
            self._open_section_of(name)
        problems = {name: self._in_words_of_editor(name) or why for name, why in problems.items()}
        for name, editor in self._editors.items():
            why = problems.get(name, "")
            if why != self._problems.get(name, ""):
                set_look(editor.widget, "invalid", bool(why))
                section, row = self._places[name]
                section.set_note(row, why)
                editor.widget.setAccessibleDescription(why or _(self._field(name).help))
        self._problems = {name: why for name, why in problems.items() if name in self._editors}
        return {name: why for name, why in problems.items() if name not in self._editors}

    def problems(self) -> dict[str, str]:
        """Return the notes that are shown, by field."""
        return dict(self._problems)

    def editor(self, name: str) -> Editor:
        """Return the editor of a field, opening its section."""
        self._open_section_of(name)
        return self._editors[name]

    def focus_first(self) -> None:
        """Put the keyboard into the first field."""
        next(iter(self._editors.values())).widget.setFocus()

    def set_fresh(self, *, is_fresh: bool) -> None:
        """Show with a border and a hint where one can type, as a new record needs it; else fields are quiet."""
        self._is_fresh = is_fresh
        for editor in self._editors.values():
            self._dress(editor)
        for section in self._sections.values():
            section.set_spacing(_SPACES[is_fresh])

    def set_hint(self, name: str, hint: str) -> None:
        """Show in grey what holds while a field is empty."""
        self._hints[name] = hint
        if name in self._editors:
            self._hint(name)

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

    def _field(self, name: str) -> Field:
        return self.model.fields()[name]

    def _fields_in(self, title: str) -> Iterator[str]:
        known = self.model.sections()
        for name, declared in self.model.editable().items():
            if (declared.section if declared.section in known else "") == title:
                yield name

    def _open_section_of(self, name: str) -> None:
        for title, section in self._sections.items():
            if name in self._fields_in(title) and not section.is_open:
                section.set_open(is_open=True)

    def _build(self, title: str, section: Section) -> None:
        for name in self._fields_in(title):
            declared = self._field(name)
            editor = self._editor(declared, name)
            editor.edited.connect(partial(self.edited.emit, name))
            editor.left.connect(partial(self._leave, name))
            self._name(editor, declared)
            self._editors[name] = editor
            self._places[name] = section, section.add(_label(editor, declared), editor.widget)
            self._hint(name)
            self._dress(editor)
            self._show(name, editor)
        if not title:
            for name, declared in self.model.fields().items():
                if declared.derived:
                    self._derived[name] = plain_label(self._words(name))
                    section.add(_label_of(_(declared.title)), _beside(self._derived[name], theme.pixels(_INDENT)))
        self._set_tab_order()
        self._fit_labels()

    def _dress(self, editor: Editor) -> None:
        set_look(editor.widget, "fresh", self._is_fresh)
        if isinstance(editor.widget, QuietLine) and not isinstance(editor, LinkEditor):
            editor.widget.hint_always(always=self._is_fresh)

    def _hint(self, name: str) -> None:
        editor = self._editors[name]
        if name in self._hints and isinstance(editor, LineEditor):
            editor.line.setPlaceholderText(self._hints[name])

    def _in_words_of_editor(self, name: str) -> str:
        editor = self._editors.get(name)
        return editor.problem() if isinstance(editor, LinkEditor) else ""

    def _fit_labels(self) -> None:
        """Make the labels as wide as the longest one needs, where there is room for that."""
        letters = self.fontMetrics()
        longest = max(letters.horizontalAdvance(f"{_(f.title)} *") for f in self.model.fields().values())
        least, most = (theme.pixels(width) for width in _LABEL_WIDTHS)
        width = min(max(longest, least), most, int(self.width() * _LABEL_SHARE))
        for section in self._sections.values():
            section.set_label_width(width)
        for label in self._derived.values():
            _beside(label, theme.pixels(_INDENT))

    def _name(self, editor: Editor, declared: Field) -> None:
        title, help_text = _(declared.title), _(declared.help)
        editor.widget.setAccessibleName(title)
        editor.widget.setAccessibleDescription(help_text)
        editor.widget.setToolTip(plain_tooltip(help_text))
        if isinstance(editor, TickEditor):
            editor.box.setText(plain_title(title))

    def _editor(self, declared: Field, name: str) -> Editor:
        if not isinstance(declared.kind, Link):
            editor = editor_for(declared, self._formats)
            editor.known_words = partial(self._known_words, name)  # type: ignore[method-assign]  # made to be replaced
            return editor
        link = LinkEditor(self._store, declared.kind)
        link.go_wanted.connect(self.link_opened)
        link.failed.connect(self.failed)
        return link

    def _known_words(self, name: str) -> list[str]:
        try:
            with self._store.read() as session:
                return lists.offered(session, self.model, name)
        except Busy:
            return []

    def _show(self, name: str, editor: Editor) -> None:
        value, declared = self._values.get(name), self._field(name)
        text = (
            self._names.get(name, "") if isinstance(declared.kind, Link) else declared.kind.show(value, self._formats)
        )
        editor.show_value(value, text)
        self._clean[name] = editor.said()

    def _words(self, name: str) -> str:
        declared, value = self._field(name), self._values.get(name)
        return cells.shower(declared, self._formats)(declared.kind.dump(value)) or cells.EMPTY

    def _leave(self, name: str) -> None:
        editor = self._editors[name]
        if isinstance(editor, LinkEditor):
            editor.settle()
        self.left.emit(name)

    def _set_tab_order(self) -> None:
        """Follow the declared order, also where a section was opened late."""
        chain: list[QWidget] = []
        for title, section in self._sections.items():
            chain += [section.button] if section.button is not None else []
            chain += [self._editors[name].widget for name in self._fields_in(title) if name in self._editors]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)


def _label(editor: Editor, declared: Field) -> PlainLabel | None:
    """Return what stands beside the editor; a tick carries its words itself."""
    return (
        None if isinstance(editor, TickEditor) else _label_of(_(declared.title) + (" *" if declared.required else ""))
    )


def _label_of(title: str) -> PlainLabel:
    # a word longer than any label breaks within: a field of one's own may be called Kundenzufriedenheitsbefragung
    breakable = re.sub(rf"(\w{{{_LONGEST_WORD}}})(?=\w{{4}})", "\\1\u200b", title)
    return _beside(plain_label(breakable, "muted", wraps=True))


def _beside(label: PlainLabel, indent: int = 0) -> PlainLabel:
    """Return the label at the height of the text in an editor beside it."""
    label.setContentsMargins(indent, 4, 0, 4)
    return label
