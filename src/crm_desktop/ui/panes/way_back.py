"""The way back to the part of a list that was shown, where a record from elsewhere made the list show everything."""

from __future__ import annotations

from dataclasses import dataclass

from crm_desktop.base.i18n import _
from crm_desktop.services.views import Look
from crm_desktop.ui.tables.list_filter import Where
from crm_desktop.ui.tables.record_list import RecordList


@dataclass(frozen=True)
class Part:
    """What a list left out: its view, with conditions of the moment, the words, the records that it was about."""

    key: str
    title: str
    look: Look
    words: str
    linked: Where

    def sentence(self) -> str:
        """Return why the list shows everything now."""
        if self.title:
            return _("“{view}” does not show this record, so the list shows all now.").format(view=self.title)
        return _("The filter does not show this record, so the list shows all now.")

    def button(self) -> str:
        """Return what the button says that leads back."""
        return _("Back to “{view}”").format(view=self.title) if self.title else _("Back to the filter")


def part_of(shown: RecordList) -> Part | None:
    """Return what a list shows, None where it shows everything."""
    chosen = shown.filter
    if not chosen.is_filtered() and not chosen.linked:
        return None
    return Part(chosen.view.key, chosen.view.title, chosen.look(), shown.filter_box.text(), chosen.linked)


def go_back(shown: RecordList, part: Part) -> None:
    """Show a part of a list again. Raises UserError where its view is gone."""
    chosen = shown.filter
    shown.set_words(part.words)
    chosen.linked = part.linked
    chosen.open_view(part.key)
    if chosen.look().filter != part.look.filter:
        chosen.set_conditions(part.look.filter)
