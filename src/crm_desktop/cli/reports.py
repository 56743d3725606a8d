"""Reports on the command line: which there are, and one of them written to a file or printed as figures."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crm_desktop.base import dates
from crm_desktop.base.errors import InvalidInput, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.settings import Settings
from crm_desktop.cli.answers import WrongUsage, answer, formats, progress, usage
from crm_desktop.cli.books import opened
from crm_desktop.storage.problems import putting_out

if TYPE_CHECKING:
    from crm_desktop.reports.report import Report

_TEXTS = (".csv", ".json")
_STANDARD_OUTPUT = Path("-")


def report(chosen: argparse.Namespace) -> int:
    """Write a report, or print its figures; without a name say which reports there are."""
    from crm_desktop.reports import account_sheet, own
    from crm_desktop.reports import report as reports

    if chosen.scheduled:
        return _make_owed(chosen)
    if chosen.name is None:
        return _list(chosen)
    texts = {key: getattr(chosen, key) for key in ("as_of", "first", "last", "seller") if getattr(chosen, key)}
    texts |= dict(map(_option, chosen.options or ()))
    with opened(chosen) as store, store.read() as session:
        with usage():
            wanted = own.named(session, chosen.name)
        output = _output_of(chosen, reports.SUFFIXES)
        with _choosing():
            options = reports.parse_options(wanted, texts, formats(), session)
        if wanted.name == account_sheet.NAME and options.chosen["account"] is None:
            raise WrongUsage(_("The sheet of which account? Say it like --with account=Northwind"))
        document = wanted.build(session, options)
    settings = Settings()
    paper, margins = chosen.paper or settings["paper"], settings["margins"]
    if output is None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"report.{chosen.format}"
            reports.write(document, path, paper, progress(), margins)
            _print(path)
        return 0
    with putting_out(output):
        reports.write(document, output, paper, progress(), margins)
    said = _("Written to {path}.").format(path=output)
    answer(chosen, {"report": wanted.name, "output": str(output)}, [said])
    return 0


def _print(path: Path) -> None:
    """Print a file: text as the terminal has it, anything else byte for byte."""
    if path.suffix in _TEXTS:
        sys.stdout.write(path.read_text(encoding="utf-8-sig"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(path.read_bytes())


def _make_owed(chosen: argparse.Namespace) -> int:
    """Make the report of the week if it is owed, and say so, or when the next one is due."""
    from crm_desktop.reports import scheduled
    from crm_desktop.services import schedule

    settings = Settings()
    plan = schedule.of(settings)
    if plan is None:
        raise UserError(_("No report is made each week: choose a folder for it in Preferences, Reports."))
    with opened(chosen) as store:
        lying = scheduled.make_owed(store, settings, formats(), progress())
    due = plan.next_due(dates.now()).astimezone()
    if lying is not None:
        said = _("“{title}” lies in “{folder}”.").format(title=lying.title, folder=lying.path.parent)
    else:
        when = f"{formats().day(due.date())} {due:%H:%M}"
        said = _("Nothing is owed; the next report is due on {when}.").format(when=when)
    answer(chosen, {"output": str(lying.path) if lying else None, "next": due.isoformat()}, [said])
    return 0


def _list(chosen: argparse.Namespace) -> int:
    """Print the reports with the options that each has of its own; those of the user stand in a book."""
    from crm_desktop.reports.options import FIELDS
    from crm_desktop.schema.kinds import Choice

    data, lines = [], []
    for one in _known(chosen):
        own = {
            key: [code for code, _title in option.kind.options] if isinstance(option.kind, Choice) else []
            for key, option in one.options.items()
            if key not in FIELDS
        }
        words = "  ".join(f"{key}={'|'.join(codes)}" if codes else f"{key}=…" for key, codes in own.items())
        data.append({"name": one.name, "title": _(one.title), "options": own})
        lines.append(f"{one.name:<22} {_(one.title)}" + (f"  ·  {words}" if words else ""))
    answer(chosen, data, lines)
    return 0


def _known(chosen: argparse.Namespace) -> Sequence[Report]:
    """Return the reports that are built in, and those of the book that was named or open last, if it can be read."""
    from crm_desktop.reports import own
    from crm_desktop.reports.report import REPORTS

    try:
        with opened(chosen) as store, store.read() as session:
            return own.every(session)
    except UserError:
        if chosen.file is not None:
            raise
        return REPORTS


def _option(text: str) -> tuple[str, str]:
    """Return key and value of "by=seller". Raises WrongUsage."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise WrongUsage(_("“{text}” is no option; write it like by=seller.").format(text=text))
    return key.strip(), value.strip()


@contextmanager
def _choosing() -> Iterator[None]:
    """Count a day that is none as typed wrongly; a seller whom the book does not have is not."""
    try:
        yield
    except InvalidInput as error:
        if "seller" in error.fields:
            raise
        raise WrongUsage(str(error)) from error


def _output_of(chosen: argparse.Namespace, suffixes: tuple[str, ...]) -> Path | None:
    """Return where a report goes: None is the standard output. Raises WrongUsage before anything is computed."""
    output: Path | None = chosen.output
    is_text = f".{chosen.format}" in _TEXTS
    if output == _STANDARD_OUTPUT:
        if chosen.format is None:
            raise WrongUsage(_("Say as what the report is printed: --format csv, json, pdf or xlsx"))
        if not is_text and sys.stdout.isatty():
            raise WrongUsage(_("A PDF or a workbook is nothing that a terminal shows. Say --output FILE.pdf"))
        return None
    if output is None:
        if not is_text:
            raise WrongUsage(_("Say where the report goes: --output FILE.pdf"))
        return None
    if chosen.format:
        return output.with_suffix(f".{chosen.format}")
    if output.suffix.lower() not in suffixes:
        known = ", ".join(suffixes)
        sentence = _("“{name}”: a report is written as {known}; choose one of them.")
        raise WrongUsage(sentence.format(name=output.name, known=known))
    return output
