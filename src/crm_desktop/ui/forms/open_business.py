"""The open opportunities of a record as cards: how far, how much, how soon, and what is wrong with each."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout
from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, grouped
from crm_desktop.model import Opportunity, Record
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.formats import Formats
from crm_desktop.services import business
from crm_desktop.services.business import OpenDeal
from crm_desktop.ui.buttons import SignButton
from crm_desktop.ui.forms.page_part import PagePart, Shown, Surroundings
from crm_desktop.ui.labels import SectionHeading, plain_label
from crm_desktop.ui.widgets import Card

_SHOWN = 4


class DealCard(Card):
    """One opportunity; a click or Enter opens it."""

    def __init__(self, deal: OpenDeal, formats: Formats, currency: str) -> None:
        super().__init__(opens=True)
        self.deal = deal
        amount = "" if deal.amount is None else with_currency(formats.money(deal.amount), deal.currency or currency)
        share = "" if deal.probability is None else formats.percent(deal.probability)
        how_far = " · ".join(filter(None, (deal.stage, share)))
        self.box.addWidget(plain_label(deal.name, "strong"))
        self.box.addWidget(plain_label(how_far, "muted"))
        row = QHBoxLayout()
        row.addWidget(plain_label(amount or _("no amount"), "strong" if amount else "muted"), 1)
        row.addWidget(plain_label(_closes(deal, formats), "small"))
        self.box.addLayout(row)
        for warning in deal.warnings:
            self.box.addWidget(plain_label(warning, "small-warning", wraps=True))
        self.setAccessibleName(", ".join(filter(None, (deal.name, how_far, amount, *deal.warnings))))


class OpenBusiness(PagePart):
    """The cards, how many there are, and a way to add one."""

    def __init__(self, around: Surroundings, model: type[Record]) -> None:
        super().__init__(around, model)
        self._link = business.link_of(model) or ""
        self._told: tuple[tuple[OpenDeal, ...], str] = ((), "")
        self.heading = SectionHeading("")
        self.show_all = QPushButton("")
        self.show_all.setFlat(True)
        self.show_all.clicked.connect(lambda: self.all_wanted.emit(Opportunity.__tablename__, self._link))
        self.add = SignButton("plus", _("New {title}").format(title=_(Opportunity.entity.title)))
        self.add.clicked.connect(lambda: self.add_wanted.emit(Opportunity.__tablename__, self._link))
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.show_all)
        top.addWidget(self.add)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(self._cards)

    def read(self, session: Session, shown: Shown) -> None:
        """Show the open opportunities of the record."""
        found = business.of(session, self.model, shown.id, self.around.formats, _SHOWN)
        title = _("Open opportunities")
        self.heading.setText(f"{title}  {grouped(found.count)}" if found.count else title)
        self.show_all.setText(_("Show all {n}").format(n=grouped(found.total)))
        self.show_all.setVisible(found.total > len(found.deals))
        if (found.deals, shown.currency) == self._told:
            return
        self._told = (found.deals, shown.currency)
        while (item := self._cards.takeAt(0)) is not None:
            card = item.widget()
            if card is not None:
                card.hide()
                card.deleteLater()
        for deal in found.deals:
            made = DealCard(deal, self.around.formats, shown.currency)
            made.clicked.connect(lambda deal_id=deal.id: self.opened.emit(Opportunity.__tablename__, deal_id))
            self._cards.addWidget(made)

    def cards(self) -> list[DealCard]:
        """Return the cards that are shown."""
        items = [self._cards.itemAt(i) for i in range(self._cards.count())]
        return [card for item in items if item is not None and isinstance(card := item.widget(), DealCard)]

    def tables(self) -> set[str]:
        """Return the tables whose changes may show here."""
        return {Opportunity.__tablename__, "stage", "activity"}


def _closes(deal: OpenDeal, formats: Formats) -> str:
    day = deal.close_date
    if day is None:
        return _("no close date")
    return _("closes {day}").format(day=formats.day_in_words(day, year=day.year != dates.today().year))
