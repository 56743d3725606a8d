"""One chosen file in the import dialog: what it holds, how it was read, its first rows."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _, count_of
from crm_desktop.exchange.table import Options, Table
from crm_desktop.model import BY_NAME
from crm_desktop.schema.kinds import Day, Moment, Money
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.dialogs.chosen_file import (
    ENCODINGS,
    ChosenFile,
    delimiter_titles,
    encoding_title,
    importable,
    link_sentences,
)
from crm_desktop.ui.dialogs.import_preview import NEW_FIELD, ImportPreview
from crm_desktop.ui.widgets import NumberBox, Role, plain_label

_NOTES_HEIGHT = 86
_ENCODING_WIDTH = 132
_SLACK = 4
_NARROWEST = 84


class Notes(QScrollArea):
    """Sentences that take the height they need, up to a limit; then they scroll."""

    def __init__(self, most: int, name: str, role: Role) -> None:
        super().__init__()
        self._most = most
        self._text = plain_label("", role, wraps=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text.setMinimumHeight(1)  # its own least height is that of a narrower text
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._text)
        self.setAccessibleName(name)

    def show_text(self, text: str) -> None:
        """Show other sentences."""
        self._text.setText(text)
        self.setVisible(bool(text))
        self._fit()

    def text(self) -> str:
        """Return the sentences."""
        return self._text.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = max(self._text.heightForWidth(self.width()), 0) + _SLACK
        self.setFixedHeight(min(needed, theme.pixels(self._most)))


class FileDetail(QWidget):
    """Shows a file; `changed` carries it with another mapping, `reread_wanted` other options for reading it.

    `field_wanted` carries the column that shall become a field of the user's own.
    """

    changed = Signal(object)
    reread_wanted = Signal(object)
    field_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._file: ChosenFile | None = None
        self.title = plain_label("", "name")
        self.holds = _combo(_("It holds"))
        self.encoding = _combo(_("Encoding"))
        self.encoding.setMinimumWidth(theme.pixels(_NARROWEST))
        self.encoding.setMaximumWidth(theme.pixels(_ENCODING_WIDTH))
        self.encoding.view().setMinimumWidth(theme.pixels(260))
        self.delimiter = _combo(_("Separated by"))
        self.days = _combo(_("Dates"))
        self.days.addItem(_("day first"), "dmy")
        self.days.addItem(_("month first"), "mdy")
        self.amounts = _combo(_("Amounts"))
        self.amounts.addItem("1,250.50", ".")
        self.amounts.addItem("1.250,50", ",")
        for box in (self.days, self.amounts):
            box.setPlaceholderText(_("as usual"))
            _fit(box)
        self.heading = NumberBox(0, 9999, 1)
        self.heading.setSpecialValueText(_("none"))
        self.heading.setKeyboardTracking(False)
        self.heading.setAccessibleName(_("Headings in line"))
        self.heading.setFixedWidth(theme.pixels(86))
        self.reason = Notes(_NOTES_HEIGHT, _("Why it is left out"), "warning")
        self.notes = Notes(_NOTES_HEIGHT, _("Notes"), "muted")
        self.preview = ImportPreview()
        self._arrange()
        self.holds.activated.connect(self._hold)
        self.encoding.activated.connect(self._reread)
        self.delimiter.activated.connect(self._reread)
        self.heading.valueChanged.connect(self._reread)
        self.days.activated.connect(self._take_habits)
        self.amounts.activated.connect(self._take_habits)
        self.preview.column_picked.connect(self._pick_column)

    def show_file(self, chosen: ChosenFile) -> None:
        """Show a file as it is read and mapped now."""
        self._file = chosen
        self.title.setText(chosen.name)
        table = chosen.table
        for box in (self.holds, self.encoding, self.delimiter, self.heading, self.preview):
            box.setEnabled(table is not None)
        self._fill_entities(chosen)
        if table is not None:
            self._fill_reading(table)
        self._fill_habits(chosen)
        self.reason.show_text(chosen.reason)
        self.notes.show_text("\n".join(self._sentences(chosen)))
        self.preview.show_file(chosen)

    def _arrange(self) -> None:
        # what not every file has stands below, so that no file needs more width than another
        usual, rare = (self.holds, self.encoding, self.delimiter, self.heading), (self.days, self.amounts)
        self._cells = {box: _cell(box) for box in (*usual, *rare)}
        rows = QHBoxLayout(), QHBoxLayout()
        for row, boxes in zip(rows, (usual, rare), strict=True):
            row.setSpacing(8)
            for box in boxes:
                row.addWidget(self._cells[box], 8 if box is self.holds else 5)
            row.addStretch(0)  # only what the boxes do not want
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(8)
        column_box.addWidget(self.title)
        for row in rows:
            column_box.addLayout(row)
        column_box.addWidget(self.reason)
        column_box.addWidget(self.notes)
        column_box.addWidget(self.preview, 1)

    def _fill_entities(self, chosen: ChosenFile) -> None:
        self.holds.clear()
        self.holds.addItem(_("Nothing"), "")
        for model in importable():
            self.holds.addItem(_(model.entity.plural), model.__tablename__)
        held = chosen.mapping.model.__tablename__ if chosen.mapping else ""
        self.holds.setCurrentIndex(self.holds.findData(held))
        _fit(self.holds)

    def _fill_reading(self, table: Table) -> None:
        codec, mark = table.options.encoding or ENCODINGS[0], table.options.delimiter or ""
        self.encoding.clear()
        for name in dict.fromkeys((codec, *(e for e in ENCODINGS if encoding_title(e) != encoding_title(codec)))):
            self.encoding.addItem(encoding_title(name), name)
        self.delimiter.clear()
        for known, title in delimiter_titles().items():
            self.delimiter.addItem(title, known)
        if self.delimiter.findData(mark) < 0:
            self.delimiter.addItem(f"“{mark}”", mark)
        self.delimiter.setCurrentIndex(self.delimiter.findData(mark))
        _fit(self.delimiter)
        self.heading.blockSignals(True)
        self.heading.setValue(table.options.heading_line or 0)
        self.heading.blockSignals(False)

    def _fill_habits(self, chosen: ChosenFile) -> None:
        """Show how the file writes dates and amounts, where it has any."""
        mapped = chosen.mapping
        fields = mapped.model.fields() if mapped else {}
        kinds = [fields[column].kind for column in (mapped.columns if mapped else ()) if column]
        has_days = any(isinstance(kind, Day | Moment) for kind in kinds)
        has_amounts = any(isinstance(kind, Money) for kind in kinds)
        self.days.setCurrentIndex(self.days.findData(mapped.day_order if mapped else None))
        self.amounts.setCurrentIndex(self.amounts.findData(mapped.decimal if mapped else None))
        for box, is_there in ((self.days, has_days), (self.amounts, has_amounts)):
            self._cells[box].setVisible(is_there)

    def _sentences(self, chosen: ChosenFile) -> list[str]:
        table, mapped = chosen.table, chosen.mapping
        said = []
        if mapped is not None:
            said += link_sentences(mapped)
            if mapped.left_out:
                names = ", ".join(f"“{heading}”" for heading in mapped.left_out)
                said.append(_("Left out: {columns}.").format(columns=names))
        said += [" ".join(table.notes)] if table else []
        torn = sum(bool(row.problem) for row in chosen.first)
        if torn:
            said.append(
                count_of(
                    "{n} of the rows below cannot be read whole.", "{n} of the rows below cannot be read whole.", torn
                )
            )
        return said

    def _hold(self) -> None:
        assert self._file is not None
        self.changed.emit(self._file.holding(BY_NAME.get(self.holds.currentData())))

    def _pick_column(self, index: int, field: str | None) -> None:
        assert self._file is not None
        if field == NEW_FIELD:
            self.field_wanted.emit(index)
            return
        self.changed.emit(self._file.with_column(index, field))

    def _take_habits(self) -> None:
        if self._file is not None and self._file.mapping is not None:
            days, amounts = self.days.currentData(), self.amounts.currentData()
            mapped = replace(self._file.mapping, day_order=days, decimal=amounts)
            self.changed.emit(replace(self._file, mapping=mapped))

    def _reread(self) -> None:
        """Ask for another reading with what the user chose, and with nothing that was only found out."""
        if self._file is None or self._file.table is None:
            return
        asked, found = self._file.asked, self._file.table.options
        encoding, mark, line = self.encoding.currentData(), self.delimiter.currentData(), self.heading.value()
        wanted = Options(
            asked.encoding if encoding == found.encoding else encoding,
            asked.delimiter if mark == found.delimiter else mark,
            asked.heading_line if line == found.heading_line else line,
        )
        if wanted != asked:
            self.reread_wanted.emit(wanted)


def _combo(name: str) -> QComboBox:
    made = ChoiceBox()
    made.setAccessibleName(name)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def _cell(box: QWidget) -> QWidget:
    """Return a box below its name."""
    cell, label = QWidget(), plain_label(box.accessibleName(), "small", cuts=False)
    label.setBuddy(box)
    column = QVBoxLayout(cell)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
    column.addWidget(label)
    column.addWidget(box)
    return cell


def _fit(box: QComboBox) -> None:
    """Let a box be as wide as its longest choice, where there is room; the style sheet's margins are unknown to Qt."""
    letters = box.fontMetrics()
    texts = [box.placeholderText(), *(box.itemText(i) for i in range(box.count()))]
    widest = max(letters.horizontalAdvance(text) for text in texts)
    box.setMinimumWidth(theme.pixels(_NARROWEST))
    box.setMaximumWidth(widest + theme.pixels(50))
