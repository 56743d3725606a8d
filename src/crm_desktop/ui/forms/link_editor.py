"""A link is picked by typing: the names that fit appear below, the last line makes a new record of what was typed.

What stands in the line is only a name; the value is the id of the record that was picked. A name that nobody has stays
where it was typed, and is a problem of the field.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QRect, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _
from crm_desktop.base.text import one_line
from crm_desktop.model import BY_NAME
from crm_desktop.schema.kinds import Link
from crm_desktop.services import records, related
from crm_desktop.storage.store import Busy, Store
from crm_desktop.ui import theme
from crm_desktop.ui.forms.editor import Editor, QuietLine
from crm_desktop.ui.forms.step_titles import new_title
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import plain_tooltip

_OFFERED, _ENOUGH, _WIDEST = 12, 2, 420


def _why(namesakes: int, fitting: int, *, creates: bool) -> str:
    """Return why a typed name means no record, to be translated and filled."""
    if namesakes > 1:
        return N_("Several {plural} are called “{name}”: choose one in the list (Down).")
    if fitting > 1:
        return N_("Several {plural} fit “{name}”: choose one in the list (Down).")
    if fitting:
        return N_("One {title} fits “{name}”: choose it in the list (Down).")
    if creates:
        return N_("No {title} is called “{name}”; choose one of the list, or press Enter to create it.")
    return N_("No {title} is called “{name}”; choose one of the list.")


class LinkLine(QuietLine):
    """A line that offers its names as soon as it is entered by hand or by Down."""

    asked = Signal()
    passed = Signal()
    """Tab is about to take the keyboard elsewhere."""

    def __init__(self, hint: str) -> None:
        super().__init__(hint)
        self._has_used_enter = False

    def use_enter(self) -> None:
        """Keep the Enter that is being pressed from those around, to whom it would mean "done"."""
        self._has_used_enter = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not self.isReadOnly():
            self.asked.emit()
        else:
            super().keyPressEvent(event)
        if self._has_used_enter:
            self._has_used_enter = False
            event.accept()

    def event(self, event: QEvent) -> bool:
        is_tab = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab
        if is_tab:
            self.passed.emit()
        done = super().event(event)
        if is_tab:
            event.accept()  # a Tab that nobody took would pick the line of the popup, which may make a record
        return done

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.hasSelectedText():
            self.asked.emit()


class LinkEditor(Editor):
    """Picks one record of another entity; with `creates`, a name that nobody has can be made a new record."""

    go_wanted = Signal(str, int)
    """The user wants to see the linked record: its entity and id."""
    failed = Signal(str)
    made = Signal(str)
    """A record was made of what was typed: what it is and what it is called."""
    hint = N_("Type a name")
    new = N_("Create “{name}”")
    """The last line that is offered, for a name that nobody has."""

    def __init__(self, store: Store, kind: Link, *, creates: bool = True) -> None:
        self.line = LinkLine(_(self.hint))
        super().__init__(self.line)
        self._store, self._target = store, BY_NAME[kind.target]
        self._table = kind.target
        self._creates = creates and related.can_be_made_by_name(self._target)
        self._namesakes = self._fitting = 0
        self._told = ""
        self._id: int | None = None
        self._name = ""
        self._offered: list[tuple[int | None, str]] = []
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(_OFFERED + 1)
        self._completer.setWrapAround(False)  # past the last line it would be the typed words again, and none is picked
        popup = self._completer.popup()
        assert popup is not None
        self._popup = popup
        self._completer.setWidget(self.line)
        self._completer.activated[QModelIndex].connect(self._pick)  # type: ignore[index]  # the overload by argument type
        self._clear = self._action("close", _("Clear"), self.clear)
        self._go = self._action("open", _("Open {title}").format(title=_(self._target.entity.title)), self.go)
        self.line.textEdited.connect(self._typed)
        self.line.asked.connect(self._offer_all)
        self.line.passed.connect(self._take_only)
        self.line.returnPressed.connect(self._enter)
        self.line.noticed.connect(self._show_actions)
        self._show_actions()

    def said(self) -> Any:
        text = one_line(self.line.text())
        return (self._id if text == one_line(self._name) else text) if text else None

    def show_value(self, value: Any, text: str) -> None:
        self._id, self._name = value, text
        if self.line.text() != text:
            self.line.setText(text)
            self.line.setCursorPosition(0)
        self._show_actions()

    def put(self, text: str) -> None:
        self.line.setText(text)
        self._resolve()

    def draft(self) -> str:
        return one_line(self.line.text())

    def problem(self) -> str:
        """Return what is wrong with the name that stands here, and what to do; "" where a record is picked."""
        name = self.said()
        if not isinstance(name, str):
            return ""
        self._told = name
        return _(_why(self._namesakes, self._fitting, creates=self._creates)).format(
            title=_(self._target.entity.title).lower(), name=name, plural=_(self._target.entity.plural).lower()
        )

    def clear(self) -> None:
        """Empty the link."""
        self._take(None, "")

    def go(self) -> None:
        """Ask for the linked record."""
        if self._id is not None:
            self.go_wanted.emit(self._table, self._id)

    def settle(self) -> None:
        """Take a typed name for the record that it names, where there is exactly one."""
        if self.line.isVisible():
            self._resolve()

    def offered(self) -> list[str]:
        """Return the lines that are offered now."""
        return self._names.stringList()

    def _resolve(self) -> None:
        text = self.said()
        if not isinstance(text, str):
            return
        try:
            with self._store.read() as session:
                found = related.exact_choices(session, self._table, text)
                self._fitting = len(found or related.link_choices(session, self._table, text, _ENOUGH))
        except Busy:
            return
        self._namesakes = len(found)
        if len(found) == 1:
            self._id, self._name = found[0]
            self.line.setText(self._name)
            self._show_actions()

    def _typed(self, text: str) -> None:
        self._told = ""
        self.edited.emit()
        self._show_actions()
        self._offer(text)

    def _offer_all(self) -> None:
        if not self._popup.isVisible():
            self._offer("" if isinstance(self.said(), int) else self.line.text())

    def _offer(self, text: str) -> None:
        try:
            with self._store.read() as session:
                found = related.link_choices(session, self._table, text, _OFFERED)
                lines = related.told_apart(session, self._table, found)
        except Busy:
            found, lines = [], []
        self._offered = list(found)
        wanted = one_line(text)
        is_new = self._creates and wanted and wanted not in (name for _id, name in found)
        if is_new:
            self._offered.append((None, wanted))
            lines.append(_(self.new).format(name=wanted))
        self._names.setStringList(lines)
        if lines:
            self._completer.setCompletionPrefix("")
            wide = min(self._popup.sizeHintForColumn(0) + 2 * self.line.height(), theme.pixels(_WIDEST))
            self._completer.complete(QRect(0, 0, max(self.line.width(), wide), self.line.height()))
            # Qt makes the first line current when the list opens: Enter in an empty field would pick it; where no
            # record fits, the first line makes one
            first = self._completer.completionModel().index(0, 0)
            self._popup.setCurrentIndex(first if wanted else QModelIndex())
        else:
            self._popup.hide()

    def _pick(self, index: QModelIndex) -> None:
        picked, name = self._offered[index.row()]
        if picked is None:
            # later: a step opened while the popup is closing would have its notices arrive in the middle of it
            QTimer.singleShot(0, self, lambda: self.create(name))
        else:
            self._take(picked, name)

    def _take_only(self) -> None:
        """Take the one record that the letters can mean, where it is offered; Tab makes none."""
        found = [one for one in self._offered if one[0] is not None]
        if self._popup.isVisible() and len(found) == 1 and isinstance(self.said(), str):
            self._take(*found[0])

    def create(self, name: str) -> None:
        """Make a record of this name and link to it."""
        try:
            with self._store.act(new_title(self._target, name)) as session:
                created = records.create(session, self._target, {"name": name}).id
        except UserError as problem:
            self.failed.emit(str(problem))
            return
        self._take(created, name)
        self.made.emit(_("{title} “{name}”").format(title=_(self._target.entity.title).lower(), name=name))

    def _take(self, record_id: int | None, name: str) -> None:
        self._id, self._name = record_id, name
        self.line.setText(name)
        self._show_actions()
        self.edited.emit()
        self.left.emit()

    def _enter(self) -> None:
        # with a line of the popup chosen, Enter is the popup's, which picks it in a moment
        if self._popup.isVisible() and self._popup.currentIndex().isValid():
            return
        self._popup.hide()
        self.settle()
        name = self.said()
        if isinstance(name, str) and self._fitting:
            self.line.use_enter()
            self._offer(name)
        elif self._creates and name and name == self._told:
            self.line.use_enter()
            self.create(self._told)
        else:
            self.left.emit()

    def _action(self, icon_name: str, title: str, run: Any) -> QAction:
        action = self.line.addAction(icon(icon_name), QLineEdit.ActionPosition.TrailingPosition)
        action.setText(title)
        action.setToolTip(plain_tooltip(title))
        action.triggered.connect(run)
        return action

    def _show_actions(self) -> None:
        is_here = self.line.shows_signs()
        self._clear.setVisible(is_here and bool(self.line.text()))
        self._go.setVisible(is_here and self._id is not None and isinstance(self.said(), int))
