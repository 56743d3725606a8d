"""The conditions of a filter as rows: a field, how it is compared, and with what. Groups stand inside groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import N_, _
from crm_desktop.model import Record
from crm_desktop.schema.formats import Formats
from crm_desktop.services.filter_fields import choices, title_of
from crm_desktop.storage import filters
from crm_desktop.storage.filters import Group, Place, Rule
from crm_desktop.storage.store import Store
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import plain_tooltip, set_look
from crm_desktop.ui.tables.field_picker import FieldPicker
from crm_desktop.ui.tables.filter_values import ValueEditor, value_editor

_JOINTS = (("all", N_("all of these hold")), ("any", N_("any of these holds")), ("none", N_("none of these holds")))
_DEEPEST = 3
_INDENT = 22


R = TypeVar("R", "RuleRow", "GroupRows")


@dataclass(frozen=True)
class Asked:
    """Whose fields are asked about, and what the editors of values need."""

    model: type[Record]
    store: Store
    formats: Formats

    def of(self, model: type[Record]) -> Asked:
        """Return the same for another entity."""
        return Asked(model, self.store, self.formats)


def remove_button(title: str) -> QToolButton:
    """Return a small button that takes a row away."""
    button = QToolButton()
    button.setIcon(icon("close"))
    button.setIconSize(QSize(theme.pixels(14), theme.pixels(14)))
    button.setAccessibleName(title)
    button.setToolTip(plain_tooltip(title))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


class RuleRow(QWidget):
    """One condition. Without a field it asks for one; until it is whole it holds for everything."""

    edited = Signal()
    removed = Signal()

    def __init__(self, asked: Asked, depth: int) -> None:
        super().__init__()
        self._asked, self._depth = asked, depth
        self.path = ""
        self._place: Place | None = None
        self.field = FlatButton(_("Choose a field"))
        set_look(self.field, "menu", True)
        self.operator = ChoiceBox()
        self.operator.setAccessibleName(_("Operator"))
        self.operator.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.operator.activated.connect(self._take_operator)
        self.editor = ValueEditor()
        self.group: GroupRows | None = None
        remove = remove_button(_("Remove this condition"))
        remove.clicked.connect(self.removed)
        self.field.clicked.connect(self.choose_field)
        self._line = QHBoxLayout()
        self._line.setSpacing(6)
        for widget in (self.field, self.operator, self.editor, remove):
            self._line.addWidget(widget)
        self._line.addStretch(1)
        self.setFocusProxy(self.field)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(self._line)
        self.operator.hide()
        self._picker: FieldPicker | None = None

    def choose_field(self) -> None:
        """Open the popup of fields."""
        if self._picker is None:
            self._picker = FieldPicker(choices(self._asked.model), self)
            self._picker.picked.connect(self._take_field)
        self._picker.open_below(self.field)

    def rule(self) -> Rule | None:
        """Return the condition, None while it is not whole."""
        if self._place is None:
            return None
        name = self.operator.currentData()
        takes = self._place.operator(name).takes
        value = self.group.group() if self.group is not None else self.editor.value() if takes else None
        return None if takes and value is None else Rule(self.path, name, value)

    def show_rule(self, rule: Rule) -> None:
        """Show a condition."""
        self._set_field(rule.field)
        self.operator.setCurrentIndex(max(self.operator.findData(rule.op), 0))
        self._make_editor()
        if self.group is not None:
            self.group.show_group(rule.value)
        else:
            self.editor.show_value(rule.value)

    def _take_field(self, path: str) -> None:
        self._set_field(path)
        self._make_editor()
        (self.editor if self.group is None and self.editor.focusProxy() else self.operator).setFocus()
        self.edited.emit()

    def _set_field(self, path: str) -> None:
        self.path, self._place = path, filters.place_of(self._asked.model, path)
        title = title_of(self._asked.model, path)
        self.field.setText(title)
        self.field.setAccessibleName(_("Field: {title}").format(title=title))
        self.operator.clear()
        for operator in self._place.operators:
            self.operator.addItem(_(operator.title), operator.name)
        self.operator.show()

    def _take_operator(self) -> None:
        before = self.editor.value()
        self._make_editor()
        assert self._place is not None
        rule = Rule(self.path, self.operator.currentData(), before)
        try:
            filters.check(self._asked.model, Group("all", (rule,)))
            self.editor.show_value(before)
        except ValueError:
            pass  # the value is of another sort than the operator now takes
        self.edited.emit()

    def _make_editor(self) -> None:
        assert self._place is not None
        operator = self._place.operator(self.operator.currentData())
        if operator.takes == "group":
            self._make_group()
            return
        made = value_editor(self._place, operator, self._asked.store, self._asked.formats)
        made.show_value(None)
        made.edited.connect(self.edited)
        self._line.replaceWidget(self.editor, made)
        self.editor.hide()
        self.editor.deleteLater()
        self.editor = made
        made.setVisible(bool(operator.takes))
        self._drop_group()

    def _make_group(self) -> None:
        assert self._place is not None
        if self.group is not None:
            return
        self.editor.hide()
        self.group = GroupRows(self._asked.of(self._place.model), self._depth + 1)
        self.group.edited.connect(self.edited)
        self._column.addWidget(self.group)

    def _drop_group(self) -> None:
        if self.group is not None:
            self._column.removeWidget(self.group)
            self.group.hide()
            self.group.deleteLater()
            self.group = None


class GroupRows(QFrame):
    """Conditions that are joined by all, any or none; the outermost one has no button to be removed by."""

    edited = Signal()
    removed = Signal()
    resized = Signal()

    def __init__(self, asked: Asked, depth: int = 0, *, is_removable: bool = False) -> None:
        super().__init__()
        self._asked, self._depth = asked, depth
        self.rows: list[RuleRow | GroupRows] = []
        self.joint = ChoiceBox()
        self.joint.setAccessibleName(_("How the conditions are joined"))
        self.joint.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for name, title in _JOINTS:
            self.joint.addItem(_(title), name)
        self.joint.activated.connect(lambda _place: self.edited.emit())
        self.add_button = FlatButton(_("Condition"), "plus")
        self.add_button.setAccessibleName(_("Add a condition"))
        self.add_button.clicked.connect(self.begin_rule)
        self.group_button = FlatButton(_("Group"), "plus")
        self.group_button.setAccessibleName(_("Add a group of conditions"))
        self.group_button.clicked.connect(self._begin_group)
        if depth >= _DEEPEST:
            self.group_button.hide()  # never shown here: without a parent it would be a window
        self.tools = QHBoxLayout()
        self.tools.setSpacing(6)
        for widget in (self.joint, self.add_button, self.group_button):
            self.tools.addWidget(widget)
        if is_removable:
            remove = remove_button(_("Remove this group"))
            remove.clicked.connect(self.removed)
            self.tools.addWidget(remove)
        self.tools.addStretch(1)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.setFocusProxy(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.pixels(_INDENT) if depth else 0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self.tools)
        column.addLayout(self._list)
        self._show_joint()

    def group(self) -> Group:
        """Return what the whole rows say; a condition that is not whole yet is left out."""
        found = [row.group() if isinstance(row, GroupRows) else row.rule() for row in self.rows]
        told = (one for one in found if one is not None and not (isinstance(one, Group) and filters.is_empty(one)))
        return Group(self.joint.currentData(), tuple(told))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.resized.emit()
        return super().event(event)

    def show_group(self, group: Group) -> None:
        """Show a filter in place of the rows that are here."""
        for row in list(self.rows):
            self._drop(row)
        self.joint.setCurrentIndex(self.joint.findData(group.joint))
        self._show_joint()
        for one in group.rules:
            if isinstance(one, Group):
                self._add_group().show_group(one)
            else:
                self._add_rule().show_rule(one)

    def begin_rule(self) -> None:
        """Add a row and ask for its field."""
        self._add_rule().choose_field()

    def _begin_group(self) -> None:
        self._add_group().begin_rule()

    def _add_rule(self) -> RuleRow:
        return self._add(RuleRow(self._asked, self._depth))

    def _add_group(self) -> GroupRows:
        return self._add(GroupRows(self._asked, self._depth + 1, is_removable=True))

    def _add(self, row: R) -> R:
        row.edited.connect(self.edited)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._list.addWidget(row)
        row.show()
        self._show_joint()
        return row

    def _show_joint(self) -> None:
        """Ask how conditions are joined where that makes a difference."""
        self.joint.setVisible(len(self.rows) > 1 or self.joint.currentData() == "none")

    def _remove(self, row: RuleRow | GroupRows) -> None:
        place = self.rows.index(row)
        self._drop(row)
        # the keyboard goes on to what stands in its place
        (self.rows[min(place, len(self.rows) - 1)] if self.rows else self.add_button).setFocus()
        self.edited.emit()

    def _drop(self, row: RuleRow | GroupRows) -> None:
        self.rows.remove(row)
        self._show_joint()
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
