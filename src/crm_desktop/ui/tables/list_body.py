"""What fills a list: its rows, or a sentence that says why there are none and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QPushButton, QStackedLayout, QWidget

from crm_desktop.base.i18n import _
from crm_desktop.schema.entity import Entity
from crm_desktop.storage.query import Query
from crm_desktop.ui.buttons import FlatButton
from crm_desktop.ui.tables.record_view import RecordView
from crm_desktop.ui.widgets import EmptyState


class ListBody(QWidget):
    """Shows the view, or the empty state with those buttons that help: `begin` where there are no records at all."""

    def __init__(self, view: RecordView, entity: Entity, begin: Sequence[QPushButton]) -> None:
        super().__init__()
        self._view, self._entity, self._begin = view, entity, begin
        self.clear_button = FlatButton(_("Clear the filter"))
        self.all_button = FlatButton(_("Show all"))
        self.empty = EmptyState(entity.icon, "", [self.clear_button, self.all_button, *begin])
        for button in (self.clear_button, self.all_button, *begin):
            # also what is behind the rows makes the list no narrower than it is itself
            button.hide()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(view)
        self._stack.addWidget(self.empty)
        self.setFocusProxy(view)

    def show_rows(self) -> None:
        """Put the rows in front."""
        self._show(self._view)

    def show_none(self, query: Query, total: int, scope: str) -> None:
        """Say why a query finds none of `total` records; `scope` is the title of the part it looks in, "" for all."""
        words, is_narrow = query.words.strip(), bool(scope) and total > 0
        if words and is_narrow:
            sentence = _("Nothing in “{scope}” matches “{words}”.").format(scope=scope, words=words)
        elif words:
            sentence = _("Nothing here matches “{words}”.").format(words=words)
        elif is_narrow:
            sentence = _("There is nothing in “{scope}”.").format(scope=scope)
        elif query.where and total:
            sentence = _("Nothing here fits this view.")
        else:
            sentence = _("No {many} yet. Press Ctrl+N to write the first one, or import them.")
            sentence = sentence.format(many=_(self._entity.plural).lower())
        self.empty.set_sentence(sentence)
        self.clear_button.setVisible(bool(words))
        self.all_button.setVisible(is_narrow)
        for button in self._begin:
            button.setVisible(not words and not total)
        self._show(self.empty)

    def _show(self, wanted: QWidget) -> None:
        """Put one in front; the keyboard stays where it is, unless it is on what goes away."""
        before, focused = self._stack.currentWidget(), QApplication.focusWidget()
        if before is wanted or before is None:
            return
        has_keyboard = focused is not None and (focused is before or before.isAncestorOf(focused))
        self._stack.setCurrentWidget(wanted)
        # a hidden widget that is given the keyboard takes it as soon as it is shown, whoever has it by then
        self.setFocusProxy(wanted)
        if has_keyboard:
            wanted.setFocus()
