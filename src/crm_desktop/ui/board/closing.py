"""A card that asks how it ended: won with its amount and day, lost with its reason and day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.model import Opportunity
from crm_desktop.services.board import Card as DealCard
from crm_desktop.services.board_groups import Place
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm
from crm_desktop.ui.widgets import Card, FlatButton, PrimaryButton, plain_label

_ASKED = {"won": ("amount", "closed_on"), "lost": ("loss_reason", "closed_on")}


class ClosingCard(Card):
    """Stands where the cards were dropped. Enter hands the answers to `close_deals`, Esc gives up."""

    ended = Signal()

    def __init__(
        self, context: Context, place: Place, cards: Sequence[DealCard], close_deals: Callable[[dict[str, Any]], object]
    ) -> None:
        super().__init__()
        self._context, self._close_deals = context, close_deals
        declared = Opportunity.fields()
        asked = [name for name in _ASKED[place.kind] if name != "amount" or len(cards) == 1]
        self.form = FieldForm({name: declared[name] for name in asked}, context.formats, context.store)
        self.form.show_values({"amount": cards[0].amount, "closed_on": dates.today()})
        entity = Opportunity.entity
        title = cards[0].name if len(cards) == 1 else count_of(entity.one, entity.many, len(cards))
        self.setAccessibleName(_("How did it end? {what}").format(what=title))
        self.box.addWidget(plain_label(title, "strong"))
        if len(cards) == 1 and cards[0].account:
            self.box.addWidget(plain_label(cards[0].account, "muted"))
        self.box.addWidget(self.form)
        self.done = PrimaryButton(place.title)
        self.done.clicked.connect(self.take)
        cancel = FlatButton(_("Cancel"))
        cancel.clicked.connect(self.ended)
        row = QHBoxLayout()
        row.setContentsMargins(0, 5, 0, 0)
        row.addWidget(self.done, 1)
        row.addWidget(cancel)
        self.box.addLayout(row)
        self.setFocusProxy(self.form)

    def focus_first(self) -> None:
        """Put the keyboard into the first question."""
        self.form.focus_first()

    def take(self) -> None:
        """Close the deals with these answers; what is wrong stands under its field."""
        try:
            self._close_deals(self.form.values())
        except InvalidInput as wrong:
            self.form.show_problems(wrong.fields)
        except UserError as problem:
            self._context.tell(problem)
        else:
            self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)
