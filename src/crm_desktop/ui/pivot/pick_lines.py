"""Some choices below a heading, one a line: the rows of a report, its columns, its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QComboBox, QGridLayout, QToolButton, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.services.filter_fields import FieldChoice
from crm_desktop.storage.pivoting import Step
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.labels import plain_label
from crm_desktop.ui.pivot.pick_button import PickButton
from crm_desktop.ui.tables.filter_rows import remove_button


@dataclass(frozen=True)
class Line:
    """One choice as it is shown, with the steps by which it may be taken, if any, and their titles."""

    path: str
    title: str
    step: Step = ""
    steps: tuple[tuple[Step, str], ...] = ()


class _LineRow(QWidget):
    """The widgets of one line."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._steps: tuple[tuple[Step, str], ...] = ()
        self.button = PickButton(name)
        self.step = ChoiceBox()
        self.step.setAccessibleName(_("{name}: in what steps").format(name=name))
        # as wide as the column, which is narrow where the text is large; the list that opens shows the whole names
        self.step.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.step.setMinimumContentsLength(8)
        self.remove: QToolButton = remove_button(_("{name}: remove").format(name=name))
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(4)
        row.setVerticalSpacing(2)
        row.setColumnStretch(0, 1)
        row.addWidget(self.button, 0, 0)
        row.addWidget(self.remove, 0, 1)
        row.addWidget(self.step, 1, 0)

    def show_line(self, line: Line) -> None:
        """Show a choice."""
        self.button.show_choice(line.title)
        self.step.setVisible(bool(line.steps))
        if line.steps != self._steps:
            self._steps = line.steps
            self.step.clear()
            for step, title in line.steps:
                self.step.addItem(title, step)
        self.step.setCurrentIndex(self.step.findData(line.step))


class PickLines(QWidget):
    """Lines of choices. `picked` carries the place of a line and the path chosen there; a new line is the last place."""

    picked = Signal(int, str)
    stepped = Signal(int, str)
    removed = Signal(int)

    def __init__(self, title: str, name: str, add: str, most: int) -> None:
        super().__init__()
        self._name, self._most = name, most
        self._choices: tuple[FieldChoice, ...] = ()
        self.rows: list[_LineRow] = []
        self.add = PickButton(add)
        self.add.show_choice(add)
        self.add.setAccessibleName(add)
        self.add.picked.connect(lambda path: self.picked.emit(len(self.rows), path))
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.pixels(4))
        column.addWidget(plain_label(title, "muted"))
        column.addLayout(self._list)
        column.addWidget(self.add)

    def offer(self, choices: Sequence[FieldChoice]) -> None:
        """Offer these in every line."""
        self._choices = tuple(choices)
        for button in (self.add, *(row.button for row in self.rows)):
            button.offer(choices)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these; the keyboard stays where it is, or goes on to what stands in its place."""
        focused = QApplication.focusWidget()
        held = next((at for at, row in enumerate(self.rows) if focused and row.isAncestorOf(focused)), None)
        while len(self.rows) < len(lines):
            self._append()
        while len(self.rows) > len(lines):
            row = self.rows.pop()
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        for row, line in zip(self.rows, lines, strict=True):
            row.show_line(line)
        self.add.setVisible(len(lines) < self._most)
        if held is not None and held >= len(self.rows):
            (self.rows[-1].button if self.rows else self.add).setFocus()

    def _append(self) -> None:
        row = _LineRow(f"{self._name} {len(self.rows) + 1}" if self._most > 1 else self._name)
        row.button.offer(self._choices)
        row.button.picked.connect(lambda path: self.picked.emit(self.rows.index(row), path))
        row.step.activated.connect(lambda _at: self.stepped.emit(self.rows.index(row), row.step.currentData()))
        row.remove.clicked.connect(lambda: self.removed.emit(self.rows.index(row)))
        self.rows.append(row)
        self._list.addWidget(row)
        row.show()
        # the keyboard walks the lines from above, and then comes to the button that adds one
        for before, after in pairwise((self.add, row.button, row.remove, row.step, self.add)):
            QWidget.setTabOrder(before, after)
