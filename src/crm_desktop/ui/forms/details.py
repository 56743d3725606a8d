"""The fields of a record: to be read at a glance, and one click away, or F2, or a letter, to be changed.

The form is the same whether it is in sight or not, so that saving and drafts know nothing of this. A text that could
not be stored, or was kept from last time, brings the form into sight by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui.buttons import FlatButton, key_text
from crm_desktop.ui.forms.editor import LineEditor
from crm_desktop.ui.forms.facts import Fact
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.glance import Glance
from crm_desktop.ui.forms.saving import Saver
from crm_desktop.ui.labels import plain_tooltip


class Details(QWidget):
    """The glance and the form, one of them in sight."""

    opened = Signal(str, int)
    failed = Signal(str)

    def __init__(self, form: Form, saver: Saver) -> None:
        super().__init__()
        self.form, self.saver = form, saver
        self._is_locked = False
        self.glance = Glance()
        self.done = FlatButton(_("Done"))
        hint = _("Back to reading; everything is stored already ({key})").format(key=key_text("Esc"))
        self.done.setToolTip(plain_tooltip(hint))
        self.done.clicked.connect(self.read)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.glance)
        column.addWidget(self.form)
        column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignLeft)
        self.glance.edit_wanted.connect(self.edit)
        self.glance.opened.connect(self.opened)
        self.glance.failed.connect(self.failed)
        self.form.link_opened.connect(self.opened)
        self.form.failed.connect(self.failed)
        self._show(is_editing=False)

    @property
    def is_editing(self) -> bool:
        """Whether the form is in sight."""
        return not self.form.isHidden()

    def set_locked(self, *, is_locked: bool) -> None:
        """Let the record be read but not changed."""
        self._is_locked = is_locked
        self.form.set_read_only(is_locked)

    def is_typed_in(self) -> bool:
        """Tell whether somebody is at work in the form."""
        focused = QApplication.focusWidget()
        return focused is not None and self.form.isAncestorOf(focused) and self.is_editing

    def show_facts(self, facts: Sequence[Fact], *, is_other: bool) -> None:
        """Show what is known; of another record it is read, unless somebody is at work in the form."""
        self.glance.show_facts(facts)
        if is_other:
            self._show(is_editing=self.is_typed_in())
        if self.form.texts():
            self._show(is_editing=True)

    def edit(self, field: str = "", typed: str = "") -> None:
        """Bring the form into sight with the keyboard in a field; what was typed begins its new text."""
        if self._is_locked:
            return
        self._show(is_editing=True)
        if field not in self.form.model.editable():
            self.form.focus_first()
            return
        editor = self.form.editor(field)
        editor.widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if isinstance(editor, LineEditor) and typed:
            editor.line.setText(typed)
            editor.line.setCursorPosition(len(typed))
            editor.edited.emit()
        elif isinstance(editor, LineEditor):
            editor.line.selectAll()

    def begin_new(self) -> None:
        """Bring the form of a new record into sight; it has an end of its own."""
        self._show(is_editing=True)
        self.done.hide()

    def read(self) -> None:
        """Store what is typed and go back to reading; what could not be stored stays in sight."""
        if self.saver.save():
            had_keyboard = self.is_typed_in() or self.done.hasFocus()
            self._show(is_editing=False)
            if had_keyboard:
                self.glance.take_keyboard()

    def take_keyboard(self) -> None:
        """Put the keyboard on what is in sight."""
        if self.is_editing:
            self.form.focus_first()
        else:
            self.glance.take_keyboard()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_editing and not self.done.isHidden():
            if self.form.problems():
                self.saver.let_go()
            else:
                self.read()
        else:
            super().keyPressEvent(event)

    def _show(self, *, is_editing: bool) -> None:
        self.glance.setVisible(not is_editing)
        self.form.setVisible(is_editing)
        self.done.setVisible(is_editing)
