"""The reports that the user built and saved: found, kept under a name of their own, put into the weekly packet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.i18n import _
from crm_desktop.base.text import fold, one_line
from crm_desktop.model import SavedReport
from crm_desktop.services import pivot, records
from crm_desktop.services.pivot import Definition


def every(session: Session) -> Sequence[SavedReport]:
    """Return the user's reports in their order."""
    return session.scalars(select(SavedReport).order_by(SavedReport.position, SavedReport.id)).all()


def of_packet(session: Session) -> list[SavedReport]:
    """Return those that belong to the weekly packet."""
    return [one for one in every(session) if one.in_packet]


def save(session: Session, name: str, definition: Definition) -> SavedReport:
    """Keep a new report. Raises InvalidInput where the name is empty or taken."""
    last = session.scalar(select(func.max(SavedReport.position)))
    values = {"name": _free(session, name), "definition": pivot.as_json(definition), "position": (last or 0) + 1}
    return records.create(session, SavedReport, values)


def change(session: Session, record_id: int, definition: Definition) -> None:
    """Keep another definition of a report."""
    records.update(session, records.find(session, SavedReport, record_id), {"definition": pivot.as_json(definition)})


def rename(session: Session, record_id: int, name: str) -> None:
    """Give a report another name. Raises InvalidInput where it is empty or taken."""
    saved = records.find(session, SavedReport, record_id)
    records.update(session, saved, {"name": _free(session, name, but=record_id)})


def duplicate(session: Session, record_id: int) -> SavedReport:
    """Keep a copy of a report under a name of its own; the packet does not get it twice."""
    saved = records.find(session, SavedReport, record_id)
    taken = {fold(one.name) for one in every(session)}
    names = [_("{name} (copy)").format(name=saved.name)]
    while fold(names[-1]) in taken:
        names.append(_("{name} (copy {n})").format(name=saved.name, n=len(names) + 1))
    last = max(one.position for one in every(session))
    return records.create(
        session, SavedReport, {"name": names[-1], "definition": saved.definition, "position": last + 1}
    )


def put_in_packet(session: Session, record_id: int, *, is_in: bool) -> None:
    """Put a report into the weekly packet, or take it out."""
    records.update(session, records.find(session, SavedReport, record_id), {"in_packet": is_in})


def delete(session: Session, record_id: int) -> None:
    """Delete a report."""
    records.delete(session, SavedReport, [record_id])


def _free(session: Session, name: str, but: int | None = None) -> str:
    line = one_line(name)
    if not line:
        raise InvalidInput({"name": _("Give the report a name.")})
    if any(fold(one.name) == fold(line) for one in every(session) if one.id != but):
        raise InvalidInput({"name": _("There is a report “{name}” already.").format(name=line)})
    return line
