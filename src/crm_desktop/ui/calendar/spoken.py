"""How the calendar's views speak: an entry with everything that its colours and its place say.

A painted view is named by whatever its cursor is on; that is all of it that a screen reader can be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.base.i18n import _
from crm_desktop.schema.formats import Formats
from crm_desktop.ui.calendar import entry_words as words
from crm_desktop.ui.forms.activity_kind import TITLES

if TYPE_CHECKING:
    from crm_desktop.services.calendar.entry import Entry


def entry_words(entry: Entry, formats: Formats) -> str:
    """Return everything about an entry in one line: what it is, when, with whom, whose, and how it stands."""
    kind = TITLES.get(entry.kind)
    said = [_(kind) if kind else "", entry.title, words.when(entry, formats), entry.detail]
    said += [part for part in (entry.account, entry.owner) if part not in entry.detail]
    said += [_("repeats")] * (entry.recurs and entry.can_move) + [_("one of a series")] * (entry.series is not None)
    said += [_("done") if entry.done else _("overdue") if entry.is_overdue else ""]
    said += [_("not noted")] * entry.is_unnoted
    return ", ".join(filter(None, said))


def say(widget: QWidget, text: str, *, aloud: bool) -> None:
    """Name a widget; `aloud` has a screen reader read it now."""
    if widget.accessibleName() != text:
        widget.setAccessibleName(text)
    if aloud:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
