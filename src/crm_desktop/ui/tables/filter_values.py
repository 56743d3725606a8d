"""What a condition is compared with: one editor for each sort of value that an operator takes.

An editor gives back what the filter keeps, or None while what stands in it is no whole value; then the condition waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.base.spans import MOST, SPANS, UNITS
from crm_desktop.base.text import fold, one_line
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Choice, Day, Kind, Link, Moment, Whole, YesNo
from crm_desktop.services import records, related
from crm_desktop.storage.filter_operators import Operator
from crm_desktop.storage.filters import Place, value_of
from crm_desktop.storage.store import Busy, Store
from crm_desktop.ui import theme
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.forms.day_editor import DayLine, day_of
from crm_desktop.ui.forms.link_editor import LinkEditor
from crm_desktop.ui.labels import plain_label, set_look
from crm_desktop.ui.tables.tick_list import TickButton
from crm_desktop.ui.widgets import NumberBox

_NARROW, _WIDE = 150, 220
_NEAR = ("today", "yesterday", "tomorrow")


class ValueEditor(QWidget):
    """The base of all editors of values."""

    edited = Signal()

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        for widget in widgets:
            self._row.addWidget(widget)
        if widgets:
            self.setFocusProxy(widgets[0])

    def value(self) -> Any:
        """Return what stands here, None while it is not whole."""
        return None

    def show_value(self, value: Any) -> None:
        """Show a value that a filter keeps."""


class LineValue(ValueEditor):
    """A line of text that `read` makes a value of; it raises ValueError for what is none."""

    def __init__(self, line: QLineEdit, read: Callable[[str], Any], write: Callable[[Any], str]) -> None:
        super().__init__(line)
        self.line, self._read, self._write = line, read, write
        line.setAccessibleName(_("Value"))
        line.setMinimumWidth(theme.pixels(_NARROW))
        line.setMaximumWidth(theme.pixels(_WIDE))
        line.textEdited.connect(self._take)

    def value(self) -> Any:
        text = one_line(self.line.text())
        try:
            return self._read(text) if text else None
        except ValueError:
            return None

    def show_value(self, value: Any) -> None:
        self.line.setText("" if value is None else self._write(value))

    def _take(self) -> None:
        set_look(self.line, "invalid", bool(self.line.text().strip()) and self.value() is None)
        self.edited.emit()


class BoxValue(ValueEditor):
    """One of a few titles."""

    def __init__(self, choices: Sequence[tuple[Any, str]]) -> None:
        self.box = ChoiceBox()
        super().__init__(self.box)
        self.box.setAccessibleName(_("Value"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for value, title in choices:
            self.box.addItem(title, value)
        self.box.activated.connect(lambda _place: self.edited.emit())

    def value(self) -> Any:
        return self.box.currentData()

    def show_value(self, value: Any) -> None:
        self.box.setCurrentIndex(max(self.box.findData(value), 0))


class TwoValues(ValueEditor):
    """From one value to another."""

    def __init__(self, first: ValueEditor, last: ValueEditor) -> None:
        super().__init__(first, plain_label(_("and")), last)
        self._parts = (first, last)
        for part in self._parts:
            part.edited.connect(self.edited)

    def value(self) -> Any:
        values = tuple(part.value() for part in self._parts)
        return None if None in values else values

    def show_value(self, value: Any) -> None:
        for part, one in zip(self._parts, value or (None, None), strict=True):
            part.show_value(one)


class CountValue(ValueEditor):
    """So many days, weeks or months."""

    def __init__(self) -> None:
        self.number = NumberBox(1, MOST, 30)
        self.unit = BoxValue([(unit, _(title)) for unit, title in UNITS.items()])
        super().__init__(self.number, self.unit)
        self.number.setAccessibleName(_("How many"))
        self.unit.box.setAccessibleName(_("Unit"))
        self.number.valueChanged.connect(lambda _number: self.edited.emit())
        self.unit.edited.connect(self.edited)

    def value(self) -> Any:
        return (self.number.value(), self.unit.value())

    def show_value(self, value: Any) -> None:
        count, unit = value or (30, "days")
        self.number.blockSignals(True)
        self.number.setValue(count)
        self.number.blockSignals(False)
        self.unit.show_value(unit)


class SeveralValues(ValueEditor):
    """Some of the codes of a choice, ticked in a list that drops down."""

    def __init__(self, choices: Sequence[tuple[Any, str]]) -> None:
        self.button = TickButton(choices, _("Choose…"))
        super().__init__(self.button)
        self.button.edited.connect(self.edited)

    def value(self) -> Any:
        return self.button.ticked() or None

    def show_value(self, value: Any) -> None:
        self.button.tick(value or ())


class LinkValue(ValueEditor):
    """One record, picked by its name."""

    def __init__(self, store: Store, kind: Link) -> None:
        self.editor = LinkEditor(store, kind, creates=False)
        super().__init__(self.editor.line)
        self._store, self._kind = store, kind
        self.editor.line.setAccessibleName(_("Value"))
        self.editor.line.setMinimumWidth(theme.pixels(_WIDE))
        self.editor.left.connect(self._take)

    def value(self) -> Any:
        said = self.editor.said()
        return said if isinstance(said, int) else None

    def show_value(self, value: Any) -> None:
        try:
            with self._store.read() as session:
                name = records.labels(session, self._kind, [value]).get(value, "") if value is not None else ""
        except Busy:
            name = "…"
        self.editor.show_value(value, name)

    def _take(self) -> None:
        self.editor.settle()
        self.edited.emit()


def value_editor(place: Place, operator: Operator, store: Store, formats: Formats) -> ValueEditor:
    """Return a fresh editor for what an operator of a field takes."""
    kind = place.field.kind if place.field is not None else Kind()
    match operator.takes:
        case "span":
            return BoxValue([(name, _(title)) for name, title in SPANS.items()])
        case "count":
            return CountValue()
        case "several":
            return SeveralValues(_codes(place, kind, store))
        case "two":
            return TwoValues(_single(kind, store, formats), _single(kind, store, formats))
        case "one":
            return _single(kind, store, formats)
    return ValueEditor()


def _single(kind: Kind, store: Store, formats: Formats) -> ValueEditor:
    match kind:
        case Link():
            return LinkValue(store, kind)
        case YesNo():
            return BoxValue([(True, _("Yes")), (False, _("No"))])
        case Day() | Moment():
            return LineValue(DayLine(formats), lambda text: _day_in(text, formats), lambda raw: _day_out(raw, formats))
    if not kind.is_number:
        return LineValue(QLineEdit(), str, str)

    def read(text: str) -> Any:
        value = kind.parse(text, formats)
        return value if isinstance(kind, Whole) else f"{value.normalize():f}"

    return LineValue(QLineEdit(), read, lambda raw: kind.show(value_of(kind, raw), formats))


def _day_in(text: str, formats: Formats) -> Any:
    """Return the name of a near day, so that it moves on with the calendar, or a day as ISO text."""
    near = next((name for name in _NEAR if fold(text) in {name, fold(_(SPANS[name]))}), None)
    if near is not None:
        return near
    day = day_of(text, formats)
    return day.isoformat() if day is not None else None


def _day_out(raw: str, formats: Formats) -> str:
    return _(SPANS[raw]) if raw in _NEAR else formats.day(value_of(Day(), raw))


def _codes(place: Place, kind: Kind, store: Store) -> list[tuple[Any, str]]:
    """Return the codes of a choice with their titles; of an open one also the words that the book holds."""
    if not isinstance(kind, Choice):
        return []
    found = {code: _(title) for code, title in kind.options}
    if kind.open and place.field is not None:
        name = next(name for name, declared in place.model.fields().items() if declared is place.field)
        try:
            with store.read() as session:
                found |= {word: word for word in related.known_values(session, place.model, name) if word not in found}
        except Busy:
            pass
    return list(found.items())
