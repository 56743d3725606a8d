"""The facts of a record to be read, one line each: a click on an address opens it, a click beside it changes the field.

Up and Down go from line to line; Enter follows, F2 or a letter changes.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.ui import outside, theme
from crm_desktop.ui.forms.facts import Fact
from crm_desktop.ui.forms.headline import LinkLabel
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import plain_label, plain_tooltip, set_look

_TITLE_SHARE = 0.4
_LEAST_TITLE = 60
_LONGEST = 600


class FactLine(QWidget):
    """One fact. A long text goes on in further lines."""

    edit_wanted = Signal(str, str)
    """The field, and what was typed to begin with."""
    followed = Signal(object)
    """The `Fact` whose address or record is to be opened."""
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.fact = Fact("", "", "")
        self.title, self.text, self.remark = plain_label("", "muted"), plain_label(""), plain_label("", "muted")
        self.text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.pixels(8))
        row.addWidget(self.title, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 0, Qt.AlignmentFlag.AlignTop)
        # the remark takes what is left: it is cut before the text is
        self.remark.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.addWidget(self.remark, 1, Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def show_fact(self, fact: Fact) -> None:
        """Show a fact."""
        if fact == self.fact:
            return
        self.fact = fact
        self.title.setText(fact.title)
        self.text.setText(fact.text[:_LONGEST])
        self.text.set_role("link" if fact.address is not None or fact.opens else "")
        self.text.setWordWrap(fact.is_long)
        if not fact.is_long:
            self.text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.remark.setText(f"· {fact.remark}" if fact.remark else "")
        self.setAccessibleName(f"{fact.title}: {fact.text} {fact.remark}".strip())
        self.setToolTip(plain_tooltip(self._hint()))

    def follow(self) -> None:
        """Open what the fact leads to; one that leads nowhere is changed."""
        if self.fact.address is None and self.fact.opens is None:
            self.edit_wanted.emit(self.fact.field, "")
        else:
            self.followed.emit(self.fact)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.rect().contains(event.position().toPoint()):
            return
        if self.text.geometry().contains(event.position().toPoint()):
            self.follow()
        else:
            self.edit_wanted.emit(self.fact.field, "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        typed = event.text() if not event.modifiers() & _COMMANDING else ""
        if step and not event.modifiers() & _COMMANDING:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.follow()
        elif event.key() == Qt.Key.Key_F2:
            self.edit_wanted.emit(self.fact.field, "")
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif typed.isprintable() and typed.strip():
            self.edit_wanted.emit(self.fact.field, typed)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Ctrl+C is a command of the window too, which copies from the list
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        if self.fact.address is not None or self.fact.opens:
            menu.addAction(icon("open"), _("Open"), self.follow)
        menu.addAction(icon("copy"), _("Copy"), self._copy)
        menu.addAction(icon("edit"), _("Edit"), lambda: self.edit_wanted.emit(self.fact.field, ""))
        menu.exec(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        set_look(self, "chosen", value=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        set_look(self, "chosen", value=False)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.fact.text)

    def _hint(self) -> str:
        if self.fact.address is not None:
            return self.fact.address.toString()
        return _("Click to change it") if self.fact.opens is None else self.fact.text


_COMMANDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Glance(QWidget):
    """All facts of a record; the lines are kept and filled again for the next one."""

    edit_wanted = Signal(str, str)
    opened = Signal(str, int)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[FactLine] = []
        self._count = 0
        self.nothing = LinkLabel(_("Nothing is known yet. Fill it in."))
        self.nothing.followed.connect(lambda: self.edit_wanted.emit("", ""))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.pixels(4))
        self._column.addWidget(self.nothing)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts."""
        while len(self._lines) < len(facts):
            self._lines.append(self._new_line())
        self._count = len(facts)
        for line, fact in zip(self._lines, facts, strict=False):
            line.show_fact(fact)
        for i, line in enumerate(self._lines):
            line.setVisible(i < self._count)
            line.setFocusPolicy(Qt.FocusPolicy.StrongFocus if i == 0 else Qt.FocusPolicy.ClickFocus)
        self.nothing.setVisible(not facts)
        self._fit_titles()

    def lines(self) -> list[FactLine]:
        """Return the lines that are shown."""
        return self._lines[: self._count]

    def line(self, field: str) -> FactLine | None:
        """Return the line that tells a field."""
        return next((line for line in self.lines() if line.fact.field == field), None)

    def take_keyboard(self, field: str = "") -> None:
        """Put the keyboard on the line of a field, or on the first one."""
        line = self.line(field) or next(iter(self.lines()), self.nothing)
        line.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_titles()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_titles()

    def _new_line(self) -> FactLine:
        line, place = FactLine(), len(self._lines)
        line.edit_wanted.connect(self.edit_wanted)
        line.followed.connect(self._follow)
        line.stepped.connect(lambda step: self._step(place + step))
        self._column.addWidget(line)
        return line

    def _step(self, place: int) -> None:
        if 0 <= place < self._count:
            self._lines[place].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focusNextPrevChild(place >= 0)

    def _follow(self, fact: Fact) -> None:
        if fact.opens is not None:
            self.opened.emit(*fact.opens)
        elif fact.address is not None and not outside.open_outside(fact.address):
            QGuiApplication.clipboard().setText(fact.text)
            self.failed.emit(
                _("No program on this computer opens “{text}”; it is on the clipboard.").format(text=fact.text)
            )

    def _fit_titles(self) -> None:
        """Make the titles as wide as the longest of them, where there is room for that."""
        letters = self.fontMetrics()
        longest = max((letters.horizontalAdvance(line.fact.title) for line in self.lines()), default=0)
        width = min(max(longest + 2, theme.pixels(_LEAST_TITLE)), int(self.width() * _TITLE_SHARE))
        for line in self.lines():
            line.title.setFixedWidth(max(width, 1))
