"""The reports that the user built, declared like those that are built in: whoever lists reports lists them too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import squash
from crm_desktop.model import BY_NAME, SavedReport
from crm_desktop.reports import pivot
from crm_desktop.reports.options import fields
from crm_desktop.reports.report import REPORTS, Report, report_named
from crm_desktop.services import pivot as services_pivot
from crm_desktop.services import saved_reports
from crm_desktop.services.pivot import Kept
from crm_desktop.services.pivot_editing import FIRST, begun

NEW: Final = "own"
"""The name of a report that is not saved yet."""
OPTIONS: Final = fields("as_of", "seller")


def every(session: Session) -> list[Report]:
    """Return all reports: the built-in ones, then the user's own."""
    return [*REPORTS, *(declared(one) for one in saved_reports.every(session))]


def named(session: Session, name: str) -> Report:
    """Return the report of that name or title; raises UserError with the names of all."""
    own = saved_reports.every(session)
    try:
        return report_named(name)
    except UserError as unknown:
        for one in own:
            if squash(name) in {squash(one.name), squash(name_of(one.id))}:
                return declared(one)
        known = ", ".join([*(report.name for report in REPORTS), *(one.name for one in own)])
        sentence = _("There is no report “{name}”; the reports are: {known}.")
        raise UserError(sentence.format(name=name, known=known)) from unknown


def unlike_built_in(name: str) -> str:
    """Return a name for a report of the user's. Raises InvalidInput where a built-in one would be found by it instead."""
    wanted = squash(name)
    if any(wanted in {squash(one.name), squash(one.title), squash(_(one.title))} for one in REPORTS):
        told = _("“{name}” is a report of the program already; give yours another name, so that both can be found.")
        raise InvalidInput({"name": told.format(name=name)})
    return name


def of_packet(session: Session) -> Sequence[Report]:
    """Return the user's reports that belong to the weekly packet, in their order."""
    return [declared(one) for one in saved_reports.of_packet(session)]


def declared(saved: SavedReport) -> Report:
    """Return a saved report as one that can be chosen; one that cannot be read says so when it is built."""
    return _report(partial(services_pivot.of_json, saved.definition), name_of(saved.id), saved.name)


def draft(kept: Kept, name: str = NEW, title: str = "") -> Report:
    """Return a report as it is being built."""
    return _report(lambda: kept, name, title or _(pivot.TITLE))


def listed(session: Session) -> list[Report]:
    """Return the user's reports, and last a new one."""
    return [*(declared(one) for one in saved_reports.every(session)), draft(Kept(begun(BY_NAME[FIRST])))]


def name_of(record_id: int) -> str:
    """Return the name by which a saved report is remembered."""
    return f"{NEW}-{record_id}"


def record_id_of(name: str) -> int | None:
    """Return the id of the record that a report is kept in, None where it is not the user's or not saved."""
    own, _dash, number = name.partition("-")
    return int(number) if own == NEW and number.isdecimal() else None


def _report(kept: Callable[[], Kept], name: str, title: str) -> Report:
    return Report(name, title, OPTIONS, lambda session, options: pivot.build(session, options, kept(), name, title))
