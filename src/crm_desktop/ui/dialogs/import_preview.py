"""The first rows of a file, and above each column the field that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.exchange.table import Table
from crm_desktop.model import Record
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.dialogs.chosen_file import ChosenFile
from crm_desktop.ui.dialogs.plain_table import PlainTable
from crm_desktop.ui.widgets import set_capitals

_NARROWEST, _WIDEST = 146, 260
_GAP = 4
_FIELD_ROLE = Qt.ItemDataRole.UserRole
NEW_FIELD = "+"
"""What is picked instead of a field where the column shall become a new one of the user's own."""


class FieldChoice(ChoiceBox):
    """The field that one column becomes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setMaxVisibleItems(20)
        self.setFont(theme.font())  # not the capitals of the headings below it


class ChoiceHeader(QHeaderView):
    """Headings as the file has them, a choice above each."""

    picked = Signal(int, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._choices: list[FieldChoice] = []
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionResized.connect(self.place_choices)
        set_capitals(self)

    def offer(self, headings: Sequence[str], model: type[Record] | None) -> None:
        """Put a choice of the model's fields above each heading; none for a file that is left out."""
        for choice in self._choices:
            choice.deleteLater()
        self._choices = []
        if model is not None:
            options = QStandardItemModel(self)
            options.appendRow(_option(_("Left out"), None))
            options.appendRow(_option(_("New field…"), NEW_FIELD))
            for name, field in model.editable().items():
                options.appendRow(_option(_(field.title), name))
            self._choices = [self._made(index, heading, options) for index, heading in enumerate(headings)]
        self.updateGeometries()
        self.place_choices()

    def show_columns(self, columns: Sequence[str | None]) -> None:
        """Let the choices say what the mapping says."""
        for choice, column in zip(self._choices, columns, strict=True):
            choice.setCurrentIndex(max(choice.findData(column, _FIELD_ROLE), 0))
            choice.setProperty("leftOut", column is None)

    def choice(self, index: int) -> FieldChoice:
        """Return the choice above one column."""
        return self._choices[index]

    def place_choices(self) -> None:
        """Put each choice over its column, wherever the table was scrolled to."""
        for index, choice in enumerate(self._choices):
            left, gap = self.sectionViewportPosition(index), theme.pixels(_GAP)
            choice.setGeometry(left + gap, gap, self.sectionSize(index) - 2 * gap, choice.sizeHint().height())

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.place_choices()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), hint.height() + self._room())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own name
        painter.save()
        super().paintSection(painter, rect.adjusted(0, self._room(), 0, 0), logicalIndex)
        painter.restore()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, FieldChoice) and watched in self._choices:
            self._bring_into_view(self._choices.index(watched))
        return super().eventFilter(watched, event)

    def _made(self, index: int, heading: str, options: QStandardItemModel) -> FieldChoice:
        choice = FieldChoice(self.viewport())
        choice.setModel(options)
        choice.setAccessibleName(_("Column “{heading}” becomes").format(heading=heading))
        choice.activated.connect(partial(self._pick, index))
        choice.installEventFilter(self)
        choice.show()
        return choice

    def _pick(self, index: int, _place: int) -> None:
        self.picked.emit(index, self._choices[index].currentData(_FIELD_ROLE))

    def _room(self) -> int:
        return self._choices[0].sizeHint().height() + theme.pixels(_GAP) if self._choices else 0

    def _bring_into_view(self, index: int) -> None:
        table = self.parent()
        if isinstance(table, PlainTable):
            bar, left = table.horizontalScrollBar(), self.sectionPosition(index)
            right = left + self.sectionSize(index) - self.viewport().width()
            bar.setValue(min(max(bar.value(), right), left))


class ImportPreview(PlainTable):
    """The rows of one chosen file; `column_picked` carries a column and the field that it shall become, or None."""

    column_picked = Signal(int, object)

    def __init__(self) -> None:
        super().__init__(_("First rows"), ())
        self._table: Table | None = None
        self._model: type[Record] | None = None
        self._offered: tuple[str, ...] = ()
        self.header = ChoiceHeader(self)
        self.setHorizontalHeader(self.header)
        self.header.show()
        self.header.picked.connect(self.column_picked)
        self.horizontalScrollBar().valueChanged.connect(self.header.place_choices)
        self.verticalHeader().setDefaultSectionSize(theme.pixels(28))

    def show_file(self, chosen: ChosenFile | None) -> None:
        """Show a file's rows; those that could not be read whole and columns that are left out are grey."""
        table = chosen.table if chosen else None
        if chosen is None or table is None:
            self._table = self._model = None
            self.rows.set_headings(())
            self.header.offer((), None)
            return
        columns = chosen.mapping.columns if chosen.mapping else (None,) * len(table.headings)
        model = chosen.mapping.model if chosen.mapping else None
        offered = tuple(model.editable()) if model else ()
        if self._table is not table or self._model is not model or self._offered != offered:
            self._table, self._model, self._offered = table, model, offered
            self.rows.set_headings(table.headings)
            self.header.offer(table.headings, model)
        torn = [bool(row.problem) for row in chosen.first]
        self.set_rows(
            [row.cells or row.written for row in chosen.first],
            lambda row, column: "muted" if torn[row] or columns[column] is None else "",
        )
        if chosen.mapping:
            self.header.show_columns(columns)

    def _fit_columns(self) -> None:
        self.resizeColumnsToContents()
        for column in range(self.rows.columnCount()):
            width = self.columnWidth(column)
            self.setColumnWidth(column, min(max(width, theme.pixels(_NARROWEST)), theme.pixels(_WIDEST)))


def _option(title: str, field: str | None) -> QStandardItem:
    item = QStandardItem(title)
    item.setData(field, _FIELD_ROLE)
    return item
