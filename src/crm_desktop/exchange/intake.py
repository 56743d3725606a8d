"""One import as the user starts it: files in, one step in the book, an account of what happened out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, grouped, ngettext
from crm_desktop.base.task import Task
from crm_desktop.exchange import csvfile, importer, mapping
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.outcome import COUNTS, REJECTED, Alike, Outcome, Problem, Tally, alike, places_of_ours
from crm_desktop.exchange.table import read_table
from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema.formats import Formats
from crm_desktop.storage.store import Store

_TOLD = 50  # problems that are printed; a file of the rejected rows has all


@dataclass
class Offer:
    """What was found in the chosen files: tables to import, and sentences on files that were left out.

    Of these, `refused` are those that somebody wanted to import: not a description of the other files.
    """

    mappings: list[Mapping] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class _DryRun(Exception):
    """Ends the step of a dry run, so that nothing of it stays."""


def look_at(paths: Sequence[Path], model: type[Record] | None = None, advice: str = "") -> Offer:
    """Read the headings of every file and say what each would become; a file that cannot be read is left out.

    `advice` says what to do with a file that fits nothing, where it is not the window's user who reads it. Then one
    that fits several kinds of record equally well is left out too: nobody sees the choice before it is done.
    """
    offer = Offer()
    for path in paths:
        try:
            table = read_table(path)
        except UserError as error:
            offer.left_out.append(str(error))
            offer.refused.append(str(error))
            continue
        found = mapping.recognise(table, model)
        if found is not None and any(found.columns):
            if found.rivals and advice:
                offer.left_out.append(mapping.undecided(found, advice))
                offer.refused.append(offer.left_out[-1])
            else:
                offer.mappings.append(found)
            continue
        offer.left_out.append(mapping.unrecognised(table, advice))
        if not mapping.describes_columns(table):
            offer.refused.append(offer.left_out[-1])
    return offer


def title_of(mappings: Sequence[Mapping]) -> str:
    """Return how the Edit menu names the import."""
    first, more = mappings[0].table.name, len(mappings) - 1
    if not more:
        return _("Import {file}").format(file=first)
    title = ngettext("Import {file} and {n} more file", "Import {file} and {n} more files", more)
    return title.format(file=first, n=more)


def take_in(store: Store, offer: Offer, formats: Formats, task: Task, *, dry_run: bool = False) -> Outcome:
    """Import what was offered in one step; a dry run does the same and leaves nothing. Raises UserError."""
    mappings = [mapped for mapped in offer.mappings if any(mapped.columns)]
    sentence = _("{file} was left out: none of its columns becomes a field. Choose at least one.")
    empty = [sentence.format(file=mapped.table.name) for mapped in offer.mappings if not any(mapped.columns)]
    left_out = [*offer.left_out, *empty]
    if not mappings:
        raise UserError(" ".join(left_out) or _("There is nothing to import."))
    outcome = Outcome()
    try:
        with store.act(title_of(mappings)) as session:
            outcome = importer.run(session, mappings, formats, task)
            if dry_run:
                _leave_nothing()
    except _DryRun:
        pass
    outcome.notes = left_out + outcome.notes
    return outcome


def bring_in(
    store: Store,
    paths: Sequence[Path],
    formats: Formats,
    task: Task,
    *,
    model: type[Record] | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Look at files and import them, as the command line does. Raises UserError if none can be imported."""
    return take_in(store, look_at(paths, model), formats, task, dry_run=dry_run)


def write_rejected(outcome: Outcome, path: Path) -> int:
    """Write the rows with problems as CSV under the headings of their file, the reasons first; return how many.

    Corrected there, they can be imported as they are. The rows of several files go to several files, which have the
    name of their source added. Raises UserError where one cannot be written.
    """
    tallies = [tally for tally in outcome.tallies if tally.problems]
    written = 0
    for tally in tallies:
        target = path if len(tallies) == 1 else path.with_name(f"{path.stem} {Path(tally.file).stem}{path.suffix}")
        ours = places_of_ours(tally.headings)
        headings = [*map(_, REJECTED), *tally.headings[ours:]]
        written += csvfile.write_csv(target, headings, _rejected_rows(tally, ours))
    return written


def as_json(outcome: Outcome, *, dry_run: bool) -> dict[str, Any]:
    """Return the outcome for programs."""
    return {
        "dry_run": dry_run,
        "entities": outcome.by_entity(),
        "files": [{name: getattr(tally, name) for name in ("file", "entity", *COUNTS)} for tally in outcome.tallies],
        "problems": [
            {"file": p.file, "line": p.line, "reason": p.reason, "refused": p.refused} for p in outcome.problems
        ],
        "notes": outcome.notes,
    }


def as_lines(outcome: Outcome, *, dry_run: bool) -> list[str]:
    """Return the outcome for people: a line per entity, then what to know, then the problems."""
    lines = [_("A dry run: nothing was changed. It would be:")] if dry_run else []
    sentence = _("{entity}: {new} new, {changed} changed, {same} the same, {refused} refused")
    for name, sums in outcome.by_entity().items():
        counts = {key: grouped(n) for key, n in sums.items()}
        line = sentence.format(entity=_(BY_NAME[name].entity.plural), **counts)
        partly = _("; {n} with a value left out").format(n=counts["partly"])
        lines.append(line + partly if sums["partly"] else line)
    lines += [f"· {note}" for note in outcome.notes]
    return lines + _problem_lines(outcome.problems)


def _problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Return a line per problem; the same one in several rows has one line for all."""
    found = alike(problems)
    lines = [
        _problem_line(same).format(file=same.file, n=grouped(same.count), lines=same.lines, reason=same.reason)
        for same in found[:_TOLD]
    ]
    left = found[_TOLD:]
    if left:
        are_events = all(same.of_events for same in left)
        more = _("… and {n} more.") if are_events else _("… and {n} more; --rejected FILE.csv writes the rows of all.")
        lines.append(more.format(n=grouped(sum(same.count for same in left))))
    return lines


def _problem_line(same: Alike) -> str:
    if same.count == 1:
        return _("{file}, line {lines}: {reason}")
    if same.of_events:
        return _("{file}, {n} events, lines {lines}: {reason}")
    return _("{file}, {n} rows, lines {lines}: {reason}")


def _leave_nothing() -> NoReturn:
    raise _DryRun


def _rejected_rows(tally: Tally, ours: int) -> list[list[str]]:
    rows: dict[int, list[Problem]] = {}
    for problem in tally.problems:
        rows.setdefault(problem.line, []).append(problem)
    came, stayed = _("partly"), _("no")
    return [
        [
            " ".join(p.reason for p in found),
            str(line),
            stayed if any(p.refused for p in found) else came,
            *found[0].cells[ours:],
        ]
        for line, found in sorted(rows.items())
    ]
