"""What is said of a whole board: in the line below the title, in the status bar, and where it has nothing to show."""

from __future__ import annotations

from crm_desktop.base.i18n import _, count_of, grouped
from crm_desktop.model import Opportunity
from crm_desktop.schema.formats import Formats
from crm_desktop.services import board, summary, worth
from crm_desktop.services.worth import Worth
from crm_desktop.ui.board.snapshot import Snapshot


def description(snapshot: Snapshot, formats: Formats) -> str:
    """Return what the open cards come to."""
    return summary.in_words(_open(snapshot), snapshot.currency, formats)


def status(snapshot: Snapshot, chosen: int) -> str:
    """Return "33 opportunities · by close date", or how many of them are chosen."""
    entity = Opportunity.entity
    said = count_of(entity.one, entity.many, _open(snapshot).count)
    if chosen:
        said = _("{chosen} selected · {found}").format(chosen=grouped(chosen), found=said)
    if snapshot.is_capped:
        said += " · " + _("the filter finds more than {n}").format(n=grouped(board.MOST_FOUND))
    return _("{count} · by close date").format(count=said)


def hint(snapshot: Snapshot) -> str:
    """Return why there are no open cards; nothing where there are some."""
    if _open(snapshot).count:
        return ""
    if snapshot.asked.words.strip():
        return _("No open opportunity here has “{words}”.").format(words=snapshot.asked.words.strip())
    if snapshot.query.open_in is not None:
        return _("No open opportunity is expected to close in this time.")
    return _("No open opportunities yet. New makes the first one.")


def _open(snapshot: Snapshot) -> Worth:
    return worth.total(column.worth for column in snapshot.columns if column.place.kind == "open")
