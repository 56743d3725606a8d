"""What stands at the foot of a card: each badge is one declaration in `BADGES`, read for a whole page of cards at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from crm_desktop.base import dates
from crm_desktop.base.i18n import _
from crm_desktop.model import Opportunity
from crm_desktop.schema.formats import Formats
from crm_desktop.services import attention
from crm_desktop.storage.store import raw_of

_OPEN = """
SELECT o.id FROM opportunity o JOIN stage s ON s.id = o.stage_id
WHERE s.kind = 'open' AND o.id IN (SELECT value FROM json_each(?))
"""
Tone = Literal["warning", "danger", "muted"]


@dataclass(frozen=True)
class Sign:
    """One badge on one card; `icon` names a drawing and `tone` a colour."""

    text: str
    icon: str
    tone: Tone


@dataclass(frozen=True)
class Badge:
    """One sort of badge: `read` gives the signs of those deals that have some."""

    id: str
    read: Callable[[Session, Sequence[int], Formats], Mapping[int, tuple[Sign, ...]]]


def signs(session: Session, ids: Sequence[int], formats: Formats) -> dict[int, tuple[Sign, ...]]:
    """Return the signs of deals by id, in the order of the badges."""
    found: dict[int, tuple[Sign, ...]] = {}
    for badge in BADGES:
        for deal, some in badge.read(session, ids, formats).items():
            found[deal] = found.get(deal, ()) + some
    return found


def _warnings(session: Session, ids: Sequence[int], formats: Formats) -> dict[int, tuple[Sign, ...]]:
    reasons = attention.reasons(session, ids, formats)
    return {deal: tuple(Sign(why, "warning", "warning") for why in some) for deal, some in reasons.items()}


def _next_steps(session: Session, ids: Sequence[int], formats: Formats) -> dict[int, tuple[Sign, ...]]:
    found: dict[int, tuple[Sign, ...]] = {}
    for deal, step in attention.next_steps(session, "opportunity", ids).items():
        day = dates.local_day(step.starts)
        when = _("today") if day == dates.today() else formats.day_in_words(day, year=False)
        tone: Tone = "danger" if step.is_overdue else "muted"
        found[deal] = (Sign(_("{when}: {what}").format(when=when, what=step.name), "calendar", tone),)
    return found


def _without_step(session: Session, ids: Sequence[int], _formats: Formats) -> dict[int, tuple[Sign, ...]]:
    rows = raw_of(session).execute(_OPEN, (json.dumps(list(ids)),))
    planned = attention.next_steps(session, "opportunity", ids)
    return {row[0]: (Sign(_("no next step"), "", "muted"),) for row in rows if row[0] not in planned}


def _loss_reasons(session: Session, ids: Sequence[int], formats: Formats) -> dict[int, tuple[Sign, ...]]:
    sql = "SELECT id, loss_reason FROM opportunity WHERE closed_on NOT NULL AND loss_reason <> '' AND id IN (SELECT value FROM json_each(?))"
    kind = Opportunity.fields()["loss_reason"].kind
    rows = raw_of(session).execute(sql, (json.dumps(list(ids)),))
    return {deal: (Sign(kind.show(reason, formats), "", "muted"),) for deal, reason in rows}


BADGES = (
    Badge("attention", _warnings),
    Badge("next_step", _next_steps),
    Badge("no_next_step", _without_step),
    Badge("loss_reason", _loss_reasons),
)
