"""The bar that asks what comes next, above a list in which something was finished; Esc goes without."""

from __future__ import annotations

from textwrap import shorten

from crm_desktop.base.i18n import _
from crm_desktop.model import Activity
from crm_desktop.services import activities, records
from crm_desktop.services.activities import Next
from crm_desktop.ui.context import Context
from crm_desktop.ui.dialogs.pane_bar import PaneBar
from crm_desktop.ui.forms.activity_kind import TITLES
from crm_desktop.ui.forms.next_line import NextLine

_LONGEST = 60


class NextBar(PaneBar):
    """The line for what follows one finished activity, with the same people."""

    def __init__(self, context: Context, activity_id: int, kind: str) -> None:
        super().__init__()
        self._context, self._activity = context, activity_id
        self.next_line = NextLine(context.formats)
        self.next_line.answered.connect(self._plan)
        self.next_line.skipped.connect(self.close_bar)
        self.box.addWidget(self.next_line)
        self.setFocusProxy(self.next_line.line)
        self.next_line.ask(kind)

    def _plan(self, then: Next) -> None:
        words = {"kind": _(TITLES[then.kind]).lower(), "text": shorten(then.text, _LONGEST, placeholder=" …")}
        title = _("Plan {kind}: {text}").format(**words)
        activity_id = self._activity
        if self._context.act(
            title,
            lambda session: activities.follow_up(session, records.find(session, Activity, activity_id), then),
            said=title,
        ):
            self.close_bar()
        else:
            self.next_line.refuse(_("This was not planned."))


def open_next_bar(context: Context, activity_id: int) -> NextBar | None:
    """Ask in the pane in front what comes after an activity that was finished."""
    found: list[str] = []
    with context.told(), context.store.read() as session:
        found.append(records.find(session, Activity, activity_id).kind)
    if not found:
        return None
    bar = NextBar(context, activity_id, found[0])
    bar.open_in(context.pane.body)
    bar.next_line.line.setFocus()
    return bar
