"""How a number of the day came about, in a popup: its definition, the records behind it, those left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.task import Task
from crm_desktop.figures.figure import Figure, rounded
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Link
from crm_desktop.services import book, month, records, sentences
from crm_desktop.ui import theme
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.plain_table import PlainTable
from crm_desktop.ui.today.figure_cards import title_of, value_of
from crm_desktop.ui.widgets import plain_label

MOST = 500
_WIDTH, _HEIGHT = 420, 380
_DEALS = Link("opportunity")


@dataclass(frozen=True)
class Explained:
    """A figure in words; a row is the id of a record, its name, and what it adds or why it adds nothing."""

    title: str
    definition: str
    scope: str
    rows: tuple[tuple[int, str, str], ...]
    added: int
    """How many of the rows add something; they come first."""
    total: int


def explain(session: Session, figure: Figure, formats: Formats) -> Explained:
    """Return how a figure of `services.month` came about, those that add most first."""
    whole, currency = month.explained(session, figure), book.currency(session)
    amounts = sorted(zip(whole.records, whole.amounts, strict=True), key=lambda entry: -entry[1])[:MOST]
    left_out = whole.left_out[: MOST - len(amounts)]
    names = records.labels(session, _DEALS, [entry[0] for entry in (*amounts, *left_out)])
    rows = [(key, names.get(key, ""), _money(amount, formats)) for key, amount in amounts]
    rows += [(key, names.get(key, ""), sentences.sentence(why, formats)) for key, why in left_out]
    parts = [
        f"{_part_title(part)} {value_of(part, currency, formats)}" for part in whole.parts if part.value is not None
    ]
    counted = count_of("{n} opportunity", "{n} opportunities", whole.count)
    scope = [sentences.sentence(whole.scope, formats), counted, sentences.sentence(whole.why, formats), *parts]
    return Explained(
        f"{title_of(figure)}  {value_of(whole, currency, formats)}",
        _(whole.definition),
        " · ".join(filter(None, scope)),
        tuple(rows),
        len(amounts),
        len(whole.records) + len(whole.left_out),
    )


def show_behind(context: Context, figure: Figure, card: QWidget) -> None:
    """Show below a card how its figure came about, as soon as its records have been read."""
    behind = FigureBehind(context, card)
    behind.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def read(_task: Task) -> Explained:
        with context.store.read(patient=True) as session:
            return explain(session, figure, context.formats)

    def show(found: Explained) -> None:
        behind.show_explained(found, card.mapToGlobal(card.rect().bottomLeft()) + QPoint(0, 4))

    context.jobs.start("", read, show, context.tell)


class FigureBehind(QFrame):
    """Shows it; it closes when a record is opened or something else is clicked."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._context = context
        self._rows: tuple[tuple[int, str, str], ...] = ()
        self.title = plain_label("", "name")
        self.definition = plain_label("", wraps=True)
        self.scope = plain_label("", "muted", wraps=True)
        self.shown = plain_label("", "small")
        self.table = PlainTable(
            _("Records behind the number"), (_("Opportunity"), _("Adds")), ("left", "right"), grows=0
        )
        self.table.opened.connect(self._open)
        self.table.clicked.connect(lambda index: self._open(index.row()))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        for widget in (self.title, self.definition, self.scope):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.shown)
        self.resize(theme.pixels(_WIDTH), theme.pixels(_HEIGHT))

    def show_explained(self, found: Explained, corner: QPoint) -> None:
        """Show it at a point of the screen."""
        number = self._context.formats.number
        self._rows = found.rows
        self.title.setText(found.title)
        self.definition.setText(found.definition)
        self.scope.setText(found.scope)
        self.table.set_rows([row[1:] for row in found.rows], lambda row, _c: "" if row < found.added else "muted")
        self.table.setVisible(bool(found.rows))
        self.shown.setText(_("{n} of {all}").format(n=number(len(found.rows)), all=number(found.total)))
        self.shown.setVisible(len(found.rows) < found.total)
        room = (QGuiApplication.screenAt(corner) or QGuiApplication.primaryScreen()).availableGeometry()
        x = max(min(corner.x(), room.right() - self.width()), room.left())
        y = max(min(corner.y(), room.bottom() - self.height()), room.top())
        self.move(x, y)
        self.show()
        (self.table if found.rows else self).setFocus()

    def _open(self, row: int) -> None:
        self.close()
        self._context.go_to("opportunity", self._rows[row][0])


def _money(amount: Decimal, formats: Formats) -> str:
    return formats.money(rounded(amount, 2))


def _part_title(part: Figure) -> str:
    return {"won": _("Won:"), "goal": _("Goal:")}.get(part.name, part.name)
