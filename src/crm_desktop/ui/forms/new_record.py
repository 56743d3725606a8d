"""A record that does not exist yet: it begins with usual values and is a draft until Create, Enter or leaving makes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from crm_desktop.base.i18n import _
from crm_desktop.services import related
from crm_desktop.ui.forms.page_widgets import PageWidgets


class NewRecord(QObject):
    """Begins, makes and gives up the new record of one page."""

    begin_wanted = Signal(dict)
    """Begin again with these values: what was given up is taken up."""
    discarded = Signal()

    def __init__(self, page: PageWidgets) -> None:
        super().__init__(page)
        self._page, self._around = page, page.around
        self._preset: dict[str, Any] = {}
        self.key = f"new:{page.model.__tablename__}:{page.around.store.path}"
        page.new_bar.create_wanted.connect(self.create)
        page.new_bar.discard_wanted.connect(self.discard)

    def fill_in(self, preset: Mapping[str, Any]) -> None:
        """Fill the form with usual values, these, and what was typed before into the other fields."""
        page = self._page
        self._preset = dict(preset)
        with self._around.store.read() as session:
            values = related.usual_values(session, page.model) | self._preset
            names = related.names_of(session, page.model, values)
            page.hint_currency(session)
        page.details.set_locked(is_locked=False)
        page.form.set_values(values, names)
        page.head.show_head(_("New {title}").format(title=_(page.model.entity.title)), [])
        page.saver.turn_to(None, self.key, "", values)
        page.form.put({name: text for name, text in self._around.drafts.of(self.key).items() if name not in preset})

    def create(self) -> None:
        """Make the record, or say what it still needs."""
        self._page.saver.save(insist=True)

    def discard(self) -> None:
        """Give the record up; what was typed can be taken up again."""
        page, preset, texts = self._page, self._preset, self._page.form.drafts()
        self._around.drafts.forget(self.key)
        page.saver.end()
        self.discarded.emit()
        if texts:
            title = _(page.model.entity.title).lower()
            told = _("The new {title} was discarded.").format(title=title)
            page.notice.say(told, action=_("Take it up again"), run=partial(self._take_up, preset, texts))

    def _take_up(self, preset: Mapping[str, Any], texts: Mapping[str, str]) -> None:
        self.begin_wanted.emit(dict(preset))
        self._page.form.put(texts)
        self._page.saver.keep_draft()
