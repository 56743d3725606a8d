"""What a record page is made of, and how its parts are put together; what they show is the page's."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.model import Record
from crm_desktop.services import book
from crm_desktop.ui.buttons import SignButton, key_text
from crm_desktop.ui.forms.clock_line import ClockLine
from crm_desktop.ui.forms.details import Details
from crm_desktop.ui.forms.form import Form
from crm_desktop.ui.forms.headline import Headline
from crm_desktop.ui.forms.many import ManyPanel
from crm_desktop.ui.forms.page_bars import LogBar, NewBar
from crm_desktop.ui.forms.page_column import PageColumn
from crm_desktop.ui.forms.page_part import Surroundings
from crm_desktop.ui.forms.page_parts import parts_for
from crm_desktop.ui.forms.saving import Saver
from crm_desktop.ui.widgets import Card, NoticeBar


class PageWidgets(Card):
    """The widgets of a page, and the signals that they hand on."""

    record_opened = Signal(str, int)
    log_requested = Signal(str)
    plan_requested = Signal()
    finish_requested = Signal()
    attach_requested = Signal()
    said = Signal(str)
    """What was done in a part of the page and can be undone, for the status bar."""
    all_wanted = Signal(str, str)
    """Entity and link column: show all records of that entity that link to this one."""

    def __init__(self, around: Surroundings, model: type[Record], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.around, self.model = around, model
        self.head, self.clocks = Headline(), ClockLine()
        self.edit = SignButton("edit", _("Edit ({key})").format(key=key_text("F2")), 15)
        self.notice = NoticeBar()
        self.form = Form(around.store, model, around.formats)
        self.saver = Saver(around.store, self.form, around.formats, around.drafts, self)
        self.details = Details(self.form, self.saver)
        self.log_bar, self.new_bar = LogBar(), NewBar()
        self.parts = parts_for(around, model)
        self.many = ManyPanel(model.entity)
        self.scroller = PageColumn((self._top(), self.log_bar, self.clocks, self.details, self.new_bar, *self.parts))
        self.scroller.hide()
        self.setAccessibleName(_(model.entity.title))
        self.box.setContentsMargins(1, 1, 1, 1)
        self.box.addWidget(self.notice)
        self.box.addWidget(self.many)
        self.box.addWidget(self.scroller, 1)
        self._hand_on()

    def tables(self) -> set[str]:
        """Return the tables whose changes may show on the page."""
        linked = {kind.target for kind in self.model.links().values()}
        return linked.union({self.model.__tablename__}, *(part.tables() for part in self.parts))

    def take_keyboard(self) -> None:
        """Put the keyboard on the first thing that can be read or typed in."""
        self.details.take_keyboard()

    def hint_currency(self, session: Session) -> str:
        """Return the book's currency, which holds where a record names none, and say so in the form."""
        currency = book.currency(session)
        if "currency" in self.model.fields():
            self.form.set_hint("currency", currency)
        return currency

    def _top(self) -> QWidget:
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.head, 1)
        row.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)
        return top

    def _hand_on(self) -> None:
        self.edit.clicked.connect(lambda _checked: self.details.edit())
        self.log_bar.requested.connect(self.log_requested)
        self.head.link_opened.connect(self.record_opened)
        self.details.opened.connect(self.record_opened)
        fail = partial(self.notice.say, kind="error")
        self.saver.failed.connect(fail)
        self.details.failed.connect(fail)
        for part in self.parts:
            part.failed.connect(fail)
            part.opened.connect(self.record_opened)
            part.all_wanted.connect(self.all_wanted)
            part.plan_wanted.connect(self.plan_requested)
            part.finish_wanted.connect(self.finish_requested)
            part.attach_wanted.connect(self.attach_requested)
            part.said.connect(self.said)
