"""From a kind to the widget in which it is edited: one `match`, closed, so that a new kind cannot be forgotten.

An editor gives back a text (or a day, a yes-or-no, a picked id) and never a finished value: parsing is the service's,
and a text that is wrong stays where it was typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, assert_never, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextOption
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import (
    Choice,
    Day,
    Email,
    Link,
    LongText,
    Moment,
    Money,
    Percent,
    Phone,
    Tags,
    Text,
    Url,
    Whole,
    YesNo,
)  # fmt: skip
from crm_desktop.ui import theme

AnyKind: TypeAlias = (
    Text | LongText | Email | Phone | Url | Whole | Money | Percent | Day | Moment | YesNo | Choice | Tags | Link
)
"""Every kind there is (`Year` is a `Whole`); a test compares it with the subclasses of `Kind`."""
_STAYS = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}
_MONEY_WIDTH, _DAY_WIDTH = 120, 190
_LINES, _MOST_LINES = 1, 12
_WORD_LENGTH = 8


class Editor(QObject):
    """The way between a field and its widget. Subclasses say how a value is shown and what was typed."""

    edited = Signal()
    """The user's hand changed something."""
    left = Signal()
    """The user is done with the field: it lost the keyboard, or Enter was pressed, or something was picked."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget
        widget.installEventFilter(self)

    def said(self) -> Any:
        """Return what stands in the editor: a text, or a value where no text is needed."""
        raise NotImplementedError

    def show_value(self, value: Any, text: str) -> None:
        """Show a stored value; `text` is how it reads, for a link the name of the other record."""
        raise NotImplementedError

    def put(self, text: str) -> None:
        """Put back a text that was being typed."""
        raise NotImplementedError

    def known_words(self) -> Sequence[str]:
        """Return words to offer; whoever owns the editor may replace this."""
        return ()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYS:
            self.left.emit()
        # the wheel scrolls the page and must not change a value on its way
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class LineEditor(Editor):
    """One line of text."""

    def __init__(self, line: QLineEdit, *, align_right: bool = False) -> None:
        super().__init__(line)
        self.line = line
        if align_right:
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.setMaximumWidth(theme.pixels(_MONEY_WIDTH))
        line.textEdited.connect(self.edited)
        line.returnPressed.connect(self.left)

    def said(self) -> Any:
        return self.line.text()

    def show_value(self, value: Any, text: str) -> None:
        if self.line.text() != text:
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def put(self, text: str) -> None:
        self.line.setText(text)


class QuietLine(QLineEdit):
    """A line whose signs at the right end appear only under the mouse or with the keyboard."""

    noticed = Signal()

    def shows_signs(self) -> bool:
        """Tell whether the user is at this line."""
        return self.hasFocus() or self.underMouse()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut, QEvent.Type.Enter, QEvent.Type.Leave):
            self.noticed.emit()
        return done


class GrowingText(QPlainTextEdit):
    """Several lines of plain text, as tall as what stands in it; Ctrl+Enter is done, Tab goes on."""

    finished = Signal()

    def __init__(self, lines: int = _LINES) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
        else:
            super().keyPressEvent(event)

    def _grow(self) -> None:
        needed = int(self.document().size().height())
        lines = min(max(needed, self._lines), _MOST_LINES)
        shows_bar = needed > _MOST_LINES
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if shows_bar else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + theme.pixels(18))


class LongEditor(Editor):
    """Several lines of text."""

    def __init__(self, box: GrowingText) -> None:
        super().__init__(box)
        self.box = box
        self._is_showing = False
        box.textChanged.connect(self._tell)
        box.finished.connect(self.left)

    def said(self) -> Any:
        return self.box.toPlainText()

    def show_value(self, value: Any, text: str) -> None:
        self.put(text)

    def put(self, text: str) -> None:
        if self.box.toPlainText() != text:
            self._is_showing = True
            self.box.setPlainText(text)
            self._is_showing = False

    def _tell(self) -> None:
        if not self._is_showing:
            self.edited.emit()


class TickEditor(Editor):
    """Yes or no."""

    def __init__(self, box: QCheckBox) -> None:
        super().__init__(box)
        self.box = box
        box.clicked.connect(self._tell)

    def said(self) -> Any:
        return self.box.isChecked()

    def show_value(self, value: Any, text: str) -> None:
        self.box.setChecked(bool(value))

    def put(self, text: str) -> None:
        self.box.setChecked(text == _("Yes"))

    def _tell(self) -> None:
        self.edited.emit()
        self.left.emit()


class ChoiceEditor(Editor):
    """One of the titles of a closed choice; the empty one is offered where a record may have none."""

    def __init__(self, box: QComboBox, titles: Sequence[str], *, may_be_empty: bool) -> None:
        super().__init__(box)
        self.box = box
        box.addItems([""] * may_be_empty + list(titles))
        box.activated.connect(self._tell)

    def said(self) -> Any:
        return self.box.currentText()

    def show_value(self, value: Any, text: str) -> None:
        self.put(text)

    def put(self, text: str) -> None:
        found = self.box.findText(text)
        if found < 0 and text:
            self.box.addItem(text)
            found = self.box.count() - 1
        self.box.setCurrentIndex(found)

    def _tell(self) -> None:
        self.edited.emit()
        self.left.emit()


class OpenChoiceEditor(Editor):
    """A word of the user's own or one that others have already; those are asked for when the field is entered."""

    def __init__(self, box: QComboBox, titles: Sequence[str]) -> None:
        super().__init__(box)
        self.box, self._titles = box, list(titles)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = box.lineEdit()
        assert line is not None
        self.line = line
        line.installEventFilter(self)
        line.textEdited.connect(self.edited)
        line.returnPressed.connect(self.left)
        box.activated.connect(self._tell)

    def said(self) -> Any:
        return self.box.currentText()

    def show_value(self, value: Any, text: str) -> None:
        self.put(text)

    def put(self, text: str) -> None:
        self.box.setEditText(text)
        self.line.setCursorPosition(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.MouseButtonPress) and not self.box.view().isVisible():
            self._offer()
        return super().eventFilter(watched, event)

    def _offer(self) -> None:
        text = self.box.currentText()
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItems(list(dict.fromkeys([*self._titles, *self.known_words()])))
        self.box.setEditText(text)
        self.box.blockSignals(False)

    def _tell(self) -> None:
        self.edited.emit()
        self.left.emit()


def _dressed(box: QComboBox) -> QComboBox:
    """Return the box as wide as the form, whatever its longest title is."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_WORD_LENGTH)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box


def editor_for(declared: Field, formats: Formats) -> Editor:
    """Return a fresh editor for a field; a link's comes from `link_editor`, because it reads the file."""
    from crm_desktop.ui.forms.day_editor import DayEditor, DayLine, MomentEditor

    match cast("AnyKind", declared.kind):
        case Text() | Email() | Phone() | Url() | Tags() | Whole() | Percent():
            return LineEditor(QLineEdit())
        case Money():
            return LineEditor(QLineEdit(), align_right=True)
        case LongText():
            return LongEditor(GrowingText())
        case Day():
            line = DayLine(formats)
            line.setMaximumWidth(theme.pixels(_DAY_WIDTH))
            return DayEditor(line, formats)
        case Moment():
            return MomentEditor(QLineEdit(), formats)
        case YesNo():
            return TickEditor(QCheckBox())
        case Choice(options=options, open=is_open):
            titles = [_(title) for _code, title in options]
            if is_open:
                return OpenChoiceEditor(_dressed(QComboBox()), titles)
            return ChoiceEditor(
                _dressed(QComboBox()), titles, may_be_empty=not declared.required and declared.default is None
            )
        case Link():
            raise TypeError("a link is edited by link_editor.LinkEditor")
        case _ as forgotten:
            assert_never(forgotten)
