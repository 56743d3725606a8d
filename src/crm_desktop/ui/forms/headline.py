"""The head of a record page: its name, and below it in one line what it is, with the links that lead on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.model import Record
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Email, Link, LongText, Money, Percent, Phone, Url
from crm_desktop.ui.labels import PlainLabel, plain_label
from crm_desktop.ui.tables.cells import with_currency

_PARTS = 3
Part = tuple[str, tuple[str, int] | None]
"""A piece of the line and, where it is a link, the entity and id that it leads to."""


def parts_of(
    model: type[Record], values: Mapping[str, Any], names: Mapping[str, str], formats: Formats, currency: str
) -> list[Part]:
    """Return what the second line says: "CEO at Codehow · Active client" for a person, else the first listed fields.

    The fields are the same for every record of an entity: an empty one is left out and not made up for by another.
    """
    shown: list[Part] = []
    for column in _columns(model):
        declared = model.fields()[column]
        text = _text(declared, values.get(column), names.get(column, ""), formats)
        if isinstance(declared.kind, Money) and text:
            text = with_currency(text, values.get("currency") or currency)
        opens = (declared.kind.target, values[column]) if isinstance(declared.kind, Link) else None
        if text:
            shown.append((text, opens))
    title, account = values.get("title"), values.get("account_id")
    if title and account and "title" in model.fields():
        before, _sign, after = _("{title} at {account}").partition("{account}")
        at = [(before.format(title=title), None), (names.get("account_id", ""), ("account", account)), (after, None)]
        rest = [part for part in shown if part[0] != title and part[1] != ("account", account)][: _PARTS - 1]
        return [part for part in at if part[0]] + [piece for part in rest for piece in ((" · ", None), part)]
    joined = [piece for part in shown for piece in ((" · ", None), part)]
    return joined[1:]


class LinkLabel(PlainLabel):
    """A name in the colour of links; a click or Enter follows it."""

    followed = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text, "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.followed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.followed.emit()
        else:
            super().keyPressEvent(event)


class Headline(QWidget):
    """Name and second line."""

    link_opened = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.name = plain_label("", "name")
        self._parts: list[Part] = []
        self._line = QHBoxLayout()
        self._line.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.name)
        column.addLayout(self._line)

    def show_head(self, name: str, parts: Sequence[Part]) -> None:
        """Show a name and the pieces of the line below it."""
        self.name.setText(name)
        if list(parts) == self._parts:
            return
        self._parts = list(parts)
        while (item := self._line.takeAt(0)) is not None:
            label = item.widget()
            if label is not None:
                label.hide()
                label.deleteLater()
        for text, opens in parts:
            label = LinkLabel(text) if opens is not None else plain_label(text, "muted")
            if isinstance(label, LinkLabel) and opens is not None:
                label.followed.connect(self._follower(opens))
            self._line.addWidget(label)
        self._line.addStretch(1)

    def line(self) -> str:
        """Return the second line as it reads."""
        return "".join(text for text, _opens in self._parts)

    def _follower(self, opens: tuple[str, int]) -> Callable[[], None]:
        return lambda: self.link_opened.emit(*opens)


def _columns(model: type[Record]) -> list[str]:
    """Return the fields of the second line, in their order."""
    listed = (name for name, declared in model.fields().items() if name != "name" and _is_shown(declared))
    return list(listed)[:_PARTS]


def _is_shown(declared: Field) -> bool:
    """Tell whether a field may stand in the line; ways to reach somebody stand in the form and would only crowd it."""
    is_left_out = isinstance(declared.kind, Email | Phone | Url | LongText | Percent)
    return declared.listed and not declared.derived and not is_left_out


def _text(declared: Field, value: Any, name: str, formats: Formats) -> str:
    if value is None or isinstance(value, bool):
        return ""
    return name if isinstance(declared.kind, Link) else declared.kind.show(value, formats)
