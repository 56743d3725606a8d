"""What leaves records out of one list: words, conditions, the view in force, and the records that another one links to.

The conditions of the panel are what counts. A view fills them in; where they differ from it afterwards, it is changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from crm_desktop.base.i18n import _
from crm_desktop.services import views
from crm_desktop.services.views import Look, View
from crm_desktop.storage import filters
from crm_desktop.storage.filters import Group
from crm_desktop.storage.query import Query
from crm_desktop.storage.store import Busy, Changes, Store
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.tables.filter_bar import FilterBar
from crm_desktop.ui.tables.filter_panel import FilterPanel
from crm_desktop.ui.tables.filter_rows import Asked
from crm_desktop.ui.tables.sought_ids import SoughtIds

_RETRY = 250
Where = tuple[tuple[str, Any], ...]


class ListFilter(QObject):
    """The filter of one list, with its `bar` and its `panel` of conditions."""

    changed = Signal()
    """The list is to be asked anew, by `applied_to`."""
    view_opened = Signal(object)
    """Another view is in force, with its columns, order and groups: this comes before `changed`."""
    kept_changed = Signal()
    """The user chose a view, which is to be remembered."""
    save_wanted = Signal()
    save_as_wanted = Signal()

    def __init__(self, store: Store, bridge: Bridge, jobs: Jobs, asked: Asked, kept: str, where: Where) -> None:
        super().__init__()
        self._store = store
        self._entity = asked.model.__tablename__
        self.linked: Where = where
        self.kept = kept
        """The key of the view that the user chose last."""
        self._plain = View("", "", self._entity)
        self.view = self._plain
        self.grouping = ""
        self._conditions = filters.NONE
        self._sought = SoughtIds(store, jobs, self.changed.emit)
        self._views: dict[str, View] = {"": self._plain}
        self.bar = FilterBar(_("All {many}").format(many=_(asked.model.entity.plural).lower()))
        self.panel = FilterPanel(asked)
        self._again = QTimer(self, singleShot=True, interval=_RETRY)
        self._again.timeout.connect(self._learn_views)
        self._awaits_kept = True
        """Whether the file was too busy to say which views there are."""
        self._connect(bridge)
        self._learn_views()

    def applied_to(self, query: Query) -> Query:
        """Return a query with all that this filter asks for."""
        ids = self._sought.ids
        where = self.linked if ids is None else (*self.linked, ("id", ids))
        return replace(
            query, words=self.bar.words(), where=where, filter=self._conditions, group=self.grouping,
            closed=query.closed if query.group == self.grouping else frozenset(),
        )  # fmt: skip

    def look(self) -> Look:
        """Return the part of a look that is the filter's."""
        return Look(self._conditions, group=self.grouping)

    def title(self) -> str:
        """Return the title of the part of the list that is shown; "" for all of it."""
        if self.view.key:
            return self.view.title
        return "" if filters.is_empty(self._conditions) else _("these conditions")

    def is_narrow(self) -> bool:
        """Tell whether a view or conditions leave records out, whatever the words."""
        return self._sought.ids is not None or not filters.is_empty(self._conditions)

    def is_filtered(self) -> bool:
        """Tell whether anything of the bar leaves records out."""
        return bool(self.bar.words()) or self.is_narrow()

    def open_view(self, key: str) -> None:
        """Show a view for now; the one that the user chose in the bar stays remembered. Raises UserError."""
        if key not in self._views:
            with self._store.read() as session:
                self._views[key] = views.find(session, self._entity, key)
        self._take(self._views[key])
        self.view_opened.emit(self.view)
        if self.view.ids is None:
            self.changed.emit()

    def choose_view(self, key: str) -> None:
        """Show a view and remember it."""
        self.kept = key
        self.open_view(key if key in self._views else "")
        self.kept_changed.emit()

    def choose_all(self) -> None:
        """Choose everything, as if it were done in the bar."""
        self.choose_view("")

    def show_all(self) -> None:
        """Take words, conditions and view away for now; the view that the user chose stays remembered."""
        self.linked = ()
        self.bar.box.clear()
        self.open_view("")

    def show_kept(self) -> None:
        """Go back to the view that the user chose last."""
        self.open_view(self.kept if self.kept in self._views else "")

    def show_plain(self) -> None:
        """Go back to the list itself: to the view that was chosen last, unless the navigation shows that one too."""
        kept = self._views.get(self.kept, self._plain)
        self.open_view("" if kept.is_near else kept.key)

    def set_linked(self, where: Where) -> None:
        """Show only the records whose columns have these values."""
        self.linked = where
        self.bar.apply()

    def group_by(self, name: str) -> None:
        """Put the list in groups by a field; "" for none."""
        self.grouping = name
        self.panel.show_group(self._conditions, name)
        self.changed.emit()

    def set_conditions(self, group: Group) -> None:
        """Show other conditions, as if they were made by hand."""
        self.panel.show_group(group, self.grouping)
        self._follow_panel()

    def show_state(self, *, is_changed: bool) -> None:
        """Say whether the view in force is still as it was kept."""
        is_told = is_changed and bool(self.view.key)
        self.bar.show_view(self.view.key, self.view.title, is_changed=is_told)
        self.panel.mark(is_changed=is_changed, is_own=self.view.is_own)

    def _connect(self, bridge: Bridge) -> None:
        end = bridge.relay(self._store.changed, self._follow)
        self.destroyed.connect(end)
        self.bar.changed.connect(self.changed)
        self.bar.view_chosen.connect(self.choose_view)
        self.bar.conditions.toggled.connect(self.panel.setVisible)
        self.bar.conditions.clicked.connect(self._begin_conditions)
        self.panel.edited.connect(self._follow_panel)
        self.panel.grouped.connect(self.group_by)
        self.panel.save_wanted.connect(self.save_wanted)
        self.panel.save_as_wanted.connect(self.save_as_wanted)
        self.panel.left.connect(self._leave_panel)

    def _take(self, view: View) -> None:
        self.view = view
        self.grouping = view.look.group
        self._conditions = view.look.filter
        self.panel.show_group(self._conditions, self.grouping)
        self.bar.count_conditions(_count(self._conditions))
        self.show_state(is_changed=False)
        self._sought.turn_to(view)

    def _follow_panel(self) -> None:
        found = self.panel.group()
        self.bar.count_conditions(_count(found))
        if found != self._conditions:
            self._conditions = found
            self.changed.emit()

    def _begin_conditions(self, pressed: bool) -> None:
        if pressed:
            self.panel.take_keyboard()

    def _leave_panel(self) -> None:
        self.bar.conditions.setChecked(False)
        self.bar.left.emit()

    def _learn_views(self) -> None:
        try:
            with self._store.read() as session:
                groups = views.groups_of(session, self._entity)
        except Busy:
            self._again.start()
            return
        self._views = {"": self._plain} | {view.key: view for group in groups for view in group}
        self.bar.offer(groups)
        if self._awaits_kept:
            self._awaits_kept = False
            self._take(self._views.get(self.kept, self._plain))
            self.changed.emit()

    def _follow(self, changes: Changes) -> None:
        if changes.touches(*views.target_tables(self._entity)):
            self._learn_views()
            known = self._views.get(self.view.key)
            if known is None:
                self.open_view("")
            elif known != self.view:
                self._renew(known)
        if changes.touches(self._entity, "activity", "stage"):
            self._sought.seek()

    def _renew(self, known: View) -> None:
        """Take a view that was saved or renamed; conditions that were being tried stay."""
        before, self.view = self.view, known
        if self._conditions == before.look.filter and self._conditions != known.look.filter:
            self._take(known)
        self.view_opened.emit(known)
        self.changed.emit()


def _count(group: Group) -> int:
    """Return how many conditions there are; what is asked about related records is one with its own inside."""
    return sum(_count(one) if isinstance(one, Group) else 1 for one in group.rules)
