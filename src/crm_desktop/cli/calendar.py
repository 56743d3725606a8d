"""The job of the command line that is about the calendar: list it, bring one in, take it out, publish it, find time."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_desktop.base import dates
from crm_desktop.base.dates import Period
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.settings import Settings
from crm_desktop.cli.answers import WrongUsage, answer, formats, progress, usage
from crm_desktop.cli.books import opened
from crm_desktop.model import Activity
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Day

if TYPE_CHECKING:
    from crm_desktop.exchange.ical_out import Reading
    from crm_desktop.services.calendar.entry import Entry
    from crm_desktop.services.calendar.free_day import Slot

_USUAL_DAYS = 7
_MOST_DAYS = 3_700
_SUFFIXES = (".json", ".csv", ".ics")


def calendar(chosen: argparse.Namespace) -> int:
    """List what happens, or do with the calendar what the first word says."""
    if chosen.action is None:
        return _list(chosen)
    jobs = {"import": _come_in, "export": _export, "publish": _publish, "free": _free}
    if chosen.action not in jobs:
        sentence = _("“{word}” is nothing that the calendar does. Say {known}, or choose days: --from DAY --to DAY.")
        raise WrongUsage(sentence.format(word=chosen.action, known=", ".join(jobs)))
    return jobs[chosen.action](chosen)


def _list(chosen: argparse.Namespace) -> int:
    """Print what happens between two days, or write it to a file."""
    from crm_desktop.services.calendar import portions

    first, last = _period(chosen)
    output: Path | None = chosen.output
    if output is not None and output.suffix.lower() not in _SUFFIXES:
        known = ", ".join(_SUFFIXES)
        sentence = _("“{name}”: a calendar is written as {known}; choose one of them.")
        raise WrongUsage(sentence.format(name=output.name, known=known))
    shown = formats()
    with opened(chosen) as store, store.read() as session:
        entries = portions.listed(session, Period(first, last), shown, progress())
        if output is not None and output.suffix.lower() == ".ics":
            ids = sorted({entry.id for entry in entries if entry.entity == Activity.__tablename__})
            return _write_ics(chosen, store.read, output, ids)
    data = {"from": first.isoformat(), "to": last.isoformat(), "entries": [_plain(entry) for entry in entries]}
    if output is not None:
        _write(output, data)
        said = _("Written to {path}.").format(path=output)
        answer(chosen, {"entries": len(entries), "output": str(output)}, [said])
        return 0
    answer(chosen, data, list(_lines(entries, first, last, shown)) or [_("Nothing happens in these days.")])
    return 0


def _come_in(chosen: argparse.Namespace) -> int:
    """Import calendars; importing the same ones again changes nothing."""
    if not chosen.words:
        raise WrongUsage(_("Say which calendar: crm-desktop calendar import FILE.ics"))
    return bring_in(chosen, [Path(word) for word in chosen.words])


def bring_in(chosen: argparse.Namespace, paths: Sequence[Path]) -> int:
    """Import calendar files and print what became of each event."""
    from crm_desktop.exchange import ical_intake, intake

    is_dry = chosen.dry_run
    with opened(chosen) as store:
        outcome = ical_intake.bring_in(store, paths, progress(), dry_run=is_dry)
    answer(chosen, intake.as_json(outcome, dry_run=is_dry), intake.as_lines(outcome, dry_run=is_dry))
    return 3 if outcome.problems or len(outcome.tallies) < len(paths) else 0


def _export(chosen: argparse.Namespace) -> int:
    """Write everything with a time to a file."""
    output: Path | None = chosen.output
    if output is None or output.suffix.lower() != ".ics":
        raise WrongUsage(_("Say where the calendar goes: --output FILE.ics"))
    if chosen.first or chosen.last:
        return _list(chosen)
    with opened(chosen) as store:
        return _write_ics(chosen, store.read, output, None)


def _write_ics(chosen: argparse.Namespace, read: Reading, output: Path, ids: Sequence[int] | None) -> int:
    from crm_desktop.exchange import ical_out
    from crm_desktop.exchange.ical_rows import Choice

    count = ical_out.export(read, output, Choice(None if ids is None else tuple(ids)), progress())
    counted = count_of(Activity.entity.one, Activity.entity.many, count)
    said = _("{count} written to {path}.").format(count=counted, path=output)
    answer(chosen, {"activities": count, "output": str(output)}, [said])
    return 0


def _publish(chosen: argparse.Namespace) -> int:
    """Write the published calendar, where it would be another than it is."""
    from crm_desktop.exchange import ical_publish

    settings = Settings()
    place = Path(chosen.output).absolute() if chosen.output is not None else Path(settings["publish_calendar"])
    if not place.name:
        sentence = _("No calendar is published. Choose a place in Preferences, or give one: --output FILE.ics")
        raise UserError(sentence)
    with opened(chosen) as store:
        is_new = ical_publish.publish(store.read, place, settings["publish_what"], progress())
    said = _("Published in {path}.") if is_new else _("{path} is as it should be already.")
    answer(chosen, {"output": str(place), "changed": is_new}, [said.format(path=place)])
    return 0


def _free(chosen: argparse.Namespace) -> int:
    """Print free time, the best first, and what is in the way on the days without any."""
    from crm_desktop.services.calendar import free, free_reply, free_words

    shown = formats()
    with usage():
        ask = free_words.ask_of(" ".join(chosen.words), shown.first_weekday)
    with opened(chosen) as store, store.read() as session:
        found = free.find(session, ask)
    slots = found.slots
    data = [{"starts": slot.starts.isoformat(), "ends": slot.ends.isoformat(), "why": slot.why} for slot in slots]
    lines = [f"{_day(dates.local_day(slot.starts), shown)} {_hours(slot)}  {slot.why}".rstrip() for slot in slots]
    said = free_reply.order(found, shown)
    answer(chosen, data, [f"{said}:" if slots else said, *lines, *free_reply.in_the_way(found, shown)])
    return 0


def _period(chosen: argparse.Namespace) -> tuple[date, date]:
    """Return the days that are asked for; a week from today without a word about it. Raises WrongUsage."""
    first = _day_of(chosen.first) if chosen.first else dates.today()
    last = _day_of(chosen.last) if chosen.last else first + (_USUAL_DAYS - 1) * dates.DAY
    if last < first:
        raise WrongUsage(_("The last day lies before the first."))
    if (last - first).days > _MOST_DAYS:
        raise WrongUsage(_("Ask for ten years at most."))
    return first, last


def _day_of(text: str) -> date:
    try:
        return Day().parse(text, formats())
    except ValueError as error:
        raise WrongUsage(str(error)) from error


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "layer": entry.layer,
        "entity": entry.entity,
        "id": entry.id,
        "title": entry.title,
        "kind": entry.kind,
        "starts": entry.starts.isoformat(),
        "ends": entry.ends.isoformat(),
        "all_day": entry.all_day,
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat(),
        "done": entry.done,
        "recurs": entry.recurs,
        "account": entry.account or None,
        "owner": entry.owner or None,
    }


def _write(output: Path, data: dict[str, Any]) -> None:
    """Write the list as JSON or CSV, whole or not at all."""
    import json

    from crm_desktop.base.paths import written_whole
    from crm_desktop.exchange import csvfile
    from crm_desktop.storage.problems import writing

    entries = data["entries"]
    if output.suffix.lower() == ".csv":
        headings = list(entries[0]) if entries else ["title", "starts", "ends"]
        csvfile.write_csv(output, headings, [[_cell(entry[name]) for name in headings] for entry in entries])
        return
    with writing(output), written_whole(output) as part:
        part.write_text(json.dumps(data, ensure_ascii=False, indent=2), encoding="utf-8")


def _cell(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _lines(entries: Sequence[Entry], first: date, last: date, shown: Formats) -> Iterator[str]:
    """Yield a line per day with something in it, and below it one per entry."""
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        begins = max(first, entry.first)
        for n in range((min(last, entry.last) - begins).days + 1):
            by_day.setdefault(begins + n * dates.DAY, []).append(entry)
    for day in sorted(by_day):
        yield _day(day, shown)
        yield from (f"  {_when(entry, day):<13}{' · '.join(_words(entry))}" for entry in by_day[day])


def _when(entry: Entry, day: date) -> str:
    if entry.is_bar:
        return _("all day")
    if entry.first < day:
        return f"–{entry.ends.astimezone():%H:%M}"
    return _hours(entry) if entry.ends > entry.starts else f"{entry.starts.astimezone():%H:%M}"


def _words(entry: Entry) -> Iterator[str]:
    yield entry.title
    if entry.account and entry.account not in entry.title:
        yield entry.account
    if entry.done:
        yield _("done")
    elif entry.is_overdue:
        yield _("overdue")


def _hours(span: Entry | Slot) -> str:
    return f"{span.starts.astimezone():%H:%M}–{span.ends.astimezone():%H:%M}"


def _day(day: date, shown: Formats) -> str:
    return f"{shown.weekdays[day.weekday()]} {shown.day_in_words(day)}"
