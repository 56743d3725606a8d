"""One field of a form: its editor beside its label, what it showed last, and the reason why its text was not stored.

A field that the program keeps by itself has no editor: it is a line of text at the same height.
"""

from __future__ import annotations

import re
from typing import Any

from crm_desktop.base.i18n import _
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.ui import theme
from crm_desktop.ui.forms.editor import Editor, LineEditor, QuietLine, TickEditor
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.forms.recurrence_editor import RecurrenceEditor
from crm_desktop.ui.forms.section import Section
from crm_desktop.ui.labels import PlainLabel, plain_label, plain_title, plain_tooltip, set_look
from crm_desktop.ui.tables import cells

_LONGEST_WORD = 18
_INDENT = 9


def _label_of(title: str) -> PlainLabel:
    """Return the label of a field; a word longer than any label breaks within."""
    # a field of one's own may be called Kundenzufriedenheitsbefragung
    breakable = re.sub(rf"(\w{{{_LONGEST_WORD}}})(?=\w{{4}})", "\\1\u200b", title)
    return _beside(plain_label(breakable, "muted", wraps=True))


def _beside(label: PlainLabel, indent: int = 0) -> PlainLabel:
    """Return the label at the height of the text in an editor beside it."""
    label.setContentsMargins(indent, 4, 0, 4)
    return label


class FormField:
    """Stands in the next row of `section`. A tick carries its words itself."""

    def __init__(self, declared: Field, editor: Editor, section: Section, formats: Formats) -> None:
        self.editor, self.section = editor, section
        self.problem = ""
        self._declared, self._formats = declared, formats
        self._shown: tuple[Any, str] = None, ""
        self._clean: Any = None
        title, help_text = _(declared.title), _(declared.help)
        editor.widget.setAccessibleName(title)
        editor.widget.setAccessibleDescription(help_text)
        editor.widget.setToolTip(plain_tooltip(help_text))
        label = None
        if isinstance(editor, TickEditor):
            editor.box.setText(plain_title(title))
        else:
            label = _label_of(title + (" *" if declared.required else ""))
        self._row = section.add(label, editor.widget)
        editor.edited.connect(self._follow_hand)
        editor.left.connect(self._leave)
        if isinstance(editor, RecurrenceEditor):
            editor.told.connect(self._tell)

    def show(self, value: Any, name: str) -> None:
        """Show a stored value; of a linked record its `name`."""
        kind, self._shown = self._declared.kind, (value, name)
        self.editor.show_value(value, name if isinstance(kind, Link) else kind.show(value, self._formats))
        self.accept()

    def put_back(self) -> None:
        """Show again what is stored, and nothing wrong with it."""
        self.show(*self._shown)
        self.note("")

    def accept(self) -> None:
        """Take what stands here for what was shown: it is stored."""
        self._clean = self.editor.said()

    def is_typed(self) -> bool:
        """Tell whether something else stands here than was shown."""
        return bool(self.editor.said() != self._clean)

    def note(self, why: str) -> None:
        """Show a problem under the field, or none; the editor may know better words for it."""
        if why and isinstance(self.editor, LinkEditor):
            why = self.editor.problem() or why
        if why == self.problem:
            return
        self.problem = why
        set_look(self.editor.widget, "invalid", bool(why))
        self.section.set_note(self._row, why)
        self.editor.widget.setAccessibleDescription(why or _(self._declared.help))

    def dress(self, *, is_fresh: bool) -> None:
        """Show with a border and a hint where one can type, or quietly."""
        set_look(self.editor.widget, "fresh", is_fresh)
        if isinstance(self.editor.widget, QuietLine) and not isinstance(self.editor, LinkEditor):
            self.editor.widget.hint_always(always=is_fresh)

    def hint(self, hint: str) -> None:
        """Show in grey what holds while the field is empty."""
        if isinstance(self.editor, LineEditor):
            self.editor.line.setPlaceholderText(hint)

    def _follow_hand(self) -> None:
        if not self.is_typed():
            self.note("")

    def _tell(self, text: str) -> None:
        """Show how the text is understood, where nothing is wrong with it."""
        if not self.problem:
            self.section.set_note(self._row, text, "small")

    def _leave(self) -> None:
        if isinstance(self.editor, LinkEditor):
            self.editor.settle()


class DerivedField:
    """Stands in the next row of `section`, in the words of the lists."""

    def __init__(self, declared: Field, section: Section, formats: Formats) -> None:
        self._kind, self._shower = declared.kind, cells.shower(declared, formats)
        self._label = plain_label("")
        section.add(_label_of(_(declared.title)), self._label)
        self.fit()

    def show(self, value: Any) -> None:
        """Show a value."""
        self._label.setText(self._shower(self._kind.dump(value)) or cells.EMPTY)

    def fit(self) -> None:
        """Stand where the text of an editor would, in the text size of now."""
        _beside(self._label, theme.pixels(_INDENT))
