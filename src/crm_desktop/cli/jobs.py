"""The jobs behind the commands: each opens the book, calls a service or a door, and prints the answer."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.paths import SUFFIX
from crm_desktop.base.settings import Settings
from crm_desktop.base.task import Progress, Task
from crm_desktop.base.text import squash
from crm_desktop.model import BY_NAME, ENTITIES, Opportunity, Record
from crm_desktop.schema.formats import Formats, formats_for
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.store import Store, raw_of


def file_of(chosen: argparse.Namespace) -> Path:
    """Return the book to work on: the one that was named, else the one that was open last."""
    named = getattr(chosen, "file", None)
    if named is not None:
        return Path(named)
    last = Settings()["last_file"]
    if not last:
        raise UserError(_("No book has been opened yet. Name one: --file BOOK.crm"))
    return Path(last)


@contextmanager
def opened(chosen: argparse.Namespace) -> Iterator[Store]:
    """Open the book for one job."""
    store = open_store(file_of(chosen))
    try:
        yield store
    finally:
        store.close()


def formats() -> Formats:
    """Return how the user writes dates and numbers."""
    return formats_for(Settings()["locale"])


def progress() -> Task:
    """Return a task that shows its progress on a terminal and says nothing in a pipe."""
    if not sys.stderr.isatty():
        return Task()

    def show(at: Progress) -> None:
        share = f" {at.done * 100 // at.total} %" if at.total else ""
        print(f"\r{at.title}{share}\033[K", end="" if at.done < at.total or not at.total else "\r\033[K", file=sys.stderr, flush=True)

    return Task(show)


def answer(chosen: argparse.Namespace, data: Any, lines: list[str]) -> None:
    """Print the answer, for people or for programs."""
    if chosen.json:
        print(json.dumps(data, ensure_ascii=False, indent=2, default=str))
    elif lines:
        print("\n".join(lines))


def entity_named(name: str) -> type[Record]:
    """Return the entity of that name, in the singular or plural. Raises UserError."""
    wanted = squash(name)
    for model in ENTITIES:
        if wanted in {squash(text) for text in (model.__tablename__, model.entity.title, model.entity.plural, *model.entity.names)}:
            return model
    known = ", ".join(model.entity.plural.lower() for model in ENTITIES)
    raise UserError(_("“{name}” is no kind of record. There are: {known}.").format(name=name, known=known))


def new(chosen: argparse.Namespace) -> int:
    """Make a new book."""
    from crm_desktop.services import sample

    path = chosen.file if hasattr(chosen, "file") and chosen.file else None
    if path is None:
        raise UserError(_("Say where the new book goes: --file BOOK.crm"))
    if path.suffix.lower() != SUFFIX:
        path = path.with_name(path.name + SUFFIX)
    store = create_store(path, title=chosen.title or (sample.TITLE if chosen.sample else ""), currency=chosen.currency or Settings()["currency"])
    try:
        if chosen.sample:
            sample.fill(store, progress())
    finally:
        store.close()
    answer(chosen, {"file": str(path)}, [_("Made {path}.").format(path=path)])
    return 0


def come_in(chosen: argparse.Namespace) -> int:
    """Import files."""
    from crm_desktop.exchange import intake

    model = entity_named(chosen.entity) if chosen.entity else None
    with opened(chosen) as store:
        result = intake.bring_in(store, chosen.files, formats(), progress(), model=model, dry_run=chosen.dry_run)
        if chosen.rejected:
            intake.write_rejected(result, chosen.rejected)
    answer(chosen, intake.as_json(result, dry_run=chosen.dry_run), intake.as_lines(result, dry_run=chosen.dry_run))
    return 3 if result.problems else 0


def export(chosen: argparse.Namespace) -> int:
    """Export all records of one kind."""
    from crm_desktop.exchange import exporter

    model = entity_named(chosen.entity)
    with opened(chosen) as store, store.read() as session:
        count = exporter.export(session, exporter.whole(model), chosen.output, progress())
    said = _("{count} written to {path}.").format(count=count_of(model.entity.one, model.entity.many, count), path=chosen.output)
    answer(chosen, {"entity": model.__tablename__, "rows": count, "output": str(chosen.output)}, [said])
    return 0


def find(chosen: argparse.Namespace) -> int:
    """Search everything."""
    from crm_desktop.storage import search

    with opened(chosen) as store, store.read() as session:
        hits = search.find(session, " ".join(chosen.words), limit=chosen.limit)
    data = [{"entity": hit.entity, "id": hit.id, "name": hit.name, "detail": hit.detail} for hit in hits]
    lines = [f"{_(BY_NAME[hit.entity].entity.title):<14} {hit.name}" + (f"  ·  {hit.detail}" if hit.detail else "") for hit in hits]
    answer(chosen, data, lines or [_("Nothing found.")])
    return 0


def report(chosen: argparse.Namespace) -> int:
    """Write a report."""
    from crm_desktop.reports import report as reports

    settings = Settings()
    with opened(chosen) as store, store.read() as session:
        wanted = reports.report_named(chosen.name)
        texts = {key: getattr(chosen, key) for key in ("as_of", "first", "last", "seller") if getattr(chosen, key)}
        options = reports.parse_options(wanted, texts, formats(), session)
        document = wanted.build(session, options)
    reports.write(document, chosen.output, chosen.paper or settings["paper"])
    answer(chosen, {"report": wanted.name, "output": str(chosen.output)}, [_("Written to {path}.").format(path=chosen.output)])
    return 0


def undo(chosen: argparse.Namespace) -> int:
    """Take back the newest step."""
    return _step(chosen, Store.undo, done=_("Undone: {title}"), nothing=_("There is nothing to undo."), undone=False)


def redo(chosen: argparse.Namespace) -> int:
    """Repeat the step that was undone last."""
    return _step(chosen, Store.redo, done=_("Done again: {title}"), nothing=_("There is nothing to redo."), undone=True)


def _step(chosen: argparse.Namespace, replay: Callable[[Store, Task], Any], *, done: str, nothing: str, undone: bool) -> int:
    with opened(chosen) as store:
        if chosen.list:
            steps = [step for step in store.steps() if step.undone == undone]
            steps = steps[::-1] if undone else steps
            data = [{"title": step.title, "at": step.at.isoformat()} for step in steps]
            answer(chosen, data, [f"{formats().moment(step.at)}  {step.title}" for step in steps] or [nothing])
            return 0
        step = replay(store, progress())
    if step is None:
        raise UserError(nothing)
    answer(chosen, {"title": step.title}, [done.format(title=step.title)])
    return 0


def backup(chosen: argparse.Namespace) -> int:
    """Write a verified copy."""
    from crm_desktop.storage import backup as backups

    with opened(chosen) as store:
        made = backups.back_up(store, chosen.output, "by hand")
    data = {"path": str(made.path), "sha256": made.sha256, "counts": made.counts}
    answer(chosen, data, [_("A verified copy is in {path}.").format(path=made.path), f"SHA-256 {made.sha256}"])
    return 0


def restore(chosen: argparse.Namespace) -> int:
    """Put a backup in the place of the book."""
    from crm_desktop.storage import restore as restoring

    done = restoring.restore(file_of(chosen), chosen.source)
    data = {"file": str(done.path), "kept": str(done.kept) if done.kept else None, "counts": done.counts, "before": done.before}
    lines = [_("{path} is now what the backup held.").format(path=done.path)]
    if done.kept:
        lines.append(_("The replaced file is kept as {path}.").format(path=done.kept))
    answer(chosen, data, lines)
    return 0


def check(chosen: argparse.Namespace) -> int:
    """Check the file."""
    from crm_desktop.storage import health

    with opened(chosen) as store:
        found = health.check(store)
    answer(chosen, found.as_json(), found.as_lines())
    return 0 if found.is_well else 1


def move(chosen: argparse.Namespace) -> int:
    """Move an opportunity to another stage."""
    from crm_desktop.services import pipeline

    with opened(chosen) as store:
        with store.read() as session:
            deal_id = _record_named(session, (Opportunity,), chosen.opportunity)[1]
            stage = pipeline.stage_named(session, chosen.stage)
            if stage is None:
                known = ", ".join(s.name for s in pipeline.stages(session))
                raise UserError(_("There is no stage “{name}”. There are: {known}.").format(name=chosen.stage, known=known))
        with store.act(_("Move to {stage}").format(stage=stage.name)) as session:
            deal = session.get_one(Opportunity, deal_id)
            notes = pipeline.move(session, deal, session.merge(stage))
            said = _("“{name}” is in {stage}.").format(name=deal.name, stage=stage.name)
    answer(chosen, {"id": deal_id, "stage": stage.name, "notes": notes}, [said, *notes])
    return 0


def log(chosen: argparse.Namespace) -> int:
    """Log or plan an activity."""
    from crm_desktop.services import activities

    text, when = activities.split_when(" ".join(chosen.text))
    with opened(chosen) as store:
        with store.read() as session:
            models = tuple(BY_NAME[name] for name in ("account", "contact", "opportunity"))
            model, record_id = _record_named(session, models, chosen.on)
        with store.act(_("Log: {text}").format(text=text[:60])) as session:
            made = activities.note_down(session, chosen.kind, text, model.__tablename__, record_id, when)
            said = _("Logged: {text}") if made.done else _("Planned: {text}")
            answer(chosen, {"id": made.id, "done": made.done}, [said.format(text=made.name)])
    return 0


def _record_named(session: Any, models: tuple[type[Record], ...], text: str) -> tuple[type[Record], int]:
    raw = raw_of(session)
    for column in ("reference", "name"):
        for model in models:
            rows = raw.execute(f'SELECT id FROM "{model.__tablename__}" WHERE fold("{column}") = fold(?) LIMIT 2', (text,)).fetchall()
            if len(rows) == 1:
                return model, int(rows[0][0])
            if rows:
                raise UserError(_("Several records are called “{name}”. Use the reference of the one you mean.").format(name=text))
    raise UserError(_("No record is called “{name}”.").format(name=text))


JOBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "new": new,
    "import": come_in,
    "export": export,
    "find": find,
    "report": report,
    "undo": undo,
    "redo": redo,
    "backup": backup,
    "restore": restore,
    "check": check,
    "move": move,
    "log": log,
}
