"""One part of a form under its heading; its widgets are made when it is opened for the first time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from crm_desktop.ui import theme
from crm_desktop.ui.icons import icon
from crm_desktop.ui.labels import PlainLabel, Role, plain_label, set_capitals


class SectionButton(QToolButton):
    """A heading that opens and closes what is below it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setText(title)
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(theme.pixels(12), theme.pixels(12)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setProperty("role", "heading")
        set_capitals(self)
        self.toggled.connect(self._turn)
        self._turn(is_open=False)

    def _turn(self, is_open: bool) -> None:
        self.setIcon(icon("chevron-down" if is_open else "chevron-right"))


class Section(QWidget):
    """A grid of labels and editors; one without a title is always open."""

    toggled_by_hand = Signal(bool)

    def __init__(self, title: str, build: Callable[[Section], None]) -> None:
        super().__init__()
        self.title = title
        self._build: Callable[[Section], None] | None = build
        self._rows = 0
        self._labels: list[PlainLabel] = []
        self._label_width = 0
        self.button = SectionButton(title) if title else None
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.pixels(6))
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        if self.button is not None:
            self.button.clicked.connect(self._toggle)
            column.addWidget(self.button)
        column.addWidget(self._body)
        self._body.hide()
        self.set_spacing(1)
        self.set_open(is_open=self.button is None)

    @property
    def is_open(self) -> bool:
        """Whether its fields are in sight."""
        return not self._body.isHidden()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the fields; the first time they are made."""
        if is_open and self._build is not None:
            build, self._build = self._build, None
            build(self)
        if self.button is not None:
            self.button.setChecked(is_open)
        self._body.setVisible(is_open)

    def set_spacing(self, pixels: int) -> None:
        """Put this much room between the rows."""
        self._grid.setVerticalSpacing(pixels)

    def set_label_width(self, width: int) -> None:
        """Give the labels this width in pixels; a longer text takes several lines."""
        self._label_width = width
        for label in self._labels:
            self._fit(label)

    def add(self, label: PlainLabel | None, editor: QWidget) -> int:
        """Add a row and return its number; without a label the editor takes the whole width."""
        row = 2 * self._rows
        self._rows += 1
        if label is None:
            self._grid.addWidget(editor, row, 0, 1, 2)
            return row
        self._labels.append(label)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._fit(label)
        # an editor narrower than the form stays at the left
        narrow = editor.maximumWidth() < 1 << 20
        side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag(0)
        self._grid.addWidget(editor, row, 1, Qt.AlignmentFlag.AlignTop | side)
        return row

    def set_note(self, row: int, text: str, role: Role = "small-danger") -> None:
        """Show a line under the editor of a row, by default a problem; or none."""
        item = self._grid.itemAtPosition(row + 1, 1)
        note = item.widget() if item is not None else None
        if text and note is None:
            self._grid.addWidget(plain_label(text, role, wraps=True), row + 1, 1)
        elif note is not None and not text:
            self._grid.removeWidget(note)
            note.deleteLater()
            note.hide()
        elif note is not None:
            assert isinstance(note, PlainLabel)
            note.setText(text)
            note.set_role(role)

    def _fit(self, label: PlainLabel) -> None:
        if self._label_width:
            label.ensurePolished()
            # in this order: a label never measures itself as less than its least size
            label.setMinimumHeight(0)
            label.setFixedWidth(self._label_width)
            label.setFixedHeight(label.heightForWidth(self._label_width))

    def _toggle(self, is_open: bool) -> None:
        self.set_open(is_open)
        self.toggled_by_hand.emit(is_open)
