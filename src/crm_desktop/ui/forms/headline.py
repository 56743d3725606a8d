"""The head of a record page: its name, and below it in one line what it is, with the links that lead on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStyle, QVBoxLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.model import Record
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.field import Field
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Email, Link, LongText, Money, Percent, Phone, Url
from crm_desktop.services import standing
from crm_desktop.ui import theme
from crm_desktop.ui.flow import FlowLayout
from crm_desktop.ui.labels import PlainLabel, plain_label

_PARTS = 3
Part = tuple[str, tuple[str, int] | None]
"""A piece of the line and, where it is a link, the entity and id that it leads to."""
SEPARATOR: Part = (" · ", None)


def parts_of(
    model: type[Record],
    values: Mapping[str, Any],
    names: Mapping[str, str],
    formats: Formats,
    currency: str,
    since: date | None = None,
) -> list[Part]:
    """Return what the second line says: "CEO at Codehow · Active client since Mar 2024", or the first listed fields.

    The fields are the same for every record of an entity: an empty one is left out and not made up for by another.
    `since` is the day since which a customer has its status.
    """
    status = standing.status_of(model)
    shown: list[Part] = []
    for column in _listed(model):
        declared = model.fields()[column]
        text = _text(declared, values.get(column), names.get(column, ""), formats)
        if isinstance(declared.kind, Money) and text:
            text = with_currency(text, values.get("currency") or currency)
        if column == status and since is not None and text:
            month = f"{formats.months[since.month - 1]} {since.year}"
            text = _("{status} since {month}").format(status=text, month=month)
        opens = (declared.kind.target, values[column]) if isinstance(declared.kind, Link) else None
        if text:
            shown.append((text, opens))
    title, account = values.get("title"), values.get("account_id")
    if account is not None and _has_place(model, values):
        before, _sign, after = _("{title} at {account}").partition("{account}")
        at = [(before.format(title=title), None), (names.get("account_id", ""), ("account", account)), (after, None)]
        rest = [part for part in shown if part[0] != title and part[1] != ("account", account)][: _PARTS - 1]
        return [part for part in at if part[0]] + [piece for part in rest for piece in (SEPARATOR, part)]
    joined = [piece for part in shown for piece in (SEPARATOR, part)]
    return joined[1:]


class LinkLabel(PlainLabel):
    """A name in the colour of links; a click or Enter follows it."""

    followed = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text, "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(theme.colour("focus"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 3, 3)
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

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
        side = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        # a name that runs from right to left begins where all others do
        self.name.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        self._parts: list[Part] = []
        self._line = FlowLayout(across=0, down=2)
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
        for part, following in zip_longest(parts, parts[1:], fillvalue=None):
            if part is not None and part != SEPARATOR:
                self._line.addWidget(self._piece(part, is_followed=following == SEPARATOR))

    def line(self) -> str:
        """Return the second line as it reads."""
        return "".join(text for text, _opens in self._parts)

    def _piece(self, part: Part, *, is_followed: bool) -> QWidget:
        """Return a piece of the line with the sign behind it, which must not begin the next line."""
        text, opens = part
        if opens is None:
            return plain_label(text + SEPARATOR[0] * is_followed, "muted")
        link = LinkLabel(text)
        link.followed.connect(self._follower(opens))
        if not is_followed:
            return link
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(link)
        row.addWidget(plain_label(SEPARATOR[0], "muted"))
        return both

    def _follower(self, opens: tuple[str, int]) -> Callable[[], None]:
        return lambda: self.link_opened.emit(*opens)


def columns_of(model: type[Record], values: Mapping[str, Any]) -> set[str]:
    """Return the fields that the head of a record tells."""
    told = {"name", *_listed(model)}
    return told | {"account_id", "title"} if _has_place(model, values) else told


def _has_place(model: type[Record], values: Mapping[str, Any]) -> bool:
    """Tell whether somebody is something somewhere: "CEO at Codehow"."""
    return bool("title" in model.fields() and values.get("title") and values.get("account_id"))


def _listed(model: type[Record]) -> list[str]:
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
