"""The records that link to the one on the page: a few of each kind, how many there are, and a way to add one."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, grouped
from crm_desktop.model import Activity, Opportunity, Record
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Day, Moment, Money
from crm_desktop.services import related
from crm_desktop.services.related import RelatedRow, Relation
from crm_desktop.ui.buttons import SignButton
from crm_desktop.ui.forms.lines_view import Line, LinesView
from crm_desktop.ui.forms.page_part import PagePart, Shown, Surroundings
from crm_desktop.ui.labels import SectionHeading

_SHOWN = 5
_TOLD_ELSEWHERE = frozenset({Opportunity.__tablename__, Activity.__tablename__})


def shown_relations(model: type[Record]) -> list[Relation]:
    """Return the links to an entity that are shown as groups; business and activities have parts of their own."""
    return [one for one in related.relations(model) if one.model.__tablename__ not in _TOLD_ELSEWHERE]


class RelatedGroup(QWidget):
    """The related records of one kind."""

    opened = Signal(str, int)
    all_wanted = Signal(str, str)
    """Entity and link column: show all of them as a list."""
    add_wanted = Signal(str, str)
    """Entity and link column: make a new one that links to this record."""

    def __init__(self, relation: Relation, formats: Formats) -> None:
        super().__init__()
        self.relation, self._formats = relation, formats
        entity = relation.model.entity
        self.heading = SectionHeading("")
        self.show_all = QPushButton(_("Show all"))
        self.show_all.setFlat(True)
        self.show_all.clicked.connect(lambda: self.all_wanted.emit(relation.model.__tablename__, relation.column))
        self.add = SignButton("plus", _("New {title}").format(title=_(entity.title)))
        self.add.clicked.connect(lambda: self.add_wanted.emit(relation.model.__tablename__, relation.column))
        self.view = LinesView(_(entity.plural), as_cards=True)
        self.view.opened.connect(self.opened)
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.show_all)
        top.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.view)

    def read(self, session: Session, record_id: int, currency: str) -> None:
        """Show what links to a record; `currency` is the book's."""
        count = related.count(session, self.relation, record_id)
        rows = related.rows(session, self.relation, record_id, _SHOWN) if count else []
        entity, link = self.relation.model.entity, self.relation.model.fields()[self.relation.column]
        title = _(entity.plural) if self.relation.is_only_one else f"{_(entity.plural)} · {_(link.title)}"
        self.heading.setText(f"{title}  {grouped(count)}" if count else title)
        self.show_all.setVisible(count > len(rows))
        self.view.show_lines([self._line(row, currency) for row in rows])

    def _line(self, row: RelatedRow, currency: str) -> Line:
        """Put amounts and days at the right, all else under the name."""
        fields = related.shown_columns(self.relation)
        right, below, details = "", "", []
        for name, value in row.values.items():
            kind = fields[name].kind
            if name == "name" or value is None or value is False:
                continue
            text = value if name in self.relation.model.links() else kind.show(value, self._formats)
            match kind:
                case Money() if not right:
                    right = with_currency(text, row.currency or currency)
                case Day() | Moment() if not below:
                    below = text if row.is_over is None else self._close(row, value)
                case _:
                    details.append(_(fields[name].title) if value is True else text)
        name = " ".join(str(row.values["name"]).split())
        return Line(
            name,
            detail=" · ".join(details),
            after=right,
            after_detail=below,
            opens=(self.relation.model.__tablename__, row.id),
        )

    def _close(self, row: RelatedRow, expected: date) -> str:
        """Return when a deal was closed, or is expected to be."""
        day, words = (row.closed_on, _("closed {day}")) if row.is_over else (expected, _("closes {day}"))
        if day is None:
            return ""
        return words.format(day=self._formats.day_in_words(day, year=day.year != dates.today().year))


class RelatedPanel(PagePart):
    """All groups of related records of an entity, but for those that other parts of the page tell better."""

    def __init__(self, around: Surroundings, model: type[Record]) -> None:
        super().__init__(around, model)
        self.groups = [RelatedGroup(relation, around.formats) for relation in shown_relations(model)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for group in self.groups:
            group.opened.connect(self.opened)
            group.all_wanted.connect(self.all_wanted)
            group.add_wanted.connect(self.add_wanted)
            column.addWidget(group)

    def read(self, session: Session, shown: Shown) -> None:
        """Show what links to the record."""
        for group in self.groups:
            group.read(session, shown.id, shown.currency)

    def tables(self) -> set[str]:
        """Return the tables whose changes may show here."""
        return {group.relation.model.__tablename__ for group in self.groups}
