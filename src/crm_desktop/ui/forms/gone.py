"""A record that is no longer there: why, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.model import Record
from crm_desktop.services import records
from crm_desktop.storage import journal
from crm_desktop.storage.store import Store, raw_of
from crm_desktop.ui.widgets import NoticeBar


@dataclass(frozen=True)
class Gone:
    """What to say, what to write on the button, and what the button does; without a way there is no button."""

    sentence: str
    action: str = ""
    way: Callable[[], object] | None = None


def gone_record(session: Session, store: Store, model: type[Record], record_id: int) -> Gone:
    """Return why a record is gone, and how it comes back: by Undo where that is the newest step, else by itself."""
    raw = raw_of(session)
    deletion = next((entry for entry in journal.deletions(raw, model.__tablename__) if entry.row == record_id), None)
    newest = journal.next_undo(raw)
    if deletion is None:
        sentence = _("This record is gone, because its creation was undone.")
        return Gone(sentence, _("Redo"), store.redo) if journal.next_redo(raw) is not None else Gone(sentence)
    sentence = _("“{name}” was deleted.").format(name=deletion.before.get("name", ""))
    if newest is not None and newest.id == deletion.step.id:
        return Gone(sentence, _("Undo"), store.undo)
    return Gone(sentence, _("Bring it back"), partial(_restore, store, deletion))


def say_gone(notice: NoticeBar, session: Session, store: Store, model: type[Record], record_id: int) -> None:
    """Say on a page that its record is gone, with a button that brings it back."""
    gone = gone_record(session, store, model, record_id)

    def bring_back(way: Callable[[], object]) -> None:
        try:
            way()
        except UserError as problem:
            notice.say(str(problem), "error")

    run = partial(bring_back, gone.way) if gone.way is not None else None
    notice.say(gone.sentence, "warning", action=gone.action, run=run)


def _restore(store: Store, deletion: journal.Change) -> None:
    with store.act(_("Restore “{name}”").format(name=deletion.before.get("name", ""))) as session:
        records.restore(session, deletion.id)
