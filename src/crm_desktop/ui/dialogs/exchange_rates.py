"""Preferences, Exchange rates: what other currencies cost in the book's own, from which day on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy import select

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import ExchangeRate
from crm_desktop.services import book, records
from crm_desktop.storage.store import Changes
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.field_form import FieldForm, parsed
from crm_desktop.ui.dialogs.plain_table import PlainTable
from crm_desktop.ui.widgets import FlatButton, plain_label

_COLUMNS = ("name", "day", "units", "amount")


class RateTable(PlainTable):
    """Rates by currency, the newest first; Delete deletes one."""

    delete_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)


class ExchangeRatesPage(QWidget):
    """The list of rates, and a form for one; a new one is stored as soon as nothing is missing."""

    failed = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._rates: list[ExchangeRate] = []
        self._is_new = False
        fields = {name: ExchangeRate.fields()[name] for name in _COLUMNS}
        headings = [_(field.title) for field in fields.values()]
        self.sentence = plain_label("", "muted", wraps=True)
        self.table = RateTable(_("Exchange rates"), [*headings, ""], ("left", "left", "right", "right", "left"))
        self.form = FieldForm(fields, context.formats, context.store, columns=4)
        self.add = FlatButton(_("Add a rate"), "plus")
        self.remove = FlatButton(_("Delete"), "trash")
        self._arrange()
        self.add.clicked.connect(self.begin_new)
        self.remove.clicked.connect(self.delete)
        self.table.delete_wanted.connect(self.delete)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _row: self.form.focus_first())
        self.form.left.connect(self._store)
        self.destroyed.connect(context.bridge.relay(context.store.changed, self._follow))
        self.refresh()

    def refresh(self, rate_id: int | None = None) -> None:
        """Show the rates as they are stored now, the cursor on one of them."""
        with self._context.told(), self._context.store.read() as session:
            newest = select(ExchangeRate).order_by(ExchangeRate.name, ExchangeRate.day.desc(), ExchangeRate.id)
            self._rates = list(session.scalars(newest))
            sentence = _("Sums are shown in {currency}. An amount in another currency counts with the rate of its day.")
            self.sentence.setText(sentence.format(currency=book.currency(session)))
        kinds = {name: ExchangeRate.fields()[name].kind for name in _COLUMNS}
        self.table.set_rows(
            [[kinds[n].show(getattr(rate, n), self._context.formats) for n in _COLUMNS] for rate in self._rates]
        )
        ids = [rate.id for rate in self._rates]
        if ids and not self._is_new:
            self.table.select_row(
                ids.index(rate_id) if rate_id in ids else min(self.table.current_row() or 0, len(ids) - 1)
            )
        self._show_form()

    def begin_new(self) -> None:
        """Empty the form for a rate of today."""
        self.table.clearSelection()
        self._is_new = True
        self._show_form()
        self.form.focus_first()

    def delete(self) -> None:
        """Delete the rate under the cursor."""
        rate = self._rate()
        if rate is None:
            return
        title = _("Delete the exchange rate of {currency}").format(currency=rate.name)
        try:
            with self._context.store.act(title, self) as session:
                records.delete(session, ExchangeRate, [rate.id])
        except UserError as problem:
            self.failed.emit(str(problem))
        self.refresh()

    def _arrange(self) -> None:
        tools = QHBoxLayout()
        tools.addWidget(self.add)
        tools.addWidget(self.remove)
        tools.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.sentence)
        column.addWidget(self.table, 1)
        column.addLayout(tools)
        column.addWidget(self.form)

    def _choose(self, _row: int) -> None:
        self._is_new = False
        self._show_form()

    def _rate(self) -> ExchangeRate | None:
        row = self.table.current_row()
        return self._rates[row] if not self._is_new and row is not None and row < len(self._rates) else None

    def _show_form(self) -> None:
        rate = self._rate()
        self.remove.setEnabled(rate is not None)
        self.form.setEnabled(rate is not None or self._is_new)
        new = {"day": dates.today(), "units": 1}
        self.form.show_values(records.values_of(rate) if rate is not None else new if self._is_new else {})

    def _store(self, _name: str) -> None:
        rate, texts = self._rate(), self.form.changed()
        if not texts or (rate is None and not self._is_new):
            return
        try:
            wanted = texts if rate is not None else self.form.said()
            values = parsed(self.form.fields, wanted, self._context.formats)
            if rate is None and (values["name"] is None or values["amount"] is None):
                return  # still being typed
            rate_id = self._stored(rate, values)
        except InvalidInput as wrong:
            self.form.show_problems(wrong.fields)
        except UserError as problem:
            self.failed.emit(str(problem))
        else:
            self._is_new = False
            self.refresh(rate_id)

    def _stored(self, rate: ExchangeRate | None, values: dict[str, Any]) -> int:
        if rate is None:
            title = _("Add an exchange rate of {currency}").format(currency=values["name"])
            with self._context.store.act(title, self) as session:
                return records.create(session, ExchangeRate, values).id
        title = _("Edit the exchange rate of {currency}").format(currency=rate.name)
        with self._context.store.act(title, self) as session:
            records.update(session, records.find(session, ExchangeRate, rate.id), values)
        return rate.id

    def _follow(self, changes: Changes) -> None:
        if changes.touches("exchange_rate", "book_value") and changes.origin is not self:
            rate = self._rate()
            self.refresh(rate.id if rate else None)
