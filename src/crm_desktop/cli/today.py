"""The job of the command line that prints the day: what the window starts with, as lines or for programs."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import Any

from crm_desktop.base.i18n import _
from crm_desktop.base.settings import Settings
from crm_desktop.cli.answers import answer, formats, progress
from crm_desktop.cli.books import opened
from crm_desktop.figures.figure import Figure, rounded
from crm_desktop.reports import plain
from crm_desktop.schema.currencies import with_currency
from crm_desktop.schema.formats import Formats
from crm_desktop.services import sentences
from crm_desktop.services import today as services_today
from crm_desktop.services.agenda import Errand, Page
from crm_desktop.services.today import Deal, Today

_NOTHING = "—"


def today(chosen: argparse.Namespace) -> int:
    """Print the day."""
    shown, fiscal_month = formats(), Settings()["fiscal_month"]
    with opened(chosen) as store:
        day = services_today.read(store.read, shown, fiscal_month, progress())
    answer(chosen, _data(day), list(_lines(day, shown)))
    return 0


def _data(day: Today) -> dict[str, Any]:
    agenda = day.agenda
    return {
        "day": day.day.isoformat(),
        "overdue": _page(agenda.overdue, map(_errand, agenda.overdue.rows)),
        "today": _page(agenda.today, map(_errand, agenda.today.rows)),
        "next_seven_days": _page(agenda.ahead, map(_errand, agenda.ahead.rows)),
        "needs_attention": _page(day.attention, map(_deal, day.attention.rows)),
        "without_next_step": _page(day.bare, map(_deal, day.bare.rows)),
        "active_accounts_without_next_step": day.idle_accounts,
        "birthdays": [{"contact": near.id, "name": near.name, "day": near.day.isoformat()} for near in day.birthdays],
        **{figure.name: plain.plain(figure) for figure in day.figures},
        "reasons": plain.reasons({figure.name: figure for figure in day.figures}),
        "definitions": {figure.name: figure.definition for figure in day.figures},
        "changes": [{"title": step.title, "at": step.at.isoformat()} for step in day.changes],
    }


def _page(page: Page[Any], rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"count": page.total, "rows": list(rows)}


def _errand(errand: Errand) -> dict[str, Any]:
    step = errand.step
    return {
        "activity": step.id,
        "name": step.name,
        "kind": step.kind,
        "starts": step.starts.isoformat(),
        "all_day": step.all_day,
        "overdue": step.is_overdue,
        "repeats": step.recurs,
        "with": list(errand.people),
    }


def _deal(deal: Deal) -> dict[str, Any]:
    return {
        "opportunity": deal.id,
        "name": deal.name,
        "account": deal.account or None,
        "amount": plain.amount(deal.amount),
        "currency": deal.currency or None,
        "close_date": None if deal.close_date is None else deal.close_date.isoformat(),
        "reasons": list(deal.reasons),
    }


def _lines(day: Today, shown: Formats) -> Iterator[str]:
    agenda = day.agenda
    yield f"{shown.weekdays[day.day.weekday()]} {shown.day_in_words(day.day)}"
    for title, page in (
        (_("Overdue"), agenda.overdue),
        (_("Today"), agenda.today),
        (_("Next seven days"), agenda.ahead),
    ):
        yield from _section(title, page, (_errand_line(errand, shown) for errand in page.rows), shown)
    attention = (f"{_name(deal)}: {'; '.join(deal.reasons)}" for deal in day.attention.rows)
    yield from _section(_("Needs attention"), day.attention, attention, shown)
    yield from _section(_("Without a next step"), day.bare, map(_name, day.bare.rows), shown)
    for near in day.birthdays:
        yield _("Birthday on {day}: {name}").format(day=shown.day_in_words(near.day, year=False), name=near.name)
    yield from _figures(day, shown)


def _section(title: str, page: Page[Any], rows: Iterable[str], shown: Formats) -> Iterator[str]:
    if not page.total:
        return
    lines = [f"  {row}" for row in rows]
    more = "" if len(lines) == page.total else _(", the first {n}").format(n=len(lines))
    yield f"{title} ({shown.number(page.total)}{more})"
    yield from lines


def _errand_line(errand: Errand, shown: Formats) -> str:
    starts = errand.step.starts
    when = shown.day(starts.astimezone().date()) if errand.step.all_day else shown.moment(starts)
    return " · ".join((when, errand.step.name, *errand.people))


def _name(deal: Deal) -> str:
    return " · ".join(filter(None, (deal.name, deal.account)))


def _figures(day: Today, shown: Formats) -> Iterator[str]:
    titles = {
        "won": _("Won this month"),
        "weighted": _("Weighted pipeline"),
        "pipeline": _("Open pipeline"),
        "attainment": _("Goal reached"),
        "working_days_gone": _("Working days gone"),
    }
    for figure in day.figures:
        value = (
            f"{_NOTHING} ({sentences.sentence(figure.why, shown)})"
            if figure.value is None
            else _value(figure, day.currency, shown)
        )
        yield f"{titles[figure.name]}: {value}"


def _value(figure: Figure, currency: str, shown: Formats) -> str:
    assert figure.value is not None
    if figure.unit == "percent":
        return f"{shown.number(rounded(figure.value * 100))} %"
    number = shown.number(rounded(figure.value))
    return with_currency(number, currency) if figure.unit == "money" else number
